"""Posts laid out on the lines of a pane, from an anchor.

The state is a post and the screen row that it stands on; there is no index of heights and no row number. Everything is laid out from the
anchor outwards, so a view of a million posts costs what a view of twenty does, and what arrives above or below moves nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from textual.strip import Strip

from feeds import Entry, Post, Status, place, when_of

from ..render import Setting, day_label, day_rows, looked_rows, timeline_rows
from ..spans import BLANK, paint

UNDATED = 20
"""Posts without a time that are looked past for the day above them."""
CACHE = 3000
"""Posts whose painted lines are kept."""


class Item(Struct, frozen=True):
    """A post as it stands on the screen: painted lines, of which the first `lead` say that a day begins or the reader last looked."""

    index: int
    post: Post
    top: int
    lead: int
    strips: Sequence[Strip]

    @property
    def row(self) -> int:
        """The screen row of the post's own first line."""
        return self.top + self.lead

    @property
    def bottom(self) -> int:
        return self.top + len(self.strips)


class Layout:
    """Which post stands where. `posts` stays oldest first, newest on top or oldest on top: a new post is an append and shifts no index."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.posts: Sequence[Post] = ()
        self.cursor: Post | None = None
        self.plan: list[Item] = []
        self.newest_first = True
        self.looked: datetime | None = None
        """When the reader last looked before going away: a line stands at that time."""
        self._anchor: tuple[Post, int] | None = None
        self._near = 0
        self._width = 0
        self._is_lit = False
        """The keys go here."""
        self._cache: dict[tuple[object, ...], tuple[int, list[Strip], tuple[Entry, Status]]] = {}

    def dress(self, setting: Setting) -> None:
        """Another width, zone, theme or filter: every line is painted anew."""
        self.setting = setting
        self._cache.clear()

    # --- what stands where ----------------------------------------------------------------------------------------------

    @property
    def at_newest(self) -> bool:
        """The newest post has the cursor and is on the screen."""
        return not self.posts or (self.cursor is self.posts[-1] and any(item.post is self.cursor for item in self.plan))

    @property
    def topmost(self) -> Post | None:
        """The first post that shows a line of its own."""
        return next((item.post for item in self.plan if item.bottom > 0), None)

    @property
    def looked_at(self) -> list[Post]:
        """The posts on the screen, and that of the cursor."""
        return [item.post for item in self.plan] + ([self.cursor] if self.cursor else [])

    @property
    def thumb(self) -> tuple[float, float]:
        """The part of the posts that is on the screen: where it begins and ends, between 0 (the first post) and 1 (the last)."""
        count = len(self.posts)
        if not self.plan or not count:
            return (0.0, 1.0)
        return (self.rank(self.plan[0].index) / count, (self.rank(self.plan[-1].index) + 1) / count)

    def rank(self, index: int) -> int:
        """How many posts stand above one in this order; and the index of the post at a rank."""
        return len(self.posts) - 1 - index if self.newest_first else index

    # --- laying out -----------------------------------------------------------------------------------------------------

    def lay_out(self, height: int) -> None:
        """Fill the screen from the anchor upwards and downwards, without a gap at either end where there are posts to fill it."""
        post, row = self._held_anchor()
        anchor = self.index_of(post)
        first = int(self.setting.airy)
        index, top = self._upwards(anchor, row - self._item(anchor)[0])
        if self._above(index) is None and top >= 0:
            top = first
        plan = self._downwards(index, top, height)
        last = plan[-1].index
        if self._below(last) is None and plan[-1].bottom < height:
            index, top = self._upwards(last, height - len(self._item(last)[1]))
            if self._above(index) is None and top >= 0:
                top = first
            plan = self._downwards(index, top, height)
        self.plan = plan
        held = next((item for item in plan if item.post is post), None) or next((item for item in plan if item.post is self.cursor), plan[0])
        chosen = next((item for item in plan if item.post is self.cursor and item.bottom > 0 and item.row < height), held)
        self._anchor = (chosen.post, chosen.row)

    def _held_anchor(self) -> tuple[Post, int]:
        """The post that is held, and its row: when it is not shown any more, the nearest on the screen that is."""
        if self._anchor is None:
            return self.posts[-1], 0
        post, row = self._anchor
        for item in [Item(0, post, row, 0, ()), *sorted(self.plan, key=lambda item: abs(item.row - row))]:
            if self._has(item.post):
                return item.post, item.row
        return self._nearest(post) or self.posts[-1], row

    def _has(self, post: Post) -> bool:
        try:
            self.index_of(post)
        except ValueError:
            return False
        return True

    def _upwards(self, index: int, top: int) -> tuple[int, int]:
        """From the post whose lines begin at `top`, the one that begins at the top of the screen or above it."""
        while top > 0 and (above := self._above(index)) is not None:
            index = above
            top -= len(self._item(index)[1])
        return index, top

    def _above(self, index: int) -> int | None:
        """The index of the post above one, None for the first."""
        above = index + 1 if self.newest_first else index - 1
        return above if 0 <= above < len(self.posts) else None

    def _below(self, index: int) -> int | None:
        """The index of the post below one, None for the last."""
        below = index - 1 if self.newest_first else index + 1
        return below if 0 <= below < len(self.posts) else None

    def _downwards(self, index: int, top: int, height: int) -> list[Item]:
        plan = []
        at: int | None = index
        while at is not None and top < height:
            lead, strips = self._item(at)
            plan.append(Item(at, self.posts[at], top, lead, strips))
            top += len(strips)
            at = self._below(at)
        return [item for item in plan if item.bottom > 0] or plan[-1:]

    def _item(self, index: int) -> tuple[int, list[Strip]]:
        """The painted lines of a post: day line, own lines, air; and how many are the day line's."""
        post = self.posts[index]
        setting = self.setting
        day, line = None, False
        if (above := self._above(index)) is not None:
            label, before = (day_label(each.entry, setting.zone, setting.year) for each in (post, self._dated(above)))
            day = label if label != before else None
            line = self._is_line_between(self.posts[above], post)
        chosen = post is self.cursor
        under = setting.under(post)
        told = tuple((other.source, other.status.withdrawn) for other in under) if under else ()
        entry, status = post.entry, post.status
        key = (post.id, id(entry), id(status), told, day, line and self.looked, chosen, chosen and self._is_lit, self._width)
        if (made := self._cache.get(key)) is None:
            lead = looked_rows(self.looked, setting, above=self.newest_first) if line and self.looked else []
            lead += day_rows(day, setting) if day else []
            rows = [*lead, *timeline_rows(post, setting, chosen=chosen, focused=self._is_lit), *([BLANK] if setting.airy else [])]
            if len(self._cache) > CACHE:
                self._cache.clear()
            made = self._cache[key] = (len(lead), [paint(row, self._width, setting.look) for row in rows], (entry, status))  # alive, their ids stay their own
        return made[0], made[1]

    def _dated(self, index: int) -> Post:
        """The post at an index, or the next one above it that has a time: those without stand under the day that is told there."""
        at: int | None = index
        for _ in range(UNDATED):
            if at is None or self.posts[at].entry.published:
                break
            at = self._above(at)
        return self.posts[index if at is None else at]

    def _is_line_between(self, above: Post, below: Post) -> bool:
        """Whether the reader last looked between the times of two neighbours."""
        older, newer = (below, above) if self.newest_first else (above, below)
        return self.looked is not None and older.when <= self.looked.timestamp() < newer.when

    @property
    def line_shown(self) -> bool:
        """Whether the line of the last look is on the screen."""
        pairs = [(self.posts[above], item.post) for item in self.plan if (above := self._above(item.index)) is not None and item.row > 0]
        return any(self._is_line_between(*pair) for pair in pairs)

    def index_of(self, post: Post) -> int:
        """The index of a post: mostly where it was the last time."""
        posts, near = self.posts, self._near
        for index in (near, near - 1, near + 1):
            if 0 <= index < len(posts) and posts[index] is post:
                self._near = index
                return index
        self._near = place(posts, post)
        return self._near

    def _nearest(self, post: Post | None) -> Post | None:
        """The post itself when it is shown, else the shown one next to it in time, else the newest."""
        if not self.posts:
            return None
        if post is None:
            return self.posts[-1]
        try:
            return self.posts[place(self.posts, post)]
        except ValueError:
            after = bisect_left(self.posts, post.when, key=when_of)
            beside = [self.posts[index] for index in (after - 1, after) if 0 <= index < len(self.posts)]
            return min(beside, key=lambda other: (abs(other.when - post.when) if other.when != post.when else 0, -other.when))
