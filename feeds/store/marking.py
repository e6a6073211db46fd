"""What the reader did with posts, in this program and in others that have the same history open.

Each program changes only the marks that its own reader changed: a star set elsewhere stays when the post is seen here.
For that it remembers how each post was marked when it last agreed with the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ..order import Post
from .base import Mark
from .connection import Database
from .encoding import name_text
from .loading import CHANGED, NEW, SEEN, STARRED, flags_of

Flags = dict[str, dict[str, int]]
"""Marks as bits, by source and by the post's own id."""


class Marks:
    """The marks in a history, as one program knows them."""

    def __init__(self, database: Database, writer: int) -> None:
        self._database, self._writer = database, writer
        self._known: Flags = {}
        self._told: Flags = {}
        """What is in the file and not yet known to this program, though it wrote it or met it itself."""
        self._early: Flags = {}
        """Marks of posts that have not been kept yet."""
        self._pending: list[tuple[Flags, str, str, int]] = []
        self._since: dict[str, int] = {}
        self._begin = self._revision()
        self._read_at: dict[str, int] = {}
        self._looked: dict[str, int] = {}

    def _revision(self) -> int:
        found = self._database.one("SELECT value FROM state WHERE name = 'revision'")
        return found[0] if found else 0

    def know(self, key: str, posts: Sequence[Post]) -> None:
        """This program has been told of posts with their marks."""
        self._read_at.setdefault(key, self._revision())
        known = self._known.setdefault(key, {})
        known.update((post.own, flags_of(post.status)) for post in posts)

    def read_at(self, key: str) -> int:
        """Up to which write this program knows the posts of a source."""
        return self._read_at.get(key, 0)

    @contextmanager
    def kept_with_it(self) -> Iterator[None]:
        """What is learned inside is forgotten when what is done inside fails."""
        with self._database.lock:
            self._pending.clear()
            yield
            for flags, key, own, value in self._pending:
                if value < 0:
                    flags.get(key, {}).pop(own, None)
                else:
                    flags.setdefault(key, {})[own] = value
            self._pending.clear()

    # --- with the posts of a look -------------------------------------------------------------------------------------

    def begin(self, key: str, number: int, post: Post, own: str, revision: int, *, again: bool) -> None:
        """Mark a post that the history did not have; one that it had dropped is no news."""
        mine = flags_of(post.status)
        early = self._early.get(key, {}).get(own)
        flags = (mine if early is None else early) & ~(NEW if again else 0) | (SEEN if again else 0)
        self._database.run("INSERT INTO marks (post, flags, writer, revision) VALUES (?, ?, ?, ?)", (number, flags, self._writer, revision))
        self._learn(self._known, key, own, mine if early is None else early)
        if early is not None:
            self._learn(self._early, key, own, -1)
        if again and flags != mine:
            self._learn(self._told, key, own, flags)

    def go_on(self, key: str, number: int, post: Post, own: str, flags: int, *, edited: bool) -> None:
        """The history had a post already. Of its marks only that it has been edited comes from the feed's side."""
        mine = flags_of(post.status)
        if edited and mine & CHANGED and not flags & CHANGED:
            flags |= CHANGED
            self._database.run("UPDATE marks SET flags = ? WHERE post = ?", (flags, number))
        known = self._known.get(key, {}).get(own)
        if known is None:  # another program was faster: it is what the reader made of it there
            if (here := flags | mine & (SEEN | STARRED)) != mine:
                self._learn(self._told, key, own, here)
            self._learn(self._known, key, own, mine)
        elif edited:
            self._learn(self._known, key, own, known | CHANGED)
        elif mine & CHANGED and not flags & CHANGED:  # the edit was seen elsewhere
            self._learn(self._told, key, own, flags)

    def _learn(self, flags: Flags, key: str, own: str, value: int) -> None:
        self._pending.append((flags, key, own, value))

    # --- the reader's own ---------------------------------------------------------------------------------------------

    def mark(self, key: str, marks: Sequence[Mark]) -> None:
        """Write what the reader changed; what others changed meanwhile stays, and is told by `elsewhere`."""
        revision = next_revision(self._database)
        source = self._database.one("SELECT id FROM sources WHERE key = ?", (name_text(key),))
        known = self._known.get(key, {})
        for mark in {mark.own: mark for mark in marks}.values():
            own, mine = name_text(mark.own), mark.seen * SEEN | mark.starred * STARRED | mark.new * NEW | mark.changed * CHANGED
            found = self._database.one(
                "SELECT marks.post, flags FROM marks JOIN posts ON posts.id = marks.post WHERE source = ? AND own = ?", (source[0] if source else None, own)
            )
            if found is None:
                self._learn(self._early, key, own, mine)
                continue
            number, there = int(found[0]), int(found[1])
            changed = mine ^ known.get(own, there)
            flags = there & ~changed | mine & changed
            if flags != there:
                self._database.run("UPDATE marks SET flags = ?, writer = ?, revision = ? WHERE post = ?", (flags, self._writer, revision, number))
            self._learn(self._known, key, own, mine)
            self._learn(self._told, key, own, flags if flags != mine else -1)

    def elsewhere(self, keys: Sequence[str]) -> dict[str, list[Mark]]:
        """What others have marked since the last call, by source; nothing is read while nobody else has written."""
        with self._database.lock:
            version = self._version()
            found: dict[str, list[Mark]] = {}
            stale = [key for key in keys if self._looked.get(key) != version]
            news = self._news(stale) if stale else {}
            for key in keys:
                marks = {**self._told.pop(key, {}), **news.get(key, {})}
                self._looked[key] = version
                if marks:
                    known = self._known.setdefault(key, {})  # of a post that has not come here yet it is told again when it does
                    known.update((own, flags) for own, flags in marks.items() if own in known)
                    found[key] = [_mark(own, flags) for own, flags in marks.items()]
            return found

    def _version(self) -> int:
        found = self._database.one("PRAGMA data_version")
        return found[0] if found else 0

    def _news(self, keys: Sequence[str]) -> Flags:
        news: Flags = {}
        with self._database.reading():
            revision = self._revision()
            for key in keys:
                since = self._since.get(key, self._begin)
                rows = self._database.run(
                    """SELECT own, flags FROM marks CROSS JOIN posts ON posts.id = marks.post
                    WHERE marks.revision > ? AND marks.writer != ? AND source = (SELECT id FROM sources WHERE key = ?)""",
                    (since, self._writer, name_text(key)),
                )
                news[key] = dict(rows)
        self._since.update(dict.fromkeys(keys, revision))
        return news


def next_revision(database: Database) -> int:
    """Count what is written, so that other programs find what they have not read."""
    database.run("UPDATE state SET value = value + 1 WHERE name = 'revision'")
    found = database.one("SELECT value FROM state WHERE name = 'revision'")
    return found[0] if found else 0


def _mark(own: str, flags: int) -> Mark:
    return Mark(own, bool(flags & SEEN), bool(flags & STARRED), bool(flags & NEW), bool(flags & CHANGED))
