"""A file that anything may happen to, in any order: what the timeline has in the end is what was written. Time is simulated, and nothing runs beside the test.

MACHINE=20000 in the environment tries so many stories instead of the 200 of every day.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

import feeds.polling.reading
import feeds.sources.file
from feeds import FileSource, Timeline

from .pages import page, post
from .test_polling import SteppedClock, Story, recreate, replace, save

MEMORY = Path("/dev/shm")
WORDS = [
    "gate",
    "gauge",
    "wall",
    "crew",
    "heron",
    "bicycle",
    "ferry",
    "tide",
    "lamp",
    "sluice",
    "rope",
    "captain",
    "bread",
    "thunder",
    "garden",
    "violin",
    "ink",
    "quarry",
    "saddle",
    "comet",
]
TRIES = int(os.environ.get("MACHINE", "200"))
QUIET = 6.5
"""Seconds after which everything has been concluded: a second of rest, two until it is read once more, two until it is confirmed."""
SOON = st.sampled_from([0.0, 0.05, 0.3, 0.8])


async def _inline(work: Callable[[], Any]) -> Any:
    return work()


async def _each_inline(work: Callable[[], Iterator[Any]]) -> AsyncIterator[Any]:
    for each in work():
        yield each


class _Bell:
    """A watch that is rung by hand."""

    hears = True
    wake: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self, wake: Callable[[], None], monotonic: object) -> None:
        _Bell.wake = staticmethod(wake)

    def note(self, *, changed: bool) -> None: ...
    def renew(self, folders: set[Path]) -> None: ...
    def close(self) -> None: ...


class FileMachine(RuleBasedStateMachine):
    """What pages and logs have in common. `_written` makes the file what the model says."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
        self.path = self.folder / "file"
        self.loop = asyncio.new_event_loop()
        self.clock = SteppedClock()
        self.timeline = Timeline()
        self.stamps = itertools.count(10**18, 10**6)
        self.forbidden = False
        self.marked: set[str] = set()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(feeds.sources.file, "in_background", _inline)
        self.patch.setattr(feeds.polling.reading, "each_in_background", _each_inline)
        self.patch.setattr(feeds.sources.file, "DirectoryWatch", _Bell)
        real = os.open
        self.patch.setattr(os, "open", lambda path, *asked, **more: real(self._allowed(path), *asked, **more))
        self.story: Story | None = None

    def _allowed(self, path: Any) -> Any:
        """Root may read everything, so the system is made to refuse."""
        if self.forbidden and path == self.path:
            raise PermissionError(13, "Permission denied")
        return path

    def follow(self) -> None:
        """Begin to follow, or anew: as another sitting of the same reader."""
        self.stop()
        source = FileSource(self.path, watched=self.watched, monotonic=self.clock.monotonic, now=self.clock.time)
        self.story = Story(source, self.clock)
        self.story.timeline = self.timeline
        self.loop.run_until_complete(self.story.__aenter__())
        self.run(0.1)

    def stop(self) -> None:
        if self.story is not None:
            self.loop.run_until_complete(self.story.__aexit__(None, None, None))
        self.story = None

    def run(self, seconds: float) -> None:
        """Let time pass. What the follower raises is raised here."""
        if self.story is not None and seconds:
            self.loop.run_until_complete(self.story.run(seconds))

    def write(self, how: Callable[[Path, bytes], object], data: bytes) -> None:
        how(self.path, data)
        self.note()

    def note(self) -> None:
        """A change has a time of its own, and rings the watch."""
        if self.path.exists():
            stamp = next(self.stamps)
            os.utime(self.path, ns=(stamp, stamp))
        if self.watched and self.story is not None:
            self.loop.call_soon(_Bell.wake)

    def teardown(self) -> None:
        try:
            self.forbidden = False
            if self.story is not None:
                self.settle()
        finally:
            self.stop()
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()
            self.patch.undo()
            shutil.rmtree(self.folder)

    watched = False

    def settle(self) -> None:
        raise NotImplementedError

    # --- what may happen to every file ----------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([0.1, 0.25, 1.1, 2.5]))
    def poll(self, seconds: float) -> None:
        self.run(seconds)

    @rule()
    def sleep(self) -> None:
        """The machine is suspended for an hour."""
        self.clock.sleep(3600)
        self.run(0.1)

    @rule(seconds=st.sampled_from([0.5, 4.0]))
    def chmod(self, seconds: float) -> None:
        self.forbidden = True
        self.run(seconds)
        self.forbidden = False
        self.note()

    @precondition(lambda self: bool(self.timeline.posts))
    @rule(number=st.integers(0, 9))
    def read(self, number: int) -> None:
        """The reader marks a post."""
        id = self.timeline.posts[number % len(self.timeline)].id
        self.timeline.mark([id], seen=True, starred=True)
        self.marked.add(id)

    @invariant()
    def nothing_is_there_twice_and_marks_are_kept(self) -> None:
        assert len({post.id for post in self.timeline.posts}) == len(self.timeline.posts)
        for id in self.marked:
            assert self.timeline.status(id).starred
            assert self.timeline.status(id).seen


