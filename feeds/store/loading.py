"""Posts out of the history."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from ..model import Entry, Status
from ..order import Post
from .connection import Database, Row
from .encoding import entry_of, moment

_CHOSEN = "FROM posts WHERE source = ? ORDER BY at DESC, id DESC LIMIT ? OFFSET ?"
SEEN, STARRED, NEW, CHANGED = 1, 2, 4, 8
"""The reader's marks as the bits of a number."""


class Loaded(NamedTuple):
    """The rows of posts, and of their earlier versions."""

    source: str
    posts: list[Row]
    versions: list[Row]


def rows(database: Database, key: str, limit: int | None, skip: int) -> Loaded:
    """What the history has of a source's posts, the newest first."""
    source = database.one("SELECT id, name FROM sources WHERE key = ?", (key,))
    if source is None:
        return Loaded("", [], [])
    chosen = (source[0], -1 if limit is None else limit, skip)
    posts = database.run(
        f"""SELECT posts.id, own, at, first_seen, withdrawn, withdrawn_at, restored_at, missed, aliases, head, body, flags
        FROM (SELECT * {_CHOSEN}) AS posts LEFT JOIN marks ON marks.post = posts.id ORDER BY at DESC, posts.id DESC""",  # noqa: S608
        chosen,
    )
    versions = database.run(
        f"SELECT post, replaced, head, body FROM versions WHERE post IN (SELECT id {_CHOSEN}) ORDER BY post, replaced, id",  # noqa: S608
        chosen,
    )
    return Loaded(source[1], posts, versions)


def posts(loaded: Loaded) -> list[Post]:
    """The posts of such rows, with the marks that the reader made."""
    versions: dict[int, list[Row]] = {}
    for row in loaded.versions:
        versions.setdefault(row[0], []).append(row)
    return [_post(loaded.source, row, versions.get(row[0], ())) for row in loaded.posts]


def _post(source: str, row: Row, versions: list[Row] | tuple[()]) -> Post:
    _, own, at, first_seen, withdrawn, withdrawn_at, restored_at, missed, aliases, head, body, flags = row
    flags = flags or 0
    status = Status(
        first_seen=moment(first_seen),
        edited=tuple(moment(replaced) for _, replaced, _, _ in versions),
        withdrawn_at=moment(withdrawn_at),
        withdrawn=bool(withdrawn),
        restored_at=moment(restored_at),
        new=bool(flags & NEW),
        seen=bool(flags & SEEN),
        changed=bool(flags & CHANGED),
        starred=bool(flags & STARRED),
    )
    older: tuple[Entry, ...] = tuple(entry_of(own, head, body) for _, _, head, body in versions)
    return Post(own, source, entry_of(own, head, body), at, status, older, missed, own, _names(aliases) if aliases else ())


def _names(aliases: str) -> tuple[str, ...]:
    try:
        return msgspec.json.decode(aliases, type=tuple[str, ...])
    except msgspec.DecodeError:
        return ()


def flags_of(status: Status) -> int:
    """The reader's marks in a status."""
    return status.seen * SEEN | status.starred * STARRED | status.new * NEW | status.changed * CHANGED
