"""Streams of events as a live source: how they are found out, read, lost and connected to again."""

from __future__ import annotations

import asyncio
import threading
import time
import zlib
from collections.abc import Callable

import pytest

from feeds import Follower, HttpSource, Look, SourceNotFound, SourceRecord, SourceUnavailable, Timeline, open_source, parse_document
from feeds.sources.events_link import Link
from feeds.sources.events_pile import BACKLOG

from .event_servers import HEAD, TOO_LARGE, Connection, Listener, Play, event, failing, flooding, sending
from .misbehaving import answer, bomb, reset_after, serving
from .support import ManualClock, StillClock, our_threads
from .waiting import PATIENCE, in_time, until


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test waits for comes within thousandths of a second."""
    from feeds.sources import events, events_pace

    monkeypatch.setattr(events_pace, "USUAL", 0.01)
    monkeypatch.setattr(events, "FIRST", 0.02)


def threads() -> list[str]:
    return [thread.name for thread in our_threads()]


async def gone() -> None:
    """No thread of the program is left, long before anything that it waits for would be over."""
    begun = time.monotonic()
    await until(lambda: not threads())

    assert in_time(time.monotonic() - begun, 5)


# --- found out and read -------------------------------------------------------------------------------------------------


@pytest.mark.row("H29")
async def test_address_that_answers_with_a_stream_is_followed_over_one_connection() -> None:
    with serving(sending(event(1), event(2)[:20], event(2)[20:], b": beat\n\n", event(3))) as server:
        listener = Listener(server.url)
        await listener.until(lambda: len(listener.headlines) == 3)

        assert listener.headlines == ["Gauge 1", "Gauge 2", "Gauge 3"]
        assert listener.source.streaming
        assert listener.source.reply.words == "stream"
        assert len(server.requests) == 1
        assert server.last["accept"].startswith("application/atom+xml")
        assert "event-stream" not in server.last["accept"]
        listener.source.close()
        await gone()


@pytest.mark.row("H29")
async def test_address_that_is_opened_as_a_stream_asks_for_one_and_takes_nothing_else() -> None:
    with serving(sending(event(1)), answer(b"<html>", "Content-Type: text/html")) as server:
        name = f"sse+{server.url}"
        source = open_source(name)
        assert isinstance(source, HttpSource)
        assert (source.name, source.key) == (name, name)
        document = await source.fetch(None)
        assert document is not None
        assert server.last["accept"] == "text/event-stream"
        source.close()
        await gone()
        with pytest.raises(SourceNotFound, match="it is no stream of events but text/html"):
            await open_source(name).fetch(None)


@pytest.mark.row("H29")
async def test_stream_that_says_nothing_yet_is_known_and_what_comes_then_is_news() -> None:
    with serving(sending(b": welcome\n\n", b"event: ping\ndata: 1\n\n")) as server:
        listener = Listener(server.url)
        await listener.look()

        assert len(listener.documents) == 1
        assert listener.snapshots[0].format == "event-stream"
        assert listener.snapshots[0].complete
        assert listener.headlines == []
        listener.source.close()
        await gone()


@pytest.mark.row("H29")
async def test_stream_that_is_not_followed_is_listened_to_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    from feeds.sources import events

    monkeypatch.setattr(events, "QUIET", 0.5)
    with serving(sending(event(1), event(2))) as server:
        document = await asyncio.to_thread(HttpSource(server.url).look)

        assert document is not None
        assert [entry.headline for entry in parse_document(document).entries] == ["Gauge 1", "Gauge 2"]
        await gone()


@pytest.mark.row("H29")
async def test_close_ends_a_stream_at_once() -> None:
    with serving(sending(event(1))) as server:
        listener = Listener(server.url)
        await listener.look()
        begun = time.monotonic()
        listener.source.close()
        await gone()

        assert in_time(time.monotonic() - begun, 5)
        await until(lambda: server.open == 0)


@pytest.mark.row("H29")
async def test_close_ends_a_stream_that_waits_to_connect_again() -> None:
    with serving(sending(event(1, retry=200_000), stay=False)) as server:
        listener = Listener(server.url)
        await listener.look()
        await listener.until(lambda: listener.source.again is not None)

        assert 190 < (listener.source.again or 0) <= 300
        listener.source.close()
        await gone()


# --- lost and connected to again ----------------------------------------------------------------------------------------


@pytest.mark.row("62")
@pytest.mark.row("H29")
async def test_stream_that_is_cut_in_the_middle_of_an_event_goes_on_behind_the_last_whole_one() -> None:
    with serving(sending(event(1), event(2), event(3)[:-1], stay=False), sending(event(3), event(4))) as server:
        listener = Listener(server.url)
        await listener.until(lambda: len(listener.headlines) == 4)
        listener.source.close()

    assert listener.headlines == ["Gauge 1", "Gauge 2", "Gauge 3", "Gauge 4"]
    assert server.last["last-event-id"] == "2"
    assert server.last["accept"] == "text/event-stream"
    assert listener.errors == []
    await gone()


@pytest.mark.row("H29")
async def test_what_a_server_says_again_after_a_new_connection_is_there_once() -> None:
    plain = [b"data: The pump runs dry.\n\n", b"data: The pump is wet.\n\n", b"data: The pump runs dry.\n\n"]
    with serving(sending(*plain, event(1), stay=False), sending(*plain, event(1), event(2))) as server:
        listener = Listener(server.url)
        await listener.until(lambda: len(listener.headlines) == 5)
        listener.source.close()

    assert len(server.requests) == 2
    assert len(listener.told("new")) == 5
    assert listener.told("edited") == listener.told("withdrawn") == listener.told("grown") == []
    await gone()


@pytest.mark.row("H29")
async def test_connection_that_is_reset_is_made_again_without_a_word() -> None:
    with serving(reset_after(HEAD + event(1)), sending(event(2))) as server:
        listener = Listener(server.url)
        await listener.until(lambda: len(listener.headlines) == 2)
        listener.source.close()

    assert listener.errors == []
    assert len(server.requests) == 2
    await gone()


@pytest.mark.row("62")
@pytest.mark.row("H29")
async def test_connection_that_is_silent_is_made_again() -> None:
    with serving(sending(event(1)), sending(event(2))) as server:
        listener = Listener(server.url)
        listener.source.silence = 0.1
        await listener.until(lambda: len(listener.headlines) >= 2)
        listener.source.close()

    assert len(server.requests) >= 2
    assert listener.errors == []
    await gone()


@pytest.mark.row("62")
@pytest.mark.row("H29")
@pytest.mark.parametrize(
    ("end", "why"),
    [
        (answer(status="204 No Content", length=False), "it ends here (204)"),
        (answer(b"{}", "Content-Type: application/json"), "it is no stream of events but application/json"),
        (answer(b"data: x\n\n"), "it is no stream of events but of no type"),
        (answer(status="410 Gone"), "it is gone for good (410)"),
    ],
    ids=["204", "wrong_type", "no_type", "410"],
)
async def test_stream_that_is_none_any_more_is_not_connected_to_again(end: bytes, why: str) -> None:
    with serving(sending(event(1), stay=False), end) as server:
        listener = Listener(server.url)
        await listener.until(lambda: listener.errors)

        assert isinstance(listener.errors[0], SourceNotFound)
        assert str(listener.errors[0]) == f"cannot read {server.url}: {why}"
        assert listener.headlines == ["Gauge 1"]
        assert not listener.source.streaming
        await gone()
        assert len(server.requests) == 2


@pytest.mark.row("H29")
async def test_server_in_trouble_is_told_until_the_stream_is_there_again() -> None:
    trouble = answer(status="503 Busy")
    with serving(sending(event(1), stay=False), trouble, trouble, sending(event(2))) as server:
        listener = Listener(server.url)
        await listener.until(lambda: len(listener.headlines) == 2)

        assert listener.errors
        assert {str(error) for error in listener.errors} == {f"cannot read {server.url}: the server is in trouble (503)"}
        assert listener.source.failures == 0
        listener.source.close()
        await gone()


@pytest.mark.row("H29")
async def test_server_that_wants_to_be_left_alone_is() -> None:
    with serving(sending(event(1), stay=False), answer(b"", "Retry-After: 7200", status="503 Busy")) as server:
        listener = Listener(server.url)
        await listener.until(lambda: listener.errors)
        error = listener.errors[0]

        assert isinstance(error, SourceUnavailable)
        assert error.retry_after == 7200
        assert 7190 < (listener.source.again or 0) <= 7200
        assert listener.source.ask() == f"{listener.source.title} wants to be left alone for another 2 h"
        assert len(server.requests) == 2
        listener.source.close()
        await gone()


@pytest.mark.row("H29")
async def test_reader_may_have_a_lost_stream_connected_to_at_once() -> None:
    with serving(sending(event(1, retry=200_000), stay=False), sending(event(2))) as server:
        listener = Listener(server.url)
        await listener.until(lambda: listener.source.again is not None)

        assert listener.source.ask() is None
        await listener.until(lambda: len(listener.headlines) == 2)
        assert listener.source.ask() == f"{listener.source.title} is a stream: what is new comes by itself"
        listener.source.close()
        await gone()


@pytest.mark.row("H29", "H19")
async def test_stream_follows_redirects_by_the_rules_and_sends_its_id_to_nobody_else() -> None:
    with (
        serving(sending(event(7, text="Moved."))) as other,
        serving(sending(event(1), stay=False), answer(b"", f"Location: {other.url}", status="302 F")) as server,
    ):
        listener = Listener(server.url)
        await listener.until(lambda: len(listener.headlines) == 2)
        listener.source.close()

    assert server.last["last-event-id"] == "1"
    assert "last-event-id" not in other.last
    await gone()


@pytest.mark.row("S12")
async def test_stream_of_the_open_network_is_not_followed_into_a_private_one() -> None:
    with serving(sending(event(9))) as home, serving(sending(event(1), stay=False), answer(b"", f"Location: {home.url}", status="302 F")) as page:
        listener = Listener(page.url, public=lambda ip, port: port == page.port)
        await listener.until(lambda: listener.errors)
        listener.source.close()

    assert "private" in str(listener.errors[0])
    assert home.requests == []
    await gone()


@pytest.mark.row("H29")
@pytest.mark.parametrize(
    ("id", "sent"), [("17", "17"), ("é€", "é€"), ("a b", "a b"), ("a\x01b", None), ("x" * 1025, None), ("x" * 1024, "x" * 1024), ("\x7f", None)]
)
def test_id_is_sent_back_unless_no_header_takes_it(id: str, sent: str | None) -> None:
    play = Play(Connection(f"id: {id}\ndata: dry\n\n".encode()))
    play.run()

    assert play.asked == [sent]
    assert play.documents()[0].validators.event == sent


@pytest.mark.row("H29")
async def test_id_is_remembered_with_the_posts_that_it_stands_behind_and_sent_in_the_next_sitting() -> None:
    with serving(sending(event(1), event(2)), sending(event(3))) as server:
        first = await looked(HttpSource(server.url), lambda looks: looks[-1].kind == "changed" and len(looks[-1].snapshot.entries) >= 1)  # type: ignore[union-attr]
        record = first[-1].record
        assert record is not None
        assert (record.event, record.url, record.format) == ("2", server.url, "event-stream")
        await looked(HttpSource(server.url), lambda looks: looks[-1].kind == "changed", record)

        assert server.last["last-event-id"] == "2"
        await gone()


async def looked(source: HttpSource, enough: Callable[[list[Look]], object], record: SourceRecord | None = None) -> list[Look]:
    """The looks of a follower until there are enough."""
    looks: list[Look] = []
    follower = Follower(source, StillClock(), record=record)
    async with asyncio.timeout(PATIENCE):
        stream = follower.looks()
        async for look in stream:
            looks.append(look)
            if enough(looks):
                break
        await stream.aclose()  # type: ignore[attr-defined]
    return looks


@pytest.mark.row("H29")
async def test_follower_tells_each_batch_and_that_the_stream_is_lost_and_back() -> None:
    trouble, told_once = answer(status="500 Oh"), threading.Event()

    async def until_it_is_told(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + event(1) + event(2))
        await until(told_once.is_set)

    with serving(until_it_is_told, trouble, trouble, sending(event(3))) as server:
        source = HttpSource(server.url)
        timeline = Timeline()

        def enough(looks: list[Look]) -> bool:
            told_once.set()
            if looks[-1].snapshot is not None:
                timeline.merge(looks[-1].snapshot)
            return len(timeline) == 3

        looks = await looked(source, enough)

    told = [(look.kind, look.answer, look.again is None, look.failures > 0) for look in looks]
    assert told[0] == told[-1] == ("changed", "stream", True, False)
    assert ("failed", "", False, True) in told
    assert [str(look.error) for look in looks if look.error] == [f"cannot read {server.url}: the server is in trouble (500)"] * told.count(
        ("failed", "", False, True)
    )
    await gone()


@pytest.mark.row("H29")
async def test_reader_who_asks_for_a_stream_is_told_that_it_comes_by_itself() -> None:
    with serving(sending(event(1))) as server:
        source = HttpSource(server.url)
        follower = Follower(source, StillClock())
        stream = follower.looks()
        await anext(stream)

        assert follower.look_now() == f"{source.title} is a stream: what is new comes by itself"
        await stream.aclose()  # type: ignore[attr-defined]
        await gone()


@pytest.mark.row("H29")
async def test_follower_goes_from_a_stream_that_ended_to_a_source_that_only_the_reader_asks() -> None:
    with serving(sending(event(1), stay=False), answer(status="204 No Content", length=False)) as server:
        follower = Follower(HttpSource(server.url), ManualClock())
        looks: list[Look] = []
        async with asyncio.timeout(PATIENCE):
            stream = follower.looks()
            async for look in stream:
                looks.append(look)
                if look.kind == "failed":
                    break
            await stream.aclose()  # type: ignore[attr-defined]

        assert [look.kind for look in looks if look.kind != "same"] == ["changed", "failed"]
        assert isinstance(looks[-1].error, SourceNotFound)
        assert looks[-1].again is None
        await gone()


# --- time -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def _usual(monkeypatch: pytest.MonkeyPatch) -> None:
    from feeds.sources import events_pace

    monkeypatch.setattr(events_pace, "USUAL", 3.0)


@pytest.mark.row("62")
@pytest.mark.row("H29")
@pytest.mark.usefixtures("_usual")
@pytest.mark.parametrize(
    ("retry", "wait"),
    [(b"", 3.0), (b"retry: 7000\n", 7.0), (b"retry: 1\n", 1.0), (b"retry: 999999999\n", 300.0), (b"retry: 1_000\n", 3.0), (b"retry: -5\n", 3.0)],
)
def test_server_says_how_soon_it_wants_to_be_connected_to_again_within_reason(retry: bytes, wait: float) -> None:
    play = Play(Connection(retry + b"data: one\n\n"), Connection(b"data: two\n\n"))
    play.run()

    assert play.waits == [wait, wait]


@pytest.mark.row("H29")
@pytest.mark.usefixtures("_usual")
def test_waits_double_up_to_five_minutes_while_nothing_is_to_be_had_and_begin_anew_behind_news() -> None:
    play = Play(Connection(event(1)), *failing(9), Connection(event(2)), *failing(2))
    play.run()

    assert play.waits == [3, 6, 12, 24, 48, 96, 192, 300, 300, 300, 3, 6, 12]
    assert play.asked == ["1"] * 10 + ["2"] * 3


@pytest.mark.row("H29")
@pytest.mark.usefixtures("_usual")
def test_chance_spreads_the_waits_and_never_shortens_them() -> None:
    play = Play(Connection(event(1)), *failing(2), chance=1.0)
    play.run()

    assert play.waits == [3.75, 7.5, 15]


@pytest.mark.row("H29")
@pytest.mark.usefixtures("_usual")
def test_retry_after_holds_for_a_day_at_most() -> None:
    play = Play(Connection(event(1)), *failing(1, retry_after=7200), *failing(1, retry_after=1e20))
    play.run()

    assert play.waits == [3, 7200, 86400]


@pytest.mark.row("H29")
@pytest.mark.usefixtures("_usual")
def test_server_that_says_the_same_each_time_and_hangs_up_is_asked_less_and_less() -> None:
    same = [Connection(event(1)) for _ in range(8)]
    play = Play(*same, Connection(event(2)))
    play.run()

    assert play.waits == [3, 3, 6, 12, 24, 48, 60, 60, 3]
    assert len([entry for document in play.documents() for entry in parse_document(document).entries]) == 9


@pytest.mark.row("H29")
@pytest.mark.usefixtures("_usual")
def test_server_that_says_how_often_it_wants_to_be_asked_is_asked_so_also_when_it_says_the_same() -> None:
    play = Play(*[Connection(b"retry: 20000\n" + event(1)) for _ in range(4)])
    play.run()

    assert play.waits == [20, 20, 20, 20]


@pytest.mark.row("H29")
def test_stream_that_is_closed_while_it_is_read_ends_without_another_connection() -> None:
    class Closing(Connection):
        def read(self, take: Callable[[bytes], None], begun: Callable[[Callable[[], None]], None]) -> None:
            assert self.play is not None
            self.play.stream.close()
            super().read(take, begun)

    play = Play(Closing(event(1)), Connection(event(2)))
    play.run()

    assert play.asked == []
    assert play.waits == []


@pytest.mark.row("H29")
def test_what_begins_when_nobody_wants_it_any_more_ends_at_once() -> None:
    link, ended = Link(threading.Condition(), lambda: 0.0, None), list[int]()
    link.may_cancel(lambda: ended.append(1))
    link.close()
    link.may_cancel(lambda: ended.append(2))

    assert ended == [1, 2]
    assert not link.left()
    assert not link.rest()


@pytest.mark.row("H29")
async def test_source_that_is_closed_just_as_it_turns_out_to_be_a_stream_reads_none_of_it() -> None:
    class Answer:
        url, public, permanent = "http://stream.example/", True, None

        def read(self, take: Callable[[bytes], None], begun: Callable[[Callable[[], None]], None], silence: float) -> None:
            begun(lambda: read.append(b"ended"))
            take(event(1))

    read: list[bytes] = []
    source = HttpSource("http://stream.example/")
    source.close()
    source._begin_stream(Answer(), Answer(), None, stay=True)  # type: ignore[arg-type]
    await gone()

    assert read == [b"ended"]


@pytest.mark.row("H29")
async def test_look_at_a_stream_that_has_no_time_gives_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    from feeds.sources import events

    monkeypatch.setattr(events, "GATHER", 0.0)
    with serving(sending(event(1))) as server:
        document = await asyncio.to_thread(HttpSource(server.url).look)
        await gone()

    assert document is not None
    assert document.media_type == "text/event-stream"


def test_source_that_is_no_stream_is_given_whole_whatever_is_final_of_it() -> None:
    source = HttpSource("http://stream.example/")
    source.read_on(10, "rss")

    assert (source.streaming, source.again, source.failures, source.ask()) == (False, None, 0, None)


@pytest.mark.row("H29")
@pytest.mark.usefixtures("_usual")
def test_day_of_silences_is_a_connection_every_minute_and_a_half() -> None:
    play = Play(Connection(event(1), lasts=90), *[Connection(lasts=90) for _ in range(900)])
    play.run()

    assert set(play.waits) == {3.0}
    assert play.time - 1000 == pytest.approx(901 * 93)
    assert len(play.documents()) == 1


# --- what is too much ---------------------------------------------------------------------------------------------------


@pytest.mark.row("62")
@pytest.mark.row("H29")
async def test_event_of_two_megabytes_is_left_out_and_told_and_those_behind_it_are_read() -> None:
    with serving(sending(event(1), TOO_LARGE, event(2))) as server:
        follower = Follower(HttpSource(server.url), StillClock())
        notes: list[str] = []
        timeline = Timeline()
        async with asyncio.timeout(PATIENCE):
            stream = follower.looks()
            async for look in stream:
                if look.snapshot is not None:
                    timeline.merge(look.snapshot)
                    notes += [problem.message for problem in look.snapshot.problems]
                if len(timeline) == 2:
                    break
            await stream.aclose()  # type: ignore[attr-defined]

    assert notes == ["an event that is too large was left out"]
    await gone()


@pytest.mark.row("H29")
async def test_server_that_floods_has_to_wait() -> None:
    piece = b"".join(b"data: " + b"%d" % number * 20 + b"\n\n" for number in range(400))
    with serving(flooding(piece)) as server:
        source = HttpSource(server.url)
        await source.fetch(None)
        stream = source._stream
        assert stream is not None
        await until(lambda: stream._pile.size > BACKLOG)
        size = stream._pile.size
        await asyncio.sleep(0.05)

        assert stream._pile.size == size < BACKLOG + (2 << 20)
        document = await source.fetch(None)
        assert document is not None
        assert len(document.data) < 2 << 20
        source.close()
        await gone()


@pytest.mark.row("H21", "S11")
async def test_packed_stream_is_unpacked_as_it_comes_and_a_bomb_is_refused() -> None:
    packer = zlib.compressobj(wbits=31)
    pieces = [packer.compress(event(number)) + packer.flush(zlib.Z_SYNC_FLUSH) for number in range(3)]
    head = answer(b"", "Content-Type: text/event-stream", "Content-Encoding: gzip", length=False)
    with serving(sending(*pieces, head=head, stay=False), sending(bomb(64), head=head)) as server:
        listener = Listener(server.url)
        await listener.until(lambda: listener.errors)
        listener.source.close()

    assert listener.headlines == ["Gauge 0", "Gauge 1", "Gauge 2"]
    assert str(listener.errors[0]) == f"cannot read {server.url}: its answer swells too much when it is unpacked"
    await gone()


@pytest.mark.row("H21")
async def test_stream_that_is_packed_in_a_way_that_was_not_asked_for_is_refused() -> None:
    with serving(sending(event(1), head=answer(b"", "Content-Type: text/event-stream", "Content-Encoding: br", length=False))) as server:
        with pytest.raises(SourceUnavailable, match="packed in a way that was not asked for"):
            await HttpSource(server.url).fetch(None)
        await gone()
