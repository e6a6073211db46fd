"""A named pipe (FIFO): what others write into it, as it comes. Writers come and go; the pipe has no end.

It is opened for writing too, though nothing is written: a pipe without a writer would be at its end all the time, and whoever waits for it would spin.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import date, tzinfo
from pathlib import Path

from ..errors import SourceNotFound
from ..model import Document
from ..text import clean_line
from .base import LIMIT
from .disk import is_pipe, kind_of, spoken, unavailable
from .pipe import PipeSource
from .pouring import Tap


class FifoSource(PipeSource):
    """The path of a named pipe."""

    def __init__(
        self,
        path: str | bytes | os.PathLike[str],
        *,
        date: date | None = None,
        zone: tzinfo | None = None,
        limit: int = LIMIT,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.path = Path(os.fsdecode(path))
        name = spoken(path)
        super().__init__(name, clean_line(self.path.name) or name, date=date, zone=zone, limit=limit, monotonic=monotonic)
        self._identity: tuple[int, int] | None = None

    def look(self, previous: Document | None = None) -> Document:
        """All that comes until the last writer has gone; waits for the first. Raises as `fetch` does."""
        try:
            self._check(os.stat(self.path))
            descriptor = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise unavailable(error, self.name) from error
        Tap(self._basin, descriptor).run()
        return self._all()

    def _tend(self) -> None:
        """Open the pipe, and again when it was made anew (then the old one has been read as far as anybody wrote), or has ended, which only one does that may not be written to."""
        try:
            found = os.stat(self.path)
            self._check(found)
            basin, identity = self._basin, (found.st_dev, found.st_ino)
            if basin.full or basin.ended or (self._tap is not None and not self._tap.dry and identity == self._identity):
                return
            self._shut()
            with basin.changed:
                if basin.data and not basin.data.endswith((b"\n", b"\r")):
                    basin.data += b"\n"  # a line that its writer never ended
            self._open(_open(self.path), last=False)
            self._identity = identity
        except OSError as error:
            raise unavailable(error, self.name) from error

    def _check(self, found: os.stat_result) -> None:
        if not is_pipe(found):
            raise SourceNotFound(f"{self.name} was a pipe and is {kind_of(found)} now; open it anew")


def _open(path: Path) -> int:
    """A descriptor that does not wait for a writer; of a pipe that may only be read, one that ends when its writers go. Raises OSError."""
    try:
        return os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except PermissionError:
        return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
