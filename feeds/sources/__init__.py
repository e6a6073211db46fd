"""Where bytes come from: one module per kind of source. `open_source` picks by the name that the user typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, tzinfo

from ..errors import SourceNotFound
from ..text import clean_line
from .base import LIMIT, Source
from .file import FileSource
from .memory import MemorySource
from .stdin import StdinSource

__all__ = ["LIMIT", "SOURCES", "FileSource", "MemorySource", "Source", "StdinSource", "open_source"]

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")

SOURCES: tuple[tuple[Callable[[str], bool], Callable[..., FileSource | StdinSource]], ...] = (
    (lambda name: name == "-", lambda name, descriptor, **more: StdinSource(descriptor, **more)),
    (lambda name: not _ADDRESS.match(name), lambda name, descriptor, **more: FileSource(name, **more)),
)
"""Which names a kind of source takes, and how it is made of one; the first that takes a name has it."""


def open_source(name: str, *, date: date | None = None, zone: tzinfo | None = None, limit: int = LIMIT, descriptor: int = 0) -> FileSource | StdinSource:
    """The source of a name: a path, or - for standard input, which is open as `descriptor`. Raises SourceNotFound for an address of a kind that is not read."""
    for takes, make in SOURCES:
        if takes(name):
            return make(name, descriptor, date=date, zone=zone, limit=limit)
    scheme = clean_line(name.partition("://")[0])
    raise SourceNotFound(f"{clean_line(name)}: {scheme} addresses are not read; give a file, or - for standard input")
