"""How the reading screen is divided, and what its lines say."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from .. import times
from ..empty import nothing_matches, nothing_yet
from ..highlight import Marks
from ..look import AIRY, LEAST, NARROW, TALL
from ..render import Setting, day_label
from .sourcing import WIDE, SourceKeys

MOST_NAMED = 4
"""Sources that are called by their names while nothing has come."""


class Drawing(SourceKeys):
    """Divides the screen, and has its widgets show what is to be shown."""

    _divided = (0, 0)
    """Columns and lines that the screen was divided for."""
    _left = _right = 0
    """Columns of the two panes."""

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
        now = self.minute() if session.clocks == "relative" else None
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
        session = self.session
        self.draw_place()
        self.bar.tell(len(session.shown), session.total, error=session.error, in_force=str(session.query), counting=counting)
        self.draw_head()

    def draw_place(self) -> None:
        """What says where the reader is, and what helps there."""
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
        self.footer.tell()

    def tell_points(self) -> None:
        """The key points are others: they changed, or those of other sources are shown."""
        session = self.session
        self.points.tell(session.feed, session.points_changed, session.zone, session.problems)

    def minute(self) -> datetime:
        """The minute that it is: ages count from it, and change once a minute."""
        return self.session.clock.now().replace(second=0, microsecond=0)

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
