"""The polls of one source: each in its turn among those of the whole program, and what its schedule makes of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from msgspec.structs import replace

from ..clock import Clock
from ..errors import FeedError, SourceHeld, SourceUnavailable
from ..model import Document, Snapshot, SourceRecord, Validators
from ..schedule import duration
from ..sources.base import Archived, Conditional, Led, Polled, Streamed
from .hosts import Hosts, Turn
from .timetable import Timetable
from .turns import ThreadTurns, onward

TOO_MANY = 600.0
"""Seconds for which a host is left alone that is asked too often for older posts and does not say more."""


class Polls:
    """A polled source with its timetable, at the gate that all requests go through."""

    def __init__(
        self, source: Polled, clock: Clock, record: SourceRecord, *, hosts: Hosts | None, live: bool, urgent: bool, chance: Callable[[], float]
    ) -> None:
        """See Follower. Without `hosts` the source has a gate of its own."""
        self._source, self._hosts = source, hosts or Hosts(clock)
        self._answering = source.host
        """Who was asked last, after redirects."""
        self.timetable = Timetable(source, clock, chance, record.pace, record.feed.rhythm, live=live, urgent=urgent)
        if record.pace.too_many:
            self._hosts.pause(source.host, self.timetable.closed)

    def refusal(self) -> str | None:
        """Why the reader may not have the source asked now; None when it may be."""
        return self.timetable.refusal() or self._hosts.refusal(self._source.host)

    def closed(self) -> str | None:
        """Why nothing may be asked of the source's host now; None when something may be."""
        left = self.timetable.closed
        return f"{self._source.title} wants to be left alone for another {duration(left)}" if left > 0 else self._hosts.refusal(self._source.host)

    async def fetch(self, previous: Document | None, rank: Callable[[], int], begun: Callable[[], None]) -> Document | None:
        """What the source gives when its turn has come, which is told to `begun`. Raises SourceError; SourceHeld when it is not even asked."""
        source = self._source
        if isinstance(source, Streamed):
            source.connect_in(ThreadTurns(self._hosts, asyncio.get_running_loop(), source.name, rank))
        async with self._turn(source.host, rank):
            begun()
            if self.timetable.begin() and previous is not None and isinstance(source, Conditional):
                source.forget()
                previous = replace(previous, validators=Validators(digest=previous.validators.digest))
            return await source.fetch(previous)

    async def older(self, source: Archived, address: str) -> Document:
        """A document of older posts, when the turn of its host has come. Raises SourceError; SourceHeld when it is not even asked."""
        host = _host_of(address) or source.host
        async with self._turn(host, lambda: 0) as turn:
            try:
                return await source.fetch_from(address)
            except SourceUnavailable as error:
                if error.status == 429 and not isinstance(error, SourceHeld):
                    self._hosts.pause(turn.host, error.retry_after or TOO_MANY)
                raise

    @asynccontextmanager
    async def _turn(self, host: str, rank: Callable[[], int]) -> AsyncIterator[Turn]:
        """Wait for a turn, and have it; where the source is led on, it has one with each host."""
        source = self._source
        async with self._hosts.turn(host, source.name, rank=rank) as turn:
            if isinstance(source, Led):
                source.onward = onward(turn, asyncio.get_running_loop())
            try:
                yield turn
            finally:
                self._answering = turn.host
                if isinstance(source, Led):
                    source.onward = None

    def note(self, error: FeedError | None, snapshot: Snapshot | None) -> None:
        """A poll has ended, with this error or with none, and with this snapshot if there is another. A server that is asked too often is left alone by all."""
        self.timetable.note(error, snapshot)
        if isinstance(error, SourceUnavailable) and error.status == 429 and not isinstance(error, SourceHeld):
            self._hosts.pause(self._answering, self.timetable.closed)

    def answer(self, error: FeedError | None) -> str:
        """What the source answered, in its own words; empty when it did not."""
        return "" if isinstance(error, SourceHeld) else self._source.reply.words


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
