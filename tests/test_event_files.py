"""Streams of events that were saved: which texts they are, what their events say, and how they are read on as they grow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from feeds import Document, FormatError, Snapshot, Timeline, parse, parse_document
from feeds.formats.event_stream.types import keeps_alive, says_nothing_more, takes_back

from .event_servers import TOO_LARGE, event
from .support import NOON
from .test_appended import Reader, append

STREAM = "text/event-stream"


def said(data: str | bytes, media_type: str | None = STREAM) -> Snapshot:
    return parse(data.encode() if isinstance(data, str) else data, media_type=media_type, retrieved=NOON)


# --- recognised ---------------------------------------------------------------------------------------------------------


@pytest.mark.row("H29", "H23")
@pytest.mark.parametrize(
    "data",
    [
        b"data: dry\n\n",
        b"\xef\xbb\xbfdata: dry\n\n",
        b": hello\n\ndata: dry\n\n",
        b"\n\nid: 7\nevent: gauge\nretry: 3000\ndata: dry\n\n",
        b"data: dry\r\rdata: wet\r\r",
        b"HTTP/1.1 200 OK\r\nServer: pump\r\nContent-Type: text/event-stream\r\n\r\ndata: dry\r\n\r\n",
        b"id: 1\ndata: " + b"x" * 20_000 + b"\n\n",
        b'data: {"title": "Dry"}\n\n',
        "data: dry\n\n".encode("utf-16"),
        event(1) + event(2) + b"id: 3\ndata: cut o",
    ],
)
def test_streams_are_told_by_their_lines(data: bytes) -> None:
    assert said(data, None).format == "event-stream"


@pytest.mark.row("H29")
@pytest.mark.parametrize("data", [b"", b": beat\n\n", b"<html>", b"nothing of it\n"])
def test_whatever_is_said_to_be_a_stream_is_one(data: bytes) -> None:
    snapshot = said(data, "Text/Event-Stream; charset=utf-8")

    assert (snapshot.format, snapshot.entries, snapshot.complete, snapshot.problems) == ("event-stream", (), True, ())


@pytest.mark.parametrize(
    "text",
    [
        "data: a letter about the harbour\n\nDear editor,\n\nthe pier is shut.\n\nYours, Ann Quay\n",
        "id: 7\ntitle: Notes\nauthor: Ann\n\nThe pier is shut.\n",
        ": only a colon\n",
        "event: the pier is shut\n\nSo says the office.\n",
        "HTTP/1.1 404 Not Found\nServer: pump\n\nnothing\n",
    ],
)
def test_other_texts_are_not(text: str) -> None:
    assert said(text, None).format != "event-stream"


# --- what an event says -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stream", "ids"),
    [
        ('id: 7\ndata: {"id": "p1", "title": "Dry"}\n\n', ["p1"]),
        ('id: 7\ndata: {"title": "Dry"}\n\n', ["7"]),
        ("id: 7\ndata: dry\n\ndata: wet\n\n", ["7", None]),
        ('id: 7\ndata: [{"title": "Dry"}, {"id": "p2", "title": "Wet"}]\n\n', [None, "p2"]),
        ('id: 7\ndata: {"level": "warn", "msg": "dry", "id": "request-1"}\n\n', ["7"]),
    ],
)
def test_post_is_known_by_its_own_id_then_by_that_of_its_event_then_by_its_words(stream: str, ids: list[str | None]) -> None:
    entries = said(stream).entries

    assert [None if entry.id_inferred else entry.id for entry in entries] == ids


@pytest.mark.parametrize(
    ("type", "data", "gone"),
    [
        ("delete", '{"id": "p1"}', ["p1"]),
        ("post.deleted", '{"id": 17}', ["17"]),
        ("messageRemoved", "17", ["17"]),
        ("delete", "post-17", ["post-17"]),
        ("delete", '"post-17"', ["post-17"]),
        ("retracted", '["a", "b", 3]', ["a", "b", "3"]),
        ("delete", '[{"id": "a"}, {"id": "b"}]', ["a", "b"]),
        ("delete", '{"post": {"id": "a"}}', ["a"]),
        ("delete", '{"post_id": "a", "by": "Ann"}', ["a"]),
        ("message", '{"type": "delete", "id": "a"}', ["a"]),
        ("message", '{"action": "removed", "item": {"id": "a"}}', ["a"]),
        ("update", '{"id": "a", "deleted": true, "text": "It was so."}', ["a"]),
        ("delete", "{}", ["event-7"]),
        ("delete", "the whole evening", ["event-7"]),
    ],
)
def test_event_takes_posts_back(type: str, data: str, gone: list[str]) -> None:
    snapshot = said(f"id: event-7\nevent: {type}\ndata: {data}\n\n")

    assert (list(snapshot.withdrawn), snapshot.entries) == (gone, ())


@pytest.mark.parametrize(
    ("type", "data"),
    [
        ("delete", "the whole evening"),
        ("message", '{"type": "delete", "id": "a", "title": "How to delete a post"}'),
        ("update", '{"id": "a", "deleted": false, "text": "It is so."}'),
        ("message", '"delete"'),
    ],
)
def test_event_that_only_speaks_of_it_is_a_post(type: str, data: str) -> None:
    snapshot = said(f"event: {type}\ndata: {data}\n\n")

    assert snapshot.withdrawn == ()
    assert len(snapshot.entries) == 1


@pytest.mark.parametrize(
    ("type", "label", "facts"),
    [
        ("message", None, []),
        ("goal", "goal", []),
        ("commentAdded", "commentAdded", []),
        ("update", None, [("event", "update")]),
        ("new_post", None, [("event", "new_post")]),
        ("post-created", None, [("event", "post-created")]),
    ],
)
def test_type_is_the_label_unless_it_says_only_that_there_is_a_post(type: str, label: str | None, facts: list[tuple[str, str]]) -> None:
    entry = said(f"event: {type}\ndata: The pump runs dry.\n\n").entries[0]

    assert entry.label == label
    assert [(fact.name, fact.value) for fact in entry.facts] == facts
    assert entry.text == "The pump runs dry."


def test_type_of_a_post_that_has_a_label_is_a_fact() -> None:
    entry = said('event: goal\ndata: {"id": "a", "text": "In!", "label": "Late"}\n\n').entries[0]

    assert entry.label == "Late"
    assert [(fact.name, fact.value) for fact in entry.facts] == [("event", "goal")]


@pytest.mark.parametrize(
    ("data", "headline", "text"),
    [
        ("The pump runs dry.", None, "The pump runs dry."),
        ("Pump dry\nIt has been so since dawn.", "Pump dry", "It has been so since dawn."),
        ("x" * 121 + "\nIt is so.", None, "x" * 121 + "\nIt is so."),
        ("Pump dry\n\n\n", None, "Pump dry"),
        ("\x1b[31mred\x07", None, "\u241b[31mred\u2407"),
    ],
)
def test_short_first_line_over_others_is_the_headline(data: str, headline: str | None, text: str) -> None:
    entry = said("".join(f"data: {line}\n" for line in data.split("\n")) + "\n").entries[0]

    assert (entry.headline, entry.text, entry.published) == (headline, text, None)


@pytest.mark.parametrize(
    "stream",
    ["event: ping\ndata: 1\n\n", "event: keep-alive\ndata:\n\n", "event: heartbeat\ndata: {}\n\n", 'data: {"type": "ping"}\n\n', "data:\n\n", "data: {}\n\n"],
)
def test_what_keeps_a_connection_alive_is_no_post(stream: str) -> None:
    assert said(stream).entries == ()


def test_event_called_ping_that_says_something_is_a_post() -> None:
    assert said('event: ping\ndata: {"title": "The pump calls"}\n\n').entries[0].headline == "The pump calls"


def test_event_that_is_too_large_is_told_with_its_place() -> None:
    snapshot = said(event(1) + TOO_LARGE + event(2))

    assert [entry.id for entry in snapshot.entries] == ["p1", "p2"]
    assert [(problem.place, problem.message) for problem in snapshot.problems] == [(f"byte {len(event(1)):,}", "an event is too large and is left out")]


@pytest.mark.parametrize("type", ["post.deleted", "entry:delete", "messageDELETED", "status_removed", "tombstone"])
def test_types_that_take_back(type: str) -> None:
    assert takes_back(type)


@pytest.mark.parametrize("type", ["message", "undeleted", "deleter", "", "update", "goal"])
def test_types_that_do_not(type: str) -> None:
    assert not takes_back(type)
    assert not keeps_alive(type)


def test_types_that_say_nothing_more() -> None:
    assert says_nothing_more("status.update")
    assert not says_nothing_more("status.weather")


@settings(deadline=None)
@given(st.binary(max_size=200))
@example(b'data: {"items": [{"id": []}]}\n\n')
@example(b'data: {"data": {"data": {"title": 1}}}\n\n')
@example(b"data: <entry xmlns='http://www.w3.org/2005/Atom'\n\n")
@example(b"data: <rss><channel><item/></channel></rss>\n\n")
@example(b"data: [[[[[\n\n")
@example(b"event: delete\ndata: null\n\n")
def test_any_bytes_are_read(data: bytes) -> None:
    for each in (data, b"data: " + data + b"\n\n"):
        try:
            entries = said(each).entries
        except FormatError:
            continue
        for entry in entries:
            assert entry.text == entry.content.text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "title", "text", "data", "items", "type", "post", "deleted", "event", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=60)
@given(JSON, st.sampled_from(["message", "delete", "update", "ping", "goal"]))
def test_any_json_is_read(value: object, type: str) -> None:
    snapshot = said(f"event: {type}\ndata: {json.dumps(value)}\n\n")

    assert len({entry.id for entry in snapshot.entries}) == len(snapshot.entries)
    assert all(isinstance(entry.text, str) for entry in snapshot.entries)


# --- read on as it grows ------------------------------------------------------------------------------------------------


@pytest.mark.row("F1", "H29")
def test_saved_stream_is_read_on_from_its_last_post(tmp_path: Path) -> None:
    path = tmp_path / "stream.txt"
    path.write_bytes(b"retry: 5\n\n" + event(1) + event(2))
    reader = Reader(path)
    reader.rest()
    reader.forget()
    append(path, event(3)[:25])
    reader.look(after=0.3)
    append(path, event(3)[25:] + b": beat\n\n")
    document = reader.look(after=0.3)
    reader.rest()

    assert document is not None
    assert (document.continues, document.data) == ("event-stream", event(2) + event(3) + b": beat\n\n")
    assert [entry.headline for entry in reader.timeline.entries] == ["Gauge 3", "Gauge 2", "Gauge 1"]
    assert reader.told("new") == ["Stands still."]
    assert reader.told("edited") == reader.told("grown") == reader.told("withdrawn") == []


@pytest.mark.row("F1", "H29")
def test_edit_and_withdrawal_at_the_end_of_a_saved_stream_are_told_once(tmp_path: Path) -> None:
    path = tmp_path / "stream.txt"
    path.write_bytes(event(1) + event(2))
    reader = Reader(path)
    reader.rest()
    reader.forget()
    for data in (event(1, text="Falls."), event(2, text="Rises."), b"event: delete\ndata: p2\n\n", event(3), b"event: delete\ndata: p1\n\n", event(4)):
        append(path, data)
        reader.rest()

    assert reader.told("edited") == ["Falls.", "Rises."]
    assert reader.told("withdrawn") == ["Rises.", "Falls."]
    assert reader.told("restored") == reader.told("grown") == []
    assert [entry.headline for entry in reader.timeline.entries] == ["Gauge 4", "Gauge 3", "Gauge 2", "Gauge 1"]
    assert [version.text for version in reader.timeline.versions("p2")] == ["Stands still.", "Rises."]


def test_post_that_is_withdrawn_and_said_again_is_restored() -> None:
    timeline = Timeline()
    whole = said(event(1) + event(2) + b"event: delete\ndata: p1\n\n")
    timeline.merge(whole)
    changes = timeline.merge(parse_document(Document(data=event(2) + event(1) + event(2), continues="event-stream")))

    assert timeline.status("p1").withdrawn is False
    assert changes.restored == ("p1",)
    assert (changes.new, changes.edited, changes.withdrawn) == ((), (), ())


def dated(number: int, text: str) -> bytes:
    return f'data: {{"id": "p{number}", "text": "{text}", "time": "2026-03-01T10:00:0{number}Z"}}\n\n'.encode()


def undated(number: int, text: str) -> bytes:
    return f'id: p{number}\ndata: {{"text": "{text}"}}\n\n'.encode()


PLAIN = st.sampled_from([b"data: The pump runs dry.\n\n", b"data: The pump is wet.\n\n"])
BEATS = st.sampled_from([b": beat\n\n", b"event: ping\ndata: 1\n\n", b"retry: 5\n\n", b"data: cut"])
GONE = st.integers(0, 4).map(lambda number: f"event: delete\ndata: p{number}\n\n".encode())
TEXTS = st.sampled_from(["dry", "wet"])


def streams(*posts: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return st.lists(st.one_of(*posts, GONE, BEATS), max_size=10).map(b"".join)


def shown(timeline: Timeline) -> list[tuple[str, str, bool]]:
    return [(post.entry.id, post.entry.text, post.status.withdrawn) for post in timeline.posts]


def read_in_pieces(stream: bytes, cuts: list[int]) -> Timeline:
    """As a file is read that grows: each piece from the last post on, up to a line end."""
    timeline, open_at, begun = Timeline(), 0, False
    for cut in [*sorted(cuts), len(stream)]:
        end = stream.rfind(b"\n", 0, cut) + 1
        document = Document(data=stream[open_at:end], source="stream", media_type=STREAM, continues="event-stream" if begun else None)
        snapshot = parse_document(document)
        timeline.merge(snapshot)
        if snapshot.open_at is not None:
            open_at, begun = open_at + snapshot.open_at, True
    return timeline


@pytest.mark.parametrize(
    "pieces",
    [
        [undated(1, "dry") + undated(2, "dry"), undated(1, "wet"), undated(3, "dry")],
        [undated(1, "dry") + undated(2, "dry"), undated(2, "wet") + undated(3, "dry"), undated(4, "dry")],
        [undated(1, "dry") + undated(2, "dry"), undated(2, "wet") + undated(3, "dry") + undated(2, "dry"), undated(4, "dry")],
    ],
    ids=["edit_of_an_older_one", "edit_of_the_last_one", "edit_and_back"],
)
def test_post_without_a_time_stands_behind_the_one_that_came_before_it_whatever_was_edited_meanwhile(pieces: list[bytes]) -> None:
    ends = [sum(map(len, pieces[: number + 1])) for number in range(len(pieces))]
    timeline = read_in_pieces(b"".join(pieces), ends)

    ids = [post.id for post in timeline.posts]
    assert ids == sorted(ids)


SAID = b"data: The pump runs dry.\n\n"


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        ([dated(0, "dry") + SAID, SAID], ["dry", "The pump runs dry.", "The pump runs dry."]),
        ([dated(2, "dry") + SAID, SAID + dated(1, "wet")], ["wet", "dry", "The pump runs dry.", "The pump runs dry."]),
    ],
    ids=["at_the_end", "above_an_older_one"],
)
def test_post_without_a_time_behind_another_stands_where_that_stands(pieces: list[bytes], told: list[str]) -> None:
    timeline = read_in_pieces(b"".join(pieces), [len(pieces[0])])

    assert [post.entry.text for post in timeline.posts] == told


@pytest.mark.row("H29")
@settings(deadline=None, max_examples=100)
@given(
    st.one_of(streams(st.builds(dated, st.integers(0, 4), TEXTS)), streams(st.builds(undated, st.integers(0, 4), TEXTS), PLAIN)),
    st.lists(st.integers(0, 600), max_size=4),
)
def test_stream_that_grows_tells_what_it_would_at_once(stream: bytes, cuts: list[int]) -> None:
    said = parse_document(Document(data=stream, source="stream", media_type=STREAM))
    dated = [entry.published is not None for entry in said.entries]
    assume(dated[:1] != [False] or not any(dated))  # one before all that are dated takes its time from what comes later
    whole = Timeline()
    whole.merge(said)

    assert shown(read_in_pieces(stream, cuts)) == shown(whole)
