"""A time that a page or its data tells in a field or an attribute: as it was written, and when that is."""

from __future__ import annotations

from datetime import datetime, tzinfo

from msgspec import Struct

from ...moments import read_moment
from ...text import clean_line


class Told(Struct, frozen=True, gc=False):
    """`stamp` as written, None when nothing is; `when` aware, None when it cannot be read; `inferred` when part of it was not written."""

    stamp: str | None = None
    when: datetime | None = None
    inferred: bool = False


NOT_TOLD = Told()


def read_told(value: object, zone: tzinfo | None = None) -> Told:
    """The time in a value: a text (RFC 3339 and its relatives) or a number of seconds or milliseconds since 1970. A text without a zone takes `zone`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(int(value)) if abs(value) < 1e18 else ""
    if not isinstance(value, str) or not (stamp := clean_line(value[:200])):
        return NOT_TOLD
    when, inferred = read_moment(stamp, zone=zone)
    return Told(stamp, when, inferred)
