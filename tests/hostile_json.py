"""JSON that was made to harm a reader: by its depth, its size, its numbers, its names. Each is read or refused within a few seconds."""

from __future__ import annotations

import json


def _feed(item: str) -> bytes:
    return f'{{"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": [{item}]}}'.encode()


_NAMES = ("id", "url", "title", "content_html", "content_text", "summary", "image", "date_published", "authors", "tags", "language", "attachments")
_WRONG: tuple[object, ...] = (True, 7, 1.5, [], [[]], {}, {"a": {"b": [None]}}, [None, 1, "a", {"url": []}])

DOCUMENTS: dict[str, bytes] = {
    "brackets that open": b"[" * 100_000,
    "brackets that open and close": b"[" * 100_000 + b"]" * 100_000,
    "braces that open": b'{"a":' * 100_000,
    "item inside of items": _feed('{"items": [' * 400 + "]}" * 400),
    "extension as deep as can be read": _feed('{"id": "1", "title": "x", "_deep": ' + "[" * 900 + "]" * 900 + "}"),
    "number of 5,000 digits": _feed('{"id": ' + "7" * 5000 + ', "date_published": ' + "7" * 5000 + "}"),
    "number of a million digits": _feed('{"id": ' + "7" * 1_000_000 + "}"),
    "numbers beyond all machines": _feed('{"id": 1e999, "date_published": -1e999, "date_modified": 1e308, "attachments": [{"url": "a", "size_in_bytes": 1e999}]}'),
    "no numbers": _feed('{"id": NaN, "date_published": Infinity}'),
    "names that come twice": _feed('{"id": "1", "id": "2", "title": "a", "title": "b"}'),
    "half characters": _feed('{"id": "\\ud800", "title": "\\udfff\\ud800", "content_text": "\\ud83d", "_\\ud800": {"a": "\\ud800"}}'),
    "control characters": _feed('{"id": "\\u0000", "title": "a\\u001b[2Jb\\u0007", "content_text": "\\u009b31m\\u202e", "tags": ["\\u001b]0;x\\u0007"]}'),
    "raw control characters": _feed('{"id": "1", "title": "a\x1b[2J"}'),
    "zeros between": _feed('{"id": "1"}').replace(b" ", b"\0"),
    "text that never ends": b'{"version": "' + b"a" * 3_000_000,
    "escapes without end": b'{"version": "' + b"\\" * 1_000_001,
    "quotes without end": b'{"a": ' + b'"' * 300_001,
    "200,000 names": _feed("{" + ", ".join(f'"n{number}": {number}' for number in range(200_000)) + ', "title": "x", "url": "y"}'),
    "100,000 items of nothing": _feed(", ".join(["{}"] * 100_000)),
    "50,000 items of one id": _feed(", ".join(['{"id": "1", "content_text": "x"}'] * 50_000)),
    "50,000 items without an id": _feed(", ".join(['{"content_text": "x"}'] * 50_000)),
    "everything of the wrong type": _feed(", ".join(json.dumps(dict.fromkeys(_NAMES, wrong)) for wrong in _WRONG)),
    "a million empty lines": b'{"title": "a", "time": 1772359200}\n' + b"\n" * 1_000_000 + b'{"title": "b", "time": 1772359201}\n',
    "20,000 broken lines": b'{"title": "a"}\n' * 40_000 + b'{"title": \n' * 20_000,
    "20,000 lines of as many shapes": b"".join(b'{"title": "a", "n%d": 1}\n' % number for number in range(20_000)),
    "a line of 20 MB": b'{"title": "a"}\n{"title": "' + b"x" * 20_000_000 + b'"}\n{"title": "b"}\n',
    "lines that are deep": b'{"title": "a"}\n' + (b'{"title": "b", "x": ' + b"[" * 900 + b"]" * 900 + b"}\n") * 50,
    "lines without a line end": b'{"title": "a"} ' * 100_000,
    "times of every size": b"".join(b'{"title": "a", "time": %d}\n' % 10**number for number in range(400)),
    "times as text": b"".join(b'{"title": "a", "time": "%s"}\n' % (b"9" * number + b"-") for number in range(400)),
}  # fmt: skip
"""Documents by what is wrong with them."""
