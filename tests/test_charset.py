"""What bytes are read as: with declarations that are right, and with some that lie."""

from __future__ import annotations

import codecs

import pytest

from feeds import Document, FeedError, parse_document
from feeds.charset import decode, in_utf8

WORDS = "Größe am Kai – “naïve” café"
XML = '<?xml version="1.0" encoding="{}"?>\n<p>{}</p>'
META = '<!doctype html>\n<meta charset="{}">\n<p>{}</p>'
HTTP_EQUIV = '<html><head><meta http-equiv="Content-Type" content="text/html; charset={}"></head><p>{}</p>'


@pytest.mark.row("H24")
@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (WORDS.encode(), None),
        (WORDS.encode("cp1252"), None),
        (WORDS.encode(), "text/plain; charset=utf-8"),
        (WORDS.encode(), 'text/plain; charset="UTF-8"'),
        (WORDS.encode(), "text/plain;charset=utf8;format=flowed"),
        (WORDS.encode("cp1252"), "text/plain; charset=iso-8859-1"),
        (WORDS.encode("cp1252"), "text/plain; charset=Latin1"),
        (WORDS.encode("cp1252"), "text/plain; charset=us-ascii"),
        (WORDS.encode("utf-16-le"), "text/plain; charset=utf-16"),
        (WORDS.encode("utf-16-be"), "text/plain; charset=utf-16be"),
        (codecs.BOM_UTF8 + WORDS.encode(), "text/plain; charset=iso-8859-1"),
        (codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"), "text/plain; charset=utf-8"),
        (codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"), None),
        (WORDS.encode("cp1252"), "text/plain; charset=utf-8"),
        *((WORDS.encode(), f"text/plain; charset={label}") for label in ("utf-99", "zip", "rot13", "utf-7", "idna", "unicode_escape", "ü", "", "x" * 5000)),
        (WORDS.encode(), "charset"),
        (WORDS.encode(), ""),
    ],
)
def test_plain_text(data: bytes, media_type: str | None) -> None:
    assert decode(data, media_type=media_type) == WORDS


@pytest.mark.row("H24")
@pytest.mark.parametrize("form", [XML, META, HTTP_EQUIV], ids=["xml", "meta", "http-equiv"])
@pytest.mark.parametrize(
    ("declared", "real", "media_type"),
    [
        ("windows-1252", "cp1252", None),
        ("ISO-8859-1", "cp1252", "text/html"),
        ("utf-8", "utf-8", None),
        ("utf-8", "cp1252", None),
        ("utf-16", "utf-8", None),
        ("utf-99", "utf-8", None),
        ("iso-8859-1", "utf-8", "text/xml; charset=utf-8"),
        ("utf-8", "cp1252", "text/xml; charset=windows-1252"),
        ("windows-1252", "cp1252", "text/xml; charset=rot13"),
    ],
)
def test_document_that_declares_its_encoding(form: str, declared: str, real: str, media_type: str | None) -> None:
    text = form.format(declared, WORDS)

    assert decode(text.encode(real), media_type=media_type) == text


@pytest.mark.row("H24")
@pytest.mark.parametrize(
    ("label", "real", "words"), [("koi8-r", "koi8-r", "Прилив"), ("shift_jis", "cp932", "港の潮位"), ("gbk", "gbk", "港口水位"), ("euc-kr", "cp949", "항구")]
)
def test_encodings_of_the_web(label: str, real: str, words: str) -> None:
    assert decode(words.encode(real), media_type=f"text/plain; charset={label}") == words


@pytest.mark.row("H24")
@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("ibm850", "Strömung"),
        ("cp437", "café"),
        ("mac-roman", "marée"),
        ("hz-gb-2312", "港口水位"),
        ("iso-2022-kr", "항구"),
        ("cp500", "Strömung"),
        ("IBM037", "café"),
    ],
)
def test_encodings_of_older_machines(label: str, words: str) -> None:
    text = XML.format(label, words)

    assert decode(text.encode(label)) == text


