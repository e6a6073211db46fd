"""Each fault of the torture table, in the middle of following: nothing that was read is lost, nothing is kept open, and what comes next is right."""

from __future__ import annotations

import asyncio
import re
import resource
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from feeds import FormatError, HttpSource, SourceNotFound, SourceUnavailable

from . import misbehaving as bad
from .following import ERR, NEW, SAME, STOP, Followed
from .misbehaving import closed_port, serving
from .support import count_open, left_open, our_threads
from .test_http_source import trusting
from .torture import FRESH, GOOD, KNOWN, ONE_MORE, QUICK, ROOMY, ROWS, UNCHANGED, Row, moved
from .waiting import in_time, join, until

ELSEWHERE = {
    1: "test_connection_that_is_refused",
    2: "test_name_that_is_not_found",
    4: "test_black_hole_costs_less_than_a_second",
    32: "test_not_modified_that_was_never_asked_for",
    33: "test_not_modified_for_ever",
    45: "test_password_stays_at_its_server",
    46: "test_way_from_the_open_network_into_a_private_one",
    47: "test_way_from_a_secret_connection_to_an_open_one",
    52: "test_handshake_that_is_cut",
    53: "test_cookie_is_not_sent_back",
}
"""Rows that need more than one answer. Certificates (52) are in test_http_trust, the moves of 39 to 41 in test_http_moves."""
OF_OTHERS = {58, 62, 64, 65, 66, 67, 68, 70}
"""Rows of merging, of streams, of the schedule, of the history and of the screen: the tests that show them carry their numbers (see test_shape). There is no row 69."""


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@contextmanager
def nothing_left_open() -> Iterator[None]:
    before = count_open()
    yield
    for thread in at_work():
        join(thread)  # it has told what it found, and is about to end
    assert left_open(before) == 0


def at_work() -> list[threading.Thread]:
    return our_threads("feedreader-background")


