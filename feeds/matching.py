"""Which new entry is an old one, revised, where the form carries no ids.

An edited post mostly keeps its stamp and headline. Where these are shared by several posts, or one of them changed, the words decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

from .model import Entry

LIKE = 60.0
"""Per cent of likeness (Indel ratio of the words) from which two posts with the same stamp or headline are one."""


def revisions(strangers: Sequence[Entry], missing: Sequence[tuple[str, Entry]]) -> dict[str, str]:
    """For new entries that revise one of those now missing: its id by theirs. Each is used once."""
    found: dict[str, str] = {}
    left = dict(missing)
    _pair(strangers, left, found, lambda entry: (entry.stamp, entry.headline) if entry.headline or entry.stamp else None, alone=True)
    for key in (lambda entry: entry.stamp, lambda entry: entry.headline):
        _pair(strangers, left, found, key, alone=False)
    return found


def _pair(strangers: Sequence[Entry], left: dict[str, Entry], found: dict[str, str], key: object, *, alone: bool) -> None:
    """Match entries that share a key: at once when each side has one (`alone`, and the headline is among what they share), else by likeness."""
    assert callable(key)
    old: defaultdict[Hashable, list[str]] = defaultdict(list)
    new: defaultdict[Hashable, list[Entry]] = defaultdict(list)
    for id, entry in left.items():
        if (value := key(entry)) is not None:
            old[value].append(id)
    for entry in strangers:
        if entry.id not in found and (value := key(entry)) is not None and value in old:
            new[value].append(entry)
    for value, entries in new.items():
        if alone and len(entries) == 1 and len(old[value]) == 1 and entries[0].headline:
            found[entries[0].id] = old[value][0]
            del left[old[value][0]]
            continue
        pairs = sorted(((likeness(left[id], entry), id, entry.id) for id in old[value] for entry in entries), reverse=True)
        for score, id, entry_id in pairs:
            if score >= LIKE and id in left and entry_id not in found:
                found[entry_id] = id
                del left[id]


def likeness(one: Entry, other: Entry) -> float:
    """How much of two bodies' words is the same, in per cent."""
    from rapidfuzz import fuzz

    mine, theirs = one.text, other.text
    return 0.0 if not mine or not theirs else float(fuzz.ratio(mine.split(), theirs.split()))
