"""Which post is which on pages whose form carries no ids: by stamp, headline and first sentence."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ..model import Entry
from .live_text_tables import IMAGE_SOURCE, is_closed

MOST_TWINS = 20
"""Equal posts of one page that those of another are compared with."""


def first_sentence(raw: str) -> str:
    """The first line that ends as a sentence does, else the first line: bylines and pictures may be added to a post later."""
    first = ""
    for line in raw.split("\n"):
        if words := line.strip():
            if is_closed(words) and IMAGE_SOURCE not in words:
                return words
            first = first or words
    return first


def told_apart(entries: list[Entry], pages: Sequence[int], *, newest_first: bool) -> list[Entry]:
    """The entries with ids that are unique in the document; `pages` numbers the page that each stands on.

    Equal posts on one page are counted from the oldest, so that a new one changes no other's id. A post that stands again on a page
    pasted behind is the same post, saved twice.
    """
    if len({entry.id for entry in entries}) == len(entries):
        return entries
    pairs = list(zip(pages, entries, strict=True))
    kept: list[Entry] = []
    counts: dict[str, int] = {}
    elsewhere: dict[str, tuple[int, list[Entry]]] = {}
    for number, entry in reversed(pairs) if newest_first else pairs:
        first, twins = elsewhere.setdefault(entry.id, (number, []))
        if number != first and any(entry.says_the_same_as(twin) for twin in twins):
            continue
        if number == first and len(twins) < MOST_TWINS:
            twins.append(entry)
        count = counts[entry.id] = counts.get(entry.id, 0) + 1
        kept.append(replace(entry, id=f"{entry.id}-{count}") if count > 1 else entry)
    return kept[::-1] if newest_first else kept
