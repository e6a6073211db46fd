"""JSON lines: which texts they are, how they are read on as they grow, and that what was dumped is read back."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import (
    Author,
    Block,
    Body,
    Code,
    Document,
    Embed,
    Entry,
    Fact,
    Figure,
    Heading,
    Link,
    List,
    Media,
    Paragraph,
    Quote,
    Snapshot,
    Status,
    Table,
    Timeline,
    clean,
    clean_line,
    entry_value,
    parse,
    parse_document,
)  # fmt: skip
from feeds.formats.json import lines_reader
from feeds.formats.json.records import ROLES

from .test_appended import Reader, append
from .test_polling import both_ways, follow, save


def record(number: int, **more: Any) -> str:
    """A line, with its line end."""
    return json.dumps({"title": f"Reading {number}", "time": f"2026-03-01T10:00:{number % 60:02}Z", **more}, ensure_ascii=False) + "\n"


def records(*numbers: int) -> bytes:
    return "".join(map(record, numbers)).encode()


def titles(reader: Reader) -> list[str | None]:
    """Oldest first."""
    return [post.entry.headline for post in reader.timeline.posts]


def new(reader: Reader, what: str = "new") -> list[str | None]:
    return [reader.timeline.entry(id).headline for changes in reader.changes for id in getattr(changes, what)]


def readings(*numbers: int) -> list[str]:
    return [f"Reading {number}" for number in numbers]


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """A file of three records that was read."""
    path = tmp_path / "pump.log"
    path.write_bytes(records(0, 1, 2))
    reader = Reader(path)
    reader.rest()
    reader.forget()
    return reader


# --- recognised ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (records(0, 1), "page.txt"),
        (records(0), "page.txt"),
        (b'{"a": 1}\n{"b": 2}\n', "page.txt"),
        (b'{"a": 1}\n', "page.jsonl"),
        (b"\xef\xbb\xbf" + records(0, 1), "page.txt"),
        (b"\n\n# by hand\n" + records(0, 1), "page.txt"),
        (b'cut off", "time": 7}\n' + records(0, 1, 2), "page.txt"),
        (records(0, 1).replace(b"\n", b"\r"), "page.txt"),
        (records(0, 1).replace(b"\n", b"\r\n"), "page.txt"),
        (b"\x1e" + records(0) + b"\x1e" + records(1), "page.txt"),
        (records(0, 1)[:-9], "page.txt"),
        (records(0, 1).decode().encode("utf-16"), "page.txt"),
        (b'{"id": "1", "text": "One line alone."}', "page.json"),
    ],
)
def test_records_are_json_lines(data: bytes, name: str) -> None:
    snapshot = parse(data, url=name)

    assert snapshot.format == "json-lines"
    assert snapshot.entries


@pytest.mark.parametrize(
    "text",
    [
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": []}\n',
        '{"items": [{"id": "1", "content_text": "Shut."}]}\n',
        'The log says:\n\n{"msg": "dry", "time": 1772359200}\n{"msg": "wet", "time": 1772359201}\n\nand so on,\n\nsays the office.\n',
        '2026-03-01 10:00:00 {"msg": "dry"}\n2026-03-01 10:00:01 {"msg": "wet"}\n',
        "[1, 2]\n[3, 4]\n",
    ],
)
def test_other_texts_are_not(text: str) -> None:
    assert parse(text.encode()).format != "json-lines"


# --- what a line says ---------------------------------------------------------------------------------------------------

AT = datetime(2026, 3, 1, 10, 0, 0, 250000, tzinfo=UTC)


@pytest.mark.parametrize("name", ["date_published", "published", "date", "timestamp", "time", "ts", "@timestamp", "Timestamp", "created_at"])
@pytest.mark.parametrize(
    "value", ["2026-03-01T10:00:00.250Z", 1772359200.25, 1772359200250, 1772359200250000, 1772359200250000000, "1772359200.25", "1772359200250"]
)
def test_time_is_read_under_each_name_in_each_unit(name: str, value: object) -> None:
    entry = parse(json.dumps({"msg": "dry", name: value}).encode(), media_type="application/x-ndjson").entries[0]

    assert (entry.published, entry.date_inferred, entry.stamp) == (AT, False, str(value))


@pytest.mark.parametrize("value", [0, 12.5, -1772359200, 10**25, True, [], {}, "soon", "99999999999999999999999999"])
def test_what_is_no_time_is_none(value: object) -> None:
    entry = parse(json.dumps({"msg": "dry", "time": value}).encode(), media_type="application/x-ndjson").entries[0]

    assert entry.published is None
    assert value in ([], {}) or (entry.stamp or entry.facts)


def test_time_without_a_zone_takes_the_reader_s() -> None:
    entry = parse(b'{"msg": "dry", "time": "2026-03-01 11:00:00"}', media_type="application/x-ndjson", zone=timezone(timedelta(hours=1))).entries[0]

    assert (entry.published, entry.date_inferred) == (datetime(2026, 3, 1, 10, tzinfo=UTC), True)


@pytest.mark.parametrize(
    ("line", "headline", "text", "label"),
    [
        ({"title": "A", "content_text": "b", "summary": "c"}, "A", "b", None),
        ({"headline": "A", "body": "b"}, "A", "b", None),
        ({"msg": "b", "level": 50}, None, "b", "ERROR"),
        ({"message": "b", "severity": "WARN", "text": 7}, None, "7", "WARN"),
        ({"content": {"rich": 1}, "text": "b", "kind": "Note"}, None, "b", "Note"),
        ({"event": {"created": 1}, "message": "b", "log": {"level": "info"}}, None, "b", "info"),
        ({"title": "A < B &amp; C", "content_text": "<p>a</p> & b"}, "A < B &amp; C", "<p>a</p> & b", None),
        ({"title": "", "headline": "A"}, "A", "", None),
        ({"title": None, "headline": "A", "summary": "b"}, "A", "b", None),
    ],
)
def test_names_mean_what_programs_mean_by_them(line: dict[str, Any], headline: str | None, text: str, label: str | None) -> None:
    entry = parse(json.dumps(line).encode(), media_type="application/x-ndjson").entries[0]

    assert (entry.headline, entry.text, entry.label) == (headline, text, label)


def test_values_of_records_of_one_shape_are_their_own() -> None:
    lines = [{"title": "A", "headline": "x"}, {"title": "", "headline": "B"}, {"title": "C", "headline": ""}, {"title": "D", "headline": "y"}]
    snapshot = parse("\n".join(map(json.dumps, lines)).encode())

    assert [entry.headline for entry in snapshot.entries] == ["A", "B", "C", "D"]


def test_id_in_a_program_s_log_is_not_that_of_the_line() -> None:
    snapshot = parse(b'{"level": 30, "id": "request-1", "msg": "in"}\n{"level": 30, "id": "request-1", "msg": "out"}\n')

    assert [(entry.text, entry.id_inferred, entry.facts) for entry in snapshot.entries] == [
        ("in", True, (Fact("id", "request-1"),)),
        ("out", True, (Fact("id", "request-1"),)),
    ]


NAMES = st.sampled_from([*(name for names in ROLES.values() for name in names), "Other", "_x", "log", "event", "fields", "t"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
)


@settings(max_examples=250, deadline=None)
@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=6), min_size=1, max_size=3))
def test_any_records_are_read_and_no_value_is_lost(found: list[dict[str, Any]]) -> None:
    marked = [{**each, "wind": f"mark{number}q"} for number, each in enumerate(found)]

    snapshot = parse("\n".join(map(json.dumps, marked)).encode(), media_type="application/x-ndjson")

    shown = [fact.value for entry in snapshot.entries for fact in entry.facts]
    assert {each["wind"] for each in marked[-1:]} <= set(shown)
    assert len({entry.id for entry in snapshot.entries}) == len(snapshot.entries)
    assert all(clean(entry.text) == entry.text for entry in snapshot.entries)


# --- as it grows --------------------------------------------------------------------------------------------------------


@pytest.mark.row("F1")
def test_record_that_is_appended_is_new_once_and_only_it_is_read(reader: Reader) -> None:
    append(reader.path, record(3))
    document = reader.look(after=0.3)
    reader.rest()

    assert document is not None
    assert (document.data, document.continues) == (records(2, 3), "json-lines")
    assert new(reader) == readings(3)
    assert [new(reader, what) for what in ("edited", "withdrawn", "grown")] == [[], [], []]


@pytest.mark.row("F2", "F45")
def test_half_a_record_is_told_when_it_is_whole(reader: Reader) -> None:
    append(reader.path, record(3)[:30])
    reader.look(after=0.5)
    reader.rest()
    early = titles(reader)
    append(reader.path, record(3)[30:])
    reader.rest()

    assert early == readings(0, 1, 2)
    assert titles(reader) == readings(0, 1, 2, 3)
    assert new(reader, "grown") == []


@pytest.mark.row("F3")
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_record_that_is_split_inside_a_character_is_read_right(reader: Reader, cut: int) -> None:
    line = record(3, text="\U0001f6a2 the ferry").encode()
    at = line.index("\U0001f6a2".encode()) + cut
    append(reader.path, line[:at])
    reader.rest()
    append(reader.path, line[at:])
    reader.rest()

    assert reader.texts[3:] == ["\U0001f6a2 the ferry"]


@pytest.mark.row("F4")
def test_last_record_without_a_line_end_is_shown_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "pump.jsonl"
    path.write_bytes(records(0, 1)[:-1])
    reader = Reader(path)
    reader.rest()
    early = titles(reader)
    append(path, "\r\n" + record(2)[:-1])
    reader.rest()
    append(path, "\n")
    reader.rest()

    assert (early, titles(reader)) == (readings(0, 1), readings(0, 1, 2))
    assert [new(reader, what) for what in ("edited", "grown")] == [[], []]
    assert [snapshot.problems for snapshot in reader.snapshots if snapshot.problems] == []


@pytest.mark.row("F6")
def test_record_that_is_too_long_is_refused_with_a_mark(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_reader, "LONGEST", 4096)
    append(reader.path, record(3, text="x" * 5000) + record(4))
    reader.rest()

    assert titles(reader) == readings(0, 1, 2, 4)
    assert [problem.message for problem in reader.snapshots[-1].problems] == ["a record of 5,066 bytes is too long and is left out"]


@pytest.mark.row("F16", "F18")
def test_truncated_file_is_read_anew_and_loses_nothing(reader: Reader) -> None:
    os.truncate(reader.path, 0)
    append(reader.path, record(3))
    reader.rest()
    append(reader.path, record(4))
    reader.rest()

    assert titles(reader) == readings(0, 1, 2, 3, 4)
    assert new(reader, "withdrawn") == []


@pytest.mark.row("F19")
def test_run_of_nuls_before_what_was_written_is_skipped(reader: Reader) -> None:
    size = reader.path.stat().st_size
    os.truncate(reader.path, 0)
    reader.path.write_bytes(b"\0" * size + records(3, 4))
    reader.rest()

    assert titles(reader) == readings(0, 1, 2, 3, 4)
    assert [problem for snapshot in reader.snapshots for problem in snapshot.problems] == []


def test_broken_line_is_a_problem_with_its_place_and_not_the_end(reader: Reader) -> None:
    append(reader.path, '{"title": "broken\n' + record(3))
    reader.rest()
    problem = reader.snapshots[-1].problems[0]

    assert titles(reader) == readings(0, 1, 2, 3)
    assert problem.place == f"byte {len(records(0, 1, 2)):,}"
    assert "left out" in problem.message


def test_given_id_that_comes_again_is_a_revision(reader: Reader) -> None:
    append(reader.path, record(3, id="a", text="first"))
    reader.rest()
    append(reader.path, record(3, id="a", text="second"))
    reader.rest()
    append(reader.path, record(4, id="b") + record(3, id="a", text="third"))
    reader.rest()
    append(reader.path, record(5))
    reader.rest()

    assert titles(reader) == readings(0, 1, 2, 3, 4, 5)
    assert [entry.text for entry in reader.timeline.versions("a")] == ["first", "second", "third"]
    assert new(reader, "edited") == readings(3, 3)


LINES = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["", "a", "b"]), st.sampled_from(["é", "\U0001f6a2"])), min_size=2, max_size=8)


@settings(max_examples=60, deadline=None)
@given(LINES, st.lists(st.integers(1, 200), max_size=6))
def test_file_that_is_read_in_pieces_says_what_it_says_at_once(made: Sequence[tuple[int, str, str]], cuts: Sequence[int]) -> None:
    data = "".join(record(10 + number, text=text, **({"id": id} if id else {})) for number, (_, id, text) in enumerate(made)).encode()
    data = data + "".join(record(9, text=text) for same, _, text in made if same == 0).encode().replace(b"10:00:09", b"10:00:59")
    ends = [at for at in accumulate(cuts) if at < len(data)]
    with TemporaryDirectory() as folder:
        whole, path = Timeline(), Path(folder) / "pump.jsonl"
        whole.merge(parse_document(Document(data=data, source=str(path), zone=UTC)))
        reader = Reader(path)
        for start, end in pairwise((0, *ends, len(data))):
            append(path, data[start:end])
            reader.look(after=6)
        reader.rest()

    assert sorted((post.id, post.entry.text) for post in reader.timeline.posts) == sorted((post.id, post.entry.text) for post in whole.posts)


@pytest.mark.row("F20")
@both_ways
async def test_rotated_file_is_read_to_its_end_before_the_new_one(tmp_path: Path, watched: bool) -> None:
    path = save(tmp_path / "pump.jsonl", records(0, 1))
    async with follow(path, watched=watched) as story:
        await story.begin()
        os.rename(path, tmp_path / "pump.jsonl.1")
        save(path, records(3))
        append(tmp_path / "pump.jsonl.1", record(2))
        await story.until(lambda: len(story.timeline) == 4, within=20)
        append(path, record(4))
        await story.run(5)

        assert [post.entry.headline for post in story.timeline.posts] == readings(0, 1, 2, 3, 4)
        assert story.errors == []


# --- dumped and read back -----------------------------------------------------------------------------------------------

LINE = st.text(max_size=20).map(clean_line)
SOME = LINE.filter(bool)
TEXT = st.text(max_size=40).map(clean)
MAYBE = st.none() | LINE
MOMENT = st.none() | st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-3, minutes=-30)), timezone(timedelta(seconds=4321))]))
LINKS = st.lists(st.builds(Link, TEXT, SOME, st.integers(0, 99)), max_size=2).map(tuple)
MEDIA = st.builds(Media, st.sampled_from(["image", "video", "audio"]), MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, st.none() | st.integers(0, 2**53))
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, TEXT, LINKS),
    st.builds(Heading, TEXT, st.integers(2, 6), LINKS),
    st.builds(Quote, TEXT, MAYBE, LINKS),
    st.builds(List, st.lists(TEXT, max_size=3).map(tuple), st.booleans(), st.integers(-3, 9), LINKS),
    st.builds(Table, st.lists(st.lists(TEXT, max_size=2).map(tuple), max_size=2).map(tuple), LINKS),
    st.builds(Code, TEXT),
    st.builds(Figure, st.just(0)),
    st.builds(Embed, LINE, MAYBE, MAYBE),
)
BODY = st.builds(
    Body,
    st.lists(st.builds(Author, SOME, MAYBE, MAYBE, MAYBE, MAYBE), max_size=2).map(tuple),
    st.lists(BLOCK, max_size=4).map(tuple),
    st.lists(MEDIA, min_size=1, max_size=2).map(tuple),
    st.none() | TEXT,
    st.lists(st.builds(Fact, LINE.map(lambda name: name + "_"), TEXT, MAYBE), max_size=2).map(tuple),
)
ENTRY = st.builds(
    Entry, id=SOME, headline=MAYBE, link=MAYBE, published=MOMENT, updated=MOMENT, date_inferred=st.booleans(), stamp=MAYBE, label=MAYBE,
    breaking=st.booleans(), pinned=st.booleans(), tags=st.lists(LINE, max_size=2).map(tuple), body=BODY,
)  # fmt: skip


def dumped(entries: Sequence[Entry], source: str = "page.txt") -> bytes:
    return b"".join(msgspec.json.encode(entry_value(entry, source, Status())) + b"\n" for entry in entries)


@settings(max_examples=200, deadline=None)
@given(ENTRY)
def test_entry_that_was_dumped_is_read_back(entry: Entry) -> None:
    snapshot = parse(dumped([entry]))
    read = snapshot.entries[0]

    assert (snapshot.format, snapshot.problems) == ("json-lines", ())
    assert read.facts == (*entry.facts, Fact("source", "page.txt"))
    body = Body(read.authors, read.blocks, read.media, read.summary, entry.facts)
    assert msgspec.structs.replace(read, body=body) == entry
    assert parse(dumped([read], "again.jsonl")).entries[0].content == read.content


def test_timeline_that_was_dumped_is_the_same_timeline(tmp_path: Path) -> None:
    timeline = Timeline()
    for source in ("a.txt", "b.txt"):
        timeline.merge(
            Snapshot(source=source, entries=tuple(Entry(id=str(n), published=AT + timedelta(minutes=n), headline=f"{source} {n}") for n in (3, 2, 1)))
        )
    data = b"".join(msgspec.json.encode(entry_value(post.entry, post.source, post.status)) + b"\n" for post in timeline.posts)
    again = Timeline()
    again.merge(parse(data))

    assert [(post.id, post.entry.headline, post.when) for post in again.posts] == [(post.id, post.entry.headline, post.when) for post in timeline.posts]
