"""An entry in full as rows: everything that it has. Pure, like `render`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from feeds import MOST_VERSIONS, Block, Code, Embed, Entry, Figure, Heading, Link, List, Media, Paragraph, Post, Quote, Table

from . import times
from .highlight import marked, marked_list
from .links import embed_name, leads, own, placed
from .look import MEASURE
from .render import Setting, name_of
from .spans import BLANK, Row, Spans, column, divided, inserted, wrap

MOST_LINES = 2000
"""Lines of a body that are shown; what follows is counted and left to `dump`."""
WRITES_FROM = ("reporting", "writing", "live")
"""Ends of roles that go on with "from" and a place."""
_NUMBER = re.compile(r"(\d+\.) ")
ANNOUNCED = 16
"""Characters among which a credit says itself what it is the credit of ("Photograph: …")."""
LATER = 60
"""Seconds after which an update is told beside the time."""
LONGEST = 128 * 1024
"""Characters of a text that are shown, for the same reason."""
MOST_TAGS = 60
MOST_LINKS = 1000
MOST_FACTS = 300
HEADLINE_LINES = 40
MOST_TELLINGS = 9
"""Other sources' tellings that are listed."""
LINK_LINES = 4
"""Lines of a link's words and address in the list of links."""


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
            self.flow(self.marked(entry.headline[:LONGEST], f"bright b{gone}", "title"), most=HEADLINE_LINES)
        if self.rows:
            self.blank()
        self._facts(entry, versions)

    def _facts(self, entry: Entry, versions: str) -> None:
        dot = (f"  {self.look.sign('dot')}  ", "muted")
        if entry.published:
            time: Spans = [(times.full(entry.published, self.setting.zone, self.now), "text")]
            if age := times.age(entry.published, self.now):
                time += [dot, (age, "muted")]
            if doubt := _doubt(entry):
                time += [dot, (doubt, "muted")]
            if entry.updated and (entry.updated - entry.published).total_seconds() >= LATER:
                time += [dot, (f"updated {times.moment(entry.updated, entry.published, self.setting.zone, self.now)}", "muted")]
            self.flow(time)
        elif entry.stamp:
            self.flow([*self.marked(entry.stamp, "text"), dot, ("no time that can be read", "muted")])
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
        if self.post.source in self.setting.inks:
            self.flow(name_of(self.post, self.setting, "text"))
        status = self.post.status
        if status.edited:
            often = len(status.edited)
            times_edited = {1: "once", 2: "twice", MOST_VERSIONS: f"{often} times or more, of which the first and the newest are kept"}.get(
                often, f"{often} times"
            )
            last = status.edited[-1]
            when = f", last at {times.clock(last, self.setting.zone)}" if last else ""
            self.flow([(f"{self.look.sign('edited')} ", "accent b"), (f"edited {times_edited}{when}", "text"), dot, ("v", "text b"), (f" {versions}", "muted")])
        if status.withdrawn:
            when = f" at {times.clock(status.withdrawn_at, self.setting.zone)}" if status.withdrawn_at else ""
            self.flow([(f"{self.look.sign('withdrawn')} ", "muted"), (f"withdrawn by the page{when}; kept here", "text")])
        elif status.restored_at:
            self.flow([(f"{self.look.sign('restored')} ", "muted"), (f"back since {times.clock(status.restored_at, self.setting.zone)}", "text")])
        if entry.tags:
            left = len(entry.tags) - MOST_TAGS
            more: Spans = [(f", and {left} more: feedreader dump shows them all", "muted")] if left > 0 else []
            self.flow([("tags  ", "muted"), *marked_list(entry.tags[:MOST_TAGS], "muted", self.setting.marks.needles("tag"), [(", ", "muted")]), *more])
        self._tellings()
        self.blank()

    def _tellings(self) -> None:
        """Which other sources tell the same: name, time, and the headline where it is another."""
        others = self.setting.tellings(self.post)
        for number, other in enumerate(others[:MOST_TELLINGS]):
            entry, gone = other.entry, " s" if other.status.withdrawn else ""
            spans = name_of(other, self.setting, f"text b{gone}")
            if entry.published:
                spans += [("  ", "text"), (times.clock(entry.published, self.setting.zone), "muted")]
            if other.status.withdrawn:
                spans += [(f"  {self.look.sign('withdrawn')} withdrawn", "text")]
            if entry.headline and entry.headline != self.post.entry.headline:
                spans += [("  ", "text"), *self.marked(entry.headline[:LONGEST], "text", "title")]
            self.hang([("also  " if not number else "      ", "muted")], spans, 6, most=HEADLINE_LINES)
        if others:
            left = len(others) - MOST_TELLINGS
            more: Spans = [(f"{left} more  ", "muted")] if left > 0 else []
            self.hang([("      ", "muted")], [*more, ("d", "text b"), (" shows it" if len(others) == 1 else " shows each in turn", "muted")], 6)

    def body(self) -> None:
        """What the feed says of it in short, all blocks, what else it told, then the links with their numbers."""
        entry = self.post.entry
        links = own(entry)
        if entry.summary:
            self.flow(self.marked(entry.summary[:LONGEST], "muted", "text"))
            self.blank()
        begin = len(self.rows)
        for number, block in enumerate(entry.blocks, 1):
            first = len(links) + 1
            links += leads(block, entry)
            self._block(block, entry, first)
            if len(self.rows) - begin > MOST_LINES:
                del self.rows[begin + MOST_LINES :]
                self.blank()
                left = len(entry.blocks) - number
                self.flow([(f"… and {left} more parts: feedreader dump shows them all" if left else "… and more: feedreader dump shows all of it", "muted")])
                return
            self.blank()
        for fact in entry.facts[:MOST_FACTS]:
            links += [(fact.value, fact.link)] if fact.link else []
            mark: Spans = [(" ", "text"), (f"[{len(links)}]", "accent")] if fact.link else []
            self.flow([(f"{fact.name}  ", "muted"), *self.marked(fact.value[:LONGEST], "text", "text"), *mark])
        if len(entry.facts) > MOST_FACTS:
            self.flow([(f"… and {len(entry.facts) - MOST_FACTS} more facts: feedreader dump shows them all", "muted")])
        if entry.facts:
            self.blank()
        for count, (text, link) in enumerate(links[:MOST_LINKS], 1):
            sign = f"[{count}]"
            words: Spans = [(" ".join(text[:1000].split()), "text"), ("  ", "muted"), *self.address(link)]
            self.hang([(sign, "accent"), ("  ", "text")], words, len(sign) + 2, most=LINK_LINES)
        if len(links) > MOST_LINKS:
            self.flow([(f"… and {len(links) - MOST_LINKS} more links: feedreader dump shows them all", "muted")])

    def _block(self, block: Block, entry: Entry, first: int) -> None:
        """One block; `first` is the number of its first link."""
        match block:
            case Paragraph(text=text, links=links):
                self.flow(self._numbered([text], links, first, "text")[0])
            case Heading(text=text, links=links):
                self.flow(self._numbered([text], links, first, "bright b")[0])
            case Quote(text=text, attribution=who, links=links):
                self._bar(self._numbered([text], links, first, "bright i")[0])
                if who:
                    self._bar(self.marked(who, "muted", "text"))
            case List():
                self._list(block, first)
            case Table(rows=rows, links=links):
                rows = rows[: MOST_LINES + 1]
                self._table(rows, self._numbered([cell for row in rows for cell in row], links, first, "text"))
            case Code(text=text):
                self._code(text)
            case Figure(media=index):
                self._figure(entry.media[index], first)
            case Embed(link=target):
                number: Spans = [(" ", "text"), (f"[{first}]", "accent")] if target else []
                self.hang([(f"{self.look.sign('quote')} ", "muted")], [(embed_name(block), "text"), *number], 3)
                if not target:
                    self.hang([("   ", "muted")], [("the saved page does not hold its words", "muted")], 3)

    def _numbered(self, texts: Sequence[str], links: Sequence[Link], first: int, ink: str) -> list[Spans]:
        """Texts of a block, with the number of each link behind its words."""
        return [
            inserted(self.marked(text[:LONGEST], ink, "text"), [(end, [(" ", "text"), (f"[{number}]", "accent")]) for end, number in ends])
            for text, ends in placed(texts, links, first)
        ]

    def _list(self, block: List, first: int) -> None:
        """Items hang under their signs; those of a list inside it a step further to the right."""
        if self.rows and self.rows[-1] == BLANK and len(self.rows) > 1 and _introduces(self.rows[-2]):
            self.rows.pop()
        count = sum(not item.startswith("  ") for item in block.items)
        width = len(str(block.start + count - 1)) + 1 if block.ordered else 1
        number = block.start
        items = block.items[: MOST_LINES + 1]
        for item, spans in zip(items, self._numbered(items, block.links, first, "text"), strict=True):
            indent = len(item) - len(item.lstrip(" "))
            shown = divided(spans, indent)[1] if indent else spans
            if not indent:
                sign, room = (f"{number}." if block.ordered else self.look.sign("point")), width
                number += 1
            else:
                inner = _NUMBER.match(item, indent)
                sign, room = (inner[1], len(inner[1])) if inner else (self.look.sign("point"), 1)
                shown = divided(shown, len(inner[0]))[1] if inner else shown
            step = min(indent + width - 1 if indent else 0, self.measure // 3)
            self.hang([(f"  {' ' * step}{sign:>{room}} ", "muted")], shown, 3 + step + room)

    def _table(self, rows: Sequence[Sequence[str]], numbered: Sequence[Spans]) -> None:
        """Rows in columns where there is room for them, else with signs between their cells."""
        cells = iter(numbered)
        spans = [[next(cells) for _ in row] for row in rows]
        from .tables import aligned

        if (lines := aligned(spans, self.measure)) is not None:
            self.rows += column(lines, self.indent)
            return
        for row in spans:
            line: Spans = []
            for cell in row:
                line += [*([(f"  {self.look.sign('divider')}  ", "text")] if line else []), *cell]
            self.flow(line)

    def _code(self, text: str) -> None:
        """Lines as they are, a thin bar before them; what is longer goes on under its own indent."""
        bar = (f" {self.look.sign('divider')} ", "rule")
        for line in text[:LONGEST].split("\n"):
            words = line.lstrip(" ")
            indent = min(len(line) - len(words), self.measure // 2)
            for part in wrap(self.marked(words, "text", "text"), self.measure - 3 - indent):
                self.rows += column([[bar, (" " * indent, "text"), *part]], self.indent)

    def _figure(self, media: Media, first: int) -> None:
        """Caption, else description, then the description once if it says something else, the credit, and of what is heard or seen its kind and size."""
        moves = media.kind != "image"
        number: Spans = [(" ", "text"), (f"[{first}]", "accent")] if moves and media.link else []
        kind = ", ".join([media.kind, *([size_in_words(media.size)] if media.size else [])])
        words = [text for text in dict.fromkeys((media.caption, media.alt)) if text] or [kind if moves else "a picture"]
        self.hang([(f"{self.look.sign('video' if moves else 'picture')}  ", "accent")], [*self.marked(words[0], "text", "text"), *number], 3)
        for text in words[1:]:
            self.hang([("   ", "text")], self.marked(text, "muted", "text"), 3)
        if moves and words[0] != kind:
            self.hang([("   ", "text")], [(kind, "muted")], 3)
        if media.credit:
            told = "" if ":" in media.credit[:ANNOUNCED] else f"{media.kind.capitalize() if moves else 'Picture'}: "
            self.hang([("   ", "text")], [(told, "muted"), *self.marked(media.credit, "muted", "text")], 3)
        if media.link and not moves:
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

    def flow(self, spans: Spans, *, most: int = MOST_LINES) -> None:
        self.rows += column(wrap(spans, self.measure, most=most, cut=self.look.sign("cut")), self.indent)

    def hang(self, lead: Spans, spans: Spans, width: int, *, most: int = MOST_LINES) -> None:
        """Lines whose first begins with `lead`, the others under the text behind it."""
        for number, line in enumerate(wrap(spans, self.measure - width, most=most, cut=self.look.sign("cut"))):
            self.rows += column([[*(lead if not number else [(" " * width, "text")]), *line]], self.indent)

    def _bar(self, spans: Spans) -> None:
        for line in wrap(spans, self.measure - 3):
            self.rows += column([[(f" {self.look.sign('said')} ", "rule"), *line]], self.indent)


def size_in_words(size: int) -> str:
    """Bytes as a person says them ("12 MB"), in powers of a thousand."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size} {unit}"
        size = round(size / 1000)
    return f"{size} GB"


def _introduces(row: Row) -> bool:
    """Whether a line ends with a colon: a list then follows without a blank line."""
    return bool(row.left) and row.left[-1][0].endswith(":")


def _doubt(entry: Entry) -> str | None:
    """What of an entry's time was not written in it."""
    if not entry.date_inferred:
        return None
    if entry.updated == entry.published:
        return "the time of its last update, the only one it tells"
    return f"not all of it written: “{entry.stamp}”" if entry.stamp else "not all of it written"
