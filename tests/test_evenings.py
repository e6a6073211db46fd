"""What holds from one sitting to the next, with the follower, the session and the history on disk as the program puts them together."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds import Document, Follower, in_background, parse_document
from feeds.store.history import KeptHistory

from .evenings import Evening, address_at, evening, file_at
from .kept import history_at
from .misbehaving import answer, serving
from .support import ROOT
from .test_appended import append, line, lines
from .test_polling import SteppedClock, both_ways, night, save
from .waiting import until

NOT_MODIFIED = answer(status="304 Not Modified", length=False)


def readings(*numbers: int) -> list[str]:
    return [f"reading {number} is in" for number in numbers]


def json_line(number: int) -> str:
    return f'{{"reading": {number}, "text": "reading {number} is in"}}\n'


def feed(*numbers: int, tag: str = "a") -> bytes:
    items = "".join(
        f"<item><guid>g{number}</guid><title>Report {number}</title><pubDate>Sat, 04 Oct 2025 11:{number:02}:00 GMT</pubDate></item>"
        for number in sorted(numbers, reverse=True)
    )
    return answer(f'<rss version="2.0"><channel><title>Quay</title>{items}</channel></rss>'.encode(), f'ETag: "{tag}"', "Content-Type: text/xml")


# --- files --------------------------------------------------------------------------------------------------------------


@pytest.mark.row("F4", "F20", "F45", "F46", "H32")
@pytest.mark.parametrize(
    ("made", "begin"),
    [
        (line, "{0}{half}"),
        (line, "{half}"),
        (line, "# begun by hand\n"),
        (line, "# begun by hand\n{0}"),
        (json_line, "{0}{half}"),
    ],
    ids=["record_and_half", "half", "comment", "comment_and_record", "json_record_and_half"],
)
@both_ways
async def test_log_that_has_only_begun_anew_after_a_restart_is_a_log_still(tmp_path: Path, made: Callable[[int], str], begin: str, watched: bool) -> None:
    """One record and half a line, or less: whatever that looks like by itself, it withdraws nothing of what the log had."""
    clock, path, place = SteppedClock(), tmp_path / "pump.log", tmp_path / "history.db"
    save(path, made(0) + made(1) + made(2))
    async with evening(file_at(path, clock, watched=watched), clock, place):
        pass
    half = made(4)[:7]
    first = begin.replace("{0}", made(3)).replace("{half}", half)
    os.rename(path, tmp_path / "pump.log.1")
    save(path, first)
    for seconds in (70, 8):
        async with evening(file_at(path, clock, watched=watched), clock, place, seconds) as later:
            assert later.withdrawn == []
            said = {text.partition("\n")[0] for text in later.texts}  # half a line that rests is shown under the record before it
            assert {text for text in said if text in readings(*range(9))} == {*readings(0, 1, 2, *((3,) if "{0}" in begin else ()))}
    append(path, made(4)[7:] if "half" in begin else made(4))
    append(path, made(5) + made(6))
    async with evening(file_at(path, clock, watched=watched), clock, place) as last:
        assert last.withdrawn == []
        assert last.texts == readings(0, 1, 2, *((3,) if "{0}" in begin else ()), 4, 5, 6)
    history = history_at(place, clock=clock)
    assert history.count(last.source.key) == len(last.texts)
    history.close()


@pytest.mark.row("D1", "F44")
@both_ways
async def test_two_programs_on_one_file_and_one_history(tmp_path: Path, watched: bool) -> None:
    path, place = save(tmp_path / "pump.log", lines(0, 1)), tmp_path / "history.db"
    one, other = SteppedClock(), SteppedClock()
    async with evening(file_at(path, one, watched=watched), one, place) as first, evening(file_at(path, other, watched=watched), other, place) as second:
        append(path, line(2))
        for held in (second, first):
            await held.clock.run(5)
            assert held.texts == readings(0, 1, 2)
        last = first.session.timeline.posts[-1].id
        first.session.mark([last], starred=True, seen=True)
        first.keeping.write(None)
        await until(lambda: is_written(first) and is_written(second))
        assert await second.keeping.hear()
        status = second.session.timeline.status(last)
        assert (status.starred, status.seen) == (True, True)
        assert not await second.keeping.hear()

        third = sqlite3.connect(place, timeout=0, isolation_level=None)  # between two transactions nobody holds a lock
        third.execute("BEGIN EXCLUSIVE")
        third.execute("ROLLBACK")
        third.close()

        append(path, line(3))
        for held in (first, second):
            await held.clock.run(5)
            await until(lambda held=held: is_written(held))  # type: ignore[misc]
            assert held.keeping.trouble == ""
    async with evening(file_at(path, one, watched=watched), one, place) as later:
        assert later.texts == readings(0, 1, 2, 3)
        assert later.session.timeline.status(last).starred
        assert later.withdrawn == []


def is_written(held: Evening) -> bool:
    """Whether nothing of what was kept waits for the disk."""
    keeper = held.keeping.keeper
    return keeper is not None and keeper._is_done and keeper.trouble is None


@pytest.mark.row("D3", "F50")
@pytest.mark.parametrize("made", ["log", "page"])
@both_ways
async def test_disk_that_is_full_while_a_file_grows_costs_nothing_once_there_is_room(tmp_path: Path, made: str, watched: bool) -> None:
    def text(count: int) -> str:
        return lines(*range(count)).decode() if made == "log" else night(range(count))

    clock, path, place = SteppedClock(), save(tmp_path / "file", text(3)), tmp_path / "history.db"
    async with evening(file_at(path, clock, watched=watched), clock, place) as held:
        history, keeper = held.keeping.history, held.keeping.keeper
        assert isinstance(history, KeptHistory) and keeper is not None
        await until(lambda: is_written(held))
        (pages,) = history._database.run("PRAGMA page_count")[0]
        history._database.run(f"PRAGMA max_page_count={pages}")
        save(path, text(400))
        await clock.run(8)
        await until(lambda: held.keeping.trouble)

        assert "the disk is full" in held.keeping.trouble
        assert len(held.texts) == 400
        assert history.count(held.source.key) == 3

        history._database.run(f"PRAGMA max_page_count={1 << 30}")
        save(path, text(401))
        await clock.run(8)
        keeper.try_now()
        await until(lambda: is_written(held))
        assert held.keeping.trouble == ""
    async with evening(file_at(path, clock, watched=watched), clock, place, 0) as later:
        assert later.session.timeline.count(later.source.name) == 401
        assert later.texts == held.texts


# --- addresses ----------------------------------------------------------------------------------------------------------


@pytest.mark.row("65", "H16")
async def test_twenty_restarts_ask_a_remembered_address_once(tmp_path: Path) -> None:
    clock, place = SteppedClock(), tmp_path / "history.db"
    with serving(feed(1, 2)) as server:
        for number in range(20):
            async with evening(address_at(server.url, clock), clock, place, 3, live=False, urgent=not number) as held:
                assert held.texts == ["Report 1", "Report 2"]
        assert len(server.requests) == 1

        async with evening(address_at(server.url, clock), clock, place, 3700, live=False, urgent=False) as held:
            pass
        assert len(server.requests) == 2
        assert server.last["if-none-match"] == '"a"'


@pytest.mark.row("33", "H9", "H7")
async def test_server_that_is_stuck_over_many_sittings_is_asked_for_all_of_it_once(tmp_path: Path) -> None:
    clock, place = SteppedClock(), tmp_path / "history.db"
    whole: list[int] = []
    with serving(feed(1), NOT_MODIFIED) as server:
        for day in range(11):
            async with evening(address_at(server.url, clock, 6 * 3600), clock, place, 60, live=False, urgent=False) as held:
                asked = server.requests[-1]
                if day and b"If-None-Match" not in asked and len(server.requests) > day:
                    whole.append(day)
                assert held.texts[0] == "Report 1"
                if day == 7:
                    server.steps = [NOT_MODIFIED, feed(1, 2, tag="b"), NOT_MODIFIED]
            clock.sleep(24 * 3600)
        assert len(server.requests) == 11

    assert whole == [9]
    assert held.texts == ["Report 1", "Report 2"]
    assert server.last["if-none-match"] == '"b"'


@pytest.mark.row("39", "H4", "H20")
async def test_feed_that_moves_for_good_is_asked_at_its_new_place_from_the_next_sitting_on(tmp_path: Path) -> None:
    clock, place = SteppedClock(), tmp_path / "history.db"
    with serving(feed(1, 2, tag="new")) as new, serving(feed(1)) as old:
        for number in range(6):
            async with evening(address_at(old.url, clock), clock, place, 60, live=False, urgent=False) as held:
                assert held.withdrawn == []
            if number == 0:
                old.steps = [answer(b"", f"Location: {new.url}", status="301 Moved Permanently")]
            else:
                new.steps = [feed(*range(1, number + 3), tag=f"new{number}")]
            clock.sleep(13 * 3600)
        assert len(old.requests) == 4
        assert len(new.requests) == 5
        assert b"If-None-Match" not in new.requests[0]

    assert held.texts == [f"Report {number}" for number in range(1, 7)]
    assert held.record is not None and held.record.address == new.url


SITTING = """
import asyncio, os, signal, sqlite3, sys
from pathlib import Path
from tests.evenings import address_at, evening
from tests.test_polling import SteppedClock

