"""What is read of an entry only when it is shown or searched: all but its headline, link, id, times and tags.

Its element is kept as it is written, and the start tags that it stands in with it. Most entries of a feed are looked at in a list and never opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from msgspec import Struct

from ...model import NO_BODY, Author, Body, Document
from .cuts import cuts, plain_cuts
from .reading import Reading


class Around(Struct, frozen=True, gc=False):
    """What an element takes from its document."""

    format: str
    before: bytes
    """The start tags that it stands in."""
    behind: bytes
    """Their end tags."""
    url: str | None
    zone: tzinfo | None
    base: str
    fallback: str
    page: str | None
    authors: tuple[Author, ...]
    language: str | None


def around(element: Any, format: str, document: Document, reading: Reading) -> Around:
    """What an entry's element takes from the document that is being read."""
    before, behind = shell(element)
    return Around(format, before, behind, document.url, document.zone, reading.base, reading.fallback, reading.page, reading.authors, reading.language)


def shell(element: Any) -> tuple[bytes, bytes]:
    """The start tags and the end tags around an element, without what else is in them. They are written here: to have lxml do it takes four times as long."""
    before = behind = ""
    spaces: dict[str | None, str] = {}
    for outer in reversed(list(element.iterancestors())):
        around, spaces = spaces, outer.nsmap
        name = outer.tag.rpartition("}")[2]
        name = f"{outer.prefix}:{name}" if outer.prefix else name
        declared = [(f"xmlns:{prefix}" if prefix else "xmlns", uri or "") for prefix, uri in spaces.items() if around.get(prefix) != uri]
        given = [(_qualified(key, spaces), value) for key, value in outer.items()]
        attributes = "".join(f' {key}="{value.translate(_ESCAPED)}"' for key, value in declared + given)
        before, behind = f"{before}<{name}{attributes}>", f"</{name}>{behind}"
    return before.encode(), behind.encode()


MOST_SPACES = 200
"""Namespaces that a document may declare around its entries for these to be read late: each of them is read with all that stands around it."""
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


def _qualified(key: str, spaces: dict[str | None, str]) -> str:
    """The name of an attribute as it is written in a document that declares these namespaces."""
    if key[0] != "{":
        return key
    uri, _, name = key[1:].rpartition("}")
    return f"{next((prefix for prefix, space in spaces.items() if prefix and space == uri), 'xml')}:{name}"


def pieces(data: bytes, elements: Sequence[Any]) -> list[bytes]:
    """How the entries of a well-formed document are written; none when that cannot be told of every one."""
    parent = elements[0].getparent() if elements else None
    if parent is None or elements[-1].getparent() is not parent or len(parent.nsmap) > MOST_SPACES:
        return []
    prefix, local = elements[0].prefix, elements[0].tag.rpartition("}")[2]
    found = plain_cuts(data, (f"{prefix}:{local}" if prefix else local).encode(), len(elements)) or list(cuts(data))
    return [data[begin:end] for begin, end in found] if len(found) == len(elements) else []


def read_late(raw: str, where: Around) -> Body:
    """The body of an entry: who wrote it, what it says, what it brings along."""
    from lxml import etree

    from . import atom, rss
    from .document import parser

    dialect = atom.DIALECT if where.format == "atom" else rss.DIALECT
    data = b"".join((where.before, raw.encode("utf-8", "replace"), where.behind))
    root = etree.fromstring(data, parser(huge=True, recover=True))
    reading = dialect.reading(Document(data=data, url=where.url, zone=where.zone), root)
    reading.base, reading.fallback, reading.page = where.base, where.fallback, where.page
    reading.authors, reading.language = where.authors, where.language
    element = next(dialect.items(root, reading), None)
    entry = dialect.item(element, reading) if element is not None else None
    return entry.content if entry is not None else NO_BODY
