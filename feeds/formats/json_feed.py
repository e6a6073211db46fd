"""JSON Feed 1.0 and 1.1 (jsonfeed.org), and feeds that are written like it.

Item by item: what has the wrong type is read where it can be, and told. Names that the specification does not have become facts.
"""

from __future__ import annotations

from typing import Any

from ..identity import numbered
from ..model import Fact, Feed, Snapshot
from ..order import rise
from ..text import clean
from .base import Page
from .json_feed_items import Items
from .json_repair import feed_of, mended_of
from .json_tree import tree_of
from .json_values import Troubles, address_of, authors_of, avatars_of, compact, facts_of, line_of, text_of

NAME = "json-feed"

FEED = frozenset(
    ("version", "title", "home_page_url", "feed_url", "description", "language", "authors", "author", "next_url", "expired", "hubs", "icon", "favicon", "items")
)
"""Names that a feed has by the specification."""
TELLING = ("content_html", "content_text", "date_published", "date_modified")
"""Names of an item that no other form has."""
SAMPLE = 20
"""Items by which a feed is recognised that names no version."""


def recognises(page: Page) -> bool:
    """An object that names JSON Feed as its version, or has a list of items of this form."""
    return _is_feed(tree_of(page)) or _is_feed(mended_of(page))


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
    document, troubles = page.document, Troubles()
    tree, broken = feed_of(page)
    if broken is not None:
        troubles.note(broken.place or "", f"{broken}; read as it is meant")
    if not (type(tree.get("version")) is str and tree["version"].strip().startswith(("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1"))):
        troubles.note("version", "it names no version of JSON Feed; read as 1.1")
    home = address_of(tree.get("home_page_url"), document.url or "")
    base = home or address_of(tree.get("feed_url"), document.url or "") or document.url or ""
    feed = _feed(tree, home, base)
    reader = Items(document, base, authors_of(tree.get("authors") or tree.get("author"), base), feed.language, troubles)
    entries = [entry for number, item in enumerate(_items(tree, troubles)) if (entry := reader.entry(number, item)) is not None]
    return Snapshot(
        source=document.source,
        format=NAME,
        feed=feed,
        entries=tuple(numbered(entries, newest_first=rise(entry.published for entry in entries) <= 0)),
        problems=troubles.problems(document.source),
        complete=document.settled,
        retrieved=document.retrieved,
    )


def _feed(tree: dict[str, Any], home: str | None, base: str) -> Feed:
    authors = tree.get("authors") or tree.get("author")
    facts = [Fact(name, link, link) for name in ("feed_url", "icon", "favicon") if (link := address_of(tree.get(name), base))]
    hubs = tree.get("hubs")
    for hub in hubs if type(hubs) is list else [hubs] if hubs else []:
        link = address_of(hub.get("url") if type(hub) is dict else hub, base)
        facts.append(Fact("hub", link, link) if link else Fact("hub", clean(compact(hub))))
    return Feed(
        title=line_of(tree.get("title")),
        description=clean(text_of(tree.get("description")) or "").strip() or None,
        link=home,
        language=line_of(tree.get("language")),
        credit=", ".join(author.name for author in authors_of(authors, base)) or None,
        ended=tree.get("expired") in (True, "true", "yes", 1),
        older=address_of(tree.get("next_url"), base),
        facts=(*facts, *avatars_of(authors, base), *facts_of(tree, FEED)),
    )


def _items(tree: dict[str, Any], troubles: Troubles) -> list[Any]:
    items = tree.get("items")
    if type(items) is list:
        return items
    troubles.note("items", "a feed's items are a list" if items is not None else "the feed has no items")
    return [items] if type(items) is dict else []
