"""Who has the history open, and whether the last to leave closed it.

A small file beside the database says so, under a lock that dies with its holder: whoever can have it alone is the only one.
What stands in the file then tells whether the last program was killed, and whether the history had posts.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from pathlib import Path

from ..errors import StoreError
from ..text import clean_line

_STEP = 0.02
"""Seconds between two tries for the lock."""


class Presence:
    """One program's stay. Until `settle` it is alone, if it is `alone`: others wait."""

    def __init__(self, path: Path, patience: float) -> None:
        beside = path.with_name(f"{path.name}-open")
        self.alone = False
        self.broken = False
        """The database was found to be damaged: it is looked through at the next opening."""
        self._file = -1
        self._held = False
        self.unclean = self.had_posts = False
        try:
            self._file = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):  # who may only read is not in anybody's way
                return
            raise StoreError(f"no history is kept in {clean_line(str(path))}: {error.strerror or error}", passing=True) from error
        if not stat.S_ISREG(os.fstat(self._file).st_mode):
            os.close(self._file)
            raise StoreError(f"no history is kept in {clean_line(str(path))}: {clean_line(beside.name)} is no plain file")
        for _ in range(max(1, int(patience / _STEP))):
            if self._take(fcntl.LOCK_EX):
                self.alone = True
                break
            if self._take(fcntl.LOCK_SH) or not self._held:
                break
            time.sleep(_STEP)
        else:
            os.close(self._file)
            raise StoreError(f"the history {clean_line(str(path))} is being looked through by another program", passing=True)
        words = os.pread(self._file, 100, 0).decode("ascii", "replace").split()
        self.unclean = self.alone and words[:1] != ["closed"]
        """The last program that had it open was killed, or nothing is known of it."""
        self.had_posts = "posts" in words

    def _take(self, how: int) -> bool:
        try:
            fcntl.flock(self._file, how | fcntl.LOCK_NB)
        except OSError as error:
            self._held = error.errno == errno.EWOULDBLOCK  # else the file system has no locks
            return False
        return True

    def note(self, *, posts: bool) -> None:
        """The history is open, and has posts or none."""
        self.had_posts = posts
        self._write("open")

    def settle(self) -> None:
        """Let others in."""
        if self._file >= 0:
            self._take(fcntl.LOCK_SH)

    def leave(self) -> None:
        """The last one to leave says that it is closed."""
        if self._file < 0:
            return
        if not self.broken and self._take(fcntl.LOCK_EX):
            self._write("closed")
        os.close(self._file)
        self._file = -1

    def _write(self, state: str) -> None:
        try:
            os.pwrite(self._file, f"{state} {'posts' if self.had_posts else 'empty'}\n".encode().ljust(16), 0)
        except OSError:  # no room: then the next opening looks through the file
            return
