"""All of a file, as it was at one moment: read again when it changed meanwhile, or when its server has lost it."""

from __future__ import annotations

import errno
from pathlib import Path

from msgspec import Struct

from ..errors import SourceUnavailable
from .appended import without_hole
from .disk import Key, OpenFile, check, check_size, key_of

BUSY = 30.0
"""Seconds that a file may change under every reading before that is told."""
TRIES = 3
"""Readings of one look that the file's changing under it may spoil."""


class Reading(Struct, frozen=True):
    """What was read."""

    file: OpenFile
    data: bytes
    offset: int
    """Where the data begins in the file."""
    key: Key
    written: float
    """When it was written to last, by its own file system; in seconds since 1970."""


def read_whole(path: Path, name: str, limit: int, file: OpenFile | None, *, sparse: bool) -> Reading:
    """An open file, else that of the path; of a `sparse` one not the run of NULs that a writer leaves before its old place. Raises SourceError, OSError."""
    stale: OSError | None = None
    for _ in range(TRIES):
        try:
            file = file or OpenFile(path)
            before = file.stat()
            check(before, name)
            check_size(before, name, limit, sparse=sparse)
            data, offset = without_hole(file, before.st_size) if sparse else (file.read(0, before.st_size + 1), 0)
            after = file.stat()
        except OSError as error:
            if error.errno != errno.ESTALE:
                raise
            file, stale = None, error
            continue
        if key_of(before) == key_of(after) and offset + len(data) == after.st_size:
            return Reading(file, data, offset, key_of(after), after.st_mtime)
        file = stale = None
    raise stale or SourceUnavailable(f"{name} is being written; it is read when the writer pauses", retry_after=0.1, bearable=BUSY)
