"""The activity strip: posts over time, the filter's share of them, and where the cursor is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from textual import events
from textual.message import Message

from feeds import Post, in_zone

from .. import activity, times
from ..look import GUTTER, MARGIN
from ..marks import News
from ..spans import Row, Spans, cells, gutter
from .panel import Panel

ROOM = 7
"""Columns of a time in the one-line strip, "16:21" or "28 Dec", with its gap."""


FEW = 4
"""Posts of a full bar at the least: a bucket of one post is no peak."""


class ActivityStrip(Panel):
    """One line of bars between two times; or bars and an axis; or two rows of bars and an axis."""

    class Picked(Message):
        """Somebody clicked on a time: from `begin` to `end`, in seconds since 1970."""

        def __init__(self, begin: float, end: float) -> None:
            super().__init__()
            self.begin, self.end = begin, end

    def __init__(self) -> None:
        super().__init__()
        self.scale: activity.Scale | None = None
        self._posts: Sequence[Post] = ()
        self._matches: Sequence[Post] | None = None
        self._cursor: Post | None = None
        self._news = News()
        self._zone: tzinfo | None = None
        self._counted: tuple[object, ...] = ()
        self._totals: list[int] = []
        self._bars: list[list[tuple[str, str]]] = []
        self._heights: tuple[object, ...] = ()
        """What the bars were drawn for."""

    def tell(self, posts: Sequence[Post], matches: Sequence[Post] | None, cursor: Post | None, news: News, zone: tzinfo | None) -> None:
        """All posts, those that the filter lets through (None without a filter), and the chosen one."""
        self._posts, self._matches, self._cursor, self._news, self._zone = posts, matches, cursor, news, zone
        self.draw(_ends(posts), _ends(matches), cursor and cursor.when, news, zone)

    def on_click(self, event: events.Click) -> None:
        column = event.x - self._left()
        if self.scale is not None and 0 <= column < self.scale.columns:
            self.post_message(self.Picked(*self.scale.span(column)))

    def _left(self) -> int:
        """The column where the bars begin."""
        return GUTTER + (ROOM if self.size.height == 1 else 0)

    def rows(self, width: int, height: int) -> list[Row]:
        levels = max(1, height - 1)
        room = width - GUTTER - MARGIN - (2 * ROOM + 1 if height == 1 else 0)
        self._count(room, levels)
        words = self._words(height)
        if self.scale is None:
            return [Row(word) for word in words]
        place = self.scale.column(self._cursor.when) if self._cursor is not None and self._cursor.when >= self.scale.begin else None
        if height == 1:
            bars = self._bars[0]
            if place is not None and bars[place][0] != " ":
                bars = [*bars[:place], (bars[place][0], "bright"), *bars[place + 1 :]]
            begin, end = (self._clock(when) for when in (self.scale.begin, self._posts[-1].when))
            return [Row([*words[0], (f"{begin:<{ROOM}}", "muted"), *bars, (f" {end}", "muted")])]
        return [*(Row([*word, *bars]) for word, bars in zip(words, self._bars, strict=False)), Row([*words[-1], *self._axis(self.scale, place)])]

    def _clock(self, when: float) -> str:
        """A time as finely as the strip tells it: the clock, over several days the day, over years the year."""
        moment = activity.moment_of(when)
        if moment is None or self.scale is None:
            return ""
        local = in_zone(moment, self._zone)
        span = self.scale.bucket * self.scale.columns
        if span < 3 * 86400:
            return times.clock(moment, self._zone)
        month = times.MONTHS[local.month - 1][:3]
        return f"{local.day} {month}" if span < 300 * 86400 else str(local.year)

    def _words(self, height: int) -> list[Spans]:
        """What happened since the reader looked, in the gutter."""
        news, look = self._news, self.look
        new: Spans = gutter(f"{news.new:,} new", "accent b") if news.new else gutter("")
        edited, gone = look.sign("edited"), look.sign("withdrawn")
        if height == 1:
            return [new if news.new else gutter(" ".join(self._signed("")))]
        if height == 2:
            return [new, gutter(" ".join(self._signed("")), "text")]
        return [
            new,
            gutter(f"{edited} {news.edited:,} edited", "text") if news.edited else gutter(""),
            gutter(f"{gone} {news.gone:,} gone", "text") if news.gone else gutter(""),
        ]

    def _signed(self, gap: str) -> list[str]:
        pairs = (("edited", self._news.edited), ("withdrawn", self._news.gone))
        return [f"{self.look.sign(name)}{gap}{count:,}" for name, count in pairs if count]

    def _count(self, room: int, levels: int) -> None:
        """Count and draw the bars, when posts, filter or size are others than at the last time."""
        posts, matches = self._posts, self._matches
        key = (_ends(posts), _ends(matches), room, levels, self._zone, self.look.theme)
        if key == self._counted:
            return
        self._counted = key
        before, self.scale = self.scale, activity.scale(posts, room, self._zone)
        scale = self.scale
        if scale is None:
            self._bars, self._heights = [], ()
            return
        self._totals = totals = activity.counts(posts, scale, self._totals if scale == before else ())
        share = levels * (len(self.look.steps) - 1) / max(FEW, *totals)
        height_of = {total: _height(total, share) for total in {*totals}}
        heights = [height_of[total] for total in totals]
        parts = [_height(part, share) for part in activity.counts(matches, scale)] if matches is not None else [-1] * len(heights)
        pairs = list(zip(heights, parts, strict=True))
        if (pairs, levels, self.look.theme) == self._heights:
            return
        self._heights = (pairs, levels, self.look.theme)
        cells_of = {pair: [self._cell(*pair, level) for level in reversed(range(levels))] for pair in set(pairs)}
        self._bars = [[cells_of[pair][row] for pair in pairs] for row in range(levels)]

    def _cell(self, full: int, part: int, level: int) -> tuple[str, str]:
        """One cell of a bar: what stands in it of all posts, and of the filter's share (minus one: there is no filter)."""
        steps = self.look.steps
        size = len(steps) - 1
        here, mine = (max(0, min(size, height - level * size)) for height in (full, part))
        if mine and here == size > mine and not self.look.ascii:
            return steps[mine], "accent @rule"
        if mine:
            return steps[mine], "accent"
        return steps[here], "graph" if part < 0 else "rule"

    def _axis(self, scale: activity.Scale, place: int | None) -> Spans:
        """The labels, and under the chosen post's bar its time and a pointer; labels that this would cover go."""
        pointer: list[tuple[int, str, str]] = []
        if place is not None and self._cursor is not None:
            clock, sign = self._clock(self._cursor.when), self.look.sign("up")
            before = place >= len(clock) + 1
            pointer = [(place - len(clock) - 1 if before else place, f"{clock} {sign}" if before else f"{sign} {clock}", "bright")]
        spans: Spans = []
        at = 0
        for column, word, ink in sorted(
            [*((column, word, "muted") for column, word in activity.labels(scale, self._zone) if _free(column, word, pointer)), *pointer]
        ):
            spans += [(" " * (column - at), "text"), (word, ink)]
            at = column + cells([(word, ink)])
        return spans


def _ends(posts: Sequence[Post] | None) -> tuple[float, ...] | None:
    """What tells some posts from those at the last time."""
    if posts is None:
        return None
    return (id(posts), len(posts), posts[0].when, posts[-1].when) if posts else ()


def _free(column: int, word: str, pointer: Sequence[tuple[int, str, str]]) -> bool:
    return all(column > start + len(text) or column + len(word) < start for start, text, _ in pointer)


def _height(count: int, share: float) -> int:
    """The height of a bar in steps: one at the least where there is a post."""
    return max(1, round(count * share)) if count else 0