@pytest.mark.row("H24")
def test_what_cannot_be_read_in_any_way_is_marked_and_the_rest_is_kept() -> None:
    assert decode("港の潮位".encode("euc-jp") + b"\xff\xffend", media_type="text/plain; charset=euc-jp") == "港の潮位\ufffd\ufffdend"
    assert decode((WORDS * 20).encode() + b"\xff") == WORDS * 20 + "\ufffd"


@pytest.mark.row("H24")
def test_declaration_counts_only_at_the_beginning_of_a_marked_up_document() -> None:
    text = f'{WORDS}\n<meta charset="koi8-r">'

    assert decode(text.encode()) == text
    assert decode(text.encode("cp1252")) == text


def test_picture_is_no_text_whatever_it_is_called() -> None:
    with pytest.raises(FeedError, match="binary"):
        decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", media_type="text/plain; charset=utf-8")


def test_last_character_of_a_text_that_is_being_written_is_left_out() -> None:
    assert decode("né".encode()[:-1], settled=False) == "n"
    assert decode("né".encode("utf-16-le")[:-1], settled=False, media_type="text/plain; charset=utf-16le") == "n"


def test_media_type_of_a_document_reaches_its_text() -> None:
    document = Document(data="Прилив".encode("koi8-r"), source="page.txt", media_type="text/plain; charset=koi8-r")

    assert parse_document(document).entries[0].headline == "Прилив"


# --- broken in places ---------------------------------------------------------------------------------------------------


@pytest.mark.row("H24")
def test_part_of_many_broken_bytes_is_read_as_windows_1252_beside_parts_that_are_not() -> None:
    good, broken = "Grüße vom Kai. ".encode() * 400, b"\xe9t\xe9 \xe0 l\x92eau; " * 800
    text = decode(good + b"\n" + broken)

    assert text.startswith("Grüße vom Kai. ")
    assert text.endswith("été à l’eau; ")
    assert "\ufffd" not in text[-2000:]


@pytest.mark.row("H24")
@pytest.mark.parametrize("shift", range(6))
def test_sequence_at_the_border_of_two_parts_is_one(shift: int) -> None:
    """Parts of a broken document end before a byte of ASCII, wherever that is."""
    line = "x" * shift + "é€🦆" * 3000 + " end"
    text = decode(line.encode() + b" \xff")

    assert text == f"{line} \ufffd"


@pytest.mark.row("H24")
def test_undefined_bytes_of_windows_1252_are_the_controls_of_their_number() -> None:
    assert decode(b"caf\xe9 \x81 \xe9t\xe9 caf\xe9", media_type="text/plain") == "café \x81 été café"


@pytest.mark.parametrize(("data", "media_type", "plain"), [
    (b"\xef\xbb\xbf<a/>", None, b"<a/>"),
    (b"\xff\xfe<\0a\0", None, None),
    (b"<\0a\0/\0>\0", None, None),
    ("<?xml version='1.0'?>".encode("cp037"), None, None),
    ("<a>ü</a>".encode(), None, "<a>ü</a>".encode()),
    (b"<a/>", "text/xml; charset=iso-8859-1", b"<a/>"),
    (b"<a>\xfc</a>", "text/xml; charset=iso-8859-1", None),
    (b"<a/>", "text/xml; charset=utf-16", b"<a/>"),
    (b"<a/>", "text/xml; charset=hz-gb-2312", None),
])  # fmt: skip
def test_bytes_that_are_utf_8_need_not_be_decoded(data: bytes, media_type: str | None, plain: bytes | None) -> None:
    assert in_utf8(data, media_type) == plain


@pytest.mark.parametrize(
    ("text", "codec"),
    [('{"a": 1}', "utf-16-le"), ("<a/>", "utf-16-be"), ("[1, 2]", "utf-16-be"), ("The pump runs dry.", "utf-16-le"), ("The pump runs dry.", "utf-16-be")],
)
def test_two_bytes_a_sign_without_a_mark_are_known(text: str, codec: str) -> None:
    assert decode(text.encode(codec)) == text
