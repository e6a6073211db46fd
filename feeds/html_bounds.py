"""How much of an HTML document may be parsed: what browsers' rules make expensive (nesting, attributes) ends it before it costs minutes.

A tree builder looks up the open elements at nearly each tag and compares each attribute of a tag with those before it: its time is the product.
"""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from .wording import Wording

LARGEST = 32 << 20
"""Characters of a document that are parsed."""
DEEPEST = 1000
"""Elements inside each other. Browsers stop at about 500."""
MOST_ATTRIBUTES = 2000
"""Attributes of one tag."""
MOST_FORMATS = 300
"""Formatting elements with attributes that are open at once: each paragraph repeats them all."""
FEW = 500
"""Tags of a short document that cannot be expensive."""

_INSIDE = r"(?:[^>=]++|=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>]*+))*+"
_TAG = Wording(
    r"<(?:!--(?:-?>|(?:[^-]++|-(?!->))*+)"
    rf"|((?i:script|style|textarea|title|xmp|iframe|noembed|noframes))(?=[\s/>])({_INSIDE})>?(?:[^<]++|<(?!/(?i:\1)))*+"
    rf"|(/?[a-zA-Z][^\s/>]{{0,40}}+)({_INSIDE})>?)"
)
"""A comment; an element that has text and no tags in it, with all that text; a tag."""
_ATTRIBUTE = Wording(r"[^\s/=][^\s/=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s]*+))?")
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr "  # noqa: SIM905
    "p li dd dt tr td th tbody thead tfoot colgroup rp rt html head body".split()
)
"""Elements that have no inside, or that end where the next of their kind begins."""
_FORMATS = frozenset(f"/{name}" for name in ("b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"))
_SCOPES = frozenset(f"/{name}" for name in ("applet", "caption", "marquee", "object", "table", "template", "button"))
"""Elements that an end tag cannot reach out of."""


class Bounds(NamedTuple):
    """Where the part of a document ends that may be parsed, and why it does, as the end of a sentence; None for a document that is parsed whole."""

    end: int
    why: str | None = None


def bounds(html: str) -> Bounds:
    """How much of the document is parsed, in time proportional to its length."""
    if len(html) > LARGEST:
        html = html[:LARGEST]
        found = _walk(html)
        return found if found.why else Bounds(LARGEST, f"is longer than {LARGEST:,} characters")
    if html.count("<") <= FEW and len(html) < 2 * MOST_ATTRIBUTES:
        return Bounds(len(html))
    return _walk(html)


def _walk(html: str) -> Bounds:
    found = _TAG.compiled.findall(html)
    ends: dict[str, str | None] = {"": None}
    """What ends the element that a tag begins; None for a tag that changes nothing."""
    open_: list[str] = []
    formats = 0
    for number, (_, inside, tag, attributes) in enumerate(found):
        attributes = attributes or inside
        if len(attributes) > 2 * MOST_ATTRIBUTES and len(_ATTRIBUTE.compiled.findall(attributes)) > MOST_ATTRIBUTES:
            return Bounds(_start(html, number), f"has a tag with more than {MOST_ATTRIBUTES:,} attributes")
        try:
            end = ends[tag]
        except KeyError:
            end = ends[tag] = _end(tag)
        if end is None:
            continue
        if tag[0] != "/":
            open_.append(end)
            if end in _FORMATS and attributes:
                formats += 1
                if formats > MOST_FORMATS:
                    return Bounds(_start(html, number), f"has more than {MOST_FORMATS:,} marks of type inside each other")
            if len(open_) > DEEPEST:
                return Bounds(_start(html, number), f"has more than {DEEPEST:,} elements inside each other")
        else:
            if open_ and open_[-1] == end:
                open_.pop()
            elif end in open_:
                _close(open_, end)
            if formats and end in _FORMATS:
                formats -= 1
    return Bounds(len(html))


def _end(tag: str) -> str | None:
    """The end tag, in lower case, of the element that a tag begins or ends; None when it has no inside."""
    name = tag.lower().removeprefix("/")
    return None if name in _FLAT else f"/{name}"


def _start(html: str, number: int) -> int:
    """Where a tag stands, by its number."""
    return next(islice(_TAG.finditer(html), number, None)).start()


def _close(open_: list[str], end: str) -> None:
    """Take the innermost element of that name and all inside it off, unless an element lies between that it cannot reach out of."""
    for index in range(len(open_) - 1, -1, -1):
        if open_[index] == end:
            del open_[index:]
            return
        if open_[index] in _SCOPES and end not in _SCOPES:
            return
