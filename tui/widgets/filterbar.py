"""The filter bar: a field on a raised ground, and on its right what it lets through or what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text
from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input

from feeds import FIELDS, QueryError, tokens

from ..keys import Group, bind
from ..look import GUTTER, Look
from ..session import Session
from ..spans import Row, Spans, cells, crop, gutter
from ..tallies import Tallies
from .completion import CompletionList
from .field import Field
from .panel import Panel, Side

if TYPE_CHECKING:
    from feeds import Completion

EXAMPLES = 'words  "a phrase"  author:  kind:  is:new  has:image  after:14:00'
EXAMPLES_SHORT = "words  author:  kind:  is:new"
COUNT = 22
"""Columns for the count."""


class _Highlighter(Highlighter):
    """Field names and minus signs quiet, values bright, the wrong part underlined."""

    def __init__(self) -> None:
        self.look = Look()
        self.error: QueryError | None = None

    def highlight(self, text: Text) -> None:
        plain = text.plain
        text.stylize(self._style("bright"))
        known = {field.name for field in FIELDS}
        for piece in tokens(plain):
            if piece.kind in ("not", "or", "open", "close") or (piece.kind == "field" and piece.text in known):
                text.stylize(self._style("muted"), piece.start, piece.end)
        if self.error is not None:
            text.stylize(self._style("error b u"), self.error.start, self.error.end)

    def _style(self, ink: str) -> Style:
        return self.look.style(ink, "raised")


class FilterInput(Field):
    """The field itself. What the word at the caret may be meant to be stands in `menu`; its keys are the field's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("filter.keep", "enter", "keep", "to the posts", "keep the filter and go to the posts", Group.FIND, priority=True),
        bind("filter.complete", "tab", "complete", "complete", "take what is proposed", Group.FIND),
        bind("filter.next", "down", "choose(1)", "", "next proposal; without one, to the posts", Group.FIND),
        bind("filter.previous", "up", "choose(-1)", "", "previous proposal", Group.FIND),
    ]

    def __init__(self, menu: CompletionList, listed: Callable[[], None], highlighter: Highlighter) -> None:
        super().__init__(EXAMPLES, highlighter=highlighter)
        self.menu = menu
        self._listed = listed

    def offer(self, completion: Completion | None) -> None:
        """Show what may be meant: all of it under the word, the rest of the first behind the caret."""
        if completion is None or not self.has_focus:
            self.close_menu()
            return
        x = self.content_region.x + cell_len(self.value[: completion.asked.start]) - round(self.scroll_offset.x)
        self.menu.offer(completion, x, self.region.bottom)
        self._show_rest()
        self._listed()

    def close_menu(self) -> None:
        self._suggestion = ""
        if self.menu.close():
            self._listed()

    def _show_rest(self) -> None:
        completion = self.menu.completion
        rest = completion.rest(self.menu.index) if completion and self.cursor_position == len(self.value) else ""
        self._suggestion = f"{self.value} {rest}" if rest else ""  # the caret stands on the space

    def watch_selection(self) -> None:
        if self.menu.completion is not None and self.cursor_position != self.menu.completion.asked.end:
            self.close_menu()

    def take(self) -> None:
        """Put the chosen suggestion into the text."""
        if self.menu.completion is not None:
            text, caret = self.menu.completion.taken(self.value, self.menu.index)
            self.close_menu()
            self.value = text
            self.cursor_position = caret

    async def action_keep(self) -> None:
        if self.menu.steered:
            self.take()
        else:
            self.close_menu()
            await self.run_action("screen.to_posts")

    def action_complete(self) -> None:
        if self.menu.completion is None:
            raise SkipAction
        self.take()

    async def action_choose(self, by: int) -> None:
        if self.menu.completion is not None:
            self.menu.move(by)
            self._show_rest()
        elif by > 0:
            await self.run_action("screen.to_posts")

    def action_cursor_right(self, select: bool = False) -> None:
        if self._suggestion and not select:
            self.take()
        else:
            super().action_cursor_right(select)

    def action_end(self, select: bool = False) -> None:
        if self._suggestion and not select:
            self.take()
        else:
            super().action_end(select)


class _Label(Panel):
    DEFAULT_CSS = f"_Label {{ width: {GUTTER}; }}"
    lit = False

    def rows(self, width: int, height: int) -> list[Row]:
        if self.lit:
            return [Row([(self.look.sign("chosen"), "accent"), ("/ filter", "bright b")], [], "raised")]
        return [Row(gutter("/ filter"), [], "raised")]


