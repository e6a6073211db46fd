"""A file that grows at its end, as its name leads to it now: a log that is rotated, truncated, or written anew."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from .age import RECHECK
from .appended import Piece, Rewritten, Tail
from .disk import Key, OpenFile, check, empty, key_of
from .lines import QUIET

OLD = 5.0
"""Seconds for which a file is still read that was renamed away while another has its name."""


class Log:
    """What is added to a file behind what was read."""

    def __init__(self, path: Path, name: str, tail: Tail, limit: int) -> None:
        self.tail = tail
        self._path, self._name, self._limit = path, name, limit
        self._key: Key | None = None
        self._since = self._checked = 0.0
        self._other_since: float | None = None
        self.changed = False
        """The last look found it in another state than the one before."""
        self.written = 0.0
        """When it was written to last, by its own file system; in seconds since 1970."""

    @property
    def waiting(self) -> bool:
        """The rest of a line is to come, or of an old file."""
        return self.tail.lines.waiting or self._other_since is not None

    def look(self, now: float) -> Piece | None:
        """What has been added. Raises Rewritten when all of it must be read, SourceError, OSError."""
        try:
            return self._look(now)
        except OSError as error:
            if error.errno != errno.ESTALE:
                raise
        if not self.tail.moves_to(OpenFile(self._path)):  # the server knows the open file no more (NFS)
            raise Rewritten
        self._key = None
        return self._look(now)

    def _look(self, now: float) -> Piece | None:
        self.changed = False
        try:
            found = os.stat(self._path)
        except OSError:
            self._key = None
            with suppress(Rewritten):
                if (piece := self._piece(quiet=False)) is not None:
                    return piece  # it was renamed, and its writer has not noticed
            raise
        check(found, self._name)
        if self._key is None or key_of(found) != self._key:
            self.changed, self._key, self._since, self.written = self._key is not None, key_of(found), now, found.st_mtime
            self._checked = -RECHECK
        if (found.st_dev, found.st_ino) != self.tail.identity and not self.tail.moves_to(OpenFile(self._path)):
            return self._rotated(now, found)
        self._other_since = None
        if found.st_size == 0:
            raise empty(self._name, followed=True)
        lines = self.tail.lines
        if not lines.waiting and lines.end >= found.st_size and now - self._checked < RECHECK:
            return None
        self._checked = now
        return self._piece(quiet=now - self._since >= QUIET)

    def _rotated(self, now: float, found: os.stat_result) -> Piece | None:
        """Another file has the name. The old one is read to its end, for a while if it was only renamed; then the new one."""
        if self._other_since is None:
            self._other_since = now
        over = self.tail.deleted or now - self._other_since >= OLD
        if now - self._other_since < 2 * OLD and (piece := self._piece(quiet=over)) is not None:
            return piece
        if not over:
            return None
        if found.st_size == 0:
            raise empty(self._name, followed=True)
        raise Rewritten

    def _piece(self, *, quiet: bool) -> Piece | None:
        return self.tail.look(quiet=quiet, limit=self._limit)
