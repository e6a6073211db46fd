"""Bytes from a source, and all that they said."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from msgspec import Struct

from .entry import Entry
from .feed import Feed, Problem


class Validators(Struct, frozen=True, gc=False):
    """What a source wants to be asked with next time. HTTP: ETag, Last-Modified, byte for byte. Files: a digest and a stat."""

    etag: str | None = None
    last_modified: str | None = None
    stat: tuple[int, ...] = ()
    digest: bytes = b""
    event: str | None = None
    """A stream of events: the id to go on from (HTML: Last-Event-ID)."""


class Document(Struct, frozen=True, kw_only=True):
    """Bytes from a source, and what is needed to understand them."""

    data: bytes
    source: str = ""
    """The name that entries and problems are filed under: a path or an address, cleaned."""
    url: str | None = None
    """Where it came from in the end. HTTP: after redirects."""
    media_type: str | None = None
    """HTTP: Content-Type, with its parameters."""
    validators: Validators = Validators()
    retrieved: datetime | None = None
    """Aware. When the bytes were read."""
    date: date | None = None
    """The day of the capture, for stamps without one: what the user said, else the file's own time."""
    zone: tzinfo | None = None
    """The zone of stamps that name none; UTC when None."""
    settled: bool = True
    """False while the bytes may be half-written: then nothing is concluded from what is missing."""
    partial: bool = False
    """It says only what was added (HTTP 226): nothing is concluded from what is missing."""
    continues: str | None = None
    """The name of the format that the document goes on in: it begins with the last record of the document before, as that stands now.
    None for a document that is whole."""
    before: str | None = None
    """The name of the format that the source's last document was in. What grows at its end is known by less, where it was known before."""
    offset: int = 0
    """Where in its source the data begins: 0 unless it continues another."""
    notes: tuple[str, ...] = ()
    """What a person should know of how it came: a line each."""
    hubs: tuple[str, ...] = ()
    """HTTP: the hubs that the answer names beside the document (Link: rel=hub)."""
    older: str | None = None
    """HTTP: where the answer says that older entries are (Link: rel=prev-archive, else rel=next). What the document itself says goes before."""


class Snapshot(Struct, frozen=True, kw_only=True):
    """All that one document said."""

    source: str = ""
    format: str = ""
    feed: Feed = Feed()
    entries: tuple[Entry, ...] = ()
    """In the document's order."""
    problems: tuple[Problem, ...] = ()
    oldest_first: bool | None = None
    """The document has its oldest entry on top; None when its format does not tell, and the entries' times must."""
    complete: bool = True
    """The document was read to its end: what is missing from it is really missing."""
    entire: bool = False
    """The feed says that this document has all its entries (RFC 5005: fh:complete): what is missing has been withdrawn, wherever it stood."""
    withdrawn: tuple[str, ...] = ()
    """Ids of entries that the document says are withdrawn. Atom: at:deleted-entry (RFC 6721). Live Blog API: deleted."""
    progress: float = 1.0
    """How much of the document was read for it, from 0 to 1. Below 1 it has the entries that were read since the one before, and is not complete."""
    open_at: int | None = None
    """Offset in the document's data at which its last record begins, in a format that only grows at its end: what stands before is final.
    None for a document that is one unit, or of which too little is known."""
    continues: bool = False
    """Its first entry is the last one that the source gave before, as it stands now; those between are not said again."""
    retrieved: datetime | None = None

    @property
    def exhaustive(self) -> bool:
        """Whether an entry that the document does not have counts as missing. A file that grows at its end loses entries only to rotation."""
        return self.complete and self.open_at is None
