"""Standard input that a producer keeps writing to: what a look gives while it has not ended. The program on a terminal is in test_terminal."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC
from pathlib import Path

import pytest

from feeds import Document, Follower, Look, Snapshot, SourceNotFound, SourceUnavailable, StdinSource, Timeline, parse_document
from tui.clock import SystemClock

from .pages import live_page
from .pseudo import Terminal
from .support import count_open, left_open, our_threads
from .test_appended import lines
from .test_file_source import NEVER_OPEN
from .waiting import PATIENCE, join, until

FEEDREADER = Path(sys.executable).with_name("feedreader")


class Producer:
    """The two ends of a pipe, and the source that reads from it. Its clock stands still."""

    def __init__(self, *, limit: int = 1 << 30) -> None:
        self.time = 1000.0
        self._reading, self._writing = os.pipe()
        self.source = StdinSource(self._reading, zone=UTC, limit=limit, monotonic=lambda: self.time)
        self.timeline = Timeline()
        self.snapshots: list[Snapshot] = []
        self._last: Document | None = None
        self._poured = 0
        self._pouring: threading.Thread | None = None

    def pour(self, data: bytes) -> None:
        self._poured += os.write(self._writing, data)

    def pour_much(self, data: bytes) -> threading.Thread:
        """Write what a pipe cannot hold, beside the test, and end."""

        def run() -> None:
            with suppress(BrokenPipeError), open(self._writing, "wb", closefd=False) as pipe:  # whoever reads may have left
                pipe.write(data)
            self.end()

        self._pouring = threading.Thread(target=run, daemon=True)
        self._pouring.start()
        return self._pouring

    def end(self) -> None:
        if self._writing >= 0:
            os.close(self._writing)
            self._writing = -1

    async def look(self, *, after: float = 0.0) -> Document | None:
        """One look, as soon as what was poured has come; what it brings is merged."""
        basin = self.source._basin
        if self.source._tap is not None:
            await until(lambda: basin.ended or basin.dropped + len(basin.data) >= self._poured)
        if self._writing < 0:
            await until(lambda: basin.ended or self.source._tap is None)
        self.time += after
        document = await self.source.fetch(self._last)
        if document is not None:
            self._last = document
            snapshot = parse_document(document)
            self.snapshots.append(snapshot)
            if snapshot.open_at is not None:
                self.source.read_on(snapshot.open_at, snapshot.format)
            self.timeline.merge(snapshot)
        return document

    @property
    def texts(self) -> list[str]:
        return [post.entry.text for post in self.timeline.posts]

    def leave(self) -> None:
        """Close the descriptor that the source was given."""
        if self._reading >= 0:
            os.close(self._reading)
            self._reading = -1

    def close(self) -> None:
        """Close everything, and wait for the threads that wrote and read: they may not go on in the next test."""
        self.source.close()
        self.leave()
        if self._pouring is not None:
            join(self._pouring)
        self.end()
        for thread in our_threads("feedreader-pipe"):
            join(thread)


@pytest.fixture
def producer() -> Iterator[Producer]:
    producer = Producer()
    yield producer
    producer.close()


@pytest.mark.row("F37")
async def test_log_is_given_as_it_comes_from_its_last_record_on(producer: Producer) -> None:
    producer.pour(lines(0, 1))
    first = await producer.look()
    nothing = await producer.look()
    producer.pour(lines(2) + lines(3)[:30])
    second = await producer.look()
    waiting = await producer.look(after=1)
    producer.pour(lines(3)[30:])
    third = await producer.look()

    assert first is not None
    assert (first.data, first.continues) == (lines(0, 1), None)
    assert nothing is waiting is None
    assert second is not None
    assert (second.data, second.continues, second.offset, second.settled) == (lines(1, 2), "log-lines", len(lines(0)), False)
    assert third is not None
    assert (third.data, third.offset, third.settled) == (lines(2, 3), len(lines(0, 1)), True)
    assert producer.texts == [f"reading {number} is in" for number in range(4)]
    assert producer.source.finished is False


@pytest.mark.row("F4")
async def test_line_without_an_end_is_given_after_five_quiet_seconds_and_at_the_end(producer: Producer) -> None:
    producer.pour(lines(0, 1))
    await producer.look()
    producer.pour(lines(2)[:30])
    early = await producer.look(after=4.9)
    late = await producer.look(after=0.2)
    shown = producer.texts[2]
    producer.pour(lines(2)[30:] + lines(3)[:30])
    await producer.look()
    producer.end()
    last = await producer.look()

    assert early is None
    assert late is not None
    assert shown == lines(2)[20:30].decode().rstrip()
    assert last is not None
    assert last.settled
    assert producer.texts[2:] == ["reading 2 is in", lines(3)[20:30].decode().rstrip()]
    assert producer.source.finished is True


@pytest.mark.row("F37")
async def test_page_is_given_whole_as_it_grows_and_is_settled_when_it_rests(producer: Producer) -> None:
    page = live_page(6).encode()
    producer.pour(page[:600])
    first = await producer.look()
    producer.pour(page[600:700])
    hurried = await producer.look()
    paused = await producer.look(after=0.3)
    rested = await producer.look(after=1)
    producer.pour(page[700:])
    producer.end()
    last = await producer.look()

    assert hurried is None
    assert [document and (document.data, document.settled) for document in (first, paused, rested, last)] == [
        (page[:600], False),
        (page[:700], False),
        (page[:700], True),
        (page, True),
    ]
    assert len(producer.timeline) == 6
    assert producer.source.finished is True
    assert await producer.look() is None


async def test_silent_producer_holds_nobody_up(producer: Producer) -> None:
    assert await asyncio.wait_for(producer.look(), PATIENCE) is None
    assert producer.source.finished is False


@pytest.mark.row("F37")
async def test_what_was_given_of_a_log_is_not_kept() -> None:
    producer = Producer()
    data = lines(*range(1000)) * 1600
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    pouring = producer.pour_much(data)
    came = 0
    last: Document | None = None
    while not producer.source.finished:
        document = await producer.source.fetch(last)
        if document is not None:
            last = document
            open_at = document.data.rfind(b"2026-03-01")
            came += len(document.data)
            producer.source.read_on(open_at, "log-lines")
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    join(pouring)
    producer.close()

    assert came >= len(data)
    assert peak < len(data) / 2, f"{peak:,} of {len(data):,}"


@pytest.mark.row("F37")
async def test_producer_waits_while_nobody_looks() -> None:
    producer = Producer()
    producer.pour(lines(0, 1))
    await producer.look()
    pouring = producer.pour_much(lines(*range(2, 1000)) * 800)
    await until(lambda: producer.source._basin.full)
    assert pouring.is_alive()

    while not producer.source.finished:
        document = await producer.source.fetch(None)
        if document is not None:
            producer.source.read_on(document.data.rfind(b"2026-03-01"), "log-lines")
    join(pouring)
    producer.close()


async def test_page_that_waits_to_be_read_on_is_not_taken_for_whole() -> None:
    producer = Producer()
    pouring = producer.pour_much(live_page(8000).encode())
    basin = producer.source._basin
    producer.source._tend()
    await until(lambda: basin.full)
    first = await producer.look()
    assert first is not None
    await until(lambda: basin.full and len(basin.data) > len(first.data))
    second = await producer.look(after=60)
    producer.close()
    join(pouring)

    assert second is not None
    assert len(first.data) < len(second.data)
    assert (first.settled, second.settled) == (False, False)


@pytest.mark.row("F6")
async def test_record_longer_than_what_may_pile_up_is_read() -> None:
    producer = Producer()
    producer.pour(lines(0, 1))
    await producer.look()
    pouring = producer.pour_much(lines(2)[:-1] + b"x" * 20_000_000 + b"\n" + lines(3))
    async with asyncio.timeout(PATIENCE):
        while not producer.source.finished:
            await producer.look()
    join(pouring)
    producer.close()

    assert len(producer.timeline) == 4
    assert producer.texts[3] == "reading 3 is in"
    assert any("too long" in problem.message for snapshot in producer.snapshots for problem in snapshot.problems)


@pytest.mark.row("F40")
async def test_more_than_the_limit_is_refused() -> None:
    producer = Producer(limit=64_000)
    pouring = producer.pour_much(b"x" * 60_000 + b"y" * 10_000)
    with pytest.raises(SourceNotFound, match="more than the 64,000 bytes that are read"):
        await producer.look()
    join(pouring)

    assert producer.source.finished is True
    assert await producer.look() is None
    producer.close()


async def test_failure_behind_what_came_is_told_after_it(producer: Producer, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = os.read, list[int]()

    def read(descriptor: int, size: int) -> bytes:
        if threading.current_thread().name != "feedreader-pipe":
            return real(descriptor, size)
        calls.append(descriptor)
        if len(calls) > 1:
            raise OSError(5, "Input/output error")
        return real(descriptor, size)

    monkeypatch.setattr(os, "read", read)
    producer.pour(lines(0, 1))
    document = await producer.look()
    producer.pour(lines(2))

    assert document is not None
    with pytest.raises(SourceUnavailable, match="standard input cannot be read: Input/output error"):
        await producer.look()
    assert len(producer.timeline) == 2
    assert producer.source.finished is True


@pytest.mark.row("F37")
async def test_follower_tells_a_live_pipe_and_its_end() -> None:
    """In real time: the thread wakes the follower."""
    producer, looks, timeline = Producer(), list[Look](), Timeline()
    producer.source._monotonic = SystemClock().monotonic

    async def follow() -> None:
        async for look in Follower(producer.source, SystemClock()).looks():
            looks.append(look)
            if look.snapshot is not None:
                timeline.merge(look.snapshot)

    following = asyncio.create_task(follow())
    for count in range(2, 12, 3):
        producer.pour(lines(*range(count - 2, count + 1)))
        await until(lambda count=count: len(timeline) == count + 1)  # type: ignore[misc]
    producer.end()
    await asyncio.wait_for(following, PATIENCE)
    producer.close()

    assert [post.entry.text for post in timeline.posts] == [f"reading {number} is in" for number in range(12)]
    assert {look.kind for look in looks[:-1]} == {"changed"}
    assert looks[-1].kind == "ended"


async def test_input_whose_owner_closes_it_reads_nothing_else_that_has_its_number(producer: Producer) -> None:
    producer.pour(lines(0, 1))
    await producer.look()
    producer.end()
    producer.leave()
    other = os.pipe()
    os.write(other[1], b"words for somebody else")
    await until(lambda: not our_threads("feedreader-pipe"))
    last = await producer.source.fetch(None)
    left = os.read(other[0], 100)
    for descriptor in other:
        os.close(descriptor)

    assert left == b"words for somebody else"
    assert last is None or b"somebody" not in last.data


# --- what standard input may be -----------------------------------------------------------------------------------------


@pytest.mark.row("F38")
@pytest.mark.parametrize("data", [lines(0, 1, 2), live_page(3).encode()], ids=["log", "page"])
async def test_file_as_standard_input_is_read_to_its_end(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    with path.open("rb") as file:
        source, timeline = StdinSource(file.fileno(), zone=UTC), Timeline()
        looks = []
        async for look in Follower(source, SystemClock()).looks():
            looks.append(look)
            if look.snapshot is not None:
                timeline.merge(look.snapshot)

    assert [look.kind for look in looks] == ["changed", "ended"]
    assert len(timeline) == 3


@pytest.mark.row("F38")
@pytest.mark.parametrize("kind", ["empty", "null", "closed", "folder"])
async def test_standard_input_that_has_nothing_is_told_and_is_the_end(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "empty"
    path.write_bytes(b"")
    descriptor = os.open({"null": "/dev/null", "folder": str(tmp_path)}.get(kind, path), os.O_RDONLY)
    looks = [look async for look in Follower(StdinSource(NEVER_OPEN if kind == "closed" else descriptor), SystemClock()).looks()]
    os.close(descriptor)

    told = {"closed": "standard input cannot be read: Bad file descriptor", "folder": "standard input cannot be read: Is a directory"}
    assert [look.kind for look in looks] == ["failed"]
    assert str(looks[0].error) == told.get(kind, "standard input was empty")


@pytest.mark.row("F38")
@pytest.mark.skipif(not FEEDREADER.exists(), reason="the program is not installed beside this Python")
def test_program_without_standard_input_says_so() -> None:
    with Terminal(["sh", "-c", f"{FEEDREADER} - 0<&-"], size=(100, 24)) as terminal:
        terminal.until("standard input is closed; pipe something into it: producer | feedreader -")

        assert terminal.wait() == 1


@pytest.mark.row("F38")
async def test_pipe_that_a_neighbour_has_set_not_to_block_is_waited_for(producer: Producer) -> None:
    """The flag belongs to the pipe's open file, which others may have too."""
    os.set_blocking(producer._reading, False)
    assert await producer.look() is None
    for number in range(0, 6, 2):
        producer.pour(lines(number, number + 1))
        await producer.look()
    producer.end()
    await producer.look(after=1)

    assert producer.texts == [f"reading {number} is in" for number in range(6)]
    assert producer.source.finished is True


@pytest.mark.row("F38")
def test_pipe_that_does_not_block_is_read_to_its_end_at_once(producer: Producer) -> None:
    os.set_blocking(producer._reading, False)

    def write() -> None:
        producer.pour(lines(0, 1))
        producer.end()

    timer = threading.Timer(0.1, write)
    timer.start()
    document = producer.source.look()
    timer.join()

    assert document.data == lines(0, 1)


async def test_source_that_is_closed_leaves_no_thread_though_the_producer_goes_on(producer: Producer) -> None:
    producer.source.watch(lambda: None)
    producer.pour(lines(0, 1))
    await producer.look()
    gc.collect()  # what others have left is not to be closed meanwhile
    before = count_open()
    producer.source.close()
    await until(lambda: not our_threads("feedreader-pipe"))

    assert left_open(before - 3) == 0
