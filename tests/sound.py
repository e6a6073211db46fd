"""What must hold whatever a server, a file or the system does: measured around a test, the same for all of them.

Nothing is told but to the reader, the event loop is never held, memory stays small, it takes no longer than it may, and nothing is left open.
"""

from __future__ import annotations

import gc
import logging
import re
import resource
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .lagging import measuring
from .support import count_open, left_open, our_threads
from .waiting import in_time, join

LAG = 0.1
"""Seconds for which one callback may hold the event loop, as the processor counts them: what other programs take does not count."""
MEMORY = 64 << 20
"""Bytes that may be needed beside what was there before."""
DEADLINE = 30.0
"""Seconds that a poll may take."""


@contextmanager
def sound(*, lag: float = LAG, memory: int = MEMORY, within: float = DEADLINE) -> Iterator[None]:
    """All of it, of what is done inside."""
    gc.collect()  # what others have left is neither closed, nor freed, nor complained of meanwhile
    with nothing_left_open(), no_traceback(), callbacks_of_at_most(lag), memory_of_at_most(memory):
        begun = time.monotonic()
        yield
        assert in_time(time.monotonic() - begun, within)


@contextmanager
def nothing_left_open() -> Iterator[None]:
    """As many files and sockets as before, and no thread at work."""
    before = count_open()
    yield
    for thread in our_threads():
        join(thread)  # it has told what it found, and is about to end
    assert left_open(before) == 0


@contextmanager
def no_traceback() -> Iterator[None]:
    """No error that nobody handles: in a thread, in a callback, in a log."""
    found: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(self.format(record))

    listener, hook = Listener(logging.ERROR), threading.excepthook
    threading.excepthook = lambda args: found.append(f"{args.thread}: {args.exc_value!r}")
    logging.getLogger().addHandler(listener)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(listener)
        threading.excepthook = hook
    assert found == []


@contextmanager
def callbacks_of_at_most(seconds: float) -> Iterator[None]:
    """No callback of this thread's event loop takes longer, in processor time."""
    with measuring() as held:
        yield
    assert held.longest < seconds, held.by


@contextmanager
def memory_of_at_most(size: int) -> Iterator[None]:
    """The process never has so many bytes more than at the beginning."""
    before = begin_peak()
    yield
    assert peak() - before < size


def begin_peak() -> int:
    """Bytes that the process has; its highest is counted from now on, where the system can do that."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return peak()


def peak() -> int:
    """The most bytes that the process has had."""
    try:
        found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    except OSError:
        found = None
    return int(found[1]) * 1024 if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
