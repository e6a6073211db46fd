"""A JSON Feed as a snapshot: what it says of itself, and its items."""

from __future__ import annotations

from typing import Any

from ...identity import numbered
from ...model import Fact, Feed, Snapshot
from ...order import rise
from ...text import clean
from ..base import Page
from .feed_items import Items
from .repair import feed_of
from .values import Troubles, address_of, authors_of, avatars_of, compact, facts_of, line_of, text_of

FEED = frozenset(
    ("version", "title", "home_page_url", "feed_url", "description", "language", "authors", "author", "next_url", "expired", "hubs", "icon", "favicon", "items")
)
"""Names that a feed has by the specification."""


def read(page: Page, name: str) -> Snapshot:
    """All that the document says; `name` is that of the format. Raises MalformedFeed."""
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
        format=name,
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
