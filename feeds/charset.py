"""Bytes to text: byte order mark, else UTF-8, else windows-1252, which can read anything."""

from __future__ import annotations

import codecs

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


def is_binary(data: bytes) -> bool:
    """Whether the bytes are no text at all: a NUL at the start of a document without a byte order mark."""
    return not data.startswith(tuple(mark for mark, _ in _MARKS)) and b"\0" in data[:SAMPLE]


def decode(data: bytes, *, settled: bool = True) -> str:
    """The bytes as text. Raises UnknownFormat for a binary document.

    While a document is not `settled`, its last character may still be half written: it is left out.
    """
    if is_binary(data):
        raise UnknownFormat("this is a binary file, not text; open a saved page, a feed or a log")
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _in_pieces(codecs.getincrementaldecoder(name)("replace"), data[len(mark) :], final=settled)
    try:
        return _in_pieces(codecs.getincrementaldecoder("utf-8")("strict"), data, final=settled)
    except UnicodeDecodeError as error:
        # One bad byte in a UTF-8 page, or half a character at its end, must not garble the rest; a page in a one-byte encoding has hardly a valid sequence.
        broken = data.decode("utf-8", "replace")
        lost, sequences = broken.count("\ufffd"), sum(character > "\x7f" for character in broken)
        cut_off = lost == 1 and error.reason == "unexpected end of data"
        if lost * 10 <= sequences - lost or (cut_off and sequences > lost):
            return broken
        return (
            "".join(chr(byte) if byte in _UNDEFINED else bytes((byte,)).decode("cp1252") for byte in data) if _UNDEFINED & set(data) else data.decode("cp1252")
        )


def _in_pieces(decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool) -> str:
    """The decoded text; between pieces other threads have their turn."""
    pieces = [decoder.decode(data[at : at + PIECE]) for at in range(0, len(data), PIECE)]
    return "".join([*pieces, decoder.decode(b"", final=final)])


_UNDEFINED = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
"""Bytes that windows-1252 leaves undefined; WHATWG reads them as the C1 controls of the same number."""
