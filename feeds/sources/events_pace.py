"""When to connect to a stream of events again (HTML, 9.2.3): rules without a clock."""

from __future__ import annotations

from collections.abc import Callable
from random import random

LEAST, USUAL, MOST = 1.0, 3.0, 300.0
"""Seconds between two connections: at least, when the server does not say, at most."""
AGAIN = 60.0
"""Seconds to which connections are spread out that bring the same each time: that is a server which is polled and not one that streams."""
JITTER = 0.25
"""Part of the time that is added by chance, so that all who were cut off at once do not come back at once."""
LONGEST = 86400.0
"""Seconds for which a server may be left alone because it asks for it (RFC 9110: Retry-After)."""


class Reconnecting:
    """Counts what came of the connections so far."""

    def __init__(self, chance: Callable[[], float] = random) -> None:
        self._chance = chance
        self._tries = 0
        self._retry: float | None = None

    def ask_for(self, milliseconds: int | None) -> None:
        """Take what the server said last of the time between connections (the field `retry`)."""
        if milliseconds is not None:
            self._retry = min(max(milliseconds / 1000, LEAST), MOST)

    def after_news(self) -> float:
        """Seconds to wait after a connection that brought something, or lasted."""
        self._tries = 0
        return self._spread(self._base)

    def after_nothing(self) -> float:
        """Seconds to wait after one that ended at once and brought nothing new. A server that said how often it wants to be asked is asked so."""
        if self._retry is not None:
            return self.after_news()
        self._tries += 1
        return self._spread(min(self._base * 2.0 ** min(self._tries - 1, 32), AGAIN))

    def after_failure(self, retry_after: float | None = None) -> float:
        """Seconds to wait after one that did not come about."""
        self._tries += 1
        own = self._spread(self._base * 2.0 ** min(self._tries, 32))
        return max(own, min(retry_after or 0.0, LONGEST))

    @property
    def _base(self) -> float:
        return USUAL if self._retry is None else self._retry

    def _spread(self, seconds: float) -> float:
        return min(MOST, seconds * (1 + JITTER * self._chance()))
