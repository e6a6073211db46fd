"""Where the posts of an XML feed begin and end, found by one scan over its bytes that builds no tree."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FIRST = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?(?:item|entry))(?=[\s>])")
NEAR = 64
"""Bytes of white space that two posts have between them at most, as a rule."""
_BEHIND_NAME = (b">", b" ", b"\n", b"\t", b"\r")


Cut = tuple[int, int]
"""Where the bytes of one post begin, at the `<` of its start tag, and end, behind the `>` of its end tag."""


def cuts(data: bytes) -> Iterator[Cut]:
    """The posts of a document in UTF-8, as far as they can be told. Time in proportion to the bytes.

    What is told may be wrong where comments hold posts, or posts each other: who parses the posts, and the rest without them, will see it.
    """
    first = _FIRST.search(data)
    if first is None:
        return
    opening, closing = b"<" + first[1], b"</" + first[1]
    begin = first.start()
    while begin >= 0:
        end = _end(data, begin, closing)
        if end < 0:
            return
        yield begin, end
        begin = _begin(data, end, opening)


def _begin(data: bytes, at: int, opening: bytes) -> int:
    """Where the next post begins that stands in no comment; -1 when there is none."""
    behind = len(opening)
    while (found := data.find(opening, at)) >= 0:
        if found - at < NEAR and not data[at:found].strip() and data[found + behind : found + behind + 1] in _BEHIND_NAME:
            return found
        comment = data.rfind(b"<!--", at, found)
        if comment >= 0 and data.find(b"-->", comment, found) < 0:
            at = data.find(b"-->", found)
            if at < 0:
                return -1
        elif data[found + behind : found + behind + 1] in _BEHIND_NAME:
            return found
        else:
            at = found + behind
    return -1


def _end(data: bytes, begin: int, closing: bytes) -> int:
    """Behind the end tag of the post that begins there, past those that stand in its CDATA sections and comments; -1 when there is none."""
    at = begin
    found = data.find(closing, at)
    while found >= 0:
        section = data.find(b"<!", at, found)
        if section >= 0:
            ending = b"]]>" if data.startswith(b"<![CDATA[", section) else b"-->"
            at = data.find(ending, section) + 3
            if at < 3:
                return -1
            if at > found:
                found = data.find(closing, at)
            continue
        behind = found + len(closing)
        end = data.find(b">", behind)
        if end == behind or (end > behind and not data[behind:end].strip()):
            return end + 1
        at = behind
        found = data.find(closing, at)
    return -1
