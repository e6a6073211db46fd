"""What the reader did with posts, and what they have not looked at yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import NamedTuple

from feeds import Changes, Clock, Mark, Post, Status

from .filtering import Filtering

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
        for known, holds in ((self.new, status.new and not status.seen), (self.edited, status.changed)):
            if holds:
                known.add(id)
            else:
                known.discard(id)


class Marking(Filtering):
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
        self._undo: list[dict[str, Status]] = []
        self._unkept: set[str] = set()
        """Posts whose marks are others than those that were kept."""

    # --- what the reader has not looked at ----------------------------------------------------------------------------

    def touch(self) -> None:
        """The reader is there: a key, or the mouse."""
        self._touched = self.clock.now()

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
        return News(sum(len(each.new) for each in told), sum(len(each.edited) for each in told), sum(len(each.gone) for each in told))

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
        """Mark a post as seen because it was looked at; whether it was not yet."""
        if post is None:
            return False
        self._of(post.id).gone.discard(post.id)
        if post.status.seen and not post.status.changed:
            return False
        self.marks += 1
        self._marked(self.timeline.mark([post.id], seen=True))
        return True

    def mark(self, ids: Sequence[str], *, seen: bool | None = None, starred: bool | None = None) -> int:
        """Set marks on purpose; `undo` takes them back. Gives how many posts were changed."""
        before = {id: self.timeline.status(id) for id in ids}
        changed = self.timeline.mark(ids, seen=seen, starred=starred)
        if changed:
            self.marks += 1
            self._undo.append({id: before[id] for id in changed})
        if seen:
            for id in ids:
                self._of(id).gone.discard(id)
        self._marked(changed)
        return len(changed)

    def undo(self) -> int:
        """Take the last mark back; give how many posts that changed."""
        if not self._undo:
            return 0
        self.marks += 1
        last = {id: status for id, status in self._undo.pop().items() if id in self.timeline}
        for id, status in last.items():
            self.timeline.mark([id], seen=status.seen, starred=status.starred, changed=status.changed)
        self._marked(last)
        return len(last)

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
        return self._unlooked.setdefault(self.timeline.post(id).source, Unlooked())

    def _note(self, ids: Iterable[str]) -> None:
        """Keep count of what has not been looked at, for posts whose status is another."""
        for id in ids:
            self._of(id).note(id, self.timeline.status(id))

    def _note_changes(self, changes: Changes) -> None:
        """The same, for what a source brought that is news."""
        for id in changes.withdrawn:
            self._of(id).gone.add(id)
        for id in changes.restored:
            self._of(id).gone.discard(id)
        self._note((*changes.new, *changes.edited))
