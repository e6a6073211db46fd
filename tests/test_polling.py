"""One look after another at a page that is saved in every way a page can be saved. Time is a parameter: a story's clock runs only while its test lets it."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import (
    LIMIT,
    Changes,
    Document,
    FileSource,
    Follower,
    Look,
    MemorySource,
    Snapshot,
    Source,
    SourceNotFound,
    SourceUnavailable,
    StdinSource,
    Timeline,
    parse_document,
    parse_in_parts,
)
from tui.clock import SystemClock

from .pages import page, post
from .support import NOON, ManualClock, snapshot
from .waiting import PATIENCE, in_time, until

both_ways = pytest.mark.parametrize("watched", [True, False], ids=["watched", "polled"])
TOLD_AFTER = 3.5
"""Seconds after which a look has come at the latest, without any wake-up."""


class SteppedClock(ManualClock):
    """A clock that runs only while a test lets it. Everybody who waits for it stands still in between."""

    def __init__(self) -> None:
        super().__init__()
        self._end = self.monotonic()
        self._resting, self._going = asyncio.Event(), asyncio.Event()

    def time(self) -> float:
        """The wall-clock time as the file system counts it."""
        return self.now().timestamp()

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        due = self.monotonic() + seconds
        while True:
            await asyncio.sleep(0)
            if event.is_set():
                return
            self.advance(max(0.0, min(due, self._end) - self.monotonic()))
            if self.monotonic() >= due - 1e-9:
                return
            self._going.clear()
            self._resting.set()
            await self._going.wait()

    def sleep(self, seconds: float) -> None:
        """Time passes at once, as it does for a machine that was suspended."""
        self.advance(seconds)
        self._end += seconds

    async def run(self, seconds: float) -> None:
        """Let time pass; return when it is over and the waiter waits again."""
        self._end += seconds
        self._resting.clear()
        self._going.set()
        await self._resting.wait()


class Story:
    """A source that is followed and merged, in time that the test lets pass."""

    def __init__(self, source: Source, clock: SteppedClock, parse: Callable[..., Iterator[Snapshot]] = parse_in_parts) -> None:
        self.source, self.clock = source, clock
        self.follower = Follower(source, clock, parse=parse, chance=lambda: 0.5)  # intervals are neither stretched nor shrunk
        self.timeline = Timeline()
        self.looks: list[Look] = []
        self.changes: list[Changes] = []
        self.begun: tuple[Document, Snapshot] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._follow())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _follow(self) -> None:
        async for look in self.follower.looks(begun=self.begun):
            self.looks.append(look)
            if look.snapshot is not None:
                self.changes.append(self.timeline.merge(look.snapshot))

    async def run(self, seconds: float) -> None:
        """Let time pass. What the follower raises is raised here."""
        passing = asyncio.create_task(self.clock.run(seconds))
        await asyncio.wait({passing, self._task}, return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            passing.cancel()
            self._task.result()

    async def begin(self) -> None:
        """Until what is there now has been read, has come to rest and was confirmed; then forget how it came."""
        await self.run(8)
        self.forget()

    def forget(self) -> None:
        self.looks.clear()
        self.changes.clear()

    async def until(self, condition: Callable[[], object], within: float = 10) -> float:
        """Let time pass until something holds; give the seconds that it took."""
        begun = self.clock.monotonic()
        while not condition():
            assert self.clock.monotonic() - begun < within, f"it did not come within {within} s"
            await self.run(0.05)
        return self.clock.monotonic() - begun

    @property
    def kinds(self) -> list[str]:
        return [look.kind for look in self.looks]

    @property
    def errors(self) -> list[str]:
        return [str(look.error) for look in self.looks if look.error is not None]

    @property
    def numbers(self) -> list[int]:
        """The numbers of all posts of the timeline, newest first."""
        return [_number(entry.headline) for entry in self.timeline.entries]

    def told(self, what: str) -> list[int]:
        """The numbers of the posts that were told as new, edited, withdrawn or restored since the story began."""
        return [_number(self.timeline.entry(id).headline) for changes in self.changes for id in getattr(changes, what)]

    @property
    def everything_told(self) -> dict[str, list[int]]:
        return {what: found for what in ("new", "edited", "withdrawn", "restored") if (found := self.told(what))}

    def id(self, number: int) -> str:
        return next(post.id for post in self.timeline.posts if _number(post.entry.headline) == number)

    def lacks(self, number: int) -> bool:
        """A complete look without this post was told."""
        return any(look.snapshot is not None and look.snapshot.complete and number not in numbers_of(look.snapshot) for look in self.looks)


def _number(headline: str | None) -> int:
    words = (headline or "").split()
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else -1


def numbers_of(said: Snapshot) -> list[int]:
    return [_number(entry.headline) for entry in said.entries]


def follow(path: Path, *, watched: bool, limit: int = LIMIT) -> Story:
    """A story of a file. Its ages are told by the story's clock alone, which is long before the file system's."""
    clock = SteppedClock()
    return Story(FileSource(path, watched=watched, limit=limit, monotonic=clock.monotonic, now=clock.time), clock)


def night(numbers: Iterable[int], *, edited: Sequence[int] = (), words: str = "The gate was shut at four, the harbour office now says.") -> str:
    """A live page of these posts, newest on top."""
    return page([post(number, body=[words] if number in edited else None) for number in sorted(numbers, reverse=True)])


def save(path: Path, text: str | bytes) -> Path:
    """Truncate and write, in one step."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def replace(path: Path, text: str | bytes) -> Path:
    """A temporary file beside it, renamed over it."""
    os.replace(save(path.with_name(f".{path.name}.new"), text), path)
    return path


