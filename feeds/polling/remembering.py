"""What is to be remembered of a source while it is followed, and what an earlier sitting left."""

from __future__ import annotations

from msgspec.structs import replace

from ..model import Document, Snapshot, SourceRecord
from ..sources.base import Moving, Source
from .reading import is_remnant

KNOWN_BY = 20
"""Entries by which a feed that has moved is known again in the next sitting."""
LONGEST_ID = 300
"""Letters of an id that is kept for that."""


class Memory:
    """The record of one source, kept in line with what comes of its looks."""

    def __init__(self, source: Source, record: SourceRecord | None) -> None:
        self._source = source
        self._moving = source if isinstance(source, Moving) else None
        self.record = record or SourceRecord(source=source.name, key=source.key)
        if self._moving is not None:
            self._moving.restore(self.record)

    @property
    def kept(self) -> SourceRecord | None:
        """The record, None when nothing can be kept of the source."""
        return self.record if self._source.key else None

    @property
    def document(self) -> Document | None:
        """The last document of an earlier sitting, without its bytes: enough to ask a server for what is newer. A file is read again."""
        record = self.record
        if record.url is None:
            return None
        validators = replace(record.validators, event=record.event)
        return Document(data=b"", source=record.source, url=record.url, validators=validators, retrieved=record.retrieved)

    def read(self, document: Document, snapshot: Snapshot) -> None:
        """A document was read to its end. What is left of a log is still the log."""
        before, self.record = self.record.format, self.record.after(document, snapshot)
        if is_remnant(snapshot, before):
            self.record = replace(self.record, format=before)
        if self._moving is not None and snapshot.entries:
            self.record = replace(self.record, newest=tuple(entry.id for entry in snapshot.entries if len(entry.id) <= LONGEST_ID)[:KNOWN_BY])

    def told(self, snapshot: Snapshot | None) -> Snapshot | None:
        """A look is told: the snapshot, with what the reader should know of where the source is asked."""
        if self._moving is None:
            return snapshot
        self.record = self._moving.remember(self.record)
        note = self._moving.note
        return replace(snapshot, problems=(note, *snapshot.problems)) if snapshot is not None and note is not None else snapshot

    def recognise(self, last: Snapshot | None, snapshot: Snapshot) -> None:
        """Tell a source that may move whether this is the feed that it was, in this sitting or at the end of the one before."""
        if self._moving is None or snapshot.continues:  # what goes on with what was known proves nothing
            return
        known = {*self.record.newest, *(entry.id for entry in (last.entries if last is not None else ()))}
        if not known.isdisjoint(entry.id for entry in snapshot.entries):
            self._moving.recognise()

    def move_back(self) -> bool:
        """Ask where the reader said again; whether the source was asked elsewhere."""
        if self._moving is None or self._moving.note is None:
            return False
        self._moving.move_back()
        return True
