"""Snapshots laid over each other: every entry ever seen, in order, with its versions and what happened to it.

The order is kept oldest first, so that a new post on top of a page is an append. The clock is the snapshots' own `retrieved`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from .growth import Growth
from .matching import Missing, revisions
from .model import Entry, Feed, KeyPoint, Snapshot, Status
from .order import UNKNOWN, Post, lay_under, oldest_first, oldest_of, place, times_of, when_of
from .points import PointChange, point_changes

LOOKS = 2
"""Consecutive looks at a complete document that an entry must be missing from before it counts as withdrawn."""


class Changes(Struct, frozen=True):
    """What a merge brought: ids in the document's order, and the key points that came, changed or went.

    `grown` are records at the end of a file that were still being written and have more to say: that is no edit.
    """

    new: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    summary: tuple[PointChange, ...] = ()
    grown: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    """Every post of which something is to be kept that was not so before: those above, and those that only were missed or were there again, or whose
    times, flags or facts changed without a word of it."""
    forgotten: tuple[str, ...] = ()
    """Ids inside the source of posts that turned out to be none."""

    def __bool__(self) -> bool:
        return bool(self.new or self.edited or self.withdrawn or self.restored or self.summary or self.grown)


class Timeline:
    """Every entry seen, of one source or several."""

    def __init__(self) -> None:
        self._posts: dict[str, Post] = {}
        self._order: list[Post] = []
        self._here: dict[str, dict[str, None]] = {}
        """The ids of each source, in the order in which they came."""
        self._twins: dict[str, dict[str, int]] = {}
        """By source: how many equal posts there are of an id that was made from content."""
        self._growths: dict[str, Growth] = {}
        """By source: the records of those that grow at their end."""
        self._ends: dict[str, str] = {}
        """By source that grows at its end: the post that came last."""
        self._summaries: dict[str, tuple[KeyPoint, ...]] = {}
        self._latest: dict[str, tuple[Snapshot, dict[str, str]]] = {}
        self._formats: dict[str, str] = {}
        """By source: what its last document was read as."""

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

    def place(self, id: str) -> int:
        """The index of a post in `posts`. Raises KeyError."""
        return place(self._order, self._posts[id])

    def waiting(self, source: str) -> bool:
        """Whether a look at the same document once more would tell something: an entry was missing, but not often enough to be withdrawn."""
        return any(self._posts[id].missed and not self._posts[id].status.withdrawn for id in self._here.get(source, ()))

    # --- an earlier sitting -------------------------------------------------------------------------------------------

    def restore(self, source: str, posts: Iterable[Post], *, feed: Feed | None = None, format: str | None = None) -> tuple[str, ...]:
        """Take in posts that an earlier sitting kept of a source, the newest first, in one batch or more, before anything of it is merged; give their ids here.

        The posts become the timeline's own. What was seen is not new any more. `feed` and `format` are those of the last document, as the record has them.
        A post that is there already stays as it is.
        """
        here = self._here.setdefault(source, {})
        twins = self._twins.setdefault(source, {})
        taken = []
        for post in posts:
            own = post.own or post.id
            id = self._scoped(source, own)
            if id in self._posts:
                continue
            post.id, post.own, post.source = id, own, source
            if post.entry.id != id:
                post.entry = replace(post.entry, id=id)
            if post.status.new and post.status.seen:
                post.status = replace(post.status, new=False)
            self._posts[id] = post
            here[id] = None
            taken.append(post)
            if post.entry.id_inferred and (number := own.partition("-")[2]).isdigit():
                base = own.partition("-")[0]
                twins[base] = max(twins.get(base, 1), int(number))
        taken.reverse()
        lay_under(self._order, taken)
        if feed is not None:
            self._summaries[source] = feed.summary
        if format is not None:
            self._formats[source] = format
        return tuple(post.id for post in taken)

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

    def merge(self, snapshot: Snapshot, *, news: bool = True) -> Changes:
        """Take in what a document says now. Posts that come are new and unseen, unless they are no `news`: they were there when the reader came.

        An entry is withdrawn when the document says so, or when it was missing from two consecutive looks at complete documents that still had
        an older entry of the source; what falls off the old end has only aged. A revision whose id was made from its content keeps its first id.
        """
        if snapshot.continues:
            return self._go_on(snapshot, news)
        source, now = snapshot.source, snapshot.retrieved
        last, known = self._latest.get(source, (None, {}))
        forgotten: list[str] = []
        touched: dict[str, None] = {}
        if self._formats.get(source, snapshot.format) != snapshot.format and source in self._here.get(source, ()):
            forgotten.append(self._forget(source))  # the text of a page whose posts had not been written yet: they say it now
        self._formats[source] = snapshot.format
        if last is not None and last.entries == snapshot.entries:
            ids, again = known, True
        else:
            ids, again = self._recognise(snapshot), False
        said = {entry.id: entry for entry in reversed(snapshot.entries)}
        new: list[str] = []
        edited: list[str] = []
        grown: list[str] = []
        if not again:
            for own, id in ids.items():
                entry = said[own]
                post = self._posts.get(id)
                if post is None:
                    new.append(id)
                elif snapshot.open_at is not None and entry.id_inferred:
                    self._grow(post, entry, grown)
                elif self._revise(post, entry, now, touched):
                    edited.append(id)
            self._place_new(snapshot, ids, set(new), news=news)
        present = set(ids.values())
        if snapshot.open_at is not None:  # what such a document takes back, it takes back behind the post
            present = present.difference(self._scoped(source, own) for own in snapshot.withdrawn)
        restored = self._welcome(present.difference(new), now, touched)
        withdrawn = self._take_back(snapshot, present)
        if snapshot.exhaustive and present:
            withdrawn += self._withdraw(snapshot, ids, present, touched)
        if snapshot.open_at is None:
            self._latest[source] = (snapshot, ids)
        else:
            self._latest[source] = (replace(snapshot, entries=()), {})
            self._growth(source).begin(snapshot.entries, ids)
            if snapshot.entries:
                self._ends[source] = ids[snapshot.entries[-1].id]
        points = self._summarise(snapshot)
        touched |= dict.fromkeys((*new, *withdrawn, *grown))
        return Changes(tuple(new), tuple(edited), tuple(withdrawn), tuple(restored), points, tuple(grown), tuple(touched), tuple(forgotten))

    def add_older(self, snapshot: Snapshot) -> Changes:
        """Take in a document of older posts: those that are not known, which are no news. What newer documents say of the others counts (RFC 5005, 4)."""
        source = snapshot.source
        here, latest, points = self._here.get(source, {}), self._latest.get(source), self._summaries.get(source)
        fresh = [entry for entry in snapshot.entries if entry.id not in here and self._scoped(source, entry.id) not in here]
        changes = self.merge(replace(snapshot, entries=tuple(fresh), complete=False, entire=False, withdrawn=(), open_at=None), news=False)
        if latest is not None:
            self._latest[source] = latest
        if points is not None:
            self._summaries[source] = points
        return changes

    def _go_on(self, snapshot: Snapshot, news: bool) -> Changes:
        """Take in what a source that grows at its end has added. The cost is that of the addition, however many posts there are."""
        source, now = snapshot.source, snapshot.retrieved
        growth = self._growth(source)
        ids: dict[str, str] = {}
        new: list[str] = []
        edited: list[str] = []
        grown: list[str] = []
        touched: dict[str, None] = {}
        said: set[str] = set()
        for entry in snapshot.entries:
            goes_on = not ids and growth.last is not None
            if goes_on:
                id = growth.go_on(entry)
            elif entry.id_inferred:
                id = growth.add(entry)
            else:
                id = self._scoped(source, entry.id)
                growth.last = (id, entry.id)
            ids[entry.id] = id
            if not goes_on:  # the first is only said again
                said.add(id)
            post = self._posts.get(id)
            if post is None:
                new.append(id)
            elif entry.id_inferred or goes_on:
                self._grow(post, entry, grown)
            elif self._revise(post, entry, now, touched):
                edited.append(id)
        self._place_new(snapshot, ids, set(new), news=news)
        growth.placed()
        if new:
            self._ends[source] = new[-1]
        said.difference_update(self._scoped(source, own) for own in snapshot.withdrawn)
        restored = self._welcome(said, now, touched)
        withdrawn = self._take_back(snapshot, said)
        touched |= dict.fromkeys((*new, *withdrawn, *grown))
        return Changes(tuple(new), tuple(edited), tuple(withdrawn), tuple(restored), grown=tuple(grown), touched=tuple(touched))

    def _growth(self, source: str) -> Growth:
        if source not in self._growths:
            self._growths[source] = Growth(lambda own: self._scoped(source, own), self._here.setdefault(source, {}))
        return self._growths[source]

    def _grow(self, post: Post, entry: Entry, grown: list[str]) -> None:
        """Put a record as it stands now in place of what it was when it was still being written. That is no edit."""
        old = post.entry
        if old.stamp == entry.stamp and old.says_the_same_as(entry):
            return
        inferred = entry.date_inferred and old.stamp == entry.stamp and old.published is not None
        post.entry = replace(entry, id=old.id, published=old.published if inferred else entry.published)
        if post.entry.published is not None and post.entry.published != old.published:
            self._move(post, post.entry.published.timestamp())
        grown.append(post.id)

    def _welcome(self, present: set[str], now: datetime | None, touched: dict[str, None]) -> list[str]:
        """Note that posts are there; give those that had been withdrawn."""
        restored = []
        for id in present:
            post = self._posts[id]
            if post.missed:
                post.missed = 0
                touched[id] = None
            if post.status.withdrawn:
                post.status = replace(post.status, withdrawn=False, withdrawn_at=None, restored_at=now)
                restored.append(id)
                touched[id] = None
        return restored

    def _forget(self, id: str) -> str:
        """Take a post out that is none; give its id inside its source."""
        post = self._posts[id]
        del self._order[self.place(id)]
        del self._posts[id]
        self._here[post.source].pop(id, None)
        return post.own

    def _recognise(self, snapshot: Snapshot) -> dict[str, str]:
        """The timeline's id for each entry id of the snapshot: its own, that of the entry it revises, or one scoped by its source."""
        source = snapshot.source
        known = self._here.get(source, {})
        ids: dict[str, str] = {}
        strangers: list[Entry] = []
        if snapshot.open_at is None:
            twins: Mapping[str, str] = _realigned(snapshot.entries, self._twins.get(source, {}))
        else:
            twins = self._growth(source).known_as()
        for entry in snapshot.entries:
            own = twins.get(entry.id) or (entry.id if entry.id in known else self._scoped(source, entry.id))
            if own in known:
                ids[entry.id] = own
            else:
                strangers.append(entry)
        if known and snapshot.open_at is None and any(entry.id_inferred for entry in strangers):
            taken = set(ids.values())
            edge = self._posts[ids[oldest.id]].when if (oldest := oldest_of(snapshot, ids)) else float("inf")
            missing = [post for id in known if id not in taken and (post := self._posts[id]).entry.id_inferred]
            ids |= revisions(
                [entry for entry in strangers if entry.id_inferred], [Missing(post.id, post.entry, post.when > edge) for post in missing], snapshot.entries
            )
        for entry in strangers:
            ids.setdefault(entry.id, self._scoped(source, entry.id))
        return ids

    def _scoped(self, source: str, id: str) -> str:
        holder = self._posts.get(id)
        return id if holder is None or holder.source == source else f"{source} {id}"

    def _revise(self, post: Post, entry: Entry, now: datetime | None, touched: dict[str, None]) -> bool:
        """Put a new version in place of the last one; whether its words differ. The first inferred date stays."""
        old = post.entry
        if entry is old:
            return False
        if entry.date_inferred and old.published is not None:
            entry = replace(entry, published=old.published, date_inferred=old.date_inferred)
        same = old.says_the_same_as(entry)
        kept = replace(entry, id=old.id)
        if same:
            said = (kept.breaking, kept.pinned, kept.updated, kept.published, kept.body)
            if said != (old.breaking, old.pinned, old.updated, old.published, old.body):
                touched[post.id] = None
                post.entry = replace(old, breaking=kept.breaking, pinned=kept.pinned, updated=kept.updated, published=kept.published, body=kept.body)
            return False
        touched[post.id] = None
        post.older = (*post.older, old)
        post.entry = kept
        post.status = replace(post.status, edited=(*post.status.edited, now), changed=True)
        if kept.published != old.published and kept.published is not None:
            self._move(post, kept.published.timestamp())
        return True

    def _move(self, post: Post, when: float) -> None:
        del self._order[self.place(post.id)]
        post.when = when
        self._order.insert(bisect_right(self._order, when, key=when_of), post)

    def _place_new(self, snapshot: Snapshot, ids: dict[str, str], new: set[str], *, news: bool) -> None:
        """Put new entries where they belong: by time, and among equal times beside their neighbours in the document."""
        if not new:
            return
        entries = oldest_first(snapshot)
        fresh = not self._order
        here = self._here.setdefault(snapshot.source, {})
        first = self._posts.get(ids[entries[0].id]) if snapshot.continues else None
        if first is not None:  # posts may have been said again behind the one that came last
            first = self._posts.get(self._ends.get(snapshot.source, ""), first)
            entries = [entry for entry in entries if ids[entry.id] in new]
        times = times_of(entries, first.when if first else None)
        status = Status(first_seen=snapshot.retrieved, new=news, seen=not news)
        before = first
        for entry, when in zip(entries, times, strict=True):
            id = ids[entry.id]
            if id not in new or id in self._posts:
                before = self._posts[id]
                continue
            post = Post(id, snapshot.source, replace(entry, id=id) if entry.id != id else entry, when, status, own=entry.id)
            self._posts[id] = post
            here[id] = None
            if entry.id_inferred and (number := entry.id.partition("-")[2]).isdigit():
                base, twins = entry.id.partition("-")[0], self._twins.setdefault(snapshot.source, {})
                twins[base] = max(twins.get(base, 1), int(number))
            if fresh or not self._order or when > self._order[-1].when or (before is self._order[-1] and when == before.when):
                self._order.append(post)
            else:
                self._order.insert(self._index(when, before), post)
            before = post
        if fresh:
            self._order.sort(key=when_of)

    def _index(self, when: float, before: Post | None) -> int:
        """Where a post of time `when` goes that stands just above `before` in its document."""
        high = bisect_right(self._order, when, key=when_of)
        if before is not None and before.when == when:
            low = bisect_left(self._order, when, key=when_of)
            return self._order.index(before, low, high) + 1
        return high

    def _withdraw(self, snapshot: Snapshot, ids: dict[str, str], present: set[str], touched: dict[str, None]) -> list[str]:
        """Count a look for each entry that is missing above the document's old end; give those missing for the second time. A document of all entries has no such end."""
        here = self._here.get(snapshot.source, ())
        end = None if snapshot.entire else oldest_of(snapshot, ids)
        if len(present) == len(here) or (end is None and not snapshot.entire):
            return []
        oldest = self._posts[ids[end.id]] if end is not None else None
        lowest = self.place(oldest.id) if oldest is not None else 0
        withdrawn = []
        for id in here:
            post = self._posts[id]
            if id in present or post.status.withdrawn:
                continue
            if oldest is not None and (post.when < oldest.when or (post.when == oldest.when and self.place(id) < lowest)):
                continue
            post.missed += 1
            touched[id] = None
            if post.missed >= LOOKS:
                self._mark_withdrawn(post, snapshot)
                withdrawn.append(id)
        return withdrawn

    def _take_back(self, snapshot: Snapshot, present: set[str]) -> list[str]:
        """Withdraw at once what the document says is withdrawn; give what was not yet."""
        known = self._here.get(snapshot.source, {})
        withdrawn = []
        for own in snapshot.withdrawn:
            id = own if own in known else self._scoped(snapshot.source, own)
            if id in known and id not in present and not self._posts[id].status.withdrawn:
                self._mark_withdrawn(self._posts[id], snapshot)
                withdrawn.append(id)
        return withdrawn

    def _mark_withdrawn(self, post: Post, snapshot: Snapshot) -> None:
        post.status = replace(post.status, withdrawn=True, withdrawn_at=snapshot.retrieved)

    def _summarise(self, snapshot: Snapshot) -> tuple[PointChange, ...]:
        before = self._summaries.get(snapshot.source)
        after = snapshot.feed.summary
        if not snapshot.complete:
            return ()
        self._summaries[snapshot.source] = after
        if before is None or before == after:
            return ()
        return point_changes(before, after)


def _realigned(entries: Sequence[Entry], counts: dict[str, int]) -> dict[str, str]:
    """Equal posts are numbered from the oldest of a document. When older ones have aged off, those left are the newest of those known."""
    if not counts:
        return {}
    here: dict[str, list[str]] = {}
    for entry in entries:
        base = entry.id.partition("-")[0]
        if entry.id_inferred and base in counts:
            here.setdefault(base, []).append(entry.id)
    found = {}
    for base, ids in here.items():
        off = counts[base] - len(ids)
        for id in ids if off > 0 else ():
            place_then = int(id.partition("-")[2] or 1) + off
            found[id] = f"{base}-{place_then}"
    return found