class Killed(sqlite3.Connection):
    armed = False

    def execute(self, statement, *more):
        self.armed = self.armed or statement.startswith("INSERT INTO posts")
        if statement == "COMMIT" and self.armed:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().execute(statement, *more)

real = sqlite3.connect
sqlite3.connect = lambda *given, **named: real(*given, **named, factory=Killed)

async def sit():
    clock = SteppedClock()
    async with evening(address_at(sys.argv[1], clock), clock, Path(sys.argv[2]), 0.0) as held:
        await clock.run(3)
        assert held.texts[-1] == "Report 3", held.texts
    raise SystemExit("it was not killed")

asyncio.run(sit())
"""


@pytest.mark.row("9", "67", "D2", "H2")
async def test_program_that_is_killed_between_fetch_and_commit_asks_with_the_old_validators(tmp_path: Path) -> None:
    clock, place = SteppedClock(), tmp_path / "history.db"
    with serving(feed(1, 2, tag="old")) as server:
        async with evening(address_at(server.url, clock), clock, place, 3):
            pass
        server.steps = [feed(1, 2, 3, tag="new")]
        program = [sys.executable, "-c", SITTING, server.url, str(place)]
        killed = await in_background(lambda: subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False))
        assert killed.returncode == -9, killed.stderr
        assert len(server.requests) == 2
        async with evening(address_at(server.url, clock), clock, place, 3) as held:
            assert server.last["if-none-match"] == '"old"'
            assert [held.session.timeline.entry(id).headline for changes in held.changes for id in changes.new] == ["Report 3"]
        async with evening(address_at(server.url, clock), clock, place, 3) as held:
            assert server.last["if-none-match"] == '"new"'
            assert held.texts == ["Report 1", "Report 2", "Report 3"]


async def test_what_is_read_before_the_screen_is_there_is_not_taken_for_a_text_either(tmp_path: Path) -> None:
    clock, path, place = SteppedClock(), save(tmp_path / "pump.log", lines(0, 1, 2)), tmp_path / "history.db"
    async with evening(file_at(path, clock, watched=False), clock, place):
        pass
    first = parse_document(Document(data=(line(3) + line(4)[:7]).encode()))
    async with evening(file_at(path, clock, watched=False), clock, place) as later:
        assert not later.follower.may_begin_with(first)
        assert later.follower.may_begin_with(parse_document(Document(data=lines(3, 4))))
    assert Follower(later.source, clock).may_begin_with(first)
