"""One document after another of one source, read beside the event loop: the first one bit by bit, later ones as far as they have changed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from msgspec.structs import replace

from .background import each_in_background
from .errors import UnknownFormat
from .formats import parse_in_parts, plain_text
from .kept import Kept
from .model import Document, Problem, Snapshot

Parse = Callable[[Document, Kept[Any]], Iterator[Snapshot]]


class Reading:
    """Makes snapshots of the documents of a source, and keeps what it made of their parts."""

    def __init__(self, *, steady: bool, parse: Parse = parse_in_parts) -> None:
        """`steady`: a document that turns into another format is an error page, a login or another feed, not news; so it is with what servers answer."""
        self._steady, self._parse = steady, parse
        self._kept = Kept[Any]()
        self._format: str | None = None
        self.note: Problem | None = None
        """What the reader of every snapshot should know, whatever the document says."""

    @property
    def begun(self) -> bool:
        """Whether a document has been read."""
        return self._format is not None

    async def snapshots(self, document: Document) -> AsyncIterator[Snapshot]:
        """What the document says: in parts while nothing has been read before it, then whole. Raises FormatError."""
        begun = self.begun
        async for snapshot in each_in_background(lambda: self._parse(document, self._kept)):
            if snapshot.progress < 1 and begun:
                continue
            if self._steady and self._format not in (None, plain_text.NAME, snapshot.format):
                raise UnknownFormat(f"it was {self._format} and turned into {snapshot.format}; open it anew if that is meant")
            if snapshot.progress == 1:
                self._format = snapshot.format
            yield self._told(snapshot, document)

    def _told(self, snapshot: Snapshot, document: Document) -> Snapshot:
        if document.partial:
            snapshot = replace(snapshot, complete=False)
        return replace(snapshot, problems=(self.note, *snapshot.problems)) if self.note is not None else snapshot
