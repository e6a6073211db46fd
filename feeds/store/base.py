"""What is kept, in which pieces, and what whoever keeps it must be able to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from ..model import SourceRecord
from ..order import Post
from ..points import PointChange


class Batch(Struct, frozen=True, kw_only=True):
    """What one look at one source changed: kept whole, in one transaction, or not at all."""

    record: SourceRecord
    posts: tuple[Post, ...] = ()
    """Copies of the posts that came, changed, went, came back or were missed, as they are now, in the timeline's order: posts of one time keep it."""
    oldest: float | None = None
    """The time by which the oldest post of a whole document is ordered (`Post.when`): what is not older is still there, and kept however old it is. None when that is not known."""
    forgotten: tuple[str, ...] = ()
    """Own ids of posts that turned out to be none."""
    points: tuple[tuple[datetime, PointChange], ...] = ()
    """Key points that came, changed or went, and when that was seen."""


class Mark(Struct, frozen=True, gc=False):
    """What the reader did with a post."""

    own: str
    seen: bool
    starred: bool
    new: bool
    changed: bool


class Sitting(Struct, frozen=True, kw_only=True):
    """Where the reader was in some sources when they last did something."""

    keys: tuple[str, ...]
    """The sources, by their keys, in the order in which they were named."""
    names: tuple[str, ...] = ()
    """What the reader named them, to open them again."""
    at: datetime
    """When the reader last did something."""
    key: str = ""
    own: str = ""
    """The post that had the cursor: its source and its id inside that; empty at the newest end."""


class Retention(Struct, frozen=True, kw_only=True):
    """How much is kept. What is starred, what a source still shows and its newest posts stay in any case."""

    days: float = 365.0
    """How long a post is kept after it came."""
    size: int = 512 << 20
    """Bytes of the file beyond which the oldest posts go."""


class Held(Struct, frozen=True, kw_only=True):
    """What a history has of one source."""

    key: str
    source: str
    """Its name."""
    title: str | None = None
    posts: int = 0
    versions: int = 0
    """Earlier versions of posts that were edited."""
    starred: int = 0
    newest: float | None = None
    """The time by which its newest post is ordered, in seconds since 1970."""


class Beside(Struct, frozen=True):
    """A file beside the history, and its bytes."""

    path: Path
    size: int


class Usage(Struct, frozen=True, kw_only=True):
    """What a history takes, and what it has."""

    path: Path
    size: int
    """Bytes on the disk, with its journals."""
    sources: tuple[Held, ...] = ()
    """The source with the most posts first."""
    backups: tuple[Beside, ...] = ()
    """The newest first."""
    aside: tuple[Beside, ...] = ()
    """Damaged histories that were set aside, and copies from before the tables changed: nothing needs them any more."""


class History(Protocol):
    """What is kept of the sources. Every call may raise StoreError, and may wait for the disk: none is made on the event loop."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader should be told about it when it was opened, a line each: that it was damaged, that nothing will be kept."""
        ...

    @property
    def writable(self) -> bool:
        """Whether anything is kept. When not, what is asked to be kept is let go without a word: `notes` has told it."""
        ...

    def record(self, key: str) -> SourceRecord | None:
        """What is remembered of a source."""
        ...

    def count(self, key: str) -> int:
        """How many posts are kept of a source."""
        ...

    def posts(self, key: str, *, limit: int | None = None, skip: int = 0) -> list[Post]:
        """Posts of a source, the newest first; `id` is the own one, `source` is the name in the record. Bodies are read when they are shown."""
        ...

    def points(self, key: str) -> tuple[tuple[datetime, PointChange], ...]:
        """What happened to the key points of a source, oldest first."""
        ...

    def keep(self, batch: Batch) -> None:
        """Keep what a look brought: all of it or nothing. It is on the disk when this returns."""
        ...

    def mark(self, key: str, marks: Sequence[Mark]) -> None:
        """Keep what the reader did with posts of a source."""
        ...

    def marks_elsewhere(self, keys: Sequence[str]) -> dict[str, list[Mark]]:
        """What another program has marked since the last call, by source. Cheap when that is nothing."""
        ...

    def sit(self, sitting: Sitting) -> None:
        """Keep where the reader is."""
        ...

    def last_sitting(self, keys: Sequence[str]) -> Sitting | None:
        """The last sitting of these sources."""
        ...

    def sittings(self) -> list[Sitting]:
        """The last sitting of each set of sources, the newest first."""
        ...

    def tend(self) -> bool:
        """Do a small piece of the upkeep that is due: let go of what is too old, copy the file once a week. Whether there is more to do now."""
        ...

    def close(self) -> None:
        """Nothing more will be asked."""
        ...
