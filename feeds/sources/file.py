"""A file that is read whole whenever it has changed: a saved live page, however it is rewritten.

A look is one stat. Only a change of it leads to reading, and only other bytes make a new document. A document read within a second of its last
change is not `settled`: it may be half-written, and is read again when the file has come to rest.
"""

from __future__ import annotations

import errno
import os
import stat as modes
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from hashlib import blake2b
from pathlib import Path

from msgspec.structs import replace

from ..background import in_background
from ..charset import SAMPLE, decode
from ..errors import SourceError, SourceNotFound, SourceUnavailable
from ..model import Document, Validators
from ..text import clean_line
from .base import LIMIT
from .watching import DirectoryWatch

REST = 1.0
"""Seconds without change after which a file counts as written to its end."""
RACY = 2.0
"""Seconds within which a file system's clock may not tell two changes apart."""
EMPTY = 60.0
"""Seconds that a file may be empty, as it is in the middle of a rewrite, before that is told."""
BUSY = 30.0
"""Seconds that a file may change under every reading before that is told."""
TRIES = 3
"""Readings of one look that the file's changing under it may spoil."""

Key = tuple[int, int, int, int, int]


class FileSource:
    """A path. `date` is the day of stamps that name none (else the file's own day), `zone` that of stamps without one."""

    interval = 0.25
    finished = False

    def __init__(
        self,
        path: str | bytes | os.PathLike[str],
        *,
        title: str | None = None,
        date: date | None = None,
        zone: tzinfo | None = None,
        limit: int = LIMIT,
        watched: bool = True,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.path = Path(os.fsdecode(path))
        self.name = clean_line(os.fsdecode(path)) or ascii(os.fsdecode(path))
        self.title = title or clean_line(self.path.name) or self.name
        self._date, self._zone, self._limit = date, zone, limit
        self.watched = watched
        self._watch: DirectoryWatch | None = None
        self._monotonic, self._now = monotonic, now
        self._key: Key | None = None
        self._looked = False
        self._since = 0.0
        self._age_read = 0.0

    async def fetch(self, previous: Document | None) -> Document | None:
        """The file as it is now, None when its bytes are those of `previous` and nothing more is known of them."""
        return await in_background(lambda: self.look(previous))

    def look(self, previous: Document | None = None) -> Document | None:
        """`fetch`, for callers that may wait for the disk."""
        try:
            return self._look(previous)
        except SourceError:
            self._key = None
            raise
        except OSError as error:
            self._key = None
            raise self._unavailable(error) from error
        except ValueError as error:  # a NUL in the name
            raise SourceNotFound(f"{self.name} is a name that no file can have") from error
        finally:
            if self._watch is not None:
                self._watch.renew(self._folders())

    def size(self) -> int:
        """Bytes of the file now. Raises SourceError."""
        try:
            found = os.stat(self.path)
        except OSError as error:
            raise self._unavailable(error) from error
        self._check(found)
        return found.st_size

    def check_text(self) -> None:
        """Raises UnknownFormat when the file's beginning is that of a binary file, SourceUnavailable when it cannot be read."""
        try:
            with open(self.path, "rb") as file:
                decode(file.read(SAMPLE), settled=False)
        except OSError as error:
            raise self._unavailable(error) from error

    def watch(self, wake: Callable[[], None]) -> None:
        if self.watched:
            self._watch = DirectoryWatch(wake)
            self.interval = 2.0

    def close(self) -> None:
        if self._watch is not None:
            self._watch.close()

    def _folders(self) -> set[Path]:
        """The folder of the path, and that of the file which a link leads to."""
        parent = self.path.parent
        try:
            return {parent, Path(os.path.realpath(self.path)).parent} if self.path.is_symlink() else {parent}
        except (OSError, ValueError):  # a name that the system does not take, or a folder that may not be entered
            return {parent}

    def _look(self, previous: Document | None) -> Document | None:
        found = os.stat(self.path)
        self._check(found)
        key = _key(found)
        now = self._monotonic()
        if key != self._key:
            self._key, self._since, self._age_read = key, now, -1.0
        age = now - self._since
        if not self._looked:  # a change that was not seen can only be timed by the file system's clock
            age = max(age, self._now() - found.st_ctime)
            self._since = now - max(0.0, age)
        self._looked = True
        if found.st_size == 0:
            raise self._empty(previous)
        due = previous is None or self._age_read < 0 or (self._age_read < REST <= age) or (self._age_read < RACY <= age)
        if not due:
            return None
        data, read = self._read()
        if read != key:
            self._key, self._since, age = read, now, 0.0
        self._age_read = age
        if not data:
            self._key = None
            raise self._empty(previous)
        digest = blake2b(data, digest_size=16).digest()
        settled = age >= REST
        if previous is not None and previous.validators.digest == digest:
            if previous.settled or not settled:
                return None
            return replace(previous, settled=True, retrieved=self._time())
        return Document(
            data=data,
            source=self.name,
            validators=Validators(stat=read, digest=digest),
            retrieved=self._time(),
            date=self._date or datetime.fromtimestamp(found.st_mtime, self._zone).date(),
            zone=self._zone,
            settled=settled,
        )

    def _check(self, found: os.stat_result) -> None:
        """Raises SourceNotFound for what must not be read as a file."""
        kind = modes.S_IFMT(found.st_mode)
        if kind != modes.S_IFREG:
            what = {modes.S_IFDIR: "a folder", modes.S_IFCHR: "a device", modes.S_IFBLK: "a device", modes.S_IFSOCK: "a socket", modes.S_IFIFO: "a pipe"}
            raise SourceNotFound(f"{self.name} is {what.get(kind, 'no regular file')}; give a file, or - for standard input")
        if found.st_size > self._limit:
            raise SourceNotFound(f"{self.name} has {found.st_size:,} bytes, more than the {self._limit:,} that are read; --limit raises it")

    def _empty(self, previous: Document | None) -> SourceUnavailable:
        return SourceUnavailable(f"{self.name} is empty", absent=True, bearable=EMPTY if previous is not None else 0.0)

    def _read(self) -> tuple[bytes, Key]:
        """All bytes and the state that they belong to: read again when the file changed meanwhile. Raises SourceUnavailable."""
        for _ in range(TRIES):
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with open(descriptor, "rb") as file:
                before = os.fstat(descriptor)
                self._check(before)
                data = file.read(before.st_size + 1)
                after = os.fstat(descriptor)
            if _key(before) == _key(after) and len(data) == after.st_size:
                return data, _key(after)
        raise SourceUnavailable(f"{self.name} is being written; it is read when the writer pauses", retry_after=0.1, bearable=BUSY)

    def _time(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)

    def _unavailable(self, error: OSError) -> SourceError:
        reasons = {
            errno.ENOENT: "does not exist",
            errno.ENOTDIR: "does not exist: a part of its path is no folder",
            errno.EACCES: "may not be read: chmod or another user can allow it",
            errno.EPERM: "may not be read: chmod or another user can allow it",
            errno.ELOOP: "is a link that leads back to itself",
            errno.ENAMETOOLONG: "has a longer name than the system takes",
        }
        why = reasons.get(error.errno or 0) or f"cannot be read: {clean_line(error.strerror or str(error))}"
        return SourceUnavailable(f"{self.name} {why}", absent=error.errno in (errno.ENOENT, errno.ENOTDIR))


def _key(found: os.stat_result) -> Key:
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
