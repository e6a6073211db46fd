"""What comes in is kept, and what was kept is shown again: between the session and the history. Knows no widget."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from datetime import datetime, timedelta
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from feeds import (
    Batch,
    Changes,
    Document,
    History,
    Keeper,
    Look,
    Mark,
    PointChange,
    Post,
    Sitting,
    Snapshot,
    Source,
    SourceRecord,
    StoreError,
    duration,
    in_background,
)

from .session import Session

AT_ONCE = 500
"""Posts of a source that are shown again before the screen is there; older ones come behind it."""
SLICE = 5000
"""Posts that are read from the history at a time."""
AT_A_TIME = 1000
"""Those of them that are shown again before the event loop may turn."""
MOST = 20_000
"""Posts of one look that are kept: of a longer log only the newest, for the others stand in the file."""
FAREWELL = 0.5
"""Seconds that the end of the program may wait for the disk."""


class Kept(Struct, frozen=True):
    """What the history has of a source, or why it cannot be read."""

    record: SourceRecord | None = None
    posts: list[Post] = []
    points: tuple[tuple[datetime, PointChange], ...] = ()
    error: StoreError | None = None


class Keeping:
    """What the program remembers. Without a history everything works, and nothing outlives the program."""

    def __init__(self, session: Session, history: History | None = None, *, names: Sequence[str] = (), why: str = "") -> None:
        """`names` are the sources as the reader named them, `why` says why there is no history though one was wanted."""
        self.session = session
        self.history = history
        self.names = tuple(names)
        self.why = why
        self.keeper = Keeper(history, session.clock.monotonic) if history is not None else None
        self._keys: dict[str, str] = {}
        self._rest: dict[str, int] = {}
        """How many posts of a source have been shown again, where there are more."""
        self.begun: dict[str, Changes] = {}
        """What sources brought that were read before the screen was there."""
        self._refused: set[str] = set()
        self._sat: Sitting | None = None

    # --- what was kept ------------------------------------------------------------------------------------------------

    def recall(self, source: Source) -> SourceRecord | None:
        """Show again the newest posts of a source, and give what else is known of it. Waits for the disk."""
        return self.show(source, self.find(source))

    def find(self, source: Source) -> Kept | None:
        """What is kept of a source, as far as it is shown at once. Waits for the disk, and changes nothing."""
        history = self.history
        if history is None or not source.key:
            return None
        try:
            record = history.record(source.key)
            return Kept(record, history.posts(source.key, limit=AT_ONCE + 1), history.points(source.key)) if record is not None else None
        except StoreError as error:
            return Kept(error=error)

    def show(self, source: Source, kept: Kept | None) -> SourceRecord | None:
        """Show again what was found of a source, and give its record. A history that cannot be read is as none."""
        if source.key:
            self._keys[source.name] = source.key
        if kept is None:
            return None
        if kept.error is not None:
            self._give_up(kept.error)
            return None
        if len(kept.posts) > AT_ONCE:
            self._rest[source.name] = AT_ONCE
        self.session.restore(source.name, kept.posts[:AT_ONCE], kept.record, kept.points)
        return kept.record

    def is_recalled(self, source: Source) -> bool:
        """Whether all that was kept of a source is there: only then can it be told what is new."""
        return source.name not in self._rest

    @property
    def recalling(self) -> bool:
        """Posts are still being recalled."""
        return bool(self._rest)

    async def recall_rest(self, source: Source, shown: Callable[[], None]) -> None:
        """The older posts of a source, from beside the event loop."""
        history = self.history
        while history is not None and (skip := self._rest.get(source.name)) is not None:
            try:
                posts = await in_background(lambda skip=skip: history.posts(source.key, limit=SLICE, skip=skip))  # type: ignore[misc]
            except StoreError as error:
                self._give_up(error)
                return
            for start in range(0, len(posts), AT_A_TIME):
                self.session.restore(source.name, posts[start : start + AT_A_TIME])
                shown()
                await asyncio.sleep(0)
            if len(posts) < SLICE:
                self._rest.pop(source.name, None)
                shown()
            elif source.name in self._rest:  # else what is kept of another source could not be read meanwhile
                self._rest[source.name] = skip + SLICE

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader should be told of the history."""
        return self.history.notes if self.history is not None else ()

    def last(self) -> Sitting | None:
        """Where the reader was in these sources when they were last read together."""
        try:
            return self.history.last_sitting(tuple(self._keys.values())) if self.history is not None else None
        except StoreError as error:
            self._give_up(error)
            return None

    def sittings(self) -> list[Sitting]:
        """What the reader read together, the last first."""
        try:
            return self.history.sittings() if self.history is not None else []
        except StoreError as error:
            self._give_up(error)
            return []

    def source_of(self, key: str) -> str | None:
        """The name of a source that is read now, by its key in the history."""
        return next((name for name, known in self._keys.items() if known == key), None)

    @property
    def trouble(self) -> str:
        """Why what comes in is not kept at the moment; empty when it is, or when that is not wanted."""
        trouble = self.keeper.trouble if self.keeper is not None else None
        if trouble is None:
            return self.why
        left = max(0.0, trouble.again - self.session.clock.monotonic())
        return f"{trouble.error}; tried again in {duration(left)}"

    def _give_up(self, error: StoreError) -> None:
        """What was kept cannot be read: to write without knowing it would spoil it."""
        self.history = self.keeper = None
        self.why = str(error)
        self._rest.clear()

    # --- what is kept -------------------------------------------------------------------------------------------------

    def take(self, look: Look, changes: Changes) -> None:
        """Keep what a look brought. While another feed's document is refused nothing is kept of its source: else it would not be asked for again."""
        if changes.refused:
            self._refused.add(look.source)
        elif look.snapshot is not None:
            self._refused.discard(look.source)
        if look.record is not None and look.source not in self._refused:
            self._keep(look.record, changes, look.at, look.snapshot if look.kind == "changed" else None)

    def take_begun(self, record: SourceRecord, document: Document, snapshot: Snapshot) -> bool:
        """Show and keep what was read of a source before the screen was there; whether that is its own, and not another feed's."""
        changes = self.session.take(snapshot)
        if changes.refused:
            return False
        self.begun[record.source] = changes if self.session.is_restored(record.source) else Changes()
        self._keep(record.after(document, snapshot), changes, snapshot.retrieved or self.session.clock.now(), snapshot)
        return True

    def _keep(self, record: SourceRecord, changes: Changes, at: datetime, snapshot: Snapshot | None) -> None:
        if self.keeper is None or not record.key:
            return
        self._keys[record.source] = record.key
        timeline = self.session.timeline
        touched = [timeline.post(id) for id in self.newest(record.source, changes).touched if id in timeline]
        points = tuple((at, change) for change in changes.summary)
        self.keeper.keep(Batch(record=record, posts=tuple(map(copy, touched)), oldest=_oldest(snapshot), forgotten=changes.forgotten, points=points))

    def newest(self, source: str, changes: Changes) -> Changes:
        """Changes of a source of which all can be kept: of very many posts that they touch only the newest, oldest first. For threads, where there are so many.

        What an earlier sitting did not keep of as many is not kept in this one.
        """
        if len(changes.touched) <= MOST:
            return changes
        timeline = self.session.timeline
        old = {id for id in changes.new if id in timeline and not timeline.status(id).new} if self.session.is_restored(source) else set()
        ids = {*changes.touched} - old
        newest = islice((post.id for post in reversed([*timeline.posts]) if post.id in ids), MOST)
        return replace(changes, touched=tuple(newest)[::-1])

    def try_now(self) -> None:
        """Try to save what could not be saved, without waiting for its time."""
        if self.keeper is not None:
            self.keeper.try_now()

    def write(self, cursor: Post | None) -> None:
        """Keep what the reader did since the last call, and where they are."""
        session, keeper = self.session, self.keeper
        if keeper is None:
            session.take_unkept()
            return
        for key, marks in self._marks(session.take_unkept()).items():
            keeper.mark(key, marks)
        self._sit(cursor)

    def _sit(self, cursor: Post | None) -> None:
        """A sitting is written when the reader has moved to another post, and once a minute while they do anything."""
        if not self._keys or self.keeper is None:
            return
        newest = self.session.shown[-1:] if cursor is not None else []
        post = cursor if cursor is not None and cursor is not (newest[0] if newest else None) else None
        key, own = (self._keys.get(post.source, ""), post.own) if post is not None else ("", "")
        sitting = Sitting(keys=tuple(self._keys.values()), names=self.names, at=self.session.touched, key=key if own else "", own=own if key else "")
        last = self._sat
        if last is not None and (last.key, last.own) == (sitting.key, sitting.own) and sitting.at - last.at < timedelta(minutes=1):
            return
        self._sat = sitting
        self.keeper.sit(sitting)

    def _marks(self, posts: Iterable[Post]) -> dict[str, list[Mark]]:
        found: dict[str, list[Mark]] = {}
        for post in posts:
            key, status = self._keys.get(post.source), post.status
            if key:
                found.setdefault(key, []).append(Mark(post.own, status.seen, status.starred, status.new, status.changed))
        return found

    async def hear(self) -> bool:
        """Take over what another program has marked; whether that was anything."""
        history, keys = self.history, {key: name for name, key in self._keys.items()}
        if history is None or not keys:
            return False
        try:
            heard = await in_background(lambda: history.marks_elsewhere(tuple(keys)))
        except StoreError:  # it is asked again, and what is to be written says what is wrong
            return False
        changed = [self.session.mark_as(keys[key], marks) for key, marks in heard.items() if key in keys]
        return any(changed)

    def close(self, cursor: Post | None = None) -> bool:
        """Write what waits and end; whether all of it is kept."""
        if self.keeper is None or self.history is None:
            return not self.why
        self._sat = None
        self.write(cursor)
        kept = self.keeper.close(FAREWELL)
        if kept:  # else somebody holds it, and closing would wait for them
            self.history.close()
        return kept


def _oldest(snapshot: Snapshot | None) -> float | None:
    """The time of the oldest post that a whole document still has; None when it does not tell."""
    if snapshot is None or not snapshot.exhaustive:
        return None
    return min((entry.published.timestamp() for entry in snapshot.entries if entry.published), default=None)
