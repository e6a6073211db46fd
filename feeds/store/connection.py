"""The connection to the history's database: short transactions that are whole or nothing, and errors in words."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from ..errors import StoreError
from ..text import clean_line
from .places import is_local

PATIENCE = 5.0
"""Seconds to wait for another program that is writing."""
SAFE_WAL = (3, 51, 3)
"""The version of SQLite from which several programs can share a write-ahead log: older ones may damage the file at a checkpoint."""
_INCREMENTAL = 2
"""What SQLite calls the giving back of pages on demand."""

Row = tuple[Any, ...]


class Database:
    """One connection, which one thread at a time uses. Everything may raise StoreError."""

    def __init__(self, path: Path, *, writable: bool = True, patience: float = PATIENCE) -> None:
        self.path = path
        self.writable = writable
        self.lock = threading.RLock()
        """Who holds it is alone with the database, inside this program."""
        self._told = Told(path)
        with self._told:
            mode = "rw" if writable else "ro" if os.access(path.parent, os.W_OK) else "ro&immutable=1"
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=patience, isolation_level=None, check_same_thread=False
            )
        try:
            self._connection.text_factory = partial(str, encoding="utf-8", errors="replace")  # a damaged letter costs no post
            self._file = self._identity()
            self._set_up()
        except BaseException:
            self._connection.close()
            raise

    @property
    def damaged(self) -> bool:
        """Whether it has been found to be no whole database."""
        return self._told.damaged

    def _identity(self) -> tuple[int, int] | None:
        """Which file has the name now: what is written into one that has lost it is lost."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _set_up(self) -> None:
        if sys.version_info >= (3, 12):
            self._connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        for pragma in ("foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON", "temp_store=MEMORY", "cache_size=-8000"):
            self.run(f"PRAGMA {pragma}")

    def prepare(self) -> None:
        """Choose the journal, before the first transaction."""
        if self.run("PRAGMA auto_vacuum") != [(_INCREMENTAL,)]:  # said again it would be written, and each start wait for the disk
            self.run(f"PRAGMA auto_vacuum={_INCREMENTAL}")  # counts only while the file is empty
        if sqlite3.sqlite_version_info >= SAFE_WAL and is_local(self.path):
            self.run("PRAGMA journal_mode=WAL")
            self.run("PRAGMA synchronous=NORMAL")
        else:
            self.run("PRAGMA journal_mode=TRUNCATE")
            self.run("PRAGMA synchronous=FULL")

    def run(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """All rows of a statement."""
        with self.lock, self._told:
            return self._connection.execute(statement, values).fetchall()

    def each(self, statement: str, values: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of a statement, one after the other: inside `reading`."""
        with self._told:
            cursor = self._connection.execute(statement, values)
            while rows := cursor.fetchmany(500):
                yield from rows

    def one(self, statement: str, values: Sequence[object] = ()) -> Row | None:
        """The first row of a statement."""
        with self.lock, self._told:
            found: Row | None = self._connection.execute(statement, values).fetchone()
            return found

    def add(self, statement: str, values: Sequence[object]) -> int:
        """Insert a row; give its number."""
        with self.lock, self._told:
            return self._connection.execute(statement, values).lastrowid or 0

    def change(self, statement: str, values: Sequence[object] = ()) -> int:
        """Change rows; give how many."""
        with self.lock, self._told:
            return self._connection.execute(statement, values).rowcount

    def give_back(self, pages: int) -> None:
        """Make the file smaller by as many unused pages."""
        with self.lock, self._told:
            self._connection.executescript(f"PRAGMA incremental_vacuum({pages});")  # each step of it frees one page: `execute` takes but one

    @contextmanager
    def writing(self) -> Iterator[None]:
        """What is done inside is kept whole, or not at all when anything raises. It is on the disk afterwards."""
        with self.lock:
            if self._identity() != self._file:
                raise StoreError(
                    f"the history {clean_line(str(self.path))} was moved or removed while it was open; it begins anew when the program starts the next time"
                )
            self.run("BEGIN IMMEDIATE")
            try:
                yield
                self.run("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What is read inside is of one moment."""
        with self.lock:
            self.run("BEGIN")
            try:
                yield
            finally:
                self._roll_back()

    def _roll_back(self) -> None:
        if self._connection.in_transaction:  # SQLite has ended it itself when the disk was full
            try:
                self._connection.execute("ROLLBACK")
            except sqlite3.Error:  # it is undone when the file is opened next
                return

    def close(self) -> None:
        """Nothing more is asked."""
        with self.lock:
            self._connection.close()


class Damaged(StoreError):
    """The file is no whole database."""


class Told:
    """SQLite's errors become StoreError inside, in words for a person."""

    def __init__(self, path: Path) -> None:
        self._shown = f"the history {clean_line(str(path))}"
        self.damaged = False

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, sqlite3.Error | UnicodeDecodeError):
            raise self._said(error) from error

    def _said(self, error: Exception) -> StoreError:
        name = getattr(error, "sqlite_errorname", None) or ""
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or isinstance(error, UnicodeDecodeError):  # the error itself quotes damaged text
            self.damaged = True
            return Damaged(f"{self._shown} is damaged; it is mended when the program starts the next time")
        for begin, words, passing in _SAID:
            if name.startswith(begin):
                return StoreError(f"{self._shown} {words}", passing=passing)
        return StoreError(f"{self._shown} cannot be used: {clean_line(str(error))}")


_SAID = (
    ("SQLITE_BUSY", "is being written by another program", True),
    ("SQLITE_LOCKED", "is being written by another program", True),
    ("SQLITE_FULL", "cannot grow: the disk is full", True),
    ("SQLITE_IOERR", "cannot be read or written: the disk fails or is full", True),
    ("SQLITE_CANTOPEN", "cannot be opened", True),
    ("SQLITE_READONLY", "cannot be written: it is read-only", True),
    ("SQLITE_PERM", "may not be opened", False),
)
"""What an error is called, what that means, and whether it may pass by itself."""
