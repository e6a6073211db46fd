"""The history is written beside everything else: whoever has something to keep never waits for the disk.

What waits is gathered by source. Two looks that wait become one, which is kept whole. What cannot be written stays in memory, in its place, and is
tried again after ever longer pauses.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from msgspec import Struct

from .errors import StoreError
from .order import Post
from .store import Batch, History, Mark, Sitting

SOONEST = 1.0
"""Seconds after which a first failure is tried again."""
LATEST = 60.0
"""Seconds between two tries at the most."""
QUIET = 30.0
"""Seconds without anything to write after which the history's upkeep is done."""
UPKEEP = 3600.0
"""Seconds between two upkeeps."""


class Trouble(Struct, frozen=True):
    """Why nothing is kept at the moment."""

    error: StoreError
    waiting: int
    """How many looks and marks wait in memory."""
    again: float
    """When they are tried again, in the clock's monotonic seconds."""


class _Waiting:
    """What is to be kept of one source."""

    def __init__(self) -> None:
        self.batch: Batch | None = None
        self.marks: dict[str, Mark] = {}
        self.count = 0

    def add(self, batch: Batch) -> None:
        self.batch = batch if self.batch is None else joined(self.batch, batch)
        self.count += 1

    def put_before(self, other: _Waiting) -> None:
        """What failed stands before what has come since."""
        if other.batch is not None:
            self.batch = other.batch if self.batch is None else joined(other.batch, self.batch)
        self.marks = {**other.marks, **self.marks}
        self.count += other.count


def joined(first: Batch, then: Batch) -> Batch:
    """Two looks at one source as one: the later word counts."""
    posts: dict[str, Post] = {post.own: post for post in first.posts if post.own not in then.forgotten}
    posts |= {post.own: post for post in then.posts}
    forgotten = tuple(own for own in dict.fromkeys((*first.forgotten, *then.forgotten)) if own not in posts)
    oldest = first.oldest if then.oldest is None else then.oldest
    return Batch(record=then.record, posts=tuple(posts.values()), oldest=oldest, forgotten=forgotten, points=(*first.points, *then.points))


class Keeper:
    """Writes to a history in a thread of its own. `told` is called from that thread when `trouble` has come or gone."""

    def __init__(
        self, history: History, monotonic: Callable[[], float], *, told: Callable[[], None] = lambda: None, soonest: float = SOONEST, quiet: float = QUIET
    ) -> None:
        """`soonest`: seconds after which a first failure is tried again; `quiet`: those without anything to write before the upkeep."""
        self.history = history
        self.told = told
        self._soonest, self._quiet = soonest, quiet
        self.trouble: Trouble | None = None
        self._monotonic = monotonic
        self._changed = threading.Condition()
        # what follows is shared with the thread, under the lock
        self._waiting: dict[str, _Waiting] = {}
        self._sitting: Sitting | None = None
        self._failures = 0
        self._closing = self._writing = False
        self._tended: float | None = None
        self._begun = monotonic()
        self._thread: threading.Thread | None = None

    def keep(self, batch: Batch) -> None:
        """Keep what a look brought."""
        with self._changed:
            self._of(batch.record.key).add(batch)
            self._go()

    def mark(self, key: str, marks: list[Mark]) -> None:
        """Keep what the reader did with posts of a source."""
        with self._changed:
            waiting = self._of(key)
            waiting.marks |= {mark.own: mark for mark in marks}
            waiting.count += 1
            self._go()

    def sit(self, sitting: Sitting) -> None:
        """Keep where the reader is."""
        with self._changed:
            self._sitting = sitting
            self._go()

    def try_now(self) -> None:
        """Try again what failed, without waiting for its time."""
        with self._changed:
            self._failures = 0
            self._changed.notify_all()

    def close(self, within: float) -> bool:
        """Write what waits, for so many seconds at the most, and end; whether all of it is on the disk."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._thread is None or self._is_done, within)
            return self._is_done

    @property
    def _is_done(self) -> bool:
        return not (self._waiting or self._writing) and self._sitting is None

    def _of(self, key: str) -> _Waiting:
        return self._waiting.setdefault(key, _Waiting())

    def _go(self) -> None:
        if self._thread is None and not self._closing:
            self._thread = threading.Thread(target=self._run, name="feedreader-history", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _run(self) -> None:
        while self._wait():
            with self._changed:
                key, waiting, sitting = self._take()
                self._writing = True
            error = self._write(key, waiting, sitting)
            with self._changed:
                self._writing = False
                self._note(error, key, waiting, sitting)
                if error is not None and self._closing:
                    break
                self._changed.notify_all()
            if self._monotonic() - self._begun >= UPKEEP:  # whoever always writes is never quiet
                self._tend()
        with self._changed:
            self._thread = None
            self._changed.notify_all()

    def _wait(self) -> bool:
        """Until there is something to be written; False when there never will be. Meanwhile the history is tended."""
        while True:
            with self._changed:
                if self._failures and not self._closing:
                    self._pause()
                came = self._changed.wait_for(lambda: self._closing or not self._is_done, self._quiet)
                if came:
                    return not self._is_done
            self._tend()

    def _tend(self) -> None:
        """Let go of what is too old, and copy the file now and then: in small pieces, none of which is worth a word when it fails."""
        now = self._monotonic()
        if self._tended is not None and now - self._tended < UPKEEP:
            return
        try:
            if not self.history.tend():
                self._tended = now
        except Exception:  # a fault of ours here must not end the writing
            self._tended = now

    def _pause(self) -> None:
        assert self.trouble is not None, "what failed is told"
        again = self.trouble.again
        self._changed.wait_for(lambda: self._closing or not self._failures, max(0.0, again - self._monotonic()))

    def _take(self) -> tuple[str, _Waiting | None, Sitting | None]:
        """The next to be written: the source that has waited longest, and at the end where the reader is."""
        if self._waiting:
            key = next(iter(self._waiting))
            return key, self._waiting.pop(key), None
        sitting, self._sitting = self._sitting, None
        return "", None, sitting

    def _write(self, key: str, waiting: _Waiting | None, sitting: Sitting | None) -> StoreError | None:
        try:
            if waiting is not None and waiting.batch is not None:
                self.history.keep(waiting.batch)
                waiting.batch = None
            if waiting is not None and waiting.marks:
                self.history.mark(key, list(waiting.marks.values()))
            if sitting is not None:
                self.history.sit(sitting)
        except StoreError as error:
            return error
        except Exception as fault:  # a fault of ours: what waits is not lost while the program runs, and it is told
            told = StoreError(f"a fault in feedreader, {type(fault).__name__}: {fault}; please report it")
            told.__cause__ = fault
            return told
        return None

    def _note(self, error: StoreError | None, key: str, waiting: _Waiting | None, sitting: Sitting | None) -> None:
        before = self.trouble is None
        if error is None:
            self._failures, self.trouble = 0, None
        else:
            if waiting is not None:
                self._of(key).put_before(waiting)
            self._sitting = self._sitting or sitting
            self._failures += 1
            pause = min(LATEST, self._soonest * 2.0 ** min(self._failures - 1, 10))
            count = sum(each.count for each in self._waiting.values())
            self.trouble = Trouble(error, count, self._monotonic() + pause)
        if before != (self.trouble is None) or error is not None:
            self.told()
