"""Which day a post belongs to when its stamp names only a clock, or a day without a year.

The page is walked from the posts that name their day to those that do not. On a page with the newest post on top a clock that goes up
by more than an hour means the day before; small steps up are disorder within one day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise, starmap
from operator import sub

from msgspec import Struct
from msgspec.structs import replace

from ...dates import Stamp, named_zone, settled

HOME = "uk time"
"""The zone of a stamp that names none on the numbered pages: they are British."""
DAY = 24 * 60
SLACK = 60
"""Minutes by which a clock may go the wrong way within one day."""


class Dated(Struct, frozen=True, gc=False):
    """A moment, and whether part of it was concluded from the posts around it."""

    moment: datetime | None = None
    inferred: bool = False


def moment(stamp: Stamp, zone: tzinfo | None, day: date | None = None) -> datetime | None:
    """The stamp as an aware moment, with `day` for a date that it does not name. None without a day or a zone."""
    year, month, number = stamp.year, stamp.month, stamp.day
    if not (year and month and number):
        if day is None:
            return None
        year, month, number = day.year, day.month, day.day
    return datetime(year, month, number, stamp.hour or 0, stamp.minute, stamp.second, tzinfo=zone) if zone else None


def direction(clocks: Sequence[int | None], days: Sequence[date | None] = ()) -> int:
    """How time runs down a page of clocks in minutes: -1 newest first, 1 oldest first, 0 in no order. A page of one post is newest first.

    Between two clocks lies at most half a day, unless both name their days.
    """
    if any(days):
        steps = Counter(starmap(_step, pairwise((clock, day) for clock, day in zip(clocks, days, strict=True) if clock is not None)))
    else:
        known = [clock for clock in clocks if clock is not None]
        counts = Counter(map(sub, known[1:], known))  # few differ: midnight is thought of once for each that does
        steps = Counter({_over_midnight(step): times for step, times in counts.items()})
    up = sum(times for step, times in steps.items() if step > 0)
    down = sum(times for step, times in steps.items() if step < 0)
    if down >= 2 * up:
        return -1
    return 1 if up >= 2 * down else 0


def _step(above: tuple[int, date | None], below: tuple[int, date | None]) -> int:
    """Minutes from one clock to the next."""
    step = below[0] - above[0]
    return step + (below[1] - above[1]).days * DAY if above[1] and below[1] else _over_midnight(step)


def _over_midnight(step: int) -> int:
    """The step with its sign turned when midnight lies between the clocks."""
    return -step if step > DAY // 2 or step < -DAY // 2 else step


def dated(stamps: Sequence[Stamp | None], fallback: date | None, *, home: tzinfo | None = None, retrieved: datetime | None = None) -> list[Dated]:
    """The moment of each post, top to bottom.

    `fallback` is the day of the newest post when no post names its own, `home` the zone of stamps without one (British when None),
    `retrieved` the capture that "2m ago" counts from.
    """
    stamps = settled(stamps)
    if all(stamp is not None and stamp.whole for stamp in stamps):
        zones = {name: named_zone(name or "") for name in {stamp.zone for stamp in stamps if stamp}}
        return [Dated(moment(stamp, zones[stamp.zone]), stamp.swaps) for stamp in stamps if stamp]
    home = home or named_zone(HOME)
    walk = Walk(stamps, fallback, home, retrieved)
    named = {name: named_zone(name) for name in {stamp.zone for stamp in stamps if stamp} if name}
    out = []
    for stamp, day in zip(stamps, walk.days(fallback), strict=True):
        when = _moment(stamp, day, named[stamp.zone] if stamp.zone else home, retrieved) if stamp else None
        out.append(Dated(when, when is not None and not (stamp and stamp.whole and not stamp.swaps)))
    return out


class Walk:
    """The clocks of a page on one dial, in minutes; where its posts name different zones that is Greenwich's, `turned` days away from their own."""

    def __init__(self, stamps: Sequence[Stamp | None], near: date | None, home: tzinfo | None, retrieved: datetime | None) -> None:
        self.stamps = [_told_by_capture(stamp, home, retrieved) if stamp and stamp.ago is not None else stamp for stamp in stamps]
        one_zone = len({stamp.zone for stamp in self.stamps if stamp and stamp.hour is not None}) <= 1
        aged = retrieved is None and all(stamp.hour is None for stamp in self.stamps if stamp)
        self.clocks: list[int | None] = []
        self.turned: list[int] = []
        for stamp in self.stamps:
            clock = None
            if stamp and stamp.hour is not None:
                clock = stamp.hour * 60 + stamp.minute - (0 if one_zone else _offset(stamp, near, home))
            elif stamp and stamp.ago is not None and aged:
                clock = -(stamp.ago // 60)
            self.turned.append(clock // DAY if clock is not None else 0)
            self.clocks.append(clock % DAY if clock is not None else None)
        self.written = self._on_dial(_written_days(self.stamps, near), 1)

    @property
    def runs(self) -> int:
        """The page's direction."""
        return direction(self.clocks, self.written)

    def days(self, fallback: date | None) -> list[date | None]:
        """The day of each post in its own zone."""
        days = list(self.written)
        runs = self.runs
        if not any(days) and fallback:
            order = range(len(days) - 1, -1, -1) if runs > 0 else range(len(days))
            if (newest := next((index for index in order if self.clocks[index] is not None), None)) is not None:
                days[newest] = _later(fallback, self.turned[newest])
        _spread(days, self.clocks, runs)
        return self._on_dial(days, -1)

    def _on_dial(self, days: list[date | None], way: int) -> list[date | None]:
        """The days that it is on the dial on days of the posts' own zones; or the other way, where `way` is -1."""
        return [_later(day, way * turned) for day, turned in zip(days, self.turned, strict=True)] if any(self.turned) else days


def _later(day: date | None, days: int) -> date | None:
    try:
        return day + timedelta(days=days) if day and days else day
    except OverflowError:
        return None


def _offset(stamp: Stamp, near: date | None, home: tzinfo | None) -> int:
    """Minutes east of Greenwich that the clock of a stamp shows, on its own day or about that of the page."""
    zone = named_zone(stamp.zone) if stamp.zone else home
    day = near or date(2022, 2, 24)
    try:
        noon = datetime(stamp.year or day.year, stamp.month or day.month, stamp.day or day.day, 12, tzinfo=zone)
    except ValueError:
        return 0
    try:
        offset = noon.utcoffset()
    except OverflowError:
        return 0
    return int(offset.total_seconds()) // 60 if offset else 0


def _told_by_capture(stamp: Stamp, home: tzinfo | None, retrieved: datetime | None) -> Stamp:
    """What "2m ago" tells when the time of the capture is known: a clock and a day, or only the day of the clock that stands beside it."""
    if retrieved is None or stamp.ago is None or stamp.day is not None:
        return stamp
    try:
        then = (retrieved - timedelta(seconds=stamp.ago)).astimezone(named_zone(stamp.zone) if stamp.zone else home)
    except OverflowError:
        return stamp
    day = then.date()
    if stamp.hour is None:
        return replace(stamp, hour=then.hour, minute=then.minute, day=day.day, month=day.month, year=day.year)
    away = stamp.hour * 60 + stamp.minute - then.hour * 60 - then.minute
    day = _later(day, -1 if away > DAY // 2 else 1 if away < -DAY // 2 else 0) or day
    return replace(stamp, day=day.day, month=day.month, year=day.year)


def _moment(stamp: Stamp, day: date | None, zone: tzinfo | None, retrieved: datetime | None) -> datetime | None:
    if stamp.hour is None and stamp.ago is not None:
        try:
            return retrieved - timedelta(seconds=stamp.ago) if retrieved else None
        except OverflowError:
            return None
    return moment(stamp, zone, day)


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


@lru_cache(maxsize=1024)
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
