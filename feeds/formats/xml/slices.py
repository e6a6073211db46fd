"""A large XML feed read post by post: the first posts before the last byte is parsed, and posts that have not changed not at all.

The document is cut at its posts. What remains of it is read as a feed without posts; the posts are read in batches, in the start tags of the
elements that they stand in. Where anything does not fit, the whole tree is read: what comes out is the same.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterator
from hashlib import blake2b
from itertools import islice
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ...charset import in_utf8
from ...model import Entry, Problem, Snapshot
from ..base import Page
from .cuts import Cut, cuts
from .document import Tree, blanks, parser, unmarked, well_formed
from .draft import FeedDraft
from .late import Around, shell
from .reading import Reading
from .snapshot import Dialect, expected, read_item, told, whole

LARGE = 1 << 20
"""Bytes from which a document is read in slices: a smaller one is read whole in less time than a person notices, and in two thirds of that of slices."""
FIRST = 12
"""Posts that are told first."""
BATCH = 400
"""Posts that are parsed together."""
_MARK = "feedreader-slices"
"""The element that stands for posts that were cut out."""


class _Made(Struct, frozen=True, gc=False):
    """What a slice said, whatever the place that it stands at."""

    entry: Entry | None
    problems: tuple[tuple[int, str], ...] = ()
    """Lines from the first of the slice, and messages."""


class _Unfit(Exception):
    """The document cannot be read in slices."""


def read_feed(page: Page, name: str, dialect: Dialect) -> Snapshot:
    """All that the document says. Raises FormatError."""
    return deque(read_parts(page, name, dialect), maxlen=1).pop()


def read_parts(page: Page, name: str, dialect: Dialect) -> Iterator[Snapshot]:
    """The same bit by bit: the last snapshot is whole, those before it have the posts read since the one before whose ids no other post can change."""
    expected(page, dialect)
    if len(page.document.data) >= LARGE:
        data = in_utf8(page.document.data, page.document.media_type)
        if data is None:
            data = page.decoded.encode("utf-8", "replace")
        bare = unmarked(data)
        if bare is not None and page.document.settled:
            try:
                yield from _Sliced(page, name, dialect, bare).parts()
            except _Unfit:
                pass
            else:
                return
    yield told(page, name, dialect)


class _Frame:
    """A feed without its posts: what it says of itself, and the start tags that its posts stand in."""

    def __init__(self, page: Page, dialect: Dialect, root: Any, marks: int) -> None:
        found = list(root.iter(f"{{*}}{_MARK}"))
        if len(found) != marks or len({mark.getparent() for mark in found}) != 1:
            raise _Unfit
        self.before, self.behind = shell(found[0])
        if not self.before:
            raise _Unfit
        for mark in found:
            if (mark.tail or "").strip():
                raise _Unfit
            mark.getparent().remove(mark)
        self.root = root
        self.reading: Reading = dialect.reading(page.document, root)
        if self.reading.names[root.tag].rpartition(":")[2] not in dialect.names:
            raise _Unfit
        self.feed: FeedDraft = dialect.channel(root, self.reading)
        if any(True for _ in dialect.items(root, self.reading)):
            raise _Unfit
        self.context = blake2b(repr((self.before, self.reading.inherited)).encode("utf-8", "replace"), digest_size=16)
        """What the posts take from it, as a hash to begin with."""


class _Sliced:
    """One document while it is read in slices."""

    def __init__(self, page: Page, name: str, dialect: Dialect, data: bytes) -> None:
        self._page = page
        self._name = name
        self._dialect = dialect
        self._data = data
        self._begins, self._ends = array("Q"), array("Q")
        """Of the posts: of a large feed, pairs of numbers would take a fifth of its own size."""
        self._made: list[_Made] = []

    def parts(self) -> Iterator[Snapshot]:
        """Raises _Unfit, maybe after some snapshots."""
        found = cuts(self._data)
        frame: _Frame | None = None
        told_ids: set[str] = set()
        size = FIRST
        while batch := list(islice(found, size)):
            if frame is None:
                frame = self._beginning(batch[0])
            self._begins.extend([begin for begin, _ in batch])
            self._ends.extend([end for _, end in batch])
            made = self._read(batch, frame)
            self._made += made
            yield self._part(frame, made, told_ids)
            size = BATCH
        if frame is None:
            raise _Unfit
        last = self._whole()
        if last.context.digest() != frame.context.digest():
            self._made = self._read(list(zip(self._begins, self._ends, strict=True)), last)
        yield self._snapshot(last)

    def _beginning(self, first: Cut) -> _Frame:
        """What stands before the first post, as a feed."""
        from lxml import etree

        try:
            root = etree.fromstring(self._data[: first[0]] + f"<{_MARK}/>".encode(), parser(huge=False, recover=True))
        except (etree.XMLSyntaxError, ValueError, AssertionError):
            root = None
        if root is None or root.getroottree().docinfo.internalDTD is not None:
            raise _Unfit
        return _Frame(self._page, self._dialect, root, 1)

    def _whole(self) -> _Frame:
        """All but the posts, as a feed; its lines are where they are in the document."""
        data, at, marks = self._data, 0, 0
        pieces: list[bytes] = []
        for run, end in self._runs():
            pieces += (data[at:run], f"<{_MARK}/>".encode(), b"\n" * data.count(b"\n", run, end))
            marks += 1
            at = end
        rest = b"".join((*pieces, data[at:]))
        root = well_formed(rest)
        if root is None or rest.count(_MARK.encode()) != marks:
            raise _Unfit
        return _Frame(self._page, self._dialect, root, marks)

    def _runs(self) -> Iterator[Cut]:
        """The posts that have nothing but white space between them, together."""
        begin, end = self._begins[0], self._ends[0]
        for first, last in zip(self._begins, self._ends, strict=True):
            if self._data[end:first].strip():
                yield begin, end
                begin = first
            end = last
        yield begin, end

    def _read(self, batch: list[Cut], frame: _Frame) -> list[_Made]:
        """What posts say: kept where they are unchanged, parsed where they are not."""
        data, kept, begun = self._data, self._page.kept, frame.context.copy
        made: list[_Made | None] = []
        new: list[tuple[int, bytes, bytes]] = []
        for begin, end in batch:
            piece = data[begin:end]
            digest = begun()
            digest.update(piece)
            key = digest.digest()
            known = kept.get(key)
            if known is None:
                new.append((len(made), key, piece))
            made.append(known)
        for at in range(0, len(new), BATCH):
            some = new[at : at + BATCH]
            for (number, key, _), one in zip(some, self._parse([piece for _, _, piece in some], frame), strict=True):
                made[number] = one
                kept.put(key, one)
        return [one for one in made if one is not None]

    def _parse(self, slices: list[bytes], frame: _Frame) -> Iterator[_Made]:
        root = well_formed(b"".join((frame.before, *slices, frame.behind)))
        if root is None:
            raise _Unfit
        reading = frame.reading
        where = Around(
            self._name,
            frame.before,
            frame.behind,
            self._page.document.url,
            reading.zone,
            reading.base,
            reading.fallback,
            reading.page,
            reading.authors,
            reading.language,
        )
        elements = list(self._dialect.items(root, reading))
        if len(elements) != len(slices) or len(elements[0].getparent()) != len(slices):
            raise _Unfit
        problems, line, counted = reading.problems, 1, 0
        for number, element in enumerate(elements):
            before = len(problems)
            entry = read_item(element, slices[number], where, reading, self._dialect)
            if len(problems) == before:
                yield _Made(entry)
                continue
            line += sum(piece.count(b"\n") for piece in slices[counted:number])
            counted = number
            yield _Made(entry, tuple((int(problem.place[5:] or line) - line, problem.message) for problem in problems[before:]))
            del problems[before:]

    def _part(self, frame: _Frame, made: list[_Made], told_ids: set[str]) -> Snapshot:
        """The posts of a batch that can be told before the document is read: those that are known by what they say of themselves."""
        entries = []
        for one in made:
            entry = one.entry
            if entry is not None and not entry.id_inferred and entry.published is not None and entry.id not in told_ids:
                told_ids.add(entry.id)
                entries.append(entry)
        tree = Tree(frame.root, (), False)
        part = whole(self._page.document, tree, self._name, frame.reading, frame.feed, ())
        return replace(part, entries=tuple(entries), problems=(), withdrawn=(), entire=False, complete=False, progress=self._ends[-1] / (len(self._data) + 1))

    def _snapshot(self, frame: _Frame) -> Snapshot:
        document = self._page.document
        line, at = 1, 0
        for begin, made in zip(self._begins, self._made, strict=True):
            if made.problems:
                line, at = line + self._data.count(b"\n", at, begin), begin
                frame.reading.problems += (Problem(document.source, f"line {line + down}", message) for down, message in made.problems)
        entries = [made.entry for made in self._made if made.entry is not None]
        return whole(document, Tree(frame.root, blanks(self._page), True), self._name, frame.reading, frame.feed, entries)
