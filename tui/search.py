"""A filter, answered at once where that is quick, else beside the event loop, the newest posts first."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Protocol

from feeds import Post, Query, Sieve, each_in_background

from .filtering import SLICE
from .ground import Narrowing
from .session import Session

SHOW_EVERY = 16
"""Slices after which what has been found since is shown too."""
PAGE = 60
"""Posts that fill a screen: as many are shown as soon as they are found."""
FIRST = 250
"""Posts of the first slice; each that follows has twice as many."""
UNREAD = 50
"""Posts of a slice as long as there are words that nobody has read yet."""
PAUSE = 0.025
"""Seconds after a key in which the screen has its turn, once there is something on it."""
AGAIN = 60.0
"""Seconds after which a filter that speaks of time is asked again."""


class Shown(Protocol):
    """Called when other posts are found; `done` is False while older ones are still looked through.

    `still`: only time has passed, so nothing may move that the reader looks at.
    """

    def __call__(self, *, done: bool, still: bool = False) -> None: ...


class Search:
    """The filter in force. A new one makes the answer to the last worthless."""

    def __init__(self, session: Session, shown: Shown, start: Callable[[Coroutine[Any, Any, None]], object]) -> None:
        self.session = session
        self._shown = shown
        self._start = start
        self._generation = 0
        self._done = True
        """All posts have been asked."""
        self._spans = session.query.spans(session.context())
        self._asked_at = session.clock.monotonic()

    def ask(self, text: str) -> None:
        """Filter by a text. One that is no filter leaves the last good one in force, with its posts."""
        session = self.session
        before = session.query
        changed = session.ask(text)
        if not changed:
            self._shown(done=True)
            return
        posts = session.found if self._done and session.query.narrows(before) else session.within
        self._ask(posts)

    def narrow(self, sources: Narrowing, *, called: str | None = None) -> None:
        """Show the posts of some sources alone, or of all (None), as far as the filter lets them through."""
        self.session.narrow(sources, called=called)
        if self.session.quick:  # it has asked them itself
            self._begin()
            self._done = True
            self._shown(done=True)
        else:
            self._ask(self.session.within)

    def _ask(self, posts: Sequence[Post]) -> None:
        """Ask posts that have all matches among them: at once, or beside the event loop."""
        session = self.session
        self._begin()
        if not session.query or session.is_quick(len(posts)):
            session.select(posts)
            self._done = True
            self._shown(done=True)
        else:
            self._start(self._go_through(session.query, self._generation, posts))

    def pass_time(self, kept: Callable[[], Iterable[Post]]) -> None:
        """Ask a filter again that means another stretch of time than a minute ago. `kept`: the posts that stay, for the reader looks at them."""
        session = self.session
        if not self._spans or session.clock.monotonic() - self._asked_at < AGAIN:
            return
        if session.query.spans(session.context()) == self._spans:
            self._asked_at = session.clock.monotonic()
            return
        self._begin()
        self._start(self._go_through(session.query, self._generation, session.within, kept))

    def _begin(self) -> None:
        self._generation += 1
        self._done = False
        self._spans = self.session.query.spans(self.session.context())
        self._asked_at = self.session.clock.monotonic()

    async def _go_through(self, query: Query, generation: int, among: Sequence[Post], kept: Callable[[], Iterable[Post]] | None = None) -> None:
        """Ask posts that have all matches among them. What comes meanwhile is asked last."""
        session = self.session
        posts, revision = list(among), session.revision
        sieve = session.sieve_of(query)
        found: list[list[Post]] = []
        async for some in each_in_background(lambda: self._found_in(posts, sieve, generation, reads=query.reads)):
            if generation != self._generation:
                return
            found.append(some)
            if kept is None:
                self._show(found, done=False)
        if generation != self._generation:
            return
        late: list[Post] = []
        if session.revision != revision:
            if among is not session.within:
                await self._go_through(query, generation, session.within, kept)
                return
            known = {post.id for post in posts}
            late = session.matches_among([post for post in session.within if post.id not in known], sieve)
        self._done = True
        self._show(found, done=True, late=late, kept=kept)

    def _found_in(self, posts: Sequence[Post], sieve: Sieve, generation: int, *, reads: bool) -> Iterator[list[Post]]:
        """What a filter finds among posts, the newest first: a screenful as soon as it is there, then in larger parts. For a thread.

        It gives the screen its turn after a key, and ends when another filter is asked.
        """
        session, end, size, shown, looked = self.session, len(posts), min(FIRST, SLICE), False, 0
        found: list[list[Post]] = []
        while end > 0 and generation == self._generation:
            unread = reads and session.words.count < len(session.timeline)
            start = max(0, end - (min(UNREAD, size) if unread else size))
            found.append(session.matches_among(posts[start:end], sieve))
            looked += end - start
            end, size = start, min(2 * size, SLICE)
            if shown:
                self._give_way()
            if looked >= (SHOW_EVERY * SLICE if shown else SLICE) or (not shown and sum(map(len, found)) >= PAGE):
                yield [*chain.from_iterable(reversed(found))]
                found, shown, looked = [], True, 0
        yield [*chain.from_iterable(reversed(found))]

    def _give_way(self) -> None:
        left = PAUSE - (time.monotonic() - self.session.pressed_at)
        if 0 < left <= PAUSE:
            time.sleep(left)

    def _show(self, found: list[list[Post]], *, done: bool, late: Iterable[Post] = (), kept: Callable[[], Iterable[Post]] | None = None) -> None:
        self.session.show_matches(list(chain.from_iterable(reversed(found))), chain(late, kept() if kept else ()))
        self._shown(done=done, still=kept is not None)
