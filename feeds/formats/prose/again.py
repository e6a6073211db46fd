"""Reading a live-text page once more: of posts that stand on it as before only the text is compared, whatever their numbers are now.

A new post shifts the number of every other, so pages are compared without numbers. On an even page (see `even`) what a post says depends on its own text alone when its stamp
names clock, zone and day, and those of all posts name the year or none does. What then is new is read as a page of its own, with the page's
head, its first posts, which tell whether it is about sport, and its last one, which may be cut off. Any other page is read afresh.
"""

from __future__ import annotations

from array import array
from datetime import date
from typing import Any

from msgspec import Struct

from ...dates import Stamp
from ...model import Entry
from ..base import Page
from .cut import cut_up
from .days import direction
from .entry import SAMPLE
from .even import Even, entries_of, find_even, manner_of
from .head import read_head
from .pages import Leaf, as_before

_Around = tuple[int, bool, date | None]
"""What posts take from their page: its manner, whether they lack years, and its day if they do."""


class Known(Struct):
    """The posts of an even page, by what its pieces are known by, in its order. The last one's text may go on."""

    keys: array[int]
    around: _Around


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
    if even is None:
        return None
    head = read_head(even.cut.head)
    day = head.day or page.document.date
    if _around(even, day) != known.around:
        return None
    entries[last] = made[-1]
    for at, entry in zip(unknown, entries_of(even, day), strict=True):
        entries[at] = entry if entries[at] != entry else entries[at]
    clocks = [entry.published.hour * 60 + entry.published.minute for entry in entries]
    return Leaf(head, entries, direction(clocks)), Known(array("q", keys), known.around)


def known_of(even: Even, day: date | None) -> Known | None:
    """What to keep of a page that was read afresh; None when a post takes more from it than is told here, or the page is too small to be worth it."""
    around = _around(even, day) if len(even.bodies) > 2 * SAMPLE else None
    return Known(array("q", even.cut.keys()), around) if around is not None else None


def _around(even: Even, day: date | None) -> _Around | None:
    """What the posts take from their page; None when what they say may depend on each other."""
    dates = even.dates.values()
    lack = any(date.year is None for date in dates)
    if not all(map(_stands_alone, dates)) or (lack and any(date.year is not None for date in dates)):
        return None
    if lack and (day is None or not 1 < day.year < 9999):
        return None  # there are no years around it to conclude from
    return manner_of(even), lack, day if lack else None


def _stands_alone(date: Stamp) -> bool:
    """Whether a moment follows from the stamp, or from that and the day of the page: a leap day is not in every year."""
    return not date.swaps and (date.whole or (date.zone is not None and date.day is not None and (date.month, date.day) != (2, 29)))
