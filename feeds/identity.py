"""Ids for the entries of forms that carry none: made from content, never from a position."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from msgspec.structs import replace

from .model import Entry


def digest(*parts: str | None) -> str:
    """A hash of texts, as the id of an entry that is known by them."""
    return blake2b("\x1f".join(part or "" for part in parts).encode("utf-8", "replace"), digest_size=9).hexdigest()


def numbered(entries: Sequence[Entry], *, newest_first: bool) -> list[Entry]:
    """The entries with ids that are unique in their document: equal ones are counted from the oldest, so that a new one changes no other's id."""
    if len({entry.id for entry in entries}) == len(entries):
        return list(entries)
    counts: dict[str, int] = {}
    told = []
    for entry in reversed(entries) if newest_first else entries:
        count = counts[entry.id] = counts.get(entry.id, 0) + 1
        told.append(replace(entry, id=f"{entry.id}-{count}") if count > 1 else entry)
    return told[::-1] if newest_first else told
