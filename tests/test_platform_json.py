"""The JSON of live-page platforms: under any wrapper, in a script of a page, with parts missing or of another type."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Embed, Figure, FormatError, List, Paragraph, Quote, Snapshot, Timeline, UnknownFormat, parse

TEXT = "model.dotcomrendering.pageElements.TextBlockElement"
GUARDIAN: dict[str, Any] = {
    "blocks": [
        {"id": "b1", "title": "The wall holds", "blockFirstPublished": 1709380800000, "elements": [{"_type": TEXT, "html": "<p>It stood all night.</p>"}]}
    ]
}
BBC: dict[str, Any] = {
    "results": [
        {
            "urn": "asset:1",
            "header": {"model": {"blocks": [{"type": "headline", "model": {"text": "The wall holds"}}]}},
            "content": {"model": {"blocks": [{"type": "paragraph", "model": {"text": "It stood all night."}}]}},
            "dates": {"firstPublished": "2024-03-02T12:00:00Z"},
        }
    ]
}
LIVEBLOG: dict[str, Any] = {
    "_items": [
        {
            "_id": "n1",
            "published_date": "2024-03-02T12:00:00+00:00",
            "groups": [{"id": "main", "refs": [{"item": {"item_type": "text", "headline": "The wall holds", "text": "<p>It stood all night.</p>"}}]}],
        }
    ]
}
PLATFORMS = {"guardian-json": GUARDIAN, "bbc-json": BBC, "liveblog-json": LIVEBLOG}


def read(value: object, url: str = "https://pier.example/live.json") -> Snapshot:
    return parse(json.dumps(value).encode(), url=url)


def bbc(*blocks: dict[str, Any]) -> Snapshot:
    return read({"results": [{"urn": "asset:1", "content": {"model": {"blocks": list(blocks)}}, "dates": {"firstPublished": "2024-03-02T12:00:00Z"}}]})


def says_it(snapshot: Snapshot, name: str) -> None:
    assert snapshot.format == name
    assert [(entry.headline, entry.text, entry.published.isoformat() if entry.published else None) for entry in snapshot.entries] == [
        ("The wall holds", "It stood all night.", "2024-03-02T12:00:00+00:00")
    ]


@pytest.mark.parametrize("name", PLATFORMS)
@pytest.mark.parametrize(
    "wrap", [lambda value: value, lambda value: [value], lambda value: {"props": {"page": {"model": [1, value]}}}], ids=["bare", "list", "deep"]
)
def test_posts_are_found_under_any_wrapper(name: str, wrap: Any) -> None:
    says_it(read(wrap(PLATFORMS[name])), name)


SCRIPTS = {
    "next": lambda text: f'<script id="__NEXT_DATA__" type="application/json">{text}</script>',
    "assigned": lambda text: f"<script>window.other = [1]; window.__INITIAL_STATE__ = {text}; start();</script>",
    "text": lambda text: f"<script>window.__INITIAL_DATA__={json.dumps(text)};</script>",
    "parsed": lambda text: f"<script>var a = JSON.parse({json.dumps(text)})</script>",
}


@pytest.mark.parametrize("name", PLATFORMS)
@pytest.mark.parametrize("script", SCRIPTS)
def test_posts_are_found_in_a_script_of_a_page(name: str, script: str) -> None:
    text = json.dumps({"data": PLATFORMS[name]}).replace("</", "<\\/")
    page = f'<!doctype html><html lang="en"><head><title>Storm</title></head><body><div id="root"></div>{SCRIPTS[script](text)}</body></html>'

    snapshot = parse(page.encode(), url="https://pier.example/live")

    says_it(snapshot, name)
    assert (snapshot.feed.title, snapshot.feed.link, snapshot.feed.language) == ("Storm", "https://pier.example/live", "en")


@pytest.mark.parametrize(
    "value",
    [
        {"blocks": []},
        {"blocks": [{"id": "x", "elements": 5, "attributes": []}]},
        {"blocks": [{"type": "section", "block_id": "x", "elements": [{"type": "button"}]}]},
        {"results": [{"urn": "asset:1"}]},
        {"_items": [{"_id": "1", "title": "no post"}]},
        {"elements": [], "urn": 5, "_items": {}},
    ],
)
def test_other_json_is_none_of_them(value: object) -> None:
    with pytest.raises(UnknownFormat):
        read(value)


def test_deleted_posts_are_withdrawn_and_sticky_ones_stand_once() -> None:
    post = LIVEBLOG["_items"][0]
    answer = {"posts": {"_items": [post, {"_id": "n0", "deleted": True}]}, "stickyPosts": {"_items": [{**post, "sticky": True}]}}

    snapshot = read(answer)

    assert [(entry.id, entry.pinned) for entry in snapshot.entries] == [("n1", True)]
    assert snapshot.withdrawn == ("n0",)


def test_page_that_is_not_live_has_ended() -> None:
    assert read({"data": {"isLive": False, "liveTextStream": {"content": BBC}}}).feed.ended
    assert not read({"data": {"isLive": True, "liveTextStream": {"content": BBC}}}).feed.ended
    assert read({**GUARDIAN, "isLive": False}).feed.ended


def test_pinned_copy_is_not_another_post() -> None:
    block = GUARDIAN["blocks"][0]
    snapshot = read({**GUARDIAN, "pinnedPost": {**block, "attributes": {"pinned": True}}})

    assert [(entry.id, entry.pinned) for entry in snapshot.entries] == [("b1", True)]


def test_bbc_blocks_become_blocks() -> None:
    paragraph = {
        "type": "paragraph",
        "model": {"blocks": [{"type": "fragment", "model": {"text": " Says "}}, {"type": "urlLink", "model": {"text": " the harbour ", "locator": "/wall"}}]},
    }
    inner = {"type": "orderedList", "model": {"blocks": [{"type": "listItem", "model": {"blocks": [{"type": "paragraph", "model": {"text": "inner"}}]}}]}}
    outer = {
        "type": "unorderedList",
        "model": {"blocks": [{"type": "listItem", "model": {"blocks": [{"type": "paragraph", "model": {"text": "outer"}}, inner]}}]},
    }
    blocks = bbc(
        {"type": "fragment", "model": {"text": "\n  "}},
        {"type": "text", "model": {"blocks": [paragraph]}},
        outer,
        {"type": "blockquote", "model": {"text": "Never doubted it."}},
        {"type": "image", "model": {"altText": "Waves", "blocks": []}},
        {"type": "social-embed", "model": {"provider": "X", "href": "https://x.com/a/status/1"}},
        {"type": "wsoj", "model": {"title": "More of the wall", "url": "/more"}},
    ).entries[0].blocks  # fmt: skip

    assert [type(block) for block in blocks] == [Paragraph, List, Quote, Figure, Embed, Paragraph]
    first, items, last = blocks[0], blocks[1], blocks[5]
    assert isinstance(first, Paragraph)
    assert isinstance(items, List)
    assert isinstance(last, Paragraph)
    assert (first.text, [(each.text, each.link, each.start) for each in first.links]) == (
        "Says  the harbour",
        [("the harbour", "https://pier.example/wall", 6)],
    )
    assert items.items == ("outer", "  inner")
    assert last.links[0].link == "https://pier.example/more"


def test_time_that_cannot_be_read_is_told() -> None:
    snapshot = read({"blocks": [{**GUARDIAN["blocks"][0], "blockFirstPublished": "soon"}]})

    assert (snapshot.entries[0].published, snapshot.entries[0].stamp) == (None, "soon")
    assert [problem.message for problem in snapshot.problems] == ["its time cannot be read: soon"]


NAMES = st.sampled_from(
    [
        "blocks", "id", "title", "attributes", "elements", "_type", "html", "data", "media", "allImages", "url", "contributors", "name", "keyEvents", "pinnedPost", "blockFirstPublished",
        "results", "urn", "header", "content", "model", "type", "text", "locator", "dates", "firstPublished", "options", "liveTextStream", "summaryPoints",
        "_items", "_id", "groups", "refs", "item", "meta", "item_type", "deleted", "sticky", "tags", "original_creator", "renditions", "caption",
    ]
)  # fmt: skip
LEAVES = st.sampled_from(
    [None, True, False, 0, 1709380800000, -1, 1e300, "", "main", "text", "headline", "paragraph", "unorderedList", "listItem", "urlLink", "image", "quote", "contributor", "embed", TEXT, "<p>a</p>", "\ud800", "2024-03-02", "https://[x", "\x1b[2J"]
)  # fmt: skip
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=25)


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(["blocks", "results", "_items"]),
    st.lists(st.dictionaries(NAMES, VALUES, max_size=6), min_size=1, max_size=3),
    st.dictionaries(NAMES, VALUES, max_size=4),
)
def test_whatever_is_missing_or_of_another_type_is_borne(name: str, posts: list[dict[str, Any]], around: dict[str, Any]) -> None:
    sure = {"blocks": GUARDIAN["blocks"][0], "results": BBC["results"][0], "_items": LIVEBLOG["_items"][0]}[name]
    whole = {**around, name: [*posts, {**sure, **posts[0]}, sure]}
    try:
        snapshot = read(whole)
    except FormatError:
        raise AssertionError("there is a good post in it") from None
    timeline = Timeline()
    timeline.merge(snapshot)

    assert "It stood all night." in [entry.text for entry in snapshot.entries]
    assert not timeline.merge(read(whole))
    assert not any("\x1b" in repr(entry) for entry in snapshot.entries)
