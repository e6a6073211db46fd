"""One document, laid over what the timeline knows of its source."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from msgspec.structs import replace

from ..model import Entry, Snapshot, Status
from ..order import UNKNOWN, Post, oldest_first, place, times_of
from ..points import point_changes
from .changes import Account, Changes
from .placing import move, place_posts
from .recognising import Recognised, once_each, recognise
from .shelf import Shelf
from .strangers import another_feed, is_another_feed, note_the_whole, only_what_is_newer_is_news
from .versions import Became, grow, part, revise
from .withdrawing import miss, take_back, welcome


def free_id(posts: Container[str], source: str, own: str, taken: Container[str] = ()) -> str:
    """The timeline's id of a post that its source calls by a name: that name, unless a post of another source has it."""
    id, count = own, 2
    while id in posts or id in taken:
        id, count = f"{source} {own}" if id == own else f"{source} {own} {count}", count + (id != own)
    return id


class Merge:
    """A merge that is under way: the timeline's posts, those of one source, and the document that is laid over them."""

    def __init__(self, posts: dict[str, Post], order: list[Post], shelf: Shelf, snapshot: Snapshot, *, news: bool, alike: Mapping[str, Entry]) -> None:
        self.posts, self.order, self.shelf, self.snapshot, self.news, self.alike = posts, order, shelf, snapshot, news, alike
        self.account = Account()
        self._ids: dict[str, str] = {}
        """The timeline's ids by the names in the document."""
        self._named: dict[str, tuple[str, str]] = {}
        """The first name and the present one of each post that is still to be placed, by its id."""

    def whole(self, *, sure: bool) -> Changes:
        """Take in a document that says all that its source has to say now."""
        shelf, account = self.shelf, self.account
        if self.snapshot.progress < 1 and shelf.restored:
            return Changes()  # what was kept is shown meanwhile, and the whole tells what has become of it
        grows_again = shelf.restored and self.snapshot.open_at is not None
        text = shelf.names.get(shelf.source) if grows_again or shelf.format not in (None, self.snapshot.format) else None
        if text is not None:
            self._forget(text)  # the text of a page whose posts had not been written yet: they say it now
        entries = self.snapshot.entries
        found: Recognised | None = None
        if entries == shelf.entries:
            self._ids = shelf.ids
        else:
            self.snapshot = once_each(self.snapshot)
            found = recognise(shelf, self.snapshot, self.order)
            if not sure and is_another_feed(shelf, self.snapshot, found):
                if not (self.snapshot.complete or shelf.restored):
                    return account.changes()  # it may be half written: the whole tells
                account.note = another_feed(shelf, self.snapshot, refused=not shelf.restored)
                account.refused = not shelf.restored  # a source that is opened anew is wanted as it is
                if account.refused:
                    return account.changes()
            self._take_in(found)
        present = set(self._ids.values())
        if self.snapshot.open_at is not None:  # what such a document takes back, it takes back behind the post
            present.difference_update(shelf.called(self.snapshot.withdrawn))
        welcome(shelf, (id for id in self._ids.values() if id in present and id not in account.new), self.snapshot.retrieved, account)
        take_back(shelf, self.snapshot, present, account)
        if self.snapshot.exhaustive:
            miss(shelf, self.snapshot, self._ids, self.order, account)
        if found is not None:
            note_the_whole(shelf, self.snapshot, found, self.order, account)
        self._remember(entries)
        return account.changes()

    def older(self) -> Changes:
        """Take in a document of older posts: those that are not known."""
        entries = [entry for entry in once_each(self.snapshot).entries if not self.shelf.knows(entry.id)]
        self.snapshot = replace(self.snapshot, entries=tuple(entries))
        self._ids = {entry.id: self._christen(entry.id, entry) for entry in entries}
        self._place_new()
        return self.account.changes()

    def addition(self) -> Changes:
        """Take in what a source that grows at its end has added. The cost is that of the addition, however many posts there are."""
        growth, ids = self.shelf.growth, self._ids
        said: dict[str, None] = {}
        for entry in self.snapshot.entries:
            goes_on = not ids and growth.last is not None
            if goes_on:
                id, name = self._last_record(entry)
            else:
                name = growth.add(entry) if entry.id_inferred else entry.id
                id = self.shelf.names.get(name) or self._christen(name, entry)
            growth.last = (id, name)
            ids[entry.id] = id
            if not goes_on:  # the first is only said again
                said[id] = None
            post = self.posts.get(id)
            if post is None:
                continue
            if entry.id_inferred or goes_on:
                self._grow(post, entry)
            else:
                self._revise(post, entry)
        self._place_new()
        growth.placed()
        self.shelf.end = next(reversed(self.account.new), self.shelf.end)
        present = said.keys() - self.shelf.called(self.snapshot.withdrawn)
        welcome(self.shelf, [id for id in said if id in present and id not in self.account.new], self.snapshot.retrieved, self.account)
        take_back(self.shelf, self.snapshot, present, self.account)
        return self.account.changes()

    def _take_in(self, found: Recognised) -> None:
        """Give each entry of a whole document its post."""
        ids = self._ids = found.ids
        newest = only_what_is_newer_is_news(self.shelf, found)
        for name, id in found.called.items():
            if self.shelf.rename(self.posts[id], name):
                self.account.touched[id] = None
        for entry in self.snapshot.entries if found.parted else ():
            if entry.id in found.parted:
                self._part(self.posts[found.parted[entry.id]], entry)
        for entry in self.snapshot.entries:
            known = ids.get(entry.id)
            if known is None:
                ids[entry.id] = self._christen(entry.id, entry)
            elif self.snapshot.open_at is not None and entry.id_inferred:
                self._grow(self.posts[known], entry)
            else:
                self._revise(self.posts[known], entry)
        self._place_new(newest)

    def _last_record(self, entry: Entry) -> tuple[str, str]:
        """The post of the last record of a file, and its name, now that it says what the entry does."""
        growth = self.shelf.growth
        assert growth.last is not None, "there is a last record"
        id, before = growth.last
        name = growth.go_on(entry)
        if name != before:
            known = self.shelf.names.get(name)
            if known is not None and known != id:  # a record that was there before the file was written anew
                self._forget(id)
                return known, name
            self.shelf.rename(self.posts[id], name)
            self.account.touched[id] = None
        return id, name

    def _remember(self, entries: tuple[Entry, ...]) -> None:
        """What the next document of the source is compared with."""
        self.shelf.format = self.snapshot.format
        if self.snapshot.open_at is None:
            self.shelf.entries, self.shelf.ids = entries, self._ids
        else:
            self.shelf.entries, self.shelf.ids = None, {}
            self.shelf.end = self._ids[entries[-1].id] if entries else self.shelf.end
            self.shelf.growth.begin(self.snapshot.entries, self._ids, others=len(self.shelf.posts) > len(self._ids))
        if self.snapshot.progress == 1:
            self.shelf.restored = False
        if self.snapshot.complete:
            before, self.shelf.head = self.shelf.head, self.snapshot.feed
            if before is not None and before.summary != self.snapshot.feed.summary:
                self.account.summary = point_changes(before.summary, self.snapshot.feed.summary)

    def _christen(self, name: str, entry: Entry) -> str:
        """The id of a post that is still to be placed, whose name inside its source is kept until then."""
        shelf, new = self.shelf, self.account.new
        own = name if name not in shelf.names and name not in shelf.former and name not in shelf.retired else shelf.unused(name, entry)
        id = own if own not in self.posts and own not in new else free_id(self.posts, shelf.source, own, new)
        shelf.reserve(own, name, id)
        self._named[id] = (own, name)
        new[id] = None
        return id

    def _place_new(self, newest: float = UNKNOWN) -> None:
        """Make posts of new entries, and put them where they belong."""
        if not self._named:
            return
        ids, entries = self._ids, oldest_first(self.snapshot)
        first = self.posts.get(ids[entries[0].id]) if self.snapshot.continues else None
        if first is not None:  # posts may have been said again behind the one that came last
            first = self.posts.get(self.shelf.end or "", first)
            entries = [entry for entry in entries if ids[entry.id] in self._named]
        status = Status(first_seen=self.snapshot.retrieved, new=self.news, seen=not self.news)
        placed: list[tuple[Post, bool]] = [(first, False)] if first is not None else []
        named, posts, shelf, touched = self._named, self.posts, self.shelf, self.account.touched
        beside = first is not None and first.when != UNKNOWN and any(entry.published for entry in (first.entry, *entries))
        times = times_of(entries, first.when if first is not None and beside else None)
        self._arrive(entries, times, first)
        for entry, when in zip(entries, times, strict=True):
            id = ids[entry.id]
            if id not in named or id in posts:
                placed.append((posts[id], False))
                continue
            own, name = named[id]
            known = status if newest == UNKNOWN or when > newest else replace(status, new=False)
            aliases = (name,) if name != own and shelf.names.get(name) == id else ()
            said = replace(entry, id=id) if entry.id != id else entry
            posts[id] = post = Post(id, shelf.source, said, when, known, own=own, aliases=aliases)
            shelf.add(post)
            touched[id] = None
            placed.append((post, True))
        place_posts(self.order, placed)

    def _arrive(self, entries: Sequence[Entry], times: list[float], first: Post | None) -> None:
        """Give posts a time to be ordered by beside which none is dated: that of the older neighbour, for news at the newest end when they came.

        With dated sources beside them they would stand under all of theirs.
        """
        last = first.when if first is not None else UNKNOWN
        end = len(entries)
        while end and times[end - 1] == UNKNOWN and self._ids[entries[end - 1].id] in self._named:
            end -= 1
        for index in range(end):
            if times[index] == UNKNOWN:
                known = self.posts.get(self._ids[entries[index].id])
                times[index] = last = known.when if known is not None else last
        came = self.snapshot.retrieved.timestamp() if self.news and self.snapshot.retrieved is not None else UNKNOWN
        times[end:] = [max(came, last)] * (len(entries) - end)

    def _revise(self, post: Post, entry: Entry) -> None:
        before, updated = post.entry.published, post.entry.updated
        if self.alike and self.alike.get(entry.id) is post.entry:
            post.entry = replace(post.entry, body=entry.body)
        match revise(post, entry, self.snapshot.retrieved):
            case Became.SAME:
                return
            case Became.EDITED:
                self.account.edited.append(post.id)
                if entry.updated is not None and updated is not None and entry.updated < updated:
                    self.account.outdated.append(post.id)
            case Became.REVERTED:
                self.account.edited.append(post.id)
                self.account.reverted.append(post.id)
            case Became.TOUCHED:
                pass
        self.account.touched[post.id] = None
        if post.entry.published is not None and post.entry.published != before:
            move(self.order, post, post.entry.published.timestamp())

    def _grow(self, post: Post, entry: Entry) -> None:
        before = post.entry.published
        if not grow(post, entry):
            return
        self.account.grown.append(post.id)
        self.account.touched[post.id] = None
        if post.entry.published is not None and post.entry.published != before:
            move(self.order, post, post.entry.published.timestamp())

    def _part(self, post: Post, entry: Entry) -> None:
        """Make two of a post that is called by two of its names in one document: the first keeps its own, as an entry says it now."""
        name = self.shelf.current(post)
        other = part(post, entry)
        self.shelf.unname(post, name, entry.id)
        other.own, other.id = name, free_id(self.posts, self.shelf.source, name, self.account.new)
        other.entry = replace(other.entry, id=other.id)
        self.posts[other.id] = other
        self.shelf.add(other)
        self.order.insert(place(self.order, post) + 1, other)
        if post.entry.published is not None and post.entry.published.timestamp() != post.when:
            move(self.order, post, post.entry.published.timestamp())
        self._ids[entry.id], self._ids[name] = post.id, other.id
        self.account.new[other.id] = None
        self.account.touched |= {post.id: None, other.id: None}

    def _forget(self, id: str) -> None:
        """Take a post out that is none."""
        post = self.posts[id]
        del self.order[place(self.order, post)]
        del self.posts[id]
        self.shelf.forget(post)
        self.account.forgotten.append(post.own)
