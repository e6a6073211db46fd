"""Which update in a page's data is which entry that the page shows: by id, and where neither has one that the other knows, by words."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Sequence

from ...moments import Moment
from ...wording import Wording
from .entries import Shown
from .postings import Update

ENOUGH = 24
"""Letters at the beginning of two bodies by which they are the same."""
COMPARED = 80
"""Letters that are compared; a body in the data may be cut off behind them."""

_TAIL = Wording(r"[0-9a-fA-F][0-9a-fA-F-]{7,}\Z|\d{3,}\Z", re.ASCII)
_TAGS = Wording(r"<[^<>]*>")


def paired(updates: Sequence[Update], shown: Sequence[Shown]) -> list[int | None]:
    """The index in `shown` of each update, None where the page does not show it."""
    pairs: list[int | None] = [None] * len(updates)
    ways: tuple[tuple[Callable[[Update], Hashable], Callable[[Shown], Hashable]], ...] = (
        (lambda update: None if update.inferred else update.id, lambda entry: entry.id or None),
        (lambda update: None if update.inferred else update.id, lambda entry: entry.anchor or None),
        (lambda update: None if update.inferred else tail(update.id), lambda entry: tail(entry.id)),
        (lambda update: beginning(_TAGS.sub(" ", update.body.raw)), lambda entry: beginning(entry.text, entry.headline)),
        (lambda update: _titled(update.headline, update.published), lambda entry: _titled(entry.headline, entry.published)),
    )
    for mine, theirs in ways:
        free = [index for index, pair in enumerate(pairs) if pair is None]
        taken = {pair for pair in pairs if pair is not None}
        left = [index for index in range(len(shown)) if index not in taken]
        if not free or not left:
            break
        known = _only((theirs(shown[index]), index) for index in left)
        for key, index in _only((mine(updates[index]), index) for index in free).items():
            pairs[index] = known.get(key)
    return pairs


def _titled(headline: str | None, published: Moment) -> tuple[str, float] | None:
    """A headline and its minute: a label for people tells no seconds."""
    return (headline, published.when.timestamp() // 60) if headline and published.when else None


def _only(keyed: Iterable[tuple[Hashable, int]]) -> dict[Hashable, int]:
    """Indexes by keys that one thing alone has."""
    found: dict[Hashable, int] = {}
    twice: set[Hashable] = set()
    for key, index in keyed:
        if key is None:
            continue
        if key in found:
            twice.add(key)
        found[key] = index
    return {key: index for key, index in found.items() if key not in twice}


def tail(id: str) -> str | None:
    """The number at the end of an id, which pages put different words before ("block-", "asset:")."""
    found = _TAIL.search(id[-64:])
    return found[0].lower() if found else None


def beginning(words: str, title: str | None = None) -> str | None:
    """The first letters of a text, behind its title; None when they are too few to know it by."""
    letters = "".join(filter(str.isalnum, words[: 8 * COMPARED]))
    if title:
        letters = letters.removeprefix("".join(filter(str.isalnum, title)))
    return letters[:COMPARED] if len(letters) >= ENOUGH else None


def common_form(updates: Sequence[Update], shown: Sequence[Shown], pairs: Sequence[int | None]) -> Callable[[str], str]:
    """What makes of an id as the page shows it one as its data has them: an entry that is in the data later has the same id then."""
    for update, pair in zip(updates, pairs, strict=True):
        if pair is None or update.inferred or not (id := shown[pair].id) or id == update.id:
            continue
        if id.endswith(update.id):
            prefix = id[: -len(update.id)]
            return lambda id: id.removeprefix(prefix)
        if update.id.endswith(id):
            front = update.id[: -len(id)]
            return lambda id: front + id
        break
    return lambda id: id
