"""What every part of the reading screen works with: the session, the widgets, and a line to tell something in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.timer import Timer

from feeds import Follower, Pace, Post, Subscription

from ..health import Health
from ..keeping import Keeping
from ..look import Look
from ..render import Setting
from ..roster import Member, Roster
from ..search import Search
from ..session import Session
from ..widgets.activity import ActivityStrip
from ..widgets.detail import DetailView
from ..widgets.filterbar import FilterBar
from ..widgets.lines import Divider, FooterLine, HeadLine, PaneLine
from ..widgets.panel import Covered, Side
from ..widgets.points import PointsPanel
from ..widgets.sources import SourceList
from ..widgets.timeline import TimelineView

if TYPE_CHECKING:
    from ..widgets.prompt import Answer, Prompt

NOTICE = 4.0
"""Seconds that a notice stands in the footer at the least."""
A_SECOND = 12
"""Letters of a longer one that are read in a second by somebody who looks up."""


class Desk(Covered, Screen[None]):
    """The widgets of the reading screen and the session that they show. The screen is made of it and of groups of keys."""

    def __init__(self, session: Session, followers: Sequence[Follower], look: Look, keeping: Keeping, roster: Roster, *, sample: bool = False) -> None:
        super().__init__()
        self.session = session
        self.keeping = keeping
        self.followers = followers
        self.look = look
        self.following = True
        self.roster = roster
        self.health = Health(session.clock, [follower.source for follower in followers], sample=sample)
        self.health.due_of = lambda name: self.by_name[name].due if name in self.by_name else None
        self.health.pace_of = lambda name: self.by_name[name].record.pace if name in self.by_name else Pace()
        self.by_name = {follower.source.name: follower for follower in followers}
        self.line_row, self.pane_row = Side(id="lines"), Side(id="panes")
        self.head = HeadLine("feedreader")
        self.points = PointsPanel()
        self.activity = ActivityStrip()
        self.bar = FilterBar(session)
        self.source_line = PaneLine(id="source-line")
        self.sources = SourceList(session, roster, self.health)
        self.sources.asked_at = lambda name: self.by_name[name].record.address if name in self.by_name else None
        self.timeline_line = PaneLine(id="timeline-line")
        self.post_line = PaneLine(id="post-line")
        self.timeline = TimelineView(Setting(look, 0), self.moved, id="timeline")
        self.divider = Divider()
        self.detail = DetailView(Setting(look, 0), id="post")
        for beyond in (self.divider, self.post_line, self.detail):  # what goes where the timeline is alone
            beyond.add_class("beyond")
        self.footer = FooterLine(self.footer_pairs, typing=lambda: self.where == "filter")
        self.search = Search(session, self.show_found, self.run_worker)
        self._notice: Timer | None = None
        self._said_of: Post | None = None
        """The post that the notice is about."""
        self._changing = asyncio.Lock()
        """Held while the list of subscriptions is changed."""
        self._taken_out: Member | None = None
        """The source that was taken out last."""
        self._written: tuple[Subscription, ...] = ()
        """What of it stood in the subscriptions."""

    # --- what the screen gives the keys -------------------------------------------------------------------------------

    def divide(self, width: int, height: int) -> None:
        """Divide the screen anew."""
        raise NotImplementedError

    def configure(self) -> None:
        """Zone, theme, order or filter are others: paint every post anew."""
        raise NotImplementedError

    def draw_lines(self, *, counting: bool = False) -> None:
        """Draw everything but the two panes' contents."""
        raise NotImplementedError

    def draw_head(self) -> None:
        """Draw the head line, which speaks of time."""
        raise NotImplementedError

    def show_found(self, *, done: bool, still: bool = False) -> None:
        """The posts that the filter lets through are others than before; `still`: because time has passed."""
        raise NotImplementedError

    def tell_points(self) -> None:
        """The key points are others: they changed, or those of other sources are shown."""
        raise NotImplementedError

    def fill_empty(self) -> None:
        """Say what stands in the timeline when it has no post."""
        raise NotImplementedError

    def moved(self, post: Post | None, *, by_reader: bool) -> None:
        """Another post has the cursor."""
        raise NotImplementedError

    def footer_pairs(self) -> list[tuple[str, str]]:
        """Keys and words of the footer."""
        raise NotImplementedError

    # --- what all of them use -----------------------------------------------------------------------------------------

    @property
    def where(self) -> str:
        """Where the keys go: timeline, post, filter or sources."""
        focused = self.focused
        if focused is self.sources:
            return "sources"
        return "post" if focused is self.detail else "filter" if focused is self.bar.input else "timeline"

    def called(self, name: str) -> str:
        """What a source is called in a sentence: as the list and the posts call it."""
        return self.session.called.get(name, name)

    def say(self, notice: str) -> None:
        """Tell something for a moment, in the footer."""
        if self._notice is not None:
            self._notice.stop()
        self._said_of = None
        self.footer.say(notice)
        self._notice = self.set_timer(max(NOTICE, len(notice) / A_SECOND), self._unsay)

    def _unsay(self) -> None:
        """A notice has been there long enough; one that the filter's keys stand before is still to be read."""
        if self.where == "filter" and self.footer.notice:
            self._notice = self.set_timer(NOTICE, self._unsay)
        else:
            self.footer.say("")

    def say_of(self, post: Post | None, notice: str) -> None:
        """Tell something of a post: it goes with the post."""
        self.say(notice)
        self._said_of = post

    @cached_property
    def prompt(self) -> Prompt:
        """Where questions are asked, made for the first one: the first paint comes sooner without it."""
        from ..widgets.prompt import Prompt

        return Prompt()

    async def ask(self, label: str, hint: str, answer: Answer, left: Callable[[], None]) -> None:
        """Ask something in the footer's place: see `Prompt`."""
        if not self.prompt.is_attached:
            await self.mount(self.prompt, before=self.footer)
        self.prompt.ask(label, hint, answer, left)

    async def have_list(self) -> None:
        """Mount the list of sources, which is hidden until it is first wanted: the first paint comes sooner without it."""
        if not self.sources.is_attached:
            await self.line_row.mount(self.source_line, before=0)
            await self.pane_row.mount(self.sources, before=0)

    def hush(self, post: Post | None) -> None:
        """Another post has the cursor: what was told of the one before is over."""
        if self._said_of is not None and (post is None or self._said_of.id != post.id):
            self.say("")


if TYPE_CHECKING:
    Keys = Desk
else:
    Keys = object
"""What a group of keys is built on. It works with all of the desk and is never without it; yet to Textual it is no widget, for each class of
those costs the start as much as a small module. So the screen names the groups' BINDINGS among its own."""
