"""Whether a document may hold the JSON of a live-page platform: told by names in its bytes, before anything of it is read."""

from __future__ import annotations

from ..base import Page
from ..html.signs import may_be_html


def may_have_posts(page: Page, *names: str) -> bool:
    """Whether it may be JSON or HTML, and has one of the names in it as JSON has names, alone or inside of a text."""
    if page.start[:1] not in ("{", "[") and not may_be_html(page.start):
        return False
    data = page.document.data
    return any(f'"{name}"'.encode() in data or f'\\"{name}\\"'.encode() in data for name in names)
