"""Large documents are taken in slice by slice: the event loop is never held for long, and after each slice the timeline is whole."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, timedelta
from itertools import islice
from pkgutil import resolve_name
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from feeds import Body, Changes, Compared, Document, Entry, Feed, Follower, MemorySource, Paragraph, Post, Snapshot, Timeline, joined
from tui.app import ReaderApp
from tui.chosen import Chosen
from tui.keeping import Keeping
from tui.opening import Opener
from tui.session import Session

from .histories import MemoryHistory
from .lagging import measuring
from .merging import Kept, state
from .support import NOON, StillClock, settle

HELD = 0.1
"""Seconds for which the event loop may be held at the most."""


# --- the law ------------------------------------------------------------------------------------------------------------

WORDS = ("tide", "pier", "lamp")
TOLD = ("new", "edited", "withdrawn", "restored", "grown", "reverted", "touched", "forgotten")
ITEMS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4) | st.none(), st.sampled_from(WORDS)), max_size=10)


class Said(Struct):
    """What a source says at one look."""

    source: str
    """a and b are feeds, c is a file that grows."""
    items: list[tuple[int, int | None, str]]
    """Number, minute and word of each, in the document's order; a number may come twice."""
    adds: bool
    upwards: bool | None
    gone: list[int]
    complete: bool
    older: bool
    news: bool
    apart: bool
    """It is compared before what was said before it is merged, if that is another source's."""


SAID = st.builds(
    Said,
    st.sampled_from("aabcc"),
    ITEMS,
    st.booleans(),
    st.sampled_from((True, False, None)),
    st.lists(st.integers(0, 12), max_size=2),
    st.integers(0, 4).map(bool),
    st.integers(0, 4).map(lambda number: number == 0),
    st.booleans(),
    st.booleans(),
)


def entry(number: int, minute: int | None, word: str) -> Entry:
    published = None if minute is None else NOON + timedelta(minutes=minute)
    return Entry(id=f"id{number}", headline=f"Number {number}", published=published, body=Body(blocks=(Paragraph(f"The {word} is told of."),)))


def record(number: int, minute: int | None, word: str) -> Entry:
    """A record of a file, where equal ones are different posts."""
    return replace(entry(0, minute, word), id=f"{word}{minute}" if number else word, id_inferred=True, headline=None)


def snapshot_of(said: Said, look: int) -> Snapshot:
    grows = said.source == "c"
    entries: list[Entry] = []
    counts: Counter[str] = Counter()
    for item in said.items:
        each = record(*item) if grows else entry(*item)
        counts[each.id] += 1
        entries.append(replace(each, id=f"{each.id}-{counts[each.id]}") if grows and counts[each.id] > 1 else each)
    return Snapshot(
        source=said.source,
        entries=tuple(entries),
        continues=said.adds and (grows or look > 0),
        open_at=1 if grows else None,
        oldest_first=True if grows else said.upwards,
        withdrawn=() if grows else tuple(f"id{number}" for number in said.gone),
        complete=said.complete,
        retrieved=NOON + timedelta(hours=look),
    )


def is_whole(timeline: Timeline) -> None:
    """Each post is there once, in its place, and its source knows it."""
    posts = timeline.posts
    assert [post.when for post in posts] == sorted(post.when for post in posts)
    assert [timeline.post(post.id) for post in posts] == list(posts)
    assert sum(timeline.count(source) for source in "abc") == len(posts) == len({post.id for post in posts})
    assert [timeline.id_of(post.source, post.own) for post in posts] == [post.id for post in posts]


def lay(timeline: Timeline, snapshot: Snapshot, many: int, *, news: bool = True, older: bool = False, compared: Compared | None = None) -> Changes:
    """Merge in slices; after each the timeline is whole."""
    parts = []
    for changes in timeline.merging(snapshot, many=many, news=news, older=older, compared=compared):
        parts.append(changes)
        is_whole(timeline)
        assert all(id in timeline for id in (*changes.new, *changes.edited, *changes.touched))
    assert [part.more for part in parts] == [True] * (len(parts) - 1) + [False]
    return joined(parts)


