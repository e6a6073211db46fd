"""What is missing from a document, what is there again, and what its source says is withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from ..model import Snapshot
from ..order import Post, oldest_of, place
from .changes import Account
from .shelf import Shelf

LOOKS = 2
"""Consecutive looks at a complete document that an entry must be missing from before it counts as withdrawn."""


def welcome(shelf: Shelf, present: Iterable[str], now: datetime | None, account: Account) -> None:
    """Note that posts are there, some of which had been missed or withdrawn."""
    for id in present:
        post = shelf.posts[id]
        if not post.missed and not post.status.withdrawn:
            continue
        post.missed = 0
        shelf.missing.discard(id)
        account.touched[id] = None
        if post.status.withdrawn:
            post.status = replace(post.status, withdrawn=False, withdrawn_at=None, restored_at=now)
            account.restored.append(id)


def take_back(shelf: Shelf, snapshot: Snapshot, present: Collection[str], account: Account) -> None:
    """Withdraw at once what the document says is withdrawn."""
    for name in snapshot.withdrawn:
        id = shelf.names.get(name) or shelf.former.get(name)
        if id is not None and id not in present and not shelf.posts[id].status.withdrawn:
            _withdraw(shelf, shelf.posts[id], snapshot.retrieved, account)


def miss(shelf: Shelf, snapshot: Snapshot, ids: Mapping[str, str], order: Sequence[Post], account: Account) -> None:
    """Count a look for each post that is missing above the document's old end; a document of all entries has no such end.

    What falls off that end has only aged: looks that it was missed in before do not count.
    """
    present = set(ids.values())
    if not present or len(present) == len(shelf.posts):
        return
    lowest = 0
    if not snapshot.entire:
        end = oldest_of(snapshot, ids)
        assert end is not None, "every entry is known by now"
        lowest = place(order, shelf.posts[ids[end.id]]) + 1
    aged = set(shelf.missing)
    for post in order[lowest:]:
        if post.source != shelf.source or post.id in present:
            continue
        aged.discard(post.id)
        if not post.status.withdrawn:
            _count(shelf, post, snapshot.retrieved, account)
    for id in aged:
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
