"""Files on machines that misbehave: stamps that lie, disks that lag, watches that fail, storms of saves, clocks that jump. Each with the watch and with the look alone."""

from __future__ import annotations

import asyncio
import errno
import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import watchfiles

from feeds import Document, FileSource, Follower, Look, Snapshot, Timeline, parse_in_parts
from feeds.sources import age
from tui.clock import SystemClock

from .lagging import measuring
from .pages import live_page, page, post
from .support import count_open, left_open, our_threads
from .test_appended import append, line, lines
from .test_file_source import PAGE, Desk
from .test_polling import CoarseStamps, SteppedClock, Story, both_ways, follow, night, replace, save
from .test_tail import readings, texts, told
from .waiting import in_time, until

FOUR, FIVE = "The gate was shut at four.", "The gate was shut at five."


def counted(path: Path, *, watched: bool) -> tuple[Story, list[Document]]:
    """A story of a file, and the documents that are parsed in it."""
    read: list[Document] = []

    def parse(document: Document, kept: Any) -> Iterator[Snapshot]:
        read.append(document)
        return parse_in_parts(document, kept)

    clock = SteppedClock()
    return Story(FileSource(path, watched=watched, monotonic=clock.monotonic, now=clock.time), clock, parse), read


# --- stamps that lie ----------------------------------------------------------------------------------------------------


@pytest.mark.row("F25")
@pytest.mark.parametrize("seconds", [-(10**9), -1, 10**8], ids=["long_ago", "a_second_ago", "to_come"])
@both_ways
async def test_time_of_change_that_is_set_alone_changes_nothing(tmp_path: Path, seconds: int, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    story, read = counted(path, watched=watched)
    async with story:
        await story.begin()
        before = len(read)
        os.utime(path, (time.time() + seconds,) * 2)
        await story.run(10)

        assert story.kinds == []
        assert len(read) == before


@pytest.mark.row("F26")
@both_ways
async def test_change_whose_time_is_set_back_is_noticed_at_once_by_the_time_of_its_state(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20), edited=[7], words=FOUR))
    async with follow(path, watched=watched) as story:
        await story.begin()
        before = path.stat()
        save(path, night(range(20), edited=[7], words=FIVE))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        took = await story.until(lambda: story.told("edited"))

        assert took <= 2.5
        assert story.timeline.entry(story.id(7)).text == FIVE


@pytest.mark.row("F26")
@both_ways
async def test_change_that_no_stamp_tells_of_is_noticed_within_a_minute(tmp_path: Path, watched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a file system that keeps no other time than the one which was set back."""
    clock, path = SteppedClock(), tmp_path / "page.txt"
    disk = CoarseStamps(monkeypatch, path, clock)
    disk.save(night(range(20), edited=[7], words=FOUR))
    async with Story(FileSource(path, watched=watched, monotonic=clock.monotonic, now=clock.time), clock) as story:
        await story.begin()
        await story.run(100)
        save(path, night(range(20), edited=[7], words=FIVE))  # the stamps stay
        took = await story.until(lambda: story.told("edited"), within=70)

        assert took <= 60 + 2.5
        assert story.timeline.entry(story.id(7)).text == FIVE

        await story.run(10)
        story.forget()
        await story.run(200)

        assert story.kinds == []


@pytest.mark.row("F26", "F17")
@both_ways
async def test_log_whose_rewriting_no_stamp_tells_of_is_read_anew_within_a_minute(tmp_path: Path, watched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, path = SteppedClock(), tmp_path / "pump.log"
    disk = CoarseStamps(monkeypatch, path, clock)
    disk.save(lines(0, 1, 2))
    async with Story(FileSource(path, watched=watched, monotonic=clock.monotonic, now=clock.time), clock) as story:
        await story.begin()
        await story.run(100)
        save(path, lines(0, 1, 3))
        await story.run(65)

        assert told(story, "new") == readings(3)
        assert told(story, "withdrawn") == []


@pytest.mark.row("F26")
def test_second_reading_of_an_unchanged_file_costs_no_memory_and_less_than_half_a_percent(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.look(after=5)
    desk.look(after=5)
    real, sizes = os.pread, list[int]()

    def count(descriptor: int, size: int, start: int) -> bytes:
        sizes.append(size)
        desk._monotonic += 0.5  # a slow disk
        return real(descriptor, size, start)

    monkeypatch.setattr(os, "pread", count)
    for _ in range(6000):
        assert desk.look(after=0.1) is None

    assert max(sizes) <= 1 << 20
    assert 1 <= 0.5 * len(sizes) / 600 * 100 <= 0.5 * age.SHARE or len(sizes) <= 6


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "page.txt")


@pytest.mark.row("F27")
@both_ways
async def test_older_copy_that_comes_back_with_its_old_time_is_read_as_it_stands(tmp_path: Path, watched: bool) -> None:
    """As rsync -t and a restored backup leave it. What is made of it is the timeline's."""
    path = save(tmp_path / "page.txt", night(range(18)))
    copy = save(tmp_path / "copy.txt", night(range(18)))
    os.utime(copy, (10**9, 10**9))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, night(range(20), edited=[3]))
        await story.run(10)
        story.forget()
        os.replace(copy, path)
        await story.until(lambda: story.told("edited"))

        assert story.told("edited") == [3]
        assert story.told("withdrawn") == []
        assert sorted(story.numbers) == list(range(20))