class PageMachine(FileMachine):
    """A page that is one unit. Post `n` was written in minute `n`."""

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[int, int] = {}
        """How often each post on the page was edited."""
        self.newest, self.oldest = 500, 500
        self.whole = True
        """The file is what the model says."""

    @initialize(watched=st.booleans(), count=st.integers(2, 6))
    def begin(self, watched: bool, count: int) -> None:
        self.watched = watched
        self.newest = self.oldest + count
        self.model = dict.fromkeys(range(self.oldest, self.newest), 0)
        self.publish(save)
        self.follow()

    def text(self) -> bytes:
        def made(number: int, edits: int) -> tuple[str, str]:
            words = random.Random(number)
            said = " ".join(words.choices(WORDS, k=14)).capitalize()
            body = [f"{said}, said number {number}.", *(f"Amended for the {edit + 1}. time by the {WORDS[edit % 20]}." for edit in range(edits))]
            return post(number, headline=f"{' '.join(words.choices(WORDS, k=5)).capitalize()} {number}", body=body)

        return page([made(number, self.model[number]) for number in sorted(self.model, reverse=True)]).encode()

    def publish(self, how: Callable[[Path, bytes], object]) -> None:
        self.write(how, self.text())
        self.whole = True

    @rule(how=st.sampled_from([save, replace, recreate]), pause=SOON)
    def prepend(self, how: Callable[[Path, bytes], object], pause: float) -> None:
        self.model[self.newest] = 0
        self.newest += 1
        self.publish(how)
        self.run(pause)

    @rule(pause=SOON)
    def append(self, pause: float) -> None:
        """An older post at the end."""
        self.oldest -= 1
        self.model[self.oldest] = 0
        self.publish(save)
        self.run(pause)

    @rule(number=st.integers(0, 9), how=st.sampled_from([save, replace]), pause=SOON)
    def edit(self, number: int, how: Callable[[Path, bytes], object], pause: float) -> None:
        self.model[sorted(self.model)[number % len(self.model)]] += 1
        self.publish(how)
        self.run(pause)

    @precondition(lambda self: len(self.model) > 1)
    @rule(number=st.integers(0, 9), pause=SOON)
    def delete(self, number: int, pause: float) -> None:
        del self.model[sorted(self.model)[number % len(self.model)]]
        self.publish(save)
        self.run(pause)

    @rule(pause=st.sampled_from([0.05, 0.3, 3.0]))
    def truncate(self, pause: float) -> None:
        self.write(save, b"")
        self.whole = False
        self.run(pause)

    @rule(cuts=st.lists(st.integers(1, 19), min_size=1, max_size=4, unique=True), pause=st.sampled_from([0.05, 0.3, 0.7]))
    def rewrite_in_steps(self, cuts: list[int], pause: float) -> None:
        self.model[self.newest] = 0
        self.newest += 1
        data = self.text()
        for cut in sorted(cuts):
            self.write(save, data[: len(data) * cut // 20])
            self.run(pause)
        self.publish(save)

    @rule()
    def atomic_replace(self) -> None:
        self.publish(replace)

    @rule(pause=SOON)
    def unlink_create(self, pause: float) -> None:
        self.path.unlink(missing_ok=True)
        self.note()
        self.run(pause)
        self.publish(save)

    @precondition(lambda self: self.path.exists())
    @rule(pause=st.sampled_from([0.3, 4.0]))
    def rotate(self, pause: float) -> None:
        """It is renamed away, and comes again with another post."""
        self.path.rename(self.folder / "old")
        self.note()
        self.run(pause)
        self.model[self.newest] = 0
        self.newest += 1
        self.publish(save)

    @rule()
    def restart(self) -> None:
        self.follow()

    @rule()
    def settle(self) -> None:
        """The writer pauses; the timeline has what the page has."""
        if not self.whole:
            self.publish(save)
        self.run(QUIET)
        posts: dict[int, list[Any]] = {}
        for each in self.timeline.posts:
            posts.setdefault(int((each.entry.headline or "").split()[-1]), []).append(each)
        for number, edits in self.model.items():
            (each,) = posts[number]
            assert not each.status.withdrawn
            assert f"said number {number}." in each.entry.text
            assert each.entry.text.count("Amended") == edits
        for number, (each,) in posts.items():
            if number not in self.model and min(self.model) < number:
                assert each.status.withdrawn


class LogMachine(FileMachine):
    """A log that grows at its end: everything that was ever written and could be read is there once."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[int] = []
        self.numbers = itertools.count()

    @initialize(watched=st.booleans(), count=st.integers(2, 4))
    def begin(self, watched: bool, count: int) -> None:
        self.watched = watched
        self.write(save, self.more(count))
        self.follow()

    def more(self, count: int) -> bytes:
        """So many further records."""
        made = list(itertools.islice(self.numbers, count))
        self.written += made
        return b"".join(map(self.line, made))

    @staticmethod
    def line(number: int) -> bytes:
        words = " ".join(random.Random(number).choices(WORDS, k=4))
        return f"2026-03-01 {10 + number // 3600:02}:{number // 60 % 60:02}:{number % 60:02} {words} {number}\n".encode()

    def add(self, data: bytes) -> None:
        with self.path.open("ab") as file:
            file.write(data)
        self.note()

    def be_read(self, *, in_place: bool = False) -> None:
        """Whatever was written is read, or its file open at least: what is gone before that nobody can read. One that is overwritten `in_place` must be read, also behind the old one."""
        self.run(8.0 if in_place else 2.5)

    @rule(count=st.integers(1, 3), pause=SOON)
    def append(self, count: int, pause: float) -> None:
        self.add(self.more(count))
        self.run(pause)

    @rule(cuts=st.lists(st.integers(1, 40), min_size=1, max_size=3, unique=True), pause=st.sampled_from([0.1, 1.1, 7.0]))
    def rewrite_in_steps(self, cuts: list[int], pause: float) -> None:
        """A record that is written bit by bit, also so slowly that its beginning is shown."""
        data = self.more(1)
        for start, end in itertools.pairwise([0, *(cut for cut in sorted(cuts) if cut < len(data)), len(data)]):
            self.add(data[start:end])
            self.run(pause)

    @rule(kept=st.integers(0, 5), how=st.sampled_from([save, replace, recreate]), pause=SOON)
    def edit(self, kept: int, how: Callable[[Path, bytes], object], pause: float) -> None:
        """It is written anew, with some of what it had and more."""
        self.be_read(in_place=how is save)
        before = b"".join(map(self.line, self.written[-kept:] if kept else []))
        self.write(how, before + self.more(1))
        self.run(pause)

    @rule(count=st.integers(1, 2))
    def truncate(self, count: int) -> None:
        """Copied away and truncated; its writer goes on at the start."""
        self.be_read(in_place=True)
        self.write(save, b"")
        self.run(0.3)
        self.add(self.more(count))

    @precondition(lambda self: self.path.exists())
    @rule(late=st.integers(0, 2), pause=SOON)
    def rotate(self, late: int, pause: float) -> None:
        """Renamed; its writer goes on for a moment in the old file, then in the new one."""
        self.be_read()
        self.path.rename(self.folder / "old")
        self.note()
        with (self.folder / "old").open("ab") as file:
            file.write(self.more(late))
        self.run(pause)
        self.write(save, self.more(2))

    @rule()
    def unlink_create(self) -> None:
        self.be_read()
        self.path.unlink(missing_ok=True)
        self.note()
        self.run(0.3)
        self.write(save, self.more(1))

    @rule(meanwhile=st.sampled_from(["nothing", "appended", "rotated"]))
    def restart(self, meanwhile: str) -> None:
        self.add(self.more(2))  # by one record and a half nobody who comes anew can tell a log
        self.settle()
        self.stop()
        if meanwhile == "appended":
            self.add(self.more(2))
        elif meanwhile == "rotated":
            self.write(replace, self.more(2))
        self.follow()

    @rule()
    def settle(self) -> None:
        self.run(7.5 + QUIET)  # an old file is read on for five seconds, and a line without an end waits as long
        assert [int(post.entry.text.split()[-1]) for post in self.timeline.posts] == self.written
        assert not any(post.status.withdrawn or post.status.edited for post in self.timeline.posts)


@pytest.mark.row("T4")
@pytest.mark.parametrize("machine", [PageMachine, LogMachine], ids=["page", "log"])
def test_file_that_anything_may_happen_to_ends_up_in_the_timeline(machine: type[FileMachine]) -> None:
    run_state_machine_as_test(
        machine, settings=settings(max_examples=TRIES // 2, stateful_step_count=9, deadline=None, suppress_health_check=list(HealthCheck))
    )
