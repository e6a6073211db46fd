"""HTML, as feeds and live pages write it, to blocks and to plain text."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from .model import Author, Body, Fact, Media, Paragraph
from .text import clean, clean_line


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


def read_content(raw: str, manner: Manner) -> Body:
    """The body that a feed gave as HTML or text: blocks with their links, then the media that are not among them."""
    return Body(manner.authors, (Paragraph(clean(raw)),) if raw.strip() else (), manner.media, clean(manner.summary) or None, manner.facts)


def plain(raw: str) -> str:
    """A line of HTML, such as a title, as plain text on one line, cleaned."""
    return clean_line(raw)
