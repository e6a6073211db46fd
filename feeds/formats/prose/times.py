"""The stamps of an even page (see `even`), read in columns: what a clock or a day means is found out once, however many posts have it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from operator import add

from msgspec import Struct

from ...dates import Stamp, named_zone
from .days import dated, direction, moment
from .posts import read_day


class Times(Struct):
    """The stamps of a page from top to bottom, and what they say."""

    stamps: list[str]
    clocks: list[str]
    """How they begin: with five characters that say the minute of the day."""
    days: list[str]
    """What stands behind that: zone and day."""
    minutes: dict[str, int]
    """What the clocks mean."""
    dates: dict[str, Stamp]
    """What the days mean."""

    @property
    def whole(self) -> bool:
        """Whether each stamp names its moment, and none is concluded from the others."""
        return all(date.whole and not date.swaps for date in self.dates.values())

    @property
    def runs(self) -> int:
        """How time runs down the page (see `direction`)."""
        return direction(list(map(self.minutes.__getitem__, self.clocks)))

    def moments(self, fallback: date | None) -> tuple[Sequence[datetime | None], Sequence[bool]]:
        """The moment of each post, and whether part of it was concluded. `fallback` is the day of the page (see `dated`)."""
        if self.whole:
            midnights = {name: moment(date, named_zone(date.zone or "")) for name, date in self.dates.items()}
            times = {clock: timedelta(minutes=minute) for clock, minute in self.minutes.items()}
            return list(map(add, map(midnights.__getitem__, self.days), map(times.__getitem__, self.clocks))), [False] * len(self.stamps)
        whens = dated(list(map(self._stamp, self.stamps, self.clocks, self.days)), fallback)
        return [when.moment for when in whens], [when.inferred for when in whens]

    def _stamp(self, text: str, clock: str, day: str) -> Stamp:
        hour, minute = divmod(self.minutes[clock], 60)
        date = self.dates[day]
        return Stamp(text, hour, minute, 0, date.day, date.month, date.year, date.zone, len(text), None, date.swaps)


_BARE = Stamp("", 0)
"""A clock with nothing behind it."""


def times_of(stamps: list[str]) -> Times | None:
    """What the stamps say; None when one of them is not a clock with zone and day, or at least one of these, in the spelling of nearly all pages."""
    clocks, days = [stamp[:5] for stamp in stamps], [stamp[5:] for stamp in stamps]
    minutes = {clock: _minute(clock) for clock in set(clocks)}
    dates = {name: read_day(name) if name else _BARE for name in set(days)}
    known_minutes = {clock: minute for clock, minute in minutes.items() if minute is not None}
    known_dates = {name: date for name, date in dates.items() if date is not None}
    regular = len(known_minutes) == len(minutes) and len(known_dates) == len(dates)
    return Times(stamps, clocks, days, known_minutes, known_dates) if regular else None


def _minute(clock: str) -> int | None:
    """The minute of the day of a clock that is written "15:57"."""
    if len(clock) != 5 or clock[2] != ":" or not clock.isascii() or not (clock[:2] + clock[3:]).isdecimal():
        return None
    hour, minute = int(clock[:2]), int(clock[3:])
    return hour * 60 + minute if hour < 24 and minute < 60 else None
