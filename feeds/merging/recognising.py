"""Which post each entry of a document is: by the name that its source gives it, else by what it says."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ..model import Entry, Snapshot
from ..order import UNKNOWN, Post, oldest_first, oldest_of, when_of
from .growth import completes
from .matching import LIKE, Missing, likeness, revisions
from .renaming import MOMENT, renamed
from .shelf import Shelf

MANY = 10
"""Entries from which a document can be one whose feed has named everything anew."""
MOST = 0.8
"""Part of the entries that must be strangers then."""
LATELY = 900.0
"""Seconds for which an entry that comes may still be the next version of one that was withdrawn."""


class Recognised(Struct):
    """The entries of a document, by what the timeline knows of them."""

    ids: dict[str, str]
    """The timeline's ids by the names in the document, of the entries that are known."""
    called: dict[str, str]
    """Those of them that have another name than before, by that name."""
    parted: dict[str, str]
    """By their former names, the ids of posts that are called otherwise in the same document: they are two."""
    anew: bool = False
    """The feed has named nearly everything anew."""


def recognise(shelf: Shelf, snapshot: Snapshot, ids: dict[str, str], order: Sequence[Post]) -> Recognised:
    """What the timeline knows of a whole document's entries, each of which has a name of its own.

    `ids` are those of the entries that are called as posts are, to which others are added. `order` are the source's own posts, oldest first.
    """
    strangers = [entry for entry in snapshot.entries if entry.id not in ids] if len(ids) < len(snapshot.entries) else []
    found = Recognised(ids, {}, {})
    if not strangers or not shelf.posts or snapshot.progress < 1:
        return found
    if snapshot.open_at is not None:
        _complete_the_last(shelf, snapshot, strangers[0], found)
        return found
    strangers = _by_former_names(shelf, strangers, found)
    if strangers:
        found.anew = len(snapshot.entries) >= MANY and len(strangers) > MOST * len(snapshot.entries)
        _by_what_they_say(shelf, snapshot, order, strangers, found)
    return found


def named(shelf: Shelf, snapshot: Snapshot) -> dict[str, str]:
    """The timeline's ids of the entries that are called as a post is, by their names."""
    names = shelf.names
    twins = _realigned(snapshot.entries, shelf.twins) if snapshot.open_at is None and shelf.twins else {}
    found = ((entry.id, names.get(twins.get(entry.id, entry.id) if twins else entry.id)) for entry in snapshot.entries)
    return {name: id for name, id in found if id is not None}


def _by_former_names(shelf: Shelf, strangers: list[Entry], found: Recognised) -> list[Entry]:
    """An entry may come back under the name that it had; if the one under its later name is there too, they are two."""
    if not shelf.former:
        return strangers
    taken = set(found.ids.values())
    others = []
    for entry in strangers:
        id = shelf.former.get(entry.id)
        if id is None:
            others.append(entry)
        elif id in taken:
            if not entry.id_inferred and id not in found.parted.values():
                found.parted[entry.id] = id
            else:
                others.append(entry)
        else:
            found.ids[entry.id] = found.called[entry.id] = id
            taken.add(id)
    return others


def _by_what_they_say(shelf: Shelf, snapshot: Snapshot, order: Sequence[Post], strangers: list[Entry], found: Recognised) -> None:
    missing = _missing(shelf, snapshot, order, strangers, found)
    if not missing:
        return
    unnamed = [entry for entry in strangers if entry.id_inferred]
    if unnamed:
        pairs = revisions(unnamed, [each for each in missing if each.entry.id_inferred], snapshot.entries)
        if not found.ids:  # nothing else says that this is the same page: a time that both have is too little
            by_id = {each.id: each.entry for each in missing}
            mine = {entry.id: entry for entry in unnamed}
            pairs = {own: id for own, id in pairs.items() if mine[own].headline or likeness(mine[own], by_id[id]) >= LIKE}
        found.ids |= pairs
        found.called |= {own: id for own, id in pairs.items() if "-" not in own}
        taken = set(pairs.values())
        strangers = [entry for entry in strangers if entry.id not in pairs]
        missing = [each for each in missing if each.id not in taken]
    if snapshot.complete:
        both = found.anew or not unnamed  # names that were made from words, and given ones: only where all are others
        pairs = renamed(strangers if both else [entry for entry in strangers if not entry.id_inferred], missing, snapshot)
        found.ids |= pairs
        found.called |= pairs


