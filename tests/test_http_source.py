"""Addresses of the web: what is asked, what counts as an answer, and a server that does everything wrong."""

from __future__ import annotations

import asyncio
import gzip
import logging
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any

import pytest
from msgspec import structs

from feeds import Document, FeedError, HttpSource, Look, SourceNotFound, SourceUnavailable, masked, open_source, parse_document
from feeds.export import dump
from feeds.sources.http import asking
from feeds.sources.http.body import STEP, Caps, Unpacker
from feeds.sources.http.dates import retry_after

from . import misbehaving as bad
from .following import Followed
from .misbehaving import CERTIFICATES, Step, answer, closed_port, serving
from .pages import live_page
from .support import ROOT
from .waiting import in_time, until

PATIENT = Caps(wire=256 << 10, decoded=2 << 20)
QUICK = Caps(connect=0.3)
PAGE = live_page(3).encode()
NEWER = live_page(4).encode()
GOOD = answer(PAGE, 'ETag: "good"', "Last-Modified: Sat, 04 Oct 2025 11:00:00 GMT")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def source(url: str, **more: Any) -> HttpSource:
    return HttpSource(url, **{"caps": PATIENT, **more})


def first(served: HttpSource) -> Document:
    document = served.look()
    assert document is not None
    return document


# --- what is asked ------------------------------------------------------------------------------------------------------


def test_feed_that_a_page_names_is_asked_under_the_name_of_the_page() -> None:
    with serving(answer(b"<html>", 'ETag: "page"'), answer(PAGE, 'ETag: "feed"')) as server:
        served = source(f"http://ann:secret@127.0.0.1:{server.port}/news/")
        first(served)
        served.turn_to("../feed.xml?all=1#top")
        document = first(served)
        served.look(document)

    assert [request.partition(b" HTTP")[0].decode() for request in server.requests[1:]] == ["GET /feed.xml?all=1"] * 2
    assert (served.name, document.source, document.url) == (f"http://ann:…@127.0.0.1:{server.port}/news/", served.name, f"{server.url}feed.xml?all=1")
    assert b"if-none-match" not in server.requests[1].lower()
    assert server.last["if-none-match"] == '"feed"'
    assert "authorization" in server.last


def test_feed_of_a_page_that_is_not_there_is_told_as_that() -> None:
    with serving(answer(b"<html>"), answer(status="404 Not Found")) as server:
        served = source(f"{server.url}news/")
        first(served)
        served.turn_to("/feed.xml?token=hush")
        with pytest.raises(SourceUnavailable) as caught:
            served.look()

    assert str(caught.value) == f"cannot read {server.url}news/: its feed {server.url}feed.xml?token=…: there is nothing at this address (404)"


@pytest.mark.row("S13")
def test_password_for_a_page_is_not_for_a_feed_of_another_server() -> None:
    with serving(answer(b"<html>")) as page, serving(answer(PAGE)) as other:
        served = source(f"http://ann:secret@127.0.0.1:{page.port}/")
        first(served)
        served.turn_to(f"{other.url}feed.xml")
        first(served)

    assert "authorization" in page.last
    assert "authorization" not in other.last


@pytest.mark.row("S12")
def test_feed_that_a_page_of_the_open_network_names_must_be_there_too() -> None:
    with serving(answer(b"<html>")) as page, serving(answer(PAGE)) as home:
        served = source(page.url, public=lambda ip, port: port == page.port)
        first(served)
        served.turn_to(f"{home.url}feed.xml")
        with pytest.raises(SourceUnavailable, match="private"):
            served.look()

    assert home.requests == []


@pytest.mark.row("S6")
@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "http://a b/", "http://ann:x@feeds.example/", "http://[::1"])
def test_feed_whose_address_is_none_is_not_asked(address: str) -> None:
    with serving(answer(b"<html>")) as page:
        served = source(page.url)
        first(served)
        with pytest.raises(SourceNotFound, match=r"it is no feed, and names one that leads to an address"):
            served.turn_to(address)


