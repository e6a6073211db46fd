"""Times as people and machines write them: one table of spellings, one function.

What is not written stays unknown: `read_stamp` gives the parts that a stamp has, and never fills one from today.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from .months import MONTHS
from .zone_names import any_of
from .zones import FIXED_ZONES, LONDON, REGIONAL_ZONES, named_zone

__all__ = ["FIXED_ZONES", "LONDON", "MONTHS", "REGIONAL_ZONES", "Stamp", "in_zone", "loose_moment", "named_zone", "read_stamp", "settled"]

_HALF = r"(?P<half>[ap](?:\.\s?m\b\.?|m(?![a-z])\.?))"
_HOURS = r"(?:\s?(?:hrs?|hours|uhr|h|local\stime)(?![a-z]))"
_CLOCK = rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?::(?P<second>\d{{2}})(?:[.,]\d{{1,9}})?)?(?!\d)(?:\s?{_HALF})?{_HOURS}?"
_HOUR = rf"(?P<hour>\d{{1,2}})\s?{_HALF}"
_BARE = r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)"
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_NAMES = sorted((*FIXED_ZONES, *REGIONAL_ZONES), key=len, reverse=True)
_LONG = any_of([name for name in _NAMES if len(name) > 4])
_SHORT = "|".join(f"{name.upper()}|{name}" for name in _NAMES if len(name) <= 4)
"""Not "West" or "Eat": that is the first word of a sentence behind a clock."""
_NAMED = rf"\s*\(?(?P<zone>(?:utc|gmt)?\s?[+-]\d{{2}}:?\d{{2}}|(?:utc|gmt)\s?[+-]\d{{1,2}}|{_LONG}|(?-i:{_SHORT}))(?![a-z])\)?"
_ZONES = rf"(?:{_NAMED})?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})(?:(?!\d)|(?=\d{1,2}[:.]\d\d))"
"""A clock may be glued to it."""
_DATES = (
    rf"{_WEEKDAY}{_DAY}\s+{_MONTH}(?:,?\s+{_YEAR})?",
    rf"{_WEEKDAY}{_MONTH}\s+{_DAY}(?!\d)(?:,?\s+{_YEAR})?",
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
    r"(?P<first>\d{1,2})/(?P<other>\d{1,2})/(?P<year>\d{4}|\d{2})(?!\d)",
    r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?!\d)",
)
_JOIN = r"\s*(?:,|\bon\b|\bat\b|[-–—|·])?\s*"
_LIVE_PAGE = rf"{_CLOCK}{_ZONES}(?:\s+{_DATES[0]})?"
"""The stamp of nearly every live page; the others are compiled when one fails to be this."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_UNIT = r"s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:(?:ee)?ks?)?"
_AGO = rf"(?:about|around|over|almost|nearly|less than)?\s*(?P<count>\d{{1,3}}|an?|one|two|three)\s?(?P<unit>{_UNIT})(?:(?:,|\sand)?\s?(?P<more>\d{{1,2}})\s?(?P<less>{_UNIT}))?\s?ago|(?P<now>just\snow|(?:a\s)?moments?\sago|seconds\sago)"
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_EPOCH = r"(?P<epoch>1\d{9})(?P<milli>\d{3})?(?!\d)"
"""Seconds or milliseconds since 1970, from 2001 to 2033: longer ago nobody wrote live pages."""


@lru_cache(maxsize=1)
def _spellings() -> tuple[re.Pattern[str], ...]:
    clocks = (_CLOCK, _HOUR)
    bare = (rf"{_BARE}{_HOURS}{_ZONES}", rf"{_BARE}{_NAMED}")
    return tuple(
        re.compile(spelling, re.IGNORECASE)
        for spelling in (
            *(rf"{clock}{_ZONES}{_JOIN}{day}" for day in _DATES for clock in clocks),
            *(rf"{clock}{_JOIN}{day}" for day in _DATES[:2] for clock in bare),
            *(rf"{day}(?:T|{_JOIN}){clock}{_ZONES}" for day in _DATES for clock in clocks),
            *(rf"{clock}{_ZONES}" for clock in clocks),
            *bare,
            *_DATES,
            _AGO,
            _EPOCH,
        )
    )


