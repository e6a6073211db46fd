"""A file that is read whole whenever it has changed: a saved live page, however it is rewritten. A log is then read on at its end.

A look is one stat. Only a change of it leads to reading, and only other bytes make a new document. A document read within a second of its last
change is not `settled`: it may be half-written, and is read again when the file has come to rest.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, tzinfo
from hashlib import blake2b
from pathlib import Path

from msgspec.structs import replace

from ..background import in_background
from ..charset import SAMPLE, decode
from ..errors import SourceError, SourceNotFound, SourceUnavailable
from ..model import Document, Validators
from ..text import clean_line
from .appended import OLD, Rewritten, Tail, without_hole
from .base import LIMIT
from .disk import Key, OpenFile, check, check_size, key_of, spoken, unavailable
from .lines import QUIET, legible
from .watching import DirectoryWatch

REST = 1.0
"""Seconds without change after which a file counts as written to its end."""
RACY = 2.0
"""Seconds within which a file system's clock may not tell two changes apart."""
EMPTY = 60.0
"""Seconds that a file may be empty, as it is in the middle of a rewrite, before that is told."""
BUSY = 30.0
"""Seconds that a file may change under every reading before that is told."""
TRIES = 3
"""Readings of one look that the file's changing under it may spoil."""

WAITING = 0.25
"""Seconds between looks while the rest of a line, or of an old file, is waited for."""


