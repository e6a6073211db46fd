"""Several saved pages in one document, bound together: each post once, known by its words, and the summary of the newest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from ...identity import numbered
from ...kept import Kept
from ...model import Entry, Feed, KeyPoint, Snapshot
from ..base import Page
from .head import Head
from .tables import ENDS, IMAGE_SOURCE, is_closed


class Leaf(Struct):
    """One saved page: its head, its posts from top to bottom, and how time runs down it (1 oldest first, -1 newest first, 0 neither)."""

    head: Head
    entries: list[Entry]
    runs: int = -1


def bound(leaves: Sequence[Leaf], page: Page, form: str) -> Snapshot:
    """The pages of a document as one snapshot. While the document is being written its last post is left for later."""
    document = page.document
    entries = as_before(page.kept, [entry for leaf in leaves for entry in leaf.entries])
    pages = [number for number, leaf in enumerate(leaves) for _ in leaf.entries]
    runs = [leaf.runs > 0 for leaf in leaves if len(leaf.entries) > 1] or [leaf.runs > 0 for leaf in leaves]
    entries = numbered(entries, newest_first=not runs[0], pages=pages)
    if not document.settled:
        entries.pop()  # it may be half written: it is taken when the file has come to rest
    return Snapshot(
        source=document.source,
        format=form,
        feed=_feed(leaves),
        entries=tuple(entries),
        oldest_first=runs[0] if len(set(runs)) == 1 else None,
        complete=document.settled,
        retrieved=document.retrieved,
    )


def as_before(kept: Kept[list[Entry]], entries: list[Entry]) -> list[Entry]:
    """The entries; for those that the last reading of the page made too, what it made: who follows a page for days has its text in memory once."""
    before = {entry.id: entry for entry in kept.take(as_before) or ()}
    same = [known if (known := before.get(entry.id)) == entry and known is not None else entry for entry in entries] if before else entries
    kept.put(as_before, same)
    return same


def _feed(leaves: Sequence[Leaf]) -> Feed:
    """The feed of the newest page; what the other pages' heads say and it does not is kept with its preamble."""
    said = [leaf for leaf in leaves if leaf.head.feed != Feed()]
    if not said:
        return Feed()
    newest = max(said, key=lambda leaf: (bool(leaf.head.feed.summary), *_newest(leaf))) if len(said) > 1 else said[0]
    feed = newest.head.feed
    known = {point.text for point in feed.summary} | set(feed.preamble)
    lines = dict.fromkeys(line for leaf in said if leaf is not newest for line in _lines(leaf.head.feed) if line not in known)
    title = feed.title or next((leaf.head.feed.title for leaf in said if leaf.head.feed.title), None)
    return replace(feed, title=title, preamble=(*feed.preamble, *(line for line in lines if line != title)))


def _newest(leaf: Leaf) -> tuple[bool, float]:
    """What orders pages by their capture: their newest post, as far as it is dated."""
    moments = [entry.published for entry in leaf.entries if entry.published]
    newest: datetime | None = max(moments, default=None)
    return newest is not None, newest.timestamp() if newest else 0.0


def _lines(feed: Feed) -> list[str]:
    captions = [media.caption for media in feed.media if media.caption]
    points = [point.text for point in feed.summary if isinstance(point, KeyPoint)]
    return [*([feed.title] if feed.title else []), *points, *feed.preamble, *([feed.credit] if feed.credit else []), *captions]


def first_sentence(raw: str) -> str:
    """The first line that ends as a sentence does, else the first line: bylines and pictures may be added to a post later."""
    first, at, end = "", 0, 0
    while end >= 0:
        end = raw.find("\n", at)
        words = (raw[at:end] if end >= 0 else raw[at:]).strip()
        at = end + 1
        if words:
            if (words[-1] in ENDS or is_closed(words)) and IMAGE_SOURCE not in words:
                return words
            first = first or words
    return first