@lru_cache(maxsize=1)
def _live_page() -> re.Pattern[str]:
    return re.compile(_LIVE_PAGE, re.IGNORECASE)


class Stamp(Struct, frozen=True, gc=False):
    """What a written time says, and no more: each part is None when it is not there."""

    text: str
    hour: int | None = None
    minute: int = 0
    second: int = 0
    day: int | None = None
    month: int | None = None
    year: int | None = None
    zone: str | None = None
    """The zone as written, lower case: a key of FIXED_ZONES or REGIONAL_ZONES, or an offset."""
    end: int = 0
    """Offset behind the stamp in the text that it was read from."""
    ago: int | None = None
    """Seconds before the capture, for "2m ago": then there is no clock and no date."""
    swaps: bool = False
    """Day and month are both numbers up to 12, and which is which is a guess: `settled` tells it from other stamps."""

    @property
    def whole(self) -> bool:
        """Whether clock, date and zone are all written."""
        return self.hour is not None and self.year is not None and self.zone is not None


def read_stamp(text: str, *, whole: bool = True) -> Stamp | None:
    """The time that the text is, or begins with when `whole` is False. None when it is no time.

    Impossible values (25:70, 31 June) are no time. Clocks have 24 hours unless "am" or "pm" is written.
    """
    if whole and text[2:3] == ":" and text[5:6] == " " and text.isascii() and (clock := text[:2] + text[3:5]).isdecimal():
        hour, minute = int(clock[:2]), int(clock[2:])
        rest = _read(f"00:00{text[5:]}", whole=True)  # of few kinds on one page, whatever the clocks
        if rest is not None and rest.hour == 0 and hour < 24 and minute < 60:
            return Stamp(text, hour, minute, 0, rest.day, rest.month, rest.year, rest.zone, len(text), None, rest.swaps)
    return _read(text, whole=whole)


@lru_cache(maxsize=8192)
def _read(text: str, *, whole: bool) -> Stamp | None:
    if whole and (plain := _plain(text)) is not None:
        return plain
    match = _live_page().fullmatch(text) if whole else _live_page().match(text)
    best = _stamp(match) if match else None
    if best and (whole or best.whole):
        return best
    for spelling in _spellings():
        match = spelling.fullmatch(text) if whole else spelling.match(text)
        if match and (stamp := _stamp(match)) and (best is None or stamp.end > best.end):
            best = stamp
            if whole or stamp.whole:
                break
    return best


def _plain(text: str) -> Stamp | None:
    """A stamp written as most are, "00:00 British Summer Time 3 October 2025", without the expression: compiling that takes longer than reading a page.

    None for whatever is written otherwise.
    """
    clock, *named, day, month, year = text.split(" ") if text.isascii() and text.count(" ") > 3 else [""] * 4
    zone, number = " ".join(named).lower(), MONTHS.get(month.lower())
    is_named = zone in FIXED_ZONES or zone in REGIONAL_ZONES
    if clock != "00:00" or number is None or not is_named or not (day.isdecimal() and year.isdecimal() and len(day) < 3 and len(year) == 4):
        return None
    if len(zone) <= 4 and named[0] not in (zone, zone.upper()):
        return None
    return Stamp(text, 0, 0, 0, int(day), number, int(year), zone, len(text)) if _possible(int(year), number, int(day)) else None


