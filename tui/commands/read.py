"""`feedreader SOURCE…`: read on the screen."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from importlib.resources import as_file, files

from feeds import (
    Document,
    FeedError,
    FileSource,
    Follower,
    FormatError,
    Query,
    QueryError,
    Snapshot,
    Source,
    SourceNotFound,
    SourceRecord,
    StoreError,
    open_history,
    open_source,
    parse_document,
)

from ..clock import SystemClock
from ..keeping import Keeping
from ..session import Session
from ..zone import OwnZone
from .arguments import complain, naming

SAMPLE = "Storm Isolde at Tarrick"
"""What the sample page is called."""
SMALL = 1 << 20
"""Bytes of a file that is read before the screen is there; a larger one is read beside it."""


def run(asked: argparse.Namespace) -> int:
    """Open the sources, refuse what can never be read before any screen, then read until the reader leaves."""
    gc.disable()  # until the first paint: what is made until then is kept
    try:
        Query.parse(asked.filter)
    except QueryError as error:
        complain(f"--filter: {error}")
        return 2
    if not _is_terminal():
        complain("standard output is no terminal; feedreader dump prints what a source says")
        return 2
    sample = not asked.sources
    zone = asked.tz or OwnZone()
    clock = SystemClock()
    session = Session(clock, asked.tz)
    keeping = Keeping(session) if sample or asked.no_history else _history(session, asked.sources)
    opened: list[Source] = []
    begun: list[tuple[Document, Snapshot] | None] = []
    records: list[SourceRecord | None] = []
    try:
        if sample:
            path = files("feeds") / "samples" / "harbour.txt"
            with as_file(path) as real:
                opened.append(FileSource(real, title=SAMPLE, zone=zone, watched=False))
                begun.append(_first(opened[0]))
        for name in asked.sources:
            if name == "-" and sys.stdin is not None and sys.stdin.isatty():
                complain("standard input is the keyboard; pipe something into it: producer | feedreader -")
                return 2
            descriptor = _keep_stdin() if name == "-" else 0
            source = open_source(
                name, date=asked.date, zone=zone, limit=asked.limit, descriptor=descriptor, interval=asked.interval, network=not asked.no_network
            )
            if isinstance(source, FileSource) and asked.no_watch:
                source.watched = False
            opened.append(source)
            begun.append(_first(source))
    except (SourceNotFound, FormatError) as error:
        complain(str(error))
        return 1
    session.titles = {source.name: source.title for source in opened}
    for number, (each, first) in enumerate(zip(opened, begun, strict=True)):
        records.append(keeping.recall(each))
        if first is not None and keeping.is_recalled(each):
            record = records[-1] or SourceRecord(source=each.name, key=each.key)
            keeping.take_begun(record, *first, session.take(first[1]))
        else:
            begun[number] = None
    from ..app import ReaderApp
    from ..look import Look, needs_ascii

    look = Look(asked.theme, ascii=needs_ascii() if asked.ascii is None else asked.ascii)
    followers = [Follower(source, clock, record=record) for source, record in zip(opened, records, strict=True)]
    app = ReaderApp(session, followers, begun=begun, look=look, sample=sample, query=asked.filter, keeping=keeping)
    try:
        return app.run() or app.return_code or 0
    finally:
        if not keeping.close(app.reader.timeline.cursor):
            complain(keeping.trouble or "the last changes could not be kept")


def _history(session: Session, names: list[str]) -> Keeping:
    """What the program remembers. Where that cannot be had it works without, and says so."""
    from ..places import history_file

    try:
        return Keeping(session, open_history(history_file(), now=session.clock.now), names=names)
    except StoreError as error:
        return Keeping(session, names=names, why=str(error))


def _first(source: Source) -> tuple[Document, Snapshot] | None:
    """What a small file says now. Raises SourceNotFound and FormatError for what can never be read; what is not there yet is waited for."""
    if not isinstance(source, FileSource):
        return None
    try:
        if source.size() > SMALL:
            source.check_text()
            return None
        document = source.look()
        snapshot = parse_document(document) if document is not None else None
    except (SourceNotFound, FormatError) as error:
        raise type(error)(naming(error, source.name)) from error
    except FeedError:
        return None
    return (document, snapshot) if document is not None and snapshot is not None and snapshot.entries else None


def _is_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _keep_stdin() -> int:
    """A descriptor for the pipe on standard input; standard input itself becomes the terminal, for the keys."""
    kept = os.dup(0)
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY)
    except OSError as error:
        raise SourceNotFound("there is no terminal to read keys from; feedreader dump - needs none") from error
    os.dup2(terminal, 0)
    os.close(terminal)
    return kept
