"""The program on a stage: a timeline of any size in memory, and posts that arrive on a signal. Run by `screen` in a pseudo-terminal.

    python -m tests.bench.stage POSTS

SIGUSR1 brings one post, SIGUSR2 a hundred. The seconds of CPU that each arrival took go to the file that STAGE_LOG names.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from feeds import Author, Body, Document, Entry, Follower, Paragraph, Snapshot
from tui.app import ReaderApp
from tui.clock import SystemClock
from tui.session import Session

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
AUTHORS = (Author("Nora Castell", "marine correspondent"),)


def entry(number: int) -> Entry:
    """A post of some ordinary length."""
    text = f"The harbour office counts {number} boats tonight, and none of them wants to leave before the wind has turned."
    return Entry(
        id=f"post-{number}",
        headline=f"Headline {number}: the tide stands higher than anybody remembers",
        published=BEGIN + timedelta(seconds=30 * number),
        label="Analysis" if number % 7 == 0 else None,
        body=Body(AUTHORS if number % 3 == 0 else (), (Paragraph(text), Paragraph(text)), ()),
    )


class Signalled:
    """A source that brings posts when the process is signalled."""

    name = title = key = "stage"
    interval = 3600.0
    finished = False

    def __init__(self) -> None:
        self.waiting = 0

    async def fetch(self, previous: Document | None) -> Document | None:
        count, self.waiting = self.waiting, 0
        return Document(data=str(count).encode(), source=self.name) if count else None

    def watch(self, wake: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        for number, count in ((signal.SIGUSR1, 1), (signal.SIGUSR2, 100)):
            loop.add_signal_handler(number, self._bring, count, wake)

    def _bring(self, count: int, wake: Callable[[], None]) -> None:
        self.waiting += count
        wake()

    def close(self) -> None:
        pass


def note(log: Path, calls: list[float]) -> None:
    log.write_text("".join(f"{call}\n" for call in calls), encoding="utf-8")


def main() -> None:
    posts = int(sys.argv[1])
    log = Path(os.environ["STAGE_LOG"])
    session = Session(SystemClock(), UTC)
    session.titles = {"stage": "stage"}
    session.take(Snapshot(source="stage", entries=tuple(entry(number) for number in reversed(range(posts)))))
    total = posts

    def parse(document: Document, kept: object) -> Iterator[Snapshot]:
        nonlocal total
        count = int(document.data)
        total += count
        yield Snapshot(source="stage", entries=tuple(entry(number) for number in reversed(range(total - count, total))), complete=False)

    app = ReaderApp(session, [Follower(Signalled(), SystemClock(), parse=parse)])
    taken, calls = app.reader._merge, list[float]()

    async def timed(*what: Any, **how: Any) -> None:
        begun = time.thread_time()
        await taken(*what, **how)
        calls.append(time.thread_time() - begun)
        note(log, calls)

    app.reader._merge = timed  # type: ignore[method-assign]
    app.run()


if __name__ == "__main__":
    main()
