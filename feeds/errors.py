"""What can go wrong, divided by what to do next.

FeedError
├── SourceError            the bytes did not come
│   ├── SourceNotFound       asking again will not help: a directory, a device, an unknown scheme, a file over the limit, an address that is gone
│   │   └── SourceNotAsked     an address, while the program keeps off the network
│   └── SourceUnavailable    not now: missing, unreadable, empty, out of reach; asked again by itself
│       └── SourceHeld         it was not even asked: its host wants to be left alone
├── FormatError            the bytes came and could not be read
│   ├── UnknownFormat        in no known format
│   └── MalformedFeed        in a known format, but broken beyond repair; says the place
├── QueryError             a filter that is no filter; says the place
└── StoreError             what is kept on disk could not be read or written
"""

from __future__ import annotations

from msgspec import Struct


class FeedError(Exception):
    """Base of everything that this package raises on purpose. Its text is one line for a person: what, where, what to do."""


class SourceError(FeedError):
    """No document could be had from a source."""


class SourceNotFound(SourceError):
    """The source can never give a document as it is named; asking again will not help."""


class SourceNotAsked(SourceNotFound):
    """An address that is not asked, for the reader wants no network."""


class SourceUnavailable(SourceError):
    """The source gives no document now.

    `retry_after` is in seconds, None when the source named no time. `absent`: nothing is there yet. `bearable`: seconds that this may last,
    as it does in the middle of a rewrite, before it is worth telling. `offline`: the network is missing, not the source.
    `status` is the number of an answer that is none (HTTP), None when there was no answer.
    """

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        absent: bool = False,
        bearable: float = 0.0,
        offline: bool = False,
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.absent = absent
        self.bearable = bearable
        self.offline = offline
        self.status = status


class SourceHeld(SourceUnavailable):
    """The source was not asked: its host wants to be left alone for another `retry_after` seconds."""


class FormatError(FeedError):
    """A document that could not be read."""


class Alternate(Struct, frozen=True):
    """A feed that a page names (HTML: link rel=alternate): its absolute address, what the page calls it, its media type."""

    link: str
    title: str
    type: str


class UnknownFormat(FormatError):
    """A document in none of the known formats. `alternates` are the feeds that it names, the most fitting first."""

    def __init__(self, message: str, *, alternates: tuple[Alternate, ...] = ()) -> None:
        super().__init__(message)
        self.alternates = alternates


class MalformedFeed(FormatError):
    """A document in a known format that is broken beyond repair. `place` is a line, a path or an offset."""

    def __init__(self, message: str, *, place: str | None = None) -> None:
        super().__init__(message)
        self.place = place


class QueryError(FeedError):
    """A filter that cannot be read. `start` and `end` are the offsets of the wrong part, `hint` a guess at what was meant."""

    def __init__(self, message: str, start: int, end: int, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.start = start
        self.end = end
        self.hint = hint


class StoreError(FeedError):
    """The history or the list of subscriptions on disk could not be read or written. `passing`: what is in the way may go by itself, as a full disk does."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing
