"""A file that only grows at its end, read on from its last record.

Before a piece is believed, the bytes that were read last, and the first ones of the file, must stand where they stood: else it was truncated,
rewritten or rotated, and is read whole again.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ..errors import SourceNotFound
from .disk import OpenFile
from .lines import Lines, last_line_end, legible

HEAD = 1024
"""Bytes at the start of what was read that must not have changed."""
TAIL = 4096
"""Bytes at its end that must not have changed."""


class Rewritten(Exception):
    """What was read does not stand there any more. `files` have taken its place since, one after the other; none when the name must be followed."""

    def __init__(self, files: Sequence[OpenFile] = ()) -> None:
        super().__init__()
        self.files = files


class Piece(Struct, frozen=True):
    """What a file says from its last record on."""

    data: bytes
    offset: int
    settled: bool
    """No byte behind it waits for the rest of its line."""


class Tail:
    """How far a file was read."""

    def __init__(self, file: OpenFile, format: str, data: bytes, offset: int, open_at: int, *, settled: bool) -> None:
        self.format = format
        end = len(data) if settled else last_line_end(data)
        self.lines = Lines(offset + end, offset + open_at, waiting=end < len(data))
        self._take(file)
        self._head_at, self._head = offset, data[:HEAD]
        self._raw, self._low = data, offset
        self._keep()

    def go_on(self, open_at: int) -> None:
        """The last piece was understood: its last record begins at this offset in it."""
        self.lines.go_on(open_at)
        self._keep()

    def look(self, *, quiet: bool, limit: int) -> Piece | None:
        """What stands there from the last record on, when a line has been added; when it is `quiet`, also a line without an end.

        Raises Rewritten; SourceNotFound for a record of more than `limit` bytes; OSError.
        """
        lines, size = self.lines, self._file.stat().st_size
        self._check(self._file)
        if not lines.advance(self._file.read, size, quiet=quiet):
            return None
        if lines.given - lines.open > limit:
            raise SourceNotFound(f"a record of {lines.given - lines.open:,} bytes has more than the {limit:,} that are read; --limit raises it")
        low = min(lines.open, lines.end - len(self._tail))
        raw = self._file.read(low, lines.given)
        if len(raw) < lines.given - low or not raw[: lines.end - low].endswith(self._tail):
            raise Rewritten
        self._raw, self._low = raw, low
        return Piece(legible(raw[lines.open - low :]), lines.open, not lines.waiting)

    def moves_to(self, file: OpenFile) -> bool:
        """Whether another file has all that was read, as one has that was written anew and renamed; then that one is read on."""
        try:
            self._check(file)
        except Rewritten:
            return False
        self._take(file)
        return True

    @property
    def deleted(self) -> bool:
        """Whether the file has no name any more."""
        return self._file.stat().st_nlink == 0

    def _take(self, file: OpenFile) -> None:
        self._file, self.identity = file, file.identity

    def _keep(self) -> None:
        """Keep of what was read what must not change."""
        behind = self.lines.end - self._low
        self._tail = self._raw[max(0, behind - TAIL) : behind]
        self._raw = b""

    def _check(self, file: OpenFile) -> None:
        head, end = self._head, self.lines.end
        if file.read(self._head_at, self._head_at + len(head)) != head or file.read(end - len(self._tail), end) != self._tail:
            raise Rewritten


def without_hole(file: OpenFile, size: int) -> tuple[bytes, int]:
    """What was written to a file, and the offset at which it begins: a writer that goes on at its old place after the file was truncated leaves a run of NULs."""
    start = file.first_data()
    raw = file.read(start, size)
    data = raw.lstrip(b"\0")
    return data, start + len(raw) - len(data)
