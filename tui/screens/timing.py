"""Keys for time: how it is shown, in which order, and a jump to some time."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from .. import times
from ..activity import newest_in
from ..ground import Clocks
from ..keys import Group, bind
from .desk import Keys

_NEXT: dict[Clocks, Clocks] = {"yours": "feed", "feed": "relative", "relative": "yours"}


class TimeKeys(Keys):
    """Whose clock, which order, which time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("times", "t", "times", "", "times: yours, the feed's zone, how long ago", Group.READ),
        bind("order", "O", "order", "", "newest first, or oldest first", Group.READ),
        bind("jump", "T", "jump", "go to a time", "go to a time: 14:30, -10m, yesterday", Group.MOVE),
    ]

    def action_times(self) -> None:
        session = self.session
        session.clocks = _NEXT[session.clocks]
        self.configure()
        post = self.timeline.cursor
        zone = f", {times.zone_name(post.entry.published, session.zone)}" if post and post.entry.published else ""
        told = {"yours": f"Times in your zone{zone}", "feed": f"Times as the feed gives them{zone}", "relative": "Times as how long ago"}
        self.say(told[session.clocks])

    def action_order(self) -> None:
        self.timeline.turn()
        self.draw_lines()
        self.say("Newest posts first" if self.timeline.newest_first else "Oldest posts first: new ones come at the end")

    async def action_jump(self) -> None:
        before = self.focused
        await self.ask("Go to", "14:30   -10m   yesterday   2022-02-16T15:00", self._jump_to, lambda: self.set_focus(before))

    def _jump_to(self, text: str) -> str | None:
        span = self.session.moment(text)
        if span is None:
            return f"“{text}” is no time; write 14:30, -10m, today or 2022-02-16"
        post = newest_in(self.session.shown, *span)
        if post is None:
            return "No post here has a time"
        self.timeline.go(post)
        return None
