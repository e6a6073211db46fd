"""What every reading of a file needs: its state, what must not be read as one, what its errors mean to a person."""

from __future__ import annotations

import errno
import os
import re
import stat as modes

from ..errors import SourceError, SourceNotFound, SourceUnavailable
from ..hashing import blake2b
from ..text import clean_line
from ..wording import Wording

STEP = 1 << 20
EMPTY = 60.0
"""Seconds that a file may be empty, as it is in the middle of a rewrite, before that is told."""
STALE = 5.0
"""Seconds that a file server may not know a file which it has just given, before that is told."""
BLOCK = 512
"""Bytes that `st_blocks` counts in (stat(2))."""

_DESCRIPTOR = Wording(r"/(?:dev|proc/self)/fd/([0-9]{1,7})|/dev/std(in)", re.ASCII)

Key = tuple[int, int, int, int, int]

_KINDS = {
    modes.S_IFREG: "a file",
    modes.S_IFDIR: "a folder",
    modes.S_IFCHR: "a device",
    modes.S_IFBLK: "a device",
    modes.S_IFSOCK: "a socket",
    modes.S_IFIFO: "a pipe",
}


class OpenFile:
    """A descriptor for reading, closed when nobody holds it any more. Raises OSError."""

    def __init__(self, path: os.PathLike[str]) -> None:
        self.number = -1
        self.number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)

    @classmethod
    def holding(cls, data: bytes) -> OpenFile:
        """A file without a name that has these bytes."""
        from tempfile import TemporaryFile

        file = cls.__new__(cls)
        with TemporaryFile() as made:
            made.write(data)
            made.flush()
            file.number = os.dup(made.fileno())
        return file

    def __del__(self) -> None:
        if self.number >= 0:
            os.close(self.number)

    def stat(self) -> os.stat_result:
        return os.fstat(self.number)

    @property
    def identity(self) -> tuple[int, int]:
        """What it is, whatever its name. No other file has it while this one is open."""
        found = self.stat()
        return (found.st_dev, found.st_ino)

    def read(self, start: int, end: int) -> bytes:
        """The bytes between two offsets, fewer where the file ends before."""
        parts = []
        while start < end and (part := os.pread(self.number, min(end - start, 1 << 30), start)):
            parts.append(part)
            start += len(part)
        return b"".join(parts) if len(parts) != 1 else parts[0]

    def digest(self) -> bytes:
        """What tells its bytes from others; without holding all of them."""
        hashed, start = blake2b(digest_size=16), 0
        while part := os.pread(self.number, STEP, start):
            hashed.update(part)
            start += len(part)
        return hashed.digest()

    def first_data(self) -> int:
        """The offset of the first byte that was ever written: before it is a hole, which reads as NULs."""
        try:
            return os.lseek(self.number, 0, os.SEEK_DATA)
        except (OSError, AttributeError):  # nothing but a hole, or a system that cannot tell
            return 0


def spoken(path: str | bytes | os.PathLike[str]) -> str:
    """A path as it is shown: one clean line, and never empty."""
    return clean_line(os.fsdecode(path)) or ascii(os.fsdecode(path))


def key_of(found: os.stat_result) -> Key:
    """What differs when a file was written to."""
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def kind_of(found: os.stat_result) -> str:
    """What it is, for a person."""
    return _KINDS.get(modes.S_IFMT(found.st_mode), "no regular file")


def is_pipe(found: os.stat_result) -> bool:
    return modes.S_ISFIFO(found.st_mode)


def is_fifo(path: str) -> bool:
    """Whether a named pipe stands there."""
    try:
        return is_pipe(os.stat(path))
    except (OSError, ValueError):
        return False


def handed_over(path: str) -> int | None:
    """The descriptor that a path stands for when it is that of a pipe which a shell has opened for us: <(producer). Raises SourceNotFound for standard input."""
    named = _DESCRIPTOR.fullmatch(path)
    if named is None:
        return None
    descriptor = int(named[1] or 0)
    try:
        pipe = modes.S_ISFIFO(os.fstat(descriptor).st_mode)
    except OSError:
        return None
    if pipe and descriptor == 0:
        raise SourceNotFound(f"{path} is standard input; give - for it")
    return descriptor if pipe else None


def check(found: os.stat_result, name: str) -> None:
    """Raises SourceNotFound for what must not be read as a file."""
    if is_pipe(found):
        raise SourceNotFound(f"{name} is a pipe now; open it anew to follow what comes through it")
    if not modes.S_ISREG(found.st_mode):
        raise SourceNotFound(f"{name} is {kind_of(found)}; give a file, or - for standard input")


def check_size(found: os.stat_result, name: str, limit: int, *, sparse: bool = False) -> None:
    """Raises SourceNotFound for what is too large. Of a `sparse` file the holes do not count."""
    size = min(found.st_size, found.st_blocks * BLOCK) if sparse else found.st_size
    if size > limit:
        raise SourceNotFound(f"{name} has {size:,} bytes, more than the {limit:,} that are read; --limit raises it")


def digest_of(data: bytes) -> bytes:
    """As `OpenFile.digest` gives it."""
    return blake2b(data, digest_size=16).digest()


def empty(name: str, *, followed: bool) -> SourceUnavailable:
    """There is nothing in it. When it was `followed`, that is only told when it lasts."""
    return SourceUnavailable(f"{name} is empty", absent=True, bearable=EMPTY if followed else 0.0)


def unavailable(error: OSError, name: str) -> SourceError:
    """What an error of the system means for a source."""
    reasons = {
        errno.ENOENT: "does not exist",
        errno.ENOTDIR: "does not exist: a part of its path is no folder",
        errno.EACCES: "may not be read: chmod or another user can allow it",
        errno.EPERM: "may not be read: chmod or another user can allow it",
        errno.ELOOP: "is a link that leads back to itself",
        errno.ENAMETOOLONG: "has a longer name than the system takes",
    }
    why = reasons.get(error.errno or 0) or f"cannot be read: {clean_line(error.strerror or str(error))}"
    bearable = STALE if error.errno == errno.ESTALE else 0.0
    return SourceUnavailable(f"{name} {why}", absent=error.errno in (errno.ENOENT, errno.ENOTDIR), bearable=bearable)
