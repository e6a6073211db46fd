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

from ..identity import digest
from ..model import Document, Entry, Snapshot, Unread
from ..text import clean_line
from .base import Page
from .clock_text_leaves import leaves_of
from .clock_text_sheets import find_sheets as find_clock_sheets
from .live_text_body import Manner, read_body
from .live_text_days import Dated, dated, direction
from .live_text_head import read_head
from .live_text_pages import Leaf, bound, first_sentence
from .live_text_posts import Post
from .live_text_sheets import find_sheets
from .live_text_tables import IMAGE_SOURCE, LAP, SCORE, is_closed

NAME = "live-text"

_NO_HEADLINE = frozenset(("post", "post update"))


def recognises(page: Page) -> bool:
    """One post is enough: no other text has a line that ends in a stamp, or numbers its posts under a remark on its clock."""
    return bool(page.remember(find_sheets))


def parse(page: Page) -> Snapshot:
    text, document = page.text, page.document
    sheets = page.remember(find_sheets)
    posts = [post for sheet in sheets for post in sheet.posts]
    heads = [read_head(sheet.head) for sheet in sheets]
    runs = direction([_clock(post) for post in posts])
    day = next((head.day for head in heads if head.day), document.date)
    moments = dated([post.stamp for post in posts], day)
    near = next((when.moment.date() for when in moments if when.moment), None)
    following = iter(moments)
    flat = posts[0].number is None and "\n\n" not in text[posts[0].body : posts[-1].end].strip("\n")
    manner = int((Manner.SPORT if _is_sport(text, posts) else Manner.PLAIN) | (Manner.FLAT if flat else Manner.PLAIN))
    leaves: list[Leaf] = []
    for head, sheet in zip(heads, sheets, strict=True):
        leaves += _clock_leaves(sheet.before, document, near)
        leaves.append(Leaf(head, [_entry(page, post, next(following), manner) for post in sheet.posts], runs))
        leaves += _clock_leaves(sheet.behind, document, near)
    return bound(leaves, document, NAME)


def _clock_leaves(text: str, document: Document, near: date | None) -> list[Leaf]:
    """The pages of clock lines that stand between the numbered ones."""
    return leaves_of(text, find_clock_sheets(text), document, near) if text else []


def _entry(page: Page, post: Post, when: Dated, manner: int) -> Entry:
    text, begin, end, breaking = page.text, post.body, post.end, post.breaking
    raw = text[begin:end]
    if end < len(text) and not raw.endswith("\n\n") and raw[len(raw.rstrip()) :].count("\n") < 2:
        manner |= Manner.TOUCHES.value
    raw = raw.strip("\n")
    if not text.startswith("\n\n", begin):
        first, _, others = raw.partition("\n")
        if first.strip().lower() == "breaking":
            breaking, raw = True, others
    if post.behind or post.before:
        raw = "\n\n".join([*post.before, *([post.behind] if post.behind else []), raw])
    if post.stamp_text is None:
        manner |= Manner.UNTIMED.value
    label = post.label.lower() if post.label else ""
    if label == "get involved":
        manner |= Manner.LETTERS.value
    headline = clean_line(post.headline)
    key = (raw, headline, post.stamp_text, post.label, breaking, manner, when if when.inferred or not when.moment else None)
    known: Entry | None = page.kept.get(key)
    if known is not None:
        return known
    entry = Entry(
        id=digest(post.stamp_text, headline, first_sentence(raw)),
        id_inferred=True,
        headline=None if headline.lower() in _NO_HEADLINE or not headline else headline,
        published=when.moment,
        date_inferred=when.inferred,
        stamp=post.stamp_text,
        label=post.label,
        breaking=breaking or label == "breaking",
        body=Unread(read_body, raw, manner),
    )
    page.kept.put(key, entry)
    return entry


def _clock(post: Post) -> int | None:
    """The minute of the day that a post names, or its lap: what tells the direction of the page."""
    if post.stamp is not None and post.stamp.hour is not None:
        return post.stamp.hour * 60 + post.stamp.minute
    return int(post.stamp_text.split()[1].partition("/")[0]) if post.stamp_text and LAP.fullmatch(post.stamp_text) else None


def _is_sport(text: str, posts: list[Post]) -> bool:
    """Whether short first lines are subtitles here: laps, or scores in a third of those lines or of the headlines."""
    some = posts[:100]
    if any(post.stamp_text and LAP.fullmatch(post.stamp_text) for post in some):
        return True
    shorts = []
    for post in some:
        first, _, rest = text[post.body : post.end].strip("\n").partition("\n")
        alone = not rest.partition("\n")[0].strip()
        if first.strip() and alone and not is_closed(first.strip()) and IMAGE_SOURCE not in first:
            shorts.append(first.strip())
    in_headlines = sum(bool(SCORE.search(post.headline)) for post in some)
    in_shorts = sum(bool(SCORE.search(line)) for line in shorts)
    return (in_headlines >= 3 and 3 * in_headlines >= len(some)) or (in_shorts >= 2 and 3 * in_shorts >= len(shorts))