# --- disks that lag -----------------------------------------------------------------------------------------------------


class FarAway:
    """A file server: the state of a path is known to this machine only some seconds late, and open files are forgotten."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, path: Path, clock: SteppedClock, lag: float) -> None:
        self._path, self._clock, self._lag = os.fspath(path), clock, lag
        self.stale = 0
        """How many readings fail from now on."""
        self._real = {"stat": os.stat, "pread": os.pread, "fstat": os.fstat}
        self._seen: tuple[float, os.stat_result | None] = (0.0, None)
        monkeypatch.setattr(os, "stat", self._stat)
        monkeypatch.setattr(os, "pread", self._pread)

    def _stat(self, path: Any, *asked: Any, **more: Any) -> os.stat_result:
        if os.fspath(path) != self._path:
            return self._real["stat"](path, *asked, **more)  # type: ignore[no-any-return, operator]
        now = self._clock.monotonic()
        if self._seen[1] is None or now - self._seen[0] >= self._lag:
            self._seen = (now, self._real["stat"](path))  # type: ignore[operator]
        assert self._seen[1] is not None
        return self._seen[1]

    def _pread(self, descriptor: int, size: int, start: int) -> bytes:
        if self.stale > 0:
            self.stale -= 1
            raise OSError(errno.ESTALE, "Stale file handle")
        return self._real["pread"](descriptor, size, start)  # type: ignore[no-any-return, operator]


@pytest.mark.row("F34")
@both_ways
async def test_page_on_a_server_that_tells_late_is_right_in_the_end(tmp_path: Path, watched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    story, read = counted(path, watched=watched)
    far = FarAway(monkeypatch, path, story.clock, 3)
    async with story:
        await story.begin()
        before = len(read)
        for number in range(20, 30):
            (save if number % 2 else replace)(path, night(range(number + 1)))
            far.stale = 1
            await story.run(1.7)
        await story.run(8)

        assert story.everything_told == {"new": list(range(20, 30))} or sorted(story.told("new")) == list(range(20, 30))
        assert story.told("edited") == story.told("withdrawn") == []
        assert story.errors == []
        assert len(read) - before <= 40


@pytest.mark.row("F34")
@both_ways
async def test_log_on_a_server_that_tells_late_is_right_in_the_end(tmp_path: Path, watched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "pump.log", lines(0, 1))
    clock = SteppedClock()
    story = Story(FileSource(path, watched=watched, monotonic=clock.monotonic, now=clock.time), clock)
    far = FarAway(monkeypatch, path, clock, 3)
    async with story:
        await story.begin()
        for number in range(2, 12):
            append(path, line(number))
            far.stale = 1
            await story.run(1.7)
        await story.run(8)

        assert texts(story) == readings(*range(12))
        assert told(story, "new") == readings(*range(2, 12))
        assert story.errors == []


@pytest.mark.row("F34")
@both_ways
async def test_size_that_the_open_file_does_not_have_yet_is_waited_for(tmp_path: Path, watched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "pump.log", lines(0, 1))
    async with follow(path, watched=watched) as story:
        await story.begin()
        real, before = os.fstat, path.stat()
        monkeypatch.setattr(os, "fstat", lambda descriptor: before if real(descriptor).st_ino == before.st_ino else real(descriptor))
        append(path, line(2))
        await story.run(5)
        early = texts(story)
        monkeypatch.setattr(os, "fstat", real)
        await story.run(5)

        assert early == readings(0, 1)
        assert texts(story) == readings(0, 1, 2)


@pytest.mark.row("F34")
@pytest.mark.parametrize("mode", ["page", "log"])
@both_ways
async def test_server_that_has_lost_the_file_for_long_is_told_once_and_goes_on(
    tmp_path: Path, mode: str, watched: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path / "file", night(range(20)) if mode == "page" else lines(0, 1))
    clock = SteppedClock()
    story = Story(FileSource(path, watched=watched, monotonic=clock.monotonic, now=clock.time), clock)
    far = FarAway(monkeypatch, path, clock, 0)
    async with story:
        await story.begin()
        far.stale = 10**9
        if mode == "page":
            save(path, night(range(21)))
        else:
            append(path, line(2))
        await story.run(4)

        assert story.errors == []

        await story.run(20)

        assert story.errors == [f"{path} cannot be read: Stale file handle"]

        far.stale = 0
        await story.run(5)

        assert len(story.changes) == 1 if mode == "log" else story.told("new") == [20]
        assert len(story.timeline) == (21 if mode == "page" else 3)


# --- watches that fail --------------------------------------------------------------------------------------------------


@pytest.mark.row("F35")
@pytest.mark.parametrize(
    "error",
    [OSError(errno.EMFILE, "Too many open files"), OSError(errno.ENOSPC, "No space left on device"), RuntimeError("OS file watch limit reached")],
    ids=["EMFILE", "ENOSPC", "rust"],
)
async def test_watch_that_cannot_be_had_is_logged_once_and_the_look_goes_on_alone(
    tmp_path: Path, error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[object] = []

    def refuse(*folders: object, **more: object) -> Iterator[set[object]]:
        asked.append(folders)
        raise error
        yield set()

    monkeypatch.setattr(watchfiles, "watch", refuse)
    path = save(tmp_path / "page.txt", night(range(20)))
    with caplog.at_level(logging.INFO, "feeds"):
        async with follow(path, watched=True) as story:
            await story.run(1)
            await until(lambda: asked and not our_threads("feedreader-watch"))
            await story.begin()
            for number in range(20, 24):
                save(path, night(range(number + 1)))
                took = await story.until(lambda number=number: number in story.numbers)  # type: ignore[misc]
                await story.run(3)

                assert took <= 0.4

            assert story.told("new") == [20, 21, 22, 23]
            assert story.errors == []
            assert len(asked) == 1

            await story.run(300)

            assert 3 <= len(asked) <= 7

    assert len(caplog.records) == 1
    assert caplog.records[0].levelno < logging.WARNING  # what nobody asked to see is not written on the screen


@pytest.mark.row("F35")
async def test_watch_that_loses_events_is_noticed_by_the_looks_which_become_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A queue that overflows, or a network drive, on which nothing is ever told."""
    rings: list[Callable[[], None]] = []

    def silent(*folders: object, stop_event: threading.Event, **more: object) -> Iterator[set[object]]:
        ring = threading.Event()
        rings.append(ring.set)
        while not stop_event.wait(0.01):
            if ring.is_set():
                ring.clear()
                yield {(1, "page.txt")}

    monkeypatch.setattr(watchfiles, "watch", silent)
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=True) as story:
        await story.begin()
        waits = []
        for number in range(20, 26):
            save(path, night(range(number + 1)))
            waits.append(await story.until(lambda number=number: number in story.numbers))  # type: ignore[misc]
            await story.run(4.3)

        assert waits[0] <= 2.5
        assert max(waits[1:]) <= 0.4
        assert story.source.interval == 0.25

        rings[-1]()  # it tells of something after all
        await until(lambda: isinstance(story.source, FileSource) and story.source._watch is not None and story.source._watch.hears)
        await story.run(5)

        assert story.source.interval == 2.0


