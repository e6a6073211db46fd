"""Whose turn it is: never two requests at a time to one host, a second apart, and four in all."""

from __future__ import annotations

import asyncio
import itertools
import socket
import threading
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, aclosing, suppress
from random import Random
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Document, Follower, HttpSource, Look, Pace, Reply, SourceRecord, SourceUnavailable
from feeds.errors import SourceHeld
from feeds.polling.hosts import MOST, Hosts, known_as
from feeds.polling.polls import Polls
from feeds.sources.http.body import Caps
from tui.clock import SystemClock

from .crowd import CrowdClock
from .event_servers import HEAD, event, sending
from .misbehaving import Server, answer, serving, silence
from .pages import live_page
from .waiting import PATIENCE, in_time, until


class Street:
    """Requests to some hosts, and when each was begun and ended."""

    def __init__(self) -> None:
        self.clock = CrowdClock()
        self.hosts = Hosts(self.clock)
        self.done: list[tuple[str, str, float, float]] = []
        """Host, name, begin and end in seconds."""
        self.now_at: Counter[str] = Counter()
        self.most = 0
        self.refused: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []

    @property
    def time(self) -> float:
        return round(self.clock.monotonic() - 1000, 3)

    def ask(self, host: str, name: str = "", *, takes: float = 0.3, rank: Callable[[], int] = lambda: 0) -> asyncio.Task[None]:
        task = asyncio.create_task(self._ask(host, name, takes, rank))
        self.tasks.append(task)
        return task

    async def _ask(self, host: str, name: str, takes: float, rank: Callable[[], int]) -> None:
        try:
            async with self.hosts.turn(host, name, rank=rank):
                self.now_at[host] += 1
                self.most = max(self.most, self.now_at.total())
                assert self.now_at[host] == 1
                begun = self.time
                try:
                    await self.clock.wait(asyncio.Event(), takes)
                finally:
                    self.now_at[host] -= 1
                    self.done.append((host, name, begun, self.time))
        except SourceHeld as error:
            self.refused.append(f"{error} {error.retry_after:g}")

    async def end(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def gaps(self, host: str) -> list[float]:
        """Seconds from the end of each request to the begin of the next."""
        spans = sorted((begun, ended) for each, _, begun, ended in self.done if each == host)
        return [round(later[0] - earlier[1], 3) for earlier, later in itertools.pairwise(spans)]


@pytest.mark.row("H17")
async def test_fifty_requests_to_ten_hosts_are_one_at_a_time_each_a_second_apart_and_four_in_all() -> None:
    street = Street()
    for number in range(50):
        street.ask(f"host{number % 10}.example", str(number))
    await street.clock.run(100)

    assert len(street.done) == 50
    assert street.most == MOST == 4
    assert all(gap >= 1 for number in range(10) for gap in street.gaps(f"host{number}.example"))
    assert [name for host, name, _, _ in street.done if host == "host3.example"] == ["3", "13", "23", "33", "43"]
    assert max(ended for _, _, _, ended in street.done) < 10
    await street.end()


@pytest.mark.row("64")
@pytest.mark.row("H17")
async def test_fifty_sources_of_one_host_are_asked_one_after_the_other() -> None:
    street = Street()
    for number in range(50):
        street.ask("one.example", str(number), takes=0.5)
    await street.clock.run(80)

    assert street.gaps("one.example") == [1.0] * 49
    assert [name for _, name, _, _ in street.done] == [str(number) for number in range(50)]
    await street.end()


@pytest.mark.row("H17")
async def test_this_machine_is_asked_without_a_pause_but_one_at_a_time() -> None:
    street = Street()
    for number in range(5):
        street.ask("127.0.0.1:8000", str(number))
        street.ask("localhost:81", str(number))
        street.ask("10.0.0.1", str(number))
    await street.clock.run(1.61)

    assert street.gaps("127.0.0.1:8000") == street.gaps("localhost:81") == [0.0] * 4
    assert street.gaps("10.0.0.1") == [1.0]
    await street.end()


async def test_what_the_reader_asks_for_goes_first_and_what_is_on_the_screen_before_the_rest() -> None:
    street, asked = Street(), []
    street.ask("a.example", "first", rank=lambda: 2)
    for name in ("background", "hurried"):
        street.ask("a.example", name, rank=lambda name=name: 0 if name in asked else 2)  # type: ignore[misc]
    street.ask("a.example", "shown", rank=lambda: 1)
    street.ask("a.example", "pressed", rank=lambda: 0)
    await street.clock.run(0.1)
    asked.append("hurried")
    await street.clock.run(20)

    assert [name for _, name, _, _ in street.done] == ["first", "hurried", "pressed", "shown", "background"]
    await street.end()


async def test_waiter_who_leaves_leaks_no_turn_whether_it_waited_had_its_turn_or_asked() -> None:
    street = Street()
    waiting = [street.ask(f"host{number}.example", str(number), takes=50) for number in range(8)]
    await street.clock.run(1)
    for number in (0, 5, 2):
        waiting[number].cancel()
    await street.clock.run(1)

    assert street.now_at.total() == 4
    assert [host for host in street.now_at if street.now_at[host]] == ["host1.example", "host3.example", "host4.example", "host6.example"]
    await street.end()


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6))
def test_turns_are_given_to_all_however_waiters_come_and_go(seed: int) -> None:
    async def run() -> None:
        street, draw = Street(), Random(seed)
        for _ in range(40):
            street.ask(draw.choice(["a.example", "b.example", "c.example:81", "127.0.0.1:80", "d.example", "e.example"]), takes=draw.random() * 3)
            if draw.random() < 0.4:
                draw.choice(street.tasks).cancel()
            if draw.random() < 0.5:
                await street.clock.run(draw.random())
            assert street.now_at.total() <= 4
        await street.clock.run(200)
        assert all(task.done() for task in street.tasks)
        last = street.ask("a.example", "last")
        await street.clock.run(2)
        assert last.done()
        assert street.done[-1][1] == "last"

    asyncio.run(run())


