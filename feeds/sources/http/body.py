"""The body of an HTTP answer, unpacked within limits and only whole.

HTTP clients give a compressed body that was cut off as if it were all; a feed that is cut off looks like one that withdrew posts. Hence a decoder of
our own, which demands the end of the stream, and looks at what came before and after the body.
"""

from __future__ import annotations

import re
import zlib

from msgspec import Struct

GZIP = b"\x1f\x8b"
STEP = 1 << 18
"""Bytes unpacked at a time."""

_BLANK = re.compile(rb"\n\r?\n")
_INTERIM = re.compile(rb"HTTP/1\.\d 1\d\d")


class Caps(Struct, frozen=True):
    """What one poll may cost. Times in seconds, sizes in bytes."""

    connect: float = 10.0
    first_byte: float = 15.0
    """Also between one piece of the answer and the next."""
    total: float = 30.0
    wire: int = 8 << 20
    decoded: int = 16 << 20
    ratio: int = 200
    """How many times longer than what came over the wire a body may be."""
    ratio_from: int = 1 << 20
    """Bytes that may be unpacked whatever the ratio."""
    head: int = 100 << 10
    interim: int = 20
    """Answers of the kind 1xx before the real one."""
    hops: int = 5
    """Redirects."""


class Unusable(Exception):
    """An answer that is no document. Its text says why, without the address."""

    def __init__(self, why: str, *, unknown_coding: bool = False) -> None:
        super().__init__(why)
        self.unknown_coding = unknown_coding


class Unpacker:
    """Takes a body piece by piece; `end` gives it whole. Both raise Unusable."""

    def __init__(self, coding: str, caps: Caps) -> None:
        """`coding` is the Content-Encoding header; RFC 9110, 8.4."""
        self._caps = caps
        named = [name for part in coding.lower().split(",") if (name := part.strip(" \t")) and name != "identity"]
        if len(named) > 1:
            raise Unusable("its answer is packed more than once")
        self._coding = {"x-gzip": "gzip"}.get(named[0], named[0]) if named else ""
        if self._coding not in ("", "gzip", "deflate"):
            raise Unusable("its answer is packed in a way that was not asked for", unknown_coding=True)
        self._inflater: zlib._Decompress | None = None
        self._wire = self._length = 0
        self._head = b""
        self._begun = False
        self._parts: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """The next piece, as it came over the wire."""
        self._wire += len(data)
        if self._wire > self._caps.wire:
            raise Unusable(f"its answer has more than the {self._caps.wire:,} bytes that are read")
        if not self._begun:
            self._head += data
            if len(self._head) < 2:
                return
            data, self._head, self._begun = self._head, b"", True
            self._begin(data)
        if self._coding:
            self._inflate(data)
        else:
            self._keep(data)

    def end(self) -> bytes:
        """All of the body."""
        if self._head:
            self._begun = True
            self._begin(self._head)
            if not self._coding:
                self._keep(self._head)
        if self._coding and not (self._inflater is not None and self._inflater.eof):
            raise Unusable("its answer is cut off" if self._wire else "its answer is empty")
        body = b"".join(self._parts)
        if body.startswith(GZIP):
            raise Unusable("its answer is packed more than once")
        return body

    def _begin(self, start: bytes) -> None:
        if not self._coding and start.startswith(GZIP):
            self._coding = "gzip"
        if self._coding == "gzip":
            if not start.startswith(GZIP):
                raise Unusable("its answer is not packed as it says")
            self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
        elif self._coding == "deflate":  # with the wrapper that the standard asks for, or without, as some servers send it
            wrapped = len(start) > 1 and start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0
            self._inflater = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)

    def _inflate(self, data: bytes) -> None:
        try:
            full = False
            while data or full:
                assert self._inflater is not None
                if self._inflater.eof:  # another member may follow (RFC 1952, 2.2), and nothing else
                    self._next_member(data)
                part = self._inflater.decompress(data, STEP)
                self._keep(part)
                data = self._inflater.unconsumed_tail or self._inflater.unused_data
                full = len(part) == STEP and not self._inflater.eof  # all of it has gone in, and not all has come out
        except zlib.error as error:
            raise Unusable("its answer is damaged: it cannot be unpacked") from error

    def _next_member(self, data: bytes) -> None:
        if self._coding != "gzip" or not GZIP.startswith(data[:2]):
            raise Unusable("its answer is damaged: something follows its end")
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def _keep(self, data: bytes) -> None:
        if not data:
            return
        self._length += len(data)
        self._parts.append(data)
        if self._length > self._caps.decoded:
            raise Unusable(f"its answer has more than the {self._caps.decoded:,} bytes that are read")
        if self._length > self._caps.ratio_from and self._length > self._caps.ratio * self._wire:
            raise Unusable("its answer swells too much when it is unpacked")


class Head:
    """What came over the wire before the body: the answers 1xx, and the head of the real one."""

    def __init__(self, caps: Caps) -> None:
        self._caps = caps
        self._seen = bytearray()
        self._start = self._searched = self._interim = 0
        self.received = 0
        """Bytes that came altogether."""
        self.end: int | None = None
        """Where the body begins."""

    def feed(self, data: bytes) -> None:
        """What came next. Raises Unusable when there is no end to it."""
        self.received += len(data)
        if self.end is not None:
            return
        self._seen += data
        while blank := _BLANK.search(self._seen, max(self._start, self._searched - 2)):
            if not _INTERIM.match(self._seen, self._start):
                self.end = blank.end()
                return
            self._interim += 1
            self._start = self._searched = blank.end()
            if self._interim > self._caps.interim:
                raise Unusable("it announces an answer again and again, and gives none")
        self._searched = len(self._seen)
        if self._searched - self._start > self._caps.head:
            raise Unusable("there is no end to the head of its answer")

    @property
    def is_half(self) -> bool:
        """Whether it has begun, and has not come to its end."""
        return self.end is None and self.received > self._start

    @property
    def is_http(self) -> bool:
        """Whether it begins as one does."""
        begin = bytes(self._seen[self._start : self._start + 5])
        return b"HTTP/".startswith(begin)

    def goes_on_after(self, length: int) -> bool:
        """Whether more has come than a body of so many bytes."""
        return self.end is not None and self.received - self.end > length