# --- writers ------------------------------------------------------------------------------------------------------------


@pytest.mark.row("F39")
@pytest.mark.parametrize("lock", [fcntl.flock, fcntl.lockf], ids=["flock", "fcntl"])
@pytest.mark.parametrize("mode", ["page", "log"])
@both_ways
async def test_lock_of_a_writer_holds_nobody_up(tmp_path: Path, lock: Callable[[int, int], None], mode: str, watched: bool) -> None:
    path = save(tmp_path / "file", night(range(20)) if mode == "page" else lines(0, 1))
    with path.open("r+b") as writer:
        lock(writer.fileno(), fcntl.LOCK_EX)
        async with follow(path, watched=watched) as story:
            await story.begin()
            if mode == "page":
                save(path, night(range(21)))
            else:
                append(path, line(2))
            took = await story.until(lambda: story.changes)

            assert took <= 3.5
            assert len(story.timeline) == (21 if mode == "page" else 3)
            assert story.errors == []


WORDS = "Über the größte Flut: 3 \N{EURO SIGN}"
ENCODED: dict[str, Callable[[str], bytes]] = {
    "utf8_mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "utf16_le_mark": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "utf16_be_mark": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "utf16_le": lambda text: text.encode("utf-16-le"),
    "utf16_be": lambda text: text.encode("utf-16-be"),
}


