"""A document while it is read: what its elements are called, what is done with each, and what its entries take from around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ...model import Author, Document, Problem
from ...moments import Moment, read_moment
from .links import LANGUAGE, inner_base, is_web
from .names import Names, Table
from .text import line, raw_line, tidy

if TYPE_CHECKING:
    from .draft import Draft, FeedDraft

MOST_SPACES = 64
"""Sets of namespaces whose tables are kept."""
MOST_TAGS = 1000
"""Tags in a table that is kept for another document."""

_NO_MOMENT = Moment(None)

EntryHandler = Callable[["Draft", Any, "Reading"], None]
FeedHandler = Callable[["FeedDraft", Any, "Reading"], None]
Made = tuple[Names, Table["EntryHandler"], Table["EntryHandler | None"], Table["FeedHandler"]]


class Tables:
    """What to do with the elements of one kind of feed, by their tags: kept for the next document that declares the same namespaces."""

    def __init__(self, entries: Mapping[str, EntryHandler], heads: Mapping[str, EntryHandler], feeds: Mapping[str, FeedHandler]) -> None:
        """`heads` are those of `entries` that make an entry's headline, link, id, times and tags; nothing is done with the others."""
        self._entries, self._heads, self._feeds = entries, heads, feeds
        self._made: dict[tuple[tuple[str | None, str], ...], Made] = {}

    def __call__(self, spaces: dict[str | None, str]) -> Made:
        key = tuple(spaces.items())
        made = self._made.get(key)
        if made is None or len(made[0]) > MOST_TAGS:
            if len(self._made) >= MOST_SPACES:
                self._made.clear()
            names = Names(spaces)
            made = self._made[key] = (
                names,
                Table(names, self._entries, self._entries["*"]),
                Table(names, self._heads, None),
                Table(names, self._feeds, self._feeds["*"]),
            )
        return made


class Reading:
    """One document while it is read: what its elements are called, and what its entries take from it."""

    def __init__(self, document: Document, root: Any, tables: Tables) -> None:
        self.source = document.source
        self.zone = document.zone
        self.names, self.entry_table, self.head_table, self.feed_table = tables(root.nsmap)
        data = document.data
        self.based = b"xml:base" in data or b"\0" in data[:8]
        """Some element may name a base of its own."""
        url = document.url or ""
        self.base = inner_base(root, url if is_web(url) else "")
        self.fallback = ""
        """The address that relative links start from where there is no base: the feed's page."""
        self.page: str | None = None
        """The feed's page: an entry without an id that leads there is not known by it."""
        self.authors: tuple[Author, ...] = ()
        """Those of the feed, for entries that name none. Atom only (RFC 4287, 4.2.1)."""
        self.language = root.get(LANGUAGE)
        self.problems: list[Problem] = []
        self.people: dict[str, Author | None] = {}
        """Authors by what stands in their element."""
        self.words: dict[str, str] = {}
        """Lines by what stands in their element, of those that many entries share."""
        self.tags: dict[tuple[str, ...], tuple[str, ...]] = {}
        """Sets of tags that entries have, each under itself."""
        self.lines = 0
        """Lines before the root, where this is a part of a document."""

    @property
    def inherited(self) -> tuple[object, ...]:
        """All that its entries take from the document around them."""
        return (self.base, self.based, self.fallback, self.page, self.authors, self.language, self.zone)

    def shared(self, element: Any) -> str:
        """The text in an element, which may be HTML, as one plain line: for what many entries say alike."""
        if len(element):
            return line(element)
        text = element.text or ""
        known = self.words.get(text)
        if known is None:
            known = self.words[text] = line(element)
        return known

    def same(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        """The tags as the first entry that has these has them: many entries share one value."""
        return self.tags.setdefault(tags, tags)

    def base_of(self, element: Any, base: str) -> str:
        return inner_base(element, base) if self.based else base

    def problem(self, element: Any, message: str) -> None:
        line = element.sourceline
        self.problems.append(Problem(self.source, f"line {line + self.lines}" if line else "", message))

    def moment(self, element: Any) -> tuple[Moment, str]:
        """The time in an element, and how it is written. One that cannot be read becomes a problem."""
        text = raw_line(element) if len(element) else element.text
        if not text:
            return _NO_MOMENT, ""
        text = tidy(text)
        found = read_moment(text, zone=self.zone)
        if found.when is None:
            self.problem(element, f"the time “{text[:80]}” cannot be read")
        return found, text
