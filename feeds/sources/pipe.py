"""A pipe, as it comes: what a producer writes into it, while it still produces.

Until a format is known that only grows at its end, a look gives all of it; then only what has been added, and what was given is not kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo

from msgspec.structs import replace

from ..background import in_background
from ..errors import SourceError, SourceNotFound, SourceUnavailable
from ..model import Document
from .base import LIMIT
from .lines import PIECE, QUIET, Lines, last_line_end, legible
from .pouring import Basin, Tap

BACKLOG = 8 * PIECE
"""Bytes that may pile up before the pipe is not read further."""
FIRST = 0.2
"""Seconds that the first look waits for the end of the input: a small one comes whole."""
PAUSE = 0.2
"""Seconds without input after which all of it is given once more; sooner only when it has doubled."""
REST = 1.0
"""Seconds without input after which it counts as written to its end."""


class PipeSource:
    """What is common to all pipes; which descriptor is read, `_tend` and `look` say. What comes through a pipe comes once: nothing of it is kept in the history."""

    key = ""
    interval = 1.0
    finished = False

    def __init__(
        self,
        name: str,
        title: str,
        *,
        date: date | None = None,
        zone: tzinfo | None = None,
        limit: int = LIMIT,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name, self.title = name, title
        self._date, self._zone, self._limit = date, zone, limit
        self._monotonic = monotonic
        self._basin = Basin(limit, PIECE, lambda: self._monotonic())
        self._tap: Tap | None = None
        self._closed = False
        self._lines: Lines | None = None
        self._format: str | None = None
        self._given = self._end = 0
        self._settled = False

    async def fetch(self, previous: Document | None) -> Document | None:
        """What has come, None when that is nothing new. Raises SourceUnavailable when there was none at all, SourceNotFound when it is too much."""
        return None if self.finished else await in_background(self._step)

    def read_on(self, offset: int, format: str) -> None:
        """What stands before this offset in the document that was given last is final, and dropped."""
        with self._basin.changed:
            if self._lines is None:
                self._lines, self._format = Lines(self._end, offset, waiting=self._end < self._given), format
            else:
                self._lines.go_on(offset)
            self._basin.drop(self._lines.open)

    def watch(self, wake: Callable[[], None]) -> None:
        self._basin.wake, self._closed = wake, False

    def close(self) -> None:
        """Read no more, until somebody watches again."""
        with self._basin.changed:
            self._basin.wake, self._closed = lambda: None, True
            self._shut()

    def _tend(self) -> None:
        """See to it that what comes is taken in. Raises SourceError."""
        raise NotImplementedError

    def _open(self, descriptor: int, *, last: bool) -> None:
        """Take in what comes out of a descriptor; nothing when a look ends after the source was closed. Raises OSError."""
        tap = Tap(self._basin, descriptor, last=last)
        with self._basin.changed:
            if self._closed:
                tap.drop()
            else:
                tap.open()
                self._tap = tap

    def _shut(self) -> None:
        if self._tap is not None:
            self._tap.shut()
            self._tap = None

    def _step(self) -> Document | None:
        try:
            self._tend()
        except SourceError:
            if (document := self._take()) is not None:
                return document
            raise
        return self._take()

    def _all(self) -> Document:
        """All of an input that has ended. Raises as `fetch` does."""
        document = self._take()
        assert document is not None, "an input that has ended is a document or an error"
        return document

    def _take(self) -> Document | None:
        """What has come and was not given yet."""
        basin = self._basin
        with basin.changed:
            if not self._given and self._lines is None:
                basin.changed.wait_for(lambda: basin.ended, FIRST)
            basin.woken = False
            age = 0.0 if basin.full else self._monotonic() - basin.came
            if basin.over:
                self.finished = True
                raise SourceNotFound(f"{self.title} brought more than the {self._limit:,} bytes that are read; --limit raises it")
            document = self._whole(age) if self._lines is None else self._piece(self._lines, age)
            size = len(basin.data)
            basin.room = max(BACKLOG, 2 * size if document is None else 0) if self._lines is not None else max(PIECE, 2 * size)
            basin.changed.notify_all()
            if basin.ended and (document is None or (document.settled and basin.error is None)):
                self.finished = True
            if self.finished and document is None:
                if basin.error is not None:
                    raise SourceUnavailable(f"{self.title} cannot be read: {basin.error.strerror}") from basin.error
                if not basin.data:
                    raise SourceUnavailable(f"{self.title} was empty")
            return document

    def _whole(self, age: float) -> Document | None:
        size, settled = len(self._basin.data), self._basin.ended or age >= REST
        self.interval = 1.0 if size == self._given else PAUSE
        if not size or (size == self._given and (self._settled or not settled)):
            return None
        if not settled and age < PAUSE and size < 2 * self._given:
            return None
        data = bytes(self._basin.data)
        self._given, self._settled, self._end = size, settled, size if settled else last_line_end(data)
        return self._document(data, settled=settled)

    def _piece(self, lines: Lines, age: float) -> Document | None:
        basin = self._basin
        found = lines.advance(basin.between, basin.dropped + len(basin.data), quiet=basin.ended or age >= QUIET)
        self.interval = 0.0 if lines.more or (basin.ended and lines.waiting) else 1.0
        if not found:
            return None
        data = legible(basin.between(lines.open, lines.given))
        return replace(self._document(data, settled=not lines.waiting), continues=self._format, offset=lines.open)

    def _document(self, data: bytes, *, settled: bool) -> Document:
        now = datetime.now(UTC)
        return Document(data=data, source=self.name, retrieved=now, date=self._date or now.astimezone(self._zone).date(), zone=self._zone, settled=settled)
