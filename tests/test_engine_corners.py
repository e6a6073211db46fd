"""Branches of the engine that are seldom taken: what the system refuses, what another program does meanwhile, what a source says that no other one does."""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from feeds import Body, Entry, FileSource, Follower, Look, Paragraph, Post, Snapshot, SourceUnavailable, StoreError, Timeline, parse_document
from feeds.merging.shelf import MOST_ALIASES, Shelf
from feeds.model.body import Unread
from feeds.order import UNKNOWN
from feeds.polling.follower import _from_any_thread
from feeds.polling.hosts import Hosts, Turn
from feeds.polling.older import _bare, _host
from feeds.polling.turns import onward
from feeds.sources.disk import OpenFile, handed_over
from feeds.sources.fifo import FifoSource
from feeds.sources.pouring import Basin, Tap
from feeds.sources.stdin import StdinSource
from feeds.store import aside
from feeds.store.salvage import _copy
from feeds.store.sittings import sitting_of
from tui.clock import SystemClock

from .support import NOON
from .waiting import PATIENCE

# --- merging --------------------------------------------------------------------------------------------------------------


def told(id: str, text: str = "Gates closed", minute: int = 0, **more: Any) -> Entry:
    return Entry(id=id, published=NOON + timedelta(minutes=minute), body=Body(blocks=(Paragraph(text),)), **more)


def added(*entries: Entry) -> Snapshot:
    return Snapshot(source="a", entries=entries, open_at=1, oldest_first=True, continues=True)


def test_post_that_an_addition_says_again_with_another_flag_is_kept_and_not_edited() -> None:
    timeline = Timeline()
    timeline.merge(Snapshot(source="a", entries=(told("1"), told("2", minute=1)), open_at=1, oldest_first=True))
    changes = timeline.merge(added(told("2", minute=1), told("1", pinned=True)))

    assert (changes.edited, changes.touched) == ((), ("1",))
    assert timeline.entry("1").pinned


def test_post_that_an_addition_writes_otherwise_is_nothing_to_tell() -> None:
    timeline = Timeline()
    timeline.merge(Snapshot(source="a", entries=(told("1"), told("2", minute=1)), open_at=1, oldest_first=True))
    unread = replace(told("1"), body=Unread(lambda raw, manner: Body(blocks=(Paragraph(raw),)), "Gates closed"))
    changes = timeline.merge(added(told("2", minute=1), unread))

    assert (changes.edited, changes.touched) == ((), ())


def test_fault_among_the_posts_of_a_slice_leaves_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    timeline, add = Timeline(), Shelf.add
    timeline.merge(Snapshot(source="a", entries=(told("1"),), open_at=1, oldest_first=True))

    def failing(shelf: Shelf, post: Post) -> None:
        if post.own == "4":
            raise MemoryError
        add(shelf, post)

    more = added(told("1"), *(told(str(number), minute=number) for number in range(2, 6)))
    with monkeypatch.context() as broken:
        broken.setattr(Shelf, "add", failing)
        with pytest.raises(MemoryError):
            timeline.merge(more)
    assert (len(timeline), timeline.count("a"), timeline.id_of("a", "3")) == (1, 1, None)
    timeline.merge(more)

    assert [post.own for post in timeline.posts] == ["1", "2", "3", "4", "5"]


def post(own: str, *aliases: str, inferred: bool = False) -> Post:
    return Post(own, "a", Entry(id=own, id_inferred=inferred), UNKNOWN, own=own, aliases=aliases)


def test_shelf_keeps_names_apart_that_pass_from_post_to_post() -> None:
    shelf, first, second = Shelf("a"), post("one"), post("two")
    shelf.add(first)
    shelf.add(second)
    assert not shelf.rename(first, "one")
    assert shelf.rename(second, "one")  # it is called as the other one was
    assert shelf.rename(first, "three")

    assert (shelf.names, shelf.former) == ({"one": "two", "three": "one"}, {"two": "two"})
    for number in range(MOST_ALIASES + 2):
        shelf.former["three"] = "two"  # by now another one's
        shelf.rename(first, f"name {number}")
    assert shelf.former["three"] == "two"
    assert len(first.aliases) == MOST_ALIASES


def test_name_made_from_content_that_is_no_number_of_equal_ones_counts_none() -> None:
    shelf = Shelf("a")
    shelf.add(post("tide-high", inferred=True))
    shelf.add(post("tide-2", inferred=True))

    assert shelf.twins == {"tide": 2}


# --- polling --------------------------------------------------------------------------------------------------------------


def test_wake_that_comes_after_the_end_of_the_program_is_none() -> None:
    loop = asyncio.new_event_loop()
    event = asyncio.Event()
    loop.close()
    _from_any_thread(loop, event)

    assert not event.is_set()


def test_redirect_that_comes_after_the_end_of_the_program_is_not_followed() -> None:
    loop = asyncio.new_event_loop()
    loop.close()
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(_await(onward(Turn(Hosts(SystemClock()), "a", lambda: 0), loop)("b.example")))


async def _await(what: Any) -> None:
    await what


def test_addresses_that_are_none_name_no_site() -> None:
    assert (_host("http://["), _bare("http://[#a"), _host("http://quay.example/a")) == (None, "http://[#a", "quay.example")


# --- sources --------------------------------------------------------------------------------------------------------------


