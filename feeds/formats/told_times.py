"""A time that a page or its data tells in a field or an attribute: as it was written, and when that is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from msgspec import Struct

from ..moments import read_moment
from ..text import clean_line
from ..wording import Wording

MILLISECONDS = 100_000_000_000
"""A count since 1970 above this is one of milliseconds: as seconds it would be after the year 5138."""
EARLIEST = 100_000_000
"""Seconds since 1970 below which a number is no time: the web is younger than 1973."""

_NUMBER = Wording(r"\d{9,14}(?:\.\d{1,9})?")
_START = datetime(1970, 1, 1, tzinfo=UTC)


class Told(Struct, frozen=True, gc=False):
    """`stamp` as written, None when nothing is; `when` aware, None when it cannot be read; `inferred` when part of it was not written."""

    stamp: str | None = None
    when: datetime | None = None
    inferred: bool = False


NOT_TOLD = Told()


def read_told(value: object, zone: tzinfo | None = None) -> Told:
    """The time in a value: a text (RFC 3339 and its relatives) or a number of seconds or milliseconds since 1970. A text without a zone takes `zone`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(int(value)) if abs(value) < MILLISECONDS * 1000 else ""
    if not isinstance(value, str) or not (stamp := clean_line(value[:200])):
        return NOT_TOLD
    if _NUMBER.fullmatch(stamp):
        return Told(stamp, _since_1970(float(stamp)))
    when, inferred = read_moment(stamp, zone=zone)
    return Told(stamp, when, inferred)


def _since_1970(count: float) -> datetime | None:
    seconds = count / 1000 if count > MILLISECONDS else count
    return _START + timedelta(milliseconds=round(seconds * 1000)) if seconds >= EARLIEST else None
