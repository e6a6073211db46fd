"""The parts of a body that are made of other blocks: what is read gathers in them, and becomes a block or several when they end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec.structs import replace

from ..model import Block, Code, Embed, Figure, Heading, Link, List, Media, Paragraph, Quote, Table
from .credits import parted, source_of
from .embeds import network_of
from .words import flat, shifted

MOST_NESTED = 12
"""Quotes, tables and figures in one another; those further inside are read as if their blocks stood alone."""
MOST_INDENT = 12
"""Levels that the items of a list are moved to the right."""
MOST_COLUMNS = 60
"""Columns that a cell or a table may claim."""
MOST_CLAIMED = 20_000
"""Places in a table that its cells may claim beside their own."""
MOST_IN_CELL = 3
"""Blocks in a cell of a table that is one; with more it is there for the layout."""
DASHES = "—–―-~‒"
"""What stands before the name of somebody who is quoted."""
ANNOUNCED = frozenset(("Image", "Video", "Media"))
"""What stands beside pictures for those who do not see them."""
_NOTHING: list[Block] = []
"""What is in a column that a cell claims beside its own."""


class Frame:
    """Where blocks gather. `level` counts those around it, without lists: their items cost nothing to nest."""

    __slots__ = ("above", "blocks", "level", "words_only")

    def __init__(self, above: Frame | None = None, *, words_only: bool = False) -> None:
        self.above = above
        self.blocks: list[Block] = []
        self.level: int = above.level + 1 if above else 0
        self.words_only: bool = words_only or (above is not None and above.words_only)
        """All that gathers here becomes the words of one block."""

    def made(self) -> list[Block]:
        """What it is when it has ended."""
        return self.blocks


class HeadingFrame(Frame):
    __slots__ = ("rank",)

    def __init__(self, above: Frame, rank: int) -> None:
        super().__init__(above, words_only=True)
        self.rank = rank

    def made(self) -> list[Block]:
        text, links, others = flat(self.blocks, " ")
        return [*([Heading(text.replace("\n", " "), self.rank, tuple(links))] if text else []), *others]


class QuoteFrame(Frame):
    """Somebody's words, and who said them."""

    __slots__ = ("attribution",)

    def __init__(self, above: Frame) -> None:
        super().__init__(above, words_only=True)
        self.attribution: str | None = None

    def made(self) -> list[Block]:
        text, links, others = flat(self.blocks, "\n\n")
        if not text and self.attribution:
            return [Paragraph(self.attribution), *others]
        return [*([Quote(text, self.attribution, tuple(links))] if text else []), *others]


class Item:
    """One item of a list, wherever it stands in it."""

    __slots__ = ("blocks", "indent", "number")

    def __init__(self, indent: int, number: int | None) -> None:
        self.indent = indent
        self.number = number
        """What an ordered list inside another one gives it."""
        self.blocks: list[Block] = []


class ListFrame(Frame):
    """A list, or one inside of it: then its items go to the outermost."""

    __slots__ = ("counts", "indent", "items", "number", "start")

    def __init__(self, above: Frame, *, ordered: bool, start: int) -> None:
        super().__init__(above, words_only=True)
        self.level = above.level
        if isinstance(above, ListFrame):
            above.loose()
        outer = above.list if isinstance(above, ItemFrame) else above if isinstance(above, ListFrame) else None
        self.items: list[Item] = outer.items if outer else []
        self.indent: int = min(outer.indent + 1, MOST_INDENT) if outer else 0
        self.counts, self.start = ordered, start
        self.number = start

    def item(self, *, deeper: int = 0) -> Item:
        """The next item."""
        self.loose()
        item = Item(self.indent + deeper, self.number if self.counts and self.indent else None)
        self.number += 1
        self.items.append(item)
        return item

    def loose(self) -> None:
        """What stands in a list without being in an item of it is one."""
        if self.blocks:
            blocks, self.blocks = self.blocks, []
            item = Item(self.indent, None)
            item.blocks = blocks
            self.items.append(item)

    def made(self) -> list[Block]:
        self.loose()
        if self.indent:
            return []
        items = self.items
        if any(isinstance(block, Heading) for item in items for block in item.blocks):
            return [block for item in items for block in item.blocks]
        texts: list[str] = []
        links: list[Link] = []
        rest: list[Block] = []
        length = 0
        for item in items:
            said, found, others = flat(item.blocks, "\n")
            rest += others
            if not said:
                continue
            lead = "  " * item.indent + (f"{item.number}. " if item.number is not None else "")
            if found:
                links += shifted(tuple(found), length + len(lead))
            texts.append(lead + said)
            length += len(lead) + len(said) + 1
        return [*([List(tuple(texts), self.counts, self.start if self.counts else 1, tuple(links))] if texts else []), *rest]


