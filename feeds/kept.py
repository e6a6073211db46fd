"""What was made of the parts of a document, kept until it is read again: parts that have not changed are not parsed again."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """Values by the text or bytes that they were made of, or a hash of these. One reading of a document forgets what the reading before it did not use."""

    def __init__(self) -> None:
        self._now: dict[Hashable, Made] = {}
        self._before: dict[Hashable, Made] = {}
        self.reused = 0
        """How many values the last reading found."""

    def begin(self) -> None:
        """A new reading of the document begins."""
        self._before, self._now = self._now, {}
        self.reused = 0

    def get(self, key: Hashable) -> Made | None:
        """What was made of this in this reading or the last, None when nothing was."""
        made = self._now.get(key)
        if made is None and (made := self._before.get(key)) is not None:
            self._now[key] = made
            self.reused += 1
        return made

    def take(self, key: Hashable) -> Made | None:
        """What the last reading kept under this, for this one to put another in its place: of large things there are not two then."""
        return self._before.pop(key, None)

    def put(self, key: Hashable, made: Made) -> None:
        """Keep what was made of this."""
        self._now[key] = made
