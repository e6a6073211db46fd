"""Where an address has moved for good, and where it only leads: what is asked from then on, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from feeds import Follower, HttpSource, SourceNotFound, SourceUnavailable
from feeds.model import Move, SourceRecord, Validators
from feeds.sources.base import Moving
from feeds.sources.http import moves

from .following import Followed
from .misbehaving import Server, answer, serving
from .support import NOON, ManualClock

HOUR = timedelta(hours=1)
RSS = '<rss version="2.0"><channel><title>Quay news</title>{}</channel></rss>'


def feed(*titles: str, tag: str = "") -> bytes:
    body = RSS.format("".join(f"<item><title>{title}</title><guid>{title}</guid></item>" for title in titles)).encode()
    return answer(body, "Content-Type: application/rss+xml", *[f'ETag: "{tag}"'] * bool(tag))


def moved(location: str, status: str = "301 Moved Permanently") -> bytes:
    return answer(b"", f"Location: {location}", status=status)


@pytest.fixture
def old() -> Iterator[Server]:
    with serving(feed("Gates closed")) as server:
        yield server


@pytest.fixture
def new() -> Iterator[Server]:
    with serving(feed("Gates closed", tag="here")) as server:
        yield server


@pytest.mark.row("H20", "H4")
@pytest.mark.parametrize("status", ["301 Moved Permanently", "308 Permanent Redirect"])
async def test_feed_that_has_moved_for_good_is_asked_there_after_a_day(old: Server, new: Server, status: str) -> None:
    followed = Followed(old.url)
    await followed.look()
    old.steps = [moved(f"{new.url}feed#top", status)]
    for hours, address in ((0, None), (12, None), (11, None), (2, f"{new.url}feed")):
        look = await followed.look(hours * HOUR)
        assert look.kind != "failed"
        assert followed.source.address == address
    assert look.record is not None
    assert (look.record.address, look.record.moving, look.record.source) == (f"{new.url}feed", None, old.url)
    asked = len(old.requests)
    look = await followed.look()

    assert len(old.requests) == asked
    assert "if-none-match" not in new.last
    assert look.snapshot is not None
    assert [(problem.place, problem.message) for problem in look.snapshot.problems] == [(f"{new.url}feed", "it has moved for good and is asked there now")]
    assert followed.source.host == new.url.split("/")[2]

    await followed.look()
    assert new.last["if-none-match"] == '"here"'


@pytest.mark.row("H20")
async def test_move_can_be_undone_and_is_not_made_again(old: Server, new: Server) -> None:
    followed = Followed(old.url)
    await followed.look()
    old.steps = [moved(new.url)]
    for _ in range(4):
        await followed.look(12 * HOUR)
    assert followed.source.address == new.url
    assert isinstance(followed.source, Moving)
    followed.source.move_back()
    asked = len(old.requests)
    for _ in range(5):
        look = await followed.look(24 * HOUR)

    assert followed.source.address is None
    assert len(old.requests) == asked + 5
    assert look.record is not None
    assert look.record.moving is not None
    assert look.record.moving.times == 0


@pytest.mark.row("H20")
@pytest.mark.parametrize(
    ("status", "then"),
    [("302 Found", None), ("303 See Other", None), ("307 Temporary Redirect", None), ("302 Found", "301 Moved Permanently")],
)
async def test_detour_is_no_move(old: Server, new: Server, status: str, then: str | None) -> None:
    followed = Followed(old.url)
    await followed.look()
    old.steps = [moved("/there", status), moved(new.url, then)] * 6 if then else [moved(new.url, status)]
    for _ in range(6):
        assert (await followed.look(12 * HOUR)).kind != "failed"

    assert (followed.source.address, followed.source.moving) == (None, None)


@pytest.mark.row("H20")
async def test_only_the_first_hops_that_are_for_good_count(old: Server, new: Server) -> None:
    followed = Followed(old.url)
    await followed.look()
    old.steps = [moved("/kept", "308 Permanent Redirect"), moved(new.url, "302 Found")] * 4
    for _ in range(4):
        await followed.look(12 * HOUR)

    assert followed.source.address == f"{old.url}kept"


@pytest.mark.row("H20")
async def test_login_page_of_a_strange_network_is_no_move(old: Server, new: Server) -> None:
    followed = Followed(old.url)
    await followed.look()
    old.steps = [moved(new.url)]
    new.steps = [answer(b"<!doctype html><title>Welcome</title><form><input type=password></form>", "Content-Type: text/html")]
    kinds = {(await followed.look(24 * HOUR)).kind for _ in range(5)}

    assert kinds == {"failed"}
    assert (followed.source.address, followed.source.moving) == (None, None)


@pytest.mark.row("H20")
async def test_another_feed_is_no_move(old: Server, new: Server) -> None:
    followed = Followed(old.url)
    await followed.look()
    old.steps = [moved(new.url)]
    for number in range(5):
        new.steps = [feed(f"Something else {number}")]
        await followed.look(24 * HOUR)

    assert (followed.source.address, followed.source.moving) == (None, None)


@pytest.mark.row("H20")
async def test_redirects_that_change_their_mind_are_no_move(old: Server, new: Server) -> None:
    followed = Followed(old.url)
    await followed.look()
    for number in range(8):
        old.steps = [moved(f"{new.url}{'ab'[number // 2 % 2]}")]
        await followed.look(24 * HOUR)

    assert followed.source.address is None


@pytest.mark.row("H20")
async def test_loop_is_an_error_and_no_move(old: Server) -> None:
    followed = Followed(old.url)
    await followed.look()
    old.steps = [moved("/round")]

    assert {(await followed.look(24 * HOUR)).kind for _ in range(4)} == {"failed"}
    assert followed.source.moving is None


@pytest.mark.row("H20")
async def test_move_is_counted_on_after_a_restart(old: Server, new: Server) -> None:
    old.steps = [moved(new.url)]
    record = None
    for _ in range(4):  # each in a sitting of its own; what is not new counts, for it is the document that was
        followed = Followed(old.url, record)
        record = (await followed.look()).record
        assert record is not None
        new.steps = [answer(status="304 Not Modified", length=False)]
        if record.moving is not None:
            record = replace(record, moving=replace(record.moving, since=record.moving.since - 12 * HOUR))

    assert record is not None
    assert record.address == new.url


def record_of(name: str, address: str, **more: Any) -> SourceRecord:
    return SourceRecord(source=name, key=name, address=address, **more)


@pytest.mark.row("H20")
async def test_where_it_had_moved_is_asked_at_once_after_a_restart_and_conditionally(old: Server, new: Server) -> None:
    followed = Followed(old.url, record_of(old.url, new.url, url=new.url, validators=Validators(etag='"kept"', digest=b"x"), format="rss"))
    look = await followed.look()

    assert old.requests == []
    assert new.last["if-none-match"] == '"kept"'
    assert look.record is not None
    assert look.record.address == new.url
    assert look.snapshot is not None
    assert look.snapshot.problems[0].place == new.url


async def test_feed_that_a_page_named_is_asked_at_once_after_a_restart(old: Server, new: Server) -> None:
    new.steps = [feed("Gates closed", tag="feed")]
    old.steps = [
        answer(f"<!doctype html><title>Quay</title><link rel=alternate type=application/rss+xml href={new.url}><p>A house.".encode(), "Content-Type: text/html")
    ]
    first = Followed(old.url)
    record = (await first.look()).record
    assert record is not None
    assert record.address == new.url
    await Followed(old.url, record).look()

    assert len(old.requests) == 1
    assert new.last["if-none-match"] == '"feed"'


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
async def test_place_of_an_earlier_sitting_that_is_gone_is_given_up(old: Server, new: Server, status: str) -> None:
    new.steps = [answer(status=status)]
    followed = Followed(old.url, record_of(old.url, new.url))
    lost = await followed.look()
    found = await followed.look(HOUR)

    assert isinstance(lost.error, SourceUnavailable)
    assert found.snapshot is not None
    assert found.record is not None
    assert found.record.address is None
    assert len(old.requests) == 1


@pytest.mark.row("S12")
def test_place_of_an_earlier_sitting_is_no_way_into_a_private_network(old: Server, new: Server) -> None:
    import socket

    def here(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> list[Any]:
        return socket.getaddrinfo("127.0.0.1", port, family, type, proto, flags)

    url = f"http://news.example:{old.port}/"
    source = HttpSource(url, resolve=here, public=lambda ip, port: port == old.port)
    source.restore(record_of(url, new.url))
    with pytest.raises(SourceUnavailable, match="private"):
        source.look()

    assert new.requests == []
    assert source.look() is not None
    assert len(old.requests) == 1


def test_source_that_is_named_anew_tells_of_itself_by_that_name(old: Server, new: Server) -> None:
    new.steps = [answer(status="500 Oh")]
    source = HttpSource(old.url)
    source.name += " (2)"
    source.restore(record_of(old.url, new.url))
    with pytest.raises(SourceUnavailable) as caught:
        source.look()

    assert source.note is not None
    assert source.note.source == f"{old.url} (2)"
    assert str(caught.value).startswith(f"cannot read {old.url} (2), now at {new.url}: ")


def test_password_does_not_move_to_another_server(old: Server, new: Server) -> None:
    source = HttpSource(old.url.replace("//", "//ann:hush@"))
    source.restore(record_of(source.name, f"{old.url}feed"))
    source.look()
    assert "authorization" in old.last
    source.restore(record_of(source.name, new.url))
    source.look()

    assert "authorization" not in new.last


def test_password_is_not_sent_where_another_server_leads_back_to(old: Server, new: Server) -> None:
    new.steps = [moved(f"{old.url}other")]
    source = HttpSource(old.url.replace("//", "//ann:hush@"))
    source.restore(record_of(source.name, new.url))
    source.look()

    assert old.requests[-1].startswith(b"GET /other ")
    assert "authorization" not in old.last


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "http://a b/", "file:///etc/passwd"])
def test_history_that_names_no_address_is_not_believed(old: Server, address: str) -> None:
    source = HttpSource(old.url)
    source.restore(record_of(old.url, address))

    assert source.address is None


@pytest.mark.row("H20")
def test_source_that_never_moved_has_nowhere_to_go_back_from(old: Server) -> None:
    source = HttpSource(old.url)
    source.move_back()

    assert (source.address, source.moving, source.note) == (None, None, None)
    assert not Follower(HttpSource(old.url), ManualClock()).move_back()


@pytest.mark.row("H19")
def test_address_in_a_header_is_read_as_utf_8_or_else_as_latin_1(old: Server) -> None:
    source = HttpSource(old.url)
    for path in ("/quai-é".encode(), "/quai-é".encode("latin-1")):
        old.steps = [b"HTTP/1.1 302 Found\r\nLocation: " + path + b"\r\nContent-Length: 0\r\n\r\n", feed("Gates closed")]
        document = source.look()
        assert document is not None
        assert document.url == f"{old.url}quai-é"
        assert old.requests[-1].startswith(b"GET /quai-%C3%A9 HTTP/1.1\r\n")


@pytest.mark.row("H3", "H4")
def test_validators_that_came_without_news_are_remembered(old: Server) -> None:
    old.steps = [feed("Gates closed", tag="one"), answer(b"", 'ETag: "two"', status="304 Not Modified", length=False)]
    source = HttpSource(old.url)
    document = source.look()
    assert document is not None
    record = record_of(old.url, "", validators=document.validators)
    source.look(document)

    assert source.remember(record).validators.etag == '"two"'


# --- the rules ----------------------------------------------------------------------------------------------------------

A, B = "http://a.example/", "http://b.example/"


@pytest.mark.row("H20")
@pytest.mark.parametrize(
    ("targets", "comes"),
    [
        ([(0, A), (12, A), (24, A)], True),
        ([(0, A), (12, A), (23.9, A)], False),
        ([(0, A), (48, A)], False),
        ([(0, A), (12, B), (24, A), (36, A)], False),
        ([(0, A), (12, None), (24, A), (36, A)], False),
        ([(0, A), (1, A), (2, A), (3, A), (24, A)], True),
    ],
)
def test_move_has_come_after_three_answers_and_a_day(targets: list[tuple[float, str | None]], comes: bool) -> None:
    move: Move | None = None
    for hours, target in targets:
        now = NOON + timedelta(hours=hours)
        move = moves.counted(moves.interrupted(move, target), target, now)

    assert moves.has_come(move, now) is comes


@pytest.mark.row("H20")
def test_any_answer_that_leads_elsewhere_speaks_against_a_move() -> None:
    move = Move(A, NOON, 2)

    assert [moves.interrupted(move, target) for target in (A, B, None)] == [move, None, None]


def test_move_that_was_undone_is_remembered_until_it_is_another() -> None:
    undone = Move(A, datetime(2025, 1, 1, tzinfo=UTC), 0)

    assert moves.counted(undone, A, NOON) == undone
    assert moves.counted(moves.interrupted(undone, None), None, NOON) == undone
    assert moves.counted(undone, B, NOON) == Move(B, NOON)


# --- addresses that a document names ------------------------------------------------------------------------------------


def test_document_that_the_last_one_names_is_fetched_beside_it(old: Server) -> None:
    old.steps = [feed("Gates closed", tag="now"), feed("Older")]
    source = HttpSource(old.url.replace("//", "//ann:hush@"))
    document = source.look()
    older = source.look_at("/archive/1?token=hush#x")
    old.steps = [answer(status="304 Not Modified", length=False)]

    assert (older.url, older.source) == (f"{old.url}archive/1?token=hush", source.name)
    assert old.requests[1].startswith(b"GET /archive/1?token=hush HTTP/1.1\r\n")
    assert b"If-None-Match" not in old.requests[1]
    assert b"Authorization" in old.requests[1]
    assert source.look(document) is None
    assert (source.address, source.moving, source.reply.words) == (None, None, "304")


@pytest.mark.row("S12", "S6")
@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://ann:x@a.example/", "http://[::1"])
def test_document_at_an_address_that_is_none_is_not_fetched(old: Server, address: str) -> None:
    source = HttpSource(old.url)
    source.look()
    with pytest.raises(SourceNotFound, match="it names an address that leads"):
        source.look_at(address)


@pytest.mark.row("S12")
def test_document_that_the_open_network_names_is_not_fetched_from_a_private_one(old: Server, new: Server) -> None:
    source = HttpSource(old.url, public=lambda ip, port: port == old.port)
    source.look()
    with pytest.raises(SourceUnavailable, match="private"):
        source.look_at(new.url)

    assert new.requests == []


def test_document_that_is_not_there_is_told_with_its_address_and_without_its_secrets(old: Server) -> None:
    source = HttpSource(old.url)
    source.look()
    old.steps = [answer(status="404 Not Found")]
    with pytest.raises(SourceUnavailable) as caught:
        source.look_at("/older?token=hush")

    assert str(caught.value) == f"cannot read {old.url}: /older?token=…: there is nothing at this address (404)"
