"""Where bytes come from: one module per kind of source. `open_source` picks by the name that the user typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, tzinfo
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from ..addresses import masked
from ..errors import SourceNotAsked, SourceNotFound
from ..text import clean_line
from ..wording import Wording
from .base import LIMIT, Polled, Source
from .disk import handed_over, is_fifo
from .file import FileSource

if TYPE_CHECKING:
    from .fifo import FifoSource
    from .http import HttpSource
    from .stdin import StdinSource

    Opened: TypeAlias = FifoSource | FileSource | HttpSource | StdinSource

__all__ = ["LIMIT", "SOURCES", "FileSource", "Polled", "Source", "open_source"]

_ADDRESS = Wording(r"[A-Za-z][A-Za-z0-9+.-]+://")
_HTTP = Wording(r"(?:sse\+)?https?://", re.IGNORECASE)


class Wishes(Struct, frozen=True):
    """What the user wants of the sources that are opened."""

    date: date | None = None
    """The day of stamps that name none."""
    zone: tzinfo | None = None
    """The zone of stamps without one."""
    limit: int | None = None
    """Bytes of the largest document that is read; None for what is decent for the kind of source."""
    descriptor: int = 0
    """Where standard input is open."""
    interval: float | None = None
    """Seconds between polls."""
    network: bool = True
    """Whether the network may be asked."""
    certificate: str | None = None
    """The SHA-256 of the one certificate that is believed of the server; None for those that the system trusts."""


def _standard_input(name: str, wishes: Wishes) -> StdinSource:
    from .stdin import StdinSource

    return StdinSource(wishes.descriptor, date=wishes.date, zone=wishes.zone, limit=wishes.limit or LIMIT)


def _http(name: str, wishes: Wishes) -> HttpSource:
    if not wishes.network:
        raise SourceNotAsked(f"{masked(clean_line(name))} is not asked: --no-network keeps the program off the network")
    from .http import Caps, HttpSource  # costs the start as much as a page does: only who wants addresses pays

    caps = Caps() if wishes.limit is None else Caps(wire=wishes.limit, decoded=wishes.limit)
    return HttpSource(name, date=wishes.date, zone=wishes.zone, interval=wishes.interval, caps=caps, pin=wishes.certificate)


def _path(name: str, wishes: Wishes) -> FifoSource | FileSource | StdinSource:
    """What stands there now decides; when a file becomes a pipe or a pipe a file, it is refused until it is opened anew."""
    if (descriptor := handed_over(name)) is not None:
        from .stdin import StdinSource

        return StdinSource(descriptor, name=name, title="a pipe", date=wishes.date, zone=wishes.zone, limit=wishes.limit or LIMIT)
    if is_fifo(name):
        from .fifo import FifoSource

        return FifoSource(name, date=wishes.date, zone=wishes.zone, limit=wishes.limit or LIMIT)
    return FileSource(name, date=wishes.date, zone=wishes.zone, limit=wishes.limit or LIMIT)


SOURCES: tuple[tuple[Callable[[str], object], Callable[[str, Wishes], Opened]], ...] = (
    (lambda name: name == "-", _standard_input),
    (_HTTP.match, _http),
    (lambda name: not _ADDRESS.match(name), _path),
)
"""Which names a kind of source takes, and how it is made of one; the first that takes a name has it."""


def open_source(
    name: str,
    *,
    date: date | None = None,
    zone: tzinfo | None = None,
    limit: int | None = None,
    descriptor: int = 0,
    interval: float | None = None,
    network: bool = True,
    certificate: str | None = None,
) -> Opened:
    """The source of a name: a path, an http or https address, or - for standard input, which is open as `descriptor`.

    sse+http and sse+https are addresses that must answer with a stream of events; others are found out to be one when they answer so.

    `interval` is in seconds, for sources that are polled; `certificate` is the SHA-256 of the one that is believed of a server. Raises SourceNotFound for an address that is not read, SourceNotAsked for one without the network.
    """
    for takes, make in SOURCES:
        if takes(name):
            return make(name, Wishes(date, zone, limit, descriptor, interval, network, certificate))
    scheme = clean_line(name.partition("://")[0])
    raise SourceNotFound(f"{masked(clean_line(name))}: {scheme} addresses are not read; give a file, an http or https address, or - for standard input")
