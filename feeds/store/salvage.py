"""A damaged history: what can be read of it is copied row by row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from ..errors import StoreError
from .connection import Database, Row
from .encoding import is_whole

_TABLES = {"sources": "id", "posts": "id", "marks": "post", "versions": "id", "points": "id", "dropped": "id", "sittings": "id"}
"""What is copied, each after what it refers to, by the column that numbers its rows."""
_ORPHANS = (
    "DELETE FROM posts WHERE source NOT IN (SELECT id FROM sources)",
    "DELETE FROM marks WHERE post NOT IN (SELECT id FROM posts)",
    "INSERT OR IGNORE INTO marks (post, flags, writer, revision) SELECT id, 1, 0, 0 FROM posts",
    "DELETE FROM versions WHERE post NOT IN (SELECT id FROM posts)",
    "DELETE FROM points WHERE source NOT IN (SELECT id FROM sources)",
    "DELETE FROM dropped WHERE source NOT IN (SELECT id FROM sources)",
    "UPDATE state SET value = 1 + max((SELECT coalesce(max(revision), 0) FROM posts), (SELECT coalesce(max(revision), 0) FROM marks)) WHERE name = 'revision'",
)
"""What is left without what it belongs to goes; posts whose marks were lost count as seen."""
MOST_FAILURES = 3000
"""Reads that may fail until the rest is given up."""


def salvage(aside: Path, backup: Path | None, database: Database) -> int:
    """Copy what can be read of a damaged database into a new one, and from its backup what cannot; give how many posts that are."""
    database.run("PRAGMA foreign_keys=OFF")
    try:
        with database.writing():
            lineage = _copy(aside, database, None)
            if backup is not None:
                lineage = _copy(backup, database, lineage)
            if lineage is not None:
                database.run("UPDATE state SET value = ? WHERE name = 'lineage'", (lineage,))
            for statement in _ORPHANS:
                database.run(statement)
    finally:
        database.run("PRAGMA foreign_keys=ON")
    found = database.one("SELECT count(*) FROM posts")
    return found[0] if found else 0


def _copy(path: Path, database: Database, lineage: int | None) -> int | None:
    """Copy the rows of a database, unless it was made anew since the one of that lineage; give its own lineage."""
    try:
        source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    except sqlite3.Error:
        return lineage
    source.text_factory = lambda data: data.decode("utf-8", "replace")
    try:
        source.execute("PRAGMA writable_schema=ON")  # a file that was cut is read as far as it goes
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        own = _lineage(source)
        if lineage is not None and own != lineage:
            return lineage
        for table, number in _TABLES.items():
            columns = [row[1] for row in database.run(f"PRAGMA table_info({table})")]
            columns.sort(key=lambda name: name != number)
            statement = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
            texts = [columns.index(name) for name in ("head", "body") if name in columns]
            for row in _readable(source, table, columns):
                if not texts or is_whole(*(row[place] for place in texts)):
                    _put(database, statement, row)
    except sqlite3.Error:  # not even the tables are told
        return lineage
    else:
        return own
    finally:
        source.close()


def _lineage(source: sqlite3.Connection) -> int | None:
    try:
        row = source.execute("SELECT value FROM state WHERE name = 'lineage'").fetchone()
    except sqlite3.Error:
        return None
    return row[0] if row and isinstance(row[0], int) else None


def _put(database: Database, statement: str, row: Row) -> None:
    """Insert what was read; values that the table refuses are part of the damage."""
    try:
        database.run(statement, row)
    except StoreError as error:
        if not isinstance(error.__cause__, sqlite3.IntegrityError):
            raise


def _readable(damaged: sqlite3.Connection, table: str, columns: list[str]) -> Iterator[Row]:
    """The rows that can be read. Around a damaged page, or one of other rows than asked for, they are asked for in ever smaller pieces."""
    number = columns[0]
    chosen = f"SELECT {', '.join(columns)} FROM {table} WHERE {number} BETWEEN ? AND ? ORDER BY {number}"  # noqa: S608
    waiting = [_ends(damaged, table, number)]
    failures = 0
    while waiting and failures < MOST_FAILURES:
        low, high = waiting.pop()
        try:
            for row in damaged.execute(chosen, (low, high)):
                yield row
                if row[0] < low:  # else the rows behind it would come again and again
                    raise sqlite3.DatabaseError("rows out of order")
                low = row[0] + 1
        except sqlite3.Error:
            failures += 1
            if low < high:
                middle = (low + high) // 2
                waiting += [(middle + 1, high), (low, middle)]


def _ends(damaged: sqlite3.Connection, table: str, number: str) -> tuple[int, int]:
    """The lowest and the highest number of a table's rows; where that cannot be read, what the count of all that were ever made tells."""
    last = _first(damaged, f"SELECT {number} FROM {table} ORDER BY {number} DESC LIMIT 1")  # noqa: S608
    if last is None:
        last = _first(damaged, f"SELECT max(seq) FROM sqlite_sequence WHERE name IN ('{table}', 'posts')")  # noqa: S608
    first = _first(damaged, f"SELECT {number} FROM {table} ORDER BY {number} LIMIT 1")  # noqa: S608
    return (1 if first is None else first), (0 if last is None else last)


def _first(damaged: sqlite3.Connection, statement: str) -> int | None:
    try:
        row = damaged.execute(statement).fetchone()
    except sqlite3.Error:
        return None
    return row[0] if row and isinstance(row[0], int) else None
