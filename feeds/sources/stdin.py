"""Standard input, as it comes: what a producer pipes into the program, while it still produces.

A thread of its own waits for the pipe, which may never end; a look takes what has come. Until a format is known that only grows at its end, a
look gives all of it; then only what has been added, and what was given is not kept. When it piles up, the producer waits.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo

from msgspec.structs import replace

from ..background import in_background
from ..errors import SourceNotFound, SourceUnavailable
from ..model import Document
from .base import LIMIT
from .lines import PIECE, QUIET, Lines, last_line_end, legible

STEP = 1 << 16
BACKLOG = 8 * PIECE
"""Bytes that may pile up before the pipe is not read further."""
FIRST = 0.2
"""Seconds that the first look waits for the end of the input: a small one comes whole."""
PAUSE = 0.2
"""Seconds without input after which all of it is given once more; sooner only when it has doubled."""
REST = 1.0
"""Seconds without input after which it counts as written to its end."""


class StdinSource:
    """An open descriptor, by default that of standard input."""

    name = "-"
    title = "standard input"
    key = ""
    interval = 1.0
    finished = False

    def __init__(
        self,
        descriptor: int = 0,
        *,
        date: date | None = None,
        zone: tzinfo | None = None,
        limit: int = LIMIT,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._descriptor, self._date, self._zone, self._limit = descriptor, date, zone, limit
        self._monotonic = monotonic
        self._wake: Callable[[], None] = lambda: None
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()
        # what follows is shared with the thread, under the lock
        self._data = bytearray()
        self._dropped = 0
        self._came = 0.0
        self._woken = self._full = self._ended = False
        self._room = PIECE
        self._error: OSError | None = None
        self._lines: Lines | None = None
        self._format: str | None = None
        self._given = self._end = 0
        self._settled = False

    async def fetch(self, previous: Document | None) -> Document | None:
        """What has come, None when that is nothing new. Raises SourceUnavailable when there was none at all, SourceNotFound when it is too much."""
        if self.finished:
            return None
        if self._thread is None:
            self._thread = threading.Thread(target=self._pour, name="feedreader-stdin", daemon=True)
            self._thread.start()
        return await in_background(self._take)

    def look(self, previous: Document | None = None) -> Document:
        """All of the input; waits for its end. Raises as `fetch` does."""
        self._pour()
        document = self._take()
        assert document is not None, "an input that has ended is a document or an error"
        return document

    def read_on(self, offset: int, format: str) -> None:
        """What stands before this offset in the document that was given last is final, and dropped."""
        with self._changed:
            if self._lines is None:
                self._lines, self._format = Lines(self._end, offset, waiting=self._end < self._given), format
            else:
                self._lines.go_on(offset)
            start = self._lines.open - self._dropped
            del self._data[:start]
            self._dropped += start
            self._changed.notify_all()

    def watch(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def close(self) -> None:
        """The descriptor belongs to whoever gave it."""
        self._wake = lambda: None

    def _pour(self) -> None:
        """Take in what comes, to the end or to the limit."""
        try:
            while part := os.read(self._descriptor, STEP):
                with self._changed:
                    self._data += part
                    self._came = self._monotonic()
                    wake, self._woken = not self._woken, True
                if wake:
                    self._wake()
                with self._changed:
                    if len(self._data) > self._limit:
                        break
                    self._full = not self._has_room()
                    self._changed.wait_for(self._has_room)
                    self._full = False
        except OSError as error:
            self._error = error
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._wake()

    def _has_room(self) -> bool:
        """Whether more may be read before the next look. Nobody looks while the end is waited for."""
        return self._thread is None or len(self._data) <= self._room

    def _take(self) -> Document | None:
        """What has come and was not given yet."""
        with self._changed:
            if not self._given and self._lines is None:
                self._changed.wait_for(lambda: self._ended, FIRST)
            self._woken = False
            age = 0.0 if self._full else self._monotonic() - self._came
            if len(self._data) > self._limit:
                self.finished = True
                raise SourceNotFound(f"standard input brought more than the {self._limit:,} bytes that are read; --limit raises it")
            document = self._whole(age) if self._lines is None else self._piece(self._lines, age)
            size = len(self._data)
            self._room = max(BACKLOG, 2 * size if document is None else 0) if self._lines is not None else max(PIECE, 2 * size)
            self._changed.notify_all()
            if self._ended and (document is None or (document.settled and self._error is None)):
                self.finished = True
            if self.finished and document is None:
                if self._error is not None:
                    raise SourceUnavailable(f"standard input cannot be read: {self._error.strerror}") from self._error
                if not self._data:
                    raise SourceUnavailable("standard input was empty")
            return document

    def _whole(self, age: float) -> Document | None:
        size, settled = len(self._data), self._ended or age >= REST
        self.interval = 1.0 if size == self._given else PAUSE
        if not size or (size == self._given and (self._settled or not settled)):
            return None
        if not settled and age < PAUSE and size < 2 * self._given:
            return None
        data = bytes(self._data)
        self._given, self._settled, self._end = size, settled, size if settled else last_line_end(data)
        return self._document(data, settled=settled)

    def _piece(self, lines: Lines, age: float) -> Document | None:
        found = lines.advance(self._between, self._dropped + len(self._data), quiet=self._ended or age >= QUIET)
        self.interval = 0.0 if lines.more or (self._ended and lines.waiting) else 1.0
        if not found:
            return None
        data = legible(self._between(lines.open, lines.given))
        return replace(self._document(data, settled=not lines.waiting), continues=self._format, offset=lines.open)

    def _between(self, start: int, end: int) -> bytes:
        return bytes(self._data[start - self._dropped : end - self._dropped])

    def _document(self, data: bytes, *, settled: bool) -> Document:
        now = datetime.now(UTC)
        return Document(data=data, source=self.name, retrieved=now, date=self._date or now.astimezone(self._zone).date(), zone=self._zone, settled=settled)
