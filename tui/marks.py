"""What the reader did with posts, and what they have not looked at yet."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import NamedTuple

from feeds import Changes, Clock, Mark, Post, Status

from .folding import Folding
from .ground import forgotten_ids

AWAY = 300.0
"""Seconds without a key or the mouse after which the reader is not looking."""


class News(NamedTuple):
    """How many posts came, changed or went that the reader has not looked at since."""

    new: int = 0
    edited: int = 0
    gone: int = 0


class Counts(NamedTuple):
    """The posts of a source: all, and of them those that the reader has not looked at since they came, changed or went."""

    posts: int = 0
    unseen: int = 0
    edited: int = 0
    gone: int = 0


class Unlooked:
    """The posts of one source that the reader has not looked at since they came, changed or went."""

    def __init__(self) -> None:
        self.new: set[str] = set()
        self.edited: set[str] = set()
        self.gone: set[str] = set()

    def note(self, id: str, status: Status) -> None:
        """Another status of a post."""
        if status.new and not status.seen:
            self.new.add(id)
        else:
            self.new.discard(id)
        if status.changed:
            self.edited.add(id)
        else:
            self.edited.discard(id)

    def forget(self, id: str) -> None:
        """It was no post."""
        for known in (self.new, self.edited, self.gone):
            known.discard(id)


class Marking(Folding):
    """Seen, starred, and back; what is new."""

    def __init__(self, clock: Clock, zone: tzinfo | None = None) -> None:
        super().__init__(clock, zone)
        self.marks = 0
        """Counts what the reader saw or marked."""
        self._unlooked: dict[str, Unlooked] = {}
        self._came: dict[str, None] = {}
        """What came since the reader left the newest end of whatever was shown then."""
        self._pending: tuple[object, set[str]] = (None, set())
        self._touched = clock.now()
        self.pressed_at = 0.0
        """When the last key was pressed, as `time.monotonic` tells: whoever works beside the screen waits a little then."""
        self.attended = False
        """The reader has done something in this sitting."""
        self._undo: list[tuple[dict[str, Status], int]] = []
        self._unkept: set[str] = set()
        """Posts whose marks are others than those that were kept."""

    # --- what the reader has not looked at ----------------------------------------------------------------------------

    def touch(self) -> None:
        """The reader is there: a key, or the mouse."""
        self._touched = self.clock.now()
        self.pressed_at = time.monotonic()
        self.attended = True

    @property
    def touched(self) -> datetime:
        """When the reader last did something."""
        return self._touched

    @property
    def left_at(self) -> datetime | None:
        """When the reader last did something, if that is a while ago."""
        return self._touched if (self.clock.now() - self._touched).total_seconds() >= AWAY else None

    @property
    def news(self) -> News:
        """What happened in the sources that are shown since the reader looked."""
        told = [unlooked for source, unlooked in self._unlooked.items() if self.narrowed is None or source in self.narrowed]
        return News(sum(self._shown_of(each.new) for each in told), sum(self._shown_of(each.edited) for each in told), sum(len(each.gone) for each in told))

    def _shown_of(self, ids: set[str]) -> int:
        """How many of some posts are no doubles of others."""
        if not ids or not self._is_folding:
            return len(ids)
        groups = self._groups
        return sum(id not in groups or next((other for other in groups[id] if self._is_here(other)), id) == id for id in ids)

    def counts(self, source: str) -> Counts:
        """How many posts a source has, and how many of them the reader has not looked at."""
        unlooked = self._unlooked.get(source)
        posts = self.timeline.count(source)
        return Counts(posts, len(unlooked.new), len(unlooked.edited), len(unlooked.gone)) if unlooked is not None else Counts(posts)

    @property
    def pending(self) -> set[str]:
        """Those of the posts shown that came since the reader left the newest end: not to be changed."""
        if self._pending[0] != self._showing:
            self._pending = (self._showing, {id for id in self._came if id in self.timeline and self.shows(id)})
        return self._pending[1]

    def leave_pending(self, ids: Iterable[str]) -> None:
        """Posts came while the reader was not at the newest end, or where they are not shown."""
        pending = self.pending
        for id in ids:
            self._came[id] = None
            if self.shows(id):
                pending.add(id)

    def catch_up(self) -> None:
        """The reader is at the newest end of what is shown."""
        pending = self.pending
        for id in pending:
            self._came.pop(id, None)
        pending.clear()

    def unseen(self, start: Post | None, way: int) -> Post | None:
        """The next unseen post shown below (`way` 1) or above (-1), going round at the end."""
        posts = self.shown
        index = next((number for number, post in enumerate(posts) if post is start), len(posts))
        order = [*range(index - 1, -1, -1), *range(len(posts) - 1, index, -1)] if way > 0 else [*range(index + 1, len(posts)), *range(index)]
        return next((posts[number] for number in order if not posts[number].status.seen), None)

    # --- marks --------------------------------------------------------------------------------------------------------

    def see(self, post: Post | None) -> bool:
        """Mark a post as seen because it was looked at, and what is folded under it; whether it was not yet."""
        if post is None:
            return False
        seen = [post, *self.under(post)]
        for each in seen:
            self._of(each.id).gone.discard(each.id)
        changed = self.timeline.mark([each.id for each in seen if each.status.changed or not each.status.seen], seen=True)
        self.marks += bool(changed)
        self._marked(changed)
        return post.id in changed

    def mark(self, ids: Sequence[str], *, seen: bool | None = None, starred: bool | None = None) -> int:
        """Set marks on purpose; `undo` takes them back. Gives how many posts were changed: those folded under them are seen with them, and not counted."""
        under = [other.id for id in ids if id in self._groups for other in self.under(self.timeline.post(id))] if seen is not None else []
        return self._mark(ids, under, seen=seen, starred=starred)

    def see_all(self) -> int:
        """Mark all posts shown as seen, with those that are folded under them; `undo` takes it back. Gives how many of those shown were not."""
        gone: set[str] = set().union(*(each.gone for each in self._unlooked.values()))

        def unseen(posts: Iterable[Post]) -> list[str]:
            return [post.id for post in posts if not post.status.seen or post.status.changed or post.id in gone]

        ids = unseen(self.shown)
        if not self._is_folding:
            under: Iterable[str] = ()
        elif self._matches is None:
            under = dict.fromkeys(unseen(self.within)).keys() - ids
        else:
            under = unseen(other for post in self.shown if post.id in self._groups for other in self.under(post))
        return self._mark(ids, under, seen=True)

    def _mark(self, ids: Sequence[str], under: Iterable[str], *, seen: bool | None = None, starred: bool | None = None) -> int:
        every = [*ids, *under]
        before = {id: self.timeline.status(id) for id in every}
        changed = self.timeline.mark(every, seen=seen, starred=starred)
        count = len(set(changed).intersection(ids))
        if changed:
            self.marks += 1
            self._undo.append(({id: before[id] for id in changed}, count))
        if seen:
            for unlooked in self._unlooked.values():
                if unlooked.gone:
                    unlooked.gone.difference_update(every)
        self._marked(changed)
        return count

    def undo(self) -> int:
        """Take the last mark back; give how many posts that changed."""
        if not self._undo:
            return 0
        self.marks += 1
        marked, count = self._undo.pop()
        last = {id: status for id, status in marked.items() if id in self.timeline}
        for id, status in last.items():
            self.timeline.mark([id], seen=status.seen, starred=status.starred, changed=status.changed)
        self._marked(last)
        return max(count, 1)

    def _see_told(self, ids: Iterable[str]) -> None:
        """Posts came: one that is shown in place of another which the reader has seen tells them nothing new."""
        came = set(ids)
        for id in came.intersection(self._groups) if self._is_folding else ():
            post = self.timeline.post(id)
            if self._first(post) is post and any(other.id not in came and other.status.seen for other in self.tellings(post)):
                self.see(post)

    def take_unkept(self) -> list[Post]:
        """The posts that were marked since the last call."""
        ids, self._unkept = self._unkept, set()
        return [self.timeline.post(id) for id in ids if id in self.timeline]

    def mark_as(self, source: str, marks: Iterable[Mark]) -> bool:
        """Take over what was marked elsewhere; whether that changed anything here."""
        touched: list[str] = []
        for mark in marks:
            id = self.timeline.id_of(source, mark.own)
            if id is not None and id not in self._unkept:
                touched += self.timeline.mark([id], seen=mark.seen, starred=mark.starred, new=mark.new, changed=mark.changed)
        self.marks += bool(touched)
        self._note(touched)
        return bool(touched)

    def _marked(self, ids: Iterable[str]) -> None:
        ids = tuple(ids)
        self._note(ids)
        self._unkept.update(ids)

    def _of(self, id: str) -> Unlooked:
        source = self.timeline.post(id).source
        if (unlooked := self._unlooked.get(source)) is None:
            unlooked = self._unlooked[source] = Unlooked()
        return unlooked

    def _note(self, ids: Iterable[str]) -> None:
        """Keep count of what has not been looked at, for posts whose status is another."""
        for id in ids:
            self._of(id).note(id, self.timeline.status(id))

    def _note_changes(self, source: str, changes: Changes) -> None:
        """The same, for what a source brought that is news."""
        for id in forgotten_ids(source, changes, self.timeline):
            self._unlooked.setdefault(source, Unlooked()).forget(id)
        for id in changes.withdrawn:
            self._of(id).gone.add(id)
        for id in changes.restored:
            self._of(id).gone.discard(id)
        self._note((*changes.new, *changes.edited))