@settings(max_examples=150, deadline=None)
@given(st.lists(SAID, min_size=1, max_size=6), st.sampled_from((1, 2, 3, 7)))
def test_merge_in_slices_is_the_merge_at_once(story: list[Said], many: int) -> None:
    """In everything but the order in which it is told, whatever is compared beside the event loop."""
    whole, sliced = Timeline(), Timeline()
    compared: Compared | None = None
    for look, said in enumerate(story):
        snapshot = snapshot_of(said, look)
        older = said.older and said.source != "c"
        once = joined(list(whole.merging(snapshot, news=said.news, older=older, many=100)))
        if compared is None and said.apart:
            compared = sliced.compare(snapshot, news=said.news, older=older)
        ahead, compared = compared, None
        if look + 1 < len(story) and (following := story[look + 1]).source != said.source and following.apart:
            later = snapshot_of(following, look + 1)
            compared = sliced.compare(later, news=following.news, older=following.older and following.source != "c")
        if ahead is not None and ahead.of == snapshot:
            snapshot = ahead.of
        slices = lay(sliced, snapshot, many, news=said.news, older=older, compared=ahead)

        assert [(post.id, post.when) for post in sliced.posts] == [(post.id, post.when) for post in whole.posts]
        assert state(sliced) == state(whole)
        assert [post.status for post in sliced.posts] == [post.status for post in whole.posts]
        for name in TOLD:
            assert sorted(getattr(slices, name)) == sorted(getattr(once, name)), name
        assert (slices.note, slices.refused, slices.summary) == (once.note, once.refused, once.summary)


# --- what the law found ---------------------------------------------------------------------------------------------------


def feed(*entries: Entry, look: int = 0, source: str = "a", **more: object) -> Snapshot:
    return replace(Snapshot(source=source, entries=entries, oldest_first=False, retrieved=NOON + timedelta(hours=look)), **more)


def names(timeline: Timeline) -> list[str]:
    return [post.own for post in timeline.posts]


def test_document_may_say_by_its_former_name_a_post_far_below_the_others() -> None:
    timeline = Timeline()
    old, new = (replace(entry(number, None, "tide"), id_inferred=True) for number in (1, 2))
    timeline.merge(feed(old))
    timeline.merge(feed(new, replace(old, id="other"), look=1))
    assert names(timeline) == ["id1", "id2"]
    timeline.merge(feed(new, old, look=2))

    assert names(timeline) == ["id1", "id2"]
    assert timeline.post("id1").missed == 0


def test_undated_post_at_the_old_end_stands_under_all_that_is_missing() -> None:
    timeline = Timeline()
    timeline.merge(feed(entry(2, None, "tide")), news=True)
    timeline.merge(feed(entry(1, None, "pier"), look=5))
    timeline.merge(feed(entry(1, None, "pier"), entry(3, None, "lamp"), look=6))

    assert timeline.post("id2").missed == 1


def test_post_that_moves_to_the_top_leaves_nothing_lost_above_it() -> None:
    timeline = Timeline()
    timeline.merge(feed(*(entry(number, number, "tide") for number in (4, 3, 2, 1))))
    changes = timeline.merge(feed(entry(1, 9, "tide"), look=1))

    assert changes.edited == ("id1",) and changes.note == ""


def test_new_record_gets_the_name_that_the_last_one_has_left() -> None:
    """The last record goes on and is called otherwise; an equal one to what it was comes behind it."""
    first, rest = record(0, 1, "tide"), record(0, 2, "pier")
    timeline = Timeline()
    timeline.merge(Snapshot(source="c", entries=(rest, first), open_at=1, oldest_first=True))
    longer = replace(first, id="longer", body=Body(blocks=(Paragraph("The tide is told of. At length."),)))
    more = Snapshot(source="c", entries=(rest, longer, first, replace(rest, id="pier-2")), open_at=1, oldest_first=True)
    timeline.merge(more)

    assert not timeline.merge(more)
    assert len(timeline) == 4


def test_file_that_was_first_compared_apart_tells_an_equal_record_from_the_one_it_has() -> None:
    timeline = Timeline()
    tide, pier = record(0, 1, "tide"), record(0, 2, "pier")
    whole = Snapshot(source="c", entries=(tide, pier), open_at=1, oldest_first=True)
    lay(timeline, whole, 100, compared=timeline.compare(whole))
    timeline.merge(Snapshot(source="c", entries=(pier, tide), open_at=1, oldest_first=True, continues=True))

    assert [post.entry.text for post in timeline.posts] == ["The tide is told of.", "The tide is told of.", "The pier is told of."]


def test_record_that_is_said_twice_in_one_addition_is_edited() -> None:
    timeline = Timeline()
    timeline.merge(Snapshot(source="a", entries=(entry(1, 1, "tide"),), open_at=1, oldest_first=True))
    changes = timeline.merge(
        Snapshot(source="a", entries=(entry(1, 1, "tide"), entry(2, 2, "pier"), entry(2, 2, "lamp")), open_at=1, oldest_first=True, continues=True)
    )

    assert (changes.new, changes.edited) == (("id2",), ("id2",))
    assert timeline.entry("id2").text == "The lamp is told of."


