"""The base of everything that is drawn: a widget that is a list of rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

from textual.containers import Horizontal
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from ..look import Look
from ..spans import BLANK, Row, blank, paint


class Dressed(Protocol):
    """An application that says how things look."""

    look: Look


def same_lines(old: Sequence[Strip], new: Sequence[Strip]) -> list[int]:
    """The numbers of the lines that differ."""
    differ = [y for y, (before, after) in enumerate(zip(old, new, strict=False)) if before is not after and before != after]
    return differ + list(range(min(len(old), len(new)), max(len(old), len(new))))


class Covered:
    """For what is seen only between its children: plain ground, without the cost of Textual's styled lines."""

    def render_lines(self, crop: Region) -> list[Strip]:
        look = cast(Dressed, cast(Widget, self).app).look
        return [blank(crop.width, look)] * crop.height


class Side(Covered, Horizontal):
    """Widgets side by side."""


class Panel(Widget):
    """Lines in, lines out. `redraw` paints anew and sends only the lines that have changed.

    `render_lines` is overridden to go past Textual's cache of styled lines: these are finished, with both colours in each segment.
    """

    DEFAULT_CSS = "Panel { height: 1; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: list[Strip] = []
        self._drawn: Sequence[Row] = ()
        self._painted_for: tuple[int, int] = (-1, -1)
        self._last_told: tuple[object, ...] = ()

    def rows(self, width: int, height: int) -> Sequence[Row]:
        """What to show."""
        raise NotImplementedError

    def lines(self, width: int, height: int) -> list[Strip]:
        """`rows`, painted: `height` lines of `width` columns."""
        look, old = self.look, self._drawn
        rows = [*self.rows(width, height)[:height]]
        rows += [BLANK] * (height - len(rows))
        kept = self._lines if self._painted_for == (width, height) and len(self._lines) == len(old) == height else []
        lines = [kept[y] if kept and row == old[y] else paint(row, width, look) for y, row in enumerate(rows)]
        self._drawn = rows
        return lines

    @property
    def look(self) -> Look:
        return cast(Dressed, self.app).look

    def draw(self, *told: object) -> None:
        """`redraw`, if what it was told is something else than the last time, and all that its rows depend on."""
        if told != self._last_told:
            self._last_told = told
            self.redraw()

    def redraw(self) -> None:
        """Paint anew; only lines that differ go to the terminal."""
        width, height = self.size
        if not self.is_attached or not width or not height:
            self._painted_for = (-1, -1)  # hidden: what it shows next is made then
            return
        old, kept = self._lines, self._painted_for == (width, height)
        self._lines = self.lines(width, height)
        self._painted_for = (width, height)
        if not kept:
            self.refresh()
            return
        regions = [Region(0, y, width, 1) for y in same_lines(old, self._lines)]
        if regions:
            self.refresh(*regions)

    def repaint(self) -> None:
        """Forget what was painted: the theme or the size is another."""
        self._painted_for = (-1, -1)
        self.redraw()

    def on_resize(self) -> None:
        self.repaint()

    def render_lines(self, crop: Region) -> list[Strip]:
        if not (crop.x or crop.y) and self._painted_for == crop.size and not self.app.no_color:
            return self._lines
        width, height = self.size
        if self._painted_for != (width, height):
            self._lines = self.lines(width, height)
            self._painted_for = (width, height)
        lines = self._lines[crop.y : crop.bottom]
        if crop.x or crop.width != width:
            lines = [line.crop(crop.x, crop.right) for line in lines]
        for line_filter in self.app.get_line_filters() if self.app.no_color else ():
            background = self.background_colors[1]
            lines = [line.apply_filter(line_filter, background) for line in lines]
        return lines
