"""Bytes to text: byte order mark, else what HTTP said, else what the document declares, else UTF-8, else windows-1252, which can read anything.

Encodings go by the names that the web knows (WHATWG Encoding Standard); no other name counts, so nobody can have a page read as UTF-7 or unzipped.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from .errors import UnknownFormat

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
PIECE = 1 << 20
"""Bytes decoded at a time."""
SAMPLE = 8192
"""Bytes looked at to tell text from other things."""
DECLARING = 1024
"""Bytes at the beginning of a document in which it may declare its encoding (HTML Standard, 13.2.3.2)."""

_BLANK = "\ufeff\0 \t\r\n\v\f"
_PARAMETER = re.compile(r"""charset\s*=\s*["']?([^\s"';,]{1,40})""", re.IGNORECASE)
_DECLARATION = re.compile(rb"""\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']""", re.IGNORECASE)
_META = re.compile(rb"""<meta\s[^>]{0,400}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)


def is_binary(data: bytes) -> bool:
    """Whether the bytes are no text at all: a NUL at the start of a document without a byte order mark."""
    return not data.startswith(tuple(mark for mark, _ in _MARKS)) and b"\0" in data[:SAMPLE]


def beginning(data: bytes, *, media_type: str | None = None) -> str:
    """The first few thousand characters, without a byte order mark and the white space before the first sign; NULs and broken bytes do no harm."""
    head = data[:SAMPLE]
    for mark, name in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(name, "replace").lstrip(_BLANK)
    if head.startswith((b"<\0", b"\0<", b"{\0", b"\0{")):  # UTF-16 without a mark
        return head.decode("utf-16-le" if head[1:2] == b"\0" else "utf-16-be", "replace")
    return head.decode("utf-8", "replace").lstrip(_BLANK)


def decode(data: bytes, *, settled: bool = True, media_type: str | None = None) -> str:
    """The bytes as text. `media_type` is the Content-Type that they came with. Raises UnknownFormat for a binary document.

    While a document is not `settled`, its last character may still be half written: it is left out.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _in_pieces(codecs.getincrementaldecoder(name)("replace"), data[len(mark) :], final=settled)
    said = [codec for label in _labels(data, media_type) if (codec := _codec(label)) is not None]
    if is_binary(data) and not any(codec.name.startswith("utf-16") for codec in said):
        raise UnknownFormat("this is a binary file, not text; open a saved page, a feed or a log")
    cut_off = False
    for codec in (*said, codecs.lookup("utf-8")):
        try:
            return _in_pieces(codec.incrementaldecoder("strict"), data, final=settled)
        except UnicodeDecodeError as error:
            cut_off = error.reason == "unexpected end of data"
    # One bad byte in a UTF-8 page, or half a character at its end, must not garble the rest; a page in a one-byte encoding has hardly a valid sequence.
    broken = data.decode("utf-8", "replace")
    lost, sequences = broken.count("\ufffd"), sum(character > "\x7f" for character in broken)
    if lost * 10 <= sequences - lost or (cut_off and lost == 1 and sequences > lost):
        return broken
    meant = next((codec for codec in said if codec.name not in ("utf-8", "cp1252")), None)
    if meant is not None:
        return _in_pieces(meant.incrementaldecoder("replace"), data, final=settled)
    return "".join(chr(byte) if byte in _UNDEFINED else bytes((byte,)).decode("cp1252") for byte in data) if _UNDEFINED & set(data) else data.decode("cp1252")


def _labels(data: bytes, media_type: str | None) -> Iterator[str]:
    """The names of encodings that HTTP and the document itself give, in the order in which they count."""
    if media_type is not None and (found := _PARAMETER.search(media_type)):
        yield found[1]
    start = data[:DECLARING]
    if start.lstrip()[:1] != b"<":
        return
    declared = _DECLARATION.match(start) or _META.search(start)
    if declared is not None:
        label = declared[1].decode("ascii", "replace")
        yield "utf-8" if label.lower().startswith("utf-16") else label  # what can be read here is not in UTF-16


def _codec(label: str) -> codecs.CodecInfo | None:
    """How to read an encoding of the web; None for a name that is none."""
    import webencodings

    found = webencodings.lookup(label) if label.isascii() else None
    return found.codec_info if found is not None and found.name not in ("replacement", "x-user-defined") else None


def _in_pieces(decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool) -> str:
    """The decoded text; between pieces other threads have their turn."""
    pieces = [decoder.decode(data[at : at + PIECE]) for at in range(0, len(data), PIECE)]
    return "".join([*pieces, decoder.decode(b"", final=final)])


_UNDEFINED = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
"""Bytes that windows-1252 leaves undefined; WHATWG reads them as the C1 controls of the same number."""
