"""The question before an address is opened: its parts one under the other, so that nobody is taken where they did not mean to go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from feeds import Spelled

from ..keys import Group, bind
from ..look import GUTTER
from ..spans import BLANK, Row, Spans, wrap
from ..widgets.panel import Panel

MOST_LINES = 4
"""Lines of a path that are shown."""

Choice = Literal["open", "copy"]


class AddressCard(Panel):
    """What the link is called, and where it leads."""

    DEFAULT_CSS = "AddressCard { dock: bottom; }"

    def __init__(self, called: str, address: Spelled) -> None:
        super().__init__()
        self._called, self._address = called, address

    def rows(self, width: int, height: int) -> Sequence[Row]:
        address, room = self._address, max(20, width - GUTTER - 2)
        rows: list[Row] = [BLANK, *self._set("Open", [(self._called, "bright b")], room, most=2)]
        host: Spans = [(f"{address.scheme}://", "muted"), (address.written, "bright b")]
        host += [(f":{address.port}", "error b")] if address.port else []
        host += [(f"   {address.host}", "muted")] if address.written != address.host else []
        rows += self._set("host", host, room)
        rows += self._set("user", [(address.login, "error")], room, most=1) if address.login else []
        rows += self._set("path", [(address.rest, "text")], room, most=MOST_LINES)
        for warning in address.warnings:
            rows += self._set(self.look.sign("failed"), [(warning, "error")], room)
        rows.append(BLANK)
        rows.append(
            Row(
                [
                    (" " * GUTTER, "text"),
                    ("enter", "text b"),
                    (" open in the browser   ", "muted"),
                    ("y", "text b"),
                    (" copy   ", "muted"),
                    ("esc", "text b"),
                    (" back", "muted"),
                ]
            )
        )
        return [Row(row.left, row.right, "float") for row in (*rows, BLANK)]

    def _set(self, label: str, spans: Spans, room: int, *, most: int | None = None) -> list[Row]:
        lines = wrap(spans, room, most=most, cut=self.look.sign("cut"))
        return [Row([(f"{'' if number else label:>{GUTTER - 2}}  ", "muted"), *line]) for number, line in enumerate(lines)]

    def on_mount(self) -> None:
        self._fit()

    def on_resize(self) -> None:
        self._fit()
        super().on_resize()

    def _fit(self) -> None:
        width, height = self.app.size
        self.styles.height = min(len(self.rows(width, height)), height)


class OpeningScreen(ModalScreen[Choice | None]):
    """Gives what to do with the address; None for nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("opening.open", "enter", "choose('open')", "open", "open the address", Group.TAKE, priority=True),
        bind("opening.copy", "y", "choose('copy')", "copy", "copy the address", Group.TAKE, priority=True),
        bind("opening.back", "escape", "back", "back", "back", Group.FIND, priority=True),
    ]

    def __init__(self, called: str, address: Spelled) -> None:
        super().__init__()
        self._card = AddressCard(called, address)

    def compose(self) -> ComposeResult:
        yield self._card

    def on_click(self, event: events.Click) -> None:
        event.stop()

    def action_choose(self, choice: Choice) -> None:
        self.dismiss(choice)

    def action_back(self) -> None:
        self.dismiss(None)
