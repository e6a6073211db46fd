"""One document after another of one source, read beside the event loop: the first one bit by bit, later ones as far as they have changed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Protocol

from msgspec.structs import replace

from ..addresses import masked
from ..background import each_in_background
from ..errors import FormatError, UnknownFormat
from ..formats import event_stream, html_posts, json_lines, log_lines, markdown_text, parse_document, parse_in_parts, plain_text
from ..kept import Kept
from ..model import Document, Problem, Snapshot
from ..sources.base import Turning

_GUESSES = (plain_text.NAME, html_posts.NAME)
"""Formats that a document is in for the want of a sign of another, which it may show later."""

_GROWING = (event_stream.NAME, json_lines.NAME, log_lines.NAME)
"""Formats of what grows at its end."""
_REMNANTS = (*_GUESSES, markdown_text.NAME)
"""Formats that what is left of a growing file may look like for a while: a heading of comments, half a line."""

SHOWN_FIRST = 30
"""Entries at either end of a document whose bodies are read with it: one of the ends is on the screen at once."""

Parse = Callable[[Document, Kept[Any]], Iterator[Snapshot]]


class Named(Protocol):
    """Whatever has a name that entries and problems are filed under."""

    name: str


class Looked(Named, Protocol):
    """A source whose caller may wait for it."""

    def look(self) -> Document | None: ...


def turn(source: Named, error: FormatError) -> Problem | None:
    """When a page has no posts and plainly names one feed: have the source go on there, and give what to tell of it. Raises SourceNotFound when the feed may not be asked."""
    from ..alternates import unambiguous

    found = unambiguous(error.alternates) if isinstance(error, UnknownFormat) else None
    if found is None or not isinstance(source, Turning):
        return None
    source.turn_to(found.link)
    return Problem(source.name, masked(found.link), f"the page has no posts of its own; its feed{f' “{found.title}”' if found.title else ''} is followed")


def read_now(source: Looked) -> Snapshot:
    """What a source says now, for callers that may wait: from the feed of a page that has no posts of its own. Raises SourceError, FormatError."""
    note: Problem | None = None
    while True:
        document = source.look()
        assert document is not None, "a first look gives a document or raises"
        try:
            snapshot = parse_document(replace(document, settled=True))
        except FormatError as error:
            if note is not None or (note := turn(source, error)) is None:
                raise
        else:
            return replace(snapshot, problems=(note, *snapshot.problems)) if note is not None else snapshot


def is_remnant(snapshot: Snapshot, before: str | None) -> bool:
    """Whether a document may be what is left of a file that grew at its end, or its new beginning: then it says nothing of what is missing from it."""
    return before in _GROWING and snapshot.format in _REMNANTS


class Reading:
    """Makes snapshots of the documents of a source, and keeps what it made of their parts."""

    def __init__(self, *, steady: bool, parse: Parse = parse_in_parts, format: str | None = None) -> None:
        """`steady`: a document that turns into another format is an error page, a login or another feed, not news; so it is with what servers answer.

        `format` is that of the last document of an earlier sitting.
        """
        self._steady, self._parse = steady, parse
        self._kept = Kept[Any]()
        self._begun = False
        self.format = format
        """That of the last document; of a file that grew at its end, until it is something else for certain."""
        self.note: Problem | None = None
        """What the reader of every snapshot should know, whatever the document says."""

    @property
    def begun(self) -> bool:
        """Whether a document has been read."""
        return self._begun

    async def snapshots(self, document: Document) -> AsyncIterator[Snapshot]:
        """What the document says: in parts while nothing has been read before it, then whole. Raises FormatError."""
        begun = self.begun
        if document.continues is None and self.format in _GROWING:
            document = replace(document, before=self.format)
        async for snapshot in each_in_background(lambda: self._parsed(document)):
            if snapshot.progress < 1 and begun:
                continue
            if self._steady and self.format not in (None, *_GUESSES, snapshot.format):
                raise UnknownFormat(f"it was {self.format} and turned into {snapshot.format}; open it anew if that is meant")
            remnant = is_remnant(snapshot, self.format)
            if remnant:
                snapshot = replace(snapshot, complete=False)
            if snapshot.progress == 1:
                self.format, self._begun = self.format if remnant else snapshot.format, True
            yield self._told(snapshot, document)

    def _parsed(self, document: Document) -> Iterator[Snapshot]:
        """What the parser gives, with the bodies that are shown first read already: what is read beside the event loop cannot hold it up."""
        for snapshot in self._parse(document, self._kept):
            for entry in (*snapshot.entries[:SHOWN_FIRST], *snapshot.entries[-SHOWN_FIRST:]):
                _ = entry.content
            yield snapshot

    def _told(self, snapshot: Snapshot, document: Document) -> Snapshot:
        if document.partial:
            snapshot = replace(snapshot, complete=False)
        notes = (*((self.note,) if self.note is not None else ()), *(Problem(document.source, "", note) for note in document.notes))
        return replace(snapshot, problems=(*notes, *snapshot.problems)) if notes else snapshot
