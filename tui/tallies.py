"""The values that posts have for the fields of the filter, counted beside the event loop when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from feeds import Field, Subject, in_background

from .filtering import SLICE
from .search import SHOW_EVERY
from .session import Session

if TYPE_CHECKING:
    from feeds import Values


class Tallies:
    """What was counted last for each field, and counted again when other posts are there."""

    def __init__(self, session: Session, ready: Callable[[], None], start: Callable[[Coroutine[Any, Any, None]], object]) -> None:
        self.session = session
        self._ready = ready
        self._start = start
        self._known: dict[str, tuple[tuple[int, int] | None, Values]] = {}
        self._counting: set[str] = set()

    def values(self, field: Field) -> Values | None:
        """What is known by now, None for nothing. Where more can be known it is counted, and `ready` is called."""
        state = (self.session.revision, self.session.marks if field.states else 0)
        counted, values = self._known.get(field.name, (None, None))
        if counted != state and field.name not in self._counting and (field.states or field.window or field.offers):
            self._counting.add(field.name)
            self._start(self._count(field, state))
        return values

    async def _count(self, field: Field, state: tuple[int, int]) -> None:
        from feeds import Tally

        posts = list(self.session.within)
        tally = Tally(field, self.session.context())
        try:
            for number, end in enumerate(range(len(posts), 0, -SLICE)):
                part = posts[max(0, end - SLICE) : end]
                await in_background(lambda part=part: tally.add(Subject(post.entry, post.status, post.source) for post in part))  # type: ignore[misc]
                if number % SHOW_EVERY == 0 and self._known.get(field.name, (None,))[0] is None and end > SLICE:
                    self._known[field.name] = (None, await in_background(tally.values))
                    self._ready()
            self._known[field.name] = (state, await in_background(tally.values))
        finally:
            self._counting.discard(field.name)
        self._ready()
