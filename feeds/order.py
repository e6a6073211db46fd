"""The order of the timeline: oldest first, so that a new post on top of a page is an append."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice, pairwise
from operator import attrgetter

from msgspec import Struct

from .model import Entry, Snapshot, Status


class Post(Struct, gc=False, eq=False):
    """A place in the timeline: the entry as it is now, and its story. The key of the timeline's order is `when`."""

    id: str
    source: str
    entry: Entry
    when: float
    """Seconds since 1970 by which it is ordered: its own time, or that of the post beside it; of undated news when it came. Minus infinity when none is known."""
    status: Status = Status()
    older: tuple[Entry, ...] = ()
    """Its earlier versions, oldest first: of more than `MOST_VERSIONS` the first and the newest."""
    missed: int = 0
    """Looks in a row that it was missing from."""
    own: str = ""
    """Its id inside its source: that of its first version. The timeline's own id is the same, unless another source has it too."""
    aliases: tuple[str, ...] = ()
    """Other ids by which its source has called it since."""
    words: str = ""
    """The words of `words_of`, as filters look for them: made when one does."""
    words_of: Entry | None = None
    """The version of the post that has these words; None when no filter has asked."""


MOST_VERSIONS = 100
"""Earlier versions of a post that are kept. A post that is another at each look, for it tells its own age, says no more by the thousandth."""
UNKNOWN = float("-inf")
"""The time of a post beside which none is dated."""


when_of: Callable[[Post], float] = attrgetter("when")
"""The key of the order."""

UNDATED = 2000
"""Posts without a time at the newest end that are looked past for one that is dated."""


def place(posts: Sequence[Post], post: Post) -> int:
    """The index of a post among posts in the timeline's order. Raises ValueError when it is not there."""
    return posts.index(post, bisect_left(posts, post.when, key=when_of))


def insert(posts: list[Post], post: Post) -> None:
    """Put a post into a list that is in the timeline's order."""
    posts.insert(bisect_right(posts, post.when, key=when_of), post)


def latest_of(posts: Sequence[Post]) -> datetime | None:
    """When the newest dated one of posts was published; None when none of the newest is dated."""
    dated = next((post for post in islice(reversed(posts), UNDATED) if post.entry.published is not None), None)
    return None if dated is None else datetime.fromtimestamp(dated.when, UTC)


def oldest_first(snapshot: Snapshot, entries: Sequence[Entry] | None = None) -> Sequence[Entry]:
    """The entries, or some of them, with the oldest first: as the format says, else by most of their neighbours; a document that does not tell has the newest on top."""
    entries = snapshot.entries if entries is None else entries
    upwards = snapshot.oldest_first if snapshot.oldest_first is not None else rise(entry.published for entry in snapshot.entries) > 0
    return entries if upwards else entries[::-1]


def rise(moments: Iterable[datetime | None]) -> int:
    """How many neighbours go on in time down a page, less those that go back."""
    known = [moment for moment in moments if moment]
    return sum((below > above) - (below < above) for above, below in pairwise(known))


def oldest_of(snapshot: Snapshot, known: Mapping[str, str]) -> Entry | None:
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
