"""What a stream has brought and nobody has taken yet, and how it is given: in documents, each of which goes on where the last one ended."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

BACKLOG = 8 << 20
"""Bytes that may pile up before the stream is not read further."""
PIECE = 1 << 20
"""Bytes that are given at a time, but for an event that is larger."""
_OVERHEAD = 100


class Opened(Protocol):
    """A connection whose answer is a stream."""

    url: str

    def read(self, take: Callable[[bytes], None], begun: Callable[[Callable[[], None]], None]) -> None:
        """Call `take` with each piece until the stream ends. Raises SourceUnavailable when it is none, and what `take` raises.

        `begun` is given a function that ends it, from any thread."""
        ...


class Piled(Struct, frozen=True, gc=False):
    """One event, as it is written."""

    data: bytes
    last_id: str | None
    """The id to go on from behind it."""
    first: bool = False
    """It is the first of its connection."""


class Batch(Struct, frozen=True):
    """Events that are given together."""

    data: bytes
    last_id: str | None
    """The id to go on from behind them."""
    continues: str | None
    """The format of what they go on with; None when they stand for themselves."""
    connection: Opened | None
    """Whose first events these are, if they are the first."""
    refused: int
    """How many events were too large."""


class Pile:
    """It has no lock of its own: whoever uses it holds that of the stream."""

    def __init__(self) -> None:
        self.size = 0
        self._waiting: deque[Piled] = deque()
        self._connections: deque[Opened] = deque()
        """Those whose first events wait."""
        self._refused = 0
        self._last_id: str | None = None
        self._given: list[bytes] | None = None
        """The events that were given last; None before the first, and when they were read on from."""
        self._anchor: bytes | None = None
        self._format: str | None = None

    def begin(self, last_id: str | None) -> None:
        """The id that the stream was asked for from."""
        self._last_id = last_id

    def __bool__(self) -> bool:
        return bool(self._waiting or self._refused)

    @property
    def full(self) -> bool:
        return self.size > BACKLOG

    @property
    def left(self) -> bool:
        """More waits than was given."""
        return bool(self._waiting)

    def put(self, events: Sequence[Piled], refused: int, connection: Opened) -> None:
        """What a connection has brought; `refused` events were too large."""
        self._waiting.extend(events)
        self._connections.extend(connection for event in events if event.first)
        self.size += sum(len(event.data) + _OVERHEAD for event in events)
        self._refused += refused

    def read_on(self, offset: int, format: str) -> None:
        """What stands before this offset in the batch that was given last is final: the next one begins there."""
        at = 0
        for data in self._given or ():
            if at == offset:
                self._anchor, self._format = data, format
            at += len(data)
        self._given = None

    def take(self, *, whole: bool) -> Batch:
        """What is to be given now, never of two connections; all of it at once if it is given as a `whole`."""
        if self._given is not None:  # nobody reads on from what was given: it had no post in it
            self._anchor, self._given = None, None
        connection: Opened | None = None
        batch: list[bytes] = []
        size = 0
        while self._waiting and (whole or ((size < PIECE or not batch) and not (batch and self._waiting[0].first))):
            event = self._waiting.popleft()
            if event.first:
                self._anchor, connection = None, self._connections.popleft()
            batch.append(event.data)
            size += len(event.data)
            self.size -= len(event.data) + _OVERHEAD
            self._last_id = event.last_id
        refused, self._refused = self._refused, 0
        continues = self._format if self._anchor is not None else None
        if self._anchor is not None:
            batch.insert(0, self._anchor)
        self._given = batch
        return Batch(b"".join(batch), self._last_id, continues, connection, refused)
