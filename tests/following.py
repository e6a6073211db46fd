"""An address that is followed as the program does it, poll after poll, while the clock is turned by the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from functools import partial
from typing import Any

from feeds import Changes, FeedError, Follower, HttpSource, Look, Timeline
from feeds.background import in_background
from feeds.model import SourceRecord

from .support import ManualClock
from .waiting import PATIENCE

NEW, SAME, ERR, STOP = "NEW", "SAME", "ERR", "STOP"
"""What a poll comes to: posts merged, no change, a failure that is tried again, one that waits for the reader."""


class Followed:
    """Looks are asked for one by one; what they bring is merged."""

    def __init__(self, url: str, record: SourceRecord | None = None, **more: Any) -> None:
        self.clock = ManualClock()
        self.source = HttpSource(url, **{"interval": 3600, "now": lambda: self.clock.now().timestamp(), **more})
        self.follower = Follower(self.source, self.clock, record=record)
        self.looks = self.follower.looks()
        self.timeline = Timeline()
        self.changes: list[Changes] = []

    async def look(self, after: timedelta = timedelta(0)) -> Look:
        """The next look, so much later. The document of a first look comes in parts: the last one is given."""
        self.clock.advance(after.total_seconds())
        while True:
            look = await asyncio.wait_for(anext(self.looks), PATIENCE)
            if look.snapshot is not None:
                self.changes.append(await in_background(partial(self.timeline.merge, look.snapshot)))  # the program merges large ones bit by bit
            if look.snapshot is None or look.snapshot.progress == 1:
                return look

    async def outcome(self) -> tuple[str, FeedError | None]:
        """What the next poll comes to."""
        return self.outcome_of(await self.look())

    def outcome_of(self, look: Look) -> tuple[str, FeedError | None]:
        """What a look came to that was merged just now."""
        if look.error is not None:
            return (ERR if look.again is not None else STOP), look.error
        return (NEW if look.snapshot is not None and self.changes[-1] else SAME), None

    async def close(self) -> None:
        """Follow no longer."""
        assert isinstance(self.looks, AsyncGenerator)
        await self.looks.aclose()
