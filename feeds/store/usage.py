"""What a history takes on the disk, and what it has of each source."""

from __future__ import annotations

from pathlib import Path

from ..order import UNKNOWN
from .backup import backups
from .base import Beside, Held, Usage
from .connection import Database
from .encoding import record_of
from .loading import STARRED
from .places import JOURNALS


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
    size = sum(map(_size, [path, *(path.with_name(path.name + end) for end in JOURNALS)]))
    copies = tuple(Beside(backup.path, backup.size) for backup in backups(path))
    return Usage(path=path, size=size, sources=tuple(held), backups=copies, aside=tuple(_aside(path)))


def _aside(path: Path) -> list[Beside]:
    """What was left beside it, by name."""
    try:
        names = sorted(each.name for each in path.parent.iterdir() if each.name.startswith((f"{path.name}.corrupt-", f"{path.name}.before-")))
    except OSError:
        return []
    return [Beside(path.with_name(name), size) for name in names if (size := _size(path.with_name(name)))]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
