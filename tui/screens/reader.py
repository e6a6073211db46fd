"""The reading screen: everything that the reader sees of a session, and what the keys do to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.timer import Timer

from feeds import Follower, Post
from feeds import Look as Visit

from .. import times
from ..citation import citation
from ..empty import nothing_matches, nothing_yet
from ..health import Health
from ..highlight import Marks
from ..keys import Group, bind, collect, helpful, short
from ..look import AIRY, NARROW, Look
from ..render import Setting, day_label
from ..search import Search
from ..session import Session
from ..widgets.detail import DetailView
from ..widgets.filterbar import FilterBar, FilterInput
from ..widgets.lines import Divider, FooterLine, HeadLine, PaneLine, PointsPanel
from ..widgets.panel import Covered, Side
from ..widgets.timeline import TimelineView

NOTICE = 4.0
"""Seconds that a notice stands in the footer."""


class ReaderScreen(Covered, Screen[None]):
    """Head, points, filter, the two panes with their lines, footer."""

    AUTO_FOCUS = "#timeline"

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("filter", "slash", "filter", "filter", "filter the posts", Group.FIND, priority=True),
        bind("back", "escape", "back", "back", "one step back: filter, post", Group.FIND, priority=True),
        bind("focus", "tab", "focus_other", "", "to the other pane", Group.MOVE),
        bind("newest", "full_stop", "newest", "newest", "newest post, follow again", Group.MOVE),
        bind("unseen.next", "n", "unseen(1)", "next unseen", "next unseen post", Group.MOVE),
        bind("unseen.previous", "N", "unseen(-1)", "", "previous unseen post", Group.MOVE),
        bind("page-on", "space", "page_on", "on", "page on, then the next unseen post", Group.MOVE),
        bind("zoom", "z", "zoom", "zoom", "this pane alone, or both", Group.READ),
        bind("follow", "f", "follow", "follow", "follow the newest post, or stay", Group.FEED),
        bind("pause", "p", "pause", "", "pause looking, or go on", Group.FEED),
        bind("poll", "r", "poll", "look now", "look at the source now", Group.FEED),
        bind("points", "K", "points", "points", "key points and the page's head", Group.FEED),
        bind("star", "s", "star", "star", "star, or take it off", Group.MARK),
        bind("seen", "u", "seen", "", "seen, or unseen again", Group.MARK),
        bind("seen.all", "A", "all_seen", "", "all posts shown are seen", Group.MARK),
        bind("undo", "U", "undo", "", "take the last mark back", Group.MARK),
        bind("copy.link", "y", "copy_link", "", "copy the post's link", Group.TAKE),
        bind("copy.citation", "Y", "copy_citation", "copy citation", "copy headline, author, time", Group.TAKE),
        bind("help", "question_mark", "help", "all keys", "all keys", Group.FIND),
    ]

    def __init__(self, session: Session, followers: Sequence[Follower], look: Look, *, query: str = "", sample: bool = False) -> None:
        super().__init__()
        self.session = session
        self.followers = followers
        self.look = look
        self.following = True
        self.health = Health(session.clock, [follower.source for follower in followers], sample=sample)
        self.head = HeadLine("feedreader")
        self.points = PointsPanel()
        self.bar = FilterBar(session)
        self.timeline_line = PaneLine(id="timeline-line")
        self.post_line = PaneLine(id="post-line")
        self.timeline = TimelineView(Setting(look, 0), self._moved, id="timeline")
        self.divider = Divider()
        self.detail = DetailView(Setting(look, 0), id="post")
        self.footer = FooterLine(self._footer_pairs)
        self.search = Search(session, self._show_found, self.run_worker)
        self._query = query
        self._notice: Timer | None = None
        self._arranged = (0, 0)

    def compose(self) -> ComposeResult:
        self._arrange(*self.app.size)
        yield self.head
        yield self.points
        yield self.bar
        with Side(id="lines"):
            yield self.timeline_line
            yield self.post_line
        with Side(id="panes"):
            yield self.timeline
            yield self.divider
            yield self.detail
        yield self.footer
        yield self.bar.menu

    def on_mount(self) -> None:
        session = self.session
        self.health.read = len(session.timeline) > 0
        self.points.tell(session.feed, (), session.clock.now(), session.zone)
        self._show_found(done=True)
        if self._query:
            self.bar.input.value = self._query
        self.set_interval(1.0, self._tick)

    # --- drawing ------------------------------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        if (event.size.width, event.size.height) != self._arranged:
            self._arrange(event.size.width, event.size.height)

    def _arrange(self, width: int, height: int) -> None:
        """Divide the screen: the panes' widths, one pane or two, air. Done before the first layout, and again for another size."""
        self._arranged = (width, height)
        self.set_class(width < NARROW, "narrow")
        self.set_class(height >= AIRY, "airy")
        narrow, alone = width < NARROW, self.has_class("zoom-timeline")
        left = width if narrow or alone else min(72, round(width * 0.44))
        if not (narrow or alone):
            self.timeline.styles.width = left
            self.timeline_line.styles.width = left + 1
        else:
            self.timeline.styles.width = self.timeline_line.styles.width = "1fr"
        right = width if narrow or self.has_class("zoom-post") else width - left - 1
        self._configure(left, right)
        self.points.styles.height = self.points.wanted

    def _configure(self, left: int, right: int) -> None:
        session = self.session
        airy, zone, marks = self.has_class("airy"), session.zone, Marks.of(session.query)
        self.timeline.configure(Setting(self.look, left, zone, airy, marks, session.called))
        self.detail.configure(Setting(self.look, right, zone, airy, marks, session.called))
        self.bar.configure(self.look, self._arranged[0])
        for panel in (self.head, self.points, self.timeline_line, self.post_line, self.divider, self.footer):
            panel.repaint()
        self._draw_lines()

    def _show_found(self, *, done: bool, still: bool = False) -> None:
        """The posts that the filter lets through are others than before; `still`: because time has passed."""
        session = self.session
        self.timeline.empty = nothing_matches(session) if len(session.timeline) else nothing_yet(list(session.titles.values()))
        if Marks.of(session.query) != self.timeline.setting.marks:
            self._configure(self.timeline.setting.width, self.detail.setting.width)
        if still:
            self.timeline.posts = session.shown
            self.timeline.update()
        else:
            self.timeline.show(session.shown)
        self._draw_lines(counting=not done)

    def _draw_lines(self, *, counting: bool = False) -> None:
        """Everything but the two panes' contents."""
        session, view = self.session, self.timeline
        post = view.cursor
        where = self._where()
        top = view.topmost
        label = (day_label(top.entry, session.zone) or "Undated") if top else "Timeline"
        moment = next((each.entry.published for each in (top, post) if each and each.entry.published), None)
        zone = f", {times.zone_name(moment, session.zone)}" if moment else ""
        pill = len(session.pending)
        self.timeline_line.tell(label, f"newest first{zone}", lit=where == "timeline", pill=pill)
        index = len(view.posts) - view.index_of(post) if post else 0
        progress = self.detail.progress
        through = f"{progress} %  " if progress is not None and where == "post" else ""
        self.post_line.tell("Post", f"{through}{index:,} of {len(view.posts):,}" if post else "", lit=where == "post", back=self.has_class("narrow"))
        self.divider.tell(view.thumb)
        self.bar.tell(len(session.shown), len(session.timeline), error=session.error, in_force=str(session.query), counting=counting)
        self._tick()
        self.footer.redraw()

    def _tick(self) -> None:
        session = self.session
        self.search.pass_time(lambda: self.timeline.looked_at)
        title = session.feed.title or next(iter(session.titles.values()), "feedreader")
        self.health.paused = bool(self.followers) and all(follower.paused for follower in self.followers)
        self.health.remark = session.problems[0].message if session.problems else ""
        self.head.tell(title, *self.health.state())

    def _where(self) -> str:
        """Where the keys go: timeline, post or filter."""
        focused = self.focused
        return "post" if focused is self.detail else "filter" if focused is self.bar.input else "timeline"

    def _footer_pairs(self) -> list[tuple[str, str]]:
        known = collect(TimelineView.BINDINGS, DetailView.BINDINGS, FilterInput.BINDINGS, self.BINDINGS, self.app.BINDINGS)
        where = self._where()
        ids = helpful(where, posts=bool(self.timeline.posts), away=not self.timeline.at_newest, failing=bool(self.health.errors))
        return [(short(known[id]), "clear" if (id, where) == ("back", "filter") else known[id].description) for id in ids]

    def say(self, notice: str) -> None:
        """Tell something for a moment, in the footer."""
        if self._notice is not None:
            self._notice.stop()
        self.footer.say(notice)
        self._notice = self.set_timer(NOTICE, lambda: self.footer.say(""))

    # --- what comes in ------------------------------------------------------------------------------------------------

    def take(self, visit: Visit) -> None:
        """A look at a source: merge what it brought, and let nothing move that the reader looks at."""
        session = self.session
        self.health.note(visit)
        snapshot = visit.snapshot
        if snapshot is None or (visit.kind == "same" and not session.timeline.waiting(snapshot.source)):
            self._tick()
            self.footer.redraw()
            return
        first = not len(session.timeline)
        slides = self.following and self.timeline.at_newest and self._where() != "post"
        before = session.shown[-1] if session.shown else None
        news = session.knows(snapshot.source)
        changes = session.take(snapshot)
        if not changes and not first:
            self._tick()
            return
        if news:
            self.health.changed(changes)
        self.points.tell(session.feed, changes.summary, visit.at, session.zone)
        held = self.timeline.cursor
        if first or (held is not None and held.id not in session.timeline):
            self._show_found(done=True)
        elif slides and session.shown and session.shown[-1] is not before:
            self.timeline.posts = session.shown
            self.timeline.go(session.shown[-1], by_reader=False)
        else:
            if news and not slides:
                session.pending.update(id for id in changes.new if session.shows(id))
            self.timeline.posts = session.shown
            self.timeline.update()
        self._refresh_open(changes.edited, changes.withdrawn, changes.restored)
        self._draw_lines()

    def _refresh_open(self, edited: Sequence[str], withdrawn: Sequence[str], restored: Sequence[str]) -> None:
        post = self.detail.post
        if post is None:
            return
        self.detail.show(post, self.session.clock.now())
        for ids, what in ((edited, "was edited just now"), (withdrawn, "was withdrawn by the page; it is kept here"), (restored, "is back on the page")):
            if post.id in ids:
                self.say(f"This post {what}")

    # --- what the widgets say -----------------------------------------------------------------------------------------

    def _moved(self, post: Post | None, *, by_reader: bool) -> None:
        session = self.session
        if by_reader:
            seen = session.see(post)
            if self.timeline.at_newest:
                session.pending.clear()
            if seen:
                self.timeline.redraw()
        self.detail.show(post, session.clock.now())
        self._draw_lines()

    def on_detail_view_scrolled(self) -> None:
        self._draw_lines()

    def on_filter_bar_changed(self, message: FilterBar.Changed) -> None:
        self.search.ask(message.text)

    def on_points_panel_toggled(self) -> None:
        self.action_points()

    def on_pane_line_pressed(self) -> None:
        if self.session.pending:
            self.action_newest()

    def on_divider_pulled(self, message: Divider.Pulled) -> None:
        posts = self.timeline.posts
        if posts:
            self.timeline.go(posts[round((1 - message.part) * (len(posts) - 1))])

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.set_class(event.widget is self.detail, "reading")
        self._draw_lines()

    # --- keys ---------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the filter, the key that leads there is a letter like others."""
        return action != "filter" or self._where() != "filter"

    def action_filter(self) -> None:
        self.remove_class("reading")
        self.set_focus(self.bar.input)

    def action_to_posts(self) -> None:
        self.set_focus(self.timeline)

    def action_open_post(self) -> None:
        if self.timeline.cursor is not None:
            self.session.see(self.timeline.cursor)
            self.add_class("reading")
            self.set_focus(self.detail)

    def action_back(self) -> None:
        where = self._where()
        if self.bar.pass_by():
            return
        if where == "post":
            self.set_focus(self.timeline)
        elif self.bar.input.value:
            self.bar.input.value = ""
            self.set_focus(self.timeline)
        elif where == "filter":
            self.set_focus(self.timeline)
        elif self._zoomed():
            self.action_zoom()

    def action_focus_other(self) -> None:
        if self._where() == "post":
            self.action_to_posts()
        else:
            self.action_open_post()

    def action_newest(self) -> None:
        self.following = True
        self.session.pending.clear()
        self.timeline.action_newest()
        self._draw_lines()

    def action_unseen(self, way: int) -> None:
        post = self.session.unseen(self.timeline.cursor, way)
        if post is None:
            self.say("Every post shown has been seen")
        else:
            self.timeline.go(post)

    def action_page_on(self) -> None:
        if self.detail.more_below:
            self.detail.action_scroll_page(1)
        else:
            self.action_unseen(1)

    def action_follow(self) -> None:
        self.following = not self.following
        if self.following:
            self.action_newest()
        self.say("Following: the newest post comes by itself" if self.following else "Staying here: new posts are counted over the timeline")

    def action_pause(self) -> None:
        paused = not all(follower.paused for follower in self.followers)
        for follower in self.followers:
            follower.pause(paused)
        self._tick()

    def action_poll(self) -> None:
        for follower in self.followers:
            follower.look_now()
        self.say("Looking now")

    def action_points(self) -> None:
        self.points.toggle()
        self.points.styles.height = self.points.wanted
        self.points.repaint()

    def action_star(self) -> None:
        self._mark_cursor(lambda post: self.session.mark([post.id], starred=not post.status.starred))

    def action_seen(self) -> None:
        self._mark_cursor(lambda post: self.session.mark([post.id], seen=not post.status.seen))

    def _mark_cursor(self, mark: Callable[[Post], int]) -> None:
        post = self.timeline.cursor
        if post is not None:
            mark(post)
            self.timeline.redraw()

    def action_all_seen(self) -> None:
        count = self.session.mark([post.id for post in self.session.shown], seen=True)
        self.session.pending.clear()
        self.timeline.redraw()
        self._draw_lines()
        self.say(f"{count:,} posts marked as seen; U takes it back" if count else "Every post shown has been seen")

    def action_undo(self) -> None:
        count = self.session.undo()
        self.timeline.redraw()
        self.say(f"Taken back for {count:,} post{'s' if count != 1 else ''}" if count else "There is no mark to take back")

    def action_copy_link(self) -> None:
        post = self.timeline.cursor
        link = (post.entry.link or self.session.feed.link) if post else None
        self._copy(link, "This page gives its posts no links; Y copies a citation")

    def action_copy_citation(self) -> None:
        post = self.timeline.cursor
        self._copy(citation(post, self.session) if post else None, "There is no post to cite")

    def _copy(self, text: str | None, otherwise: str) -> None:
        if text:
            self.app.copy_to_clipboard(text)
        self.say(f"Copied: {text}" if text else otherwise)

    def _zoomed(self) -> bool:
        return self.has_class("zoom-timeline") or self.has_class("zoom-post")

    def action_zoom(self) -> None:
        pane = "post" if self._where() == "post" else "timeline"
        on = not self._zoomed()
        self.set_class(on and pane == "timeline", "zoom-timeline")
        self.set_class(on and pane == "post", "zoom-post")
        self._arrange(*self.size)

    def action_help(self) -> None:
        from .help import HelpScreen

        self.app.push_screen(HelpScreen(self.head, collect(TimelineView.BINDINGS, DetailView.BINDINGS, self.BINDINGS, FilterInput.BINDINGS, self.app.BINDINGS)))
