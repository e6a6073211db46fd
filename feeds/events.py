"""A stream of events, taken apart as it comes (HTML, 9.2.6: Server-Sent Events). Knows no network and no feed.

Pieces may end anywhere: in a line end, in a character, in the byte order mark. What was read in pieces is what would have been read at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

LARGEST = 1 << 20
"""Bytes of the largest event that is read."""
MESSAGE = "message"
"""The type of an event that names none."""
_MARK = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"\r\n|\n|\r")
_MOST_DIGITS = 15
_SIGN = 16
"""Bytes of a line by which its field is told."""


class Event(Struct, frozen=True, gc=False):
    """One event that was sent to its end."""

    data: str
    type: str = MESSAGE
    id: str | None = None
    """The id that it has itself. An event without one does not take that of the event before, as it would in a browser: the two are different posts."""
    start: int = 0
    """The offset of its first line in the stream."""


class Refused(Struct, frozen=True, gc=False):
    """An event that is larger than what is read: it is left out, and those behind it are read."""

    start: int


class EventReader:
    """Takes a stream piece by piece and gives the events that end in each."""

    def __init__(self, last_id: str = "", *, largest: int = LARGEST) -> None:
        self._largest = largest
        self.last_id = last_id
        """The id to go on from (HTML: last event ID string), as of the last event that ended."""
        self.retry: int | None = None
        """Milliseconds after which the server wants to be asked again; None when it has not said so."""
        self.at = 0
        """Bytes that were taken."""
        self.start = 0
        """The offset behind the last event that ended: what follows is still being sent."""
        self._head: bytes | None = b""
        """What may become the byte order mark."""
        self._rest: list[bytes] = []
        """The line that is still being sent."""
        self._rest_size = 0
        self._cut = False
        """The line that is being sent is too long, and only its beginning was kept."""
        self._after_return = False
        """The last line ended with a carriage return: a line feed behind it belongs to that."""
        self._data: list[bytes] = []
        self._type = b""
        self._own: bytes | None = None
        self._size = 0
        self._refused = False
        self._fresh = True
        """No line of the next event has come yet."""

    def feed(self, piece: bytes) -> Iterator[Event | Refused]:
        """The events that this piece ends. Take them all before the next piece."""
        if self._head is not None:
            piece, self._head = self._head + piece, None
            if len(piece) < len(_MARK) and _MARK.startswith(piece):
                self._head = piece
                return
            if piece.startswith(_MARK):
                piece = piece[len(_MARK) :]
                self.at = self.start = len(_MARK)
        if self._after_return and piece:
            self._after_return = False
            if piece.startswith(b"\n"):
                piece = piece[1:]
                self.at += 1
                if self._fresh:
                    self.start = self.at
        base, begin = self.at, 0
        self.at += len(piece)
        for end in _LINE_END.finditer(piece):
            line = self._whole(piece[begin : end.start()])
            begin = end.end()
            if line:
                self._line(line)
                continue
            found = self._dispatch()
            self.start = base + begin
            if found is not None:
                yield found
        if begin < len(piece):
            self._keep(piece[begin:])
        elif piece.endswith(b"\r"):
            self._after_return = True

    # --- lines --------------------------------------------------------------------------------------------------------

    def _keep(self, part: bytes) -> None:
        """Keep the beginning of a line. Of one that is too long only what tells its field is kept."""
        self._fresh = False
        if self._cut:
            return
        self._rest.append(part)
        self._rest_size += len(part)
        if self._rest_size > self._largest:
            self._rest, self._cut = [b"".join(self._rest)[:_SIGN]], True

    def _whole(self, end: bytes) -> bytes:
        """The line that these bytes end."""
        if not self._rest:
            return end
        line = b"".join((*self._rest, b"" if self._cut else end))
        cut, self._rest, self._rest_size, self._cut = self._cut, [], 0, False
        return line[:_SIGN].ljust(self._largest + 1) if cut else line

    def _line(self, line: bytes) -> None:
        self._fresh = False
        if line.startswith(b":"):
            return
        if len(line) > self._largest:
            self._refuse()
            return
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        match name:
            case b"data":
                self._size += len(value) + 1
                if self._size > self._largest + 1:
                    self._refuse()
                elif not self._refused:
                    self._data.append(value)
            case b"event":
                self._type = value
            case b"id" if b"\0" not in value:
                self._own = value
            case b"retry" if value.isdigit():
                self.retry = int(value[:_MOST_DIGITS])
            case _:
                pass

    def _refuse(self) -> None:
        self._refused = True
        self._data.clear()

    # --- events -------------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._data, self._type, self._own = [], b"", None
        self._size, self._refused, self._fresh = 0, False, True

    def _dispatch(self) -> Event | Refused | None:
        """The event that a blank line ends, if there is one; one without data only says from where to go on."""
        data, type_, own, refused = self._data, self._type, self._own, self._refused
        start = self.start
        self._begin()
        if own is not None:
            self.last_id = _text(own)
        if refused:
            return Refused(start)
        if not data:
            return None
        return Event("\n".join(map(_text, data)), _text(type_) or MESSAGE, _text(own) if own else None, start)


def events_of(data: bytes, *, largest: int = LARGEST) -> tuple[list[Event | Refused], int]:
    """The events of a stream that was saved, and the offset behind the last one that was sent to its end."""
    reader = EventReader(largest=largest)
    found = list(reader.feed(data))
    return found, reader.start


def written(event: Event) -> bytes:
    """An event as a stream has it: read again, it is the same."""
    lines = [f"id: {event.id}"] if event.id is not None else []
    lines += [f"event: {event.type}"] if event.type != MESSAGE else []
    lines += [f"data: {line}" for line in event.data.split("\n")]
    return "\n".join((*lines, "", "")).encode()


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
