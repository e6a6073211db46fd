"""What stands over the posts of a live-text page: summary, credit, the page's own time, a score; and which day it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, tzinfo

from msgspec import Struct

from ...dates import MONTHS, named_zone, read_stamp
from ...model import Feed, KeyPoint, Media
from ...text import clean
from ...wording import Wording
from .days import HOME, moment
from .tables import COUNTERS, CREDIT, HEAD_FURNITURE, INDEXES, MEDIA_CAPTION, PAGE_TIME, ZONE_REMARK, is_closed

_BULLET = Wording(r"[•\-*–▪◦] +(?P<text>.+)")
_MONTHS = rf"(?:{'|'.join(MONTHS)})\.?"
_SOME_DATE = Wording(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTHS}|{_MONTHS}\s+\d{{1,2}}(?:st|nd|rd|th)?),?\s+\d{{4}}(?:\b|(?=\d{{1,2}}:))|\b\d{{4}}-\d\d-\d\d\b",
    re.IGNORECASE,
)

_ABOUT_TODAY = Wording(r"(?:live |latest |last |first |/ )?(?:updated?s?|published|posted|coverage|reporting|news)\b", re.IGNORECASE)
_WEEKDAY = Wording(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? *$", re.IGNORECASE)


class Head(Struct, frozen=True):
    """The head of one page: its feed, and the day and zone that its posts may take when they name none."""

    feed: Feed
    day: date | None = None
    zone: tzinfo | None = None


def read_head(raw: str, home: tzinfo | None = None) -> Head:
    """The lines before the first post. Nothing of them is lost but furniture. `home` is the zone of a page time without one, British when None."""
    lines = [text for line in raw.split("\n") if (text := clean(line).strip())]
    title: str | None = None
    summary: list[str] = []
    preamble: list[str] = []
    credits: list[str] = []
    media: list[Media] = []
    updated: datetime | None = None
    day: date | None = None
    bulleted = any(map(_BULLET.fullmatch, lines))
    within: str | None = None
    at = 0
    while at < len(lines):
        line = lines[at]
        lower = line.lower()
        at += 1
        if lower == "summary" and not (within == "index" and read_stamp(lines[at - 2])):
            within = "summary"
        elif lower in INDEXES:
            within = "index"
            preamble.append(line)
        elif lower == "latest updates" and title is None and preamble:
            title = preamble.pop()
        elif lower in HEAD_FURNITURE or COUNTERS.fullmatch(line):
            continue
        elif caption := MEDIA_CAPTION.fullmatch(line):
            text = caption["caption"] or (lines[at] if at < len(lines) and not _BULLET.fullmatch(lines[at]) else "")
            at += not caption["caption"] and bool(text)
            media.append(Media("video", caption=text or None))
        elif CREDIT.fullmatch(line):
            credits.append(line)
        elif (time := PAGE_TIME.fullmatch(line)) and (stamp := read_stamp(time["stamp"])):
            if stamp.hour is not None and stamp.ago is None:
                updated = moment(stamp, named_zone(stamp.zone) if stamp.zone else home or named_zone(HOME)) or updated
            elif stamp.year and stamp.month and stamp.day:
                day = date(stamp.year, stamp.month, stamp.day)
            preamble.append(line)
        elif within == "summary" and (point := _BULLET.fullmatch(line)):
            summary.append(point["text"])
        elif within == "summary" and not bulleted:
            summary.append(line)
        else:
            preamble.append(line)
    feed = Feed(
        title=title,
        summary=tuple(map(KeyPoint, summary)),
        credit=" · ".join(credits) or None,
        updated=updated,
        media=tuple(media),
        preamble=tuple(preamble),
    )
    return Head(feed, updated.date() if updated else day or find_day([*summary, *preamble]), _zone([*credits, *preamble]))


def _zone(lines: Iterable[str]) -> tzinfo | None:
    """The zone of all times, where a line says it."""
    for line in lines:
        if remark := ZONE_REMARK.fullmatch(line):
            name = " ".join(remark["zone"].lower().split())
            if zone := named_zone(name) or named_zone(f"{name} time"):
                return zone
    return None


def find_day(lines: Iterable[str]) -> date | None:
    """The first whole date in a line that is about the page's day: one that names the weekday, begins with "Updates" and the like, or begins with the date and is no sentence.

    A date in any other sentence may be that of another time.
    """
    for line in lines:
        for match in _SOME_DATE.finditer(line):
            stamp = read_stamp(match[0])
            dateline = not match.start() and not is_closed(line)
            about = dateline or _ABOUT_TODAY.match(line) or _WEEKDAY.search(line[: match.start()][-12:])
            if about and stamp and stamp.year and stamp.month and stamp.day:
                return date(stamp.year, stamp.month, stamp.day)
    return None
