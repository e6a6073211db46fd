"""Feeds: what a live page says, how it changes, and how to ask for a part of it. Knows no screen.

from feeds import Timeline, parse

    timeline = Timeline()
    changes = timeline.merge(parse(Path("page.txt").read_bytes()))
"""

from __future__ import annotations

from datetime import date as _date
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from .background import in_background
from .clock import Clock
from .completion import Completion, Suggestion, Tally, Values, asked, complete
from .errors import (
    FeedError,
    FormatError,
    MalformedFeed,
    QueryError,
    SourceError,
    SourceNotFound,
    SourceUnavailable,
    StoreError,
    UnknownFormat,
)
from .export import dump, entry_value
from .fields import FIELDS, Field
from .formats import FORMATS, parse_document
from .model import (
    Author,
    Block,
    Body,
    Code,
    Document,
    Embed,
    Entry,
    Feed,
    Figure,
    Heading,
    KeyPoint,
    Link,
    List,
    Media,
    Paragraph,
    Problem,
    Quote,
    Snapshot,
    Status,
    Table,
)
from .needles import Needle, marked_ranges
from .query import Query
from .sources import LIMIT, SOURCES, FileSource, MemorySource, Source, StdinSource, open_source
from .subject import Context, Subject
from .syntax import Token, tokens
from .terms import Term, Test
from .text import clean, clean_line, fold
from .timeline import Changes, PointChange, Post, Timeline, insert, place

if TYPE_CHECKING:
    from .polling import Follower, Look

__all__ = [
    "FIELDS",
    "FORMATS",
    "LIMIT",
    "SOURCES",
    "Author",
    "Block",
    "Body",
    "Changes",
    "Clock",
    "Code",
    "Completion",
    "Context",
    "Document",
    "Embed",
    "Entry",
    "Feed",
    "FeedError",
    "Field",
    "Figure",
    "FileSource",
    "Follower",
    "FormatError",
    "Heading",
    "KeyPoint",
    "Link",
    "List",
    "Look",
    "MalformedFeed",
    "Media",
    "MemorySource",
    "Needle",
    "Paragraph",
    "PointChange",
    "Post",
    "Problem",
    "Query",
    "QueryError",
    "Quote",
    "Snapshot",
    "Source",
    "SourceError",
    "SourceNotFound",
    "SourceUnavailable",
    "Status",
    "StdinSource",
    "StoreError",
    "Subject",
    "Suggestion",
    "Table",
    "Tally",
    "Term",
    "Test",
    "Timeline",
    "Token",
    "UnknownFormat",
    "Values",
    "asked",
    "clean",
    "clean_line",
    "complete",
    "dump",
    "entry_value",
    "fold",
    "in_background",
    "insert",
    "marked_ranges",
    "open_source",
    "parse",
    "parse_document",
    "place",
    "tokens",
]


def parse(
    data: bytes,
    *,
    url: str | None = None,
    media_type: str | None = None,
    retrieved: datetime | None = None,
    date: _date | None = None,
    zone: tzinfo | None = None,
) -> Snapshot:
    """What a document says. Reads no clock, no disk and no environment. Raises FormatError when the bytes are in no known format.

    `date` is the day of stamps that name none, `zone` that of stamps without one (UTC when None); what is concluded from them is marked inferred.
    """
    return parse_document(Document(data=data, source=url or "", url=url, media_type=media_type, retrieved=retrieved, date=date, zone=zone))


def __getattr__(name: str) -> object:
    """What follows a source needs an event loop, whose import takes longer than reading a page: it comes when it is asked for."""
    if name in ("Follower", "Look"):
        from . import polling

        return getattr(polling, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
