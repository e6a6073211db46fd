"""Keys that tend the feed: following, looking, pausing, its key points."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from feeds import Follower

from ..keys import Group, bind
from ..opening import Unopened
from .moving import MoveKeys


class FeedKeys(MoveKeys):
    """Follow, pause, look now; older posts; key points."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("follow", "f", "follow", "follow", "follow the newest post, or stay", Group.FEED),
        bind("pause", "p", "pause", "", "pause looking, or go on", Group.FEED),
        bind("poll", "r", "poll", "look now", "look now at every source", Group.FEED),
        bind("older", "L", "load_older", "", "load older posts of the source, where it has them", Group.FEED),
        bind("points", "K", "points", "points", "key points and the page's head", Group.FEED),
    ]

    def action_follow(self) -> None:
        self.following = not self.following
        if self.following:
            self.action_newest()
        self.say("Following: the newest post comes by itself" if self.following else "Staying here: new posts are counted over the timeline")

    def action_pause(self) -> None:
        paused = not all(follower.paused for follower in self.followers)
        for follower in self.followers:
            follower.pause(paused)
        self.draw_head()
        self.say("Paused: nothing is looked at; p goes on" if paused else "Followed on")

    def look_now(self, follower: Follower) -> str | None:
        """Look at a source at once; or why not."""
        return unopened(follower) or follower.look_now()

    def action_poll(self) -> None:
        refusals = [reason for follower in self.followers if (reason := self.look_now(follower))]
        self.say(refusals[0] if len(refusals) == len(self.followers) else "Looking now")

    def action_load_older(self) -> None:
        """Load what the source of the chosen post has before its oldest, one document further back each time."""
        post = self.timeline.cursor
        follower = self.by_name.get(post.source) if post is not None else next(iter(self.followers), None)
        if follower is None:
            self.say("There is no source to load older posts of")
            return
        refusal = unopened(follower) or follower.load_older()
        title = self.called(follower.source.name)
        refusal = refusal.replace(follower.source.title, title, 1) if refusal else None
        self.say(f"{refusal[0].upper()}{refusal[1:]}" if refusal else f"Older posts of {title} are on their way")

    def action_points(self) -> None:
        self.points.toggle()
        self.points.styles.height = self.points.wanted
        self.points.repaint()


def unopened(follower: Follower) -> str | None:
    """Why a source cannot be looked at in this sitting; None when it can be."""
    return str(follower.source.error) if isinstance(follower.source, Unopened) else None
