"""Following files that grow at their end, with a watch and without, in time that the test lets pass. One look by itself is in test_appended."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds import Entry, parse
from tui.session import Session

from .pages import live_page
from .support import NOON, ManualClock
from .test_appended import append, line, lines
from .test_polling import TOLD_AFTER, Story, both_ways, follow, save


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
    before, descriptors = set(threading.enumerate()), len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0  # noqa: ASYNC240
    path = save(tmp_path / "pump.log", lines(0, 1))
    async with follow(path, watched=False) as story:
        await story.begin()
        append(path, line(2))
        await story.run(3)
    del story

    assert not [thread for thread in set(threading.enumerate()) - before if not thread.daemon]
    if descriptors:
        assert len(os.listdir("/proc/self/fd")) <= descriptors


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
