"""What a source is: something that gives documents when asked, and may say when asking is worth while."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Protocol, runtime_checkable

from ..model import Document, Problem, Reply, SourceRecord

LIMIT = 1 << 30
"""Bytes of the largest local document that is read, unless the user says otherwise."""


class Source(Protocol):
    """Where bytes come from."""

    name: str
    """What entries and problems are filed under, cleaned."""
    title: str
    """What a person calls it: the short form of the name."""
    key: str
    """What it is known by in the history, however it was named: an absolute path, an address. Empty when nothing can be kept of it."""

    @property
    def interval(self) -> float | None:
        """Seconds between looks; of a polled source those that the user wants, None to leave them to the schedule."""
        ...

    finished: bool
    """No further document will ever come."""

    async def fetch(self, previous: Document | None) -> Document | None:
        """The document as it is now, None when it has not changed since `previous`. Raises SourceError.

        `previous` is the last document that this source gave.
        """
        ...

    def watch(self, wake: Callable[[], None]) -> None:
        """Begin to call `wake` (from any thread) when the source may have changed; a source that cannot tell does nothing."""
        ...

    def close(self) -> None:
        """Stop watching."""
        ...


@runtime_checkable
class Polled(Source, Protocol):
    """A source each look at which is a request to somebody else's machine: none is made before its time, and failures make looks rarer."""

    spacing: float
    """Seconds from a look to the next that a reader may ask for."""
    host: str
    """Whom it asks, as its address has it: sources of one host are not asked at the same time."""
    local: bool
    """That is this machine, which may be asked as often as the reader likes."""
    reply: Reply
    """How the last look was answered."""


@runtime_checkable
class Conditional(Protocol):
    """A polled source that asks for changes alone, and keeps to itself what it asks with."""

    def forget(self) -> None:
        """Forget it, so that a look whose `previous` has no validators but the digest asks for all of the document."""
        ...


@runtime_checkable
class Growing(Protocol):
    """A source that grows at its end, and can go on there. Others give the whole document each time, and nothing is lost but time."""

    def read_on(self, offset: int, format: str) -> None:
        """What stands before `offset` in the document that was given last is final. From then on documents continue it: see `Document.continues`."""
        ...


@runtime_checkable
class Turning(Protocol):
    """A source that can go on at another address under its own name: that of the feed which its page names."""

    def turn_to(self, address: str) -> None:
        """Ask this address from now on. Raises SourceNotFound for one that is not followed from there."""
        ...


class Onward(Protocol):
    """The turn in which a request is made, when it is led on."""

    def __call__(self, host: str) -> Awaitable[None]:
        """Give the turn up for one with another host, and wait for that; with the same host it goes on. For any event loop.

        Raises SourceHeld when that host wants to be left alone, CancelledError when nobody waits for the answer any more.
        """
        ...


@runtime_checkable
class Led(Protocol):
    """A source that may be led on from the host that it asks to others."""

    onward: Onward | None
    """How it goes there; None: as it likes."""


class Turns(Protocol):
    """Gives turns at the gate that all requests of a program go through, to one who waits for them in a thread of its own."""

    def __call__(self, host: str, begun: Callable[[Callable[[], None]], None]) -> AbstractContextManager[Onward]:
        """Wait for a turn with a host, and have it inside of the `with`. `begun` is given a function that ends the waiting, from any thread.

        Entering raises SourceHeld when the host wants to be left alone, CancelledError when the waiting was ended.
        """
        ...


@runtime_checkable
class Streamed(Protocol):
    """A source that may turn out to be a stream, which tells by itself what is new: then it is not asked any more, and a look takes what has come."""

    @property
    def streaming(self) -> bool:
        """It is one now."""
        ...

    @property
    def again(self) -> float | None:
        """Seconds until the stream is connected to again; None while it is connected."""
        ...

    @property
    def failures(self) -> int:
        """How many connections in a row were not to be had."""
        ...

    def connect_in(self, turns: Turns) -> None:
        """Connect the stream again only in a turn that these give. A connection that is there needs none."""
        ...

    def ask(self) -> str | None:
        """Have the stream connected to at once, where that is waited for; or why not."""
        ...


@runtime_checkable
class Archived(Polled, Protocol):
    """A polled source that can be asked for a document of older posts."""

    async def fetch_from(self, address: str) -> Document:
        """The document at an address that another one, which was read, names. Raises SourceError; SourceNotFound for one that is not followed from there."""
        ...


@runtime_checkable
class Moving(Protocol):
    """A source that may come to be asked elsewhere than where the reader said, and knows what of that must outlive the program."""

    @property
    def note(self) -> Problem | None:
        """What the reader should know of where it is asked; None when that is where they said."""
        ...

    def restore(self, record: SourceRecord) -> None:
        """Go on where an earlier sitting ended."""
        ...

    def remember(self, record: SourceRecord) -> SourceRecord:
        """The record, with what is to be remembered of the source."""
        ...

    def recognise(self) -> None:
        """The document that came last is of the feed that is followed: it has entries that are known."""
        ...

    def move_back(self) -> None:
        """Ask where the reader said, and do not move to the same address again by itself."""
        ...
