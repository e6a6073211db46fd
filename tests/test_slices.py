"""Large documents are taken in slice by slice: the event loop is never held for long, and after each slice the timeline is whole."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds import Body, Changes, Document, Entry, Follower, MemorySource, Paragraph, Snapshot, Timeline, joined
from tui.app import ReaderApp
from tui.keeping import Keeping
from tui.session import Session

from .histories import MemoryHistory
from .lagging import measuring
from .merging import state
from .support import NOON, StillClock, settle

HELD = 0.1
"""Seconds for which the event loop may be held at the most."""


# --- the law ------------------------------------------------------------------------------------------------------------

WORDS = ("tide", "pier", "lamp")
ITEMS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4) | st.none(), st.sampled_from(WORDS)), unique_by=lambda item: item[0], max_size=10)
DOCUMENTS = st.lists(st.tuples(st.sampled_from("aab"), ITEMS, st.booleans(), st.booleans(), st.lists(st.integers(0, 12), max_size=2)), min_size=1, max_size=5)


def entry(number: int, minute: int | None, word: str) -> Entry:
    published = None if minute is None else NOON + timedelta(minutes=minute)
    return Entry(id=f"id{number}", headline=f"Number {number}", published=published, body=Body(blocks=(Paragraph(f"The {word} is told of."),)))


def lay(timeline: Timeline, snapshot: Snapshot, many: int) -> Changes:
    """Merge in slices; after each the timeline is whole."""
    parts = []
    for changes in timeline.merging(snapshot, many=many):
        parts.append(changes)
        posts = timeline.posts
        assert [post.when for post in posts] == sorted(post.when for post in posts)
        assert [timeline.post(post.id) for post in posts] == list(posts)
        assert sum(timeline.count(source) for source in "ab") == len(posts) == len({post.id for post in posts})
        assert all(id in timeline for id in (*changes.new, *changes.edited, *changes.touched))
    assert [part.more for part in parts] == [True] * (len(parts) - 1) + [False]
    return joined(parts)


@settings(max_examples=60, deadline=None)
@given(DOCUMENTS, st.integers(1, 3))
def test_merge_in_slices_is_the_merge_at_once(documents: list[tuple[str, list[tuple[int, int | None, str]], bool, bool, list[int]]], many: int) -> None:
    """What is added is dated here: of records without a time at the edge of a slice the neighbours are not all known yet. Posts of one time may change places."""
    whole, sliced = Timeline(), Timeline()
    for look, (source, items, adds, upwards, gone) in enumerate(documents):
        snapshot = Snapshot(
            source=source,
            entries=tuple(entry(number, look if adds and minute is None else minute, word) for number, minute, word in sorted(items, reverse=not upwards)),
            continues=adds,
            oldest_first=upwards,
            withdrawn=tuple(f"id{number}" for number in gone),
            retrieved=NOON + timedelta(hours=look),
        )
        once, slices = whole.merge(snapshot), lay(sliced, snapshot, many)

        assert [post.when for post in sliced.posts] == [post.when for post in whole.posts]
        assert state(sliced) == state(whole)
        for name in ("new", "edited", "withdrawn", "restored", "reverted", "touched", "forgotten"):
            assert sorted(getattr(slices, name)) == sorted(getattr(once, name)), name
        assert (slices.note, slices.refused) == (once.note, once.refused)


def test_document_that_was_compared_before_another_was_merged_is_compared_again() -> None:
    timeline = Timeline()
    timeline.merge(Snapshot(source="a", entries=(entry(1, 1, "tide"),)))
    late = Snapshot(source="a", entries=(entry(2, 2, "pier"), entry(1, 1, "lamp")))
    compared = timeline.compare(late)
    timeline.merge(late)

    assert not joined(list(timeline.merging(late, compared=compared)))
    assert len(timeline) == 2


def test_newest_posts_of_a_document_come_first() -> None:
    slices = Timeline().merging(Snapshot(source="a", entries=tuple(entry(number, number, "tide") for number in range(9))), many=3)

    assert [changes.new for changes in slices] == [("id6", "id7", "id8"), ("id3", "id4", "id5"), ("id0", "id1", "id2")]


# --- the event loop -----------------------------------------------------------------------------------------------------


def posts(*numbers: int, edited: bool = False) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            id=f"post {number}",
            headline=f"Number {number} is told",
            published=NOON - timedelta(days=9) + timedelta(seconds=number),
            body=Body(blocks=(Paragraph(f"What number {number} {'says now' if edited else 'says'} at some length."),)),
        )
        for number in reversed(numbers)
    )


class Desk:
    """A source whose documents are given as snapshots, on the screen."""

    def __init__(self, *, kept: bool = False) -> None:
        self.clock, self.source, self.history = StillClock(), MemorySource(name="page"), MemoryHistory()
        self.session = Session(self.clock, UTC)
        self.session.titles = {"page": "page"}
        self.keeping = Keeping(self.session, self.history if kept else None)
        self.next = Snapshot()
        record = self.keeping.recall(self.source)
        self.app = ReaderApp(self.session, [Follower(self.source, self.clock, record=record, parse=self._parsed)], keeping=self.keeping)
        self.reader = self.app.reader

    def _parsed(self, document: Document, kept: object) -> Iterator[Snapshot]:
        yield self.next

    def say(self, entries: tuple[Entry, ...], **more: object) -> None:
        """The source says something else from now on."""
        self.next = replace(Snapshot(source="page", format="feed", entries=entries), **more)
        self.source.play(b"anything")

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not holds():  # noqa: ASYNC110
                await asyncio.sleep(0)

    async def rest(self, count: int) -> None:
        """So many posts are there, and nothing more is on its way."""
        await self.until(lambda: len(self.session.timeline) == count)
        await self.until(lambda: not self.reader._arriving)


async def test_five_thousand_new_posts_among_twenty_thousand_hold_nothing_up() -> None:
    """Row 59 of the torture table."""
    desk = Desk()
    async with desk.app.run_test(size=(110, 32)) as pilot:
        desk.say(posts(*range(15_000)))
        await desk.rest(15_000)
        await pilot.press("j", "j")
        cursor = desk.reader.timeline.cursor
        with measuring() as held:
            desk.say(posts(*range(20_000)))
            await desk.rest(20_000)
            await settle(pilot)

        assert held.callbacks > 0
        assert held.longest < HELD
        assert desk.reader.timeline.cursor is cursor
        assert desk.session.news.new == len(desk.session.pending) == 5_000


@pytest.mark.parametrize("open_at", [None, 1], ids=["feed", "log"])
async def test_first_document_of_fifty_thousand_posts_holds_nothing_up(open_at: int | None) -> None:
    desk = Desk()
    async with desk.app.run_test(size=(110, 32)) as pilot:
        with measuring() as held:
            desk.say(posts(*range(50_000))[::-1], open_at=open_at, oldest_first=True)
            await desk.rest(50_000)
            await settle(pilot)

        assert held.longest < HELD
        assert [post.own for post in desk.session.timeline.posts[::49_999]] == ["post 0", "post 49999"]
        assert desk.reader.timeline.cursor is desk.session.timeline.posts[-1]
        assert desk.session.news.new == 0


async def test_addition_of_thirty_thousand_records_holds_nothing_up() -> None:
    desk = Desk()
    async with desk.app.run_test(size=(110, 32)) as pilot:
        desk.say(posts(0), open_at=1)
        await desk.rest(1)
        with measuring() as held:
            desk.say(posts(*range(30_000))[::-1], continues=True, open_at=1, oldest_first=True)
            await desk.rest(30_000)
            await settle(pilot)

        assert held.longest < HELD
        assert desk.reader.timeline.cursor is desk.session.timeline.posts[-1]


async def test_twenty_thousand_edits_and_withdrawals_hold_nothing_up() -> None:
    desk = Desk()
    async with desk.app.run_test(size=(110, 32)) as pilot:
        desk.say(posts(*range(20_000)))
        await desk.rest(20_000)
        timeline = desk.session.timeline
        with measuring() as held:
            desk.say((*posts(*range(10_000, 20_000), edited=True), *posts(0)))
            await desk.until(lambda: timeline.waiting("page"))
            desk.say((*posts(*range(10_000, 20_000), edited=True), *posts(0)), withdrawn=("post 7",))
            await desk.until(lambda: timeline.status("post 9999").withdrawn)
            await desk.until(lambda: not desk.reader._arriving)
            await settle(pilot)

        assert held.longest < HELD
        assert desk.session.news[1:] == (10_000, 9_999)


# --- keys and ends between slices ---------------------------------------------------------------------------------------


async def test_keys_work_between_slices_and_what_a_look_brought_is_kept_in_one_batch() -> None:
    desk = Desk(kept=True)
    async with desk.app.run_test(size=(110, 32)) as pilot:
        desk.say(posts(*range(100)))
        await desk.rest(100)
        await desk.until(lambda: "keep" in desk.history.calls)
        desk.history.calls.clear()
        desk.say(posts(*range(9_000)))
        await desk.until(lambda: 100 < len(desk.session.timeline) < 9_000)
        assert desk.session.timeline.posts[-1].own == "post 8999"
        assert desk.history.calls == []
        await pilot.press("G", "s")
        cursor = desk.reader.timeline.cursor
        await desk.rest(9_000)
        await settle(pilot)

        assert desk.reader.timeline.cursor is cursor and cursor is not None and cursor.status.seen
    assert desk.keeping.close()
    assert [call for call in desk.history.calls if call == "keep"] == ["keep"]
    assert desk.history.count("page") == 9_000


async def test_source_that_is_taken_out_in_the_middle_is_taken_in_to_the_end() -> None:
    desk = Desk(kept=True)
    async with desk.app.run_test(size=(110, 32)):
        desk.say(posts(*range(9_000)))
        await desk.until(lambda: len(desk.session.timeline) > 0)
        desk.app.remove_source("page")
        await desk.rest(9_000)
    assert desk.keeping.close()
    assert desk.history.count("page") == 9_000


async def test_program_that_ends_in_the_middle_keeps_nothing_of_the_document_and_asks_for_it_again() -> None:
    desk = Desk(kept=True)
    async with desk.app.run_test(size=(110, 32)):
        desk.say(posts(*range(9_000)))
        await desk.until(lambda: len(desk.session.timeline) > 0)
        desk.app.exit()
    assert desk.keeping.close()

    assert desk.history.records == {}


async def test_other_sources_come_in_between_the_slices_of_a_large_one() -> None:
    desk, other = Desk(), MemorySource(name="other")
    desk.session.titles["other"] = "other"
    desk.app = ReaderApp(desk.session, [*desk.app.followers, Follower(other, desk.clock, parse=lambda document, kept: iter((said,)))])
    desk.reader = desk.app.reader
    said = Snapshot(source="other", format="feed", entries=(replace(posts(7)[0], id="other 7"),))
    async with desk.app.run_test(size=(110, 32)):
        desk.say(posts(*range(30_000)))
        await desk.until(lambda: len(desk.session.timeline) > 0)
        other.play(b"anything")
        await desk.until(lambda: "other 7" in desk.session.timeline)

        assert len(desk.session.timeline) < 30_000
        await desk.rest(30_001)
