"""A page without posts: it is not shown as something that it is not, but refused with what it is, and with the feeds that it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from ..charset import is_binary
from ..errors import Alternate, UnknownFormat
from .base import Page
from .html.signs import looks_like_html, may_be_html

NAME = "web-page"

ENDS = (".html", ".htm", ".xhtml")
MOST_NAMED = 4
"""Feeds that a message names."""


def recognises(page: Page) -> bool:
    """It is HTML, or a piece of it that is said to be: what has posts was recognised before."""
    document = page.document
    said_so = (document.media_type or "").lower().startswith(("text/html", "application/xhtml")) or document.source.lower().endswith(ENDS)
    return (looks_like_html(page.start) or (said_so and may_be_html(page.start))) and not is_binary(document.data)


def parse(page: Page) -> NoReturn:
    """Raises UnknownFormat always: with one line on what the page is, and its feeds."""
    from .html.page_feeds import feeds_of
    from .html.page_kind import kind_of

    alternates = feeds_of(page)
    raise UnknownFormat(f"{kind_of(page)}; {_told(alternates)}", alternates=alternates)


def _told(alternates: Sequence[Alternate]) -> str:
    """The feeds, as the end of a sentence: each once, whatever the forms that it comes in."""
    from ..addresses import masked
    from ..alternates import choices

    feeds = choices(alternates) or list(alternates[:1])
    if not feeds:
        return "it names no feed"
    listed = ", ".join(f"{each.title} ({masked(each.link)})" if each.title else masked(each.link) for each in feeds[:MOST_NAMED])
    more = f" and {len(feeds) - MOST_NAMED} more" if len(feeds) > MOST_NAMED else ""
    return f"it names a feed: {listed}; open that" if len(feeds) == 1 else f"it names {len(feeds)} feeds: {listed}{more}; open one of them"
