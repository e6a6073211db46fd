"""Hubs (WebSub) that a feed names, in the document or beside it: kept as facts of the feed, and never asked. A publisher cannot call back a program on a desk."""

from __future__ import annotations

import time

import pytest

from feeds import HttpSource, parse, parse_document
from feeds.model import Fact
from feeds.sources.http import links

from .following import NEW, Followed
from .misbehaving import answer, serving
from .waiting import in_time

RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Quay</title><link>http://quay.example/</link>
<atom:link rel="self" href="{hub}self"/><atom:link rel="hub" href="{hub}"/><atom:link rel="HUB" href="{hub}two"/>
<item><title>Gates closed</title><guid>1</guid></item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel rdf:about="http://quay.example/"><title>Quay</title><atom:link rel="hub" href="{hub}"/><atom:link rel="hub" href="{hub}two"/></channel>
<item rdf:about="http://quay.example/1"><title>Gates closed</title><link>http://quay.example/1</link></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay</title><id>tag:quay.example,2025:1</id><updated>2025-10-04T12:00:00Z</updated>
<link rel="self" href="{hub}self"/><link rel="hub" href="{hub}"/><link rel="hub" href="{hub}two"/>
<entry><title>Gates closed</title><id>tag:quay.example,2025:2</id><updated>2025-10-04T12:00:00Z</updated></entry></feed>"""
JSON = """{{"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "items": [{{"id": "1", "content_text": "Gates closed"}}],
"hubs": [{{"type": "WebSub", "url": "{hub}"}}, {{"type": "WebSub", "url": "{hub}two"}}]}}"""
FEEDS = {"rss": RSS, "rdf": RDF, "atom": ATOM, "json": JSON}


@pytest.mark.row("H31")
@pytest.mark.parametrize("form", FEEDS)
def test_hubs_are_facts_of_the_feed(form: str) -> None:
    hub = "http://hub.example/"
    facts = parse(FEEDS[form].format(hub=hub).encode(), url="http://quay.example/feed").feed.facts

    assert [fact for fact in facts if fact.name == "hub"] == [Fact("hub", hub, hub), Fact("hub", f"{hub}two", f"{hub}two")]


@pytest.mark.row("H31")
@pytest.mark.parametrize("form", FEEDS)
async def test_hub_is_remembered_with_the_feed_and_never_asked(form: str) -> None:
    with serving(answer(b"")) as hub, serving(answer(FEEDS[form].format(hub=hub.url).encode()), answer(status="304 Not Modified", length=False)) as server:
        followed = Followed(server.url)
        assert (await followed.outcome())[0] == NEW
        record = followed.follower.record
        for _ in range(3):
            await followed.outcome()
        await followed.close()

    assert hub.requests == []
    assert hub.url in [fact.value for fact in record.feed.facts if fact.name == "hub"]
    assert all(b"hub" not in request.lower() for request in server.requests)


# --- Link headers -------------------------------------------------------------------------------------------------------

PLAIN = ATOM.replace('<link rel="hub" href="{hub}"/><link rel="hub" href="{hub}two"/>', "")


@pytest.mark.row("H31")
@pytest.mark.parametrize(
    ("headers", "hubs"),
    [
        (["Link: <http://hub.example/>; rel=hub"], ["http://hub.example/"]),
        (
            ['Link: <http://hub.example/>;rel="hub", </feed>; rel="self"', "link: <https://two.example/?a=1,2;3>; REL=HUB"],
            ["http://hub.example/", "https://two.example/?a=1,2;3"],
        ),
        (['Link: </hub>; title="a, b; rel=\\"x\\""; rel="alternate  Hub"'], ["http://127.0.0.1/hub"]),
        (['Link: <http://one.example/>; rel="self"; rel="hub"'], []),
        (['Link: <http://one.example/>; rel="hub"; anchor="http://other.example/"'], []),
        (["Link: <javascript:alert(1)>; rel=hub, <http://a b/>; rel=hub, <http://[::1>; rel=hub, <>; rel=hub"], []),
        (["Link: http://one.example/; rel=hub"], []),
        (["Link: <http://one.example/; rel=hub"], []),
        (['Link: <http://one.example/>; title="never ended; rel=hub'], []),
        (["Link: <http://one.example/>; rel=hub junk, ,, <http://two.example/>;;rel=hub;"], ["http://one.example/", "http://two.example/"]),
        ([f"Link: <http://one.example/{'x' * 3000}>; rel=hub"], []),
        (["Link: <http://hub.example/>; rel=hub"] * 3, ["http://hub.example/"]),
    ],
)
def test_hubs_beside_the_document_are_read_as_links_are_written(headers: list[str], hubs: list[str]) -> None:
    with serving(answer(PLAIN.format(hub="http://none.example/").encode(), *headers)) as server:
        document = HttpSource(server.url).look()
        assert document is not None
        feed = parse_document(document).feed

    assert [fact.value.replace(f":{server.port}", "") for fact in feed.facts if fact.name == "hub"] == hubs


@pytest.mark.row("H31")
async def test_hub_beside_the_document_is_remembered_once_with_those_in_it() -> None:
    headers = "Link: <http://hub.example/>; rel=hub, <http://three.example/>; rel=hub"
    with serving(answer(ATOM.format(hub="http://hub.example/").encode(), headers)) as server:
        followed = Followed(server.url)
        assert (await followed.outcome())[0] == NEW
        record = followed.follower.record
        await followed.close()

    assert [fact.value for fact in record.feed.facts if fact.name == "hub"] == ["http://hub.example/", "http://hub.example/two", "http://three.example/"]


@pytest.mark.row("H30")
@pytest.mark.parametrize(
    ("header", "inside", "older"),
    [
        ("Link: </two>; rel=next, </archive>; rel=prev-archive", "", "/archive"),
        ("Link: </two>; rel=next", "", "/two"),
        ("Link: </two>; rel=next", '<link rel="prev-archive" href="/three"/>', "/three"),
        ("Link: <file:///etc/passwd>; rel=next", "", None),
    ],
)
def test_older_posts_may_be_named_beside_the_document(header: str, inside: str, older: str | None) -> None:
    text = PLAIN.format(hub="").replace("<link rel=", f"{inside}<link rel=", 1)
    with serving(answer(text.encode(), header)) as server:
        document = HttpSource(server.url).look()
        assert document is not None
        feed = parse_document(document).feed

    assert feed.older == (None if older is None else f"{server.url}{older[1:]}")


@pytest.mark.row("H31")
@pytest.mark.parametrize("piece", ['<a>;a="\\"', "<", "<>,", ";", "<a>;rel", '<a>;rel="', "<a>; ", ", "])
def test_hostile_link_headers_are_read_at_once(piece: str) -> None:
    begun = time.monotonic()
    for _ in links.read((piece * 100_000)[:100_000]):
        pass

    assert in_time(time.monotonic() - begun, 0.2)
