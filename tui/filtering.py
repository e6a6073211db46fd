"""The filter over the timeline: what it asks, and the posts that it lets through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from feeds import Changes, Clock, Post, Query, QueryError, Sieve, Words

from . import ordered
from .ground import Ground, Narrowing

FRESH = 200
"""Posts that have not been searched yet which a filter may look through at once; beyond that it works beside the event loop."""
LONG = 1 << 17
"""Characters of a post from which it is not asked while the screen waits."""
SLICE = 2000
"""Posts that such a filter looks through at a time."""


class Filtering(Ground):
    """The posts that are shown: those of the sources that the reader wants, as far as the filter lets them through."""

    def __init__(self, clock: Clock, zone: tzinfo | None = None) -> None:
        super().__init__(clock, zone)
        self.query = Query()
        self.error: QueryError | None = None
        self._matches: list[Post] | None = None
        self._long: set[str] = set()
        """Posts that are so long that asking one of them takes its time."""
        self.words = Words()
        """The words of posts that were asked for."""
        self._sieve: Sieve = self.query.sieve(self.context(), self.words)
        """The filter in force, as it was last asked."""
        self._good: list[tuple[str, Query]] = [("", Query())]
        """The filters on the way to the one in the field, with their texts."""

    # --- what is shown ------------------------------------------------------------------------------------------------

    @property
    def found(self) -> Sequence[Post]:
        """The posts that the filter lets through, oldest first."""
        return self.within if self._matches is None else self._matches

    @property
    def shown(self) -> Sequence[Post]:
        """The posts of the timeline as the reader sees it, oldest first."""
        return self.found

    @property
    def matches(self) -> Sequence[Post] | None:
        """`shown` while there is a filter, else None."""
        return None if self._matches is None else self.shown

    @property
    def _showing(self) -> object:
        """What decides which posts are shown: another value, other posts."""
        return self.query, self.narrowed

    def shows(self, id: str) -> bool:
        """Whether a post is among those shown."""
        post = self.timeline.post(id)
        return self.is_within(post) and (self._matches is None or bool(self._sieve([post])))

    def narrow(self, sources: Narrowing, *, called: str | None = None) -> None:
        """Show the posts of these sources alone, with the filter on top; None shows all. `called` is what the reader calls them together.

        A filter over more posts than can be asked at once shows those of them that it has found: `Search.narrow` asks it of the others.
        """
        self._narrow(sources, called)
        if self.quick:
            self.select(self.within)
        else:
            self.show_matches([post for post in self.found if self.is_within(post)], ())

    # --- the filter ---------------------------------------------------------------------------------------------------

    def ask(self, text: str) -> bool:
        """Take a filter's text; whether another filter is in force now.

        A wrong one is kept as `error`, and the last good one stays in force: that from before its wrong part was begun.
        """
        try:
            query = Query.parse(text)
        except QueryError as error:
            self.error = error
            before = [good for good, _ in self._good if len(good.rstrip()) <= error.start and text.startswith(good)]
            query = next((query for good, query in self._good if before and good == before[-1]), self.query)
        else:
            self.error = None
            self._good = [*((good, query) for good, query in self._good if text.startswith(good) and good != text), (text, query)]
        changed = query != self.query
        self.query = query
        self._sieve = self.sieve_of(query)
        return changed

    @property
    def quick(self) -> bool:
        """Whether all posts can be asked at once, without the screen waiting."""
        return not self.query or self.is_quick(len(self.within))

    def is_quick(self, count: int) -> bool:
        """Whether so many posts can be asked at once."""
        if count * self.query.cost > 5 * SLICE:
            return False
        return not self.query.reads or (len(self.timeline) - self.words.count <= FRESH and not self._long)

    def select(self, posts: Sequence[Post]) -> None:
        """Bring `shown` in line with the filter, whose matches are among some posts."""
        self._matches = self.matches_among(posts, self._sieve) if self.query else None

    def sieve_of(self, query: Query) -> Sieve:
        """A filter as it is to be asked now."""
        return query.sieve(self.context(), self.words)

    def matches_among(self, posts: Sequence[Post], sieve: Sieve) -> list[Post]:
        """Those that a filter lets through. For threads: reads the posts and nothing else."""
        return sieve(posts)

    def show_matches(self, posts: list[Post], others: Iterable[Post]) -> None:
        """Take what a filter beside the event loop has found, and other posts that are shown too, each in its place."""
        ordered.put_all(posts, [post for post in others if post.id in self.timeline and self.is_within(post)], self.timeline)
        self._matches = posts

    def _measure(self, ids: Iterable[str]) -> None:
        """Note which posts are too long to be asked while the screen waits."""
        self._long.update(id for id in ids if self.timeline.entry(id).length > LONG)

    def _match_restored(self, ids: Sequence[str]) -> None:
        """Ask the filter of posts that were kept."""
        self._measure(ids)
        if self._matches is not None:
            self.show_matches([*self._matches], self._sieve([*map(self.timeline.post, ids)]))

    def _match(self, changes: Changes) -> None:
        """Ask the filter of what came or changed. A post that it let through stays: the reader may be looking at it."""
        self._measure((*changes.new, *changes.edited, *changes.grown))
        matches = self._matches
        if matches is None:
            return
        self._sieve = self.sieve_of(self.query)
        self._keep_up(matches, changes)
        told = dict.fromkeys((*changes.new, *changes.grown, *changes.edited, *changes.withdrawn, *changes.restored))
        others = [post for id in told if self.is_within(post := self.timeline.post(id)) and ordered.index_in(matches, post) is None]
        ordered.put_all(matches, self._sieve(others), self.timeline)
