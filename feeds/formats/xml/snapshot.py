"""A tree to a snapshot: what the kinds of XML feed have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from ...errors import MalformedFeed
from ...model import Document, Entry, Problem, Snapshot, Unread
from ..base import Page
from .document import Tree, read_tree
from .draft import Draft, FeedDraft, apart
from .head import HeadDraft
from .late import Around, around, pieces, read_late
from .reading import Reading
from .start import no_feed, root_of


class Dialect(NamedTuple):
    """One kind of XML feed. `items`, `item` and `head` may be asked about a part of a document: some items in the start tag of its root."""

    names: tuple[str, ...]
    """Of the elements that may be its root."""
    reading: Callable[[Document, Any], Reading]
    """The reading of a document with this root begins."""
    channel: Callable[[Any, Reading], FeedDraft]
    """The feed as the root tells it; what entries take from it goes into the reading."""
    items: Callable[[Any, Reading], Iterator[Any]]
    """The elements that are entries, in the document's order."""
    start: Callable[[Draft, Any, Reading], None]
    """What the start tag of an entry tells."""

    def item(self, element: Any, reading: Reading) -> Entry | None:
        """The entry that an element is; None for one that says nothing."""
        draft, table = Draft(element, reading), reading.entry_table
        if element.attrib:
            self.start(draft, element, reading)
        for child in element:
            table[child.tag](draft, child, reading)
        return draft.entry(reading)

    def head(self, element: Any, reading: Reading, body: Unread) -> Entry | None:
        """The same with its body left unread; None when the body must be known to tell what it is."""
        draft, table = HeadDraft(reading), reading.head_table
        if element.attrib:
            self.start(draft, element, reading)
        for child in element:
            if (handler := table[child.tag]) is not None:
                handler(draft, child, reading)
        return draft.head(reading, body)


SILENT = "an entry that says nothing is left out"


def expected(page: Page, dialect: Dialect) -> None:
    """Raises UnknownFormat when the document is no feed of the dialect."""
    root = root_of(page)
    if root not in dialect.names:
        raise no_feed(root or "xml")


def told(page: Page, name: str, dialect: Dialect) -> Snapshot:
    """All that the document says. Raises FormatError."""
    expected(page, dialect)
    return snapshot(page.document, page.remember_of(read_tree), name, dialect)


def snapshot(document: Document, tree: Tree, name: str, dialect: Dialect) -> Snapshot:
    """What a tree says."""
    reading = dialect.reading(document, tree.root)
    if reading.names[tree.root.tag].rpartition(":")[2] not in dialect.names:
        raise MalformedFeed(f"this feed is broken: the first element that can be read in it is <{reading.names[tree.root.tag][:60]}>")
    feed = dialect.channel(tree.root, reading)
    return whole(document, tree, name, reading, feed, read_items(tree, name, document, reading, dialect))


def whole(document: Document, tree: Tree, name: str, reading: Reading, feed: FeedDraft, entries: Sequence[Entry]) -> Snapshot:
    """A feed with its entries, these with ids that are unique in it."""
    given = [entry.id for entry in entries if not entry.id_inferred and entry.id != entry.link]
    if twins := len(given) - len(set(given)):
        reading.problems.append(Problem(document.source, "", f"{twins} of the {len(entries)} entries have the id of another"))
    return Snapshot(
        source=document.source,
        format=name,
        feed=feed.feed(),
        entries=tuple(apart(entries)),
        problems=(*tree.problems, *reading.problems),
        complete=tree.whole and document.settled and not document.partial,
        entire=feed.entire,
        withdrawn=tuple(feed.withdrawn),
        retrieved=document.retrieved,
    )


def read_items(tree: Tree, name: str, document: Document, reading: Reading, dialect: Dialect) -> list[Entry]:
    """The entries in a tree, their bodies left unread where the document's bytes tell how each is written. One that says nothing becomes a problem."""
    elements = list(dialect.items(tree.root, reading))
    written = pieces(tree.data, elements) if tree.data else []
    if not written:
        found = [read_whole(element, reading, dialect) for element in elements]
    else:
        where = around(elements[0], name, document, reading)
        found = [read_item(element, piece, where, reading, dialect) for element, piece in zip(elements, written, strict=True)]
    return [entry for entry in found if entry is not None]


def read_item(element: Any, piece: bytes, where: Around, reading: Reading, dialect: Dialect) -> Entry | None:
    """The entry that an element is, which is written as `piece`, with its body left unread where that is possible; None, and a problem, for one that says nothing."""
    problems = reading.problems
    known = len(problems)
    entry = dialect.head(element, reading, Unread(read_late, piece.decode("utf-8", "replace"), where))
    if entry is not None:
        return entry
    del problems[known:]
    return read_whole(element, reading, dialect)


def read_whole(element: Any, reading: Reading, dialect: Dialect) -> Entry | None:
    """The entry that an element is; None, and a problem, for one that says nothing."""
    entry = dialect.item(element, reading)
    if entry is None:
        reading.problem(element, SILENT)
    return entry
