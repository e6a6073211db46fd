"""Snapshots laid over each other: every entry ever seen, in order, with its versions and what happened to it.

The order is kept oldest first, so that a new post on top of a page is an append. The clock is the snapshots' own `retrieved`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from .merging.changes import Account, Changes
from .merging.placing import lay_under, move, place_posts
from .merging.recognising import Recognised, once_each, recognise
from .merging.shelf import Shelf
from .merging.strangers import another_feed, is_another_feed, note_the_whole, only_what_is_newer_is_news
from .merging.versions import Became, grow, part, revise
from .merging.withdrawing import miss, miss_again, take_back, welcome
from .model import Entry, Feed, Snapshot, Status
from .order import UNKNOWN, Post, oldest_first, place, times_of
from .points import point_changes

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
        when = self._order[-1].when if self._order else UNKNOWN
        return None if when == UNKNOWN else datetime.fromtimestamp(when, UTC)

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
        found = (shelf.names.get(own), shelf.former.get(own)) if shelf is not None else ()
        return next((id for id in found if id is not None and self._posts[id].own == own), None)

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
            if shelf.has(own):
                continue
            if own == post.source != source:  # a text without posts is called as its source was
                post.aliases = (*post.aliases, source)
            post.id = id = own if own not in self._posts else self._free(source, own)
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

    def merge(self, snapshot: Snapshot, *, news: bool = True, sure: bool = False) -> Changes:
        """Take in what a document says now. Posts that come are new and unseen, unless they are no `news`: they were there when the reader came.

        An entry is withdrawn when the document says so, or when it was missing from two consecutive looks at complete documents that still had
        an older entry of the source; what falls off the old end has only aged. A revision under another id keeps its first id.
        The document of another feed is refused, unless the reader is `sure`.
        """
        if snapshot.continues:
            return self._go_on(snapshot, news)
        shelf = self._shelf(snapshot.source)
        if snapshot.progress < 1 and shelf.restored:
            return Changes()  # what was kept is shown meanwhile, and the whole tells what has become of it
        account = Account()
        text = shelf.names.get(shelf.source) if shelf.format not in (None, snapshot.format) else None
        if text is not None:
            self._forget(shelf, text, account)  # the text of a page whose posts had not been written yet: they say it now
        found: Recognised | None = None
        entries = snapshot.entries
        if snapshot.entries == shelf.entries:
            ids: Mapping[str, str] = shelf.ids
        else:
            snapshot = once_each(snapshot)
            found = recognise(shelf, snapshot, self._order)
            if not sure and is_another_feed(shelf, snapshot, found):
                account.note = another_feed(shelf, snapshot, refused=not shelf.restored)
                if not shelf.restored:  # a source that is opened anew is wanted as it is
                    return Changes(note=account.note, refused=True)
            ids = self._take_in(shelf, snapshot, found, account, news=news)
        present = set(ids.values())
        welcome(shelf, present.difference(account.new), snapshot.retrieved, account)
        take_back(shelf, snapshot, present, account)
        if snapshot.exhaustive:
            miss(shelf, snapshot, ids, self._order, account)
        if found is not None:
            note_the_whole(shelf, snapshot, found, self._order, account)
        self._remember(shelf, snapshot, entries, ids, account)
        return account.changes()

    def _take_in(self, shelf: Shelf, snapshot: Snapshot, found: Recognised, account: Account, *, news: bool) -> dict[str, str]:
        """Give each entry of a whole document its post; give the timeline's ids by the names in the document."""
        ids = found.ids
        newest = only_what_is_newer_is_news(shelf, found)
        for name, id in found.called.items():
            if shelf.rename(self._posts[id], name):
                account.touched[id] = None
        entries = snapshot.entries
        for entry in entries if found.parted else ():
            if entry.id in found.parted:
                self._part(shelf, self._posts[found.parted[entry.id]], entry, ids, account)
        owns: dict[str, str] = {}
        for entry in entries:
            if entry.id not in ids:
                ids[entry.id] = self._christen(shelf, entry.id, entry, owns, account)
            elif snapshot.open_at is not None and entry.id_inferred:
                self._grow(self._posts[ids[entry.id]], entry, account)
            else:
                self._revise(self._posts[ids[entry.id]], entry, snapshot.retrieved, account)
        self._place_new(shelf, snapshot, entries, ids, owns, account, news=news, newest=newest)
        return ids

    def _go_on(self, snapshot: Snapshot, news: bool) -> Changes:
        """Take in what a source that grows at its end has added. The cost is that of the addition, however many posts there are."""
        shelf, account = self._shelf(snapshot.source), Account()
        growth = shelf.growth
        ids: dict[str, str] = {}
        owns: dict[str, str] = {}
        for entry in snapshot.entries:
            goes_on = not ids and growth.last is not None
            if goes_on:
                id, name = self._last_record(shelf, entry, account)
            else:
                name = growth.add(entry) if entry.id_inferred else entry.id
                id = shelf.names.get(name) or self._christen(shelf, name, entry, owns, account)
            growth.last = (id, name)
            ids[entry.id] = id
            post = self._posts.get(id)
            if post is None:
                continue
            if entry.id_inferred or goes_on:
                self._grow(post, entry, account)
            else:
                self._revise(post, entry, snapshot.retrieved, account)
        self._place_new(shelf, snapshot, snapshot.entries, ids, owns, account, news=news)
        growth.placed()
        welcome(shelf, set(ids.values()).difference(account.new), snapshot.retrieved, account)
        return account.changes()

    def _last_record(self, shelf: Shelf, entry: Entry, account: Account) -> tuple[str, str]:
        """The post of the last record of a file, and its name, now that it says what the entry does."""
        growth = shelf.growth
        assert growth.last is not None, "there is a last record"
        id, before = growth.last
        name = growth.go_on(entry)
        if name != before:
            known = shelf.names.get(name)
            if known is not None and known != id:  # a record that was there before the file was written anew
                self._forget(shelf, id, account)
                return known, name
            shelf.rename(self._posts[id], name)
            account.touched[id] = None
        return id, name

    def _remember(self, shelf: Shelf, snapshot: Snapshot, entries: Sequence[Entry], ids: Mapping[str, str], account: Account) -> None:
        """What the next document of the source is compared with."""
        shelf.format = snapshot.format
        if snapshot.open_at is None:
            shelf.entries, shelf.ids = entries, ids
        else:
            shelf.entries, shelf.ids = None, {}
            shelf.growth.begin(snapshot.entries, ids, others=len(shelf.posts) > len(ids))
        if snapshot.progress == 1:
            shelf.restored = False
        if snapshot.complete:
            before, shelf.head = shelf.head, snapshot.feed
            if before is not None and before.summary != snapshot.feed.summary:
                account.summary = point_changes(before.summary, snapshot.feed.summary)

    # --- one post -----------------------------------------------------------------------------------------------------

    def _shelf(self, source: str) -> Shelf:
        if source not in self._shelves:
            self._shelves[source] = Shelf(source)
        return self._shelves[source]

    def _free(self, source: str, own: str, taken: Container[str] = ()) -> str:
        """The timeline's id of a post that its source calls by a name: that name, unless a post of another source has it."""
        id, count = own, 2
        while id in self._posts or id in taken:
            id, count = f"{source} {own}" if id == own else f"{source} {own} {count}", count + (id != own)
        return id

    def _christen(self, shelf: Shelf, name: str, entry: Entry, owns: dict[str, str], account: Account) -> str:
        """The id of a post that is still to be placed, whose name inside its source is kept in `owns`."""
        own = shelf.unused(name, entry)
        id = self._free(shelf.source, own, account.new)
        shelf.reserve(own, name, id)
        owns[id] = own
        account.new[id] = None
        return id

    def _place_new(
        self,
        shelf: Shelf,
        snapshot: Snapshot,
        entries: Sequence[Entry],
        ids: Mapping[str, str],
        owns: Mapping[str, str],
        account: Account,
        *,
        news: bool,
        newest: float = UNKNOWN,
    ) -> None:
        """Make posts of new entries, and put them where they belong."""
        if not owns:
            return
        entries = oldest_first(snapshot, entries)
        first = self._posts.get(ids[entries[0].id]) if snapshot.continues else None
        status = Status(first_seen=snapshot.retrieved, new=news, seen=not news)
        placed: list[tuple[Post, bool]] = []
        for entry, when in zip(entries, times_of(entries, first.when if first else None), strict=True):
            id = ids[entry.id]
            if id not in owns or id in self._posts:
                placed.append((self._posts[id], False))
                continue
            own = owns[id]
            known = status if when > newest or newest == UNKNOWN else replace(status, new=False)
            aliases = (entry.id,) if shelf.names.get(entry.id) == id and entry.id != own else ()
            post = Post(id, shelf.source, replace(entry, id=id) if entry.id != id else entry, when, known, own=own, aliases=aliases)
            self._posts[id] = post
            shelf.add(post)
            account.touched[id] = None
            placed.append((post, True))
        place_posts(self._order, placed)

    def _revise(self, post: Post, entry: Entry, now: datetime | None, account: Account) -> None:
        before = post.entry.published
        match revise(post, entry, now):
            case Became.SAME:
                return
            case Became.EDITED:
                account.edited.append(post.id)
            case Became.REVERTED:
                account.edited.append(post.id)
                account.reverted.append(post.id)
            case Became.TOUCHED:
                pass
        account.touched[post.id] = None
        if post.entry.published is not None and post.entry.published != before:
            move(self._order, post, post.entry.published.timestamp())

    def _grow(self, post: Post, entry: Entry, account: Account) -> None:
        before = post.entry.published
        if not grow(post, entry):
            return
        account.grown.append(post.id)
        account.touched[post.id] = None
        if post.entry.published is not None and post.entry.published != before:
            move(self._order, post, post.entry.published.timestamp())

    def _part(self, shelf: Shelf, post: Post, entry: Entry, ids: dict[str, str], account: Account) -> None:
        """Make two of a post that is called by two of its names in one document: the first keeps its own, as an entry says it now."""
        name = shelf.current(post)
        other = part(post, entry)
        shelf.unname(post, name, entry.id)
        other.own, other.id = name, self._free(shelf.source, name, account.new)
        other.entry = replace(other.entry, id=other.id)
        self._posts[other.id] = other
        shelf.add(other)
        self._order.insert(place(self._order, post) + 1, other)
        if post.entry.published is not None and post.entry.published.timestamp() != post.when:
            move(self._order, post, post.entry.published.timestamp())
        ids[entry.id], ids[name] = post.id, other.id
        account.new[other.id] = None
        account.touched |= {post.id: None, other.id: None}

    def _forget(self, shelf: Shelf, id: str, account: Account) -> None:
        """Take a post out that is none."""
        post = self._posts[id]
        del self._order[place(self._order, post)]
        del self._posts[id]
        shelf.forget(post)
        account.forgotten.append(post.own)
