"""What several tests need: a clock that is turned by hand, pages, and a running screen."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from feeds import Changes, Document, Follower, MemorySource, Snapshot, Timeline, parse
from tui.app import ReaderApp
from tui.look import Look
from tui.session import Session

from .waiting import PATIENCE

TESTS = Path(__file__).parent
ROOT = TESTS.parent
SHARED = ROOT.parent / "shared"
NOON = datetime(2025, 10, 4, 12, 0, tzinfo=UTC)


TURN = 0.004
"""Seconds between two looks whether all is at rest."""

_elsewhere: set[threading.Thread] = set()
_held: set[threading.Thread] = set()
"""Threads that were waited for in vain once: a test may hold one up on purpose."""


def begin_counting_threads() -> None:
    """A test begins: what other tests have left behind is none of its business."""
    _elsewhere.clear()
    _held.clear()
    _elsewhere.update(threading.enumerate())


def our_threads(name: str = "feedreader") -> list[threading.Thread]:
    """The threads of the program, by the beginning of their names, that were started in this test and still run."""
    return [thread for thread in threading.enumerate() if thread not in _elsewhere and thread.name.startswith(name)]


def count_open() -> int:
    """Open files and sockets of this process."""
    return len(os.listdir("/dev/fd"))


def left_open(before: int) -> int:
    """How many more are open than before."""
    if count_open() > before:
        gc.collect()  # what only waits for the collector is no leak
    return max(0, count_open() - before)


class ManualClock:
    """A clock that stands still until somebody waits for it: then it jumps."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._monotonic = 1000.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        await asyncio.sleep(0)
        if not event.is_set():
            self.advance(seconds)


class StillClock(ManualClock):
    """A clock for screens: waiting ends only when somebody wakes the waiter."""

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        if seconds < 0.2:
            await asyncio.sleep(0)
        else:
            await event.wait()


def snapshot(text: str | bytes, *, at: datetime = NOON, source: str = "page.txt") -> Snapshot:
    """What a page says."""
    data = text.encode() if isinstance(text, str) else text
    return parse(data, url=source, retrieved=at)


def merged(timeline: Timeline, *texts: str) -> list[Changes]:
    """The changes that pages bring, one after the other, a minute apart."""
    return [timeline.merge(snapshot(text, at=NOON + timedelta(minutes=number))) for number, text in enumerate(texts)]


def headlines(timeline: Timeline) -> list[str | None]:
    """Newest first."""
    return [entry.headline for entry in timeline.entries]


class Stage:
    """The program on a screen in memory, fed by hand."""

    def __init__(self, text: str, *, look: Look | None = None, query: str = "", zone: tzinfo = UTC) -> None:
        self.clock = StillClock()
        self.source = MemorySource(name="page.txt")
        self.session = Session(self.clock, zone)
        self.session.titles = {"page.txt": "page.txt"}
        if text:
            self.session.take(snapshot(text))
        self.app = ReaderApp(self.session, [Follower(self.source, self.clock)], look=look, query=query)
        self.reader = self.app.reader

    def rows(self) -> list[str]:
        """The timeline pane as it is on the screen."""
        view = self.reader.timeline
        return [strip.text for strip in view.render_lines(view.size.region)]

    def screen(self) -> str:
        """The whole screen as text."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())

    def row_of(self, headline: str) -> int:
        """The screen row of a post's first line."""
        return next(item.row for item in self.reader.timeline.plan if (item.post.entry.headline or "").startswith(headline))

    def arrive(self, text: str, *, complete: bool = True) -> None:
        """A look at the source brings a page."""
        self.clock.advance(60)
        self.source.play(Document(data=text.encode(), source="page.txt", retrieved=self.clock.now(), settled=complete))


async def at_rest(least: float = 0.0, most: float = 1.0) -> None:
    """Until the event loop has nothing to do but to wait, and no thread works for it.

    Textual's pilot looks whether the process uses the processor, which it does not either while other programs do. What passes while the whole machine
    stands still is no waiting: `most` seconds are counted in turns.
    """
    loop = asyncio.get_running_loop()
    begun, turns, threads = time.monotonic(), 0, list[threading.Thread]()
    while turns * TURN < most or (loop._ready and turns * TURN < PATIENCE):  # type: ignore[attr-defined]
        await asyncio.sleep(TURN)
        turns += 1
        threads = [thread for thread in our_threads("feedreader-background") if thread not in _held]
        if not threads and not loop._ready and time.monotonic() - begun >= least:  # type: ignore[attr-defined]
            return
    _held.update(threads)


async def settle(pilot: object, times: int = 5) -> None:
    """Let messages, threads and paints come to rest."""
    for _ in range(times):
        await pilot.pause()  # type: ignore[attr-defined]


def write(path: Path, lines: Sequence[str]) -> Path:
    """A file of lines."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
