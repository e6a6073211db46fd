"""One whole document, laid over what the timeline knows of its source, in slices: after each the timeline is whole, and the event loop may turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from msgspec.structs import replace

from ..model import Entry, Status
from ..order import Post, oldest_first, place
from ..points import point_changes
from .changes import Account, Changes
from .comparing import Compared, Newcomer, revised
from .naming import free_id
from .placing import Beside, forget, move, take_in
from .shelf import Shelf
from .strangers import another_feed, what_happened
from .versions import Became, Revision, part, revise
from .withdrawing import let_age, miss, take_back, welcome

Each = TypeVar("Each")


class Merge:
    """A merge that is under way: the timeline's posts, those of one source, and the document that is laid over them.

    It must be gone through to its end: what is not known of the document by then is that it was all.
    """

    def __init__(self, posts: dict[str, Post], order: list[Post], shelf: Shelf, compared: Compared, *, many: int) -> None:
        """`many`: posts of a slice."""
        self.posts, self.order, self.shelf, self.compared, self.many = posts, order, shelf, compared, many
        self.snapshot, self.ids = compared.snapshot, compared.ids
        self._account = shelf.account()
        self._new = self._reverted = self._outdated = 0
        self._downwards = oldest_first(self.snapshot) is not self.snapshot.entries
        self._parted: set[str] = set()

    def whole(self, *, sure: bool) -> Iterator[Changes]:
        """Take in a document that says all that its source has to say now. What it withdraws is withdrawn at the end."""
        try:
            yield from self._whole(sure=sure)
        except Exception:
            self.shelf.tell(self._account, more=True)  # the next document says it again, and then nothing is found of what this one has done
            raise

    def _whole(self, *, sure: bool) -> Iterator[Changes]:
        shelf, snapshot, compared = self.shelf, self.snapshot, self.compared
        if snapshot.progress < 1 and shelf.restored:
            yield Changes()  # what was kept is shown meanwhile, and the whole tells what has become of it
            return
        if compared.another and not sure:
            told = snapshot.complete or shelf.restored  # else it may be half written: the whole tells
            yield Changes(note=another_feed(shelf, snapshot), refused=True) if told else Changes()
            return
        shelf.turn += 1
        shelf.entries = shelf.entries if compared.found is None else None  # what is half taken in is compared again
        if compared.text is not None:
            forget(self.posts, self.order, shelf, compared.text, self._account)
        yield from self._rename()
        yield from self._revise()
        yield from self._place(compared.newcomers, Status(first_seen=snapshot.retrieved, new=compared.news, seen=not compared.news))
        yield from self._miss()
        if compared.found is not None:
            lost, found = compared.lost, compared.found
            self._account.note = what_happened(shelf, snapshot, found, new=self._new, reverted=self._reverted, outdated=self._outdated, lost=lost)
        self._remember()
        yield self._told(more=False)

    def older(self) -> Iterator[Changes]:
        """Take in a document of older posts: those that are not known."""
        self.shelf.turn += 1
        yield from self._place(self.compared.newcomers, Status(first_seen=self.snapshot.retrieved, seen=True))
        yield self._told(more=False)

    def _told(self, *, more: bool = True) -> Changes:
        """What was found since this was asked last."""
        account, self._account = self._account, Account()
        return self.shelf.tell(account, more=more)

    def _slices(self, every: Sequence[Each]) -> Iterator[Sequence[Each]]:
        for start in range(0, len(every), self.many):
            yield every[start : start + self.many]

    def _rename(self) -> Iterator[Changes]:
        """Call posts as the source calls them now, and part those that had been taken for one."""
        found = self.compared.found
        if found is None:
            return
        for names in self._slices(list(found.called.items())):
            for name, id in names:
                if self.shelf.rename(self.posts[id], name):
                    self._account.touched[id] = None
            if len(names) == self.many:
                yield self._told()
        for entry in self.snapshot.entries if found.parted else ():
            if entry.id in found.parted:
                self._part(self.posts[found.parted[entry.id]], entry)

    def _revise(self) -> Iterator[Changes]:
        """Say posts otherwise that the source says otherwise."""
        for some in self._slices(self.compared.revisions):
            self._revise_some(some)
            if len(some) == self.many:
                yield self._told()
        found = self.compared.found
        if found is not None and found.parted:
            two = {entry.id: entry for entry in self.snapshot.entries}
            ids = {name: self.ids[name] for name in two if name in found.parted or self.ids.get(name) in self._parted}
            self._revise_some([(id, how) for name, id in ids.items() if (how := revised(self.posts[id], two[name], self.snapshot)) is not None])

    def _revise_some(self, revisions: Sequence[tuple[str, Revision]]) -> None:
        account = self._account
        moved: list[tuple[Post, float]] = []
        for id, how in revisions:
            post = self.posts[id]
            is_elsewhere = revise(post, how, self.snapshot.retrieved)
            if how.became is not Became.WRITTEN:
                account.touched[id] = None
            if is_elsewhere and how.after.published is not None:
                moved.append((post, how.after.published.timestamp()))
        move(self.order, moved)
        told = revisions[::-1] if self._downwards else revisions
        account.grown += [id for id, how in told if how.became is Became.GROWN]
        account.edited += [id for id, how in told if how.became in (Became.EDITED, Became.REVERTED)]
        reverted = [id for id, how in told if how.became is Became.REVERTED]
        account.reverted += reverted
        self._reverted += len(reverted)
        self._outdated += sum(how.became is Became.EDITED and _goes_back(how) for _, how in told)

    def _place(self, newcomers: list[Newcomer], status: Status) -> Iterator[Changes]:
        """Make posts of new entries and put them where they belong, the newest first: they are what the reader looks at.

        The list is empty then: to let go of a million at once would take as long as many slices.
        """
        while newcomers:
            some = newcomers[-self.many :]
            del newcomers[-self.many :]
            made = self._make(some, status)
            take_in(self.posts, self.order, self.shelf, made)
            self._account.touched.update((post.id, None) for post, _ in made)
            self._new += len(made)
            self._account.new.update(dict.fromkeys(post.id for post, _ in (reversed(made) if self._downwards else made)))
            for post, beside in reversed(made):
                beside.above = post  # those under it that have the same time are still to come
            if newcomers:
                yield self._told()

    def _make(self, newcomers: Sequence[Newcomer], status: Status) -> list[tuple[Post, Beside]]:
        source = self.shelf.source
        made: dict[str, tuple[Post, Beside]] = {}
        for each in newcomers:
            entry, own = each.entry, each.own
            id = own
            if own in self.posts or own in made:
                id = self.ids[entry.id] = free_id(self.posts, source, own, made)
            said = entry if entry.id == id else replace(entry, id=id)
            known = status if each.is_news else replace(status, new=False)
            made[id] = Post(id, source, said, each.when, known, own=own, aliases=(entry.id,) if each.alias else ()), each.beside
        return list(made.values())

    def _miss(self) -> Iterator[Changes]:
        """Note what is there again and what is missing, and withdraw what the document withdraws."""
        shelf, snapshot, account = self.shelf, self.snapshot, self._account
        gone = shelf.called(snapshot.withdrawn) if snapshot.open_at is not None else set()  # what such a document takes back, it takes back behind the post
        welcome(shelf, (id for id in self.compared.back if id not in gone), snapshot.retrieved, account)
        if snapshot.withdrawn:
            take_back(shelf, snapshot, set(self.ids.values()) - gone, account)
        lacks = self.compared.absence
        for some in self._slices(lacks.missed):
            miss(shelf, [id for id in some if not shelf.posts[id].status.withdrawn], snapshot.retrieved, self._account)
            if len(some) == self.many:
                yield self._told()
        let_age(shelf, [id for id in lacks.aged if id in shelf.missing], self._account)

    def _remember(self) -> None:
        """What the next document of the source is compared with."""
        shelf, snapshot, entries = self.shelf, self.snapshot, self.compared.of.entries
        shelf.format = snapshot.format
        if self.compared.growth is None:
            shelf.entries, shelf.ids = entries, self.ids
        else:
            shelf.entries, shelf.ids = None, {}
            shelf.end = self.ids[entries[-1].id] if entries else shelf.end
            shelf.growth = self.compared.growth.told_by(shelf.names)
            if shelf.growth.last is not None:
                shelf.growth.last = (self.ids[shelf.growth.last[1]], shelf.growth.last[1])
        if snapshot.progress == 1:
            shelf.restored = False
        if snapshot.complete:
            before, shelf.head = shelf.head, snapshot.feed
            if before is not None and before.summary != snapshot.feed.summary:
                self._account.summary = point_changes(before.summary, snapshot.feed.summary)

    def _part(self, post: Post, entry: Entry) -> None:
        """Make two of a post that is called by two of its names in one document: the first keeps its own, as an entry says it now."""
        name = self.shelf.current(post)
        other = part(post, entry)
        self.shelf.unname(post, name, entry.id)
        other.own, other.id = name, free_id(self.posts, self.shelf.source, name)
        other.entry = replace(other.entry, id=other.id)
        self.posts[other.id] = other
        self.shelf.add(other)
        self.order.insert(place(self.order, post) + 1, other)
        if post.entry.published is not None and post.entry.published.timestamp() != post.when:
            move(self.order, [(post, post.entry.published.timestamp())])
        self.ids[entry.id], self.ids[name] = post.id, other.id
        self._parted |= {post.id, other.id}
        self._new += 1
        self._account.new[other.id] = None
        self._account.touched |= {post.id: None, other.id: None}


def _goes_back(how: Revision) -> bool:
    """Whether a post says of itself that it is older than what was known."""
    before, after = how.before.updated, how.after.updated
    return before is not None and after is not None and after < before
