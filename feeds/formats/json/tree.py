"""A JSON document (RFC 8259) as plain values, read once for all formats that look at it.

msgspec reads what is well-formed and ordinary. What it refuses is read once more by the standard library, which takes lone surrogates and any
encoding; numbers that no machine holds stay text. What neither can read is broken, and the error says where.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

from ...errors import FormatError, MalformedFeed
from ...text import clean_line
from ...wording import Wording
from ..base import Page

if TYPE_CHECKING:
    from json import JSONDecoder

LINES = (".jsonl", ".ndjson")
"""Ends of names of files with one JSON value a line."""
MOST_DIGITS = 400
"""Digits of a whole number that is kept as a number."""

EARLY = 1 << 16
"""Bytes at the beginning of a large document by which it may be told that it is broken."""
CUT = 64
"""Bytes before their end that what is cut off there may spoil."""

DEEP = 500
"""Levels of brackets that are certainly read."""

_TYPE = Wording(r"\s*(?:[\w.+-]+/)?(?:[\w.-]+\+)?(?:x-)?(?:json|ndjson|jsonl|json-?lines|json-seq)\s*(?:;|$)", re.IGNORECASE | re.ASCII)
_LINES_TYPE = Wording(r"(?:ndjson|jsonl|json-?lines|json-seq)\s*(?:;|$)", re.IGNORECASE | re.ASCII)
_BEGUN = Wording(r'\{\s*"(?:[^"\\\n]|\\.){0,200}"\s*:')
_SIGNS = Wording(r'"(?:[^"\\]++|\\.)*+"|[\[{]|[\]}]|NaN|-?Infinity', re.DOTALL)
_TRAILING = Wording(r"trailing characters \(byte (\d+)\)")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_SAID = {
    "Expecting value": "a value is missing",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing",
    "Expecting ':' delimiter": "a colon is missing",
    "Expecting ',' delimiter": "a comma is missing",
    "Unterminated string starting at": "a text begins here and never ends",
    "Invalid control character at": "a text holds a control character",
    "Invalid \\escape": "there is no such escape",
    "Invalid \\uXXXX escape": "four hexadecimal digits are missing behind \\u",
    "Extra data": "something follows the end of the value",
    "Illegal trailing comma before end of object": "a comma stands before the end",
    "Illegal trailing comma before end of array": "a comma stands before the end",
}
"""What the standard library says, in words for a person."""


def is_json(page: Page) -> bool:
    """Whether the document's media type or name says that it is JSON."""
    return bool(_TYPE.match(page.document.media_type or "")) or _name(page).endswith((".json", *LINES))


def is_json_lines(page: Page) -> bool:
    """Whether its media type or name says that it is one JSON value a line."""
    return bool(_LINES_TYPE.search(page.document.media_type or "")) or _name(page).endswith(LINES)


def begins_as_json(page: Page) -> bool:
    """Whether it begins with an object's first name, as no other text does."""
    return page.start[:1] == "{" and _BEGUN.match(page.start) is not None


def json_of(page: Page) -> Any:
    """The document's value. Raises MalformedFeed with its place when it is not JSON to its last sign."""
    found = page.remember_of(_outcome)
    if isinstance(found, MalformedFeed):
        raise MalformedFeed(str(found), place=found.place)
    return found


def tree_of(page: Page) -> Any:
    """The document's value, for a format that recognises it by that; None when it is no JSON (or is `null`). Never raises."""
    if page.start[:1] not in ("{", "[") and not is_json(page):
        return None
    found = page.remember_of(_outcome)
    return None if isinstance(found, MalformedFeed) else found


def value_of(text: str, *, lax: bool = False) -> Any:
    """The value of a JSON text. A `lax` one may have NaN and Infinity, which become text, and control characters in its texts. Raises MalformedFeed with its place."""
    import json

    try:
        return _decoder(lax).decode(text)
    except json.JSONDecodeError as error:
        before = text[: error.pos].rstrip(" \t\r\n")
        if text[error.pos : error.pos + 1] in ("]", "}") and before.endswith(","):  # as Python says itself from 3.13 on
            _refuse(text, len(before) - 1, _SAID["Illegal trailing comma before end of array"])
        _refuse(text, error.pos, _SAID.get(error.msg, error.msg))
    except _ConstantError as error:
        _refuse(text, _place_of(text, constant=True), f"{error} is no number")
    except RecursionError:
        _refuse(text, _place_of(text, constant=False), "it is nested too deep")


def _outcome(page: Page) -> Any:
    """The value, or the error that says why there is none."""
    try:
        return _read(page)
    except MalformedFeed as error:
        return error


def _read(page: Page) -> Any:
    data = page.document.data
    if not data.startswith(_MARKS):
        try:
            return msgspec.json.decode(data)
        except msgspec.DecodeError as error:
            if found := _TRAILING.search(str(error)):  # many lines of JSON perhaps: the rest of them need not be decoded for that
                before = data[: max(0, int(found[1]) - 1)].decode("utf-8", "replace")
                _refuse(before, len(before), _SAID["Extra data"])
        except (UnicodeDecodeError, RecursionError):
            pass
        _check_beginning(page)
    try:
        text = page.decoded
    except FormatError:  # NULs: an encoding of two or four bytes without a mark, or what should not be there
        import json

        text = data.decode(json.detect_encoding(data), "replace")
    return value_of(text.removeprefix("\ufeff"))


def _check_beginning(page: Page) -> None:
    """Refuse a large document that is broken where it begins, as many lines of JSON behind a comment, or behind half a line: the rest need not be decoded for that."""
    data, head = page.document.data, page.document.data[:EARLY]
    if len(data) < 2 * EARLY or not head.isascii() or b"\0" in head or "charset" in (page.document.media_type or ""):
        return
    import json

    text = head.decode()
    try:
        _decoder(False).decode(text)
    except json.JSONDecodeError as error:
        if error.pos < len(text) - CUT and not error.msg.startswith("Unterminated"):
            value_of(text)
    except (_ConstantError, RecursionError):
        return


def _refuse(text: str, at: int, what: str) -> NoReturn:
    line = text.count("\n", 0, at) + 1
    place = f"line {line:,}, column {at - text.rfind(chr(10), 0, at):,}"
    raise MalformedFeed(f"it is broken JSON, {place}: {clean_line(what)}", place=place)


def _place_of(text: str, *, constant: bool) -> int:
    """The offset of the first NaN or Infinity outside of texts, else of the bracket that is one too many levels deep."""
    depth, deepest, at = 0, 0, 0
    for sign in _SIGNS.finditer(text):
        first = sign[0][0]
        if constant and first in "NI-":
            return sign.start()
        depth += (first in "[{") - (first in "]}")
        if depth > deepest:
            deepest, at = depth, sign.start()
            if deepest > DEEP and not constant:
                break
    return at


class _ConstantError(ValueError):
    pass


def _constant(name: str) -> NoReturn:
    raise _ConstantError(name)


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= MOST_DIGITS else digits


def _real(digits: str) -> float | str:
    number = float(digits)
    return digits if number in (float("inf"), float("-inf")) else number


@lru_cache(maxsize=2)
def _decoder(lax: bool) -> JSONDecoder:
    import json

    return json.JSONDecoder(parse_int=_whole, parse_float=_real, parse_constant=str if lax else _constant, strict=not lax)


def _name(page: Page) -> str:
    address = page.document.url or page.document.source
    return address.partition("#")[0].partition("?")[0].lower() if "://" in address else address.lower()
