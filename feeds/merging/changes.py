"""What a merge brought."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from msgspec import Struct

from ..points import PointChange


class Changes(Struct, frozen=True):
    """What a merge brought: ids in the document's order, and the key points that came, changed or went.

    `grown` are records at the end of a file that were still being written and have more to say: that is no edit.
    """

    new: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    summary: tuple[PointChange, ...] = ()
    grown: tuple[str, ...] = ()
    reverted: tuple[str, ...] = ()
    """Those of the edited that say again what they said before."""
    touched: tuple[str, ...] = ()
    """Every post of which something is to be kept that was not so before, oldest first where they are new: those above, and those that only were
    missed or were there again, have another name, or whose times, flags or facts changed without a word of it."""
    forgotten: tuple[str, ...] = ()
    """Ids inside the source of posts that turned out to be none."""
    note: str = ""
    """A sentence for the reader about the document as a whole: it is another feed's, an older version, or has named all its posts anew."""
    refused: bool = False
    """The document is another feed's: nothing of it was taken in. `note` says so."""
    more: bool = False
    """These are of a slice of a merge, and not of the last."""

    def __bool__(self) -> bool:
        """Whether there is something to show."""
        return bool(self.new or self.edited or self.withdrawn or self.restored or self.summary or self.grown or self.note)


class Account:
    """What a merge has found so far."""

    def __init__(self) -> None:
        self.new: dict[str, None] = {}
        self.edited: list[str] = []
        self.withdrawn: list[str] = []
        self.restored: list[str] = []
        self.grown: list[str] = []
        self.reverted: list[str] = []
        self.touched: dict[str, None] = {}
        self.forgotten: list[str] = []
        self.summary: tuple[PointChange, ...] = ()
        self.note = ""
        self.refused = False

    def changes(self, *, more: bool = False) -> Changes:
        """All of it, for whoever asked for the merge; whether `more` slices follow."""
        return Changes(
            tuple(self.new),
            tuple(self.edited),
            tuple(self.withdrawn),
            tuple(self.restored),
            self.summary,
            tuple(self.grown),
            tuple(self.reverted),
            tuple(self.touched),
            tuple(self.forgotten),
            self.note,
            self.refused,
            more,
        )


def joined(parts: Sequence[Changes]) -> Changes:
    """What a merge brought that was told in slices."""
    if len(parts) == 1:
        return parts[0]
    each = chain.from_iterable
    return Changes(
        new=tuple(each(part.new for part in parts)),
        edited=tuple(each(part.edited for part in parts)),
        withdrawn=tuple(each(part.withdrawn for part in parts)),
        restored=tuple(each(part.restored for part in parts)),
        summary=tuple(each(part.summary for part in parts)),
        grown=tuple(each(part.grown for part in parts)),
        reverted=tuple(each(part.reverted for part in parts)),
        touched=tuple(dict.fromkeys(each(part.touched for part in parts))),
        forgotten=tuple(each(part.forgotten for part in parts)),
        note=next((part.note for part in parts if part.note), ""),
        refused=any(part.refused for part in parts),
    )
