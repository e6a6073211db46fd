"""The detail pane: one post in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from feeds import Entry, Post, Status

from ..article import article_rows
from ..keys import Group, bind
from ..render import Setting
from ..spans import BLANK, Row, blank, paint
from .panel import Panel

WHEEL = 3


class DetailView(Panel, can_focus=True):
    """A post, and how far down the reader is in it. An edit of the open post is taken in place; the reader stays on the line."""

    DEFAULT_CSS = "DetailView { height: 1fr; width: 1fr; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("post.down", "j,down", "scroll_by(1)", "scroll", "a line down in the post", Group.READ, label="j/k"),
        bind("post.up", "k,up", "scroll_by(-1)", "", "a line up in the post", Group.READ),
        bind("post.page-down", "pagedown,ctrl+d", "scroll_page(1)", "", "a page down in the post", Group.READ),
        bind("post.page-up", "pageup,ctrl+u", "scroll_page(-1)", "", "a page up in the post", Group.READ),
        bind("post.top", "g,home", "scroll_by(-1000000)", "", "beginning of the post", Group.READ),
        bind("post.bottom", "G,end", "scroll_by(1000000)", "", "end of the post", Group.READ),
        bind("version.older", "left_square_bracket", "version(-1)", "", "the version before, in versions", Group.READ, label="[ ]"),
        bind("version.newer", "right_square_bracket", "version(1)", "", "the version after, in versions", Group.READ),
    ]

    class Scrolled(Message):
        """Another part of the post is shown."""

    def __init__(self, setting: Setting, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.setting = setting
        self.post: Post | None = None
        self.now = datetime.now(UTC)
        self.top = 0
        self.version: int | None = None
        """Which version is compared with the one before it; None while the post itself is shown."""
        self._rows: Sequence[Row] = ()
        self._made_for: tuple[Entry, Status, Setting] | None = None
        self._told: tuple[tuple[str, Entry, Status], ...] = ()
        self._strips: dict[tuple[int, int], Strip] = {}
        """Painted rows by number and width."""

    def show(self, post: Post | None, now: datetime) -> None:
        """Show a post, from its beginning when it is another one. `now` is what ages are counted from."""
        if post is not self.post:
            self.top, self.version = 0, None
        elif post is not None and self.version is not None and self._made_for and post.entry is not self._made_for[0]:
            self.version += self.version == len(post.older) - 1  # who looked at the newest version looks at the newest again
        self.post, self.now = post, now
        self.redraw()

    def show_version(self, number: int | None) -> None:
        """Show the words that a version changed, counted from 0 for the oldest; None goes back to the post."""
        self.version, self.top, self._made_for = number, 0, None
        self.redraw()
        self.post_message(self.Scrolled())

    def configure(self, setting: Setting) -> None:
        """Another width, zone, theme or filter."""
        self.setting = setting
        self._made_for = None
        self.repaint()

    @property
    def more_below(self) -> bool:
        """Whether the post goes on under the window."""
        self._make()
        return self.top + self.size.height < len(self._rows)

    @property
    def progress(self) -> int | None:
        """Per cent of the post above the window's end, None when all of it is shown."""
        self._make()
        height = self.size.height
        return None if not height or len(self._rows) <= height else min(100, round(100 * (self.top + height) / len(self._rows)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While no versions are shown their keys are those of the screen."""
        return action != "version" or self.version is not None

    def action_scroll_by(self, lines: int) -> None:
        self._make()
        self.top = max(0, min(self.top + lines, len(self._rows) - self.size.height))
        self.redraw()
        self.post_message(self.Scrolled())

    def action_version(self, by: int) -> None:
        if self.post is not None and self.version is not None:
            self.show_version(min(max(self.version + by, 0), len(self.post.older)))

    def action_scroll_page(self, pages: int) -> None:
        self.action_scroll_by(pages * max(1, self.size.height - 1))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_scroll_by(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_scroll_by(-WHEEL)

    def lines(self, width: int, height: int) -> list[Strip]:
        self._make()
        self.top = max(0, min(self.top, len(self._rows) - height))
        out = []
        for number in range(self.top, self.top + height):
            if number >= len(self._rows):
                out.append(blank(width, self.look))
                continue
            if (strip := self._strips.get((number, width))) is None:
                strip = self._strips[number, width] = paint(self._rows[number], width, self.look)
            out.append(strip)
        return out

    def _make(self) -> None:
        """Lay the post out, when it or the setting has changed."""
        post = self.post
        wanted = (post.entry, post.status, self.setting) if post else None
        told = tuple((other.id, other.entry, other.status) for other in self.setting.tellings(post)) if post else ()
        if told != self._told:
            self._made_for, self._told = None, told
        if post is not None and wanted is not None and (self._made_for is None or any(a is not b for a, b in zip(self._made_for, wanted, strict=True))):
            narrow = self.screen.has_class("narrow")
            lead = [BLANK] if self.setting.airy or narrow else []
            indent = 1 if narrow else 2
            if self.version is None:
                self._rows = [*lead, *article_rows(post, self.setting, self.now, indent=indent)]
            else:
                from ..versions import version_rows

                self._rows = [*lead, *version_rows(post, self.setting, self.now, self.version, indent=indent)]
            self._strips.clear()
        elif post is None:
            self._rows = ()
            self._strips.clear()
        self._made_for = wanted
