"""How the sources are, in words for the head line."""

from __future__ import annotations

from collections.abc import Sequence

from feeds import Changes, Clock, FeedError, FormatError, Look, Polled, Source, SourceError, SourceUnavailable, clean_line, duration

from .times import exact_age, ordinal, short_age

State = tuple[str, list[tuple[str, str]]]
"""A sign, and texts with their inks, the first the most important."""


class Health:
    """What the last looks brought."""

    def __init__(self, clock: Clock, sources: Sequence[Source], *, sample: bool = False) -> None:
        self._clock = clock
        self._sources = {source.name: source for source in sources}
        self._sample = sample
        self.errors: dict[str, FeedError] = {}
        self.ended: set[str] = set()
        self.paused = False
        self.remark = ""
        """What the reader should know of the document itself."""
        self.remarks = 0
        """How many such remarks there are, with this one."""
        self.read = False
        """Something has been read."""
        self._progress: dict[str, float] = {}
        """How much of a first document has been read, from 0 to 1, while it is being read."""
        self._polls: dict[str, tuple[Look, float]] = {}
        """The last look at each polled source, and when it was, in the clock's monotonic seconds."""
        self._changed_at: float | None = None
        self._brought = ""

    def note(self, look: Look) -> None:
        """Take in the outcome of a look."""
        if look.kind == "older":  # it says nothing of how the source is
            return
        source = self._sources.get(look.source)
        if isinstance(source, Polled) and look.kind != "ended" and (look.kind != "failed" or look.failures):
            self._polls[look.source] = (look, self._clock.monotonic())
        if look.kind == "failed" and look.error is not None:
            self.errors[look.source] = look.error
        elif look.kind == "ended":
            self.ended.add(look.source)
        else:
            self.errors.pop(look.source, None)
            self.read = True
        self._progress.pop(look.source, None)
        if look.snapshot is not None and look.snapshot.progress < 1:
            self._progress[look.source] = look.snapshot.progress

    def changed(self, changes: Changes) -> None:
        """Note what a change brought."""
        counts = {
            "new": len(changes.new),
            "edited": len(changes.edited),
            "withdrawn": len(changes.withdrawn),
            "back": len(changes.restored),
            "longer": len(changes.grown),
        }
        self._brought = ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "key points"
        self._changed_at = self._clock.monotonic()

    def state(self) -> State:
        """What the head line says."""
        failing = next(iter(self.errors.items()), None)
        if failing is not None:
            return self._failed(*failing)
        if self._sample:
            return "live", [("sample page", "bright b"), ("feedreader FILE opens yours", "text")]
        title = self._title()
        if self.paused:
            return "paused", [("paused", "bright b"), ("p goes on", "text"), (title, "muted")]
        if not self.read:
            return "waiting", [("reading", "bright b"), (title, "muted")]
        if self._progress:
            return "waiting", [("reading", "bright b"), (f"{min(self._progress.values()):.0%}".replace("%", " %"), "text"), (title, "muted")]
        if self.ended and self.ended >= set(self._sources):
            return "ended", [("ended", "bright b"), (self.remark or f"{title} was read to its end", "muted")]
        words = [("live", "bright b"), *self._polled()]
        if self._changed_at is not None:
            words.append((f"{self._brought} {short_age(self._clock.monotonic() - self._changed_at)}", "muted"))
        words += [(self.remark, "text")] if self.remark else []
        words += [(f"K shows {self.remarks - 1} more", "muted")] if self.remarks > 1 else []
        return "live", [*words, (title, "muted")]

    @property
    def failures(self) -> list[str]:
        """What each failing source failed in, in full; not of those that are only waited for."""
        return [self._said(name, error) for name, error in self.errors.items() if not (isinstance(error, SourceUnavailable) and error.absent)]

    def _said(self, name: str, error: FeedError) -> str:
        return clean_line(str(error)).replace(name, self._sources[name].title if name in self._sources else name, 1)

    def _failed(self, name: str, error: FeedError) -> State:
        what = self._said(name, error)
        kept = [("posts are kept", "muted")] if self.read else []
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
        look, left = self._polls[name][0], self._left(name)
        what, _, why = what.partition(": ")
        words = [(what, "error b"), *([(why, "error")] if why else [])]
        if self.paused:
            return [*words, ("paused, p goes on", "text")]
        if left is None:
            return [*words, ("polling stopped, r asks again", "text")]
        return [*words, (f"{ordinal(look.failures + 1)} try in {duration(left)}" if left > 0 else f"{ordinal(look.failures + 1)} try", "text")]

    def _polled(self) -> list[tuple[str, str]]:
        """When the sources were asked last and are asked next, and what the last answer was."""
        if not self._polls:
            return []
        look, at = max(self._polls.values(), key=lambda poll: poll[1])
        words = [(f"polled {exact_age(self._clock.monotonic() - at)}", "muted")]
        lefts = [left for name in self._polls if (left := self._left(name)) is not None]
        if lefts:
            words.append((f"next {duration(min(lefts))}" if min(lefts) > 0 else "polling", "muted"))
        return [*words, *([(look.answer, "muted")] if look.answer else [])]

    def _left(self, name: str) -> float | None:
        """Seconds to the next look at a polled source; None when it only comes if the reader asks."""
        look, at = self._polls[name]
        return None if look.again is None else max(0.0, at + look.again - self._clock.monotonic())

    def _title(self) -> str:
        sources = list(self._sources.values())
        return sources[0].title if len(sources) == 1 else f"{len(sources)} sources"
