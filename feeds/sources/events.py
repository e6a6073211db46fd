"""A stream of events that a server sends while it lasts, and connected to again whenever it ends (HTML, 9.2.2 and 9.2.3).

A thread of its own reads what comes; a look takes it. What has piled up is bounded: when nobody takes it, the server waits. What is given begins
with the last post that was given before, so that each document continues the one before; after a new connection a document is whole by itself,
because a server may begin by saying again what it has said: what is known is then recognised by its id.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from hashlib import blake2b
from random import random
from typing import Protocol

from msgspec import Struct

from ..errors import SourceError, SourceNotFound, SourceUnavailable
from ..events import EventReader, Refused, written
from ..model import Document, Validators
from ..schedule import duration
from .events_pace import Reconnecting

TYPE = "text/event-stream"
BACKLOG = 8 << 20
"""Bytes that may pile up before the stream is not read further."""
PIECE = 1 << 20
"""Bytes that are given at a time, but for an event that is larger."""
FIRST = 0.2
"""Seconds that the first look waits for what a server says at once."""
GATHER, QUIET = 3.0, 1.0
"""Seconds for which a look at a stream that is not followed waits in all, and when something has come, for more."""
LASTED = 30.0
"""Seconds after which a connection that brought nothing was none that ended at once."""
LONGEST_ID = 1024
"""Bytes of the longest id that is sent back."""
_OVERHEAD = 100


class Opened(Protocol):
    """A connection whose answer is a stream."""

    url: str

    def read(self, take: Callable[[bytes], None], begun: Callable[[Callable[[], None]], None]) -> None:
        """Call `take` with each piece until the stream ends. Raises SourceUnavailable when it is none, and what `take` raises."""
        ...


Connect = Callable[[str | None, Callable[[Callable[[], None]], None]], Opened]
"""Asks for the stream from the event of this id on. `begun` is given a function that ends the asking, from any thread. Raises SourceNotFound when there is no
stream any more, SourceUnavailable."""


class Filing(Struct, frozen=True):
    """What documents are filed under."""

    name: str
    title: str
    date: date | None = None
    zone: tzinfo | None = None


class _Piled(Struct, frozen=True, gc=False):
    data: bytes
    last_id: str | None
    """The id to go on from behind this event."""
    fresh: bool = False
    """It is the first of a connection."""


class _Ended(Exception):
    """Nobody wants the stream any more."""


class EventStream:
    """`now`, `monotonic`, `chance` and `sleep` are the clock, for tests: `sleep` waits so many seconds, or until it is told to stop, and gives whether it was."""

    def __init__(
        self,
        connect: Connect,
        filing: Filing,
        *,
        now: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self._connect, self._filing, self._now, self._monotonic = connect, filing, now, monotonic
        self._sleep = sleep
        self._pace = Reconnecting(chance)
        self._thread: threading.Thread | None = None
        self._reader = EventReader()
        self._digest = self._before = b""
        """Of what this connection brought, and the one before."""
        self._changed = threading.Condition()
        # what follows is shared with the thread, under the lock
        self.wake: Callable[[], None] = lambda: None
        self._pile: deque[_Piled] = deque()
        self._size = 0
        self._notes = 0
        self._url = ""
        self._last_id: str | None = None
        self._given_id: str | None = None
        self._given: list[bytes] | None = None
        """The events of the document that was given last; None before the first, and when they were read on from."""
        self._anchor: bytes | None = None
        self._format: str | None = None
        self._begun = self._woken = self._closed = self._hurried = False
        self._connected = False
        self._due: float | None = None
        self.failures = 0
        """How many connections in a row were not to be had."""
        self._closed_until = 0.0
        self._trouble: SourceError | None = None
        self._cancel: Callable[[], None] = lambda: None

    # --- who looks ----------------------------------------------------------------------------------------------------

    def start(self, opened: Opened, last_id: str | None = None) -> None:
        """Begin to read a connection, which was asked for from an id on."""
        self._last_id = self._given_id = last_id
        self._url, self._connected = opened.url, True
        self._thread = threading.Thread(target=self._run, args=(opened,), name="feedreader-events", daemon=True)
        self._thread.start()

    def take(self) -> Document | None:
        """What has come since the last call, None when that is nothing. Waits a moment at the first. Raises SourceUnavailable while there is no connection; SourceNotFound when there will be none."""
        with self._changed:
            if not self._begun:
                self._changed.wait_for(lambda: self._closed or self._trouble is not None or not self._connected, FIRST)
            return self._document()

    def gather(self) -> Document | None:
        """What comes within a few seconds; then the stream is closed."""
        with self._changed:
            end = self._monotonic() + GATHER
            while (left := end - self._monotonic()) > 0 and self._connected and not self._trouble:
                size = self._size
                self._changed.wait_for(partial(self._moved_on, size), min(left, QUIET if size else left))
                if self._size == size:
                    break
            document = self._document(whole=True)
        self.close()
        return document

    def _moved_on(self, size: int) -> bool:
        return self._size != size or not self._connected

    def read_on(self, offset: int, format: str) -> None:
        """What stands before this offset in the document that was given last is final."""
        with self._changed:
            at = 0
            for data in self._given or ():
                if at == offset:
                    self._anchor, self._format = data, format
                at += len(data)
            self._given = None

    def ask(self) -> str | None:
        """Connect at once, where that is waited for; or why not."""
        title = self._filing.title
        with self._changed:
            if self._connected:
                return f"{title} is a stream: what is new comes by itself"
            if (left := self._closed_until - self._monotonic()) > 0:
                return f"{title} wants to be left alone for another {duration(left)}"
            self._hurried = True
            self._changed.notify_all()
        return None

    @property
    def connected(self) -> bool:
        return self._connected

    @property
    def again(self) -> float | None:
        """Seconds until it is connected to again; None while it is."""
        with self._changed:
            return None if self._connected or self._due is None else max(0.0, self._due - self._monotonic())

    def close(self) -> None:
        """End it, and its thread, at once. Nothing is waited for."""
        with self._changed:
            self._closed = True
            self.wake = lambda: None
            self._changed.notify_all()
            cancel = self._cancel
        cancel()

    # --- what is given ------------------------------------------------------------------------------------------------

    def _document(self, *, whole: bool = False) -> Document | None:
        self._woken = False
        if not (self._pile or self._notes) and self._begun:
            if self._trouble is not None:
                raise self._trouble.with_traceback(None)
            return None
        if not self._begun and not self._pile and isinstance(self._trouble, SourceNotFound):
            raise self._trouble.with_traceback(None)
        self._begun = True
        if self._given is not None:  # nobody reads on from what was given: it had no post in it
            self._anchor, self._given = None, None
        if self._pile and self._pile[0].fresh:
            self._anchor = None
        batch: list[bytes] = []
        size = 0
        while self._pile and (whole or ((size < PIECE or not batch) and not (batch and self._pile[0].fresh))):
            piled = self._pile.popleft()
            batch.append(piled.data)
            size += len(piled.data)
            self._size -= len(piled.data) + _OVERHEAD
            self._given_id = piled.last_id
        notes = (
            ("an event that is too large was left out" if self._notes == 1 else f"{self._notes:,} events that are too large were left out",)
            if self._notes
            else ()
        )
        self._notes = 0
        continues = self._format if self._anchor is not None else None
        if self._anchor is not None:
            batch.insert(0, self._anchor)
        self._given = batch
        self._changed.notify_all()
        if self._pile:
            self._wake()
        now = datetime.fromtimestamp(self._now(), UTC)
        return Document(
            data=b"".join(batch),
            source=self._filing.name,
            url=self._url,
            media_type=TYPE,
            validators=Validators(event=self._given_id),
            retrieved=now,
            date=self._filing.date or now.astimezone(self._filing.zone).date(),
            zone=self._filing.zone,
            continues=continues,
            notes=notes,
        )

    # --- the thread ---------------------------------------------------------------------------------------------------

    def _run(self, opened: Opened | None) -> None:
        while True:
            began = self._monotonic()
            try:
                if opened is None:
                    opened = self._connect(self._last_id, self._may_cancel)
                    self._tell(None, connected=True, url=opened.url)
                self._reader, self._digest = EventReader(self._last_id or ""), b""
                opened.read(self._take, self._may_cancel)
                lasted = self._digest not in (b"", self._before) or self._monotonic() - began >= LASTED
                wait = self._pace.after_news() if lasted else self._pace.after_nothing()
                self._before = self._digest or self._before
                self._tell(self._trouble, due=wait)
            except (_Ended, asyncio.CancelledError):
                return
            except SourceUnavailable as error:
                self._tell(error, due=self._pace.after_failure(error.retry_after), closed=error.retry_after or 0.0)
            except SourceError as error:
                self._tell(error)
                return
            opened = None
            if not self._rest():
                return

    def _may_cancel(self, cancel: Callable[[], None]) -> None:
        with self._changed:
            self._cancel = cancel
            closed = self._closed
        if closed:
            cancel()

    def _take(self, piece: bytes) -> None:
        """A piece has come. Waits while too much has piled up. Raises _Ended."""
        reader = self._reader
        found: list[_Piled] = []
        refused = 0
        fresh = self._digest == b""
        for event in reader.feed(piece):
            if isinstance(event, Refused):
                refused += 1
                continue
            data = written(event)
            self._digest = blake2b(self._digest + data, digest_size=16).digest()
            found.append(_Piled(data, _sendable(reader.last_id), fresh))
            fresh = False
        self._pace.ask_for(reader.retry)
        with self._changed:
            self._last_id = _sendable(reader.last_id)
            self._pile.extend(found)
            self._size += sum(len(each.data) + _OVERHEAD for each in found)
            self._notes += refused
            if found or refused:
                self._changed.notify_all()
                self._wake()
            self._changed.wait_for(lambda: self._closed or self._size <= BACKLOG)
            if self._closed:
                raise _Ended

    def _tell(self, trouble: SourceError | None, *, connected: bool = False, url: str = "", due: float | None = None, closed: float = 0.0) -> None:
        """The connection is made, lost or not to be had."""
        with self._changed:
            was, self._trouble, self._connected = self._trouble, trouble, connected
            self._url = url or self._url
            now = self._monotonic()
            self._due = None if due is None else now + due
            self._closed_until = now + closed
            self._changed.notify_all()
            self.failures = 0 if connected else self.failures + (trouble is not was)
            if trouble is not was or isinstance(trouble, SourceNotFound):
                self._wake()

    def _rest(self) -> bool:
        """Wait until it is time to connect again; whether anybody still wants it."""
        with self._changed:
            due, self._hurried = self._due or 0.0, False
            if self._sleep is None:
                self._changed.wait_for(lambda: self._closed or self._hurried, due - self._monotonic())
                return not self._closed
        self._sleep(due - self._monotonic())
        return not self._closed

    def _wake(self) -> None:
        if not self._woken:
            self._woken = True
            self.wake()


def _sendable(id: str) -> str | None:
    """An id as it is sent back and kept; None for one that no header takes."""
    if not id or len(id.encode("utf-8", "replace")) > LONGEST_ID or any(sign < " " or sign == "\x7f" for sign in id):
        return None
    return id
