"""Named pipes: writers that come, go and come again, in real time. What a look makes of what came is in test_stdin."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from feeds import Document, Follower, Look, SourceNotFound, SourceUnavailable, StdinSource, Timeline, open_source, read_now
from feeds.sources import FileSource
from feeds.sources.disk import handed_over
from feeds.sources.fifo import FifoSource
from tui.clock import SystemClock

from .pages import live_page
from .pseudo import Terminal
from .support import count_open, left_open, our_threads
from .test_appended import line, lines
from .test_polling import ODD_NAMES, save
from .waiting import join, until

FEEDREADER = Path(sys.executable).with_name("feedreader")


class Listener:
    """Follows a named pipe, as the program does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.source = open_source(str(path))
        self.looks: list[Look] = []
        self.timeline = Timeline()
        self._task = asyncio.create_task(self._follow())

    async def _follow(self) -> None:
        async for look in Follower(self.source, SystemClock()).looks():
            self.looks.append(look)
            if look.snapshot is not None:
                self.timeline.merge(look.snapshot)

    async def write(self, data: bytes) -> None:
        """Open the pipe, write, and close it again."""
        await asyncio.to_thread(self.path.write_bytes, data)

    async def has(self, count: int) -> None:
        await until(lambda: len(self.timeline) >= count)

    async def opened(self) -> None:
        """Until the pipe is waited for."""
        await until(lambda: our_threads("feedreader-pipe"))

    @property
    def texts(self) -> list[str]:
        return [post.entry.text for post in self.timeline.posts]

    @property
    def errors(self) -> list[str]:
        return [str(look.error) for look in self.looks if look.error is not None]

    async def leave(self) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pump")
    return tmp_path / "pump"


@pytest.fixture
async def listener(pipe: Path) -> AsyncIterator[Listener]:
    listener = Listener(pipe)
    yield listener
    await listener.leave()


def readings(count: int) -> list[str]:
    return [f"reading {number} is in" for number in range(count)]


# --- writers ------------------------------------------------------------------------------------------------------------


@pytest.mark.row("F36")
async def test_writers_come_and_go_and_every_record_is_told_once(listener: Listener) -> None:
    await listener.opened()
    for number in range(0, 8, 2):
        await listener.write(lines(number, number + 1))
        await listener.has(number + 2)

    assert listener.texts == readings(8)
    assert {look.kind for look in listener.looks} == {"changed"}
    assert not listener.source.finished


@pytest.mark.row("F36")
async def test_two_writers_at_once_are_both_heard(listener: Listener) -> None:
    await listener.opened()
    with listener.path.open("wb", buffering=0) as first, listener.path.open("wb", buffering=0) as second:
        for number in range(0, 20, 2):
            first.write(lines(number))
            second.write(lines(number + 1))
        await listener.has(20)

    assert listener.texts == readings(20)


@pytest.mark.row("F36")
async def test_pipe_that_nobody_writes_to_costs_nothing(listener: Listener) -> None:
    """Before a writer came, while one is silent, and after it has gone; with the looks of the follower."""
    await listener.opened()
    shares = []
    for data in (b"", lines(0, 1), lines(2)):
        if data:
            await listener.write(data)
            await listener.has(2)
        await asyncio.sleep(0.1)
        spent, begun = time.process_time(), time.monotonic()
        await asyncio.sleep(0.5)
        shares.append((time.process_time() - spent) / (time.monotonic() - begun))

    assert min(shares) < 0.1  # a machine that is busy with other things may disturb one of them
    assert sorted(shares)[1] < 0.4  # one that spins takes 0.85


@pytest.mark.row("F36")
async def test_writer_waits_when_nobody_looks_and_nothing_is_lost(pipe: Path) -> None:
    source = FifoSource(pipe)
    try:
        assert await source.fetch(None) is None
        many = lines(*range(100)) * 12_000
        writing = threading.Thread(target=pipe.write_bytes, args=(many,), daemon=True)
        writing.start()
        await until(lambda: source._basin.full)
        assert writing.is_alive()

        came = bytearray()
        while len(came) < len(many):
            document = await source.fetch(None)
            if document is not None:
                came[document.offset :] = document.data
                open_at = document.data.rfind(b"2026-", 0, -1)
                source.read_on(max(open_at, 0), "log-lines")
        join(writing)
    finally:
        source.close()

    assert bytes(came) == many