@pytest.mark.row("H13")
async def test_host_that_is_asked_too_often_is_left_alone_by_all_who_ask_or_wait() -> None:
    street = Street()
    street.ask("a.example", "asking", takes=5)
    street.ask("a.example:8443", "waiting")
    street.ask("b.example", "elsewhere", takes=5)
    await street.clock.run(1)
    street.hosts.pause("a.example", 600)
    await street.clock.run(60)
    street.ask("a.example", "late")
    await street.clock.run(60)

    assert street.refused == [
        "cannot read waiting: a.example is asked too often and wants to be left alone 600",
        "cannot read late: a.example is asked too often and wants to be left alone 540",
    ]
    assert {name for _, name, _, _ in street.done} == {"asking", "elsewhere"}
    assert street.hosts.refusal("A.example:80") == "a.example is asked too often and wants to be left alone for another 8 min"
    assert street.hosts.refusal("b.example") is None

    await street.clock.run(481)
    street.ask("a.example", "after")
    await street.clock.run(5)
    assert street.done[-1][1] == "after"
    assert street.hosts.refusal("a.example") is None
    await street.end()


@pytest.mark.row("H13")
async def test_private_network_is_many_servers_and_none_is_paused_for_another() -> None:
    hosts = Hosts(CrowdClock())
    for host in ("127.0.0.1:8000", "localhost", "192.168.1.4:80", "[::1]:8080", "[fe80::1]"):
        hosts.pause(host, 600)
        assert hosts.refusal(host) is None


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("news.example", "news.example"),
        ("News.Example:8443", "news.example"),
        ("news.example.", "news.example"),
        ("ann:hush@news.example", "news.example"),
        ("127.0.0.1:8000", "127.0.0.1:8000"),
        ("localhost:8000", "localhost:8000"),
        ("192.168.1.4:81", "192.168.1.4:81"),
        ("[::1]:8000", "[::1]:8000"),
        ("[2606:4700::1]:443", "[2606:4700::1]"),
        ("1.1.1.1:443", "1.1.1.1"),
    ],
)
def test_host_is_one_machine_on_the_open_network_and_each_port_is_one_elsewhere(host: str, name: str) -> None:
    assert known_as(host) == name


# --- followers at the gate ----------------------------------------------------------------------------------------------


class Outlet:
    """A polled source without documents: it says that nothing has changed, or fails, after a while."""

    finished = False
    spacing = 15.0
    local = False
    interval: float | None = None

    def __init__(self, street: Street, host: str, number: int = 0, *, takes: float = 0.3) -> None:
        self.name = self.title = self.key = f"https://{host}/{number}"
        self.host, self._street, self._takes = host, street, takes
        self.reply = Reply(words="304", kind="unmodified")
        self.errors: list[Exception] = []
        self.times: list[float] = []

    async def fetch(self, previous: Document | None) -> None:
        street = self._street
        street.now_at[self.host] += 1
        assert street.now_at[self.host] == 1
        assert street.now_at.total() <= 4
        self.times.append(street.time)
        try:
            await street.clock.wait(asyncio.Event(), self._takes)
        finally:
            street.now_at[self.host] -= 1
        if self.errors:
            raise self.errors.pop(0)

    def watch(self, wake: Callable[[], None]) -> None:
        self.wake = wake

    def close(self) -> None:
        return


