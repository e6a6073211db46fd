"""The commands: one module each, and the table by which the command line finds them. A command's module is imported when it runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def _read(asked: argparse.Namespace) -> int:
    from .read import run

    return run(asked)


def _dump(asked: argparse.Namespace) -> int:
    from .dump import run

    return run(asked)


def _opml(asked: argparse.Namespace) -> int:
    from .opml import run

    return run(asked)


def _history(asked: argparse.Namespace) -> int:
    from .history import run

    return run(asked)


def _config(asked: argparse.Namespace) -> int:
    from .config import run

    return run(asked)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {"read": _read, "dump": _dump, "opml": _opml, "history": _history, "config": _config}
