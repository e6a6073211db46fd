"""The page or feed as a whole, and what was wrong with it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from .body import Fact, Media


class KeyPoint(Struct, frozen=True, gc=False):
    """One line of the feed's own summary, with the entry that it points to if any. Live-text: a bullet under "Summary"."""

    text: str
    entry: str | None = None


class Rhythm(Struct, frozen=True, gc=False):
    """How often the feed says that it is worth a look."""

    every: float | None = None
    """Seconds. RSS: ttl. RSS 1.0: sy:updatePeriod over sy:updateFrequency."""
    skip_hours: tuple[int, ...] = ()
    """Hours of the day in UTC, 0 to 23, in which it does not change. RSS: skipHours."""
    skip_days: tuple[int, ...] = ()
    """Days of the week in UTC, Monday is 0. RSS: skipDays."""


class Feed(Struct, frozen=True, gc=False, kw_only=True):
    """The page or feed as a whole."""

    title: str | None = None
    """Atom, RSS: title. Live-text: the topic over "Latest updates"."""
    description: str | None = None
    """Plain text. Atom: subtitle; 0.3: tagline. RSS: description, else that of dc or itunes. JSON Feed: description."""
    link: str | None = None
    language: str | None = None
    """BCP 47. Atom: xml:lang. RSS: language, dc:language, xml:lang."""
    summary: tuple[KeyPoint, ...] = ()
    """Live-text: the bullets under "Summary", as they were when the page was saved."""
    credit: str | None = None
    """Live-text: "Edited by …", "By …", "All times stated are UK". Atom: author. RSS: managingEditor, dc:creator, itunes:author."""
    updated: datetime | None = None
    """Live-text: the page's own "Updated …" line. Atom: updated; 0.3: modified. RSS: lastBuildDate, else dc:date, pubDate."""
    coverage_start: datetime | None = None
    coverage_end: datetime | None = None
    """schema.org: coverageStartTime, coverageEndTime."""
    ended: bool = False
    """The feed said that it will not go on."""
    media: tuple[Media, ...] = ()
    """Live-text: a video over the posts that belongs to the page."""
    preamble: tuple[str, ...] = ()
    """Live-text: lines over the posts that are neither summary nor credit, such as a score."""
    older: str | None = None
    """Where older entries are. RFC 5005: link rel=prev-archive, else rel=next. JSON Feed: next_url."""
    archive: bool = False
    """This document will not change any more. RFC 5005: fh:archive."""
    facts: tuple[Fact, ...] = ()
    """What else the feed told of itself: rights, generator, categories."""
    rhythm: Rhythm | None = None


class Problem(Struct, frozen=True, gc=False):
    """Something that could not be read as it stands, or was repaired. `place` is a line, a path or an offset."""

    source: str
    place: str
    message: str
