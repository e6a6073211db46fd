"""What the word at the caret may be meant to be: a short list under it, over whatever stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from ..spans import Row, Spans, cells, crop
from .panel import Panel

if TYPE_CHECKING:
    from feeds import Completion, Suggestion

MOST_LINES = 8
LEAST_WIDTH = 20
GAP = 2
"""Columns between a suggestion and what is said of it."""


class CompletionList(Panel):
    """Suggestions, one a line. It floats in a layer of its own, so nothing moves when it comes and goes."""

    DEFAULT_CSS = "CompletionList { layer: over; position: absolute; display: none; }"

    def __init__(self) -> None:
        super().__init__(id="completion")
        self.completion: Completion | None = None
        self.index = 0
        self.steered = False
        """The reader went to the suggestion; it is not just the first one."""

    @property
    def chosen(self) -> Suggestion | None:
        return self.completion.suggestions[self.index] if self.completion else None

    def offer(self, completion: Completion, x: int, y: int) -> None:
        """Show suggestions for the word that begins at a place of the screen. What was chosen stays chosen while it is among them."""
        held = self.chosen if self.steered else None
        texts = [each.text for each in completion.suggestions]
        self.steered = held is not None and held.text in texts
        self.index = texts.index(held.text) if held is not None and self.steered else 0
        self.completion = completion
        width, height = self.app.size
        lines = max(1, min(MOST_LINES, len(texts), height - y - 1))
        columns = min(max(LEAST_WIDTH, *(1 + cell_len(each.text) + GAP + cells(self._said(each)) for each in completion.suggestions)), width - 2)
        self.styles.offset = (max(0, min(x - 1, width - columns - 1)), y)
        self.styles.width, self.styles.height = columns, lines
        self.display = True
        self.redraw()

    def close(self) -> bool:
        """Take the list away; whether it was there."""
        was_open = self.completion is not None
        self.completion = None
        self.steered = False
        self.display = False
        return was_open

    def move(self, by: int) -> None:
        """Choose the next or previous suggestion, going round at the end."""
        if self.completion is not None:
            self.index = (self.index + by) % len(self.completion.suggestions)
            self.steered = True
            self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        if self.completion is None:
            return []
        top = max(0, min(self.index - height // 2, len(self.completion.suggestions) - height))
        rows = []
        for number, each in enumerate(self.completion.suggestions[top : top + height], top):
            chosen = number == self.index
            bar = (self.look.sign("chosen") if chosen else " ", "accent")
            said = crop(self._said(each, chosen=chosen), max(0, width - cell_len(each.text) - 1 - GAP), self.look.sign("cut"))
            rows.append(Row([bar, (each.text, "bright b" if chosen else "text")], said, "float"))
        return rows

    def _said(self, suggestion: Suggestion, *, chosen: bool = False) -> Spans:
        """How many posts have it, or what it is for."""
        words = suggestion.help if suggestion.count is None else f"{suggestion.count:,}"
        return [(f"{words} ", "bright b" if chosen and suggestion.count is not None else "muted")]
