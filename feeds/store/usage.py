"""What a history takes on the disk, and what it has of each source."""

from __future__ import annotations

from ..order import UNKNOWN
from .backup import backups
from .base import Held, Usage
from .connection import Database
from .encoding import record_of
from .loading import STARRED


def usage(database: Database) -> Usage:
    """Count what is there. Raises StoreError."""
    path = database.path
    with database.reading():
        versions: dict[int, int] = dict(database.run("SELECT source, count(*) FROM versions JOIN posts ON posts.id = versions.post GROUP BY source"))
        starred: dict[int, int] = dict(
            database.run("SELECT source, count(*) FROM marks JOIN posts ON posts.id = marks.post WHERE flags & ? GROUP BY source", (STARRED,))
        )
        posts = {source: (count, newest) for source, count, newest in database.run("SELECT source, count(*), max(at) FROM posts GROUP BY source")}
        rows = database.run("SELECT id, key, name, record FROM sources")
    held = []
    for number, key, name, record in rows:
        count, newest = posts.get(number, (0, None))
        held.append(
            Held(
                key=key,
                source=name,
                title=record_of(record, key).title,
                posts=count,
                versions=versions.get(number, 0),
                starred=starred.get(number, 0),
                newest=None if newest == UNKNOWN else newest,
            )
        )
    held.sort(key=lambda each: (-each.posts, each.key))
    files = [path, *(path.with_name(path.name + end) for end in ("-wal", "-journal", "-shm"))]
    size = sum(file.stat().st_size for file in files if file.exists())
    return Usage(path=path, size=size, sources=tuple(held), backups=tuple(backup.path for backup in backups(path)))
