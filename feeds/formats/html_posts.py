"""A page of no known kind whose posts can be told by their shape: repeated elements with an id, a time in an attribute, and text.

What leads away to other pages is no post, and neither are comments under an article.
"""

from __future__ import annotations

from ..charset import is_binary
from ..identity import numbered
from ..model import Feed, Problem, Snapshot
from ..order import rise
from ..text import clean_line
from ..wording import Wording
from .base import Page
from .html.signs import may_be_html

NAME = "html-posts"

_HINT = Wording(
    r"<time\s[^>]{0,200}datetime|data-[\w-]{0,40}(?:time|timestamp|date|published|created|epoch|updated|modified)\s*=|data-ts\s*=|itemprop=[\"']?date[PC]"
)


def recognises(page: Page) -> bool:
    """There is a group of elements that are like posts. Those of a front page, which lead to a page each, stand in the feed that it names."""
    if not may_be_html(page.start) or is_binary(page.document.data) or not _HINT.search(page.decoded):
        return False
    from .html.page_feeds import feeds_of
    from .html.posts_groups import group_of, has_pages_of_its_own

    group = page.remember_of(group_of)
    return group is not None and not (has_pages_of_its_own(page, group) and bool(feeds_of(page)))


def parse(page: Page) -> Snapshot:
    from .html.posts_entry import entry_of
    from .html.posts_groups import group_of
    from .html.tree import head_of, is_whole, title_of

    document, group, head = page.document, page.remember_of(group_of), head_of(page)
    assert group is not None, "there are posts"
    entries = [entry_of(node, group, head) for node in group.nodes]
    return Snapshot(
        source=document.source,
        format=NAME,
        feed=Feed(title=title_of(page), link=head.link, language=head.language),
        entries=tuple(numbered(entries, newest_first=rise(entry.published for entry in entries) <= 0)),
        problems=(Problem(document.source, clean_line(group.shape), "the posts were recognised by their shape; something may be missing, or none of them"),),
        complete=is_whole(page),
        retrieved=document.retrieved,
    )