class ItemFrame(Frame):
    __slots__ = ("item", "list")

    def __init__(self, above: ListFrame, *, deeper: int = 0) -> None:
        super().__init__(above, words_only=True)
        self.level = above.level
        self.list = above
        self.item = above.item(deeper=deeper)

    def made(self) -> list[Block]:
        self.item.blocks = self.blocks
        return []


class CellFrame(Frame):
    """A cell. What stands in it may be words or, in a table that is there for the layout, anything."""

    __slots__ = ("across", "down")

    def __init__(self, above: TableFrame, across: int, down: int) -> None:
        super().__init__(above)
        self.words_only = False
        self.across, self.down = across, down

    def made(self) -> list[Block]:
        assert isinstance(self.above, TableFrame)
        self.above.cell(self)
        return []


class TableFrame(Frame):
    """A table: its caption gathers as blocks, its cells in rows."""

    __slots__ = ("_claimed", "_left", "layout", "rows")

    def __init__(self, above: Frame, *, layout: bool) -> None:
        super().__init__(above)
        self.layout = layout
        self.rows: list[list[list[Block]]] = []
        self._left = MOST_CLAIMED
        self._claimed: dict[int, int] = {}
        """Rows below the last one that a cell reaches into, by its column."""

    def row(self) -> None:
        """A row begins."""
        if self.rows:
            self._fill()
        self.rows.append([])

    def cell(self, cell: CellFrame) -> None:
        """A cell of the last row has ended."""
        if not self.rows:
            self.row()
        self._fill()
        row = self.rows[-1]
        across, down = (cell.across, cell.down) if len(row) < MOST_COLUMNS and self._left > 0 else (1, 1)
        self._left -= across * down - 1
        if down > 1:
            self._claimed |= dict.fromkeys(range(len(row), len(row) + across), down - 1)
        row.append(cell.blocks)
        row += [_NOTHING] * (across - 1)

    def _fill(self) -> None:
        """Leave out the columns that cells of rows above stand in."""
        row = self.rows[-1]
        while (left := self._claimed.get(len(row), 0)) > 0:
            self._claimed[len(row)] = left - 1
            row.append(_NOTHING)

    def made(self) -> list[Block]:
        if self.layout or not any(sum(map(_speaks, row)) > 1 for row in self.rows) or any(_is_page(cell) for row in self.rows for cell in row):
            return [*self.blocks, *(block for row in self.rows for cell in row for block in cell)]
        rows: list[tuple[str, ...]] = []
        links: list[Link] = []
        rest: list[Block] = []
        length = 0
        for row in self.rows:
            texts: list[str] = []
            for cell in row:
                said, found, others = flat(cell, " ")
                if found:
                    links += shifted(tuple(found), length)
                rest += others
                texts.append(said.replace("\n", " "))
                length += len(said) + 1
            if any(texts):
                rows.append(tuple(texts))
            else:
                length -= sum(len(text) + 1 for text in texts)
        return [*self.blocks, Table(tuple(rows), tuple(links)), *rest]


def _speaks(cell: list[Block]) -> bool:
    return any(not isinstance(block, Figure | Embed) for block in cell)


def _is_page(cell: list[Block]) -> bool:
    """Whether a cell has more in it than a cell of figures and names."""
    return len(cell) > MOST_IN_CELL or any(isinstance(block, Heading | Quote | Table | Code) for block in cell)


