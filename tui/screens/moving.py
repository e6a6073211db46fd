"""Keys that move through the posts, and between the panes."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from ..activity import newest_before, newest_in, oldest_from
from ..keys import Group, bind
from .desk import Keys


class MoveKeys(Keys):
    """To the newest, to the next unseen; into the post and back; filter; zoom."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("filter", "slash", "filter", "filter", "filter the posts", Group.FIND, priority=True),
        bind("back", "escape", "back", "back", "one step back: filter, post", Group.FIND, priority=True),
        bind("focus", "tab", "focus_other", "", "to the other pane", Group.MOVE),
        bind("newest", "full_stop", "newest", "newest", "newest post, follow again", Group.MOVE),
        bind("unseen.next", "n", "unseen(1)", "next unseen", "next unseen post", Group.MOVE),
        bind("unseen.previous", "N", "unseen(-1)", "", "previous unseen post", Group.MOVE),
        bind("page-on", "space", "page_on", "on", "page on, then the next unseen post", Group.MOVE),
        bind("versions", "v", "versions", "", "versions of the post, word by word", Group.READ),
        bind("zoom", "z", "zoom", "zoom", "this pane alone, or both", Group.READ),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the filter, the key that leads there is a letter like others; so it is in a question, which has its own way back."""
        if self.has_class("asking"):
            return action not in ("filter", "back")
        return action != "filter" or self.where != "filter"

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
        where = self.where
        if self.bar.pass_by():
            return
        if where == "post" and self.detail.version is not None:
            self.detail.show_version(None)
        elif where == "post":
            self.set_focus(self.timeline)
        elif self.bar.input.value:
            self.bar.input.value = ""
            self.footer.say("")  # what was said of the posts that the filter let through
            self.set_focus(self.timeline)
        elif where == "filter":
            self.set_focus(self.timeline)
        elif self._zoomed():
            self.action_zoom()

    def action_focus_other(self) -> None:
        if self.where == "post":
            self.action_to_posts()
        else:
            self.action_open_post()

    def action_newest(self) -> None:
        self.following = True
        self.session.catch_up()
        self.timeline.action_newest()
        self.draw_lines()

    def action_unseen(self, way: int) -> None:
        post = self.session.unseen(self.timeline.cursor, way if self.timeline.newest_first else -way)
        if post is None:
            self.say("Every post shown has been seen")
        else:
            self.timeline.go(post)

    def action_bucket(self, way: int) -> None:
        """Go to the next bar of the activity strip that has posts: older (-1) or newer (1)."""
        scale, view = self.activity.scale, self.timeline
        if scale is None or view.cursor is None:
            self.say("No post here has a time")
            return
        begin, end = scale.span(scale.column(view.cursor.when))
        post = newest_before(view.posts, begin) if way < 0 else oldest_from(view.posts, end)
        if post is not None:
            view.go(newest_in(view.posts, *scale.span(scale.column(post.when))))

    def action_page_on(self) -> None:
        if self.detail.more_below:
            self.detail.action_scroll_page(1)
        else:
            self.action_unseen(1)

    def action_versions(self) -> None:
        post = self.timeline.cursor
        if post is None or not post.older:
            self.say_of(post, "This post has one version: it has not been edited since you follow it")
        elif self.detail.version is not None:
            self.detail.show_version(None)
        else:
            self.action_open_post()
            self.detail.show_version(len(post.older))

    def _zoomed(self) -> bool:
        return self.has_class("zoom-timeline") or self.has_class("zoom-post")

    def action_zoom(self) -> None:
        pane = "post" if self.where == "post" else "timeline"
        on = not self._zoomed()
        self.set_class(on and pane == "timeline", "zoom-timeline")
        self.set_class(on and pane == "post", "zoom-post")
        self.divide(*self.size)
