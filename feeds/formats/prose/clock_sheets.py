"""The saved pages of which a document of clock lines is made: usually one, sometimes several of the same stream pasted together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from .clock_anchors import Line, anchors_of, lines_of
from .clock_posts import Part, parts_of
from .clock_shape import is_furniture, posts_of
from .days import DAY, Walk
from .tables import INDEXES, ITEM


class Sheet(Struct):
    """One saved page: the lines over its posts, and the posts."""

    head: Sequence[Line]
    parts: list[Part]


class Sheets(Struct):
    """The pages of a document in its order, and all its lines that are not blank."""

    lines: list[Line]
    sheets: list[Sheet]


def find_sheets(text: str) -> Sheets:
    """The pages of the text; none when its times are not those of posts."""
    lines = lines_of(text)
    times = anchors_of(lines)
    if len(times) < 2 or not (anchors := posts_of(lines, times)):
        return Sheets(lines, [])
    parts = parts_of(lines, anchors)
    kept = {anchor.line for anchor in anchors}
    listed = {anchor.line for anchor in times if anchor.line not in kept}
    return Sheets(lines, _divided(lines, parts, listed))


def _divided(lines: Sequence[Line], parts: list[Part], listed: set[int]) -> list[Sheet]:
    """The posts, divided where another page's head stands between them, or where posts come again after time went back."""
    heading = [line.text for line in lines[: parts[0].begin] if not is_furniture(line.text)]
    heads = _Heads(heading, listed)
    sheets = [Sheet(lines[: parts[0].begin], [])]
    walk = Walk([part.anchor.stamp if part.anchor else None for part in parts], None, None, None)
    runs = walk.runs
    seen: set[tuple[str, ...]] = set()
    back: int | None = None
    for index, part in enumerate(parts):
        if sheets[-1].parts and _goes_back(walk, index, runs):
            back = len(sheets[-1].parts)
        sheets[-1].parts.append(part)
        said = _said(lines, part)
        if said in seen and back is not None:
            later = sheets[-1].parts[back:]
            del sheets[-1].parts[back:]
            sheets.append(Sheet((), later))
            seen, back = {_said(lines, each) for each in later}, None
        seen.add(said)
        at = heads.starts_in(lines, part)
        if at is not None and index + 1 < len(parts):
            sheets.append(Sheet(lines[at : part.end], []))
            part.end, seen, back = at, set(), None
    return sheets


def _goes_back(walk: Walk, index: int, runs: int) -> bool:
    """Whether a post's time is on the wrong side of the one above it."""
    above, below = walk.clocks[index - 1], walk.clocks[index]
    days = walk.written[index - 1], walk.written[index]
    if above is None or below is None:
        return False
    step = below - above + ((days[1] - days[0]).days * DAY if days[0] and days[1] else 0)
    return step * runs < 0


def _said(lines: Sequence[Line], part: Part) -> tuple[str, ...]:
    """What tells a post from the others on its page, near enough."""
    stamp = part.anchor.text if part.anchor and part.anchor.stamp.ago is None else ""
    return stamp, *(line.text for line in lines[part.begin : min(part.end, part.begin + 4)] if not part.anchor or line is not lines[part.anchor.line])


class _Heads:
    """What the head of the first page says, to know that of another by."""

    def __init__(self, heading: Sequence[str], listed: set[int]) -> None:
        self.first = heading[0] if heading and len(heading[0]) >= 12 else None
        self.alone = len(heading) == 1
        self.pairs = set(pairwise(heading))
        self.listed = listed

    def starts_in(self, lines: Sequence[Line], part: Part) -> int | None:
        """The line of a post at which the head of another page begins."""
        for at in range(part.body, part.end):
            text = lines[at].text
            following = lines[at + 1].text if at + 1 < len(lines) else ""
            if text == self.first and (self.alone or (text, following) in self.pairs):
                return at
            if (text, following) in self.pairs and len(text) + len(following) >= 24:
                return at
            lower = text.lower()
            if lower == "summary" and ITEM.fullmatch(following):
                return at
            if lower in INDEXES and not self.listed.isdisjoint(range(at + 1, min(at + 6, part.end))):
                return at
        return None
