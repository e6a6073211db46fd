"""HTML, as feeds and live pages write it, to blocks and to plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from ..model import Author, Body, Fact, Figure, Media
from ..text import clean_line

if TYPE_CHECKING:
    from .reader import Reader


class Manner(Struct, frozen=True, gc=False):
    """How a body is written, and what its entry carries beside it."""

    base: str = ""
    """The address that relative links start from."""
    kind: Literal["html", "text"] = "html"
    authors: tuple[Author, ...] = ()
    media: tuple[Media, ...] = ()
    """Pictures, videos and sounds that the entry names outside its body."""
    summary: str = ""
    """As written, in the manner of the body."""
    facts: tuple[Fact, ...] = ()


LARGE = 1 << 14
"""Characters from which a body is looked at for elements in elements without end: to build the tree takes the square of their depth."""
_BLANK = re.compile(r"\n[^\S\n]*\n")
_BLOCK = re.compile(r"<(?:p|br|div|li|h[1-6]|t[rdh]|blockquote|pre|section|article|figure|hr|d[ltd])\b", re.IGNORECASE)
_ENDLESS = ("title", "textarea", "xmp", "plaintext")
"""Elements that take all that follows for their text when they have no end: then somebody writes about them."""
_UNREADABLE = re.compile("[\0\ud800-\udfff]")


def read_content(raw: str, manner: Manner) -> Body:
    """The body that a feed gave as HTML or text: blocks with their links, then the media that are not among them. Never raises.

    A body that says nothing is the summary's. Where a link has a picture and no words, or leads on from a caption or the name of a speaker, it is
    a fact beside the body.
    """
    from .summary import says_more

    summary = manner.summary
    reader = _read(raw, manner)
    if summary and not reader.frame.blocks and summary.strip():
        reader, summary = _read(summary, manner), ""
    return _body(reader, manner, says_more(_words(_read(summary, manner)), _words(reader)) if summary else None)


def _read(raw: str, manner: Manner) -> Reader:
    from .elements import ELEMENTS, NOTABLE, notice
    from .reader import Reader, walk

    text = _UNREADABLE.sub(lambda found: "\u2400" if found[0] == "\0" else "\ufffd", raw) if not raw.isascii() or "\0" in raw else raw
    if manner.kind == "text" or "<" not in text:
        from .bare import paragraphs

        reader = Reader(manner.base, {})
        reader.frame.blocks += paragraphs(text, verbatim=manner.kind == "text")
        return reader
    from selectolax.lexbor import LexborHTMLParser

    if len(text) > LARGE:
        from .depth import shallow

        text = shallow(text)
    folded = text.lower()
    for name in _ENDLESS:
        if f"<{name}" in folded and f"</{name}" not in folded:
            text = re.sub(rf"<(?={name}[\s/>])", "&lt;", text, flags=re.IGNORECASE)
    reader = Reader(manner.base, ELEMENTS, lines=_BLANK.search(text) is not None and _BLOCK.search(text) is None)
    if (root := LexborHTMLParser(f"<body>{text}").body) is not None:
        walk(reader, root, notice if any(sign in folded for sign in NOTABLE) else None)
    return reader


def _body(reader: Reader, manner: Manner, summary: str | None) -> Body:
    blocks = reader.frame.blocks
    media: list[Media] = reader.media
    if manner.media:
        from .media import joined

        blocks += map(Figure, joined(media, manner.media))
    return Body(manner.authors, tuple(blocks), tuple(media), summary, (*manner.facts, *reader.facts) if reader.facts else manner.facts)


def _words(reader: Reader) -> str:
    return Body(blocks=tuple(reader.frame.blocks)).text


def plain(raw: str) -> str:
    """A line of HTML, such as a title, as plain text on one line, cleaned."""
    if "<" in raw or "&" in raw:
        from .bare import unmarked

        raw = unmarked(raw)
    return clean_line(raw)
