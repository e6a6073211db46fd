"""Reading a live-text page once more: of posts that stand on it as before only the text is compared, whatever their numbers are now.

A new post shifts the number of every other, so pages are compared without numbers. On an even page (see `even`) what a post says, but for its moment, depends on its own text alone.
What is new is read as a page of its own, with the page's head, its first posts, which tell whether it is about sport, and its last one, which may be cut off.
Where moments are concluded from each other, those of all posts are so again. Any other page is read afresh.
"""

from __future__ import annotations

from array import array
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ...model import Entry
from ..base import Page
from .cut import cut_up
from .days import direction
from .entry import SAMPLE
from .even import Even, entries_of, find_even, manner_of
from .head import read_head
from .pages import Leaf, as_before
from .times import times_of


class Known(Struct):
    """The posts of an even page, by what its pieces are known by, in its order. The last one's text may go on."""

    keys: array[int]
    manner: int
    """That of the page (see `manner_of`)."""
    whole: bool
    """The stamps name moments, and none is concluded from the others (see `Times.whole`)."""


def read_again(page: Page) -> tuple[Leaf, Known] | None:
    """The page as it is when read afresh, with the entries made by the last reading for posts that stand on it still; None when that must be done."""
    known: Known | None = page.kept.take(read_again)
    made: list[Entry] | None = page.kept.get(as_before)
    cut = cut_up(page.text) if known is not None and made is not None else None
    if known is None or made is None or cut is None:
        return None
    keys = cut.keys()
    before = dict(zip(known.keys[:-1], made, strict=False))
    entries: list[Any] = list(map(before.get, keys))
    last = len(entries) - 1
    unknown = [at for at, entry in enumerate(entries) if entry is None or at < SAMPLE or at == last]
    if 2 * len(unknown) > len(entries):
        return None
    even = find_even(cut.joined(unknown))
    if even is None or manner_of(even) != known.manner:
        return None
    head = read_head(even.cut.head)
    day = head.day or page.document.date
    entries[last] = made[-1]
    for at, entry in zip(unknown, entries_of(even, day), strict=True):
        entries[at] = entry if entries[at] != entry else entries[at]
    if known.whole and even.times.whole:
        runs = direction([entry.published.hour * 60 + entry.published.minute for entry in entries])
    else:
        if (times := times_of([entry.stamp for entry in entries])) is None:
            return None
        runs = times.runs
        entries = [
            entry if entry.published == moment and entry.date_inferred == guessed else replace(entry, published=moment, date_inferred=guessed)
            for entry, moment, guessed in zip(entries, *times.moments(day), strict=True)
        ]
    page.kept.take(as_before)  # these are as before already
    return Leaf(head, entries, runs), Known(array("q", keys), known.manner, known.whole and even.times.whole)


def known_of(even: Even) -> Known | None:
    """What to keep of a page that was read afresh; None when it is too small to be worth it."""
    return Known(array("q", even.cut.keys()), manner_of(even), even.times.whole) if len(even.bodies) > 2 * SAMPLE else None