class Town:
    """Followers that share a gate."""

    def __init__(self, *outlets: Outlet, street: Street, **more: Any) -> None:
        self.street, self.outlets, draw = street, outlets, Random(7)
        records = more.pop("records", [None] * len(outlets))
        self.followers = [
            Follower(outlet, street.clock, hosts=street.hosts, chance=draw.random, record=record, **more)
            for outlet, record in zip(outlets, records, strict=True)
        ]
        self.looks: list[Look] = []
        self._tasks = [asyncio.create_task(self._follow(follower)) for follower in self.followers]

    async def _follow(self, follower: Follower) -> None:
        async for look in follower.looks():
            self.looks.append(look)

    async def run(self, seconds: float) -> None:
        await self.street.clock.run(seconds)
        for task in self._tasks:
            if task.done():
                task.result()

    async def end(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task

    def asked(self, since: float = 0) -> int:
        return sum(time >= since for outlet in self.outlets for time in outlet.times)


@pytest.mark.row("64")
@pytest.mark.row("H16", "H17")
async def test_fifty_sources_that_are_due_at_once_are_asked_in_turn_and_once() -> None:
    street = Street()
    town = Town(*[Outlet(street, f"host{number % 5}.example", number) for number in range(50)], street=street, live=False)
    await town.run(600)

    assert [len(outlet.times) for outlet in town.outlets] == [1] * 50
    await town.end()


@pytest.mark.row("66")
@pytest.mark.row("H16")
@pytest.mark.parametrize("hours", [8, -8])
@pytest.mark.parametrize("live", [True, False])
async def test_clock_that_jumps_brings_no_burst_and_silences_nobody(hours: float, live: bool) -> None:
    street = Street()
    town = Town(*[Outlet(street, f"host{number % 5}.example", number) for number in range(20)], street=street, live=live)
    await town.run(700)
    street.clock.set(hours * 3600)
    before = town.asked()
    await town.run(360)

    if live:
        assert 5 * 20 <= town.asked() - before <= 7 * 20
    else:
        assert [len(outlet.times) for outlet in town.outlets] == [2 if hours > 0 else 1] * 20
        await town.run(3990)
        assert [len(outlet.times) for outlet in town.outlets] == [3 if hours > 0 else 2] * 20
    await town.end()


@pytest.mark.row("H16")
async def test_wall_clock_that_is_set_is_kept_right_in_what_is_remembered() -> None:
    street = Street()
    town = Town(Outlet(street, "a.example"), street=street)
    await town.run(70)
    street.clock.set(-8 * 3600)
    await town.run(70)

    record = town.looks[-1].record
    assert record is not None
    assert record.pace.checked is not None and record.pace.due is not None
    assert street.clock.now().timestamp() - 70 <= record.pace.checked <= street.clock.now().timestamp()
    assert 54 <= record.pace.due - record.pace.checked <= 66
    await town.end()


@pytest.mark.row("H13", "H17")
async def test_source_of_a_host_that_is_asked_too_often_is_not_asked_and_says_why() -> None:
    street = Street()
    first, second, third = (Outlet(street, host, number) for number, host in enumerate(["a.example", "a.example", "b.example"]))
    first.errors.append(SourceUnavailable("cannot read it: it is asked too often (429)", retry_after=900, status=429))
    town = Town(first, second, third, street=street)
    await town.run(300)

    assert (len(first.times), len(second.times), len(third.times)) == (1, 0, 6)
    held = next(look for look in town.looks if look.source == second.name)
    assert str(held.error) == f"cannot read {second.name}: a.example is asked too often and wants to be left alone"
    assert (held.kind, held.answer, held.failures) == ("failed", "", 1)
    assert held.again == pytest.approx(900, abs=1)
    assert sum(look.source == second.name for look in town.looks) == 1
    assert town.followers[1].look_now() == f"{second.title} wants to be left alone for another 11 min"
    await town.run(700)
    assert 900 <= first.times[1] < 902
    assert 900 <= second.times[0] < 902
    assert town.looks[-1].failures == 0
    await town.end()


@pytest.mark.row("H13", "H16")
async def test_host_that_was_asked_too_often_is_left_alone_by_the_next_sitting_too() -> None:
    street = Street()
    until = street.clock.now().timestamp() + 600
    record = SourceRecord(source="", key="", pace=Pace(checked=until - 900, due=until, closed_until=until, too_many=1, failures=1, trouble=1))
    town = Town(Outlet(street, "a.example", 1), Outlet(street, "a.example", 2), street=street, records=[record, None])
    await town.run(590)
    assert town.asked() == 0
    assert town.followers[0].look_now() is not None
    await town.run(20)
    assert town.asked() == 2
    await town.end()


@pytest.mark.row("H16")
async def test_remembered_sources_are_asked_once_in_twenty_sittings() -> None:
    street, asked = Street(), 0
    records: list[SourceRecord | None] = [None] * 6
    for _ in range(20):
        outlets = [Outlet(street, f"host{number}.example", number) for number in range(6)]
        town = Town(*outlets, street=street, records=records, live=False, urgent=False)
        await town.run(90 if not asked else 3)
        asked += town.asked()
        records = [follower.record for follower in town.followers]
        await town.end()

    assert asked == 6


@pytest.mark.row("H10")
async def test_source_that_comes_to_the_screen_is_asked_at_once_and_then_as_what_is_live() -> None:
    street = Street()
    outlet = Outlet(street, "a.example")
    town = Town(outlet, street=street, live=False)
    await town.run(1000)
    assert len(outlet.times) == 1
    town.followers[0].live = True
    await town.run(1)
    assert len(outlet.times) == 2
    await town.run(600)
    assert 10 <= len(outlet.times) <= 13
    town.followers[0].live = False
    before = len(outlet.times)
    await town.run(3000)
    assert len(outlet.times) == before
    for _ in range(40):
        town.followers[0].live = not town.followers[0].live
        await town.run(0.5)
    assert len(outlet.times) == before + 1
    await town.end()


@pytest.mark.row("H10")
async def test_key_wakes_a_source_that_nobody_looked_at_for_hours() -> None:
    street = Street()
    outlet = Outlet(street, "a.example")
    town = Town(outlet, street=street)
    await town.run(4 * 3600 + 120)
    outlet.times.clear()
    await town.run(3000)
    assert len(outlet.times) == 0
    town.followers[0].touch()
    await town.run(1)
    assert len(outlet.times) == 1
    for _ in range(100):
        town.followers[0].touch()
        await town.run(6)
    assert 10 <= len(outlet.times) <= 13
    await town.end()


async def test_follower_that_waits_for_its_turn_or_an_answer_ends_at_once() -> None:
    street = Street()
    outlets = [Outlet(street, f"host{number}.example", number, takes=1e6) for number in range(10)]
    town = Town(*outlets, street=street)
    await town.run(5)
    assert street.now_at.total() == 4
    await town.end()
    assert street.now_at.total() == 0
    assert street.time == 5


async def test_key_pressed_in_the_queue_moves_the_source_to_the_front_and_asks_once() -> None:
    street = Street()
    outlets = [Outlet(street, "a.example", number, takes=2) for number in range(6)]
    town = Town(*outlets, street=street)
    await town.run(0.5)
    assert town.followers[5].look_now() is None
    await town.run(50)

    assert outlets[5].times[0] < outlets[1].times[0]
    assert [len(outlet.times) for outlet in outlets] == [1] * 6
    await town.end()


@pytest.mark.row("H17")
async def test_server_never_has_two_requests_of_ours_at_a_time() -> None:
    at_once: list[int] = []

    async def slowly(writer: asyncio.StreamWriter) -> None:
        at_once.append(server.open)
        await asyncio.sleep(0.01)
        writer.write(answer(live_page(2).encode()))
        await writer.drain()

    with serving(slowly) as server:
        clock = SystemClock()
        hosts = Hosts(clock)

        async def first(number: int) -> Look:
            looks = Follower(HttpSource(f"{server.url}{number}"), clock, hosts=hosts).looks()
            try:
                return await anext(looks)
            finally:
                await looks.aclose()  # type: ignore[attr-defined]

        async with asyncio.timeout(PATIENCE):
            told = await asyncio.gather(*(first(number) for number in range(12)))

    assert [look.error for look in told] == [None] * 12
    assert at_once == [1] * 12


async def test_ten_followers_of_silent_servers_end_at_once() -> None:
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(silence)) for _ in range(10)]
        clock = SystemClock()
        hosts = Hosts(clock)

        async def follow(url: str) -> None:
            async for look in Follower(HttpSource(url), clock, hosts=hosts).looks():
                raise AssertionError(look)

        tasks = [asyncio.create_task(follow(server.url)) for server in servers]
        async with asyncio.timeout(PATIENCE):
            while sum(len(server.requests) for server in servers) < MOST:  # noqa: ASYNC110 - the servers are in other threads
                await asyncio.sleep(0.01)
            begun = time.monotonic()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            took = time.monotonic() - begun
            while any(server.open for server in servers):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

        assert in_time(took, 5)  # the servers are silent for fifteen seconds
        assert sum(len(server.requests) for server in servers) == MOST


