"""Times as people and machines write them: one table of spellings, one function.

What is not written stays unknown: `read_stamp` gives the parts that a stamp has, and never fills one from today.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from msgspec import Struct

LONDON = "Europe/London"

FIXED_ZONES = {  # a written name is trusted as written, whatever the date: hours east of Greenwich
    "greenwich mean time": 0, "gmt": 0, "utc": 0, "ut": 0, "z": 0, "universal time": 0, "coordinated universal time": 0, "wet": 0,
    "western european time": 0, "british summer time": 1, "bst": 1, "irish standard time": 1, "central european time": 1, "cet": 1,
    "west africa time": 1, "wat": 1, "western european summer time": 1, "west": 1, "central european summer time": 2, "cest": 2,
    "eastern european time": 2, "eet": 2, "south africa standard time": 2, "sast": 2, "central africa time": 2, "cat": 2,
    "eastern european summer time": 3, "eest": 3, "moscow time": 3, "msk": 3, "east africa time": 3, "eat": 3, "arabia standard time": 3,
    "iran standard time": 3.5, "gulf standard time": 4, "pakistan standard time": 5, "pkt": 5, "india standard time": 5.5,
    "indian standard time": 5.5, "ist": 5.5, "nepal time": 5.75, "indochina time": 7, "singapore time": 8, "sgt": 8, "hong kong time": 8,
    "hkt": 8, "china standard time": 8, "australian western standard time": 8, "awst": 8, "japan standard time": 9, "jst": 9,
    "korea standard time": 9, "kst": 9, "australian central standard time": 9.5, "acst": 9.5, "australian eastern standard time": 10,
    "aest": 10, "australian eastern daylight time": 11, "aedt": 11, "new zealand standard time": 12, "nzst": 12,
    "new zealand daylight time": 13, "nzdt": 13, "newfoundland standard time": -3.5, "atlantic daylight time": -3, "adt": -3,
    "atlantic standard time": -4, "ast": -4, "eastern daylight time": -4, "edt": -4, "eastern standard time": -5, "est": -5,
    "central daylight time": -5, "cdt": -5, "central standard time": -6, "cst": -6, "mountain daylight time": -6, "mdt": -6,
    "mountain standard time": -7, "mst": -7, "pacific daylight time": -7, "pdt": -7, "pacific standard time": -8, "pst": -8,
    "alaska daylight time": -8, "akdt": -8, "alaska standard time": -9, "akst": -9, "hawaii standard time": -10, "hst": -10,
}  # fmt: skip

REGIONAL_ZONES = {  # these take daylight saving by date
    "et": "America/New_York", "eastern time": "America/New_York", "ct": "America/Chicago", "central time": "America/Chicago",
    "mt": "America/Denver", "mountain time": "America/Denver", "pt": "America/Los_Angeles", "pacific time": "America/Los_Angeles",
    "uk time": LONDON, "london time": LONDON, "uk": LONDON,
}  # fmt: skip

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip


_CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s?(?P<half>[ap]\.?m\b\.?)?"
_HOUR = r"(?P<hour>\d{1,2})\s?(?P<half>[ap]\.?m\b\.?)"
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_NAME = rf"(?!(?:on|at|{'|'.join(MONTHS)})\b)[a-z]+(?:\s(?!(?:on|at|{'|'.join(MONTHS)})\b)[a-z]+){{0,4}}?"
_ZONES = rf"(?:\s*\(?(?P<zone>(?:utc|gmt)?\s?[+-]\d{{2}}:?\d{{2}}|(?:utc|gmt)\s?[+-]\d{{1,2}}|{_NAME})\)?(?=\d|\W|$))?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES = (
    rf"{_WEEKDAY}{_DAY}\s+{_MONTH}(?:,?\s+(?P<year>\d{{4}}))?",
    rf"{_WEEKDAY}{_MONTH}\s+{_DAY}(?:,?\s+(?P<year>\d{{4}}))?(?!\d)",
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
)
_JOIN = r"\s*(?:,|\bon\b|\bat\b|[-–—|·])?\s*"
_LIVE_PAGE = rf"{_CLOCK}{_ZONES}(?:\s+{_DATES[0]})?"
"""The stamp of nearly every live page; the others are compiled when one fails to be this."""


@lru_cache(maxsize=1)
def _spellings() -> tuple[re.Pattern[str], ...]:
    clocks = (_CLOCK, _HOUR)
    return tuple(
        re.compile(spelling, re.IGNORECASE)
        for spelling in (
            *(rf"{clock}{_ZONES}{_JOIN}{day}" for day in _DATES for clock in clocks),
            *(rf"{day}(?:T|{_JOIN}){clock}{_ZONES}" for day in _DATES for clock in clocks),
            *(rf"{clock}{_ZONES}" for clock in clocks),
            *_DATES,
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

    @property
    def whole(self) -> bool:
        """Whether clock, date and zone are all written."""
        return self.hour is not None and self.year is not None and self.zone is not None


@lru_cache(maxsize=8192)
def read_stamp(text: str, *, whole: bool = True) -> Stamp | None:
    """The time that the text is, or begins with when `whole` is False. None when it is no time.

    Impossible values (25:70, 31 June) are no time. Clocks have 24 hours unless "am" or "pm" is written.
    """
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


def _stamp(match: re.Match[str]) -> Stamp | None:
    part = match.groupdict()
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
    if day is not None and number is not None and not _possible(year or 2000, number, day):
        return None
    zone = " ".join(part["zone"].lower().split()) if part.get("zone") else None
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
    )


def _possible(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=256)
def named_zone(name: str) -> tzinfo | None:
    """The zone of a written name or offset ("gmt", "et", "+01:00"), None when it is unknown."""
    name = name.lower()
    if name in REGIONAL_ZONES:
        from zoneinfo import ZoneInfo

        return ZoneInfo(REGIONAL_ZONES[name])
    if name in FIXED_ZONES:
        hours = FIXED_ZONES[name]
        if name in ("z", "ut", "utc"):
            return UTC
        short = "".join(word[0] for word in name.split()) if " " in name else name
        return timezone(timedelta(hours=hours), short.upper() if FIXED_ZONES.get(short) == hours else name.title())
    match = re.fullmatch(r"(?:utc|gmt)?\s?([+-])(\d{1,2}):?(\d{2})?", name)
    if not match or int(match[2]) > 14 or int(match[3] or 0) > 59:
        return None
    return timezone((-1 if match[1] == "-" else 1) * timedelta(hours=int(match[2]), minutes=int(match[3] or 0)))


def loose_moment(text: str) -> datetime | None:
    """A whole moment in a spelling that is not in the table, or None. python-dateutil reads it, under guard.

    dateutil fills what is missing from a default; so it is asked twice with defaults that differ in every part, and believed only
    where both answers agree. Zones must be known ones: of the others it would make local time.
    """
    if not 8 <= len(text) <= 64 or not re.search(r"\d", text):
        return None
    from dateutil import parser

    answers = []
    for default in (datetime(2001, 1, 1, 1, 1), datetime(2002, 2, 2, 2, 2)):  # noqa: DTZ001
        try:
            answers.append(parser.parse(text, default=default, tzinfos=lambda name, offset: named_zone(name) if offset is None and name else offset))
        except (ValueError, OverflowError, TypeError, AttributeError):
            return None
    return answers[0] if answers[0] == answers[1] and answers[0].tzinfo else None
