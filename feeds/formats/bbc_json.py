"""The JSON of a BBC live page: posts whose headers and contents are trees of typed blocks. Alone, under some wrapper, or in a script of a page.

{"data": {"title": "…", "isLive": true, "summaryPoints": …, "liveTextStream": {"content": {"data": {"urn": [
    {"urn": "asset:…", "header": {"model": {"blocks": []}}, "content": {"model": {"blocks": []}}, "options": {"isBreakingNews": false}, "dates": {"firstPublished": "…"}}]}}}}}
"""

from __future__ import annotations

from ..model import Snapshot
from .base import Page
from .platforms.signs import may_have_posts

NAME = "bbc-json"


def recognises(page: Page) -> bool:
    """There is a list of results that have headers or contents of blocks."""
    if not may_have_posts(page, "urn"):
        return False
    from .platforms.bbc_page import has_posts

    return has_posts(page)


def parse(page: Page) -> Snapshot:
    from .platforms.bbc_page import read_page

    return read_page(page, NAME)
