"""One look at a source: the document that it gives now, read as far as it may be told yet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from msgspec.structs import replace

from ..clock import Clock
from ..errors import FeedError, FormatError, SourceUnavailable
from ..model import Document, Snapshot
from ..sources.base import Growing, Source, Streamed
from .polls import Polls
from .reading import Parse, Reading, turn

CONFIRM = 2.0
"""Seconds after which an unchanged document counts as a second look."""
CUT = 30.0
"""Seconds after which a text that never comes to rest is shown though it is shorter than what was told: until then it is likely being written anew."""


class Visits:
    """The looks at one source, and the document that it gave last."""

    def __init__(
        self,
        source: Source,
        clock: Clock,
        polls: Polls | None,
        *,
        parse: Parse,
        format: str | None,
        document: Document | None,
        rank: Callable[[], int],
        begun: Callable[[], None],
    ) -> None:
        """`format` and `document` are what an earlier sitting left. `rank` says whose turn comes first, and `begun` is called when it has come."""
        self.document = document
        """The last one that was read."""
        self.listened = False
        """The last look was at a stream, that tells by itself what is new."""
        self.unsettled = False
        """The document may be half written."""
        self.retry: float | None = None
        """Seconds after which a failure asks for another look."""
        self._source, self._clock, self._polls = source, clock, polls
        self._streamed = source if isinstance(source, Streamed) else None
        self._reading = Reading(steady=polls is not None, parse=parse, format=format)
        self._rank, self._begun = rank, begun
        self._broken: FormatError | None = None
        self._trouble_since: float | None = None
        self._withheld_since: float | None = None
        self._told_size = 0

    @property
    def stream(self) -> Streamed | None:
        """The source while it is a stream."""
        return self._streamed if self._streamed is not None and self._streamed.streaming else None

    def begin(self, document: Document, snapshot: Snapshot) -> None:
        """A first document was read elsewhere."""
        self.document = document
        self._read_on(snapshot)

    async def look(self) -> AsyncIterator[Snapshot]:
        """What there is to tell now: the parts of a first document as they are read, then all of it; nothing when nothing has changed. Raises FeedError."""
        self.retry = None
        document = await self._fetched()
        if document is None:
            if self._broken is not None:
                raise self._broken
            return
        self.unsettled = not document.settled
        snapshot: Snapshot | None = None
        try:
            async for snapshot in self._reading.snapshots(document):
                if snapshot.progress < 1:
                    yield snapshot
        except FormatError as error:
            if self.unsettled:  # what is half written need not be readable yet
                return
            if not self._reading.begun and self._reading.note is None:
                self._reading.note = turn(self._source, error)
                if self._reading.note is not None:
                    async for snapshot in self.look():
                        yield snapshot
                    return
            broken = type(error)(f"{self._source.name} cannot be read: {error}")
            if self._polls is None:  # a server is asked again for what is newer than the last good document
                self.document, self._broken = document, broken
            raise broken from error
        assert snapshot is not None, "a document that is read gives a snapshot"
        self.document, self._broken = document, None
        self._read_on(snapshot)
        if snapshot.entries or document.settled:
            self._withheld_since, self._told_size = None, len(document.data)
            yield snapshot
            return
        now = self._clock.monotonic()
        self._withheld_since = self._withheld_since or now
        if now - self._withheld_since < (CONFIRM if len(document.data) >= self._told_size else CUT):
            return
        self._withheld_since, self._told_size = now, len(document.data)  # a text that never comes to rest is shown as it is, now and then
        async for snapshot in self._reading.snapshots(replace(document, settled=True)):
            yield replace(snapshot, complete=False)

    def passed(self) -> None:
        """A look went well."""
        self._trouble_since = None

    def is_told(self, error: FeedError) -> bool:
        """Whether a failure is worth telling: one that belongs to every rewrite is only when it lasts."""
        bearable = error.bearable if isinstance(error, SourceUnavailable) else 0.0
        self.retry = error.retry_after if isinstance(error, SourceUnavailable) else None
        if self._trouble_since is None:
            self._trouble_since = self._clock.monotonic()
        return self._clock.monotonic() - self._trouble_since >= bearable

    async def _fetched(self) -> Document | None:
        """The document as it is now, None when it has not changed. A polled source waits for its turn first."""
        self.listened = self.stream is not None
        if self._polls is None:
            return await self._source.fetch(self.document)
        if self.listened:
            self._begun()
            return await self._source.fetch(self.document)
        return await self._polls.fetch(self.document, self._rank, self._begun)

    def _read_on(self, snapshot: Snapshot) -> None:
        """Tell a source that grows at its end what is final: the next document begins behind that, and the source says when it is worth a look."""
        if snapshot.open_at is None or self.document is None or not isinstance(self._source, Growing):
            return
        self._source.read_on(snapshot.open_at, snapshot.format)
        self.document = replace(self.document, data=b"")
        self.unsettled = False