@pytest.mark.row("F36")
async def test_page_through_a_pipe_is_shown_as_it_grows(listener: Listener) -> None:
    page = live_page(6).encode()
    await listener.opened()
    with listener.path.open("wb", buffering=0) as writer:
        writer.write(page[:-300])
        await listener.has(5)
        writer.write(page[-300:])
        await listener.has(6)
    await until(lambda: listener.looks[-1].snapshot and listener.looks[-1].snapshot.complete)

    assert len(listener.timeline) == 6
    assert listener.errors == []


# --- the name -----------------------------------------------------------------------------------------------------------


@pytest.mark.row("F36")
async def test_pipe_that_is_made_anew_is_opened_again_and_a_torn_line_stays_by_itself(listener: Listener) -> None:
    await listener.opened()
    await listener.write(lines(0, 1) + b"2026-03-01 10:00:02 torn")
    await listener.has(2)
    listener.path.unlink()
    await until(lambda: listener.errors)
    os.mkfifo(listener.path)
    await listener.write(lines(3, 4))
    await listener.has(5)

    assert listener.errors == [f"{listener.path} does not exist"]
    assert listener.texts == ["reading 0 is in", "reading 1 is in", "torn", "reading 3 is in", "reading 4 is in"]


@pytest.mark.row("F36")
async def test_pipe_that_may_only_be_read_is_followed_too(pipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write everywhere, so the system is made to refuse."""
    real = os.open

    def refuse(path: str | os.PathLike[str], flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if flags & os.O_RDWR and flags & os.O_NONBLOCK:
            raise PermissionError(13, "Permission denied")
        return real(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refuse)
    listener = Listener(pipe)
    await listener.opened()
    for number in range(0, 4, 2):
        await listener.write(lines(number, number + 1))
        await listener.has(number + 2)
    costs = []
    for _ in range(3):
        spent = time.process_time()
        await asyncio.sleep(0.2)
        costs.append(time.process_time() - spent)
    await listener.leave()

    assert listener.texts == readings(4)
    assert listener.errors == []
    assert not listener.source.finished
    assert min(costs) < 0.05  # one that spins takes 0.17 each time; the collector of garbage may come in one


@pytest.mark.row("F30", "F36")
async def test_pipe_that_becomes_something_else_is_refused_in_words_and_so_is_a_file_that_becomes_a_pipe(pipe: Path) -> None:
    was_pipe = open_source(str(pipe))
    os.remove(pipe)
    save(pipe, lines(0, 1))
    was_file = open_source(str(pipe))
    with pytest.raises(SourceNotFound) as refused:
        await was_pipe.fetch(None)
    assert await was_file.fetch(None) is not None
    os.remove(pipe)
    os.mkfifo(pipe)
    with pytest.raises(SourceNotFound) as also:
        await was_file.fetch(None)
    was_pipe.close()
    was_file.close()

    assert str(refused.value) == f"{pipe} was a pipe and is a file now; open it anew"
    assert str(also.value) == f"{pipe} is a pipe now; open it anew to follow what comes through it"


@pytest.mark.row("F30")
@pytest.mark.parametrize("kind", ["folder", "device", "socket", "missing"])
def test_only_a_pipe_is_followed_as_one(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the names of sockets are short
    match kind:
        case "folder":
            Path("it").mkdir()
        case "device":
            Path("it").symlink_to("/dev/zero")
        case "socket":
            with socket.socket(socket.AF_UNIX) as listening:
                listening.bind("it")

    assert type(open_source("it")) is FileSource


@pytest.mark.row("F43")
@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
def test_pipe_with_an_odd_name_has_a_clean_one_and_leaves_nothing_in_the_history(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    try:
        os.mkfifo(path)
    except OSError:
        pytest.skip("the file system takes no such name")
    source = open_source(str(path))

    assert isinstance(source, FifoSource)
    assert source.key == ""
    for text in (source.name, source.title):
        assert text.isprintable()
        assert text.encode()


# --- read once ----------------------------------------------------------------------------------------------------------


@pytest.mark.row("F36")
def test_pipe_that_is_read_once_is_read_until_its_last_writer_goes(pipe: Path) -> None:
    writing = threading.Thread(target=pipe.write_bytes, args=(lines(*range(5000)),), daemon=True)
    writing.start()
    source = open_source(str(pipe))
    said = read_now(source)
    join(writing)

    assert [entry.text for entry in said.entries] == readings(5000)


@pytest.mark.row("F36")
def test_empty_pipe_that_is_read_once_is_an_error(pipe: Path) -> None:
    writing = threading.Thread(target=pipe.write_bytes, args=(b"",), daemon=True)
    writing.start()
    with pytest.raises(SourceUnavailable, match="pump was empty"):
        read_now(open_source(str(pipe)))
    join(writing)


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="the system has no names for descriptors")
async def test_pipe_that_a_shell_hands_over_is_read_like_standard_input_to_its_end() -> None:
    reading, writing = os.pipe()
    source = open_source(f"/dev/fd/{reading}")
    try:
        os.write(writing, lines(0, 1))
        os.close(writing)
        document = await source.fetch(None)
    finally:
        source.close()
        os.close(reading)

    assert isinstance(source, StdinSource)
    assert document is not None
    assert (document.data, document.source) == (lines(0, 1), f"/dev/fd/{reading}")
    assert source.finished is True


@pytest.mark.skipif(not os.path.exists("/dev/stdin"), reason="the system has no name for standard input")
@pytest.mark.parametrize("name", ["/dev/stdin", "/dev/fd/0"])
def test_other_names_of_standard_input_are_told_its_own(name: str) -> None:
    program = f"from feeds import open_source\ntry: open_source({name!r})\nexcept Exception as error: print(error)"
    said = subprocess.run([sys.executable, "-c", program], input=b"", capture_output=True, check=True, cwd=Path(__file__).parent.parent)

    assert said.stdout.decode().strip() == f"{name} is standard input; give - for it"


# --- what is left behind ------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="the system does not list descriptors")
@pytest.mark.parametrize("kind", ["named", "handed_over"])
async def test_closed_pipe_leaves_no_thread_and_no_descriptor(pipe: Path, kind: str) -> None:
    reading, writing = os.pipe()
    make: Callable[[], FifoSource | StdinSource] = (lambda: FifoSource(pipe)) if kind == "named" else (lambda: StdinSource(reading))
    before = count_open()
    for _ in range(100):
        source = make()
        source.watch(lambda: None)
        await asyncio.to_thread(source._tend)
        source.close()
    await until(lambda: not our_threads())

    assert left_open(before) == 0
    os.fstat(reading)
    os.close(reading)
    os.close(writing)


async def test_source_that_is_closed_while_a_writer_waits_lets_go_of_the_pipe(pipe: Path) -> None:
    source = FifoSource(pipe)
    source.watch(lambda: None)
    await source.fetch(None)
    failed: list[OSError] = []

    def write() -> None:
        try:
            pipe.write_bytes(line(0).encode() * 1_000_000)
        except OSError as error:
            failed.append(error)

    writing = threading.Thread(target=write, daemon=True)
    writing.start()
    await until(lambda: source._basin.full)
    source.close()
    join(writing)

    assert isinstance(failed[0], BrokenPipeError)


async def test_look_that_ends_after_the_source_was_closed_opens_no_pipe(pipe: Path) -> None:
    source = FifoSource(pipe)
    source.watch(lambda: None)
    source.close()
    document: Document | None = await source.fetch(None)

    assert document is None
    assert not our_threads("feedreader-pipe")


@pytest.mark.row("F36")
@pytest.mark.skipif(not FEEDREADER.exists(), reason="the program is not installed beside this Python")
def test_program_follows_a_pipe_on_the_screen_and_is_left_at_once(pipe: Path) -> None:
    with Terminal([str(FEEDREADER), str(pipe)], size=(100, 30)) as terminal:
        terminal.until("Nothing has arrived yet.")
        for number in range(0, 4, 2):
            pipe.write_bytes(lines(number, number + 1))
            terminal.until(f"{number + 2} posts")
        terminal.press("q")

        assert terminal.leaves(within=3) == 0


def test_path_of_a_descriptor_is_handed_over_only_when_it_is_an_open_pipe(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    plain = os.open(tmp_path / "page.txt", os.O_RDWR | os.O_CREAT)
    try:
        assert handed_over(f"/dev/fd/{reading}") == reading
        assert handed_over(f"/dev/fd/{plain}") is None
        assert handed_over("page.txt") is None
    finally:
        for each in (reading, writing, plain):
            os.close(each)
    assert handed_over("/dev/fd/987654") is None
