"""JSON as such: what is refused and where, what is read, and which texts are JSON at all."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import FORMATS, Document, FormatError, MalformedFeed, UnknownFormat, parse, parse_document
from feeds.formats import base
from feeds.formats.base import Page
from feeds.formats.json import tree as json_tree
from feeds.formats.json.tree import json_of, tree_of

from .support import SHARED

VECTORS = SHARED / "vectors" / "json"
HAS_VECTORS = pytest.mark.skipif(not VECTORS.is_dir(), reason="the shared folder with JSON test vectors is not beside the project")


def page(data: bytes, **known: str) -> Page:
    return Page(Document(data=data, **known))  # type: ignore[arg-type]


def outcome(data: bytes, **known: str) -> type[Exception] | None:
    try:
        parse(data, **known)  # type: ignore[arg-type]
    except MalformedFeed as error:
        assert error.place
        assert error.place in str(error)
        return MalformedFeed
    except UnknownFormat as error:
        assert "\n" not in str(error)
        return UnknownFormat
    return None


@HAS_VECTORS
@pytest.mark.parametrize("known", [{"media_type": "application/json"}, {"url": "feed.json"}], ids=["type", "name"])
def test_vectors_are_read_or_refused_with_a_place(known: dict[str, str]) -> None:
    wrong = []
    for path in sorted(VECTORS.glob("*.json")):
        found = outcome(path.read_bytes(), **known)
        if (found is MalformedFeed) != (path.name[0] == "n") and path.name[0] != "i":
            wrong.append(path.name)

    assert wrong == []


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", "line 1, column 1"),
        (b'{"items": [\n  {"id": 1},\n  {"id": 2,}\n]}', "line 3, column 11"),
        (b'{"title": "Harbour"} and more', "line 1, column 22"),
        (b'{"title": "Harbour"}\n\nand more', "line 3, column 1"),
        (b'{"a": NaN}', "line 1, column 7"),
        (b'{"NaN": -Infinity}', "line 1, column 9"),
        (b'{"a": "x\ny"}', "line 1, column 9"),
        (b'{"a": 1\x00}', "line 1, column 8"),
        ('{"å": "\N{GRINNING FACE}", b}'.encode(), "line 1, column 12"),
        (b"[" * 100_000, "line 1, column 501"),
        (b"[" * 100_000 + b"]" * 100_000, "line 1, column 501"),
    ],
)
@pytest.mark.row("S10")
def test_broken_json_says_where(data: bytes, place: str) -> None:
    with pytest.raises(MalformedFeed) as caught:
        parse(data, media_type="application/feed+json")

    assert caught.value.place == place
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        ('{"a": "Tør"}'.encode("utf-16"), {"a": "Tør"}),
        ('{"a": "Tør"}'.encode("utf-16-le"), {"a": "Tør"}),
        ('["Tør"]'.encode("utf-16-be"), ["Tør"]),
        ('{"a": "Tør"}'.encode("cp1252"), {"a": "Tør"}),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b'{"a": "\\ud800 \\ud83d\\ude00"}', {"a": "\ud800 \N{GRINNING FACE}"}),
        (b'{"a": 1e999, "b": -1e999}', {"a": "1e999", "b": "-1e999"}),
        (b'{"a": ' + b"7" * 5000 + b"}", {"a": "7" * 5000}),
    ],
)
@pytest.mark.row("S10")
def test_odd_json_is_read(data: bytes, value: object) -> None:
    assert json_of(page(data, media_type="application/json")) == value


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"{}", "an empty object"),
        (b'{"city": "Harwich", "a\\u001bb": 2}', "an object with city, a\u241bb"),
        (b"[1, 2]", "a list of 2"),
        (b" [ ] ", "an empty list"),
    ],
)
def test_json_that_is_no_feed_is_told_as_what_it_is(data: bytes, what: str) -> None:
    with pytest.raises(UnknownFormat, match=f"it is JSON, {what}, "):
        parse(data)


@pytest.mark.parametrize(
    "text",
    [
        "[12:00] the pump runs\n[12:05] the pump stops\n",
        "[A harbour](https://example.org/) in the north\n\nIt has two piers.\n",
        "[x] paint the wall\n[ ] sweep the pier\n",
        "{{ harbour }}\nThe pier is shut.\n",
        "{ not JSON }\n",
    ],
)
def test_text_that_begins_with_a_bracket_is_text(text: str) -> None:
    assert "".join(f"{entry.headline or ''}{entry.text}" for entry in parse(text.encode()).entries)


@pytest.mark.parametrize(
    "known",
    [
        {"media_type": "application/json; charset=utf-8"},
        {"media_type": "Application/FEED+JSON"},
        {"media_type": "text/json"},
        {"media_type": "application/x-ndjson"},
        {"source": "saved/Feed.JSON"},
        {"url": "https://example.org/feed.json?page=2#top"},
    ],
)
def test_what_is_said_to_be_json_must_be_json(known: dict[str, str]) -> None:
    with pytest.raises(MalformedFeed):
        parse_document(Document(data=b"the pier is shut", **known))  # type: ignore[arg-type]


@pytest.mark.parametrize("known", [{}, {"media_type": "text/plain"}, {"source": "json.txt"}, {"url": "https://example.org/?file=feed.json"}])
def test_other_names_and_types_say_nothing(known: dict[str, str]) -> None:
    assert tree_of(page(b"the pier is shut", **known)) is None
    assert parse_document(Document(data=b"the pier is shut", **known)).format == "plain-text"  # type: ignore[arg-type]


@pytest.mark.row("F14")
def test_json_that_is_half_written_is_no_text() -> None:
    whole = b'{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": [{"id": "1", "content_text": "Shut."}]}'

    for cut in range(14, len(whole), 7):
        with pytest.raises(FormatError):
            parse(whole[:cut])
        with pytest.raises(FormatError):
            parse(whole[:cut], url=str(Path("saved.json")))


FEEDS = [
    b'{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": [{"id": "1", "content_html": "<p>Shut.</p>", "tags": ["a"]}, {"id": 2}]}',
    b'{"title": "Shut", "time": 1772359200, "authors": [{"name": "Nora"}]}\n{"level": 30, "msg": "\\u00e9", "time": "2026-03-01T10:00:00Z"}\n',
]


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from(FEEDS), st.integers(0, 200), st.integers(0, 40), st.binary(max_size=6), st.sampled_from([None, "application/json", "application/x-ndjson"])
)
def test_any_bytes_in_json_are_read_or_refused(data: bytes, at: int, cut: int, put: bytes, media_type: str | None) -> None:
    try:
        snapshot = parse(data[:at] + put + data[at + cut :], media_type=media_type)
    except FormatError as error:
        assert "\n" not in str(error)
        return

    for entry in snapshot.entries:
        assert entry.content is not None
    assert len({entry.id for entry in snapshot.entries}) == len(snapshot.entries)


@settings(max_examples=60)
@given(
    st.sampled_from(
        (
            b'{"a": 1}\n',
            b"# a comment\n",
            b'{"half": "a li\n',
            b'{"a": [1,]}',
            b'{"a": NaN}',
            b'["never',
            b'{"a": "x\ny"}',
            b'"a"',
            b"12",
            b'{"a": "\\u12"}',
            b"",
        )
    ),
    st.sampled_from((b"", b" ", b'{"a": 1}\n', b"[1, 2]", b'"x"', b"1", b"\n", b"\xc3\xa9")),
    st.integers(min_value=0, max_value=64),
)
def test_a_large_document_is_broken_where_a_small_one_is(beginning: bytes, more: bytes, count: int) -> None:
    with mock.patch.object(json_tree, "EARLY", 64), mock.patch.object(json_tree, "CUT", 8):
        early = _told(beginning + more * count)

    assert early == _told(beginning + more * count)


def _told(data: bytes) -> object:
    try:
        return json_of(page(data))
    except MalformedFeed as error:
        return str(error)


@pytest.mark.parametrize("first", [b'{"id": 0}\n', b"# what follows is a log\n", b'{"id": "half a record, "msg": "pu\n', b'ump", "id": 3}\n'])
def test_many_lines_are_recognised_by_their_beginning(first: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    class Lines(bytes):
        def __contains__(self, _: object) -> bool:
            pytest.fail("all of it was looked through")

    lines = page(Lines(first + b"".join(b'{"id": %d, "msg": "the pump runs", "elements": ["urn"]}\n' % number for number in range(4000))), url="pump.jsonl")
    monkeypatch.setattr(base, "decode_by", lambda *_, **__: pytest.fail("all of it was decoded"))

    assert next(form for form in FORMATS if form.recognises(lines)).NAME == "json-lines"
