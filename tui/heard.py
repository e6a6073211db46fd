"""What the last looks at the sources brought, and how each source is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Mapping, Sequence

from feeds import Changes, Clock, FeedError, Look, Pace, Polled, Source, SourceNotAsked, SourceUnavailable, clean_line, duration

from .opening import Unopened
from .standing import Kind, Standing, kind_of, reason
from .times import ordinal

_WORDS: dict[Kind, str] = {"waiting": "waiting", "offline": "no network", "failed": "failing", "gone": "stopped", "unasked": "not asked"}
"""What is said of a source that has an error."""


class Heard:
    """The sources that are followed, and what was heard of them."""

    def __init__(self, clock: Clock, sources: Sequence[Source], *, sample: bool = False) -> None:
        self._clock = clock
        self.titles: Mapping[str, str] = {}
        """What sources are called by their names, where it is not their title."""
        self._sources = {source.name: source for source in sources}
        self._asked = {source.name for source in sources if isinstance(source, Polled)}
        """Sources that are asked again and again."""
        self.resting: Container[str] = ()
        """Sources that are paused."""
        self.due_of: Callable[[str], float | None] = lambda name: None
        """When a source that has not been asked yet will be, in the clock's monotonic seconds."""
        self.pace_of: Callable[[str], Pace] = lambda name: Pace()
        """What an earlier sitting left of the schedule of a source that has not been asked yet."""
        self._heard: set[str] = set()
        """Sources that have been read."""
        self._sample = sample
        self.errors: dict[str, FeedError] = {source.name: source.error for source in sources if isinstance(source, Unopened)}
        self.ended: set[str] = set()
        self.paused = False
        self.remark = ""
        """What the reader should know of the document itself."""
        self.remarks = 0
        """How many such remarks there are, with this one."""
        self.read = False
        """Something has been read."""
        self.unkept = ""
        """Why nothing is kept on disk."""
        self._progress: dict[str, float] = {}
        """How much of a first document has been read, from 0 to 1, while it is being read."""
        self._polls: dict[str, tuple[Look, float]] = {}
        """The last look at each polled source, and when it was, in the clock's monotonic seconds."""
        self._brought: dict[str, tuple[Counter[str], float]] = {}
        """What the last change of each source brought, and when, in the clock's monotonic seconds."""
        self.strangers: Mapping[str, str] = {}
        """Sources where another feed stands now that was refused, with its title; empty where it has none."""

    def add(self, source: Source) -> None:
        """Another source is followed."""
        self._sources[source.name] = source
        if isinstance(source, Polled):
            self._asked.add(source.name)
        if isinstance(source, Unopened):
            self.errors[source.name] = source.error

    def drop(self, name: str) -> None:
        """A source is followed no longer."""
        self.ended.discard(name)
        self._heard.discard(name)
        self._asked.discard(name)
        for known in (self._sources, self.errors, self._progress, self._polls, self._brought):
            known.pop(name, None)

    def note(self, look: Look) -> None:
        """Take in the outcome of a look."""
        if look.kind == "older":  # it says nothing of how the source is
            return
        source = self._sources.get(look.source)
        if source is None:
            return  # it has been taken out in the meantime
        if look.source in self._asked and look.kind != "ended" and (look.kind != "failed" or look.failures):
            self._polls[look.source] = (look, self._clock.monotonic())
        if look.kind == "failed" and look.error is not None:
            self.errors[look.source] = look.error
        elif look.kind == "ended":
            self.ended.add(look.source)
        else:
            self.errors.pop(look.source, None)
            self._heard.add(look.source)
            self.read = True
        self._progress.pop(look.source, None)
        if look.snapshot is not None and look.snapshot.progress < 1:
            self._progress[look.source] = look.snapshot.progress

    def begin(self, name: str) -> None:
        """A source was read before the screen was there."""
        self._heard.add(name)

    def changed(self, name: str, changes: Changes) -> None:
        """Note what a change of a source brought."""
        counts = Counter(
            {
                "new": len(changes.new),
                "edited": len(changes.edited),
                "withdrawn": len(changes.withdrawn),
                "back": len(changes.restored),
                "longer": len(changes.grown),
            }
        )
        if counts.total() or changes.summary:
            self._brought[name] = (counts, self._clock.monotonic())

    def of(self, name: str) -> Standing:
        """How one source is."""
        error = self.errors.get(name)
        if error is not None:
            kind = kind_of(error, stopped=self._stopped(name))
            record = self._polls[name][0].record if name in self._polls else None
            word = "dead?" if record is not None and record.pace.dead else _WORDS[kind]
            return Standing(kind, word, reason(self._said(name, error)), self._again(name))
        if name in self.strangers:
            return Standing("strange", "another feed", _stands_there(self.strangers[name]), "r takes it in")
        if name in self.ended:
            return Standing("ended", "ended")
        if name not in self._polls and name not in self._heard and (failed := self._failed_before(name)) is not None:
            return failed
        if self.paused or name in self.resting:
            return Standing("paused", "paused")
        if name in self._progress:
            return Standing("reading", f"reading {self._progress[name]:.0%}".replace("%", " %"))
        if name in self._heard:
            return Standing("live", "live", next=self._again(name))
        left = self._due(name) or 0.0
        return Standing("waiting", "not due yet", next=f"next {duration(left)}") if left > 0 else Standing("reading", "reading")

    def _failed_before(self, name: str) -> Standing | None:
        """How a source is that failed in an earlier sitting and is not due yet; None when it is asked now, or did not fail."""
        pace, left = self.pace_of(name), self._due(name)
        if not pace.failures or left == 0:
            return None
        why = f"{'there was no network' if pace.offline else 'it failed'} when it was last asked"
        if self.paused or name in self.resting:
            again = "paused, p goes on"
        else:
            again = f"{ordinal(pace.failures + 1)} try in {duration(left)}" if left is not None else "polling stopped, r asks again"
        kind: Kind = "failed" if left is not None else "gone"
        return Standing(kind, "dead?" if pace.dead else _WORDS[kind], why, again)

    def title(self, name: str) -> str:
        """What a source is called."""
        return self.titles.get(name) or (self._sources[name].title if name in self._sources else name)

    @property
    def failures(self) -> list[str]:
        """What each failing source failed in, in full; not of those that are only waited for."""
        return self.failures_of(None)

    def failures_of(self, among: Container[str] | None) -> list[str]:
        """`failures` of some sources, or of all."""
        failing = [(name, error) for name, error in self.errors.items() if not (isinstance(error, SourceUnavailable) and error.absent)]
        return [self._said(name, error) for name, error in failing if among is None or name in among]

    @property
    def wants_a_look(self) -> bool:
        """Whether there is a source that a word of the reader may help."""
        return bool(self.strangers) or not all(isinstance(error, SourceNotAsked) for error in self.errors.values())

    def has_read(self, among: Collection[str] | None) -> bool:
        """Whether one of some sources has been read, or any at all."""
        return self.read if among is None else any(name in self._heard for name in among)

    def _said(self, name: str, error: FeedError) -> str:
        return clean_line(str(error)).replace(name, self.title(name), 1)

    def _stopped(self, name: str) -> bool:
        """Whether a source is not looked at again by itself."""
        return name not in self._sources or self._sources[name].finished or (name in self._polls and self._polls[name][0].again is None)

    def _again(self, name: str) -> str:
        """When a source is looked at next; empty for one that tells by itself when to."""
        error = self.errors.get(name)
        if name not in self._polls:
            return "r tries now" if isinstance(error, SourceUnavailable) and not error.absent else ""
        look, left = self._polls[name][0], self._left(name)
        if error is None:
            return "" if left is None else f"next {duration(left)}" if left > 0 else "polling"
        if self.paused or name in self.resting:
            return "paused, p goes on"
        if left is None:
            return "polling stopped, r asks again"
        return f"{ordinal(look.failures + 1)} try in {duration(left)}" if left > 0 else f"{ordinal(look.failures + 1)} try"

    def _left(self, name: str) -> float | None:
        """Seconds to the next look at a polled source; None when it only comes if the reader asks."""
        look, at = self._polls[name]
        return None if look.again is None else max(0.0, at + look.again - self._clock.monotonic())

    def _due(self, name: str) -> float | None:
        """Seconds to the first look of this sitting at a polled source; None when that cannot be told."""
        due = self.due_of(name)
        return None if due is None else max(0.0, due - self._clock.monotonic())


def _stands_there(title: str) -> str:
    """What is said of another feed that stands where a source was."""
    return f"“{title}” stands there now" if title else "another feed stands there now"
