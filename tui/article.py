"""An entry in full as rows: everything that it has. Pure, like `render`."""

from __future__ import annotations

from datetime import datetime

from feeds import MOST_VERSIONS, Entry, Post

from . import times
from .blocks import Blocks
from .highlight import marked, marked_list
from .links import leads, own
from .render import Setting, name_of
from .sheet import LONGEST, MOST_LINES
from .spans import Row, Spans

WRITES_FROM = ("reporting", "writing", "live")
"""Ends of roles that go on with "from" and a place."""
LATER = 60
"""Seconds after which an update is told beside the time."""
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


class Article(Blocks):
    """A post being set in rows, from the top down."""

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
            self.block(block, entry, first)
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


def _doubt(entry: Entry) -> str | None:
    """What of an entry's time was not written in it."""
    if not entry.date_inferred:
        return None
    if entry.updated == entry.published:
        return "the time of its last update, the only one it tells"
    return f"not all of it written: “{entry.stamp}”" if entry.stamp else "not all of it written"
