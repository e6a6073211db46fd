"""The connection of a stream, as those who look at the stream and the thread that reads it both know it: there, lost, waited for, not wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ..errors import SourceError


class Link:
    """All of it is used under the lock of `changed`, which its methods take themselves. `monotonic` and `sleep` are the clock: see EventStream."""

    def __init__(self, changed: threading.Condition, monotonic: Callable[[], float], sleep: Callable[[float], None] | None) -> None:
        self._changed, self._monotonic, self._sleep = changed, monotonic, sleep
        self.up = False
        """There is a connection."""
        self.trouble: SourceError | None = None
        """Why there is none."""
        self.failures = 0
        """How many connections in a row were not to be had."""
        self.closed = False
        """Nobody wants the stream any more."""
        self._due: float | None = None
        self._held_until = 0.0
        self._hurried = self._left = False
        self._cancel: Callable[[], None] = lambda: None

    # --- who looks ----------------------------------------------------------------------------------------------------

    @property
    def again(self) -> float | None:
        """Seconds until it is connected to again; None while it is."""
        with self._changed:
            return None if self.up or self._due is None else max(0.0, self._due - self._monotonic())

    @property
    def held(self) -> float:
        """Seconds for which the server wants to be left alone."""
        with self._changed:
            return max(0.0, self._held_until - self._monotonic())

    def hurry(self) -> None:
        """Connect at once, where that is waited for."""
        with self._changed:
            self._hurried = True
            self._changed.notify_all()

    def leave(self) -> None:
        """Give this connection up for another one."""
        with self._changed:
            self._left = self._hurried = True
            self._changed.notify_all()
            cancel = self._cancel
        cancel()

    def close(self) -> None:
        """End it at once. Nothing is waited for."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()
            cancel = self._cancel
        cancel()

    # --- the thread ---------------------------------------------------------------------------------------------------

    def may_cancel(self, cancel: Callable[[], None]) -> None:
        """What is begun now can be ended so, from any thread."""
        with self._changed:
            self._cancel = cancel
            unwanted = self.closed or self._left
        if unwanted:
            cancel()

    def left(self) -> bool:
        """Whether what was ended is to be begun again."""
        with self._changed:
            return self._left and not self.closed

    def begins_anew(self) -> bool:
        """Whether the next connection has nothing to do with the last one. Asked once."""
        with self._changed:
            left, self._left = self._left, False
            return left

    def made(self) -> bool:
        """There is a connection; whether that ends a trouble."""
        with self._changed:
            mended = self.trouble is not None
            self.up, self.trouble, self.failures, self._due, self._held_until = True, None, 0, None, 0.0
            self._changed.notify_all()
            return mended

    def lost(self, trouble: SourceError | None, due: float | None = None, held: float = 0.0) -> bool:
        """There is none, for this reason or for none worth telling, and the next is due in so many seconds, None: never. Whether that is another trouble."""
        with self._changed:
            another = trouble is not self.trouble
            self.up, self.trouble, self.failures = False, trouble, self.failures + another
            now = self._monotonic()
            self._due = None if due is None else now + due
            self._held_until = now + held
            self._changed.notify_all()
            return another

    def rest(self) -> bool:
        """Wait until it is time to connect again; whether anybody still wants it."""
        with self._changed:
            due, self._hurried = self._due or 0.0, self._left
            if self._sleep is None:
                self._changed.wait_for(lambda: self.closed or self._hurried, due - self._monotonic())
            if self._sleep is None or self.closed:
                return not self.closed
        self._sleep(due - self._monotonic())
        return not self.closed
