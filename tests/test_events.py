"""Streams of events: how they are taken apart, in pieces and at once."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.events import Event, EventReader, Refused, events_of, written


def read(data: bytes) -> list[tuple[str, str, str | None]]:
    """Type, data and id of each event."""
    return [(event.type, event.data, event.id) for event in events_of(data)[0] if isinstance(event, Event)]


def in_pieces(pieces: Iterable[bytes], largest: int = 1 << 20) -> tuple[list[Event | Refused], str, int | None]:
    reader = EventReader(largest=largest)
    found = [event for piece in pieces for event in reader.feed(piece)]
    return found, reader.last_id, reader.retry


@pytest.mark.row("H29")
@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"data: dry\n\n", [("message", "dry", None)]),
        (b"data:dry\n\n", [("message", "dry", None)]),
        (b"data:  dry \n\n", [("message", " dry ", None)]),
        (b"\xef\xbb\xbfdata: dry\n\n", [("message", "dry", None)]),
        (b"\xef\xbb\xbf\xef\xbb\xbfdata: dry\n\n", []),
        (b"data: dry\r\rdata: wet\r\r", [("message", "dry", None), ("message", "wet", None)]),
        (b"data: dry\r\n\r\ndata: wet\r\n\r\n", [("message", "dry", None), ("message", "wet", None)]),
        (b"data: dry\r\n\ndata: wet\n\r", [("message", "dry", None), ("message", "wet", None)]),
        (b"data: one\ndata: two\ndata\ndata: four\n\n", [("message", "one\ntwo\n\nfour", None)]),
        (b": hello\n\n:\ndata: dry\n: between\ndata: still\n\n", [("message", "dry\nstill", None)]),
        (b"event: gauge\nid: 7\ndata: 4.2\n\ndata: 4.3\n\n", [("gauge", "4.2", "7"), ("message", "4.3", None)]),
        (b"data: cut off", []),
        (b"data: cut off\n", []),
        (b"id: 1\n\ndata: dry\n\n", [("message", "dry", None)]),
        (b"id: a\0b\ndata: dry\n\n", [("message", "dry", None)]),
        (b"DATA: dry\n\n data: dry\n\ndatas: dry\n\n", []),
        (b"data\n\ndata\ndata\n\ndata:", [("message", "", None), ("message", "\n", None)]),
        (b"event:\ndata: dry\n\n", [("message", "dry", None)]),
        (b"event: gauge\n\ndata: dry\n\n", [("message", "dry", None)]),
        (b"data: \xff\xc3\n\n", [("message", "\ufffd\ufffd", None)]),
        (b"\n\n\ndata: dry\n\n\n\n", [("message", "dry", None)]),
        (b"", []),
    ],
)
def test_stream_is_taken_apart_as_the_standard_says(stream: bytes, events: list[tuple[str, str, str | None]]) -> None:
    assert read(stream) == events


@pytest.mark.row("H29")
@pytest.mark.parametrize(
    ("stream", "last"),
    [
        (b"id: 7\ndata: dry\n\n", "7"),
        (b"id: 7\n\n", "7"),
        (b"id: 7\ndata: dry\n\ndata: wet\n\n", "7"),
        (b"id: 7\ndata: dry\n\nid: 8\ndata: cut off\n", "7"),
        (b"id: 7\ndata: dry\n\nid\ndata: wet\n\n", ""),
        (b"id: 7\ndata: dry\n\nid: 8\0\ndata: wet\n\n", "7"),
        (b"id: \xc3\xa9\n\n", "é"),
    ],
)
def test_id_to_go_on_from_is_that_of_the_last_event_that_was_finished(stream: bytes, last: str) -> None:
    assert in_pieces([stream])[1] == last


@pytest.mark.row("H29")
@pytest.mark.parametrize(
    ("value", "retry"),
    [("3000", 3000), ("0", 0), ("1_000", None), ("-1", None), ("1e3", None), ("٣", None), ("", None), ("5 s", None), ("999999999", 999999999)],
)
def test_time_to_wait_is_digits_and_nothing_else(value: str, retry: int | None) -> None:
    assert in_pieces([f"retry: {value}\n\n".encode()])[2] == retry


@pytest.mark.row("H29")
def test_time_to_wait_of_five_thousand_digits_is_only_very_long() -> None:
    assert (in_pieces([b"retry: " + b"9" * 5000 + b"\n"])[2] or 0) > 10**12


@pytest.mark.row("H29")
@pytest.mark.parametrize("size", [1, 7, 4096, 1 << 22])
@pytest.mark.parametrize(
    "large", [b"data: " + b"x" * 2100, b"data: xxxxxxxxx\n" * 200, b"event: " + b"x" * 2100 + b"\ndata: y", b"id: " + b"x" * 2100 + b"\ndata: y"]
)
def test_event_that_is_too_large_is_left_out_and_those_behind_it_are_read(large: bytes, size: int) -> None:
    stream = b"data: before\n\n" + large + b"\nid: 2\n\n: " + b"c" * 3000 + b"\ndata: behind\n\n"
    found, last, _ = in_pieces([stream[at : at + size] for at in range(0, len(stream), size)], largest=1000)

    behind = stream.index(b": ccc")
    assert found == [Event("before"), Refused(14), Event("behind", start=behind)]
    assert last == "2"


def test_event_of_just_the_largest_size_is_read() -> None:
    data = b"data: " + b"x" * 994
    assert in_pieces([data + b"\n\n"], largest=1000)[0] == in_pieces([data, b"\n", b"\n"], largest=1000)[0] == [Event("x" * 994)]
    assert in_pieces([data + b"x\n\n"], largest=1000)[0] == in_pieces([data, b"x", b"\n\n"], largest=1000)[0] == [Refused(0)]


@pytest.mark.row("H29")
def test_line_without_an_end_is_not_kept() -> None:
    import tracemalloc

    reader = EventReader()
    pieces = [b"x" * (1 << 16)] * 300
    tracemalloc.start()
    assert [event for piece in (b"data: ", *pieces, b"\n\n: ", *pieces, b"\n\n") for event in reader.feed(piece)] == [Refused(0)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 5 << 20


LINES = st.sampled_from(
    [
        b"data: dry",
        b"data:",
        b"data",
        b"data: \xc3\xa9\xe2\x82\xac",
        b"id: 7",
        b"id",
        b"id: a\0",
        b"event: gauge",
        b"retry: 12",
        b": c",
        b"",
        b"",
        b"",
        b"x",
        b"data: " + b"y" * 40,
    ]
)
ENDS = st.sampled_from([b"\n", b"\r", b"\r\n"])
STREAMS = st.one_of(
    st.binary(max_size=60),
    st.tuples(st.sampled_from([b"", b"\xef\xbb\xbf", b"\xef\xbb"]), st.lists(st.tuples(LINES, ENDS).map(b"".join), max_size=14)).map(
        lambda parts: parts[0] + b"".join(parts[1])
    ),
)


@pytest.mark.row("H29")
@settings(deadline=None, max_examples=80)
@given(STREAMS, st.lists(st.integers(0, 200), max_size=8))
def test_stream_in_pieces_is_the_stream_at_once(stream: bytes, cuts: list[int]) -> None:
    at = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    pieces = [stream[start:end] for start, end in pairwise(at)]

    assert in_pieces(pieces, largest=32) == in_pieces([stream], largest=32) == in_pieces([bytes((byte,)) for byte in stream], largest=32)


@pytest.mark.row("H29")
@settings(deadline=None, max_examples=80)
@given(STREAMS)
def test_what_stands_before_the_start_is_final(stream: bytes) -> None:
    found, start = events_of(stream)

    assert events_of(stream[:start])[0] == found
    assert events_of(stream[start:])[0] == []


@settings(deadline=None, max_examples=80)
@given(STREAMS)
def test_events_that_are_written_are_the_same_when_they_are_read(stream: bytes) -> None:
    found = [event for event in events_of(stream)[0] if isinstance(event, Event)]
    again = events_of(b"".join(map(written, found)))[0]

    assert [(event.type, event.data, event.id) for event in again if isinstance(event, Event)] == [(event.type, event.data, event.id) for event in found]