# --- documents of older posts --------------------------------------------------------------------------------------------


class Archive(Outlet):
    """One that has documents of older posts, and is asked too often for them."""

    async def fetch_from(self, address: str) -> Document:
        raise self.errors.pop(0)


@pytest.mark.row("H13", "H30")
@pytest.mark.parametrize(
    ("address", "error", "host", "closed"),
    [
        ("https://old.example/1", SourceUnavailable("too often", status=429, retry_after=120), "old.example", 120),
        ("https://old.example/1", SourceUnavailable("too often", status=429), "old.example", 600),
        ("/1", SourceUnavailable("too often", status=429), "a.example", 600),
        ("http://[", SourceUnavailable("too often", status=429), "a.example", 600),
        ("https://old.example/1", SourceUnavailable("in trouble", status=503, retry_after=120), "old.example", 0),
    ],
)
async def test_host_that_is_asked_too_often_for_older_posts_is_left_alone(address: str, error: SourceUnavailable, host: str, closed: float) -> None:
    street = Street()
    archive = Archive(street, "a.example")
    archive.errors = [error]
    polls = Polls(archive, street.clock, SourceRecord(source="", key=""), hosts=street.hosts, live=True, urgent=True, chance=lambda: 0.5)
    with pytest.raises(SourceUnavailable):
        await polls.older(archive, address)

    assert street.hosts.closed(host) == closed


