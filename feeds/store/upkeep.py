"""What a history needs now and then: old posts go once a day, and a copy is made once a week. A small piece at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from .backup import back_up
from .base import Retention
from .connection import Database
from .encoding import micros
from .retention import let_go, shrink

HOUR = 3_600_000_000
"""Microseconds. What was begun and not ended is begun anew after an hour, by whichever program is there."""
EVERY = {"tended": 24 * HOUR, "copied": 7 * 24 * HOUR}
"""How often each is due."""
JUMP = 180 * 24 * HOUR
"""A clock that has gone on by so much since the last time, or back, may be wrong: what it makes old goes only when it says so on another day."""


class Upkeep:
    """The upkeep of one history."""

    def __init__(self, database: Database, retention: Retention, now: Callable[[], datetime]) -> None:
        self._database, self._retention, self._now = database, retention, now
        self._letting_go = self._shrinking = False
        self._sure = True
        self.stopped = False
        """The program wants to end: a copy that is being made is given up."""

    def tend(self) -> bool:
        """Do one piece of what is due; whether there is more."""
        now = micros(self._now()) or 0
        if self._letting_go or self._claim("tended", now):
            self._letting_go = self._shrinking = True
            self._letting_go = let_go(self._database, self._retention, now, sure=self._sure)
            return True
        if self._shrinking:
            self._shrinking = shrink(self._database)
            if not self._shrinking:
                self._done("tended", now)
            return True
        if self._claim("copied", now) and back_up(self._database.path, self._now(), lambda: self.stopped):
            self._done("copied", now)
        return False

    def _claim(self, name: str, now: int) -> bool:
        """Whether something is due, and no other program has just begun it. A clock that was wrong for a while delays nothing for long."""
        every = EVERY[name]
        found = self._database.one("SELECT value FROM state WHERE name = ?", (name,))
        if found is None or 0 <= now - found[0] < every:
            return False
        self._sure = 0 <= now - found[0] < JUMP
        with self._database.writing():
            return self._database.change("UPDATE state SET value = ? WHERE name = ? AND value = ?", (now - every + HOUR, name, found[0])) == 1

    def _done(self, name: str, now: int) -> None:
        with self._database.writing():
            self._database.run("UPDATE state SET value = ? WHERE name = ?", (now, name))


def clean(database: Database, retention: Retention, now: int) -> None:
    """Let go of all that is too old, and give the room back."""
    while let_go(database, retention, now):
        pass
    while shrink(database):
        pass