@pytest.mark.row("F41")
@pytest.mark.parametrize("encoding", ENCODED)
@both_ways
async def test_page_in_any_encoding_is_followed(tmp_path: Path, encoding: str, watched: bool) -> None:
    encode = ENCODED[encoding]
    path = save(tmp_path / "page.txt", encode(night(range(20))))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, encode(night(range(21), edited=[20, 3], words=WORDS)))
        await story.run(5)

        assert story.everything_told == {"new": [20], "edited": [3]}
        assert story.timeline.entry(story.id(20)).text == WORDS
        assert story.errors == []


@pytest.mark.row("F41")
@both_ways
async def test_feed_that_declares_its_encoding_is_followed(tmp_path: Path, watched: bool) -> None:
    def feed(count: int) -> bytes:
        items = "".join(f"<item><guid>g{number}</guid><title>Über Tor {number}</title></item>" for number in reversed(range(count)))
        return f'<?xml version="1.0" encoding="iso-8859-1"?><rss version="2.0"><channel><title>Flut</title>{items}</channel></rss>'.encode("latin-1")

    path = save(tmp_path / "feed.xml", feed(3))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, feed(4))
        await story.run(5)

        assert [entry.headline for entry in story.timeline.entries][:4].count("Über Tor 3") == 1
        assert len(story.timeline) == 4
        assert story.errors == []


@pytest.mark.row("F41")
@pytest.mark.parametrize("encoding", ["utf16_le_mark", "utf16_be_mark", "utf16_le", "utf16_be"])
@both_ways
async def test_log_in_two_byte_characters_loses_nothing(tmp_path: Path, encoding: str, watched: bool) -> None:
    """As some shells of Windows write them."""
    encode = ENCODED[encoding]
    path = save(tmp_path / "pump.log", encode(lines(0, 1).decode()))
    async with follow(path, watched=watched) as story:
        await story.begin()
        for number in range(2, 6):
            append(path, encode(line(number))[2 * encoding.endswith("mark") :])
            await story.run(4)
        await story.run(10)

        assert texts(story) == readings(*range(6))
        assert [told(story, what) for what in ("edited", "withdrawn")] == [[], []]


# --- sleeping, storms and clocks ----------------------------------------------------------------------------------------


