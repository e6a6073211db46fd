"""The schedule through everything that can happen to it: answers of all kinds, keys, sittings, clocks that jump. And a week of many sources."""

from __future__ import annotations

import heapq
from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from feeds import Document, FeedError, Pace, Reply, Rhythm, SourceNotFound, SourceUnavailable, UnknownFormat
from feeds.polling.timetable import Timetable

from .support import NOON, ManualClock

HOUR, DAY = 3600.0, 86400.0
SLEEP = 300.0
"""Seconds after which a follower looks at its clock at the latest."""


class WornClock(ManualClock):
    """A clock that can be set, and a machine that can sleep."""

    def __init__(self, now: datetime = NOON) -> None:
        super().__init__(now)
        self.real = 0.0
        """Seconds that have really passed."""

    def advance(self, seconds: float) -> None:
        super().advance(seconds)
        self.real += seconds

    def set(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    def suspend(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self.real += seconds


class Polled:
    """As much of a source as a timetable sees."""

    finished = False
    name = title = key = "a page"
    host = "news.example"

    def __init__(self, interval: float | None = None, *, local: bool = False) -> None:
        self.interval, self.local, self.spacing = interval, local, 0.0 if local else 15.0
        self.reply = Reply()

    async def fetch(self, previous: Document | None) -> Document | None:
        raise NotImplementedError

    def watch(self, wake: Any) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


def trouble(status: int | None = None, retry_after: float | None = None, *, offline: bool = False) -> SourceUnavailable:
    return SourceUnavailable("it is in trouble", status=status, retry_after=retry_after, offline=offline)


waits = st.none() | st.sampled_from([0.0, 5.0, 120.0, 5000.0, 1e20])
answers = st.one_of(
    st.builds(Reply, kind=st.sampled_from(["news", "same", "unmodified"]), validated=st.booleans(), fresh=waits),
    st.builds(trouble, st.sampled_from([429, 503]), waits),
    st.builds(trouble, st.sampled_from([None, 403, 404, 500])),
    st.builds(trouble, offline=st.just(value=True)),
    st.sampled_from([UnknownFormat("x"), SourceNotFound("gone")]),
)


class Schedule(RuleBasedStateMachine):
    """One source, followed by a reader who presses keys, comes and goes, on a machine whose clock is not to be trusted."""

    @initialize(interval=st.sampled_from([None, None, 1.0, 45.0, 1200.0, 30 * HOUR]), local=st.booleans(), live=st.booleans(), seed=st.integers(0, 999))
    def begin(self, interval: float | None, local: bool, live: bool, seed: int) -> None:
        if local and interval is not None:
            interval *= 60  # a machine that is asked every second for days keeps the test busy
        self.clock, self.source, self.draw = WornClock(), Polled(interval, local=local), Random(seed)
        self.answer: Reply | FeedError = Reply(kind="news", validated=True)
        self.asked: float | None = None
        """When it was asked last, in real seconds."""
        self.closed = 0.0
        """Until when it wants to be left alone, in real seconds."""
        self.stopped = self.was_set = self.misled = False
        """Misled: the clock was set since it was asked, and another sitting cannot know that."""
        self.sit(Pace(), live=live, urgent=False)

    def sit(self, pace: Pace, *, live: bool, urgent: bool) -> None:
        self.timetable = Timetable(self.source, self.clock, self.draw.random, pace, None, live=live, urgent=urgent)

    def look(self, least: float) -> None:
        """A request: `least` seconds after the last one."""
        real = self.clock.real
        assert self.misled or self.asked is None or real - self.asked >= (0 if self.source.local else least) - 0.01
        assert self.misled or real >= self.closed - 0.01
        self.timetable.begin()
        error = self.answer if isinstance(self.answer, FeedError) else None
        if isinstance(self.answer, Reply):
            self.source.reply = self.answer
        self.timetable.note(error)
        self.asked, self.closed, self.stopped = real, 0.0, isinstance(error, SourceNotFound)
        self.was_set = self.misled = False
        if isinstance(error, SourceUnavailable):
            wait = error.retry_after if error.retry_after is not None or error.status != 429 else 600.0
            self.closed = real + min(wait or 0.0, DAY)

    def pass_until_due(self, end: float) -> None:
        """Time passes, and what is due is asked."""
        while True:
            left = self.timetable.left
            if left == 0:
                self.look(10)
                assert self.source.local or self.timetable.left != 0
                self.clock.advance(0.1)
                continue
            step = min(SLEEP if left is None else min(left, SLEEP), end - self.clock.real)
            if step <= 0:
                return
            self.clock.advance(step)
            self.timetable.wake()

    @rule(seconds=st.sampled_from([0.5, 12.0, 70.0, 1000.0, 4000.0, 5 * HOUR]))
    def pass_time(self, seconds: float) -> None:
        self.pass_until_due(self.clock.real + seconds)

    @rule(seconds=st.sampled_from([HOUR, 2 * DAY]))
    def pass_time_in_the_background(self, seconds: float) -> None:
        self.timetable.show(False)
        self.pass_until_due(self.clock.real + seconds)

    @rule(answer=answers)
    def answers(self, answer: Reply | FeedError) -> None:
        self.answer = answer

    @rule()
    def press(self) -> None:
        self.timetable.touch()
        if self.timetable.refusal() is None:
            self.look(15)

    @rule(live=st.booleans())
    def show(self, live: bool) -> None:
        self.timetable.show(live)

    @rule(seconds=st.sampled_from([8 * HOUR, -8 * HOUR, 400 * DAY, -400 * DAY, 30.0, -30.0]))
    def set_the_clock(self, seconds: float) -> None:
        self.clock.set(seconds)
        left = self.timetable.left
        self.timetable.wake()
        if left is not None:
            now = self.timetable.left
            assert now is not None and now <= max(left, 60) + 0.01
        self.was_set = True

    @rule(hours=st.sampled_from([0.01, 1, 8, 100]))
    def suspend(self, hours: float) -> None:
        self.clock.suspend(hours * HOUR)
        self.timetable.wake()

    @rule(live=st.booleans(), urgent=st.booleans(), away=st.sampled_from([0.0, 1.0, 30.0, 9 * HOUR]))
    def sit_again(self, live: bool, urgent: bool, away: float) -> None:
        pace, self.misled = self.timetable.pace, self.misled or self.was_set
        self.clock.advance(away)
        self.sit(pace, live=live, urgent=urgent)
        self.stopped = self.stopped and not urgent

    @precondition(lambda self: hasattr(self, "timetable"))
    @invariant()
    def is_never_silent_for_longer_than_the_caps(self) -> None:
        left = self.timetable.left
        assert (left is None) == self.stopped
        if left is not None:
            own = (self.source.interval or HOUR) * 1.1
            assert 0 <= left <= max(own, DAY) + 0.01

    @precondition(lambda self: hasattr(self, "timetable"))
    @invariant()
    def is_remembered_by_the_clock_on_the_wall(self) -> None:
        pace = self.timetable.pace
        assert pace.checked is None or pace.checked <= self.clock.now().timestamp() + 1.01


TestSchedule = Schedule.TestCase
TestSchedule.settings = settings(deadline=None, max_examples=40, stateful_step_count=30)


# --- a week -------------------------------------------------------------------------------------------------------------


def replies(number: int, now: float, draw: Random) -> Reply | FeedError:
    """What a source of a kind says at a time."""
    day = now / DAY
    match number % 10:
        case 0 | 1 | 2:
            return Reply(kind="news" if draw.random() < 0.3 else "unmodified", validated=True)
        case 3:
            return Reply(kind="same")
        case 4:
            return Reply(kind="unmodified", validated=True, fresh=3 * HOUR)
        case 5:
            return trouble(500) if 2 <= day < 3 else Reply(kind="unmodified")
        case 6:
            return trouble(404)
        case 7:
            return SourceNotFound("gone") if day > 1 else Reply(kind="unmodified")
        case 8:
            return trouble(429, 7200 if draw.random() < 0.5 else None) if draw.random() < 0.1 else Reply(kind="unmodified")
        case _:
            return Reply(kind="unmodified", validated=True)


@pytest.mark.row("T4")
@pytest.mark.row("H8", "H10", "H14", "H15", "H16", "H17")
def test_week_of_fifty_sources_on_ten_hosts() -> None:
    """The reader keeps the first on the screen and is there from eight to four."""
    clock, draw = WornClock(datetime.fromisoformat("2025-10-06T00:00:00+00:00")), Random(11)
    sources = [Polled() for _ in range(50)]
    rhythm = Rhythm(every=2 * HOUR, skip_hours=(0, 1, 2, 3, 4, 5))
    tables = [
        Timetable(source, clock, draw.random, Pace(), rhythm if number % 10 == 9 else None, live=number == 0, urgent=False)
        for number, source in enumerate(sources)
    ]
    asked, per_hour = Counter[int](), Counter[tuple[int, int]]()
    queue = [(table.left or 0.0, number) for number, table in enumerate(tables)]
    heapq.heapify(queue)
    while queue[0][0] < 7 * DAY:
        at, number = heapq.heappop(queue)
        clock.advance(max(0.0, at - clock.real))
        table, source = tables[number], sources[number]
        if number == 0 and 8 <= clock.real % DAY / HOUR < 16:
            table.touch()
        table.begin()
        said = replies(number, clock.real, draw)
        if isinstance(said, Reply):
            source.reply = said
        table.note(said if isinstance(said, FeedError) else None)
        asked[number] += 1
        per_hour[number % 10, int(clock.real // HOUR)] += 1
        if table.left is not None:
            heapq.heappush(queue, (clock.real + table.left, number))

    shown = asked.pop(0)
    hours = {hour: per_hour[0, hour] for hour in range(7 * 24)}
    assert 7 * 12 * 55 <= shown <= 7 * 13 * 67
    assert all(count <= 67 + 4 * 2 for count in hours.values())
    assert all(count <= 2 + 4 * 2 for hour, count in hours.items() if hour % 24 in range(21, 24))
    assert max(count for (host, _), count in per_hour.items() if host) <= 5 * 2
    for number, count in asked.items():
        least, most = {4: (50, 58), 5: (125, 150), 6: (8, 16), 7: (20, 30), 8: (120, 175), 9: (55, 80)}.get(number % 10, (150, 190))
        assert least <= count <= most, (number, count)
