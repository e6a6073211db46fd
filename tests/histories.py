"""A history in memory, which can be told to fail."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from copy import copy
from datetime import datetime

from feeds import Batch, Mark, PointChange, Post, Sitting, SourceRecord, StoreError

from .waiting import PATIENCE


class MemoryHistory:
    """Keeps as the protocol says. While `failing` says why, nothing is kept."""

    notes: tuple[str, ...] = ()
    writable = True

    def __init__(self) -> None:
        self.failing: str | None = None
        self.calls: list[str] = []
        self.records: dict[str, SourceRecord] = {}
        self.kept: dict[str, dict[str, Post]] = {}
        self.seen_points: dict[str, tuple[tuple[datetime, PointChange], ...]] = {}
        self.sat: list[Sitting] = []
        self.elsewhere: dict[str, list[Mark]] = {}
        self.closed = False
        self.slow = threading.Event()
        """Writing waits for this."""
        self.slow.set()

    def _called(self, what: str) -> None:
        self.slow.wait(PATIENCE)
        self.calls.append(what)
        if self.failing is not None:
            raise StoreError(self.failing)

    def record(self, key: str) -> SourceRecord | None:
        return self.records.get(key)

    def count(self, key: str) -> int:
        return len(self.kept.get(key, {}))

    def posts(self, key: str, *, limit: int | None = None, skip: int = 0) -> list[Post]:
        newest = sorted(self.kept.get(key, {}).values(), key=lambda post: -post.when)
        return [copy(post) for post in newest[skip : None if limit is None else skip + limit]]

    def points(self, key: str) -> tuple[tuple[datetime, PointChange], ...]:
        return self.seen_points.get(key, ())

    def keep(self, batch: Batch) -> None:
        self._called("keep")
        key = batch.record.key
        self.records[key] = batch.record
        posts = self.kept.setdefault(key, {})
        for own in batch.forgotten:
            posts.pop(own, None)
        posts |= {post.own: copy(post) for post in batch.posts}
        self.seen_points[key] = (*self.points(key), *batch.points)

    def mark(self, key: str, marks: Sequence[Mark]) -> None:
        self._called("mark")
        from msgspec.structs import replace

        for mark in marks:
            post = self.kept[key][mark.own]
            post.status = replace(post.status, seen=mark.seen, starred=mark.starred, new=mark.new, changed=mark.changed)

    def marks_elsewhere(self, keys: Sequence[str]) -> dict[str, list[Mark]]:
        found, self.elsewhere = self.elsewhere, {}
        return found

    def sit(self, sitting: Sitting) -> None:
        self._called("sit")
        self.sat.append(sitting)

    def last_sitting(self, keys: Sequence[str]) -> Sitting | None:
        return next((each for each in reversed(self.sat) if each.keys == tuple(keys)), None)

    def sittings(self) -> list[Sitting]:
        last = {each.keys: number for number, each in enumerate(self.sat)}
        return [self.sat[number] for number in sorted(last.values(), reverse=True)]

    def tend(self) -> bool:
        self.calls.append("tend")
        return False

    def close(self) -> None:
        self.closed = True
