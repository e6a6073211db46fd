"""The inside of a live-text post: byline, pictures, letters, lists, embeds, paragraphs.

The form marks little. What a line is follows from where it stands and from the blank lines that are missing: a paragraph is followed
by one, an image line or a list item is not. In doubt a line is a paragraph: text that is shown in the wrong shape is still read.
"""

from __future__ import annotations

from enum import IntFlag

from ...model import Author, Block, Body, Embed, Figure, Heading, List, Media, Paragraph, Quote
from ...text import clean
from .bylines import LONGEST_BYLINE, author_of, is_role, signed_by
from .tables import (
    AVATAR,
    COUNTERS,
    CREDITED,
    EMBED_ALONE,
    EMBED_END,
    EMBED_LINES,
    EMBED_SKIP,
    EMBED_START,
    EXTERNAL,
    FURNITURE,
    IMAGE_CAPTION,
    IMAGE_SOURCE,
    ITEM,
    MEDIA_CAPTION,
    NAME,
    ROLE,
    is_closed,
)


class Manner(IntFlag):
    """What the page knows about a post beside its lines."""

    PLAIN = 0
    FLAT = 1
    """The page has lost its indents and blank lines: every line is a block of its own."""
    SPORT = 2
    """A short first line is a subtitle, not the description of a picture."""
    LETTERS = 4
    """The post prints what readers wrote."""
    TOUCHES = 8
    """No blank line stands between the last line and the next post."""
    UNTIMED = 16
    """The older form: a byline is two blocks of one line each."""
    CLOCK = 32
    """A page of clock lines: it has no lines that only describe a picture, and roles are told by their words."""
    SIGNED = 64
    """The lines down to the first blank one are bylines."""


def read_body(raw: str, manner: int) -> Body:
    """The blocks of a post, from the text between its stamp and the next post."""
    return _Reader(raw, Manner(manner)).body()


