"""Going back in a feed: which documents are read, which never again, and what they may add."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from feeds import Document, FileSource, Follower, HttpSource, Look, MemorySource, Snapshot, SourceRecord, Timeline
from feeds.model import Archive, Feed
from feeds.polling.older import MOST, Older

from .misbehaving import Step, answer, serving
from .support import NOON, StillClock
from .waiting import PATIENCE


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def atom(
    *numbers: int,
    older: str | None = None,
    rel: str = "prev-archive",
    archive: bool = False,
    title: str = "Harbour",
    site: str = "harbour.example",
    words: str = "",
) -> bytes:
    """A feed of posts, in the order given."""
    link = f'<link rel="{rel}" href="{older}"/>' if older else ""
    posts = "".join(
        f"<entry><id>urn:post:{number}</id><title>Post {number}{words}</title><updated>2025-10-{number:02}T10:00:00Z</updated></entry>" for number in numbers
    )
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"><id>urn:harbour</id>'
        f'<title>{title}</title><link href="https://{site}/"/>{"<fh:archive/>" if archive else ""}{link}{posts}</feed>'
    ).encode()


class Reading:
    """A reader of one feed, who goes back."""

    def __init__(self, url: str, record: SourceRecord | None = None, **more: Any) -> None:
        self.follower = Follower(HttpSource(url, **more), StillClock(), record=record)
        self.timeline = Timeline()
        self.looks: list[Look] = []
        self._stream = self.follower.looks()

    async def look(self) -> Look:
        async with asyncio.timeout(PATIENCE):
            look = await anext(self._stream)
        self.looks.append(look)
        if look.snapshot is not None:
            if look.kind == "older":
                self.timeline.add_older(look.snapshot)
            else:
                self.timeline.merge(look.snapshot, news=False)
        return look

    async def back(self) -> Look | str:
        """Load one document of older posts, or why not."""
        refusal = self.follower.load_older()
        return refusal if refusal is not None else await self.look()

    async def close(self) -> None:
        await self._stream.aclose()  # type: ignore[attr-defined]

    @property
    def numbers(self) -> list[int]:
        """Newest first."""
        return [int((entry.headline or "").split()[1].rstrip(",")) for entry in self.timeline.entries]


def asked(requests: Sequence[bytes]) -> list[str]:
    return [request.split(b" ")[1].decode() for request in requests]


@pytest.mark.row("H30")
async def test_each_wish_goes_one_document_back_and_adds_what_is_not_known() -> None:
    with serving(
        answer(atom(9, 8, 7, older="/a/2")),
        answer(atom(7, 6, 5, older="1", archive=True, words=", as it was")),
        answer(atom(4, 3, archive=True)),
    ) as server:
        reading = Reading(server.url)
        assert reading.follower.load_older() == f"{reading.follower.source.title} has not been read yet"
        await reading.look()
        second = await reading.back()
        third = await reading.back()
        nothing = await reading.back()
        await reading.close()

    assert isinstance(second, Look)
    assert isinstance(third, Look)
    assert (second.kind, second.error, third.kind, third.error) == ("older", None, "older", None)
    assert nothing == f"there is nothing older: {reading.follower.source.title} was read back to its first document"
    assert asked(server.requests) == ["/", "/a/2", "/a/1"]
    assert reading.numbers == [9, 8, 7, 6, 5, 4, 3]
    assert reading.timeline.entry("urn:post:7").headline == "Post 7"
    assert all(not (post.status.edited or post.status.withdrawn or post.status.new) and post.status.seen for post in reading.timeline.posts)


@pytest.mark.row("H30")
async def test_nothing_is_asked_for_unless_the_reader_wants_it() -> None:
    with serving(answer(atom(9, older="/a/2"))) as server:
        reading = Reading(server.url)
        await reading.look()
        await reading.close()

    assert asked(server.requests) == ["/"]


@pytest.mark.row("H30")
async def test_older_document_withdraws_nothing_and_the_feed_stays_what_it_was() -> None:
    tomb = b'<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="urn:post:9" when="2025-10-09T12:00:00Z"/>'
    older = atom(2, 1, title="Harbour, archive").replace(b"</feed>", tomb + b"<fh:complete/></feed>")
    with serving(answer(atom(9, 8, older="/a")), answer(older), answer(atom(10, 9, 8, older="/a"))) as server:
        reading = Reading(server.url)
        await reading.look()
        look = await reading.back()
        assert isinstance(look, Look)
        assert look.snapshot is not None
        assert (look.snapshot.complete, look.snapshot.entire, look.snapshot.withdrawn, look.snapshot.feed.title) == (False, False, (), "Harbour")
        assert reading.follower.look_now() is None
        await reading.look()
        await reading.close()

    assert reading.numbers == [10, 9, 8, 2, 1]
    assert not any(post.status.withdrawn or post.missed for post in reading.timeline.posts)


@pytest.mark.row("H30")
async def test_pages_of_json_feed_are_older_posts() -> None:
    def page(*numbers: int, more: str = "") -> bytes:
        items = ", ".join(f'{{"id": "{number}", "title": "Post {number}", "date_published": "2025-10-{number:02}T10:00:00Z"}}' for number in numbers)
        return f'{{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", {more}"items": [{items}]}}'.encode()

    with serving(answer(page(9, 8, more='"next_url": "?page=2", ')), answer(page(7, 6))) as server:
        reading = Reading(f"{server.url}feed.json")
        await reading.look()
        await reading.back()
        await reading.close()

    assert asked(server.requests) == ["/feed.json", "/feed.json?page=2"]
    assert reading.numbers == [9, 8, 7, 6]


@pytest.mark.row("H30")
@pytest.mark.parametrize("leads", ["/", "/a/2", "/a/2#top", "/a/3"], ids=["to_the_feed", "to_itself", "to_itself_with_a_fragment", "round"])
async def test_documents_that_lead_back_are_read_once(leads: str) -> None:
    with serving(answer(atom(9, older="/a/3")), answer(atom(8, older="/a/2")), answer(atom(7, older=leads))) as server:
        reading = Reading(server.url)
        await reading.look()
        found = [await reading.back() for _ in range(4)]
        await reading.close()

    assert [type(each) for each in found] == [Look, Look, str, str]
    assert found[-1] == f"there is nothing older: {reading.follower.source.title} was read back to its first document"
    assert len(server.requests) == 3


@pytest.mark.row("H30")
async def test_document_that_was_led_elsewhere_and_names_where_it_was_asked_is_read_once() -> None:
    with serving(answer(atom(9, older="/a/2")), answer(b"", "Location: /b/2", status="302 F"), answer(atom(8, older="/a/2"))) as server:
        reading = Reading(server.url)
        await reading.look()
        await reading.back()
        assert isinstance(await reading.back(), str)
        await reading.close()

    assert asked(server.requests) == ["/", "/a/2", "/b/2"]


@pytest.mark.row("H30")
async def test_twenty_documents_are_enough_for_one_sitting() -> None:
    with serving(answer(atom(30, older="/a/25")), *[answer(atom(number, older=f"/a/{number - 1}")) for number in range(25, 0, -1)]) as server:
        reading = Reading(server.url)
        await reading.look()
        found = [await reading.back() for _ in range(22)]
        await reading.close()

    assert [type(each) for each in found] == [Look] * MOST + [str] * 2
    assert found[-1] == f"20 older documents of {reading.follower.source.title} were read; that is enough for one sitting"
    assert len(server.requests) == 21


@pytest.mark.row("H30")
async def test_archives_are_asked_for_once_ever_and_pages_that_may_change_each_sitting() -> None:
    steps: list[Step] = [
        answer(atom(9, older="/page/2", rel="next")),
        answer(atom(8, older="/a/2")),
        answer(atom(7, older="/a/1", archive=True)),
        answer(atom(6, older="/a/0", archive=True)),
    ]
    with serving(*steps) as server:
        reading = Reading(server.url)
        await reading.look()
        for _ in range(3):
            await reading.back()
        await reading.close()
        record = reading.looks[-1].record
        assert record is not None
        assert [(archive.link, archive.older) for archive in record.archives] == [
            (f"{server.url}a/2", f"{server.url}a/1"),
            (f"{server.url}a/1", f"{server.url}a/0"),
        ]

        server.steps = [answer(atom(9, older="/page/2", rel="next")), answer(atom(8, older="/a/2")), answer(atom(5, archive=True))]
        again = Reading(server.url, record)
        await again.look()
        await again.back()
        await again.back()
        assert await again.back() == f"there is nothing older: {again.follower.source.title} was read back to its first document"
        await again.close()

    assert asked(server.requests[4:]) == ["/", "/page/2", "/a/0"]


@pytest.mark.row("H30")
async def test_what_was_remembered_of_a_feed_that_has_not_changed_leads_back_too() -> None:
    with serving(answer(atom(9, older="/a/2"), 'ETag: "a"'), answer(status="304 Not Modified", length=False), answer(atom(8))) as server:
        reading = Reading(server.url)
        await reading.look()
        await reading.close()
        again = Reading(server.url, reading.looks[-1].record)
        await again.look()
        assert isinstance(await again.back(), Look)
        await again.close()

    assert asked(server.requests) == ["/", "/", "/a/2"]
    assert again.numbers == [8]


@pytest.mark.row("H30")
@pytest.mark.parametrize(
    ("document", "why"),
    [
        (atom(1, title="Estuary", site="estuary.example"), "is another document, “Estuary”"),
        (b"<!DOCTYPE html><html><head><title>Gone</title></head><body><p>There is nothing here.</p></body></html>", None),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), None),
    ],
    ids=["other_feed", "page", "picture"],
)
async def test_document_that_is_none_of_the_feed_adds_nothing(document: bytes, why: str | None) -> None:
    with serving(answer(atom(9, older="/a/2")), answer(document)) as server:
        reading = Reading(server.url)
        await reading.look()
        look = await reading.back()
        await reading.close()

    assert isinstance(look, Look)
    assert look.snapshot is None
    assert look.error is not None
    assert why is None or why in str(look.error)
    assert reading.numbers == [9]


@pytest.mark.row("H30")
@pytest.mark.parametrize(
    ("answered", "why"),
    [
        (answer(status="404 Not Found"), "there is nothing at this address (404)"),
        (answer(b"x", status="206 Partial Content"), "it answers with a part that was not asked for (206)"),
        (answer(atom(8))[:-9], "its answer is cut off"),
        (answer(b"", "Location: http://[::1", status="302 Found"), "it redirects to an address that is not followed"),
    ],
    ids=["404", "206", "cut", "redirect"],
)
async def test_document_that_cannot_be_had_is_told_and_may_be_asked_for_again(answered: bytes, why: str) -> None:
    with serving(answer(atom(9, older="/a/2?token=hush")), answered, answer(atom(8))) as server:
        reading = Reading(server.url)
        await reading.look()
        failed = await reading.back()
        assert isinstance(failed, Look)
        assert failed.failures == 0
        assert why in str(failed.error)
        assert "hush" not in str(failed.error)
        assert isinstance(await reading.back(), Look)
        await reading.close()

    assert reading.numbers == [9, 8]


@pytest.mark.row("H30", "S12")
async def test_older_posts_of_the_open_network_are_not_looked_for_in_a_private_one() -> None:
    with serving(answer(atom(8))) as home, serving(answer(atom(9, older=home.url))) as page:
        reading = Reading(page.url, public=lambda ip, port: port == page.port)
        await reading.look()
        look = await reading.back()
        await reading.close()

    assert isinstance(look, Look)
    assert "private" in str(look.error)
    assert home.requests == []


@pytest.mark.row("H30")
@pytest.mark.parametrize("leads", ["ftp://harbour.example/a", "http://ann:secret@harbour.example/", "javascript:alert(1)"])
async def test_address_that_is_not_followed_is_told(leads: str) -> None:
    with serving(answer(atom(9, older=leads))) as server:
        reading = Reading(server.url)
        await reading.look()
        look = await reading.back()
        await reading.close()

    assert isinstance(look, Look)
    assert "it names an address that leads to an address" in str(look.error)
    assert "secret" not in str(look.error)
    assert len(server.requests) == 1


@pytest.mark.row("H30")
async def test_server_that_wants_to_be_left_alone_is_not_asked_for_older_posts() -> None:
    with serving(answer(atom(9, older="/a/2")), answer(b"", "Retry-After: 600", status="503 Busy")) as server:
        reading = Reading(server.url)
        await reading.look()
        reading.follower.look_now()
        await reading.look()

        assert await reading.back() == f"{reading.follower.source.title} wants to be left alone for another 10 min"
        await reading.close()
    assert len(server.requests) == 2


@pytest.mark.row("H30")
def test_only_addresses_have_older_documents(tmp_path: Any) -> None:
    for source in (FileSource(tmp_path / "feed.xml"), MemorySource()):
        refusal = Follower(source, StillClock()).load_older()

        assert refusal == f"{source.title} is no address: only what the web keeps of a feed can be loaded"


@pytest.mark.row("H30")
async def test_feed_that_names_no_older_posts_says_so_and_one_wish_at_a_time_is_enough() -> None:
    with serving(answer(atom(9)), answer(atom(9, 8, older="/a"))) as server:
        reading = Reading(server.url)
        await reading.look()
        assert await reading.back() == f"{reading.follower.source.title} names no older posts"
        reading.follower.look_now()
        await reading.look()
        assert reading.follower.load_older() is None
        assert reading.follower.load_older() == f"older posts of {reading.follower.source.title} are on their way"
        await reading.look()
        await reading.close()


def test_archives_that_lead_round_come_to_an_end() -> None:
    older = Older("harbour", (Archive("http://a/1", "http://a/2"), Archive("http://a/2", "http://a/1")))
    older.follow(Snapshot(feed=Feed(older="http://a/1")), "http://a/")

    assert older.target is None
    assert older.refusal() == "there is nothing older: harbour was read back to its first document"


def test_posts_without_ids_and_older_versions_change_nothing_that_is_known() -> None:
    from feeds import parse

    def document(*titles: str) -> Snapshot:
        items = "".join(
            f"<item><title>{title}</title><description>It is so.</description><pubDate>Sat, 04 Oct 2025 10:0{number}:00 GMT</pubDate></item>"
            for number, title in enumerate(titles)
        )
        return parse(f'<rss version="2.0"><channel><title>Harbour</title>{items}</channel></rss>'.encode(), url="http://a/", retrieved=NOON)

    timeline = Timeline()
    timeline.merge(document("One", "Two"))
    before = timeline.entries
    changes = timeline.add_older(document("One", "Two"))

    assert not changes
    assert timeline.entries == before
    timeline.merge(document("One", "Two"))
    assert not any(post.missed or post.status.withdrawn for post in timeline.posts)


def test_document_alone_says_nothing(tmp_path: Any) -> None:
    older = Older("harbour")

    assert older.refusal() == "harbour has not been read yet"
    older.follow(Snapshot(continues=True, feed=Feed(older="http://a/1")), None)
    assert older.target is None
    assert Document(data=b"").url is None
