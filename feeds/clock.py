"""Time as a parameter: what the parts that wait need of a clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import asyncio


class Clock(Protocol):
    """The reader's clock, or one that a test turns."""

    def now(self) -> datetime:
        """The aware wall-clock time."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back, whatever happens to the wall clock."""
        ...

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Return when the event is set or the time is over, whichever comes first."""
        ...
