"""When a server is asked again, and that it is never asked sooner. Time is a parameter."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Document, FeedError, HttpSource, MemorySource, Reply, Snapshot, SourceNotFound, SourceUnavailable, duration, parse_in_parts
from feeds import schedule as rules

from .misbehaving import answer, serving
from .pages import live_page
from .test_polling import SteppedClock, Story, night

# --- the rules ----------------------------------------------------------------------------------------------------------


@pytest.mark.row("H10", "H17")
@pytest.mark.parametrize(
    ("asked", "validated", "loopback", "seconds"),
    [
        (None, True, False, 60),
        (None, False, False, 60),
        (1, True, False, 10),
        (1, False, False, 30),
        (45, False, False, 45),
        (3600, True, False, 3600),
        (1, False, True, 1),
        (None, False, True, 60),
    ],
)
def test_interval_has_a_floor_but_on_this_machine(asked: float | None, validated: bool, loopback: bool, seconds: float) -> None:
    assert rules.interval(asked, validated=validated, loopback=loopback) == seconds


@pytest.mark.row("H8")
def test_server_that_always_sends_everything_is_asked_less_often_after_three_times() -> None:
    assert [rules.interval(None, validated=True, loopback=False, same=same) for same in range(8)] == [60, 60, 60, 120, 240, 300, 300, 300]
    assert rules.interval(600, validated=True, loopback=False, same=9) == 600
    assert rules.interval(2, validated=True, loopback=True, same=9) == 2


@pytest.mark.parametrize(
    ("outcome", "retry_after", "failures", "seconds"),
    [
        ("answered", None, 0, 60),
        ("answered", 600, 0, 600),
        ("failed", None, 1, 60),
        ("failed", None, 2, 120),
        ("failed", None, 4, 480),
        ("failed", None, 9, 3600),
        ("failed", None, 10_000, 3600),
        ("failed", 30, 1, 60),
        ("failed", 600, 1, 600),
        ("failed", 600, 6, 1920),
        ("failed", 10.0**20, 1, 86400),
        ("offline", None, 7, 60),
        ("stopped", None, 1, None),
    ],
)
def test_wait(outcome: rules.Outcome, retry_after: float | None, failures: int, seconds: float | None) -> None:
    assert rules.wait(60, outcome, retry_after=retry_after, failures=failures) == seconds


def test_slow_interval_of_the_user_is_not_made_faster_by_failures() -> None:
    assert rules.wait(7200, "failed", failures=3) == 7200


@given(st.floats(0.1, 1e6), st.sampled_from(["answered", "failed", "offline"]), st.none() | st.floats(0, 1e30), st.integers(0, 10**6))
def test_wait_is_never_shorter_than_the_interval_and_what_the_server_asked_for(
    interval: float, outcome: rules.Outcome, retry_after: float | None, failures: int
) -> None:
    wait = rules.wait(interval, outcome, retry_after=retry_after, failures=failures)

    assert wait is not None
    assert max(interval, min(retry_after or 0, rules.LONGEST)) <= wait <= max(interval, rules.LONGEST)


def test_too_many_requests_without_a_time_wait_ten_minutes_then_twice_that() -> None:
    assert [rules.too_many(times) for times in (1, 2, 3, 9, 100)] == [600, 1200, 2400, 86400, 86400]


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
        await story.run(700)

        assert source.times == [0, 60, 120, 240, 480, 540, 600, 660]
        assert story.kinds[:5] == ["changed", "failed", "failed", "failed", "changed"]
        assert [(look.again, look.failures) for look in story.looks[:5]] == [(60, 0), (60, 1), (120, 2), (240, 3), (60, 0)]
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


@pytest.mark.row("H16")
async def test_clock_that_stood_still_brings_one_poll_and_no_burst() -> None:
    story, source = polling(night(range(3)).encode())
    async with story:
        await story.run(10)
        story.clock.sleep(8 * 3600)
        await story.run(100)

        assert source.times == [0, 28810, 28870]


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
            await story.run(20_000)

    asyncio.run(run())
    gaps = [later - earlier for earlier, later in zip(source.times, source.times[1:], strict=False)]
    least = [each if isinstance(each, float) else 0.0 for each in script] + [0.0] * len(gaps)
    asked = min(interval, source.spacing) if presses else interval

    assert all(gap >= max(asked, wait) - 1 for gap, wait in zip(gaps, least, strict=False))


# --- all of it ----------------------------------------------------------------------------------------------------------


@pytest.mark.row("H8", "H10")
def test_interval_of_an_address_follows_what_its_server_can(monkeypatch: pytest.MonkeyPatch) -> None:
    page = live_page(2).encode()
    with serving(answer(page, 'ETag: "a"'), *[answer(page)] * 4, answer(b"", status="304 Not Modified", length=False)) as server:
        served = HttpSource(f"http://news.example:{server.port}/", interval=1, resolve=_to_loopback)
        monkeypatch.delenv("http_proxy", raising=False)
        monkeypatch.delenv("HTTP_PROXY", raising=False)
        intervals = [served.interval]
        document = served.look()
        intervals.append(served.interval)
        for _ in range(4):
            assert served.look(document) is None
            intervals.append(served.interval)

    assert intervals == [30, 10, 30, 30, 60, 120]
    assert HttpSource("http://127.0.0.1/", interval=1).interval == 1


def _to_loopback(host: Any, port: Any, *_: Any) -> list[Any]:
    import socket

    return socket.getaddrinfo("127.0.0.1", port, type=socket.SOCK_STREAM)
