"""When one polled source was asked, may be asked by the reader, and is asked again: the schedule's rules, with a clock."""

from __future__ import annotations

from . import schedule
from .clock import Clock
from .errors import FeedError, SourceNotFound, SourceUnavailable
from .sources.base import Polled


class Timetable:
    """Times are the clock's monotonic seconds."""

    def __init__(self, source: Polled, clock: Clock) -> None:
        self._source, self._clock = source, clock
        self.due: float | None = None
        """When the next poll comes by itself; None before the first, and when only the reader brings another."""
        self.failures = 0
        """How many polls in a row failed."""
        self._asking = self._stopped = False
        self._asked_at: float | None = None
        self._closed_until = 0.0

    @property
    def left(self) -> float | None:
        """Seconds until the next poll comes by itself, 0 when it is due; None when only the reader brings another."""
        if self._stopped:
            return None
        return 0.0 if self.due is None else max(0.0, self.due - self._clock.monotonic())

    def begin(self) -> None:
        """A poll begins."""
        self._asking = True

    def note(self, error: FeedError | None) -> None:
        """It has ended, with this error or with none."""
        now, retry = self._clock.monotonic(), error.retry_after if isinstance(error, SourceUnavailable) else None
        self.failures = 0 if error is None else self.failures + 1
        self._asking, self._asked_at, self._closed_until = False, now, now + min(retry or 0.0, schedule.LONGEST)
        wait = schedule.wait(self._source.interval, _outcome(error), retry_after=retry, failures=self.failures)
        self.due, self._stopped = (None, True) if wait is None else (now + wait, False)

    def refusal(self) -> str | None:
        """Why the reader may not have the source asked now; None when it may be."""
        title, now = self._source.title, self._clock.monotonic()
        if self._asking:
            return f"{title} is being asked already"
        if now < self._closed_until:
            return f"{title} wants to be left alone for another {schedule.duration(self._closed_until - now)}"
        if self._asked_at is not None and now - self._asked_at < self._source.spacing:
            left = schedule.duration(self._asked_at + self._source.spacing - now)
            return f"{title} was asked {int(now - self._asked_at)} s ago; it can be asked again in {left}"
        return None


def _outcome(error: FeedError | None) -> schedule.Outcome:
    if error is None:
        return "answered"
    if isinstance(error, SourceNotFound):
        return "stopped"
    return "offline" if isinstance(error, SourceUnavailable) and error.offline else "failed"
