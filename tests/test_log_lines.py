"""Logs: which texts are logs, and what their stamps and levels say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from feeds import Document, parse, parse_document

from .pages import live_page, page, post

EAST = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("stamp", "when", "inferred"),
    [
        ("2026-03-01 10:00:00", datetime(2026, 3, 1, 10, tzinfo=EAST), True),
        ("2026-03-01 10:00", datetime(2026, 3, 1, 10, tzinfo=EAST), True),
        ("2026-03-01T10:00:00.123Z", datetime(2026, 3, 1, 10, 0, 0, 123000, tzinfo=UTC), False),
        ("2026-03-01T10:00:00,5-0330", datetime(2026, 3, 1, 10, 0, 0, 500000, tzinfo=timezone(-timedelta(hours=3, minutes=30))), False),
        ("2026-03-01 10:00:00 UTC", datetime(2026, 3, 1, 10, tzinfo=UTC), False),
        ("2026/03/01 10:00:00 +02:00", datetime(2026, 3, 1, 8, tzinfo=UTC), False),
        ("2026-03-01 10:00:60", datetime(2026, 3, 1, 10, 0, 59, tzinfo=EAST), True),
        ("2026-02-30 10:00:00", None, False),
        ("Mar  1 10:00:00", datetime(2026, 3, 1, 10, tzinfo=EAST), True),
        ("Dec 31 23:59:59", datetime(2025, 12, 31, 23, 59, 59, tzinfo=EAST), True),
        ("Mar  3 10:00:00", datetime(2026, 3, 3, 10, tzinfo=EAST), True),
        ("Mar  4 10:00:00", datetime(2025, 3, 4, 10, tzinfo=EAST), True),
        ("1772359200", datetime(2026, 3, 1, 10, tzinfo=UTC), False),
        ("1772359200250", datetime(2026, 3, 1, 10, 0, 0, 250000, tzinfo=UTC), False),
    ],
)
def test_stamp_is_read_as_written(stamp: str, when: datetime | None, inferred: bool) -> None:
    entry = parse(f"{stamp} the pump runs\n".encode(), date=date(2026, 3, 2), zone=EAST).entries[0]

    assert (entry.published, entry.date_inferred, entry.stamp, entry.text) == (when, inferred, " ".join(stamp.split()), "the pump runs")


@pytest.mark.parametrize(
    ("said", "label", "text"),
    [
        ("ERROR the pump stops", "ERROR", "the pump stops"),
        ("[warn] the pump stops", "warn", "the pump stops"),
        ("Error: the pump stops", "Error", "the pump stops"),
        ("<INFO>: the pump stops", "INFO", "the pump stops"),
        ("error in the pump", None, "error in the pump"),
        ("Informed the crew", None, "Informed the crew"),
        ("ERRORS were found", None, "ERRORS were found"),
        ("- the pump stops", None, "the pump stops"),
        ("-3 degrees", None, "-3 degrees"),
        ("CRITICAL", "CRITICAL", ""),
    ],
)
def test_level_is_the_label(said: str, label: str | None, text: str) -> None:
    entry = parse(f"2026-03-01 10:00:00 {said}\n2026-03-01 10:00:01 on\n2026-03-01 10:00:02 off\n".encode()).entries[0]

    assert (entry.label, entry.text) == (label, text)


@pytest.mark.parametrize(
    "text",
    [
        "10:00 the pump runs\n10:05 the pump stops\n",
        "1 March 2026, 10:00 - the pump runs\n1 March 2026, 10:05 - the pump stops\n",
        "2026-03-01 the pump runs\n2026-03-02 the pump stops\n",
        "The pump\n2026-03-01 10:00:00\nIt runs.\n\nThe gate\n2026-03-01 10:05:00\nIt is shut.\n",
        "2026-03-01 10:00 - The pump\n\nIt runs, and runs.\n\n2026-03-01 10:05 - The gate\n\nIt is shut.\n",
        "1772359200 is a number\nand 1772359201 another one\n",
        "1772359200 pumps\n1500000000 gates\n",
        "2026-03-01T10:00:00Z\n2026-03-01T10:05:00Z\n",
        "A line.\n2026-03-01 10:00:00 on\n",
    ],
)
def test_other_texts_are_no_logs(text: str) -> None:
    assert parse(text.encode()).format != "log-lines"


@pytest.mark.parametrize("count", [1, 12])
def test_live_page_is_no_log_though_its_paragraphs_quote_one(count: int) -> None:
    quoted = page([post(number, body=["2026-03-01 10:00:00 the pump runs", "2026-03-01 10:00:01 the pump stops"]) for number in range(count)])

    assert parse(live_page(count).encode()).format == "live-text"
    assert parse(quoted.encode()).format == "live-text"


def test_log_that_quotes_a_live_page_is_a_log() -> None:
    snapshot = parse(b"2026-03-01 10:00:00 Gate shut published at 09:58 GMT\n2026-03-01 10:00:02 Gate open published at 09:59 GMT\n")

    assert snapshot.format == "log-lines"
    assert [entry.text for entry in snapshot.entries] == ["Gate shut published at 09:58 GMT", "Gate open published at 09:59 GMT"]


@pytest.mark.parametrize(("name", "mark"), [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
def test_log_in_two_byte_characters_is_read_whole_each_time(name: str, mark: bytes) -> None:
    snapshot = parse(mark + "2026-03-01 10:00:00 on\n2026-03-01 10:00:01 off\n".encode(name))

    assert [entry.text for entry in snapshot.entries] == ["on", "off"]
    assert snapshot.open_at is None


def test_log_with_the_newest_on_top_is_read_whole_each_time() -> None:
    snapshot = parse(b"2026-03-01 10:00:01 off\n2026-03-01 10:00:00 on\n")

    assert (snapshot.oldest_first, snapshot.open_at) == (False, None)


def test_log_that_has_just_begun_is_not_taken_for_one_for_ever() -> None:
    begun = Document(data=b"2026-03-01 10:00:00 on\n", settled=False)

    assert parse_document(begun).open_at is None


def test_piece_is_read_as_what_it_continues() -> None:
    piece = Document(data=b"2026-03-01 10:00:00 on\nplain\nlines\nthat follow\n", continues="log-lines")

    assert [entry.text for entry in parse_document(piece).entries] == ["on\nplain\nlines\nthat follow"]


def test_characters_that_a_terminal_obeys_are_pictures() -> None:
    entry = parse(b"2026-03-01 10:00:00 [ERROR] a\x1b[2Jb\x0b2026-03-01 10:00:01 c\n2026-03-01 10:00:02 d\n").entries[0]

    assert entry.text == "a\u241b[2Jb\n2026-03-01 10:00:01 c"
