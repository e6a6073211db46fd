"""A file that is read whole whenever it has changed: a saved live page, however it is rewritten. A log is then read on at its end.

A look is one stat. Only a change of it leads to reading, and only other bytes make a new document. A document read within a second of its last
change is not `settled`: it may be half-written, and is read again when the file has come to rest.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

from msgspec.structs import replace

from ..background import in_background
from ..charset import SAMPLE, decode
from ..errors import SourceError, SourceNotFound, SourceUnavailable
from ..model import Document, Validators
from ..text import clean_line
from .age import REST, Age
from .appended import Rewritten, Tail
from .base import LIMIT
from .disk import OpenFile, check, check_size, digest_of, empty, key_of, spoken, unavailable
from .lines import QUIET, last_line_end, legible
from .rotating import Log
from .watching import DirectoryWatch
from .whole import read_whole

ANEW = 60.0
"""Seconds for which what takes the place of a log only adds to it, and its lines wait for their ends. What is no log by then has become something else."""
UNWATCHED = 0.25
"""Seconds between looks that nobody wakes, and while the rest of a line, or of an old file, is waited for."""
HASHED = 1 << 24
"""Bytes of a first document up to which it is hashed at once: of a larger one when it is read again, for most of those are logs, that never are."""
WATCHED = 2.0
"""Seconds between looks beside those that the watch wakes."""


class FileSource:
    """A path. `date` is the day of stamps that name none (else the file's own day), `zone` that of stamps without one."""

    interval = UNWATCHED
    finished = False

    def __init__(
        self,
        path: str | bytes | os.PathLike[str],
        *,
        title: str | None = None,
        date: date | None = None,
        zone: tzinfo | None = None,
        limit: int = LIMIT,
        watched: bool = True,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.path = Path(os.fsdecode(path))
        self.name = spoken(path)
        self.key = os.fsencode(os.path.abspath(self.path)).decode("utf-8", "backslashreplace")
        self.title = title or clean_line(self.path.name) or self.name
        self._date, self._zone, self._limit = date, zone, limit
        self.watched = watched
        self._watch: DirectoryWatch | None = None
        self._monotonic, self._now = monotonic, now
        self._age = Age()
        self._last: tuple[OpenFile, bytes, Document] | None = None
        """What was read last, while it is not known whether it grows at its end."""
        self._log: Log | None = None
        self._others: list[OpenFile] = []
        """Files that took the place of a log, one after the other, and are still to be read."""
        self._was_log, self._anew_at = False, 0.0
        self._cut = False
        """A line without an end was held back."""
        self._soon = WATCHED
        """Seconds to the next reading, when the last one is only just over."""

    async def fetch(self, previous: Document | None) -> Document | None:
        """The file as it is now, None when its bytes are those of `previous` and nothing more is known of them."""
        return await in_background(lambda: self.look(previous))

    def look(self, previous: Document | None = None) -> Document | None:
        """`fetch`, for callers that may wait for the disk."""
        try:
            return self._look_on(self._log) if self._log is not None else self._look(previous)
        except OSError as error:
            self._age.forget()
            raise unavailable(error, self.name) from error
        except ValueError as error:  # a NUL in the name
            raise SourceNotFound(f"{self.name} is a name that no file can have") from error
        finally:
            if self._watch is not None:
                self._watch.renew(self._folders())
            self.interval = self._pace()

    def read_on(self, offset: int, format: str) -> None:
        """What stands before this offset in the document that was given last is final: from its last record on the file is read in pieces."""
        if self._last is not None:
            file, data, document = self._last
            tail = Tail(file, format, data, document.offset, offset, settled=document.settled)
            self._log, self._last, self._others = Log(self.path, self.name, tail, self._limit, self._others), None, []
        elif self._log is not None:
            self._log.tail.go_on(offset)

    def size(self) -> int:
        """Bytes of the file now. Raises SourceError."""
        try:
            found = os.stat(self.path)
        except OSError as error:
            raise unavailable(error, self.name) from error
        self._check(found)
        return found.st_size

    def check_text(self) -> None:
        """Raises UnknownFormat when the file's beginning is that of a binary file, SourceUnavailable when it cannot be read."""
        try:
            with open(self.path, "rb") as file:
                decode(file.read(SAMPLE), settled=False)
        except OSError as error:
            raise unavailable(error, self.name) from error

    def watch(self, wake: Callable[[], None]) -> None:
        if self.watched:
            self._watch = DirectoryWatch(wake, self._monotonic)
            self.interval = WATCHED

    def close(self) -> None:
        self._log = self._last = None
        self._others = []
        if self._watch is not None:
            self._watch.close()

    def _pace(self) -> float:
        """Seconds to the next look."""
        if self._log is not None and self._log.waiting:
            return 0.0 if self._log.tail.lines.more else UNWATCHED
        return min(self._soon, WATCHED if self._watch is not None and self._watch.hears else UNWATCHED)

    def _folders(self) -> set[Path]:
        """The folder of the path, and that of the file which a link leads to."""
        parent = self.path.parent
        try:
            return {parent, Path(os.path.realpath(self.path)).parent} if self.path.is_symlink() else {parent}
        except (OSError, ValueError):  # a name that the system does not take, or a folder that may not be entered
            return {parent}

    def _look_on(self, log: Log) -> Document | None:
        """What has been added to a file that grows at its end; all of it when it is another one."""
        try:
            piece = log.look(self._monotonic())
        except Rewritten as anew:
            self._log, self._others, self._was_log, self._anew_at = None, list(anew.files), True, self._monotonic()
            return self._look(None)
        if self._watch is not None:
            self._watch.note(changed=log.changed)
        if piece is None:
            return None
        return replace(self._document(piece.data, log.written, settled=piece.settled), continues=log.tail.format, offset=piece.offset)

    def _look(self, previous: Document | None) -> Document | None:
        """The whole file, when it is to be read."""
        self._last, self._soon = None, WATCHED
        try:
            found = os.stat(self.path)
            self._check(found)
        except (OSError, SourceError):
            self._age.forget()
            raise
        now = self._monotonic()
        if self._was_log and previous is not None and previous.settled and now - self._anew_at >= ANEW:
            self._was_log = False
        changed = self._age.see(key_of(found), now, self._now() - found.st_ctime)
        if self._watch is not None:
            self._watch.note(changed=changed and previous is not None)
        if found.st_size == 0 and not self._others:
            self._age.forget()
            raise empty(self.name, followed=previous is not None)
        if previous is not None and not self._others:
            if not self._age.due(now) and not (self._cut and self._age.at(now) >= QUIET):
                if not self._age.recheck(now) or self._is_still(previous, now):
                    return None
            elif wait := self._age.too_soon(now):
                self._soon = wait
                return None
        try:
            read = read_whole(self.path, self.name, self._limit, self._others.pop(0) if self._others else None, sparse=self._was_log)
        except SourceUnavailable:
            self._age.forget()
            raise
        settled = self._age.read(read.key, now, self._monotonic()) >= REST
        data = read.data[: last_line_end(read.data)] if self._was_log and self._age.at(now) < QUIET else read.data
        self._cut = len(data) < len(read.data)
        if not data:
            if self._cut:
                return None
            self._age.forget()
            raise empty(self.name, followed=previous is not None)
        waits = previous is None and not self._was_log and len(data) > HASHED
        digest = b"" if waits else digest_of(data)
        if previous is not None and _digest_of(previous) == digest:
            if previous.settled or not settled:
                return None
            document = replace(previous, data=data, settled=True, retrieved=self._time())
        else:
            document = replace(
                self._document(legible(data) if self._was_log else data, read.written, settled=settled),
                partial=self._was_log,
                offset=read.offset,
                validators=Validators(stat=read.key, digest=digest),
            )
        self._last = (read.file, data, document)
        return document

    def _is_still(self, previous: Document, now: float) -> bool:
        """Whether the file has the bytes that it had, though nothing tells of others."""
        file = OpenFile(self.path)
        key = key_of(file.stat())
        same = file.digest() == _digest_of(previous)
        if same:
            self._age.read(key, now, self._monotonic())
        else:
            self._age.forget()
            self._age.see(key, now, 0.0)
        return same

    def _document(self, data: bytes, written: float, *, settled: bool) -> Document:
        return Document(
            data=data,
            source=self.name,
            retrieved=self._time(),
            date=self._date or datetime.fromtimestamp(written, self._zone).date(),
            zone=self._zone,
            settled=settled,
        )

    def _check(self, found: os.stat_result) -> None:
        check(found, self.name)
        check_size(found, self.name, self._limit, sparse=self._was_log)

    def _time(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)


def _digest_of(document: Document) -> bytes:
    """What tells the bytes of a document from others."""
    return document.validators.digest or digest_of(document.data)
