"""The colour marks by which sources are told apart beside their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

COLOURS = ("blue", "green", "violet", "teal", "pink", "olive")
"""What they are called; the look has a token for each, `mark1` to `mark6`, in this order."""


def inks(wishes: Sequence[str | None]) -> list[str]:
    """The ink of each source's mark: the colour that the reader wants, else the one that fewest have, in order."""
    worn = Counter(wish for wish in wishes if wish in COLOURS)
    found = []
    for wish in wishes:
        if wish not in COLOURS:
            wish = min(COLOURS, key=lambda colour: worn[colour])
            worn[wish] += 1
        found.append(f"mark{COLOURS.index(wish) + 1}")
    return found


def colour(ink: str) -> str | None:
    """The colour of a mark's ink; None for what is none."""
    return COLOURS[int(ink.removeprefix("mark")) - 1] if ink else None
