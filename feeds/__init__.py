"""Feeds: what a live page says, how it changes, and how to ask for a part of it. Knows no screen.

from feeds import Timeline, parse

    timeline = Timeline()
    changes = timeline.merge(parse(Path("page.txt").read_bytes()))
"""

from __future__ import annotations

from datetime import date as _date
from datetime import datetime, tzinfo
from importlib import import_module
from typing import TYPE_CHECKING

from .addresses import masked
from .background import each_in_background, in_background
from .clock import Clock
from .dates import in_zone
from .differences import Part, differences, words_changed
from .errors import (
    Alternate,
    FeedError,
    FormatError,
    MalformedFeed,
    QueryError,
    SourceError,
    SourceNotAsked,
    SourceNotFound,
    SourceUnavailable,
    StoreError,
    UnknownFormat,
)
from .formats import FORMATS, parse_document, parse_in_parts
from .model import (
    Author,
    Block,
    Body,
    Code,
    Document,
    Embed,
    Entry,
    Fact,
    Feed,
    Figure,
    Heading,
    KeyPoint,
    Link,
    List,
    Media,
    Pace,
    Paragraph,
    Problem,
    Quote,
    Reply,
    Rhythm,
    Snapshot,
    SourceRecord,
    Status,
    Table,
    block_text,
)
from .order import MOST_VERSIONS, Post, insert, latest_of, place, when_of
from .points import PointChange
from .polling.reading import read_now
from .query import Query
from .query.fields import FIELDS, Field
from .query.needles import Needle, marked_ranges
from .query.sieve import Sieve, Words
from .query.subject import Context, Subject
from .query.syntax import Token, tokens
from .query.terms import Term, Test
from .query.windows import stretch
from .schedule import duration
from .sources import LIMIT, SOURCES, FileSource, Polled, Source, open_source
from .store import Batch, Beside, Held, History, Mark, Retention, Sitting, Usage, open_history
from .text import clean, clean_line, fold
from .timeline import Changes, Compared, Timeline, joined

if TYPE_CHECKING:
    from .doubles import Doubles, Group
    from .export import dump, entry_value
    from .keeping import Keeper, Trouble
    from .opml import read_subscriptions, write_opml
    from .polling.follower import Follower
    from .polling.hosts import Hosts
    from .polling.looks import Look
    from .query.completion import Completion, Suggestion, Tally, Values, asked, complete
    from .sources.http import HttpSource
    from .sources.memory import MemorySource
    from .sources.stdin import StdinSource
    from .spelling import Spelled, spelled
    from .subscriptions import Subscription, Subscriptions

__all__ = [
    "FIELDS",
    "FORMATS",
    "LIMIT",
    "MOST_VERSIONS",
    "SOURCES",
    "Alternate",
    "Author",
    "Batch",
    "Beside",
    "Block",
    "Body",
    "Changes",
    "Clock",
    "Code",
    "Compared",
    "Completion",
    "Context",
    "Document",
    "Doubles",
    "Embed",
    "Entry",
    "Fact",
    "Feed",
    "FeedError",
    "Field",
    "Figure",
    "FileSource",
    "Follower",
    "FormatError",
    "Group",
    "Heading",
    "Held",
    "History",
    "Hosts",
    "HttpSource",
    "Keeper",
    "KeyPoint",
    "Link",
    "List",
    "Look",
    "MalformedFeed",
    "Mark",
    "Media",
    "MemorySource",
    "Needle",
    "Pace",
    "Paragraph",
    "Part",
    "PointChange",
    "Polled",
    "Post",
    "Problem",
    "Query",
    "QueryError",
    "Quote",
    "Reply",
    "Retention",
    "Rhythm",
    "Sieve",
    "Sitting",
    "Snapshot",
    "Source",
    "SourceError",
    "SourceNotAsked",
    "SourceNotFound",
    "SourceRecord",
    "SourceUnavailable",
    "Spelled",
    "Status",
    "StdinSource",
    "StoreError",
    "Subject",
    "Subscription",
    "Subscriptions",
    "Suggestion",
    "Table",
    "Tally",
    "Term",
    "Test",
    "Timeline",
    "Token",
    "Trouble",
    "UnknownFormat",
    "Usage",
    "Values",
    "Words",
    "asked",
    "block_text",
    "clean",
    "clean_line",
    "complete",
    "differences",
    "dump",
    "duration",
    "each_in_background",
    "entry_value",
    "fold",
    "in_background",
    "in_zone",
    "insert",
    "joined",
    "latest_of",
    "marked_ranges",
    "masked",
    "open_history",
    "open_source",
    "parse",
    "parse_document",
    "parse_in_parts",
    "place",
    "read_now",
    "read_subscriptions",
    "spelled",
    "stretch",
    "tokens",
    "when_of",
    "words_changed",
    "write_opml",
]


_LATE = {
    "Completion": "query.completion",
    "Doubles": "doubles",
    "Follower": "polling.follower",
    "Group": "doubles",
    "Hosts": "polling.hosts",
    "HttpSource": "sources.http",
    "Keeper": "keeping",
    "Look": "polling.looks",
    "MemorySource": "sources.memory",
    "Spelled": "spelling",
    "StdinSource": "sources.stdin",
    "Subscription": "subscriptions",
    "Subscriptions": "subscriptions",
    "Suggestion": "query.completion",
    "Tally": "query.completion",
    "Trouble": "keeping",
    "Values": "query.completion",
    "asked": "query.completion",
    "complete": "query.completion",
    "dump": "export",
    "entry_value": "export",
    "read_subscriptions": "opml",
    "spelled": "spelling",
    "write_opml": "opml",
}
"""Names that come when they are asked for, and the modules that have them."""


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
    """What follows a source needs an event loop, and addresses need sockets. Their import takes longer than reading a page: they come when they are asked for, and with them lists of subscriptions, the comparing of headlines, and whatever else the first screen shows nothing of. None is called as its module is: that would take its place."""
    if name in _LATE:
        return getattr(import_module(f".{_LATE[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
