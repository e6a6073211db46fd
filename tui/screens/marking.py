"""Keys that mark posts and take something of them along."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType

from feeds import Post

from ..keys import Group, bind
from .desk import Keys


class MarkKeys(Keys):
    """Star, seen, undo; copy."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("star", "s", "star", "star", "star, or take it off", Group.MARK),
        bind("seen", "u", "seen", "", "seen, or unseen again", Group.MARK),
        bind("seen.all", "A", "all_seen", "", "all posts shown are seen", Group.MARK),
        bind("undo", "U", "undo", "", "take the last mark back", Group.MARK),
        bind("copy.link", "y", "copy_link", "", "copy the post's link", Group.TAKE),
        bind("copy.citation", "Y", "copy_citation", "copy citation", "copy headline, author, time", Group.TAKE),
    ]

    def action_star(self) -> None:
        self._mark_cursor(lambda post: self.session.mark([post.id], starred=not post.status.starred))

    def action_seen(self) -> None:
        self._mark_cursor(lambda post: self.session.mark([post.id], seen=not post.status.seen))

    def _mark_cursor(self, mark: Callable[[Post], int]) -> None:
        post = self.timeline.cursor
        if post is not None:
            mark(post)
            self._marked()

    def _marked(self) -> None:
        self.timeline.redraw()
        self.draw_lines()

    def action_all_seen(self) -> None:
        count = self.session.see_all()
        self.session.catch_up()
        self._marked()
        self.say(f"{count:,} posts marked as seen; U takes it back" if count else "Every post shown has been seen")

    def action_undo(self) -> None:
        count = self.session.undo()
        self._marked()
        self.say(f"Taken back for {count:,} post{'s' if count != 1 else ''}" if count else "There is no mark to take back")

    def action_copy_link(self) -> None:
        post = self.timeline.cursor
        link = (post.entry.link or self.session.head_of(post).link) if post else None
        self._copy(link, "This page gives its posts no links; Y copies a citation")

    def action_copy_citation(self) -> None:
        post = self.timeline.cursor
        from ..citation import citation

        self._copy(citation(post, self.session) if post else None, "There is no post to cite")

    def _copy(self, text: str | None, otherwise: str) -> None:
        if text:
            self.app.copy_to_clipboard(text)
        self.say(f"Copied: {text}" if text else otherwise)
