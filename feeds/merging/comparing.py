"""What a whole document says, compared with what the timeline knows of its source: everything about a merge that takes long, and changes nothing.

It may be done beside the event loop while the reader marks posts and other sources are merged: only merges of its own source would be in its way.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import chain

from msgspec import Struct

from ..model import Entry, Snapshot
from ..order import UNKNOWN, Post, oldest_first, place, times_of, when_of
from .growth import Growth
from .naming import Names
from .placing import Beside, index_beside, neighbours
from .recognising import Recognised, named, once_each, recognise
from .renaming import MOMENT
from .shelf import Shelf
from .strangers import is_another_feed, lost_from_the_top, only_what_is_newer_is_news
from .versions import Revision, growth, revision
from .withdrawing import Absence, absence, was_missed


class Newcomer(Struct, gc=False):
    """A post that is still to be placed."""

    entry: Entry
    own: str
    """Its id inside its source."""
    alias: bool
    """Its source calls it otherwise, by the entry's id."""
    when: float
    beside: Beside
    is_news: bool = True
    """False: it is older than what is known of a feed that has named its posts anew."""


class Compared(Struct):
    """What a document makes of the posts of its source."""

    of: Snapshot
    """The document that was compared."""
    news: bool
    """Its undated posts stand where they came."""
    turn: int
    """Of the shelf, when it was compared."""
    snapshot: Snapshot
    """The document with each name once."""
    ids: dict[str, str]
    """The timeline's ids by the names in the document; of new posts as long as no other source has one that is called so."""
    found: Recognised | None = None
    """None: it says what the last one said, or only adds older posts."""
    another: bool = False
    """It has nothing to do with what its source said before."""
    text: str | None = None
    """The id of a page's text that turned out to be none: its posts say it now."""
    revisions: Sequence[tuple[str, Revision]] = ()
    """By the ids of the posts, oldest first."""
    newcomers: list[Newcomer] = []
    """Oldest first. The merge takes them out."""
    back: Sequence[str] = ()
    """Ids of posts that had been missed or withdrawn."""
    absence: Absence = Absence()
    lost: int = 0
    """Posts that are gone from the top, if it is an older version."""
    growth: Growth | None = None
    """Of a file that grows at its end: its records."""


def compare(shelf: Shelf, snapshot: Snapshot, order: Sequence[Post], *, news: bool) -> Compared:
    """Compare a whole document. `order` holds the posts of every source; for threads it is a copy, and has those of this one only."""
    text = _text(shelf, snapshot)
    turn, of, entries = shelf.turn, snapshot, snapshot.entries
    if text is None and entries == shelf.entries:
        own = _own(shelf, snapshot, shelf.ids, (), order)
        lacks = _absence(shelf, snapshot, shelf.ids, own, {}) if snapshot.exhaustive else Absence()
        return Compared(of, news, turn, snapshot, shelf.ids, back=_back(shelf, shelf.ids), absence=lacks, growth=_growth(shelf, snapshot, shelf.ids, 0))
    if text is not None:
        shelf = shelf.without(shelf.posts[text])
    snapshot = once_each(snapshot)
    names = named(shelf, snapshot)
    times = [entry.published.timestamp() for entry in snapshot.entries if entry.published]
    own = _own(shelf, snapshot, names, times, order)
    found = recognise(shelf, snapshot, names, own)
    known = {**found.ids, **found.parted}
    revisions = _revisions(shelf, snapshot, found)
    moved = {
        id: each.after.published.timestamp() for id, each in revisions if each.after.published is not None and each.after.published != each.before.published
    }
    newcomers = _newcomers(shelf, snapshot, known, moved, Names(shelf, {**found.called, **found.parted}), news=news)
    newest = only_what_is_newer_is_news(shelf, found)
    if newest != UNKNOWN:
        for each in newcomers:
            each.is_news = each.when > newest
    ids = {**known, **{each.entry.id: each.own for each in newcomers}}
    compared = Compared(of, news, turn, snapshot, ids, found, is_another_feed(shelf, snapshot, found, order), text, revisions, newcomers, _back(shelf, known))
    if snapshot.exhaustive:
        compared.absence = _absence(shelf, snapshot, known, own, moved, newcomers)
        compared.lost = lost_from_the_top(shelf, snapshot, known, _as_moved(own, moved)) if known and not newcomers else 0
    compared.growth = _growth(shelf, snapshot, ids, len(newcomers))
    return compared


def compare_older(shelf: Shelf, snapshot: Snapshot) -> Compared:
    """Compare a document of older posts: only those that are not known count."""
    of, snapshot = snapshot, once_each(snapshot)
    names = shelf.names, shelf.former, shelf.retired
    known = {entry.id: id for entry in snapshot.entries if (id := next((each[entry.id] for each in names if entry.id in each), None)) is not None}
    newcomers = _newcomers(shelf, snapshot, known, {}, Names(shelf), news=False)
    return Compared(of, False, shelf.turn, snapshot, {}, newcomers=newcomers)


def revised(post: Post, entry: Entry, snapshot: Snapshot) -> Revision | None:
    """What an entry of a document makes of its post."""
    return growth(post, entry) if snapshot.open_at is not None and entry.id_inferred else revision(post, entry)


