"""What is being read: the timeline, the filter over it, and what came while the reader looked elsewhere. Knows no widget."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Literal, NamedTuple

from feeds import (
    Changes,
    Clock,
    Context,
    Entry,
    Feed,
    Mark,
    PointChange,
    Post,
    Problem,
    Query,
    QueryError,
    Snapshot,
    SourceRecord,
    Status,
    Subject,
    Test,
    Timeline,
    insert,
    stretch,
)

FRESH = 200
"""Posts that have not been searched yet which a filter may look through at once; beyond that it works beside the event loop."""
AWAY = 300.0
"""Seconds without a key or the mouse after which the reader is not looking."""
LONG = 1 << 17
"""Characters of a post from which it is not asked while the screen waits."""
SLICE = 2000
"""Posts that such a filter looks through at a time."""
MOST_PROBLEMS = 100
"""Problems that are kept of a file that is read on for hours."""


Clocks = Literal["yours", "feed", "relative"]
"""Whose clock times are shown by: the reader's, the feed's, or none but how long ago."""


class News(NamedTuple):
    """How many posts came, changed or went that the reader has not looked at since."""

    new: int = 0
    edited: int = 0
    gone: int = 0


class Session:
    """One sitting of one reader."""

    def __init__(self, clock: Clock, zone: tzinfo | None = None) -> None:
        self.clock = clock
        self.clocks: Clocks = "yours"
        self._zone = zone
        self.timeline = Timeline()
        self.feed = Feed()
        self.titles: dict[str, str] = {}
        self.problems: tuple[Problem, ...] = ()
        """What could not be read as it stands in the document that came last, and in what has been added to it."""
        self.query = Query()
        self.revision = 0
        """Counts what came in."""
        self.marks = 0
        """Counts what the reader saw or marked."""
        self.error: QueryError | None = None
        self.pending: set[str] = set()
        """Posts that came since the reader left the newest end."""
        self._matches: list[Post] | None = None
        self._unseen: set[str] = set()
        self._changed: set[str] = set()
        self._gone: set[str] = set()
        self._touched = clock.now()
        self._long: set[str] = set()
        """Posts that are so long that asking one of them takes its time."""
        self._subjects: dict[str, tuple[Entry, Status, Subject]] = {}
        self._known: set[str] = set()
        self._ended: dict[str, bool] = {}
        self._test: Test = Query().test(self.context())
        """The filter in force, as it was last asked."""
        self._good: list[tuple[str, Query]] = [("", Query())]
        """The filters on the way to the one in the field, with their texts."""
        self._undo: list[dict[str, Status]] = []
        self._unkept: set[str] = set()
        """Posts whose marks are others than those that were kept."""
        self.past_points: dict[str, tuple[tuple[datetime, PointChange], ...]] = {}
        """What happened to the key points of a source in earlier sittings."""

    # --- what is there ------------------------------------------------------------------------------------------------

    @property
    def shown(self) -> Sequence[Post]:
        """The posts that the filter lets through, oldest first."""
        return self.timeline.posts if self._matches is None else self._matches

    def touch(self) -> None:
        """The reader is there: a key, or the mouse."""
        self._touched = self.clock.now()

    @property
    def touched(self) -> datetime:
        """When the reader last did something."""
        return self._touched

    @property
    def left_at(self) -> datetime | None:
        """When the reader last did something, if that is a while ago."""
        return self._touched if (self.clock.now() - self._touched).total_seconds() >= AWAY else None

    @property
    def matches(self) -> Sequence[Post] | None:
        """`shown` while there is a filter, else None."""
        return self._matches

    @property
    def news(self) -> News:
        """What happened since the reader looked."""
        return News(len(self._unseen), len(self._changed), len(self._gone))

    @property
    def zone(self) -> tzinfo | None:
        """The zone that times are shown in: the reader's, None for that of the machine; or that of the newest post that has a time."""
        if self.clocks != "feed":
            return self._zone
        posts = self.timeline.posts
        return next((post.entry.published.tzinfo for post in reversed(posts[-SLICE:]) if post.entry.published), self._zone)

    def moment(self, text: str) -> tuple[float, float] | None:
        """The span of time that a text names, in seconds since 1970; None when it is no time."""
        try:
            return stretch(text, self.context())
        except ValueError:
            return None

    def context(self) -> Context:
        """The circumstances in which a filter is asked now."""
        ended = bool(self._ended) and all(self._ended.values())
        return Context(now=self.clock.now(), zone=self.zone, latest=self.timeline.latest, ended=ended, titles=self.called)

    @property
    def called(self) -> dict[str, str]:
        """Sources by name, as people call them: the feed's own title when there is one source."""
        return {name: (self.feed.title if len(self.titles) == 1 else None) or title for name, title in self.titles.items()}

    def knows(self, source: str) -> bool:
        """Whether a source has been read whole: only what it brings after that is news."""
        return source in self._known

    def restore(self, source: str, posts: Iterable[Post], record: SourceRecord | None = None, points: Sequence[tuple[datetime, PointChange]] = ()) -> None:
        """Show again what an earlier sitting kept of a source, the newest posts first, in one batch or more. From then on what comes is news."""
        feed = record.feed if record is not None else None
        ids = self.timeline.restore(source, posts, feed=feed, format=record.format if record is not None else None)
        if record is not None and feed is not None:
            self._known.add(source)
            self.feed = feed
            self._ended[source] = feed.ended
            self.past_points[source] = tuple(points)
        self._measure(ids)
        self._note(ids)
        if self._matches is not None:
            self.select(self.timeline.posts)

    def take(self, snapshot: Snapshot, *, news: bool = True) -> Changes:
        """Merge a snapshot. What a source's first whole one brings is what was there when the reader came: neither new nor unseen; nor is what is no `news`."""
        changes = self.timeline.merge(snapshot, news=news and self.knows(snapshot.source))
        if snapshot.continues:
            self.problems = (*self.problems, *snapshot.problems)[-MOST_PROBLEMS:]
        elif snapshot.complete or not self._known:
            self.feed, self.problems = snapshot.feed, snapshot.problems
            self._ended[snapshot.source] = snapshot.feed.ended
        if snapshot.source not in self._known:
            if snapshot.complete:
                self._known.add(snapshot.source)
        else:
            self._gone.update(changes.withdrawn)
            self._gone.difference_update(changes.restored)
            self._note((*changes.new, *changes.edited))
        self.revision += bool(changes)
        self._measure((*changes.new, *changes.edited, *changes.grown))
        if self._matches is not None:
            self._test = self.query.test(self.context())
            self._matches = [post for post in self._matches if post.id in self.timeline] if len(self.timeline) < SLICE else self._matches
            here = {post.id for post in self._matches} if len(self._matches) < SLICE else None
            new = set(changes.new)
            for id in (*changes.new, *changes.grown, *changes.edited, *changes.withdrawn, *changes.restored):
                post = self.timeline.post(id)
                known = id not in new and (id in here if here is not None else post in self._matches)
                if not known and self._test(self.subject(post)):
                    insert(self._matches, post)
        return changes

    def _measure(self, ids: Iterable[str]) -> None:
        """Note which posts are too long to be searched while the screen waits."""
        self._long.update(id for id in ids if self.timeline.entry(id).length > LONG)

    def shows(self, id: str) -> bool:
        """Whether the filter lets a post through."""
        return self._matches is None or self._test(self.subject(self.timeline.post(id)))

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
        self._test = query.test(self.context())
        return changed

    @property
    def quick(self) -> bool:
        """Whether all posts can be asked at once, without the screen waiting."""
        return not self.query or self.is_quick(len(self.timeline))

    def is_quick(self, count: int) -> bool:
        """Whether so many posts can be asked at once."""
        return count * self.query.cost <= 5 * SLICE and len(self.timeline) - len(self._subjects) <= FRESH and not self._long

    def select(self, posts: Sequence[Post]) -> None:
        """Bring `shown` in line with the filter, whose matches are among some posts."""
        self._matches = self.matches_among(posts, self._test) if self.query else None

    def matches_among(self, posts: Iterable[Post], test: Test) -> list[Post]:
        """Those that a filter lets through. For threads: reads the posts and nothing else."""
        subject = self.subject
        return [post for post in posts if test(subject(post))]

    def show_matches(self, posts: list[Post], others: Iterable[Post]) -> None:
        """Take what a filter beside the event loop has found, and other posts that are shown too, each in its place."""
        place = self.timeline.place
        for post in others:
            if post.id not in self.timeline:
                continue
            index = bisect_left(posts, post.when, key=lambda each: each.when)
            while index < len(posts) and posts[index].when == post.when and place(posts[index].id) < place(post.id):
                index += 1
            if index == len(posts) or posts[index] is not post:
                posts.insert(index, post)
        self._matches = posts

    def subject(self, post: Post) -> Subject:
        """The post as filters see it, remembered until it changes."""
        made = self._subjects.get(post.id)
        if made is None or made[0] is not post.entry:
            made = (post.entry, post.status, Subject(post.entry, post.status, post.source))
            self._subjects[post.id] = made
        elif made[1] is not post.status:
            made[2].status = post.status
        return made[2]

    # --- the reader's marks -------------------------------------------------------------------------------------------

    def see(self, post: Post | None) -> bool:
        """Mark a post as seen because it was looked at; whether it was not yet."""
        if post is None:
            return False
        self._gone.discard(post.id)
        if post.status.seen and not post.status.changed:
            return False
        self.marks += 1
        self._marked(self.timeline.mark([post.id], seen=True))
        return True

    def mark(self, ids: Sequence[str], *, seen: bool | None = None, starred: bool | None = None) -> int:
        """Set marks on purpose; `undo` takes them back. Gives how many posts were changed."""
        before = {id: self.timeline.status(id) for id in ids}
        changed = self.timeline.mark(ids, seen=seen, starred=starred)
        if changed:
            self.marks += 1
            self._undo.append({id: before[id] for id in changed})
        if seen:
            self._gone.difference_update(ids)
        self._marked(changed)
        return len(changed)

    def undo(self) -> int:
        """Take the last mark back; give how many posts that changed."""
        if not self._undo:
            return 0
        self.marks += 1
        last = {id: status for id, status in self._undo.pop().items() if id in self.timeline}
        for id, status in last.items():
            self.timeline.mark([id], seen=status.seen, starred=status.starred, changed=status.changed)
        self._marked(last)
        return len(last)

    def _marked(self, ids: Iterable[str]) -> None:
        ids = tuple(ids)
        self._note(ids)
        self._unkept.update(ids)

    def take_unkept(self) -> list[Post]:
        """The posts that were marked since the last call."""
        ids, self._unkept = self._unkept, set()
        return [self.timeline.post(id) for id in ids if id in self.timeline]

    def mark_as(self, source: str, marks: Iterable[Mark]) -> bool:
        """Take over what was marked elsewhere; whether that changed anything here."""
        touched: list[str] = []
        for mark in marks:
            id = self.timeline.id_of(source, mark.own)
            if id is not None and id not in self._unkept:
                touched += self.timeline.mark([id], seen=mark.seen, starred=mark.starred, new=mark.new, changed=mark.changed)
        self.marks += bool(touched)
        self._note(touched)
        return bool(touched)

    def _note(self, ids: Iterable[str]) -> None:
        """Keep count of what has not been looked at, for posts whose status is another."""
        for id in ids:
            status = self.timeline.status(id)
            for known, holds in ((self._unseen, status.new and not status.seen), (self._changed, status.changed)):
                if holds:
                    known.add(id)
                else:
                    known.discard(id)

    def unseen(self, start: Post | None, way: int) -> Post | None:
        """The next unseen post shown below (`way` 1) or above (-1), going round at the end."""
        posts = self.shown
        index = next((number for number, post in enumerate(posts) if post is start), len(posts))
        order = [*range(index - 1, -1, -1), *range(len(posts) - 1, index, -1)] if way > 0 else [*range(index + 1, len(posts)), *range(index)]
        return next((posts[number] for number in order if not posts[number].status.seen), None)
