"""A file of the reader's own, read whole: plain, of a size that can be meant."""

from __future__ import annotations

import os
import stat
from pathlib import Path


class Unreadable(Exception):
    """Why a file cannot be read, in words that end a sentence."""


def read_plain(path: Path, limit: int, *, follow: bool) -> bytes | None:
    """The bytes of a plain file, None when there is none; `follow`: also behind a link. A pipe is not waited for. Raises Unreadable."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Unreadable("it is a symbolic link" if not follow and path.is_symlink() else error.strerror or str(error)) from error
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unreadable("it is no plain file")
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Unreadable(f"it is larger than {limit:,} bytes")
    return data
