"""Files that only grow at their end: read in pieces, rotated, truncated, cut in the middle of a character. Following them is in test_tail."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC
from itertools import accumulate, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds import LIMIT, Changes, Document, FileSource, FormatError, Snapshot, SourceError, SourceNotFound, Timeline, parse_document
from feeds.formats import log_lines
from feeds.formats.base import Page
from feeds.sources.lines import Lines


class Reader:
    """A file that is followed by hand: looks, parses, merges and reads on as a follower does, at times that the test sets."""

    def __init__(self, path: Path, *, limit: int = LIMIT) -> None:
        self.path = path
        self.time = 1000.0
        self.source = FileSource(path, watched=False, limit=limit, zone=UTC, monotonic=lambda: self.time, now=lambda: self.time)
        self.timeline = Timeline()
        self.documents: list[Document] = []
        self.snapshots: list[Snapshot] = []
        self.changes: list[Changes] = []
        self._last: Document | None = None

    def look(self, *, after: float = 0.0) -> Document | None:
        """One look; what it brings is merged."""
        self.time += after
        document = self.source.look(self._last)
        if document is None:
            return None
        self._last = document
        self.documents.append(document)
        try:
            snapshot = parse_document(document)
        except FormatError:
            return document
        if snapshot.open_at is not None:
            self.source.read_on(snapshot.open_at, snapshot.format)
        self.snapshots.append(snapshot)
        self.changes.append(self.timeline.merge(snapshot))
        return document

    def rest(self) -> None:
        """Look until nothing more can come."""
        for after in (0.0, 1.5, 6.0, 6.0, 6.0):
            while self.look(after=after) is not None:
                pass

    @property
    def texts(self) -> list[str]:
        """What the records say, oldest first."""
        return [post.entry.text for post in self.timeline.posts]

    def told(self, what: str) -> list[str]:
        """The texts of the records that were told as new, edited, withdrawn or grown."""
        return [self.timeline.entry(id).text for changes in self.changes for id in getattr(changes, what)]

    def forget(self) -> None:
        self.documents.clear()
        self.changes.clear()


def line(number: int, text: str | None = None) -> str:
    """A record of a log."""
    return f"2026-03-01 {10 + number // 3600:02}:{number // 60 % 60:02}:{number % 60:02} {text or f'reading {number} is in'}\n"


def lines(*numbers: int) -> bytes:
    return "".join(map(line, numbers)).encode()


def append(path: Path, data: bytes | str) -> None:
    with path.open("ab") as file:
        file.write(data.encode() if isinstance(data, str) else data)


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """A log of three records that was read."""
    path = tmp_path / "pump.log"
    path.write_bytes(lines(0, 1, 2))
    reader = Reader(path)
    reader.rest()
    reader.forget()
    return reader


# --- records ------------------------------------------------------------------------------------------------------------


@pytest.mark.row("F1")
def test_whole_record_that_is_appended_is_new_once_and_only_it_is_read(reader: Reader) -> None:
    append(reader.path, line(3))
    document = reader.look(after=0.3)
    reader.rest()

    assert document is not None
    assert document.data == lines(2, 3)
    assert document.continues == "log-lines"
    assert reader.told("new") == ["reading 3 is in"]
    assert [reader.told(what) for what in ("edited", "withdrawn", "grown")] == [[], [], []]
    assert reader.texts == [f"reading {number} is in" for number in range(4)]


@pytest.mark.row("F2")
def test_half_a_record_waits_for_its_rest(reader: Reader) -> None:
    append(reader.path, line(3)[:30])
    early = [reader.look(after=0.5) for _ in range(4)]
    append(reader.path, line(3)[30:])
    reader.rest()

    assert early == [None] * 4
    assert reader.told("new") == ["reading 3 is in"]
    assert reader.told("grown") == []


@pytest.mark.row("F3")
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_record_that_is_split_inside_a_character_is_read_right(reader: Reader, cut: int) -> None:
    record = line(3, "\U0001f6a2 the ferry is in").encode()
    at = record.index("\U0001f6a2".encode()) + cut
    append(reader.path, record[:at])
    reader.look(after=0.5)
    append(reader.path, record[at:])
    reader.rest()

    assert reader.told("new") == ["\U0001f6a2 the ferry is in"]


@pytest.mark.row("F3")
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_character_whose_rest_is_late_is_put_right(reader: Reader, cut: int) -> None:
    record = line(3, "\U0001f6a2 the ferry is in").encode()
    at = record.index("\U0001f6a2".encode()) + cut
    append(reader.path, record[:at])
    reader.rest()
    append(reader.path, record[at:])
    reader.rest()

    assert reader.texts[3:] == ["\U0001f6a2 the ferry is in"]
    assert len(reader.told("new")) == 1
    assert reader.told("edited") == []


@pytest.mark.row("F4")
@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_of_every_kind_end_one_record(tmp_path: Path, end: str) -> None:
    path = tmp_path / "pump.log"
    path.write_bytes(lines(0, 1).replace(b"\n", end.encode()))
    reader = Reader(path)
    reader.rest()
    append(path, line(2).replace("\n", end[0]))
    assert reader.look(after=0.3) is not None
    append(path, end[1:])
    reader.look(after=0.3)
    append(path, line(3).replace("\n", end))
    reader.rest()

    assert reader.texts == [f"reading {number} is in" for number in range(4)]
    assert reader.told("edited") == reader.told("grown") == []
    assert reader.snapshots[-1].continues


@pytest.mark.row("F4")
def test_line_without_an_end_is_shown_after_five_quiet_seconds_and_then_replaced(reader: Reader) -> None:
    append(reader.path, line(3)[:30])
    reader.look()
    waiting = reader.look(after=4.9)
    shown = reader.look(after=0.2)
    before, ids = reader.texts, [post.id for post in reader.timeline.posts]
    append(reader.path, line(3)[30:] + line(4))
    reader.rest()

    assert waiting is None
    assert shown is not None
    assert before[3:] == [line(3)[20:30].rstrip()]
    assert reader.texts[3:] == ["reading 3 is in", "reading 4 is in"]
    assert [post.id for post in reader.timeline.posts][:4] == ids
    assert len(reader.told("new")) == 2
    assert reader.told("grown") == ["reading 3 is in"]
    assert reader.told("edited") == []


def test_lines_that_follow_later_belong_to_the_record_above(reader: Reader) -> None:
    append(reader.path, "  at Pump.run\n")
    reader.look(after=0.3)
    append(reader.path, "    at main\n" + line(3))
    reader.rest()

    assert reader.texts[2:] == ["reading 2 is in\n\nat Pump.run\n  at main", "reading 3 is in"]
    assert [len(reader.told(what)) for what in ("new", "grown", "edited")] == [1, 2, 0]


def test_equal_lines_are_further_records(reader: Reader) -> None:
    for _ in range(3):
        append(reader.path, line(2))
        reader.look(after=0.3)
    append(reader.path, line(3) + line(2))
    reader.rest()
    ids = [post.id for post in reader.timeline.posts]

    assert reader.texts[2:] == ["reading 2 is in"] * 5 + ["reading 3 is in"]
    again = Reader(reader.path)
    again.rest()
    assert [post.id for post in again.timeline.posts] == ids


@pytest.mark.row("F42")
def test_byte_order_mark_that_is_repeated_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "pump.log"
    path.write_bytes(b"\xef\xbb\xbf" + lines(0, 1))
    reader = Reader(path)
    reader.rest()
    for number in (2, 3):
        append(path, b"\xef\xbb\xbf" + lines(number))
        reader.look(after=0.3)
    reader.rest()

    assert reader.texts == [f"reading {number} is in" for number in range(4)]
    assert [post.entry.stamp for post in reader.timeline.posts] == [f"2026-03-01 10:00:0{number}" for number in range(4)]


@pytest.mark.row("F5")
def test_ten_thousand_records_in_one_write_come_once_each(reader: Reader) -> None:
    append(reader.path, lines(*range(3, 10_003)))
    reader.rest()

    assert reader.told("new") == [f"reading {number} is in" for number in range(3, 10_003)]
    assert len(reader.timeline) == 10_003


@pytest.mark.row("F5")
def test_a_flood_is_given_in_pieces_without_waiting_between(reader: Reader) -> None:
    append(reader.path, lines(*range(3, 40_000)))
    sizes, waits = [], []
    while (document := reader.look()) is not None:
        sizes.append(len(document.data))
        waits.append(reader.source.interval)

    assert len(sizes) > 1
    assert max(sizes) <= (1 << 20) + 100
    assert waits == [0.0] * (len(sizes) - 1) + [0.25]
    assert len(reader.timeline) == 40_000


@pytest.mark.row("F6")
def test_record_of_twenty_megabytes_is_cut_with_a_mark_and_later_ones_are_read(reader: Reader) -> None:
    append(reader.path, line(3, "x" * 20_000_000))
    reader.look(after=0.3)
    append(reader.path, line(4))
    reader.look(after=0.3)
    append(reader.path, line(5))
    reader.look(after=0.3)

    assert len(reader.texts) == 6
    assert len(reader.texts[3]) < 100_000
    assert reader.texts[3].endswith("x …")
    assert [problem.message for problem in reader.snapshots[-3].problems] == ["a record of 20,000,021 characters is too long; only its beginning is shown"]
    assert reader.documents[-1].data == lines(4, 5)


def test_record_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pump.log"
    path.write_bytes(lines(0, 1))
    reader = Reader(path, limit=1000)
    reader.rest()
    append(path, line(2, "x" * 2000))

    with pytest.raises(SourceNotFound, match="has more than the 1,000 that are read"):
        reader.look(after=0.3)


def test_log_may_outgrow_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "pump.log"
    path.write_bytes(lines(0, 1))
    reader = Reader(path, limit=1000)
    reader.rest()
    for number in range(2, 60):
        append(path, line(number))
        reader.look(after=0.3)

    assert len(reader.timeline) == 60


# --- rotation -------------------------------------------------------------------------------------------------------------


@pytest.mark.row("F16")
def test_truncated_file_with_other_content_is_read_from_its_start(reader: Reader) -> None:
    reader.path.write_bytes(lines(10))
    reader.rest()
    append(reader.path, line(11))
    reader.rest()

    assert reader.told("new") == ["reading 10 is in", "reading 11 is in"]
    assert len(reader.timeline) == 5
    assert reader.told("withdrawn") == []


@pytest.mark.row("F17")
def test_longer_file_with_other_content_is_read_whole_and_once(reader: Reader) -> None:
    reader.path.write_bytes(lines(1, *range(10, 20)))
    reader.rest()

    assert reader.told("new") == [f"reading {number} is in" for number in range(10, 20)]
    assert len(reader.timeline) == 13
    assert [reader.told(what) for what in ("withdrawn", "edited", "grown")] == [[], [], []]


@pytest.mark.row("F17")
def test_line_that_is_like_one_that_went_is_another_record(reader: Reader) -> None:
    reader.path.write_bytes(lines(0) + line(1, "reading 1 is in now").encode() + lines(2))
    reader.rest()

    assert reader.told("new") == ["reading 1 is in now"]
    assert reader.told("edited") == []
    assert len(reader.timeline) == 4


@pytest.mark.row("F17")
def test_log_that_is_rewritten_while_it_is_read_is_read_whole(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Lines.advance

    def rewrite(self: Lines, *details: Any, **more: Any) -> bool:
        found = real(self, *details, **more)
        monkeypatch.undo()
        reader.path.write_bytes(lines(*range(10, 20)))
        return found

    append(reader.path, line(3))
    monkeypatch.setattr(Lines, "advance", rewrite)
    reader.rest()

    assert reader.texts == [f"reading {number} is in" for number in (0, 1, 2, *range(10, 20))]
    assert reader.told("grown") == []


@pytest.mark.row("F17")
def test_log_that_is_written_anew_in_steps_doubles_nothing(reader: Reader) -> None:
    whole = lines(0, 1, 1, 2, 3, 4)
    reader.path.write_bytes(whole[:40])
    reader.look(after=0.3)
    for at in range(40, len(whole), 25):
        append(reader.path, whole[at : at + 25])
        reader.look(after=0.3)
    reader.rest()

    assert sorted(reader.texts) == sorted(["reading 1 is in", *(f"reading {number} is in" for number in range(5))])
    assert reader.told("edited") == reader.told("withdrawn") == []


@pytest.mark.row("F18")
def test_copied_and_truncated_log_loses_nothing_that_was_read(reader: Reader) -> None:
    append(reader.path, line(3))
    reader.look(after=0.3)
    (reader.path.parent / "pump.log.1").write_bytes(reader.path.read_bytes())
    os.truncate(reader.path, 0)
    with pytest.raises(SourceError, match="is empty"):
        reader.look(after=0.3)
    append(reader.path, line(4))
    reader.rest()
    append(reader.path, line(5))
    reader.rest()

    assert reader.texts == [f"reading {number} is in" for number in range(6)]
    assert len(reader.told("new")) == 3
    assert reader.told("withdrawn") == []


@pytest.mark.row("F19")
@pytest.mark.parametrize("hole", [200, 5000, 3 << 30], ids=["short", "a page", "gigabytes"])
def test_run_of_nuls_before_a_writer_s_old_place_is_skipped(reader: Reader, hole: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real, read = os.pread, list[int]()

    def count_and_read(descriptor: int, size: int, start: int) -> bytes:
        read.append(size)
        return real(descriptor, size, start)

    monkeypatch.setattr(os, "pread", count_and_read)
    with reader.path.open("r+b") as writer:
        writer.truncate(0)
        writer.seek(hole)
        writer.write(lines(3, 4))
    reader.rest()
    append(reader.path, line(5))
    reader.rest()

    assert reader.texts == [f"reading {number} is in" for number in range(6)]
    assert len(reader.told("new")) == 3
    assert all(len(document.data) < 200 for document in reader.documents)
    assert sum(read) < 1_000_000


def test_nuls_that_a_crash_left_in_a_log_hide_nothing(reader: Reader) -> None:
    append(reader.path, b"\0" * 700 + lines(3))
    reader.look(after=0.3)
    append(reader.path, lines(4))
    reader.rest()

    assert reader.texts == [f"reading {number} is in" for number in range(5)]


def test_log_with_nuls_that_is_written_anew_is_read(reader: Reader) -> None:
    reader.path.write_bytes(lines(3) + b"\0" * 90 + lines(4))
    reader.rest()
    append(reader.path, lines(5))
    reader.rest()

    assert reader.texts == [f"reading {number} is in" for number in range(6)]
    assert reader.snapshots[-1].continues


@pytest.mark.row("F20")
def test_renamed_log_is_read_to_its_end_and_then_the_new_one(reader: Reader) -> None:
    with reader.path.open("ab") as writer:
        os.rename(reader.path, reader.path.with_suffix(".1"))
        reader.path.write_bytes(lines(5))
        for number in (3, 4):
            writer.write(lines(number))
            writer.flush()
            reader.look(after=1)
        before = reader.texts
        reader.look(after=1)
        reader.look(after=3)
    append(reader.path, lines(6))
    reader.rest()

    assert before == [f"reading {number} is in" for number in range(5)]
    assert reader.told("new") == [f"reading {number} is in" for number in range(3, 7)]
    assert reader.texts == [f"reading {number} is in" for number in range(7)]


@pytest.mark.row("F20")
def test_old_log_whose_writer_never_leaves_holds_nothing_up_for_ever(reader: Reader) -> None:
    with reader.path.open("ab") as writer:
        os.rename(reader.path, reader.path.with_suffix(".1"))
        reader.path.write_bytes(lines(1000))
        for number in range(3, 20):
            writer.write(lines(number))
            writer.flush()
            reader.look(after=1)

    assert "reading 1000 is in" in reader.texts


@pytest.mark.row("F22")
def test_log_that_is_written_anew_with_all_it_had_is_read_on_at_once(reader: Reader) -> None:
    os.rename(reader.path, reader.path.with_suffix(".1"))
    reader.path.write_bytes(lines(0, 1, 2, 3))
    document = reader.look(after=0.1)

    assert document is not None
    assert document.data == lines(2, 3)


def test_records_without_a_possible_date_keep_their_place(reader: Reader) -> None:
    for number in range(3):
        append(reader.path, f"2026-02-30 10:00:00 undated {number}\n")
        reader.look(after=0.3)

    assert reader.texts[3:] == ["undated 0", "undated 1", "undated 2"]


@pytest.mark.row("F21")
def test_log_that_was_renamed_away_is_waited_for(reader: Reader) -> None:
    os.rename(reader.path, reader.path.with_suffix(".1"))
    append(reader.path.with_suffix(".1"), lines(3))
    reader.look(after=1)
    with pytest.raises(SourceError, match="does not exist"):
        reader.look(after=10)
    reader.path.write_bytes(lines(4))
    reader.rest()

    assert reader.told("new") == ["reading 3 is in", "reading 4 is in"]


@pytest.mark.row("F22")
@pytest.mark.parametrize("kept", [True, False], ids=["with what it had", "with other lines"])
def test_log_that_is_deleted_and_made_anew_is_noticed_at_once(reader: Reader, kept: bool) -> None:
    reader.path.unlink()
    reader.path.write_bytes(lines(0, 1, 2, 3) if kept else lines(3))
    reader.look(after=0.3)

    assert reader.told("new") == ["reading 3 is in"]

    append(reader.path, lines(4))
    reader.rest()

    assert reader.texts == [f"reading {number} is in" for number in range(5)]
    assert reader.told("grown") == reader.told("edited") == []


@pytest.mark.row("F13")
def test_empty_moment_of_a_log_changes_nothing(reader: Reader) -> None:
    whole = reader.path.read_bytes()
    os.truncate(reader.path, 0)
    with pytest.raises(SourceError, match="is empty"):
        reader.look(after=0.1)
    reader.path.write_bytes(whole + lines(3))
    reader.rest()

    assert reader.told("new") == ["reading 3 is in"]
    assert [reader.told(what) for what in ("withdrawn", "edited", "grown")] == [[], [], []]


# --- laws ---------------------------------------------------------------------------------------------------------------

TEXTS = st.sampled_from(["on", "off", "ERROR: too hot", "été \U0001f6a2", "[INFO] level 3", "", "on\n  at pump", "on\r\nnot indented", "on\n\nx\n"])
RECORDS = st.lists(st.tuples(st.integers(0, 3), TEXTS), min_size=2, max_size=12)
BEGUN = b"2026-03-01 10:00:00 on\n2026-03-01 10:00:00 on\n"
CUTS = st.lists(st.integers(1, 60), max_size=40)


def log(records: Sequence[tuple[int, str]]) -> bytes:
    """A log with many equal lines, after two by which it is known for one."""
    return (
        BEGUN
        + "".join(f"2026-03-01 10:00:{second:02} {text}\n" for second, (_, text) in zip(accumulate(step for step, _ in records), records, strict=True)).encode()
    )


def shown(timeline: Timeline) -> list[tuple[object, ...]]:
    """All that is known of a log's posts, oldest first."""
    return [(post.id, post.entry.stamp, post.entry.label, post.entry.published, post.entry.text) for post in timeline.posts]


