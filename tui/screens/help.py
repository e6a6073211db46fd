"""All keys, made of the bindings themselves; then the signs and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from feeds import FIELDS

from ..keys import Group, bind, written
from ..look import GUTTER, SIGNS
from ..spans import Row, Spans, cells, crop, gutter, wrap
from ..widgets.lines import FooterLine, HeadLine
from ..widgets.panel import Panel

KEYS = 12
"""Columns for the keys."""

SIGNS_HELP = (
    ("unseen", "accent", "came since you looked"),
    ("edited", "accent b", "edited since you saw it"),
    ("withdrawn", "muted", "withdrawn, kept here"),
    ("restored", "muted", "was withdrawn, is back"),
    ("starred", "bright", "starred by you"),
    ("picture", "muted", "pictures"),
    ("video", "muted", "video"),
    ("quote", "muted", "quotation, letter"),
    ("list", "muted", "list"),
    ("source", "muted", "the source of a post, by its colour"),
)


class HelpPage(Panel, can_focus=True):
    """Groups of keys in one, two or three columns."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll(1)", "scroll"),
        Binding("k,up", "scroll(-1)"),
        Binding("pagedown,space", "scroll(10)"),
        Binding("pageup", "scroll(-10)"),
    ]

    def __init__(self, bindings: dict[str, Binding]) -> None:
        super().__init__(id="help")
        self._keys = bindings
        self.top = 0

    def action_scroll(self, lines: int) -> None:
        width, height = self.size
        self.top = max(0, min(self.top + lines, len(self._all(width)) - height))
        self.redraw()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self.action_scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self.action_scroll(-3)

    def rows(self, width: int, height: int) -> Sequence[Row]:
        return self._all(width)[self.top :]

    def _all(self, width: int) -> list[Row]:
        head = Row([*gutter("All keys", "bright b"), (self.look.sign("heavy") * (width - GUTTER - 2), "accent")])
        count = 3 if width >= 150 else 2 if width >= 100 else 1
        size = width // count
        blocks = [*(self._group(group, size) for group in Group.ALL), self._fields(size), self._signs(size)]
        stacks: list[list[Spans]] = [[] for _ in range(count)]
        total = sum(map(len, blocks))
        at = 0
        for block in blocks:  # in order, each column to its share of the lines
            if at + 1 < count and len(stacks[at]) + len(block) / 2 > total / count:
                at += 1
            stacks[at] += block
        rows = [head, Row([])]
        for y in range(max(map(len, stacks))):
            line: Spans = []
            for stack in stacks:
                piece = crop(stack[y], size - 1, self.look.sign("cut")) if y < len(stack) else []
                line += [*piece, (" " * (size - cells(piece)), "text")]
            rows.append(Row(line))
        return rows

    def _group(self, group: Binding.Group, size: int) -> list[Spans]:
        found = [binding for binding in self._keys.values() if binding.group is group]
        return self._block(size, group.description, [(written(binding, ascii=self.look.ascii), "text b", binding.tooltip) for binding in found])

    def _fields(self, size: int) -> list[Spans]:
        words = [
            ('"a phrase"', "text b", "these words together"),
            ("-word", "text b", "not this one"),
            ("a OR b", "text b", "either of them"),
            ("/gates?/", "text b", "a regular expression"),
            ("=Nato", "text b", "as written"),
        ]
        return self._block(size, "Filter", [*words, *((f"{field.name}:", "text b", ", ".join(field.values) or field.help) for field in FIELDS)])

    def _signs(self, size: int) -> list[Spans]:
        signs = [(SIGNS[name][self.look.ascii], ink, words) for name, ink, words in SIGNS_HELP]
        return self._block(size, "Signs", [*signs, ("+1", "muted", "so many other sources tell it too")])

    def _block(self, size: int, name: str, lines: Sequence[tuple[str, str, str]]) -> list[Spans]:
        """A heading in the gutter, then key and words of each line; words that have no room go on below."""
        out: list[Spans] = []
        for key, ink, words in lines:
            for number, part in enumerate(wrap([(words, "muted")], size - GUTTER - KEYS - 3)):
                lead: Spans = [(f"{key:<{KEYS}} ", ink)] if not number else [(" " * (KEYS + 1), "text")]
                out.append([*gutter("" if out else name, "bright b"), *lead, *part])
        return [*out, []]


class HelpScreen(Screen[None]):
    """The help page over everything; any of its keys leads back."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("help.back", "escape,question_mark,enter", "app.pop_screen", "back", "back", Group.FIND)]

    def __init__(self, head: HeadLine, bindings: dict[str, Binding]) -> None:
        super().__init__()
        self._head, self._keys = head, bindings

    def compose(self) -> ComposeResult:
        head = HeadLine(self._head.title)
        head.sign, head.state = self._head.sign, self._head.state
        yield head
        yield HelpPage(self._keys)
        yield FooterLine(lambda: [("esc", "back"), ("j/k", "scroll")], tail=("q", "quit"))
