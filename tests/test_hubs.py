"""Hubs (WebSub) that a feed names: kept as facts of the feed, and never asked. A publisher cannot call back a program on a desk."""

from __future__ import annotations

import pytest

from feeds import parse
from feeds.model import Fact

from .following import NEW, Followed
from .misbehaving import answer, serving

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
