"""What a format is: a name, a test whether a document is of it, and a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol, TypeVar, runtime_checkable

from ..charset import beginning, decode_by
from ..kept import Kept
from ..model import Document, Snapshot
from ..text import clean_page, is_clean_utf8

Found = TypeVar("Found")


class Format(Protocol):
    """One way of writing a feed. A module that has these three names is a format."""

    NAME: str
    """As `Snapshot.format` gives it."""

    def recognises(self, page: Page) -> bool:
        """Whether the document is of this format. Never raises."""
        ...

    def parse(self, page: Page) -> Snapshot:
        """All that the document says. Raises FormatError."""
        ...


@runtime_checkable
class Streaming(Format, Protocol):
    """A format that tells the first posts of a large document before it has read the last."""

    def parts(self, page: Page) -> Iterator[Snapshot]:
        """Snapshots with the entries read since the one before (see `Snapshot.progress`); the last is what `parse` gives. Raises FormatError."""
        ...


@runtime_checkable
class Resuming(Format, Protocol):
    """A format of what grows at its end, which may have only begun to be written anew."""

    def resumes(self, page: Page) -> bool:
        """Whether a document whose source was of this format before is so still: one record is enough, whatever half a line follows it. Never raises."""
        ...


class Page:
    """A document on its way through the formats: decoded and cleaned once, when the first asks."""

    def __init__(self, document: Document, kept: Kept[Any] | None = None) -> None:
        self.document = document
        self.kept: Kept[Any] = kept if kept is not None else Kept()
        """What was made of parts of the document when it was read before."""
        self.again = kept is not None
        """Whether it may be read again by what is kept of it."""
        self.kept.begin()
        self._decoded: str | None = None
        self._encoding: str | None = None
        self._text: str | None = None
        self._start: str | None = None
        self._remembered: dict[Callable[[Any], Any], Any] = {}

    @property
    def start(self) -> str:
        """The first characters of the document without a byte order mark and white space before them: formats with a sign at the front are told by it. Never raises."""
        if self._start is None:
            self._start = beginning(self.document.data, media_type=self.document.media_type)
        return self._start

    @property
    def decoded(self) -> str:
        """The document as text, with every character that it came with: for formats that clean it record by record. Raises UnknownFormat for a binary document."""
        if self._decoded is None:
            self._decoded, self._encoding = decode_by(self.document.data, settled=self.document.settled, media_type=self.document.media_type)
        return self._decoded

    @property
    def text(self) -> str:
        """The document as cleaned text. Raises UnknownFormat for a binary document."""
        if self._text is None:
            decoded = self.decoded
            self._text = decoded if self._encoding == "utf-8" and is_clean_utf8(self.document.data) else clean_page(decoded)
        return self._text

    def remember(self, find: Callable[[str], Found]) -> Found:
        """What `find` makes of the text: made once, for a format that recognises a document by what it will read in it."""
        if find not in self._remembered:
            self._remembered[find] = find(self.text)
        found: Found = self._remembered[find]
        return found

    def remember_of(self, find: Callable[[Page], Found]) -> Found:
        """The same for what is made of the page itself, such as a tree that several formats look at."""
        if find not in self._remembered:
            self._remembered[find] = find(self)
        found: Found = self._remembered[find]
        return found
