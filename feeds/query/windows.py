"""Times as filters write them, and the stretch of time that each asks for.

Reading one never needs the clock: what is relative stays so until somebody asks, with a `Context`. Stretches are half-open: from, and before.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo

from msgspec import Struct

from ..dates import Stamp, in_zone, named_zone, read_stamp
from ..wording import Wording
from .subject import Context

Span = tuple[float, float]
"""Seconds since 1970: from the first, before the second."""
Window = Callable[[Context], Span]
"""The stretch that a value asks for, in given circumstances."""

SPELLINGS = "15:00, 9am, 2022-02-16, 2022-02-16T15:00, -2h, today or yesterday"
DURATIONS = "2h, 90m, 1d or 1h30m"
LONGEST = 64
"""Characters of a time."""
LONGEST_AGO = 200 * 365 * 86400.0
"""Seconds that a duration may have."""

_UNITS = {"w": 604800.0, "d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0}
_DURATION = Wording(r"(?=\d)" + "".join(rf"(?:(?P<{unit}>\d{{1,9}}){unit})?" for unit in _UNITS), re.IGNORECASE | re.ASCII)
_DAYS = {"today": 0, "yesterday": 1}


class Moment(Struct, frozen=True):
    """A time as it was written: so many seconds ago, a day counted back from today, or a stamp. `unit`: seconds of the smallest part written."""

    unit: float
    ago: float | None = None
    days: int | None = None
    stamp: Stamp | None = None

    def span(self, context: Context) -> Span:
        """The day, hour, minute or second that it is.

        A clock without a date is that of the latest day that the feed has, in the zone that times are shown in.
        """
        zone = context.zone
        if self.ago is not None:
            begin = anchor(context) - self.ago
            local = _local(begin, zone)
            return (begin, begin + self.unit) if local is None else _around(local, self.unit, zone)
        if self.days is not None:
            return _day(in_zone(context.now, zone).date() - timedelta(days=self.days), zone)
        stamp = self.stamp
        assert stamp is not None
        if stamp.zone:
            zone = named_zone(stamp.zone)
        if stamp.year is None:
            day = in_zone(context.latest or context.now, zone).date()
        else:
            day = date(stamp.year, stamp.month or 1, stamp.day or 1)
        if stamp.hour is None:
            return _day(day, zone)
        begin = _seconds(datetime(day.year, day.month, day.day, stamp.hour, stamp.minute, stamp.second), zone)  # noqa: DTZ001
        return begin, begin + self.unit

    def begin(self, context: Context) -> float:
        """The moment itself: for a day, its beginning."""
        return anchor(context) - self.ago if self.ago is not None else self.span(context)[0]


def anchor(context: Context) -> float:
    """What "ago" is counted from: now, or the newest post of a feed that has ended."""
    return (context.latest if context.ended and context.latest else context.now).timestamp()


def read_moment(text: str) -> Moment:
    """The time that a value is. Raises ValueError, in plain words, when it is none."""
    if len(text) > LONGEST:
        raise ValueError(f"takes a time: {SPELLINGS}")
    word = " ".join(text.split())
    if (days := _DAYS.get(word.lower())) is not None:
        return Moment(86400.0, days=days)
    if word.startswith("-"):
        seconds, unit = _duration(word[1:], f"takes a time: {SPELLINGS}")
        return Moment(unit, ago=seconds)
    stamp = read_stamp(word)
    if stamp is None and (match := re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:[T ].*)?", word, re.IGNORECASE | re.ASCII)) and not _is_day(match[1]):
        raise ValueError(f"there is no day {match[1]}")
    if stamp is None or (stamp.year is None) != (stamp.month is None) or stamp.year == 0:
        raise ValueError(f"takes a time: {SPELLINGS}")
    if stamp.hour is None:
        return Moment(86400.0, stamp=stamp)
    return Moment(1.0 if re.search(r"\d[:.]\d\d:\d", word) else 60.0 if re.search(r"\d[:.]\d", word) else 3600.0, stamp=stamp)


def after(text: str) -> Window:
    """From a moment on."""
    moment = read_moment(text)
    return lambda context: (moment.begin(context), math.inf)


def before(text: str) -> Window:
    """Up to a moment, without it."""
    moment = read_moment(text)
    return lambda context: (-math.inf, moment.begin(context))


def on(text: str) -> Window:
    """The whole day, hour or minute that a value names."""
    return read_moment(text).span


def stretch(text: str, context: Context) -> Span:
    """The day, hour, minute or second that a text names, as a reader writes it. Raises ValueError, in plain words, when it names none."""
    return on(text)(context)


def within(text: str) -> Window:
    """The time up to now, or up to the newest post of a feed that has ended."""
    seconds, _ = _duration("".join(text.split()), f"takes a length of time: {DURATIONS}")
    return lambda context: (anchor(context) - seconds, math.nextafter(anchor(context), math.inf))


def _duration(text: str, otherwise: str) -> tuple[float, float]:
    """Seconds of a duration, and those of the smallest unit in it."""
    match = _DURATION.fullmatch(text)
    parts = {unit: int(number) for unit, number in match.groupdict().items() if number} if match else {}
    seconds = sum(_UNITS[unit] * number for unit, number in parts.items())
    if not 0 < seconds <= LONGEST_AGO:
        raise ValueError(otherwise)
    return seconds, min(_UNITS[unit] for unit in parts)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _day(day: date, zone: tzinfo | None) -> Span:
    """A day from midnight to midnight: 23 or 25 hours where clocks are changed."""
    begin = datetime(day.year, day.month, day.day)  # noqa: DTZ001
    try:
        end = begin + timedelta(days=1)
    except OverflowError:
        return _seconds(begin, zone), math.inf
    return _seconds(begin, zone), _seconds(end, zone)


def _around(local: datetime, unit: float, zone: tzinfo | None) -> Span:
    """The day, hour, minute or second that a moment lies in."""
    if unit >= 86400:
        return _day(local.date(), zone)
    begin = local.replace(minute=local.minute if unit < 3600 else 0, second=local.second if unit < 60 else 0, microsecond=0).timestamp()
    return begin, begin + unit


def _local(seconds: float, zone: tzinfo | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, UTC).astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return None


def _seconds(naive: datetime, zone: tzinfo | None) -> float:
    """A wall clock's time in a zone as seconds since 1970; at the ends of the calendar, without end."""
    try:
        return (naive.replace(tzinfo=zone) if zone else naive.astimezone()).timestamp()
    except (OverflowError, ValueError, OSError):
        return -math.inf if naive.year < 1970 else math.inf
