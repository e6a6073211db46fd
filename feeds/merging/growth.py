"""Which record is which in a file that grows at its end, where equal lines are different records.

The form carries no ids: a record is known by a hash of its first line, and equal ones by their number in the file. Read in pieces, the file must
give every record the name that a whole reading would; and a first line that was still being written when it was first seen changes its hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model import Entry


class Growth:
    """The records of one file as far as it was read, by the names that a whole reading would give them."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names` are those of the source's posts, with their ids in the timeline."""
        self._names = names
        self._counts: dict[str, int] = {}
        """How many records of one hash the file has. While all posts of the source were read in this file, `names` tells of those that are alone."""
        self._alone: list[str] = []
        self._afresh = False
        self.last: tuple[str, str] | None = None
        """The id in the timeline and the name of the last record, which may go on."""

    def told_by(self, names: Mapping[str, str]) -> Growth:
        """The same, of a source whose posts have these names."""
        self._names = names
        return self

    def begin(self, entries: Iterable[Entry], ids: Mapping[str, str], *, others: bool) -> None:
        """The file was read whole: its entries, which are posts, and their ids in the timeline. `others`: the source has posts that were never in this file."""
        self._afresh = others
        self._counts = {}
        self.last = None
        for entry in entries:
            base, _, number = entry.id.partition("-")
            if entry.id_inferred and (others or number):
                self._counts[base] = self._counts.get(base, 0 if others else 1) + 1
            self.last = (ids[entry.id], entry.id)

    def add(self, entry: Entry) -> str:
        """The name of one more record."""
        base = entry.id.partition("-")[0]
        name = self._number(base)
        if name == base and not self._afresh:
            self._alone.append(base)
        return name

    def go_on(self, entry: Entry) -> str:
        """The name of the last record, which the entry is as it stands now."""
        assert self.last is not None, "there is a last record"
        _, name = self.last
        base = name.partition("-")[0]
        if not entry.id_inferred or entry.id == base:
            return name
        self._counts[base] = self._count(base) - 1  # its first line had not been written to its end
        return self._number(entry.id)

    def placed(self) -> None:
        """The records that were added are posts: those that are alone are told by that."""
        for base in self._alone:
            if self._counts.get(base) == 1:
                del self._counts[base]
        self._alone.clear()

    def _count(self, base: str) -> int:
        count = self._counts.get(base)
        return count if count is not None else int(not self._afresh and base in self._names)

    def _number(self, base: str) -> str:
        count = self._counts[base] = self._count(base) + 1
        return base if count == 1 else f"{base}-{count}"


def completes(entry: Entry, before: Entry) -> bool:
    """Whether a record may be what another was when it was still being written: in its stamp, its level, its text, or in the middle of a character."""
    then, now = _letters(before), _letters(entry)
    cut = next((count for count in range(3) if then[-count - 1 :][:1].isascii()), 3)  # letters that the bytes of one character were taken for
    return entry.id_inferred and now.startswith((then, then[: len(then) - cut]))


def _letters(entry: Entry) -> str:
    """What was written of a record, whatever it was taken for."""
    return "".join(letter for letter in f"{entry.stamp or ''}{entry.label or ''}{entry.text}" if letter.isalnum())
