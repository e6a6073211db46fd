"""A file that grows at its end, as its name leads to it now: a log that is rotated, truncated, or written anew."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from .age import RACY, RECHECK
from .appended import TAIL, Piece, Rewritten, Tail
from .disk import Key, OpenFile, check, empty, key_of
from .lines import QUIET

MOST = 16
"""Files that are kept open because they had the name for a while and are still to be read."""
COPIED = 8 << 20
"""Bytes of a file that are copied while it waits for its turn, lest it is truncated meanwhile."""
OLD = 5.0
"""Seconds for which a file is still read that was renamed away while another has its name."""


class Log:
    """What is added to a file behind what was read."""

    def __init__(self, path: Path, name: str, tail: Tail, limit: int, others: Sequence[OpenFile] = ()) -> None:
        """`others` have had its name since, one after the other."""
        self.tail = tail
        self._others = list(others)
        self._path, self._name, self._limit = path, name, limit
        self._key: Key | None = None
        self._since = self._checked = 0.0
        self._other_since: float | None = None
        self._copy = b""
        """What the last of the others has, which may be truncated before its turn comes."""
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
        if (found.st_dev, found.st_ino) != (self._others[-1] if self._others else self.tail).identity:
            file = OpenFile(self._path)
            check(file.stat(), self._name)
            if (self._others or not self.tail.moves_to(file)) and len(self._others) < MOST:
                self._others.append(file)
                self._copy = b""
        if self._others:
            return self._rotated(now)
        self._other_since = None
        if found.st_size == 0:
            raise empty(self._name, followed=True)
        lines = self.tail.lines
        racy = self._checked - self._since < RACY <= now - self._since
        if not lines.waiting and lines.end >= found.st_size and now - self._checked < RECHECK and not racy:
            return None
        self._checked = now
        return self._piece(quiet=now - self._since >= QUIET)

    def _rotated(self, now: float) -> Piece | None:
        """Another file has the name. The old one is read to its end, for a while if it was only renamed; then those that took its place."""
        if self._other_since is None:
            self._other_since = now
        self._save_last()
        over = self.tail.deleted or now - self._other_since >= OLD or len(self._others) > 1
        if now - self._other_since < 2 * OLD and (piece := self._piece(quiet=over)) is not None:
            return piece
        if not over:
            return None
        while len(self._others) > 1 and self._others[0].stat().st_size == 0:
            del self._others[0]
        if self._others[0].stat().st_size == 0:
            raise empty(self._name, followed=True)
        raise Rewritten(self._others)

    def _save_last(self) -> None:
        """Copy what the last file has; when it was truncated since, that comes before what it has now."""
        last, copy = self._others[-1], self._copy
        if last.read(0, min(len(copy), TAIL)) != copy[:TAIL] or last.stat().st_size < len(copy):
            with suppress(OSError):  # no room for it
                self._others.insert(-1, OpenFile.holding(copy))
            copy = b""
        self._copy = copy + last.read(len(copy), min(last.stat().st_size, COPIED))

    def _piece(self, *, quiet: bool) -> Piece | None:
        return self.tail.look(quiet=quiet, limit=self._limit)
