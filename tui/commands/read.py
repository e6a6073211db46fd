"""`feedreader SOURCE…`: read on the screen."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Iterable

from feeds import (
    Document,
    FeedError,
    FileSource,
    Follower,
    FormatError,
    Hosts,
    Query,
    QueryError,
    Snapshot,
    Source,
    SourceNotFound,
    SourceRecord,
    StoreError,
    open_history,
    parse_document,
)

from ..chosen import Chosen, UnknownGroup, choose, lasting, recall
from ..clock import SystemClock
from ..keeping import Keeping
from ..opening import Opener, Unopened
from ..places import history_file, settings_folder
from ..session import Session
from ..settings import HistorySettings, WrongSettings
from ..zone import OwnZone
from .arguments import complain, naming

SAMPLE = "Storm Isolde at Tarrick"
"""What the sample page is called."""
SMALL = 1 << 20
"""Bytes of a file that is read before the screen is there; a larger one is read beside it."""

Begun = tuple[Document, Snapshot]


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
    if os.environ.get("TERM") == "dumb":
        complain("this terminal can show no screen (TERM=dumb); feedreader dump prints what a source says")
        return 2
    if "-" in asked.sources and (sys.stdin is None or sys.stdin.isatty()):
        complain(f"standard input is {'closed' if sys.stdin is None else 'the keyboard'}; pipe something into it: producer | feedreader -")
        return 1 if sys.stdin is None else 2
    clock = SystemClock()
    session = Session(clock, asked.tz)
    try:
        recalled = recall(settings_folder(), asked.sources)
        keeping = Keeping(session) if asked.no_history else _keeping(session, recalled.settings.history)
        chosen = choose(asked.sources, recalled.settings, recalled.subscriptions, () if asked.sources else keeping.sittings())
    except (WrongSettings, UnknownGroup) as error:
        complain(str(error))
        return 2
    keeping.names = tuple(lasting(each.name) for each in chosen if each.urgent and each.name != "-")
    remarks = (*recalled.remarks, *keeping.notes)
    for remark in remarks:
        complain(remark)
    zone = asked.tz or OwnZone()
    opener = Opener(date=asked.date, zone=zone, limit=asked.limit, interval=asked.interval, network=not asked.no_network, watched=not asked.no_watch)
    try:
        opened = list(_opened(chosen, opener))
    except (SourceNotFound, FormatError) as error:
        complain(str(error))
        return 1
    session.titles = {source.name: source.title for source, _ in opened}
    hosts = Hosts(clock)
    followers: list[Follower] = []
    begun: list[Begun | None] = []
    for (source, first), wish in zip(opened, chosen or (Chosen(name=SAMPLE),), strict=True):
        record = keeping.recall(source) if chosen else SourceRecord(source=source.name, key="")
        followers.append(Follower(source, clock, record=record, hosts=hosts, live=wish.live, urgent=wish.urgent))
        known = record or SourceRecord(source=source.name, key=source.key)
        may_begin = first is not None and keeping.is_recalled(source) and followers[-1].may_begin_with(first[1])
        if first is not None and not keeping.is_recalled(source) and followers[-1].may_begin_with(first[1]):
            followers[-1].first = first
        begun.append(first if first is not None and may_begin and keeping.take_begun(known, *first) else None)  # what is refused is looked at again
    void = [
        source
        for (source, _), wish in zip(opened, chosen, strict=False)
        if wish.urgent and isinstance(source, Unopened) and not session.timeline.count(source.name)
    ]
    for each in void:
        complain(f"{each.error}; nothing of it is kept")
    if void and len(void) == len(opened):
        keeping.close()
        return 1
    from ..app import ReaderApp
    from ..look import Look, needs_ascii

    look = Look(asked.theme, ascii=needs_ascii() if asked.ascii is None else asked.ascii)
    app = ReaderApp(
        session,
        followers,
        begun=begun,
        look=look,
        query=asked.filter,
        sample=not chosen,
        chosen=chosen,
        opener=opener,
        remarks=remarks,
        keeping=keeping,
        hosts=hosts,
    )
    try:
        return app.run() or app.return_code or 0
    finally:
        if not keeping.close(app.reader.timeline.cursor):
            complain(f"not saved: {keeping.trouble}" if keeping.trouble else "the last changes could not be kept")


def _keeping(session: Session, wishes: HistorySettings) -> Keeping:
    """What the program remembers. Where that cannot be had it works without, and says so."""
    if not wishes.keep:
        return Keeping(session)
    try:
        return Keeping(session, open_history(history_file(), now=session.clock.now, retention=wishes.retention))
    except StoreError as error:
        return Keeping(session, why=str(error))


def _opened(chosen: Iterable[Chosen], opener: Opener) -> Iterable[tuple[Source, Begun | None]]:
    """The sources, with what those say that are read before the screen is there; the sample page when none is chosen. Raises SourceNotFound, FormatError."""
    taken: set[str] = set()
    for each in chosen:
        if each.urgent:
            source = opener.open(each, descriptor=_keep_stdin() if each.name == "-" else 0, taken=taken)
            yield source, _first(source)
        else:
            source = opener.open_or_tell(each, taken=taken)
            yield source, None
        taken.add(source.name)
    if not taken:
        from importlib.resources import as_file, files

        with as_file(files("feeds") / "samples" / "harbour.txt") as real:
            sample = FileSource(real, title=SAMPLE, zone=opener.zone, watched=False)
            yield sample, _first(sample)


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
