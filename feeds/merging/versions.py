"""What becomes of one post when its source says it again: a version more, or the same words with another flag."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from ..model import Body, Entry, Unread
from ..model.body import read
from ..order import MOST_VERSIONS, Post

Kept = TypeVar("Kept")


class Became(Enum):
    """What an entry does to its post."""

    WRITTEN = auto()
    """The same, written otherwise."""
    TOUCHED = auto()
    """No word is another, but something that is kept."""
    EDITED = auto()
    REVERTED = auto()
    """Edited, to words that it had before."""
    GROWN = auto()
    """A record that was still being written has more to say."""


class Revision(Struct, gc=False):
    """How a post is to be said from now on."""

    before: Entry
    """What it was compared with."""
    after: Entry
    became: Became


def revision(post: Post, entry: Entry) -> Revision | None:
    """What an entry makes of its post; None when nothing. A new version when its words differ; the first inferred date stays. Changes nothing."""
    old = post.entry
    if entry is old:
        return None
    published, inferred = entry.published, entry.date_inferred
    if inferred and old.published is not None:
        published, inferred = old.published, old.date_inferred
    if inferred is not entry.date_inferred or published is not entry.published:
        entry = replace(entry, published=published, date_inferred=inferred)
    if not old.says_the_same_as(entry):
        kept = replace(entry, id=old.id)
        again = any(version.says_the_same_as(kept) for version in post.older)
        return Revision(old, kept, Became.REVERTED if again else Became.EDITED)
    told = (entry.breaking, entry.pinned, entry.updated, published) != (old.breaking, old.pinned, old.updated, old.published)
    if not told and entry.body == old.body:
        return None
    kept = replace(
        old,
        breaking=entry.breaking,
        pinned=entry.pinned,
        updated=entry.updated,
        published=published,
        date_inferred=inferred if published != old.published else old.date_inferred,
        body=entry.body,
    )
    return Revision(old, kept, Became.TOUCHED if told or not _alike(entry.body, old.body) else Became.WRITTEN)


def growth(post: Post, entry: Entry) -> Revision | None:
    """A record as it stands now, for what it was when it was still being written; None when it says nothing else. Changes nothing."""
    old = post.entry
    if old.stamp == entry.stamp and old.says_the_same_as(entry):
        return None
    inferred = entry.date_inferred and old.stamp == entry.stamp and old.published is not None
    return Revision(old, replace(entry, id=old.id, published=old.published if inferred else entry.published), Became.GROWN)


def revise(post: Post, found: Revision, now: datetime | None) -> bool:
    """Say a post otherwise; whether its time is another. Its place in the order is the caller's."""
    if found.became in (Became.EDITED, Became.REVERTED):
        post.older = _first_and_newest((*post.older, post.entry))
        post.status = replace(post.status, edited=_first_and_newest((*post.status.edited, now)), changed=True)
    post.entry = found.after
    return found.after.published is not None and found.after.published != found.before.published


def _first_and_newest(all_of_them: tuple[Kept, ...]) -> tuple[Kept, ...]:
    return all_of_them if len(all_of_them) <= MOST_VERSIONS else (all_of_them[0], *all_of_them[1 - MOST_VERSIONS :])


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


def _alike(one: Body | Unread, other: Body | Unread) -> bool:
    """Whether two bodies say the same, facts and all. A body that was kept is written otherwise than the same one from the feed."""
    return _content(one) == _content(other)


def _content(body: Body | Unread) -> Body:
    return body if isinstance(body, Body) else read(body.read, body.raw, body.manner)
