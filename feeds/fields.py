"""What a filter can ask for. One row in `FIELDS` makes a field: its name, help, example, and how it is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from msgspec import Struct

from .model import Entry, List, Quote, Status
from .text import fold


class Subject:
    """An entry as filters see it: its words, also folded, each part made when a filter first asks for it."""

    def __init__(self, entry: Entry, status: Status) -> None:
        self.entry = entry
        self.status = status

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """All that a reader can see of the entry, as written."""
        entry = self.entry
        parts: list[str | None] = [entry.headline, entry.label, entry.stamp, entry.text, *_names(entry), *entry.tags]
        for media in entry.media:
            parts += [media.alt, media.caption, media.credit]
        parts += [block.attribution for block in entry.blocks if isinstance(block, Quote)]
        return tuple(part for part in parts if part)

    @cached_property
    def written(self) -> str:
        """`texts` as one, a NUL between the parts: no word or phrase reaches from one into the next."""
        return "\0".join(self.texts)

    @cached_property
    def folded(self) -> str:
        """`written` without case and accents."""
        return fold(self.written)


class Field(Struct, frozen=True):
    """A thing that a filter can ask for. `texts` gives the words that a value is searched in; else `holds` answers for each of `values`."""

    name: str
    help: str
    example: str
    texts: Callable[[Entry], Iterable[str | None]] | None = None
    values: tuple[str, ...] = ()
    holds: Callable[[Entry, Status, str], bool] | None = None


def _names(entry: Entry) -> Iterable[str | None]:
    for author in entry.authors:
        yield from (author.name, author.role, author.location)


def _has(entry: Entry, status: Status, what: str) -> bool:
    match what:
        case "image" | "video":
            return any(media.kind == what for media in entry.media)
        case "quote":
            return any(isinstance(block, Quote) for block in entry.blocks)
        case "list":
            return any(isinstance(block, List) for block in entry.blocks)
        case "byline":
            return bool(entry.authors)
        case _:
            return bool(entry.link) or any(getattr(block, "links", ()) for block in entry.blocks)


def _is(entry: Entry, status: Status, what: str) -> bool:
    match what:
        case "seen":
            return status.seen
        case "unseen":
            return not status.seen
        case "breaking":
            return entry.breaking
        case "pinned":
            return entry.pinned
        case "undated":
            return entry.published is None
        case _:
            return what in status.names


FIELDS: tuple[Field, ...] = (
    Field("title", "words in the headline", "title:ferry", lambda entry: (entry.headline,)),
    Field("author", "words in a byline's name", "author:castell", lambda entry: (author.name for author in entry.authors)),
    Field("role", "words in a byline's role", "role:correspondent", lambda entry: (author.role for author in entry.authors)),
    Field("place", "words in the place a byline names", "place:harwich", lambda entry: (author.location for author in entry.authors)),
    Field("kind", "words in the label", "kind:explainer", lambda entry: (entry.label,)),
    Field("text", "words in the body", "text:tide", lambda entry: (entry.text,)),
    Field("tag", "words in the tags", "tag:weather", lambda entry: entry.tags),
    Field("has", "posts that have it", "has:image", values=("image", "video", "link", "quote", "list", "byline"), holds=_has),
    Field(
        "is",
        "posts that are it",
        "is:edited",
        values=("new", "unseen", "seen", "edited", "withdrawn", "restored", "breaking", "pinned", "starred", "undated"),
        holds=_is,
    ),
)

BY_NAME = {field.name: field for field in FIELDS}
