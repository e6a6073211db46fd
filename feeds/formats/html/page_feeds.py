"""The feeds that an HTML page names (feed autodiscovery): `link` and `a` with rel=alternate and the media type of a feed, or with rel=feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from ...alternates import in_order
from ...errors import Alternate
from ...text import clean_line
from ...wording import Wording
from ..base import Page
from .tree import head_of, tree_of, web_address

MOST = 50

_FEED_TYPE = Wording(r"(?:application|text)/(?:x-)?(?:rss|atom|rdf|feed)(?:\+(?:xml|json))?", re.IGNORECASE)
_VAGUE_TYPE = Wording(r"(?:application|text)/(?:xml|json)", re.IGNORECASE)
_NAMED_SO = Wording(r"\b(?:rss|atom|feeds?|rdf|jsonfeed)\b", re.IGNORECASE)
_NO_FEED = Wording(r"/wp-json/|oembed|manifest", re.IGNORECASE)
"""What WordPress names with rel=alternate, and is none."""


def feeds_of(page: Page) -> tuple[Alternate, ...]:
    """The feeds in the order in which they are offered; none whose address is not one of http or https."""
    host = urlsplit(head_of(page).link or head_of(page).base).hostname
    return tuple(in_order(_named(page), host))[:MOST]


def _named(page: Page) -> Iterator[Alternate]:
    base = head_of(page).base
    for node in tree_of(page).css("link[rel][href], a[rel][href]"):
        attributes = node.attributes
        relations = (attributes.get("rel") or "").lower().split()
        if "alternate" not in relations and "feed" not in relations:
            continue
        type = clean_line((attributes.get("type") or "").partition(";")[0]).lower()
        title = clean_line(attributes.get("title") or (node.text() if node.tag == "a" else ""))[:200]
        link = web_address(attributes.get("href") or "", base)
        is_feed = "feed" in relations or _FEED_TYPE.fullmatch(type) or (_VAGUE_TYPE.fullmatch(type) and _NAMED_SO.search(f"{title} {link}"))
        if link and is_feed and not _NO_FEED.search(link) and "stylesheet" not in relations:
            yield Alternate(link, title, type)
