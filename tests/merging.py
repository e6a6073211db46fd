"""What tests of merging need: a history that is kept by what merges tell and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy

from msgspec.structs import replace

from feeds import Changes, Feed, Post, Timeline


class Kept:
    """A history in memory. It takes what a merge touched and forgets what a merge forgot, as the one on the disk does."""

    def __init__(self) -> None:
        self.posts: dict[str, dict[str, Post]] = {}
        self.heads: dict[str, Feed] = {}

    def keep(self, timeline: Timeline, source: str, changes: Changes, *, head: Feed | None = None) -> None:
        posts = self.posts.setdefault(source, {})
        for own in changes.forgotten:
            posts.pop(own, None)  # it may be told twice after a fault
        self.mark(timeline, changes.touched)
        if head is not None:
            self.heads[source] = head

    def mark(self, timeline: Timeline, ids: Iterable[str]) -> None:
        """Keep posts as they are now."""
        for id in ids:
            post = timeline.post(id)
            self.posts[post.source][post.own] = copied(post)

    def restored(self, *, batch: int = 1000, format: str | None = None) -> Timeline:
        """A timeline made from what is kept."""
        timeline = Timeline()
        for source, kept in self.posts.items():
            posts = sorted(kept.values(), key=lambda post: post.when)[::-1]
            for start in range(0, max(1, len(posts)), batch):
                timeline.restore(source, [copied(post) for post in posts[start : start + batch]], feed=self.heads.get(source), format=format)
        return timeline


def copied(post: Post) -> Post:
    """A post as a history would give it back: under its own id."""
    post = copy(post)
    post.id, post.entry = post.own, replace(post.entry, id=post.own)
    return post


def state(timeline: Timeline) -> dict[tuple[str, str], tuple[object, ...]]:
    """All that is to be kept of each post."""
    return {
        (post.source, post.own): (
            *(replace(version, id="") for version in (*post.older, post.entry)),
            *(post.when, replace(post.status, new=False), post.missed, post.aliases),
        )
        for post in timeline.posts
    }
