"""Lists that hold a part of a timeline's posts, in its order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from feeds import Post, Timeline, when_of

MOST_EQUAL = 200
"""Posts of the same time among which the timeline's own order is kept; of more, one that comes late is the last."""
FEW = 8
"""Posts that are put in or taken out one by one: of more, the part of the list that they stand in is made anew."""


def index_in(posts: list[Post], post: Post) -> int | None:
    """The index of a post, None when it is not there."""
    for index in range(bisect_left(posts, post.when, key=when_of), len(posts)):
        if posts[index] is post:
            return index
        if posts[index].when != post.when:
            break
    return None


def put(posts: list[Post], post: Post, timeline: Timeline) -> None:
    """Put a post of the timeline into its place, where it is not there already."""
    if not posts or post.when > posts[-1].when:
        posts.append(post)
        return
    low, high = bisect_left(posts, post.when, key=when_of), bisect_right(posts, post.when, key=when_of)
    index = high
    if 0 < high - low <= MOST_EQUAL:
        if any(posts[at] is post for at in range(low, high)):
            return
        place = timeline.place(post.id)
        index = next((at for at in range(low, high) if timeline.place(posts[at].id) > place), high)
    elif index_in(posts, post) is not None:
        return
    posts.insert(index, post)


def drop(posts: list[Post], post: Post) -> bool:
    """Take a post out, though it may have moved in time since it was put in; whether it was there."""
    index = index_in(posts, post)
    if index is None:
        index = next((at for at, other in enumerate(posts) if other is post), None)
    if index is None:
        return False
    del posts[index]
    return True


def put_all(posts: list[Post], others: Iterable[Post], timeline: Timeline) -> None:
    """Put posts of the timeline into their places. Many cost what the part of the timeline costs that they stand in."""
    others = list(others)
    if len(others) <= FEW:
        for post in others:
            put(posts, post, timeline)
        return
    begin, end = min(map(when_of, others)), max(map(when_of, others))
    low, high = _span(posts, begin, end)
    wanted = {*map(id, others), *map(id, posts[low:high])}
    first, last = _span(timeline.posts, begin, end)
    posts[low:high] = [post for post in timeline.posts[first:last] if id(post) in wanted]


def drop_all(posts: list[Post], others: Iterable[Post]) -> None:
    """Take posts out that have not moved since they were put in."""
    gone = list(others)
    if len(gone) <= FEW:
        for post in gone:
            drop(posts, post)
        return
    low, high = _span(posts, min(map(when_of, gone)), max(map(when_of, gone)))
    unwanted = {*map(id, gone)}
    posts[low:high] = [post for post in posts[low:high] if id(post) not in unwanted]


def _span(posts: Sequence[Post], begin: float, end: float) -> tuple[int, int]:
    """Where the posts of a span of time stand."""
    return bisect_left(posts, begin, key=when_of), bisect_right(posts, end, key=when_of)
