"""The lines of a file of JSON records, and the entry that each of them tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from ...errors import MalformedFeed
from ...identity import digest
from ...model import Body, Code, Document, Entry, Problem, Unread
from ...text import clean, clean_line
from .entries import body_of, entry_of, is_entry
from .records import level_of, names_of, read_record, value_at
from .tree import value_of
from .values import address_of, line_of, moment_of, tags_of

LONGEST = 16 << 20
"""Bytes of the longest record that is read."""
PIECE = 1 << 20
"""Bytes that are taken apart at a time; between them other threads have their turn."""
TOLD = 100
"""Broken lines that are told one by one."""
SHOWN = 1000
"""Bytes of a comment that are kept."""
SHAPES = 256
"""Shapes of records whose roles are remembered."""
HEAD = ("id", "title", "link", "outside", "published", "updated", "label", "level", "tags", "breaking", "pinned")
"""Roles that order and name an entry."""
COMMENTS = (b"#", b"//")
"""What lines begin with that are no records."""

Value = TypeVar("Value")

_NEVER = None, False
_BLANK = b" \t\r\n\0\x1e\xef\xbb\xbf"
"""What may stand around a record: white space, the sign before a record of RFC 7464, a byte order mark."""


def lines_of(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The lines with the offsets at which they begin, whatever ends them, without what may stand around a record."""
    at, size = 0, len(data)
    while at < size:
        end = data.find(b"\n", min(at + PIECE, size)) + 1 or size
        piece = data[at:end]
        if b"\r" in piece:
            piece = piece.replace(b"\r\n", b"\n\n").replace(b"\r", b"\n")
        for line in piece.split(b"\n"):
            yield at, line.strip(_BLANK)
            at += len(line) + 1
        at = end


def read_body(raw: str, manner: int) -> Body:
    """The body of the entry that a line tells."""
    try:
        record = value_in(raw.encode("utf-8", "replace"))
    except MalformedFeed:  # so deep that only a shallower stack can read it
        return Body(blocks=(Code(clean(raw)),))
    return body_of(record) if is_entry(record) else read_record(record)


def value_in(line: bytes) -> Any:
    """A line's value: as msgspec reads it, else leniently. Raises MalformedFeed."""
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return value_of(line.decode("utf-8", "replace"), lax=True)


def record_in(line: bytes) -> dict[str, Any] | None:
    """The record that a line is; None when it is none."""
    try:
        found = value_in(line)
    except MalformedFeed:
        return None
    return found if type(found) is dict else None


def fits(record: dict[str, Any]) -> bool:
    """Whether a record that stands alone says something, and when, how bad it is, or under which id."""
    found = names_of(record)
    return is_entry(record) or (bool(found.keys() & {"text", "title"}) and bool(found.keys() & {"published", "level", "id"}) and "items" not in record)


class Reader:
    """Reads the lines of one document."""

    def __init__(self, document: Document, data: bytes) -> None:
        self._document, self._data = document, data
        self._zone = document.zone
        self._problems: list[Problem] = []
        self._untold = 0
        self.comments: list[str] = []
        """What stands in lines that are no records, behind # or //."""
        self.named = self.unnamed = 0
        """How many records have an id, and how many have none."""
        self._values_seen: dict[object, object] = {}
        self._shapes: dict[tuple[Any, ...], tuple[str, ...]] = {}
        """The names for the roles of `HEAD` by the names and types of a record; none where they stand inside of objects."""

    def entry(self, at: int, line: bytes) -> Entry | None:
        """The entry that a line tells; None for a comment, and for a broken line, which is noted."""
        if line[0] != 0x7B:  # {
            if line.startswith(COMMENTS):
                self._comment(line)
                return None
            return self._note(at, f"a line that is no record is left out: “{clean_line(line[:80].decode('utf-8', 'replace'))[:60]}”")
        if len(line) > LONGEST:
            return self._note(at, f"a record of {len(line):,} bytes is too long and is left out")
        try:
            record = value_in(line)
        except MalformedFeed as error:
            if not self._document.settled and self._data.find(b"\n", at) < 0 and self._data.find(b"\r", at) < 0:
                return None  # it is still being written
            return self._note(at, f"a line that is broken is left out: {str(error).partition(': ')[2]} in its {str(error.place).partition(', ')[2]}")
        try:
            raw = line.decode()
        except UnicodeDecodeError:
            raw = line.decode("utf-8", "replace")
            self._note(at, "bytes that are no UTF-8 are shown as \ufffd")
        return self._entry(record, raw)

    def _entry(self, record: dict[str, Any], raw: str) -> Entry:
        body = Unread(read_body, raw)
        if "blocks" in record and is_entry(record):
            self.named += 1
            return entry_of(record, body)
        id, title, link, outside, published, updated, label, level, tags, breaking, pinned = self._values(record)
        named = None if id is None or (level is not None and title is None) else line_of(id)  # a program's log has ids of requests, not of lines
        if named is not None:
            self.named += 1
        else:
            self.unnamed += 1
        address = address_of(link if link is not None else outside)
        when, inferred = moment_of(published, self._zone) if published is not None else _NEVER
        changed = moment_of(updated, self._zone)[0] if updated is not None else None
        if published is None and changed is not None:
            when, inferred = changed, True
        return Entry(
            id=named or digest(raw),
            id_inferred=named is None,
            headline=line_of(title) if title is not None else None,
            link=named if address == named else address,
            published=when,
            updated=changed,
            date_inferred=inferred,
            stamp=line_of(updated if published is None else published),
            label=None if label is level is None else self._shared(line_of(level_of(level) if label is None else label)),
            breaking=breaking is True,
            pinned=pinned is True,
            tags=self._shared(tags_of(tags)) if tags is not None else (),
            body=body,
        )

    def _shared(self, value: Value) -> Value:
        """The value itself, or an equal one that another entry has."""
        if len(self._values_seen) < SHAPES:
            return self._values_seen.setdefault(value, value)  # type: ignore[return-value]
        return self._values_seen.get(value, value)  # type: ignore[return-value]

    def _values(self, record: dict[str, Any]) -> list[Any]:
        """The values of the roles of `HEAD`, None for those that the record has not. Records of one shape have them under the same names."""
        shape = (*record, *map(type, record.values()))
        names = self._shapes.get(shape)
        if names is None:
            found = names_of(record)
            plain = not any(inner for _, inner in found.values())
            names = tuple(found[role][0] if role in found else "" for role in HEAD) if plain else ()
            if len(self._shapes) < SHAPES:
                self._shapes[shape] = names
        if names:
            values = [record[name] if name else None for name in names]
            if "" not in values and [] not in values:
                return values
        found_here = names_of(record)
        return [value_at(record, found_here[role]) if role in found_here else None for role in HEAD]

    def _comment(self, line: bytes) -> None:
        text = clean_line(line[:SHOWN].lstrip(b"#/").decode("utf-8", "replace"))
        if text and len(self.comments) < TOLD:
            self.comments.append(text)

    def _note(self, at: int, message: str) -> Entry | None:
        if len(self._problems) >= TOLD:
            self._untold += 1
            return None
        offset = self._document.offset
        place = f"byte {offset + at:,}" if offset or at > PIECE else f"line {self._data.count(10, 0, at) + 1}"
        self._problems.append(Problem(self._document.source, place, message))
        return None

    def problems(self) -> tuple[Problem, ...]:
        """What was left out."""
        if not self._untold:
            return tuple(self._problems)
        return (*self._problems, Problem(self._document.source, self._problems[-1].place, f"{self._untold:,} more lines behind it are wrong"))
