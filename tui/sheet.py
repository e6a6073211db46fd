"""Text of a post being set in rows as wide as a pane, from the top down. Pure."""

from __future__ import annotations

from datetime import datetime

from feeds import Post

from .highlight import marked
from .look import MEASURE
from .render import Setting
from .spans import BLANK, Row, Spans, column, wrap

MOST_LINES = 2000
"""Lines of a body that are shown; what follows is counted and left to `dump`."""
LONGEST = 128 * 1024
"""Characters of a text that are shown, for the same reason."""


class Sheet:
    """Rows, and how lines are put under them."""

    def __init__(self, post: Post, setting: Setting, now: datetime, indent: int) -> None:
        self.post, self.setting, self.now, self.indent = post, setting, now, indent
        self.look = setting.look
        self.measure = max(16, min(MEASURE, setting.width - indent - 3))
        self.rows: list[Row] = []

    def marked(self, text: str, ink: str, field: str | None = None) -> Spans:
        """A text with what the filter asks for in it; `field` is the one that asks for such texts."""
        return marked(text, ink, self.setting.marks.needles(field))

    def address(self, link: str) -> Spans:
        return marked(link, "muted", self.setting.marks.needles("link", alone=True))

    def blank(self) -> None:
        if self.rows and self.rows[-1] != BLANK:
            self.rows.append(BLANK)

    def flow(self, spans: Spans, *, most: int = MOST_LINES) -> None:
        self.rows += column(wrap(spans, self.measure, most=most, cut=self.look.sign("cut")), self.indent)

    def hang(self, lead: Spans, spans: Spans, width: int, *, most: int = MOST_LINES) -> None:
        """Lines whose first begins with `lead`, the others under the text behind it."""
        for number, line in enumerate(wrap(spans, self.measure - width, most=most, cut=self.look.sign("cut"))):
            self.rows += column([[*(lead if not number else [(" " * width, "text")]), *line]], self.indent)

    def bar(self, spans: Spans) -> None:
        for line in wrap(spans, self.measure - 3):
            self.rows += column([[(f" {self.look.sign('said')} ", "rule"), *line]], self.indent)