@pytest.mark.row("H5", "H18")
def test_request_is_this_to_the_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "agent", lambda: b"feedreader/1.2 (+https://quay.example)")
    with serving(answer(PAGE, 'ETag: W/"a"', "Last-Modified: Sat, 04 Oct 2025 11:00:00 GMT")) as server:
        served = source(f"{server.url}live/page.txt?part=2#top")
        document = first(served)
        served.look(document)
    begin = (
        f"GET /live/page.txt?part=2 HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        "User-Agent: feedreader/1.2 (+https://quay.example)\r\n"
        "Accept: application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5\r\n"
        "Accept-Encoding: gzip\r\n"
    )
    validators = 'If-None-Match: W/"a"\r\nIf-Modified-Since: Sat, 04 Oct 2025 11:00:00 GMT\r\n'

    assert [request.decode() for request in server.requests] == [f"{begin}Connection: close\r\n\r\n", f"{begin}{validators}Connection: close\r\n\r\n"]


@pytest.mark.row("H5")
def test_what_asks_says_its_name_its_version_and_where_its_makers_are_found() -> None:
    assert re.fullmatch(rb"feedreader/[0-9.]+( \(\+https?://[!-'*-~]+\))?", asking.agent())
    assert asking.agent_of(None) == b"feedreader"
    for urls, agent in [
        ((), b"feedreader/1.2"),
        (("Issues, https://quay.example/issues",), b"feedreader/1.2 (+https://quay.example/issues)"),
        (("Source, https://a.example/", "Homepage, https://quay.example/"), b"feedreader/1.2 (+https://quay.example/)"),
        (("Homepage, https://quay.example/ (evil)", "Homepage, https://b.example/\r\nCookie: a", "Homepage,javascript:1", "Homepage"), b"feedreader/1.2"),
    ]:
        package = Message()
        package["Version"] = "1.2"
        for url in urls:
            package._headers.append(("Project-URL", url))  # type: ignore[attr-defined]  # as it stands, for nothing of it may get into a header
        assert asking.agent_of(package) == agent


def test_source_tree_that_is_not_installed_has_no_version_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PACKAGE", "no-such-package")
    asking.agent.cache_clear()
    try:
        assert asking.agent() == b"no-such-package"
    finally:
        asking.agent.cache_clear()


@pytest.mark.row("H21")
def test_source_that_is_closed_asks_nothing_any_more() -> None:
    with serving(bad.silence) as server:
        served = source(server.url)
        served.close()
        for ask in (served.look, lambda: served.look_at("/older")):
            with pytest.raises(asyncio.CancelledError):
                ask()


ECHOED = ['"a"', 'W/"a"', 'w/"a"', "a", '""', '"é"', '"a,b"', "\xff\x80 odd"]


@pytest.mark.row("H1", "H3")
@pytest.mark.parametrize(
    ("etag", "modified"),
    [*((etag, None) for etag in ECHOED), (None, "Tue, 1 Jan 2026 25:00"), (None, "yesterday"), ('"a"', "Sat, 04 Oct 2025 11:00:00 GMT")],
    ids=ascii,
)
def test_validators_are_echoed_byte_for_byte_and_only_those_that_were_given(etag: str | None, modified: str | None) -> None:
    headers = [f"ETag: {etag}"] * (etag is not None) + [f"Last-Modified: {modified}"] * (modified is not None)
    with serving(answer(PAGE, *headers), answer(status="304 Not Modified", length=False)) as server:
        served = source(server.url)
        assert served.look(first(served)) is None

    assert (server.last.get("if-none-match"), server.last.get("if-modified-since")) == (etag, modified)


@pytest.mark.row("H3")
@pytest.mark.parametrize("etag", ['"' + "x" * 2000 + '"', '"\x1b[2J"', '"a\tb"', ""], ids=["2_kb", "escape", "tab", "nothing"])
def test_validator_that_no_server_means_is_not_echoed(etag: str) -> None:
    with serving(answer(PAGE, f"ETag: {etag}")) as server:
        served = source(server.url)
        try:
            first_document = first(served)
        except SourceUnavailable:
            return  # the HTTP client refuses the whole answer, which is as good
        served.look(first_document)

    assert "if-none-match" not in server.last


@pytest.mark.row("H3")
def test_validators_follow_the_newest_answer_without_news() -> None:
    with serving(
        GOOD,
        answer(b"", 'ETag: "other"', status="304 Not Modified", length=False),
        answer(PAGE, 'ETag: "third"'),
        answer(PAGE),
        answer(NEWER),
    ) as server:
        served = source(server.url)
        document = first(served)
        asked = []
        for _ in range(4):
            news = served.look(document)
            asked.append((server.last.get("if-none-match"), server.last.get("if-modified-since")))

    date = "Sat, 04 Oct 2025 11:00:00 GMT"
    assert asked == [('"good"', date), ('"other"', date), ('"third"', None), (None, None)]
    assert news is not None
    assert news.data == NEWER


@pytest.mark.row("H4", "H19")
def test_validators_go_only_to_the_address_that_gave_them() -> None:
    with serving(GOOD, answer(NEWER, 'ETag: "elsewhere"')) as target, serving(answer(b"", f"Location: {target.url}", status="302 Found")) as server:
        served = source(server.url)
        document = first(served)
        served.look(document)

        assert "if-none-match" not in server.last
        assert target.last["if-none-match"] == '"good"'

        with serving(answer(NEWER)) as other:
            server.steps = [answer(b"", f"Location: {other.url}", status="302 Found")]
            assert served.look(document) is not None
            assert "if-none-match" not in other.last


@pytest.mark.row("H6")
def test_cookies_are_never_sent_back() -> None:
    cookie = "Set-Cookie: session=1; Path=/"
    with serving(answer(b"", cookie, "Location: /there", status="302 Found"), answer(PAGE, cookie), answer(NEWER, cookie)) as server:
        served = source(server.url)
        served.look(first(served))

    assert len(server.requests) == 3
    assert b"ookie" not in b"".join(server.requests)


@pytest.mark.row("H7", "H8")
def test_not_modified_and_the_same_bytes_are_no_change() -> None:
    with serving(GOOD, answer(status="304 Not Modified", length=False), GOOD) as server:
        served = source(server.url)
        document = first(served)

        assert served.look(document) is None
        assert served.reply.words == "304"
        assert served.look(document) is None
        assert served.reply.words == "200"
    assert (document.url, document.source, document.date) == (server.url, server.url, document.retrieved and document.retrieved.date())


@pytest.mark.row("H19")
def test_password_goes_to_the_server_that_it_is_for_and_nowhere_else() -> None:
    with serving(GOOD) as other, serving(answer(b"", "Location: /here", status="302 Found"), answer(b"", f"Location: {other.url}", status="307 X")) as server:
        source(server.url.replace("//", "//ann:p%40ss@")).look()

        assert [b"Authorization: Basic YW5uOnBAc3M=" in request for request in server.requests] == [True, True]
        assert "authorization" not in other.last


@pytest.mark.row("H21")
def test_coding_that_was_not_asked_for_is_asked_for_once_without_any() -> None:
    with serving(GOOD, answer(PAGE, "Content-Encoding: br"), GOOD, GOOD) as server:
        served = source(server.url)
        document = first(served)
        with pytest.raises(SourceUnavailable):
            served.look(document)
        codings = []
        for _ in range(2):
            served.look(document)
            codings.append(server.last["accept-encoding"])

    assert codings == ["identity", "gzip"]


# --- what a server can do wrong -----------------------------------------------------------------------------------------

PACKED = gzip.compress(NEWER)
GZIP = "Content-Encoding: gzip"


def moved(location: str, status: str = "302 Found") -> bytes:
    return answer(b"", f"Location: {location}", status=status)


def failure(served: HttpSource, previous: Document | None = None) -> FeedError:
    with pytest.raises(FeedError) as caught:
        served.look(previous)
    return caught.value


@pytest.mark.row("H21")
def test_refused_connection_and_unknown_name_are_told_in_plain_words() -> None:
    def unknown(*_: object) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    refused = failure(source(f"http://127.0.0.1:{closed_port()}/"))
    unheard = failure(source("http://nowhere.example/", resolve=unknown))

    assert str(refused).endswith("nothing answers there (connection refused)")
    assert str(unheard) == "cannot reach http://nowhere.example/: its name is not found; is it spelt right, and is there a network?"
    assert isinstance(refused, SourceUnavailable)
    assert isinstance(unheard, SourceUnavailable)
    assert (refused.offline, unheard.offline) == (False, True)


@pytest.mark.row("H21")
def test_resolver_that_hangs_is_not_waited_for() -> None:
    woken = threading.Event()

    def hang(*_: object) -> list[Any]:
        woken.wait(20)
        return []

    begun = time.monotonic()
    error = failure(source("http://slow.example/", resolve=hang, caps=QUICK))
    took = time.monotonic() - begun
    woken.set()

    assert "no connection within 0.3 s" in str(error)
    assert in_time(took, 5)


@pytest.mark.row("H22")
@pytest.mark.parametrize(
    ("step", "news"),
    [
        (bad.chunked(NEWER), True),
        (answer(NEWER, length=False), True),
        (answer(b"", "Transfer-Encoding: chunked", f"Content-Length: {len(NEWER)}", length=False) + b"%x\r\n%b\r\n0\r\n\r\n" % (len(NEWER), NEWER), True),
        (answer(NEWER, *(f"X-Filler-{number}: y" for number in range(5000))), None),
    ],
    ids=["chunked", "until_the_end", "15-length_and_chunks", "17-5000_headers"],
)
def test_unusual_but_whole_answers(step: Step, news: bool | None) -> None:
    with serving(step) as server:
        try:
            document = first(source(server.url))
        except SourceUnavailable:
            assert news is None
            return

    assert document.data == NEWER


@pytest.mark.row("H19")
def test_body_of_a_redirect_is_never_read() -> None:
    with serving(bad.then_silence(answer(b"x" * 100, "Location: /there", "Content-Length: 99999999999", status="301 Moved", length=False)), GOOD) as server:
        document = first(source(server.url))

        assert document.url == f"{server.url}there"


@pytest.mark.row("H19")
@pytest.mark.parametrize(("hops", "arrives"), [(5, True), (6, False), (100, False)], ids=["five", "six", "for_ever"])
def test_redirects_are_followed_five_times(hops: int, arrives: bool) -> None:
    statuses = ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
    with serving(*(moved(f"/{number}", statuses[number % 5]) for number in range(hops)), GOOD) as server:
        served = source(server.url)
        if arrives:
            assert first(served).data == PAGE
        else:
            assert "redirects more than 5 times" in str(failure(served))
        assert len(server.requests) == 6


PUBLIC_PORTS: set[int] = set()


def reachable(*public: int) -> Any:
    """A network in which these ports of loopback are out in the open, and every name is on loopback."""

    def resolve(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> list[Any]:
        return socket.getaddrinfo("127.0.0.1", port, family, type, proto, flags)

    return {"public": lambda ip, port: port in public, "resolve": resolve}


@pytest.mark.row("S12", "H19")
@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "0", "localhost", "rebound.example", "[::ffff:127.0.0.1]"])
def test_redirect_from_the_open_network_into_a_private_one_is_refused(host: str) -> None:
    with serving(GOOD) as inside, serving(moved(f"http://{host}:{inside.port}/")) as outside:
        error = failure(source(f"http://news.example:{outside.port}/", **reachable(outside.port)))

        assert "from the open network into a private one" in str(error)
        assert inside.requests == []


