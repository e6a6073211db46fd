"""Where the posts of an XML feed begin and end, found by one scan over its bytes that builds no tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_FIRST = re.compile(rb"<(?:(!\[CDATA\[|!--|\?)|((?:[A-Za-z_][\w.-]*:)?(?:item|entry))(?=[\s/>]))")
_ENDS = {b"![CDATA[": re.compile(rb"\]\]>"), b"!--": re.compile(rb"-->"), b"?": re.compile(rb"\?>")}
"""Where what begins with these signs ends: no tag is inside."""

Cut = tuple[int, int]
"""Where the bytes of one post begin, at the `<` of its start tag, and end, behind the `>` of its end tag."""


def cuts(data: bytes) -> Iterator[Cut]:
    """The posts of a document in UTF-8, as far as they can be told: up to one that holds another. Time in proportion to the bytes.

    Of a document that is not well-formed what is told may be wrong: who parses the posts, and the rest without them, will see it.
    """
    name, at = _name(data)
    if not name:
        return
    tags = _tags(name)
    begin = -1
    while found := tags.search(data, at):
        if found[1]:
            at = _behind(data, found.end(), found[1])
            if at < 0:
                return
            continue
        at = data.find(b">", found.end()) + 1
        if not at:
            return
        if found[2]:
            if begin >= 0:
                yield begin, at
            begin = -1
        elif begin >= 0:
            return
        elif data[at - 2 : at - 1] == b"/":
            yield found.start(), at
        else:
            begin = found.start()


def plain_cuts(data: bytes, name: bytes, count: int) -> list[Cut]:
    """Where the `count` posts called `name` of a well-formed document stand; nothing when that cannot be told by their tags alone.

    Where there are as many start tags and as many end tags as posts, none of them stands in a section or a comment. This way no other tag is looked at.
    """
    tags = list(_whole_tags(name).finditer(data))
    if len(tags) != 2 * count:
        return []
    found: list[Cut] = []
    for first, last in zip(tags[::2], tags[1::2], strict=True):
        if first[1] or first[2] or not last[1]:
            return []
        found.append((first.start(), last.end()))
    return found


def _name(data: bytes) -> tuple[bytes, int]:
    """What the first post is called, and where it begins; nothing when there is none."""
    at = 0
    while found := _FIRST.search(data, at):
        if not found[1]:
            return found[2], found.start()
        at = _behind(data, found.end(), found[1])
        if at < 0:
            break
    return b"", 0


def _behind(data: bytes, at: int, sign: bytes) -> int:
    """Where the section, comment or instruction ends that begins with a sign; -1 when it does not."""
    end = _ENDS[sign].search(data, at)
    return end.end() if end else -1


@lru_cache(maxsize=16)
def _tags(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<(?:(!\[CDATA\[|!--|\?)|(/?)" + re.escape(name) + rb"(?=[\s/>]))")


@lru_cache(maxsize=16)
def _whole_tags(name: bytes) -> re.Pattern[bytes]:
    """Every tag of this name that may stand in a well-formed document: whether it is an end tag, and whether it is a start tag that is the end too."""
    return re.compile(rb"<(/?)" + re.escape(name) + rb"(?:\s+[^\s<>=\"'/]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*\s*(/?)>")
