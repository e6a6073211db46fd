"""When one polled source was asked, may be asked by the reader, and is asked again: the schedule's rules, with a clock."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from .. import schedule
from ..clock import Clock
from ..errors import FeedError, SourceHeld
from ..model import Pace, Rhythm, Snapshot
from ..sources.base import Polled

JUMP = 60.0
"""Seconds by which a clock must be off to have been set, or to have stood still."""


class Timetable:
    """Times are the clock's monotonic seconds, but for those of `pace`.

    Inside, everything counts on one scale: the wall clock as it would be if nobody set it while the program runs.
    """

    def __init__(self, source: Polled, clock: Clock, chance: Callable[[], float], pace: Pace, rhythm: Rhythm | None, *, live: bool, urgent: bool) -> None:
        """`pace` and `rhythm` are what an earlier sitting left. urgent: the reader named the source just now."""
        self._source, self._clock, self._chances = source, clock, chance
        self._ahead = clock.now().timestamp() - clock.monotonic()
        self._live, self._rhythm = live, rhythm
        self._touched = self._now()
        self._chance = chance()
        self._pace = schedule.resumed(pace, self._wish, self._now(), self._chance, urgent=urgent, spacing=source.spacing)
        self._asking = self._whole = False
        self._urgent = urgent
        self._asked_at = None if self._pace.checked is None else self._pace.checked - self._ahead
        self._ids: frozenset[str] = frozenset()

    @property
    def due(self) -> float | None:
        """When the next poll comes by itself; None when only the reader brings another."""
        return None if self._pace.due is None else self._pace.due - self._ahead

    @property
    def left(self) -> float | None:
        """Seconds until the next poll comes by itself, 0 when it is due; None when only the reader brings another."""
        return None if self._pace.due is None else max(0.0, self._pace.due - self._now())

    @property
    def failures(self) -> int:
        """How many polls in a row failed."""
        return self._pace.failures

    @property
    def closed(self) -> float:
        """Seconds for which the source wants to be left alone."""
        return max(0.0, self._pace.closed_until - self._now())

    @property
    def pace(self) -> Pace:
        """What is to be remembered, by the wall clock as it is."""
        off = self._off
        return schedule.moved(self._pace, off) if abs(off) > 1 else self._pace

    # --- what the reader does -----------------------------------------------------------------------------------------

    @property
    def live(self) -> bool:
        """It is on the screen."""
        return self._live

    def show(self, live: bool) -> None:
        """It is on the screen from now on, or no longer."""
        if live != self._live:
            self._live, self._touched = live, self._now()
            self._plan()

    def touch(self) -> bool:
        """The reader is there; whether the time of the next poll is another for that."""
        before = self.due
        self.wake()
        woken = schedule.attended(self._pace, self._wish, self._now())
        self._touched = self._now()
        if not woken:
            self._plan()
        return self.due != before

    def refusal(self) -> str | None:
        """Why the reader may not have the source asked now; None when it may be."""
        title, now = self._source.title, self._clock.monotonic()
        if self._asking:
            return f"{title} is being asked already"
        if self.closed > 0:
            return f"{title} wants to be left alone for another {schedule.duration(self.closed)}"
        if self._asked_at is not None and now - self._asked_at < self._source.spacing:
            left = schedule.duration(self._asked_at + self._source.spacing - now)
            return f"{title} was asked {int(now - self._asked_at)} s ago; it can be asked again in {left}"
        return None

    # --- polls --------------------------------------------------------------------------------------------------------

    def begin(self) -> bool:
        """A poll begins. Whether it should ask for all of the document, though nothing seems to have changed for long."""
        self._urgent = False
        self._asking, self._whole = True, schedule.unconditional(self._pace, self._now())
        return self._whole

    def note(self, error: FeedError | None, snapshot: Snapshot | None = None) -> None:
        """It has ended, with this error or with none, and with this snapshot if there is another."""
        now = self._now()
        if not isinstance(error, SourceHeld):
            self._asked_at = self._clock.monotonic()
        self._asking, self._chance = False, self._chances()
        posts = snapshot is not None and self._brings(snapshot)
        self._pace = schedule.after(self._pace, schedule.outcome(error, self._source.reply, posts=posts, whole=self._whole), now)
        self._urgent = self._whole = False
        self._plan()

    def wake(self) -> None:
        """Time has passed: see what has become of the clock. Call it after each sleep.

        A machine that was suspended finds its clock ahead, or itself long past the time of the poll: what was due meanwhile is asked once, within
        a minute. So is it when somebody sets the clock forward. A clock that was set back changes nothing.
        """
        off, before = self._off, self._now()
        if abs(off) <= JUMP:
            if self._pace.due is not None and before - self._pace.due > JUMP:
                self._touched = before
            return
        self._ahead += off
        now = self._now()
        if off < 0:
            self._pace, self._touched = schedule.moved(self._pace, off), self._touched + off
            return
        closed = self._pace.closed_until + off if self._pace.closed_until > before else 0.0
        self._pace, self._touched = replace(self._pace, closed_until=closed), now
        if self._pace.due is not None:
            own = schedule.interval(self._pace, self._wish, now)
            spread = 0.0 if self._live else self._chance * min(own, schedule.SPREAD)
            due = self._pace.due if self._pace.due > now else now + spread
            self._pace = replace(self._pace, due=max(due, closed, self._soonest))

    def _brings(self, snapshot: Snapshot) -> bool:
        """Whether a document has a post that the one before did not have."""
        self._rhythm = snapshot.feed.rhythm
        ids, before = frozenset(entry.id for entry in snapshot.entries), self._ids
        self._ids = ids if snapshot.complete else before | ids
        return not ids <= before

    def _plan(self) -> None:
        """Say anew when the next poll comes; one that the reader waits for stays where it is."""
        if not self._urgent:
            pace = schedule.planned(self._pace, self._wish, self._now(), self._chance)
            self._pace = replace(pace, due=max(pace.due, self._soonest)) if pace.due is not None else pace

    @property
    def _soonest(self) -> float:
        """When the source may be asked again at the soonest, whatever the wall clock says of the time since it was asked."""
        if self._asked_at is None or self._source.local:
            return 0.0
        return self._asked_at + self._ahead + schedule.FLOOR_VALIDATED

    @property
    def _wish(self) -> schedule.Wish:
        source = self._source
        return schedule.Wish(interval=source.interval, live=self._live, touched=self._touched, local=source.local, rhythm=self._rhythm)

    @property
    def _off(self) -> float:
        """Seconds by which the wall clock is ahead of what it would be."""
        return self._clock.now().timestamp() - self._now()

    def _now(self) -> float:
        return self._clock.monotonic() + self._ahead
