"""Which posts of different sources tell the same thing.

Two posts do when they lead to the same page, or when their headlines say the same within half an hour. Groups are made of such pairs, with
one post of a source at the most: posts are taken in their order (`Doubles._order`), and each joins the group with which it has most in common.
So the groups depend on the posts alone, not on the order in which they came; a change is worked out among the posts that hang together with it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from msgspec import Struct

from ..order import Post
from .headlines import Headline, headline_of, likeness
from .link_keys import link_key

APART = 1800
"""Seconds that two posts with the same headline may be apart."""
SAME_PAGE = 200.0
"""How much two posts have in common that lead to one page; likeness of headlines goes up to 100."""
CROWD = 300
"""Posts of one half hour with a word and numbers in common: more of them are a machine's, and are not compared."""
MOST_TOLD = 40
"""Sources that tell the same thing, beyond which it is no post but a common address or line."""

Group = tuple[str, ...]
"""Ids of posts that tell the same, the one that leads first."""
_Sign = tuple[int, str, str]
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class _Telling(Struct, frozen=True, gc=False):
    """What of a post decides whether others tell the same."""

    id: str
    source: str
    own: str
    published: float | None
    withdrawn: bool
    link: str | None
    headline: Headline | None

    @property
    def marks_of(self) -> tuple[str | None, str | None]:
        """Its address and its headline, as keys."""
        return f"at {self.link}" if self.link is not None else None, f"says {self.headline.words}" if self.headline is not None else None

    @property
    def marks(self) -> list[str]:
        return [mark for mark in self.marks_of if mark is not None]

    @property
    def signs(self) -> tuple[_Sign, ...]:
        """Where posts are put that may have this one's headline."""
        if self.headline is None or self.published is None:
            return ()
        hour = int(self.published // APART)
        return tuple((hour, self.headline.numbers, stem) for stem in self.headline.signs)

    def looks(self) -> Iterator[_Sign]:
        """Where those are found."""
        if self.headline is not None and self.published is not None:
            hour, numbers = int(self.published // APART), self.headline.numbers
            for stem in self.headline.stems:
                for near in (hour - 1, hour, hour + 1):
                    yield near, numbers, stem


def _telling(post: Post) -> _Telling | None:
    """None for a post that nothing else can be found to be the same as."""
    entry = post.entry
    link = link_key(entry.link)
    headline = headline_of(entry.headline, f"{entry.link or ''} {post.source}") if entry.published is not None else None
    if link is None and headline is None:
        return None
    published = entry.published.timestamp() if entry.published is not None else None
    return _Telling(post.id, post.source, post.own or post.id, published, post.status.withdrawn, link, headline)


class Doubles:
    """Posts by what they tell. `rank` gives the place of a source among those that the reader named. Not for two threads at once."""

    def __init__(self, rank: Callable[[str], int]) -> None:
        self._rank = rank
        self._tellings: dict[str, _Telling] = {}
        self._told: dict[str, dict[str, None]] = {}
        """Ids by what must be theirs alone in each source to say something: the address, the words of the headline."""
        self._near: dict[_Sign, dict[str, None]] = {}
        """Ids by words and time."""
        self._pairs: dict[str, dict[str, float]] = {}
        """For each post, those that tell the same, and how much they have in common."""
        self._groups: dict[str, Group] = {}

    def group(self, id: str) -> Group:
        """The group of a post, empty when it is the only one to tell what it tells."""
        return self._groups.get(id, ())

    @property
    def groups(self) -> set[Group]:
        return set(self._groups.values())

    def update(self, posts: Iterable[Post], gone: Iterable[str] = ()) -> dict[str, Group]:
        """Take in posts that came or are others than before, and forget those that are `gone`: every post whose group is another now, with that."""
        again: dict[str, None] = {}
        for id in gone:
            self._put(id, None, again)
        for post in posts:
            self._put(post.id, _telling(post), again)
        touched: dict[str, None] = {}
        for id in again:
            self._pair(id, touched)
        return self._regroup(touched)

    # --- what may be the same -----------------------------------------------------------------------------------------

    def _put(self, id: str, telling: _Telling | None, again: dict[str, None]) -> None:
        """Put a post where it is found. What must be compared anew goes to `again`: it, and those whose signs say more or less than before."""
        old = self._tellings.get(id)
        if old == telling:
            return
        both = [each for each in (old, telling) if each is not None]
        marks = {mark: self._is_void(mark) for each in both for mark in each.marks}
        signs = {sign: self._is_crowded(sign) for each in both for sign in each.signs}
        if old is not None:
            del self._tellings[id]
            for mark in old.marks:
                _take(self._told, mark, id)
            for sign in old.signs:
                _take(self._near, sign, id)
        if telling is not None:
            self._tellings[id] = telling
            for mark in telling.marks:
                self._told.setdefault(mark, {})[id] = None
            for sign in telling.signs:
                self._near.setdefault(sign, {})[id] = None
        again[id] = None
        for mark, before in marks.items():
            if self._is_void(mark) != before:
                again.update(self._told.get(mark, {}))
        for sign, before in signs.items():
            if self._is_crowded(sign) != before:
                again.update(self._near.get(sign, {}))

    def _is_void(self, mark: str) -> bool:
        """Whether an address or a headline says nothing, because a source uses it for several posts: a page of many posts, "What we know so far"."""
        ids = self._told.get(mark, {})
        if len(ids) > MOST_TOLD:
            return True
        sources = [telling.source for id in ids if not (telling := self._tellings[id]).withdrawn]
        return len(set(sources)) < len(sources)

    def _is_crowded(self, sign: _Sign) -> bool:
        return len(self._near.get(sign, ())) > CROWD

    def _partners(self, mine: _Telling) -> dict[str, float]:
        """The posts that tell the same as one, and how much they have in common with it."""
        link, words = mine.marks_of
        found = {} if link is None or self._is_void(link) else {id: SAME_PAGE for id in self._told[link] if self._tellings[id].source != mine.source}
        signs = [stem for _, _, stem in (sign for sign in mine.signs if not self._is_crowded(sign))]
        if mine.headline is None or mine.published is None or words is None or not signs or self._is_void(words):
            return found
        tellings, source, moment = self._tellings, mine.source, mine.published
        one, other = signs[0], signs[-1]
        for id in self._found_near(mine):
            theirs = tellings[id]
            headline, published = theirs.headline, theirs.published
            if theirs.source == source or headline is None or published is None or abs(published - moment) > APART or id in found:
                continue
            if one not in headline.stems and other not in headline.stems:  # they would not find it: the answer must not depend on who asks
                continue
            if (score := likeness(mine.headline, headline)) and not self._is_void(theirs.marks_of[1] or ""):
                found[id] = score
        return found

    def _found_near(self, mine: _Telling) -> dict[str, None]:
        """The posts that may have the headline of one, and itself."""
        near: dict[str, None] = {}
        for sign in mine.looks():
            there = self._near.get(sign)
            if there is not None and len(there) <= CROWD:
                near.update(there)
        return near

    def _pair(self, id: str, touched: dict[str, None]) -> None:
        """Find a post's partners anew. It and those that it has lost or won are `touched`."""
        touched[id] = None
        old = self._pairs.pop(id, {})
        telling = self._tellings.get(id)
        new = self._partners(telling) if telling is not None else {}
        if new:
            self._pairs[id] = new
        for other in old.keys() - new.keys():
            _take(self._pairs, other, id)
        for other, score in new.items():
            self._pairs.setdefault(other, {})[id] = score
        touched.update(dict.fromkeys(other for other in old.keys() | new.keys() if old.get(other) != new.get(other)))

    # --- groups -------------------------------------------------------------------------------------------------------

    def _regroup(self, touched: Iterable[str]) -> dict[str, Group]:
        changed: dict[str, Group] = {}
        done: set[str] = set()
        for id in touched:
            if id in done:
                continue
            together = self._connected(id)
            done.update(together)
            for member, group in self._grouped(together):
                if self._groups.get(member, ()) != group:
                    changed[member] = group
                    if group:
                        self._groups[member] = group
                    else:
                        del self._groups[member]
        return changed

    def _connected(self, id: str) -> list[str]:
        """A post, and all that hang together with it by pairs."""
        known = {id: None}
        queue = [id]
        while queue:
            for other in self._pairs.get(queue.pop(), ()):
                if other not in known:
                    known[other] = None
                    queue.append(other)
        return list(known)

    def _grouped(self, ids: list[str]) -> Iterator[tuple[str, Group]]:
        """Posts that hang together, with their groups."""
        if len(ids) == 1:
            yield ids[0], ()
            return
        tellings = sorted((self._tellings[id] for id in ids), key=self._order)
        groups: list[list[_Telling]] = []
        place: dict[str, int] = {}
        for telling in tellings:
            best = max(
                (
                    (score, -number)
                    for other, score in self._pairs.get(telling.id, {}).items()
                    if (number := place.get(other, -1)) >= 0 and all(member.source != telling.source for member in groups[number])
                ),
                default=None,
            )
            if best is None:
                place[telling.id] = len(groups)
                groups.append([telling])
            else:
                place[telling.id] = -best[1]
                groups[-best[1]].append(telling)
        for members in groups:
            group = tuple(member.id for member in members) if len(members) > 1 else ()
            for member in members:
                yield member.id, group

    def _order(self, telling: _Telling) -> tuple[bool, float, int, str, str]:
        """Who leads: what still stands before what was withdrawn, then the first that was published, then the source that was named first."""
        published = telling.published if telling.published is not None else float("inf")
        return telling.withdrawn, published, self._rank(telling.source), telling.source, telling.own


def _take(shelf: dict[Key, dict[str, Value]], key: Key, id: str) -> None:
    """Take an id from where it was put, and the place away when nothing is left there."""
    there = shelf.get(key)
    if there is not None:
        there.pop(id, None)
        if not there:
            del shelf[key]
