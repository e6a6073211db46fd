"""Our own shape of an entry, as `feedreader dump` writes it (feeds/export.py), back to what it was made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from ...model import Author, Block, Body, Code, Embed, Entry, Fact, Figure, Heading, Link, List, Media, Paragraph, Quote, Table, Unread
from ...text import clean

NAMES = frozenset(("id", "source", "headline", "date_inferred", "blocks"))
"""Names that together no other form has."""


def is_entry(record: Mapping[str, Any]) -> bool:
    """Whether a record has our own shape."""
    return record.keys() >= NAMES and type(record["id"]) is str and type(record["blocks"]) is list


def entry_of(record: Mapping[str, Any], body: Body | Unread) -> Entry:
    """The entry that a record of our own shape was."""
    return Entry(
        id=clean(record["id"]),
        headline=_text(record.get("headline")),
        link=_text(record.get("link")),
        published=_time(record.get("published")),
        updated=_time(record.get("updated")),
        date_inferred=record.get("date_inferred") is True,
        stamp=_text(record.get("stamp")),
        label=_text(record.get("label")),
        breaking=record.get("breaking") is True,
        pinned=record.get("pinned") is True,
        tags=_texts(record.get("tags")),
        body=body,
    )


def body_of(record: Mapping[str, Any]) -> Body:
    """The inside of the entry. The source that it was dumped from becomes a fact, for the file that it stands in is its source now."""
    media = tuple(_media(each) for each in _objects(record.get("media")))
    facts = [Fact(_text(each.get("name")) or "", _text(each.get("value")) or "", _text(each.get("link"))) for each in _objects(record.get("facts"))]
    source = _text(record.get("source"))
    if source and all(fact.name != "source" for fact in facts):
        facts.append(Fact("source", source))
    return Body(
        authors=tuple(
            Author(name, _text(each.get("role")), _text(each.get("location")), _text(each.get("link")), _text(each.get("email")))
            for each in _objects(record.get("authors"))
            if (name := _text(each.get("name"))) is not None
        ),
        blocks=tuple(block for each in _objects(record.get("blocks")) if (block := _block(each, len(media))) is not None),
        media=media,
        summary=_text(record.get("summary")),
        facts=tuple(facts),
    )


def _block(value: Mapping[str, Any], media: int) -> Block | None:
    text, links = _text(value.get("text")) or "", _links(value.get("links"))
    match value.get("type"):
        case "paragraph":
            return Paragraph(text, links)
        case "heading":
            return Heading(text, _number(value.get("level"), 2), links)
        case "quote":
            return Quote(text, _text(value.get("attribution")), links)
        case "list":
            return List(_texts(value.get("items")), value.get("ordered") is True, _number(value.get("start"), 1), links)
        case "table":
            rows = value.get("rows")
            return Table(tuple(_texts(row) for row in rows) if type(rows) is list else (), links)
        case "code":
            return Code(text)
        case "figure":
            index = _number(value.get("media"), -1)
            return Figure(index) if 0 <= index < media else None
        case "embed":
            return Embed(_text(value.get("network")) or "", _text(value.get("link")), _text(value.get("author")))
        case _:  # of a later version
            return Paragraph(text, links) if text else None


def _links(value: Any) -> tuple[Link, ...]:
    return tuple(Link(_text(each.get("text")) or "", link, _number(each.get("start"), 0)) for each in _objects(value) if (link := _text(each.get("link"))))


def _media(value: Mapping[str, Any]) -> Media:
    kind, size = value.get("kind"), value.get("size")
    return Media(
        kind if kind in ("video", "audio") else "image",
        _text(value.get("alt")),
        _text(value.get("caption")),
        _text(value.get("credit")),
        _text(value.get("link")),
        _text(value.get("type")),
        size if type(size) is int else None,
    )


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    return (each for each in value if type(each) is dict) if type(value) is list else iter(())


def _text(value: Any) -> str | None:
    return clean(value) if type(value) is str else None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(clean(each) for each in value if type(each) is str) if type(value) is list else ()


def _number(value: Any, else_: int) -> int:
    return value if type(value) is int else else_


def _time(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if type(value) is str else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
