"""Wake-ups from the file system. They only bring the next look forward: the truth is always a stat of the path."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

DEBOUNCE = 50
"""Milliseconds in which changes are gathered."""
AGAIN = 60.0
"""Seconds after which a watch that could not be had is tried again."""
DEAF = 1.0
"""Seconds in which a watch must tell of a change that a look has found."""

_log = logging.getLogger(__name__)


class DirectoryWatch:
    """Calls `wake` from a thread of its own when something happens in one of the folders.

    A watch on a file goes blind when the file is replaced, so folders are watched; one that is deleted and made again is
    another folder, which `renew` notices. Where no watch can be had, or it tells nothing, as on network drives, the looks must go on alone.
    """

    def __init__(self, wake: Callable[[], None], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._wake, self._monotonic = wake, monotonic
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._folders: dict[Path, tuple[int, int]] = {}
        self._lock = threading.Lock()
        self._closed = self._told = False
        self._failed: float | None = None
        self._rung = False
        self._doubted: float | None = None
        self._deaf = False

    @property
    def alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    @property
    def hears(self) -> bool:
        """Whether it can be relied on: then looks may be rare."""
        return self._failed is None and not self._deaf

    def note(self, *, changed: bool) -> None:
        """A look was made, which found the file changed or not: a watch that tells of no change is deaf, until it tells of one."""
        now = self._monotonic()
        if self._rung:
            self._rung, self._doubted = False, None
        elif changed and self._doubted is None:
            self._doubted = now
        elif self._doubted is not None and now - self._doubted >= DEAF:
            self._deaf = True

    def renew(self, folders: set[Path]) -> None:
        """Watch these folders, as they are now. Cheap when nothing has changed."""
        found = {}
        for folder in folders:
            try:
                stat = os.stat(folder)
            except OSError:
                continue
            found[folder] = (stat.st_dev, stat.st_ino)
        with self._lock:
            same = found == self._folders
            if self._closed or (same and (self.alive or not found)):
                return
            if same and self._failed is not None and self._monotonic() - self._failed < AGAIN:
                return
            self._stop.set()
            self._folders, self._stop, self._thread, self._failed = found, threading.Event(), None, None
            if found:
                self._thread = threading.Thread(target=self._run, args=(list(found), self._stop), name="feedreader-watch", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop for good. A look that ends later arms no other watch."""
        with self._lock:
            self._closed = True
            self._stop.set()
            self._thread = None

    def _run(self, folders: list[Path], stop: threading.Event) -> None:
        from watchfiles import watch

        try:
            for changes in watch(
                *folders,
                recursive=False,
                watch_filter=None,
                debounce=DEBOUNCE,
                step=DEBOUNCE // 2,
                stop_event=stop,
                raise_interrupt=False,
                rust_timeout=60_000,
                yield_on_timeout=True,
                force_polling=False,
            ):
                if stop.is_set():
                    return
                if changes:
                    self._rung, self._deaf = True, False
                self._wake()
        except (OSError, RuntimeError) as error:  # limits of the system, network drives, a folder that has just gone
            with self._lock:
                if stop is self._stop:
                    self._failed = self._monotonic()
            if not self._told:
                _log.info("no watch on %s: %s", ", ".join(map(ascii, map(str, folders))), ascii(str(error)))
                self._told = True
            self._wake()
