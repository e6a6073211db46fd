"""Snapshots laid over each other: every entry ever seen, in order, with its versions and what happened to it.

The order is kept oldest first, so that a new post on top of a page is an append. The clock is the snapshots' own `retrieved`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from .merging.changes import Account, Changes, joined
from .merging.comparing import Compared, compare, compare_older
from .merging.merge import Merge
from .merging.naming import free_id
from .merging.placing import lay_under
from .merging.shelf import Shelf
from .merging.withdrawing import miss_again
from .model import Entry, Feed, Snapshot, Status
from .order import Post, latest_of, place

if TYPE_CHECKING:
    from .merging.addition import Addition

__all__ = ["Changes", "Compared", "Timeline", "joined"]

MANY = 1000
"""Posts of a merge that are taken in before the event loop may turn."""
QUICK = 50
"""Entries of a document that is compared at once; in a long timeline they may have to be looked for in all of it."""
SHORT = 1 << 16
"""Characters of such a document."""


class Timeline:
    """Every entry seen, of one source or several."""

    def __init__(self) -> None:
        self._posts: dict[str, Post] = {}
        self._order: list[Post] = []
        self._shelves: dict[str, Shelf] = {}
        self._adding: dict[str, Addition] = {}
        """The last addition of each source: a fault may have left it unfinished."""

    # --- reading ------------------------------------------------------------------------------------------------------

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry seen in its latest version, newest first; withdrawn ones too."""
        return tuple(post.entry for post in reversed(self._order))

    @property
    def posts(self) -> Sequence[Post]:
        """The posts in order, oldest first: the list itself, not to be changed."""
        return self._order

    @property
    def latest(self) -> datetime | None:
        """When the newest dated entry was published."""
        return latest_of(self._order)

    def __len__(self) -> int:
        return len(self._order)

    def __contains__(self, id: object) -> bool:
        return id in self._posts

    def post(self, id: str) -> Post:
        """The post of an id. Raises KeyError."""
        return self._posts[id]

    def entry(self, id: str) -> Entry:
        """The latest version of an entry. Raises KeyError."""
        return self._posts[id].entry

    def status(self, id: str) -> Status:
        """What happened to an entry. Raises KeyError."""
        return self._posts[id].status

    def versions(self, id: str) -> tuple[Entry, ...]:
        """Every version of an entry, oldest first, the latest last. Raises KeyError."""
        post = self._posts[id]
        return (*post.older, post.entry)

    def id_of(self, source: str, own: str) -> str | None:
        """The id here of a post that its source calls so; None when there is none."""
        shelf = self._shelves.get(source)
        return shelf.find(own) if shelf is not None else None

    def place(self, id: str) -> int:
        """The index of a post in `posts`. Raises KeyError."""
        return place(self._order, self._posts[id])

    def count(self, source: str) -> int:
        """How many posts a source has."""
        shelf = self._shelves.get(source)
        return len(shelf.posts) if shelf is not None else 0

    def waiting(self, source: str) -> bool:
        """Whether a look at the same document once more would tell something: an entry was missing, but not often enough to be withdrawn."""
        shelf = self._shelves.get(source)
        return shelf is not None and bool(shelf.missing)

    def is_restored(self, source: str) -> bool:
        """Whether a source has posts of an earlier sitting, and no whole document has come in this one."""
        shelf = self._shelves.get(source)
        return shelf is not None and shelf.restored

    # --- an earlier sitting -------------------------------------------------------------------------------------------

    def restore(self, source: str, posts: Iterable[Post], *, feed: Feed | None = None, format: str | None = None) -> tuple[str, ...]:
        """Take in posts that an earlier sitting kept of a source, the newest first, in one batch or more, before anything of it is merged; give their ids here.

        The posts become the timeline's own. What was seen is not new any more. `feed` and `format` are those of the last document, as the record has them.
        A post that is there already stays as it is.
        """
        shelf = self._shelf(source)
        taken = []
        for post in posts:
            own = post.own or post.id
            if shelf.find(own) is not None:
                continue
            if own == post.source != source:  # a text without posts is called as its source was
                post.aliases = (*post.aliases, source)
            post.id = id = own if own not in self._posts else free_id(self._posts, source, own)
            post.own, post.source = own, source
            if post.entry.id != id:
                post.entry = replace(post.entry, id=id)
            if post.status.new and post.status.seen:
                post.status = replace(post.status, new=False)
            self._posts[id] = post
            shelf.add(post)
            taken.append(post)
        lay_under(self._order, taken[::-1])
        shelf.turn += 1
        shelf.restored = shelf.restored or bool(taken)
        shelf.head, shelf.format = feed or shelf.head, format or shelf.format
        return tuple(post.id for post in taken)

    def confirm(self, source: str, at: datetime | None) -> Changes:
        """Count an unchanged look at a source of which no snapshot is at hand, as after a restart: what was missing is still."""
        account = Account()
        shelf = self._shelves.get(source)
        if shelf is not None:
            shelf.turn += 1
            miss_again(shelf, at, account)
        return account.changes()

    # --- what the reader did ------------------------------------------------------------------------------------------

    def mark(
        self, ids: Iterable[str], *, seen: bool | None = None, starred: bool | None = None, new: bool | None = None, changed: bool | None = None
    ) -> tuple[str, ...]:
        """Set the reader's marks on posts; give the ids of those that were changed. What is seen is seen with its edits, unless `changed` says otherwise."""
        marks = (("seen", seen), ("starred", starred), ("new", new), ("changed", False if seen and changed is None else changed))
        asked = {name: value for name, value in marks if value is not None}
        touched = []
        for id in ids:
            post = self._posts[id]
            if any(getattr(post.status, name) != value for name, value in asked.items()):
                post.status = replace(post.status, **asked)
                touched.append(id)
        return tuple(touched)

    # --- merging ------------------------------------------------------------------------------------------------------

    def is_quick(self, snapshot: Snapshot) -> bool:
        """Whether a document can be compared at once, without anybody waiting. What a source has added is not compared.

        The first after an earlier sitting is not quick: what was kept is written otherwise, so that every body must be read.
        """
        if snapshot.continues or self.is_restored(snapshot.source):
            return snapshot.continues
        many = max(len(snapshot.entries), len(self._order) // 100)
        return many <= QUICK and sum(entry.length for entry in snapshot.entries) <= SHORT

    def compare(self, snapshot: Snapshot, *, news: bool = True, older: bool = False) -> Compared:
        """What a document makes of the posts of its source. What is found makes the merge of the document quick.

        For threads: it changes nothing. Until the merge nothing else of the source may be merged, else the document is compared again.
        """
        shelf = self._shelves.get(snapshot.source) or Shelf(snapshot.source)
        if older:
            return compare_older(shelf, snapshot)
        own = [post for post in self._order.copy() if post.source == shelf.source]  # those of others may get other times meanwhile
        return compare(shelf, snapshot, own, news=news)

    def is_another_feed(self, snapshot: Snapshot) -> bool:
        """Whether a document has nothing to do with what its source said before, so that `merge` would refuse it."""
        return self.compare(snapshot).another

    def merge(self, snapshot: Snapshot, *, news: bool = True, sure: bool = False) -> Changes:
        """Take in what a document says now. Posts that come are new and unseen, unless they are no `news`: they were there when the reader came.

        An entry is withdrawn when the document says so, or when it was missing from two consecutive looks at complete documents that still had
        an older entry of the source; what falls off the old end has only aged. A revision under another id keeps its first id.
        The document of another feed is refused, unless the reader is `sure`.
        """
        return joined(list(self.merging(snapshot, news=news, sure=sure, many=max(1, len(snapshot.entries), len(self)))))

    def merging(
        self, snapshot: Snapshot, *, news: bool = True, sure: bool = False, older: bool = False, compared: Compared | None = None, many: int = MANY
    ) -> Generator[Changes, None, None]:
        """The same in slices of so `many` posts, for an event loop that may turn between them: after each the timeline is whole, and the changes are those of the slice.

        It must be gone through to its end, and nothing else of the source be merged or restored meanwhile. Where it was not, the next one tells again what its
        slices touched, for nobody may have kept it, and takes in what is left of an addition: its records do not come again. `compared` is what the method of that name found.
        """
        shelf = self._shelf(snapshot.source)
        adds, before = snapshot.continues and not older, self._adding.get(snapshot.source)
        if adds and before is not None and before.snapshot is snapshot:  # a fault came between: what was taken in is not taken in twice
            yield from before.slices() if before.told is None else (replace(before.told, more=False),)
            return
        if before is not None and before.told is None:
            yield from before.slices(more=True)
        if adds:
            from .merging.addition import Addition

            self._adding[snapshot.source] = adding = Addition(self._posts, self._order, shelf, snapshot, news=news, many=many)
            yield from adding.slices()
            return
        news = news and not older
        if compared is None or compared.of is not snapshot or (compared.turn, compared.news) != (shelf.turn, news):
            compared = compare_older(shelf, snapshot) if older else compare(shelf, snapshot, self._order, news=news)
        merge = Merge(self._posts, self._order, shelf, compared, many=many)
        yield from merge.older() if older else merge.whole(sure=sure)

    def add_older(self, snapshot: Snapshot) -> Changes:
        """Take in a document of older posts: those that are not known, which are no news. What newer documents say of the others counts (RFC 5005, 4)."""
        return joined(list(self.merging(snapshot, older=True, many=max(1, len(snapshot.entries)))))

    def _shelf(self, source: str) -> Shelf:
        if source not in self._shelves:
            self._shelves[source] = Shelf(source)
        return self._shelves[source]
