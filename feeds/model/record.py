"""What is remembered of a source from one sitting to the next, beside its entries."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from .document import Document, Snapshot, Validators
from .feed import Feed

DEAD = 14 * 86400.0
"""Seconds after which a source where nothing is found is taken for dead."""


class Reply(Struct, frozen=True, gc=False, kw_only=True):
    """How a polled source answered a look, beside the document."""

    words: str = ""
    """In the source's own words ("304"); empty when nothing answered."""
    kind: Literal["news", "same", "unmodified"] = "news"
    """news: another document. same: the same bytes once more. unmodified: the source says that nothing has changed."""
    validated: bool = False
    """It can be asked for changes alone: its last document came with validators."""
    light: bool = False
    """Its document is of a kind that is made to be asked for often (JSON)."""
    fresh: float | None = None
    """Seconds for which the answer says that it holds (RFC 9111: max-age, else Expires, less its age); None when it does not say."""


class Pace(Struct, frozen=True, gc=False, kw_only=True):
    """What the schedule knows of one source: all of it, so that it can go on after the program has ended. Times are seconds since 1970."""

    checked: float | None = None
    """When it was asked last; None when it never was."""
    due: float | None = None
    """When it is asked next by itself; None: at once, or when it has `stopped`, only if the reader asks."""
    stopped: bool = False
    """Asking again will not help (HTTP: 410, 401, 407)."""
    closed_until: float = 0.0
    """Until then it wants to be left alone (RFC 9110: Retry-After; HTTP: 429)."""
    failures: int = 0
    """How many looks in a row failed, as a person counts them."""
    trouble: int = 0
    """How many of them were the server's doing: the back-off grows with them, and not with a missing network."""
    too_many: int = 0
    """How many answers in a row were "too many requests" (HTTP: 429)."""
    offline: bool = False
    """The last look found no network."""
    gone: float | None = None
    """When the looks began that found nothing there (HTTP: 403, 404, 451), with none in between that found something."""
    same: int = 0
    """How many answers in a row were the same bytes."""
    validated: bool = False
    """It can be asked for changes alone, or for little."""
    fresh: float | None = None
    """Seconds for which its last answer said that it holds."""
    unmodified: float | None = None
    """When the answers began that nothing has changed (HTTP: 304), one after the other."""
    whole: float | None = None
    """When it was last asked for all of its document because those had lasted too long."""
    news: float | None = None
    """When it last gave another document."""
    gap: float | None = None
    """Smoothed seconds between two of those."""
    posts: float | None = None
    """When a document last had a post that the one before did not have."""

    @property
    def dead(self) -> bool:
        """Nothing has been there for two weeks: it may never come back."""
        return self.gone is not None and self.checked is not None and self.checked - self.gone >= DEAD


class Move(Struct, frozen=True, gc=False):
    """Where a source says that it has moved for good (RFC 9110: 301, 308), and since when it has said so."""

    target: str
    since: datetime
    times: int = 1
    """How many answers in a row said so; 0 when the reader went back from there: then it is not followed again by itself."""


class Archive(Struct, frozen=True, gc=False):
    """A document of older posts that will not change any more (RFC 5005, 4) and was read."""

    link: str
    older: str | None = None
    """Where those before it are."""


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
    newest: tuple[str, ...] = ()
    """The ids of some entries of the last document of a source that may move: by one of them the feed is known again."""
    archives: tuple[Archive, ...] = ()
    """The archives of older posts that were read: none is asked for again."""

    def after(self, document: Document, snapshot: Snapshot) -> SourceRecord:
        """The record after a document was read. One that continues another says nothing of the feed's head."""
        known = self if snapshot.continues else replace(self, feed=snapshot.feed, title=snapshot.feed.title)
        validators = replace(document.validators, event=None)
        return replace(known, url=document.url, validators=validators, event=document.validators.event, format=snapshot.format, retrieved=snapshot.retrieved)
