"""The timeline pane: posts in their layout, the cursor among them, and the keys and the mouse that move it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

from textual import events
from textual.binding import BindingType
from textual.strip import Strip

from feeds import Post

from ..keys import Group, bind
from ..render import Setting
from ..spans import Row, blank, paint
from .layout import Layout
from .panel import Panel

WHEEL = 3
"""Lines that one step of the wheel moves."""
ABOVE = 3
"""The part of the screen that is above a post to which the reader comes back: one in so many."""


class Moved(Protocol):
    """Called when another post has the cursor, or another part is shown. Not a message: what follows from it belongs into the same frame."""

    def __call__(self, post: Post | None, *, by_reader: bool) -> None: ...


class TimelineView(Panel, Layout, can_focus=True):
    """Posts, newest on top or oldest on top. `posts` stays oldest first: a new post is an append and shifts no index."""

    DEFAULT_CSS = "TimelineView { height: 1fr; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("timeline.down", "j,down", "move(1)", "move", "next post", Group.MOVE, label="j/k"),
        bind("timeline.up", "k,up", "move(-1)", "", "previous post", Group.MOVE),
        bind("timeline.page-down", "pagedown", "page(1)", "", "a page down", Group.MOVE),
        bind("timeline.page-up", "pageup", "page(-1)", "", "a page up", Group.MOVE),
        bind("timeline.half-down", "ctrl+d", "page(0.5)", "", "half a page down", Group.MOVE),
        bind("timeline.half-up", "ctrl+u", "page(-0.5)", "", "half a page up", Group.MOVE),
        bind("timeline.newest", "g,home", "newest", "newest", "newest post, and follow again", Group.MOVE),
        bind("timeline.oldest", "G,end", "oldest", "", "oldest post", Group.MOVE),
        bind("activity.older", "left", "screen.bucket(-1)", "", "to the bar before, in the activity strip", Group.MOVE),
        bind("activity.newer", "right", "screen.bucket(1)", "", "to the bar after, in the activity strip", Group.MOVE),
        bind("timeline.open", "enter", "screen.open_post", "read", "into the post", Group.READ, priority=True),
    ]

    def __init__(self, setting: Setting, moved: Moved, *, id: str | None = None) -> None:
        super().__init__(id=id)
        Layout.__init__(self, setting)
        self._moved = moved
        self.empty: Sequence[Row] = ()
        """What is shown when there is no post."""
        self._is_behind = False
        """The posts are others than those that the plan was made of."""

    # --- what the screen tells it -------------------------------------------------------------------------------------

    def show(self, posts: Sequence[Post], *, cursor: Post | None = None) -> None:
        """Other posts than before: the cursor goes to `cursor`, stays where it was, or goes to the nearest post in time."""
        old, wanted = self.cursor, cursor or self.cursor
        row = next((item.row for item in self.plan if item.post is old), 0)
        self.posts = posts
        self.cursor = self._nearest(wanted)
        self._anchor = (self.cursor, row) if self.cursor else None
        self._settle()
        self._tell(by_reader=False)

    def update(self) -> None:
        """The same posts, changed, more or fewer: what the reader looks at stays on its row. Without the cursor's post it goes to the nearest in time."""
        self.take()
        self.redraw()

    def take(self) -> None:
        """The same, drawn when whoever calls it has taken in all that comes together."""
        self._is_behind = True
        if self.cursor is None and self.posts:
            self.cursor = self.posts[-1]
            self._anchor = (self.cursor, 0)
            self._tell(by_reader=False)
        elif self.cursor is not None and not self._has(self.cursor):
            self.cursor = self._nearest(self.cursor)
            self._tell(by_reader=False)

    def go(self, post: Post | None, *, by_reader: bool = True) -> None:
        """Put the cursor on a post and the post on the screen."""
        if post is None:
            return
        self.cursor = post
        self._reveal(post)
        self._tell(by_reader=by_reader)

    def configure(self, setting: Setting) -> None:
        """Another width, zone, theme or filter: every line is painted anew, the cursor's post stays on its row."""
        self.dress(setting)
        self.repaint()

    def turn(self) -> None:
        """Turn the order round; the cursor's post stays on its row where the ends allow it."""
        self.newest_first = not self.newest_first
        self._settle()

    # --- keys and mouse -----------------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        if self.cursor is not None:
            rank = min(max(self.rank(self.index_of(self.cursor)) + by, 0), len(self.posts) - 1)
            self.go(self.posts[self.rank(rank)])

    def action_page(self, pages: float) -> None:
        if self.cursor is None or not self.plan:
            return
        height = self.size.height
        by = max(1, round(abs(pages) * (height - 1))) * (1 if pages > 0 else -1)
        row = next((item.row for item in self.plan if item.post is self.cursor), 0 if pages > 0 else height - 1)
        before = (self.plan[0].index, self.plan[0].top)
        self._scroll(by)
        if before == (self.plan[0].index, self.plan[0].top):  # the end was reached: the cursor goes all the way
            self.go(self.posts[self.rank(len(self.posts) - 1 if pages > 0 else 0)])
            return
        whole = [item for item in self.plan if item.row >= 0 and item.bottom <= height] or self.plan
        self.go(min(whole, key=lambda item: abs(item.row - row)).post)

    def action_newest(self) -> None:
        if self.posts:
            self.go(self.posts[-1])

    def action_oldest(self) -> None:
        if self.posts:
            self.go(self.posts[0])

    async def on_click(self, event: events.Click) -> None:
        item = next((item for item in self.plan if item.row <= event.y < item.bottom), None)
        if item is not None:
            self.go(item.post)
            if event.chain == 2:
                await self.run_action("screen.open_post")

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(WHEEL)
        self._tell(by_reader=True)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-WHEEL)
        self._tell(by_reader=True)

    def on_focus(self) -> None:
        self.redraw()

    def on_blur(self) -> None:
        self.redraw()

    # --- drawing --------------------------------------------------------------------------------------------------------

    def lines(self, width: int, height: int) -> list[Strip]:
        empty = blank(width, self.look)
        if not self.posts:
            self.plan = []
            return ([paint(row, width, self.look) for row in self.empty] + [empty] * height)[:height]
        self._width, self._is_lit, self._is_behind = width, self.has_focus, False
        self.lay_out(height)
        out = [empty] * height
        for item in self.plan:
            for y, strip in enumerate(item.strips, item.top):
                if 0 <= y < height:
                    out[y] = strip
        return out

    def _reveal(self, post: Post) -> None:
        """Scroll as little as shows the whole post; before anything was drawn, put it where what stands above it is seen too."""
        width, height = self.size
        if not height:
            self._anchor = (post, self.app.size.height // ABOVE)
            return
        if self._is_behind:
            self.redraw()
        self._width, self._is_lit = width, self.has_focus
        index = self.index_of(post)
        lead, strips = self._item(index)
        own = len(strips) - lead - int(self.setting.airy)
        item = next((item for item in self.plan if item.post is post), None)
        if item is not None:
            row = min(max(item.row, 0), max(0, height - own))
        elif self.plan and self.rank(index) < self.rank(self.plan[0].index):
            row = lead if lead + own <= height else 0
        else:
            row = max(0, height - own)
        self._anchor = (post, row)
        self.redraw()

    def _scroll(self, by: int) -> None:
        """Move the posts under the window, not the cursor."""
        if not self.plan:
            return
        kept = self.cursor
        item = next((item for item in self.plan if item.post is kept), self.plan[0])
        self._anchor = (item.post, item.row - by)
        self.redraw()

    def _settle(self) -> None:
        self._near = 0
        self.redraw()

    def _tell(self, *, by_reader: bool) -> None:
        self._moved(self.cursor, by_reader=by_reader)
