"""A body on its way from the elements of a page to blocks: where the reading stands, and the walk through the tree.

The walk keeps its own stack: a page may nest as deep as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from ..model import Fact, Figure, Link, Media, Paragraph
from .frames import AsideFrame, FigureFrame, Frame
from .links import likeness
from .media import Attributes, both
from .words import Words, flat

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

Leave = Callable[[], Any]
Begin = Callable[["Reader", "LexborNode"], Leave | None]
"""What an element does when it begins; gives what is to be done at its end. `SKIP` leaves out all that is in it."""

_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_LINES = re.compile(r"[^\S\n]*\n[^\S\n]*")


def SKIP() -> None:  # noqa: N802  (a value, whose only use is to be compared with)
    """Given by an element whose inside is not read."""


class Reader:
    """What was read so far."""

    def __init__(self, base: str, elements: Mapping[str, Begin], *, lines: bool = False) -> None:
        self.base = base
        self.elements = elements
        """What each element does; those that it does not have only hold words."""
        self.lines = lines
        """The ends of lines are meant, though they are not marked."""
        self.words = Words()
        self.frame = Frame()
        self.media: list[Media] = []
        self.facts: list[Fact] = []
        self.places: dict[str, int] = {}
        """Of the pictures by what their addresses have in common in every size."""
        self.unscripted = 0
        """Elements around this place that stand in for what a script would load."""
        self._pictures: list[int] = []

    def flush(self) -> None:
        """A block ends: what was said becomes a paragraph, with the pictures in it behind it."""
        if self.words:
            text, links = self.words.take()
            if text:
                self.frame.blocks.append(Paragraph(text, links))
        if self._pictures:
            self.frame.blocks += map(Figure, self._pictures)
            self._pictures = []

    def enter(self, frame: Frame) -> Leave:
        """What follows belongs to a part of its own, made for `self.frame` after a `flush`."""
        self.frame = frame
        return self.leave

    def leave(self) -> None:
        """The innermost part ends."""
        self.flush()
        frame = self.frame
        assert frame.above is not None, "an element ends that began"
        self.frame = frame.above
        self.frame.blocks += frame.made()

    def leave_aside(self) -> None:
        """A caption, a credit or a speaker ends, and goes where it belongs."""
        self.flush()
        frame, above = self.frame, self.frame.above
        assert isinstance(frame, AsideFrame)
        assert above is not None, "an element ends that began"
        self.frame = above
        text, links, others = flat(frame.blocks, " ")
        above.blocks += others
        text = text.replace("\n", " ")
        if text and not frame.place(text, tuple(links), self.media):
            above.blocks.append(Paragraph(text, tuple(links)))
        elif not (isinstance(above, FigureFrame) and frame.kind == "caption"):
            self.remember(links)

    def remember(self, links: Sequence[Link]) -> None:
        """Links of words that have no place for one."""
        self.facts += [Fact("link", link.text, link.link) for link in links if link.text != link.link]

    def show(self, media: Media) -> None:
        """A picture, a video, a sound at this place."""
        like = likeness(media.link) if media.link else None
        if self.unscripted and self._stands_already(media, like):
            return
        if like:
            self.places.setdefault(like, len(self.media))
        if self.words.open:
            self.words.open[-1].pictures += 1
        self._pictures.append(len(self.media))
        self.media.append(media)

    def _stands_already(self, media: Media, like: str | None) -> bool:
        """Whether a picture for readers without scripts is one that a script would load; what it tells beside that one is put to it."""
        place = self.places.get(like or "", len(self.media) - 1)
        if place < 0 or self.media[place].kind != media.kind or (like not in self.places and self.media[place].link is not None):
            return False
        one = both(self.media[place], media)
        if not {media.alt, media.caption} <= {None, one.alt, one.caption}:
            return False
        self.media[place] = replace(one, link=one.link or media.link)
        return True

    def close_link(self) -> None:
        """A link ends. Where one had a picture and no words, it is told beside the body: the picture has no place for it."""
        link = self.words.close()
        if link.target and link.pictures and not link.said and link.target != self.base and likeness(link.target) not in self.places:
            media = self.media[-1]
            self.facts.append(Fact("picture", media.alt or media.caption or link.target.partition("://")[2], link.target))

    def end_script(self) -> None:
        self.words.script = None

    def end_unscripted(self) -> None:
        self.unscripted -= 1

    def add_lines(self, text: str) -> None:
        """A text whose lines are meant: blank ones divide paragraphs."""
        for number, line in enumerate(_LINES.split(text)):
            if number and not self.words.newline():
                self.flush()
            if line:
                self.words.add(line)


def is_hidden(attributes: Attributes) -> bool:
    """Whether nobody sees an element."""
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and _HIDDEN.search(style))


def walk(reader: Reader, root: LexborNode, notice: Begin | None) -> None:
    """Read the inside of a node. `notice` is asked about each element before `elements`, None passes on."""
    above: list[tuple[LexborNode, Leave | None]] = []
    words, add = reader.words, reader.add_lines if reader.lines else reader.words.add
    node = root.first_child
    while True:
        if node is None:
            if not above:
                break
            node, leave = above.pop()
            if leave is not None:
                leave()
            node = node.next
            continue
        tag = node.tag
        if tag == "-text":
            if text := node.text_content:
                words.add(text) if words.exact else add(text)
            node = node.next
            continue
        leave = notice(reader, node) if notice is not None else None
        if leave is None and (begin := reader.elements.get(tag or "")) is not None:
            leave = begin(reader, node)
        if leave is SKIP:
            node = node.next
        elif (child := node.first_child) is not None:
            above.append((node, leave))
            node = child
        else:
            if leave is not None:
                leave()
            node = node.next
    reader.flush()
