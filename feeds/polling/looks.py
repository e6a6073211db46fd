"""What came of a look at a source."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from ..errors import FeedError
from ..model import Snapshot, SourceRecord

Kind = Literal["changed", "same", "failed", "ended", "older"]


class Look(Struct, frozen=True):
    """The outcome of one look at a source."""

    source: str
    at: datetime
    kind: Kind
    """changed: a new snapshot, or a part of the first one. same: nothing has changed; with a snapshot, the last one is confirmed by a second look. failed: `error` says why. ended: nothing more will come.
    older: a document of older posts was asked for; `snapshot` only adds, or `error` says why it could not be read. That says nothing of the source."""
    snapshot: Snapshot | None = None
    error: FeedError | None = None
    answer: str = ""
    """What a polled source answered, in its own words ("304"); empty when nothing answered."""
    again: float | None = None
    """Seconds until a polled source is looked at again by itself; None when it is not."""
    failures: int = 0
    """How many looks at a polled source failed in a row, this one among them."""
    record: SourceRecord | None = None
    """What is to be remembered of the source after this look; None when nothing can be kept of it."""
