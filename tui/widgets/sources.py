"""The list of sources: groups and sources with how they are and how much of each is unseen; below it the chosen one in full."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import BindingType

from feeds import duration, masked

from ..chosen import is_address
from ..health import Health
from ..keys import Group, bind
from ..look import GUTTER, MARGIN
from ..marks import Counts
from ..roster import ALL, Place, Roster
from ..session import Session
from ..spans import BLANK, Row, Spans, cells, crop, wrap
from ..standing import Standing
from .panel import Panel

COUNT = 6
"""Columns of the number of unseen posts, which stands where posts have their time."""
ROOMY = 60
"""Columns from which a source's state stands beside it in words."""
LEAST = 5
"""Lines that the list keeps before the chosen source is told in full."""
MOST_WHY = 3
"""Lines of why a source fails."""

ORIGINS = {
    "named": "nowhere: until you quit",
    "settings": "config.toml",
    "subscriptions": "your subscriptions",
}
"""Where a source is remembered."""


class SourceList(Panel, can_focus=True):
    """Places of the roster, one a line. `chosen` has the bar; `shown` is what the timeline is narrowed to."""

    DEFAULT_CSS = "SourceList { height: 1fr; display: none; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("sources.down", "j,down", "move(1)", "move", "next source of the list", Group.SOURCES, label="j/k"),
        bind("sources.up", "k,up", "move(-1)", "", "previous source of the list", Group.SOURCES),
        bind("sources.page-down", "pagedown,ctrl+d", "page(1)", "", "a page down in the sources", Group.SOURCES),
        bind("sources.page-up", "pageup,ctrl+u", "page(-1)", "", "a page up in the sources", Group.SOURCES),
        bind("sources.top", "g,home", "move(-1000000)", "", "first of the sources", Group.SOURCES),
        bind("sources.bottom", "G,end", "move(1000000)", "", "last of the sources", Group.SOURCES),
        bind("sources.narrow", "enter", "screen.narrow_chosen", "its posts alone", "the posts of that source or group alone", Group.SOURCES, priority=True),
        bind("sources.remove", "x,delete", "screen.remove_source", "take out", "take the source out of the list", Group.SOURCES),
        bind("sources.restore", "U", "screen.restore_source", "", "bring back the source that was taken out", Group.SOURCES),
        bind("sources.poll", "r", "screen.poll_chosen", "look now", "look at that source now", Group.SOURCES),
        bind("sources.move-back", "m", "screen.move_back", "", "ask a source that has moved at the address that you gave", Group.SOURCES),
        bind("sources.remember", "w", "screen.remember_chosen", "", "write a source that you named into your subscriptions", Group.SOURCES),
        bind("sources.pause", "p", "screen.pause_chosen", "pause", "pause that source, or go on", Group.SOURCES),
    ]

    def __init__(self, session: Session, roster: Roster, health: Health) -> None:
        super().__init__(id="sources")
        self._session, self._roster, self._health = session, roster, health
        self.chosen = ALL
        self.shown = ALL
        self.asked_at: Callable[[str], str | None] = lambda name: None
        """Where a source is asked now, if that is not where the reader said."""
        self.alone = False
        """It has the whole width: there is no line at its right."""
        self.airy = False
        self._top = 0
        self._rows_above = 0

    # --- choosing -----------------------------------------------------------------------------------------------------

    @property
    def index(self) -> int:
        """The number of the chosen place; 0 when it has gone."""
        places = self._roster.places
        return places.index(self.chosen) if self.chosen in places else 0

    def action_move(self, by: int) -> None:
        places = self._roster.places
        self.chosen = places[min(max(self.index + by, 0), len(places) - 1)]
        self.redraw()

    def action_page(self, pages: int) -> None:
        self.action_move(pages * max(1, self.size.height - LEAST))

    async def on_click(self, event: events.Click) -> None:
        number = self._top + event.y - self._rows_above
        if 0 <= number < len(self._roster.places) and event.y >= self._rows_above and event.y < self._room():
            self.chosen = self._roster.places[number]
            await self.run_action("screen.narrow_chosen")

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_move(-3)

    def on_focus(self) -> None:
        self.redraw()

    def on_blur(self) -> None:
        self.redraw()

    # --- drawing ------------------------------------------------------------------------------------------------------

    def _room(self) -> int:
        """Lines of the list itself."""
        height = self.size.height
        told = len(self._told(self.size.width))
        return height - told if height - told >= LEAST + self._rows_above else height

    def rows(self, width: int, height: int) -> Sequence[Row]:
        self._rows_above = int(self.airy)
        told = self._told(width)
        room = height - len(told)
        if room < LEAST + self._rows_above:
            told, room = [], height
        room -= self._rows_above
        index, places, titles = self.index, self._roster.places, self._session.called
        self._top = max(0, min(max(self._top, index - room + 1), index, len(places) - room))
        lines = [self._row(place, number == index, width, titles) for number, place in enumerate(places[self._top : self._top + room], self._top)]
        rows = [*[BLANK] * self._rows_above, *lines, *[BLANK] * (room - len(lines)), *told]
        return rows if self.alone else [self._beside(row) for row in rows]

    def _beside(self, row: Row) -> Row:
        return Row(row.left, [*row.right, (self.look.sign("divider"), "rule @ground")], row.ground)

    def _row(self, place: Place, chosen: bool, width: int, titles: dict[str, str]) -> Row:
        look = self.look
        bar = (look.sign("chosen"), "accent" if self.has_focus else "muted") if chosen else (" ", "text")
        ground = "raised" if chosen else "ground"
        names = self._roster.inside(place)
        counts = self._counted(names)
        total: Spans = [(f"{counts.posts:,}", "muted"), (" " * MARGIN, "text")]
        shown = " b" if place == self.shown else ""
        if place.kind != "source":
            label = self._roster.called(place, titles) if place.kind == "group" else "All"
            left: Spans = [bar, *crop([(label, f"bright{shown}" if shown or chosen else "text")], max(8, width - 24), look.sign("cut")), (" ", "text")]
            left += [(" " * (GUTTER - cells(left)), "text")] if cells(left) < GUTTER else []
            right: Spans = [(f"{counts.unseen:,} new  ", "accent")] if counts.unseen else []
            rule = max(0, width - cells(left) - cells(right) - cells(total) - 2)
            return Row([*left, (look.sign("rule") * rule, "rule")], [*right, *total], ground)
        name, standing = place.name, self._health.of(place.name)
        unseen = _short(counts.unseen)
        lead: Spans = [
            bar,
            (" ", "text"),
            (look.sign(standing.sign), "error" if standing.failing else "muted"),
            (f" {unseen:>{COUNT - 1}} ", "accent b"),
            (" ", "text"),
            (look.sign("source"), self._roster.members[name].ink),
            (" ", "text"),
        ]
        words: Spans = []
        if standing.kind != "live":
            words = [(f"{standing.word}  ", "error" if standing.failing else "muted")]
        if width >= ROOMY and standing.next:
            words += [(f"{standing.next}  ", "muted")]
        room = width - GUTTER - cells(total) - 1 - int(not self.alone)
        if cell_len(titles.get(name, name)) + 1 + cells(words) > room:
            words = words[:1] if width >= ROOMY else []
        ink = "bright" if chosen or counts.unseen else "text"
        called = crop([(titles.get(name, name), ink + shown)], max(4, room - cells(words)), look.sign("cut"))
        return Row([*lead, *called], [*words, *total], ground)

    def _told(self, width: int) -> list[Row]:
        """The chosen place in full: its label in the gutter, the words beside it."""
        place, look = self.chosen if self.chosen in self._roster.places else ALL, self.look
        room = max(10, width - GUTTER - MARGIN - 1)
        rows = [Row([(" ", "text"), (look.sign("rule") * (width - MARGIN - 1), "rule")])]

        def put(label: str, spans: Spans, most: int = 2) -> None:
            for number, line in enumerate(wrap(spans, room, most=most, cut=look.sign("cut"))):
                rows.append(Row([(f"{'' if number else label:>{GUTTER - 2}}  ", "muted"), *line]))

        names = self._roster.inside(place)
        if place.kind != "source":
            put("state", [(_standings(map(self._health.of, names)), "text")])
            counts = self._counted(names)
            doubles = counts.posts - self._session.total if place == self.shown else 0
            folded = f", {doubles:,} double{'s' * (doubles != 1)} folded" if doubles > 0 else ""
            put("posts", [(_counts(counts) + folded, "text")])
            return rows
        member, standing = self._roster.members[place.name], self._health.of(place.name)
        put("state", [(standing.word, "error b" if standing.failing else "bright b"), *([(f": {standing.why}", "text")] if standing.why else [])], MOST_WHY)
        if standing.next:
            put("", [(standing.next, "text")])
        put("posts", [(_counts(self._counted(names)), "text")])
        if len(member.chosen.groups) > 1 or (member.chosen.groups and member.chosen.groups[0] != place.group):
            put("groups", [(", ".join(member.chosen.groups), "text")])
        put("from", [(member.name, "text")])
        if address := self.asked_at(place.name):
            put("asked at", [(masked(address), "text")])
            put("", [("m", "bright b"), (" asks at the address that you gave", "text")])
        if member.chosen.interval is not None:
            put("every", [(duration(member.chosen.interval), "text")])
        put("listed in", [(ORIGINS[member.chosen.origin], "text")])
        if member.chosen.origin == "named" and is_address(member.chosen):
            put("", [("w", "bright b"), (" has it remembered", "text")])
        return rows

    def _counted(self, names: Iterable[str]) -> Counts:
        found = [self._session.counts(name) for name in names]
        return Counts(*(sum(column) for column in zip(*found, strict=True))) if found else Counts()


def _short(count: int) -> str:
    """A number in five columns; nothing for none."""
    return "" if not count else str(count) if count < 100_000 else f"{count // 1000}k" if count < 10_000_000 else "lots"


def _counts(counts: Counts) -> str:
    told = [(counts.unseen, "unseen"), (counts.edited, "edited"), (counts.gone, "withdrawn")]
    return ", ".join([f"{counts.posts:,}" if counts.posts else "none", *(f"{number:,} {word}" for number, word in told if number)])


def _standings(standings: Iterable[Standing]) -> str:
    """How many sources are how: "3 live, 1 failing"."""
    count: dict[str, int] = {}
    for standing in standings:
        word = "reading" if standing.kind == "reading" else standing.word
        count[word] = count.get(word, 0) + 1
    return ", ".join(f"{number} {word}" for word, number in count.items()) or "no sources"
