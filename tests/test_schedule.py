"""When a server is asked again, and that it is never asked sooner. Time is a parameter."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds import (
    Document,
    FeedError,
    Follower,
    HttpSource,
    MemorySource,
    Pace,
    Reply,
    Rhythm,
    Snapshot,
    SourceNotFound,
    SourceUnavailable,
    UnknownFormat,
    duration,
    parse_in_parts,
)
from feeds import schedule as rules
from feeds.errors import SourceHeld
from feeds.model import Validators
from feeds.schedule import Outcome, Wish
from tui.clock import SystemClock

from .misbehaving import answer, serving
from .pages import live_page
from .test_polling import SteppedClock, Story, night
from .waiting import PATIENCE

# --- the rules ----------------------------------------------------------------------------------------------------------

NOW = 1_760_000_000.0
"""A Thursday, 8:53:20 UTC."""
HOUR, DAY = 3600.0, 86400.0
NEVER = Pace()


def wish(interval: float | None = None, **more: Any) -> Wish:
    return Wish(interval=interval, **{"touched": NOW, **more})


def asked(kind: Any = "news", *, pace: Pace = NEVER, **more: Any) -> Pace:
    """What is known after a look now."""
    return rules.after(pace, Outcome(kind=kind, **more), NOW)


def again(pace: Pace, wanted: Wish, *, chance: float = 0.5) -> float | None:
    """Seconds from now to the next look."""
    due = rules.planned(pace, wanted, NOW, chance).due
    return None if due is None else round(due - NOW, 3)


def failed(times: int, *, pace: Pace = NEVER, **more: Any) -> Pace:
    for _ in range(times):
        pace = asked("failed", pace=pace, **more)
    return pace


@pytest.mark.row("H10", "H17")
@pytest.mark.parametrize(
    ("interval", "more", "validated", "seconds"),
    [
        (None, {}, True, 60),
        (None, {}, False, 60),
        (1, {}, True, 10),
        (1, {}, False, 30),
        (45, {}, False, 45),
        (3600, {}, True, 3600),
        (1, {"local": True}, False, 1),
        (None, {"local": True}, False, 60),
        (None, {"live": False}, True, 3600),
        (1, {"live": False}, True, 900),
        (7200, {"live": False}, False, 7200),
        (1, {"live": False, "local": True}, False, 1),
        (None, {"live": False, "local": True}, False, 3600),
    ],
)
def test_interval_is_the_users_or_what_is_usual_but_never_below_the_floor(interval: float | None, more: Any, validated: bool, seconds: float) -> None:
    assert rules.interval(asked(validated=validated), wish(interval, **more), NOW) == seconds
    assert again(asked(validated=validated), wish(interval, **more)) == seconds


@pytest.mark.row("H10")
def test_what_is_on_the_screen_is_in_the_background_after_four_hours_without_post_and_key() -> None:
    pace = asked(validated=True)
    left = wish(touched=NOW - 4 * HOUR)

    assert again(pace, wish(touched=NOW - 4 * HOUR + 1)) == 60
    assert again(pace, left) == 3600
    assert again(asked(posts=True), left) == 60
    assert again(pace, wish(20, touched=NOW - 4 * HOUR)) == 900
    assert again(pace, wish(2, touched=NOW - 4 * HOUR, local=True)) == 2


@pytest.mark.row("H8")
@pytest.mark.parametrize(
    ("wanted", "seconds"),
    [
        (wish(), [60, 60, 120, 240, 300, 300]),
        (wish(10), [10, 10, 60, 120, 240, 300]),
        (wish(600), [600] * 6),
        (wish(2, local=True), [2] * 6),
        (wish(live=False), [3600] * 6),
        (wish(900, live=False), [900, 900, 1800, 3600, 3600, 3600]),
    ],
)
def test_server_that_always_sends_the_same_bytes_is_asked_less_often_after_three_times(wanted: Wish, seconds: list[float]) -> None:
    pace, waits = asked(validated=True), []
    for _ in range(6):
        pace = asked("same", pace=pace, validated=True)
        waits.append(again(pace, wanted))

    assert waits == seconds
    assert again(asked("unmodified", pace=pace), wanted) == again(asked("news", pace=pace, validated=True), wanted) == seconds[0]


@pytest.mark.row("H16")
@pytest.mark.parametrize(("interval", "chance", "seconds"), [(None, 0, 54), (None, 1, 66), (10, 0, 10), (10, 1, 11), (100, 0.25, 95)])
def test_interval_is_stretched_or_shrunk_by_a_tenth_but_not_below_the_floor(interval: float | None, chance: float, seconds: float) -> None:
    assert again(asked(validated=True), wish(interval), chance=chance) == seconds


@pytest.mark.row("H14")
@pytest.mark.parametrize(
    ("times", "wanted", "least", "most"),
    [
        (1, wish(), 60, 120),
        (2, wish(), 120, 240),
        (4, wish(), 480, 960),
        (9, wish(), 1800, 3600),
        (10_000, wish(), 1800, 3600),
        (1, wish(10), 30, 60),
        (1, wish(live=False), HOUR, 2 * HOUR),
        (4, wish(live=False), 8 * HOUR, 16 * HOUR),
        (99, wish(live=False), 12 * HOUR, 24 * HOUR),
        (3, wish(7200), 6480, 7920),
        (2, wish(1, local=True), 2, 4),
    ],
)
def test_failures_double_the_interval_up_to_a_cap(times: int, wanted: Wish, least: float, most: float) -> None:
    pace = rules.after(Pace(trouble=times - 1, failures=times - 1), Outcome(kind="failed"), NOW)

    assert (again(pace, wanted, chance=0), again(pace, wanted, chance=1)) == (least, most)
    assert (pace.failures, pace.trouble) == (times, times)
    assert again(asked("unmodified", pace=pace), wanted) == rules.interval(asked("unmodified"), wanted, NOW)


@pytest.mark.row("H14")
def test_missing_network_is_nobodys_failure_and_tried_again_soon() -> None:
    pace = failed(3)
    for _ in range(9):
        pace = asked("offline", pace=pace)

    assert (pace.failures, pace.trouble, pace.offline) == (12, 3, True)
    assert again(pace, wish()) == 60
    assert again(pace, wish(live=False)) == 300
    assert again(asked("failed", pace=pace), wish(), chance=0) == 480


@pytest.mark.row("H11")
@pytest.mark.parametrize(
    ("fresh", "wanted", "seconds"),
    [
        (None, wish(), 60),
        (0, wish(), 60),
        (30, wish(), 60),
        (300, wish(), 300),
        (3600, wish(), 900),
        (16 * 365 * DAY, wish(), 900),
        (3600, wish(7200), 7200),
        (300, wish(live=False), 3600),
        (7200, wish(live=False), 7200),
        (16 * 365 * DAY, wish(live=False), 5 * HOUR),
        (300, wish(2, local=True), 300),
    ],
)
def test_answer_that_holds_for_a_while_is_not_asked_for_before(fresh: float | None, wanted: Wish, seconds: float) -> None:
    assert again(asked(fresh=fresh), wanted) == seconds
    assert again(asked("unmodified", fresh=fresh), wanted) == seconds


@pytest.mark.row("H11")
@pytest.mark.parametrize(
    ("rhythm", "seconds"),
    [
        (Rhythm(every=1800), HOUR),
        (Rhythm(every=2 * HOUR), 2 * HOUR),
        (Rhythm(every=365 * DAY), DAY),
        (Rhythm(skip_hours=(9,)), 10 * HOUR - 32_000 + 30),  # from 9:53:20 to 10:00
        (Rhythm(skip_hours=(9, 10, 11, 12)), 13 * HOUR - 32_000 + 30),
        (Rhythm(skip_hours=(8,)), HOUR),
        (Rhythm(skip_hours=tuple(range(24))), HOUR),
        (Rhythm(skip_days=(3,)), DAY - 32_000 + 30),
        (Rhythm(skip_days=(3, 4, 5, 6)), DAY),
        (Rhythm(skip_days=tuple(range(7))), HOUR),
        (Rhythm(every=2 * HOUR, skip_hours=(10,)), 11 * HOUR - 32_000 + 30),
    ],
)
def test_rhythm_of_a_feed_counts_in_the_background(rhythm: Rhythm, seconds: float) -> None:
    assert again(asked(), wish(live=False, rhythm=rhythm)) == seconds
    assert again(asked(), wish(rhythm=rhythm)) == 60


@given(st.sets(st.integers(0, 23)), st.sets(st.integers(0, 6)), st.floats(0, 4e9))
def test_open_moment_is_in_no_skipped_hour_and_on_no_skipped_day(hours: set[int], days: set[int], when: float) -> None:
    opens = rules.open_at(when, Rhythm(skip_hours=tuple(hours), skip_days=tuple(days)))
    moment = datetime.fromtimestamp(opens, UTC)

    assert when <= opens <= when + 8 * DAY
    assert len(hours) == 24 or len(days) == 7 or (moment.hour not in hours and moment.weekday() not in days)


@pytest.mark.row("H13")
def test_too_many_requests_without_a_time_wait_ten_minutes_then_twice_that() -> None:
    pace, waits = Pace(), []
    for _ in range(10):
        pace = asked("failed", pace=pace, status=429)
        waits.append(pace.closed_until - NOW)

    assert waits == [600, 1200, 2400, 4800, 9600, 19200, 38400, 76800, 86400, 86400]
    assert asked("failed", pace=asked(pace=pace), status=429).closed_until == NOW + 600


@pytest.mark.row("H11", "H13")
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(("retry_after", "least", "most"), [(0.0, 60, 120), (30, 60, 120), (90, 90, 120), (600, 600, 600), (1e20, DAY, DAY)])
def test_wait_that_a_server_asks_for_holds_up_to_a_day(status: int, retry_after: float, least: float, most: float) -> None:
    pace = asked("failed", status=status, retry_after=retry_after)

    assert (again(pace, wish(), chance=0), again(pace, wish(), chance=1)) == (least, most)
    assert pace.closed_until == (NOW + min(retry_after, DAY) if retry_after else 0)
    assert asked(pace=pace).closed_until == 0


@pytest.mark.row("H15")
@pytest.mark.parametrize("status", [403, 404, 451])
def test_what_is_not_there_is_asked_for_ever_less_often_and_taken_for_dead_after_two_weeks(status: int) -> None:
    pace, now, looks = Pace(), NOW, 0
    while not pace.dead:
        pace = rules.planned(rules.after(pace, Outcome(kind="failed", status=status if looks != 3 else 500), now), wish(touched=now), now, 0.5)
        assert pace.due is not None
        assert 60 <= pace.due - now <= DAY
        now, looks = pace.due, looks + 1

    assert 14 * DAY <= now - NOW <= 17 * DAY
    assert looks < 30
    assert not pace.stopped
    assert asked("unmodified", pace=pace).gone is None


@pytest.mark.row("H15")
def test_source_that_has_stopped_is_asked_only_by_the_reader() -> None:
    pace = asked("stopped")

    assert pace.stopped
    assert again(pace, wish()) is None
    assert rules.resumed(pace, wish(), NOW + DAY, 0.5, urgent=False, spacing=15).due is None
    assert rules.resumed(pace, wish(), NOW + DAY, 0.5, urgent=True, spacing=15).due == NOW + DAY
    assert again(asked(pace=pace), wish()) == 60


def unmodified_for(days: float, pace: Pace) -> bool:
    """Whether all is asked for after so many days of nothing but "not modified"."""
    pace = rules.after(pace, Outcome(kind="unmodified"), NOW)
    return rules.unconditional(rules.after(pace, Outcome(kind="unmodified"), NOW + days * DAY - 60), NOW + days * DAY)


@pytest.mark.row("H9")
def test_not_modified_for_eight_days_is_no_longer_believed_nor_for_one_when_it_used_to_change_hourly() -> None:
    slow = brisk = Pace()
    for number in range(30):
        slow = rules.after(slow, Outcome(kind="news"), NOW - (30 - number) * DAY)
        brisk = rules.after(brisk, Outcome(kind="news"), NOW - (30 - number) * HOUR)

    assert [unmodified_for(days, slow) for days in (0.9, 1, 7.9, 8, 9)] == [False, False, False, True, True]
    assert [unmodified_for(days, brisk) for days in (0.9, 1, 2)] == [False, True, True]
    assert [unmodified_for(days, Pace()) for days in (7.9, 8)] == [False, True]
    assert not rules.unconditional(asked("same"), NOW + 99 * DAY)


@pytest.mark.row("H9")
@pytest.mark.parametrize("kind", ["same", "failed"])
def test_all_of_a_document_is_asked_for_at_most_once_a_day(kind: Any) -> None:
    pace, now, whole = Pace(gap=HOUR), NOW, list[float]()
    while now < NOW + 10 * DAY:
        needed = rules.unconditional(pace, now)
        whole += [now] if needed else []
        pace = rules.after(pace, Outcome(kind=kind if needed else "unmodified", whole=needed), now)
        now += 60

    assert 8 <= len(whole) <= 9
    assert all(later - earlier >= DAY for earlier, later in itertools.pairwise(whole))


def test_night_without_a_look_makes_no_source_slow() -> None:
    pace, now = Pace(), NOW
    for hour in range(20):
        now += 8 * HOUR if hour in (7, 15) else HOUR
        pace = rules.after(pace, Outcome(kind="news"), now)

    assert pace.gap is not None
    assert HOUR <= pace.gap <= 2 * HOUR


# --- the beginning of a sitting -----------------------------------------------------------------------------------------


def resumed(pace: Pace, wanted: Wish, now: float = NOW, *, chance: float = 0.5, urgent: bool = False) -> float:
    """Seconds until the first look."""
    due = rules.resumed(pace, wanted, now, chance, urgent=urgent, spacing=15).due
    assert due is not None
    return round(due - now, 3)


def kept(kind: Any = "news", wanted: Wish | None = None, *, pace: Pace = NEVER, **more: Any) -> Pace:
    """What an earlier sitting leaves that looked once, now."""
    return rules.planned(asked(kind, pace=pace, **more), wanted or wish(live=False), NOW, 0.5)


@pytest.mark.row("H16")
def test_remembered_source_keeps_its_time_and_those_that_are_due_are_spread() -> None:
    background = wish(live=False)

    assert resumed(kept(), background, NOW + 600) == 3000
    assert [resumed(kept(), background, NOW + DAY, chance=chance) for chance in (0, 0.5, 1)] == [0, 30, 60]
    assert [resumed(Pace(), background, chance=chance) for chance in (0, 1)] == [0, 60]
    assert resumed(Pace(), wish(2, live=False, local=True), chance=1) == 2
    assert resumed(kept("failed", pace=failed(4)), background, NOW + DAY, chance=0.5) == 30


@pytest.mark.row("H16")
def test_source_on_the_screen_is_first_when_it_is_due_and_waits_when_it_is_not() -> None:
    assert resumed(kept(), wish(), NOW + 30) == 36
    assert resumed(kept(wanted=wish()), wish(), NOW + 30) == 30
    assert resumed(kept(), wish(), NOW + 600, chance=1) == 0
    assert resumed(Pace(), wish(), chance=1) == 0


@pytest.mark.row("H16", "H17")
def test_named_source_is_asked_at_once_but_not_twice_in_fifteen_seconds_nor_while_it_wants_to_be_left_alone() -> None:
    assert resumed(Pace(), wish(), urgent=True) == 0
    assert resumed(kept(), wish(), NOW + 15, urgent=True) == 0
    assert resumed(kept(), wish(), NOW + 4, urgent=True) == 11
    assert resumed(kept("failed", status=404, pace=failed(9, status=404)), wish(), NOW + 60, urgent=True) == 0
    assert resumed(kept("failed", status=429, retry_after=600), wish(), NOW + 60, urgent=True) == 540


@pytest.mark.row("H16")
@pytest.mark.parametrize("back", [8 * HOUR, 400 * DAY])
def test_clock_that_was_set_back_meanwhile_silences_no_source(back: float) -> None:
    assert resumed(kept(), wish(live=False), NOW - back) == 3600
    assert resumed(kept(), wish(), NOW - back) == 66
    assert resumed(kept(), wish(), NOW - back, urgent=True) == 15
    assert resumed(kept("failed", status=503, retry_after=1200), wish(), NOW - back) == 1200


@pytest.mark.row("H16")
def test_remembered_times_that_no_clock_could_have_made_silence_nobody() -> None:
    far = Pace(checked=NOW - 60, due=NOW + 1e12, closed_until=NOW + 1e12)

    assert resumed(far, wish()) == DAY - 60
    assert resumed(Pace(checked=NOW - 60, due=NOW + 1e12), wish(live=False)) == 3900


@pytest.mark.row("H16")
@pytest.mark.parametrize("wanted", [wish(), wish(live=False)], ids=["on_screen", "background"])
def test_twenty_restarts_in_half_a_minute_make_one_request(wanted: Wish) -> None:
    pace, now, looks, draw = Pace(), NOW, 0, Random(3)
    for _ in range(20):
        pace = rules.resumed(pace, wanted, now, draw.random(), urgent=False, spacing=15)
        assert pace.due is not None
        if pace.due <= now + 2 or looks == 0:
            looks += 1
            pace = rules.planned(rules.after(pace, Outcome(kind="unmodified"), now), wanted, now, draw.random())
        now += 2

    assert looks == 1


@given(st.floats(-1e9, 1e9), st.builds(Pace, checked=st.floats(1e9, 2e9), gone=st.none() | st.floats(1e9, 2e9), closed_until=st.floats(1e9, 2e9)))
def test_pace_on_another_scale_is_the_same_but_for_that(seconds: float, pace: Pace) -> None:
    there = rules.moved(pace, seconds)

    assert there.checked is not None and pace.checked is not None
    assert there.checked - pace.checked == pytest.approx(seconds, abs=1e-3)
    assert there.closed_until - there.checked == pytest.approx(pace.closed_until - pace.checked, abs=1e-3)
    assert there.due is None
    assert rules.moved(Pace(), seconds) == Pace()


def test_pace_can_be_kept_as_text_and_read_again() -> None:
    pace = kept("failed", status=429, pace=kept(posts=True, fresh=3.0))

    assert msgspec.json.decode(msgspec.json.encode(pace), type=Pace) == pace


@pytest.mark.parametrize(
    ("error", "reply", "kind"),
    [
        (None, Reply(kind="same"), "same"),
        (SourceNotFound("x"), Reply(), "stopped"),
        (SourceUnavailable("x", status=500), Reply(), "failed"),
        (SourceUnavailable("x", offline=True), Reply(), "offline"),
        (SourceHeld("x", retry_after=3), Reply(), "held"),
        (UnknownFormat("x"), Reply(kind="unmodified"), "failed"),
    ],
)
def test_outcome_of_a_look(error: FeedError | None, reply: Reply, kind: str) -> None:
    assert rules.outcome(error, reply).kind == kind


def test_json_is_small_enough_to_be_asked_for_as_often_as_what_has_validators() -> None:
    assert rules.outcome(None, Reply(light=True)).validated


@pytest.mark.parametrize(("seconds", "words"), [(0, "0 s"), (0.2, "1 s"), (48, "48 s"), (99, "99 s"), (119, "2 min"), (3600, "60 min"), (86400, "24 h")])
def test_duration_is_rounded_up(seconds: float, words: str) -> None:
    assert duration(seconds) == words


# --- a source that is polled --------------------------------------------------------------------------------------------


class Served(MemorySource):
    """Plays its script as if a server gave it, and notes when it was asked."""

    spacing = 15.0
    host, local = "page.txt", False
    reply = Reply()

    def __init__(self, script: Iterable[Document | bytes | FeedError | None], clock: SteppedClock, interval: float) -> None:
        super().__init__(script, name="page.txt")
        self._clock, self.interval = clock, interval
        self.times: list[int] = []

    async def fetch(self, previous: Document | None) -> Document | None:
        self.times.append(round(self._clock.monotonic() - 1000))
        news = bool(self.script) and self.script[0] is not None
        self.reply = Reply(words="200" if news else "304", kind="news" if news else "unmodified", validated=True)
        return await super().fetch(previous)


def polling(*script: Document | bytes | FeedError | None, interval: float = 60) -> tuple[Story, Served]:
    clock = SteppedClock()
    source = Served(script, clock, interval)
    return Story(source, clock), source


def busy(retry_after: float | None = None, **more: Any) -> SourceUnavailable:
    return SourceUnavailable("cannot read page.txt: it is in trouble", retry_after=retry_after, **more)


async def test_each_poll_is_told_with_its_answer_and_the_time_of_the_next() -> None:
    story, source = polling(night(range(3)).encode(), None)
    async with story:
        await story.run(130)

        assert source.times == [0, 60, 120]
        assert story.kinds == ["changed", "same", "same"]
        assert [(look.answer, look.again, look.failures) for look in story.looks] == [("200", 60, 0), ("304", 60, 0), ("304", 60, 0)]
        assert story.follower.due == 1180


@pytest.mark.row("H14")
async def test_failures_make_polls_rarer_and_one_success_ends_that() -> None:
    story, source = polling(night(range(3)).encode(), busy(), busy(), busy(), night(range(4)).encode())
    async with story:
        await story.run(820)

        assert source.times == [0, 60, 150, 330, 690, 750, 810]
        assert story.kinds[:5] == ["changed", "failed", "failed", "failed", "changed"]
        assert [(look.again, look.failures) for look in story.looks[:5]] == [(60, 0), (90, 1), (180, 2), (360, 3), (60, 0)]
        assert story.everything_told == {"new": [2, 1, 0, 3]}


@pytest.mark.row("H13", "H17")
async def test_server_that_asks_to_be_left_alone_is_and_so_is_it_by_the_reader() -> None:
    story, source = polling(night(range(3)).encode(), busy(600))
    async with story:
        await story.run(100)

        assert story.looks[-1].again == 600
        assert story.follower.look_now() == "page.txt wants to be left alone for another 10 min"

        await story.run(559)
        assert source.times == [0, 60]
        await story.run(2)
        assert source.times == [0, 60, 660]


async def test_key_pressed_while_the_answer_is_read_brings_no_second_poll() -> None:
    clock, said = SteppedClock(), list[str | None]()
    source = Served([night(range(3)).encode()], clock, 60)

    def slow(document: Document, kept: Any) -> Iterator[Snapshot]:
        said.append(story.follower.look_now())
        return parse_in_parts(document, kept)

    story = Story(source, clock, slow)
    async with story:
        await story.run(50)

        assert said == ["page.txt is being asked already"]
        assert source.times == [0]


async def test_missing_network_makes_polls_no_rarer() -> None:
    story, source = polling(*[busy(offline=True)] * 5)
    async with story:
        await story.run(250)

        assert source.times == [0, 60, 120, 180, 240]


@pytest.mark.row("H17")
async def test_reader_may_ask_once_in_fifteen_seconds() -> None:
    story, source = polling(night(range(3)).encode())
    async with story:
        await story.run(4)
        assert story.follower.look_now() == "page.txt was asked 4 s ago; it can be asked again in 11 s"
        await story.run(12)
        assert story.follower.look_now() is None
        await story.run(1)
        assert source.times == [0, 16]
        assert story.follower.look_now() is not None
        await story.run(100)
        assert source.times == [0, 16, 76]


@pytest.mark.row("H15")
async def test_address_that_is_gone_is_asked_only_by_the_reader() -> None:
    story, source = polling(SourceNotFound("cannot read page.txt: it is gone for good (410)"), SourceNotFound("again"), night(range(3)).encode())
    async with story:
        await story.run(1_000_000)
        assert source.times == [0]
        assert (story.looks[-1].again, story.follower.due) == (None, None)
        story.follower.look_now()
        await story.run(1_000_000)
        assert len(source.times) == 2
        story.follower.look_now()
        await story.run(130)
        assert source.times[2:] == [2_000_000, 2_000_060, 2_000_120]
        assert story.numbers == [2, 1, 0]


async def test_pause_stops_polls_and_going_on_is_no_way_round_the_interval() -> None:
    story, source = polling(night(range(3)).encode())
    async with story:
        await story.run(10)
        for _ in range(5):
            story.follower.pause(True)
            await story.run(1)
            story.follower.pause(False)
            await story.run(1)
        assert source.times == [0]
        story.follower.pause(True)
        await story.run(1000)
        assert source.times == [0]
        story.follower.pause(False)
        await story.run(1)
        assert source.times == [0, 1020]


@pytest.mark.row("66")
@pytest.mark.row("H16")
async def test_clock_that_stood_still_brings_one_poll_and_no_burst() -> None:
    story, source = polling(night(range(3)).encode())
    async with story:
        await story.run(10)
        story.clock.sleep(8 * 3600)
        await story.run(100)

        assert source.times == [0, 28810, 28870]


class Stuck(Served):
    """Says that nothing has changed as long as it is asked whether something has."""

    forgets = 0

    def forget(self) -> None:
        self.forgets += 1

    async def fetch(self, previous: Document | None) -> Document | None:
        known = previous is not None and previous.validators.etag is not None
        if not known:
            return await super().fetch(previous)
        self.times.append(round(self._clock.monotonic() - 1000))
        self.reply = Reply(words="304", kind="unmodified", validated=True)
        return None


@pytest.mark.row("H9")
async def test_server_that_is_stuck_is_asked_for_all_of_its_document_after_eight_days() -> None:
    clock, tagged = SteppedClock(), Validators(etag='"a"', digest=b"1")
    pages = [Document(data=night(range(count)).encode(), source="page.txt", url="page.txt", validators=tagged) for count in (3, 4)]
    source = Stuck(pages, clock, 3600)
    story = Story(source, clock)
    async with story:
        await story.run(60)
        for _ in range(8):
            await story.run(24 * 3600)
            story.follower.touch()
        assert (story.numbers, source.forgets) == ([2, 1, 0], 0)
        await story.run(4 * 3600)

        assert (story.numbers, source.forgets) == ([3, 2, 1, 0], 1)
        assert story.told("new") == [2, 1, 0, 3]


@pytest.mark.row("H16")
async def test_key_after_a_sleep_that_only_the_wall_clock_knows_of_brings_what_was_due() -> None:
    story, source = polling(night(range(3)).encode(), interval=3600)
    async with story:
        await story.run(60)
        story.clock._now += timedelta(hours=8)
        story.follower.touch()
        await story.run(1)
        assert source.times == [0, 60]


@pytest.mark.row("H32")
async def test_unchanged_poll_one_interval_later_is_the_second_look_that_withdraws() -> None:
    story, source = polling(night(range(20)).encode(), night({*range(20)} - {10}).encode(), None)
    async with story:
        await story.run(70)
        assert story.told("withdrawn") == []
        await story.run(60)
        assert story.told("withdrawn") == [10]
        assert source.times == [0, 60, 120]


@pytest.mark.row("H2", "H23")
@pytest.mark.parametrize(
    "turned",
    [b"\x89PNG\r\n\x1a\n\0\0\0", b"We are sorry. The page that you want cannot be shown at the moment.", b"<!doctype html><html><body>Sign in</body></html>"],
    ids=["picture", "error_page", "login"],
)
async def test_feed_that_turns_into_something_else_is_an_error_that_changes_nothing(turned: bytes) -> None:
    story, source = polling(night(range(3)).encode(), turned, turned, None, night(range(4)).encode())
    previous: list[Document | None] = []
    fetch = source.fetch

    async def noted(document: Document | None) -> Document | None:
        previous.append(document)
        return await fetch(document)

    source.fetch = noted  # type: ignore[method-assign, assignment]
    async with story:
        await story.run(400)

        assert story.kinds[:5] == ["changed", "failed", "failed", "same", "changed"]
        assert story.everything_told == {"new": [2, 1, 0, 3]}
        assert "page.txt cannot be read: " in story.errors[0]
        assert {document.data for document in previous[1:5] if document} == {night(range(3)).encode()}
        assert [look.failures for look in story.looks[:5]] == [0, 1, 2, 0, 0]


async def test_what_is_only_an_addition_withdraws_nothing() -> None:
    page, part = night(range(20)).encode(), Document(data=night({*range(21)} - {10}).encode(), source="page.txt", partial=True)
    story, _ = polling(page, None, part, None, None)
    async with story:
        await story.run(400)

        assert story.everything_told == {"new": [*reversed(range(20)), 20]}


outcomes = st.lists(st.one_of(st.none(), st.floats(0, 5000), st.just("offline"), st.just("page")), max_size=12)


@pytest.mark.row("H10", "H13")
@settings(deadline=None, max_examples=40)
@given(outcomes, st.sampled_from([10.0, 60.0, 3600.0]), st.lists(st.floats(0, 900), max_size=5))
def test_polls_are_never_closer_than_the_interval_and_what_the_server_asked_for(script: list[Any], interval: float, presses: list[float]) -> None:
    """Also when the reader presses keys all the time: then they are at least the spacing of asked polls apart."""
    steps = [
        busy(each) if isinstance(each, float) else busy(offline=True) if each == "offline" else night(range(3)).encode() if each else None for each in script
    ]
    story, source = polling(*steps, interval=interval)

    async def run() -> None:
        async with story:
            for pause in presses:
                await story.run(pause)
                story.follower.look_now()
                story.follower.pause(True)
                story.follower.pause(False)
            while source.script:
                await story.run(2000)

    asyncio.run(run())
    gaps = [later - earlier for earlier, later in zip(source.times, source.times[1:], strict=False)]
    least = [each if isinstance(each, float) else 0.0 for each in script] + [0.0] * len(gaps)
    usual = [min(interval, 300.0) if each == "offline" else interval for each in script] + [interval] * len(gaps)
    asked = source.spacing if presses else interval

    assert all(gap >= max(min(asked, own), wait) - 1 for gap, own, wait in zip(gaps, usual, least, strict=False))


# --- all of it ----------------------------------------------------------------------------------------------------------


@pytest.mark.row("H8", "H10", "H11")
def test_schedule_of_an_address_follows_what_its_server_says(monkeypatch: pytest.MonkeyPatch) -> None:
    page, unchanged = live_page(2).encode(), answer(b"", "Age: 60", "Cache-Control: max-age=600", status="304 Not Modified", length=False)
    steps = [
        answer(page, 'ETag: "a"'),
        *[answer(page)] * 3,
        answer(page, 'ETag: "b"'),
        unchanged,
        answer(b"{}", "Content-Type: application/json; charset=utf-8"),
    ]
    with serving(*steps) as server:
        served = HttpSource(f"http://news.example:{server.port}/", interval=1, resolve=_to_loopback)
        monkeypatch.delenv("http_proxy", raising=False)
        monkeypatch.delenv("HTTP_PROXY", raising=False)
        pace, document, waits = Pace(), None, []
        for _ in steps:
            document = served.look(document) or document
            pace = rules.after(pace, rules.outcome(None, served.reply), NOW)
            waits.append(again(pace, wish(served.interval)))

    assert waits == [10, 30, 30, 60, 120, 540, 10]
    assert served.host == f"news.example:{server.port}"


@pytest.mark.row("H9")
def test_all_of_the_document_is_asked_for_without_validators(monkeypatch: pytest.MonkeyPatch) -> None:
    page, unchanged = live_page(2).encode(), answer(b"", 'ETag: "b"', status="304 Not Modified", length=False)
    with serving(answer(page, 'ETag: "a"'), unchanged, answer(page, 'ETag: "c"'), unchanged) as server:
        served = HttpSource(server.url)
        document = served.look()
        assert document is not None
        assert served.look(document) is None
        served.forget()
        whole = served.look(replace(document, validators=Validators(digest=document.validators.digest)))
        kinds = [served.reply.kind]
        served.look(document)
        kinds.append(served.reply.kind)

    assert whole is None
    assert kinds == ["same", "unmodified"]
    tags = [line for request in server.requests for line in request.decode().split("\r\n") if line.startswith("If-None-Match")]
    assert tags == ['If-None-Match: "a"', 'If-None-Match: "c"']


@pytest.mark.row("H11", "H13")
@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
@pytest.mark.parametrize("days", [-1, 1])
def test_time_by_a_clock_that_is_wrong_is_right_by_that_clock(status: str, days: int) -> None:
    there = datetime.now(UTC) + timedelta(days=days)
    date, retry = (format_datetime(moment, usegmt=True) for moment in (there, there + timedelta(minutes=5)))
    with serving(answer(b"", f"Date: {date}", f"Retry-After: {retry}", status=status)) as server, pytest.raises(SourceUnavailable) as caught:
        HttpSource(server.url).look()

    assert caught.value.retry_after == 300
    assert str(caught.value.status) == status[:3]


@pytest.mark.row("H11", "H13", "H14", "H15")
@pytest.mark.parametrize(
    ("status", "headers", "least", "most"),
    [
        ("429 Too Many Requests", ["Retry-After: 120"], 120, 120),
        ("429 Too Many Requests", ["Retry-After: AHEAD"], 3500, 3600),
        ("429 Too Many Requests", ["Retry-After: BEFORE"], 90, 90),
        ("429 Too Many Requests", ["Retry-After: 100000000000000000000"], 600, 600),
        ("429 Too Many Requests", ["Retry-After: 999999999"], DAY, DAY),
        ("429 Too Many Requests", ["Retry-After: -1"], 600, 600),
        ("429 Too Many Requests", ["Retry-After: soon"], 600, 600),
        ("429 Too Many Requests", [], 600, 600),
        ("503 Service Unavailable", ["Retry-After: 120"], 120, 120),
        ("503 Service Unavailable", [], 90, 90),
        ("500 Internal Server Error", [], 90, 90),
        ("404 Not Found", [], 90, 90),
        ("403 Forbidden", [], 90, 90),
        ("410 Gone", [], None, None),
        ("401 Unauthorized", [], None, None),
        ("204 No Content", [], 90, 90),
        ("200 OK", [], 60, 60),
        ("200 OK", ["Cache-Control: max-age=600"], 600, 600),
        ("200 OK", ["Cache-Control: max-age=504576000"], 900, 900),
        ("200 OK", ["Cache-Control: max-age=-1"], 60, 60),
        ("200 OK", ['Cache-Control: max-age="300"'], 300, 300),
        ("200 OK", ["Cache-Control: max-age=300, max-age=600"], 300, 300),
        ("200 OK", ["Cache-Control: max-age=600, no-cache"], 60, 60),
        ("200 OK", ["Cache-Control: max-age=600", "Age: 601"], 60, 60),
        ("200 OK", ["Expires: BEFORE"], 60, 60),
        ("200 OK", ["Date: BEFORE", "Expires: AHEAD"], 900, 900),
    ],
)
async def test_answer_of_a_server_and_the_time_of_the_next_poll(status: str, headers: list[str], least: float | None, most: float | None) -> None:
    """BEFORE and AHEAD stand for times an hour ago and in an hour."""
    before, ahead = (format_datetime(datetime.now(UTC) + timedelta(hours=hours), usegmt=True) for hours in (-1, 1))
    lines = [line.replace("BEFORE", before).replace("AHEAD", ahead) for line in headers]
    with serving(answer(live_page(2).encode() if status == "200 OK" else b"", *lines, status=status)) as server:
        follower = Follower(HttpSource(server.url), SystemClock(), chance=lambda: 0.5)
        looks = follower.looks()
        async with asyncio.timeout(PATIENCE):
            look = await anext(looks)
            while look.snapshot is not None and look.snapshot.progress < 1:
                look = await anext(looks)
        await looks.aclose()  # type: ignore[attr-defined]

    assert look.record is not None
    if least is None or most is None:
        assert look.again is None
        assert look.record.pace.stopped
    else:
        assert look.again is not None
        assert look.record.pace.due is not None
        assert least - 1 <= look.again <= most
        assert look.record.pace.due == pytest.approx(look.again + datetime.now(UTC).timestamp(), abs=2)


def _to_loopback(host: Any, port: Any, *_: Any) -> list[Any]:
    import socket

    return socket.getaddrinfo("127.0.0.1", port, type=socket.SOCK_STREAM)
