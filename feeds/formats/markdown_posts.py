"""A Markdown file in which somebody keeps posts: a heading each, with its time in it or below it, the newest on top or at the end.

# Harbour diary

## 14:05 Crane two is back

It was the hoist.

## 2026-03-01 13:40 - Crane two stands still
"""

from __future__ import annotations

from ..model import Snapshot
from .base import Page

NAME = "markdown"


def recognises(page: Page) -> bool:
    """Two sections of one level carry a time."""
    text = page.text
    signs = any(sign in text and f"\n{line}" in text for sign, line in (("#", "#"), ("=", "=="), ("-", "--")))  # one character is looked for much faster
    if not (signs or text.startswith("#")):
        return False
    from .markdown.posts_page import has_posts

    return has_posts(page)


def parse(page: Page) -> Snapshot:
    from .markdown.posts_page import read_page

    return read_page(page)
