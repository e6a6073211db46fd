"""A document is read bit by bit beside the event loop, and what arrives first is told first."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from feeds import Alternate, Document, Entry, MalformedFeed, MemorySource, Snapshot, Timeline, UnknownFormat
from feeds.background import each_in_background
from feeds.polling.reading import Reading

from .support import NOON
from .test_polling import SteppedClock, Story


def said(*ids: str, progress: float = 1.0) -> Snapshot:
    entries = tuple(Entry(id=id, headline=id, published=NOON - timedelta(minutes=ord(id))) for id in ids)
    return Snapshot(source="memory", format="feed", entries=entries, progress=progress, complete=progress == 1)


def in_parts(document: Document, kept: object) -> Iterator[Snapshot]:
    """A letter is an entry; each is told alone, then all."""
    letters = document.data.decode()
    for number, letter in enumerate(letters[:-1], 1):
        yield said(letter, progress=number / len(letters))
    yield said(*letters)


def ids(story: Story) -> list[list[str]]:
    return [[entry.id for entry in look.snapshot.entries] for look in story.looks if look.snapshot]


async def test_first_document_is_told_bit_by_bit_and_then_whole() -> None:
    source = MemorySource([b"abc"])
    async with Story(source, SteppedClock(), in_parts) as story:
        await story.run(1)

        assert ids(story) == [["a"], ["b"], ["a", "b", "c"]]
        assert [entry.id for entry in story.timeline.entries] == ["a", "b", "c"]
        assert story.kinds == ["changed"] * 3


async def test_later_document_is_told_whole() -> None:
    source = MemorySource([b"abc", b"abcd"])
    async with Story(source, SteppedClock(), in_parts) as story:
        await story.until(lambda: len(story.looks) == 3)
        story.forget()
        await story.until(lambda: story.looks)
        await story.run(1)

        assert ids(story) == [["a", "b", "c", "d"]]
        assert [changes.new for changes in story.changes] == [("d",)]


async def test_posts_of_a_document_that_breaks_off_stay_and_the_failure_is_told() -> None:
    def broken(document: Document, kept: object) -> Iterator[Snapshot]:
        yield said("a", progress=0.5)
        raise MalformedFeed("it ends in the middle")

    async with Story(MemorySource([b"-"]), SteppedClock(), broken) as story:
        await story.run(1)

        assert [entry.id for entry in story.timeline.entries] == ["a"]
        assert story.errors == ["memory cannot be read: it ends in the middle"]


async def test_reading_that_nobody_waits_for_ends() -> None:
    made = list[int]()
    going = threading.Event()

    def work() -> Iterator[int]:
        try:
            for number in range(1_000_000):
                made.append(number)
                yield number
        finally:
            going.set()

    reading = each_in_background(work)
    async for _ in reading:
        break
    await reading.aclose()  # type: ignore[attr-defined]

    assert await asyncio.to_thread(going.wait, 5)
    assert len(made) < 1_000_000


@pytest.mark.row("H23")
@pytest.mark.parametrize(("first", "then", "allowed"), [("rss", "html-posts", False), ("html-posts", "live-html", True), ("plain-text", "rss", True)])
async def test_document_of_a_server_may_only_turn_from_a_guess_into_another_format(first: str, then: str, allowed: bool) -> None:
    formats = iter((first, then))
    reading = Reading(steady=True, parse=lambda document, kept: iter((replace(said("a"), format=next(formats)),)))
    document = Document(data=b"a", source="memory")
    assert [snapshot.format async for snapshot in reading.snapshots(document)] == [first]
    if allowed:
        assert [snapshot.format async for snapshot in reading.snapshots(document)] == [then]
    else:
        with pytest.raises(UnknownFormat, match=f"it was {first} and turned into {then}"):
            assert [snapshot async for snapshot in reading.snapshots(document)]


async def test_document_that_adds_concludes_nothing_from_what_it_lacks() -> None:
    reading = Reading(steady=True, parse=in_parts)
    document = Document(data=b"a", source="memory", partial=True)

    assert [snapshot.complete async for snapshot in reading.snapshots(document)] == [False]


def test_entry_that_was_told_in_a_part_is_no_edit_of_itself() -> None:
    timeline = Timeline()
    parts = list(in_parts(Document(data=b"abc"), None))
    for part in parts:
        changes = timeline.merge(replace(part, retrieved=NOON))

    assert (changes.new, changes.edited, changes.withdrawn) == (("c",), (), ())


# --- pages that name their feed -----------------------------------------------------------------------------------------

FEED = Alternate("https://news.example/feed.xml?token=abc", "Harbour news", "application/rss+xml")
OTHER = Alternate("https://news.example/sport.xml", "Sport", "application/rss+xml")


class Turned(MemorySource):
    """A source that can be turned to a feed."""

    def __init__(self, *script: bytes) -> None:
        super().__init__(script)
        self.turned: list[str] = []

    def turn_to(self, address: str) -> None:
        self.turned.append(address)


def naming(*alternates: Alternate) -> Callable[[Document, object], Iterator[Snapshot]]:
    """A parser to which a document in angle brackets is a page that names feeds."""

    def parse(document: Document, kept: object) -> Iterator[Snapshot]:
        if document.data.startswith(b"<"):
            raise UnknownFormat("it has no posts", alternates=alternates)
        yield from in_parts(document, kept)

    return parse


async def test_only_feed_of_a_page_is_followed_with_a_note() -> None:
    source = Turned(b"<page>", b"a")
    async with Story(source, SteppedClock(), naming(FEED)) as story:
        await story.run(1)

        assert source.turned == [FEED.link]
        assert ids(story) == [["a"]]
        assert story.errors == []
        note = story.looks[0].snapshot.problems[0]  # type: ignore[union-attr]
        assert (note.place, note.message) == ("https://news.example/feed.xml?token=…", "the page has no posts of its own; its feed “Harbour news” is followed")


@pytest.mark.parametrize("alternates", [(), (FEED, OTHER)], ids=["none", "two"])
async def test_page_that_names_no_feed_or_several_is_told(alternates: tuple[Alternate, ...]) -> None:
    source = Turned(b"<page>")
    async with Story(source, SteppedClock(), naming(*alternates)) as story:
        await story.run(1)

        assert source.turned == []
        assert story.errors == ["memory cannot be read: it has no posts"]


async def test_feed_that_is_a_page_again_is_told_and_not_followed_on_and_on() -> None:
    source = Turned(b"<page>", b"<page2>")
    async with Story(source, SteppedClock(), naming(FEED)) as story:
        await story.run(1)

        assert source.turned == [FEED.link]
        assert story.errors == ["memory cannot be read: it has no posts"]


async def test_feed_that_turns_into_a_page_later_is_an_error() -> None:
    source = Turned(b"a", b"<page>")
    async with Story(source, SteppedClock(), naming(FEED)) as story:
        await story.until(lambda: story.errors)

        assert source.turned == []
        assert [entry.id for entry in story.timeline.entries] == ["a"]