def recreate(path: Path, text: str | bytes) -> Path:
    """Delete it and make it anew: most file systems give it the same inode."""
    path.unlink()
    return save(path, text)


SAVES = pytest.mark.parametrize(
    "write",
    [
        pytest.param(save, marks=pytest.mark.row("F7"), id="truncated_and_written"),
        pytest.param(replace, marks=pytest.mark.row("F8"), id="replaced"),
        pytest.param(recreate, marks=pytest.mark.row("F22"), id="deleted_and_made_anew"),
    ],
)
Save = Callable[[Path, str | bytes], Path]


# --- what a new save brings ---------------------------------------------------------------------------------------------


@SAVES
@both_ways
async def test_only_the_new_post_of_a_saved_page_is_new(tmp_path: Path, write: Save, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        write(path, night(range(21)))
        took = await story.until(lambda: story.told("new"))
        await story.run(10)

        assert took <= TOLD_AFTER
        assert story.everything_told == {"new": [20]}
        assert story.numbers == list(range(20, -1, -1))


@SAVES
@both_ways
async def test_same_page_saved_again_changes_nothing(tmp_path: Path, write: Save, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        for _ in range(3):
            write(path, night(range(20)))
            await story.run(3)

        assert story.kinds == []


@pytest.mark.row("F22")
@both_ways
async def test_page_made_anew_at_once_with_its_old_inode_is_noticed_once(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        for number in range(20, 25):
            recreate(path, night(range(number + 1)))
            await story.run(5)

        assert story.told("new") == [20, 21, 22, 23, 24]
        assert story.errors == []
        assert story.told("withdrawn") == []


@pytest.mark.row("F9")
@both_ways
async def test_edited_post_in_the_middle_is_one_edit_with_its_history(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        id, before = story.id(10), story.timeline.entry(story.id(10))
        save(path, night(range(20), edited=[10]))
        await story.run(10)

        assert story.everything_told == {"edited": [10]}
        assert story.timeline.versions(id) == (before, story.timeline.entry(id))
        assert story.timeline.entry(id).text == "The gate was shut at four, the harbour office now says."
        assert story.timeline.status(id).withdrawn is False


@pytest.mark.row("F10")
@both_ways
async def test_post_that_one_look_misses_is_not_withdrawn(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, night({*range(20)} - {10}))
        await story.until(lambda: story.lacks(10))
        save(path, night(range(20)))
        await story.run(20)

        assert story.everything_told == {}
        assert story.timeline.status(story.id(10)).restored_at is None


@pytest.mark.row("F11")
@pytest.mark.parametrize("saved_again", [True, False], ids=["another_save", "unchanged"])
@both_ways
async def test_post_that_two_looks_miss_is_withdrawn_and_kept(tmp_path: Path, saved_again: bool, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, night({*range(20)} - {10}))
        await story.until(lambda: story.lacks(10))

        assert story.told("withdrawn") == []

        if saved_again:
            save(path, night({*range(21)} - {10}))
        await story.run(20)

        assert story.everything_told == ({"withdrawn": [10], "new": [20]} if saved_again else {"withdrawn": [10]})
        assert story.timeline.status(story.id(10)).withdrawn_at is not None
        assert story.timeline.entry(story.id(10)).text.startswith("Gauge 10 stands at 10 centimetres")
        assert sorted(story.numbers) == list(range(21 if saved_again else 20))


@pytest.mark.row("F12")
@both_ways
async def test_oldest_posts_that_fall_off_have_aged_and_are_not_withdrawn(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, night(range(5, 21)))
        await story.run(10)
        save(path, night(range(8, 21)))
        await story.run(20)

        assert story.everything_told == {"new": [20]}
        assert story.numbers == list(range(20, -1, -1))


# --- a page that is caught in the middle of a save ----------------------------------------------------------------------


@pytest.mark.row("F13")
@pytest.mark.parametrize("seconds", [0.01, 1.0, 55.0])
@both_ways
async def test_page_that_is_empty_for_a_moment_changes_nothing(tmp_path: Path, seconds: float, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, b"")
        await story.run(seconds)

        assert story.kinds == []

        save(path, night(range(21)))
        await story.run(10)

        assert story.errors == []
        assert story.everything_told == {"new": [20]}


@pytest.mark.row("F13")
@both_ways
async def test_page_that_is_empty_for_a_minute_is_told_once_and_goes_on_by_itself(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, b"")
        took = await story.until(lambda: story.looks, within=70)
        await story.run(30)

        assert 60 <= took <= 60 + 2 * TOLD_AFTER
        assert story.errors == [f"{path} is empty"]

        save(path, night(range(20)))
        await story.run(10)

        assert story.kinds == ["failed", "same"]
        assert story.everything_told == {}


@pytest.mark.row("F13")
@pytest.mark.row("H32")
@both_ways
async def test_empty_page_is_no_second_look_that_withdraws(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, night({*range(20)} - {10}))
        await story.until(lambda: story.lacks(10))
        save(path, b"")
        await story.run(10)
        save(path, night(range(20)))
        await story.run(10)

        assert story.everything_told == {}


PLACES = {
    "first_letters": "Summ",
    "in_the_head": "is shut",
    "in_a_headline": "Headline 12 of the",
    "in_a_stamp": "Headline 12 of the long night at the estuarypublished at 06:1",
}
"""Texts of a page at the end of which it may be cut."""
CUTS = [*(f"{part}_of_20" for part in range(1, 20)), *PLACES]


def cut(text: str, where: str) -> bytes:
    """The beginning of a page."""
    data = text.encode()
    if where in PLACES:
        place = PLACES[where].encode()
        return data[: data.index(place) + len(place)]
    return data[: len(data) * int(where.partition("_")[0]) // 20]


@pytest.mark.row("F14")
@pytest.mark.row("F15")
@pytest.mark.parametrize("where", CUTS)
@both_ways
async def test_half_written_page_shows_at_most_what_is_new(tmp_path: Path, where: str, watched: bool) -> None:
    """Also when it still parses: plain text has no end mark."""
    path = save(tmp_path / "page.txt", night(range(20)))
    new = night(range(21))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, cut(new, where))
        story.follower.look_now()
        await story.run(0.9)

        assert story.everything_told in ({}, {"new": [20]})
        assert story.errors == []

        save(path, new)
        await story.run(20)

        assert story.everything_told == {"new": [20]}
        assert story.numbers == list(range(20, -1, -1))


@pytest.mark.row("F14")
@pytest.mark.parametrize("half", [b"\n", b"\xef\xbb\xbf", b"\n \n"], ids=["line_end", "byte_order_mark", "blank_lines"])
@both_ways
async def test_half_written_page_without_a_word_yet_is_no_error(tmp_path: Path, half: bytes, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, half)
        await story.run(0.5)
        save(path, half + night(range(21)).encode())
        await story.run(5)

        assert story.errors == []
        assert story.everything_told == {"new": [20]}


@pytest.mark.row("F15")
@pytest.mark.row("H32")
@pytest.mark.parametrize("ascending", [True, False], ids=["oldest_on_top", "newest_on_top"])
@both_ways
async def test_page_cut_between_two_posts_withdraws_nothing_until_it_rests(tmp_path: Path, ascending: bool, watched: bool) -> None:
    order = list(range(20)) if ascending else list(range(19, -1, -1))
    path = save(tmp_path / "page.txt", page([post(number) for number in order]))
    async with follow(path, watched=watched) as story:
        await story.begin()
        for length in (5, 8, 11, 14):  # it grows, post by post, and never rests for a second
            save(path, page([post(number) for number in order[:length]]))
            await story.run(0.9)
        save(path, page([post(number) for number in order]))
        await story.run(20)

        assert story.everything_told == {}


@pytest.mark.row("F14")
@pytest.mark.parametrize("where", CUTS)
def test_page_that_is_half_written_at_the_first_look_leaves_no_false_posts(where: str) -> None:
    new = night(range(20))
    half = Document(data=cut(new, where), source="page.txt", settled=False, retrieved=NOON)
    timeline = Timeline()
    timeline.merge(parse_document(half))
    for _ in range(2):
        timeline.merge(snapshot(new))

    assert [_number(entry.headline) for entry in timeline.entries] == list(range(19, -1, -1))
    assert [post.id for post in timeline.posts if post.status.withdrawn] == []


@pytest.mark.row("F14")
@pytest.mark.row("H32")
@pytest.mark.parametrize("where", CUTS)
def test_page_that_is_half_written_at_the_first_look_is_not_told_as_edited_when_it_is_whole(where: str) -> None:
    new = night(range(20))
    half = Document(data=cut(new, where), source="page.txt", settled=False, retrieved=NOON)
    timeline = Timeline()
    timeline.merge(parse_document(half))
    changes = timeline.merge(snapshot(new))

    assert changes.edited == ()
    assert [post.id for post in timeline.posts if post.status.edited] == []
    assert timeline.entries == snapshot(new).entries


@pytest.mark.row("F14")
@both_ways
async def test_page_that_changes_under_every_reading_is_told_only_when_that_lasts(tmp_path: Path, watched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    real, count, writing = os.fstat, itertools.count(1), True

    def write_meanwhile(descriptor: int) -> os.stat_result:
        if writing:
            os.utime(path, ns=(next(count), next(count)))
        return real(descriptor)

    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, night(range(21)))
        monkeypatch.setattr(os, "fstat", write_meanwhile)
        await story.run(5)

        assert story.errors == []

        await story.run(30)

        assert story.errors == [f"{path} is being written; it is read when the writer pauses"]

        writing = False
        save(path, night(range(21)))
        await story.run(5)

        assert story.everything_told == {"new": [20]}


# --- what is concluded, and when ----------------------------------------------------------------------------------------


@pytest.mark.row("H32")
async def test_additions_show_at_once(tmp_path: Path) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=False) as story:
        await story.begin()
        save(path, night(range(21)))
        took = await story.until(lambda: story.told("new"))

        assert took <= 0.3
        assert story.looks[-1].snapshot is not None
        assert story.looks[-1].snapshot.complete is False


@pytest.mark.row("H32")
@both_ways
async def test_edit_of_the_last_post_waits_until_the_file_rests(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, night(range(20), edited=[0, 5]))
        await story.until(lambda: story.told("edited"))

        assert story.told("edited") == [5]

        took = await story.until(lambda: 0 in story.told("edited"))

        assert 0.9 <= took <= 1.3
        assert story.everything_told == {"edited": [5, 0]}


@pytest.mark.row("H32")
@both_ways
async def test_last_post_cut_off_for_less_than_a_second_is_no_edit(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        for cut in (150, 100, 50):
            save(path, night(range(20))[:-cut])
            await story.run(0.8)
        save(path, night(range(20)))
        await story.run(10)

        assert story.everything_told == {}


@pytest.mark.row("H32")
@both_ways
async def test_withdrawal_takes_a_second_of_rest_and_two_seconds_more(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, night({*range(20)} - {10}))
        seen = await story.until(lambda: story.looks)
        rest = await story.until(lambda: story.lacks(10))
        confirmed = await story.until(lambda: story.told("withdrawn"))

        assert seen <= TOLD_AFTER
        assert 0.9 <= rest <= 1.3
        assert 1.9 <= confirmed <= 2.3
        assert story.kinds == ["changed", "changed", "same"]


@pytest.mark.row("H32")
@both_ways
async def test_page_that_is_saved_all_the_time_withdraws_nothing_until_it_rests(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        for number in range(20, 32):
            save(path, night({*range(number + 1)} - {10}))
            await story.run(0.7)

        assert story.told("withdrawn") == []
        assert len(story.told("new")) >= 10 if not watched else story.told("new")

        await story.run(5)

        assert sorted(story.told("new")) == list(range(20, 32))
        assert story.told("withdrawn") == [10]
        assert story.told("edited") == story.told("restored") == []


@pytest.mark.row("F14")
@both_ways
async def test_page_that_is_written_anew_without_a_rest_tells_no_half_of_its_first_post(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(3)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        text = night(range(9)).encode()
        cuts = [text.index(b"published at") + places for places in range(20, 28)]
        for cut in cuts:
            save(path, text[:cut])
            await story.run(0.6)
        assert story.everything_told == {}

        save(path, text)
        await story.run(5)

        assert story.everything_told == {"new": [8, 7, 6, 5, 4, 3]}


@both_ways
async def test_text_that_is_shorter_than_it_was_and_never_rests_is_shown_in_the_end(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(3)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        for step in range(70):
            save(path, night([7]) + " " * (step % 5))
            await story.run(0.5)

        assert story.everything_told == {"new": [7]}


async def _ask(story: Story, path: Path) -> None:
    story.follower.look_now()
    await story.run(0.4)


async def _lose_and_find(story: Story, path: Path) -> None:
    text = path.read_bytes()  # noqa: ASYNC240  (a page of some kilobytes)
    path.unlink()  # noqa: ASYNC240
    story.follower.look_now()
    await story.run(0.2)
    save(path, text)
    story.follower.look_now()
    await story.run(0.2)


@pytest.mark.row("H32")
@pytest.mark.parametrize("between", [_ask, _lose_and_find], ids=["asked_for", "after_a_failure"])
@both_ways
async def test_unchanged_look_counts_as_the_second_only_two_seconds_later(tmp_path: Path, between: Callable[[Story, Path], Any], watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, night({*range(20)} - {10}))
        await story.until(lambda: story.lacks(10))
        await between(story, path)

        assert story.told("withdrawn") == []

        await story.run(10)

        assert story.told("withdrawn") == [10]


histories = st.lists(st.tuples(st.sets(st.integers(0, 6), min_size=1), st.booleans()), min_size=2, max_size=9)


@pytest.mark.row("H32")
@settings(deadline=None)
@given(histories, st.booleans())
def test_withdrawn_are_those_that_two_complete_looks_missed_above_an_older_post(history: list[tuple[set[int], bool]], ascending: bool) -> None:
    timeline, known = Timeline(), dict[int, str]()
    missed: dict[int, list[bool]] = {}
    for saved, settled in history:
        text = page([post(number) for number in sorted(saved, reverse=not ascending)])
        said = parse_document(Document(data=text.encode(), source="page.txt", settled=settled, retrieved=NOON))
        here = set(numbers_of(said))
        before = {number for number, id in known.items() if timeline.status(id).withdrawn}
        timeline.merge(said)
        known |= {_number(entry.headline): entry.id for entry in said.entries}
        for number, id in known.items():
            if number in here:
                missed[number] = []
            else:
                missed[number].append(settled and min(here, default=number) < number)
            withdrawn = timeline.status(id).withdrawn

            if number in here:
                assert not withdrawn
            elif withdrawn and number not in before:
                assert missed[number][-1] and sum(missed[number]) >= 2
            elif not withdrawn:
                assert missed[number][-2:] != [True, True]
            assert id in timeline


# --- files that come and go ---------------------------------------------------------------------------------------------


@pytest.mark.row("F21")
@both_ways
async def test_page_that_was_renamed_away_is_waited_for(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        os.rename(path, tmp_path / "page.old")
        await story.run(10)

        assert story.errors == [f"{path} does not exist"]
        assert _absent(story.looks[0])
        assert len(story.timeline) == 20

        save(path, night(range(21)))
        took = await story.until(lambda: story.told("new"))
        await story.run(10)

        assert took <= TOLD_AFTER
        assert story.everything_told == {"new": [20]}
        assert story.errors == [f"{path} does not exist"]


def _absent(look: Look) -> bool:
    return isinstance(look.error, SourceUnavailable) and look.error.absent


@pytest.mark.row("F33")
@both_ways
async def test_page_that_is_missing_at_the_start_is_waited_for(tmp_path: Path, watched: bool) -> None:
    path = tmp_path / "not" / "yet" / "page.txt"
    async with follow(path, watched=watched) as story:
        await story.run(30)

        assert story.kinds == ["failed"]
        assert _absent(story.looks[0])

        path.parent.mkdir(parents=True)
        await story.run(10)
        save(path, b"")
        await story.run(10)

        assert story.errors == [f"{path} does not exist", f"{path} is empty"]
        assert all(map(_absent, story.looks))

        save(path, night(range(3)))
        took = await story.until(lambda: story.numbers == [2, 1, 0])

        assert took <= TOLD_AFTER


@pytest.mark.row("F32")
@both_ways
async def test_page_is_followed_again_when_its_folder_is_made_again(tmp_path: Path, watched: bool) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    path = save(folder / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        for number in range(20, 23):
            shutil.rmtree(folder)
            await story.run(5)
            folder.mkdir()
            save(path, night(range(number + 1)))
            await story.run(5)
            save(path, night(range(number + 1), edited=[number]))
            await story.run(5)

        assert story.errors == [f"{path} does not exist"] * 3
        assert story.everything_told == {"new": [20, 21, 22], "edited": [20, 20, 21, 21, 22]}
        assert story.numbers == list(range(22, -1, -1))


@pytest.mark.row("F29")
@both_ways
async def test_name_is_followed_when_a_link_is_turned_to_another_page(tmp_path: Path, watched: bool) -> None:
    for folder in ("monday", "tuesday"):
        (tmp_path / folder).mkdir()
    save(tmp_path / "monday" / "page.txt", night(range(20)))
    save(tmp_path / "tuesday" / "page.txt", night(range(21)))
    link = tmp_path / "today.txt"
    link.symlink_to(tmp_path / "monday" / "page.txt")
    async with follow(link, watched=watched) as story:
        await story.begin()
        save(tmp_path / "monday" / "page.txt", night(range(20), edited=[3]))
        await story.run(5)

        assert story.everything_told == {"edited": [3]}

        os.symlink(tmp_path / "tuesday" / "page.txt", tmp_path / "new")
        os.replace(tmp_path / "new", link)
        took = await story.until(lambda: story.told("new"))
        await story.run(10)

        assert took <= TOLD_AFTER
        assert story.everything_told == {"new": [20], "edited": [3, 3]}


@pytest.mark.row("F29")
@pytest.mark.parametrize(
    ("target", "reason"), [("nowhere.txt", "does not exist"), ("today.txt", "is a link that leads back to itself")], ids=["dangling", "loop"]
)
@both_ways
async def test_link_that_leads_nowhere_is_an_error_that_ends_when_it_leads_to_a_page(tmp_path: Path, target: str, reason: str, watched: bool) -> None:
    page_path = save(tmp_path / "page.txt", night(range(20)))
    link = tmp_path / "today.txt"
    link.symlink_to(page_path)
    async with follow(link, watched=watched) as story:
        await story.begin()
        link.unlink()
        link.symlink_to(tmp_path / target)
        await story.run(10)

        assert story.errors == [f"{link} {reason}"]

        link.unlink()
        link.symlink_to(page_path)
        await story.run(5)

        assert story.kinds == ["failed", "same"]
        assert story.everything_told == {}


@pytest.mark.row("F30")
@both_ways
async def test_folder_in_place_of_a_page_is_refused_until_a_page_is_there_again(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        path.unlink()
        path.mkdir()
        await story.run(10)

        assert story.errors == [f"{path} is a folder; give a file, or - for standard input"]
        assert isinstance(story.looks[0].error, SourceNotFound)

        path.rmdir()
        save(path, night(range(21)))
        await story.run(5)

        assert story.everything_told == {"new": [20]}


def forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have file modes hold for root too, who may otherwise read everything."""
    real = os.open

    def refuse(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        if isinstance(path, str | os.PathLike) and os.path.isfile(path) and not os.stat(path).st_mode & 0o444:
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return real(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", refuse)


@pytest.mark.row("F31")
@both_ways
async def test_page_that_may_not_be_read_for_a_while_goes_on_by_itself(tmp_path: Path, watched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    forbid(monkeypatch)
    async with follow(path, watched=watched) as story:
        await story.begin()
        path.chmod(0)
        await story.run(10)

        assert story.errors == [f"{path} may not be read: chmod or another user can allow it"]
        assert not _absent(story.looks[0])

        path.chmod(0o644)
        await story.run(5)

        assert story.kinds == ["failed", "same"]

        save(path, night(range(21)))
        await story.run(5)

        assert story.everything_told == {"new": [20]}


@pytest.mark.row("F40")
@both_ways
async def test_page_that_outgrows_the_limit_is_refused_and_read_again_when_it_has_shrunk(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched, limit=20_000) as story:
        await story.begin()
        save(path, night(range(20)) + "x" * 20_000)
        await story.run(10)

        assert len(story.errors) == 1
        assert "more than the 20,000 that are read; --limit raises it" in story.errors[0]

        save(path, night(range(21)))
        await story.run(5)

        assert story.everything_told == {"new": [20]}


ODD_NAMES = [b"-rf", b"line\nbreak.txt", b"\x1b[31mred\x1b]0;title\x07.txt", b"caf\xe9.txt", b"\xff\xfe.txt", b"a\rb\tc.txt", "\u202egnp.txt".encode()]


@pytest.mark.row("F43")
@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
@both_ways
async def test_page_with_an_odd_name_is_followed_and_its_name_shown_cleaned(tmp_path: Path, name: bytes, watched: bool) -> None:
    path = tmp_path / os.fsdecode(name)
    try:
        save(path, night(range(20)))
    except OSError:
        pytest.skip("the file system takes no such name")
    async with follow(path, watched=watched) as story:
        await story.begin()
        save(path, night(range(21)))
        await story.run(5)
        path.unlink()
        await story.run(5)

        assert story.everything_told == {"new": [20]}
        assert story.kinds[-1] == "failed"
        for look in story.looks:
            assert look.snapshot is None or look.snapshot.source == story.source.name
            for text in (look.source, str(look.error)):
                assert text.isprintable()
                assert text.encode() == text.encode("utf-8", "replace")


# --- stamps that cannot be trusted --------------------------------------------------------------------------------------


class CoarseStamps:
    """A file system whose stamps of one file are those of a clock that ticks every other second."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, path: Path, clock: SteppedClock) -> None:
        self._clock, self._path = clock, path
        self._stat, self._fstat = os.stat, os.fstat
        self.save(b"to have an inode")
        self._inode = self._stat(path).st_ino
        monkeypatch.setattr(os, "stat", lambda *asked, **more: self._coarse(self._stat(*asked, **more)))
        monkeypatch.setattr(os, "fstat", lambda descriptor: self._coarse(self._fstat(descriptor)))

    def save(self, text: str | bytes) -> None:
        self.stamp = int(self._clock.time()) // 2 * 2
        save(self._path, text)

    def _coarse(self, found: os.stat_result) -> os.stat_result:
        if found.st_ino != self._inode:
            return found
        times = {f"st_{name}time": float(self.stamp) for name in "amc"} | {f"st_{name}time_ns": self.stamp * 10**9 for name in "amc"}
        times["st_blocks"] = found.st_blocks
        return os.stat_result((*found[:7], self.stamp, self.stamp, self.stamp), times)


@pytest.mark.row("F24")
@pytest.mark.parametrize("later", [0.05, 0.3, 0.9, 1.05, 1.5, 1.95])
@both_ways
async def test_change_of_the_same_size_within_one_tick_of_the_stamps_is_noticed(
    tmp_path: Path, later: float, watched: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, path = SteppedClock(), tmp_path / "page.txt"
    disk = CoarseStamps(monkeypatch, path, clock)
    disk.save(night(range(20)))
    async with Story(FileSource(path, watched=watched, monotonic=clock.monotonic, now=clock.time), clock) as story:
        await story.begin()
        disk.save(night(range(20), edited=[7], words="The gate was shut at four."))
        stamp = disk.stamp
        await story.run(later)
        disk.save(night(range(20), edited=[7], words="The gate was shut at five."))

        assert disk.stamp == stamp

        took = await story.until(lambda: story.timeline.entry(story.id(7)).text == "The gate was shut at five.")

        assert took <= 2.5


@pytest.mark.row("F24")
@both_ways
async def test_change_of_the_same_size_right_after_another_is_noticed(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    async with follow(path, watched=watched) as story:
        await story.begin()
        for hour in ("four", "five", "nine", "four"):
            save(path, night(range(20), edited=[7], words=f"The gate was shut at {hour}."))
            await story.until(lambda hour=hour: story.timeline.entry(story.id(7)).text == f"The gate was shut at {hour}.", within=2.5)  # type: ignore[misc]

        assert story.told("edited") == [7, 7, 7, 7]


# --- in real time -------------------------------------------------------------------------------------------------------


@pytest.mark.row("F23")
@both_ways
async def test_storm_of_replacements_ends_in_the_right_state_with_few_readings(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "page.txt", night(range(20)))
    read: list[Document] = []

    def parse(document: Document, kept: Any) -> Iterator[Snapshot]:
        read.append(document)
        return parse_in_parts(document, kept)

    timeline = Timeline()
    follower = Follower(FileSource(path, watched=watched, now=lambda: time.time() + 10), SystemClock(), parse=parse)  # it was saved ten seconds ago

    async def take() -> None:
        async for look in follower.looks():
            assert look.snapshot is not None
            timeline.merge(look.snapshot)

    task = asyncio.create_task(take())
    await until(lambda: len(timeline) == 20)
    begun, loop = len(read), asyncio.get_running_loop()
    start = loop.time()
    for number in range(50):
        replace(path, night(range(21 + number)))
        await asyncio.sleep(max(0.0, start + (number + 1) / 50 - loop.time()))
    end = loop.time()
    await until(lambda: len(timeline) == 70)
    took = loop.time() - end
    task.cancel()

    assert in_time(took, 3)
    assert len(read) - begun <= 10 * (loop.time() - start + 1)
    assert [post.id for post in timeline.posts if post.status.withdrawn or post.status.edited] == []


async def test_wake_up_from_a_thread_is_answered_at_once() -> None:
    """Not only when the interval is over, and though the event loop sleeps."""
    source = MemorySource([b"first"])
    source.interval = 60
    looked: asyncio.Queue[Look] = asyncio.Queue()

    async def take() -> None:
        async for look in Follower(source, SystemClock()).looks():
            looked.put_nowait(look)

    task = asyncio.create_task(take())
    await looked.get()
    await asyncio.sleep(0.2)
    timer = threading.Timer(0.1, source.play, args=(night(range(3)).encode(),))
    begun = time.monotonic()
    timer.start()  # when the event loop sleeps
    look = await asyncio.wait_for(looked.get(), PATIENCE)
    took = time.monotonic() - begun
    task.cancel()

    assert look.kind == "changed"
    assert in_time(took, 5)  # the interval is a minute


# --- the engine itself --------------------------------------------------------------------------------------------------


def telling(*script: Document | bytes | SourceUnavailable | None, interval: float = 1.0) -> Story:
    """A story of what a source gives, one look after the other."""
    source = MemorySource(script, name="page.txt")
    source.interval = interval
    return Story(source, SteppedClock())


async def test_source_that_fails_is_told_once_and_recovers() -> None:
    away = [SourceUnavailable("page.txt is on the moon") for _ in range(5)]
    async with telling(night(range(3)).encode(), None, None, None, *away) as story:
        await story.run(30)

        assert story.kinds == ["changed", "same", "failed", "same"]
        assert story.errors == ["page.txt is on the moon"]
        assert story.everything_told == {"new": [2, 1, 0]}


async def test_source_that_recovers_with_a_new_page_tells_the_page() -> None:
    async with telling(night(range(3)).encode(), SourceUnavailable("gone"), SourceUnavailable("burnt"), night(range(4)).encode()) as story:
        await story.run(30)

        assert story.kinds == ["changed", "failed", "failed", "changed", "same"]
        assert story.errors == ["gone", "burnt"]
        assert story.numbers == [3, 2, 1, 0]


async def test_source_that_fails_soon_after_a_page_is_looked_at_in_its_own_interval() -> None:
    async with telling(night(range(3)).encode(), *[SourceUnavailable("gone")] * 1000) as story:
        await story.run(60)

        assert isinstance(story.source, MemorySource)
        assert story.source.looks <= 65


async def test_source_that_wakes_all_the_time_is_looked_at_ten_times_a_second() -> None:
    async with telling(night(range(3)).encode()) as story:
        assert isinstance(story.source, MemorySource)
        for number in range(200):
            story.source.play(night(range(number % 2 + 3)).encode())
            story.source.script[:-1] = []
            await story.run(0.01)

        assert 15 <= story.source.looks <= 21


async def test_page_that_cannot_be_read_is_told_with_its_name_and_once() -> None:
    async with telling(night(range(3)).encode(), b"\0\1\2", None, None, b"\0\1\2", night(range(4)).encode()) as story:
        await story.run(30)

        assert story.errors == ["page.txt cannot be read: this is a binary file, not text; open a saved page, a feed or a log"]
        assert story.numbers == [3, 2, 1, 0]
        assert story.kinds == ["changed", "failed", "changed", "same"]


async def test_unchanged_page_is_confirmed_once() -> None:
    async with telling(night(range(3)).encode()) as story:
        await story.run(60)

        assert story.kinds == ["changed", "same"]
        assert story.looks[1].snapshot is not None
        assert story.looks[1].snapshot.retrieved == story.looks[1].at


async def test_page_that_was_read_before_is_not_told_again() -> None:
    document = Document(data=night(range(3)).encode(), source="page.txt", retrieved=NOON)
    story = telling(None, None, None, night(range(4)).encode())
    story.begun = (document, parse_document(document))
    async with story:
        await story.run(30)

        assert story.kinds == ["same", "changed", "same"]


async def test_paused_source_is_left_alone_until_it_goes_on() -> None:
    async with telling(night(range(3)).encode()) as story:
        source = story.source
        assert isinstance(source, MemorySource)
        await story.run(5)
        story.follower.pause(True)
        await story.run(0.5)
        before = source.looks
        source.play(night(range(4)).encode())
        await story.run(30)

        assert source.looks == before
        assert story.follower.paused

        story.follower.pause(False)
        took = await story.until(lambda: story.told("new") == [2, 1, 0, 3])

        assert took <= 0.3


async def test_look_is_taken_when_it_is_asked_for_also_while_paused() -> None:
    async with telling(night(range(3)).encode(), interval=600) as story:
        source = story.source
        assert isinstance(source, MemorySource)
        await story.run(5)
        story.follower.pause(True)
        await story.run(1000)
        before = source.looks
        story.follower.look_now()
        await story.run(0.3)

        assert source.looks == before + 1
        assert story.kinds[-1] == "same"

        source.script.append(night(range(4)).encode())
        story.follower.look_now()
        await story.run(0.3)

        assert source.looks == before + 2
        assert story.numbers == [3, 2, 1, 0]
        assert story.follower.paused

        await story.run(2000)

        assert source.looks == before + 2


async def test_failure_is_told_again_when_a_look_is_asked_for() -> None:
    async with telling(*[SourceUnavailable("gone") for _ in range(50)]) as story:
        await story.run(5)
        story.follower.look_now()
        await story.run(5)

        assert story.errors == ["gone", "gone"]


async def test_source_is_closed_when_nobody_listens_any_more() -> None:
    source = MemorySource([night(range(3)).encode()])
    closed: list[bool] = []
    source.close = lambda: closed.append(True)  # type: ignore[method-assign]
    looks = Follower(source, ManualClock()).looks()
    await anext(looks)
    await looks.aclose()  # type: ignore[attr-defined]

    assert closed == [True]


async def _through_a_pipe(data: bytes) -> Story:
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    try:
        async with Story(StdinSource(reading), SteppedClock()) as story:
            await story.run(10)
    finally:
        os.close(reading)
    return story


async def test_standard_input_is_told_and_then_its_end() -> None:
    story = await _through_a_pipe(night(range(3)).encode())

    assert story.kinds == ["changed", "ended"]
    assert story.numbers == [2, 1, 0]
    assert story.looks[0].source == "-"


async def test_empty_standard_input_is_an_error_and_the_end() -> None:
    story = await _through_a_pipe(b"")

    assert story.errors == ["standard input was empty"]
    assert story.kinds == ["failed"]


async def test_text_that_never_comes_to_rest_is_shown_all_the_same() -> None:
    lines = [Document(data=b"A line of a log.\n" * number, source="log.txt", settled=False) for number in range(1, 60)]

    looks = Follower(MemorySource(lines, name="log.txt"), ManualClock()).looks()
    look = await anext(looks)
    await looks.aclose()  # type: ignore[attr-defined]

    assert look.kind == "changed"
    assert look.snapshot is not None
    assert (len(look.snapshot.entries), look.snapshot.complete) == (1, False)
