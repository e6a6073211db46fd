"""Where the history is on disk: for its owner alone, whatever the umask, and nobody else's file by way of a link."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from ..errors import StoreError
from ..text import clean_line

_REMOTE = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "gluster", "lustre", "fuse", "ncp", "gfs", "ocfs", "beegfs", "virtiofs", "vboxsf", "drvfs", "webdav")


JOURNALS = ("-journal", "-wal", "-shm")
"""How the names of the files end that SQLite makes beside a database."""


def prepare(path: Path) -> None:
    """Make the directory (0700) and the file (0600) where they are missing. Raises StoreError for a place that others could change."""
    shown = clean_line(str(path))
    folder = path.parent
    try:
        for missing in [each for each in reversed((folder, *folder.parents)) if not each.exists()]:
            missing.mkdir(mode=0o700, exist_ok=True)
        if stat.S_IMODE(folder.stat().st_mode) & stat.S_IWOTH:
            raise StoreError(f"no history is kept in {clean_line(str(folder))}: everybody may write there; chmod 700 closes it")
        descriptor = os.open(path, _flags(path) | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if path.is_symlink():
            raise StoreError(f"no history is kept in {shown}: it is a link to another place") from error
        raise StoreError(f"no history is kept in {shown}: {error.strerror or error}", passing=True) from error
    try:
        found = os.fstat(descriptor)
        for beside in (path.with_name(path.name + end) for end in JOURNALS):
            if os.path.lexists(beside) and not stat.S_ISREG(beside.lstat().st_mode):  # SQLite would wait at a pipe, and follow some links
                raise StoreError(f"no history is kept in {shown}: {clean_line(beside.name)} is no plain file")
        if not stat.S_ISREG(found.st_mode):
            raise StoreError(f"no history is kept in {shown}: it is no plain file")
        if found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) & 0o077:
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


def _flags(path: Path) -> int:
    """A file that may not be written is opened to be read."""
    return os.O_RDONLY if path.exists() and not os.access(path, os.W_OK) else os.O_RDWR | os.O_CREAT


def is_local(path: Path) -> bool:
    """Whether a file is surely on a disk of this machine: the locks of network file systems are not to be relied on."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
        real = path.parent.resolve()
    except OSError:
        return False
    best, kind = "", ""
    for line in mounts.split("\n"):
        fields = line.split()
        if "-" not in fields[6:]:
            continue
        point = fields[4].encode().decode("unicode_escape") if "\\" in fields[4] else fields[4]
        if real.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, fields[fields.index("-", 6) + 1]
    return bool(kind) and not kind.startswith(_REMOTE)
