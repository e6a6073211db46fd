"""How the sources are, in words for the head line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence

from feeds import FeedError, FormatError, SourceError, SourceUnavailable, duration

from .heard import Heard
from .standing import Kind, Standing
from .times import exact_age, short_age

Words = list[tuple[str, str]]
State = tuple[str, Words]
"""A sign, and texts with their inks, the first the most important."""
STREAM = "stream"
"""What a source answers that tells by itself what is new."""
TOGETHER = 5.0
"""Seconds within which what several sources brought is told as one."""

_BEST: tuple[Kind, ...] = ("live", "reading", "waiting", "paused", "unasked", "ended")
"""What is said of several sources that do not fail: the first that holds for one of them."""


class Health(Heard):
    """How all sources are, or some of them. Any failure is told, and none hides that the other sources are followed."""

    def state(self, among: Container[str] | None = None) -> State:
        """What the head line says: of all sources, or of those that are shown alone."""
        sign, words = self._state(among)
        return (sign, [words[0], ("not saved", "error b"), *words[1:], (self.unkept, "text")]) if self.unkept else (sign, words)

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

    def _titled(self, names: Sequence[str]) -> str:
        return self.title(names[0]) if len(names) == 1 else f"{len(names)} sources"
