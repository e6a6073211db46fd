"""Opening the history: its file is made, checked, mended or brought up to date, before anybody else may have it."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from ..errors import StoreError
from ..text import clean_line
from . import schema
from .aside import mending, put_back, remove, resume, set_aside
from .backup import backups, copy_to, restore
from .connection import Damaged, Database
from .places import prepare
from .presence import Presence
from .salvage import salvage

_MAGIC = b"SQLite format 3\0"


class Opened(Struct, frozen=True):
    """An open history: its database, the stay in it, and what the reader should be told."""

    database: Database
    presence: Presence
    notes: tuple[str, ...]


def opened(path: Path, patience: float, now: datetime) -> Opened:
    """The database in a file, with its tables. Raises StoreError."""
    try:
        return _opened(path, patience, now)
    except OSError as error:  # a name that is too long, a directory that may not be read
        raise StoreError(f"no history is kept in {clean_line(str(path))}: {error.strerror or error}", passing=True) from error


def _opened(path: Path, patience: float, now: datetime) -> Opened:
    size = path.stat().st_size if path.is_file() and not path.is_symlink() else None
    prepare(path)
    presence = Presence(path, patience)
    try:
        if not size and presence.alone and resume(path):
            size = path.stat().st_size
        notes = list(_restored(path, presence, size))
        try:
            database, more = _open(path, presence, patience)
        except Damaged as damage:
            database, more = _mended(path, presence, patience, now, damage)
        try:
            if database.writable:
                presence.note(posts=database.one("SELECT 1 FROM posts LIMIT 1") is not None)
        except BaseException:
            database.close()
            raise
        presence.settle()
    except BaseException:
        presence.broken = True
        presence.leave()
        raise
    return Opened(database, presence, (*notes, *more))


def _restored(path: Path, presence: Presence, size: int | None) -> tuple[str, ...]:
    """Notice a history that lost its content without being damaged; what was empty is filled from the last backup."""
    if size or not presence.had_posts or not presence.alone:
        return ()
    last = next(iter(backups(path)), None)
    if size is None:
        return (f"the history {clean_line(str(path))} is gone, and begins anew" + (f"; the backup {last.path.name} is there still" if last else ""),)
    if last is None:
        return (f"the history {clean_line(str(path))} was emptied by something, and begins anew",)
    restore(last.path, path)
    return (f"the history {clean_line(str(path))} was emptied by something; what {last.path.name} has is back",)


def _open(path: Path, presence: Presence, patience: float) -> tuple[Database, tuple[str, ...]]:
    shown = clean_line(str(path))
    with path.open("rb") as file:
        head = file.read(len(_MAGIC))
    if head and head != _MAGIC:
        raise Damaged(f"the history {shown} is damaged")
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        if not head:
            raise StoreError(f"no history is kept in {shown}: it may not be written")
        return Database(path, writable=False, patience=patience), (f"the history {shown} may not be written: it is shown, and nothing is kept",)
    database = Database(path, patience=patience)
    try:
        if _version(database, presence) > schema.VERSION:
            database.close()
            database = Database(path, writable=False, patience=patience)
            return database, (f"the history {shown} was written by a newer feedreader: it is shown, and nothing is kept",)
        database.prepare()
        if presence.unclean and database.run("PRAGMA quick_check(1)") != [("ok",)]:
            raise Damaged(f"the history {shown} is damaged")
        return database, _up_to_date(database, presence)
    except BaseException:
        database.close()
        raise


def _version(database: Database, presence: Presence) -> int:
    """The version of a database, 0 for an empty one. Raises StoreError for one of another program."""
    [(tables,)], [(application,)], [(version,)] = (
        database.run(each) for each in ("SELECT count(*) FROM sqlite_master", "PRAGMA application_id", "PRAGMA user_version")
    )
    shown = clean_line(str(database.path))
    if application != schema.APPLICATION and (tables or application):
        if presence.had_posts:
            raise Damaged(f"the history {shown} is damaged")
        raise StoreError(f"{shown} belongs to another program; nothing is kept there")
    return int(version)


def _up_to_date(database: Database, presence: Presence) -> tuple[str, ...]:
    """Make the tables, or bring those of an older version up to date, after a copy of the file has been made."""
    found = database.one("PRAGMA user_version")
    version = found[0] if found else 0
    if version == schema.VERSION:
        return ()
    if version and not presence.alone:
        raise StoreError(f"the history {clean_line(str(database.path))} is open in an older feedreader; quit that first", passing=True)
    if version:
        copy_to(database.path, database.path.with_name(f"{database.path.name}.before-{schema.VERSION}"))
    with database.writing():
        for number in range(version or schema.VERSION, schema.VERSION):
            for statement in schema.MIGRATIONS[number]:
                database.run(statement)
        if not version and database.one("PRAGMA user_version") == (0,):
            for statement in schema.TABLES:
                database.run(statement)
            database.run(f"PRAGMA application_id={schema.APPLICATION}")
        database.run(f"PRAGMA user_version={schema.VERSION}")
    return ()


def _mended(path: Path, presence: Presence, patience: float, now: datetime, damage: Damaged) -> tuple[Database, tuple[str, ...]]:
    """A new history with what can be read of a damaged one, which keeps its bytes under another name."""
    shown = clean_line(str(path))
    if not presence.alone:
        raise StoreError(f"the history {shown} is damaged; quit the other feedreader, then it is mended at the next start") from damage
    beside, aside, last = mending(path), None, next(iter(backups(path)), None)
    try:
        remove(beside)
        prepare(beside)
        aside = set_aside(path, now)
        database, _ = _open(beside, presence, patience)
        try:
            rescued = salvage(aside, last.path if last else None, database)
        finally:
            database.close()
        beside.replace(path)
    except BaseException:  # a full disk: it is mended at another start
        if aside is not None:
            put_back(aside, path)
        raise
    finally:
        remove(beside)
    database, _ = _open(path, presence, patience)
    return database, (f"the history {shown} was damaged: {rescued} posts were saved; the damaged file is kept as {aside.name}",)