@pytest.mark.row("S12")
def test_what_the_user_typed_may_be_private_and_lead_anywhere() -> None:
    with serving(GOOD) as outside, serving(moved(f"http://news.example:{outside.port}/")) as inside:
        document = first(source(f"http://127.0.0.1:{inside.port}/", **reachable(outside.port)))

    assert document.data == PAGE


@pytest.mark.row("H26")
def test_proxy_of_the_environment_is_asked_but_not_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(moved("http://elsewhere.example/"), GOOD) as proxy, serving(GOOD) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("//", "//ann:hush@"))
        monkeypatch.setenv("http_proxy", proxy.url.replace("//", "//ann:hush@"))

        assert first(source("http://news.example/live")).url == "http://elsewhere.example/"
        assert [request.split(b"\r\n")[0] for request in proxy.requests] == [
            b"GET http://news.example/live HTTP/1.1",
            b"GET http://elsewhere.example/ HTTP/1.1",
        ]
        assert first(source(server.url)).data == PAGE
        assert len(server.requests) == 1


@pytest.mark.row("S12", "H26")
@pytest.mark.parametrize("host", ["169.254.169.254", "10.1", "3232235777", "0xa.1", "0", "[64:ff9b::c0a8:101]", "[::ffff:10.0.0.1]"])
def test_proxy_is_not_asked_for_private_addresses_that_a_redirect_names(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However they are spelt: a proxy would find them in its own network."""
    with serving(moved(f"http://{host}/")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)

        assert "into a private one" in str(failure(source("http://news.example/")))
        assert len(proxy.requests) == 1


@pytest.mark.parametrize("path", ["\ud800", "%", "%zz", "%00", "?a=\udfff", "[", "é", "#\ud800"])
def test_path_of_odd_signs_is_asked_for_or_told_and_is_never_more_than_one_line(path: str) -> None:
    with serving(GOOD) as server:
        served = source(f"{server.url}{path}")
        try:
            first(served)
        except SourceUnavailable as error:
            assert str(error).endswith("it has signs in it that no address has")
        for request in server.requests:
            assert request.startswith(b"GET /") and request.isascii() and request.count(b"\r\nHost:") == 1


@pytest.mark.row("H33")
@pytest.mark.parametrize("proxy", ["gopher://ann:hush@127.0.0.1:1", "socks5://ann:hush@127.0.0.1:1", "http://ann:hush@127.0.0.1:1"])
def test_proxy_that_is_none_is_told_without_its_password(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    monkeypatch.setenv("http_proxy", proxy)

    error = str(failure(source("http://news.example/")))

    assert error.startswith("cannot reach http://news.example/: ")
    assert "hush" not in error


@pytest.mark.row("S12")
@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "bücher.example", "NEWS.example.", "127.1"])
def test_address_that_answers_is_the_one_that_is_judged(host: str) -> None:
    asked: list[str] = []

    def public(ip: str, port: int) -> bool:
        asked.append(ip)
        return True

    with serving(GOOD) as server:
        served = source(f"http://{host}:{server.port}/", resolve=reachable()["resolve"], public=public)
        try:
            served.look()
        except SourceUnavailable:
            assert host == "[::1]"  # nobody listens there
            return

    assert asked == ["127.0.0.1"]


# --- what the answer says -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "stops", "says"),
    [
        ("410 Gone", True, "gone for good (410)"),
        ("401 Unauthorized", True, "user name and a password"),
        ("407 Proxy", True, "the proxy wants"),
        ("404 Not Found", False, "nothing at this address (404)"),
        ("403 Forbidden", False, "may not be read"),
        ("451 Unavailable", False, "legal reasons"),
        ("503 Service Unavailable", False, "in trouble"),
        ("304 Not Modified", False, "never asked for changes"),
        ("300 Many", False, "(300)"),
    ],
)
def test_refusals_are_told_in_plain_words(status: str, stops: bool, says: str) -> None:
    with serving(answer(b"", status=status)) as server:
        error = failure(source(server.url))

    assert isinstance(error, SourceNotFound) is stops
    assert says in str(error)


@pytest.mark.row("H15")
@pytest.mark.parametrize(
    ("header", "says"),
    [
        ((), "it wants a user name and a password; write them into the address before the host, as name:password@{host} (401)"),
        (('WWW-Authenticate: Digest realm="a", basic realm="b"',), "write them into the address before the host"),
        (("WWW-Authenticate: Negotiate", "WWW-Authenticate: BASIC"), "write them into the address before the host"),
        (('WWW-Authenticate: Bearer realm="basic"',), "it wants a login of a kind that is not made here (Bearer) (401)"),
        (("WWW-Authenticate: ,",), "write them into the address before the host"),
        (("WWW-Authenticate: ",), "write them into the address before the host"),
    ],
)
def test_server_that_wants_a_login_is_told_with_what_to_do(header: tuple[str, ...], says: str) -> None:
    with serving(answer(b"", *header, status="401 Unauthorized")) as server:
        error = failure(source(server.url))

    assert isinstance(error, SourceNotFound)
    assert says.format(host=f"127.0.0.1:{server.port}") in str(error)


@pytest.mark.row("H15")
@pytest.mark.row("S13")
def test_login_that_is_not_taken_or_not_sent_is_told_as_that() -> None:
    with serving(answer(b"", "WWW-Authenticate: Basic", status="401 Unauthorized")) as server:
        refused = failure(source(server.url.replace("//", "//ann:hush@")))
        with serving(answer(b"", f"Location: {server.url}feed", status="302 Found")) as first:
            kept = failure(source(first.url.replace("//", "//ann:hush@")))

    assert "it does not take the user name and the password in the address (401)" in str(refused)
    assert f"127.0.0.1:{server.port}, where it leads, wants a user name and a password; those in the address are" in str(kept)
    assert b"authorization: basic" in server.requests[0].lower() and b"authorization" not in server.requests[1].lower()
    assert "hush" not in f"{refused} {kept}"


@pytest.mark.row("H12")
@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [("429 Too Many", "120", 120), ("429 Too Many", "-1", None), ("503 Busy", "120", 120), ("503 Busy", "x", None), ("500 Oh", "120", None)],
)
def test_wait_that_a_server_asks_for(status: str, header: str, seconds: float | None) -> None:
    with serving(answer(b"", f"Retry-After: {header}", status=status)) as server:
        error = failure(source(server.url))

    assert isinstance(error, SourceUnavailable)
    assert error.retry_after == seconds


NOW = datetime(2025, 10, 4, 12, 0, tzinfo=UTC)


@pytest.mark.row("H12")
@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("0", 0),
        ("999999999", 999_999_999),
        ("-5", None),
        ("1e3", None),
        ("120.5", None),
        ("9" * 20, None),
        ("9" * 5000, None),
        ("٣٠", None),
        ("1_000", None),
        ("+10", None),
        ("10, 20", None),
        ("", None),
        (None, None),
        ("soon", None),
        ("Sat, 04 Oct 2025 12:10:00 GMT", 600),
        ("Sat, 04 Oct 2025 11:00:00 GMT", 0),
        ("Saturday, 04-Oct-25 12:10:00 GMT", 600),
        ("Sat Oct  4 12:10:00 2025", 600),
        ("Sat, 04 Oct 2025 12:10:00", None),
        ("Sat, 04 Oct 2025 12:10:00 +0200", None),
        ("Sat, 31 Feb 2026 12:10:00 GMT", None),
        ("Sat, 04 Okt 2025 12:10:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) - NOW).total_seconds()),
        ("Sunday, 06-Nov-94 08:49:37 GMT", 0),
        ("Sat, 04 Oct 2025 12:10:60 GMT", 659),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_retry_after_counts_only_as_seconds_or_an_http_date(text: str | None, seconds: float | None) -> None:
    assert retry_after(text, NOW) == seconds


@pytest.mark.row("H30")
def test_answer_226_says_only_what_was_added() -> None:
    with serving(answer(PAGE, status="226 IM Used")) as server:
        assert first(source(server.url)).partial


@pytest.mark.row("H23", "H24")
def test_media_type_comes_with_the_document_and_settles_the_encoding() -> None:
    text = live_page(2).replace("Gauge", "Größe")
    with serving(
        answer(text.encode("utf-16-le"), "Content-Type: text/plain; charset=UTF-16LE"), answer(b"\x89PNG\r\n\x1a\n\0\0", "Content-Type: text/plain")
    ) as server:
        document = first(source(server.url))
        picture = first(source(server.url))

    assert document.media_type == "text/plain; charset=UTF-16LE"
    assert "Größe" in parse_document(document).entries[0].text
    with pytest.raises(FeedError, match="binary"):
        parse_document(picture)


# --- TLS ----------------------------------------------------------------------------------------------------------------


def trusting(certificate: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATES / f"{certificate}.pem"))


def test_https_is_asked_with_a_certificate_that_is_trusted() -> None:
    with serving(GOOD, certificate="localhost") as server:
        assert first(source(server.url, trust=trusting("localhost"))).data == PAGE


@pytest.mark.parametrize(
    ("certificate", "trusted", "says"),
    [("localhost", None, "signed by itself"), ("expired", "expired", "has expired"), ("other_name", "other_name", "belongs to another name")],
)
def test_certificates_that_are_not_accepted_are_told_with_the_cause(certificate: str, trusted: str | None, says: str) -> None:
    with serving(GOOD, certificate=certificate) as server:
        error = failure(source(server.url, trust=trusting(trusted) if trusted else None))

    assert says in str(error)
    assert server.requests == []


def test_handshake_that_fails_is_told() -> None:
    with serving(GOOD) as server:
        error = failure(source(server.url.replace("http:", "https:"), trust=trusting("localhost"), caps=QUICK))

    assert str(error).startswith(f"cannot reach https://127.0.0.1:{server.port}/: ")


@pytest.mark.row("H19")
def test_redirect_from_https_to_http_is_refused() -> None:
    with serving(GOOD) as plain, serving(moved(plain.url), certificate="localhost") as server:
        error = failure(source(server.url, trust=trusting("localhost")))

    assert "from https to http" in str(error)
    assert plain.requests == []


# --- what the program must not feel -------------------------------------------------------------------------------------


async def lag_during(work: asyncio.Future[Any]) -> float:
    """The longest that the event loop was held up, in seconds."""
    longest = 0.0
    while not work.done():
        before = time.monotonic()
        await asyncio.sleep(0.005)
        longest = max(longest, time.monotonic() - before - 0.005)
    return longest


@pytest.mark.row("H21", "S11")
@pytest.mark.parametrize(
    "step", [answer(bad.bomb(512), GZIP), b"HTTP/1.1 102 Processing\r\n\r\n" * 20_000, answer(b"x" * 99_000)], ids=["bomb", "interim", "large"]
)
async def test_event_loop_goes_on_while_a_server_does_its_worst(step: Step) -> None:
    lags = []
    with serving(step) as server:
        for _ in range(8):  # other programs may hold up this one: one quiet run shows what this one does
            polls = asyncio.gather(*(HttpSource(server.url).fetch(None) for _ in range(2)), return_exceptions=True)
            lags.append(await lag_during(polls))
            if in_time(lags[-1], 0.1):
                break
        else:
            pytest.fail(f"the event loop was held up for {lags} s")


@pytest.mark.row("H22")
@pytest.mark.parametrize("coding", ["deflate", "gzip"])
def test_body_that_is_longer_than_what_is_unpacked_at_a_time_is_whole(coding: str) -> None:
    """What is packed well has all gone in before all has come out: there may be nothing behind it that would bring it out."""
    for length in range(STEP - 40, STEP + 600, 20):
        body = b"x" * length
        unpacker = Unpacker(coding, Caps())
        unpacker.feed(bad.deflated(body) if coding == "deflate" else gzip.compress(body))
        assert unpacker.end() == body


@pytest.mark.row("H21", "S11")
def test_bomb_takes_little_memory() -> None:
    with serving(answer(bad.bomb(512), GZIP)) as server:
        served = HttpSource(server.url)
        failure(served)
        tracemalloc.start()
        try:
            error = failure(served)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert "swells" in str(error)
    assert peak < 64 << 20


async def test_poll_that_nobody_waits_for_any_more_is_given_up() -> None:
    with serving(bad.silence) as server:
        served = HttpSource(server.url)
        poll = asyncio.create_task(served.fetch(None))
        await until(lambda: server.open)
        poll.cancel()
        served.close()
        await until(lambda: not server.open)


def test_http_client_is_loaded_by_the_first_fetch_and_not_before() -> None:
    script = (
        "import sys, feeds\n"
        "served = feeds.open_source('http://127.0.0.1:1/')\n"
        "early = {'httpx2', 'httpcore2', 'asyncio', 'ssl', 'h11', 'webencodings'} & set(sys.modules)\n"
        "try: served.look()\n"
        "except feeds.SourceUnavailable: pass\n"
        "print(early, 'httpx2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)

    assert done.stdout == "set() True\n"


# --- names and secrets --------------------------------------------------------------------------------------------------


@pytest.mark.row("H33", "S13")
def test_no_secret_is_in_a_name_an_error_or_a_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(answer(status="500 Oh"), moved("http://127.0.0.1:1/?token=hush"), answer(PAGE)) as server:
        served = open_source(server.url.replace("//", "//ann:hush@") + "feed?api_key=hush&part=2")
        assert isinstance(served, HttpSource)
        told = [str(failure(served)), str(failure(served)), served.name, served.title, first(served).source]

    assert all("hush" not in text for text in [*told, *(record.getMessage() for record in caplog.records)])
    assert served.name == f"http://ann:…@127.0.0.1:{server.port}/feed?api_key=…26fb&part=2"
    assert served.title == f"127.0.0.1:{server.port}/feed"
    assert masked(served.name) == served.name


@pytest.mark.row("H33", "S13")
async def test_no_secret_is_in_anything_that_a_whole_run_tells(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """All ways of failing and of being led elsewhere, each with secrets in it. What is asked of a server is remembered as it is, to ask it again: the records."""
    caplog.set_level(logging.DEBUG)
    page = b"<!doctype html><title>Quay</title><link rel=alternate type=application/rss+xml href='/feed?sig=hush'><p>A house."
    rss = b"<rss><channel><title>Quay</title><item><title>Gates</title><guid>1</guid></item></channel></rss>"
    told: list[object] = []
    with serving(answer(page, "Content-Type: text/html"), answer(rss), certificate="localhost") as secret, serving(answer(rss)) as server:
        address = server.url.replace("//", "//ann:hush@") + "live?token=hush&part=2"
        walks: list[tuple[str, list[Step]]] = [
            (secret.url.replace("//", "//ann:hush@") + "?key=hush", []),
            (address, [answer(page, "Content-Type: text/html"), answer(rss), answer(status="404 No"), answer(b"<p>?")]),
            (address, [answer(rss), *[moved("/there?token=hush", "301 Moved"), answer(rss)] * 4]),
            (
                address,
                [
                    answer(status="410 Gone"),
                    answer(status="401 Who"),
                    moved("http://127.0.0.1:1/?auth=hush"),
                    moved("ftp://ann:hush@a.example/?auth=hush"),
                    b"",
                ],
            ),
            (f"http://ann:hush@127.0.0.1:{closed_port()}/?api_key=hush", []),
        ]
        for url, steps in walks:
            server.steps = [*steps, answer(rss)]
            followed = Followed(url)
            for _ in range(5):
                look = await followed.look(timedelta(hours=13))
                told.append(structs.replace(look, record=None, snapshot=None))
                if look.snapshot is not None:
                    told.append(dump([look.snapshot], followed.timeline.posts))
                told += [followed.source.name, followed.source.title, followed.source.key, followed.source.note, followed.follower.look_now()]
            told.append([(post.source, post.id) for post in followed.timeline.posts])
            await followed.close()
        monkeypatch.setenv("http_proxy", f"http://ann:hush@127.0.0.1:{closed_port()}")
        with pytest.raises(SourceUnavailable) as caught:
            await source("http://ann:hush@news.example/?token=hush").fetch(None)
        told.append(caught.value)

    errors = [str(look.error) for look in told if isinstance(look, Look) and look.error is not None]
    assert len(errors) > 10
    assert any(isinstance(each, dict) and each["problems"] for each in told)
    assert [text for text in [*map(repr, told), *map(str, told), *errors, *(record.getMessage() for record in caplog.records)] if "hush" in text] == []


@pytest.mark.parametrize(
    "address", ["http://", "http:///path", "https://a b/", "http://a.example:99999/", "http://[::1/", "http://a\\@b/", "http://a\n/"], ids=ascii
)
def test_address_that_is_none_is_refused_before_anything_is_asked(address: str) -> None:
    with pytest.raises(SourceNotFound, match="is no address that can be asked"):
        open_source(address)


def test_without_the_network_no_address_is_opened() -> None:
    with pytest.raises(SourceNotFound, match="--no-network"):
        open_source("https://example.org/", network=False)


# --- zones (RFC 6874) ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["%25eth0", "%eth0"])
def test_zone_of_an_address_is_for_this_machine_and_not_for_the_server(zone: str) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int, *more: Any) -> list[Any]:
        asked.append(host)
        return socket.getaddrinfo("127.0.0.1", port, *more)

    with serving(answer(b"hello"), certificate="localhost") as server:
        context = ssl.create_default_context(cafile=CERTIFICATES / "localhost.pem")
        context.check_hostname = False
        document = HttpSource(f"https://[fe80::1{zone}]:{server.port}/a", resolve=resolve, trust=context).look()
        assert document is not None and document.data == b"hello"
        assert server.requests[0].startswith(f"GET /a HTTP/1.1\r\nHost: [fe80::1]:{server.port}\r\n".encode())
    with serving(answer(b"hello")) as server:
        HttpSource(f"http://[fe80::1{zone}]:{server.port}/a", resolve=resolve).look()

    assert asked == ["fe80::1%eth0"] * 2


def test_zone_that_this_machine_does_not_have_is_told() -> None:
    with pytest.raises(SourceUnavailable) as caught:
        HttpSource("http://[fe80::1%25nowhere0]/").look()

    assert str(caught.value) == "cannot reach http://[fe80::1%25nowhere0]/: this machine has no network “nowhere0” with such addresses"
    assert not caught.value.offline
