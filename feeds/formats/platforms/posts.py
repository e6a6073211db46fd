"""The posts of a platform as they are told, without those that are told twice because they are pinned."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from ...model import Entry

MOST_TWINS = 20
"""Entries with one id that another is compared with."""


def without_copies(entries: Iterable[Entry]) -> list[Entry]:
    """The entries; of those with one id that say the same only the first, pinned when any of them is."""
    kept: list[Entry] = []
    places: dict[str, list[int]] = {}
    for entry in entries:
        twins = places.setdefault(entry.id, [])
        twin = next((place for place in twins if kept[place].says_the_same_as(entry)), None)
        if twin is not None:
            kept[twin] = replace(kept[twin], pinned=kept[twin].pinned or entry.pinned)
            continue
        if len(twins) < MOST_TWINS:
            twins.append(len(kept))
        kept.append(entry)
    return kept


def with_pinned(entries: list[Entry], pinned: Entry) -> list[Entry]:
    """The entries with the one that is pinned over them: it is one of them where they have its id, however little the copy says."""
    if any(entry.id == pinned.id for entry in entries):
        return [replace(entry, pinned=True) if entry.id == pinned.id else entry for entry in entries]
    return [pinned, *entries]
