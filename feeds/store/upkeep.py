"""What a history needs now and then: old posts go once a day, and a copy is made once a week. A small piece at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from .backup import back_up
from .base import Retention
from .connection import Database
from .encoding import micros
from .retention import let_go, shrink

DAILY = 86_400_000_000
WEEKLY = 7 * DAILY


class Upkeep:
    """The upkeep of one history."""

    def __init__(self, database: Database, retention: Retention, now: Callable[[], datetime]) -> None:
        self._database, self._retention, self._now = database, retention, now
        self._letting_go = self._shrinking = False
        self.stopped = False
        """The program wants to end: a copy that is being made is given up."""

    def tend(self) -> bool:
        """Do one piece of what is due; whether there is more."""
        now = micros(self._now()) or 0
        if self._letting_go or self._claim("tended", now, DAILY):
            self._letting_go = let_go(self._database, self._retention, now)
            self._shrinking = True
            return True
        if self._shrinking:
            self._shrinking = shrink(self._database)
            return True
        if self._claim("copied", now, WEEKLY):
            self._copy(now)
        return False

    def _copy(self, now: int) -> None:
        done = False
        try:
            done = back_up(self._database.path, self._now(), lambda: self.stopped)
        finally:
            if not done and not self.stopped:  # tried again tomorrow
                self._database.run("UPDATE state SET value = ? WHERE name = 'copied'", (now - WEEKLY + DAILY,))
            elif not done:
                self._database.run("UPDATE state SET value = 0 WHERE name = 'copied'")

    def _claim(self, name: str, now: int, every: int) -> bool:
        """Whether something is due, and no other program has begun it. A clock that was wrong for a while delays nothing for long."""
        found = self._database.one("SELECT value FROM state WHERE name = ?", (name,))
        if found is None or 0 <= now - found[0] < every:
            return False
        with self._database.writing():
            return self._database.change("UPDATE state SET value = ? WHERE name = ? AND value = ?", (now, name, found[0])) == 1


def clean(database: Database, retention: Retention, now: int) -> None:
    """Let go of all that is too old, and give the room back."""
    while let_go(database, retention, now):
        pass
    while shrink(database):
        pass
