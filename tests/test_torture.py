"""Each fault of the torture table, in the middle of following: nothing that was read is lost, nothing is kept open, and what comes next is right.

What must hold for every row is asserted by `Endured` for each poll, and around each test by `sound` (see conftest).
"""

from __future__ import annotations

import asyncio
import re
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

import pytest

from feeds import HttpSource, SourceUnavailable

from . import misbehaving as bad
from .enduring import HOST, Endured
from .following import ERR, NEW, SAME, STOP
from .misbehaving import closed_port, serving
from .support import our_threads
from .test_http_source import trusting
from .torture import DEAF, FRESH, GOOD, KNOWN, ONE_MORE, ROOMY, ROWS, UNCHANGED, Row, moved
from .waiting import in_time, promptly, until

ELSEWHERE = {
    1: "test_connection_that_is_refused",
    2: "test_name_that_is_not_found",
    4: "test_black_hole_beside_another_address_costs_less_than_a_second",
    32: "test_not_modified_that_was_never_asked_for",
    33: "test_not_modified_for_ever",
    45: "test_password_stays_at_its_server",
    46: "test_way_from_the_open_network_into_a_private_one",
    47: "test_way_from_a_secret_connection_to_an_open_one",
    52: "test_handshake_that_is_cut",
    53: "test_cookie_is_not_sent_back",
}
"""Rows that need more than one answer. More of certificates (52) is in test_http_trust, the moves of 39 to 41 in test_http_moves."""
OF_OTHERS = {58, 62, 64, 65, 66, 67, 68, 70}
"""Rows of merging, of streams, of the schedule, of the history and of the screen: the tests that show them carry their numbers (see test_shape). There is no row 69."""


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def titles(endured: Endured) -> set[str | None]:
    return {entry.headline for entry in endured.followed.timeline.entries}


@pytest.mark.row("H2", "H19", "H21", "H22")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
async def test_row(row: Row) -> None:
    """A good answer, the fault, and a look after it."""
    with serving(GOOD) as server:
        endured = await Endured(server).begin()
        endured.followed.source._caps = row.caps
        server.steps = [*row.steps, UNCHANGED]
        outcome, error = await endured.poll(len(row.steps))
        endured.followed.source._caps = ROOMY

        assert outcome in row.outcome.split(), error
        assert titles(endured) >= {*KNOWN}
        assert (ONE_MORE in titles(endured)) is (outcome == NEW and row.number not in (59, 60, 61))
        assert error is None or re.search(row.says, str(error)), error
        if outcome == STOP:
            assert endured.followed.follower.due is None
        else:
            after, error = await endured.poll()
            # whose validators were dropped, by news without any or with an address that is another, asked for all of it
            whole = (outcome == NEW and (len(row.steps) > 1 or row.etag is None)) or row.etag == ""
            assert after == (ERR if whole else SAME) or row.number == 60, error
            kept = row.etag if row.etag is not None else "" if outcome == NEW else '"good"'
            assert server.last.get("if-none-match", "") == ("" if len(row.steps) > 1 and outcome == NEW else kept) or row.number == 60
        await endured.close()


@pytest.mark.row("H21")
async def test_connection_that_is_refused() -> None:
    endured = Endured(url=f"http://{HOST}:{closed_port()}/")
    outcome, error = await endured.poll(0)
    await endured.close()

    assert outcome == ERR
    assert "connection refused" in str(error)


