"""Where a page shows the updates of its data, when nothing is known of how it writes them: at the ids that the data gives, around the same words.

Of such an element only the innermost part is taken that has all the words of the update: what stands around it (the time, who wrote, what shares it)
stays outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ...moments import Moment
from ...text import clean_line
from .adapters import Row
from .bodies import inside
from .entries import Shown
from .pairs import ENOUGH
from .postings import Update

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

NEARLY = 0.95
"""Part of an update's letters that an element with its words has at least: templates write spaces, quotes and dashes in other ways."""
MORE = 1.6
"""Times its letters that it has at most, beside `CAPTIONS`: with more, other things stand in it."""
CAPTIONS = 300
"""Letters of what an element may have beside the words of the data."""
DEEPEST = 12
BUDGET = 16 << 20
"""Characters that are compared on one page."""

_ROW = Row(
    "unknown",
    sign="",
    entry="",
    furniture="time, [role=toolbar], [class*=advert], [class*=Advert], [id*=gpt-ad], [class*=newsletter], [class*=Newsletter], [aria-hidden=true]:not(img):not(picture)",
)
_INNERMOST = ("p", "blockquote", "ul", "ol", "table", "pre")
_HEADINGS = "h1, h2, h3, h4"


def places(tree: LexborHTMLParser, updates: Sequence[Update]) -> list[Shown]:
    """What the page shows of the updates that have an id which is an element's, too."""
    named = {update.id: update for update in updates if not update.inferred}
    found = {id: node for node in tree.css("[id]") if (id := clean_line(node.attributes.get("id") or "")) in named} if named else {}
    spent = 0
    shown = []
    for id, node in found.items():
        update = named[id]
        words = _letters(update.body.raw) if update.body.kind == "text" else ""
        if len(words) < ENOUGH or spent > BUDGET:
            continue
        body, cost = _around(node, words)
        spent += cost
        if body is not None:
            shown.append(_shown(id, body, update))
    return shown


def _around(node: LexborNode, words: str) -> tuple[LexborNode | None, int]:
    """The innermost element that has the letters of a text, and how many characters were looked at; None when there is none that has hardly more."""
    spent = 0
    least = len(words) * NEARLY
    for _ in range(DEEPEST):
        fitting = None
        for child in _elements(node):
            written = child.text() or ""
            spent += len(written)
            if len(written) >= least and len(_letters(written)) >= least:
                fitting = child
                break
        if fitting is None:
            break
        node = fitting
        if node.tag in _INNERMOST:
            break
    written = _letters(node.text() or "")
    spent += len(written)
    fits = least <= len(written) <= len(words) * MORE + CAPTIONS and words[:ENOUGH] in written
    return (node if fits else None), spent


def _elements(node: LexborNode) -> Iterator[LexborNode]:
    return node.iter(include_text=False)


def _shown(id: str, body: LexborNode, update: Update) -> Shown:
    heading = body.css_first(_HEADINGS)
    title = heading if heading is not None and update.headline and _letters(heading.text()) == _letters(update.headline) else None
    return Shown(
        id=id,
        anchor="",
        headline=None,
        published=Moment(None),
        labelled=False,
        stamp=None,
        updated=None,
        heading="",
        raw=inside(body, _ROW, title),
        text=" ".join((body.text(separator=" ") or "").split()),
        authors=(),
        label=None,
        breaking=False,
        pinned=False,
        points=(),
    )


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
