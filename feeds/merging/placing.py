"""Where new posts go in the timeline: by time, and among equal times beside their neighbours in the document."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter

from msgspec import Struct

from ..order import Post, insert, place, when_of
from .changes import Account
from .shelf import Shelf

FEW = 8
"""Posts that are put in or taken out one by one: of more, the part of the order that they stand in is made anew."""


class Beside(Struct):
    """What stands next to new posts of one time in a document, where it has that time too: the post under them, and the one above."""

    under: Post | None = None
    above: Post | None = None


def place_posts(order: list[Post], posts: Sequence[tuple[Post, Beside]]) -> None:
    """Put new posts into the order, one at the least. They come oldest first."""
    if not order or min(post.when for post, _ in posts) > order[-1].when:
        order += sorted((post for post, _ in posts), key=when_of)
        return
    last: tuple[Beside | None, int] = (None, 0)
    placed: list[tuple[int, float, bool, Post]] = []
    newest = order[-1].when
    for post, beside in posts:
        if last[0] is not beside:
            last = (beside, len(order) if post.when > newest else index_beside(order, post.when, beside))
        placed.append((last[1], post.when, beside.under is None, post))
    placed.sort(key=itemgetter(0, 1, 2))  # between two posts those that belong above the lower one come first, as when they come later
    put(order, [(index, post) for index, _, _, post in placed])


def take_in(posts: dict[str, Post], order: list[Post], shelf: Shelf, made: Sequence[tuple[Post, Beside]]) -> None:
    """Make new posts part of the timeline: all of them or, by a fault, none. They come oldest first."""
    try:
        place_posts(order, made)
        for post, _ in made:
            posts[post.id] = post
            shelf.add(post)
    except BaseException:
        none = {id(post) for post, _ in made}
        order[:] = [post for post in order if id(post) not in none]
        for post, _ in made:
            posts.pop(post.id, None)
            if post.id in shelf.posts:
                shelf.forget(post)
        raise


def index_beside(order: Sequence[Post], when: float, beside: Beside) -> int:
    """Where a new post goes, before the one that stands there."""
    under, above = beside.under, beside.above
    if under is not None and under.when == when:
        return len(order) if under is order[-1] else place(order, under) + 1
    if above is not None and above.when == when:
        return place(order, above)
    return bisect_right(order, when, key=when_of)


def put(order: list[Post], placed: Sequence[tuple[int, Post]]) -> None:
    """Put posts where they belong: each with the index, in the order as it is, of what it goes before; ascending, one at the least."""
    if len(placed) <= FEW:
        for index, post in reversed(placed):
            order.insert(index, post)
        return
    low, high = placed[0][0], placed[-1][0]
    made: list[Post] = []
    at = low
    for index, post in placed:
        if index > at:
            made += order[at:index]
            at = index
        made.append(post)
    order[low:high] = made


def move(order: list[Post], moved: Sequence[tuple[Post, float]]) -> None:
    """Give posts other times, and the places that belong to them."""
    if len(moved) <= FEW:
        for post, when in moved:
            del order[place(order, post)]
            post.when = when
            insert(order, post)
        return
    gone = {id(post) for post, _ in moved}
    rest = [post for post in order if id(post) not in gone]  # all are out before the first goes in: until then the order is none
    put(rest, [(bisect_right(rest, when, key=when_of), post) for post, when in sorted(moved, key=itemgetter(1))])
    for post, when in moved:
        post.when = when
    order[:] = rest


def forget(posts: dict[str, Post], order: list[Post], shelf: Shelf, id: str, account: Account) -> None:
    """Take a post out that is none."""
    post = posts[id]
    del order[place(order, post)]
    del posts[id]
    shelf.forget(post)
    account.touched.pop(id, None)
    account.forgotten.append(post.own)


def lay_under(order: list[Post], older: list[Post]) -> None:
    """Put a batch into the order, the older posts first. What is older than all that is there costs next to nothing."""
    if not older:
        return
    older.sort(key=when_of)
    low, high = bisect_left(order, older[0].when, key=when_of), bisect_right(order, older[-1].when, key=when_of)
    between = older + order[low:high]
    between.sort(key=when_of)
    order[low:high] = between


def neighbours(whens: Sequence[float], known: Sequence[Post | None]) -> list[Beside]:
    """For each entry of a document, oldest first, what stands beside it, by the times of all and the posts of those that are known."""
    found: list[Beside] = []
    nearest: dict[float, Beside] = {}
    for when, post in zip(reversed(whens), reversed(known), strict=True):
        beside = nearest.get(when)
        if beside is None:
            beside = nearest[when] = Beside()
        found.append(beside)
        if post is not None:
            beside.under, nearest[when] = post, Beside(above=post)
    found.reverse()
    return found
