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
    open_source,
    parse_document,
)

from ..clock import SystemClock
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
    opened: list[Source] = []
    begun: list[tuple[Document, Snapshot] | None] = []
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
    clock = SystemClock()
    session = Session(clock, asked.tz)
    session.titles = {source.name: source.title for source in opened}
    for first in begun:
        if first is not None:
            session.take(first[1])
    from ..app import ReaderApp
    from ..look import Look, needs_ascii

    look = Look(asked.theme, ascii=needs_ascii() if asked.ascii is None else asked.ascii)
    app = ReaderApp(session, [Follower(source, clock) for source in opened], begun=begun, look=look, sample=sample, query=asked.filter)
    return app.run() or app.return_code or 0


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
    try:
        kept = os.dup(0)
    except OSError as error:
        raise SourceNotFound("standard input is closed; pipe something into it: producer | feedreader -") from error
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY)
    except OSError as error:
        raise SourceNotFound("there is no terminal to read keys from; feedreader dump - needs none") from error
    os.dup2(terminal, 0)
    os.close(terminal)
    return kept
