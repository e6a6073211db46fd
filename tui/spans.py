"""Styled text in its simplest form: a span is a text and an ink, a row is spans at the left and at the right on one ground.

No markup is ever read here: a text is what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
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
SIGNS = 12
"""Characters of a column that are looked at: one that is seen, and those that join it and mark it."""
LONG = 20
"""Columns of a word that is rather cut than left out."""


def cells(spans: Iterable[Span]) -> int:
    """Columns that the spans take."""
    total = 0
    for text, _ in spans:
        total += len(text) if text.isascii() and text.isprintable() else cell_len(text)
    return total


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


_PIECES = re.compile(r"\n| +|\S+|\s")
_PLAIN = re.compile(r"[!-~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2030-\u205e]+(?: [!-~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2030-\u205e]+)*")
"""Words of characters that take one column each, with one space between them: most of all text."""


def wrap(spans: Iterable[Span], width: int, *, most: int | None = None, cut: str = "…") -> list[Spans]:
    """The spans in lines of `width` columns, broken between words, words too long within. With `most` lines given, the last ends in `cut`."""
    width = max(1, width)
    spans = [*spans]
    if len(spans) == 1 and (plain := _wrapped_plain(*spans[0], width, most)) is not None:
        return plain
    if most is not None:
        room = (most + 1) * width * SIGNS
        spans = [(text if len(text) <= room else text[:room] + cut, ink) for text, ink in spans]
    lines: list[Spans] = [[]]
    used = 0
    words = _words(spans)
    before: Spans = []  # the word before, which may be a space that was not set
    for word in words:
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
                gap: Spans = [(" ", word[0][1])] if before and before[0][0][0] == " " and lines[-1] and lines[-1][-1][0] != " " else []
                rest = [*gap, *word]
                while cells(rest) <= width and (more := next(words, None)):
                    rest += more if more[0][0] != "\n" else []
                lines[-1] = crop([*lines[-1], *rest], width, cut)
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
        before = word
    return [_trimmed(line) for line in lines]


def _wrapped_plain(text: str, ink: str, width: int, most: int | None) -> list[Spans] | None:
    """What `wrap` gives for plain text whose words all have room; None when it is another text."""
    if (most is not None and len(text) > (most + 1) * width) or not _PLAIN.fullmatch(text):
        return None
    lines: list[Spans] = []
    begin = 0
    while len(text) - begin > width:
        end = text.rfind(" ", begin, begin + width + 1)
        if end < 0:
            return None
        lines.append([(text[begin:end], ink)])
        begin = end + 1
    lines.append([(text[begin:], ink)])
    return lines if most is None or len(lines) <= most else None


def _words(spans: Iterable[Span]) -> Iterator[Spans]:
    """The text as words, spaces and line ends, one after the other; a word may have several inks. Wide characters, written without spaces, are words of their own."""
    word: Spans = []  # not yet known to end
    for text, ink in spans:
        for found in _PIECES.finditer(text):
            piece = found[0]
            if piece[0].isspace():
                if word:
                    yield word
                    word = []
                yield [(piece if piece == "\n" else " " * len(piece), ink)]
                continue
            for part, wide in [(piece, False)] if piece.isascii() or cell_len(piece) == len(piece) else _runs(piece):
                if wide:
                    if word:
                        yield word
                        word = []
                    yield [(part, ink)]
                else:
                    word.append((part, ink))
    if word:
        yield word


def _runs(piece: str) -> list[tuple[str, bool]]:
    """A word in runs of ordinary characters and single wide ones. What has no width of its own stays with the character before."""
    runs: list[tuple[str, bool]] = []
    for character in piece:
        size = cell_len(character)
        if runs and (size == 0 or (size == 1 and not runs[-1][1])):
            runs[-1] = (runs[-1][0] + character, runs[-1][1])
        else:
            runs.append((character, size > 1))
    return runs


def _broken(word: Spans, width: int) -> list[Spans]:
    """A word in parts that fit."""
    parts: list[Spans] = [[]]
    used = 0
    for text, ink in word:
        at = 0
        while at < len(text):
            end = _fitting(text, at, width - used)
            if end == at and used == 0:
                end += 1  # wider than the line: it must stand somewhere
            if end > at:
                parts[-1].append((text[at:end], ink))
                used += cell_len(text[at:end])
                at = end
            if at < len(text):
                parts.append([])
                used = 0
    return parts


def _fitting(text: str, at: int, room: int) -> int:
    """How far a text goes, from an offset on, in so many columns."""
    some = text[at : at + room]
    if some.isascii():
        return at + len(some)
    used = 0
    for index in range(at, len(text)):
        used += cell_len(text[index])
        if used > room:
            return index
    return len(text)


def _trimmed(line: Spans) -> Spans:
    while line and not line[-1][0].strip(" "):
        line = line[:-1]
    return line


def divided(spans: Spans, at: int) -> tuple[Spans, Spans]:
    """The spans in two parts, the first of `at` characters."""
    for number, (text, ink) in enumerate(spans):
        if len(text) > at:
            return [*spans[:number], (text[:at], ink)], [(text[at:], ink), *spans[number + 1 :]]
        at -= len(text)
    return spans, []


def inserted(spans: Spans, places: Sequence[tuple[int, Spans]]) -> Spans:
    """The spans with others put between their characters: each place is an offset, in order, and what stands there."""
    if not places:
        return spans
    out: Spans = []
    waiting = iter(places)
    place = next(waiting, None)
    begin = 0
    for text, ink in spans:
        at = 0
        while place is not None and place[0] <= begin + len(text):
            out += [(text[at : place[0] - begin], ink), *place[1]]
            at = max(at, place[0] - begin)
            place = next(waiting, None)
        out.append((text[at:], ink))
        begin += len(text)
    return [span for span in out if span[0]]


def gutter(label: str, ink: str = "muted") -> Spans:
    """A label in the columns to the left of the text."""
    return [(set_cell_size(" " + label, GUTTER), ink)]


def paint(row: Row, width: int, look: Look) -> Strip:
    """The row as Textual draws it, exactly `width` columns."""
    left, right, ground = row
    if not left and not right:
        return blank(width, look, ground)
    need = cells(right)
    if right and cells(left) + need + 1 > width:
        left = crop(left, max(0, width - need - 1), look.sign("cut"))
    used = cells(left)
    gap = [(" " * (width - used - need), "text")] if used + need < width else []
    segments = [Segment(text, look.style(ink, ground)) for text, ink in joined([*left, *gap, *right])]
    strip = Strip(segments, max(width, used + need))
    return strip if used + need <= width else strip.crop(0, width)


@lru_cache(maxsize=64)
def blank(width: int, look: Look, ground: str = "ground") -> Strip:
    """An empty line: one and the same for all rows, so that it is cut up and compared once."""
    return Strip([Segment(" " * width, look.style("text", ground))] if width > 0 else [], max(width, 0))


def joined(spans: Iterable[Span]) -> Spans:
    """Neighbours of one ink as one span: each span costs the terminal a change of style."""
    out: Spans = []
    for text, ink in spans:
        if not text:
            continue
        if out and out[-1][1] == ink:
            out[-1] = (out[-1][0] + text, ink)
        else:
            out.append((text, ink))
    return out


def column(rows: Sequence[Spans], indent: int, ground: str = "ground") -> list[Row]:
    """Lines of spans as rows, moved to the right."""
    return [Row([(" " * indent, "text"), *line], [], ground) for line in rows]


def whole_words(text: str, width: int, cut: str) -> str:
    """As many words of a text as there is room for, and a sign where some are left out; a word as long as a path is cut."""
    if cell_len(text) <= width:
        return text
    kept = set_cell_size(text, max(0, width - cell_len(cut))).rstrip()
    words = kept.rpartition(" ")[0].rstrip(" ;,:")
    whole = text[len(kept) : len(kept) + 1].strip() == "" or cell_len(kept) - cell_len(words) > LONG
    return f"{kept}{cut}" if whole or not words else f"{words}{cut}"
