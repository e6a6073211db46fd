"""How long the event loop is held at most: the CPU time of its longest callback, which neither other programs on the machine nor what other tests have left stretch."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Held:
    """What was measured so far."""

    longest = 0.0
    """Seconds of CPU time that one callback took, on the event loop's thread."""
    by = ""
    """Which it was."""
    callbacks = 0


@contextmanager
def measuring() -> Iterator[Held]:
    """Measure every callback of this thread's event loops meanwhile.

    The collector of garbage, which goes through all that the tests before have made and comes when it likes, is not counted.
    """
    held, run, here = Held(), asyncio.Handle._run, threading.get_ident()
    collecting = _Collecting(here)

    def timed(handle: asyncio.Handle) -> None:
        if threading.get_ident() != here:
            run(handle)
            return
        begun, collected = time.thread_time(), collecting.seconds
        try:
            run(handle)
        finally:
            took = time.thread_time() - begun - (collecting.seconds - collected)
            if took > held.longest:
                held.longest, held.by = took, repr(handle)
            held.callbacks += 1

    asyncio.Handle._run = timed  # type: ignore[assignment,method-assign]
    gc.callbacks.append(collecting)
    try:
        yield held
    finally:
        gc.callbacks.remove(collecting)
        asyncio.Handle._run = run  # type: ignore[method-assign]


class _Collecting:
    """Seconds of CPU time that the collector has taken on one thread."""

    def __init__(self, thread: int) -> None:
        self.seconds = 0.0
        self._thread = thread
        self._begun = 0.0

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        if threading.get_ident() != self._thread:
            return
        if phase == "start":
            self._begun = time.thread_time()
        else:
            self.seconds += time.thread_time() - self._begun
