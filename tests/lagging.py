"""How long the event loop is held at most: the CPU time of its longest callback, which other programs on the machine do not stretch."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Held:
    """What was measured so far."""

    longest = 0.0
    """Seconds of CPU time that one callback took, on the event loop's thread."""
    callbacks = 0


@contextmanager
def measuring() -> Iterator[Held]:
    """Measure every callback of event loops meanwhile."""
    held, run = Held(), asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        begun = time.thread_time()
        try:
            run(handle)
        finally:
            held.longest = max(held.longest, time.thread_time() - begun)
            held.callbacks += 1

    asyncio.Handle._run = timed  # type: ignore[assignment,method-assign]
    try:
        yield held
    finally:
        asyncio.Handle._run = run  # type: ignore[method-assign]