def test_file_that_is_nothing_but_a_hole_has_no_first_byte(tmp_path: Path) -> None:
    (tmp_path / "log").touch()
    os.truncate(tmp_path / "log", 1 << 20)

    assert OpenFile(tmp_path / "log").first_data() == 0


def test_fifo_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable):
        FifoSource(str(tmp_path / "none")).look()


def test_pipe_for_which_there_is_no_descriptor_left_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    tap = Tap(Basin(1 << 20, 1 << 16, lambda: 0.0), reading)

    def none() -> tuple[int, int]:
        raise OSError(errno.EMFILE, "too many")

    with monkeypatch.context() as broken:
        broken.setattr(os, "pipe", none)
        with pytest.raises(OSError, match="too many"):
            tap.open()
    with pytest.raises(OSError, match=os.strerror(errno.EBADF)):
        os.fstat(reading)
    os.close(writing)


def test_descriptor_that_does_not_block_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"hello")
    os.close(writing)
    basin, read, refused = Basin(1 << 20, 1 << 16, lambda: 0.0), os.read, [True]

    def once(descriptor: int, size: int) -> bytes:
        if descriptor == reading and refused:
            refused.clear()
            raise BlockingIOError
        return read(descriptor, size)

    monkeypatch.setattr(os, "read", once)
    Tap(basin, reading).run()

    assert (bytes(basin.data), basin.ended, refused) == (b"hello", True, [])


async def test_standard_input_that_the_system_refuses_is_told_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"hello")
    os.close(writing)
    source = StdinSource(reading)

    def none(descriptor: int) -> int:
        raise OSError(errno.EMFILE, "too many")

    with monkeypatch.context() as broken:
        broken.setattr(os, "dup", none)
        with pytest.raises(SourceUnavailable):
            await source.fetch(None)
    document = await source.fetch(None)
    source.close()
    os.close(reading)

    assert document is not None and document.data == b"hello"


def test_path_of_a_descriptor_that_is_not_open_is_none() -> None:
    assert handed_over("/dev/fd/99999") is None


def test_log_whose_server_has_forgotten_the_open_file_is_read_on_or_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NFS: ESTALE."""
    path = tmp_path / "log"
    lines = [f'{{"id": "{number}", "text": "Gauge {number}", "time": "2026-03-01T10:0{number}:00Z"}}\n' for number in range(5)]
    path.write_text("".join(lines[:2]))
    source = FileSource(path, watched=False)
    assert source.look() is not None
    source.read_on(len(lines[0]), "json_lines")
    log = source._log
    assert log is not None
    stat, stale = OpenFile.stat, [True]

    def once(file: OpenFile) -> os.stat_result:
        if stale:
            stale.clear()
            raise OSError(errno.ESTALE, "stale")
        return stat(file)

    monkeypatch.setattr(OpenFile, "stat", once)
    with path.open("a") as file:
        file.write(lines[2])
    document = source.look(None)
    assert document is not None and document.continues == "json_lines" and document.data.decode() == lines[1] + lines[2]
    source.read_on(len(lines[1]), "json_lines")
    stale.append(True)
    path.write_text("".join(reversed(lines)))
    document = source.look(None)

    assert document is not None and document.continues is None and document.data.decode() == "".join(reversed(lines))


async def test_log_that_is_rotated_before_what_was_kept_of_it_is_there_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was read when the program began, and is told when its older posts have been recalled."""
    monkeypatch.setattr("feeds.sources.rotating.OLD", 0.3)

    def line(number: int) -> str:
        return f'{{"id": "{number}", "text": "Gauge {number}", "time": "2026-03-01T10:0{number}:00Z"}}\n'

    path = tmp_path / "log"
    path.write_text("".join(map(line, range(3))))
    source = FileSource(path, watched=False)
    document = source.look()
    assert document is not None
    follower = Follower(source, SystemClock())
    follower.first = (document, parse_document(document))
    with path.open("a") as file:
        file.write(line(3))
    path.rename(tmp_path / "log.1")
    path.write_text(line(4))
    timeline = Timeline()
    async with aclosing(cast("AsyncGenerator[Look]", follower.looks())) as looks, asyncio.timeout(PATIENCE):
        while len(timeline) < 5:
            look = await anext(looks)
            if look.snapshot is not None and look.snapshot.progress == 1:
                timeline.merge(look.snapshot)

    assert [post.own for post in timeline.posts] == ["0", "1", "2", "3", "4"]


# --- the history ----------------------------------------------------------------------------------------------------------


def test_damaged_history_that_cannot_be_moved_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "history.db").write_bytes(b"damaged")

    def refused(path: Path, target: Path) -> Path:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(StoreError, match="cannot be set aside: Permission denied"):
        aside.set_aside(tmp_path / "history.db", datetime(2026, 3, 1, tzinfo=UTC))


def test_note_of_a_mending_without_anything_set_aside_is_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    aside.mending(path).touch()

    assert not aside.resume(path)
    assert not aside.mending(path).exists()


def test_damaged_history_that_cannot_be_opened_gives_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*given: object, **more: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(sqlite3, "connect", refused)

    assert _copy(tmp_path / "none", None, 7) == 7  # type: ignore[arg-type]


def test_damaged_sitting_of_no_time_is_none() -> None:
    assert sitting_of("{", 1 << 80, ("a",)) is None
