"""The key points: the feed's own summary, and what else the page told of itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from textual import events
from textual.message import Message

from feeds import Feed, KeyPoint, PointChange, Problem, masked

from .. import times
from ..look import GUTTER
from ..spans import Row, Spans, cells, crop, gutter, wrap
from .panel import Panel

MOST_PROBLEMS = 20
"""Problems that the open points list."""


class PointsPanel(Panel):
    """The feed's own summary: folded to one line, those that changed first; open, one line a point, what else the page's head said, and what was wrong with it."""

    class Toggled(Message):
        """Somebody clicked on the points."""

    def __init__(self) -> None:
        super().__init__()
        self.feed = Feed()
        self.problems: Sequence[Problem] = ()
        self.changes: dict[str, tuple[PointChange, datetime]] = {}
        self.zone: tzinfo | None = None
        self.open = False

    def tell(self, feed: Feed, changes: dict[str, tuple[PointChange, datetime]], zone: tzinfo | None, problems: Sequence[Problem] = ()) -> None:
        """Another summary, what changed in it and when, by its words, and what of the document was repaired or could not be read."""
        self.feed, self.changes, self.zone, self.problems = feed, changes, zone, problems
        self.draw(feed, changes, zone, problems)

    @property
    def wanted(self) -> int:
        """Lines that it takes."""
        if not self.open:
            return 1
        return min(len(self._open_rows(self.app.size.width)) or 1, max(1, self.app.size.height // 2))

    def toggle(self) -> None:
        self.open = not self.open

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Toggled())

    def rows(self, width: int, height: int) -> list[Row]:
        if not self.feed.summary and not self._beside() and not (self.open and (self.problems or self.feed.facts)):
            return [Row(gutter(""))]
        rows = self._open_rows(width) if self.open else [self._folded_row(width)]
        return [Row(rows[0].left, [("K ", "text b")]), *rows[1:]] if self.open and rows else rows

    def _signed(self, point: KeyPoint) -> tuple[tuple[str, str], str]:
        """A point's sign, and the time of its change."""
        change = self.changes.get(point.text)
        if change is None:
            return (self.look.sign("point"), "muted"), ""
        return (self.look.sign("came" if change[0].kind == "came" else "edited"), "accent b"), times.clock(change[1], self.zone)

    def _beside(self) -> list[str]:
        """What the page's head said beside its points."""
        feed = self.feed
        captions = [media.caption for media in feed.media if media.caption]
        return [*([feed.description] if feed.description else []), *feed.preamble, *captions, *([feed.credit] if feed.credit else [])]

    def _folded_row(self, width: int) -> Row:
        points = sorted(self.feed.summary, key=lambda point: point.text not in self.changes)
        hidden = len(self._beside())
        spans, used = gutter("Points"), GUTTER
        if not points:
            first, *others = self._beside()
            return Row(
                [*gutter("Page"), *crop([(first, "text")], width - GUTTER - 8, self.look.sign("cut"))],
                [(f"+{len(others)} " if others else "", "muted"), ("K ", "text b")],
            )
        for number, point in enumerate(points):
            sign, when = self._signed(point)
            piece: Spans = [(f"{sign[0]} ", sign[1]), (point.text, "text"), (f" {when}" if when else "", "muted")]
            rest = len(points) - number - 1 + hidden
            room = width - used - (7 if rest else 4)
            if number and cells(piece) > room:
                return Row(spans[:-1], [(f"+{rest + 1} ", "muted"), ("K ", "text b")])
            if not number:
                piece = crop(piece, room, self.look.sign("cut"))
            spans += [*piece, ("   ", "text")]
            used += cells(piece) + 3
        return Row(spans[:-1], [(f"+{hidden} " if hidden else "", "muted"), ("K ", "text b")])

    def _open_rows(self, width: int) -> list[Row]:
        rows: list[Row] = []
        room = max(10, width - GUTTER - 6)
        label = "Points" if self.feed.summary else "Page"

        def put(sign: tuple[str, str], text: str, ink: str, note: str) -> None:
            for number, line in enumerate(wrap([(text, ink), (f"  {note}" if note else "", "muted")], room)):
                lead = gutter("" if rows else label) + ([(f"{sign[0]} ", sign[1])] if not number else [("  ", "text")])
                rows.append(Row([*lead, *line]))

        for point in self.feed.summary:
            change = self.changes.get(point.text)
            sign, when = self._signed(point)
            put(sign, point.text, "text", f"{change[0].kind} {when}" if change else "")
        for gone, at in self.changes.values():
            if gone.kind == "went":
                put((self.look.sign("went"), "muted"), gone.text, "muted s", f"went {times.clock(at, self.zone)}")
        for line in (*self._beside(), *(f"{fact.name}: {fact.value}" for fact in self.feed.facts)):
            put((" ", "muted"), line, "muted", "")
        for problem in self.problems[:MOST_PROBLEMS]:
            put((self.look.sign("failed"), "muted"), problem.message, "muted", masked(problem.place))
        return rows
