"""Tables in columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .spans import Spans, cells

GAP = 3
"""Columns of the screen between those of a table."""
_FIGURE = re.compile(r"[-+−±]?[$£€¥]?\s*\d[\d.,:\s]*\s*[%°a-zA-Z]{0,3}|[-–—]?|n/a")


def aligned(rows: Sequence[Sequence[Spans]], width: int) -> list[Spans] | None:
    """The rows as lines with their cells in columns, those of figures at the right; None where they need more than `width`."""
    count = max(map(len, rows), default=0)
    widths = [max((cells(row[number]) for row in rows if number < len(row)), default=0) for number in range(count)]
    if not count or sum(widths) + GAP * (count - 1) > width or any("\n" in text for row in rows for cell in row for text, _ in cell):
        return None
    right = [_is_figures([_words(row[number]) for row in rows if number < len(row)]) for number in range(count)]
    lines: list[Spans] = []
    for row in rows:
        line: Spans = []
        for number, cell in enumerate(row):
            room = widths[number] - cells(cell)
            last = number == len(row) - 1
            pad = (" " * room, "text")
            line += [*([(" " * GAP, "text")] if number else []), *([pad, *cell] if right[number] else [*cell] if last else [*cell, pad])]
        lines.append([span for span in line if span[0]])
    return lines


def _words(cell: Spans) -> str:
    return "".join(text for text, _ in cell).strip()


def _is_figures(column: list[str]) -> bool:
    """Whether a column holds figures, but for its head."""
    return any(column[1:]) and all(map(_FIGURE.fullmatch, column[1:]))