def memory() -> int:
    """The most bytes that this process has ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


async def begun(url: str, **more: Any) -> Followed:
    """A source whose first poll went well, with a post that the reader has seen."""
    followed = Followed(url, **more)
    assert (await followed.outcome())[0] == NEW
    followed.timeline.mark([post.id for post in followed.timeline.posts], seen=True)
    return followed


def titles(followed: Followed) -> set[str | None]:
    return {entry.headline for entry in followed.timeline.entries}


def unharmed(followed: Followed) -> bool:
    """What was known is there, was seen, and counts neither as edited nor as withdrawn."""
    kept = [post for post in followed.timeline.posts if post.entry.headline in KNOWN]
    return len(kept) == len(KNOWN) and all(followed.timeline.status(post.id).seen and not followed.timeline.status(post.id).withdrawn for post in kept)


@pytest.mark.row("H2", "H19", "H21", "H22")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
async def test_row(row: Row) -> None:
    """A good answer, the fault, and a look after it."""
    with nothing_left_open(), serving(GOOD) as server:
        followed = await begun(server.url)
        followed.source._caps = row.caps
        asked, most, started = len(server.requests), memory(), time.monotonic()
        server.steps = [*row.steps, UNCHANGED]
        outcome, error = await followed.outcome()
        followed.source._caps = ROOMY

        assert outcome in row.outcome.split(), error
        assert in_time(time.monotonic() - started, 5)
        assert memory() - most < 64 << 20
        assert len(server.requests) == asked + len(row.steps)
        assert unharmed(followed)
        assert (ONE_MORE in titles(followed)) is (outcome == NEW and any(ONE_MORE.encode() in step for step in plain(row)))
        if error is not None:
            assert isinstance(error, (SourceUnavailable, FormatError) if outcome == ERR else SourceNotFound)
            assert re.search(row.says, str(error)), error
            assert followed.source.name in str(error)
            assert "\n" not in str(error)
            if outcome == ERR:
                after = await followed.look()
                assert after.kind == "same", after.error
        else:
            await followed.look()
        if outcome != STOP and row.number != 60:  # what is asked after what may be read or not depends
            kept = row.etag if row.etag is not None else "" if outcome == NEW else '"good"'
            assert server.last.get("if-none-match", "") == ("" if len(row.steps) > 1 and outcome == NEW else kept)
        assert unharmed(followed)
        await followed.close()


def plain(row: Row) -> list[bytes]:
    """The bodies of a row that brings news, as they are before they are packed or sent bit by bit."""
    return [b"Bridge lifted"] if row.number not in (59, 60, 61) else []


@pytest.mark.row("H21")
async def test_connection_that_is_refused() -> None:
    with nothing_left_open():
        followed = Followed(f"http://127.0.0.1:{closed_port()}/")
        outcome, error = await followed.outcome()
        await followed.close()

    assert outcome == ERR
    assert "connection refused" in str(error)


@pytest.mark.row("H21")
async def test_name_that_is_not_found() -> None:
    def unknown(*_: object) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with nothing_left_open():
        followed = Followed("http://nowhere.example/", resolve=unknown)
        waits = [(await followed.look()).again for _ in range(4)]
        await followed.close()

    assert max(wait or 0 for wait in waits) <= 1.1 * 3600  # a missing network lets no back-off grow


@contextmanager
def black_hole() -> Iterator[tuple[socket.AddressFamily, tuple[Any, ...]]]:
    """An address of this machine at which nothing ever answers: its queue is full, so what knocks there is dropped. ::1, or another where there is no IPv6."""
    family, host = (socket.AF_INET6, "::1") if socket.has_ipv6 and _is_there("::1") else (socket.AF_INET, "127.0.0.2")
    with closing(socket.socket(family)) as hole:
        hole.bind((host, 0))
        hole.listen(0)
        knocking = [socket.socket(family) for _ in range(8)]
        try:
            for one in knocking:
                one.setblocking(False)
                one.connect_ex(hole.getsockname())
            yield family, hole.getsockname()
        finally:
            for one in knocking:
                one.close()


def _is_there(host: str) -> bool:
    try:
        with closing(socket.socket(socket.AF_INET6)) as tried:
            tried.bind((host, 0))
    except OSError:
        return False
    return True


@pytest.mark.row("H27")
def test_black_hole_costs_less_than_a_second() -> None:
    """A name has two addresses, and the first is deaf."""
    with black_hole() as (family, deaf), serving(GOOD, port=deaf[1]) as server:
        answers = [(family, socket.SOCK_STREAM, 6, "", deaf), (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]
        alone = HttpSource(f"http://news.example:{server.port}/", resolve=lambda *_: answers[:1], caps=QUICK)
        with pytest.raises(SourceUnavailable, match=r"no connection within 0\.3 s"):
            alone.look()
        started = time.monotonic()
        document = HttpSource(f"http://news.example:{server.port}/", resolve=lambda *_: answers).look()

    assert document is not None
    assert in_time(time.monotonic() - started, 1)


@pytest.mark.row("H21")
async def test_not_modified_that_was_never_asked_for() -> None:
    with nothing_left_open(), serving(UNCHANGED) as server:
        followed = Followed(server.url)
        outcome, error = await followed.outcome()
        await followed.close()

    assert outcome == ERR
    assert "never asked for changes" in str(error)


@pytest.mark.row("H7")
async def test_not_modified_for_ever() -> None:
    with nothing_left_open(), serving(GOOD, UNCHANGED) as server:
        followed = await begun(server.url)
        outcomes = {(await followed.outcome())[0] for _ in range(20)}

        assert outcomes == {SAME}
        assert unharmed(followed)
        assert len(server.requests) == 21
        await followed.close()


@pytest.mark.row("H19")
async def test_password_stays_at_its_server() -> None:
    with nothing_left_open(), serving(FRESH) as other, serving(GOOD, moved(other.url)) as server:
        followed = await begun(server.url.replace("//", "//ann:hush@"))

        assert (await followed.outcome())[0] == NEW
        assert "authorization" in server.last
        assert "authorization" not in other.last
        await followed.close()


@pytest.mark.row("S12", "H19")
async def test_way_from_the_open_network_into_a_private_one() -> None:
    with nothing_left_open(), serving(FRESH) as inside, serving(GOOD, moved(inside.url), UNCHANGED) as server:
        followed = await begun(server.url, public=lambda ip, port: port == server.port)
        outcome, error = await followed.outcome()

        assert outcome == ERR
        assert "from the open network into a private one" in str(error)
        assert inside.requests == []
        assert (await followed.outcome())[0] == SAME
        assert unharmed(followed)
        await followed.close()


@pytest.mark.row("H19")
async def test_way_from_a_secret_connection_to_an_open_one() -> None:
    with nothing_left_open(), serving(FRESH) as open_one, serving(GOOD, moved(open_one.url), UNCHANGED, certificate="localhost") as server:
        followed = await begun(server.url, trust=trusting("localhost"))
        outcome, error = await followed.outcome()

        assert outcome == ERR
        assert "from https to http" in str(error)
        assert open_one.requests == []
        assert unharmed(followed)
        await followed.close()


@pytest.mark.row("H25")
async def test_handshake_that_is_cut() -> None:
    with nothing_left_open(), serving(b"") as server:
        followed = Followed(server.url.replace("http:", "https:"), caps=QUICK)
        outcome, error = await followed.outcome()
        await followed.close()

    assert outcome == ERR
    assert str(error).startswith(f"cannot reach https://127.0.0.1:{server.port}/: ")


@pytest.mark.row("H6")
async def test_cookie_is_not_sent_back() -> None:
    cookie = "Set-Cookie: session=1; Path=/"
    with nothing_left_open(), serving(GOOD.replace(b"\r\n", f"\r\n{cookie}\r\n".encode(), 1), UNCHANGED) as server:
        followed = await begun(server.url)
        await followed.outcome()
        await followed.close()

    assert b"ookie" not in b"".join(server.requests)


@pytest.mark.row("H21")
async def test_ten_polls_on_their_way_end_when_nobody_wants_them() -> None:
    """Row 70: the servers never answer; everything is over in half a second."""
    with nothing_left_open(), serving(bad.silence) as server:
        sources = [HttpSource(server.url) for _ in range(10)]
        polls = [asyncio.create_task(source.fetch(None)) for source in sources]
        await until(lambda: server.open == 10)
        started = time.monotonic()
        for source, poll in zip(sources, polls, strict=True):
            source.close()
            poll.cancel()
        await asyncio.gather(*polls, return_exceptions=True)
        await until(lambda: not server.open and not at_work())

        assert in_time(time.monotonic() - started, 0.5)


@pytest.mark.row("H21")
async def test_document_that_is_fetched_beside_ends_with_its_source() -> None:
    with nothing_left_open(), serving(GOOD, bad.silence) as server:
        source = HttpSource(server.url)
        await source.fetch(None)
        fetching = [asyncio.create_task(source.fetch_from("/older")), asyncio.create_task(source.fetch(None))]
        await until(lambda: server.open == 2)
        source.close()
        await until(lambda: not server.open)
        await asyncio.gather(*fetching, return_exceptions=True)


def test_every_row_has_its_test() -> None:
    assert {*range(1, 71)} - {69} == {row.number for row in ROWS} | set(ELSEWHERE) | OF_OTHERS
    assert all(callable(globals()[name]) for name in ELSEWHERE.values())
    assert len({row.id for row in ROWS}) == len(ROWS)
