"""What is being read: the timeline, the filter over it, and what came while the reader looked elsewhere. Knows no widget."""

from __future__ import annotations

from datetime import tzinfo

from feeds import Changes, Clock, Snapshot

from .marks import Marking


class Session(Marking):
    """One sitting of one reader."""

    def __init__(self, clock: Clock, zone: tzinfo | None = None) -> None:
        super().__init__(clock, zone)
        self.revision = 0
        """Counts what came in."""

    def take(self, snapshot: Snapshot) -> Changes:
        """Merge a snapshot. What a source's first whole one brings is what was there when the reader came: neither new nor unseen."""
        news = self.knows(snapshot.source)
        changes = self._merge(snapshot)
        if news:
            self._note_changes(changes)
        self.revision += bool(changes)
        self._match(changes)
        self._compare(snapshot.source, changes)
        if news:
            self._see_told(changes.new)
        return changes
