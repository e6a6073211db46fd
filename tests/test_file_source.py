"""What a look at a file, at standard input or at a script gives, by itself. Following is in test_polling."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import BinaryIO

import pytest

from feeds import (
    Document,
    FileSource,
    MemorySource,
    Source,
    SourceError,
    SourceNotFound,
    SourceUnavailable,
    StdinSource,
    UnknownFormat,
    in_background,
    open_source,
    parse_document,
)
from feeds.sources import age, file

from .pages import live_page
from .support import our_threads
from .test_polling import ODD_NAMES, both_ways, forbid, recreate, replace, save
from .waiting import PATIENCE, in_time, join, until

PAGE = live_page(3)
OTHER = live_page(4)


class Desk:
    """A file and a source of it, with ages that the test sets: the source's clocks stand still."""

    def __init__(self, path: Path, *, ahead: float = 0.0) -> None:
        """`ahead` is how far the reader's wall clock goes before the file system's."""
        self.path = save(path, PAGE)
        self._monotonic = 1000.0
        self._ahead = ahead
        self.source = FileSource(path, watched=False, monotonic=lambda: self._monotonic, now=lambda: self._began + self._ahead + self._monotonic)
        self._began = path.stat().st_ctime - self._monotonic
        self._last: Document | None = None

    def look(self, *, after: float = 0.0) -> Document | None:
        self._monotonic += after
        found = self.source.look(self._last)
        self._last = found or self._last
        return found

    def save(self, text: str | bytes) -> None:
        """Write the file; its change is of now by the reader's clock, as far as the file system's goes with that."""
        save(self.path, text)
        self._began = self.path.stat().st_ctime - self._monotonic


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "page.txt")


def error_of(source: FileSource | StdinSource) -> SourceError:
    with pytest.raises(SourceError) as caught:
        source.look()
    return caught.value


