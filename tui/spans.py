"""Styled text in its simplest form: a span is a text and an ink, a row is spans at the left and at the right on one ground.

No markup is ever read here: a text is what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip

from .look import GUTTER, Look

Span = tuple[str, str]
Spans = list[Span]


class Row(NamedTuple):
    """A line of the screen. What stands at the right is never covered by what stands at the left."""

    left: Spans
    right: Spans = []  # noqa: RUF012  (never changed: rows are values)
    ground: str = "ground"


BLANK = Row([])


def cells(spans: Iterable[Span]) -> int:
    """Columns that the spans take."""
    return sum(cell_len(text) for text, _ in spans)


def crop(spans: Spans, width: int, cut: str = "…") -> Spans:
    """The spans in `width` columns at most; where something is missing stands `cut`."""
    if cells(spans) <= width:
        return spans
    room = max(0, width - cell_len(cut))
    out: Spans = []
    for text, ink in spans:
        size = cell_len(text)
        if size > room:
            out.append((set_cell_size(text, room).rstrip() + cut if width > 0 else "", ink))
            return out
        out.append((text, ink))
        room -= size
    return out


_PIECES = re.compile(
    r"\n| +|[^\s\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]+|[^\S\n]|."
)
"""Words, spaces, line ends, and wide characters one by one: between those a line may break."""


def wrap(spans: Iterable[Span], width: int, *, most: int | None = None, cut: str = "…") -> list[Spans]:
    """The spans in lines of `width` columns, broken between words, words too long within. With `most` lines given, the last ends in `cut`."""
    width = max(1, width)
    lines: list[Spans] = [[]]
    used = 0
    words = _words(spans)
    for number, word in enumerate(words):
        size = cells(word)
        if word[0][0] == "\n":
            if most is not None and len(lines) == most:
                lines[-1] = crop([*lines[-1], (cut, word[0][1])], width, cut)
                return lines
            lines.append([])
            used = 0
        elif word[0][0][0] == " ":
            if used and used + size <= width:
                lines[-1].extend(word)
                used += size
            elif used:
                used = width  # a space at the end of the line: the next word starts a new one
        elif used + size <= width:
            lines[-1].extend(word)
            used += size
        else:
            if most is not None and len(lines) == most:
                rest = [span for each in words[number:] for span in each if span[0] != "\n"]
                gap: Spans = [(" ", word[0][1])] if number and words[number - 1][0][0][0] == " " and lines[-1] and lines[-1][-1][0] != " " else []
                lines[-1] = crop([*lines[-1], *gap, *rest], width, cut)
                return lines
            if used:
                lines.append([])
            used = 0
            for piece in _broken(word, width):
                if used:
                    if most is not None and len(lines) == most:
                        lines[-1] = crop([*lines[-1], (cut, piece[0][1])], width, cut)
                        return lines
                    lines.append([])
                lines[-1].extend(piece)
                used = cells(piece)
    return [_trimmed(line) for line in lines]


def _words(spans: Iterable[Span]) -> list[Spans]:
    """The text as words, spaces and line ends; a word may have several inks."""
    words: list[Spans] = []
    glue = False
    for text, ink in spans:
        for piece in _PIECES.findall(text):
            ordinary = not piece[0].isspace() and cell_len(piece[0]) < 2
            if ordinary and glue:
                words[-1].append((piece, ink))
            else:
                words.append([(piece if not piece.isspace() or piece == "\n" else " " * len(piece), ink)])
            glue = ordinary
    return words


def _broken(word: Spans, width: int) -> list[Spans]:
    """A word in parts that fit."""
    parts: list[Spans] = [[]]
    used = 0
    for text, ink in word:
        while text:
            room = width - used
            taken = _fitting(text, room)
            if taken == 0 and used == 0:
                taken = 1
            if taken:
                parts[-1].append((text[:taken], ink))
                used += cell_len(text[:taken])
                text = text[taken:]
            if text:
                parts.append([])
                used = 0
    return parts


def _fitting(text: str, room: int) -> int:
    if cell_len(text) <= room:
        return len(text)
    used = 0
    for index, character in enumerate(text):
        used += cell_len(character)
        if used > room:
            return index
    return len(text)


def _trimmed(line: Spans) -> Spans:
    while line and not line[-1][0].strip(" "):
        line = line[:-1]
    return line


def gutter(label: str, ink: str = "muted") -> Spans:
    """A label in the columns to the left of the text."""
    return [(set_cell_size(" " + label, GUTTER), ink)]


def paint(row: Row, width: int, look: Look) -> Strip:
    """The row as Textual draws it, exactly `width` columns."""
    left, right, ground = row
    need = cells(right)
    if right and cells(left) + need + 1 > width:
        left = crop(left, max(0, width - need - 1), look.sign("cut"))
    used = cells(left)
    segments = [Segment(text, look.style(ink, ground)) for text, ink in left if text]
    if used + need < width:
        segments.append(Segment(" " * (width - used - need), look.style("text", ground)))
    segments += [Segment(text, look.style(ink, ground)) for text, ink in right if text]
    strip = Strip(segments, max(width, used + need))
    return strip if used + need <= width else strip.crop(0, width)


def column(rows: Sequence[Spans], indent: int, ground: str = "ground") -> list[Row]:
    """Lines of spans as rows, moved to the right."""
    return [Row([(" " * indent, "text"), *line], [], ground) for line in rows]
