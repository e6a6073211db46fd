"""What a filter is asked about: a post as filters see it, and the circumstances in which they are asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo

from msgspec import Struct

from ..model import Entry, Quote, Status
from ..text import fold

BETWEEN = "\n\0\n"
"""Between the parts of a post's joined text: no word and no phrase reaches over it, and each part begins and ends a line."""


class Context(Struct, frozen=True):
    """What the fields that speak of time or source must know beside the post. Times are aware."""

    now: datetime
    zone: tzinfo | None = None
    """The zone that times are shown in; None is this machine's."""
    latest: datetime | None = None
    """When the newest dated post of the timeline was published."""
    ended: bool = False
    """The feed said that it will not go on."""
    titles: Mapping[str, str] = {}
    """Sources by name, as people call them."""


class Subject:
    """An entry as filters see it. Of its words only the folded copy is kept: it is what nearly every filter is answered from."""

    __slots__ = ("entry", "folded", "source", "status")
    folded: str
    """`written` without case and accents, made when it is first asked for."""

    def __init__(self, entry: Entry, status: Status, source: str = "") -> None:
        self.entry = entry
        self.status = status
        self.source = source

    def __getattr__(self, name: str) -> str:
        # Only what is not there yet comes here: once made, it is a slot like others, and read without a call.
        if name != "folded":
            raise AttributeError(name)
        self.folded = self._fold()
        return self.folded

    def _fold(self) -> str:
        return fold(self.written)

    @property
    def texts(self) -> tuple[str, ...]:
        """All that a reader can see of the entry, as written."""
        entry = self.entry
        parts: list[str | None] = [entry.headline, entry.label, entry.stamp, entry.summary, entry.text, *_names(entry), *entry.tags]
        for media in entry.media:
            parts += [media.alt, media.caption, media.credit]
        parts += [block.attribution for block in entry.blocks if isinstance(block, Quote)]
        parts += [fact.value for fact in entry.facts]
        return tuple(part for part in parts if part)

    @property
    def written(self) -> str:
        """`texts` as one, with `BETWEEN` between them."""
        return BETWEEN.join(self.texts)


def _names(entry: Entry) -> Iterable[str | None]:
    for author in entry.authors:
        yield from (author.name, author.role, author.location)
