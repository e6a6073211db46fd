"""A file that is read whole whenever it has changed: a saved live page, however it is rewritten. A log is then read on at its end.

A look is one stat. Only a change of it leads to reading, and only other bytes make a new document. A document read within a second of its last
change is not `settled`: it may be half-written, and is read again when the file has come to rest.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..background import in_background
from ..charset import SAMPLE, decode
from ..errors import SourceError, SourceNotFound, SourceUnavailable
from ..model import Document, Validators
from ..text import clean_line
from .age import REST, Age
from .appended import Rewritten, Tail, without_hole
from .base import LIMIT
from .disk import Key, OpenFile, check, check_size, digest_of, empty, key_of, spoken, unavailable
from .lines import legible
from .rotating import Log
from .watching import DirectoryWatch

BUSY = 30.0
"""Seconds that a file may change under every reading before that is told."""
TRIES = 3
"""Readings of one look that the file's changing under it may spoil."""
UNWATCHED = 0.25
"""Seconds between looks that nobody wakes, and while the rest of a line, or of an old file, is waited for."""
WATCHED = 2.0
"""Seconds between looks beside those that the watch wakes."""


class _Reading(Struct, frozen=True):
    """All of a file, as it was at one moment."""

    file: OpenFile
    data: bytes
    offset: int
    """Where the data begins in the file."""
    key: Key
    written: float
    """When it was written to last, by its own file system."""


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
        self._last: tuple[_Reading, Document] | None = None
        """What was read last, while it is not known whether it grows at its end."""
        self._log: Log | None = None
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
            read, document = self._last
            tail = Tail(read.file, format, read.data, document.offset, offset, settled=document.settled)
            self._log, self._last = Log(self.path, self.name, tail, self._limit), None
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
        except Rewritten:
            self._log = None
            self._age.forget()
            return self._look(None, sparse=True)
        if self._watch is not None:
            self._watch.note(changed=log.changed)
        if piece is None:
            return None
        return replace(self._document(piece.data, log.written, settled=piece.settled), continues=log.tail.format, offset=piece.offset)

    def _look(self, previous: Document | None, *, sparse: bool = False) -> Document | None:
        """The whole file, when it is to be read: a `sparse` one without the run of NULs that a writer leaves before its old place."""
        self._last, self._soon = None, WATCHED
        try:
            found = os.stat(self.path)
            self._check(found, sparse=sparse)
        except (OSError, SourceError):
            self._age.forget()
            raise
        now = self._monotonic()
        changed = self._age.see(key_of(found), now, self._now() - found.st_ctime)
        if self._watch is not None:
            self._watch.note(changed=changed and previous is not None)
        if found.st_size == 0:
            self._age.forget()
            raise empty(self.name, followed=previous is not None)
        if previous is not None and not self._age.due(now):
            if not self._age.recheck(now) or self._is_still(previous, now):
                return None
        elif previous is not None and (wait := self._age.too_soon(now)):
            self._soon = wait
            return None
        read = self._read(sparse=sparse)
        settled = self._age.read(read.key, now, self._monotonic()) >= REST
        if not read.data:
            self._age.forget()
            raise empty(self.name, followed=previous is not None)
        digest = digest_of(read.data)
        if previous is not None and previous.validators.digest == digest:
            if previous.settled or not settled:
                return None
            document = replace(previous, data=read.data, settled=True, retrieved=self._time())
        else:
            document = replace(
                self._document(legible(read.data) if sparse else read.data, read.written, settled=settled),
                offset=read.offset,
                validators=Validators(stat=read.key, digest=digest),
            )
        self._last = (read, document)
        return document

    def _is_still(self, previous: Document, now: float) -> bool:
        """Whether the file has the bytes that it had, though nothing tells of others."""
        file = OpenFile(self.path)
        key = key_of(file.stat())
        same = file.digest() == previous.validators.digest
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

    def _check(self, found: os.stat_result, *, sparse: bool = False) -> None:
        check(found, self.name)
        check_size(found, self.name, self._limit, sparse=sparse)

    def _read(self, *, sparse: bool) -> _Reading:
        """The file, read again when it changed meanwhile, or when its server has lost it. Raises SourceError, OSError."""
        stale: OSError | None = None
        for _ in range(TRIES):
            try:
                file = OpenFile(self.path)
                before = file.stat()
                self._check(before, sparse=sparse)
                data, offset = without_hole(file, before.st_size) if sparse else (file.read(0, before.st_size + 1), 0)
                after = file.stat()
            except OSError as error:
                if error.errno != errno.ESTALE:
                    raise
                stale = error
                continue
            if key_of(before) == key_of(after) and offset + len(data) == after.st_size:
                return _Reading(file, data, offset, key_of(after), after.st_mtime)
            stale = None
        self._age.forget()
        raise stale or SourceUnavailable(f"{self.name} is being written; it is read when the writer pauses", retry_after=0.1, bearable=BUSY)

    def _time(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)
