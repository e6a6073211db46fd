"""The reading screen: what stands on it, and what comes in from its widgets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.dom import DOMNode

from feeds import Follower, Post

from ..activity import newest_in
from ..keeping import Keeping
from ..keys import WORDS, Group, bind, collect, helpful, short
from ..look import Look
from ..roster import Roster
from ..session import Session
from ..widgets.activity import ActivityStrip
from ..widgets.detail import DetailView
from ..widgets.field import LEAVE
from ..widgets.filterbar import FilterBar, FilterInput
from ..widgets.lines import Divider, SizeNotice
from ..widgets.sources import SourceList
from ..widgets.timeline import TimelineView
from .arriving import Arriving
from .desk import Desk
from .doubling import DoubleKeys
from .drawing import Drawing
from .linking import LinkKeys
from .marking import MarkKeys
from .moving import MoveKeys
from .sourcing import SourceKeys
from .tending import FeedKeys
from .timing import TimeKeys

GROUPS = (MoveKeys, TimeKeys, FeedKeys, SourceKeys, DoubleKeys, MarkKeys, LinkKeys)
"""The groups of keys of the screen, as the help page has them."""


class ReaderScreen(Drawing, Arriving, MarkKeys, LinkKeys, TimeKeys, Desk):
    """Head, points, activity, filter, the two panes with their lines, footer."""

    AUTO_FOCUS = "#timeline"

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("help", "question_mark", "help", "all keys", "all keys", Group.FIND),
        bind("palette", "ctrl+p", "palette", "find any command", "find any command by its words", Group.FIND, priority=True),
        *(key for group in GROUPS for key in group.BINDINGS),
    ]

    def __init__(
        self, session: Session, followers: Sequence[Follower], look: Look, keeping: Keeping, roster: Roster, *, query: str = "", sample: bool = False
    ) -> None:
        super().__init__(session, followers, look, keeping, roster, sample=sample)
        self._query = query

    @cached_property
    def _known(self) -> dict[str, Binding]:
        return {**self.keys(), **collect(self.app.BINDINGS)}

    @classmethod
    def keys(cls) -> dict[str, Binding]:
        """Every key of the screen and its widgets, by id."""
        owners = (TimelineView, DetailView, SourceKeys, SourceList, *GROUPS, FilterInput)
        return collect(*(owner.BINDINGS for owner in owners), [LEAVE], cls.BINDINGS)

    def compose(self) -> ComposeResult:
        self.divide(*self.app.size)
        yield self.head
        yield self.points
        yield self.activity
        yield self.bar
        with self.line_row:
            yield self.timeline_line
            yield self.post_line
        with self.pane_row:
            yield self.timeline
            yield self.divider
            yield self.detail
        yield self.footer
        yield SizeNotice()
        yield self.bar.menu

    def on_mount(self) -> None:
        session = self.session
        self.health.read = len(session.timeline) > 0
        self.tell_points()
        self.show_found(done=True)
        self.come_back()
        if self._query:
            self.bar.input.value = self._query
        self.set_interval(1.0, self._tick)
        self.call_after_refresh(self.fold_rest)

    # --- what comes in ------------------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        if (event.size.width, event.size.height) != self._divided:
            self.divide(event.size.width, event.size.height)

    def update_node_styles(self, animate: bool = True) -> None:
        """Before the first layout there is nothing to do: the widgets took their styles when they were mounted, on a screen that was divided already."""
        if self.outer_size:
            super().update_node_styles(animate=animate)

    def _tick(self) -> None:
        """Once a second: what speaks of time."""
        if self.timeline.setting.now not in (None, self.minute()):
            self.configure()
        self.search.pass_time(lambda: self.timeline.looked_at)
        self.draw_head()

    def moved(self, post: Post | None, *, by_reader: bool) -> None:
        session = self.session
        self.hush(post)
        if others := session.hold(post):
            self.timeline.posts = session.shown
            self.timeline.update()
        if by_reader:
            self.back.waits = False
            seen = session.see(post)
            if self.timeline.at_newest:
                session.catch_up()
            if seen:
                self.timeline.redraw()
        self.detail.show(post, session.clock.now())
        if others or self.has_class("listing"):  # which tells how much of each source is unseen
            self.draw_lines()
        else:
            self.draw_place()

    def on_detail_view_scrolled(self) -> None:
        self.draw_place()

    def on_filter_bar_changed(self, message: FilterBar.Changed) -> None:
        self.search.ask(message.text)

    def on_points_panel_toggled(self) -> None:
        self.action_points()

    def on_pane_line_pressed(self) -> None:
        if self.session.pending:
            self.action_newest()

    def on_activity_strip_picked(self, message: ActivityStrip.Picked) -> None:
        self.timeline.go(newest_in(self.timeline.posts, message.begin, message.end))

    def on_divider_pulled(self, message: Divider.Pulled) -> None:
        posts = self.timeline.posts
        if posts:
            self.timeline.go(posts[self.timeline.rank(round(message.part * (len(posts) - 1)))])

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.set_class(event.widget is self.detail, "reading")
        self.draw_lines()

    def footer_pairs(self) -> list[tuple[str, str]]:
        where = "versions" if self.where == "post" and self.detail.version is not None else self.where
        view, failing = self.timeline, self.health.wants_a_look
        ids = helpful(where, posts=bool(view.posts), away=not view.at_newest, failing=failing, alone=self.has_one_source)
        if where == "post" and (post := self.timeline.cursor) is not None and self.session.tellings(post):
            ids.insert(2, "doubles")
        return [(short(self._known[id]), WORDS.get((id, where)) or self._known[id].description) for id in ids]

    # --- help ---------------------------------------------------------------------------------------------------------

    def action_help(self) -> None:
        from .help import HelpScreen

        self.app.push_screen(HelpScreen(self.head, self._known))

    def action_palette(self) -> None:
        from .palette import PaletteScreen

        commands = [binding for id, binding in self._known.items() if id != "palette"]
        self.app.push_screen(PaletteScreen(self.head, commands), self._run)

    async def _run(self, command: Binding | None) -> None:
        """Do what a command does, as if its key had been pressed where it is known."""
        if command is not None and command.id is not None:
            await self.app.run_action(command.action, self._owners.get(command.id, self))

    @cached_property
    def _owners(self) -> dict[str, DOMNode]:
        """Whose action a command is, where it is not the screen's."""
        inner: tuple[DOMNode, ...] = (self.timeline, self.detail, self.bar.input, self.prompt.field, self.app)
        return {id: node for node in inner for id in collect(node.BINDINGS)}
