"""How the sources are, in words for the head line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Mapping, Sequence

from feeds import Changes, Clock, FeedError, FormatError, Look, Pace, Polled, Source, SourceError, SourceNotAsked, SourceUnavailable, clean_line, duration

from .opening import Unopened
from .standing import Kind, Standing, kind_of, reason
from .times import exact_age, ordinal, short_age

Words = list[tuple[str, str]]
State = tuple[str, Words]
"""A sign, and texts with their inks, the first the most important."""
STREAM = "stream"
"""What a source answers that tells by itself what is new."""
TOGETHER = 5.0
"""Seconds within which what several sources brought is told as one."""

_WORDS: dict[Kind, str] = {"waiting": "waiting", "offline": "no network", "failed": "failing", "gone": "stopped", "unasked": "not asked"}
"""What is said of a source that has an error."""
_BEST: tuple[Kind, ...] = ("live", "reading", "waiting", "paused", "unasked", "ended")
"""What is said of several sources that do not fail: the first that holds for one of them."""


class Health:
    """What the last looks brought. Any failure is told, and none hides that the other sources are followed."""

    def __init__(self, clock: Clock, sources: Sequence[Source], *, sample: bool = False) -> None:
        self._clock = clock
        self.titles: Mapping[str, str] = {}
        """What sources are called by their names, where it is not their title."""
        self._sources = {source.name: source for source in sources}
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
        if isinstance(source, Unopened):
            self.errors[source.name] = source.error

    def drop(self, name: str) -> None:
        """A source is followed no longer."""
        self.ended.discard(name)
        self._heard.discard(name)
        for known in (self._sources, self.errors, self._progress, self._polls, self._brought):
            known.pop(name, None)

    def note(self, look: Look) -> None:
        """Take in the outcome of a look."""
        if look.kind == "older":  # it says nothing of how the source is
            return
        source = self._sources.get(look.source)
        if source is None:
            return  # it has been taken out in the meantime
        if isinstance(source, Polled) and look.kind != "ended" and (look.kind != "failed" or look.failures):
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

    def state(self, among: Container[str] | None = None) -> State:
        """What the head line says: of all sources, or of those that are shown alone."""
        sign, words = self._state(among)
        return (sign, [words[0], ("not saved", "error b"), *words[1:], (self.unkept, "text")]) if self.unkept else (sign, words)

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

    def _state(self, among: Container[str] | None) -> State:
        names = [name for name in self._sources if among is None or name in among]
        standings = {name: self.of(name) for name in names}
        unasked = [name for name in names if standings[name].kind == "unasked"]
        if unasked and len(unasked) == len(names):
            return "paused", [("not asked", "bright b"), (standings[names[0]].why, "text"), *self._kept, (self._titled(names), "muted")]
        if len(names) == 1 and names[0] in self.errors:
            return self._failed(names[0], self.errors[names[0]])
        failing = [name for name in names if standings[name].failing]
        if failing and len(names) == 1:
            standing = standings[names[0]]
            return "failed", [(standing.word, "error b"), (standing.why, "error"), (standing.next, "text"), *self._kept]
        if failing:
            return self._failing_among(standings, failing)
        if self._sample:
            return "live", [("sample page", "bright b"), ("feedreader FILE opens yours", "text")]
        title = self._titled(names) if among is None or len(names) == len(self._sources) else f"{len(names)} of {len(self._sources)} sources"
        if names and all(standing.kind == "paused" for standing in standings.values()):
            return "paused", [("paused", "bright b"), ("p goes on", "text"), (title, "muted")]
        absent = [name for name in names if standings[name].kind == "waiting" and name in self.errors]
        if absent and len(absent) == len(names):
            return "waiting", [(f"waiting for {title}", "bright b"), (f"{self.title(absent[0])}: {standings[absent[0]].why}", "text"), *self._kept]
        if not self.read:
            return "waiting", [("reading", "bright b"), (title, "muted")]
        progress = [self._progress[name] for name in names if name in self._progress]
        if progress:
            return "waiting", [("reading", "bright b"), (f"{min(progress):.0%}".replace("%", " %"), "text"), (title, "muted")]
        if self.ended and self.ended.issuperset(names):
            were = "was" if len(names) == 1 else "were"
            return "ended", [("ended", "bright b"), (self.remark or f"{title} {were} read to {'its' if len(names) == 1 else 'their'} end", "muted")]
        waiting = f"waiting for {self.title(absent[0])}" + (f" and {len(absent) - 1} more" if len(absent) > 1 else "") if absent else ""
        rest = sum(standing.kind == "paused" for standing in standings.values())
        resting = [(f"{rest} paused", "text")] if rest else []
        resting += [(f"{len(unasked)} not asked: --no-network", "text")] if unasked else []
        return "live", [("live", "bright b"), *([(waiting, "text")] if waiting else []), *resting, *self._told(names), (title, "muted")]

    def _told(self, names: Sequence[str]) -> Words:
        """What is told of sources that are followed: when they were asked, what changed, what of their documents could not be read."""
        words = self._polled(names)
        brought = [self._brought[name] for name in names if name in self._brought]
        if brought:
            latest = max(at for _, at in brought)
            counts = sum((counts for counts, at in brought if latest - at < TOGETHER), Counter[str]())
            what = ", ".join(f"{count} {word}" for word, count in counts.items()) or "key points"
            words.append((f"{what} {short_age(self._clock.monotonic() - latest)}", "muted"))
        words += [(self.remark, "text")] if self.remark else []
        words += [(f"K shows {self.remarks - 1} more", "muted")] if self.remarks > 1 else []
        return words

    def _failing_among(self, standings: dict[str, Standing], failing: list[str]) -> State:
        """Some of several sources fail, or all of them: how many are followed, then the first that is not, and why."""
        good = [standing for name, standing in standings.items() if name not in failing]
        absent = sum(standing.kind == "waiting" and name in self.errors for name, standing in standings.items())
        first, count = failing[0], len(failing)
        offline = all(standings[name].kind == "offline" for name in failing)
        again = [(standings[first].next, "text")] if standings[first].next else []
        if offline and count > 1:
            words = [("no network", "error b"), (f"{count} sources wait for it", "text")]
        elif good:
            words = [(self.title(first), "error b"), (standings[first].why, "error"), *again]
        else:
            words = [(f"none of {count} sources can be read", "error b"), (f"{self.title(first)}: {standings[first].why}", "error"), *again]
        if not good:
            return "failed", [*words, *self._kept]
        more = [(f"S shows {count - 1} more", "text")] if count > 1 and not offline else []
        kind = next(kind for kind in _BEST if any(standing.kind == kind for standing in good))
        best = next(standing for standing in good if standing.kind == kind)
        told = self._told([name for name in standings if name not in failing]) if kind == "live" else []
        return best.sign, [(best.word, "bright b"), (f"{len(good) - absent or len(good)} of {len(standings)}", "text"), *words, *more, *told]

    @property
    def _kept(self) -> Words:
        return [("posts are kept", "muted")] if self.read else []

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

    def _failed(self, name: str, error: FeedError) -> State:
        what = self._said(name, error)
        kept = self._kept
        if name in self._polls and self._polls[name][0].error is error:
            return "failed", [*self._failing(name, what), *kept]
        if isinstance(error, SourceUnavailable) and error.absent:
            return "waiting", [("waiting for the file", "bright b"), (what, "text"), *kept]
        if isinstance(error, SourceUnavailable):
            return "failed", [(what, "error b"), ("tried again by itself, r tries now", "text"), *kept]
        again = [("r tries again", "text")] if isinstance(error, SourceError | FormatError) else []
        return "failed", [(what, "error b"), *again, *kept]

    def _failing(self, name: str, what: str) -> list[tuple[str, str]]:
        """What a polled source failed in, why, and when it is tried again."""
        what, _, why = what.partition(": ")
        return [(what, "error b"), *([(why, "error")] if why else []), (self._again(name), "text")]

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

    def _polled(self, names: Sequence[str]) -> Words:
        """When the sources were asked last and are asked next, and what the last answer was."""
        polls = [self._polls[name] for name in names if name in self._polls]
        if polls and all(look.answer == STREAM for look, _ in polls):
            return [(STREAM, "muted")]
        lefts = [left for name in names if name not in self.resting and (left := self._left(name) if name in self._polls else self._due(name)) is not None]
        after = [(f"next {duration(min(lefts))}" if min(lefts) > 0 else "polling", "muted")] if lefts else []
        if not polls:
            return after
        look, at = max(polls, key=lambda poll: poll[1])
        words = [(f"polled {exact_age(self._clock.monotonic() - at)}", "muted"), *after]
        return [*words, *([(look.answer, "muted")] if look.answer else [])]

    def _left(self, name: str) -> float | None:
        """Seconds to the next look at a polled source; None when it only comes if the reader asks."""
        look, at = self._polls[name]
        return None if look.again is None else max(0.0, at + look.again - self._clock.monotonic())

    def _due(self, name: str) -> float | None:
        """Seconds to the first look of this sitting at a polled source; None when that cannot be told."""
        due = self.due_of(name)
        return None if due is None else max(0.0, due - self._clock.monotonic())

    def _titled(self, names: Sequence[str]) -> str:
        return self.title(names[0]) if len(names) == 1 else f"{len(names)} sources"


def _stands_there(title: str) -> str:
    """What is said of another feed that stands where a source was."""
    return f"“{title}” stands there now" if title else "another feed stands there now"
