"""An answer without an end in sight: its connection stays open, and what comes over it is given on piece by piece."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack

import httpx2

from .body import GZIP, STEP, Caps, Unusable

SILENCE = 90.0
"""Seconds without a byte after which a connection counts as dead: who has nothing to say sends a comment now and then."""


class Flow:
    """An answer whose head has come. Whoever holds it reads it, once: that closes it."""

    def __init__(self, response: httpx2.Response, url: str, caps: Caps) -> None:
        """Raises Unusable for one that is packed in a way that was not asked for."""
        self.url = url
        self.closing = AsyncExitStack()
        """What has to be closed with it."""
        self.runner: asyncio.Runner | None = None
        """The event loop that the connection belongs to; closed with it."""
        self._response = response
        self._pieces = Inflater(response.headers.get("content-encoding", ""), caps)

    def read(self, take: Callable[[bytes], None], begun: Callable[[Callable[[], None]], None], *, silence: float = SILENCE) -> None:
        """Call `take` with each piece, until the server ends the answer, the connection breaks off or falls silent. Waits; raises what `take` raises, Unusable, CancelledError.

        `begun` is given a function that ends it, from any thread. While `take` waits, nothing more is read, and the server has to wait too.
        """
        assert self.runner is not None, "whoever asked has handed over the event loop"
        with self.runner as runner:
            runner.run(self._read(take, begun, silence))

    async def _read(self, take: Callable[[bytes], None], begun: Callable[[Callable[[], None]], None], silence: float) -> None:
        from .wire import from_any_thread

        running, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        self._response.request.extensions["timeout"]["read"] = None  # silence is measured here
        async with self.closing:
            begun(lambda: from_any_thread(running, task))
            pieces = self._response.aiter_raw().__aiter__()
            try:
                while True:
                    async with asyncio.timeout(silence):
                        piece = await anext(pieces, None)
                    if piece is None:
                        return
                    for part in self._pieces.feed(piece):
                        take(part)
                        await asyncio.sleep(0)  # who wants to end it may
            except (TimeoutError, OSError, httpx2.HTTPError):
                return


class Inflater:
    """Unpacks a body without an end, within limits."""

    def __init__(self, coding: str, caps: Caps) -> None:
        """`coding` is the Content-Encoding header. Raises Unusable for one that was not asked for."""
        named = [name for part in coding.lower().split(",") if (name := part.strip(" \t")) and name != "identity"]
        if named not in ([], ["gzip"], ["x-gzip"]):
            raise Unusable("its answer is packed in a way that was not asked for", unknown_coding=True)
        self._caps = caps
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16) if named else None
        self._wire = self._length = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What a piece holds, in parts of at most `STEP` bytes. Raises Unusable."""
        if self._member is None:
            yield data
            return
        self._wire += len(data)
        full = False
        while data or full:
            if self._member.eof:  # another member may follow (RFC 1952, 2.2)
                if not GZIP.startswith(data[:2]):
                    raise Unusable("its answer is damaged: something follows its end")
                self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                part = self._member.decompress(data, STEP)
            except zlib.error as error:
                raise Unusable("its answer is damaged: it cannot be unpacked") from error
            self._length += len(part)
            if self._length > self._caps.ratio_from and self._length > self._caps.ratio * self._wire:
                raise Unusable("its answer swells too much when it is unpacked")
            if part:
                yield part
            data = self._member.unconsumed_tail or self._member.unused_data
            full = len(part) == STEP and not self._member.eof  # all of it has gone in, and not all has come out
