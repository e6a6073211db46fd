"""A live page saved as plain text, with numbered posts that are stamped "published at …", or in its older form not stamped at all.

    Summary
      • a key point

      1. Headlinepublished at 15:57 Greenwich Mean Time 16 February 2022

        A paragraph.

A post starts at its number, or where the page has lost numbers and indents, at the line with its stamp. Numbers are positions on the page and
nothing else: they restart, skip and shift. The form carries no ids; an entry's id is a hash of stamp, headline and first sentence.
The older form has a remark that all times are British, and no times: its entries are undated and stand in the page's order.
"""

from __future__ import annotations

from datetime import date

from ..model import Document, Snapshot
from .base import Page
from .prose.again import Known, known_of, read_again
from .prose.days import dated, direction
from .prose.entry import entry_of, manner_of
from .prose.even import entries_of, find_even
from .prose.head import read_head
from .prose.pages import Leaf, bound
from .prose.posts import Post
from .prose.sheets import find_sheets
from .prose.tables import LAP

NAME = "live-text"


def recognises(page: Page) -> bool:
    """One post is enough: no other text has a line that ends in a stamp, or numbers its posts under a remark on its clock."""
    return page.remember_of(read_again) is not None or page.remember(find_even) is not None or bool(page.remember(find_sheets))


def parse(page: Page) -> Snapshot:
    again = page.remember_of(read_again)
    leaves, known = ([again[0]], again[1]) if again is not None else _read(page)
    snapshot = bound(leaves, page, NAME)
    page.kept.put(read_again, known)
    return snapshot


def _read(page: Page) -> tuple[list[Leaf], Known | None]:
    """The saved pages of the document, and what to keep of them."""
    text, document = page.text, page.document
    even = page.remember(find_even)
    if even is not None:
        head = read_head(even.cut.head)
        day = head.day or document.date
        return [Leaf(head, entries_of(even, day), even.times.runs)], known_of(even) if page.again else None
    sheets = page.remember(find_sheets)
    posts = [post for sheet in sheets for post in sheet.posts]
    heads = [read_head(sheet.head) for sheet in sheets]
    runs = direction([_clock(post) for post in posts])
    day = next((head.day for head in heads if head.day), document.date)
    moments = dated([post.stamp for post in posts], day)
    near = next((when.moment.date() for when in moments if when.moment), None)
    following = iter(moments)
    manner = manner_of(text, posts)
    leaves: list[Leaf] = []
    for head, sheet in zip(heads, sheets, strict=True):
        leaves += _clock_leaves(sheet.before, document, near)
        entries = [
            entry_of(post, text[post.body : post.end], when, manner, last=post.end == len(text)) for post, when in zip(sheet.posts, following, strict=False)
        ]
        leaves.append(Leaf(head, entries, runs))
        leaves += _clock_leaves(sheet.behind, document, near)
    return leaves, None


def _clock_leaves(text: str, document: Document, near: date | None) -> list[Leaf]:
    """The pages of clock lines that stand between the numbered ones."""
    if not text:
        return []
    from .prose.clock_leaves import leaves_of
    from .prose.clock_sheets import find_sheets as find_clock_sheets

    return leaves_of(text, find_clock_sheets(text), document, near)


def _clock(post: Post) -> int | None:
    """The minute of the day that a post names, or its lap: what tells the direction of the page."""
    if post.stamp is not None and post.stamp.hour is not None:
        return post.stamp.hour * 60 + post.stamp.minute
    return int(post.stamp_text.split()[1].partition("/")[0]) if post.stamp_text and LAP.fullmatch(post.stamp_text) else None
