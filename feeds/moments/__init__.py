"""Times that a machine wrote into a field of its own: RFC 3339, RFC 822 with its sloppy relatives, epochs, and what people write there.

The quick ways come first: nearly every feed writes RFC 3339 or RFC 822 as it should be. Nothing is ever filled in from today.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from ..dates import loose_moment, named_zone, read_stamp
from ..dates.months import MONTHS
from ..dates.zones import field_zone, offset_zone
from ..text import clean_line
from ..wording import Wording
from .iso import common_form, short_form
from .words import Written, read_words

LONGEST = 120
"""Characters of the longest text that may be a time."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_NUMBERS = {name.title(): f"{number:02}" for name, number in MONTHS.items() if len(name) == 3}
_RFC_822 = Wording(r"(?:[A-Za-z]{2,9},? )?(\d\d?) ([A-Z][a-z]{2,8}) (\d{4}) (\d\d):(\d\d):(\d\d)(?: (?:([+-])(\d\d)(\d\d)|([A-Z]{1,5})))?")
_COUNT = Wording(r"(\d{9,20})(?:\.(\d{1,9}))?", re.ASCII)
_SCRIPT = Wording(r"\\?/Date\((-?\d{1,17})([+-]\d{4})?\)\\?/", re.ASCII)
"""Milliseconds since 1970 as ASP.NET wrote them into JSON. The offset only tells the writer's zone."""
_CLUE = Wording(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", re.IGNORECASE)
_YEAR = Wording(r"\d{4}", re.ASCII)


class Moment(NamedTuple):
    """A time that a field tells: aware, None when it cannot be read.

    `inferred` when part of it is a guess or was not written: the zone, the time of day, which number is the month.
    """

    when: datetime | None
    inferred: bool = False


_NOTHING = Moment(None)


def read_moment(text: str, *, zone: tzinfo | None = None) -> Moment:
    """The time that a field's text tells. A text without a zone takes `zone`, UTC when None. Never raises, and never fills anything from today.

    A zone's name is trusted as written, whatever the date; a region's name (`ET`) takes daylight saving by date. A zone that nobody knows counts as
    UTC (RFC 2822, section 4.3), and as a guess. Ages ("2m ago"), times without a year and days that no calendar has are no time; so is the year 1,
    which .NET and Go write when they know none.
    """
    if len(text) < LONGEST:
        common = text if text[16:17] == ":" and text[10] in "T " else _as_rfc_3339(text)
        try:
            found = datetime.fromisoformat(common)
        except ValueError:
            pass
        else:
            if 1 < found.year < 9999:
                return Moment(found) if found.tzinfo is not None else Moment(found.replace(tzinfo=zone or UTC), inferred=True)
    if len(text) > LONGEST:
        text = text.strip()
        if len(text) > LONGEST:
            return _NOTHING
    return _read(text, zone)


def _as_rfc_3339(text: str) -> str:
    """A time that RFC 822 tells in full with four digits of year, as RFC 3339 writes it; "" for any other text."""
    words = text.split(" ")
    if len(words) != 6 or text[3:5] != ", ":
        return ""
    _, day, name, year, time, zone = words
    month = _NUMBERS.get(name)
    if month is None or len(time) != 8 or not (zone == "GMT" or (len(zone) == 5 and zone[0] in "+-")):
        return ""
    return f"{year}-{month}-{day}T{time}{'Z' if zone == 'GMT' else zone}"


@lru_cache(maxsize=4096)
def _read(text: str, zone: tzinfo | None) -> Moment:
    match = _RFC_822.compiled.fullmatch(text)
    written = (_rfc_822(match) if match else None) or _understood(clean_line(text))
    if written is None:
        return _NOTHING
    local, own, whole = written
    when = local.replace(tzinfo=own or zone or UTC)
    if not 1 < local.year < 9999 and (local.year == 1 or not _stands(when)):
        return _NOTHING
    return Moment(when, not whole)


def _understood(text: str) -> Written | None:
    """The first reading that understands a text. A minus before all is no dash: it belongs to a year or a count."""
    if short := short_form(text):
        written = read_words(short)
        return written._replace(whole=False) if written else None
    if text.startswith("-"):
        return None
    return read_words(common_form(text)) or _count(text) or _rare(text)


def _rfc_822(match: re.Match[str]) -> Written | None:
    day, name, year, hour, minute, second, sign, hours, minutes, zone = match.groups()
    month = MONTHS.get(name.lower())
    try:
        local = datetime(int(year), month or 0, int(day), int(hour), int(minute), int(second))  # noqa: DTZ001
    except ValueError:
        return None
    if not sign and not zone:
        return Written(local, None, whole=False)
    own = offset_zone(sign, hours, minutes) if sign else field_zone(zone)
    return Written(local, own or UTC, own is not None)


def _count(text: str) -> Written | None:
    """A count since 1970: seconds up to 1e11, then milliseconds, microseconds, nanoseconds. None for anything else, and for a short number."""
    if match := _SCRIPT.fullmatch(text):
        micros, offset = int(match[1]) * 1000, match[2]
    elif (match := _COUNT.fullmatch(text)) and (number := int(match[1])) >= 10**8:
        nanos = next(unit for limit, unit in ((10**11, 10**9), (10**14, 10**6), (10**17, 10**3), (10**20, 1)) if number < limit)
        micros, offset = (number * nanos + int(f"{match[2] or '':0<9}") * nanos // 10**9) // 1000, None
    else:
        return None
    try:
        when = EPOCH + timedelta(microseconds=micros)
        if offset:
            when = when.astimezone(offset_zone(offset[0], offset[1:3], offset[3:]) or UTC)
    except OverflowError:
        return None
    return Written(when.replace(tzinfo=None), when.tzinfo, whole=True)


def _rare(text: str) -> Written | None:
    """The stamps of live pages; then python-dateutil, only asked about what has a month's name and a year."""
    if not (_CLUE.search(text) and _YEAR.search(text)):
        return None
    stamp = read_stamp(text)
    if stamp is not None:
        if stamp.year is None or stamp.month is None or stamp.day is None:
            return None
        try:
            local = datetime(stamp.year, stamp.month, stamp.day, stamp.hour or 0, stamp.minute, stamp.second)  # noqa: DTZ001
        except ValueError:
            return None
        return Written(local, named_zone(stamp.zone) if stamp.zone else None, stamp.whole and not stamp.swaps)
    found = loose_moment(text)
    return Written(found.replace(tzinfo=None), found.tzinfo, whole=True) if found else None


def _stands(when: datetime) -> bool:
    """Whether a moment at an end of the calendar has a place in UTC."""
    try:
        when.astimezone(UTC)
    except (OverflowError, ValueError):
        return False
    return True
