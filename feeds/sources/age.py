"""How long a file has been as it is, and when it must be read again: changes of its state are timed by the reader's own clock."""

from __future__ import annotations

from .disk import Key

REST = 1.0
"""Seconds without change after which a file counts as written to its end."""
RACY = 2.0
"""Seconds within which a file system's clock may not tell two changes apart."""
STORM = 0.19
"""Seconds from one reading to the next at the least: the first save is read at once, of many five a second. (Looks are a tenth of a second apart.)"""
RECHECK = 60.0
"""Seconds after which a file is read again though its state is the same: some file systems keep no time of change, and times can be set."""
SHARE = 200
"""How much longer than a reading took the time to such another is at the least: it never takes more than half a percent."""


class Age:
    """Times are monotonic seconds."""

    def __init__(self) -> None:
        self._known: tuple[Key, ...] = ()
        self._since = 0.0
        self._seen = False
        self._age_read = -1.0
        self._read_at: float | None = None
        self._took = 0.0

    def see(self, key: Key, now: float, changed_ago: float) -> bool:
        """Note the state of the file; whether it is another one. `changed_ago` is by the wall clock, which only times what changed before the first look."""
        changed = key not in self._known
        if changed:
            self._known, self._since, self._age_read = (key,), now, -1.0
        if not self._seen:
            self._since = now - max(0.0, changed_ago)
        self._seen = True
        return changed

    def at(self, now: float) -> float:
        """Seconds without change."""
        return now - self._since

    def due(self, now: float) -> bool:
        """Whether it is to be read: it has changed, or it was read so soon after its change that it may have changed once more."""
        age = self.at(now)
        return self._age_read < 0 or self._age_read < REST <= age or self._age_read < RACY <= age

    def recheck(self, now: float) -> bool:
        """Whether it is time to see that it has not changed unnoticed."""
        return self._read_at is not None and now - self._read_at >= max(RECHECK, SHARE * self._took)

    def too_soon(self, now: float) -> float:
        """Seconds until it may be read again, when it is read all the time; else 0."""
        return 0.0 if self._read_at is None else max(0.0, self._read_at + STORM - now)

    def read(self, key: Key, begun: float, now: float) -> float:
        """It was read, in this state, which the path's may follow late (NFS); give the age that counts."""
        if key not in self._known:
            self._known, self._since = (*self._known, key), begun
        self._age_read, self._read_at, self._took = self.at(begun), now, now - begun
        return self._age_read

    def forget(self) -> None:
        """Read it at the next look, whatever its state."""
        self._known, self._age_read = (), -1.0
