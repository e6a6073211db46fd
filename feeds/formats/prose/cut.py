"""A live-text page cut up at its number lines, before anything is known of what they say."""

from __future__ import annotations

from collections.abc import Iterable
from operator import lt

from msgspec import Struct

from ...wording import Wording

_NUMBERED = Wording(r"\n {1,3}(\d{1,6})\. +(\S.*)\n?(?:\n(?= {4,}+(.+))|)")
"""A number line, with the end of the line above it: one character is found much faster than the start of a line. The blank line below is taken too where an indented one follows,
for that is what a body begins with."""


class Cut(Struct):
    """A page in pieces: those of its posts in a list for each part, from top to bottom. The numbers count upward."""

    head: str
    """The text over the first number line."""
    numbers: list[int]
    lines: list[str]
    """What stands behind the numbers."""
    firsts: list[str | None]
    """The first lines of the bodies; None where a body does not begin as it should, with an indent under a blank line."""
    bodies: list[str]
    """The texts from the first line to the next number line, with the line ends there."""

    def keys(self) -> list[int]:
        """What the pieces are known by, whatever their numbers: hashes of all that they say."""
        return list(map(hash, zip(self.lines, self.firsts, self.bodies, strict=True)))

    def joined(self, some: Iterable[int]) -> str:
        """The text of a page that has some of the pieces only."""
        below = {at: "\n" if self.firsts[at] is None else "\n\n" for at in some}
        return "".join([self.head.removesuffix("\n"), *(f"\n  {self.numbers[at]}. {self.lines[at]}{end}{self.bodies[at]}" for at, end in below.items())])


def cut_up(text: str) -> Cut | None:
    """The pieces of the page; None when it has no numbers, or they do not count upward."""
    above = "\n" if text.startswith(" ") else ""  # as if every number line had a line above it
    pieces = _NUMBERED.compiled.split(above + text)
    numbers = list(map(int, pieces[1::4]))
    if not numbers or not all(map(lt, numbers, numbers[1:])):
        return None
    return Cut(f"{pieces[0]}\n"[len(above) :], numbers, pieces[2::4], pieces[3::4], pieces[4::4])