# --- beside the event loop ------------------------------------------------------------------------------------------------


class Turning(list[Post]):
    """The order of a timeline in which something else happens as soon as a thread has taken its copy."""

    def __init__(self, posts: Iterable[Post], then: Callable[[], object]) -> None:
        super().__init__(posts)
        self.then = then

    def copy(self) -> list[Post]:
        taken = list(self)
        self.then()
        return taken


def test_posts_of_other_sources_may_move_while_a_document_is_compared() -> None:
    timeline = Timeline()
    others = [replace(entry(number, number, "pier"), id=f"b{number}") for number in range(40)]
    timeline.merge(feed(*reversed(others), source="b"))
    timeline.merge(feed(*(entry(number, number, "tide") for number in range(39, -1, -1))))
    moved = [replace(each, published=NOON - timedelta(days=2)) for each in others]
    timeline._order = Turning(timeline._order, lambda: timeline.merge(feed(*reversed(moved), source="b", look=1)))
    later = feed(*(entry(number, number, "tide") for number in range(39, 9, -1) if number != 20), look=2)
    compared = timeline.compare(later)

    assert compared.absence.missed == ("id20",)


def test_thread_compares_while_posts_are_marked_restored_and_merged() -> None:
    timeline = Timeline()
    timeline.merge(feed(*(entry(number, number, "tide") for number in range(299, -1, -1))))
    timeline.merge(feed(*(replace(entry(number, number, "pier"), id=f"b{number}") for number in range(299, -1, -1)), source="b"))
    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for look in range(1, 20):
            document = feed(*(entry(number, number, WORDS[look % 3]) for number in range(299, look, -1) if number % 90), look=look)
            with ThreadPoolExecutor(1) as threads:
                comparing = threads.submit(timeline.compare, document)
                for count in range(60):
                    if comparing.done():
                        break
                    timeline.merge(feed(*(replace(entry(number, look + count % 50, "pier"), id=f"b{number}") for number in range(9, -1, -1)), source="b"))
                    timeline.mark([post.id for post in timeline.posts[::40]], seen=bool(count % 2))
                    timeline.restore("a", [Post(f"kept {look} {count}", "a", entry(0, 0, "lamp"), NOON.timestamp() - 9999)])
            lay(timeline, document, 100, compared=comparing.result())
    finally:
        sys.setswitchinterval(switching)
    assert timeline.entry("id299").text == f"The {WORDS[look % 3]} is told of."


# --- merges that end in the middle ----------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.lists(SAID.filter(lambda said: not said.adds and not said.older), min_size=1, max_size=4), SAID, st.integers(1, 3), st.integers(1, 4))
def test_what_a_merge_began_that_broke_off_is_whole_and_told_with_the_next(story: list[Said], last: Said, many: int, slices: int) -> None:
    """Nobody may have kept what its slices told; what the next document makes of it is what it makes of it at once."""
    timeline, kept = Timeline(), Kept()
    for look, said in enumerate(story):
        snapshot = replace(snapshot_of(said, look), continues=False)
        kept.keep(timeline, said.source, lay(timeline, snapshot, 100))
    broken = replace(snapshot_of(last, len(story)), continues=False)
    begun = timeline.merging(broken, many=many)
    told = list(islice(begun, slices))
    del begun
    if told and not told[-1].more:
        kept.keep(timeline, broken.source, joined(told))
    is_whole(timeline)
    kept.keep(timeline, broken.source, lay(timeline, replace(broken, retrieved=NOON + timedelta(days=1)), 100))

    assert {(post.source, post.own) for post in timeline.posts} == {(source, own) for source, posts in kept.posts.items() for own in posts}
    for post in timeline.posts:
        assert kept.posts[post.source][post.own].entry == replace(post.entry, id=post.own)
        assert kept.posts[post.source][post.own].older == post.older
        assert kept.posts[post.source][post.own].status == post.status


