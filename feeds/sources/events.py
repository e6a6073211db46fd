"""A stream of events that a server sends while it lasts, and connected to again whenever it ends (HTML, 9.2.2 and 9.2.3).

A thread of its own reads what comes; a look takes it. What has piled up is bounded: when nobody takes it, the server waits. What is given begins
with the last post that was given before, so that each document continues the one before; after a new connection a document is whole by itself,
because a server may begin by saying again what it has said: what is known is then recognised by its id.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from hashlib import blake2b
from random import random

from msgspec import Struct

from ..errors import SourceError, SourceNotFound, SourceUnavailable
from ..events import EventReader, Refused, written
from ..model import Document, Validators
from ..schedule import duration
from .events_link import Link
from .events_pace import Reconnecting
from .events_pile import Opened, Pile, Piled

TYPE = "text/event-stream"
FIRST = 0.2
"""Seconds that the first look waits for what a server says at once."""
GATHER, QUIET = 3.0, 1.0
"""Seconds for which a look at a stream that is not followed waits in all, and when something has come, for more."""
LASTED = 30.0
"""Seconds after which a connection that brought nothing was none that ended at once."""
LONGEST_ID = 1024
"""Bytes of the longest id that is sent back."""

Connect = Callable[[str | None, Callable[[Callable[[], None]], None]], Opened]
"""Asks for the stream from the event of this id on. `begun` is given a function that ends the asking, from any thread. Raises SourceNotFound when there is no
stream any more, SourceUnavailable."""


class Filing(Struct, frozen=True):
    """What documents are filed under."""

    name: str
    title: str
    date: date | None = None
    zone: tzinfo | None = None


class _Ended(Exception):
    """Nobody wants the stream any more."""


class EventStream:
    """`now`, `monotonic`, `chance` and `sleep` are the clock, for tests: `sleep` waits so many seconds, without end by anything else."""

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
        self._thread: threading.Thread | None = None
        # what follows belongs to the thread
        self._pace = Reconnecting(chance)
        self._reader = EventReader()
        self._digest = self._before = b""
        """Of what this connection brought, and the one before."""
        # what follows is shared with it, under the lock
        self._changed = threading.Condition()
        self._pile = Pile()
        self._link = Link(self._changed, monotonic, sleep)
        self._url = ""
        self._last_id: str | None = None
        self._begun = self._woken = False
        self.wake: Callable[[], None] = lambda: None
        self.connection: Opened | None = None
        """Whose first events were given last; None when they went on with others."""

    # --- who looks ----------------------------------------------------------------------------------------------------

    def start(self, opened: Opened, last_id: str | None = None) -> None:
        """Begin to read a connection, which was asked for from an id on."""
        self._last_id, self._url = last_id, opened.url
        self._pile.begin(last_id)
        self._link.made()
        self._thread = threading.Thread(target=self._run, args=(opened,), name="feedreader-events", daemon=True)
        self._thread.start()

    def take(self) -> Document | None:
        """What has come since the last call, None when that is nothing. Waits a moment at the first.

        Raises SourceUnavailable while there is no connection; SourceNotFound when there will be none.
        """
        with self._changed:
            if not self._begun:
                self._changed.wait_for(lambda: self._link.closed or not self._link.up, FIRST)
            return self._document()

    def gather(self) -> Document | None:
        """What comes within a few seconds; then the stream is closed."""
        with self._changed:
            end = self._monotonic() + GATHER
            while (left := end - self._monotonic()) > 0 and self._link.up:
                size = self._pile.size
                self._changed.wait_for(partial(self._moved_on, size), min(left, QUIET if size else left))
                if self._pile.size == size:
                    break
            document = self._document(whole=True)
        self.close()
        return document

    def _moved_on(self, size: int) -> bool:
        return self._pile.size != size or not self._link.up

    def read_on(self, offset: int, format: str) -> None:
        """What stands before this offset in the document that was given last is final."""
        with self._changed:
            self._pile.read_on(offset, format)

    def ask(self) -> str | None:
        """Connect at once, where that is waited for; or why not."""
        title = self._filing.title
        if self._link.up:
            return f"{title} is a stream: what is new comes by itself"
        if (left := self._link.held) > 0:
            return f"{title} wants to be left alone for another {duration(left)}"
        self._link.hurry()
        return None

    def leave(self) -> None:
        """Give the connection up for another one, at once: the stream is elsewhere, and has other ids there."""
        self._link.leave()

    @property
    def connected(self) -> bool:
        return self._link.up

    @property
    def again(self) -> float | None:
        """Seconds until it is connected to again; None while it is."""
        return self._link.again

    @property
    def failures(self) -> int:
        """How many connections in a row were not to be had."""
        return self._link.failures

    def close(self) -> None:
        """End it, and its thread, at once. Nothing is waited for."""
        with self._changed:
            self.wake = lambda: None
        self._link.close()

    # --- what is given ------------------------------------------------------------------------------------------------

    def _document(self, *, whole: bool = False) -> Document | None:
        self._woken, self.connection = False, None
        trouble = self._link.trouble
        if not self._pile and (self._begun or isinstance(trouble, SourceNotFound)):
            if trouble is not None:
                raise trouble.with_traceback(None)
            return None
        self._begun = True
        batch = self._pile.take(whole=whole)
        self.connection = batch.connection
        self._url = self.connection.url if self.connection is not None else self._url
        self._changed.notify_all()
        if self._pile.left:
            self._wake()
        now = datetime.fromtimestamp(self._now(), UTC)
        return Document(
            data=batch.data,
            source=self._filing.name,
            url=self._url,
            media_type=TYPE,
            validators=Validators(event=batch.last_id),
            retrieved=now,
            date=self._filing.date or now.astimezone(self._filing.zone).date(),
            zone=self._filing.zone,
            continues=batch.continues,
            notes=_told(batch.refused),
        )

    # --- the thread ---------------------------------------------------------------------------------------------------

    def _run(self, opened: Opened | None) -> None:
        link = self._link
        while True:
            try:
                if opened is None:
                    opened = self._connect(self._last_id, link.may_cancel)
                    self._tell(link.made())
                self._tell(link.lost(None, self._listen(opened)))
            except _Ended:
                return
            except asyncio.CancelledError:
                if not link.left():
                    return
                self._tell(link.lost(None, 0.0))
            except SourceUnavailable as error:
                self._tell(link.lost(error, self._pace.after_failure(error.retry_after), error.retry_after or 0.0))
            except SourceError as error:
                self._tell(link.lost(error))
                return
            opened = None
            if not link.rest():
                return
            if link.begins_anew():
                self._last_id = None

    def _listen(self, opened: Opened) -> float:
        """Read a connection to its end; seconds to wait for the next."""
        began = self._monotonic()
        self._reader, self._digest = EventReader(self._last_id or ""), b""
        opened.read(partial(self._take, opened), self._link.may_cancel)
        lasted = self._digest not in (b"", self._before) or self._monotonic() - began >= LASTED
        self._before = self._digest or self._before
        return self._pace.after_news() if lasted else self._pace.after_nothing()

    def _take(self, opened: Opened, piece: bytes) -> None:
        """A piece has come. Waits while too much has piled up. Raises _Ended."""
        reader = self._reader
        found: list[Piled] = []
        refused = 0
        first = self._digest == b""
        for event in reader.feed(piece):
            if isinstance(event, Refused):
                refused += 1
                continue
            data = written(event)
            self._digest = blake2b(self._digest + data, digest_size=16).digest()
            found.append(Piled(data, _sendable(reader.last_id), first))
            first = False
        self._pace.ask_for(reader.retry)
        self._last_id = _sendable(reader.last_id)
        with self._changed:
            self._pile.put(found, refused, opened)
            if found or refused:
                self._changed.notify_all()
                self._wake()
            self._changed.wait_for(lambda: self._link.closed or not self._pile.full)
            if self._link.closed:
                raise _Ended

    def _tell(self, another: bool) -> None:
        """What is to be told of the connection is another."""
        if another:
            with self._changed:
                self._wake()

    def _wake(self) -> None:
        if not self._woken:
            self._woken = True
            self.wake()


def _told(refused: int) -> tuple[str, ...]:
    if not refused:
        return ()
    return ("an event that is too large was left out" if refused == 1 else f"{refused:,} events that are too large were left out",)


def _sendable(id: str) -> str | None:
    """An id as it is sent back and kept; None for one that no header takes."""
    if not id or len(id.encode("utf-8", "replace")) > LONGEST_ID or any(sign < " " or sign == "\x7f" for sign in id):
        return None
    return id
