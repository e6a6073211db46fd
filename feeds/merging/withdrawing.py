"""What is missing from a document, what is there again, and what its source says is withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from ..model import Snapshot
from ..order import Post
from .changes import Account
from .shelf import Shelf

LOOKS = 2
"""Consecutive looks at a complete document that an entry must be missing from before it counts as withdrawn."""


def welcome(shelf: Shelf, present: Iterable[str], now: datetime | None, account: Account) -> None:
    """Note that posts are there, some of which had been missed or withdrawn."""
    for id in present:
        post = shelf.posts[id]
        if not was_missed(post):
            continue
        post.missed = 0
        shelf.missing.discard(id)
        account.touched[id] = None
        if post.status.withdrawn:
            post.status = replace(post.status, withdrawn=False, withdrawn_at=None, restored_at=now)
            account.restored.append(id)


def was_missed(post: Post) -> bool:
    """Whether it is worth a note that a post is there."""
    return post.missed > 0 or post.status.withdrawn


def take_back(shelf: Shelf, snapshot: Snapshot, present: Collection[str], account: Account) -> None:
    """Withdraw at once what the document says is withdrawn."""
    for name in snapshot.withdrawn:
        id = shelf.names.get(name) or shelf.former.get(name)
        if id is not None and id not in present and not shelf.posts[id].status.withdrawn:
            _withdraw(shelf, shelf.posts[id], snapshot.retrieved, account)


class Absence(Struct, frozen=True):
    """What a document lacks."""

    missed: tuple[str, ...] = ()
    """Ids of posts that should stand in it and do not."""
    aged: tuple[str, ...] = ()
    """Ids of those that were missed before and have fallen off its old end since: that look does not count."""


def absence(shelf: Shelf, present: Collection[str], above: Sequence[Post]) -> Absence:
    """The posts that are missing from those `above` a document's old end. Changes nothing."""
    missed = {post.id: post.status.withdrawn for post in above if post.id not in present}
    return Absence(tuple(id for id, withdrawn in missed.items() if not withdrawn), tuple(shelf.missing.difference(missed)))


def miss(shelf: Shelf, ids: Iterable[str], now: datetime | None, account: Account) -> None:
    """Count a look for posts that are missing."""
    for id in ids:
        _count(shelf, shelf.posts[id], now, account)


def let_age(shelf: Shelf, ids: Iterable[str], account: Account) -> None:
    """Looks that posts were missed in do not count."""
    for id in ids:
        shelf.posts[id].missed = 0
        shelf.missing.discard(id)
        account.touched[id] = None


def miss_again(shelf: Shelf, at: datetime | None, account: Account) -> None:
    """Count one more look at the same document for each post that was missing from it."""
    for id in sorted(shelf.missing):
        _count(shelf, shelf.posts[id], at, account)


def _count(shelf: Shelf, post: Post, at: datetime | None, account: Account) -> None:
    post.missed += 1
    shelf.missing.add(post.id)
    account.touched[post.id] = None
    if post.missed >= LOOKS:
        _withdraw(shelf, post, at, account)


def _withdraw(shelf: Shelf, post: Post, at: datetime | None, account: Account) -> None:
    post.status = replace(post.status, withdrawn=True, withdrawn_at=at)
    shelf.missing.discard(post.id)
    account.withdrawn.append(post.id)
    account.touched[post.id] = None
