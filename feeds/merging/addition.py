"""What a source that grows at its end has added. The cost is that of the addition, however many posts there are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from ..model import Entry, Snapshot, Status
from ..order import UNKNOWN, Post, oldest_first, times_of
from .changes import Account, Changes
from .naming import Names, free_id
from .placing import forget, move, neighbours, take_in
from .shelf import Shelf
from .versions import Became, growth, revise, revision
from .withdrawing import take_back, welcome


class New(Struct, frozen=True, gc=False):
    """A record that is still to be placed."""

    entry: Entry
    own: str
    """Its id inside its source."""
    alias: str | None
    """What its source calls it, if that is something else."""


class Addition:
    """An addition that is being taken in, in slices: after each the timeline is whole.

    A fault in a slice loses nothing: `slices` goes on at the record where it was, for equal lines are told apart by counting, and none may be counted twice.
    """

    def __init__(self, posts: dict[str, Post], order: list[Post], shelf: Shelf, snapshot: Snapshot, *, news: bool, many: int) -> None:
        """`many`: records of a slice."""
        self.posts, self.order, self.shelf, self.snapshot, self.news, self.many = posts, order, shelf, snapshot, news, many
        self.told: Changes | None = None
        """What its last slice told, once all of it is taken in."""
        self._account = Account()
        self._upwards = oldest_first(snapshot) is snapshot.entries
        self._at = 0
        """The record that is next."""
        self._step: tuple[str, bool] | None = None
        """The id that it has got already, and whether it is the last one that was there before."""
        self._said: dict[str, None] = {}
        self._first: str | None = None
        """The id of the first record."""
        self._new: dict[str, New] = {}
        """Records that are still to be placed, by the ids that they will have."""
        self._named: dict[str, str] = {}
        """Their ids by what their source calls them."""
        self._names = Names(shelf)
        self._end: Post | None = None
        """The post that came last before; then the last of its time that was put behind it."""
        self._before: float | None = None
        """The time of the record that was placed last, if it is known."""
        self._next = next((entry.published.timestamp() for entry in snapshot.entries if entry.published), None)
        """The time of the first record that tells it."""

    def slices(self, *, more: bool = False) -> Iterator[Changes]:
        """Take it in, or what a fault left of it. What it withdraws is withdrawn at the end. more: that is not the end of what is told."""
        shelf, snapshot, count = self.shelf, self.snapshot, len(self.snapshot.entries)
        shelf.turn += 1
        self._account = shelf.account(self._account)
        self._make_way()
        many = self.many if self._upwards else max(count, 1)  # the order of others is known when all of them are
        while True:
            self._take_in(min(self._at + many, count))
            if self._at == count:
                break
            yield self._tell()
        present = self._said.keys() - shelf.called(snapshot.withdrawn)
        account = self._account
        welcome(shelf, [id for id in self._said if id in present and id not in account.new], snapshot.retrieved, account)
        take_back(shelf, snapshot, present, account)
        self.told = self._tell(more=more)
        self._said = {}
        yield self.told

    def _tell(self, *, more: bool = True) -> Changes:
        account, self._account = self._account, Account()
        return self.shelf.tell(account, more=more)

    def _make_way(self) -> None:
        """Since a fault another source may have got posts with the ids that were meant for what is still to be placed."""
        others = {id: free_id(self.posts, self.shelf.source, each.own, self._new) for id, each in self._new.items() if id in self.posts}
        if not others:
            return
        records = self.shelf.growth
        self._new = {others.get(id, id): each for id, each in self._new.items()}
        self._named = {name: others.get(id, id) for name, id in self._named.items()}
        self._said = {others.get(id, id): None for id in self._said}
        self._first = others.get(self._first or "", self._first)
        self._step = (others.get(self._step[0], self._step[0]), self._step[1]) if self._step is not None else None
        records.last = (others.get(records.last[0], records.last[0]), records.last[1]) if records.last is not None else None

    def _take_in(self, end: int) -> None:
        """Give each record its post, one after the other, up to `end`. The first may be the last one that was there, as it stands now."""
        shelf, records, entries = self.shelf, self.shelf.growth, self.snapshot.entries
        if not self._new:
            self._names = Names(shelf)
        names, at, step = self._names, self._at, self._step
        try:
            while at < end:
                entry = entries[at]
                if step is None:
                    again = self._first is None and records.last is not None
                    if again:
                        id, name = self._last_record(entry)
                    else:
                        name = records.add(entry) if entry.id_inferred else entry.id
                        id = shelf.names.get(name) or self._named.get(name) or self._christen(names, name, entry)
                        self._said[id] = None
                    records.last = (id, name)
                    step = (id, again)
                else:
                    id, again = step
                if id in self._new and self._new[id].entry is not entry and self._upwards:
                    self._place()  # said twice: its words may have changed
                if (post := self.posts.get(id)) is not None:
                    self._say(post, entry, grown=entry.id_inferred or again)
                    if self._end is None:
                        self._place()
                        self._end = (
                            self.posts.get(shelf.end or "", post) if self._first is None else post
                        )  # others may have been said again since the one that came last
                self._first = self._first or id
                at, step = at + 1, None
            self._place()
        finally:
            self._at, self._step = at, step
        records.placed()

    def _christen(self, names: Names, name: str, entry: Entry) -> str:
        own, alias = names.christen(name, entry)
        id = self._named[name] = own if own not in self.posts else free_id(self.posts, self.shelf.source, own, self._new)
        self._new[id] = New(entry, own, name if alias else None)
        return id

    def _say(self, post: Post, entry: Entry, *, grown: bool) -> None:
        """Say a post as its source does now."""
        account, how = self._account, growth(post, entry) if grown else revision(post, entry)
        if how is None:
            return
        published = how.after.published
        if published is not None and published != how.before.published:
            if self._upwards:
                self._place()
            move(self.order, [(post, published.timestamp())])
        revise(post, how, self.snapshot.retrieved)
        if how.became is Became.WRITTEN:
            return
        account.touched[post.id] = None
        if how.became is Became.GROWN:
            account.grown.append(post.id)
        elif how.became is not Became.TOUCHED:
            account.edited.append(post.id)
        if how.became is Became.REVERTED:
            account.reverted.append(post.id)

    def _place(self) -> None:
        """Make posts of the new records so far, and put them behind the one that came last."""
        new, end = self._new, self._end
        if not new:
            return
        shelf, account = self.shelf, self._account
        ids = list(new) if self._upwards else list(reversed(new))
        times = times_of([new[id].entry for id in ids], self._time_before())
        last = end.when if end is not None else UNKNOWN
        came = self.snapshot.retrieved.timestamp() if self.news and self.snapshot.retrieved is not None else UNKNOWN
        times = [max(came, last) if time == UNKNOWN else time for time in times]  # where none is dated they stand where they came
        beside = neighbours([last, *times], [end, *[None] * len(ids)])
        status = Status(first_seen=self.snapshot.retrieved, new=self.news, seen=not self.news)
        made = []
        for id, when, next_to in zip(ids, times, islice(beside, 1, None), strict=True):
            record = new[id]
            entry, own, alias = record.entry, record.own, record.alias
            post = Post(id, shelf.source, entry if entry.id == id else replace(entry, id=id), when, status, own=own, aliases=(alias,) if alias else ())
            made.append((post, next_to))
        take_in(self.posts, self.order, shelf, made)
        self._before = times[-1] if times[-1] != UNKNOWN else None
        if end is not None:
            self._end = next((post for post, _ in reversed(made) if post.when == last), end)
        account.new.update(dict.fromkeys(new))
        account.touched.update(dict.fromkeys(ids))
        shelf.end = next(reversed(new))
        self._new, self._named = {}, {}

    def _time_before(self) -> float | None:
        """The time for an undated record that comes first: that of the one before it, else of the next that is dated."""
        end = self._end
        if self._before is None and end is not None and end.when != UNKNOWN and (end.entry.published or self._next is not None):
            self._before = end.when
        elif self._before is None and self._upwards:
            self._before = self._next
        return self._before

    def _last_record(self, entry: Entry) -> tuple[str, str]:
        """The post of the last record of a file, and its name, now that it says what the entry does."""
        records = self.shelf.growth
        assert records.last is not None, "there is a last record"
        id, before = records.last
        name = records.go_on(entry)
        if name != before:
            known = self.shelf.names.get(name)
            if known is not None and known != id:  # a record that was there before the file was written anew
                forget(self.posts, self.order, self.shelf, id, self._account)
                return known, name
            self.shelf.rename(self.posts[id], name)
            self._account.touched[id] = None
        return id, name