# --- redirects ----------------------------------------------------------------------------------------------------------


@pytest.mark.row("H17")
async def test_who_is_led_on_has_one_turn_at_a_time_and_a_second_apart_at_each_host() -> None:
    """Twenty that are led round by each other's hosts: nobody has two turns, so all come to their end."""
    street = Street()
    ways = [[f"host{(start + step * way) % 5}.example" for step in range(4)] for start in range(5) for way in (1, -1, 0, 2)]

    async def walk(way: list[str]) -> None:
        async with street.hosts.turn(way[0]) as turn:
            for host in way:
                await turn.go(host)
                street.now_at[host] += 1
                street.most = max(street.most, street.now_at.total())
                assert street.now_at[host] == 1
                begun = street.time
                await street.clock.wait(asyncio.Event(), 0.3)
                street.now_at[host] -= 1
                street.done.append((host, "", begun, street.time))

    street.tasks = [asyncio.create_task(walk(way)) for way in ways]
    await street.clock.run(200)

    assert all(task.done() for task in street.tasks)
    assert len(street.done) == 80
    assert street.most == MOST
    gaps = [gap for number in range(5) for gap in street.gaps(f"host{number}.example")]
    assert all(gap >= 1 or gap == 0 for gap in gaps)
    assert gaps.count(0) == 15  # those who are led on at one host
    assert (street.hosts._busy, street.hosts._waiting) == (set(), [])
    await street.end()


@pytest.mark.row("H17")
async def test_who_is_led_on_and_waits_no_longer_leaks_no_turn() -> None:
    hosts = Hosts(SystemClock())
    async with hosts.turn("b.example"):
        async with hosts.turn("a.example") as turn:
            waiting = asyncio.create_task(turn.go("B.example"))
            await asyncio.sleep(0)
            assert hosts._busy == {"b.example"}
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        with pytest.raises(asyncio.CancelledError):
            await turn.go("c.example")
    assert (hosts._busy, hosts._waiting) == (set(), [])


def at(host: str, server: Server, path: str = "") -> str:
    """An address of a server under a name of the open network."""
    return f"http://{host}:{server.port}/{path}"


def named(url: str, **more: Any) -> HttpSource:
    """A source for which every name leads to this machine, as if that were on the open network."""
    return HttpSource(url, resolve=lambda host, port, *rest: socket.getaddrinfo("127.0.0.1", port, *rest), public=lambda ip, port: True, **more)


def moved_to(url: str) -> bytes:
    return answer(b"", f"Location: {url}", status="302 Found")


