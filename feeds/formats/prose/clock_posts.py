"""Where the posts of a page of clock lines begin and end, and which of their lines are headline, label and byline.

The place of the time is one for a whole page, before the title, after it or behind the body: it is measured by what stands over and under the times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum
from itertools import takewhile

from msgspec import Struct

from .bylines import is_role
from .clock_anchors import Anchor, Line, read_updated, signed_again
from .clock_shape import is_furniture, is_title
from .tables import BY, EDITED_BY, FROM, KINDS, NAME, NAMES, SIGNATURE

LONGEST_LABEL = 40
MOST_TOPS = 5
"""Lines from a post's beginning on that are looked at for label, headline and bylines."""


class Place(Enum):
    """Where the time of a post stands."""

    BEFORE = "before the title"
    AFTER = "after the title"
    BEHIND = "behind the body"


class Part(Struct, gc=False):
    """A post as lines of the page: from `begin` up to `end`, its body from `body`."""

    anchor: Anchor | None
    begin: int
    body: int
    end: int
    headline: int | None = None
    label: int | None = None
    bylines: tuple[int, ...] = ()
    updated: int | None = None
    """The line that says when it was updated."""


class Tops:
    """The short lines over the bodies of a page's posts: what stands over several is label or byline."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.counts = Counter(texts)
        often = {text: count for text, count in self.counts.items() if count > 1}
        self.named = 2 * sum(count for text, count in often.items() if NAMES.fullmatch(text)) > self.counts.total()
        """Most of them are names that come again: then a name that comes once is a byline too."""


def parts_of(lines: Sequence[Line], anchors: Sequence[Anchor]) -> list[Part]:
    """The posts of the page from top to bottom."""
    place = place_of(lines, anchors)
    parts = _behind(lines, anchors) if place is Place.BEHIND else _before(lines, anchors, titles_above=place is Place.AFTER)
    tops = Tops(text for part in parts for text in dict.fromkeys(_tops(lines, part)))
    for part in parts:
        _head(lines, part, tops)
        _foot(lines, part)
    return parts


def place_of(lines: Sequence[Line], anchors: Sequence[Anchor]) -> Place:
    """Where most times stand. A short line without an end over a time and a sentence under it: the title is above."""
    before = after = neither = behind = 0
    floor = -1
    for index, anchor in enumerate(anchors):
        ceiling = anchors[index + 1].line if index + 1 < len(anchors) else len(lines)
        above = _next_text(lines, range(anchor.line - 1, floor, -1))
        below = _next_text(lines, range(anchor.last + 1, ceiling))
        floor = anchor.last
        if anchor.inline is not None:
            continue
        over = above is not None and is_title(above)
        under = below is not None and is_title(below)
        behind += anchor.signed and not over and (under or below is None)
        before += under and not over
        after += over and not under and below is not None
        neither += not over and not under
    if 2 * behind > len(anchors):
        return Place.BEHIND
    return Place.AFTER if after > before and 3 * after >= 2 * neither else Place.BEFORE


def _next(lines: Sequence[Line], order: Iterable[int]) -> int | None:
    """The first line of an order that is no furniture."""
    return next((index for index in order if not is_furniture(lines[index].text)), None)


def _next_text(lines: Sequence[Line], order: Iterable[int]) -> str | None:
    """The first line of an order that may be headline or body."""
    return next((text for index in order if not (is_furniture(text := lines[index].text) or read_updated(text))), None)


def _before(lines: Sequence[Line], anchors: Sequence[Anchor], *, titles_above: bool) -> list[Part]:
    parts: list[Part] = []
    floor = -1
    for anchor in anchors:
        part = Part(anchor, anchor.line, anchor.line if anchor.inline is not None else anchor.last + 1, len(lines))
        above = _next(lines, range(anchor.line - 1, floor, -1)) if titles_above and anchor.inline is None else None
        if above is not None and is_title(lines[above].text):
            part.begin = part.headline = above
        floor = anchor.last
        if parts:
            parts[-1].end = part.begin
        parts.append(part)
    return parts


def _behind(lines: Sequence[Line], anchors: Sequence[Anchor]) -> list[Part]:
    """Posts that end with their time. The first begins at the last headline over its text; what follows the last time is a post that was cut off."""
    first = anchors[0].line
    begin = next((at for at in range(first - 2, -1, -1) if is_title(lines[at].text) and not is_title(lines[at + 1].text)), 0)
    parts = []
    for anchor in anchors:
        parts.append(Part(anchor, begin, begin, anchor.line))
        begin = anchor.last + 1
    rest = [index for index in range(begin, len(lines)) if not is_furniture(lines[index].text)]
    if rest:
        parts.append(Part(None, begin, begin, len(lines)))
    return parts


def _tops(lines: Sequence[Line], part: Part) -> list[str]:
    """The short lines over a post's body."""
    if part.anchor is not None and part.anchor.inline is not None:
        return []
    texts = (line.text for line in lines[part.body : min(part.end, part.body + MOST_TOPS)])
    return list(takewhile(is_title, (text for text in texts if not is_furniture(text))))


