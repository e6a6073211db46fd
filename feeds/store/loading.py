"""Posts out of the history."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from msgspec.structs import replace

from ..model import Status
from ..order import Post
from .connection import Database, Row
from .encoding import entry_of, moment

SEEN, STARRED, NEW, CHANGED = 1, 2, 4, 8
"""The reader's marks as the bits of a number."""


def posts(database: Database, key: str, limit: int | None, skip: int) -> list[Post]:
    """What the history has of a source's posts, the newest first, with the marks that the reader made."""
    source = database.one("SELECT id, name FROM sources WHERE key = ?", (key,))
    if source is None:
        return []
    number, name = source
    chosen = (number, -1 if limit is None else limit, skip)
    versions: dict[int, list[Row]] = {}
    for row in database.each(
        """SELECT post, replaced, head, body FROM versions
        WHERE post IN (SELECT id FROM posts WHERE source = ? ORDER BY at DESC, id DESC LIMIT ? OFFSET ?) ORDER BY post, replaced, id""",
        chosen,
    ):
        versions.setdefault(row[0], []).append(row)
    found = database.each(
        """SELECT id, own, at, missed, aliases, head, body, first_seen, withdrawn, withdrawn_at, restored_at, flags
        FROM posts LEFT JOIN marks ON marks.post = posts.id WHERE source = ? ORDER BY at DESC, id DESC LIMIT ? OFFSET ?""",
        chosen,
    )
    return [
        _edited(own, versions[id], name, at, missed, aliases, head, body, _status(*status))
        if id in versions
        else Post(own, name, entry_of(own, head, body), at, _status(*status), (), missed, own, _names(aliases) if aliases else ())
        for id, own, at, missed, aliases, head, body, *status in found
    ]


def _edited(own: str, versions: list[Row], name: str, at: float, missed: int, aliases: str | None, head: str, body: str, status: Status) -> Post:
    """A post with its earlier versions."""
    older = tuple(entry_of(own, head, body) for _, _, head, body in versions)
    status = replace(status, edited=tuple(moment(replaced) for _, replaced, _, _ in versions))
    return Post(own, name, entry_of(own, head, body), at, status, older, missed, own, _names(aliases) if aliases else ())


@lru_cache(maxsize=1024)
def _status(first_seen: int | None, withdrawn: int, withdrawn_at: int | None, restored_at: int | None, flags: int | None) -> Status:
    """The status of a post that was not edited. Many posts share one: what came with one look."""
    flags = flags or 0
    return Status(
        first_seen=moment(first_seen),
        withdrawn_at=moment(withdrawn_at),
        withdrawn=bool(withdrawn),
        restored_at=moment(restored_at),
        new=bool(flags & NEW),
        seen=bool(flags & SEEN),
        changed=bool(flags & CHANGED),
        starred=bool(flags & STARRED),
    )


def _names(aliases: str) -> tuple[str, ...]:
    try:
        return msgspec.json.decode(aliases, type=tuple[str, ...])
    except msgspec.DecodeError:
        return ()


def flags_of(status: Status) -> int:
    """The reader's marks in a status."""
    return status.seen * SEEN | status.starred * STARRED | status.new * NEW | status.changed * CHANGED
