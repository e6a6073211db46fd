"""An entry in full as rows: everything that it has. Pure, like `render`."""

from __future__ import annotations

from datetime import datetime

from feeds import Block, Code, Embed, Entry, Figure, Heading, List, Media, Paragraph, Post, Quote, Table

from . import times
from .highlight import marked, marked_list
from .look import MEASURE
from .render import Setting
from .spans import BLANK, Row, Spans, column, divided, wrap

MOST_LINES = 2000
"""Lines of a body that are shown; what follows is counted and left to `dump`."""
WRITES_FROM = ("reporting", "writing", "live")
"""Ends of roles that go on with "from" and a place."""
LONGEST = 256 * 1024
"""Characters of a text that are shown, for the same reason."""


def article_rows(post: Post, setting: Setting, now: datetime, *, indent: int = 2) -> list[Row]:
    """Label, headline, time with zone and age, byline, story, blocks. `setting.width` is that of the pane."""
    article = Article(post, setting, now, indent)
    article.head("shows the words")
    article.body()
    return article.rows


class Article:
    """A post being set in rows, from the top down."""

    def __init__(self, post: Post, setting: Setting, now: datetime, indent: int) -> None:
        self.post, self.setting, self.now, self.indent = post, setting, now, indent
        self.look = setting.look
        self.measure = max(16, min(MEASURE, setting.width - indent - 3))
        self.rows: list[Row] = []

    def head(self, versions: str) -> None:
        """Label, headline, facts. `versions` says what the key for the versions does here."""
        post, entry = self.post, self.post.entry
        gone = " s" if post.status.withdrawn else ""
        if entry.breaking:
            self.flow([("BREAKING", "accent b")])
        if entry.label and not (entry.breaking and entry.label.lower() == "breaking"):
            self.flow(marked(entry.label, "muted", self.setting.marks.needles("kind"), shown=str.upper))
        if entry.headline:
            self.flow(self.marked(entry.headline, f"bright b{gone}", "title"))
        if self.rows:
            self.blank()
        self._facts(entry, versions)

    def _facts(self, entry: Entry, versions: str) -> None:
        dot = (f"  {self.look.sign('dot')}  ", "muted")
        if entry.published:
            time: Spans = [(times.full(entry.published, self.setting.zone, self.now), "text")]
            if age := times.age(entry.published, self.now):
                time += [dot, (age, "muted")]
            if entry.date_inferred:
                time += [dot, (f"not all of it written: “{entry.stamp}”", "muted")]
            self.flow(time)
        elif entry.stamp:
            self.flow([*self.marked(entry.stamp, "text"), dot, ("no time of day", "muted")])
        else:
            self.flow([("undated", "muted")])
        for author in entry.authors:
            byline: Spans = self.marked(author.name, "text b", "author")
            if author.role:
                byline += [(", ", "muted"), *self.marked(author.role, "muted", "role")]
            if author.location:
                joint = " from " if (author.role or "").lower().endswith(WRITES_FROM) else ", in "
                byline += [(joint, "muted"), *self.marked(author.location, "muted", "place")]
            self.flow(byline)
        status = self.post.status
        if status.edited:
            times_edited = {1: "once", 2: "twice"}.get(len(status.edited), f"{len(status.edited)} times")
            last = status.edited[-1]
            when = f", last at {times.clock(last, self.setting.zone)}" if last else ""
            self.flow([(f"{self.look.sign('edited')} ", "accent b"), (f"edited {times_edited}{when}", "text"), dot, ("v", "text b"), (f" {versions}", "muted")])
        if status.withdrawn:
            when = f" at {times.clock(status.withdrawn_at, self.setting.zone)}" if status.withdrawn_at else ""
            self.flow([(f"{self.look.sign('withdrawn')} ", "muted"), (f"withdrawn by the page{when}; kept here", "text")])
        elif status.restored_at:
            self.flow([(f"{self.look.sign('restored')} ", "muted"), (f"back since {times.clock(status.restored_at, self.setting.zone)}", "text")])
        if entry.tags:
            self.flow([("tags  ", "muted"), *marked_list(entry.tags, "muted", self.setting.marks.needles("tag"), [(", ", "muted")])])
        self.blank()

    def body(self) -> None:
        """All blocks, then the links with their numbers."""
        entry = self.post.entry
        links: list[tuple[str, str]] = [(entry.headline or "this post", entry.link)] if entry.link else []
        begin = len(self.rows)
        for block in entry.blocks:
            self._block(block, entry, links)
            if len(self.rows) - begin > MOST_LINES:
                left = len(entry.blocks) - entry.blocks.index(block) - 1
                del self.rows[begin + MOST_LINES :]
                self.blank()
                self.flow([(f"… and {left} more parts: feedreader dump shows them all", "muted")])
                return
            self.blank()
        for number, (text, link) in enumerate(links, 1):
            self.flow([(f"[{number}]", "accent"), ("  ", "text"), (text, "text"), ("  ", "muted"), *self.address(link)])

    def _block(self, block: Block, entry: Entry, links: list[tuple[str, str]]) -> None:
        match block:
            case Paragraph(text=text, links=found):
                spans, at, rest = Spans(), 0, self.marked(text[:LONGEST], "text", "text")
                for link in found:
                    end = max(at, link.start + len(link.text))
                    links.append((link.text, link.link))
                    before, rest = divided(rest, end - at)
                    spans += [*before, (" ", "text"), (f"[{len(links)}]", "accent")]
                    at = end
                self.flow([*spans, *rest])
            case Heading(text=text):
                self.flow(self.marked(text, "bright b", "text"))
            case Quote(text=text, attribution=who):
                self._bar(self.marked(text[:LONGEST], "bright i", "text"))
                if who:
                    self._bar(self.marked(who, "muted"))
            case List(items=items, ordered=ordered, start=start):
                if self.rows and self.rows[-1] == BLANK and len(self.rows) > 1 and _introduces(self.rows[-2]):
                    self.rows.pop()
                width = len(str(start + len(items) - 1)) + 1 if ordered else 1
                for number, item in enumerate(items, start):
                    sign = f"{number}." if ordered else self.look.sign("point")
                    self.hang([(f"  {sign:>{width}} ", "muted")], self.marked(item, "text", "text"), 3 + width)
            case Table(rows=rows):
                for row in rows:
                    self.flow(marked_list(row, "text", self.setting.marks.needles("text"), [(f"  {self.look.sign('divider')}  ", "text")]))
            case Code(text=text):
                for line in text[:LONGEST].split("\n"):
                    self.flow(self.marked(line, "text", "text"))
            case Figure(media=index):
                self._figure(entry.media[index])
            case Embed(network=network, link=target, author=who):
                self.hang([(f"{self.look.sign('quote')} ", "muted")], [(f"{network} post", "text"), *([(f" by {who}", "text")] if who else [])], 3)
                self.hang([("   ", "muted")], self.address(target) if target else [("the saved page does not hold its words", "muted")], 3)

    def _figure(self, media: Media) -> None:
        """Caption, else description, then the description once if it says something else, then the credit."""
        sign = self.look.sign("video" if media.kind == "video" else "picture")
        words = [text for text in dict.fromkeys((media.caption, media.alt)) if text] or ["a video" if media.kind == "video" else "a picture"]
        self.hang([(f"{sign}  ", "accent")], self.marked(words[0], "text"), 3)
        for text in words[1:]:
            self.hang([("   ", "text")], self.marked(text, "muted"), 3)
        if media.credit:
            self.hang(
                [("   ", "text")], [(f"{media.kind.capitalize() if media.kind != 'image' else 'Picture'}: ", "muted"), *self.marked(media.credit, "muted")], 3
            )
        if media.link:
            self.hang([("   ", "text")], self.address(media.link), 3)

    # --- lines --------------------------------------------------------------------------------------------------------

    def marked(self, text: str, ink: str, field: str | None = None) -> Spans:
        """A text with what the filter asks for in it; `field` is the one that asks for such texts."""
        return marked(text, ink, self.setting.marks.needles(field))

    def address(self, link: str) -> Spans:
        return marked(link, "muted", self.setting.marks.needles("link", alone=True))

    def blank(self) -> None:
        if self.rows and self.rows[-1] != BLANK:
            self.rows.append(BLANK)

    def flow(self, spans: Spans) -> None:
        self.rows += column(wrap(spans, self.measure), self.indent)

    def hang(self, lead: Spans, spans: Spans, width: int) -> None:
        """Lines whose first begins with `lead`, the others under the text behind it."""
        for number, line in enumerate(wrap(spans, self.measure - width)):
            self.rows += column([[*(lead if not number else [(" " * width, "text")]), *line]], self.indent)

    def _bar(self, spans: Spans) -> None:
        for line in wrap(spans, self.measure - 3):
            self.rows += column([[(f" {self.look.sign('said')} ", "rule"), *line]], self.indent)


def _introduces(row: Row) -> bool:
    """Whether a line ends with a colon: a list then follows without a blank line."""
    return bool(row.left) and row.left[-1][0].endswith(":")
