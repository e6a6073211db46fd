"""Text from outside, made harmless; bytes made text; times read."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import Document, clean, clean_line, fold
from feeds.charset import decode
from feeds.dates import FIXED_ZONES, REGIONAL_ZONES, loose_moment, named_zone, read_stamp, settled
from feeds.errors import UnknownFormat
from feeds.formats.base import Page
from feeds.text import clean_page


@pytest.mark.row("S1", "S3")
@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("A\x1b]52;c;aGVsbG8=\x07B", "A␛]52;c;aGVsbG8=␇B"),
        ("\x1b[2J", "␛[2J"),
        ("\x1bc", "␛c"),
        ("\x9b31m", "\ufffd31m"),
        ("\x9d0;x\x9c", "\ufffd0;x\ufffd"),
        ("nul\0bell\x07back\x08", "nul␀bell␇back␈"),
        ("over\rwrite", "over\nwrite"),
        ("crlf\r\nline", "crlf\nline"),
        ("\x7f", "␡"),
        ("tab\tstop", "tab    stop"),
        ("vt\x0bff\x0cls\u2028ps\u2029", "vt\nff\nls\nps\n"),
        ("lone\ud800surrogate", "lone\ufffdsurrogate"),
        ("\u202egpj.exe", "\ufffdgpj.exe"),
        ("\u2066x\u2069", "\ufffdx\ufffd"),
        ("soft\u00adhy\u200bphen\ufeff\u200e", "softhyphen"),
        ("tag\U000e0041", "tag"),
        ("fam\u200dily \u0645\u200c\u06cc", "fam\u200dily \u0645\u200c\u06cc"),
        ("a" + "\u0301" * 1000, "a" + "\u0301" * 8),
        ("[/] [@click=app.exit] \\[", "[/] [@click=app.exit] \\["),
    ],
)
def test_hostile_text_becomes_harmless(hostile: str, harmless: str) -> None:
    assert clean(hostile) == harmless


@given(st.lists(st.text() | st.sampled_from(["\ud800", "\x7f", "\x9b", "\u202e", "\u200b", "Zoë", "\t", "e\u0301"])).map("\n".join))
def test_document_is_changed_only_where_it_does_not_print(text: str) -> None:
    cleaned = clean_page(text).split("\n")

    assert not re.search(r"[\0-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", "".join(cleaned))
    if not set(text) & set("\r\v\f\u2028\u2029"):
        lines = text.split("\n")
        assert len(cleaned) == len(lines)
        assert all(after == before for after, before in zip(cleaned, lines, strict=True) if before.isprintable())


def test_line_has_one_space_between_words_and_none_at_its_ends() -> None:
    assert clean_line("  a\n\tb\u00a0 c ") == "a b c"


@pytest.mark.parametrize(("text", "folded"), [("Éclair", "eclair"), ("STRASSE", "strasse"), ("straße", "strasse"), ("ﬁ", "fi"), ("ΣΑΣ", "σασ")])
def test_case_and_accents_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.row("F41")
@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("naïve “quoted”".encode(), "naïve “quoted”"),
        (b"\xef\xbb\xbfbom", "bom"),
        ("weit".encode("utf-16"), "weit"),
        ("weit über das Tor\n".encode("utf-16-le"), "weit über das Tor\n"),
        ("weit über das Tor 水\n".encode("utf-16-be"), "weit über das Tor 水\n"),
        ("caf\xe9 \x93quoted\x94".encode("latin-1"), "café “quoted”"),
        ("“many” “good” “ones” “here” “and” ".encode() + b"\xff one bad", "“many” “good” “ones” “here” “and” \ufffd one bad"),
        (b"\x81\x8d", "\ufffd\ufffd"),
    ],
)
def test_bytes_are_decoded(data: bytes, text: str) -> None:
    assert decode(data) == text


def test_half_a_character_at_the_end_waits_while_the_file_is_written() -> None:
    assert decode("né".encode()[:-1], settled=False) == "n"


@pytest.mark.parametrize(
    "data", [b"GIF89a\0\0\1", b"\0\1\2", b"\x7fELF\0\0\0", bytes(range(256)) * 4, b"\x01\0\x02\0" * 40, b"a\0" * 7, b"a\0b\0" * 20 + b"\x05\0"], ids=ascii
)
def test_binary_document_is_no_text(data: bytes) -> None:
    with pytest.raises(UnknownFormat):
        decode(data)


@pytest.mark.parametrize(
    ("stamp", "parts"),
    [
        ("15:57 Greenwich Mean Time 16 February 2022", (15, 57, 16, 2, 2022, "greenwich mean time")),
        ("15:57 British Summer Time 16 February", (15, 57, 16, 2, None, "british summer time")),
        ("09:12 3 October", (9, 12, 3, 10, None, None)),
        ("10:36 GMT", (10, 36, None, None, None, "gmt")),
        ("21:19 BST 29 June 2022", (21, 19, 29, 6, 2022, "bst")),
        ("8:06 a.m. ET, February 25, 2022", (8, 6, 25, 2, 2022, "et")),
        ("10.15am BST", (10, 15, None, None, None, "bst")),
        ("12:30am 3 May", (0, 30, 3, 5, None, None)),
        ("2022-02-16T15:57:03+01:00", (15, 57, 16, 2, 2022, "+01:00")),
        ("Thursday 22 June 2017", (None, 0, 22, 6, 2017, None)),
        ("15:57 on 16 May 2022", (15, 57, 16, 5, 2022, None)),
        ("15:57 (GMT)", (15, 57, None, None, None, "gmt")),
        ("9.00am", (9, 0, None, None, None, None)),
        ("03:01 PM", (15, 1, None, None, None, None)),
        ("9.05 a. m.", (9, 5, None, None, None, None)),
        ("11 p.m. ET", (23, 0, None, None, None, "et")),
        ("1841 GMT", (18, 41, None, None, None, "gmt")),
        ("1841 GMT, 24 February 2022", (18, 41, 24, 2, 2022, "gmt")),
        ("2256 hrs IST", (22, 56, None, None, None, "ist")),
        ("14.30 Uhr", (14, 30, None, None, None, None)),
        ("10:14 local time", (10, 14, None, None, None, None)),
        ("09:55AM PDT", (9, 55, None, None, None, "pdt")),
        ("Feb. 24, 2022, 10:14 a.m. ET", (10, 14, 24, 2, 2022, "et")),
        ("Thu 24 Feb 2022 at 9:40pm", (21, 40, 24, 2, 2022, None)),
        ("5/21/2022 9:38:14 AM", (9, 38, 21, 5, 2022, None)),
        ("21/5/2022 09:38", (9, 38, 21, 5, 2022, None)),
        ("3/5/2022 09:38", (9, 38, 3, 5, 2022, None)),
        ("3/5/2022 9:38 AM", (9, 38, 5, 3, 2022, None)),
        ("2/24/22, 10:14 AM", (10, 14, 24, 2, 2022, None)),
        ("Thu, Feb 24 20227:59 PM EST", (19, 59, 24, 2, 2022, "est")),
        ("24 Feb, 2022 | 10:14 AM IST", (10, 14, 24, 2, 2022, "ist")),
        ("21.05.2022 09:38", (9, 38, 21, 5, 2022, None)),
        ("2022-02-24T19:17:44.000Z", (19, 17, 24, 2, 2022, "z")),
        ("2022-02-24T19:17:44", (19, 17, 24, 2, 2022, None)),
        ("2022-02-24 19:17 +0530", (19, 17, 24, 2, 2022, "+0530")),
        ("1645723864", (17, 31, 24, 2, 2022, "utc")),
        ("1645723864123", (17, 31, 24, 2, 2022, "utc")),
    ],
)
def test_stamp_has_the_parts_that_are_written(stamp: str, parts: tuple[int | str | None, ...]) -> None:
    read = read_stamp(stamp)

    assert read is not None
    assert (read.hour, read.minute, read.day, read.month, read.year, read.zone) == parts


@pytest.mark.parametrize(
    "text",
    [
        "25:70",
        "Lap 16/52",
        "FT",
        "10:36 today",
        "15:57 Mars Time 3 May 2022",
        "31 June 2022",
        "",
        "13:00pm",
        "1841",
        "2022",
        "2012 Est",
        "3.5 million",
        "10:14 West",
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_stamp(text) is None


@pytest.mark.parametrize(
    ("age", "seconds"),
    [
        ("just now", 0),
        ("a moment ago", 0),
        ("40s ago", 40),
        ("21 minutes ago", 1260),
        ("2m ago", 120),
        ("an hour ago", 3600),
        ("about 2 hours ago", 7200),
        ("2h ago", 7200),
        ("1 hr 5 mins ago", 3900),
        ("an hour and 5 minutes ago", 3900),
        ("3 days ago", 259200),
    ],
)
def test_age_is_read_in_seconds_and_names_no_clock(age: str, seconds: int) -> None:
    read = read_stamp(age)

    assert read is not None
    assert (read.ago, read.hour, read.day) == (seconds, None, None)


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("10:14 West Marsh win", "10:14"),
        ("10:14 EST West Marsh win", "10:14 EST"),
        ("10:14 Eastern European Summer Time – quiet", "10:14 Eastern European Summer Time"),
        ("1841 GMT — quiet", "1841 GMT"),
        ("2h ago2 hours ago", "2h ago"),
        ("2/5/2022 9:38 AM quiet", "2/5/2022 9:38 AM"),
    ],
)
def test_stamp_ends_where_the_text_begins(text: str, stamp: str) -> None:
    read = read_stamp(text, whole=False)

    assert read is not None
    assert text[: read.end] == read.text == stamp


@pytest.mark.parametrize(
    ("stamps", "days"),
    [
        (("3/5/2022 09:38", "21/5/2022 09:38"), [(3, 5), (21, 5)]),
        (("3/5/2022 09:38", "5/21/2022 09:38"), [(5, 3), (21, 5)]),
        (("3/5/2022 9:38 AM", "21/5/2022 9:38 AM"), [(3, 5), (21, 5)]),
        (("3/5/2022 9:38 AM", "4/5/2022 9:38 AM"), [(5, 3), (5, 4)]),
        (("3/5/2022 09:38", "5/21/2022 09:38", "21/5/2022 09:38"), [(3, 5), (21, 5), (21, 5)]),
    ],
)
def test_order_of_day_and_month_is_that_of_the_whole_document(stamps: tuple[str, ...], days: list[tuple[int, int]]) -> None:
    assert [(stamp.day, stamp.month) for stamp in settled([read_stamp(stamp) for stamp in stamps]) if stamp] == days


def test_dateutil_is_believed_only_where_nothing_was_filled_in() -> None:
    assert loose_moment("Feb 16 2022 3:57:00 pm GMT") == datetime(2022, 2, 16, 15, 57, tzinfo=UTC)
    assert loose_moment("Feb 16 3:57 pm GMT") is None
    assert loose_moment("16 Feb 2022 3:57 XYZ") is None
    assert loose_moment("Feb 16 22 3:57 pm GMT") is None


@pytest.mark.row("S17")
def test_offset_that_no_clock_can_have_is_not_believed() -> None:
    assert loose_moment("Thu, 14 Mar 2024 17:00:00 +9999") is None


@pytest.mark.parametrize(("name", "hours"), [("gmt", 0), ("bst", 1), ("cest", 2), ("est", -5), ("india standard time", 5.5), ("-03:30", -3.5)])
def test_named_zone_is_a_fixed_offset(name: str, hours: float) -> None:
    zone = named_zone(name)

    assert zone is not None
    assert [datetime(2022, month, 1, tzinfo=zone).utcoffset().total_seconds() / 3600 for month in (1, 7)] == [hours, hours]  # type: ignore[union-attr]


def test_regional_zone_takes_daylight_saving_by_date() -> None:
    zone = named_zone("et")

    assert [datetime(2022, month, 1, tzinfo=zone).utcoffset().total_seconds() / 3600 for month in (1, 7)] == [-5, -4]  # type: ignore[union-attr]


@pytest.mark.row("F3")
@pytest.mark.parametrize("cut", [1, 2, 3])
def test_text_that_ends_in_half_a_character_is_not_garbled(cut: int) -> None:
    data = "été \U0001f6a2".encode()

    assert decode(data[:-cut]) == "été \ufffd"


@pytest.mark.row("S1")
def test_page_is_cleaned_line_by_line_and_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    from feeds import text

    page = "Plain.\r\n\tIndented\x1b[2J\rbare\n\u00a0\u202elast" * 3
    whole = text.clean_page(page)
    monkeypatch.setattr(text, "PIECE", 10)

    assert text.clean_page("Plain.\nWords.") == "Plain.\nWords."
    assert whole == "Plain.\n  Indented␛[2J\nbare\n \ufffdlast" * 3
    assert text.clean_page(page).replace("\n\n", "\n") == whole


@pytest.mark.parametrize("zone", [*FIXED_ZONES, *REGIONAL_ZONES])
def test_stamp_of_the_plain_form_is_what_the_expression_makes_of_it(zone: str) -> None:
    """`whole=False` has no short way: there the expression reads all of it."""
    for named in (zone, zone.upper(), zone.title()):
        for day in ("3 October 2025", "29 feb 2024", "29 Feb 2025", "31 June 2025", "1 Smarch 2025"):
            stamp = f"00:00 {named} {day}"
            found = read_stamp(stamp, whole=False)
            assert read_stamp(stamp) == (found if found is not None and found.end == len(stamp) else None)


@given(
    st.lists(
        st.sampled_from([b"plain\n", b"\xe2\x80", b"\x9c", b"\xe2\x80\x9c", b"\r", b"\r\n", b"\t", b"\x1b", b"\xef\xbb\xbf", b"\xc2\xa0", b"\xe9", b"\xcc\x81"])
    ),
    st.booleans(),
)
def test_page_is_cleaned_though_its_bytes_are_asked_first_whether_it_must_be(pieces: list[bytes], settled: bool) -> None:
    data = b"".join(pieces)

    assert Page(Document(data=data, settled=settled)).text == clean_page(decode(data, settled=settled))
