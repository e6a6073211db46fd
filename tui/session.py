"""What is being read: the timeline, the filter over it, and what came while the reader looked elsewhere. Knows no widget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from feeds import Changes, Clock, Compared, PointChange, Post, Snapshot, SourceRecord, joined

from .marks import Marking


class Session(Marking):
    """One sitting of one reader."""

    def __init__(self, clock: Clock, zone: tzinfo | None = None) -> None:
        super().__init__(clock, zone)
        self.revision = 0
        """Counts what came in."""

    def restore(self, source: str, posts: Iterable[Post], record: SourceRecord | None = None, points: Iterable[tuple[datetime, PointChange]] = ()) -> None:
        """Show again what an earlier sitting kept of a source, the newest posts first, in one batch or more. From then on what comes is news.

        `record` and what happened to its key points come with the first batch.
        """
        ids = self._restore(source, posts, record, points)
        self._note(ids)
        self.revision += 1
        self._match_restored(ids)
        self._compare(source, Changes(new=ids))

    def taking(self, snapshot: Snapshot, *, news: bool = True, sure: bool = False, older: bool = False, compared: Compared | None = None) -> Iterator[Changes]:
        """Merge a snapshot slice by slice, so that the event loop may turn between them. What a source's first whole one brings is what was there when the
        reader came: neither new nor unseen; nor is what is no `news`, nor `older` posts that the reader asked for, which change none that are there.

        The document of another feed is refused, unless the reader is `sure`. `compared` is what was found beside the event loop.
        Until the last slice nothing else may be merged or restored.
        """
        news = news and not older and self.knows(snapshot.source)
        for changes in self._merging(snapshot, news=news, sure=sure, older=older, compared=compared):
            yield self._took(snapshot.source, changes, news=news)

    def take(self, snapshot: Snapshot, *, news: bool = True, sure: bool = False) -> Changes:
        """The same at once."""
        return joined(list(self.taking(snapshot, news=news, sure=sure)))

    def confirm(self, source: str, at: datetime) -> Changes:
        """A source says that nothing has changed since an earlier sitting: what was missing then is missing still."""
        return self._took(source, self.timeline.confirm(source, at), news=True)

    def _took(self, source: str, changes: Changes, *, news: bool) -> Changes:
        if news:
            self._note_changes(source, changes)
        self.revision += bool(changes)
        self._match(changes)
        self._compare(source, changes)
        if news:
            self._see_told(changes.new)
        return changes
