"""When to look next, and one look after another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from .background import in_background
from .clock import Clock
from .errors import FeedError, FormatError
from .formats import parse_document
from .model import Document, Snapshot
from .sources.base import Source

SPACING = 0.1
"""Seconds between two looks at the least, however often a file is saved: posts appear at most ten times a second."""
CONFIRM = 2.0
"""Seconds after which an unchanged document counts as a second look."""


class Look(Struct, frozen=True):
    """The outcome of one look at a source."""

    source: str
    at: datetime
    kind: Literal["changed", "same", "failed", "ended"]
    """changed: a new snapshot. same: the last one, confirmed. failed: `error` says why. ended: nothing more will come."""
    snapshot: Snapshot | None = None
    error: FeedError | None = None


def read_first(document: Document, parse: Callable[[Document], Snapshot] = parse_document) -> Snapshot:
    """What a first document says, its last post too though it may be half-written: with nothing shown yet, something is better than a gap."""
    snapshot = parse(document if document.settled else replace(document, settled=True))
    return snapshot if document.settled else replace(snapshot, complete=False)


class Follower:
    """Looks at one source again and again. Everything that waits, waits here and not in the screen."""

    def __init__(self, source: Source, clock: Clock, *, parse: Callable[[Document], Snapshot] = parse_document) -> None:
        self.source = source
        self.paused = False
        self._clock = clock
        self._parse = parse
        self._wake = asyncio.Event()
        self._asked = False
        self._document: Document | None = None
        self._broken: FormatError | None = None

    def look_now(self) -> None:
        """Look at once, also while paused. Call it on the event loop."""
        self._asked = True
        self._wake.set()

    def pause(self, paused: bool) -> None:
        """Stop looking, or go on."""
        self.paused = paused
        if not paused:
            self._wake.set()

    async def looks(self, *, begun: tuple[Document, Snapshot] | None = None) -> AsyncIterator[Look]:
        """One Look whenever there is something to tell, until the source is finished. `begun` is a first document that was read already."""
        loop = asyncio.get_running_loop()
        self.source.watch(lambda: _from_any_thread(loop, self._wake))
        self._document, last = begun or (None, None)
        confirm_at = self._clock.monotonic() + CONFIRM if last and last.complete else None
        failure: str | None = None
        try:
            while True:
                if not self.paused or self._asked:
                    asked, self._asked = self._asked, False
                    try:
                        snapshot = await self._look()
                    except FeedError as error:
                        if str(error) != failure or asked:
                            failure = str(error)
                            yield Look(self.source.name, self._clock.now(), "failed", error=error)
                        if self.source.finished:
                            return
                    else:
                        now = self._clock.monotonic()
                        if snapshot is not None:
                            last, failure = snapshot, None
                            confirm_at = now + CONFIRM if snapshot.complete else None
                            yield Look(self.source.name, self._clock.now(), "changed", snapshot)
                        elif last is not None and (failure is not None or asked or (confirm_at is not None and now >= confirm_at)):
                            failure = confirm_at = None
                            yield Look(self.source.name, self._clock.now(), "same", replace(last, retrieved=self._clock.now()))
                        if self.source.finished:
                            yield Look(self.source.name, self._clock.now(), "ended")
                            return
                await self._pause_between(confirm_at, unsettled=self._document is not None and not self._document.settled)
        finally:
            self.source.close()

    async def _look(self) -> Snapshot | None:
        document = await self.source.fetch(self._document)
        if document is None:
            if self._broken is not None:
                raise self._broken
            return None
        first, self._document = self._document is None, document
        try:
            snapshot = await in_background(lambda: read_first(document, self._parse) if first else self._parse(document))
        except FormatError as error:
            self._broken = type(error)(f"{self.source.name} cannot be read: {error}")
            raise self._broken from error
        self._broken = None
        return snapshot

    async def _pause_between(self, confirm_at: float | None, *, unsettled: bool) -> None:
        wait = min(self.source.interval, 0.25) if unsettled else self.source.interval
        if confirm_at is not None:
            wait = max(SPACING, min(wait, confirm_at - self._clock.monotonic()))
        await self._clock.wait(asyncio.Event(), SPACING)
        await self._clock.wait(self._wake, max(0.0, wait - SPACING))
        self._wake.clear()


def _from_any_thread(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    try:
        loop.call_soon_threadsafe(event.set)
    except RuntimeError:  # the loop has closed: nobody waits any more
        return