def _stamp(match: re.Match[str]) -> Stamp | None:
    part = match.groupdict()
    if part.get("epoch"):
        return _at(datetime.fromtimestamp(int(part["epoch"]), UTC), match)
    if part.get("unit") or part.get("now"):
        return Stamp(text=match[0], end=match.end(), ago=_ago(part))
    hour, minute, second = (int(part.get(name) or 0) for name in ("hour", "minute", "second"))
    if half := part.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    day = int(part["day"]) if part.get("day") else None
    month = part.get("month")
    number = (int(month) if month.isdigit() else MONTHS[month.lower()]) if month else None
    year = int(part["year"]) if part.get("year") else None
    if year is not None and len(part["year"]) == 2:
        year += 2000
    swaps = False
    if part.get("first"):
        first, other = int(part["first"]), int(part["other"])
        swaps = first <= 12 and other <= 12 and first != other
        day, number = (other, first) if other > 12 or (first <= 12 and half) else (first, other)
    if day is not None and number is not None and not _possible(2000 if year is None else year, number, day):
        return None
    zone = part.get("zone")
    zone = " ".join(zone.lower().split()) if zone else None
    if zone and named_zone(zone) is None:
        return None
    return Stamp(
        text=match[0],
        hour=hour if part.get("hour") else None,
        minute=minute,
        second=second,
        day=day,
        month=number,
        year=year,
        zone=zone,
        end=match.end(),
        swaps=swaps,
    )


def _at(moment: datetime, match: re.Match[str]) -> Stamp:
    return Stamp(match[0], moment.hour, moment.minute, moment.second, moment.day, moment.month, moment.year, "utc", match.end())


def _ago(part: dict[str, str]) -> int:
    seconds = 0
    for count, unit in ((part["count"], part["unit"]), (part["more"], part["less"])):
        if count:
            seconds += (int(count) if count.isdigit() else _COUNTS[count.lower()]) * _UNITS[unit[0].lower()]
    return seconds


def settled(stamps: Sequence[Stamp | None]) -> list[Stamp | None]:
    """The stamps of one document, where those that leave open which number is the month are read as the others are written.

    One stamp whose second number cannot be a month tells that the first one is. When none tells, a half-day clock is
    taken for the American way, month first.
    """
    if not any(stamp and stamp.swaps for stamp in stamps):
        return list(stamps)
    sure = {order for stamp in stamps if stamp and not stamp.swaps and (order := _month_first(stamp)) is not None}
    if len(sure) != 1:
        return list(stamps)
    first = sure.pop()
    return [
        replace(stamp, day=stamp.month, month=stamp.day, swaps=False)
        if stamp and stamp.swaps and _month_first(stamp) is not first
        else replace(stamp, swaps=False)
        if stamp and stamp.swaps
        else stamp
        for stamp in stamps
    ]


def _month_first(stamp: Stamp) -> bool | None:
    """Whether a date with slashes has its month first; None when it has none, or both are the same number."""
    written = re.search(r"(\d{1,2})/(\d{1,2})/", stamp.text)
    return None if written is None or int(written[1]) == int(written[2]) else int(written[1]) == stamp.month


def _possible(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    """A moment by the clocks of a zone, None for that of this machine; as it stands where that would be before year 1 or after year 9999."""
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return moment


def loose_moment(text: str) -> datetime | None:
    """A whole moment in a spelling that is not in the table, or None. python-dateutil reads it, under guard.

    dateutil fills what is missing from a default; so it is asked twice with defaults that differ in every part, and believed only
    where both answers agree, and the year is written in full. Zones must be known ones: of the others it would make local time.
    """
    if not 8 <= len(text) <= 64 or not re.search(r"\d", text):
        return None
    from dateutil import parser

    answers = []
    for default in (datetime(2001, 1, 1, 1, 1), datetime(2002, 2, 2, 2, 2)):  # noqa: DTZ001
        try:
            answers.append(parser.parse(text, default=default, tzinfos=lambda name, offset: named_zone(name) if offset is None and name else offset))
        except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError):
            return None
    found, other = answers
    try:
        agreed = found == other and found.utcoffset() is not None  # +9999 is an offset to dateutil
    except ValueError:
        return None
    return found if agreed and str(found.year) in text else None
