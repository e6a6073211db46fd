"""What the types of events mean: which take a post back, which only say that there is one, which only that the line is alive."""

from __future__ import annotations

from ...wording import Wording

WITHDRAWN = frozenset((
    "delete", "deleted", "deletion", "remove", "removed", "removal", "retract", "retracted", "withdraw", "withdrawn", "destroy", "destroyed",
    "unpublish", "unpublished", "tombstone",
))  # fmt: skip
"""Words of a type that take a post back."""
SAID = frozenset((
    "message", "update", "updated", "edit", "edited", "modify", "modified", "change", "changed", "create", "created", "add", "added", "new", "insert",
    "inserted", "put", "patch", "upsert", "publish", "published", "append", "data", "item", "entry", "post", "status", "event", "feed", "items", "entries",
    "posts", "snapshot", "initial", "init", "history", "replay", "backfill", "batch",
))  # fmt: skip
"""Words of a type that only say that there is a post, or another version of it."""
ALIVE = frozenset(("ping", "heartbeat", "hb", "keepalive", "alive", "noop", "pong"))
"""Words of a type whose events keep the connection open."""

_WORDS = Wording(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![a-z])|\d+")


def words_of(type: str) -> list[str]:
    """The words of a type, in lower case: "post.deleted", "entry:delete", "postDeleted"."""
    return [found[0].lower() for found in _WORDS.finditer(type)]


def takes_back(type: str) -> bool:
    """Whether an event of this type takes a post back."""
    return not WITHDRAWN.isdisjoint(words_of(type))


def says_nothing_more(type: str) -> bool:
    """Whether it says no more than that there is a post."""
    return all(word in SAID for word in words_of(type))


def keeps_alive(type: str) -> bool:
    """Whether it may say nothing at all."""
    words = words_of(type)
    return "".join(words) in ALIVE or (bool(words) and all(word in ALIVE or word in ("keep", "alive", "heart", "beat") for word in words))
