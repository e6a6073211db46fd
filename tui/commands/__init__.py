"""The commands: one module each, and the table by which the command line finds them. A command's module is imported when it is asked for."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Run = Callable[[argparse.Namespace], int]
"""Does a command; gives the exit code."""


def _read() -> Run:
    from .read import run

    return run


def _dump() -> Run:
    from .dump import run

    return run


def _opml() -> Run:
    from .opml import run

    return run


def _history() -> Run:
    from .history import run

    return run


def _config() -> Run:
    from .config import run

    return run


COMMANDS: dict[str, Callable[[], Run]] = {"read": _read, "dump": _dump, "opml": _opml, "history": _history, "config": _config}