@pytest.mark.row("F47")
@both_ways
async def test_machine_that_slept_through_many_saves_reads_the_last_one_once(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    story, read = counted(path, watched=watched)
    async with story:
        await story.begin()
        before = len(read)
        pages = [night(range(21 + number)) for number in range(20)]
        for number in range(500):
            (save if number % 3 else replace)(path, pages[number // 25])
        story.clock.sleep(3600)
        await story.until(lambda: story.told("new"))
        first = [document for document in read[before:] if document.settled is False]
        await story.run(5)

        assert len(first) == 1
        assert {document.data for document in read[before:]} == {night(range(40)).encode()}  # and the same bytes again when they rest
        assert len(read) - before <= 2
        assert story.everything_told == {"new": list(range(39, 19, -1))}


@pytest.mark.row("F48")
@both_ways
async def test_storm_of_saves_is_read_five_times_a_second_and_a_single_save_at_once(tmp_path: Path, watched: bool) -> None:
    """Time passes as the test lets it; the reader is woken by every save."""
    path = save(tmp_path / "page.txt", night(range(20)))
    story, _ = counted(path, watched=watched)
    times: list[float] = []
    parse = story.follower._visits._reading._parse

    def timed(document: Document, kept: Any) -> Iterator[Snapshot]:
        times.append(story.clock.monotonic())
        return parse(document, kept)

    story.follower._visits._reading._parse = timed
    async with story:
        await story.begin()
        times.clear()
        save(path, night(range(21)))
        story.follower._wake.set()
        took = await story.until(lambda: story.told("new"))

        assert took <= 0.15

        await story.run(10)
        times.clear()
        pages = [night(range(2 + number, 22 + number)) for number in range(100)]
        for number in range(1000):  # a hundred a second, for ten seconds
            save(path, pages[number // 10])
            story.follower._wake.set()
            await story.run(0.01)
        took = await story.until(lambda: 120 in story.numbers)

        assert took <= 0.5
        assert max(sum(begun <= each < begun + 0.99 for each in times) for begun in times) <= 5
        assert 45 <= len(times) <= 53
        assert story.told("withdrawn") == []


@pytest.mark.row("F48")
@both_ways
async def test_storm_of_saves_in_real_time_holds_up_nothing(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    read: list[Document] = []

    def parse(document: Document, kept: Any) -> Iterator[Snapshot]:
        read.append(document)
        return parse_in_parts(document, kept)

    timeline = Timeline()

    async def take() -> None:
        async for look in Follower(FileSource(path, watched=watched, now=lambda: time.time() + 10), SystemClock(), parse=parse).looks():
            if look.snapshot is not None:
                timeline.merge(look.snapshot)

    with measuring() as held:
        task = asyncio.create_task(take())
        await until(lambda: len(timeline) == 20)
        before, start = len(read), time.monotonic()
        for number in range(100):
            (save if number % 2 else replace)(path, night(range(21 + number)))
            await asyncio.sleep(max(0.0, start + (number + 1) / 100 - time.monotonic()))
        end = time.monotonic()
        await until(lambda: len(timeline) == 120)
        took = time.monotonic() - end
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    assert len(read) - before <= 5 * (time.monotonic() - start + 1)
    assert in_time(took, 3)
    assert held.longest < 0.1, held.by
    assert not [post.id for post in timeline.posts if post.status.withdrawn]


@pytest.mark.row("F49")
@pytest.mark.parametrize("hours", [-1, 24], ids=["back_an_hour", "forward_a_day"])
@pytest.mark.parametrize("mode", ["page", "log", "plain"])
@both_ways
async def test_clock_that_is_set_while_a_file_is_followed_changes_nothing(tmp_path: Path, hours: int, mode: str, watched: bool) -> None:
    def text(count: int) -> str:
        match mode:
            case "page":
                return page([post(number, headline=f"Headline {number} of it") for number in reversed(range(count))])
            case "log":
                return lines(*range(count)).decode()
            case _:
                return "".join(f'{{"title": "Reading {number} is in"}}\n' for number in range(count))

    path = save(tmp_path / "file", text(3))
    async with follow(path, watched=watched) as story:
        await story.begin()
        for number in range(4, 12):
            if number == 7:
                story.clock._now += hours * (story.clock.now() - story.clock.now().replace(hour=story.clock.now().hour - 1))
            save(path, text(number))
            took = await story.until(lambda: story.told("new"), within=4)
            await story.run(4)

            assert took <= 3.5
            assert [story.told(what) for what in ("edited", "withdrawn", "restored")] == [[], [], []]
            assert len(story.timeline) == number

        shown = [post.entry.headline or post.entry.text for post in story.timeline.posts]
        assert [int(each.split()[1]) for each in shown] == list(range(11))
        assert story.errors == []


# --- ends and beginnings ------------------------------------------------------------------------------------------------


@pytest.mark.row("F45", "F46")
@pytest.mark.parametrize("meanwhile", ["nothing", "rest_of_a_line", "rotated", "truncated", "rewritten"])
@both_ways
async def test_log_that_went_on_while_nobody_followed_is_told_once(tmp_path: Path, meanwhile: str, watched: bool) -> None:
    path = save(tmp_path / "pump.log", lines(0, 1) + line(2)[:30].encode())
    async with follow(path, watched=watched) as before:
        await before.begin()
    match meanwhile:
        case "rest_of_a_line":
            append(path, line(2)[30:])
        case "rotated":
            append(path, line(2)[30:])
            os.rename(path, tmp_path / "pump.log.1")
            save(path, lines(3))
        case "truncated" | "rewritten":
            save(path, lines(3) if meanwhile == "truncated" else lines(*range(10)))
    async with follow(path, watched=watched) as after:
        after.timeline = before.timeline
        await after.begin()
        append(path, (b"" if meanwhile != "nothing" else line(2)[30:].encode()) + lines(20))
        await after.run(10)

    said = texts(after)
    expected = {
        "nothing": readings(0, 1, 2, 20),
        "rest_of_a_line": readings(0, 1, 2, 20),
        "rotated": [*readings(0, 1), "readi", *readings(3, 20)],
        "truncated": [*readings(0, 1), "readi", *readings(3, 20)],
        "rewritten": readings(*range(10), 20),
    }
    assert [text for text in said if text in readings(*range(30))] == [text for text in expected[meanwhile] if text in readings(*range(30))]
    assert len({post.id for post in after.timeline.posts}) == len(after.timeline)
    assert not [post for post in after.timeline.posts if post.status.withdrawn]


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="the system does not list descriptors")
@pytest.mark.parametrize("mode", ["page", "log"])
@both_ways
async def test_hundred_rounds_leave_no_thread_and_no_descriptor(tmp_path: Path, mode: str, watched: bool) -> None:
    path = save(tmp_path / "file", PAGE if mode == "page" else lines(0, 1))
    looked: list[Look] = []

    async def round() -> None:
        looks = Follower(FileSource(path, watched=watched, now=lambda: time.time() + 10), SystemClock()).looks()
        looked.append(await anext(looks))
        await looks.aclose()  # type: ignore[attr-defined]

    await round()
    await until(lambda: not our_threads())
    before = count_open()
    for _ in range(100):
        await round()
    await until(lambda: not our_threads())

    assert len(looked) == 101
    await until(lambda: left_open(before) == 0)  # those of a watch are closed by its own thread


def test_only_the_format_decides_how_a_file_is_read(tmp_path: Path) -> None:
    """The name of a file says nothing: a page that is called a log is one unit, and a log that is called a page grows at its end."""
    for name, data, grows in (("page.log", live_page(3).encode(), False), ("log.html", lines(0, 1), True), ("log.txt", lines(0, 1), True)):
        document = FileSource(save(tmp_path / name, data)).look()
        assert document is not None
        (said,) = list(parse_in_parts(document))[-1:]

        assert (said.open_at is not None) == grows


FORMS: dict[str, Callable[[int], str]] = {
    "rss": lambda count: (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Tide</title>'
        + "".join(
            f"<item><guid>g{each}</guid><title>Post {each} is in</title><description>Gauge {each}</description></item>" for each in reversed(range(count))
        )
        + "</channel></rss>"
    ),
    "json_feed": lambda count: (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Tide", "items": ['
        + ", ".join(f'{{"id": "g{each}", "title": "Post {each} is in", "content_text": "Gauge {each}"}}' for each in reversed(range(count)))
        + "]}"
    ),
    "h_feed": lambda count: (
        '<!DOCTYPE html><html><body><div class="h-feed">'
        + "".join(
            f'<article class="h-entry"><h2 class="p-name"><a class="u-url" href="https://a.example/{each}">Post {each} is in</a></h2>'
            f'<time class="dt-published" datetime="2026-03-01T10:{each:02}:00Z">now</time><p class="e-content">Gauge {each}</p></article>'
            for each in reversed(range(count))
        )
        + "</div></body></html>"
    ),
}


@pytest.mark.row("F14", "F15")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("twentieths", [1, 7, 13, 19])
@both_ways
async def test_half_a_feed_withdraws_nothing_however_long_it_rests(tmp_path: Path, form: str, twentieths: int, watched: bool) -> None:
    whole = FORMS[form](11)
    path = save(tmp_path / "feed", FORMS[form](10))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, whole[: len(whole) * twentieths // 20])
        await story.run(30)
        early, said = story.told("withdrawn"), [problem.message for look in story.looks if look.snapshot is not None for problem in look.snapshot.problems]
        save(path, whole)
        await story.run(8)

        assert early == []
        match form:
            case "rss":  # what is whole of it is shown, and the end that is missing is told beside it
                assert said[-1].startswith("the document ends ") and story.errors == []
            case "json_feed":
                assert "is broken JSON" in story.errors[-1] and len(story.errors) == 1
            case _:  # HTML may end without a word (HTML Standard, 13.1.2.4): nobody can know that more is to come
                assert said == [] and story.errors == []
        assert {*story.told("withdrawn")} <= {-1}  # a headline that was cut in two
        assert 10 in story.told("new")
        assert {f"Gauge {number}" for number in range(11)} <= {post.entry.text for post in story.timeline.posts}
        if form != "h_feed":  # HTML has no letter by which its last post can be told from half of it
            assert story.told("new") == [10]
            assert story.told("edited") == []
