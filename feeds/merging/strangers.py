"""A source that suddenly says something else: another feed, an older version of itself, or the same posts all under other names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from ..model import Feed, Snapshot
from ..order import UNKNOWN, Post, oldest_of
from ..text import fold
from .recognising import Recognised
from .shelf import Shelf
from .withdrawing import LOOKS

LONG = 20_000
"""Posts of an earlier sitting from which on they may be only the newest of a source: the history keeps as many of one look."""
BACK = 3
"""Posts that must be gone from the newest end at once, while nothing new came, for a document to be called an older version."""
SOME = 5
"""Posts that both must have for nothing in common to mean something where neither tells its title or link."""


def is_another_feed(shelf: Shelf, snapshot: Snapshot, found: Recognised, order: Sequence[Post]) -> bool:
    """Whether a document has nothing to do with what its source said before, in this sitting or an earlier one: no post in common, and another head.

    A live page that was left alone for a night has no post in common with itself either: then all its posts are newer than those known. So has a
    list that turns over quickly: then it still has its title or its link.
    """
    if snapshot.open_at is not None or not snapshot.entries or found.ids or found.parted or not shelf.posts or shelf.head is None:
        return False
    if not snapshot.complete and snapshot.format != shelf.format:  # a log that becomes a page is one for a while before that is whole
        return False
    before, after = shelf.head, snapshot.feed
    names = [(_key(before.title), _key(after.title)), (before.link, after.link)]
    told = [one == other for one, other in names if one and other]
    if any(told):
        return False
    times = [entry.published.timestamp() for entry in snapshot.entries if entry.published]
    known = [*islice((post.when for post in reversed(order) if post.source == shelf.source and post.entry.published), SOME)]  # the newest first
    if times and known and min(times) > known[0]:
        return False
    return bool(told) or shelf.format != snapshot.format or min(len(times), len(known)) >= SOME


def another_feed(shelf: Shelf, snapshot: Snapshot) -> str:
    """What is said of a document that is another feed's."""
    was = f" instead of “{shelf.head.title}”" if shelf.head is not None and shelf.head.title else ""
    return f"{shelf.source} is another feed now{_named(snapshot.feed)}{was}; nothing of it is taken in unless you say so"


def what_happened(shelf: Shelf, snapshot: Snapshot, found: Recognised, *, new: int, reverted: int, outdated: int, lost: int) -> str:
    """What is said of a merged document that its posts alone do not tell. Of them so many are `new`, say again what they said before, say that they are older than what was known, or are `lost` from the top."""
    if found.anew and found.called:
        return _renamed(shelf, found, new)
    if new or not snapshot.exhaustive or not found.ids or not _is_older(shelf, snapshot, reverted + outdated, lost):
        return ""
    said = "" if not reverted else "; 1 post says what it said before" if reverted == 1 else f"; {reverted:,} posts say what they said before"
    return f"{shelf.source} looks like an older version of itself{said}. What came later is kept"


def _is_older(shelf: Shelf, snapshot: Snapshot, older: int, lost: int) -> bool:
    """Whether a document without anything new is one that was there before: its newest posts or its edits are gone. So many posts are as they were before those."""
    before, after = shelf.head.updated if shelf.head else None, snapshot.feed.updated
    back = before is not None and after is not None and after < before
    return lost >= BACK or (older > 0 and (lost > 0 or back or older > 1)) or (lost > 0 and back)


def lost_from_the_top(shelf: Shelf, snapshot: Snapshot, ids: Mapping[str, str], order: Sequence[Post]) -> int:
    """How many posts are missing for the first time above the newest that the document has, when no other is missing from it.

    `order` is that of the source's own posts once the document is merged.
    """
    present = set(ids.values())
    end = oldest_of(snapshot, ids)
    if end is None or not order:
        return 0
    gone = shelf.called(snapshot.withdrawn)
    own = islice(order, order.index(shelf.posts[ids[end.id]]), None)
    held = [post.id in present for post in own if post.id in present or not (post.status.withdrawn or post.missed + 1 >= LOOKS or post.id in gone)]
    return 0 if not all(held[: sum(held)]) else len(held) - sum(held)


def only_what_is_newer_is_news(shelf: Shelf, found: Recognised) -> float:
    """From which time on a post is news. When a feed has named its posts anew, one that was not recognised is no news if it is older than what is known.

    Of a very long source the history may have kept only the newest: what is older than those was there before.
    """
    if shelf.restored and len(shelf.posts) >= LONG:
        return min(post.when for post in list(shelf.posts.values()))
    if not (found.anew and found.called):
        return UNKNOWN
    return max((post.when for post in list(shelf.posts.values())), default=UNKNOWN)


def _renamed(shelf: Shelf, found: Recognised, others: int) -> str:
    count = len(found.called)
    said = f"{shelf.source} has given nearly all its posts new ids; {count:,} {'was' if count == 1 else 'were'} recognised by link, headline or words"
    return said + (f", {others:,} not" if others else "")


def _named(feed: Feed) -> str:
    return f", “{feed.title}”" if feed.title else ""


def _key(text: str | None) -> str | None:
    return " ".join(fold(text).split()) if text else None
