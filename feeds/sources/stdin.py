"""Standard input: what another program pipes into this one. Its end is the end."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from datetime import date, tzinfo

from ..model import Document
from .base import LIMIT
from .disk import unavailable
from .pipe import PipeSource
from .pouring import Tap


class StdinSource(PipeSource):
    """An open descriptor, by default that of standard input. It belongs to whoever gave it."""

    def __init__(
        self,
        descriptor: int = 0,
        *,
        name: str = "-",
        title: str = "standard input",
        date: date | None = None,
        zone: tzinfo | None = None,
        limit: int = LIMIT,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(name, title, date=date, zone=zone, limit=limit, monotonic=monotonic)
        self._descriptor = descriptor

    def look(self, previous: Document | None = None) -> Document:
        """All of the input; waits for its end. Raises as `fetch` does."""
        try:
            Tap(self._basin, self._own()).run()
        except OSError as error:
            self._basin.end(error)
        return self._all()

    def _tend(self) -> None:
        if self._tap is None and not self._basin.ended:
            try:
                self._open(self._own(), last=True)
            except OSError as error:
                if error.errno != errno.EBADF:
                    raise unavailable(error, self.title) from error
                self._basin.end(error)

    def _own(self) -> int:
        """A descriptor of our own for the same input: when its owner closes theirs, its number may stand for another file at once. Raises OSError."""
        return os.dup(self._descriptor)
