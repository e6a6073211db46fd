"""Key to painted frame, and arrivals, in a real pseudo-terminal of 160×50: the program's own CPU time, and bytes sent."""

from __future__ import annotations

import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.pseudo import Terminal

SIZES = (1_000, 100_000, 1_000_000)
KEYS = (("down", 120), ("pgdn", 60), ("up", 60), ("pgup", 40), ("end home", 10))
ARRIVALS = 20


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used, over all its threads."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


def _percentile(values: Sequence[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def _stage(posts: int, log: Path) -> Terminal:
    terminal = Terminal((sys.executable, "-m", "tests.bench.stage", str(posts)), size=(160, 50), env={"STAGE_LOG": str(log)})
    terminal.until(f"Headline {posts - 1}", seconds=180)
    terminal.quiet(1.0)
    return terminal


def keys() -> None:
    """Each key is pressed when the frame of the last has come."""
    for posts in SIZES:
        with tempfile.TemporaryDirectory() as folder, _stage(posts, Path(folder) / "log") as terminal:
            every: list[float] = []
            parts = []
            for key, count in KEYS:
                times, sizes = [], []
                for pressed in key.split() * count:
                    before = _cpu(terminal.pid)
                    terminal.press(pressed)
                    sizes.append(terminal.frame())
                    terminal.quiet(0.02)
                    times.append(_cpu(terminal.pid) - before)
                every += times
                parts.append(f"{key} {statistics.median(times) * 1000:.1f}/{_percentile(times, 0.99) * 1000:.1f} ms {statistics.median(sizes) / 1000:.1f} kB")
            print(f"keys: {posts:,} posts: CPU p50 {statistics.median(every) * 1000:.1f} ms, p99 {_percentile(every, 0.99) * 1000:.1f} ms ({', '.join(parts)})")


def arrival() -> None:
    """Posts arrive while the reader is away from the newest end: time of the call, CPU of it and of the frame together, frames, bytes, and rows that changed."""
    for posts in (SIZES[0], SIZES[-1]):
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "log"
            with _stage(posts, log) as terminal:
                for _ in range(30):
                    terminal.press("down")
                    terminal.frame()
                terminal.quiet(2.5)
                for number, count in ((signal.SIGUSR1, 1), (signal.SIGUSR2, 100)):
                    log.write_text("")
                    sizes, frames, work, moved = [], [], [], 0
                    for _ in range(ARRIVALS):
                        rows, begin, before = terminal.text.split("\n")[10:-1], len(terminal.raw), _cpu(terminal.pid)
                        os.kill(terminal.pid, number)
                        terminal.frame()
                        terminal.quiet(0.2)
                        work.append(_cpu(terminal.pid) - before)
                        time.sleep(0.1)
                        sent = bytes(terminal.raw[begin:])
                        sizes.append(len(sent))
                        frames.append(sent.count(b"\x1b[?2026l"))
                        moved += sum(a != b for a, b in zip(rows, terminal.text.split("\n")[10:-1], strict=True))
                    calls = [float(line) for line in log.read_text().split()]
                    print(
                        f"arrival: {count} at {posts:,} posts: call p50 {statistics.median(calls) * 1000:.2f} ms, "
                        f"CPU with its frame {statistics.median(work) * 1000:.1f} ms, {statistics.median(sizes):.0f} bytes, "
                        f"{statistics.median(frames):.0f} frame(s), {moved} of {39 * ARRIVALS} rows moved"
                    )
