"""What comes out of a pipe: a thread of its own waits for it and takes it in, looks take it out. When it piles up, whoever writes waits."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable

STEP = 1 << 16


class Basin:
    """What has come and was not dropped yet. All of it is shared with the thread, under `changed`."""

    def __init__(self, limit: int, room: int, monotonic: Callable[[], float]) -> None:
        self.changed = threading.Condition()
        self.data = bytearray()
        self.dropped = 0
        """Bytes that came before `data`."""
        self.came = 0.0
        """When the last of it came."""
        self.limit = limit
        self.room = room
        """Bytes that may pile up before no more is taken in."""
        self.full = False
        """Whoever writes waits for a look."""
        self.ended = False
        self.error: OSError | None = None
        self.woken = False
        """Nobody has looked since the last wake-up."""
        self.wake: Callable[[], None] = lambda: None
        self._monotonic = monotonic

    @property
    def over(self) -> bool:
        """It is more than is read at all."""
        return len(self.data) > self.limit

    def add(self, part: bytes) -> None:
        with self.changed:
            self.data += part
            self.came = self._monotonic()
            wake, self.woken = not self.woken, True
        if wake:
            self.wake()

    def end(self, error: OSError | None) -> None:
        """No more will come."""
        with self.changed:
            self.ended, self.error = True, error
            self.changed.notify_all()
        self.wake()

    def between(self, start: int, end: int) -> bytes:
        """The bytes between two offsets of all that ever came."""
        return bytes(self.data[start - self.dropped : end - self.dropped])

    def drop(self, offset: int) -> None:
        """What came before this offset is not needed any more."""
        del self.data[: offset - self.dropped]
        self.dropped = offset
        self.changed.notify_all()


class Tap:
    """Lets a descriptor pour into a basin, to its end, to the limit or until it is shut."""

    def __init__(self, basin: Basin, descriptor: int, *, last: bool = True) -> None:
        """The descriptor is closed when nothing is read from it any more. After one that is not the `last`, more may come out of another."""
        self._basin, self._descriptor, self._last = basin, descriptor, last
        self._patient = self._shut = False
        self.dry = False
        """It has been read to its end."""
        self._bell = (-1, -1)

    def open(self) -> None:
        """Pour in a thread of its own, no faster than looks take it out. Raises OSError."""
        try:
            self._bell, self._patient = os.pipe(), True
        except OSError:
            self.drop()
            raise
        threading.Thread(target=self.run, name="feedreader-pipe", daemon=True).start()

    def shut(self) -> None:
        """Read no more. The thread ends by itself, soon."""
        with self._basin.changed:
            self._shut = True
            if self._bell[1] >= 0:
                os.write(self._bell[1], b"\0")
            self._basin.changed.notify_all()

    def run(self) -> None:
        """Pour now; return when that is over."""
        error: OSError | None = None
        try:
            self._pour()
        except OSError as caught:
            error = caught
        with self._basin.changed:
            self.drop()
            self.dry = True
        if not self._shut and (self._last or error is not None or self._basin.over):
            self._basin.end(error)

    def drop(self) -> None:
        """Close what is open."""
        for descriptor in (*self._bell, self._descriptor):
            if descriptor >= 0:
                os.close(descriptor)
        self._bell = (-1, -1)

    def _pour(self) -> None:
        basin, waiting = self._basin, select.poll()
        for descriptor in (self._descriptor, self._bell[0]):
            if descriptor >= 0:
                waiting.register(descriptor, select.POLLIN)
        while True:
            waiting.poll()  # also a descriptor that does not block, as a neighbour may have set it, is waited for
            if self._shut:
                return
            try:
                part = os.read(self._descriptor, STEP)
            except BlockingIOError:
                continue
            if not part:
                return
            basin.add(part)
            with basin.changed:
                if basin.over:
                    return
                basin.full = not self._may_go_on()
                basin.changed.wait_for(self._may_go_on)
                basin.full = False
                if self._shut:
                    return

    def _may_go_on(self) -> bool:
        """Nobody looks while the end is waited for: then all of it is taken in."""
        return self._shut or not self._patient or len(self._basin.data) <= self._basin.room
