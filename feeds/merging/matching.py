"""Which new entry is an old one, revised, where the form carries no ids.

An edited post mostly keeps its stamp and headline. Where these are shared by several posts, or one of them changed, the words decide.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from itertools import islice

from msgspec import Struct

from ..model import Entry

LIKE = 60.0
"""Per cent of likeness (Indel ratio of the words) from which two posts with the same stamp or headline are one."""

MOST_ALIKE = 50
"""Posts with one stamp or headline that an entry is compared with."""
MOST_PAIRS = 4000
"""Pairs of posts that are compared for one document."""

Key = Callable[[Entry], Hashable]


class Missing(Struct, frozen=True):
    """An entry that the document no longer has as it was."""

    id: str
    entry: Entry
    inside: bool
    """It stood above the document's old end: it has not just aged off."""


def revisions(strangers: Sequence[Entry], missing: Sequence[Missing], entries: Sequence[Entry]) -> dict[str, str]:
    """For new entries that revise one of those missing: its id by theirs. Each is used once. `entries` is the whole document."""
    found: dict[str, str] = {}
    left = {each.id: each for each in missing}
    often = Counter(map(_signature, entries))
    _pair_unique(strangers, left, found, often)
    _pair_alike(strangers, left, found, lambda entry: entry.stamp)
    _pair_alike(strangers, left, found, lambda entry: entry.headline)
    return found


def _signature(entry: Entry) -> tuple[str | None, str | None]:
    return entry.stamp, entry.headline


def _pair_unique(strangers: Sequence[Entry], left: dict[str, Missing], found: dict[str, str], often: Counter[tuple[str | None, str | None]]) -> None:
    """Stamp and headline are those of one post now, and of one then. One that has aged off must have been of the very same time."""
    old: defaultdict[tuple[str | None, str | None], list[Missing]] = defaultdict(list)
    for each in left.values():
        old[_signature(each.entry)].append(each)
    for entry in strangers:
        then = old[_signature(entry)] if entry.stamp else []
        if len(then) != 1 or often[_signature(entry)] != 1 or then[0].id not in left:
            continue
        if then[0].inside or entry.published == then[0].entry.published:
            found[entry.id] = then[0].id
            del left[then[0].id]


def _pair_alike(strangers: Sequence[Entry], left: dict[str, Missing], found: dict[str, str], key: Key) -> None:
    """Match entries that share a key by the likeness of their words, the likest first."""
    old: defaultdict[Hashable, list[Missing]] = defaultdict(list)
    for each in left.values():
        if each.inside and (value := key(each.entry)) is not None:
            old[value].append(each)
    near = ((entry, each) for entry in strangers if entry.id not in found for each in old.get(key(entry), ())[:MOST_ALIKE])
    pairs = [(score, each.id, entry.id) for entry, each in islice(near, MOST_PAIRS) if (score := likeness(each.entry, entry)) >= LIKE]
    for _, id, entry_id in sorted(pairs, reverse=True):
        if id in left and entry_id not in found:
            found[entry_id] = id
            del left[id]


def likeness(one: Entry, other: Entry) -> float:
    """How much of two bodies' words is the same, in per cent."""
    from rapidfuzz import fuzz

    mine, theirs = one.text, other.text
    return 0.0 if not mine or not theirs else float(fuzz.ratio(mine.split(), theirs.split()))