class _Reader:
    """Goes down the lines once. `gaps[i]` says whether a blank line follows line i."""

    def __init__(self, raw: str, manner: Manner) -> None:
        self.manner = manner
        self.lines: list[str] = []
        self.gaps: list[bool] = []
        self.embeds: dict[int, Embed] = {}
        self.authors: list[Author] = []
        self.blocks: list[Block] = []
        self.media: list[Media] = []
        for line in raw.split("\n"):
            if text := clean(line).strip():
                self.lines.append(text)
                self.gaps.append(Manner.FLAT in manner)
            elif self.gaps:
                self.gaps[-1] = True
        if self.gaps and Manner.TOUCHES not in manner:
            self.gaps[-1] = True
        self._drop_furniture()

    def body(self) -> Body:
        number, last = 0, len(self.lines)
        at = self._signed() if Manner.SIGNED in self.manner else 0
        while at < last:
            end = next((index + 1 for index in range(at, last) if self.gaps[index]), last)
            if at in self.embeds:
                self.blocks.append(self.embeds[at])
                at += 1
            elif number <= 1 and not self.authors and (taken := self._byline(at, end)):
                at += taken
            else:
                at = self._block(at, end)
            number += 1
        return Body(tuple(self.authors), tuple(self.blocks), tuple(self.media))

    def _drop_furniture(self) -> None:
        """Take out furniture lines and what surrounds embeds; an embed leaves one empty line, named in `embeds`."""
        lines, gaps = self.lines, self.gaps
        self.lines, self.gaps = [], []

        def keep(line: str, gap: bool) -> None:
            self.lines.append(line)
            self.gaps.append(gap)

        at = 0
        while at < len(lines):
            line = lines[at]
            if start := EMBED_START.match(line):
                stop = next((index for index in range(at + 1, len(lines)) if EMBED_START.match(lines[index])), len(lines))
                end = next((index for index in range(at, stop) if EMBED_END.fullmatch(lines[index])), None)
                if end is None:
                    end = at
                    while end + 1 < stop and (EMBED_LINES.fullmatch(lines[end + 1]) or EMBED_SKIP.fullmatch(lines[end + 1])):
                        end += 1
                inside = lines[at : end + 1]
                signed = next((match for match in map(EMBED_SKIP.fullmatch, inside) if match), None) or EMBED_END.fullmatch(inside[-1])
                if self.gaps:
                    self.gaps[-1] = True
                self.embeds[len(self.lines)] = Embed(start["network"], author=signed["author"] if signed else None)
                keep("", True)
                for other in inside:
                    if not (EMBED_LINES.fullmatch(other) or EMBED_SKIP.fullmatch(other) or EMBED_END.fullmatch(other)):
                        keep(other, True)
                at = end
            elif line.lower() in FURNITURE or COUNTERS.fullmatch(line) or EMBED_ALONE.fullmatch(line) or AVATAR.fullmatch(line):
                if self.gaps:
                    self.gaps[-1] = self.gaps[-1] or gaps[at]
            else:
                keep(line, gaps[at])
            at += 1

    def _signed(self) -> int:
        """Read the bylines at the top; give the line behind them."""
        end = next((index + 1 for index, gap in enumerate(self.gaps) if gap), len(self.lines))
        for line in self.lines[:end]:
            last = self.authors[-1] if self.authors else None
            if last and last.role is None and is_role(line):
                self.authors[-1] = author_of(last.name, line)
            else:
                self.authors += signed_by(line)
        return end

    def _byline(self, at: int, end: int) -> int:
        """How many lines from `at` are a byline: two, one or none."""
        first = self.lines[at]
        second = self.lines[at + 1] if at + 1 < len(self.lines) else ""
        if Manner.CLOCK in self.manner and not (end - at <= 2 and ROLE.fullmatch(second) and second[0].isupper() and _is_name(first)):
            return 0
        if Manner.UNTIMED in self.manner and end - at == 1 and self._is_untimed_byline(at):
            self.authors.append(author_of(first, second))
            return 2
        pair = end - at == 2 or (Manner.FLAT in self.manner and at + 1 not in self.embeds and bool(ROLE.fullmatch(second)) and len(first.split()) <= 6)
        if pair and all(map(_may_be_byline, (first, second))):
            self.authors.append(author_of(first, second))
            return 2
        if end - at == 1 and first.startswith("BBC ") and len(first.split()) <= 4 and not is_closed(first):
            self.authors.append(Author(first))
            return 1
        return 0

    def _is_untimed_byline(self, at: int) -> bool:
        """Whether the blocks at `at` and behind it, of one line each, are a name and a role."""
        pair = self.lines[at : at + 2]
        alone = len(pair) == 2 and self.gaps[at + 1] and at + 1 not in self.embeds
        return alone and all(map(_may_be_byline, pair)) and bool(ROLE.fullmatch(pair[1])) and not any(map(str.isdigit, pair[1]))

    def _block(self, at: int, end: int) -> int:
        """Read what starts at line `at`, of a block that ends before `end`; give the line after it."""
        line = self.lines[at]
        following = self.lines[at + 1] if at + 1 < end else ""
        if item := ITEM.fullmatch(line):
            return self._list(at, ordered=item["number"] is not None)
        if _is_image(line):
            alt, _, credit = line.rpartition(IMAGE_SOURCE)
            self._figure(Media("image", alt=alt.rstrip(", ") or None, credit=credit.strip() or None))
        elif caption := IMAGE_CAPTION.fullmatch(line):
            return self._caption(at, "image", caption["caption"])
        elif caption := MEDIA_CAPTION.fullmatch(line):
            return self._caption(at, "video", caption["caption"])
        elif Manner.CLOCK in self.manner and (credited := CREDITED.fullmatch(line)):
            self._credited(at, credited["caption"], credited["credit"])
        elif IMAGE_CAPTION.fullmatch(following):
            self._figure(Media("image", alt=line))
        elif MEDIA_CAPTION.fullmatch(following):
            self._figure(Media("video", alt=line))
        elif at == len(self.lines) - 1 and Manner.TOUCHES in self.manner and not self.gaps[at] and not self._is_sender(at, end):
            self._figure(Media("image", alt=line))
        elif Manner.CLOCK not in self.manner and not self.blocks and end - at == 1 and end < len(self.lines) and not is_closed(line):
            if Manner.SPORT in self.manner:
                self.blocks.append(Heading(line, 3))
            else:
                self._figure(Media("image", alt=line))
        elif self._is_sender(at, end):
            letter = self.blocks.pop()
            assert isinstance(letter, Paragraph)
            self.blocks.append(Quote(letter.text, line))
        else:
            self.blocks.append(Paragraph(_without_external(line)))
        return at + 1

    def _list(self, at: int, *, ordered: bool) -> int:
        items: list[str] = []
        numbers: list[int] = []
        while at < len(self.lines) and at not in self.embeds and (item := ITEM.fullmatch(self.lines[at])):
            if (item["number"] is not None) != ordered:
                break
            items.append(_without_external(item["text"]))
            numbers.append(int(item["number"] or 0))
            at += 1
        if ordered and numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            items = [f"{number}. {text}" for number, text in zip(numbers, items, strict=True)]  # a countdown keeps its numbers
            ordered = False
        self.blocks.append(List(tuple(items), ordered, numbers[0] if ordered else 1))
        return at

    def _figure(self, media: Media) -> None:
        self.blocks.append(Figure(len(self.media)))
        self.media.append(media)

    def _caption(self, at: int, kind: str, inline: str) -> int:
        """A caption belongs to the picture just above, else to one that the text does not describe."""
        caption, after = inline, at + 1
        if not caption and after < len(self.lines) and after not in self.embeds and not _is_marked(self.lines[after]):
            caption, after = self.lines[after], after + 1
        text = _without_external(caption) if caption else None
        above = self.blocks[-1] if self.blocks else None
        if isinstance(above, Figure) and self.media[above.media].kind == kind and self.media[above.media].caption is None:
            media = self.media[above.media]
            self.media[above.media] = Media(media.kind, alt=media.alt, caption=text, credit=media.credit)
        elif text or kind == "video":
            self._figure(Media("video" if kind == "video" else "image", caption=text))
        return after

    def _credited(self, at: int, caption: str, credit: str) -> None:
        """A picture that its caption and credit tell of; the line that touches a credit from above is its caption."""
        if not caption and at and not self.gaps[at - 1] and Manner.FLAT not in self.manner and isinstance(self.blocks[-1] if self.blocks else None, Paragraph):
            above = self.blocks.pop()
            assert isinstance(above, Paragraph)
            caption = above.text
        self._figure(Media("image", caption=caption.rstrip() or None, credit=credit))

    def _is_sender(self, at: int, end: int) -> bool:
        line = self.lines[at]
        return (
            Manner.LETTERS in self.manner
            and end - at == 1
            and bool(self.blocks)
            and isinstance(self.blocks[-1], Paragraph)
            and len(line.split()) <= 4
            and not is_closed(line)
        )


def _may_be_byline(line: str) -> bool:
    return 0 < len(line) <= LONGEST_BYLINE and line[-1] not in ".!?:…" and not _is_marked(line)


def _is_image(line: str) -> bool:
    return IMAGE_SOURCE + " " in line or line.endswith(IMAGE_SOURCE)


def _is_marked(line: str) -> bool:
    """Whether a line says itself what it is: an image, a caption's announcement, a list item."""
    return _is_image(line) or bool(IMAGE_CAPTION.fullmatch(line) or MEDIA_CAPTION.fullmatch(line) or ITEM.fullmatch(line))


def _is_name(line: str) -> bool:
    return bool(NAME.fullmatch(line))


def _without_external(text: str) -> str:
    """The text without the word that the page's copy adds to links; a sentence about inner and outer things keeps it."""
    return EXTERNAL.sub("", text) if ", external" in text and "internal" not in text.lower() else text
