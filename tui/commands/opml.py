"""`feedreader opml`: lists of subscriptions in and out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from feeds import FeedError, FormatError, Problem, SourceNotFound, SourceUnavailable, StoreError, Subscriptions, read_subscriptions, write_opml

from ..places import settings_folder
from ..subscriptions import LIMIT, NAME, subscribe, subscribed, write_new
from .arguments import complain, naming

MOST_TOLD = 100
"""Lines about one list that are told one by one."""


def run(asked: argparse.Namespace) -> int:
    """Import lists, or export what is subscribed to. 1 when a list could not be read or something not written."""
    try:
        return _import(asked.files) if asked.action == "import" else _export(asked.file, force=asked.force)
    except FeedError as error:
        complain(str(error))
        return 1


def _import(names: list[str]) -> int:
    failed = 0
    for name in names:
        try:
            found = read_subscriptions(_bytes(name), source=name)
        except FeedError as error:
            complain(naming(error, name))
            failed = 1
            continue
        _tell(name, found.problems)
        added = subscribe(settings_folder(), found.feeds)
        if added.aside:
            complain(f"the subscriptions could not be read whole; the file is kept as {settings_folder() / added.aside}")
        known = len(found.feeds) - added.new
        complain(
            f"{name}: {added.new} new, {known} known"
            + (f", {len(found.problems)} refused or broken" if found.problems else "")
            + f"; kept in {settings_folder() / NAME}"
        )
    return failed


def _tell(name: str, problems: tuple[Problem, ...]) -> None:
    for problem in problems[:MOST_TOLD]:
        complain(f"{name}, {problem.place}: {problem.message}")
    if len(problems) > MOST_TOLD:
        complain(f"{name}: and {len(problems) - MOST_TOLD} more like these")


def _export(name: str | None, *, force: bool) -> int:
    path = settings_folder() / NAME
    try:
        kept = subscribed(settings_folder())
    except FormatError as error:
        raise StoreError(naming(error, str(path))) from error
    _tell(str(path), kept.problems)
    data = write_opml(Subscriptions(kept.feeds, kept.title))
    if name is None or name == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    else:
        write_new(Path(name), data, replace=force)
    return 0


def _bytes(name: str) -> bytes:
    """What a file holds, or standard input. Raises SourceError."""
    try:
        if name == "-" and (sys.stdin is None or sys.stdin.isatty()):
            raise SourceNotFound("standard input is the keyboard or closed; pipe a list into it")
        if name == "-":
            data = sys.stdin.buffer.read(LIMIT + 1)
        else:
            with open(name, "rb") as file:
                data = file.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        raise SourceUnavailable(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(data) > LIMIT:
        raise SourceNotFound(f"is larger than {LIMIT:,} bytes; no list of subscriptions is")
    return data
