"""Which day a post belongs to when its stamp names only a clock, or a day without a year.

The page is walked from the posts that name their day to those that do not. On a page with the newest post on top a clock that goes up
by more than an hour means the day before; small steps up are disorder within one day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise

from msgspec import Struct

from ..dates import Stamp, named_zone

HOME = "uk time"
"""The zone of a stamp that names none: these pages are British."""
DAY = 24 * 60
SLACK = 60
"""Minutes by which a clock may go the wrong way within one day."""


class Dated(Struct, frozen=True, gc=False):
    """A moment, and whether part of it was concluded from the posts around it."""

    moment: datetime | None = None
    inferred: bool = False


UNDATED = Dated()


def moment(stamp: Stamp, zone: tzinfo | None, day: date | None = None) -> datetime | None:
    """The stamp as an aware moment, with `day` for a date that it does not name. None without a day or a zone."""
    if stamp.year and stamp.month and stamp.day:
        day = date(stamp.year, stamp.month, stamp.day)
    if day is None or zone is None:
        return None
    return datetime(day.year, day.month, day.day, stamp.hour or 0, stamp.minute, stamp.second, tzinfo=zone)


def direction(clocks: Sequence[int | None]) -> int:
    """How time runs down a page of clocks in minutes: -1 newest first, 1 oldest first, 0 in no order. A page of one post is newest first."""
    up = down = 0
    known = [clock for clock in clocks if clock is not None]
    for above, below in pairwise(known):
        step = below - above
        if abs(step) > DAY // 2:
            step = -step  # midnight lies between them
        up += step > 0
        down += step < 0
    if down >= 2 * up:
        return -1
    return 1 if up >= 2 * down else 0


def dated(stamps: Sequence[Stamp | None], fallback: date | None) -> list[Dated]:
    """The moment of each post, top to bottom. `fallback` is the day of the newest post when no post names its own."""
    if all(stamp is not None and stamp.whole for stamp in stamps):
        return [Dated(_moment(stamp, None)) for stamp in stamps if stamp]
    clocks = [stamp.hour * 60 + stamp.minute if stamp and stamp.hour is not None else None for stamp in stamps]
    runs = direction(clocks)
    days = _written_days(stamps, fallback)
    if not any(days) and fallback:
        newest = (i for i, stamp in (reversed(list(enumerate(stamps))) if runs > 0 else enumerate(stamps)) if stamp and stamp.hour is not None)
        if (first := next(newest, None)) is not None:
            days[first] = fallback
    _spread(days, clocks, runs)
    out = []
    for stamp, day in zip(stamps, days, strict=True):
        when = _moment(stamp, day) if stamp else None
        out.append(Dated(when, when is not None and not (stamp and stamp.whole)))
    return out


def _moment(stamp: Stamp, day: date | None) -> datetime | None:
    return moment(stamp, named_zone(stamp.zone or HOME), day)


def _written_days(stamps: Sequence[Stamp | None], fallback: date | None) -> list[date | None]:
    """The days that stamps name; a missing year is that of the nearest post with one, else the year that brings it closest to `fallback`."""
    whole = [(i, date(s.year, s.month, s.day)) for i, s in enumerate(stamps) if s and s.year and s.month and s.day]
    days: list[date | None] = [None] * len(stamps)
    for index, day in whole:
        days[index] = day
    position = 0
    for index, stamp in enumerate(stamps):
        if not stamp or days[index] or not (stamp.month and stamp.day):
            continue
        while position + 1 < len(whole) and abs(whole[position + 1][0] - index) <= abs(whole[position][0] - index):
            position += 1
        near = whole[position][1] if whole else fallback
        if near:
            days[index] = _closest(near, stamp.month, stamp.day, latest=None if whole else near)
    return days


def _closest(near: date, month: int, day: int, *, latest: date | None) -> date | None:
    possible = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            candidate = date(year, month, day)
        except ValueError:  # 29 February, or a year that calendars do not reach
            continue
        if latest is None or (candidate - latest).days <= 1:
            possible.append(candidate)
    return min(possible, key=lambda candidate: abs(candidate - near), default=None)


def _spread(days: list[date | None], clocks: Sequence[int | None], runs: int) -> None:
    """Carry days from the posts that have one to their neighbours, first down the page, then up."""
    for order, way in ((range(len(days)), runs), (range(len(days) - 1, -1, -1), -runs)):
        day, clock = None, None
        for index in order:
            if days[index]:
                day, clock = days[index], clocks[index] if clocks[index] is not None else clock
            elif clocks[index] is not None and day is not None:
                now = clocks[index]
                assert now is not None
                if clock is not None and way and (now - clock) * way < -SLACK:
                    try:
                        day += timedelta(days=way)
                    except OverflowError:
                        day = None
                        continue
                days[index], clock = day, now
