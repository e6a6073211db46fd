"""Whether a document may hold the JSON of a live-page platform: told by names in its bytes, of a page of marks before anything of it is read."""

from __future__ import annotations

from ..base import Page
from ..html.signs import may_be_html
from ..json.tree import tree_of


def may_have_posts(page: Page, *names: str) -> bool:
    """Whether it is JSON or may be HTML, and has one of the names in it as JSON has names, alone or inside of a text.

    A million lines of JSON are told from one document by the end of the first: all of them are never looked through.
    """
    if page.start[:1] in ("{", "["):
        if tree_of(page) is None:
            return False
    elif not may_be_html(page.start):
        return False
    data = page.document.data
    return any(f'"{name}"'.encode() in data or f'\\"{name}\\"'.encode() in data for name in names)
