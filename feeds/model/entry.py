"""One post, and its story."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from .body import NO_BODY, Author, Block, Body, Embed, Fact, Figure, Media, Quote, Unread, block_text, read


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
        return body if isinstance(body, Body) else read(body.read, body.raw, body.manner)

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
