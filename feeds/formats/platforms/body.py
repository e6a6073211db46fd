"""The body of a post put together from pieces: HTML, pictures, embedded posts, paragraphs that a platform keeps apart."""

from __future__ import annotations

from collections.abc import Iterable

from ...markup import Manner, read_content
from ...model import Author, Block, Body, Embed, Fact, Figure, Link, Media, Paragraph


class Pieces:
    """Blocks and media as they come, in order."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.blocks: list[Block] = []
        self.media: list[Media] = []

    def add_html(self, html: str) -> tuple[Block, ...]:
        """Put in what a piece of HTML says; gives its blocks."""
        read = read_content(html, Manner(base=self.base))
        first = len(self.media)
        self.media += read.media
        blocks = tuple(Figure(block.media + first) if isinstance(block, Figure) else block for block in read.blocks)
        self.blocks += blocks
        shown = {block.media - first for block in blocks if isinstance(block, Figure)}
        self.blocks += [Figure(first + index) for index in range(len(read.media)) if index not in shown]
        return blocks

    def add_media(self, media: Media) -> None:
        """Put in a picture, a video or a sound where it stands. One without an address and without words is none."""
        if media.link or media.alt or media.caption:
            self.blocks.append(Figure(len(self.media)))
            self.media.append(media)

    def add_embed(self, network: str, link: str | None, author: str | None = None) -> None:
        """Put in a post of another network, unless the piece before it is the same one."""
        if not any(isinstance(block, Embed) and block.link == link for block in self.blocks[-2:]):
            self.blocks.append(Embed(network, link, author))

    def add_link(self, words: str, link: str | None) -> None:
        """Put in a line that leads somewhere."""
        if words or link:
            shown = words or link or ""
            self.blocks.append(Paragraph(shown, (Link(shown, link),) if link else ()))

    def body(self, authors: Iterable[Author] = (), facts: Iterable[Fact] = ()) -> Body:
        """All of it."""
        return Body(authors=tuple(authors), blocks=tuple(self.blocks), media=tuple(self.media), facts=tuple(facts))
