"""The JSON of a live-page platform, wherever it stands: as a document, or in a script of a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ...charset import is_binary
from ...wording import Wording
from ..base import Page
from ..html.signs import may_be_html
from ..html.tree import tree_of
from ..json import tree as json_tree

NAMES = ("elements", "bodyHtml", "urn", "_items")
"""One of these stands in the JSON of each platform."""
MOST_SCRIPTS = 200
MOST_VALUES = 20
"""Assignments of one script that are looked at."""

_ASSIGNED = Wording(r'(?:=|JSON\.parse\()\s*(?=["{\[])')
_DECODER = json.JSONDecoder(strict=False)


def trees_of(page: Page) -> tuple[Any, ...]:
    """The values in which a platform's posts may stand. Never raises."""
    return page.remember_of(_trees)


def in_script(page: Page) -> bool:
    """Whether the JSON stands in a page, not alone."""
    return may_be_html(page.start)


def _trees(page: Page) -> tuple[Any, ...]:
    data = page.document.data
    is_json = page.start[:1] in ("{", "[")
    if is_json:
        tree = json_tree.tree_of(page)
        return (tree,) if isinstance(tree, dict | list) else ()
    if is_binary(data) or not in_script(page):
        return ()
    scripts = tree_of(page).css("script")[:MOST_SCRIPTS]
    return tuple(value for script in scripts for value in _values(script.text(), (script.attributes.get("type") or "").lower()))


def _values(script: str, type: str) -> Iterator[Any]:
    """The JSON values in a script: all of it, what it assigns, or what it parses from a text."""
    if "ld+json" in type or not any(name in script for name in NAMES):
        return
    end = 0
    for number, start in enumerate([0] if "json" in type else (found.end() for found in _ASSIGNED.finditer(script))):
        if start < end or number >= MOST_VALUES:
            continue
        value, end = _decoded(script, start)
        if isinstance(value, str) and value[:1] in ("{", "["):
            value, _ = _decoded(value, 0)
        if isinstance(value, dict | list):
            yield value


def _decoded(text: str, start: int) -> tuple[Any, int]:
    """The value that begins at an offset, and where it ends; None where there is none."""
    try:
        return _DECODER.raw_decode(text, start + len(text[start : start + 64]) - len(text[start : start + 64].lstrip()))
    except (ValueError, RecursionError):
        return None, start
