"""Bodies as they are unpacked, whole or flowing: what comes in odd pieces, what is damaged, what is too much."""

from __future__ import annotations

import gzip
import zlib

import pytest

from feeds.sources.http.body import Caps, Head, Unpacker, Unusable
from feeds.sources.http.flow import Inflater

from .misbehaving import bomb, deflated

PLAIN = b"The pump runs dry. " * 400
SMALL = Caps(wire=1000, decoded=2000, ratio=10, ratio_from=500, head=100, interim=2)


def unpacked(coding: str, *pieces: bytes, caps: Caps = SMALL) -> bytes | str:
    """The body, or why there is none."""
    try:
        unpacker = Unpacker(coding, caps)
        for piece in pieces:
            unpacker.feed(piece)
        return unpacker.end()
    except Unusable as error:
        return str(error)


@pytest.mark.row("H21", "H22", "S11")
@pytest.mark.parametrize(
    ("coding", "pieces", "body"),
    [
        ("", (), b""),
        ("", (b"a",), b"a"),
        ("identity, identity", (b"a", b"b"), b"ab"),
        ("", (b"\x1f",), b"\x1f"),
        ("gzip", (), "its answer is empty"),
        ("gzip", (b"\x1f",), "its answer is not packed as it says"),
        ("gzip", (b"a",), "its answer is not packed as it says"),
        ("x-gzip", (gzip.compress(b"ab"),), b"ab"),
        ("GZIP", tuple(bytes((byte,)) for byte in gzip.compress(b"ab")), b"ab"),
        ("deflate", tuple(bytes((byte,)) for byte in deflated(b"ab")), b"ab"),
        ("deflate", (zlib.compress(b"ab"),), b"ab"),
        ("deflate", (zlib.compress(b"ab") + zlib.compress(b"cd"),), "its answer is damaged: something follows its end"),
        ("deflate", (b"\x78",), "its answer is cut off"),
        ("gzip", (gzip.compress(b"ab"), b"\x1f", gzip.compress(b"cd")[1:]), b"abcd"),
        ("gzip", (gzip.compress(b"ab"), b"\x1f"), "its answer is cut off"),
        ("gzip", (gzip.compress(b"ab"), b"\0" * 8), "its answer is damaged: something follows its end"),
        ("gzip", (gzip.compress(b"ab")[:-1],), "its answer is cut off"),
        ("gzip", (b"\x1f\x8b\xff\xff" + b"x" * 40,), "its answer is damaged: it cannot be unpacked"),
        ("gzip", (gzip.compress(gzip.compress(b"ab")),), "its answer is packed more than once"),
        ("gzip, deflate", (), "its answer is packed more than once"),
        ("br", (), "its answer is packed in a way that was not asked for"),
        ("", (b"x" * 1001,), "its answer has more than the 1,000 bytes that are read"),
        ("gzip", (gzip.compress(bytes(range(256)) * 10),), "its answer has more than the 2,000 bytes that are read"),
        ("gzip", (gzip.compress(b"x" * 1900),), "its answer swells too much when it is unpacked"),
    ],
)
def test_body_is_whole_or_none(coding: str, pieces: tuple[bytes, ...], body: bytes | str) -> None:
    assert unpacked(coding, *pieces) == body


def inflated(coding: str, *pieces: bytes, caps: Caps = SMALL) -> bytes | str:
    try:
        inflater = Inflater(coding, caps)
        return b"".join(part for piece in pieces for part in inflater.feed(piece))
    except Unusable as error:
        return str(error)


@pytest.mark.row("H21", "S11")
@pytest.mark.parametrize(
    ("coding", "pieces", "body"),
    [
        ("", (b"a", b"b"), b"ab"),
        ("x-gzip", (gzip.compress(b"ab"),), b"ab"),
        ("gzip", (gzip.compress(b"ab")[:-8],), b"ab"),
        ("gzip", (gzip.compress(b"ab") + gzip.compress(b"cd"), b"\x1f", gzip.compress(b"ef")[1:]), b"abcdef"),
        ("gzip", (gzip.compress(b"ab") + b"junk",), "its answer is damaged: something follows its end"),
        ("gzip", (b"junk" * 10,), "its answer is damaged: it cannot be unpacked"),
        ("gzip", (bomb(1),), "its answer swells too much when it is unpacked"),
        ("gzip, gzip", (), "its answer is packed in a way that was not asked for"),
        ("deflate", (), "its answer is packed in a way that was not asked for"),
    ],
)
def test_what_flows_is_unpacked_as_it_comes(coding: str, pieces: tuple[bytes, ...], body: bytes | str) -> None:
    assert inflated(coding, *pieces) == body


@pytest.mark.row("H21")
def test_what_flows_comes_out_as_soon_as_it_has_gone_in() -> None:
    from feeds.sources.http.body import STEP

    packer = zlib.compressobj(wbits=31)
    data = packer.compress(b"x" * (STEP + 100)) + packer.flush(zlib.Z_SYNC_FLUSH)

    assert inflated("gzip", data, caps=Caps()) == b"x" * (STEP + 100)


@pytest.mark.row("H21")
@pytest.mark.parametrize(
    ("pieces", "end"),
    [
        ((b"HTTP/1.1 200 OK\r\n\r\nbody",), 19),
        ((b"HTTP/1.1 200 OK\r\n", b"\r", b"\n", b"body"), 19),
        ((b"HTTP/1.1 200 OK\n\nbody",), 17),
        ((b"HTTP/1.1 103 Hints\r\n\r\n" * 2 + b"HTTP/1.1 200 OK\r\n\r\nbody",), 63),
        ((b"HTTP/1.1 200 OK\r\nX: y",), None),
    ],
)
def test_head_ends_at_the_first_blank_line_that_is_no_announcement(pieces: tuple[bytes, ...], end: int | None) -> None:
    head = Head(SMALL)
    for piece in pieces:
        head.feed(piece)

    assert head.end == end
    assert head.goes_on_after(3) is (end is not None)
    assert not head.goes_on_after(4)


@pytest.mark.row("H21")
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"HTTP/1.1 102 Wait\r\n\r\n" * 3, "it announces an answer again and again, and gives none"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100, "there is no end to the head of its answer"),
    ],
)
def test_head_without_an_end_is_none(data: bytes, why: str) -> None:
    head = Head(SMALL)

    def feed() -> None:
        for byte in data:
            head.feed(bytes((byte,)))

    with pytest.raises(Unusable, match=why):
        feed()
