"""What another reader (feedparser) makes of the same invented feeds: count, titles, links and ids are equal, but where it is known why not."""

from __future__ import annotations

import html
import re
import warnings
from typing import Any

import pytest

from feeds import parse

from .bench.feed_pages import FEEDS
from .support import TESTS

GOLDEN = sorted(path for name in ("rss", "atom") for path in (TESTS / "golden" / name).glob("*") if not path.name.endswith(".json"))
DOCUMENTS: dict[str, bytes] = {name: make().encode() for name, make in FEEDS.items() if name != "20,000 items"} | {
    f"{path.parent.name}/{path.name}": path.read_bytes() for path in GOLDEN
}
KNOWN: dict[str, set[str]] = {
    "rss/sloppy.xml": {"ids", "links", "count"},  # an id that two posts have, a relative link, and an item with nothing in it
}
"""Fields in which this reader means to differ, and why."""


def oracle(data: bytes) -> Any:
    import feedparser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return feedparser.parse(data)


def line(text: str | None) -> str | None:
    """A title of the other reader, which keeps its HTML, as a plain line."""
    return " ".join(html.unescape(re.sub(r"</?[a-z][^<>]*>", "", text or "")).split()) or None


def web(link: str | None) -> str | None:
    """A link of the other reader, which takes an id for one whatever it is."""
    return link if link and link.startswith(("http://", "https://")) else None


@pytest.mark.parametrize("name", DOCUMENTS)
def test_says_what_another_reader_says(name: str) -> None:
    said, other = parse(DOCUMENTS[name]), oracle(DOCUMENTS[name])
    known = KNOWN.get(name, set())

    assert line(said.feed.title) == line(other.feed.get("title"))
    assert said.feed.link == other.feed.get("link")
    got = {
        "count": (len(said.entries), len(other.entries)),
        "titles": ([line(entry.headline) for entry in said.entries], [line(entry.get("title")) for entry in other.entries][: len(said.entries)]),
        "links": ([entry.link for entry in said.entries], [web(entry.get("link")) for entry in other.entries]),
        "ids": ([entry.id for entry in said.entries if not entry.id_inferred], [entry.id for entry in other.entries if entry.get("id")]),
    }
    for field, (mine, theirs) in got.items():
        if field not in known:
            assert mine == theirs, field
