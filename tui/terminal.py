"""The terminal: taken up again after a stop, and when it has gone, the program goes too."""

from __future__ import annotations

import os
import signal
import termios
import threading
import time
from collections.abc import Callable
from typing import Any

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


def outlast_stops(driver: Any) -> None:
    """Have a program that goes on after a stop take up the terminal once.

    Textual's driver does so whenever it goes on, for ctrl+z has made it let go of the terminal before. Somebody who stops it without asking
    (kill -STOP, a debugger) has not: two threads would read the keys, and wait for each other at the end.
    """
    if not hasattr(driver, "_sigcont_application"):
        return
    resuming = False

    def go_on(number: int, frame: object) -> None:
        nonlocal resuming
        held = driver._key_thread is not None and driver._key_thread.is_alive() and not driver.exit_event.is_set()
        if resuming or not driver._auto_restart or not (held or driver._must_signal_resume):  # when it is being left, it stays left
            return
        resuming = True
        try:
            if not driver._must_signal_resume:
                driver.suspend_application_mode()
                driver._must_signal_resume = True
            while driver._must_signal_resume and _is_there(driver.fileno):  # in the background it may not have it, and is stopped once more
                driver.resume_application_mode()
        finally:
            resuming = False

    signal.signal(signal.SIGCONT, go_on)


def _is_there(descriptor: int) -> bool:
    try:
        termios.tcgetattr(descriptor)
    except termios.error:
        return False
    return True
