"""Where a stream of events has moved for good: each connection is an answer, and what it says counts when the stream is known again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from feeds import Follower, HttpSource, Look, SourceRecord
from feeds.model import Move
from feeds.sources.http.place import is_one_server

from .event_servers import HEAD, event, sending
from .misbehaving import Server, Step, answer, serving
from .support import NOON, StillClock, our_threads
from .waiting import PATIENCE, until

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    from feeds.sources import events_pace

    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(events_pace, "USUAL", 0.01)
    HEARD.clear()


HEARD: set[str | None] = set()
"""What has been told in this test."""


def ending(*numbers: int) -> Step:
    """A connection that says these events, and ends when they have been told."""

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"".join(event(number) for number in numbers))
        await writer.drain()
        await until(lambda: f"Gauge {numbers[-1]}" in HEARD)

    return send


def moved(location: str, status: str = "301 Moved Permanently") -> bytes:
    return answer(b"", f"Location: {location}", status=status)


class Following:
    """A stream that is followed. Each look takes half a day by the source's clock."""

    def __init__(self, url: str, record: SourceRecord | None = None) -> None:
        self.time = NOON
        self.source = HttpSource(url, now=lambda: self.time.timestamp())
        self.follower = Follower(self.source, StillClock(), record=record)
        self.told: list[Look] = []
        self._looks = self.follower.looks()

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self.told.append(look := await anext(self._looks))
                HEARD.update(entry.headline for entry in (look.snapshot.entries if look.snapshot is not None else ()))
                self.time += DAY / 2

    @property
    def record(self) -> SourceRecord:
        return (self.told[-1].record if self.told else None) or SourceRecord(source="", key="")

    def heard(self, *numbers: int) -> bool:
        """Whether posts of these numbers have come."""
        return {f"Gauge {number}" for number in numbers} <= HEARD

    async def close(self) -> None:
        assert isinstance(self._looks, AsyncGenerator)
        await self._looks.aclose()
        await until(lambda: not our_threads("feedreader-events"))


@pytest.mark.row("H20", "H29")
async def test_stream_that_its_own_server_has_moved_for_good_is_asked_there_after_three_connections_and_a_day() -> None:
    steps = [step for number in (2, 3, 4) for step in (moved("/there"), ending(number))]
    with serving(ending(1), *steps, sending(event(5))) as server:
        followed = Following(server.url)
        await followed.until(lambda: followed.heard(5))
        await followed.close()

    assert [request.split(b" ")[1] for request in server.requests] == [b"/", b"/", b"/there", b"/", b"/there", b"/", b"/there", b"/there"]
    assert server.last["last-event-id"] == "4"
    assert followed.record.address == f"{server.url}there"
    snapshot = followed.told[-1].snapshot
    assert snapshot is not None
    assert [problem.message for problem in snapshot.problems] == ["it has moved for good and is asked there now"]


def led(server: Server, other: Server, repeats: int, status: str = "301 Moved Permanently") -> None:
    """The stream begins with the event 1; then it is at another server, which says `repeats` events again each time before something new."""
    server.steps = [ending(1), moved(other.url, status)]
    other.steps = [*(ending(*range(number - repeats, number + 1)) for number in range(2, 6)), sending(event(6))]


@pytest.mark.row("H20", "H29")
@pytest.mark.parametrize(
    ("repeats", "status", "comes"),
    [
        (1, "301 Moved Permanently", True),
        (1, "308 Permanent Redirect", True),
        (1, "302 Found", False),
        (1, "307 Temporary Redirect", False),
        (0, "301 Moved", False),
    ],
    ids=["301", "308", "302", "307", "not_known_again"],
)
async def test_stream_moves_to_another_server_when_its_posts_are_known_there(repeats: int, status: str, comes: bool) -> None:
    with serving(b"") as server, serving(b"") as other:
        led(server, other, repeats, status)
        followed = Following(server.url)
        await followed.until(lambda: followed.heard(6))
        await followed.close()

    assert followed.source.address == (other.url if comes else None)
    assert (len(server.requests) == 4) is comes
    assert followed.record.moving is None or not comes


@pytest.mark.row("H20", "H29")
async def test_move_of_a_stream_is_counted_on_by_the_next_sitting() -> None:
    with serving(b"") as server, serving(b"") as other:
        led(server, other, 1)
        first = Following(server.url)
        await first.until(lambda: first.record.moving is not None)
        await first.close()
        move = first.record.moving
        assert move is not None
        record = replace(first.record, moving=Move(move.target, NOON - DAY, 2))
        other.steps = [sending(event(1), event(2), event(3))]
        HEARD.clear()
        second = Following(server.url, record)
        await second.until(lambda: second.heard(3))
        await second.close()

    assert second.source.address == other.url


@pytest.mark.row("H20", "H29")
async def test_stream_whose_move_is_taken_back_is_connected_to_where_the_reader_said_and_stays_there() -> None:
    with serving(sending(event(9))) as server, serving(sending(event(1))) as other:
        followed = Following(server.url, SourceRecord(source=server.url, key=server.url, address=other.url))
        await followed.until(lambda: followed.heard(1))
        assert server.requests == []
        assert followed.follower.move_back()
        await followed.until(lambda: followed.heard(9))
        await until(lambda: not other.open)
        await followed.close()

    assert followed.source.address is None
    assert followed.record.moving is not None
    assert followed.record.moving.times == 0
    assert len(server.requests) == len(other.requests) == 1
    assert "last-event-id" not in server.last


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.example/x", "http://a.example/y", True),
        ("http://a.example/x", "https://A.example/x", True),
        ("http://a.example:8080/", "https://a.example:8443/", False),
        ("http://a.example/", "http://b.example/", False),
        ("http://a.example/", "http://www.a.example/", False),
        ("http://a.example:80/", "http://a.example:8080/", False),
    ],
)
def test_one_server_is_one_host_and_one_port_or_the_usual_two(one: str, other: str, same: bool) -> None:
    assert is_one_server(one, other) is same
