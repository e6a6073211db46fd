"""The JSON of a Guardian live page: blocks of elements, each block a post. Alone, under some wrapper, or in a script of a page.

{"blocks": [{"id": "65e2…", "title": "…", "blockFirstPublished": 1709373600000, "attributes": {"keyEvent": true}, "elements": [{"_type": "…TextBlockElement", "html": "<p>…</p>"}]}]}
"""

from __future__ import annotations

from ..model import Snapshot
from .base import Page
from .platforms.signs import may_have_posts

NAME = "guardian-json"


def recognises(page: Page) -> bool:
    """There is a list of blocks that have elements and a block's own times or attributes."""
    if not may_have_posts(page, "elements", "bodyHtml"):
        return False
    from .platforms.guardian_page import has_posts

    return has_posts(page)


def parse(page: Page) -> Snapshot:
    from .platforms.guardian_page import read_page

    return read_page(page, NAME)
