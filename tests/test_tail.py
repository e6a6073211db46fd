"""Following files that grow at their end, with a watch and without, in time that the test lets pass. One look by itself is in test_appended."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds import Entry, parse
from tui.session import Session

from .pages import live_page
from .support import NOON, ManualClock, count_open, left_open
from .test_appended import append, line, lines
from .test_polling import TOLD_AFTER, Story, both_ways, follow, forbid, save
from .waiting import until


def texts(story: Story) -> list[str]:
    return [post.entry.text for post in story.timeline.posts]


def told(story: Story, what: str) -> list[str]:
    return [story.timeline.entry(id).text for changes in story.changes for id in getattr(changes, what)]


def readings(*numbers: int) -> list[str]:
    return [f"reading {number} is in" for number in numbers]


@pytest.mark.row("F1")
@both_ways
async def test_record_is_told_soon_and_once_and_nothing_is_read_twice(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "pump.log", lines(*range(100)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        append(path, line(100))
        took = await story.until(lambda: story.changes)
        await story.run(20)

        assert took <= TOLD_AFTER
        assert told(story, "new") == readings(100)
        assert story.kinds == ["changed"]
        assert story.looks[0].snapshot is not None
        assert len(story.looks[0].snapshot.entries) == 2


@pytest.mark.row("F2")
@both_ways
async def test_half_a_record_is_told_when_it_is_whole(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "pump.log", lines(0, 1))
    async with follow(path, watched=watched) as story:
        await story.begin()
        append(path, line(2)[:30])
        await story.run(2)
        early = texts(story)
        append(path, line(2)[30:])
        await story.run(4)

        assert early == readings(0, 1)
        assert texts(story) == readings(0, 1, 2)
        assert told(story, "grown") == []


@pytest.mark.row("F4")
@both_ways
async def test_line_that_is_never_ended_is_told_after_five_seconds(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "pump.log", lines(0, 1))
    async with follow(path, watched=watched) as story:
        await story.begin()
        append(path, line(2)[:-1])
        took = await story.until(lambda: len(story.timeline) == 3, within=20)
        append(path, "\n" + line(3))
        await story.run(10)

        assert 5 <= took <= 5 + TOLD_AFTER
        assert told(story, "new") == readings(2, 3)
        assert [told(story, what) for what in ("edited", "grown")] == [[], []]


@pytest.mark.row("F18")
@both_ways
async def test_truncated_log_goes_on_and_nothing_is_withdrawn(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "pump.log", lines(0, 1, 2))
    async with follow(path, watched=watched) as story:
        await story.begin()
        os.truncate(path, 0)
        await story.run(5)
        append(path, line(3))
        await story.run(5)
        append(path, line(4))
        await story.run(30)

        assert told(story, "new") == readings(3, 4)
        assert [told(story, what) for what in ("edited", "withdrawn", "grown")] == [[], [], []]
        assert story.errors == []


@pytest.mark.row("F20")
@both_ways
async def test_rotated_log_is_read_to_its_end_before_the_new_one(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "pump.log", lines(0, 1))
    async with follow(path, watched=watched) as story:
        await story.begin()
        os.rename(path, tmp_path / "pump.log.1")
        save(path, lines(4))
        for number in (2, 3):
            append(tmp_path / "pump.log.1", line(number))
            await story.run(1)
        took = await story.until(lambda: len(story.timeline) == 5, within=20)
        append(path, line(5))
        await story.run(5)

        assert took <= 5 + TOLD_AFTER
        assert told(story, "new") == readings(2, 3, 4, 5)
        assert story.errors == []


@pytest.mark.row("F13")
@both_ways
async def test_log_that_stays_empty_is_told_after_a_minute(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "pump.log", lines(0, 1))
    async with follow(path, watched=watched) as story:
        await story.begin()
        os.truncate(path, 0)
        await story.run(50)
        early = story.errors
        await story.run(20)

        assert early == []
        assert story.errors == [f"{path} is empty"]
        assert len(story.timeline) == 2


@both_ways
async def test_text_whose_first_lines_only_look_like_a_log_is_read_as_what_it_becomes(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", line(0))
    async with follow(path, watched=watched) as story:
        await story.run(0.3)
        save(path, live_page(5))
        await story.run(20)

        assert {post.entry.headline and post.entry.headline.split()[0] for post in story.timeline.posts} <= {"Headline", None}
        assert sum(post.entry.headline is not None for post in story.timeline.posts) == 5


async def test_program_that_ends_leaves_no_thread_and_no_descriptor(tmp_path: Path) -> None:
    before, descriptors = set(threading.enumerate()), count_open()
    path = save(tmp_path / "pump.log", lines(0, 1))
    async with follow(path, watched=False) as story:
        await story.begin()
        append(path, line(2))
        await story.run(3)
    del story

    assert not [thread for thread in set(threading.enumerate()) - before if not thread.daemon]
    await until(lambda: left_open(descriptors) == 0)  # what is read when the program ends is closed by its own thread


def test_session_takes_what_stood_there_first_for_known_and_keeps_the_page_s_head() -> None:
    session = Session(ManualClock())
    whole = parse(b"kept by hand\n" + lines(0, 1), url="pump.log", retrieved=NOON)
    session.take(whole)
    piece = parse(lines(1, 2), url="pump.log", retrieved=NOON)
    changes = session.take(replace(piece, continues=True))
    entry: Entry = session.timeline.entry(changes.new[0])

    assert [post.status.new for post in session.timeline.posts] == [False, False, True]
    assert [post.status.seen for post in session.timeline.posts] == [True, True, False]
    assert entry.text == "reading 2 is in"
    assert session.feed.preamble == ("kept by hand",)


def _longer(path: Path) -> None:
    save(path, lines(1, *range(10, 20)))


def _shorter(path: Path) -> None:
    save(path, lines(10))


def _hole(path: Path) -> None:
    size = path.stat().st_size
    os.truncate(path, 0)
    with path.open("r+b") as writer:
        writer.seek(size)
        writer.write(lines(10, 11))


def _anew(path: Path) -> None:
    path.unlink()
    save(path, lines(10))


def _flood(path: Path) -> None:
    append(path, lines(*range(10, 2010)))


def _marked(path: Path) -> None:
    append(path, b"\xef\xbb\xbf" + lines(10))


def _huge(path: Path) -> None:
    append(path, line(10, "x" * 18_000_000) + line(11))


@pytest.mark.parametrize(
    ("happens", "new"),
    [
        pytest.param(_shorter, [10], marks=pytest.mark.row("F16")),
        pytest.param(_longer, [*range(10, 20)], marks=pytest.mark.row("F17")),
        pytest.param(_hole, [10, 11], marks=pytest.mark.row("F19")),
        pytest.param(_anew, [10], marks=pytest.mark.row("F22")),
        pytest.param(_flood, [*range(10, 2010)], marks=pytest.mark.row("F5")),
        pytest.param(_marked, [10], marks=pytest.mark.row("F42")),
        pytest.param(_huge, [11], marks=pytest.mark.row("F6")),
    ],
)
@both_ways
async def test_what_happens_to_a_log_is_told_once_and_the_log_goes_on(tmp_path: Path, happens: Callable[[Path], None], new: list[int], watched: bool) -> None:
    path = save(tmp_path / "pump.log", lines(0, 1, 2))
    async with follow(path, watched=watched) as story:
        await story.begin()
        happens(path)
        took = await story.until(lambda: story.changes)
        await story.run(10)
        append(path, line(5000))
        await story.run(5)

        assert took <= TOLD_AFTER
        assert [text for text in told(story, "new") if len(text) < 100] == readings(*new, 5000)
        assert [told(story, what) for what in ("edited", "withdrawn", "restored", "grown")] == [[], [], [], []]
        assert story.errors == []


@pytest.mark.row("F3")
@pytest.mark.parametrize("cut", [1, 2, 3])
@both_ways
async def test_character_in_two_writes_is_one_character(tmp_path: Path, cut: int, watched: bool) -> None:
    path = save(tmp_path / "pump.log", lines(0, 1))
    record = line(2, "\U0001f6a2 is in").encode()
    at = record.index("\U0001f6a2".encode()) + cut
    async with follow(path, watched=watched) as story:
        await story.begin()
        append(path, record[:at])
        await story.run(2)
        append(path, record[at:])
        await story.run(4)

        assert told(story, "new") == ["\U0001f6a2 is in"]
        assert told(story, "grown") == []


@pytest.mark.row("F21", "F31", "F32", "F33", "F29")
@pytest.mark.parametrize("trouble", ["renamed", "forbidden", "folder", "missing", "dangling"])
@both_ways
async def test_log_that_is_away_for_a_while_is_waited_for(tmp_path: Path, trouble: str, watched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch)
    folder = tmp_path / "site"
    real = folder / "pump.log"
    path = tmp_path / "today.log" if trouble == "dangling" else real
    if trouble == "dangling":
        path.symlink_to(real)
    if trouble != "missing":
        folder.mkdir()
        save(real, lines(0, 1))
    async with follow(path, watched=watched) as story:
        await story.begin()
        match trouble:
            case "renamed" | "dangling":
                os.rename(real, folder / "away")
            case "forbidden":
                os.rename(real, folder / "away")
                save(real, lines(2)).chmod(0)
            case "folder":
                shutil.rmtree(folder)
        await story.run(12)
        folder.mkdir(exist_ok=True)
        if trouble == "forbidden":
            real.chmod(0o600)
        else:
            save(real, lines(0, 1, 2) if trouble == "missing" else lines(2))
        await story.run(8)
        append(path, line(3))
        await story.run(5)

        assert texts(story) == readings(0, 1, 2, 3)
        assert len(story.errors) <= 1
        assert told(story, "withdrawn") == told(story, "edited") == []


@pytest.mark.row("F20")
@both_ways
async def test_logs_that_rotate_faster_than_they_are_read_are_all_read_in_their_order(tmp_path: Path, watched: bool) -> None:
    """Each is kept open from the moment when it is seen under the name, though another has it before its turn comes; also one that was deleted."""
    path = save(tmp_path / "pump.log", lines(0, 1))
    async with follow(path, watched=watched) as story:
        await story.begin()
        for number in range(2, 10):
            if number % 3:
                os.rename(path, tmp_path / f"pump.log.{number}")
            else:
                path.unlink()
            save(path, line(number))
            story.follower.look_now()
            await story.run(0.4)
        await story.run(15)

        assert texts(story) == readings(*range(10))
        assert told(story, "new") == readings(*range(2, 10))
        assert told(story, "withdrawn") == []


@pytest.mark.row("F16", "F18", "F20")
@pytest.mark.parametrize("shorter", [True, False], ids=["shorter", "longer"])
@both_ways
async def test_new_log_that_is_truncated_while_the_old_one_is_read_to_its_end_loses_nothing(tmp_path: Path, shorter: bool, watched: bool) -> None:
    path = save(tmp_path / "pump.log", lines(0, 1))
    async with follow(path, watched=watched) as story:
        await story.begin()
        with path.open("ab") as writer:
            os.rename(path, tmp_path / "pump.log.1")
            save(path, lines(3, 4))
            await story.run(3)
            writer.write(lines(2))
        save(path, lines(5) if shorter else lines(5, 6, 7))
        await story.run(15)
        append(path, lines(8))
        await story.run(5)

        assert texts(story) == readings(0, 1, 2, 3, 4, *((5,) if shorter else (5, 6, 7)), 8)
        assert told(story, "withdrawn") == told(story, "edited") == []


@pytest.mark.row("F18", "F20")
@pytest.mark.parametrize("first", ["# begun by hand\n", "#Software: pump\n#Fields: date time\n", "2026-03-01", ""])
@both_ways
async def test_new_log_that_begins_with_something_else_withdraws_nothing(tmp_path: Path, first: str, watched: bool) -> None:
    """As long as it is not known for a log again, it may be anything; that what was in the old one is gone says nothing."""
    path = save(tmp_path / "pump.log", lines(0, 1, 2))
    async with follow(path, watched=watched) as story:
        await story.begin()
        os.rename(path, tmp_path / "pump.log.1")
        save(path, first)
        await story.run(20)
        append(path, (line(3)[10:] if first.startswith("2026") else line(3)) + line(4))
        await story.run(20)
        append(path, line(5))
        await story.run(5)

        assert [text for text in texts(story) if text.startswith("reading")] == readings(*range(6))
        assert told(story, "withdrawn") == []


@pytest.mark.row("F4", "F20")
@both_ways
async def test_half_a_line_in_a_new_log_is_no_other_format(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "pump.log", lines(0, 1))
    async with follow(path, watched=watched) as story:
        await story.begin()
        os.rename(path, tmp_path / "pump.log.1")
        save(path, line(2) + line(3)[:3])
        await story.run(9)
        early = texts(story)
        append(path, line(3)[3:])
        await story.run(10)

        assert early[:2] == readings(0, 1)
        assert texts(story) == readings(0, 1, 2, 3)
        assert told(story, "withdrawn") == []
        assert told(story, "edited") == []


@pytest.mark.row("F28")
@both_ways
async def test_page_that_takes_the_place_of_a_log_is_followed_as_a_page(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "file", lines(0, 1))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, live_page(4))
        await story.until(lambda: len(story.timeline) >= 5, within=5)
        await story.run(70)
        story.forget()
        save(path, live_page(5))
        await story.until(lambda: story.changes)
        await story.run(10)

        assert len(told(story, "new")) == 1
        assert told(story, "edited") == []
        assert sum(post.entry.headline is not None and not post.status.withdrawn for post in story.timeline.posts) == 5
