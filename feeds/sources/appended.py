"""A file that only grows at its end, read on from its last record.

Before a piece is believed, the bytes that were read last, and the first ones of the file, must stand where they stood: else it was truncated,
rewritten or rotated, and is read whole again.
"""

from __future__ import annotations

from msgspec import Struct

from ..errors import SourceNotFound
from .disk import OpenFile

HEAD = 1024
"""Bytes at the start of what was read that must not have changed."""
TAIL = 4096
"""Bytes at its end that must not have changed."""
PIECE = 1 << 20
"""Bytes that are given at a time, but for a record that is longer."""
QUIET = 5.0
"""Seconds without change after which a line without an end is taken for whole."""
OLD = 5.0
"""Seconds for which a file is still read that was renamed away while another has its name."""


class Rewritten(Exception):
    """What was read does not stand there any more."""


class Piece(Struct, frozen=True):
    """What a file says from its last record on."""

    data: bytes
    offset: int
    settled: bool
    """No byte behind it waits for the rest of its line."""


class Tail:
    """How far a file was read. What is given counts as read when `go_on` is called."""

    def __init__(self, file: OpenFile, format: str, data: bytes, offset: int, open_at: int, *, settled: bool) -> None:
        self.file = file
        self.format = format
        found = file.stat()
        self.identity = (found.st_dev, found.st_ino)
        self.waiting = not settled
        """Bytes stand behind what was given."""
        self.more = False
        """Whole lines stand there too."""
        self._raw, self._low = data, offset
        self._head_at, self._head = offset, data[:HEAD]
        self._open = self._end = offset
        self._given = offset + (len(data) if settled else _line_end(data))
        self._scanned = 0
        self.go_on(open_at)

    def go_on(self, open_at: int) -> None:
        """The last piece was understood: its last record begins at this offset in it."""
        self._open += open_at
        self._end = self._given
        behind = self._end - self._low
        self._tail = self._raw[max(0, behind - TAIL) : behind]
        self._raw = b""

    def look(self, *, quiet: bool, limit: int) -> Piece | None:
        """What stands there from the last record on, when a line has been added; when it is `quiet`, also a line without an end.

        Raises Rewritten; SourceNotFound for a record of more than `limit` bytes; OSError.
        """
        size = self.file.stat().st_size
        if size < self._end:
            raise Rewritten
        self._check(self.file)
        end = self._next_line_end(size)
        self.waiting = end < size
        if end == self._end and quiet:
            end, self.waiting = size, False
        if end == self._end:
            return None
        if end - self._open > limit:
            raise SourceNotFound(f"a record of {end - self._open:,} bytes has more than the {limit:,} that are read; --limit raises it")
        low = min(self._open, self._end - len(self._tail))
        raw = self.file.read(low, end)
        if len(raw) < end - low or not raw[: self._end - low].endswith(self._tail):
            raise Rewritten
        self._raw, self._low, self._given = raw, low, end
        return Piece(legible(raw[self._open - low :]), self._open, not self.waiting)

    def moves_to(self, file: OpenFile) -> bool:
        """Whether another file has all that was read, as one has that was written anew and renamed; then that one is read on."""
        try:
            self._check(file)
        except Rewritten:
            return False
        found = file.stat()
        self.file, self.identity = file, (found.st_dev, found.st_ino)
        return True

    @property
    def deleted(self) -> bool:
        """Whether the file has no name any more."""
        return self.file.stat().st_nlink == 0

    def _check(self, file: OpenFile) -> None:
        if file.read(self._head_at, self._head_at + len(self._head)) != self._head or file.read(self._end - len(self._tail), self._end) != self._tail:
            raise Rewritten

    def _next_line_end(self, size: int) -> int:
        """The offset behind the last line end of the next piece; that behind what was read when there is none."""
        at = max(self._end, self._scanned)
        self.more = False
        while at < size:
            part = self.file.read(at, min(at + PIECE, size))
            if not part:
                break
            if found := _line_end(part):
                self.more = at + len(part) < size
                return at + found
            at += len(part)
        self._scanned = at
        return self._end


def _line_end(data: bytes) -> int:
    """The offset behind the last line end, 0 without one."""
    end = data.rfind(b"\n") + 1
    return data.rfind(b"\r", end) + 1 or end


def without_hole(file: OpenFile, size: int) -> tuple[bytes, int]:
    """What was written to a file, and the offset at which it begins: a writer that goes on at its old place after the file was truncated leaves a run of NULs."""
    start = file.first_data()
    raw = file.read(start, size)
    data = raw.lstrip(b"\0")
    return data, start + len(raw) - len(data)


def legible(data: bytes) -> bytes:
    """The bytes with NULs as line ends, so that every offset holds: what a crash left in a log makes it no binary file."""
    return data.replace(b"\0", b"\n") if b"\0" in data else data
