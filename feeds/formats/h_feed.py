"""A page marked up with microformats 2: entries (`h-entry`), in a feed (`h-feed`) or alone, or both in classic hAtom.

Source: https://microformats.org/wiki/h-feed, h-entry, authorship.
"""

from __future__ import annotations

from ..model import Snapshot
from .base import Page
from .html.signs import may_be_html

NAME = "h-feed"


def recognises(page: Page) -> bool:
    """There are two entries, or one in a feed or with a date; in hAtom two that have their whole content and a date."""
    if not may_be_html(page.start):
        return False
    from .html.h_feed_page import has_posts

    return has_posts(page)


def parse(page: Page) -> Snapshot:
    from .html.h_feed_page import read_page

    return read_page(page, NAME)
