"""Posts and looks to be kept, and all that a history says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from feeds import Batch, Body, Entry, Paragraph, Post, Retention, SourceRecord, Status
from feeds.store.history import KeptHistory

from .support import NOON, ManualClock

KEY = "https://example.org/feed"
RECORD = SourceRecord(source="example.org", key=KEY, title="Harbour news", retrieved=NOON)


def history_at(place: Path, *, clock: ManualClock | None = None, retention: Retention | None = None, patience: float = 5.0) -> KeptHistory:
    """The history in a file, with a clock that stands still."""
    return KeptHistory(place, now=(clock or ManualClock()).now, retention=retention or Retention(), patience=patience)


def entry(text: str = "Boats go out.", **fields: Any) -> Entry:
    return Entry(**{"id": "one", "headline": "Boats", "published": NOON, "body": Body(blocks=(Paragraph(text),)), **fields})


def post(own: str = "one", *, at: float = 0.0, text: str = "Boats go out.", status: Status | None = None, **fields: Any) -> Post:
    """A post that has come as news."""
    return Post(own, "example.org", entry(text, id=own), at, Status(first_seen=NOON, new=True) if status is None else status, own=own, **fields)


def batch(*posts: Post, **fields: Any) -> Batch:
    return Batch(**{"record": RECORD, "posts": posts, **fields})


def told(history: KeptHistory, key: str = KEY) -> list[tuple[object, ...]]:
    """All that a history says of the posts of a source, as values."""
    return [whole(post) for post in history.posts(key)]


def whole(post: Post) -> tuple[object, ...]:
    """A post as a value, with its bodies read."""
    entries = [replace(each, body=each.content) for each in (*post.older, post.entry)]
    return post.id, post.source, entries, post.when, post.status, post.missed, post.own, post.aliases
