"""What one look brought, into the history: inside one transaction."""

from __future__ import annotations

import math

from ..model import Entry
from ..order import MOST_VERSIONS, UNKNOWN, Post
from ..points import PointChange
from .base import Batch
from .connection import Database
from .encoding import body_text, digest, entry_of, head_text, json_text, micros, name_text, plain_text, record_text
from .marking import Marks, next_revision


def keep(database: Database, batch: Batch, marks: Marks, writer: int, now: int) -> None:
    """Keep a batch. What the reader did is written only for posts that are new."""
    key = batch.record.key
    source = _source(database, batch)
    revision = next_revision(database)
    for own in batch.forgotten:
        database.run("DELETE FROM posts WHERE source = ? AND own = ?", (source, name_text(own)))
    dropped = database.one("SELECT 1 FROM dropped WHERE source = ? LIMIT 1", (source,)) is not None
    for post in batch.posts:
        _keep_post(database, source, key, post, marks, writer, revision, now, dropped=dropped)
    for at, change in batch.points:
        _keep_point(database, source, micros(at) or 0, change)


def _source(database: Database, batch: Batch) -> int:
    """Write the record of a source; give its number."""
    record = batch.record
    key, values = name_text(record.key), (name_text(record.source), record_text(record), batch.oldest)
    found = database.one("SELECT id FROM sources WHERE key = ?", (key,))
    if found is None:
        return database.add("INSERT INTO sources (name, record, oldest, key) VALUES (?, ?, ?, ?)", (*values, key))
    number: int = found[0]
    database.run("UPDATE sources SET name = ?, record = ?, oldest = coalesce(?, oldest) WHERE id = ?", (*values, number))
    return number


def _keep_post(database: Database, source: int, key: str, post: Post, marks: Marks, writer: int, revision: int, now: int, *, dropped: bool) -> None:
    own, status = name_text(post.own or post.id), post.status
    head, body = head_text(post.entry), body_text(post.entry)
    values = (
        UNKNOWN if math.isnan(post.when) else post.when, micros(status.first_seen), status.withdrawn, micros(status.withdrawn_at), micros(status.restored_at),
        post.missed, json_text(post.aliases) if post.aliases else None, writer, revision, head, body,
    )  # fmt: skip
    found = database.one(
        """SELECT posts.id, flags, head, body, posts.writer, posts.revision FROM posts LEFT JOIN marks ON marks.post = posts.id
        WHERE source = ? AND own = ?""",
        (source, own),
    )
    if found is None:
        again = dropped and database.change("DELETE FROM dropped WHERE source = ? AND own = ?", (source, own)) > 0
        number = database.add(
            """INSERT INTO posts (at, first_seen, withdrawn, withdrawn_at, restored_at, missed, aliases, writer, revision, head, body, source, own, kept)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (*values, source, own, now),
        )
        _keep_versions(database, number, post)
        marks.begin(key, number, post, own, revision, again=again)
        return
    number, flags, *there, by, since = found
    if by != writer and since > marks.read_at(key) and there != [head, body]:
        values = (*values[:-2], *_reconciled(database, number, post, (head, body), (there[0], there[1]), now))
    database.run(
        """UPDATE posts SET at = ?, first_seen = ?, withdrawn = ?, withdrawn_at = ?, restored_at = ?, missed = ?, aliases = ?, writer = ?, revision = ?,
        head = ?, body = ? WHERE id = ?""",
        (*values, number),
    )
    edited = _keep_versions(database, number, post)
    marks.go_on(key, number, post, own, flags or 0, edited=edited)


def _reconciled(database: Database, number: int, post: Post, mine: tuple[str, str], there: tuple[str, str], now: int) -> tuple[str, str]:
    """What a post says, of two programs that know different things of it. None of it is lost: it is the latest version, or an earlier one."""
    said = digest(post.entry)
    earlier = {row[0] for row in database.run("SELECT digest FROM versions WHERE post = ?", (number,))}
    if said in earlier and len(post.older) < len(earlier):
        return there  # this program has not seen the edit yet
    other = entry_of(post.own, *there)
    unsaid = digest(other)
    if unsaid != said and unsaid not in map(digest, post.older) and not post.entry.text.startswith(other.text):
        _keep_version(database, number, unsaid, 0, now, other)
    return mine


def _keep_versions(database: Database, number: int, post: Post) -> bool:
    """Keep the earlier versions of a post; whether the history did not have one of them. What two programs saw is there once."""
    times = post.status.edited[-len(post.older) :] if post.older else ()
    replaced = [*[None] * (len(post.older) - len(times)), *times]
    met: dict[int, int] = {}
    there = set(database.run("SELECT digest, nth FROM versions WHERE post = ?", (number,))) if post.older else set()
    added = 0
    for version, at in zip(post.older, replaced, strict=True):
        said = digest(version)
        nth = met.get(said, 0)
        met[said] = nth + 1
        if (said, nth) not in there:
            added += _keep_version(database, number, said, nth, micros(at), version)
    if len(there) + added > MOST_VERSIONS:
        database.run(_SURPLUS, (number, number, number, MOST_VERSIONS - 1))
    return added > 0


_SURPLUS = """DELETE FROM versions WHERE post = ? AND id != (SELECT id FROM versions WHERE post = ? ORDER BY replaced, id LIMIT 1)
    AND id NOT IN (SELECT id FROM versions WHERE post = ? ORDER BY replaced DESC, id DESC LIMIT ?)"""
"""Of the versions of a post all but its first and the newest."""


def _keep_version(database: Database, number: int, said: int, nth: int, at: int | None, version: Entry) -> int:
    return database.change(
        "INSERT OR IGNORE INTO versions (post, digest, nth, replaced, head, body) VALUES (?, ?, ?, ?, ?, ?)",
        (number, said, nth, at, head_text(version), body_text(version)),
    )


def _keep_point(database: Database, source: int, at: int, change: PointChange) -> None:
    """Keep what happened to a key point, unless it is the last that is known of it: another program has seen it too."""
    kind, text, before = change.kind, plain_text(change.text), None if change.before is None else plain_text(change.before)
    last = database.one("SELECT kind, text, before FROM points WHERE source = ? AND (text = ? OR before = ?) ORDER BY id DESC LIMIT 1", (source, text, text))
    if last != (kind, text, before):
        database.run("INSERT INTO points (source, at, kind, text, before) VALUES (?, ?, ?, ?, ?)", (source, at, kind, text, before))
