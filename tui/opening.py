"""Chosen sources become sources that can be followed. One that cannot be opened, but is remembered, becomes one that says why; so does an address without the network."""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import date, tzinfo

from msgspec import Struct

from feeds import Document, FeedError, FileSource, Source, SourceNotAsked, SourceNotFound, clean_line, masked, open_source

from .chosen import Chosen


class Unopened:
    """A source that is remembered and cannot be opened, or is not asked. Its one look says why. What is kept under its key is shown."""

    interval = 3600.0
    finished = False

    def __init__(self, name: str, title: str | None, error: FeedError, *, key: str = "") -> None:
        self.name = masked(clean_line(name)) or "a source without a name"
        self.title = title or self.name
        self.error = error
        self.key = key

    async def fetch(self, previous: Document | None) -> Document | None:
        self.finished = True
        raise self.error

    def watch(self, wake: Callable[[], None]) -> None:
        """Nothing will ever come."""

    def close(self) -> None:
        """Nothing is open."""


class Opener(Struct, frozen=True, kw_only=True):
    """How sources are opened in this sitting."""

    date: date | None = None
    """The day of stamps that name none."""
    zone: tzinfo | None = None
    """The zone of stamps without one."""
    limit: int | None = None
    """Bytes of the largest document that is read."""
    interval: float | None = None
    """Seconds between looks, whatever else is wished of a source; None for that."""
    network: bool = True
    """Whether addresses may be asked."""
    watched: bool = True
    """Whether the system tells of changed files."""

    def open(self, chosen: Chosen, *, descriptor: int = 0, taken: Container[str] = ()) -> Source:
        """The source, called as the reader calls it, under a name that is not `taken`; without the network an address that says so. Raises SourceNotFound."""
        source: Source
        try:
            source = self._source(chosen, descriptor, network=self.network)
        except SourceNotAsked as error:
            source = self._source(chosen, descriptor, network=True)
            source = Unopened(source.name, source.title, error, key=source.key)
        if isinstance(source, FileSource):
            source.watched = self.watched
        source.title = chosen.title or source.title
        return distinct(source, taken)

    def _source(self, chosen: Chosen, descriptor: int, *, network: bool) -> Source:
        return open_source(
            chosen.name,
            date=self.date,
            zone=self.zone,
            limit=self.limit,
            descriptor=descriptor,
            interval=self.interval if self.interval is not None else chosen.interval,
            network=network,
            certificate=chosen.certificate,
        )

    def open_or_tell(self, chosen: Chosen, *, taken: Container[str] = ()) -> Source:
        """The source; or where it cannot be opened, one whose look says why."""
        try:
            return self.open(chosen, taken=taken)
        except SourceNotFound as error:
            return distinct(Unopened(chosen.name, chosen.title, error), taken)


def distinct(source: Source, taken: Container[str]) -> Source:
    """The source, its name numbered where another has it: addresses whose secrets are masked may look the same."""
    name, number = source.name, 1
    while source.name in taken:
        number += 1
        source.name = f"{name} ({number})"
    return source
