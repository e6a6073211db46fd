"""Reading a live-text page once more: of posts that stand on it as before only the text is compared, whatever their numbers are now.

A new post shifts the number of every other, so pages are compared without numbers. On a plain page what a post says depends on its own text
alone: it is one saved page, counted upward, and its stamps name clock, zone and day, all with a year or all without. What then is new is read as a page of its own, with the page's
head, its first posts, which tell whether it is about sport, and its last one, which may be cut off. Any other page is read afresh.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from operator import lt
from typing import Any

from msgspec import Struct

from ...model import Entry
from ...wording import Wording
from ..base import Page
from .days import dated, direction
from .entry import SAMPLE, entry_of, manner_of
from .head import read_head
from .pages import Leaf, as_before
from .posts import STAMPED, Post, has_capitals
from .sheets import Sheet, find_sheets

_NUMBER = Wording(r"\n {1,3}(\d{1,6})\. ")
"""What stands before a post, with the end of the line above."""


_Around = tuple[int, bool, date | None]
"""What posts take from their page: its manner, whether they lack years, and its day if they do."""


class Known(Struct):
    """The posts of a plain page: hashes of their texts without the numbers, in its order. The last one's text may go on."""

    keys: array[int]
    around: _Around


def read_again(page: Page) -> tuple[Leaf, Known] | None:
    """The page as it is when read afresh, with the entries made by the last reading for posts that stand on it still; None when that must be done."""
    known: Known | None = page.kept.take(read_again)
    made: list[Entry] | None = page.kept.get(as_before)
    if known is None or made is None:
        return None
    above = "\n" if page.text.startswith(" ") else ""  # as if every post had a line above it
    pieces = _NUMBER.compiled.split(above + page.text)
    numbers, texts = list(map(int, pieces[1::2])), pieces[2::2]
    if not all(map(lt, numbers, numbers[1:])) or page.text.count(STAMPED) > 2 * len(texts):  # with more of these the page may have no numbered posts
        return None
    keys = list(map(hash, texts))
    before = dict(zip(known.keys[:-1], made, strict=False))
    entries: list[Any] = list(map(before.get, keys))
    last = len(entries) - 1
    unknown = [at for at, entry in enumerate(entries) if entry is None or at < SAMPLE or at == last]
    if 2 * len(unknown) > len(entries):
        return None
    text = "".join([pieces[0], *(f"\n  {numbers[at]}. {texts[at]}" for at in unknown)]).removeprefix(above)
    sheets = find_sheets(text)
    if not _is_plain(text, sheets) or [post.start for post in sheets[0].posts] != [match.start() for match in _NUMBER.compiled.finditer("\n" + text)]:
        return None
    posts, head = sheets[0].posts, read_head(sheets[0].head)
    day = head.day or page.document.date
    around = _around(manner_of(text, posts), posts, day)
    if around != known.around:
        return None
    entries[last] = made[-1]
    for at, post, when in zip(unknown, posts, dated([post.stamp for post in posts], day), strict=True):
        entry = entry_of(post, text[post.body : post.end], when, around[0], last=post.end == len(text))
        entries[at] = entry if entries[at] != entry else entries[at]
    clocks = [entry.published.hour * 60 + entry.published.minute for entry in entries if entry and entry.published]
    return Leaf(head, entries, direction(clocks)), Known(array("q", keys), around)


def known_of(text: str, sheets: Sequence[Sheet], manner: int, day: date | None) -> Known | None:
    """What to keep of a page that was read afresh; None when it is not plain, or too small to be worth it."""
    posts = sheets[0].posts
    if len(posts) <= 2 * SAMPLE or not _is_plain(text, sheets):
        return None
    if _lacks_year(posts[0]) and (day is None or not 1 < day.year < 9999):
        return None  # there are no years around it to conclude from
    return Known(array("q", [hash(text[text.index(". ", post.start) + 2 : post.end - 1]) for post in posts]), _around(manner, posts, day))


def _is_plain(text: str, sheets: Sequence[Sheet]) -> bool:
    """Whether what each post of these pages says depends on its own text alone, and a little on that of the first posts."""
    if len(sheets) != 1 or sheets[0].before or sheets[0].behind or has_capitals(text):
        return False
    return all(map(_stands_alone, sheets[0].posts)) and len(set(map(_lacks_year, sheets[0].posts))) == 1


def _stands_alone(post: Post) -> bool:
    """Whether its moment follows from the stamp, or from that and the day of the page: a leap day is not in every year."""
    stamp = post.stamp
    if post.number is None or stamp is None or stamp.swaps:
        return False
    return stamp.whole or (stamp.hour is not None and stamp.zone is not None and stamp.day is not None and (stamp.month, stamp.day) != (2, 29))


def _lacks_year(post: Post) -> bool:
    return post.stamp is not None and post.stamp.year is None


def _around(manner: int, posts: Sequence[Post], day: date | None) -> _Around:
    lack = _lacks_year(posts[0])
    return manner, lack, day if lack else None
