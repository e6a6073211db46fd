"""The colour marks by which sources are told apart beside their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

MARKS = ("blue", "green", "violet", "teal", "pink", "olive")
"""What the marks are called; the look has a token for each, `mark1` to `mark6`, in this order."""


def inks(wishes: Sequence[str | None]) -> list[str]:
    """The ink of each source's mark: the colour that the reader wants, else the one that fewest have, in order."""
    worn = Counter(wish for wish in wishes if wish in MARKS)
    found = []
    for wish in wishes:
        if wish not in MARKS:
            wish = min(MARKS, key=lambda colour: worn[colour])
            worn[wish] += 1
        found.append(f"mark{MARKS.index(wish) + 1}")
    return found
