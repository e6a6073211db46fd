"""Markup that nests without end, made shallow before a parser sees it: to build such a tree takes the square of its depth, and of the attributes of a tag."""

from __future__ import annotations

import re

DEEPEST = 256
"""Elements around one; the tags of those inside go, and their words stay."""
MOST_MARKS = 24
"""Marks of type such as `font` that are open at once: HTML opens all of them anew in each paragraph."""

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)")
_WHOLE = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)[^<>]*>?")
_CROWDED = re.compile(r"""(<[A-Za-z][^\s/>]*+)(?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+){400,}+""")
"""A tag with more attributes than any element has: each is compared with those before it."""
_MARKS = frozenset(["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"])
_WITHOUT_END = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "colgroup",
        "option",
        "optgroup",
        "rt",
        "rp",
        "a",
    ]
)
"""Elements that have no end or need not have one."""


def shallow(text: str) -> str:
    """The markup as it is, or without the tags that go too deep and the attributes that are too many."""
    text = _CROWDED.sub(r"\1 ", text)
    depth = marks = 0
    open_: dict[str, int] = {}
    for end, name in _TAG.findall(text):
        name = name.lower()
        if name in _WITHOUT_END:
            continue
        if not end:
            open_[name] = open_.get(name, 0) + 1
            if name in _MARKS:
                marks += 1
            else:
                depth += 1
            if depth > DEEPEST or marks > MOST_MARKS:
                return _without_depth(text)
        elif open_.get(name):
            open_[name] -= 1
            if name in _MARKS:
                marks -= 1
            else:
                depth -= 1
    return text


def _without_depth(text: str) -> str:
    depth = 0
    open_: dict[str, int] = {}

    def kept(found: re.Match[str]) -> str:
        nonlocal depth
        name = found[2].lower()
        if name in _WITHOUT_END:
            return found[0]
        if name in _MARKS:
            return ""
        if not found[1]:
            if depth >= DEEPEST:
                return " "
            depth += 1
            open_[name] = open_.get(name, 0) + 1
        elif open_.get(name):
            depth -= 1
            open_[name] -= 1
        return found[0]

    return _WHOLE.sub(kept, text)
