"""How much of an HTML document may be parsed: what browsers' rules make expensive (nesting, attributes) ends it before it costs minutes.

A tree builder looks up the open elements at nearly each tag and compares each attribute of a tag with those before it: its time is the product.
"""

from __future__ import annotations

import re
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

_TAG = Wording(
    r"<(?:!--(?:-?>|(?:(?!-->).)*+)|(/?)([a-zA-Z][^\s/>]{0,40}+)((?:[^>=]++|=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>]*+))*+)>?)",
    re.DOTALL,
)
_ATTRIBUTE = Wording(r"[^\s/=][^\s/=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s]*+))?")
_RAW = {name: Wording(f"</(?i:{name})") for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")}
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr "  # noqa: SIM905
    "p li dd dt tr td th tbody thead tfoot colgroup rp rt html head body".split()
)
"""Elements that have no inside, or that end where the next of their kind begins."""
_FORMATS = frozenset(("b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"))
_SCOPES = frozenset(("applet", "caption", "marquee", "object", "table", "template", "button"))
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
    tags = _TAG.compiled
    lower: dict[str, str] = {}
    open_: list[str] = []
    formats = at = 0
    while True:
        for tag in tags.finditer(html, at):
            closes, name, attributes = tag.groups()
            if not name:
                continue
            name = lower.get(name) or lower.setdefault(name, name.lower())
            if attributes and len(attributes) > 2 * MOST_ATTRIBUTES and len(_ATTRIBUTE.compiled.findall(attributes)) > MOST_ATTRIBUTES:
                return Bounds(tag.start(), f"has a tag with more than {MOST_ATTRIBUTES:,} attributes")
            if name in _FLAT:
                continue
            if closes:
                if open_ and open_[-1] == name:
                    open_.pop()
                elif name in open_:
                    _close(open_, name)
                if name in _FORMATS and formats:
                    formats -= 1
            elif name in _RAW:
                at = _end_of_raw(html, tag.end(), name)
                break
            else:
                open_.append(name)
                if attributes and name in _FORMATS:
                    formats += 1
                if len(open_) > DEEPEST or formats > MOST_FORMATS:
                    return Bounds(tag.start(), f"has more than {DEEPEST if formats <= MOST_FORMATS else MOST_FORMATS:,} elements inside each other")
        else:
            return Bounds(len(html))


def _close(open_: list[str], name: str) -> None:
    """Take the innermost element of that name and all inside it off, unless an element lies between that it cannot reach out of."""
    for index in range(len(open_) - 1, -1, -1):
        if open_[index] == name:
            del open_[index:]
            return
        if open_[index] in _SCOPES and name not in _SCOPES:
            return


def _end_of_raw(html: str, at: int, name: str) -> int:
    """Where the text of a script or style ends: at its end tag, which may be in capitals, or with the document."""
    found = _RAW[name].search(html, at)
    return found.start() if found else len(html)