class FileSource:
    """A path. `date` is the day of stamps that name none (else the file's own day), `zone` that of stamps without one."""

    interval = 0.25
    finished = False
    _slow = 0.25

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
        self._key: Key | None = None
        self._looked = False
        self._since = 0.0
        self._age_read = 0.0
        self._read_last: tuple[OpenFile, bytes, Document] | None = None
        self._tail: Tail | None = None
        self._other_since: float | None = None

    async def fetch(self, previous: Document | None) -> Document | None:
        """The file as it is now, None when its bytes are those of `previous` and nothing more is known of them."""
        return await in_background(lambda: self.look(previous))

    def look(self, previous: Document | None = None) -> Document | None:
        """`fetch`, for callers that may wait for the disk."""
        try:
            return self._look_on(previous, self._tail) if self._tail is not None else self._look(previous)
        except SourceError:
            self._key = None
            raise
        except OSError as error:
            self._key = None
            raise unavailable(error, self.name) from error
        except ValueError as error:  # a NUL in the name
            raise SourceNotFound(f"{self.name} is a name that no file can have") from error
        finally:
            self.interval = self._slow
            if self._tail is not None and (self._tail.lines.waiting or self._other_since is not None):
                self.interval = 0.0 if self._tail.lines.more else min(WAITING, self._slow)
            if self._watch is not None:
                self._watch.renew(self._folders())

    def read_on(self, offset: int, format: str) -> None:
        """What stands before this offset in the document that was given last is final: from its last record on the file is read in pieces."""
        if self._read_last is not None:
            file, raw, document = self._read_last
            self._tail = Tail(file, format, raw, document.offset, offset, settled=document.settled)
            self._read_last = self._other_since = None
        elif self._tail is not None:
            self._tail.go_on(offset)

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
            self._watch = DirectoryWatch(wake)
            self.interval = self._slow = 2.0

    def close(self) -> None:
        self._tail = self._read_last = None
        if self._watch is not None:
            self._watch.close()

    def _folders(self) -> set[Path]:
        """The folder of the path, and that of the file which a link leads to."""
        parent = self.path.parent
        try:
            return {parent, Path(os.path.realpath(self.path)).parent} if self.path.is_symlink() else {parent}
        except (OSError, ValueError):  # a name that the system does not take, or a folder that may not be entered
            return {parent}

    def _look_on(self, previous: Document | None, tail: Tail) -> Document | None:
        """What has been added to a file that grows at its end; all of it when it is another one."""
        try:
            found = os.stat(self.path)
        except OSError:
            with suppress(Rewritten):
                if (document := self._piece(tail, self._now(), quiet=False)) is not None:
                    return document  # it was renamed, and its writer has not noticed
            raise
        check(found, self.name)
        key, now = key_of(found), self._monotonic()
        unchanged = key == self._key
        if not unchanged:
            self._key, self._since = key, now
        try:
            if (found.st_dev, found.st_ino) != tail.identity and not tail.moves_to(OpenFile(self.path)):
                return self._rotated(previous, tail, found)
            self._other_since = None
            if found.st_size == 0:
                raise self._empty(previous)
            if unchanged and not tail.lines.waiting:
                return None
            return self._piece(tail, found.st_mtime, quiet=now - self._since >= QUIET)
        except Rewritten:
            return self._anew()

    def _rotated(self, previous: Document | None, tail: Tail, found: os.stat_result) -> Document | None:
        """Another file has the name. The old one is read to its end, for a while if it was only renamed; then the new one."""
        now = self._monotonic()
        if self._other_since is None:
            self._other_since = now
        over = tail.deleted or now - self._other_since >= OLD
        if now - self._other_since < 2 * OLD and (document := self._piece(tail, found.st_mtime, quiet=over)) is not None:
            return document
        if not over:
            return None
        if found.st_size == 0:
            raise self._empty(previous)
        return self._anew()

    def _piece(self, tail: Tail, changed: float, *, quiet: bool) -> Document | None:
        piece = tail.look(quiet=quiet, limit=self._limit)
        if piece is None:
            return None
        return replace(self._document(piece.data, changed, settled=piece.settled), continues=tail.format, offset=piece.offset)

    def _anew(self) -> Document | None:
        """The whole file, which is not what it was: without the run of NULs that a writer leaves before its old place."""
        self._tail = self._other_since = None
        self._age_read = -1.0
        return self._look(None, sparse=True)

    def _look(self, previous: Document | None, *, sparse: bool = False) -> Document | None:
        self._read_last = None
        found = os.stat(self.path)
        self._check(found, sparse=sparse)
        key = key_of(found)
        now = self._monotonic()
        if key != self._key:
            self._key, self._since, self._age_read = key, now, -1.0
        age = now - self._since
        if not self._looked:  # a change that was not seen can only be timed by the file system's clock
            age = max(age, self._now() - found.st_ctime)
            self._since = now - max(0.0, age)
        self._looked = True
        if found.st_size == 0:
            raise self._empty(previous)
        due = previous is None or self._age_read < 0 or (self._age_read < REST <= age) or (self._age_read < RACY <= age)
        if not due:
            return None
        file, data, offset, read = self._read(sparse=sparse)
        if read != key:
            self._key, self._since, age = read, now, 0.0
        self._age_read = age
        if not data:
            self._key = None
            raise self._empty(previous)
        digest = blake2b(data, digest_size=16).digest()
        settled = age >= REST
        if previous is not None and previous.validators.digest == digest:
            if previous.settled or not settled:
                return None
            document = replace(previous, data=data, settled=True, retrieved=self._time())
        else:
            document = replace(
                self._document(legible(data) if sparse else data, found.st_mtime, settled=settled),
                offset=offset,
                validators=Validators(stat=read, digest=digest),
            )
        self._read_last = (file, data, document)
        return document

    def _document(self, data: bytes, changed: float, *, settled: bool) -> Document:
        return Document(
            data=data,
            source=self.name,
            retrieved=self._time(),
            date=self._date or datetime.fromtimestamp(changed, self._zone).date(),
            zone=self._zone,
            settled=settled,
        )

    def _check(self, found: os.stat_result, *, sparse: bool = False) -> None:
        check(found, self.name)
        check_size(found, self.name, self._limit, sparse=sparse)

    def _empty(self, previous: Document | None) -> SourceUnavailable:
        return SourceUnavailable(f"{self.name} is empty", absent=True, bearable=EMPTY if previous is not None else 0.0)

    def _read(self, *, sparse: bool) -> tuple[OpenFile, bytes, int, Key]:
        """The open file, its bytes, where they begin, and the state that they belong to: read again when it changed meanwhile. Raises SourceUnavailable."""
        for _ in range(TRIES):
            file = OpenFile(self.path)
            before = file.stat()
            self._check(before, sparse=sparse)
            data, offset = without_hole(file, before.st_size) if sparse else (file.read(0, before.st_size + 1), 0)
            after = file.stat()
            if key_of(before) == key_of(after) and offset + len(data) == after.st_size:
                return file, data, offset, key_of(after)
        raise SourceUnavailable(f"{self.name} is being written; it is read when the writer pauses", retry_after=0.1, bearable=BUSY)

    def _time(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)
