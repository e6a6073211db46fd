"""Coming back after a sitting: the post that the reader left, and what came since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from feeds import Changes, Post, Sitting, Timeline

WORDS = {"new": "new", "edited": "edited", "withdrawn": "withdrawn", "restored": "back"}
"""What is told of what came, and in which words."""


class Return:
    """Until every source has been looked at once, what they bring came while the reader was away."""

    def __init__(self, sitting: Sitting | None, sources: Iterable[str], source: str | None = None, *, others: bool = False) -> None:
        """`sources` are looked at now, and there are `others` that are not; `source` is that of the post that had the cursor."""
        self._others = others
        self.at: datetime | None = sitting.at if sitting is not None else None
        """When the reader last did something; None without an earlier sitting."""
        self.waits = sitting is not None and bool(sitting.own)
        """The reader has not moved, and the post that they left is not there yet."""
        self._left = (source, sitting.own) if sitting is not None and source is not None else None
        self._awaited = set(sources)
        self._brought: Counter[str] = Counter()

    def post(self, timeline: Timeline) -> Post | None:
        """The post that had the cursor; found once."""
        id = timeline.id_of(*self._left) if self._left is not None else None
        if id is None:
            return None
        self.waits = False
        return timeline.post(id)

    def note(self, source: str, changes: Changes) -> str | None:
        """What came with a look; when that was the first of the last awaited source, what came with all until then, in words."""
        if not self._awaited:
            return None
        self._awaited.discard(source)
        self._brought.update({name: len(getattr(changes, name)) for name in WORDS})
        if self._awaited or self.at is None:
            return None
        told = [f"{self._brought[name]:,} {word}" for name, word in WORDS.items() if self._brought[name]]
        return ", ".join(told) or (None if self._others else "Nothing new")
