"""Wake-ups from the file system. They only bring the next look forward: the truth is always a stat of the path."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

DEBOUNCE = 50
"""Milliseconds in which changes are gathered."""


class DirectoryWatch:
    """Calls `wake` from a thread of its own when something happens in one of the folders.

    A watch on a file goes blind when the file is replaced, so folders are watched; one that is deleted and made again is
    another folder, which `renew` notices.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._folders: dict[Path, tuple[int, int]] = {}
        self._lock = threading.Lock()
        self._closed = False

    @property
    def alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

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
            if self._closed or (found == self._folders and (self.alive or not found)):
                return
            self._stop.set()
            self._folders, self._stop, self._thread = found, threading.Event(), None
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
            for _ in watch(
                *folders,
                recursive=False,
                watch_filter=None,
                debounce=DEBOUNCE,
                step=DEBOUNCE // 2,
                stop_event=stop,
                raise_interrupt=False,
                rust_timeout=60_000,
                yield_on_timeout=True,
            ):
                if stop.is_set():
                    return
                self._wake()
        except (OSError, RuntimeError):  # no watch to be had here (limits, network drives): the looks go on alone
            return
