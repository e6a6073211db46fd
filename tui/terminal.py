"""The terminal's end: when it has gone, the program goes too."""

from __future__ import annotations

import os
import signal
import termios
import threading
import time
from collections.abc import Callable

EVERY = 1.0
"""Seconds between looks at the terminal."""
GRACE = 1.0
"""Seconds for leaving in order when there is no terminal any more."""
LOST = 128 + signal.SIGHUP
"""The exit code of a program whose terminal has gone."""


def watch_terminal(leave: Callable[[], object], *, descriptor: int = 0) -> None:
    """Begin to look whether the terminal is there; when it has gone call `leave` from a thread of its own, and a moment later end the process.

    A signal tells of most lost terminals, but not of all; and whoever draws on a lost one may wait for it for ever, the event loop too.
    """

    def look() -> None:
        while _is_there(descriptor):
            time.sleep(EVERY)
        leave()
        time.sleep(GRACE)
        os._exit(LOST)

    threading.Thread(target=look, name="feedreader-terminal", daemon=True).start()


def _is_there(descriptor: int) -> bool:
    try:
        termios.tcgetattr(descriptor)
    except termios.error:
        return False
    return True