FEED = answer(b"<rss><channel><item><title>Gates closed</title></item></channel></rss>")


async def first_look(source: HttpSource, hosts: Hosts) -> Look:
    async with aclosing(cast("AsyncGenerator[Look]", Follower(source, SystemClock(), hosts=hosts).looks())) as looks, asyncio.timeout(PATIENCE):
        while True:
            look = await anext(looks)
            if look.snapshot is None or look.snapshot.progress == 1:
                return look


@pytest.mark.row("H17")
@pytest.mark.row("H21")
async def test_redirect_waits_for_the_turn_of_its_host_and_that_is_no_slowness_of_the_server() -> None:
    hosts = Hosts(SystemClock(), apart=0.0)
    with serving(FEED) as target, serving(moved_to(at("b.example", target))) as server:
        async with hosts.turn("b.example"):
            looking = asyncio.create_task(first_look(named(at("a.example", server), caps=Caps(total=0.4)), hosts))
            await until(lambda: bool(hosts._waiting))
            assert hosts._busy == {"b.example"}
            await asyncio.sleep(0.6)
            assert target.requests == [] and not looking.done()
        look = await looking

    assert look.kind == "changed"
    assert (hosts._busy, hosts._waiting) == (set(), [])


@pytest.mark.row("H17")
async def test_two_sources_that_redirect_to_each_others_host_are_both_read() -> None:
    hosts = Hosts(SystemClock(), apart=0.01)
    with serving(FEED) as target, serving(moved_to(at("b.example", target))) as one, serving(moved_to(at("a.example", target))) as other:
        looks = await asyncio.gather(first_look(named(at("a.example", one)), hosts), first_look(named(at("b.example", other)), hosts))

    assert [look.kind for look in looks] == ["changed", "changed"]


@pytest.mark.row("H17")
async def test_redirect_at_one_host_goes_on_in_the_turn_that_it_has() -> None:
    with serving(moved_to("/b"), moved_to("/c"), FEED) as server:
        look = await first_look(named(at("a.example", server)), Hosts(SystemClock(), apart=60))

    assert look.kind == "changed"
    assert len(server.requests) == 3


@pytest.mark.row("H17")
async def test_source_that_is_given_up_while_its_redirect_waits_leaks_no_turn() -> None:
    hosts = Hosts(SystemClock(), apart=0.0)
    with serving(FEED) as target, serving(moved_to(at("b.example", target))) as server:
        async with hosts.turn("b.example"):
            looking = asyncio.create_task(first_look(named(at("a.example", server)), hosts))
            await until(lambda: bool(hosts._waiting))
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking
            await until(lambda: not hosts._waiting)
        assert target.requests == []
    assert hosts._busy == set()


@pytest.mark.row("H13")
async def test_host_that_is_asked_too_often_is_left_alone_and_not_the_one_that_led_there() -> None:
    hosts = Hosts(SystemClock(), apart=0.0)
    with serving(answer(b"", "Retry-After: 300", status="429 Too Many Requests")) as target, serving(moved_to(at("b.example", target))) as server:
        look = await first_look(named(at("a.example", server)), hosts)
        assert look.error is not None and "asked too often (429)" in str(look.error)
        assert 290 < hosts.closed("b.example") <= 300 and hosts.closed("a.example") == 0
        look = await first_look(named(at("a.example", server, "other")), hosts)

    assert f"cannot read {at('a.example', server, 'other')}: b.example is asked too often and wants to be left alone" in str(look.error)
    assert (len(server.requests), len(target.requests)) == (2, 1)


@pytest.mark.row("H17", "H29")
async def test_stream_that_connects_again_waits_for_the_host_to_which_it_is_led(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.sources.events_pace.USUAL", 0.01)
    hosts = Hosts(SystemClock(), apart=0.0)
    cut = threading.Event()

    async def until_it_is_cut(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + event(1))
        await until(cut.is_set)

    with serving(until_it_is_cut, sending(event(2))) as target, serving(moved_to(at("b.example", target))) as server:
        looks = Follower(named(at("a.example", server)), SystemClock(), hosts=hosts).looks()
        async with asyncio.timeout(PATIENCE):
            await anext(looks)
        async with hosts.turn("b.example"):
            cut.set()
            await until(lambda: len(server.requests) == 2)
            await until(lambda: bool(hosts._waiting))
            assert len(target.requests) == 1
        await until(lambda: len(target.requests) == 2)
        await looks.aclose()  # type: ignore[attr-defined]
