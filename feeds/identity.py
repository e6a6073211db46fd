"""Ids for the entries of forms that carry none: made from content, never from a position."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from .hashing import blake2b
from .model import Entry

MOST_TWINS = 20
"""Equal entries of one page that those of another are compared with."""


_BEGUN = blake2b(digest_size=9)
"""A hash of nothing: a copy of it is made much faster than another one."""


def digest(*parts: str | None) -> str:
    """A hash of texts, as the id of an entry that is known by them. None is as good as no text."""
    return digests([[part or "" for part in parts]])[0]


def digests(texts: Iterable[Iterable[str]]) -> list[str]:
    """The `digest` of each."""
    ids = []
    for joined in map("\x1f".join, texts):
        hash = _BEGUN.copy()
        hash.update(joined.encode("utf-8", "replace"))
        ids.append(hash.hexdigest())
    return ids


def numbered(entries: Sequence[Entry], *, newest_first: bool, pages: Sequence[int] = ()) -> list[Entry]:
    """The entries with ids that are unique in their document; `pages` numbers the page that each stands on, where several are pasted together.

    Equal entries on one page are counted from the oldest, so that a new one changes no other's id. One that stands again on another page is
    the same entry, saved twice.
    """
    if len({entry.id for entry in entries}) == len(entries):
        return list(entries)
    pairs = list(zip(pages or [0] * len(entries), entries, strict=True))
    kept: list[Entry] = []
    counts: dict[str, int] = {}
    elsewhere: dict[str, tuple[int, list[Entry]]] = {}
    for page, entry in reversed(pairs) if newest_first else pairs:
        first, twins = elsewhere.setdefault(entry.id, (page, []))
        if page != first and any(entry.says_the_same_as(twin) for twin in twins):
            continue
        if page == first and len(twins) < MOST_TWINS:
            twins.append(entry)
        count = counts[entry.id] = counts.get(entry.id, 0) + 1
        kept.append(replace(entry, id=f"{entry.id}-{count}") if count > 1 else entry)
    return kept[::-1] if newest_first else kept
