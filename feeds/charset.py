"""Bytes to text: byte order mark, else what HTTP said, else what the document declares, else UTF-8, else windows-1252, which can read anything.

Encodings go by the names that the web knows (WHATWG Encoding Standard), then by those of older machines; no other name counts, so nobody can have
a page read as UTF-7 or unzipped.
A name that the bytes refute does not count either: valid UTF-8 is no windows-1252, and markup in single bytes is no UTF-16.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

from .errors import UnknownFormat
from .wording import Wording

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNS = tuple(mark for mark, _ in _MARKS)
PIECE = 1 << 20
"""Bytes decoded at a time."""
SAMPLE = 8192
"""Bytes looked at to tell text from other things."""
WORD = 16
"""Bytes of plain text in UTF-16 without a mark by which it is told from other things."""
DECLARING = 1024
"""Bytes at the beginning of a document in which it may declare its encoding (HTML Standard, 13.2.3.2)."""

_BLANK = "\ufeff\0 \t\r\n\v\f"
_PARAMETER = Wording(r"""charset\s*=\s*["']?([^\s"';,]{1,40})""", re.IGNORECASE)
_DECLARATION = Wording(r"""\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']""", re.IGNORECASE | re.ASCII)
_META = Wording(r"""<meta\s[^>]{0,400}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE | re.ASCII)


def is_binary(data: bytes) -> bool:
    """Whether the bytes are no text at all: a NUL at the start of a document that has no byte order mark and does not begin as markup or JSON do."""
    head = data[:SAMPLE]
    return b"\0" in head and not data.startswith(_SIGNS) and not head.lstrip(_BLANK.encode()).startswith((b"<", b"{", b"["))


def beginning(data: bytes, *, media_type: str | None = None) -> str:
    """The first few thousand characters, without a byte order mark and the white space before the first sign; NULs and broken bytes do no harm."""
    head = data[:SAMPLE]
    if head.startswith(_SIGNS):
        mark, name = next(one for one in _MARKS if head.startswith(one[0]))
        return head[len(mark) :].decode(name, "replace").lstrip(_BLANK)
    return head.decode(_unmarked(head) or "utf-8", "replace").lstrip(_BLANK)


def decode(data: bytes, *, settled: bool = True, media_type: str | None = None) -> str:
    """The bytes as text. `media_type` is the Content-Type that they came with. Raises UnknownFormat for a binary document.

    While a document is not `settled`, its last character may still be half written: it is left out.
    """
    return decode_by(data, settled=settled, media_type=media_type)[0]


def decode_by(data: bytes, *, settled: bool = True, media_type: str | None = None) -> tuple[str, str | None]:
    """The same, and the name of the encoding in which all of them could be read; None when they could not, or there is a mark."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _in_pieces(codecs.getincrementaldecoder(name)("replace"), data[len(mark) :], final=settled), None
    if unmarked := _unmarked(data):
        return _in_pieces(codecs.getincrementaldecoder(unmarked)("replace"), data, final=settled), None
    said = _said(data, media_type)
    if is_binary(data) and not any(codec.name.startswith("utf-16") for codec in said):
        raise UnknownFormat("this is a binary file, not text; open a saved page, a feed or a log")
    ways: list[str] = []
    for codec in said:
        ways += ("utf-8", "cp1252") if codec.name == "cp1252" else (codec.name,)  # hardly a text in windows-1252 is valid UTF-8 by chance
    for way in dict.fromkeys((*ways, "utf-8")):
        with suppress(UnicodeDecodeError):
            return _in_pieces(codecs.getincrementaldecoder(way)("strict"), data, final=settled), way
    meant = next((codec for codec in said if codec.name not in ("utf-8", "cp1252")), None)
    if meant is not None:
        return _in_pieces(meant.incrementaldecoder("replace"), data, final=settled), None
    from .charset_mixed import mixed  # seldom met, and its expressions take as long to compile as a page to read

    return mixed(data), None


def in_utf8(data: bytes, media_type: str | None = None) -> bytes | None:
    """The bytes without a mark when they are in UTF-8, or nothing says that they are in something else; None when they must be decoded first."""
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :]
    if data.startswith(_SIGNS) or _unmarked(data):
        return None
    name = next((codec.name for codec in _said(data, media_type)), "utf-8")
    if name == "utf-8" or (data.isascii() and name in _SUPERSETS):
        return data
    return None


def _unmarked(data: bytes) -> str | None:
    """The UTF-16 in which markup or JSON without a mark is written, or the EBCDIC of XML, None when it is neither."""
    if data.startswith(_EBCDIC_XML):
        declared = _DECLARATION.match(data[:DECLARING].decode("cp037"))
        codec = _codec(declared[1]) if declared is not None else None
        return codec.name if codec is not None and codec.name in _EBCDIC else "cp037"
    if data.startswith((b"<\0", b"{\0", b"[\0")) and data[2:3] != b"\0" and data[3:4] == b"\0":
        return "utf-16-le"
    if data.startswith((b"\0<", b"\0{", b"\0[")) and data[2:3] == b"\0" and data[3:4] != b"\0":
        return "utf-16-be"
    return _two_bytes(data[: SAMPLE & ~1]) if b"\0" in data[:WORD] else None


def _two_bytes(head: bytes) -> str | None:
    """The UTF-16 that plain text is in: most of its characters have no high byte, and none of them is a control or a NUL."""
    for name, high, low in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        plain = bytes(second for first, second in zip(high, low, strict=False) if first == 0)
        if len(plain) * 2 > len(low) >= WORD // 2 and not plain.translate(None, _SIGNS_OF_TEXT):
            return name
    return None


_SIGNS_OF_TEXT = bytes(sign for sign in range(9, 256) if sign >= 32 or sign in b"\t\n\v\f\r\x1b")
"""What text is made of below U+0100, colours of a terminal included."""


def _said(data: bytes, media_type: str | None) -> list[codecs.CodecInfo]:
    """How to read what HTTP and the document itself name, in the order in which they count, without what cannot be."""
    found = [codec for label in _labels(data, media_type) if (codec := _codec(label)) is not None]
    if not any(codec.name.startswith("utf-16") for codec in found):
        return found
    head = data[:SAMPLE].lstrip()
    single = head.startswith((b"<", b"{", b"[")) and b"\0" not in head
    return [codec for codec in found if not (single and codec.name.startswith("utf-16"))]


def _labels(data: bytes, media_type: str | None) -> Iterator[str]:
    """The names of encodings that HTTP and the document itself give, in the order in which they count."""
    if media_type is not None and (found := _PARAMETER.search(media_type)):
        yield found[1]
    start = data[:DECLARING].decode("latin-1")
    if data[:DECLARING].lstrip()[:1] != b"<":
        return
    declared = _DECLARATION.match(start) or _META.search(start)
    if declared is not None:
        label = declared[1]
        yield "utf-8" if label.lower().startswith("utf-16") else label  # what can be read here is not in UTF-16


@lru_cache(maxsize=64)
def _codec(label: str) -> codecs.CodecInfo | None:
    """How to read an encoding of the web or of an older machine; None for a name that is none."""
    import webencodings

    if not label.isascii():
        return None
    found = webencodings.lookup(label)
    if found is not None and found.name not in ("replacement", "x-user-defined"):
        web: codecs.CodecInfo = found.codec_info
        return web
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    return codec if codec.name in _OLDER or codec.name in _EBCDIC else None


def _in_pieces(decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool) -> str:
    """The decoded text; between pieces other threads have their turn."""
    pieces = [decoder.decode(data[at : at + PIECE]) for at in range(0, len(data), PIECE)]
    return "".join([*pieces, decoder.decode(b"", final=final)])


_EBCDIC_XML = b"\x4c\x6f\xa7\x94\x93"
"""`<?xml` in the EBCDIC of cp037 and its kin."""
_EBCDIC = frozenset(("cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140"))
_OLDER = frozenset((
    "big5hkscs", "cp437", "cp720", "cp737", "cp775", "cp850", "cp852", "cp855", "cp856", "cp857", "cp858", "cp860", "cp861", "cp862", "cp863", "cp864",
    "cp865", "cp866", "cp869", "cp874", "cp932", "cp949", "cp950", "cp1006", "cp1125", "euc_jis_2004", "euc_jisx0213", "hp-roman8", "hz", "iso2022_jp",
    "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_3", "iso2022_jp_ext", "iso2022_kr", "iso8859-11", "johab", "koi8-t", "kz1048",
    "mac-arabic", "mac-croatian", "mac-cyrillic", "mac-farsi", "mac-greek", "mac-iceland", "mac-latin2", "mac-roman", "mac-romanian", "mac-turkish",
    "palmos", "ptcp154", "shift_jis_2004", "shift_jisx0213", "tis-620",
))  # fmt: skip
"""Encodings that the web has no name for, by the names that codecs have: machines that wrote in them still have feeds that say so."""
_SUPERSETS = (
    "cp1252",
    "utf-8",
    *(f"iso8859-{number}" for number in range(2, 17)),
    *(f"cp125{number}" for number in range(9)),
    "koi8-r",
    "koi8-u",
    "gbk",
    "gb18030",
    "euc_kr",
    "euc_jp",
)
"""Encodings in which ASCII bytes are what they are in ASCII, by the names that codecs have."""
