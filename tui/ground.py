"""What there is to be read: the timeline, the heads of its sources, and the part of them that the reader wants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from feeds import Changes, Clock, Compared, Context, Feed, KeyPoint, PointChange, Post, Problem, Snapshot, SourceRecord, Timeline, latest_of, stretch

from . import ordered
from .calling import apart

NEWEST = 2000
"""Posts, the newest, among which one with a time is looked for."""
MOST_PROBLEMS = 100
"""Problems that are kept of a source: a file may be read on for hours."""

RECENT = timedelta(hours=12)
"""How far back a change of a key point that an earlier sitting saw is still told."""

Clocks = Literal["yours", "feed", "relative"]
"""Whose clock times are shown by: the reader's, the feed's, or none but how long ago."""
Narrowing = frozenset[str] | None
"""Names of sources that the reader wants to see alone; None for all."""


class Ground:
    """Every post of every source, and those that the reader has narrowed the timeline to."""

    def __init__(self, clock: Clock, zone: tzinfo | None = None) -> None:
        self.clock = clock
        self.clocks: Clocks = "yours"
        self._zone = zone
        self.timeline = Timeline()
        self.titles: dict[str, str] = {}
        """What the sources are called where they do not tell it themselves, in the order in which they were named."""
        self.named: dict[str, str] = {}
        """What the reader calls sources: this goes before anything that they say."""
        self.feeds: dict[str, Feed] = {}
        """The head of each source that has been read."""
        self.narrowed: Narrowing = None
        """The sources that are shown alone."""
        self._narrowed_name: str | None = None
        self._within: list[Post] | None = None
        self._problems: dict[str, tuple[Problem, ...]] = {}
        self._notes: dict[str, str] = {}
        """What is to be said of the document of a source as a whole."""
        self._points: dict[str, dict[str, tuple[PointChange, datetime]]] = {}
        self._known: set[str] = set()
        self._restored: set[str] = set()

    # --- which posts --------------------------------------------------------------------------------------------------

    @property
    def within(self) -> Sequence[Post]:
        """The posts of the sources that are shown, oldest first; a filter is asked of these."""
        return self.timeline.posts if self._within is None else self._within

    def is_within(self, post: Post) -> bool:
        """Whether a post is of a source that is shown."""
        return self.narrowed is None or post.source in self.narrowed

    def _narrow(self, sources: Narrowing, called: str | None) -> None:
        self.narrowed, self._narrowed_name = sources, called
        self._within = None if sources is None else [post for post in self.timeline.posts if post.source in sources]

    def knows(self, source: str) -> bool:
        """Whether a source has been read whole: only what it brings after that is news."""
        return source in self._known

    def is_restored(self, source: str) -> bool:
        """Whether a source was read in an earlier sitting."""
        return source in self._restored

    # --- heads --------------------------------------------------------------------------------------------------------

    @property
    def sources(self) -> list[str]:
        """The names of the sources that are shown, in the order in which they were named."""
        every = dict.fromkeys([*self.titles, *self.feeds])
        return [source for source in every if self.narrowed is None or source in self.narrowed]

    @property
    def called(self) -> dict[str, str]:
        """Sources by name, as people call them: as the reader does, else as they call themselves; no two the same."""
        every = dict.fromkeys([*self.titles, *self.feeds])
        return apart({name: self.named.get(name) or self.feeds.get(name, Feed()).title or self.titles.get(name, name) for name in every}, self.titles)

    @property
    def feed(self) -> Feed:
        """The head of the source that is shown. Of several: how many they are, and the key points of all, each with its source."""
        sources = self.sources
        if len(sources) == 1:
            feed = self.feeds.get(sources[0], Feed())
            return feed if self._narrowed_name is None and sources[0] not in self.named else _titled(feed, self._narrowed_name or self.called[sources[0]])
        called = self.called
        points = tuple(
            KeyPoint(f"{called[source]}: {point.text}", point.entry) for source in sources if source in self.feeds for point in self.feeds[source].summary
        )
        return Feed(title=self._narrowed_name or (f"{len(sources)} sources" if sources else None), summary=points, ended=self._have_ended(sources))

    def head_of(self, post: Post) -> Feed:
        """The head of a post's own source."""
        return self.feeds.get(post.source, Feed())

    @property
    def points_changed(self) -> dict[str, tuple[PointChange, datetime]]:
        """What happened to the key points of `feed`, and when, by their words."""
        sources, called = self.sources, self.called
        if len(sources) == 1:
            return dict(self._points.get(sources[0], {}))
        return {
            f"{called[source]}: {text}": (PointChange(change.kind, f"{called[source]}: {text}", change.before), at)
            for source in sources
            for text, (change, at) in self._points.get(source, {}).items()
        }

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is odd about the documents that came last, and what in them could not be read as it stands."""
        notes = [Problem(source, "", note) for source in self.sources if (note := self._notes.get(source))]
        return (*notes, *(problem for source in self.sources for problem in self._problems.get(source, ())))

    def _have_ended(self, sources: Sequence[str]) -> bool:
        return bool(sources) and all(source in self.feeds and self.feeds[source].ended for source in sources)

    # --- time ---------------------------------------------------------------------------------------------------------

    @property
    def zone(self) -> tzinfo | None:
        """The zone that times are shown in: the reader's, None for that of the machine; or that of the newest post that has a time."""
        if self.clocks != "feed":
            return self._zone
        posts = self.within
        return next((post.entry.published.tzinfo for post in reversed(posts[-NEWEST:]) if post.entry.published), self._zone)

    def moment(self, text: str) -> tuple[float, float] | None:
        """The span of time that a text names, in seconds since 1970; None when it is no time."""
        try:
            return stretch(text, self.context())
        except ValueError:
            return None

    def context(self) -> Context:
        """The circumstances in which a filter is asked now."""
        return Context(now=self.clock.now(), zone=self.zone, latest=latest_of(self.within), ended=self._have_ended(self.sources), titles=self.called)

    # --- what comes ---------------------------------------------------------------------------------------------------

    def _restore(self, source: str, posts: Iterable[Post], record: SourceRecord | None, points: Iterable[tuple[datetime, PointChange]]) -> tuple[str, ...]:
        """Lay posts that were kept under what is there; give their ids. With the first of them comes what else is known of the source."""
        ids = self.timeline.restore(source, posts, feed=record.feed if record else None, format=record.format if record else None)
        if record is not None:
            self.feeds[source] = record.feed
            self._known.add(source)
            self._restored.add(source)
            since = self.clock.now() - RECENT
            self._points[source] = {change.text: (change, at) for at, change in points if at >= since}
        if self._within is not None and self.narrowed is not None and source in self.narrowed:
            self._within = [post for post in self.timeline.posts if post.source in self.narrowed]
        return ids

    def is_quick_to_merge(self, snapshot: Snapshot) -> bool:
        """Whether a document can be compared with what there is while the screen waits."""
        return self.timeline.is_quick(snapshot)

    def compare(self, snapshot: Snapshot, *, older: bool = False) -> Compared:
        """Compare a document with what there is, so that merging it takes no time. For threads."""
        return self.timeline.compare(snapshot, news=self.knows(snapshot.source), older=older)

    def _merging(
        self, snapshot: Snapshot, *, news: bool = True, sure: bool = False, older: bool = False, compared: Compared | None = None
    ) -> Iterator[Changes]:
        """Lay a snapshot over what is there slice by slice, and keep the lists in order. Older posts say nothing of the source."""
        source = snapshot.source
        for number, changes in enumerate(self.timeline.merging(snapshot, news=news and self.knows(source), sure=sure, older=older, compared=compared)):
            if not (older or changes.refused or number):
                self._take_head(snapshot)
            if not older and changes.note:
                self._notes[source] = changes.note
            if changes.summary:
                told = self._points.setdefault(source, {})
                told.update({change.text: (change, snapshot.retrieved or self.clock.now()) for change in changes.summary})
            if snapshot.complete and not (older or changes.refused or changes.more):
                self._known.add(source)
            yield self._placed(source, changes)  # nothing may come behind the last

    def _take_head(self, snapshot: Snapshot) -> None:
        """What a document says as a whole."""
        source = snapshot.source
        self._notes.pop(source, None)
        if snapshot.continues:
            self._problems[source] = (*self._problems.get(source, ()), *snapshot.problems)[-MOST_PROBLEMS:]
        elif snapshot.complete or source not in self._known:
            self.feeds[source], self._problems[source] = snapshot.feed, snapshot.problems

    def _placed(self, source: str, changes: Changes) -> Changes:
        """Keep the posts that are shown in line with what came."""
        if self._within is not None and self.narrowed is not None and source in self.narrowed:
            self._keep_up(self._within, changes)
            ordered.put_all(self._within, map(self.timeline.post, changes.new), self.timeline)
        return changes

    def _keep_up(self, posts: list[Post], changes: Changes) -> None:
        """Take out of a list what is no post any more, and put what has moved in time where it belongs."""
        timeline = self.timeline
        if changes.forgotten:
            posts[:] = [post for post in posts if post.id in timeline]
        old = set(changes.touched).difference(changes.new)
        moved = [post for id in old if id in timeline and _may_have_moved(post := timeline.post(id))]
        out = [post for post in moved if ordered.drop(posts, post)]  # all are out before the first goes in: until then the list is in no order
        ordered.put_all(posts, out, timeline)


def forgotten_ids(source: str, changes: Changes, timeline: Timeline) -> list[str]:
    """The ids in the timeline of posts that turned out to be none."""
    return [id for own in changes.forgotten for id in (own, f"{source} {own}") if id not in timeline]


def _may_have_moved(post: Post) -> bool:
    return not post.older or post.older[-1].published != post.entry.published


def _titled(feed: Feed, title: str) -> Feed:
    from msgspec.structs import replace

    return replace(feed, title=title)
