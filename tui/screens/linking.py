"""Keys that lead out of the program: the post's address and the numbered links in it."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from feeds import in_background

from ..keys import Group, bind
from ..links import links_of
from .desk import Keys


class LinkKeys(Keys):
    """Open in the browser. A link into another host is shown before it is opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("open", "o", "open", "open", "open the post in the browser", Group.TAKE),
        bind("link", "1", "open_link(1)", "", "open that link of the post: its address is shown first", Group.TAKE, label="1-9"),
        *(Binding(str(number), f"open_link({number})", show=False) for number in range(2, 10)),
    ]

    def action_open(self) -> None:
        post = self.timeline.cursor
        if post is not None and post.entry.link:
            self._offer(post.entry.headline or "this post", post.entry.link, ask=False)
        elif link := self.session.head_of(post).link if post is not None else self.session.feed.link:
            self._offer("the page of the feed: this post has no link of its own", link, ask=True)
        else:
            self.say("This page gives its posts no links; Y copies a citation")

    def action_open_link(self, number: int) -> None:
        post = self.timeline.cursor
        links = links_of(post.entry) if post else []
        if number > len(links):
            self.say_of(post, f"This post has {len(links)} link{'s' if len(links) != 1 else ''}" if links else "This post has no links")
        else:
            self._offer(*links[number - 1], ask=True)

    def _offer(self, called: str, link: str, *, ask: bool) -> None:
        from feeds import spelled

        try:
            address = spelled(link)
        except ValueError as error:
            self.app.copy_to_clipboard(link)
            self.say(f"Not opened, copied instead: {error}")
            return
        home = {spelled(known).host for known in (*(feed.link for feed in self.session.feeds.values()), *self.session.titles) if known and _is_web(known)}
        if not ask and address.host in home and not address.warnings:
            self._choose(link, "open")
            return
        from .opening import OpeningScreen

        self.app.push_screen(OpeningScreen(called, address), partial(self._choose, link))

    def _choose(self, link: str, choice: str | None) -> None:
        if choice == "copy":
            self.app.copy_to_clipboard(link)
            self.say(f"Copied: {link}")
        elif choice == "open":
            self.run_worker(self._open(link), exclusive=False)

    async def _open(self, link: str) -> None:
        from ..browser import browser, open_address

        try:
            command = browser(os.environ, sys.platform)
            await in_background(lambda: open_address(command, link))
        except (ValueError, OSError) as error:
            self.app.copy_to_clipboard(link)
            self.say(f"Copied instead of opened ({error}): {link}")
        else:
            self.say(f"Opened in the browser: {link}")


def _is_web(text: str) -> bool:
    from feeds import spelled

    try:
        spelled(text)
    except ValueError:
        return False
    return True
