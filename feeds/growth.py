"""Which record is which in a file that grows at its end, where equal lines are different records.

The form carries no ids: a record is known by a hash of its first line, and equal ones by their number in the file. Read in pieces, the file must
give every record the id that a whole reading would; and a first line that was still being written when it was first seen changes its hash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from .model import Entry


class Growth:
    """The records of one file as far as it was read. Ids "here" are the timeline's, an entry's "own" is what a whole reading would call it."""

    def __init__(self, scoped: Callable[[str], str], here: Mapping[str, object]) -> None:
        """`scoped` makes an own id one of the timeline, `here` are those that the source has."""
        self._scoped, self._here = scoped, here
        self._also: dict[str, str] = {}
        """Ids here by own ids, where they differ."""
        self._counts: dict[str, int] = {}
        """How many records of one hash the file has. While all posts of the source were read in this file, `here` tells of those that are alone."""
        self._alone: list[str] = []
        self._afresh = False
        self.last: tuple[str, str] | None = None
        """The id here and the own one of the last record, which may go on."""

    def begin(self, entries: Iterable[Entry], ids: Mapping[str, str]) -> None:
        """The file was read whole: its entries, which are posts, and their ids here."""
        self._afresh = afresh = bool(self._also) or len(self._here) > len(ids)  # the source has posts that were never in this file
        self._counts = {}
        self.last = None
        for entry in entries:
            base, _, number = entry.id.partition("-")
            if entry.id_inferred and (afresh or number):
                self._counts[base] = self._counts.get(base, 0 if afresh else 1) + 1
            self.last = (ids[entry.id], entry.id)

    def known_as(self) -> Mapping[str, str]:
        """The ids here of the records whose own ids are others."""
        return self._also

    def add(self, entry: Entry) -> str:
        """The id here of one more record, which a whole reading may have seen before."""
        own = self._number(entry.id.partition("-")[0])
        id = self._also.get(own) or self._scoped(own)
        if own not in self._also and id in self._also.values():  # the name is taken by a record that began like this one
            count = 2
            while (id := self._scoped(f"{own.partition('-')[0]}-{count}")) in self._here:
                count += 1
            self._also[own] = id
        elif not self._afresh and id == own:
            self._alone.append(own)
        self.last = (id, own)
        return id

    def go_on(self, entry: Entry) -> str:
        """The id here of the last record, which the entry is as it stands now."""
        assert self.last is not None, "there is a last record"
        id, own = self.last
        base = own.partition("-")[0]
        if entry.id_inferred and entry.id != base:  # its first line had not been written to its end
            self._counts[base] = self._count(base) - 1
            self._also.pop(own, None)
            own = self._number(entry.id)
            self._also[own] = id
            self.last = (id, own)
        return id

    def placed(self) -> None:
        """The records that were added are posts: those that are alone are told by that."""
        for base in self._alone:
            if self._counts.get(base) == 1:
                del self._counts[base]
        self._alone.clear()

    def _count(self, base: str) -> int:
        count = self._counts.get(base)
        return count if count is not None else int(not self._afresh and self._scoped(base) in self._here)

    def _number(self, base: str) -> str:
        count = self._counts[base] = self._count(base) + 1
        return base if count == 1 else f"{base}-{count}"
