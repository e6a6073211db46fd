"""JSON lines: a record a line, in the names of JSON Feed, of a program's log, or as `feedreader dump --jsonl` writes entries.

    {"id": "17", "title": "The pier is shut", "date_published": "2026-03-01T10:00:00Z", "content_text": "Until noon."}
    {"level": "warn", "ts": 1772359200.5, "msg": "the pump runs dry", "pump": 2}

The newest stands at the end. What stands before the last record is final: the file is read on from there. A line that is broken is told and left out.
Only what orders and names an entry is read at once; its body is made of the line when somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..identity import numbered
from ..model import Entry, Feed, Snapshot
from ..order import rise
from .base import Page
from .json.tree import is_json_lines

NAME = "json-lines"

SAMPLE = 1 << 18
"""Bytes by which JSON lines are recognised."""
MOST = 0.6
"""Part of the lines that must be records."""

LARGE = 1 << 20
"""Bytes from which the newest records are told before the others are read."""
FIRST = 1 << 16
"""Bytes at the newest end that are read for that."""

_WIDE = (b"\xff\xfe", b"\xfe\xff")


def recognises(page: Page) -> bool:
    """Two lines that are records, and hardly others; or one that says when or who or what, and what it says."""
    data = _bytes(page)[:SAMPLE]
    if b"{" not in data:
        return False
    from .json.lines_reader import COMMENTS, fits, lines_of, record_in

    lines = [line for _, line in lines_of(data) if line and not line.startswith(COMMENTS)]
    if len(data) == SAMPLE and len(lines) > 1:
        lines.pop()  # it may be cut off
    likely = [line for line in lines if line.startswith(b"{")]
    if len(likely) < MOST * len(lines) and not is_json_lines(page):
        return False
    records = [record for line in likely if (record := record_in(line)) is not None]
    if is_json_lines(page):
        return bool(records)
    if len(records) > 1:
        return len(records) >= MOST * len(lines)
    return len(records) == 1 and len(likely) == len(lines) <= 2 and fits(records[0])


def resumes(page: Page) -> bool:
    """A line that is a record, and hardly others before half a line at the end."""
    data = _bytes(page)[:SAMPLE]
    from .json.lines_reader import COMMENTS, lines_of, record_in

    lines = [line for _, line in lines_of(data[: data.rfind(b"\n") + 1]) if line and not line.startswith(COMMENTS)]
    records = sum(line.startswith(b"{") and record_in(line) is not None for line in lines)
    return records > 0 and records >= MOST * len(lines)


def parts(page: Page) -> Iterator[Snapshot]:
    """Of a large document first the newest records, which stand at its end; in one that is written downwards at its beginning."""
    document, data = page.document, page.document.data
    if len(data) >= LARGE and document.continues is None and not data.startswith(_WIDE):
        last, first = data[data.find(b"\n", len(data) - FIRST) + 1 :], data[: data.rfind(b"\n", 0, FIRST) + 1]
        rises, newest = True, _newest(page, last, rises=True)
        if not newest:
            rises, newest = False, _newest(page, first, rises=False)
        if len(newest) > 1:  # one alone might be taken for the last record of a file that was still being written
            yield Snapshot(
                source=document.source,
                format=NAME,
                entries=newest,
                oldest_first=rises,
                complete=False,
                progress=FIRST / len(data),
                retrieved=document.retrieved,
            )
    yield parse(page)


def _newest(page: Page, piece: bytes, *, rises: bool) -> tuple[Entry, ...]:
    """The records of a piece that tell when they were made: whatever else the document says, they are among its posts. Nothing where time does not go on that way."""
    from .json.lines_reader import Reader, lines_of

    reader = Reader(page.document, piece)
    read = [entry for at, line in lines_of(piece) if line and (entry := reader.entry(at, line)) is not None]
    rose = rise(entry.published for entry in read)
    if not rose or (rose > 0) is not rises:
        return ()
    entries = {
        entry.id: entry for entry in (read if rises else reversed(read))
    }  # of one id the newest counts; records that have the same for want of one say the same
    dated = [entry for entry in entries.values() if entry.published is not None]
    return tuple(dated if rises else reversed(dated))


def parse(page: Page) -> Snapshot:
    from .json.lines_reader import Reader, lines_of

    document, data = page.document, _bytes(page)
    reader = Reader(document, data)
    last = -1
    entries: list[Entry] = []
    for at, line in lines_of(data):
        if line and (entry := reader.entry(at, line)) is not None:
            entries.append(entry)
            last = at
    continues = document.continues is not None
    rises = continues or rise(entry.published for entry in entries) >= 0
    if reader.named > 1:
        entries = _latest(entries, rises=rises, continues=continues)
    if reader.unnamed:
        unnamed = iter(numbered([entry for entry in entries if entry.id_inferred], newest_first=not rises))
        entries = [next(unnamed) if entry.id_inferred else entry for entry in entries]
    enough = continues or document.settled or len(entries) > 1
    open_at = last if entries and rises and enough and data is document.data else None
    return Snapshot(
        source=document.source,
        format=NAME,
        feed=Feed(preamble=tuple(reader.comments)),
        entries=tuple(entries),
        problems=reader.problems(),
        oldest_first=rises,
        complete=document.settled or open_at is not None,
        open_at=open_at,
        continues=continues,
        retrieved=document.retrieved,
    )


def _bytes(page: Page) -> bytes:
    """The document in UTF-8: as it came, but for the encodings whose line ends are not single bytes."""
    data = page.document.data
    return page.decoded.encode("utf-8", "replace") if data.startswith(_WIDE) else data


def _latest(entries: list[Entry], *, rises: bool, continues: bool) -> list[Entry]:
    """The entries, of those with one given id only the latest. The first one of a piece stays: it is the record that the piece before ended with."""
    given: set[str] = set()
    kept = []
    for place, entry in reversed(list(enumerate(entries))) if rises else enumerate(entries):
        if not entry.id_inferred:
            if entry.id in given and not (continues and place == 0):
                continue
            given.add(entry.id)
        kept.append(entry)
    return kept[::-1] if rises else kept
