"""The history in a file: what is kept of the sources, read back and written. For any thread, one at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from ..errors import StoreError
from ..model import SourceRecord, Validators
from ..order import Post
from ..points import PointChange
from . import keeping, loading
from .base import Batch, Mark, Retention, Sitting, Usage
from .connection import PATIENCE, Damaged
from .encoding import json_text, micros, moment, name_text, record_of
from .marking import Marks
from .opening import opened
from .retention import shrink
from .sittings import sitting_of, sitting_text
from .upkeep import Upkeep, clean
from .usage import usage

MOST_SITTINGS = 200
"""Sittings that are remembered: one for each set of sources that was read together."""


class KeptHistory:
    """A history in a SQLite database. Several programs may have it open at once."""

    def __init__(self, path: Path, *, now: Callable[[], datetime], retention: Retention, patience: float = PATIENCE) -> None:
        self.path = path
        self._now, self._retention = now, retention
        there = opened(path, patience, now())
        self._database, self._presence, self._notes = there.database, there.presence, there.notes
        self._writer = int.from_bytes(os.urandom(8)) >> 2
        self._met: set[str] = set()
        """Sources that this program knows to be in the file."""
        self._forgotten: set[str] = set()
        """Those of them that were let go of by another program."""
        self._upkeep = Upkeep(self._database, retention, now)
        try:
            self._marks = Marks(self._database, self._writer)
        except BaseException:
            self.close()
            raise

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader should be told about the file, a line each."""
        return self._notes

    @property
    def writable(self) -> bool:
        """Whether anything is kept: a file of a newer version, or one that may not be written, is only read."""
        return self._database.writable

    # --- reading ------------------------------------------------------------------------------------------------------

    def record(self, key: str) -> SourceRecord | None:
        """What is remembered of a source."""
        found = self._database.one("SELECT record FROM sources WHERE key = ?", (name_text(key),))
        if found is None:
            return None
        self._met.add(key)
        return record_of(found[0], key)

    def count(self, key: str) -> int:
        """How many posts are kept of a source."""
        found = self._database.one("SELECT count(*) FROM posts WHERE source = (SELECT id FROM sources WHERE key = ?)", (name_text(key),))
        return found[0] if found else 0

    def posts(self, key: str, *, limit: int | None = None, skip: int = 0) -> list[Post]:
        """Posts of a source, the newest first; those of one time, the last kept first."""
        with self._database.reading():
            posts = loading.posts(self._database, name_text(key), limit, skip)
            self._marks.know(key, posts)
        return posts

    def points(self, key: str) -> tuple[tuple[datetime, PointChange], ...]:
        """What happened to the key points of a source, oldest first."""
        rows = self._database.run(
            "SELECT at, kind, text, before FROM points WHERE source = (SELECT id FROM sources WHERE key = ?) ORDER BY at, id", (name_text(key),)
        )
        return tuple((at, PointChange(kind, text, before)) for since, kind, text, before in rows if (at := moment(since)) is not None)

    # --- writing ------------------------------------------------------------------------------------------------------

    def keep(self, batch: Batch) -> None:
        """Keep what a look brought: all of it or nothing. It is on the disk when this returns."""
        if not self.writable:
            return
        key = batch.record.key
        with self._marks.kept_with_it(), self._database.writing():
            if key in self._met and self._database.one("SELECT 1 FROM sources WHERE key = ?", (name_text(key),)) is None:
                self._forgotten.add(key)
            if key in self._forgotten:  # its posts are gone: it is asked for all of them at the next start
                batch = replace(batch, record=replace(batch.record, validators=Validators(), event=None, archives=()))
            keeping.keep(self._database, batch, self._marks, self._writer, micros(self._now()) or 0)
        self._met.add(key)
        if batch.posts and not self._presence.had_posts:
            self._presence.note(posts=True)

    def mark(self, key: str, marks: Sequence[Mark]) -> None:
        """Keep what the reader did with posts of a source."""
        if not self.writable:
            return
        with self._marks.kept_with_it(), self._database.writing():
            self._marks.mark(key, marks)

    def marks_elsewhere(self, keys: Sequence[str]) -> dict[str, list[Mark]]:
        """What another program has marked since the last call, by source."""
        return self._marks.elsewhere(keys)

    def sit(self, sitting: Sitting) -> None:
        """Keep where the reader is."""
        if not self.writable:
            return
        keys = json_text([name_text(key) for key in sitting.keys])
        with self._database.writing():
            self._database.run("DELETE FROM sittings WHERE keys = ?", (keys,))
            self._database.add("INSERT INTO sittings (keys, at, sitting) VALUES (?, ?, ?)", (keys, micros(sitting.at), sitting_text(sitting)))
            self._database.run("DELETE FROM sittings WHERE id <= (SELECT max(id) FROM sittings) - ?", (MOST_SITTINGS,))

    def last_sitting(self, keys: Sequence[str]) -> Sitting | None:
        """The last sitting of these sources."""
        found = self._database.one("SELECT sitting, at FROM sittings WHERE keys = ?", (json_text([name_text(key) for key in keys]),))
        return None if found is None else sitting_of(found[0], found[1], tuple(keys))

    def sittings(self) -> list[Sitting]:
        """The last sitting of each set of sources, the newest first."""
        rows = self._database.run("SELECT sitting, at FROM sittings ORDER BY at DESC, id DESC")
        return [sitting for raw, at in rows if (sitting := sitting_of(raw, at, ())) is not None]

    # --- upkeep -------------------------------------------------------------------------------------------------------

    def tend(self) -> bool:
        """Do a small piece of the upkeep that is due; whether there is more to do now."""
        if not self.writable:
            return False
        try:
            return self._upkeep.tend()
        except Damaged:
            self._presence.broken = True
            raise

    def clean(self) -> None:
        """Let go of all that is too old or too much now."""
        if self.writable:
            clean(self._database, self._retention, micros(self._now()) or 0)

    def usage(self) -> Usage:
        """What it takes, and what it has."""
        return usage(self._database)

    def forget(self, key: str) -> bool:
        """Let go of all that is kept of a source, starred or not; whether there was anything."""
        if not self.writable:
            return False
        with self._database.writing():
            there = self._database.change("DELETE FROM sources WHERE key = ?", (name_text(key),)) > 0
        with suppress(StoreError):  # the room is given back another time
            while there and shrink(self._database):
                pass
        return there

    def close(self) -> None:
        """Nothing more will be asked."""
        self._upkeep.stopped = True
        self._database.close()
        self._presence.broken |= self._database.damaged  # then it is looked through at the next opening
        self._presence.leave()