def _head(lines: Sequence[Line], part: Part, tops: Tops) -> None:
    """Find headline, label and bylines over the body, and put the body's beginning behind them."""
    anchor = part.anchor
    at = _next(lines, range(part.body, part.end))
    if anchor is not None and anchor.inline is not None:
        following = _next(lines, range(part.body + 1, part.end))
        rest = lines[part.body].text[anchor.inline :]
        if following is not None and not is_title(lines[following].text) and is_title(rest):
            part.headline, part.body = part.body, following
        return
    above = part.headline is not None
    bylines: list[int] = []
    while at is not None and at < part.end:
        text = lines[at].text
        following = _next(lines, range(at + 1, part.end))
        if part.updated is None and read_updated(text):
            part.updated = at
        elif part.label is not None and text == lines[part.label].text:
            pass  # a button that stands over and under the headline
        elif _is_byline(text) or (bylines and bylines[-1] == at - 1 and is_role(text)):
            bylines.append(at)
        elif not is_title(text):
            break
        elif following is not None and len(bylines) < 3 and _is_names(lines, at, following, tops, titled=part.headline is not None):
            bylines.append(at)
        elif part.headline is None and part.label is None and following is not None and _is_label(text, lines[following].text, tops):
            part.label = at
        elif part.headline is None and not (above and following is None):
            part.headline = at
        else:
            break
        part.body = at + 1
        at = following
    part.bylines = tuple(bylines)


def _is_byline(text: str) -> bool:
    """Whether a line says itself that it is a byline."""
    return bool(BY.fullmatch(text) or FROM.fullmatch(text) or (EDITED_BY.fullmatch(text) and len(text) <= 120))


def _is_names(lines: Sequence[Line], at: int, following: int, tops: Tops, *, titled: bool) -> bool:
    """Whether a line of names is a byline: under a headline, over a role, or where the same names stand over several posts."""
    text = lines[at].text
    if not NAMES.fullmatch(text):
        return False
    if titled or (NAME.fullmatch(text) and is_role(lines[following].text)):
        return True
    return tops.counts[text] > 1 or tops.named


def _is_label(text: str, following: str, tops: Tops) -> bool:
    if len(text) > LONGEST_LABEL or not is_title(following) or _is_byline(following) or NAMES.fullmatch(following):
        return False
    return tops.counts[text] > 1 or text.lower() in KINDS


def _foot(lines: Sequence[Line], part: Part) -> None:
    """Take the lines off its end that say when a post was updated, or once more when and by whom it was posted."""
    last = _next(lines, range(part.end - 1, part.body - 1, -1))
    if last is not None and last != part.headline and part.updated is None and read_updated(lines[last].text):
        part.updated, part.end = last, last
        last = _next(lines, range(part.end - 1, part.body - 1, -1))
    if last is not None and last != part.headline and part.anchor is not None and (name := signed_again(lines[last].text, part.anchor)):
        part.anchor.byline = part.anchor.byline or name
        part.end = last
    elif last is not None and last > part.body and SIGNATURE.fullmatch(lines[last].text) and not part.bylines:
        part.bylines, part.end = (last,), last
