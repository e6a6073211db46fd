"""A live page in HTML: its data (JSON-LD, schema.org LiveBlogPosting) and the entries that it shows, as one.

Neither is enough by itself: the data of one page has ten times the entries that it shows, that of another repeats the page's headline in each
and cuts off the text. They are laid over each other by id.
"""

from __future__ import annotations

from ...model import Snapshot
from ..base import Page
from ..html.signs import may_be_html

NAME = "live-html"


def recognises(page: Page) -> bool:
    """HTML whose data has a live blog with updates, or that shows entries of a known kind. Raises UnknownFormat for a binary document."""
    if not may_be_html(page.start):
        return False
    from .page import is_live

    return is_live(page)


def parse(page: Page) -> Snapshot:
    from .page import read_page

    return read_page(page, NAME)