def _text(shelf: Shelf, snapshot: Snapshot) -> str | None:
    """The id of the text of a page whose posts had not been written yet."""
    grows_again = shelf.restored and snapshot.open_at is not None
    return shelf.names.get(shelf.source) if grows_again or shelf.format not in (None, snapshot.format) else None


def _own(shelf: Shelf, snapshot: Snapshot, ids: Mapping[str, str], times: Sequence[float], order: Sequence[Post]) -> Sequence[Post]:
    """The posts of the source that the document may have something to do with, oldest first.

    `ids` are those of posts that it calls by their names, `times` those that it tells, where they may be others than before.
    """
    if not shelf.posts or len(ids) == len(snapshot.entries) == len(shelf.posts):  # every post is there, and no other: nothing will be looked for
        return ()
    low = 0
    if not snapshot.entire:
        former = (shelf.former[entry.id] for entry in snapshot.entries if entry.id in shelf.former) if shelf.former else ()
        whens = [shelf.posts[id].when for id in (*ids.values(), *former)]
        if times or (whens and oldest_first(snapshot)[0].id in ids):  # else the oldest has no time, and stands under all
            low = bisect_left(order, min(chain(whens, times)) - MOMENT, key=when_of)
    return [post for post in order[low:] if post.source == shelf.source and post.id in shelf.posts]


def _as_moved(own: Sequence[Post], moved: Mapping[str, float]) -> Sequence[Post]:
    """Posts in the order that they will have."""
    return sorted(own, key=lambda post: (moved.get(post.id, post.when), post.id in moved)) if moved else own


def _revisions(shelf: Shelf, snapshot: Snapshot, found: Recognised) -> list[tuple[str, Revision]]:
    """Oldest first, so that posts that get the same time stand as they do in the document."""
    parted = set(found.parted.values())
    made = []
    for entry in oldest_first(snapshot):
        id = found.ids.get(entry.id)
        if id is None or id in parted:
            continue
        post = shelf.posts[id]
        if post.entry is not entry and (how := revised(post, entry, snapshot)) is not None:
            made.append((id, how))
    return made


def _newcomers(shelf: Shelf, snapshot: Snapshot, known: Mapping[str, str], moved: Mapping[str, float], names: Names, *, news: bool) -> list[Newcomer]:
    """The new posts of a document, oldest first: what they are called, and by which time they are ordered."""
    new = {entry.id: names.christen(entry.id, entry) for entry in snapshot.entries if entry.id not in known}
    if not new:
        return []
    entries = oldest_first(snapshot)
    posts = [shelf.posts.get(known.get(entry.id, "")) for entry in entries]
    times = times_of(entries)
    _arrive(snapshot, entries, times, posts, new, news=news)
    for index, post in enumerate(posts):
        if post is not None:
            times[index] = moved.get(post.id, post.when)
    return [
        Newcomer(entry, *new[entry.id], when, beside) for entry, when, beside in zip(entries, times, neighbours(times, posts), strict=True) if entry.id in new
    ]


def _arrive(snapshot: Snapshot, entries: Sequence[Entry], times: list[float], posts: Sequence[Post | None], new: Mapping[str, object], *, news: bool) -> None:
    """Give posts a time to be ordered by beside which none is dated: that of the older neighbour, for news at the newest end when they came.

    With dated sources beside them they would stand under all of theirs.
    """
    last, end = UNKNOWN, len(entries)
    while end and times[end - 1] == UNKNOWN and entries[end - 1].id in new:
        end -= 1
    for index in range(end):
        if times[index] == UNKNOWN:
            post = posts[index]
            times[index] = last = post.when if post is not None else last
    came = snapshot.retrieved.timestamp() if news and snapshot.retrieved is not None else UNKNOWN
    times[end:] = [max(came, last)] * (len(entries) - end)


def _growth(shelf: Shelf, snapshot: Snapshot, ids: Mapping[str, str], new: int) -> Growth | None:
    """The records of a file that grows at its end, when its posts are on the shelf and so many `new` ones too."""
    if snapshot.open_at is None:
        return None
    records = Growth({})  # the shelf may be a copy
    records.begin(snapshot.entries, ids, others=len(shelf.posts) + new > len(ids))
    return records


def _back(shelf: Shelf, ids: Mapping[str, str]) -> list[str]:
    return [id for id in dict.fromkeys(ids.values()) if was_missed(shelf.posts[id])]


def _absence(
    shelf: Shelf, snapshot: Snapshot, known: Mapping[str, str], own: Sequence[Post], moved: Mapping[str, float], newcomers: Sequence[Newcomer] = ()
) -> Absence:
    """What the document lacks above its oldest entry, which may be new itself."""
    entries = oldest_first(snapshot)
    if not entries or not shelf.posts:
        return Absence()
    present = set(known.values())
    if len(present) == len(shelf.posts):
        return Absence()
    id = known.get(entries[0].id)
    if snapshot.entire:
        low = 0
    elif id is None:
        oldest = newcomers[0]
        low = index_beside(own, oldest.when, oldest.beside)
    else:
        low = bisect_right(own, moved[id], key=when_of) if id in moved else place(own, shelf.posts[id]) + 1
    return absence(shelf, present, own[low:])
