"""`feedreader history`: what is remembered, where, and how much of it."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime

from feeds import Beside, Held, StoreError, Usage, clean_line, masked, open_history

from ..places import history_file, settings_folder
from ..settings import WrongSettings, read_settings
from .arguments import complain

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def run(asked: argparse.Namespace) -> int:
    """Print what the history takes and has, after letting go of what was asked. 1 when it could not be read, or has no such source."""
    try:
        path = history_file()
    except StoreError as error:
        complain(str(error))
        return 1
    if not os.path.lexists(path):
        complain(f"nothing is remembered yet; the history will be {path}")
        return 1 if asked.forget else 0
    failed = 0
    try:
        history = open_history(path, now=lambda: datetime.now(UTC), retention=read_settings(settings_folder()).history.retention)
        try:
            for note in history.notes:
                complain(note)
            for name in asked.forget or ():
                known = history.usage()
                key = _key(known, name)
                if key is None or not history.forget(key):
                    complain(f"nothing is remembered of {name}")
                    failed = 1
                else:
                    held = next(held for held in known.sources if held.key == key)
                    complain(f"forgotten: {_named(held)}, {_count(held.posts, 'post')}")
            if asked.clean:
                history.clean()
            usage = history.usage()
        finally:
            history.close()
    except (StoreError, WrongSettings) as error:
        complain(str(error))
        return 2 if isinstance(error, WrongSettings) else 1
    print("\n".join(lines(usage)))
    sys.stdout.flush()
    return failed


def lines(usage: Usage) -> list[str]:
    """The history in lines: the file, its backups, and each source with what is kept of it."""
    full = [held for held in usage.sources if held.posts]
    posts = f"{_count(sum(held.posts for held in full), 'post')} of {_count(len(full), 'source')}" if full else "no post yet"
    told = [f"{clean_line(str(usage.path))}: {amount(usage.size)}, {posts}"]
    told += [f"backup: {_file(backup)}" for backup in usage.backups] or ["no backup yet: one is made once a week, beside the file"]
    told += [f"set aside: {_file(each)}; nothing needs it any more" for each in usage.aside]
    return told + [_line(held) for held in full] + [_line(held) for held in usage.sources if not held.posts]


def _file(beside: Beside) -> str:
    return f"{clean_line(str(beside.path))}, {amount(beside.size)}"


def _line(held: Held) -> str:
    day = _day(held.newest)
    newest = f", the newest of {day}" if day else ""
    edits = f", {_count(held.versions, 'earlier version')}" if held.versions else ""
    starred = f", {held.starred} starred" if held.starred else ""
    return f"{f'{held.posts:,}' if held.posts else 'none':>8} {_named(held)}{newest}{edits}{starred}"


def _named(held: Held) -> str:
    title = f" ({clean_line(held.title)})" if held.title else ""
    return f"{masked(clean_line(held.key))}{title}"


def _day(since: float | None) -> str:
    """ "2026-03-14"; empty for a time that no calendar has."""
    try:
        return f"{datetime.fromtimestamp(since, UTC):%Y-%m-%d}" if since is not None else ""
    except (OverflowError, ValueError, OSError):
        return ""


def amount(size: int) -> str:
    """ "3.4 MB": bytes as people tell them."""
    told, unit = float(size), _UNITS[0]
    for unit in _UNITS:
        if told < 1000 or unit == _UNITS[-1]:
            break
        told /= 1000
    return f"{told:.0f} {unit}" if unit == _UNITS[0] or told >= 100 else f"{told:.1f} {unit}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _key(usage: Usage, name: str) -> str | None:
    """The key of the source that somebody names: by its key, its path, or a name that only one has."""
    wanted = {name, os.path.abspath(name), masked(name)}
    exact = [held.key for held in usage.sources if held.key in wanted or masked(held.key) in wanted]
    alike = [held.key for held in usage.sources if name in (held.source, held.title)]
    return next(iter(exact), alike[0] if len(alike) == 1 else None)
