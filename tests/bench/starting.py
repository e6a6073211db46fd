"""From starting the program to its first timeline, and to the end of a dump, against a minimal Textual application."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.pages import live_page
from tests.pseudo import Terminal

ROUNDS = 15
PATIENCE = 20.0
"""Seconds for a first paint at the most."""
MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("MINIMAL-READY")
Minimal().run()
"""
FEEDREADER = (sys.executable, "-m", "tui")


def _first_paint(argv: Sequence[str], needle: bytes, home: Path) -> float:
    """Seconds from the start until a text has been written to a 160×50 terminal. Settings and history are those of a home of its own."""
    own = {"HOME": str(home), "XDG_CONFIG_HOME": f"{home}/config", "XDG_STATE_HOME": f"{home}/state"}
    begun = time.perf_counter()
    with Terminal(argv, size=(160, 50), env=own) as terminal:
        while needle not in terminal.raw:
            terminal.read(1)
            if time.perf_counter() - begun > PATIENCE:
                raise TimeoutError(f"never showed {needle!r}:\n{terminal.text}")
        return time.perf_counter() - begun


def _report(name: str, run: Callable[[Path], float]) -> None:
    """A way of running the program on a small page against the minimal application's first paint, in turns."""
    mine: list[float] = []
    floor: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.txt"
        page.write_text(live_page(20))
        for _ in range(ROUNDS):
            turns: list[tuple[Callable[[], float], list[float]]] = [
                (lambda: run(page), mine),
                (lambda: _first_paint((sys.executable, "-c", MINIMAL), b"MINIMAL-READY", page.parent), floor),
            ]
            random.shuffle(turns)
            for turn, times in turns:
                times.append(turn())
    ratio = statistics.median(a / b for a, b in zip(mine, floor, strict=True))
    print(f"{name}: {statistics.median(mine) * 1000:.0f} ms, minimal Textual {statistics.median(floor) * 1000:.0f} ms, ratio {ratio:.2f}")


def start() -> None:
    """From the command to the first timeline."""
    _report("start", lambda page: _first_paint((*FEEDREADER, str(page)), b"Headline 18", page.parent))


def dump() -> None:
    """`dump --json`, from the command to its end."""

    def timed(page: Path) -> float:
        begun = time.perf_counter()
        subprocess.run([*FEEDREADER, "dump", "--json", str(page)], capture_output=True, check=True)
        return time.perf_counter() - begun

    _report("dump", timed)
