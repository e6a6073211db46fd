"""Standard input, read to its end: what a pipe or a redirected file brings."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo

from ..background import in_background
from ..errors import SourceNotFound, SourceUnavailable
from ..model import Document
from .base import LIMIT

STEP = 1 << 16


class StdinSource:
    """An open descriptor, by default that of standard input. Gives one document, at the end of the input."""

    name = "-"
    title = "standard input"
    interval = 1.0
    finished = False

    def __init__(self, descriptor: int = 0, *, date: date | None = None, zone: tzinfo | None = None, limit: int = LIMIT) -> None:
        self._descriptor, self._date, self._zone, self._limit = descriptor, date, zone, limit

    async def fetch(self, previous: Document | None) -> Document | None:
        return None if self.finished else await in_background(self.look)

    def look(self, previous: Document | None = None) -> Document:
        """All of the input; waits for its end. Raises SourceUnavailable when there is none."""
        parts: list[bytes] = []
        size = 0
        try:
            while part := os.read(self._descriptor, STEP):
                parts.append(part)
                size += len(part)
                if size > self._limit:
                    self.finished = True
                    raise SourceNotFound(f"standard input brought more than the {self._limit:,} bytes that are read; --limit raises it")
        except OSError as error:
            self.finished = True
            raise SourceUnavailable(f"standard input cannot be read: {error.strerror}") from error
        self.finished = True
        if not size:
            raise SourceUnavailable("standard input was empty")
        now = datetime.now(UTC)
        return Document(data=b"".join(parts), source=self.name, retrieved=now, date=self._date or now.astimezone(self._zone).date(), zone=self._zone)

    def watch(self, wake: Callable[[], None]) -> None:
        """The end of the input is waited for anyway."""

    def close(self) -> None:
        """The descriptor belongs to whoever gave it."""
