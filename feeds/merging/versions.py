"""What becomes of one post when its source says it again: a version more, or the same words with another flag."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto
from typing import TypeVar

from msgspec.structs import replace

from ..model import Body, Entry, Unread
from ..model.body import read
from ..order import MOST_VERSIONS, Post

Kept = TypeVar("Kept")


class Became(Enum):
    """What an entry did to its post."""

    SAME = auto()
    TOUCHED = auto()
    """No word is another, but something that is kept."""
    EDITED = auto()
    REVERTED = auto()
    """Edited, to words that it had before."""


def revise(post: Post, entry: Entry, now: datetime | None) -> Became:
    """Take in how a post stands now: a new version when its words differ. The first inferred date stays. Its place in the order is the caller's."""
    old = post.entry
    if entry is old:
        return Became.SAME
    published, inferred = entry.published, entry.date_inferred
    if inferred and old.published is not None:
        published, inferred = old.published, old.date_inferred
    if inferred is not entry.date_inferred or published is not entry.published:
        entry = replace(entry, published=published, date_inferred=inferred)
    if not old.says_the_same_as(entry):
        kept = replace(entry, id=old.id)
        again = any(version.says_the_same_as(kept) for version in post.older)
        post.older = _first_and_newest((*post.older, old))
        post.entry = kept
        post.status = replace(post.status, edited=_first_and_newest((*post.status.edited, now)), changed=True)
        return Became.REVERTED if again else Became.EDITED
    if (entry.breaking, entry.pinned, entry.updated, published) == (old.breaking, old.pinned, old.updated, old.published) and entry.body == old.body:
        return Became.SAME
    told = (entry.breaking, entry.pinned, entry.updated, published) != (old.breaking, old.pinned, old.updated, old.published) or not _alike(
        entry.body, old.body
    )
    post.entry = replace(
        old,
        breaking=entry.breaking,
        pinned=entry.pinned,
        updated=entry.updated,
        published=published,
        date_inferred=inferred if published != old.published else old.date_inferred,
        body=entry.body,
    )
    return Became.TOUCHED if told else Became.SAME


def _first_and_newest(all_of_them: tuple[Kept, ...]) -> tuple[Kept, ...]:
    return all_of_them if len(all_of_them) <= MOST_VERSIONS else (all_of_them[0], *all_of_them[1 - MOST_VERSIONS :])


def grow(post: Post, entry: Entry) -> bool:
    """Put a record as it stands now in place of what it was when it was still being written; whether it says something else."""
    old = post.entry
    if old.stamp == entry.stamp and old.says_the_same_as(entry):
        return False
    inferred = entry.date_inferred and old.stamp == entry.stamp and old.published is not None
    post.entry = replace(entry, id=old.id, published=old.published if inferred else entry.published)
    return True


def part(post: Post, entry: Entry) -> Post:
    """Two posts had been taken for one: leave the one that is called by its first name now, as an entry says it, with the versions up to that.

    Gives the other without id and name, with the versions since, and with the reader's marks: each was marked when both were one.
    """
    versions = (*post.older, post.entry)
    at = next((index for index in range(len(versions) - 2, -1, -1) if versions[index].says_the_same_as(entry)), max(0, len(versions) - 2))
    status, edits = post.status, post.status.edited
    later = versions[at + 1 :] or versions
    since = edits[at] if at < len(edits) else status.first_seen
    other = Post(
        "",
        post.source,
        later[-1],
        post.when,
        replace(status, first_seen=since, edited=edits[at + 1 :], withdrawn=False, withdrawn_at=None, restored_at=None),
        later[:-1],
    )
    post.older, post.entry = versions[:at], versions[at]
    post.status = replace(status, edited=edits[:at], changed=False)
    return other


def same_otherwise_written(one: Body | Unread, other: Body | Unread) -> bool:
    """Whether two bodies say the same and are written in different ways, so that both had to be read to know it."""
    if isinstance(one, Unread) and isinstance(other, Unread) and one.read is other.read and one.manner == other.manner:
        return False
    return _alike(one, other)


def _alike(one: Body | Unread, other: Body | Unread) -> bool:
    """Whether two bodies say the same, facts and all. A body that was kept is written otherwise than the same one from the feed."""
    return _content(one) == _content(other)


def _content(body: Body | Unread) -> Body:
    return body if isinstance(body, Body) else read(body.read, body.raw, body.manner)