class PostFrame(QuoteFrame):
    """A post of another network that a page shows: its words, then where it is."""

    __slots__ = ("address", "network")

    def __init__(self, above: Frame, network: str, address: str | None) -> None:
        super().__init__(above)
        self.network, self.address = network, address

    def made(self) -> list[Block]:
        author: str | None = None
        address = self.address
        said = [block for block in self.blocks if isinstance(block, Paragraph)]
        if said and (last := said[-1]).text[0] in DASHES:
            self.blocks.remove(last)
            self.attribution = last.text.lstrip(DASHES + " ")
            author = self.attribution
            if last.links:
                end = last.links[-1]
                address = address or end.link
                author = last.text[: end.start].lstrip(DASHES + " ").rstrip(" (·|,") or author
        links = [link for block in said for link in block.links]
        if address is None and links:
            address = next((link.link for link in reversed(links) if network_of(link.link)), links[-1].link)
        name = network_of(address) if address else None
        return [*super().made(), Embed(name or self.network, address, author)]


class FigureFrame(Frame):
    """Pictures with what is written under them."""

    __slots__ = ("caption", "credit", "media", "remember")

    def __init__(self, above: Frame, media: list[Media], remember: Callable[[Sequence[Link]], None]) -> None:
        super().__init__(above)
        self.media, self.remember = media, remember
        self.caption: Paragraph | None = None
        self.credit: str | None = None

    def made(self) -> list[Block]:
        """One picture takes the caption; a quote takes it as the name of who speaks; what is under several or under anything else stands behind it."""
        caption, self.caption = self.caption, None
        shown = [block.media for block in self.blocks if isinstance(block, Figure)]
        if shown:
            self.blocks = [block for block in self.blocks if not (isinstance(block, Paragraph) and self._announces(block.text))]
        blocks, said = self.blocks, [block for block in self.blocks if not isinstance(block, Figure)]
        if len(shown) == 1 and (caption or self.credit):
            captioned(self.media, shown[0], caption.text if caption else None, self.credit)
            self.remember(caption.links if caption else ())
        elif caption and len(blocks) == len(said) == 1 and isinstance(quote := said[0], Quote) and quote.attribution is None:
            blocks = [Quote(quote.text, caption.text.lstrip(DASHES + " "), quote.links)]
            self.remember(caption.links)
        else:
            blocks += [caption] if caption else []
            blocks += [Paragraph(self.credit)] if self.credit else []
            return blocks
        return blocks

    def _announces(self, text: str) -> bool:
        """Whether words beside the pictures only say, to those who do not see them, what they are, or whose."""
        if text in ANNOUNCED:
            return True
        if source := source_of(text) if self.credit is None else None:
            self.credit = source
        return source is not None


def captioned(media: list[Media], place: int, caption: str | None, credit: str | None) -> None:
    """Write under a picture; what the picture itself told stays behind it."""
    old = media[place]
    if caption:
        caption, told = parted(caption)
        credit = credit or (told if old.credit is None else None)
    if caption and old.caption and old.caption not in caption and old.caption != old.alt:
        caption = f"{caption} {old.caption}"
    media[place] = replace(old, caption=caption or old.caption, credit=credit or old.credit)


class AsideFrame(Frame):
    """Words that go to another place than the blocks: a caption, a credit, a speaker."""

    __slots__ = ("kind",)

    def __init__(self, above: Frame, kind: Literal["caption", "credit", "speaker"]) -> None:
        super().__init__(above, words_only=True)
        self.kind = kind

    def place(self, text: str, links: tuple[Link, ...], media: list[Media]) -> bool:
        """Put the words where they belong; False where nothing waits for them."""
        above = self.above
        if self.kind == "speaker" and isinstance(above, QuoteFrame):
            said = text.lstrip(DASHES + " ") or text
            above.attribution = f"{above.attribution}, {said}" if above.attribution else said
            return True
        if self.kind == "credit" and isinstance(above, AsideFrame):
            above = above.above
        if isinstance(above, FigureFrame):
            if self.kind == "credit":
                text = text[1:-1].strip() if text[0] == "(" and text[-1] == ")" and ")" not in text[:-1] else text
                above.credit = f"{above.credit} {text}" if above.credit else text
                return True
            if above.caption is None:
                above.caption = Paragraph(text, links)
                return True
            return False
        if above is not None and above.blocks and isinstance(last := above.blocks[-1], Figure):
            captioned(media, last.media, *((text, None) if self.kind == "caption" else (None, text)))
            return True
        return False
