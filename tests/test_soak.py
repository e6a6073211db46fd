"""A day of fifty sources in simulated time: what is held in memory and in descriptors stays what it was."""

from __future__ import annotations

import asyncio
import gc
import os
import random
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from feeds import Changes, Document, Follower, Hosts, MemorySource, Reply, SourceUnavailable, open_history
from tui.keeping import Keeping
from tui.session import Session

from .support import NOON, ManualClock, count_open, our_threads
from .waiting import until

SOURCES = 50
HOURS = 24


class Wire(MemorySource):
    """A feed of the last ten posts: another one each hour, sometimes an edit, sometimes a failure."""

    interval = None  # type: ignore[assignment]
    spacing, local = 15.0, False

    def __init__(self, number: int, clock: ManualClock) -> None:
        super().__init__(name=f"https://wire{number}.example/feed")
        self.host = f"wire{number % 10}.example"
        self.reply = Reply()
        self._clock, self._number, self._said = clock, number, b""
        self._random = random.Random(number)

    async def fetch(self, previous: Document | None) -> Document | None:
        self.looks += 1
        hour = int((self._clock.now() - NOON).total_seconds() // 3600)
        if self._random.random() < 0.02:
            raise SourceUnavailable(f"cannot reach {self.name}: nothing answers there")
        items = "".join(_item(self._number, number, edited=hour - number == 2) for number in range(hour, hour - 10, -1))
        said = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Wire {self._number}</title>{items}</channel></rss>'.encode()
        news = said != self._said
        self._said = said
        self.reply = Reply(words="200" if news else "304", kind="news" if news else "unmodified", validated=True)
        return Document(data=said, source=self.name, url=self.name, retrieved=self._clock.now()) if news else None


def _item(source: int, number: int, *, edited: bool) -> str:
    at = NOON + timedelta(hours=number)
    words = "It was put right since." if edited else "The first word of it."
    return f"<item><guid>{source}-{number}</guid><title>Report {number} of wire {source}</title><description>{words}</description><pubDate>{at:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"


class DayClock(ManualClock):
    """Time for many who wait: it goes on to whoever waits for the shortest."""

    def __init__(self) -> None:
        super().__init__()
        self._waiters: dict[asyncio.Future[None], tuple[float, asyncio.Event]] = {}

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        await asyncio.sleep(0)
        if event.is_set():
            return
        over = asyncio.get_running_loop().create_future()
        self._waiters[over] = (self.monotonic() + seconds, event)
        try:
            await over
        finally:
            self._waiters.pop(over, None)

    @property
    def waiting(self) -> int:
        """How many wait for time to pass."""
        return sum(not over.done() for over in self._waiters)

    def turn(self, end: float) -> None:
        """Let those go on who were woken. Without any, go on to the next moment for which somebody waits, but not beyond the end."""
        woken = [over for over, (_, event) in self._waiters.items() if event.is_set()]
        if not woken:
            due = min((moment for moment, _ in self._waiters.values()), default=end)
            self.advance(max(0.0, min(due, end) - self.monotonic()))
            woken = [over for over, (moment, _) in self._waiters.items() if moment <= self.monotonic() + 1e-9]
        for over in woken:
            if not over.done():
                over.set_result(None)


def _resident() -> int:
    """Bytes of memory that the program holds."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Day:
    """The program without its screen: sources that are followed, merged and kept."""

    def __init__(self, path: Path) -> None:
        self.clock = DayClock()
        self.session = Session(self.clock, UTC)
        self.history = open_history(path, now=self.clock.now)
        self.keeping = Keeping(self.session, self.history)
        self.sources = [Wire(number, self.clock) for number in range(SOURCES)]
        hosts = Hosts(self.clock)
        followers = [Follower(source, self.clock, record=self.keeping.recall(source), hosts=hosts, chance=lambda: 0.5, live=False) for source in self.sources]
        self.tasks = [asyncio.create_task(self._follow(follower)) for follower in followers]

    async def _follow(self, follower: Follower) -> None:
        async for look in follower.looks():
            changes = self.session.take(look.snapshot) if look.snapshot is not None else Changes()
            self.keeping.take(look, changes)

    async def run(self, hours: int) -> None:
        """Let time pass. It goes on when all wait for it; or when nothing happens any more, for some wait for each other."""
        end = self.clock.monotonic() + 3600 * hours
        while self.clock.monotonic() < end:
            turns = 0
            while self.clock.waiting < SOURCES and turns < 24:
                working = bool(our_threads("feedreader-background"))
                await asyncio.sleep(0.001 if working else 0)
                turns += not working
            self.clock.turn(end)
        await until(lambda: not our_threads("feedreader-background"))

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        assert self.keeping.keeper is not None and self.keeping.keeper.close(10)
        self.history.close()


@pytest.mark.row("T6")
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not tell what a process holds")
async def test_day_of_fifty_sources_leaves_memory_and_descriptors_as_they_were(tmp_path: Path) -> None:
    day = Day(tmp_path / "history.db")
    await day.run(4)
    gc.collect()
    descriptors, threads, posts, before = count_open(), len(our_threads()), len(day.session.timeline), _resident()
    await day.run(HOURS)
    gc.collect()
    came = len(day.session.timeline) - posts

    looks = [source.looks for source in day.sources]
    assert min(looks) >= HOURS - 4 and max(looks) <= HOURS + 10
    assert came >= (HOURS - 4) * SOURCES
    assert _resident() - before < 10 << 20
    await until(lambda: count_open() <= descriptors + 1 and len(our_threads()) <= threads + 1)  # the history is written meanwhile
    await day.stop()
    kept = open_history(tmp_path / "history.db", now=day.clock.now)
    assert sum(kept.count(source.key) for source in day.sources) == len(day.session.timeline)
    kept.close()
