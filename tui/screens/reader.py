"""The reading screen: how it is divided and drawn, and what comes in from the widgets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.dom import DOMNode

from feeds import Follower, Post

from .. import times
from ..activity import newest_in
from ..empty import nothing_matches, nothing_yet
from ..highlight import Marks
from ..keeping import Keeping
from ..keys import WORDS, Group, bind, collect, helpful, short
from ..look import AIRY, LEAST, NARROW, TALL, Look
from ..render import Setting, day_label
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
from .linking import LinkKeys
from .marking import MarkKeys
from .moving import MoveKeys
from .sourcing import WIDE, SourceKeys
from .tending import FeedKeys
from .timing import TimeKeys

GROUPS = (MoveKeys, TimeKeys, FeedKeys, SourceKeys, DoubleKeys, MarkKeys, LinkKeys)
"""The groups of keys of the screen, as the help page has them."""
MOST_NAMED = 4
"""Sources that are called by their names while nothing has come."""


class ReaderScreen(Arriving, MarkKeys, LinkKeys, TimeKeys, Desk):
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
        self._divided = (0, 0)
        self._left = self._right = 0

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

    # --- drawing ------------------------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        if (event.size.width, event.size.height) != self._divided:
            self.divide(event.size.width, event.size.height)

    def update_node_styles(self, animate: bool = True) -> None:
        """Before the first layout there is nothing to do: the widgets took their styles when they were mounted, on a screen that was divided already."""
        if self.outer_size:
            super().update_node_styles(animate=animate)

    def divide(self, width: int, height: int) -> None:
        """Divide the screen: the panes' widths, one pane or two, air. Done before the first layout, and again for another size."""
        self._divided = (width, height)
        self.set_class(width < LEAST[0] or height < LEAST[1], "small")
        self.set_class(width < NARROW, "narrow")
        self.set_class(height >= AIRY, "airy")
        aside = self.list_width(width)
        self.sources.alone, self.sources.airy = aside == width, height >= AIRY
        self.sources.styles.width = self.source_line.styles.width = aside or width
        narrow, alone = width < NARROW, self.has_class("zoom-timeline") or (aside > 0 and width < WIDE)
        self.set_class(aside > 0 and width < WIDE, "beside")
        width -= aside if aside < width else 0
        left = width if narrow or alone else min(72, round(width * 0.44))
        if not (narrow or alone):
            self.timeline.styles.width = left
            self.timeline_line.styles.width = left + 1
        else:
            self.timeline.styles.width = self.timeline_line.styles.width = "1fr"
        right = width if narrow or self.has_class("zoom-post") else width - left - 1
        self._left, self._right = left, right
        self.configure()
        self.points.styles.height = self.points.wanted
        self.activity.styles.height = 3 if height >= AIRY else 2 if height >= TALL else 1

    def configure(self) -> None:
        """Zone, theme, size or filter are others: paint every post anew."""
        session = self.session
        now = self._minute() if session.clocks == "relative" else None
        setting = Setting(
            self.look,
            self._left,
            session.zone,
            self.has_class("airy"),
            Marks.of(session.query),
            session.called,
            now,
            times.year(session.clock.now(), session.zone),
            session.under,
            session.tellings,
            self.roster.inks() if len(session.sources) > 1 else {},
        )
        if not len(session.within):
            self.fill_empty()
        self.timeline.configure(setting)
        self.detail.configure(replace(setting, width=self._right))
        self.bar.configure(self.look, self._divided[0])
        self.points.zone = session.zone
        for panel in (self.head, self.points, self.activity, self.timeline_line, self.post_line, self.divider, self.footer):
            panel.repaint()
        self.draw_lines()

    def show_found(self, *, done: bool, still: bool = False) -> None:
        """The posts that the filter lets through are others than before; `still`: because time has passed."""
        session = self.session
        self.fill_empty()
        if Marks.of(session.query) != self.timeline.setting.marks:
            self.configure()
        if still:
            self.timeline.posts = session.shown
            self.timeline.update()
        else:
            self.timeline.show(session.shown)
        self.draw_lines(counting=not done)

    def fill_empty(self) -> None:
        """What stands in the timeline when it has no post."""
        session = self.session
        titles = [session.titles.get(source, source) for source in session.sources]
        titles = titles if len(titles) <= MOST_NAMED else [f"{len(titles)} sources"]
        among = None if session.narrowed is None else session.sources
        self.timeline.empty = (
            nothing_matches(session, self._left)
            if len(session.within)
            else nothing_yet(titles, self.health.failures_of(among), self._left, read=self.health.has_read(among))
        )

    def draw_lines(self, *, counting: bool = False) -> None:
        """Everything but the two panes' contents."""
        session, view = self.session, self.timeline
        post = view.cursor
        where = self.where
        top = view.topmost
        label = (day_label(top.entry, session.zone, view.setting.year) or "Undated") if top else "Timeline"
        moment = next((each.entry.published for each in (top, post) if each and each.entry.published), None)
        zone = f", {times.zone_name(moment, session.zone)}" if moment else ""
        pill = len(session.pending)
        order = f"{'newest' if view.newest_first else 'oldest'} first{zone}"
        self.timeline_line.tell(label, order, lit=where == "timeline", pill=pill, below=not view.newest_first)
        index = len(view.posts) - view.index_of(post) if post else 0
        progress = self.detail.progress
        through = f"{progress} %  " if progress is not None and where == "post" else ""
        version = self.detail.version
        if post is not None and version is not None:
            name, counted = "Versions", f"{version + 1} of {len(post.older) + 1}"
        else:
            name, counted = "Post", f"{index:,} of {len(view.posts):,}" if post else ""
        self.post_line.tell(name, f"{through}{counted}", lit=where == "post", back=self.has_class("narrow"))
        self.divider.tell(view.thumb)
        self.activity.tell(session.everything, session.matches, post, session.news, session.zone)
        self.bar.tell(len(session.shown), session.total, error=session.error, in_force=str(session.query), counting=counting)
        self.draw_head()
        self.footer.redraw()

    def tell_points(self) -> None:
        """The key points are others: they changed, or those of other sources are shown."""
        session = self.session
        self.points.changes = session.points_changed
        self.points.tell(session.feed, (), session.clock.now(), session.zone, session.problems)

    def _minute(self) -> datetime:
        """The minute that it is: ages count from it, and change once a minute."""
        return self.session.clock.now().replace(second=0, microsecond=0)

    def _tick(self) -> None:
        """Once a second: what speaks of time."""
        if self.timeline.setting.now not in (None, self._minute()):
            self.configure()
        self.search.pass_time(lambda: self.timeline.looked_at)
        self.draw_head()

    def draw_head(self) -> None:
        session = self.session
        several = not self.has_one_source
        self.health.titles = session.called if several else session.titles
        title = self.roster.called(self.place, session.called) if several else session.feed.title or next(iter(session.titles.values()), "feedreader")
        self.health.resting = {follower.source.name for follower in self.followers if follower.paused}
        self.health.paused = bool(self.followers) and all(follower.paused for follower in self.followers)
        self.health.remark = session.problems[0].message if session.problems else ""
        self.health.remarks = len(session.problems)
        self.health.unkept = self.keeping.trouble
        sign, state = self.health.state(session.narrowed)
        self.head.tell(title, sign, [*state[:1], *(words for words in state[1:] if words[0] != title)])  # what the title says is not said again
        if self.has_class("listing"):
            self.source_line.tell("Sources", f"{len(self.roster):,}", lit=self.where == "sources")
            self.sources.redraw()

    def footer_pairs(self) -> list[tuple[str, str]]:
        where = "versions" if self.where == "post" and self.detail.version is not None else self.where
        view, failing = self.timeline, self.health.wants_a_look
        ids = helpful(where, posts=bool(view.posts), away=not view.at_newest, failing=failing, alone=self.has_one_source)
        if where == "post" and (post := self.timeline.cursor) is not None and self.session.tellings(post):
            ids.insert(2, "doubles")
        return [(short(self._known[id]), WORDS.get((id, where)) or self._known[id].description) for id in ids]

    # --- what the widgets say -----------------------------------------------------------------------------------------

    def moved(self, post: Post | None, *, by_reader: bool) -> None:
        session = self.session
        self.hush(post)
        if session.hold(post):
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
        self.draw_lines()

    def on_detail_view_scrolled(self) -> None:
        self.draw_lines()

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
