"""JSON Feed 1.0 and 1.1 (jsonfeed.org), and feeds that are written like it.

Item by item: what has the wrong type is read where it can be, and told. Names that the specification does not have become facts.
"""

from __future__ import annotations

from typing import Any

from ..model import Snapshot
from .base import Page
from .json.tree import begins_as_json, tree_of

NAME = "json-feed"

TELLING = ("content_html", "content_text", "date_published", "date_modified")
"""Names of an item that no other form has."""
SAMPLE = 20
"""Items by which a feed is recognised that names no version."""


def recognises(page: Page) -> bool:
    """An object that names JSON Feed as its version, or has a list of items of this form."""
    tree = tree_of(page)
    if tree is None and begins_as_json(page):
        from .json.repair import mended_of

        tree = mended_of(page)
    return _is_feed(tree)


def _is_feed(tree: Any) -> bool:
    if type(tree) is not dict:
        return False
    if _is_version(tree.get("version")):
        return True
    items = tree.get("items")
    return type(items) is list and any(type(item) is dict and _has_shape(item) for item in items[:SAMPLE])


def _has_shape(item: dict[str, Any]) -> bool:
    return any(name in item for name in TELLING) or (("title" in item or "summary" in item) and ("url" in item or "external_url" in item))


def _is_version(value: Any) -> bool:
    return type(value) is str and "jsonfeed" in value.lower().replace(" ", "").replace("-", "").replace("_", "")


def parse(page: Page) -> Snapshot:
    from .json.feed_reader import read

    return read(page, NAME)
