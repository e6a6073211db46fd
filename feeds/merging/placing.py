"""Where new posts go in the timeline: by time, and among equal times beside their neighbours in the document."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from ..order import Post, place, when_of


def place_posts(order: list[Post], posts: Iterable[tuple[Post, bool]]) -> None:
    """Put those that are new into the order. They come oldest first, with those beside them that are there already."""
    before: Post | None = None
    at = -1
    """Where `before` stands, while that is known."""
    if not order:
        order += [post for post, _ in posts]
        order.sort(key=when_of)
        return
    for post, is_new in posts:
        if not is_new:
            before, at = post, -1
            continue
        when = post.when
        if when > order[-1].when or (before is order[-1] and when == before.when):
            order.append(post)
            at = len(order) - 1
        else:
            if before is None or before.when != when:
                at = bisect_right(order, when, key=when_of)
            elif at >= 0:
                at += 1
            else:
                at = order.index(before, bisect_left(order, when, key=when_of)) + 1
            order.insert(at, post)
        before = post


def move(order: list[Post], post: Post, when: float) -> None:
    """Give a post another time, and the place that belongs to it."""
    del order[place(order, post)]
    post.when = when
    order.insert(bisect_right(order, when, key=when_of), post)


def lay_under(order: list[Post], older: list[Post]) -> None:
    """Put a batch into the order, the older posts first. What is older than all that is there costs next to nothing."""
    if not older:
        return
    older.sort(key=when_of)
    low, high = bisect_left(order, older[0].when, key=when_of), bisect_right(order, older[-1].when, key=when_of)
    between = older + order[low:high]
    between.sort(key=when_of)
    order[low:high] = between