class _Verdict(Panel):
    """The count of matches, or what is wrong and which filter is in force."""

    DEFAULT_CSS = f"_Verdict {{ width: {COUNT}; }}"
    spans: Spans = []  # noqa: RUF012  (replaced, never changed)
    short: Spans = []  # noqa: RUF012

    def rows(self, width: int, height: int) -> list[Row]:
        spans = self.spans if cells(self.spans) + 2 <= width else self.short
        return [Row([], [*crop(spans, max(0, width - 2), self.look.sign("cut")), ("  ", "text")], "raised")]


class FilterBar(Side):
    """Label, field and verdict in one line."""

    DEFAULT_CSS = "FilterBar { height: 1; background: $raised; }"

    class Changed(Message):
        """Another filter was typed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, FilterBar.Changed)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._tallies = Tallies(session, self._propose, self.run_worker)
        self._highlighter = _Highlighter()
        self._label = _Label()
        self.menu = CompletionList()
        """What may be meant; the screen puts it over everything."""
        self.input = FilterInput(self.menu, self._draw_outcome, self._highlighter)
        self._verdict = _Verdict()
        self._told: tuple[object, ...] = ()
        self._count: Spans = []
        self._error: QueryError | None = None
        self._in_force = ""
        self._passed = False
        """Somebody closed the list for the text in the field."""

    def compose(self) -> ComposeResult:
        yield self._label
        yield self.input
        yield self._verdict

    def configure(self, look: Look, width: int) -> None:
        """Another theme or width."""
        self._told = ()
        self._highlighter.look = look
        self.input.placeholder = EXAMPLES if width >= 100 else EXAMPLES_SHORT
        self._label.repaint()
        self._verdict.repaint()
        self.input.refresh()

    def tell(self, shown: int, total: int, *, error: QueryError | None = None, in_force: str = "", counting: bool = False) -> None:
        """The outcome of the filter: how many of how many posts, and what is wrong with the text in the field."""
        told = (shown, total, error, in_force, counting, len(self.input.value))
        if told == self._told:
            return
        self._told = told
        count: Spans = [(f"{shown:,}", "accent b" if shown else "text"), (f" of {total:,}{'…' if counting else ''}", "text")]
        if not in_force and error is None:
            count = [(f"{total:,} post{'s' if total != 1 else ''}" if total else "no posts", "muted")]
        self._count, self._error, self._in_force = count, error, in_force
        self._draw_outcome()

    def _draw_outcome(self) -> None:
        """Show the count, and what is wrong: but a word that can be completed is not wrong, it is not finished."""
        verdict, count, error = self._verdict, self._count, self._error
        unfinished = self.menu.completion
        if error is not None and unfinished is not None and error.end == unfinished.asked.end:
            error = None
        if error is not None:
            wrong: Spans = [(str(error), "error")]
            still: Spans = [(f"  {verdict.look.sign('dot')}  still ", "muted"), (self._in_force or "all", "text"), ("  ", "text")]
            verdict.spans, verdict.short = [*wrong, *still, *count], wrong
        else:
            verdict.spans = verdict.short = count
        width = min(max(COUNT, cells(verdict.spans) + 4), max(COUNT, self.size.width - GUTTER - max(24, len(self.input.value) + 2)))
        if verdict.styles.width is None or verdict.styles.width.value != width:
            verdict.styles.width = width
        verdict.redraw()
        if self._highlighter.error is not error:
            self._highlighter.error = error
            self.input.refresh()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._passed = False
        self._propose()
        self.post_message(self.Changed(event.value))

    def pass_by(self) -> bool:
        """Close the list of what may be meant, until something else is typed; whether it was there."""
        self._passed = self.menu.completion is not None
        self.input.close_menu()
        return self._passed

    def _propose(self) -> None:
        """Find out what the word at the caret may be meant to be, as far as is known."""
        from feeds import asked, complete

        what = None if self._passed else asked(self.input.value, self.input.cursor_position)
        values = self._tallies.values(what.field) if what and what.field else None
        self.input.offer(complete(what, values, self._session.context()) if what else None)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self._label.lit = True
        self._label.redraw()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        self._label.lit = False
        self._label.redraw()
        self.input.close_menu()
