"""JSON Feed: what counts as one, what is read in spite of its types, and what other people's vectors expect."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Author, Entry, Fact, FormatError, MalformedFeed, Media, Snapshot, Timeline, clean, parse
from feeds.formats.json.feed_items import ITEM
from feeds.formats.json.feed_reader import FEED
from feeds.moments import read_moment

from .support import SHARED

VECTORS = SHARED / "vectors" / "gofeed"
CASES = [path for folder in ("parser/json", "translator/json", "parser/universal") for path in sorted((VECTORS / folder).glob("*json*.json"))]
VERSION = "https://jsonfeed.org/version/1.1"


def feed(*items: Any, **more: Any) -> Snapshot:
    return parse(json.dumps({"version": VERSION, "title": "Harbour", "items": items, **more}).encode(), url="https://harbour.example/feed.json")


def only(**item: Any) -> Entry:
    return feed({"id": "1", **item}).entries[0]


def messages(snapshot: Snapshot) -> list[tuple[str, str]]:
    return [(problem.place, problem.message) for problem in snapshot.problems]


@pytest.mark.skipif(not CASES, reason="the shared folder with feeds and what they say is not beside the project")
@pytest.mark.parametrize("path", [path for path in CASES if not path.stem.endswith("_expected")], ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_vectors_say_what_is_expected(path: Path) -> None:
    if path.stem == "invalid":
        with pytest.raises(FormatError):
            parse(path.read_bytes())
        return
    snapshot = parse(path.read_bytes())
    beside = path.with_name(f"{path.stem}_expected.json")
    expected = json.loads((beside if beside.exists() else path).read_text(encoding="utf-8"))

    assert (snapshot.format, snapshot.feed.title) == ("json-feed", expected.get("title"))
    assert snapshot.feed.link == expected.get("home_page_url", expected.get("link"))
    assert len(snapshot.entries) == len(expected["items"])
    for entry, item in zip(snapshot.entries, expected["items"], strict=True):
        wanted = item.get("id", item.get("guid"))
        assert entry.id_inferred if wanted is None else entry.id == wanted
        assert (entry.headline, entry.link, entry.tags) == (
            item.get("title"),
            item.get("url", item.get("link")),
            tuple(item.get("tags", item.get("categories", ()))),
        )
        for said, names in ((entry.published, ("date_published", "published")), (entry.updated, ("date_modified", "updated"))):
            text = item.get(names[0], item.get(names[1]))
            assert said == (read_moment(text).when if text else None)
        content = item.get("content_html") or item.get("content_text") or item.get("content") or ""
        bare = re.sub(r"<[^>]*>", "", content).split()
        assert re.sub(r"<[^>]*>", "", entry.text).split() == bare
        assert entry.summary == item.get("summary", item.get("description"))


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1.1 "])
def test_version_that_is_right_is_no_problem(version: str) -> None:
    assert feed({"id": "1"}, version=version).problems == ()


@pytest.mark.parametrize("version", [None, "1", 1.1, "https://json-feed.org/v2", "JSON Feed 1", ["x"]])
def test_feed_is_told_by_its_shape_where_the_version_is_wrong(version: object) -> None:
    snapshot = feed({"id": "1", "content_text": "Shut."}, version=version)

    assert [entry.text for entry in snapshot.entries] == ["Shut."]
    assert messages(snapshot) == [("version", "it names no version of JSON Feed; read as 1.1")]


@pytest.mark.parametrize(
    "tree",
    [
        {"items": []},
        {"items": [1, 2]},
        {"items": [{"id": 1, "price": 4}]},
        {"kind": "list", "items": [{"kind": "video", "etag": "x", "id": "y"}]},
        {"title": "x", "items": "none"},
        [{"id": "1", "content_text": "x"}],
    ],
)
def test_other_json_is_no_feed(tree: object) -> None:
    with pytest.raises(FormatError):
        parse(json.dumps(tree, indent=1).encode(), media_type="application/json")


@pytest.mark.parametrize(("items", "count"), [(None, 0), ("none", 0), ({}, 0), ({"id": "1", "content_text": "x"}, 1), (7, 0)])
def test_items_that_are_no_list_are_told(items: object, count: int) -> None:
    snapshot = parse(json.dumps({"version": VERSION, "items": items}).encode())

    assert len(snapshot.entries) == count
    assert snapshot.problems


@pytest.mark.parametrize(
    ("item", "what", "value"),
    [
        ({"id": 17}, "id", "17"),
        ({"id": None, "url": "/1#a"}, "id", "https://harbour.example/1#a"),
        ({"title": 1841}, "headline", "1841"),
        ({"title": " The pier\n is  shut "}, "headline", "The pier is shut"),
        ({"title": "Tom &amp; <b>Ida</b>"}, "headline", "Tom &amp; <b>Ida</b>"),
        ({"url": "posts/1"}, "link", "https://harbour.example/posts/1"),
        ({"url": "http://[::1"}, "link", "http://[::1"),
        ({"external_url": "https://a.example/"}, "link", "https://a.example/"),
        ({"tags": "pier, gauge,"}, "tags", ("pier", "gauge")),
        ({"tags": ["a", 7, None, "", {"name": "b"}, "a"]}, "tags", ("a", "7", "b")),
        ({"tags": {"name": "b"}}, "tags", ("b",)),
        ({"date_published": 1772359200}, "published", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ({"date_published": "1772359200000"}, "published", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ({"date_published": "2026-03-01T10:00:00"}, "date_inferred", True),
        ({"date_published": "some day"}, "published", None),
        ({"date_published": "some day"}, "stamp", "some day"),
        ({"date_published": ["x"]}, "published", None),
        ({"date_modified": "2026-03-01T10:00:00Z"}, "published", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ({"date_modified": "2026-03-01T10:00:00Z"}, "date_inferred", True),
        ({"content_text": 42}, "text", "42"),
        ({"content_text": ["a"]}, "text", '["a"]'),
        ({"content_html": "Shut.", "content_text": "Shut."}, "facts", ()),
        ({"content_html": "Shut.", "content_text": "The pier is shut."}, "facts", (Fact("text", "The pier is shut."),)),
        ({"summary": "a < b", "content_text": "All of it."}, "summary", "a < b"),
        ({"author": "Nora"}, "authors", (Author("Nora"),)),
        ({"authors": {"name": "Nora", "url": "/n"}}, "authors", (Author("Nora", link="https://harbour.example/n"),)),
        ({"authors": [{"url": "mailto:n@harbour.example"}, None, 7, {}]}, "authors", (Author("n@harbour.example", email="n@harbour.example"), Author("7"))),
        ({"image": "/a.png", "banner_image": "/a.png"}, "media", (Media(link="https://harbour.example/a.png"),)),
        (
            {"attachments": [{"url": "/a", "mime_type": "video/mp4", "size_in_bytes": "12"}]},
            "media",
            (Media("video", link="https://harbour.example/a", type="video/mp4", size=12),),
        ),
        ({"attachments": "/a.mp3"}, "media", (Media("audio", link="https://harbour.example/a.mp3"),)),
        ({"_wind": {"force": 7}, "extra": True}, "facts", (Fact("wind", '{"force":7}'), Fact("extra", "yes"))),
        ({"language": "de"}, "facts", (Fact("language", "de"),)),
    ],
)
def test_item_is_read_as_it_is_meant(item: dict[str, Any], what: str, value: object) -> None:
    assert getattr(only(**item), what) == value


def test_authors_of_the_feed_are_those_of_items_without_any() -> None:
    snapshot = feed({"id": "1"}, {"id": "2", "authors": [{"name": "Tom"}]}, authors=[{"name": "Nora"}])

    assert [entry.authors for entry in snapshot.entries] == [(Author("Nora"),), (Author("Tom"),)]
    assert snapshot.feed.credit == "Nora"


def test_what_is_wrong_everywhere_is_told_once() -> None:
    snapshot = feed(*({"id": str(number), "tags": "a"} for number in range(50)))

    assert messages(snapshot) == [("items[0].tags", "tags is no list; so in 49 more")]


def test_item_without_id_and_address_is_known_by_what_it_says() -> None:
    timeline = Timeline()
    timeline.merge(feed({"title": "A", "content_text": "one"}, {"title": "B", "content_text": "two"}))
    changes = timeline.merge(feed({"title": "C", "content_text": "three"}, {"title": "A", "content_text": "one"}, {"title": "B", "content_text": "two"}))

    assert [timeline.entry(id).headline for id in changes.new] == ["C"]
    assert not changes.edited


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        (b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "A", "content_text": "b c"},]}', "line 1, column 105"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "A", "content_text": "b\nc",}]}', "line 1, column 101"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "A", "content_text": "b\\. c"}]}', "line 1, column 101"),
        (b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1", "items": [{"id": "1", "title": "A", "content_text": "b\tc"}]}', "line 1, column 105"),
    ],
)
def test_feed_that_a_template_wrote_is_read_and_told(broken: bytes, place: str) -> None:
    snapshot = parse(broken)

    assert snapshot.entries[0].text.replace("\\.", "").split() == ["b", "c"]
    assert [problem.place for problem in snapshot.problems] == [place]
    assert "it is broken JSON" in snapshot.problems[0].message


def test_feed_that_ends_in_the_middle_is_refused() -> None:
    with pytest.raises(MalformedFeed):
        parse(b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "title": "A"},')


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "url", "mime_type", "avatar", "x"]), inner, max_size=3),
)
ITEMS = st.lists(st.dictionaries(st.sampled_from([*sorted(ITEM), "_x"]), VALUES, max_size=6) | VALUES, max_size=4)


@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(FEED)), VALUES), ITEMS)
def test_any_types_are_read(head: dict[str, Any], items: list[Any]) -> None:
    data = json.dumps({**head, "version": VERSION, "items": items}, allow_nan=False) if _finite((head, items)) else "{}"
    if data == "{}":
        return

    snapshot = parse(data.encode())

    assert len({entry.id for entry in snapshot.entries}) == len(snapshot.entries)
    assert len(snapshot.entries) == sum(isinstance(item, dict) and bool(item) for item in items)
    for entry in snapshot.entries:
        assert clean(entry.text) == entry.text
        assert all(clean(fact.value) == fact.value for fact in entry.facts)


def _finite(value: object) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True
