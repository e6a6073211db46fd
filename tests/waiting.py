"""How tests wait for what happens in real time, and judge how long it took: right on a machine that is busy with other things too."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import pytest

PATIENCE = 30.0
"""Seconds after which a test no longer waits: so many that only what never comes takes as long, however busy the machine is."""


async def until(condition: Callable[[], object]) -> None:
    """Wait for what a thread or the system does."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() >= end:
            pytest.fail(f"nothing came within {PATIENCE} s")
        await asyncio.sleep(0.005)


def wait_until(condition: Callable[[], object]) -> None:
    """The same, where there is no event loop."""
    asyncio.run(until(condition))


def join(thread: threading.Thread) -> None:
    """Wait for the end of a thread."""
    thread.join(PATIENCE)
    assert not thread.is_alive(), f"the thread {thread.name} does not end"


def slowness() -> float:
    """How many times as long as alone this thread takes at the moment, because of other threads and programs."""
    begun, spent = time.monotonic(), time.thread_time()
    while time.thread_time() - spent < 0.05:
        pass
    return max(1.0, (time.monotonic() - begun) / (time.thread_time() - spent))


def in_time(took: float, limit: float) -> bool:
    """Whether something took less than so many seconds, or would have on a machine that has nothing else to do."""
    return took < limit or took < 2 * slowness() * limit  # others may have done more at that time than they do now


def promptly(deed: Callable[[], float], limit: float) -> bool:
    """Whether something that gives how long it took takes less than so many seconds: other programs may hold one try up, or two, but hardly three."""
    return any(deed() < limit for _ in range(3))
