"""Time for many who wait at once: it goes on only while a test runs it, from one moment that somebody waits for to the next."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from datetime import datetime, timedelta

from .support import NOON


class _Waiter:
    """One who waits."""

    def __init__(self, scope: asyncio.Timeout) -> None:
        self.scope, self.over = scope, False


class CrowdClock:
    """For work on the event loop alone: nobody waits for threads."""

    def __init__(self, now: datetime = NOON) -> None:
        self._begun, self._elapsed, self._set = now, 0.0, timedelta()
        self._waiters: list[tuple[float, int, _Waiter]] = []
        self._count = itertools.count()

    def now(self) -> datetime:
        return self._begun + self._set + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return 1000.0 + self._elapsed

    def set(self, seconds: float) -> None:
        """Somebody sets the wall clock, or the machine wakes after so long a sleep."""
        self._set += timedelta(seconds=seconds)

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        try:
            async with asyncio.timeout(None) as scope:
                waiter = _Waiter(scope)
                heapq.heappush(self._waiters, (self._elapsed + max(0.0, seconds), next(self._count), waiter))
                try:
                    await event.wait()
                finally:
                    waiter.over = True
        except TimeoutError:
            return

    async def run(self, seconds: float) -> None:
        """Let time pass."""
        end, loop = self._elapsed + seconds, asyncio.get_running_loop()
        await self._settle()
        while self._waiters and self._waiters[0][0] <= end:
            due, _, waiter = heapq.heappop(self._waiters)
            if not waiter.over:
                self._elapsed = max(self._elapsed, due)
                waiter.scope.reschedule(loop.time() - 1)
                await self._settle()
        self._elapsed = end
        await self._settle()

    @staticmethod
    async def _settle() -> None:
        """Let everybody go on until all wait again."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(0)
        while loop._ready:  # type: ignore[attr-defined]  # noqa: ASYNC110 - nobody tells when all wait
            await asyncio.sleep(0)
