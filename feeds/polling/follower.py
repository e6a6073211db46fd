"""One look after another at a source: what is asked when, and what is told of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from random import random

from msgspec.structs import replace

from ..background import in_background
from ..clock import Clock
from ..errors import FeedError
from ..formats import parse_in_parts
from ..kept import Kept
from ..model import Document, Snapshot, SourceRecord
from ..sources.base import Archived, Polled, Source
from .hosts import Hosts
from .looks import Kind, Look
from .older import Older
from .polls import Polls
from .reading import Parse, is_remnant
from .remembering import Memory
from .visiting import CONFIRM, Visits

SPACING = 0.1
"""Seconds between two looks at the least, however often a file is saved: posts appear at most ten times a second."""
QUICK = 0.25
"""Seconds between looks at a document that may be half written."""
WOKEN = 86400.0
"""Seconds to sleep when only the reader can bring another look."""
WATCHFUL = 300.0
"""Seconds to sleep at the most before the clock is looked at: after a night the machine may have slept longer."""
LISTENING = 15.0
"""Seconds to sleep at the most while a stream tells by itself what is new."""


class Follower:
    """Looks at one source again and again. Everything that waits, waits here and not in the screen."""

    def __init__(
        self,
        source: Source,
        clock: Clock,
        *,
        record: SourceRecord | None = None,
        hosts: Hosts | None = None,
        live: bool = True,
        urgent: bool = True,
        parse: Parse = parse_in_parts,
        chance: Callable[[], float] = random,
    ) -> None:
        """`record` is what an earlier sitting left; `hosts` is the gate that all followers of a program share.

        live: the source is on the screen. urgent: the reader named it just now, so it is asked at once, whatever is remembered. `chance` draws a
        number between 0 and 1.
        """
        self.source = source
        self._memory = Memory(source, record)
        self.paused = False
        self.first: tuple[Document, Snapshot] | None = None
        """A first document that was read already and is still to be told, when what was kept of the source is there: the file may have been rotated by then."""
        self._polls: Polls | None = None
        if isinstance(source, Polled):
            self._polls = Polls(source, clock, self.record, hosts=hosts, live=live, urgent=urgent, chance=chance)
        self._timetable = self._polls.timetable if self._polls is not None else None
        self._visits = Visits(
            source, clock, self._polls, parse=parse, format=self.record.format, document=self._memory.document, rank=self._rank, begun=self._begun
        )
        self._parse = parse
        self._older = Older(source.title, self.record.archives)
        if self.record.url is not None:
            self._older.follow(Snapshot(feed=self.record.feed, format=self.record.format or ""), self.record.url)
        self._older_asked = False
        self._clock = clock
        self._wake = asyncio.Event()
        self._asked = False
        self._failed: FeedError | None = None
        self._confirm_at: float | None = None

    def look_now(self) -> str | None:
        """Look at once, also while paused; or, for a source that must not be asked yet, why not. Call it on the event loop."""
        stream = self._visits.stream
        refusal = stream.ask() if stream is not None else self._polls.refusal() if self._polls is not None else None
        if refusal is None:
            self._asked = True
            self._wake.set()
        return refusal

    def load_older(self) -> str | None:
        """Load the next document of older posts, also while paused; or why not. A Look of the kind "older" tells what came of it. Call it on the event loop."""
        source = self.source
        if not isinstance(source, Archived) or self._polls is None:
            return f"{source.title} is no address: only what the web keeps of a feed can be loaded"
        if self._older_asked:
            return f"older posts of {source.title} are on their way"
        refusal = self._older.refusal() or self._polls.closed()
        if refusal is None:
            self._older_asked = True
            self._wake.set()
        return refusal

    def move_back(self) -> bool:
        """Ask where the reader said again, though the source says that it has moved for good; whether it was asked elsewhere. Call it on the event loop."""
        moved = self._memory.move_back()
        if moved:
            self.look_now()
        return moved

    @property
    def record(self) -> SourceRecord:
        """What is to be remembered of the source."""
        return self._memory.record

    def may_begin_with(self, snapshot: Snapshot) -> bool:
        """Whether a first document that was read without knowing of an earlier sitting says what it would have said otherwise."""
        return not is_remnant(snapshot, self.record.format)

    def touch(self) -> None:
        """The reader pressed a key: what is on the screen is worth its cadence. Call it on the event loop, as often as you like."""
        if self._timetable is not None and self._timetable.touch():
            self._wake.set()

    @property
    def live(self) -> bool:
        """The source is on the screen, so it is asked as often as what is live."""
        return self._timetable is None or self._timetable.live

    @live.setter
    def live(self, live: bool) -> None:
        if self._timetable is not None and live != self._timetable.live:
            self._timetable.show(live)
            self._wake.set()

    @property
    def due(self) -> float | None:
        """When a polled source is looked at next by itself, in the clock's monotonic seconds; None when only the reader brings another look."""
        return self._timetable.due if self._timetable is not None else None

    def pause(self, paused: bool) -> None:
        """Stop looking, or go on."""
        self.paused = paused
        if not paused:
            self._wake.set()

    async def looks(self, *, begun: tuple[Document, Snapshot] | None = None) -> AsyncIterator[Look]:
        """One Look whenever there is something to tell, until the source is finished. `begun` is a first document that was read already."""
        loop = asyncio.get_running_loop()
        self.source.watch(lambda: _from_any_thread(loop, self._wake))
        last: Snapshot | None = None
        if begun is not None:
            last = begun[1]
            self._visits.begin(*begun)
            self._confirm_after(last)
        visits = self._visits
        failure: str | None = None
        pending = False
        try:
            if self.first is not None:
                (document, last), self.first = self.first, None
                visits.begin(document, last)
                self._confirm_after(last)
                yield self._told("changed", last)
            while True:
                if self._older_asked:
                    yield await self._look_back()
                if self._may_look():
                    timetable = self._timetable
                    asked, self._asked = self._asked, self._asked and timetable is not None
                    snapshot: Snapshot | None = None
                    try:
                        async for snapshot in visits.look():
                            if snapshot.progress < 1:
                                yield self._told("changed", snapshot)
                    except FeedError as error:
                        pending, self._confirm_at = pending or self._confirm_at is not None, None
                        self._note(error)
                        if visits.is_told(error) and (str(error) != failure or asked or (timetable is not None and error is not self._failed)):
                            failure, self._failed = str(error), error
                            yield self._told("failed", error=error)
                        if self.source.finished:
                            return
                    else:
                        visits.passed()
                        self._note(None, snapshot)
                        if pending and last is not None:
                            self._confirm_after(last)
                        pending = False
                        if snapshot is not None:
                            self._memory.recognise(last, snapshot)
                            self._older.follow(snapshot, visits.document.url if visits.document is not None else None)
                            last, failure = snapshot, None
                            self._confirm_after(snapshot)
                            yield self._told("changed", snapshot)
                        elif last is not None and self._confirm_at is not None and self._clock.monotonic() >= self._confirm_at:
                            failure = self._confirm_at = None
                            yield self._told("same", replace(last, retrieved=self._clock.now()))
                        elif failure is not None or asked or (timetable is not None and not visits.listened):
                            failure = None
                            yield self._told("same")
                        if self.source.finished:
                            yield self._told("ended")
                            return
                await self._pause_between()
        finally:
            self.source.close()

    def _told(self, kind: Kind, snapshot: Snapshot | None = None, error: FeedError | None = None) -> Look:
        memory, document = self._memory, self._visits.document
        if snapshot is not None and snapshot.progress == 1 and document is not None and kind != "older":
            memory.read(document, snapshot)
        snapshot = memory.told(snapshot)
        if self._polls is None or self._timetable is None:
            return Look(self.source.name, self._clock.now(), kind, snapshot, error, record=memory.kept)
        memory.record = replace(memory.record, pace=self._timetable.pace)
        stream = self._visits.stream
        return Look(
            self.source.name,
            self._clock.now(),
            kind,
            snapshot,
            error,
            answer=self._polls.answer(error),
            again=self._timetable.left if stream is None else stream.again,
            failures=self._timetable.failures if stream is None else stream.failures,
            record=memory.kept,
        )

    def _note(self, error: FeedError | None, snapshot: Snapshot | None = None) -> None:
        """A look has ended."""
        if self._polls is not None and not (self._visits.listened and self._visits.stream is not None):
            self._asked = False
            self._polls.note(error, snapshot)

    def _may_look(self) -> bool:
        """Whether it is time. A source that is not polled may be looked at whenever somebody wakes us."""
        return self._asked or not (self.paused or (self._timetable is not None and self._visits.stream is None and self._timetable.left != 0))

    def _confirm_after(self, snapshot: Snapshot) -> None:
        self._confirm_at = self._clock.monotonic() + CONFIRM if snapshot.exhaustive else None

    async def _look_back(self) -> Look:
        """What a document of older posts adds."""
        snapshot: Snapshot | None = None
        failure: FeedError | None = None
        address, polls, source = self._older.target, self._polls, self.source
        try:
            if address is not None and polls is not None and isinstance(source, Archived):
                document = await polls.older(source, address)
                *_, found = await in_background(lambda: list(self._parse(document, Kept())))
                snapshot = self._older.take(found, document, address)
                self._memory.record = replace(self.record, archives=self._older.archives)
        except FeedError as error:
            failure = error
        self._older_asked = False
        return self._told("older", snapshot, failure)

    def _begun(self) -> None:
        self._asked = False

    def _rank(self) -> int:
        """Whose turn comes first: who the reader asked for, then what is on the screen."""
        return 0 if self._asked else 1 if self.live else 2

    async def _pause_between(self) -> None:
        wait = self._rest()
        await self._clock.wait(asyncio.Event(), SPACING)
        await self._clock.wait(self._wake, max(0.0, wait - SPACING))
        self._wake.clear()
        if self._timetable is not None:
            self._timetable.wake()

    def _rest(self) -> float:
        """Seconds to the next look."""
        if self.paused:
            return WOKEN
        if self._visits.stream is not None:
            return LISTENING
        if self._timetable is not None:
            left = self._timetable.left
            return WOKEN if left is None else min(left, WATCHFUL)
        wait = self.source.interval or 0.0
        if self._visits.unsettled:
            wait = min(wait, QUICK)
        if self._visits.retry is not None:
            wait = min(wait, self._visits.retry)
        return wait if self._confirm_at is None else min(wait, self._confirm_at - self._clock.monotonic())


def _from_any_thread(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    try:
        loop.call_soon_threadsafe(event.set)
    except RuntimeError:  # the loop has closed: nobody waits any more
        return
