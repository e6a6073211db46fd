"""How long work takes at best: what a noisy machine adds is left out."""

from __future__ import annotations

import time
from collections.abc import Callable


def best(work: Callable[[], object], rounds: int = 7) -> float:
    """Seconds of processor time that the shortest of so many runs takes, in all threads of this process: for work that waits for nothing."""
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)