def _missing(shelf: Shelf, snapshot: Snapshot, order: Sequence[Post], strangers: Sequence[Entry], found: Recognised) -> list[Missing]:
    """The posts that the document might say under another name: those of its span that it does not have, and those of the time of a stranger below that."""
    taken = {*found.ids.values(), *found.parted.values()}
    end = oldest_of(snapshot, found.ids)
    if end is not None:
        edge = shelf.posts[found.ids[end.id]].when
        low = bisect_right(order, edge, key=when_of)
    else:
        edge = min((entry.published.timestamp() for entry in snapshot.entries if entry.published), default=UNKNOWN)
        low = bisect_left(order, edge, key=when_of)
    now = snapshot.retrieved
    missing = []
    for post in order[low:]:
        if post.id in taken:
            continue
        gone = post.status.withdrawn_at if post.status.withdrawn else None
        if post.status.withdrawn and not post.entry.id_inferred and not (gone and now and 0 <= (now - gone).total_seconds() <= LATELY):
            continue
        missing.append(Missing(post.id, post.entry, inside=True))
    at = 0
    for time in sorted({time for entry in strangers if entry.published and (time := entry.published.timestamp()) <= edge}):
        at = max(at, bisect_left(order, time - MOMENT, key=when_of))
        end_at = min(low, bisect_right(order, time + MOMENT, key=when_of))
        off = [post for post in order[at:end_at] if post.id not in taken]
        missing += [Missing(post.id, post.entry, inside=False) for post in off]
        at = max(at, end_at)
    return missing


def _complete_the_last(shelf: Shelf, snapshot: Snapshot, entry: Entry, found: Recognised) -> None:
    """The first record that is not known may be the one that was still being written when the file was seen last, perhaps in an earlier sitting.

    Then it stands behind one that is known: a file that was written anew, or another one in its place, begins otherwise.
    """
    if entry is snapshot.entries[0] and len(shelf.posts) > 1:
        return
    after = {each.id for each in snapshot.entries[snapshot.entries.index(entry) + 1 :]}
    names = {id: name for name, id in found.ids.items()}
    for post in _last_of(shelf):
        name = names.get(post.id)
        if (name is None or name in after) and (entry.stamp or "").startswith(post.entry.stamp or "") and completes(entry, post.entry):
            if name is not None:  # what has its name now begins like it, and is later
                del found.ids[name]
            found.ids[entry.id] = found.called[entry.id] = post.id
            return


def _last_of(shelf: Shelf) -> Iterable[Post]:
    """The posts that may be the last record of a file, the newest first: that is known, or it is one of those that came last in an earlier sitting."""
    if shelf.growth.last is not None:
        return [post] if (post := shelf.posts.get(shelf.growth.last[0])) else []
    posts = list(shelf.posts.values())
    seen = max((post.status.first_seen for post in posts if post.status.first_seen), default=None)
    return sorted((post for post in posts if post.status.first_seen == seen), key=lambda post: (post.when, post.id), reverse=True)


def _realigned(entries: Sequence[Entry], counts: Mapping[str, int]) -> dict[str, str]:
    """Equal posts are numbered from the oldest of a document. When older ones have aged off, those left are the newest of those known."""
    here: dict[str, list[str]] = {}
    for entry in entries:
        base = entry.id.partition("-")[0]
        if entry.id_inferred and base in counts:
            here.setdefault(base, []).append(entry.id)
    found = {}
    for base, ids in here.items():
        off = counts[base] - len(ids)
        for id in ids if off > 0 else ():
            place_then = int(id.partition("-")[2] or 1) + off
            found[id] = f"{base}-{place_then}"
    return found


def once_each(snapshot: Snapshot) -> Snapshot:
    """The document with each name once: of several entries under one the newest counts."""
    if len({entry.id for entry in snapshot.entries}) == len(snapshot.entries):
        return snapshot
    newest = {entry.id: place for place, entry in enumerate(snapshot.entries)}
    if oldest_first(snapshot) is not snapshot.entries:
        newest = {entry.id: place for place, entry in reversed(list(enumerate(snapshot.entries)))}
    return replace(snapshot, entries=tuple(entry for place, entry in enumerate(snapshot.entries) if newest[entry.id] == place))
