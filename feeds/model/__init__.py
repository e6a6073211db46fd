"""The vocabulary: what a document said, in Atom's and schema.org's words, as values that never change.

Each field names the element it comes from. Live-text means a live page saved as plain text.
What the reader did with an entry (seen, starred) is never in the entry: that and its story are its `Status`.
"""

from __future__ import annotations

from .body import (
    NO_BODY,
    Author,
    Block,
    Body,
    Code,
    Embed,
    Fact,
    Figure,
    Heading,
    Link,
    List,
    Media,
    Paragraph,
    Quote,
    Table,
    Unread,
    block_text,
)
from .document import Document, Snapshot, Validators
from .entry import Entry, Status
from .feed import Feed, KeyPoint, Problem, Rhythm
from .record import Archive, Move, Pace, Reply, SourceRecord

__all__ = [
    "NO_BODY",
    "Archive",
    "Author",
    "Block",
    "Body",
    "Code",
    "Document",
    "Embed",
    "Entry",
    "Fact",
    "Feed",
    "Figure",
    "Heading",
    "KeyPoint",
    "Link",
    "List",
    "Media",
    "Move",
    "Pace",
    "Paragraph",
    "Problem",
    "Quote",
    "Reply",
    "Rhythm",
    "Snapshot",
    "SourceRecord",
    "Status",
    "Table",
    "Unread",
    "Validators",
    "block_text",
]
