"""The stamps that machines put on a log's lines, and what they say.

A stamp has a date and a clock in digits, month names only as syslog and web servers write them. A clock alone, or a date in people's words, is none.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from msgspec import Struct

from ..dates import MONTHS, named_zone

_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_CLOCK = r"([01]\d|2[0-3]):([0-5]\d)"
_SECOND = r":([0-5]\d|60)"
_MONTH = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_YEAR = r"((?:19|20|21)\d\d)"
_NAMES = r"Z|UTC|GMT|BST|CES?T|EES?T|E[SD]T|C[SD]T|M[SD]T|P[SD]T|JST|IST|MSK"
_ZONE = rf"(?: ?(?:{_NAMES})|[+-]\d\d(?::?\d\d)?| [+-]\d\d:?\d\d)"

ISO = rf"\[?{_YEAR}[-/](0[1-9]|1[0-2])[-/]({_DAY})[T ]{_CLOCK}(?:{_SECOND}(?:[.,](\d{{1,9}}))?)?({_ZONE})?(?=[\s\]:,|;-]|\Z)\]?"
SYSLOG = rf"{_MONTH} ( [1-9]|{_DAY}) (?:{_YEAR} )?{_CLOCK}{_SECOND}(?:\.(\d{{1,9}}))?(?=[\s:]|\Z)"
ACCESS = rf"(\S+ \S+ \S+ )?\[({_DAY})/{_MONTH}/{_YEAR}:{_CLOCK}{_SECOND} ([+-]\d{{4}})\]"
EPOCH = r"\[?([1-3]\d{9}(?:\.\d{1,9})?|[1-3]\d{12})\]?(?=[\s:,|;])"
"""Seconds, or milliseconds, since 1970: from 2001 to 2096."""
MARK = "\ufeff"
"""A byte order mark, which a writer repeats that opens a file anew."""


def beginning(*stamps: str) -> str:
    """The pattern of a line that begins with one of these stamps."""
    return rf"(?:{MARK})*(?:{'|'.join(stamps)})"


class Read(Struct, frozen=True, gc=False):
    """The stamp of one line."""

    stamp: str
    """As written, without brackets around it."""
    end: int
    """Offset behind it."""
    moment: datetime | None = None
    inferred: bool = False
    before: str = ""
    """What the line says before its stamp: a web server's client."""


def read_stamp(text: str, start: int, day: date | None, zone: tzinfo | None) -> Read | None:
    """The stamp of the line that begins at an offset. `day` gives syslog its year, `zone` is that of stamps that name none."""
    while text.startswith(MARK, start):
        start += 1
    iso, syslog, access, epoch = _compiled()
    if match := iso.match(text, start):
        year, month, number, hour, minute, second, fraction, named = match.groups()
        moment = _moment(int(year), int(month), int(number), int(hour), int(minute), int(second or 0), fraction, _zone(named) or zone or UTC)
        return Read(match[0].strip("[]"), match.end(), moment, inferred=moment is not None and not named)
    if match := syslog.match(text, start):
        month, number, year, hour, minute, second, fraction = match.groups()
        asked = int(year) if year else _year(int(number), MONTHS[month.lower()], day)
        moment = _moment(asked, MONTHS[month.lower()], int(number), int(hour), int(minute), int(second), fraction, zone or UTC) if asked else None
        return Read(" ".join(match[0].split()), match.end(), moment, inferred=moment is not None)
    if match := access.match(text, start):
        before, number, month, year, hour, minute, second, named = match.groups()
        moment = _moment(int(year), MONTHS[month.lower()], int(number), int(hour), int(minute), int(second), None, _zone(named) or UTC)
        return Read(match[0][len(before or "") :].strip("[]"), match.end(), moment, before=before or "")
    if match := epoch.match(text, start):
        whole, _, fraction = match[1].partition(".")
        scale = 1000 if len(whole) == 13 else 1
        micros = int(whole) * (1_000_000 // scale) + int((fraction + "000000")[:6])
        return Read(match[1], match.end(), datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros))
    return None


@lru_cache(maxsize=1)
def _compiled() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(stamp, re.ASCII) for stamp in (ISO, SYSLOG, ACCESS, EPOCH))


@lru_cache(maxsize=64)
def _zone(name: str | None) -> tzinfo | None:
    return named_zone(name.strip()) if name else None


def _year(number: int, month: int, day: date | None) -> int | None:
    """The year of a day and month: the last one that is not after the day of the document, but for a day that a zone may be ahead."""
    if day is None:
        return None
    latest = day + timedelta(days=1)
    return latest.year if (month, number) <= (latest.month, latest.day) else latest.year - 1


def _moment(year: int, month: int, number: int, hour: int, minute: int, second: int, fraction: str | None, zone: tzinfo) -> datetime | None:
    micros = int((fraction + "000000")[:6]) if fraction else 0
    try:
        return datetime(year, month, number, hour, minute, min(second, 59), micros, tzinfo=zone)
    except ValueError:  # 30 February
        return None
