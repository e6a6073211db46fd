"""How a feed's own summary changes between two looks."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from .model import KeyPoint


class PointChange(Struct, frozen=True, gc=False):
    """A key point that came, changed or went between two looks."""

    kind: str
    """came, changed or went"""
    text: str
    before: str | None = None


def point_changes(before: Sequence[KeyPoint], after: Sequence[KeyPoint]) -> tuple[PointChange, ...]:
    """The difference of two summaries. A point that shares half of its words with one that went is that one, changed."""
    gone = [point.text for point in before if point not in after]
    changes = []
    for point in after:
        if point in before:
            continue
        twin = max(gone, key=lambda text: _shared(text, point.text), default=None)
        if twin is not None and _shared(twin, point.text) >= 0.5:
            gone.remove(twin)
            changes.append(PointChange("changed", point.text, twin))
        else:
            changes.append(PointChange("came", point.text))
    return (*changes, *(PointChange("went", text) for text in gone))


def _shared(one: str, other: str) -> float:
    mine, theirs = set(one.lower().split()), set(other.lower().split())
    return len(mine & theirs) / max(1, len(mine | theirs))
