"""The vocabulary: what a document said, in Atom's and schema.org's words, as values that never change.

Each field names the element it comes from. Live-text means a live page saved as plain text.
What the reader did with an entry (seen, starred) is never in the entry: that and its story are its `Status`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from datetime import date, datetime, tzinfo
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
def _read(read: Callable[[str, Any], Body], raw: str, manner: Hashable) -> Body:
    return read(raw, manner)


NO_BODY = Body()


class Entry(Struct, frozen=True, gc=False, kw_only=True):
    """One post: what the feed said of it and nothing else."""

    id: str
    """Atom: id. RSS: guid, else rdf:about, else the link. JSON Feed: id. Live-text: a hash of stamp, headline and first text, for the form carries no id."""
    id_inferred: bool = False
    """The feed gave no id; revisions are then also found by stamp, headline and likeness."""
    headline: str | None = None
    """Atom, RSS: title; else dc:title, itunes:title, media:title. schema.org: headline. Live-text: the text before "published at"; None for a bare "Post"."""
    link: str | None = None
    """Atom: link rel=alternate, a page first; else an id that is an address. RSS: feedburner:origLink, link, atom:link, guid that is a permalink. schema.org: url."""
    published: datetime | None = None
    """Aware, or None when the feed named no time. Atom: published; 0.3: issued, created. RSS: pubDate, dcterms:issued, dcterms:created, dc:date. Live-text: the stamp.
    An entry that tells only when it was updated takes that, marked inferred: where it stands in the timeline is then where it was first seen."""
    updated: datetime | None = None
    """Aware. Atom: updated; 0.3: modified. RSS: dcterms:modified, dc:date. schema.org: dateModified."""
    date_inferred: bool = False
    """Part of `published` (year, day or zone) was not written in the entry but concluded from its surroundings."""
    stamp: str | None = None
    """The time as written, whether it could be read or not ("Lap 16/52")."""
    label: str | None = None
    """The kind of post in the feed's words ("Analysis"). Live-text: what stands alone between number and headline."""
    breaking: bool = False
    """Live-text: the line "Breaking" under the headline. BBC JSON: options.isBreakingNews."""
    pinned: bool = False
    """Guardian JSON: attributes.pinned."""
    tags: tuple[str, ...] = ()
    """Atom: category/@label, else @term. RSS: category, dc:subject, itunes:keywords, media:keywords. JSON Feed: tags."""
    body: Body | Unread = NO_BODY

    @property
    def content(self) -> Body:
        """The body as blocks; made at the first call, then remembered for the last few thousand entries."""
        body = self.body
        return body if isinstance(body, Body) else _read(body.read, body.raw, body.manner)

    @property
    def length(self) -> int:
        """About how many characters it has, told without reading its body."""
        return len(self.headline or "") + (len(self.body.raw) if isinstance(self.body, Unread) else sum(len(block_text(block)) for block in self.body.blocks))

    @property
    def authors(self) -> tuple[Author, ...]:
        return self.content.authors

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.content.blocks

    @property
    def media(self) -> tuple[Media, ...]:
        return self.content.media

    @property
    def summary(self) -> str | None:
        return self.content.summary

    @property
    def facts(self) -> tuple[Fact, ...]:
        return self.content.facts

    @property
    def text(self) -> str:
        """The body as plain text: see `Body.text`."""
        return self.content.text

    def says_the_same_as(self, other: Entry) -> bool:
        """Whether both use the same words. Inferred dates, flags and blank lines are no words."""
        mine, theirs = self.body, other.body
        if (
            self.headline != other.headline
            or self.label != other.label
            or self.link != other.link
            or self.tags != other.tags
            or (self.published != other.published and not (self.date_inferred or other.date_inferred))
        ):
            return False
        if (
            isinstance(mine, Unread)
            and isinstance(theirs, Unread)
            and mine.manner == theirs.manner
            and (mine.raw == theirs.raw or mine.raw.split() == theirs.raw.split())
        ):
            return True
        return self.content == other.content or list(_words(self.content)) == list(_words(other.content))


def _words(body: Body) -> Iterator[str]:
    """Every word that a body shows, in order, whatever the shape it is shown in."""
    texts: list[str | None] = [part for author in body.authors for part in (author.name, author.role, author.location)]
    texts.append(body.summary)
    for block in body.blocks:
        match block:
            case Figure(media=index):
                media = body.media[index]
                texts += [media.alt, media.credit, media.caption, media.link]
            case Embed(network=network, link=link, author=author):
                texts += [network, link, author]
            case Quote(text=text, attribution=who):
                texts += [text, who]
            case _:
                texts.append(block_text(block))
    for part in texts:
        yield from (part or "").split()


