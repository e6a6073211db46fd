"""The answer of the Sourcefabric Live Blog API: posts whose group "main" refers to items. Alone, under some wrapper, or in a script of a page.

{"_items": [{"_id": "…", "published_date": "…", "sticky": false, "deleted": false, "groups": [{"id": "main", "refs": [{"item": {"item_type": "text", "text": "<p>…</p>"}}]}]}]}
"""

from __future__ import annotations

from ..model import Snapshot
from .base import Page
from .platforms.signs import may_have_posts

NAME = "liveblog-json"


def recognises(page: Page) -> bool:
    """There is a list of items that have groups, or say that they are posts."""
    if not may_have_posts(page, "_items"):
        return False
    from .platforms.liveblog_page import has_posts

    return has_posts(page)


def parse(page: Page) -> Snapshot:
    from .platforms.liveblog_page import read_page

    return read_page(page, NAME)
