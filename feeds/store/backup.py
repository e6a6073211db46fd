"""Copies of the history: made while it is in use, and put in its place when it is lost."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from ..errors import StoreError
from ..text import clean_line
from .connection import Damaged, Told
from .places import JOURNALS

KEPT = 2
"""Backups that are kept."""
_PAGES = 256
"""Pages that are copied at a time: in between others may write."""
_MOST_STEPS = 100_000
"""Steps after which a copy is given up that others keep changing."""


class Backup(Struct, frozen=True):
    """A copy of the history, by its day."""

    path: Path
    day: str
    size: int


def backups(path: Path) -> list[Backup]:
    """The backups of a history, the newest first."""
    found = []
    try:
        for each in path.parent.iterdir():
            named = re.fullmatch(re.escape(path.name) + r"\.backup-(\d{4}-\d\d-\d\d)", each.name)
            if named and each.is_file():
                found.append(Backup(each, named[1], each.stat().st_size))
    except OSError:
        return found
    return sorted(found, key=lambda backup: backup.day, reverse=True)


def back_up(path: Path, now: datetime, stopped: Callable[[], bool] = lambda: False) -> bool:
    """Make today's backup and let go of the oldest; False when it was stopped before it was whole. Raises StoreError."""
    day = f"{now.astimezone(UTC):%Y-%m-%d}"
    made = copy_to(path, path.with_name(f"{path.name}.backup-{day}"), stopped)
    others = sorted((each for each in backups(path) if each.day != day), key=lambda backup: backup.day > day)  # those of days to come: the clock was wrong
    for old in others[KEPT - 1 :] if made else ():
        with suppress(OSError):
            old.path.unlink()
    return made


class _Stopped(Exception):
    """The program wants to end."""


def copy_to(path: Path, target: Path, stopped: Callable[[], bool] = lambda: False) -> bool:
    """Copy a database that may be in use into a file of mode 0600, which is there whole or not at all. Raises StoreError."""
    beside = target.with_name(f".{target.name}.{os.urandom(6).hex()}")
    steps = 0

    def step(status: int, remaining: int, total: int) -> None:
        nonlocal steps
        steps += 1
        if stopped() or steps > _MOST_STEPS:
            raise _Stopped

    try:
        os.close(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        with Told(path):
            source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
            try:
                copy = sqlite3.connect(beside, isolation_level=None)
                try:
                    source.backup(copy, pages=_PAGES, progress=step, sleep=0.01)
                    if copy.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                        raise Damaged(f"the history {clean_line(str(path))} is damaged; it is mended when the program starts the next time")
                finally:
                    copy.close()
            finally:
                source.close()
        _put(beside, target)
    except _Stopped:
        return False
    except OSError as error:
        raise StoreError(f"the history {clean_line(str(path))} cannot be copied: {error.strerror or error}", passing=True) from error
    finally:
        for end in ("", *JOURNALS):
            beside.with_name(beside.name + end).unlink(missing_ok=True)
    return True


def restore(backup: Path, path: Path) -> None:
    """Put a backup in the place of a history that is empty. Raises StoreError."""
    copy_to(backup, path)


def _put(beside: Path, target: Path) -> None:
    """On to the disk, then under its name."""
    for each, flags in ((beside, os.O_RDONLY), (target.parent, os.O_RDONLY | os.O_DIRECTORY)):
        descriptor = os.open(each, flags | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if each is beside:
            beside.replace(target)
