"""What is remembered of a source from one sitting to the next, beside its entries."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from .document import Validators
from .feed import Feed


class Reply(Struct, frozen=True, gc=False, kw_only=True):
    """How a polled source answered a look, beside the document."""

    words: str = ""
    """In the source's own words ("304"); empty when nothing answered."""
    kind: Literal["news", "same", "unmodified"] = "news"
    """news: another document. same: the same bytes once more. unmodified: the source says that nothing has changed."""
    validated: bool = False
    """It can be asked for changes alone: its last document came with validators."""
    fresh: float | None = None
    """Seconds for which the answer says that it holds (RFC 9111: max-age, else Expires, less its age); None when it does not say."""


class Pace(Struct, frozen=True, gc=False, kw_only=True):
    """What the schedule knows of one source. Times are seconds since 1970, for they outlive the program."""

    checked: float | None = None
    """When it was asked last."""
    due: float | None = None
    """When it is asked next by itself; None: at once, or when it has `stopped`, only if the reader asks."""
    stopped: bool = False
    closed_until: float = 0.0
    """Until then it wants to be left alone (RFC 9110: Retry-After)."""
    failures: int = 0
    """How many looks in a row failed."""
    same: int = 0
    """How many answers in a row were the same bytes."""
    whole: float | None = None
    """When it last gave a document, whether it was another one or not."""
    gone: float | None = None
    """When the looks began that found nothing there, one after the other."""


class Move(Struct, frozen=True, gc=False):
    """Where a source says that it has moved for good (RFC 9110: 301, 308), and since when it has said so."""

    target: str
    since: datetime
    times: int = 1
    """How many answers in a row said so; 0 when the reader went back from there: then it is not followed again by itself."""


class SourceRecord(Struct, frozen=True, kw_only=True):
    """One source, as it was when it was looked at last."""

    source: str
    """The name that its entries are filed under."""
    key: str
    """What it is known by in the history, however it was named: an absolute path, an address."""
    title: str | None = None
    """What the feed calls itself."""
    url: str | None = None
    """Where its last good document came from: the validators belong to that."""
    validators: Validators = Validators()
    format: str | None = None
    pace: Pace = Pace()
    feed: Feed = Feed()
    """The feed's head, as the last good document had it."""
    retrieved: datetime | None = None
    """When that document came."""
    address: str | None = None
    """Where it is asked now, when it has moved for good or its page names a feed; None when that is where the reader said."""
    moving: Move | None = None
    event: str | None = None
    """The id of the last event of a stream (HTML: Last-Event-ID)."""
