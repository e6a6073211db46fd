"""Words on their way into a block: white space collapses as HTML says, and links know where they stand."""

from __future__ import annotations

from ..model import Block, Embed, Figure, Link, Quote, Table, block_text
from ..text import clean

_HIGH = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_LOW = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
SCRIPTS = {"sup": _HIGH, "sub": _LOW}
"""Figures as they stand above and below the line."""


class Opened:
    """A link whose end has not been read."""

    __slots__ = ("pictures", "said", "start", "target")

    def __init__(self, target: str | None) -> None:
        self.target = target
        self.start: int | None = None
        self.said = False
        """Some of its words stand in a block already: it leads from there."""
        self.pictures = 0


class Words:
    """The words of one block, from its beginning to where it was read."""

    __slots__ = ("_end", "_fresh", "_gap", "_length", "_links", "_parts", "exact", "open", "script")

    def __init__(self) -> None:
        self.open: list[Opened] = []
        """Links around what comes next, the innermost last."""
        self.script: dict[int, int] | None = None
        self.exact = False
        """White space is kept as it is written."""
        self._clear()

    def _clear(self) -> None:
        self._parts: list[str] = []
        self._links: list[tuple[int, int, str]] = []
        self._length = self._end = 0
        self._gap, self._fresh = False, True

    def __bool__(self) -> bool:
        return bool(self._parts)

    def add(self, text: str) -> None:
        """The words of a text node."""
        if self.exact:
            self._add_exactly(clean(text.replace("\r\n", "\n")))
            return
        if text.isascii() and text.isprintable() and "  " not in text:
            said = text.strip(" ")
        else:
            said = " ".join(text.split())
            if not said.isascii() or not said.isprintable():
                said = " ".join(clean(said).split())
        if not said:
            self._gap = True
            return
        if self.script is not None and not any(map(str.isalpha, said)):
            said = said.translate(self.script)
        if self._fresh:
            start, self._fresh = self._length, False
        elif self._gap or text[0].isspace():
            self._parts.append(" ")
            start = self._length + 1
        else:
            start = self._length
        self._parts.append(said)
        self._length = self._end = start + len(said)
        self._gap = text[-1].isspace()
        if self.open:
            self._mark(start)

    def _add_exactly(self, text: str) -> None:
        if not text:
            return
        self._parts.append(text)
        start = self._length
        self._length += len(text)
        if text.strip():
            self._end = start + len(text.rstrip())
            self._fresh = False
            if self.open:
                self._mark(start + len(text) - len(text.lstrip()))

    def _mark(self, start: int) -> None:
        for link in self.open:
            if link.start is None and not link.said:
                link.start = start

    def newline(self) -> bool:
        """A line ends. False when nothing was said since the last one ended: then a paragraph ends here."""
        if self._fresh and not self.exact:
            return not self._parts
        self._parts.append("\n")
        self._length += 1
        self._gap, self._fresh = False, True
        return True

    def close(self) -> Opened:
        """The innermost link ends."""
        link = self.open.pop()
        self._settle(link)
        return link

    def _settle(self, link: Opened) -> None:
        if link.start is not None and link.target:
            self._links.append((link.start, self._end, link.target))
        link.said = link.said or link.start is not None
        link.start = None

    @property
    def fresh(self) -> bool:
        """Nothing was said since the block or its last line began."""
        return self._fresh

    def fresh_line(self) -> None:
        """What comes next stands on a line of its own, where white space is kept."""
        if self._parts and not self._parts[-1].endswith("\n"):
            self.newline()

    def ends_in(self, signs: str) -> bool:
        """Whether what was said last ends in one of these characters."""
        return bool(self._parts) and self._parts[-1][-1:] in signs

    def strip(self, signs: str) -> None:
        """Take such characters away from the end of what was said."""
        kept = self._parts.pop().rstrip(signs)
        while not kept and self._parts:
            kept = self._parts.pop().rstrip(signs)
        self._parts += [kept] if kept else []
        self._length = self._end = sum(map(len, self._parts))
        self._fresh = not self._parts

    def take(self) -> tuple[str, tuple[Link, ...]]:
        """The words so far with their links; the next block begins."""
        for link in self.open:
            self._settle(link)
        text, places = "".join(self._parts)[: self._end], self._links
        if not text.isascii() and (tidy := clean(text)) != text:  # marks that gathered from several nodes
            places = [(len(clean(text[:start])), len(clean(text[:end])), target) for start, end, target in places]
            text = tidy
        self._clear()
        if len(places) > 1:
            places.sort()
        return text, tuple([Link(text[start:end], target, start) for start, end, target in places])


def shifted(links: tuple[Link, ...], by: int) -> list[Link]:
    """The links as they stand in a text with so many characters before it."""
    return [Link(link.text, link.link, link.start + by) for link in links]


def flat(blocks: list[Block], between: str) -> tuple[str, list[Link], list[Block]]:
    """The words of several blocks as one text, with their links; and the blocks that are no words."""
    texts: list[str] = []
    links: list[Link] = []
    others: list[Block] = []
    length = 0
    for block in blocks:
        if isinstance(block, Figure | Embed):
            others.append(block)
        elif text := block_text(block):
            if isinstance(block, Table):
                text = text.replace("\t", " ")
            elif isinstance(block, Quote) and block.attribution:
                text += f"\n{block.attribution}"
            if texts:
                length += len(between)
            if found := getattr(block, "links", ()):
                links += shifted(found, length)
            texts.append(text)
            length += len(text)
    return between.join(texts), links, others
