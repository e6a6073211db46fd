"""What was made of the parts of a document, kept until it is read again: parts that have not changed are not parsed again."""

from __future__ import annotations

from typing import Generic, TypeVar

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """Values by the bytes that they were made of. One reading of a document forgets what the reading before it did not use."""

    def __init__(self) -> None:
        self._now: dict[bytes, Made] = {}
        self._before: dict[bytes, Made] = {}
        self.reused = 0
        """How many values the last reading found."""

    def begin(self) -> None:
        """A new reading of the document begins."""
        self._before, self._now = self._now, {}
        self.reused = 0

    def get(self, key: bytes) -> Made | None:
        """What was made of these bytes in this reading or the last, None when nothing was."""
        made = self._now.get(key)
        if made is None and (made := self._before.get(key)) is not None:
            self._now[key] = made
            self.reused += 1
        return made

    def put(self, key: bytes, made: Made) -> None:
        """Keep what was made of these bytes."""
        self._now[key] = made
