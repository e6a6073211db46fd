"""Posts of several sources that tell the same thing, folded under the one that told it first."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import tzinfo
from itertools import islice
from typing import TYPE_CHECKING

from feeds import Changes, Clock, Post

from . import ordered
from .filtering import Filtering
from .ground import forgotten_ids

if TYPE_CHECKING:
    from feeds import Doubles, Group

FEW = 20
"""Posts that are compared with the others at once; more are compared beside the event loop."""
SLICE = 400
"""Posts that are compared there at a time."""


class Folding(Filtering):
    """Of each group of doubles one is shown: the first of those that the filter lets through. Folding is on, where there are several sources, until the reader turns it off."""

    def __init__(self, clock: Clock, zone: tzinfo | None = None) -> None:
        super().__init__(clock, zone)
        self.folding = True
        """Whether doubles are folded: see `fold`."""
        self.folds = 0
        """Counts how often other posts were found to tell the same."""
        self._doubles: Doubles | None = None
        self._groups: dict[str, Group] = {}
        self._waiting: dict[str, None] = {}
        """Posts that have not been compared yet."""
        self._comparing = False
        self._held: Post | None = None
        self._folded: list[Post] | None = None
        """What is shown, where it is not simply what was found."""
        self._total: tuple[object, int] = (None, 0)

    # --- what is shown ------------------------------------------------------------------------------------------------

    @property
    def shown(self) -> Sequence[Post]:
        """The posts of the timeline as the reader sees it, oldest first."""
        return self.found if self._folded is None else self._folded

    @property
    def everything(self) -> Sequence[Post]:
        """What `shown` is a part of."""
        return self.shown if self._matches is None else self.within

    @property
    def total(self) -> int:
        """How many posts would be shown without the filter."""
        if self._matches is None or not self._is_folding:
            return len(self.within if self._matches is not None else self.shown)
        if self._total[0] != (key := (self.folds, self.narrowed, len(self.within))):
            inside = [sum(self._is_here(id) for id in group) for id, group in self._groups.items() if group[0] == id]
            self._total = (key, len(self.within) - sum(count - 1 for count in inside if count))
        return self._total[1]

    def shows(self, id: str) -> bool:
        """Whether a post is among those shown."""
        return super().shows(id) and not (self._is_folding and self._hides(self.timeline.post(id)))

    def tellings(self, post: Post) -> tuple[Post, ...]:
        """The other posts of the sources shown that tell the same thing, the first that told it first."""
        return tuple(self.timeline.post(id) for id in self._groups.get(post.id, ()) if id != post.id and self._is_here(id))

    def under(self, post: Post) -> tuple[Post, ...]:
        """The posts that are folded under one that is shown."""
        if post.id not in self._groups or not self._is_folding or self._first(post) is not post:
            return ()
        return tuple(other for other in self.tellings(post) if other is not self._held)

    def next_telling(self, post: Post) -> Post | None:
        """The telling after a post, going round at the last; None when there is no other."""
        group = [id for id in self._groups.get(post.id, ()) if self._is_here(id)]
        return self.timeline.post(group[(group.index(post.id) + 1) % len(group)]) if len(group) > 1 and post.id in group else None

    def has(self, post: Post) -> bool:
        """Whether a post is among those shown now."""
        if self._folded is not None:
            return ordered.index_in(self._folded, post) is not None
        return self._is_found(post)

    def fold(self, on: bool) -> None:
        """Fold doubles, or show each."""
        self.folding = on
        self._refold_all()

    def hold(self, post: Post | None) -> bool:
        """The reader is on a post: it is shown as long as they are, though it may be a double. Whether other posts are shown now."""
        before, self._held = self._held, post
        return before is not post and self._refold([each.id for each in (before, post) if each is not None])

    def select(self, posts: Sequence[Post]) -> None:
        super().select(posts)
        self._refold_all()

    def show_matches(self, posts: list[Post], others: Iterable[Post]) -> None:
        super().show_matches(posts, others)
        self._refold_all()

    @property
    def _showing(self) -> object:
        return super()._showing, self.folding, self.folds

    @property
    def _is_folding(self) -> bool:
        return self.folding and bool(self._groups) and (self.narrowed is None or len(self.narrowed) > 1)

    def _is_here(self, id: str) -> bool:
        return id in self.timeline and self.is_within(self.timeline.post(id))

    def _is_found(self, post: Post) -> bool:
        return self.is_within(post) and (self._matches is None or ordered.index_in(self._matches, post) is not None)

    def _first(self, post: Post) -> Post | None:
        """The post that is shown for all that tell the same thing."""
        group = self._groups.get(post.id, (post.id,))
        return next((other for id in group if id in self.timeline and self._is_found(other := self.timeline.post(id))), None)

    def _hides(self, post: Post) -> bool:
        return post.id in self._groups and post is not self._held and self._first(post) is not post

    def _refold_all(self) -> None:
        if not self._is_folding:
            self._folded = None
            return
        group_of, held, away = self._groups.get, self._held, self._away()
        self._folded = [
            post
            for post in self.found
            if (group := group_of(post.id)) is None
            or group[0] == post.id
            or post is held
            or (group[0] in away and next(each for each in group if each not in away) == post.id)
        ]

    def _away(self) -> Container[str]:
        """The ids of doubles that are not found: those that follow them stand for them."""
        groups, narrowed = self._groups, self.narrowed
        if self._matches is not None:
            return groups.keys() - {post.id for post in self._matches}
        if narrowed is not None:
            return {post.id for post in self.timeline.posts if post.source not in narrowed and post.id in groups}
        return ()

    def _refold(self, ids: Iterable[str]) -> bool:
        """Show or hide what other posts of these groups, or the filter, now say; whether that changed anything."""
        if self._folded is None:
            if not self._is_folding:
                return False
            self._refold_all()
            return True
        come: list[Post] = []
        gone: list[Post] = []
        for id in ids:
            if id not in self.timeline:
                continue
            post = self.timeline.post(id)
            held = post is self._held and id in self._groups and self._is_here(id)
            wanted, there = held or (self._is_found(post) and not self._hides(post)), ordered.index_in(self._folded, post) is not None
            if wanted and not there:
                come.append(post)
            elif there and not wanted:
                gone.append(post)
        ordered.drop_all(self._folded, gone)
        ordered.put_all(self._folded, come, self.timeline)
        return bool(come or gone)

    # --- finding doubles ----------------------------------------------------------------------------------------------

    @property
    def uncompared(self) -> bool:
        """Whether posts wait to be compared beside the event loop, and nobody does it yet."""
        return bool(self._waiting) and not self._comparing

    def compare_some(self) -> Callable[[], Mapping[str, Group]] | None:
        """Work for a thread: some posts that have not been compared yet; None when there are none. Its result goes to `take_doubles`."""
        doubles, ids = self._doubles, list(islice(self._waiting, SLICE))
        self._comparing = bool(ids) and doubles is not None
        if not ids or doubles is None:
            return None
        for id in ids:
            del self._waiting[id]
        posts, gone = self._parted(ids)
        return lambda: doubles.update(posts, gone)

    def take_doubles(self, found: Mapping[str, Group]) -> None:
        """Fold what was found to tell the same, and unfold what does so no longer."""
        touched = dict.fromkeys(found)
        for id, group in found.items():
            touched.update(dict.fromkeys((*self._groups.get(id, ()), *group)))
            if group:
                self._groups[id] = group
            else:
                self._groups.pop(id, None)
        if found:
            self.folds += 1
            self._refold(touched)
            if not self._is_folding:
                self._folded = None

    def _parted(self, ids: Iterable[str]) -> tuple[list[Post], list[str]]:
        there = [id for id in ids if id in self.timeline]
        return [self.timeline.post(id) for id in there], [id for id in ids if id not in self.timeline]

    def _compare(self, source: str, changes: Changes) -> None:
        """Compare what came or changed with what there is of other sources: at once where it is little, else it waits."""
        ids = dict.fromkeys((*changes.new, *changes.touched))
        if self._doubles is None:
            if len(self.feeds) < 2:
                return
            from feeds import Doubles

            self._doubles = Doubles(self._rank)
            self._waiting = dict.fromkeys(post.id for post in self.timeline.posts)
        self._waiting.update(ids)
        for id in forgotten_ids(source, changes, self.timeline):
            self._waiting[id] = None
            self._part(id)
        if self._folded is not None:
            self._keep_up(self._folded, changes)
            self._refold(ids)
        if len(self._waiting) <= FEW and not self._comparing:
            posts, gone = self._parted(self._waiting)
            self._waiting.clear()
            self.take_doubles(self._doubles.update(posts, gone))

    def _part(self, id: str) -> None:
        """A post that was told with others turned out to be none."""
        group = tuple(each for each in self._groups.pop(id, ()) if each != id)
        for other in group:
            if len(group) > 1:
                self._groups[other] = group
            else:
                self._groups.pop(other, None)
        self.folds += bool(group)

    def _rank(self, source: str) -> int:
        return next((number for number, name in enumerate(self.titles) if name == source), len(self.titles))
