"""The history on disk: a hundred thousand posts kept, read back and marked, against the same rows in a bare SQLite table."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from feeds import Batch, Body, Mark, Paragraph, Post, SourceRecord, Status, open_history
from tests.bench.stage import entry

POSTS = 100_000
PIECE = 20_000
NOON = datetime(2025, 10, 4, 12, tzinfo=UTC)
RECORD = SourceRecord(source="stage", key="stage")


def store() -> None:
    """From the first look to the last mark."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history" / "history.db"
        posts = [_post(number) for number in range(POSTS)]
        begun = time.perf_counter()
        history = open_history(path, now=lambda: NOON)
        for start in range(0, POSTS, PIECE):
            history.keep(Batch(record=RECORD, posts=tuple(posts[start : start + PIECE])))
        kept = time.perf_counter() - begun
        history.close()
        bare = _seconds(lambda: _write_bare(Path(folder) / "bare.db", posts))
        print(f"store: {POSTS:,} posts kept in {kept:.1f} s, {kept / bare:.1f} of a bare table's {bare:.1f} s; {path.stat().st_size / 1e6:.0f} MB")
        begun = time.perf_counter()
        history = open_history(path, now=lambda: NOON)
        opened = time.perf_counter()
        history.posts("stage", limit=500)
        page = time.perf_counter()
        whole = history.posts("stage")
        end = time.perf_counter()
        rows = _seconds(lambda: _read_bare(Path(folder) / "bare.db"))
        print(
            f"store: opened in {(opened - begun) * 1000:.0f} ms, the newest 500 in {(page - opened) * 1000:.0f} ms, "
            f"all {len(whole):,} in {(end - page) * 1000:.0f} ms, {(end - page) / rows:.1f} of the bare rows' {rows * 1000:.0f} ms"
        )
        one = min(_seconds(lambda number=number: history.keep(Batch(record=RECORD, posts=(_post(POSTS + number),)))) for number in range(7))  # type: ignore[misc]
        marks = [Mark(post.own, seen=True, starred=False, new=False, changed=False) for post in whole[:10_000]]
        marked = _seconds(lambda: history.mark("stage", marks))
        quiet = min(_seconds(lambda: history.marks_elsewhere(["stage"])) for _ in range(7))
        copied = _seconds(lambda: [None for _ in iter(history.tend, False)])
        print(
            f"store: one post kept in {one * 1000:.1f} ms, 10,000 marked in {marked * 1000:.0f} ms, nothing heard of others in {quiet * 1e6:.0f} µs, copied in {copied:.1f} s"
        )
        history.close()


def _post(number: int) -> Post:
    made = entry(number)
    made = replace(made, body=Body(blocks=tuple(Paragraph(f"{number} {part} " + "the tide turns at noon and the boats wait " * 8) for part in range(3))))
    return Post(made.id, "stage", made, float(number), Status(first_seen=NOON, new=True), own=made.id)


def _write_bare(path: Path, posts: Sequence[Post]) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE posts (own TEXT, text TEXT)")
    connection.executemany("INSERT INTO posts VALUES (?, ?)", ((post.own, post.entry.text) for post in posts))
    connection.commit()
    connection.close()


def _read_bare(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("SELECT * FROM posts").fetchall()
    connection.close()


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
