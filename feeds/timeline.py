"""Snapshots laid over each other: every entry ever seen, in order, with its versions and what happened to it.

The order is kept oldest first, so that a new post on top of a page is an append. The clock is the snapshots' own `retrieved`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from .merging.changes import Account, Changes
from .merging.merge import Merge, free_id
from .merging.placing import lay_under
from .merging.recognising import once_each, recognise
from .merging.shelf import Shelf
from .merging.strangers import is_another_feed
from .merging.versions import same_otherwise_written
from .merging.withdrawing import miss_again
from .model import Entry, Feed, Snapshot, Status
from .order import Post, latest_of, place

__all__ = ["Changes", "Timeline"]


class Timeline:
    """Every entry seen, of one source or several."""

    def __init__(self) -> None:
        self._posts: dict[str, Post] = {}
        self._order: list[Post] = []
        self._shelves: dict[str, Shelf] = {}

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
        shelf.restored = shelf.restored or bool(taken)
        shelf.head, shelf.format = feed or shelf.head, format or shelf.format
        return tuple(post.id for post in taken)

    def confirm(self, source: str, at: datetime | None) -> Changes:
        """Count an unchanged look at a source of which no snapshot is at hand, as after a restart: what was missing is still."""
        account = Account()
        shelf = self._shelves.get(source)
        if shelf is not None:
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

    def is_another_feed(self, snapshot: Snapshot) -> bool:
        """Whether a document has nothing to do with what its source said before in this sitting, so that `merge` would refuse it."""
        shelf = self._shelves.get(snapshot.source)
        return shelf is not None and not shelf.restored and is_another_feed(shelf, snapshot, recognise(shelf, once_each(snapshot), self._order))

    def alike(self, snapshot: Snapshot) -> dict[str, Entry]:
        """The entries of a document whose bodies say what those of their posts say, though they are written otherwise: by their ids, with what they were compared with.

        Every post of an earlier sitting is of that kind when its source says it for the first time, and both bodies must be read to know it.
        For threads: looks at posts and changes nothing. What it finds makes the `merge` of the document quick.
        """
        shelf = self._shelves.get(snapshot.source)
        found = {}
        for entry in snapshot.entries if shelf is not None else ():
            post = self._posts.get(shelf.names.get(entry.id, "")) if shelf is not None else None
            if post is not None and same_otherwise_written((old := post.entry).body, entry.body):
                found[entry.id] = old
        return found

    def merge(self, snapshot: Snapshot, *, news: bool = True, sure: bool = False, alike: Mapping[str, Entry] | None = None) -> Changes:
        """Take in what a document says now. Posts that come are new and unseen, unless they are no `news`: they were there when the reader came.

        An entry is withdrawn when the document says so, or when it was missing from two consecutive looks at complete documents that still had
        an older entry of the source; what falls off the old end has only aged. A revision under another id keeps its first id.
        The document of another feed is refused, unless the reader is `sure`. `alike` is what the method of that name found beside the event loop.
        """
        merge = Merge(self._posts, self._order, self._shelf(snapshot.source), snapshot, news=news, alike=alike or {})
        return merge.addition() if snapshot.continues else merge.whole(sure=sure)

    def add_older(self, snapshot: Snapshot) -> Changes:
        """Take in a document of older posts: those that are not known, which are no news. What newer documents say of the others counts (RFC 5005, 4)."""
        return Merge(self._posts, self._order, self._shelf(snapshot.source), snapshot, news=False, alike={}).older()

    def _shelf(self, source: str) -> Shelf:
        if source not in self._shelves:
            self._shelves[source] = Shelf(source)
        return self._shelves[source]
