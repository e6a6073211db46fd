"""Text from outside, made harmless: everything that enters the model goes through `clean`.

A terminal obeys control characters wherever they stand, and bidirectional overrides make a text look like another one.
Nothing is removed without a sign except what is invisible by nature.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

PIECE = 1 << 20
"""Characters of a document cleaned at a time."""
_PLAIN = bytes(range(0x20, 0x7F)) + b"\n"
MOST_MARKS = 8
"""Combining marks kept on one base character; more only smear over the neighbouring lines."""


@lru_cache(maxsize=1)
def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {code: chr(0x2400 + code) for code in range(0x20)}
    table |= {ord("\n"): "\n", ord("\t"): "    ", ord("\r"): None, 0x0B: "\n", 0x0C: "\n", 0x2028: "\n", 0x2029: "\n"}
    table[0x7F] = "\u2421"
    table |= dict.fromkeys([*range(0x80, 0xA0), *range(0xD800, 0xE000)], "\ufffd")
    table |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd")
    table |= dict.fromkeys([0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x200E, 0x200F, 0x3164, 0xFEFF, 0xFFA0])
    table |= dict.fromkeys([*range(0x2060, 0x2066), *range(0x206A, 0x2070), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)])
    table |= dict.fromkeys([0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
    return table


_MARKS = re.compile(rf"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{{{MOST_MARKS + 1},}}")


def clean(text: str) -> str:
    """The text with nothing in it that a terminal obeys.

    Control characters become their pictures (U+2400 to U+2421), C1 controls, lone surrogates and bidirectional overrides
    U+FFFD, every kind of line end a newline, every kind of space a space; other invisible formatters go. ZWJ, ZWNJ and variation
    selectors stay: scripts and emoji need them. Long runs of combining marks are cut to `MOST_MARKS`.
    """
    if text.isascii():
        if text.isprintable():
            return text
    elif text.isprintable() and not _MARKS.search(text):
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _MARKS.sub(lambda run: run[0][:MOST_MARKS], text.translate(_table()))


def clean_line(text: str) -> str:
    """`clean`, on one line: line ends and runs of white space become one space, none at the ends."""
    if "  " not in text and text.isascii() and text.isprintable():
        return text.strip()
    return " ".join(clean(text).split())


def clean_lines(texts: list[str]) -> list[str]:
    """`clean_line` for many texts that are lines of a cleaned page: most often none needs it, and that is told of all at once."""
    joined = " ".join(texts)
    if "  " in joined or joined != joined.strip() or not joined.isprintable():
        return list(map(clean_line, texts))
    return texts if joined.isascii() else [text if text.isascii() else clean_line(text) for text in texts]


def clean_page(text: str) -> str:
    """`clean` for a whole document, before its fields are known: only lines that need it are touched, and leading tabs are two columns of indent.

    Runs of combining marks are left to `clean` on each field: looking for them costs more than all the rest.
    """
    if len(text) <= PIECE:
        return _clean_piece(text)
    plain = 0
    for piece in _pieces(text):
        if _clean_piece(piece) is not piece:
            return text[:plain] + "".join(map(_clean_piece, _pieces(text, plain)))
        plain += len(piece)
    return text


def is_clean_utf8(data: bytes) -> bool:
    """Whether `clean_page` finds nothing to clean in this text, which is in UTF-8: its bytes tell that faster than its characters."""
    rest = b"".join([data[at : at + PIECE].translate(None, _PLAIN) for at in range(0, len(data), PIECE)])
    return rest.decode("utf-8", "replace").isprintable()


def _pieces(text: str, at: int = 0) -> Iterator[str]:
    """The text from an offset on in parts that end with lines; between them other threads have their turn."""
    while at < len(text):
        end = text.find("\n", at + PIECE) + 1 or len(text)
        yield text[at:end]
        at = end


def _clean_piece(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _is_plain(text):
        return text
    return "\n".join(line if line.isprintable() else _clean_indented(line) for line in text.split("\n"))


def _is_plain(text: str) -> bool:
    """Whether nothing but line ends is in the text that does not print. Most text is ASCII for the most part, and bytes of that are told at once."""
    rest = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN)
    return rest.decode("utf-8", "surrogatepass").isprintable()


def _clean_indented(line: str) -> str:
    words = line.lstrip("\t \u00a0\ufeff\u200b")
    lead = line[: len(line) - len(words)]
    return clean(lead.replace("\t", "  ")) + clean(words)


def fold(text: str) -> str:
    """The text for searching: without case and accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()
