"""A live page saved as plain text, whose posts have a line with their time.

    5.51pm GMT

    Headline

    A paragraph.

The time stands before the title, after it, behind the body, or before the text on its line; a page does one of these. It may be a clock with or
without zone and day, a machine's stamp, or count back from the capture ("2m ago"), which then is never part of an id.
"""

from __future__ import annotations

from ..model import Snapshot
from .base import Page

NAME = "clock-text"


def recognises(page: Page) -> bool:
    """Some times on lines of their own, or before texts, that can be told from those in prose and in schedules."""
    from .prose.clock_sheets import find_sheets

    return bool(page.remember(find_sheets).sheets)


def parse(page: Page) -> Snapshot:
    from .prose.clock_leaves import leaves_of
    from .prose.clock_sheets import find_sheets
    from .prose.pages import bound

    return bound(leaves_of(page.text, page.remember(find_sheets), page.document), page, NAME)
