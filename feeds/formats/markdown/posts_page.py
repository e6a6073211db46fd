"""The posts of a Markdown file: which of its headings they are, and what each says."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, tzinfo

from msgspec.structs import replace

from ...dates import Stamp
from ...identity import digest, numbered
from ...model import Entry, Feed, Snapshot, Unread
from ...order import rise
from ...text import clean_line
from ..base import Page
from ..prose.days import dated
from .body import read_body
from .sections import Outline, Section, Timed, on_day, outline, plain_title, timed, with_definitions, without_definitions


def has_posts(page: Page) -> bool:
    """Two sections of one level carry a time."""
    return _level(page.remember(outline)) is not None


def read_page(page: Page) -> Snapshot:
    """Title, preamble and posts."""
    document, found = page.document, page.remember(outline)
    level = _level(found)
    assert level is not None, "there are posts"
    title, preamble, posts = _divide(found, level)
    times = [each for _, each in posts]
    moments = _moments([each.stamp for each in times], _day(found) or document.date, document.zone)
    links = {plain_title(section.title, found.definitions)[1] for section in found.sections}
    entries = [_entry(section, each, when, found.definitions, links) for (section, each), when in zip(posts, moments, strict=True)]
    entries = numbered(entries, newest_first=rise(entry.published for entry in entries) <= 0)
    if not document.settled:
        entries.pop()  # the last one may be half written
    return Snapshot(
        source=document.source,
        format="markdown",
        feed=Feed(title=title, preamble=preamble),
        entries=tuple(entries),
        complete=document.settled,
        retrieved=document.retrieved,
    )


def _level(found: Outline) -> int | None:
    """The level of the headings that are posts: the topmost of which two name a clock, else of which two name a day."""
    for wants_clock in (True, False):
        for level in range(1, 7):
            times = [
                timed(plain_title(section.title, found.definitions)[0], section.text).stamp
                for section in found.sections
                if section.level == level and section.apart
            ]
            if sum(stamp is not None and (stamp.hour is not None or not wants_clock) for stamp in times) >= 2:
                return level
    return None


def _divide(found: Outline, level: int) -> tuple[str | None, tuple[str, ...], list[tuple[Section, Timed]]]:
    """The page's title, what stands before the posts, and the posts: each with the headings below its own in its text, and with the day of that above it."""
    title = found.front.get("title")
    preamble = [line for line in found.front_lines if line.partition(":")[0].strip().lower() != "title"]
    preamble += found.preface.split("\n")
    posts: list[tuple[Section, Timed]] = []
    day: Stamp | None = None
    for section in found.sections:
        words = plain_title(section.title, found.definitions)[0]
        if section.level > level and posts:
            last, when = posts[-1]
            posts[-1] = (replace(last, text=f"{last.text}\n\n{'#' * section.level} {section.title}\n\n{section.text}"), when)
        elif section.level == level:
            when = timed(words, section.text)
            posts.append((section, replace(when, stamp=on_day(when.stamp, day)) if when.stamp else when))
        else:
            when = timed(words, "")
            dates = when.stamp is not None and when.stamp.day is not None and when.stamp.hour is None
            day = when.stamp if dates else None
            if (title is None and not posts and not dates) or words == title:
                title = words
                preamble += section.text.split("\n")
            elif section.text.strip() or not dates or when.words:
                posts.append((section, Timed(words)))
    return title, tuple(line for each in preamble if (line := clean_line(each))), posts


def _day(found: Outline) -> date | None:
    try:
        return date.fromisoformat(found.front.get("date", "")[:10])
    except ValueError:
        return None


def _moments(stamps: list[Stamp | None], day: date | None, zone: tzinfo | None) -> list[tuple[datetime | None, bool]]:
    """The moment of each stamp, and whether part of it was concluded. A stamp without a zone is in the reader's."""
    moments = dated([replace(stamp, zone=stamp.zone or "utc") if stamp else None for stamp in stamps], day)
    told: list[tuple[datetime | None, bool]] = []
    for stamp, each in zip(stamps, moments, strict=True):
        when = each.moment.replace(tzinfo=zone or UTC) if each.moment and stamp and not stamp.zone else each.moment
        told.append((when, when is not None and (each.inferred or (stamp is not None and not stamp.whole))))
    return told


def _entry(section: Section, when: Timed, moment: tuple[datetime | None, bool], definitions: dict[str, str], links: Collection[str | None]) -> Entry:
    link = plain_title(section.title, definitions)[1]
    raw = section.text.strip().partition("\n")[2] if when.below else section.text
    raw = raw.strip("\n")
    first = next((line.strip() for line in raw.split("\n") if line.strip()), "")
    stamp = when.stamp.text if when.stamp else None
    return Entry(
        id=digest(stamp, when.words, first),
        id_inferred=True,
        headline=when.words or None,
        link=link,
        published=moment[0],
        date_inferred=moment[1],
        stamp=stamp,
        body=Unread(read_body, without_definitions(with_definitions(raw, definitions), links)),
    )