class Status(Struct, frozen=True, gc=False):
    """What happened to an entry since it was first seen, and what the reader did with it. Times are those of the looks."""

    first_seen: datetime | None = None
    edited: tuple[datetime | None, ...] = ()
    """When each edit was seen, oldest first."""
    withdrawn_at: datetime | None = None
    withdrawn: bool = False
    restored_at: datetime | None = None
    new: bool = False
    """Came after the reader had begun to follow."""
    seen: bool = False
    changed: bool = False
    """Edited since the reader saw it."""
    starred: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The words that `is:` and `dump` use for it."""
        named = {"new": self.new, "edited": bool(self.edited), "withdrawn": self.withdrawn, "restored": self.restored_at is not None, "starred": self.starred}
        return tuple(name for name, holds in named.items() if holds)


class KeyPoint(Struct, frozen=True, gc=False):
    """One line of the feed's own summary, with the entry that it points to if any. Live-text: a bullet under "Summary"."""

    text: str
    entry: str | None = None


class Feed(Struct, frozen=True, gc=False, kw_only=True):
    """The page or feed as a whole."""

    title: str | None = None
    """Atom, RSS: title. Live-text: the topic over "Latest updates"."""
    description: str | None = None
    """Plain text. Atom: subtitle; 0.3: tagline. RSS: description, else that of dc or itunes. JSON Feed: description."""
    link: str | None = None
    language: str | None = None
    """BCP 47. Atom: xml:lang. RSS: language, dc:language, xml:lang."""
    summary: tuple[KeyPoint, ...] = ()
    """Live-text: the bullets under "Summary", as they were when the page was saved."""
    credit: str | None = None
    """Live-text: "Edited by …", "By …", "All times stated are UK". Atom: author. RSS: managingEditor, dc:creator, itunes:author."""
    updated: datetime | None = None
    """Live-text: the page's own "Updated …" line. Atom: updated; 0.3: modified. RSS: lastBuildDate, else dc:date, pubDate."""
    coverage_start: datetime | None = None
    coverage_end: datetime | None = None
    """schema.org: coverageStartTime, coverageEndTime."""
    ended: bool = False
    """The feed said that it will not go on."""
    media: tuple[Media, ...] = ()
    """Live-text: a video over the posts that belongs to the page."""
    preamble: tuple[str, ...] = ()
    """Live-text: lines over the posts that are neither summary nor credit, such as a score."""
    older: str | None = None
    """Where older entries are. RFC 5005: link rel=prev-archive, else rel=next. JSON Feed: next_url."""
    facts: tuple[Fact, ...] = ()
    """What else the feed told of itself: rights, generator, categories."""


class Problem(Struct, frozen=True, gc=False):
    """Something that could not be read as it stands, or was repaired. `place` is a line, a path or an offset."""

    source: str
    place: str
    message: str


class Validators(Struct, frozen=True, gc=False):
    """What a source wants to be asked with next time. HTTP: ETag, Last-Modified, byte for byte. Files: a digest and a stat."""

    etag: str | None = None
    last_modified: str | None = None
    stat: tuple[int, ...] = ()
    digest: bytes = b""


class Document(Struct, frozen=True, kw_only=True):
    """Bytes from a source, and what is needed to understand them."""

    data: bytes
    source: str = ""
    """The name that entries and problems are filed under: a path or an address, cleaned."""
    url: str | None = None
    """Where it came from in the end. HTTP: after redirects."""
    media_type: str | None = None
    """HTTP: Content-Type, with its parameters."""
    validators: Validators = Validators()
    retrieved: datetime | None = None
    """Aware. When the bytes were read."""
    date: date | None = None
    """The day of the capture, for stamps without one: what the user said, else the file's own time."""
    zone: tzinfo | None = None
    """The zone of stamps that name none; UTC when None."""
    settled: bool = True
    """False while the bytes may be half-written: then nothing is concluded from what is missing."""
    partial: bool = False
    """It says only what was added (HTTP 226): nothing is concluded from what is missing."""
    continues: str | None = None
    """The name of the format that the document goes on in: it begins with the last record of the document before, as that stands now.
    None for a document that is whole."""
    offset: int = 0
    """Where in its source the data begins: 0 unless it continues another."""


class Snapshot(Struct, frozen=True, kw_only=True):
    """All that one document said."""

    source: str = ""
    format: str = ""
    feed: Feed = Feed()
    entries: tuple[Entry, ...] = ()
    """In the document's order."""
    problems: tuple[Problem, ...] = ()
    oldest_first: bool | None = None
    """The document has its oldest entry on top; None when its format does not tell, and the entries' times must."""
    complete: bool = True
    """The document was read to its end: what is missing from it is really missing."""
    entire: bool = False
    """The feed says that this document has all its entries (RFC 5005: fh:complete): what is missing has been withdrawn, wherever it stood."""
    withdrawn: tuple[str, ...] = ()
    """Ids of entries that the document says are withdrawn. Atom: at:deleted-entry (RFC 6721). Live Blog API: deleted."""
    progress: float = 1.0
    """How much of the document was read for it, from 0 to 1. Below 1 it has the entries that were read since the one before, and is not complete."""
    open_at: int | None = None
    """Offset in the document's data at which its last record begins, in a format that only grows at its end: what stands before is final.
    None for a document that is one unit, or of which too little is known."""
    continues: bool = False
    """Its first entry is the last one that the source gave before, as it stands now; those between are not said again."""
    retrieved: datetime | None = None

    @property
    def exhaustive(self) -> bool:
        """Whether an entry that the document does not have counts as missing. A file that grows at its end loses entries only to rotation."""
        return self.complete and self.open_at is None
