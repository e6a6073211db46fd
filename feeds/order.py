"""The order of the timeline: oldest first, so that a new post on top of a page is an append."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from msgspec import Struct

from .model import Entry, Snapshot, Status


class Post(Struct, gc=False, eq=False):
    """A place in the timeline: the entry as it is now, and its story. The key of the timeline's order is `when`."""

    id: str
    source: str
    entry: Entry
    when: float
    """Seconds since 1970 by which it is ordered: its own time, or that of the post beside it. Minus infinity when none is known."""
    status: Status = Status()
    older: tuple[Entry, ...] = ()
    """Its earlier versions, oldest first."""
    missed: int = 0
    """Looks in a row that it was missing from."""
    own: str = ""
    """Its id inside its source: that of its first version. The timeline's own id is the same, unless another source has it too."""
    aliases: tuple[str, ...] = ()
    """Other ids by which its source has called it since."""


UNKNOWN = float("-inf")
"""The time of a post beside which none is dated."""


def place(posts: Sequence[Post], post: Post) -> int:
    """The index of a post among posts in the timeline's order. Raises ValueError when it is not there."""
    return posts.index(post, bisect_left(posts, post.when, key=when_of))


def insert(posts: list[Post], post: Post) -> None:
    """Put a post into a list that is in the timeline's order."""
    posts.insert(bisect_right(posts, post.when, key=when_of), post)


def lay_under(posts: list[Post], older: list[Post]) -> None:
    """Put a batch into a list, both in the timeline's order but for a few. What is older than all that is there costs next to nothing."""
    if not older:
        return
    older.sort(key=when_of)
    low, high = bisect_left(posts, older[0].when, key=when_of), bisect_right(posts, older[-1].when, key=when_of)
    between = older + posts[low:high]
    between.sort(key=when_of)
    posts[low:high] = between


def when_of(post: Post) -> float:
    return post.when


def oldest_first(snapshot: Snapshot) -> Sequence[Entry]:
    """The entries with the oldest first: as the format says, else by most of their neighbours; a document that does not tell has the newest on top."""
    if snapshot.oldest_first is not None:
        return snapshot.entries if snapshot.oldest_first else snapshot.entries[::-1]
    return snapshot.entries if rise(entry.published for entry in snapshot.entries) > 0 else snapshot.entries[::-1]


def rise(moments: Iterable[datetime | None]) -> int:
    """How many neighbours go on in time down a page, less those that go back."""
    known = [moment for moment in moments if moment]
    return sum((below > above) - (below < above) for above, below in pairwise(known))


def oldest_of(snapshot: Snapshot, known: dict[str, str]) -> Entry | None:
    """The entry at the old end of a document that the timeline knows: what is older than it has aged off."""
    return next((entry for entry in oldest_first(snapshot) if entry.id in known), None)


def times_of(entries: Sequence[Entry], before: float | None = None) -> list[float]:
    """The times that entries are ordered by, oldest first: an undated one takes that of the older neighbour, which is `before` for the first, else of the next newer."""
    times = [entry.published.timestamp() if entry.published else UNKNOWN for entry in entries]
    last = before if before is not None else next((time for time in times if time != UNKNOWN), UNKNOWN)
    for index, time in enumerate(times):
        if time == UNKNOWN:
            times[index] = last
        else:
            last = time
    return times