@pytest.mark.parametrize("adds", [False, True], ids=["whole", "addition"])
def test_fault_in_the_third_slice_leaves_what_came_before_it(adds: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    timeline, kept = Timeline(), Kept()
    entries = tuple(entry(number, number, "tide") for number in range(10))
    first = Snapshot(source="a", entries=entries[:1], open_at=1 if adds else None, oldest_first=True, retrieved=NOON)
    kept.keep(timeline, "a", timeline.merge(first))
    more = replace(first, entries=entries, continues=adds, retrieved=NOON + timedelta(hours=1))
    slices = timeline.merging(more, many=3)
    next(slices)
    next(slices)
    there = names(timeline)
    with monkeypatch.context() as broken:
        broken.setattr("feeds.merging.placing.place_posts", lambda order, posts: order.remove(posts))
        with pytest.raises(ValueError, match="not in list"):
            next(slices)

    is_whole(timeline)
    assert names(timeline) == there
    kept.keep(timeline, "a", timeline.merge(replace(more, continues=False)))
    assert names(timeline) == [f"id{number}" for number in range(10)]
    assert set(kept.posts["a"]) == set(names(timeline))


FAULTS = (
    "feeds.merging.placing.place_posts",
    "feeds.merging.shelf.Shelf.add",
    "feeds.merging.growth.Growth.add",
    "feeds.merging.growth.Growth.go_on",
    "feeds.merging.addition.revise",
    "feeds.merging.addition.growth",
    "feeds.merging.addition.times_of",
    "feeds.merging.addition.move",
    "feeds.merging.addition.welcome",
)
"""What an addition is made of, each of which may fail in its midst."""


@contextmanager
def failing(what: str, at: int) -> Iterator[None]:
    """A part of the program that has no memory the next times but one that it is asked."""
    module, _, name = what.rpartition(".")
    owner = resolve_name(module)
    part, count = getattr(owner, name), 0

    def fails(*given: object, **more: object) -> object:
        nonlocal count
        count += 1
        if count == at:
            raise MemoryError
        return part(*given, **more)

    setattr(owner, name, fails)
    try:
        yield
    finally:
        setattr(owner, name, part)


@settings(max_examples=250, deadline=None)
@given(
    st.lists(SAID.filter(lambda said: not said.older), max_size=3),
    ITEMS,
    ITEMS,
    st.sampled_from((True, True, None)),
    st.sampled_from(FAULTS),
    st.integers(1, 4),
    st.integers(1, 4),
    st.sampled_from(("again", "next", "whole")),
)
def test_addition_that_a_fault_breaks_off_loses_and_doubles_nothing(
    story: list[Said],
    items: list[tuple[int, int | None, str]],
    more: list[tuple[int, int | None, str]],
    upwards: bool | None,
    what: str,
    at: int,
    many: int,
    then: str,
) -> None:
    """Whether it is tried again, or the next one comes, or another feed has got posts meanwhile: all is as if nothing had been."""
    sound, broken = Timeline(), Timeline()
    kept = Kept()
    for look, said in enumerate(story):
        snapshot = snapshot_of(said, look)
        sound.merge(snapshot)
        kept.keep(broken, said.source, broken.merge(snapshot))
    said = Said("c", items, adds=True, upwards=True, gone=[], complete=True, older=False, news=True, apart=False)
    first = replace(snapshot_of(said, len(story)), continues=True, oldest_first=upwards)
    later = replace(snapshot_of(replace(said, items=more), len(story) + 1), continues=then != "whole")
    with failing(what, at):
        try:
            for changes in broken.merging(first, many=many):
                if not changes.more:
                    kept.keep(broken, "c", changes)  # those of its slices are kept with it
            fault = False
        except MemoryError:
            fault = True
    is_whole(broken)
    if not fault:
        return
    if then == "again":
        kept.keep(broken, "c", joined(list(broken.merging(first, many=many))))
    kept.keep(broken, "c", joined(list(broken.merging(later, many=many))))
    is_whole(broken)

    sound.merge(first)
    sound.merge(later)
    assert [(post.source, post.own, post.when) for post in broken.posts] == [(post.source, post.own, post.when) for post in sound.posts]
    assert state(broken) == state(sound)
    assert set(kept.posts.get("c", {})) == {post.own for post in broken.posts if post.source == "c"}


def test_addition_that_was_taken_in_is_told_again_and_not_taken_in_twice() -> None:
    """A fault may come behind it, before anybody has heard of it."""
    timeline = Timeline()
    tide = record(0, 1, "tide")
    timeline.merge(Snapshot(source="c", entries=(tide,), open_at=1, oldest_first=True))
    more = Snapshot(source="c", entries=(tide, tide), open_at=1, oldest_first=True, continues=True)

    assert timeline.merge(more) == timeline.merge(more)
    assert names(timeline) == ["tide", "tide-2"]


def test_record_whose_id_another_source_gets_after_a_fault_is_called_otherwise() -> None:
    timeline = Timeline()
    tide, pier = record(0, 1, "tide"), record(0, 2, "pier")
    timeline.merge(Snapshot(source="c", entries=(tide,), open_at=1, oldest_first=True))
    more = Snapshot(source="c", entries=(tide, pier), open_at=1, oldest_first=True, continues=True)
    with failing("feeds.merging.placing.place_posts", 1), pytest.raises(MemoryError):
        timeline.merge(more)
    timeline.merge(Snapshot(source="b", entries=(pier,)))
    timeline.merge(more)
    timeline.merge(replace(more, entries=(pier, pier)))

    is_whole(timeline)
    assert [(post.source, post.own) for post in timeline.posts] == [("c", "tide"), ("b", "pier"), ("c", "pier"), ("c", "pier-2")]


def test_document_that_was_compared_before_another_was_merged_is_compared_again() -> None:
    timeline = Timeline()
    timeline.merge(Snapshot(source="a", entries=(entry(1, 1, "tide"),)))
    late = Snapshot(source="a", entries=(entry(2, 2, "pier"), entry(1, 1, "lamp")))
    compared = timeline.compare(late)
    timeline.merge(late)

    assert not joined(list(timeline.merging(late, compared=compared)))
    assert len(timeline) == 2


def test_night_of_posts_that_are_all_newer_than_a_large_page_is_no_other_feed() -> None:
    def night(title: str, minutes: range, *, number: int = 0) -> Snapshot:
        return Snapshot(source="a", format="feed", feed=Feed(title=title), entries=tuple(entry(number + minute, minute, "tide") for minute in minutes))

    timeline = Timeline()
    for _ in timeline.merging(night("Monday", range(3000)), many=1000):
        pass

    assert not timeline.is_another_feed(night("Tuesday", range(3000, 3010)))
    assert timeline.is_another_feed(night("Tuesday", range(2990, 3000), number=9000))


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
        assert (desk.session.news.edited, desk.session.news.gone) == (10_000, 9_999)


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


@pytest.mark.parametrize("what", [FAULTS[0], "tui.session.Session._match", "tui.screens.arriving.Arriving._show"])
@pytest.mark.parametrize("adds", [False, True], ids=["whole", "addition"])
async def test_fault_that_passes_costs_no_post_and_doubles_none(adds: bool, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read on from does not come again: it is taken in once more."""
    monkeypatch.setattr("tui.screens.arriving.AGAIN", 0.0)
    desk = Desk(kept=True)
    async with desk.app.run_test(size=(110, 32)):
        desk.say((record(0, 1, "tide"),), open_at=1, oldest_first=True)
        await desk.rest(1)
        with failing(what, 2):
            more = (record(0, 1, "tide"), *(replace(record(0, 1, "tide"), id="tide") for _ in range(2_500)))
            more = tuple(replace(each, id=f"tide-{count}") if count > 1 and not adds else each for count, each in enumerate(more, 1))
            desk.say(more, continues=adds, open_at=1, oldest_first=True)
            await desk.rest(2_501)
        desk.say((more[-1], record(0, 2, "pier")), continues=True, open_at=1, oldest_first=True)
        await desk.rest(2_502)
    assert desk.keeping.close()

    assert desk.history.count("page") == 2_502


async def test_source_that_comes_back_while_it_is_taken_in_waits_until_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was kept of it is laid under all of its posts and not between them, where those that are still to come would be other ones."""
    monkeypatch.setattr("tui.keeping.AT_ONCE", 99_000)
    desk = Desk(kept=True)
    async with desk.app.run_test(size=(110, 32)) as pilot:
        desk.say(posts(*range(0, 16_000, 2)))
        await desk.rest(8_000)
        await desk.until(lambda: desk.history.count("page") == 8_000)
        desk.say(posts(*range(16_000)))
        await desk.until(lambda: len(desk.session.timeline) > 8_000)
        member = desk.app.remove_source("page")
        for each in posts(*range(16_000)):  # another program has kept what this one is still taking in
            desk.history.kept["page"][each.id] = Post(each.id, "page", each, each.published.timestamp() if each.published else 0.0, own=each.id)
        desk.app._opener = cast(Opener, Opening(desk.source))
        assert len(desk.session.timeline) < 16_000
        adding = [asyncio.create_task(desk.app.add_source(member.chosen)) for _ in range(2)]
        assert await asyncio.gather(*adding) == [None, "page is open already"]
        await desk.rest(16_000)
        await desk.until(lambda: not desk.keeping.recalling)
        await settle(pilot)

        assert [post.own for post in desk.session.timeline.posts] == [f"post {number}" for number in range(16_000)]
        assert len(desk.app.followers) == 1
    assert desk.keeping.close()


class Opening(Struct):
    """Opens a source that is there already."""

    source: MemorySource

    def open(self, chosen: Chosen, *, taken: Container[str]) -> MemorySource:
        return self.source


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
