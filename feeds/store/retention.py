"""Letting go of old posts, a few at a time.

What is starred stays, and what the newest document of its source may still show: a post that goes and is said again would be news.
For that the ids of those that went are remembered; one that comes back all the same counts as seen.
"""

from __future__ import annotations

from .base import Retention
from .connection import Database, Row
from .loading import STARRED

NEWEST = 200
"""Posts of a source that are kept however old they are."""
STEP = 200
"""Posts that go in one transaction."""
PAGES = 500
"""Pages of the file that are given back at a time."""
_DAY = 86_400_000_000


def let_go(database: Database, retention: Retention, now: int, *, sure: bool = True) -> bool:
    """Let go of some posts that are too old, or too many for the size; whether there were any. `now` is in microseconds; nothing is old when that is not `sure`."""
    before = now - int(retention.days * _DAY)
    with database.writing():
        rows = _oldest(database, before, young=(before / 1e6, now / 1e6)) if sure else []
        if not rows and size(database) > retention.size:
            rows = _oldest(database, now + 1)
        _drop(database, rows, now)
        if not rows and sure:
            database.run("DELETE FROM dropped WHERE at < ?", (before - int(retention.days * _DAY),))
            database.run("DELETE FROM points WHERE at < ?", (before,))
    return bool(rows)


def _oldest(database: Database, before: int, young: tuple[float, float] = (0.0, 0.0)) -> list[Row]:
    """The oldest posts that came before a moment and may go. What is dated inside `young` stays: the clock was wrong when it came."""
    found: list[Row] = []
    for source, oldest in database.run("SELECT id, oldest FROM sources"):
        bound = database.one("SELECT at, id FROM posts WHERE source = ? ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?", (source, NEWEST - 1))
        if bound is not None:
            found += database.run(
                f"""SELECT at, posts.id, source, own FROM posts LEFT JOIN marks ON marks.post = posts.id
                WHERE source = ? AND (at, posts.id) < (?, ?) AND at < ? AND kept < ? AND NOT (at > ? AND at < ?) AND coalesce(flags, 0) & {STARRED} = 0
                ORDER BY at, posts.id LIMIT {STEP}""",  # noqa: S608
                (source, *bound, float("inf") if oldest is None else oldest, before, *young),
            )
    return sorted(found)[:STEP]


def _drop(database: Database, rows: list[Row], now: int) -> None:
    for _, number, source, own in rows:
        database.run("DELETE FROM posts WHERE id = ?", (number,))
        database.run("INSERT OR REPLACE INTO dropped (source, own, at) VALUES (?, ?, ?)", (source, own, now))


def shrink(database: Database) -> bool:
    """Give some of the unused pages back; whether there were many."""
    unused = _number(database, "freelist_count")
    if unused:
        database.give_back(PAGES)
    return unused > PAGES


def size(database: Database) -> int:
    """Bytes that are in use."""
    return (_number(database, "page_count") - _number(database, "freelist_count")) * _number(database, "page_size")


def _number(database: Database, pragma: str) -> int:
    found = database.one(f"PRAGMA {pragma}")
    return found[0] if found else 0
