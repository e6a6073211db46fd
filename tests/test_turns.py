"""Turns at the gate for threads: a stream that connects again waits for its turn, and one that is open is in nobody's way."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Future

import pytest

from feeds import Follower, Hosts, HttpSource, SourceUnavailable
from feeds.errors import SourceHeld
from feeds.polling.hosts import MOST, Turn
from feeds.polling.turns import ThreadTurns
from tui.clock import SystemClock

from .event_servers import HEAD, event, sending
from .misbehaving import answer, serving, silence
from .support import our_threads
from .waiting import PATIENCE, join, until

HOST = "news.example"


class Asker:
    """A thread that wants a turn, has it until it is told to go on, and ends."""

    def __init__(self, turns: ThreadTurns, host: str = HOST, error: Exception | None = None) -> None:
        self.had, self.over = threading.Event(), threading.Event()
        self.cancel: Callable[[], None] = lambda: None
        self.ended: BaseException | None = None
        self._turns, self._host, self._error = turns, host, error
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            with self._turns(self._host, self._begun):
                self.had.set()
                self.over.wait(PATIENCE)
                if self._error is not None:
                    raise self._error
        except BaseException as error:
            self.ended = error

    def _begun(self, cancel: Callable[[], None]) -> None:
        self.cancel = cancel

    async def done(self) -> None:
        self.over.set()
        await until(lambda: not self.thread.is_alive())


def gate(apart: float = 0.0) -> tuple[Hosts, ThreadTurns]:
    hosts = Hosts(SystemClock(), apart=apart)
    return hosts, ThreadTurns(hosts, asyncio.get_running_loop(), "a stream")


@pytest.mark.row("H17")
async def test_thread_waits_for_its_turn_and_others_wait_for_it() -> None:
    hosts, turns = gate()
    async with hosts.turn(HOST):
        asker = Asker(turns)
        await asyncio.sleep(0.03)
        assert not asker.had.is_set()
    await until(asker.had.is_set)
    waiting = asyncio.create_task(one_turn(hosts))
    await asyncio.sleep(0.03)
    assert not waiting.done()
    await asker.done()
    await waiting

    assert asker.ended is None


async def one_turn(hosts: Hosts) -> None:
    async with hosts.turn(HOST):
        return


@pytest.mark.row("H17")
async def test_connections_are_a_second_apart_and_count_to_the_four() -> None:
    _, turns = gate(apart=0.2)
    first = Asker(turns)
    await until(first.had.is_set)
    ended = time.monotonic()
    await first.done()
    second = Asker(turns)
    await until(second.had.is_set)
    assert time.monotonic() - ended > 0.15

    others = [Asker(turns, f"host{number}.example") for number in range(MOST)]
    await until(lambda: sum(other.had.is_set() for other in others) == MOST - 1)
    await asyncio.sleep(0.03)
    assert sum(other.had.is_set() for other in others) == MOST - 1
    await second.done()
    await until(lambda: all(other.had.is_set() for other in others))
    for other in others:
        await other.done()


@pytest.mark.row("H17")
async def test_thread_that_is_told_to_end_waits_no_longer_and_leaks_no_turn() -> None:
    hosts, turns = gate()
    async with hosts.turn(HOST):
        asker = Asker(turns)
        await asyncio.sleep(0.03)
        asker.cancel()
        await until(lambda: not asker.thread.is_alive())
        assert isinstance(asker.ended, asyncio.CancelledError)
        await until(lambda: not hosts._waiting)
    async with asyncio.timeout(PATIENCE), hosts.turn(HOST):
        asker.cancel()


@pytest.mark.row("H13")
async def test_thread_is_refused_by_a_host_that_wants_to_be_left_alone_and_has_it_left_alone_by_all() -> None:
    hosts, turns = gate()
    often = SourceUnavailable("it is asked too often (429)", retry_after=120, status=429)
    asker = Asker(turns, error=often)
    await until(asker.had.is_set)
    await asker.done()
    await until(lambda: hosts.closed(HOST) > 0)
    refused = Asker(turns)
    await until(lambda: not refused.thread.is_alive())

    assert asker.ended is often
    assert 100 < hosts.closed(HOST) <= 120
    assert isinstance(refused.ended, SourceHeld)
    assert refused.ended.retry_after == pytest.approx(120, abs=5)


async def test_host_that_does_not_say_for_how_long_is_left_alone_for_ten_minutes() -> None:
    hosts, turns = gate()
    asker = Asker(turns, error=SourceUnavailable("it is asked too often (429)", status=429))
    await asker.done()
    await until(lambda: hosts.closed(HOST) > 0)

    assert 590 < hosts.closed(HOST) <= 600


async def test_other_failures_close_no_host() -> None:
    hosts, turns = gate()
    await Asker(turns, error=SourceUnavailable("in trouble", status=503, retry_after=60)).done()
    async with asyncio.timeout(PATIENCE), hosts.turn(HOST):
        assert hosts.closed(HOST) == 0


@pytest.mark.parametrize("when", ["before it asks", "while it waits", "in its turn"])
def test_thread_outlives_the_loop(when: str) -> None:
    async def run() -> Asker | ThreadTurns:
        hosts, turns = gate()
        if when == "before it asks":
            return turns
        if when == "in its turn":
            asker = Asker(turns)
            await until(asker.had.is_set)
            return asker
        hosts._busy.add(HOST)
        asker = Asker(turns)
        await asyncio.sleep(0.03)
        return asker

    found = asyncio.run(run())
    asker = found if isinstance(found, Asker) else Asker(found)
    asker.cancel()
    asker.over.set()
    join(asker.thread)

    assert (asker.ended is None) is (when == "in its turn")


@pytest.mark.parametrize("closed", [False, True])
async def test_turn_that_comes_when_nobody_waits_for_it_any_more_is_given_back(closed: bool) -> None:
    hosts, turns = gate()
    if closed:
        hosts.pause(HOST, 60)
    had: Future[Turn] = Future()
    had.cancel()
    async with asyncio.timeout(PATIENCE):
        await turns._have(HOST, had, asyncio.Event())

    assert hosts._waiting == []
    assert hosts._busy == set()


# --- streams ------------------------------------------------------------------------------------------------------------


class Following:
    """A source that is followed through a gate, after its first look."""

    def __init__(self, url: str, hosts: Hosts) -> None:
        self.source = HttpSource(url)
        self.looks = Follower(self.source, SystemClock(), hosts=hosts).looks()

    async def first(self) -> Following:
        async with asyncio.timeout(PATIENCE):
            await anext(self.looks)
        return self


async def end(*followed: Following) -> None:
    for each in followed:
        assert isinstance(each.looks, AsyncGenerator)
        await each.looks.aclose()
    await until(lambda: not our_threads("feedreader-events"))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    from feeds.sources import events_pace

    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(events_pace, "USUAL", 0.01)


@pytest.mark.row("H17", "H29")
async def test_open_streams_are_in_nobodys_way_and_not_among_the_four() -> None:
    with serving(sending(event(1))) as server:
        hosts = Hosts(SystemClock())
        streams = [await Following(f"{server.url}{number}", hosts).first() for number in range(MOST + 2)]
        assert server.open == MOST + 2
        server.steps = [answer(b"<rss><channel><item><title>Gates closed</title></item></channel></rss>")]
        await end(await Following(f"{server.url}feed", hosts).first(), *streams)


@pytest.mark.row("H17", "H29")
async def test_stream_connects_again_only_in_its_turn_and_gives_it_back_when_it_is_connected() -> None:
    cut = threading.Event()

    async def until_it_is_cut(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + event(1))
        await until(cut.is_set)

    with serving(until_it_is_cut, sending(event(2))) as server:
        hosts = Hosts(SystemClock())
        followed = await Following(server.url, hosts).first()
        async with asyncio.timeout(PATIENCE), hosts.turn(followed.source.host):
            cut.set()
            await until(lambda: followed.source.again is not None)
            await asyncio.sleep(0.1)
            assert len(server.requests) == 1
        await until(lambda: len(server.requests) == 2 and followed.source.again is None)
        async with asyncio.timeout(PATIENCE), hosts.turn(followed.source.host):
            assert server.open == 1
        await end(followed)


@pytest.mark.row("H17", "H29")
async def test_stream_that_connects_keeps_others_of_its_host_waiting_until_it_is_closed() -> None:
    with serving(sending(event(1), stay=False), silence) as server:
        hosts = Hosts(SystemClock())
        followed = await Following(server.url, hosts).first()
        await until(lambda: len(server.requests) == 2)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05), hosts.turn(followed.source.host):
                raise AssertionError("two requests at a time")
        await end(followed)
        async with asyncio.timeout(PATIENCE), hosts.turn(followed.source.host):
            await until(lambda: not server.open)


@pytest.mark.row("H13", "H29")
async def test_stream_that_is_asked_too_often_has_its_host_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    paused: list[tuple[str, float]] = []
    monkeypatch.setattr(Hosts, "pause", lambda _, host, seconds: paused.append((host, seconds)))
    with serving(sending(event(1), stay=False), answer(status="429 Too Many Requests")) as server:
        followed = await Following(server.url, Hosts(SystemClock())).first()
        await until(lambda: paused)
        await end(followed)

    assert paused == [(f"127.0.0.1:{server.port}", 600.0)]
