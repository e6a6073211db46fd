"""Servers that send streams of events, on loopback and in memory, where time passes as a script says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from feeds import Changes, Document, HttpSource, Snapshot, SourceError, SourceUnavailable, Timeline, parse_document
from feeds.events import LARGEST
from feeds.sources.events import EventStream, Filing

from .misbehaving import Step, answer, silence
from .waiting import PATIENCE, join

HEAD = answer(b"", "Content-Type: text/event-stream", length=False)


def event(number: int, *, text: str | None = None, retry: int | None = None) -> bytes:
    """An event whose post and whose id have this number."""
    lines = [f"retry: {retry}"] if retry is not None else []
    return "\n".join([*lines, f"id: {number}", f'data: {{"id": "p{number}", "title": "Gauge {number}", "text": "{text or "Stands still."}"}}', "", ""]).encode()


def sending(*pieces: bytes, head: bytes = HEAD, stay: bool = True) -> Step:
    """The head and the pieces, each sent by itself; then the connection stays open, or ends."""

    async def send(writer: asyncio.StreamWriter) -> None:
        for piece in (head, *pieces):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.001)
        if stay:
            await silence(writer)

    return send


def flooding(piece: bytes) -> Step:
    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

    return send


class Listener:
    """Looks at an address, and merges what it brings."""

    def __init__(self, url: str, **more: Any) -> None:
        self.source = HttpSource(url, **more)
        self.timeline = Timeline()
        self.last: Document | None = None
        self.documents: list[Document] = []
        self.snapshots: list[Snapshot] = []
        self.changes: list[Changes] = []
        self.errors: list[SourceError] = []
        self._woken = asyncio.Event()
        loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(self._woken.set)

        self.source.watch(wake)

    async def look(self) -> None:
        self._woken.clear()
        try:
            document = await self.source.fetch(self.last)
        except SourceError as error:
            self.errors.append(error)
            return
        if document is None:
            return
        self.last = document
        self.documents.append(document)
        snapshot = parse_document(document)
        self.snapshots.append(snapshot)
        if snapshot.open_at is not None:
            self.source.read_on(snapshot.open_at, snapshot.format)
        self.changes.append(self.timeline.merge(snapshot))

    async def until(self, condition: Callable[[], object], within: float = PATIENCE) -> None:
        """Look whenever there is something, until this holds."""
        async with asyncio.timeout(within):
            while not condition():
                await self.look()
                if not condition():
                    try:
                        await asyncio.wait_for(self._woken.wait(), 0.1)
                    except TimeoutError:
                        continue

    @property
    def headlines(self) -> list[str | None]:
        """Oldest first."""
        return [post.entry.headline for post in self.timeline.posts]

    def told(self, what: str) -> list[str | None]:
        return [self.timeline.entry(id).headline for changes in self.changes for id in getattr(changes, what)]


class Connection:
    """A connection of a script: what it sends, and how long it lasts."""

    url = "http://stream.example/"

    def __init__(self, *pieces: bytes, lasts: float = 0.0) -> None:
        self.pieces, self.lasts = pieces, lasts
        self.play: Play | None = None

    def read(self, take: Callable[[bytes], None], begun: Callable[[Callable[[], None]], None]) -> None:
        assert self.play is not None
        for piece in self.pieces:
            take(piece)
        self.play.time += self.lasts


class Play:
    """A stream whose connections are a script, in time that passes only as it is waited for. Behind the script the stream is gone."""

    def __init__(self, *script: Connection | SourceError, chance: float = 0.0) -> None:
        self.time = 1000.0
        self.script = list(script)
        self.asked: list[str | None] = []
        """The ids that were sent."""
        self.waits: list[float] = []
        self.stream = EventStream(
            self._connect,
            Filing("http://stream.example/", "stream.example"),
            now=lambda: self.time,
            monotonic=lambda: self.time,
            chance=lambda: chance,
            sleep=self._sleep,
        )

    def run(self) -> None:
        """Play it to its end."""
        first = self.script.pop(0)
        assert isinstance(first, Connection)
        first.play = self
        self.stream.start(first)
        thread = self.stream._thread
        assert thread is not None
        join(thread)

    def documents(self) -> list[Document]:
        """What is taken when all of it has come."""
        found: list[Document] = []
        while True:
            try:
                document = self.stream.take()
            except SourceError:
                return found
            if document is None:
                return found
            found.append(document)
            snapshot = parse_document(document)
            if snapshot.open_at is not None:
                self.stream.read_on(snapshot.open_at, snapshot.format)

    def _connect(self, last_id: str | None, begun: Callable[[Callable[[], None]], None]) -> Connection:
        self.asked.append(last_id)
        step = self.script.pop(0) if self.script else gone()
        if isinstance(step, SourceError):
            raise step
        step.play = self
        return step

    def _sleep(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        self.time += max(0.0, seconds)


def gone() -> SourceError:
    from feeds import SourceNotFound

    return SourceNotFound("cannot read stream.example: it ends here (204)")


def failing(times: int, retry_after: float | None = None) -> Sequence[SourceError]:
    return [SourceUnavailable("cannot reach stream.example: nothing answers there", retry_after=retry_after) for _ in range(times)]


TOO_LARGE = b"data: " + b"x" * (2 * LARGEST) + b"\n\n"
