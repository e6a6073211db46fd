"""How far something that grows line by line was given: always up to a line end, and from its last record on."""

from __future__ import annotations

from collections.abc import Callable

PIECE = 1 << 20
"""Bytes that are given at a time, but for a record that is longer."""
QUIET = 5.0
"""Seconds without change after which a line without an end is taken for whole."""


class Lines:
    """Offsets in what grows. What is given counts as read when `go_on` is called."""

    def __init__(self, end: int, open: int, *, waiting: bool) -> None:
        self.open = open
        """Where the last record begins."""
        self.end = self.given = end
        """Behind what was read, and behind what was given."""
        self.waiting = waiting
        """Bytes stand behind what was given."""
        self.more = False
        """Whole lines stand there too."""
        self._scanned = 0

    def go_on(self, open_at: int) -> None:
        """The last piece was understood: its last record begins at this offset in it."""
        self.open += open_at
        self.end = self.given

    def advance(self, read: Callable[[int, int], bytes], size: int, *, quiet: bool) -> bool:
        """Find the end of the next piece, up to `size`: the last line end, or when it is `quiet` the size itself; whether there is a piece."""
        self.given, at, self.more = self.end, max(self.end, self._scanned), False
        while at < size and self.given == self.end:
            part = read(at, min(at + PIECE, size))
            if not part:
                break
            if found := last_line_end(part):
                self.given = at + found
                self.more = at + len(part) < size
            at += len(part)
        if self.given == self.end:
            self._scanned = at
            if quiet:
                self.given = size
        self.waiting = self.given < size
        return self.given > self.end


def last_line_end(data: bytes) -> int:
    """The offset behind the last line end, 0 without one."""
    end = data.rfind(b"\n") + 1
    return data.rfind(b"\r", end) + 1 or end


def legible(data: bytes) -> bytes:
    """The bytes with NULs as line ends, so that every offset holds: what a crash left in a log makes it no binary file."""
    return data.replace(b"\0", b"\n") if b"\0" in data else data
