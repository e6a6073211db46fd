"""A source that is read in one sitting after another, as the program does it without its screen, over one history on disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC
from pathlib import Path
from typing import Any

from feeds import Changes, FileSource, Follower, HttpSource, Look, Source
from feeds.store.history import KeptHistory
from tui.keeping import Keeping
from tui.session import Session

from .kept import history_at
from .test_polling import SteppedClock


class Evening:
    """One sitting at one source."""

    def __init__(self, source: Source, clock: SteppedClock, history: KeptHistory, **more: Any) -> None:
        self.source, self.clock = source, clock
        self.session = Session(clock, UTC)
        self.keeping = Keeping(self.session, history, names=(source.name,))
        self.record = self.keeping.recall(source)
        self.follower = Follower(source, clock, record=self.record, chance=lambda: 0.5, **more)
        self.looks: list[Look] = []
        self.changes: list[Changes] = []

    async def follow(self) -> None:
        async for look in self.follower.looks():
            self.take(look)

    def take(self, look: Look) -> None:
        """Merge a look and keep it."""
        session, changes = self.session, Changes()
        if look.snapshot is not None:
            changes = session.take(look.snapshot)
        elif look.kind == "same" and session.timeline.waiting(look.source):
            changes = session.confirm(look.source, look.at)
        self.keeping.take(look, changes)
        self.looks.append(look)
        self.changes.append(changes)

    @property
    def texts(self) -> list[str]:
        """What the posts say, oldest first."""
        return [post.entry.headline or post.entry.text for post in self.session.timeline.posts]

    @property
    def withdrawn(self) -> list[str]:
        return [post.id for post in self.session.timeline.posts if post.status.withdrawn]

    @property
    def errors(self) -> list[str]:
        return [str(look.error) for look in self.looks if look.error is not None]


@asynccontextmanager
async def evening(source: Source, clock: SteppedClock, place: Path, seconds: float = 8, **more: Any) -> AsyncIterator[Evening]:
    """A sitting that has lasted for so long, and is ended behind it: what it was told is then on the disk."""
    held = Evening(source, clock, history_at(place, clock=clock), **more)
    task = asyncio.create_task(held.follow())
    try:
        passing = asyncio.create_task(clock.run(seconds))
        await asyncio.wait({passing, task}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            passing.cancel()
            task.result()
        yield held
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert held.keeping.keeper is not None and held.keeping.keeper.close(10)
        if held.keeping.history is not None:
            held.keeping.history.close()


def file_at(path: Path, clock: SteppedClock, *, watched: bool) -> FileSource:
    """A file whose ages are told by the clock alone."""
    return FileSource(path, watched=watched, monotonic=clock.monotonic, now=clock.time)


def address_at(url: str, clock: SteppedClock, interval: float = 3600) -> HttpSource:
    return HttpSource(url, interval=interval, now=clock.time)
