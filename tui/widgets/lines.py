"""The one-line regions: head, the lines over the panes, the divider, the footer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.message import Message

from ..empty import too_small
from ..look import LEAST
from ..spans import Row, Spans, cells, crop, gutter, whole_words
from .panel import Panel


class HeadLine(Panel):
    """The title on the left; on the right the state, in a sign and in words. What has no room goes whole: from the end, and why something failed before the time of the next try."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.sign = "waiting"
        self.state: Sequence[tuple[str, str]] = ()
        """Texts with their inks; the first says the state, the last is the least of it."""

    def tell(self, title: str, sign: str, state: Sequence[tuple[str, str]]) -> None:
        self.title, self.sign, self.state = title, sign, state
        self.draw(title, sign, state)

    def rows(self, width: int, height: int) -> list[Row]:
        look = self.look
        dot = (f" {look.sign('dot')} ", "muted")
        ink = "error" if self.sign == "failed" else "accent" if self.sign == "live" else "bright"
        parts: list[Spans] = []
        for number, (text, text_ink) in enumerate(self.state):
            failing: Spans = [(f"{look.sign('failed')} ", "error")] if text_ink == "error b" and self.sign != "failed" else []
            parts.append([(look.sign(self.sign), ink), (f" {text}", text_ink)] if not number else [dot, *failing, (text, text_ink)])
        title: Spans = [(" " + self.title, "bright b")]
        least = min(cells(title), 12 if self.sign == "failed" else 24)  # what fails names its source itself
        kept = 2 if len(self.state) > 1 and self.state[1][1] == "error b" else 1  # that nothing is saved is told in any width
        while len(parts) > kept and least + sum(map(cells, parts)) + 3 > width:
            parts.pop(1 if self.sign == "failed" and len(parts) == 3 and kept == 1 else -1)  # when it is tried again says more than why it failed
        state = [span for part in parts for span in part]
        state = crop(state, max(0, width - 3 - (least if kept > 1 else 0)), look.sign("cut"))
        return [Row(crop(title, max(0, width - cells(state) - 3), look.sign("cut")), [*state, (" ", "text")])]


class PaneLine(Panel):
    """The line over a pane: heavy and in the accent where the keys go. The pill of the timeline stands in it and covers no post."""

    class Pressed(Message):
        """Somebody clicked on the pill."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.label = ""
        self.right = ""
        self.pill = 0
        self.below = False
        """What the pill counts stands below."""
        self.lit = False
        self.back = False
        """The label is the way back, in the one-pane layout."""

    def tell(self, label: str, right: str, *, lit: bool, pill: int = 0, below: bool = False, back: bool = False) -> None:
        self.label, self.right, self.lit, self.pill, self.below, self.back = label, right, lit, pill, below, back
        self.draw(label, right, lit, pill, below, back)

    def on_click(self) -> None:
        self.post_message(self.Pressed())

    def rows(self, width: int, height: int) -> list[Row]:
        look = self.look
        left = gutter(self.label, "bright b" if self.lit else "muted")
        if self.back:
            left = gutter(f"{look.sign('back')} esc", "text b" if self.lit else "muted")
        elif self.id == "post-line":
            left = [(f" {self.label}  ", "bright b" if self.lit else "muted")]
        right: Spans = [(f" {self.right} ", "muted")] if self.right else [(" ", "text")]
        if self.pill:
            right = [(" ", "text"), (f" {look.sign('down' if self.below else 'up')} {self.pill} new ", "on_accent b @accent"), (" ", "text")]
        sign, ink = ("heavy", "accent") if self.lit else ("rule", "rule")
        if not left[-1][0].endswith(" "):
            left.append((" ", "text"))
        return [Row([*left, (look.sign(sign) * max(0, width - cells(left) - cells(right) - 1), ink), *right])]


class Divider(Panel):
    """The line between the panes is the timeline's scroll bar."""

    DEFAULT_CSS = "Divider { width: 1; height: 1fr; }"

    class Pulled(Message):
        """Somebody clicked on it: `part` of the posts is above that place."""

        def __init__(self, part: float) -> None:
            super().__init__()
            self.part = part

    def __init__(self) -> None:
        super().__init__()
        self.thumb = (0.0, 1.0)

    def tell(self, thumb: tuple[float, float]) -> None:
        before, self.thumb = self._place(self.size.height), thumb
        if self._place(self.size.height) != before:
            self.redraw()

    def on_click(self, event: events.Click) -> None:
        self.post_message(self.Pulled(event.y / max(1, self.size.height - 1)))

    def _place(self, height: int) -> tuple[int, int]:
        """The thumb's first row and its size; none when everything is on the screen."""
        begin, end = self.thumb
        if begin <= 0 and end >= 1:
            return (0, 0)
        size = max(2, round((end - begin) * height))
        return (height - size if end >= 1 else min(round(begin * height), height - size), size)

    def rows(self, width: int, height: int) -> list[Row]:
        start, size = self._place(height)
        look = self.look
        return [Row([(look.sign("thumb"), "graph") if start <= y < start + size else (look.sign("divider"), "rule")]) for y in range(height)]


class FooterLine(Panel):
    """What keys help now, the most useful first; or for a moment what one of them did."""

    def __init__(
        self,
        pairs: Callable[[], Sequence[tuple[str, str]]],
        *,
        tail: tuple[str, str] = ("?", "all keys"),
        typing: Callable[[], bool] = lambda: False,
    ) -> None:
        """While the reader is `typing` the keys stay: what is told waits."""
        super().__init__()
        self._pairs = pairs
        self._tail = tail
        self._typing = typing
        self.notice = ""

    def tell(self) -> None:
        """Other keys may help now."""
        self.draw(self.notice, self._typing(), self._pairs())

    def say(self, notice: str) -> None:
        """Show a sentence in place of the keys; an empty one brings the keys back."""
        self.notice = notice
        self.tell()

    def rows(self, width: int, height: int) -> list[Row]:
        tail: Spans = [(self._tail[0], "text b"), (f" {self._tail[1]} ", "muted")] if self._tail[0] else []
        if self.notice and not self._typing():
            return [Row([(" " + whole_words(self.notice, width - cells(tail) - 2, self.look.sign("cut")), "bright")], tail)]
        spans: Spans = [(" ", "text")]
        for key, word in self._pairs():
            piece: Spans = [(key, "text b"), (f" {word}", "muted"), ("   ", "text")]
            if cells(spans) + cells(piece) - 3 > width - cells(tail) - 2:
                break
            spans += piece
        return [Row(spans[:-1], tail)]


class SizeNotice(Panel):
    """Stands for everything else in a terminal that is too small for it."""

    DEFAULT_CSS = "SizeNotice { height: 1fr; display: none; }"

    def rows(self, width: int, height: int) -> list[Row]:
        return too_small(width, height, LEAST)