def opened(monkeypatch: pytest.MonkeyPatch, before: Callable[[int], None] = lambda number: None) -> list[str]:
    """The names that are opened from now on; `before` is called with their number."""
    real, names = os.open, list[str]()

    def note(path: str | os.PathLike[str], flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        before(len(names))
        names.append(os.path.basename(path))
        return real(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", note)
    return names


def write_while_it_is_read(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Whoever reads a file asks for its state before and after: each time it is another one."""
    real, count = os.fstat, itertools.count(1)

    def change(descriptor: int) -> os.stat_result:
        save(path, PAGE + "x" * next(count))
        return real(descriptor)

    monkeypatch.setattr(os, "fstat", change)


# --- what a look gives ----------------------------------------------------------------------------------------------------


def test_first_look_gives_the_bytes_and_what_is_known_of_them(tmp_path: Path) -> None:
    path = save(tmp_path / "page.txt", PAGE)
    moment = datetime(2025, 10, 3, 12, tzinfo=UTC).timestamp()
    os.utime(path, (moment, moment))
    document = FileSource(path, zone=UTC).look()

    assert document is not None
    assert document.data == PAGE.encode()
    assert document.source == str(path)
    assert document.date == date(2025, 10, 3)
    assert document.zone == UTC
    assert document.retrieved is not None
    assert abs(document.retrieved - datetime.now(UTC)) < timedelta(minutes=1)


def test_day_of_stamps_without_one_is_the_user_s_else_the_file_s_in_the_zone(tmp_path: Path) -> None:
    path = save(tmp_path / "page.txt", PAGE)
    moment = datetime(2025, 10, 3, 23, 30, tzinfo=UTC).timestamp()
    os.utime(path, (moment, moment))
    east = timezone(timedelta(hours=2))
    own, asked = FileSource(path, zone=east).look(), FileSource(path, zone=east, date=date(2024, 2, 29)).look()

    assert own is not None
    assert own.date == date(2025, 10, 4)
    assert asked is not None
    assert asked.date == date(2024, 2, 29)


def test_look_at_the_same_bytes_gives_nothing(desk: Desk) -> None:
    assert desk.look(after=5) is not None
    assert desk.look(after=5) is None

    os.utime(desk.path)

    assert desk.look(after=5) is None

    replace(desk.path, PAGE)

    assert desk.look(after=5) is None

    recreate(desk.path, OTHER)
    found = desk.look(after=5)

    assert found is not None
    assert found.data == OTHER.encode()


def test_same_bytes_have_the_same_digest_and_other_bytes_another(tmp_path: Path) -> None:
    digests = [document.validators.digest for text in (PAGE, OTHER, PAGE) if (document := FileSource(save(tmp_path / "page.txt", text)).look())]

    assert len(digests) == 3
    assert digests[0] == digests[2] != digests[1]


@pytest.mark.parametrize("hashed", [0, 1 << 24], ids=["later", "at once"])
def test_bytes_that_were_not_hashed_at_once_are_known_again(desk: Desk, monkeypatch: pytest.MonkeyPatch, hashed: int) -> None:
    monkeypatch.setattr(file, "HASHED", hashed)
    first, second = desk.look(), desk.look(after=1.1)
    os.utime(desk.path, ns=(1, 1))
    same = [desk.look(after=1.1), desk.look(after=age.RECHECK), desk.look(after=age.RECHECK)]
    desk.save(OTHER)
    other = desk.look(after=1.1)

    assert first is not None
    assert second is not None
    assert (first.settled, second.settled, second.data) == (False, True, first.data)
    assert same == [None, None, None]
    assert other is not None
    assert other.data == OTHER.encode()


def test_document_is_given_unsettled_and_again_when_it_has_rested_for_a_second(desk: Desk) -> None:
    first = desk.look()
    waiting = [desk.look(after=0.3) for _ in range(3)]
    second = desk.look(after=0.3)
    later = [desk.look(after=0.3) for _ in range(20)]

    assert first is not None
    assert first.settled is False
    assert waiting == [None, None, None]
    assert second is not None
    assert second.settled is True
    assert (second.data, second.validators) == (first.data, first.validators)
    assert later == [None] * 20


def test_each_change_begins_the_rest_anew(desk: Desk) -> None:
    settled = []
    for number in range(4, 12):
        desk.save(live_page(number))
        settled.append([found.settled if (found := desk.look(after=after)) else None for after in (0.0, 0.9)])
    last = desk.look(after=0.2)

    assert settled == [[False, None]] * 8
    assert last is not None
    assert last.settled is True


@pytest.mark.row("H32")
def test_file_that_was_at_rest_before_the_first_look_is_settled(desk: Desk) -> None:
    found = desk.look(after=1.5)

    assert found is not None
    assert found.settled is True


@pytest.mark.row("H32")
def test_change_seen_just_now_is_unsettled_though_the_file_server_s_clock_is_late(tmp_path: Path) -> None:
    """Ages are told by the reader's own clock as soon as there was a look before: one wall clock is not compared with another."""
    desk = Desk(tmp_path / "page.txt", ahead=30)
    desk.look()
    desk.look(after=5)
    desk.save(OTHER)
    found = desk.look(after=0.25)

    assert found is not None
    assert found.data == OTHER.encode()
    assert found.settled is False


@pytest.mark.row("F24")
def test_file_at_rest_is_read_again_when_its_stamp_was_young_and_then_never(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    names = opened(monkeypatch)
    readings = []
    for _ in range(40):
        desk.look(after=0.25)
        readings.append(len(names))

    assert readings[0] == 1
    assert readings[9] == 3
    assert readings[-1] == 3


@pytest.mark.row("F13")
@pytest.mark.parametrize("followed", [True, False], ids=["followed", "first_look"])
def test_file_that_is_emptied_just_before_it_is_read_gives_no_empty_document(desk: Desk, followed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if followed:
        desk.look(after=5)
        desk.save(OTHER)
    opened(monkeypatch, lambda number: os.truncate(desk.path, 0))
    found = error = None
    try:
        found = desk.look(after=5)
    except SourceUnavailable as caught:
        error = str(caught)

    assert found is None
    assert error in (None, f"{desk.path} is empty", f"{desk.path} is being written; it is read when the writer pauses")


@pytest.mark.row("F14")
def test_file_that_changes_once_while_it_is_read_is_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real, count = os.fstat, itertools.count()

    def change(descriptor: int) -> os.stat_result:
        if next(count) == 1:
            save(desk.path, OTHER)
        return real(descriptor)

    monkeypatch.setattr(os, "fstat", change)
    found = desk.look(after=5)

    assert found is not None
    assert found.data == OTHER.encode()
    assert found.settled is False
    assert next(count) == 4


@pytest.mark.row("F14")
def test_file_that_changes_under_every_reading_is_unavailable_for_a_moment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    write_while_it_is_read(monkeypatch, desk.path)
    error = error_of(desk.source)

    assert isinstance(error, SourceUnavailable)
    assert error.retry_after is not None
    assert not error.absent
    assert str(error) == f"{desk.path} is being written; it is read when the writer pauses"


# --- what is no page ------------------------------------------------------------------------------------------------------


@pytest.fixture
def strange(tmp_path: Path) -> Iterator[dict[str, Path]]:
    """Things that are no regular files, by what they are called."""
    folder, pipe, link = tmp_path / "folder", tmp_path / "pipe", tmp_path / "link"
    folder.mkdir()
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    place = os.getcwd()
    os.chdir(tmp_path)  # the names of sockets are short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        os.chdir(place)
        yield {"a folder": folder, "a pipe": pipe, "a device": Path("/dev/zero"), "a device behind a link": link, "a socket": tmp_path / "socket"}


@pytest.mark.row("F30")
@pytest.mark.parametrize("kind", ["a folder", "a pipe", "a device", "a device behind a link", "a socket"])
@both_ways
async def test_what_is_no_file_is_refused_unread(strange: dict[str, Path], kind: str, watched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    names = opened(monkeypatch)
    source = FileSource(strange[kind], watched=watched)
    source.watch(lambda: None)
    try:
        with pytest.raises(SourceNotFound) as caught:
            await asyncio.wait_for(source.fetch(None), PATIENCE)
        with pytest.raises(SourceNotFound):
            source.size()
    finally:
        source.close()

    remedy = "now; open it anew to follow what comes through it" if kind == "a pipe" else "; give a file, or - for standard input"
    assert str(caught.value) == f"{strange[kind]} is {kind.removesuffix(' behind a link')}{' ' * (kind == 'a pipe')}{remedy}"
    assert names == []


@pytest.mark.row("F30")
async def test_file_that_becomes_a_pipe_just_before_it_is_read_is_refused_without_waiting_for_a_writer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def swap(number: int) -> None:
        desk.path.unlink()
        os.mkfifo(desk.path)

    opened(monkeypatch, swap)
    with pytest.raises(SourceNotFound) as caught:
        await asyncio.wait_for(desk.source.fetch(None), PATIENCE)

    assert str(caught.value) == f"{desk.path} is a pipe now; open it anew to follow what comes through it"


@pytest.mark.row("F40")
@both_ways
async def test_file_over_the_limit_is_refused_unread_and_the_option_named(tmp_path: Path, watched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four gigabytes, all of them a hole."""
    path = save(tmp_path / "page.txt", PAGE)
    os.truncate(path, 4 << 30)
    names = opened(monkeypatch)
    source = FileSource(path, watched=watched)
    source.watch(lambda: None)
    tracemalloc.start()
    try:
        with pytest.raises(SourceNotFound) as caught:
            await source.fetch(None)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        source.close()

    assert str(caught.value) == f"{path} has 4,294,967,296 bytes, more than the 1,073,741,824 that are read; --limit raises it"
    assert names == []
    assert peak < 10_000_000


@pytest.mark.row("F40")
def test_limit_is_the_largest_size_that_is_read(tmp_path: Path) -> None:
    path = save(tmp_path / "page.txt", "x" * 100)
    found = FileSource(path, limit=100).look()

    assert found is not None
    assert len(found.data) == 100
    assert str(error_of(FileSource(path, limit=99))) == f"{path} has 100 bytes, more than the 99 that are read; --limit raises it"


@pytest.mark.row("F40")
def test_file_that_outgrows_the_limit_just_before_it_is_read_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(monkeypatch, lambda number: os.truncate(desk.path, 4 << 30))

    assert isinstance(error_of(desk.source), SourceNotFound)


@pytest.mark.row("F40")
def test_small_file_takes_no_memory_for_the_limit(desk: Desk) -> None:
    tracemalloc.start()
    try:
        desk.look(after=5)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 10_000_000


def test_size_is_that_of_the_file_now(desk: Desk) -> None:
    sizes = [desk.source.size()]
    desk.save(b"four")
    sizes.append(desk.source.size())
    desk.path.unlink()

    assert sizes == [len(PAGE.encode()), 4]
    with pytest.raises(SourceUnavailable):
        desk.source.size()


def test_binary_file_is_told_by_its_beginning(desk: Desk) -> None:
    desk.source.check_text()
    desk.save(b"\x7fELF\0\0\0" + b"x" * 10_000_000)

    with pytest.raises(UnknownFormat):
        desk.source.check_text()

    desk.path.unlink()

    with pytest.raises(SourceUnavailable):
        desk.source.check_text()


# --- errors -----------------------------------------------------------------------------------------------------------------


@pytest.mark.row("F31")
@both_ways
async def test_file_that_may_not_be_read_is_read_when_it_may(tmp_path: Path, watched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "page.txt", PAGE)
    forbid(monkeypatch)
    source = FileSource(path, watched=watched)
    source.watch(lambda: None)
    try:
        path.chmod(0)
        with pytest.raises(SourceUnavailable) as caught:
            await source.fetch(None)
        path.chmod(0o600)
        found = await source.fetch(None)
    finally:
        source.close()

    assert str(caught.value) == f"{path} may not be read: chmod or another user can allow it"
    assert found is not None


@pytest.mark.row("F31")
@both_ways
def test_folder_that_may_not_be_entered_is_an_error_of_the_source(tmp_path: Path, watched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may enter every folder, so the system is made to refuse."""

    def refuse(path: str | os.PathLike[str], *asked: object, **more: object) -> os.stat_result:
        raise PermissionError(13, "Permission denied", os.fspath(path))

    path = save(tmp_path / "page.txt", PAGE)
    source = FileSource(path, watched=watched)
    source.watch(lambda: None)
    with monkeypatch.context() as patched:
        patched.setattr(os, "stat", refuse)
        patched.setattr(os, "lstat", refuse)
        error = error_of(source)
    found = source.look()
    source.close()

    assert str(error) == f"{path} may not be read: chmod or another user can allow it"
    assert found is not None


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"], ids=["too_long", "with_a_null"])
@both_ways
def test_name_that_no_file_can_have_is_an_error_of_the_source(name: str, watched: bool) -> None:
    source = FileSource(name, watched=watched)
    source.watch(lambda: None)
    error = error_of(source)
    source.close()

    assert source.name in str(error)
    assert str(error).isprintable()


@pytest.mark.row("F33")
@pytest.mark.parametrize("name", ["page.txt", "no/folder/page.txt", "file/page.txt"])
def test_missing_file_is_told_as_absent(tmp_path: Path, name: str) -> None:
    save(tmp_path / "file", PAGE)
    error = error_of(FileSource(tmp_path / name))

    assert isinstance(error, SourceUnavailable)
    assert error.absent
    assert str(error).startswith(f"{tmp_path / name} does not exist")


@pytest.mark.row("F13")
def test_empty_file_is_told_at_the_first_look_and_after_a_minute_later(desk: Desk) -> None:
    save(desk.path, b"")
    error = error_of(desk.source)

    assert isinstance(error, SourceUnavailable)
    assert error.absent
    assert str(error) == f"{desk.path} is empty"

    desk.save(PAGE)

    assert desk.look() is not None

    save(desk.path, b"")

    with pytest.raises(SourceUnavailable) as told:
        desk.look(after=0)

    assert (told.value.bearable, told.value.absent) == (60, True)


def test_failure_of_the_disk_is_told_in_one_clean_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(number: int) -> None:
        raise OSError(5, "Input/output error\x1b[31m\nburning")

    opened(monkeypatch, fail)
    error = error_of(desk.source)

    assert isinstance(error, SourceUnavailable)
    assert str(error) == f"{desk.path} cannot be read: Input/output error␛[31m burning"
    monkeypatch.undo()
    assert desk.look() is not None


def is_clean(text: str) -> bool:
    """One line for a person, without anything that a terminal obeys, and without a surrogate."""
    return text.isprintable() and text.encode("utf-8", "ignore").decode() == text


@pytest.mark.row("F43")
@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
@pytest.mark.parametrize("as_bytes", [True, False], ids=["bytes", "text"])
def test_file_with_an_odd_name_is_read_and_its_name_cleaned(tmp_path: Path, name: bytes, as_bytes: bool) -> None:
    path = tmp_path / os.fsdecode(name)
    source = FileSource(os.fsencode(path) if as_bytes else str(path))
    missing = error_of(source)
    try:
        save(path, PAGE)
    except OSError:
        pytest.skip("the file system takes no such name")
    found = source.look()

    assert found is not None
    said = parse_document(found)
    assert said.source == found.source == source.name
    assert source.title
    assert source.name in str(missing)
    for text in (source.name, source.title, said.source, str(missing)):
        assert is_clean(text)


@pytest.mark.row("F43")
def test_history_knows_every_file_by_a_key_of_its_own_that_can_be_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = [*ODD_NAMES, b"caf\xe8.txt", "caf\u00e9.txt".encode(), b"\xed\xb3\xa9.txt", b"\\xe9.txt", b"page.txt"]
    keys = [FileSource(name).key for name in names]

    assert len(set(keys)) == len(names)
    assert all(key.encode().startswith(b"/") for key in keys)
    assert FileSource(b"./page.txt").key == FileSource(tmp_path / "page.txt").key == FileSource("x/../page.txt").key


@pytest.mark.row("F43")
@pytest.mark.parametrize("what", ["missing", "folder", "empty", "too_large", "unreadable", "written"])
def test_every_error_names_the_file_in_one_clean_line(tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "line\nbreak \x1b[31mred\x9b \udce9\u202e.txt"
    source = FileSource(path, limit=10_000)
    match what:
        case "folder":
            path.mkdir()
        case "empty":
            save(path, b"")
        case "too_large":
            save(path, b"x" * 10_001)
        case "unreadable":
            forbid(monkeypatch)
            save(path, PAGE).chmod(0)
        case "written":
            save(path, PAGE)
            write_while_it_is_read(monkeypatch, path)
    error = error_of(source)

    assert str(error).startswith(f"{tmp_path}/line break ␛[31mred� ��.txt ")
    assert is_clean(str(error))


@pytest.mark.row("F43")
@pytest.mark.parametrize("name", [" ", "\n", "\u200b"], ids=ascii)
def test_file_whose_name_shows_nothing_has_a_name_all_the_same(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    source = FileSource(name)

    assert source.name.strip()
    assert source.title.strip()
    assert str(error_of(source)) == f"{source.name} does not exist"


# --- wake-ups, in real time ---------------------------------------------------------------------------------------------


class Bell:
    """A source that is watched, and how often it woke us."""

    def __init__(self, path: Path) -> None:
        self.path, self.source, self.rings = path, FileSource(path), 0
        self.source.watch(self._ring)

    def _ring(self) -> None:
        self.rings += 1

    async def look(self) -> None:
        try:
            await self.source.fetch(None)
        except SourceUnavailable:
            return

    async def arm(self, folder: Path) -> None:
        """Wait until the system really watches a folder, then for silence."""
        end, number = time.monotonic() + PATIENCE, 0
        while not self.rings and time.monotonic() < end:
            save(folder / "neighbour.txt", str(number))
            await asyncio.sleep(0.05)
            number += 1
        before = -1
        while before != self.rings:
            before = self.rings
            await asyncio.sleep(0.12)
        self.rings = 0

    async def rung(self) -> None:
        """It wakes us, and soon."""
        begun = time.monotonic()
        await until(lambda: self.rings)

        assert in_time(time.monotonic() - begun, 3)


@pytest.fixture
async def bell(tmp_path: Path) -> Bell:
    bell = Bell(save(tmp_path / "page.txt", PAGE))
    await bell.look()
    return bell


@pytest.mark.row("F22")
@pytest.mark.parametrize("write", [save, replace, recreate], ids=["written", "replaced", "made_anew"])
async def test_watch_wakes_each_time(bell: Bell, write: Callable[[Path, str], Path]) -> None:
    """Also after the file that was there at first has been replaced."""
    await bell.arm(bell.path.parent)
    for text in (OTHER, PAGE, OTHER):
        bell.rings = 0
        write(bell.path, text)
        await bell.rung()
        await bell.look()
    bell.source.close()


@pytest.mark.row("F21")
@pytest.mark.row("F33")
async def test_watch_wakes_when_a_missing_file_comes(tmp_path: Path) -> None:
    bell = Bell(tmp_path / "page.txt")
    await bell.look()
    await bell.arm(tmp_path)
    save(bell.path, PAGE)
    await bell.rung()
    bell.source.close()


@pytest.mark.row("F29")
async def test_watch_wakes_for_the_page_that_a_link_leads_to_and_for_the_link(tmp_path: Path) -> None:
    for folder in ("links", "monday", "tuesday"):
        (tmp_path / folder).mkdir()
        save(tmp_path / folder / "page.txt", PAGE)
    link = tmp_path / "links" / "today.txt"
    link.symlink_to(tmp_path / "monday" / "page.txt")
    bell = Bell(link)
    for folder in ("monday", "tuesday"):
        await bell.look()
        await bell.arm(tmp_path / folder)
        replace(tmp_path / folder / "page.txt", OTHER)
        await bell.rung()
        await bell.arm(link.parent)
        (tmp_path / "links" / "new").symlink_to(tmp_path / "tuesday" / "page.txt")
        os.replace(tmp_path / "links" / "new", link)
        await bell.rung()
    bell.source.close()


@pytest.mark.row("F32")
async def test_watch_is_armed_again_when_the_folder_was_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    bell = Bell(save(folder / "page.txt", PAGE))
    await bell.look()
    await bell.arm(folder)
    shutil.rmtree(folder)
    await bell.look()
    folder.mkdir()
    save(bell.path, PAGE)
    await bell.look()
    bell.rings = 0
    await bell.arm(folder)
    save(bell.path, OTHER)
    await bell.rung()
    bell.source.close()


async def test_source_that_is_not_watched_never_wakes_and_is_looked_at_four_times_a_second(tmp_path: Path) -> None:
    path = save(tmp_path / "page.txt", PAGE)
    source = FileSource(path, watched=False)
    source.watch(lambda: pytest.fail("it woke"))
    await source.fetch(None)
    save(path, OTHER)

    assert source.interval == 0.25
    await until(lambda: not our_threads())


async def test_sources_of_one_folder_share_a_thread_that_lives_as_long_as_one_of_them(tmp_path: Path) -> None:
    bells = [Bell(save(tmp_path / f"{number}.txt", PAGE)) for number in range(20)]
    for bell in bells:
        await bell.look()
    await bells[0].arm(tmp_path)

    assert len(our_threads("feedreader-watch")) == 1
    for bell in bells[1:]:
        bell.source.close()
    await bells[0].arm(tmp_path)  # what was on its way to the others has come
    for bell in bells[1:]:
        bell.rings = 0
    save(bells[0].path, OTHER)
    await bells[0].rung()
    assert not any(bell.rings for bell in bells[1:])
    bells[0].source.close()
    await until(lambda: not our_threads())


async def test_closed_source_wakes_nobody_and_leaves_no_thread(bell: Bell) -> None:
    await bell.arm(bell.path.parent)
    bell.source.close()
    await until(lambda: not our_threads())
    bell.rings = 0  # it may have been told just then
    save(bell.path, OTHER)
    await asyncio.sleep(0.2)

    assert bell.rings == 0


async def test_look_that_ends_after_the_source_was_closed_arms_no_watch(bell: Bell, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program is left, or the source, while a slow disk is read."""
    reading, go_on = threading.Event(), threading.Event()

    def wait(number: int) -> None:
        reading.set()
        go_on.wait(PATIENCE)

    await bell.arm(bell.path.parent)
    save(bell.path, OTHER)
    opened(monkeypatch, wait)
    look = asyncio.create_task(bell.source.fetch(None))
    await until(reading.is_set)
    look.cancel()
    bell.source.close()
    go_on.set()

    await until(lambda: not our_threads())


async def test_slow_disk_holds_up_the_look_and_nothing_else(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, go_on, waited = threading.Event(), threading.Event(), list[bool]()

    def wait(number: int) -> None:
        reading.set()
        waited.append(go_on.wait(PATIENCE))

    opened(monkeypatch, wait)
    look = asyncio.create_task(desk.source.fetch(None))
    await until(reading.is_set)
    go_on.set()

    assert await look is not None
    assert waited == [True]


# --- standard input -----------------------------------------------------------------------------------------------------


Pipe = tuple[int, BinaryIO]
"""The descriptor that is read from, and the file that is written to, which may be closed."""
NEVER_OPEN = 1 << 20
"""More than the system gives out: a number that was open a moment ago may be another's now."""


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    reading, writing = os.pipe()
    with open(reading, "rb"), open(writing, "wb", buffering=0) as file:
        yield reading, file


def pour(file: BinaryIO, data: bytes) -> None:
    """All of it, then the end."""
    with file:
        file.write(data)


async def test_standard_input_that_ends_soon_is_one_document(pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.sources.pipe.FIRST", PATIENCE)  # the end comes sooner than that, however busy the machine is
    reading, writing = pipe
    source = StdinSource(reading, zone=UTC)
    looking = asyncio.create_task(source.fetch(None))
    writing.write(PAGE.encode()[:100])
    await asyncio.sleep(0.1)

    assert not looking.done()
    assert source.finished is False

    pour(writing, PAGE.encode()[100:])
    document = await asyncio.wait_for(looking, PATIENCE)

    assert document is not None
    assert document.data == PAGE.encode()
    assert (document.source, document.settled, document.zone) == ("-", True, UTC)
    assert document.retrieved is not None
    assert document.date == document.retrieved.date()
    assert source.finished is True
    assert await source.fetch(document) is None
    os.fstat(reading)  # whoever gave the descriptor closes it


def test_day_of_standard_input_is_the_one_that_was_given(pipe: Pipe) -> None:
    pour(pipe[1], PAGE.encode())

    assert StdinSource(pipe[0], date=date(2022, 2, 16)).look().date == date(2022, 2, 16)


async def test_empty_standard_input_is_an_error_once(pipe: Pipe) -> None:
    pipe[1].close()
    source = StdinSource(pipe[0])

    assert str(error_of(source)) == "standard input was empty"
    assert source.finished is True
    assert await source.fetch(None) is None


def test_standard_input_that_is_closed_is_an_error() -> None:
    error = error_of(StdinSource(NEVER_OPEN))

    assert isinstance(error, SourceUnavailable)
    assert str(error) == "standard input cannot be read: Bad file descriptor"


@pytest.mark.row("F40")
async def test_standard_input_over_the_limit_is_refused_and_its_rest_is_no_document(pipe: Pipe) -> None:
    pouring = threading.Thread(target=pour, args=(pipe[1], b"x" * 60_000 + b"y" * 60_000), daemon=True)
    pouring.start()
    source = StdinSource(pipe[0], limit=64_000)
    with pytest.raises(SourceNotFound) as caught:
        await source.fetch(None)
    rest = await in_background(lambda: _rest(source))
    join(pouring)

    assert str(caught.value) == "standard input brought more than the 64,000 bytes that are read; --limit raises it"
    assert rest is None


def _rest(source: StdinSource) -> Document | None:
    """What the next look gives, as a follower would ask for it."""
    try:
        return None if source.finished else source.look()
    except SourceError:
        return None


# --- a script -----------------------------------------------------------------------------------------------------------


async def test_memory_plays_its_script_a_step_a_look_and_then_nothing() -> None:
    error, document = SourceUnavailable("it is away"), Document(data=b"two", source="other")
    source = MemorySource([b"one", None, error, document], name="script")

    assert await source.fetch(None) == Document(data=b"one", source="script")
    assert await source.fetch(None) is None
    with pytest.raises(SourceUnavailable) as caught:
        await source.fetch(None)
    assert caught.value is error
    assert await source.fetch(None) is document
    assert [await source.fetch(document) for _ in range(3)] == [None, None, None]
    assert source.looks == 7


async def test_memory_wakes_whoever_watches_when_it_is_given_more() -> None:
    source, woken = MemorySource(), list[int]()
    source.play(b"unwatched")
    source.watch(lambda: woken.append(len(source.script)))
    source.play(b"one", None)
    source.play(b"two")
    source.close()
    source.play(b"closed")

    assert woken == [3, 4]
    assert [document.data for _ in range(5) if (document := await source.fetch(None))] == [b"unwatched", b"one", b"two", b"closed"]


# --- every source -------------------------------------------------------------------------------------------------------


def _file(path: Path) -> Source:
    moment = time.time() + 10
    return FileSource(save(path, PAGE), now=lambda: moment)


def _stdin(path: Path) -> Source:
    return StdinSource(os.open(save(path, PAGE), os.O_RDONLY))


@pytest.mark.parametrize("make", [_file, _stdin, lambda path: MemorySource([PAGE.encode()])], ids=["file", "stdin", "memory"])
async def test_source_keeps_its_contract(tmp_path: Path, make: Callable[[Path], Source]) -> None:
    source = make(tmp_path / "page.txt")
    source.close()
    source.watch(lambda: None)

    assert is_clean(source.name)
    assert is_clean(source.title)
    assert source.name
    assert source.title
    assert source.interval is not None and source.interval > 0
    assert source.finished is False

    document = await source.fetch(None)

    assert document is not None
    assert document.data == PAGE.encode()
    assert document.source == source.name
    assert await source.fetch(document) is None

    source.close()
    source.close()


def test_source_is_made_of_the_name_that_the_user_typed(tmp_path: Path, pipe: Pipe) -> None:
    east = timezone(timedelta(hours=2))
    made = open_source(str(tmp_path / "page.txt"), date=date(2022, 2, 16), zone=east, limit=1000)
    pour(pipe[1], PAGE.encode())
    piped = open_source("-", descriptor=pipe[0])
    save(tmp_path / "page.txt", b"short")
    document = made.look()

    assert isinstance(made, FileSource)
    assert document is not None
    assert (document.date, document.zone) == (date(2022, 2, 16), east)
    assert isinstance(piped, StdinSource)
    assert piped.look().data == PAGE.encode()

    save(tmp_path / "page.txt", b"x" * 1001)

    assert isinstance(error_of(made), SourceNotFound)


@pytest.mark.parametrize("name", ["-rf", "./-", "c:page.txt", "12:30 page.txt", "://page"])
def test_name_that_only_looks_like_something_else_is_that_of_a_file(name: str) -> None:
    assert isinstance(open_source(name), FileSource)


@pytest.mark.row("F43")
def test_address_of_a_kind_that_is_not_read_is_refused_in_one_clean_line() -> None:
    with pytest.raises(SourceNotFound) as caught:
        open_source("gopher://example.org/\x1b[31m\nred")

    assert str(caught.value) == "gopher://example.org/␛[31m red: gopher addresses are not read; give a file, an http or https address, or - for standard input"