@pytest.mark.row("H21")
async def test_name_that_is_not_found() -> None:
    def unknown(*_: object) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    endured = Endured(url="http://nowhere.example/", resolve=unknown)
    waits = []
    for _ in range(6):
        outcome, _ = await endured.poll(0)
        assert outcome == ERR
        waits.append(endured.followed.follower.record.pace.trouble)
    await endured.close()

    assert waits == [0] * 6  # a missing network lets no back-off grow


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
def test_black_hole_beside_another_address_costs_less_than_a_second() -> None:
    """A name has two addresses, and the first is deaf."""
    with black_hole() as (family, deaf), serving(GOOD, port=deaf[1]) as server:
        answers = [(family, socket.SOCK_STREAM, 6, "", deaf), (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]
        alone = HttpSource(f"http://news.example:{server.port}/", resolve=lambda *_: answers[:1], caps=DEAF)
        with pytest.raises(SourceUnavailable, match=r"no connection within 0\.3 s"):
            alone.look()

        def look() -> float:
            begun = time.monotonic()
            assert HttpSource(f"http://news.example:{server.port}/", resolve=lambda *_: answers).look() is not None
            return time.monotonic() - begun

        assert promptly(look, 1)


@pytest.mark.row("H21")
async def test_not_modified_that_was_never_asked_for() -> None:
    with serving(UNCHANGED) as server:
        endured = Endured(server)
        outcome, error = await endured.poll()
        await endured.close()

    assert outcome == ERR
    assert "never asked for changes" in str(error)


@pytest.mark.row("H7")
async def test_not_modified_for_ever() -> None:
    with serving(GOOD, UNCHANGED) as server:
        endured = await Endured(server).begin()
        outcomes = {(await endured.poll())[0] for _ in range(20)}
        await endured.close()

    assert outcomes == {SAME}
    assert len(server.requests) == 21


@pytest.mark.row("H19")
async def test_password_stays_at_its_server() -> None:
    with serving(FRESH) as other, serving(GOOD, moved(other.url)) as server:
        endured = await Endured(server, other, url=f"http://ann:hush@{HOST}:{server.port}/").begin()
        assert (await endured.poll(2))[0] == NEW
        await endured.close()

    assert "authorization" in server.last
    assert "authorization" not in other.last


@pytest.mark.row("S12", "H19")
async def test_way_from_the_open_network_into_a_private_one() -> None:
    with serving(FRESH) as inside, serving(GOOD, moved(inside.url), UNCHANGED) as server:
        endured = await Endured(server, inside, public=lambda ip, port: port == server.port).begin()
        outcome, error = await endured.poll()

        assert outcome == ERR
        assert "from the open network into a private one" in str(error)
        assert inside.requests == []
        assert (await endured.poll())[0] == SAME
        await endured.close()


@pytest.mark.row("H19")
async def test_way_from_a_secret_connection_to_an_open_one() -> None:
    with serving(FRESH) as open_one, serving(GOOD, moved(open_one.url), UNCHANGED, certificate="localhost") as server:
        endured = await Endured(server, open_one, url=server.url, trust=trusting("localhost")).begin()
        outcome, error = await endured.poll()
        await endured.close()

    assert outcome == ERR
    assert "from https to http" in str(error)
    assert open_one.requests == []


class Cut:
    """Passes on what a server that speaks TLS says, and breaks off after so many bytes of it: with a word of goodbye, or hard."""

    def __init__(self, behind: int, after: int, hard: bool = False) -> None:
        self._behind, self._left, self._hard = behind, after, hard
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> int:
        self._server = await asyncio.start_server(self._taken, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0.01)

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        there, onward = await asyncio.open_connection("127.0.0.1", self._behind)
        heard = asyncio.create_task(_passed_on(reader, onward))
        try:
            with suppress(ConnectionError):  # either end may have gone
                while self._left and (data := await there.read(self._left)):
                    self._left -= len(data)
                    writer.write(data)
                    await writer.drain()
        finally:
            heard.cancel()
            if self._hard:
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            for each in (writer, onward):
                each.close()


async def _passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(1 << 14):
            writer.write(data)


@pytest.mark.row("H25", "H22")
@pytest.mark.parametrize("hard", [False, True], ids=["ended", "reset"])
@pytest.mark.parametrize("after", [0, 3, 5, 80, 400])
async def test_handshake_that_is_cut(after: int, hard: bool) -> None:
    """Before the server has said a word, in the head of its first record, in its hello, in its certificate."""
    with serving(GOOD, certificate="localhost") as server:
        async with Cut(server.port, after, hard) as port:
            endured = Endured(server, url=f"https://localhost:{port}/", trust=trusting("localhost"))
            outcome, error = await endured.poll(0)
            await endured.close()

    assert outcome == ERR
    unsafe = "it hangs up before there is a safe connection"
    at_once = (
        r"|the connection breaks off|no connection comes about \([a-z ]+\)" if hard and not after else ""
    )  # it may be over before there was a word from here
    assert re.fullmatch(f"cannot reach https://localhost:{port}/: ({unsafe}{at_once})", str(error)), error


@pytest.mark.row("H22")
@pytest.mark.parametrize("hard", [False, True], ids=["ended", "reset"])
async def test_answer_that_is_cut_on_a_safe_connection(hard: bool) -> None:
    with serving(bad.answer(b"<rss/>" + b" " * 200_000), certificate="localhost") as server:
        async with Cut(server.port, 20_000, hard) as port:
            endured = Endured(server, url=f"https://localhost:{port}/", trust=trusting("localhost"))
            outcome, error = await endured.poll()
            await endured.close()

    assert outcome == ERR
    assert re.search("cut off|breaks off", str(error)), error


@pytest.mark.row("H25")
async def test_handshake_that_never_comes() -> None:
    with serving(b"") as server:
        endured = Endured(server, url=server.url.replace("http:", "https:"), caps=DEAF)
        outcome, error = await endured.poll(0)
        await endured.close()

    assert outcome == ERR
    assert str(error).startswith(f"cannot reach https://127.0.0.1:{server.port}/: ")


@pytest.mark.row("H25")
@pytest.mark.parametrize(("certificate", "says"), [("localhost", "signed by itself"), ("expired", "has expired"), ("other_name", "another name")])
async def test_certificate_that_is_not_believed(certificate: str, says: str) -> None:
    trust = trusting(certificate) if certificate != "localhost" else trusting("issuer")
    with serving(GOOD, certificate=certificate) as server:
        endured = Endured(server, url=server.url, trust=trust)
        outcome, error = await endured.poll(0)
        await endured.close()

    assert outcome == ERR
    assert says in str(error)


@pytest.mark.row("H6")
async def test_cookie_is_not_sent_back() -> None:
    cookie = "Set-Cookie: session=1; Path=/"
    with serving(GOOD.replace(b"\r\n", f"\r\n{cookie}\r\n".encode(), 1), UNCHANGED) as server:
        endured = await Endured(server).begin()
        assert (await endured.poll())[0] == SAME
        await endured.close()

    assert b"ookie" not in b"".join(server.requests)


@pytest.mark.row("H21")
async def test_ten_polls_on_their_way_end_when_nobody_wants_them() -> None:
    """Row 70: the servers never answer; everything is over in half a second."""
    with serving(bad.silence) as server:
        sources = [HttpSource(server.url) for _ in range(10)]
        polls = [asyncio.create_task(source.fetch(None)) for source in sources]
        await until(lambda: server.open == 10)
        started = time.monotonic()
        for source, poll in zip(sources, polls, strict=True):
            source.close()
            poll.cancel()
        await asyncio.gather(*polls, return_exceptions=True)
        await until(lambda: not server.open and not our_threads("feedreader-background"))

        assert in_time(time.monotonic() - started, 5)  # the servers are silent for fifteen


@pytest.mark.row("H21")
async def test_document_that_is_fetched_beside_ends_with_its_source() -> None:
    with serving(GOOD, bad.silence) as server:
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
