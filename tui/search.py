"""A filter, answered at once where that is quick, else beside the event loop, the newest posts first."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from itertools import chain
from typing import Any, Protocol

from feeds import Post, Query, in_background

from .filtering import SLICE
from .ground import Narrowing
from .session import Session

SHOW_EVERY = 16
"""Slices after which what has been found is shown again."""
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
        test = query.test(session.context())
        found: list[list[Post]] = []
        for number, end in enumerate(range(len(posts), 0, -SLICE)):
            part = posts[max(0, end - SLICE) : end]
            found.append(await in_background(lambda part=part: session.matches_among(part, test)))  # type: ignore[misc]
            if generation != self._generation:
                return
            if number % SHOW_EVERY == 0 and kept is None:
                self._show(found, done=False)
        late: list[Post] = []
        if session.revision != revision:
            if among is not session.within:
                await self._go_through(query, generation, session.within, kept)
                return
            known = {post.id for post in posts}
            late = session.matches_among([post for post in session.within if post.id not in known], test)
        self._done = True
        self._show(found, done=True, late=late, kept=kept)

    def _show(self, found: list[list[Post]], *, done: bool, late: Iterable[Post] = (), kept: Callable[[], Iterable[Post]] | None = None) -> None:
        self.session.show_matches(list(chain.from_iterable(reversed(found))), chain(late, kept() if kept else ()))
        self._shown(done=done, still=kept is not None)
