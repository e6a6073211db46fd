"""Every command by its name: type a few letters, choose, and it is done. Made of the bindings themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from feeds import fold

from ..keys import Group, bind, written
from ..look import GUTTER
from ..spans import Row, Spans, cells, crop, gutter
from ..widgets.field import Field
from ..widgets.lines import FooterLine, HeadLine
from ..widgets.panel import Panel, Side

KEYS = 16
"""Columns for the keys."""


def found(commands: Sequence[Binding], text: str) -> list[Binding]:
    """The commands that have all words of a text in help, name or key: those whose help begins with it first, then group by group."""
    words = fold(text).split()

    def rank(command: Binding) -> tuple[int, int]:
        help = fold(command.tooltip)
        fit = 0 if help.startswith(fold(text.strip())) else 1 if all(f" {word}" in f" {help}" for word in words) else 2
        return fit, Group.ALL.index(command.group) if command.group in Group.ALL else len(Group.ALL)

    matching = [each for each in commands if all(word in fold(f"{each.tooltip} {each.id} {written(each)}") for word in words)]
    return sorted(matching, key=rank)


class CommandList(Panel):
    """The commands found, the chosen one marked."""

    DEFAULT_CSS = "CommandList { height: 1fr; }"

    class Picked(Message):
        """Somebody clicked on a command."""

        def __init__(self, command: Binding) -> None:
            super().__init__()
            self.command = command

    def __init__(self, commands: Sequence[Binding]) -> None:
        super().__init__()
        self.all = commands
        self.commands = found(commands, "")
        self.chosen = 0
        self._top = 0

    def show(self, text: str) -> None:
        """List what a text finds."""
        self.commands = found(self.all, text)
        self.chosen = self._top = 0
        self.redraw()

    def move(self, by: int) -> None:
        """Choose another."""
        self.chosen = min(max(self.chosen + by, 0), max(0, len(self.commands) - 1))
        self.redraw()

    @property
    def command(self) -> Binding | None:
        return self.commands[self.chosen] if self.commands else None

    def on_click(self, event: events.Click) -> None:
        if self._top + event.y < len(self.commands):
            self.post_message(self.Picked(self.commands[self._top + event.y]))

    def rows(self, width: int, height: int) -> Sequence[Row]:
        if not self.commands:
            return [Row([]), Row([*gutter(""), ("No command has these words.", "bright b")])]
        self._top = min(max(self._top, self.chosen - height + 1), self.chosen)
        return [self._row(number, width) for number in range(self._top, min(self._top + height, len(self.commands)))]

    def _row(self, number: int, width: int) -> Row:
        command, chosen = self.commands[number], number == self.chosen
        group = command.group.description if command.group else ""
        bar = (self.look.sign("chosen"), "accent") if chosen else (" ", "text")
        lead: Spans = [bar, *crop([(group, "muted")], GUTTER - 2)]
        keys = written(command, ascii=self.look.ascii)
        words: Spans = [(command.tooltip, "bright b" if chosen else "text")]
        left = [*lead, (" " * (GUTTER - cells(lead)), "text"), (f"{keys:<{KEYS}} ", "text b"), *words]
        return Row(left, [(command.id or "", "muted"), ("  ", "text")] if width >= 80 else [], "raised" if chosen else "ground")


class PaletteField(Field):
    """Where the words are typed; the arrow keys choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "screen.choose(1)", priority=True),
        Binding("up,ctrl+p", "screen.choose(-1)", priority=True),
        Binding("pagedown", "screen.choose(10)", priority=True),
        Binding("pageup", "screen.choose(-10)", priority=True),
        Binding("enter", "screen.run", priority=True),
    ]


class PaletteScreen(Screen[Binding | None]):
    """A field and the commands that it finds. Gives the chosen one."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("palette.back", "escape", "back", "back", "back", Group.FIND, priority=True)]

    def __init__(self, head: HeadLine, commands: Sequence[Binding]) -> None:
        super().__init__()
        self._head = head
        self.field = PaletteField("what to do")
        self.list = CommandList(commands)

    def compose(self) -> ComposeResult:
        head = HeadLine(self._head.title)
        head.sign, head.state = self._head.sign, self._head.state
        yield head
        with Side(classes="band"):
            yield _Label()
            yield self.field
        yield self.list
        yield FooterLine(lambda: [("enter", "do it"), ("↑ ↓", "choose"), ("esc", "back")], tail=("", ""))

    def on_mount(self) -> None:
        self.field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.list.show(event.value)

    def on_command_list_picked(self, message: CommandList.Picked) -> None:
        self.dismiss(message.command)

    def action_choose(self, by: int) -> None:
        self.list.move(by)

    def action_run(self) -> None:
        if self.list.command is not None:
            self.dismiss(self.list.command)

    def action_back(self) -> None:
        self.dismiss(None)


class _Label(Panel):
    DEFAULT_CSS = f"_Label {{ width: {GUTTER}; }}"

    def rows(self, width: int, height: int) -> list[Row]:
        return [Row([(self.look.sign("chosen"), "accent"), ("Commands", "bright b")], [], "raised")]