def at_once(data: bytes) -> Timeline:
    timeline = Timeline()
    timeline.merge(read_whole(data))
    return timeline


def read_whole(data: bytes) -> Snapshot:
    """What a log says, also one that would not be taken for one, as most of its lines have no stamp."""
    return log_lines.parse(Page(Document(data=data, source="log", zone=UTC)))


def in_pieces(data: bytes, cuts: Sequence[int], *, rests: bool) -> Reader:
    """A log that comes in pieces; when it `rests` after each other one, a line without an end is shown."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        path.write_bytes(BEGUN)
        reader = Reader(path)
        reader.source.name = "log"
        reader.look()
        ends = [len(BEGUN), *(len(BEGUN) + end for end in accumulate(cuts) if len(BEGUN) + end < len(data)), len(data)]
        for number, (start, end) in enumerate(pairwise(ends)):
            append(path, data[start:end])
            reader.look(after=0.1)
            if rests and number % 2 == 0:
                reader.look(after=6)
        reader.rest()
    return reader


@settings(max_examples=150, deadline=None)
@given(RECORDS, CUTS, st.booleans())
@example([(0, "on"), (0, "on")], [46, 1, 2], False)
def test_log_read_in_pieces_is_the_log_read_at_once(records: list[tuple[int, str]], cuts: list[int], rests: bool) -> None:
    """Whether or not a half line was shown meanwhile; only then may the first word of it have given the record its id."""
    data = log(records)
    reader = in_pieces(data, cuts, rests=rests)
    whole = shown(at_once(data))

    assert [said[1:] for said in shown(reader.timeline)] == [said[1:] for said in whole]
    assert not any(changes.edited or changes.withdrawn for changes in reader.changes)
    if not rests:
        assert shown(reader.timeline) == whole


@settings(max_examples=150, deadline=None)
@given(RECORDS, CUTS, st.booleans())
@example([(0, "abc"), (0, "ab")], [22], True)
@example([(0, "abcd"), (0, "abc"), (0, "ab")], [22, 0, 1], True)
@example([(0, "on off"), (0, "on")], [22], True)
def test_log_that_is_read_whole_again_gives_every_record_its_old_id(records: list[tuple[int, str]], cuts: list[int], rests: bool) -> None:
    data = log(records)
    reader = in_pieces(data, cuts, rests=rests)
    before = shown(reader.timeline)
    changes = reader.timeline.merge(read_whole(data))

    assert not changes
    assert shown(reader.timeline) == before


@pytest.mark.parametrize("had", [b"", b"one\n"])
def test_source_that_is_shorter_than_it_was_gives_what_is_there(had: bytes) -> None:
    """Between the look at its length and the reading, somebody cut it off."""
    found = Lines(0, 0, waiting=False)

    assert found.advance(lambda at, end: had[at:end], 100, quiet=False) is bool(had)
    assert found.given == len(had)
