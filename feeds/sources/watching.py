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


Key = tuple[Path, int, int]
"""A folder, and which one it is: a folder that is deleted and made again is another one."""


class DirectoryWatch:
    """Calls `wake` from another thread when something happens in one of the folders.

    A watch on a file goes blind when the file is replaced, so folders are watched; one that is deleted and made again is
    another folder, which `renew` notices. Where no watch can be had, or it tells nothing, as on network drives, the looks must go on alone.
    All who watch a folder share one thread.
    """

    def __init__(self, wake: Callable[[], None], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._wake, self._monotonic = wake, monotonic
        self._folders: dict[Key, _Folder] = {}
        self._lock = threading.Lock()
        self._closed = self._told = False
        self._failed: float | None = None
        self._rung = False
        self._doubted: float | None = None
        self._deaf = False

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
        found = set[Key]()
        for folder in folders:
            try:
                stat = os.stat(folder)
            except OSError:
                continue
            found.add((folder, stat.st_dev, stat.st_ino))
        with self._lock:
            same = found == self._folders.keys()
            if self._closed or (same and (self._failed is None or self._monotonic() - self._failed < AGAIN)):
                return
            left, self._folders, self._failed = self._folders, {key: _join(key, self) for key in found}, None
        for key, watched in left.items():
            if watched is not self._folders.get(key):
                _leave(watched, self)

    def hear(self, *, changed: bool) -> None:
        """Something happened in a folder; or nothing did for long, and a look tells whether that is true."""
        if changed:
            self._rung, self._deaf = True, False
        self._wake()

    def lose(self, folder: _Folder, error: Exception) -> None:
        """A folder is watched no longer."""
        with self._lock:
            if folder not in self._folders.values():
                return
            self._failed = self._monotonic()
        if not self._told:
            _log.info("no watch on %s: %s", ascii(str(folder.key[0])), ascii(str(error)))
            self._told = True
        self._wake()

    def close(self) -> None:
        """Stop for good. A look that ends later arms no other watch."""
        with self._lock:
            self._closed = True
            left, self._folders = self._folders, {}
        for folder in left.values():
            _leave(folder, self)


class _Folder:
    """One folder, watched by one thread for all who asked for it."""

    def __init__(self, key: Key) -> None:
        self.key = key
        self.watches: dict[DirectoryWatch, None] = {}
        self.stop = threading.Event()
        threading.Thread(target=self._run, name="feedreader-watch", daemon=True).start()

    def _run(self) -> None:
        from watchfiles import watch

        error: Exception = RuntimeError("it ended")
        try:
            for changes in watch(
                self.key[0],
                recursive=False,
                watch_filter=None,
                debounce=DEBOUNCE,
                step=DEBOUNCE // 2,
                stop_event=self.stop,
                raise_interrupt=False,
                rust_timeout=60_000,
                yield_on_timeout=True,
                force_polling=False,
            ):
                if self.stop.is_set():
                    return
                with _lock:
                    told = list(self.watches)
                for each in told:
                    each.hear(changed=bool(changes))
        except (OSError, RuntimeError) as caught:  # limits of the system, network drives, a folder that has just gone
            error = caught
        with _lock:
            told, self.watches = list(self.watches), {}
            if _folders.get(self.key) is self:
                del _folders[self.key]
        for each in told:
            each.lose(self, error)


_folders: dict[Key, _Folder] = {}
"""The folders that are watched."""
_lock = threading.Lock()
"""Held while it is changed who watches which."""


def _join(key: Key, watch: DirectoryWatch) -> _Folder:
    with _lock:
        folder = _folders.get(key)
        if folder is None:
            folder = _folders[key] = _Folder(key)
        folder.watches[watch] = None
    return folder


def _leave(folder: _Folder, watch: DirectoryWatch) -> None:
    """The last who leaves ends the thread."""
    with _lock:
        folder.watches.pop(watch, None)
        if not folder.watches:
            folder.stop.set()
            if _folders.get(folder.key) is folder:
                del _folders[folder.key]
