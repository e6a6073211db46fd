"""Lists that hold a part of a timeline's posts, in its order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from feeds import Post, Timeline

MOST_EQUAL = 200
"""Posts of the same time among which the timeline's own order is kept; of more, one that comes late is the last."""


def index_in(posts: list[Post], post: Post) -> int | None:
    """The index of a post, None when it is not there."""
    for index in range(bisect_left(posts, post.when, key=_when), len(posts)):
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
    low, high = bisect_left(posts, post.when, key=_when), bisect_right(posts, post.when, key=_when)
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


def _when(post: Post) -> float:
    return post.when
