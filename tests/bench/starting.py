"""From starting the program to its first timeline, and to the end of a dump, against a minimal Textual application."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
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


def _first_paint(argv: Sequence[str], needle: bytes) -> float:
    """Seconds from the start until a text has been written to a 160×50 terminal."""
    begun = time.perf_counter()
    with Terminal(argv, size=(160, 50)) as terminal:
        while needle not in terminal.raw:
            terminal.read(1)
            if time.perf_counter() - begun > PATIENCE:
                raise TimeoutError(f"never showed {needle!r}:\n{terminal.text}")
        return time.perf_counter() - begun


def start() -> None:
    """Program against minimal application, in turns."""
    mine: list[float] = []
    floor: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.txt"
        page.write_text(live_page(20))
        for _ in range(ROUNDS):
            pair = [((*FEEDREADER, str(page)), b"Headline 19", mine), ((sys.executable, "-c", MINIMAL), b"MINIMAL-READY", floor)]
            random.shuffle(pair)
            for argv, needle, times in pair:
                times.append(_first_paint(argv, needle))
    ratio = statistics.median(a / b for a, b in zip(mine, floor, strict=True))
    print(f"start: {statistics.median(mine) * 1000:.0f} ms to the first timeline, minimal Textual {statistics.median(floor) * 1000:.0f} ms, ratio {ratio:.2f}")


def dump() -> None:
    """`dump --json` of a small page against the minimal application's first paint."""
    mine: list[float] = []
    floor: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.txt"
        page.write_text(live_page(20))
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            subprocess.run([*FEEDREADER, "dump", "--json", str(page)], capture_output=True, check=True)
            mine.append(time.perf_counter() - begun)
            floor.append(_first_paint((sys.executable, "-c", MINIMAL), b"MINIMAL-READY"))
    ratio = statistics.median(a / b for a, b in zip(mine, floor, strict=True))
    print(f"dump: {statistics.median(mine) * 1000:.0f} ms, minimal Textual {statistics.median(floor) * 1000:.0f} ms, ratio {ratio:.2f}")
