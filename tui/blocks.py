"""The blocks of a body as rows: paragraphs, quotes, lists, tables, code, figures, what is embedded. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from feeds import Block, Code, Embed, Entry, Figure, Heading, Link, List, Media, Paragraph, Quote, Table

from .links import embed_name, placed
from .sheet import LONGEST, MOST_LINES, Sheet
from .spans import BLANK, Row, Spans, column, divided, inserted, wrap

ANNOUNCED = 16
"""Characters among which a credit says itself what it is the credit of ("Photograph: …")."""
_NUMBER = re.compile(r"(\d+\.) ")


class Blocks(Sheet):
    """A sheet on which blocks are set."""

    def block(self, block: Block, entry: Entry, first: int) -> None:
        """One block; `first` is the number of its first link."""
        match block:
            case Paragraph(text=text, links=links):
                self.flow(self._numbered([text], links, first, "text")[0])
            case Heading(text=text, links=links):
                self.flow(self._numbered([text], links, first, "bright b")[0])
            case Quote(text=text, attribution=who, links=links):
                self.bar(self._numbered([text], links, first, "bright i")[0])
                if who:
                    self.bar(self.marked(who, "muted", "text"))
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
