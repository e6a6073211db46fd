"""The inside of an entry: who wrote it, its blocks and media, and what else was told of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, Literal

from msgspec import Struct


class Author(Struct, frozen=True, gc=False):
    """A person or desk. Live-text: the two-line byline. Atom: author. schema.org: author."""

    name: str
    """Live-text: first line of the byline. Atom: author/name; of an entry without author those of its source, else of the feed. RSS: author, dc:creator, itunes:author."""
    role: str | None = None
    """Live-text: second line of the byline without the place. schema.org: jobTitle. Atom, dc: "contributor" for those. podcast:person: @role."""
    location: str | None = None
    """Live-text: the place named in the byline's second line ("…, in Brussels")."""
    link: str | None = None
    """Atom: author/uri; 0.3: author/url."""
    email: str | None = None
    """Atom: author/email. RSS: author, as "mail (name)" and its relatives."""


class Media(Struct, frozen=True, gc=False):
    """A picture, a video or a sound. Atom: link rel=enclosure, content/@src. RSS: enclosure, image, itunes:image. Media RSS: media:content, media:thumbnail. Live-text: an image line or a media caption."""

    kind: Literal["image", "video", "audio"] = "image"
    alt: str | None = None
    """What stands for the picture. Live-text: the text before "Image source," or alone. HTML: img/@alt. Media RSS: media:title beside a description."""
    caption: str | None = None
    """Live-text: the paragraph after "Image caption," or "Media caption,". HTML: figcaption. Media RSS: media:description, media:text, media:title. Atom: link/@title."""
    credit: str | None = None
    """Live-text: the text after "Image source,". Media RSS: media:credit."""
    link: str | None = None
    type: str | None = None
    """Media type (RFC 6838)."""
    size: int | None = None
    """Bytes."""


class Link(Struct, frozen=True, gc=False):
    """Words of a block that lead somewhere: `text` stands in the block's words, as `block_text` gives them, from offset `start`."""

    text: str
    link: str
    start: int = 0


class Paragraph(Struct, frozen=True, gc=False, tag="paragraph"):
    text: str
    links: tuple[Link, ...] = ()


class Heading(Struct, frozen=True, gc=False, tag="heading"):
    """A heading or subtitle; `level` as in HTML, 2 for the topmost in a body."""

    text: str
    level: int = 2
    links: tuple[Link, ...] = ()


class Quote(Struct, frozen=True, gc=False, tag="quote"):
    """Somebody's words. Live-text: a reader's letter, whose sender is the attribution."""

    text: str
    attribution: str | None = None
    links: tuple[Link, ...] = ()


class List(Struct, frozen=True, gc=False, tag="list"):
    """Items in order; an ordered list counts from `start`. Those of a list inside it stand behind their item, indented by two spaces a level."""

    items: tuple[str, ...]
    ordered: bool = False
    start: int = 1
    links: tuple[Link, ...] = ()


class Table(Struct, frozen=True, gc=False, tag="table"):
    rows: tuple[tuple[str, ...], ...]
    links: tuple[Link, ...] = ()


class Code(Struct, frozen=True, gc=False, tag="code"):
    text: str


class Figure(Struct, frozen=True, gc=False, tag="figure"):
    """The place of a picture in the body; `media` is its index in `Body.media`."""

    media: int


class Embed(Struct, frozen=True, gc=False, tag="embed"):
    """A post of another network that the page showed. Live-text: the lines from "This … post cannot be displayed" to "End of … post"."""

    network: str
    link: str | None = None
    author: str | None = None


Block = Paragraph | Heading | Quote | List | Table | Code | Figure | Embed


class Fact(Struct, frozen=True, gc=False):
    """Something that a feed told and that has no place of its own in the model, under the name that a person would give it ("comments", "duration")."""

    name: str
    value: str
    link: str | None = None


class Body(Struct, frozen=True, gc=False):
    """The inside of an entry: who wrote it, and what it says, in order."""

    authors: tuple[Author, ...] = ()
    blocks: tuple[Block, ...] = ()
    media: tuple[Media, ...] = ()
    summary: str | None = None
    """Plain text, where it says something else than the blocks. Atom: summary beside content. RSS: description beside content:encoded, itunes:summary. JSON Feed: summary."""
    facts: tuple[Fact, ...] = ()
    """What else the feed told of the entry. A change of it is no edit: comments are counted, prices move."""

    @property
    def text(self) -> str:
        """Paragraphs, lists, quotes, headings as plain text, a blank line between blocks; no alt text, captions, bylines."""
        return "\n\n".join(part for part in map(block_text, self.blocks) if part)


def block_text(block: Block) -> str:
    """A block's words as plain text: the items of a list and the rows of a table a line each; nothing for figures and embeds."""
    match block:
        case Paragraph(text=text) | Heading(text=text) | Quote(text=text) | Code(text=text):
            return text
        case List(items=items):
            return "\n".join(items)
        case Table(rows=rows):
            return "\n".join("\t".join(row) for row in rows)
        case _:
            return ""


class Unread(Struct, frozen=True, gc=False):
    """A body as its format wrote it, made into blocks when somebody asks. `manner` is what the format must know beside the text; `read` takes both."""

    read: Callable[[str, Any], Body]
    raw: str
    manner: Hashable = 0


@lru_cache(maxsize=4096)
def read(how: Callable[[str, Any], Body], raw: str, manner: Hashable) -> Body:
    """The body that was unread: made at the first call, then remembered for the last few thousand."""
    return how(raw, manner)


NO_BODY = Body()
