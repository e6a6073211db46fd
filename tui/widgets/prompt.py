"""A question in the footer's place: a word in the gutter, a line to type into, and what it takes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from ..look import GUTTER, MARGIN
from ..spans import Row, crop, whole_words
from .field import LEAVE, Field
from .panel import Panel, Side

Answer = Callable[[str], str | Awaitable[str | None] | None]
"""Takes what was typed; gives what is wrong with it, or None when it was done; at once, or when that is known."""


FEWEST = 8
"""Columns that are kept for what was typed beside what is wrong with it."""


class _Words(Panel):
    DEFAULT_CSS = "_Words { width: auto; }"

    def __init__(self) -> None:
        super().__init__()
        self.words = ""
        self.ink = "muted"
        self.lead = False

    def rows(self, width: int, height: int) -> list[Row]:
        if self.lead:
            return [Row([(self.look.sign("chosen"), "accent"), *crop([(self.words, "bright b")], width - 1)], [], "raised")]
        words = whole_words(self.words, max(0, width - 2 * MARGIN), self.look.sign("cut"))
        return [Row([], [(words, self.ink), (" " * MARGIN, "text")], "raised")]

    def put(self, words: str, ink: str = "muted", *, typed: int = 0) -> None:
        """Show words; a hint goes when so many columns of text leave it no room, what is wrong stays, in whole words."""
        self.words, self.ink = words, ink
        wanted, room = cell_len(words) + 2 * MARGIN, self.app.size.width - GUTTER
        self.styles.width = (
            GUTTER if self.lead else 0 if ink == "muted" and typed and wanted + typed >= room else min(wanted, max(0, room - (2 if ink == "muted" else FEWEST)))
        )
        self.repaint()


class PromptField(Field):
    """The line of a prompt."""

    BINDINGS: ClassVar[list[BindingType]] = [LEAVE]

    def __init__(self, leave: Callable[[], None]) -> None:
        super().__init__()
        self._leave = leave

    def action_leave(self) -> None:
        self._leave()


class Prompt(Side):
    """Hidden until something is asked; then the keys go here, and afterwards where they went before."""

    DEFAULT_CSS = "Prompt { height: 1; background: $raised; }"

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self.field = PromptField(self.leave)
        self._label = _Words()
        self._label.lead = True
        self._hint = _Words()
        self._answer: Answer = lambda text: None
        self._left: Callable[[], None] = lambda: None
        self._told = ""
        """The hint of this question."""
        self._asked = 0
        """Counts the questions that are over."""

    def compose(self) -> ComposeResult:
        yield self._label
        yield self.field
        yield self._hint

    def ask(self, label: str, hint: str, answer: Answer, left: Callable[[], None]) -> None:
        """Ask; `answer` gets what is typed, `left` is called when the question is over."""
        self._answer, self._left = answer, left
        self.display = True
        self.screen.add_class("asking")
        self._label.put(label)
        self._told = hint
        self._hint.put(hint)
        self.field.value = ""
        self.field.focus()

    def leave(self) -> None:
        """Ask no longer."""
        if self.display:
            self._asked += 1
            self.display = False
            self.screen.remove_class("asking")
            self._left()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        wrong = self._answer(event.value.strip()) if event.value.strip() else None
        if wrong is None or isinstance(wrong, str):
            self._settle(wrong)
        else:
            self._hint.put("one moment")
            self.run_worker(self._await(wrong, self._asked), exclusive=True)

    async def _await(self, answer: Awaitable[str | None], asked: int) -> None:
        wrong = await answer
        if asked == self._asked:  # else the reader has left the question
            self._settle(wrong)

    def _settle(self, wrong: str | None) -> None:
        if wrong:
            self._hint.put(wrong, "error")
        else:
            self.leave()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._hint.put(self._told, typed=cell_len(event.value) + 1 if event.value else 0)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        self.leave()
