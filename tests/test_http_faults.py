"""What goes wrong on the way to a server, in plain words: each kind of fault has its own."""

from __future__ import annotations

import errno
import gc
import gzip
import os
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx2
import pytest

from feeds import HttpSource, SourceUnavailable
from feeds.sources.http.body import Caps, Unusable
from feeds.sources.http.call import Call
from feeds.sources.http.connection import Connection
from feeds.sources.http.faults import BadProxy, Mispinned, NoZone, Refused, Untrusted, causes, unavailable

from .misbehaving import CERTIFICATES, closed_port
from .waiting import join

CAPS = Caps(connect=10, first_byte=15, total=30)


def untrusted(code: int, shown: str | None = "ab") -> Untrusted:
    refused = ssl.SSLCertVerificationError("refused")
    refused.verify_code, refused.verify_message = code, "odd"
    error = Untrusted(shown)
    error.__cause__ = refused
    return error


FAULTS: list[tuple[BaseException, str, bool]] = [
    (socket.gaierror(socket.EAI_NONAME, "x"), "its name is not found; is it spelt right, and is there a network?", True),
    (OSError(errno.ENETUNREACH, "x"), "no network leads there", True),
    (OSError(errno.EHOSTUNREACH, "x"), "no network leads there", True),
    (OSError(errno.ECONNREFUSED, "x"), "nothing answers there (connection refused)", False),
    (OSError(errno.EIO, "disk"), "[Errno 5] disk", False),
    (OSError(errno.EINVAL, "x"), "it cannot be connected to; an address that begins with fe80 needs its network: [fe80::1%25eth0]", False),
    (NoZone("eth7"), "this machine has no network “eth7” with such addresses", False),
    (UnicodeError("label empty or too long"), "no host can have such a name", False),
    (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), "it has signs in it that no address has", False),
    (Refused("it leads from there to here"), "it leads from there to here", False),
    (
        Mispinned("ab"),
        'it shows another certificate than the one that is accepted; to accept this certificate and no other, give the source certificate = "ab" in the settings file',
        False,
    ),
    (untrusted(10, None), "its certificate has expired", False),
    (untrusted(10), 'its certificate has expired; to accept this certificate and no other, give the source certificate = "ab" in the settings file', False),
    (untrusted(99, None), "its certificate is not accepted: odd", False),
    (ssl.SSLEOFError(8, "eof"), "it hangs up before there is a safe connection", False),
    (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong"), "no safe connection comes about", False),
    (httpx2.ProxyError("502 Bad Gateway"), "the proxy refuses: 502 Bad Gateway", False),
    (httpx2.ConnectTimeout("x"), "no connection within 10 s", False),
    (httpx2.ReadTimeout("x"), "nothing comes for 15 s", False),
    (TimeoutError(), "it is not done within 30 s", False),
    (httpx2.RemoteProtocolError("Server disconnected without sending a response."), "it hangs up without an answer", False),
    (httpx2.RemoteProtocolError("peer closed connection without sending complete message body"), "its answer is cut off", False),
    (httpx2.RemoteProtocolError("illegal header line"), "it does not speak HTTP as it should: illegal header line", False),
    (
        httpx2.RemoteProtocolError(f"illegal status line: {bytearray(b'HTTP/1.1 2OO ' + b'x' * 90_000)!r}"),
        f"it does not speak HTTP as it should: illegal status line “HTTP/1.1 2OO {'x' * 47}”",
        False,
    ),
    (httpx2.ReadError("x"), "the connection breaks off", False),
    (httpx2.InvalidURL("odd"), "the address is none: odd", False),
    (BadProxy("odd"), "the proxy that the environment names cannot be used: odd", False),
    (ValueError("odd"), "odd", False),
    (ValueError(), "ValueError", False),
]


@pytest.mark.row("H25")
@pytest.mark.parametrize(("error", "why", "offline"), FAULTS, ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None)
def test_fault_is_told_in_plain_words(error: BaseException, why: str, offline: bool) -> None:
    said = unavailable("quay.example", error, CAPS)

    assert str(said).startswith(f"cannot reach quay.example: {why}")
    assert (str(said) == f"cannot reach quay.example: {why}") or isinstance(error, ssl.SSLError)
    assert isinstance(said, SourceUnavailable) and said.offline is offline


def test_answer_that_is_none_is_told_as_that() -> None:
    assert str(unavailable("quay.example", Unusable("its answer is empty"), CAPS)) == "cannot read quay.example: its answer is empty"


@pytest.mark.row("S21", "H33")
def test_fault_is_one_clean_line_without_secrets() -> None:
    said = str(unavailable("quay.example", httpx2.ProxyError("http://ann:hush@p/\x1b[2J\nno"), CAPS))

    assert said == "cannot reach quay.example: the proxy refuses: http://ann:…@p/␛[2J no"


def chained() -> Iterator[BaseException]:
    """Errors that lead to each other, and in a group."""
    first, second, third = OSError("first"), OSError("second"), OSError("third")
    first.__cause__, second.__context__, third.__cause__ = second, ExceptionGroup("several", [third, ValueError("fourth")]), first
    yield first


def test_causes_are_all_found_and_each_once() -> None:
    assert [str(cause) for cause in causes(next(chained()))] == ["first", "second", "several (2 sub-exceptions)", "third", "fourth"]


# --- servers that end or break off, wherever they are -------------------------------------------------------------------

HEAD = b"HTTP/1.1 200 OK\r\n"
ENDS = {
    "accepted": (None, "it hangs up without an answer", "it hangs up before there is a safe connection"),
    "asked": (b"", "it hangs up without an answer", "it hangs up without an answer"),
    "announced": (b"HTTP/1.1 100 Continue\r\n\r\n", "it hangs up without an answer", "it hangs up without an answer"),
    "status": (b"HTTP/1.1 20", "its answer is cut off", "its answer is cut off"),
    "head": (HEAD + b"Content-Len", "its answer is cut off", "its answer is cut off"),
    "no HTTP": (b"SSH-2.0-Quay\r\n", "it does not speak HTTP", "it does not speak HTTP"),
    "body": (HEAD + b"Content-Length: 99\r\n\r\nhello", "its answer is cut off", "its answer is cut off"),
    "chunk size": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n7", "its answer is cut off", "its answer is cut off"),
    "chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n7\r\nhel", "its answer is cut off", "its answer is cut off"),
    "last chunk": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "its answer is cut off", "its answer is cut off"),
    "gzip": (HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"hello")[:-9], "its answer is cut off", "its answer is cut off"),
}
"""What is sent before the connection ends, and what is told of it over http and https."""


@contextmanager
def ending(sent: bytes | None, *, resets: bool = False, safe: bool = False) -> Iterator[str]:
    """A server that reads what it is asked, unless it sends None, sends something and ends, or resets the connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "localhost.pem")

    def serve(listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                taken, _ = listening.accept()
                with taken, suppress(OSError), context.wrap_socket(taken, server_side=True) if safe and sent is not None else taken as wire:
                    if sent is not None:
                        wire.recv(1 << 16)
                        wire.sendall(sent)
                    if resets:
                        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    elif sent is not None:
                        wire.shutdown(socket.SHUT_WR)
                        while wire.recv(1 << 16):
                            pass

    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=serve, args=(listening,), daemon=True)
    thread.start()
    yield f"{'https' if safe else 'http'}://127.0.0.1:{listening.getsockname()[1]}/"
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    join(thread)


def told(url: str, address: str | None = None) -> str:
    """Why an address cannot be had."""
    context = ssl.create_default_context(cafile=CERTIFICATES / "localhost.pem")
    context.check_hostname = False
    with pytest.raises(SourceUnavailable) as caught:
        HttpSource(url, trust=context).look()
    return str(caught.value).partition(f"{address or url}: ")[2]


@pytest.mark.row("H22")
@pytest.mark.parametrize("safe", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("stage", ENDS)
def test_connection_that_ends_is_told_by_what_had_come(stage: str, safe: bool) -> None:
    sent, *whys = ENDS[stage]
    with ending(sent, safe=safe) as url:
        why = told(url)

    assert why == whys[safe] or (stage == "accepted" and why in ("it hangs up without an answer", "the connection breaks off"))


@pytest.mark.parametrize("safe", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("stage", ENDS)
def test_connection_that_is_reset_is_told_as_that(stage: str, safe: bool) -> None:
    sent, *whys = ENDS[stage]
    with ending(sent, resets=True, safe=safe) as url:
        why = told(url)

    early = ("it hangs up before there is a safe connection", f"no connection comes about ({os.strerror(errno.ECONNRESET).lower()})")
    assert why == "the connection breaks off" or why == whys[safe] or (stage == "accepted" and why in early)


@pytest.mark.row("H26")
@pytest.mark.parametrize(
    ("sent", "scheme", "why"),
    [
        (b"", "http", "asked through the proxy {}, it hangs up without an answer"),
        (b"", "https", "asked through the proxy {}, it hangs up without an answer"),
        (HEAD + b"\r\n", "https", "it hangs up before there is a safe connection"),
        (HEAD + b"Content-Length: 9\r\n\r\nhello", "http", "asked through the proxy {}, its answer is cut off"),
        (HEAD.replace(b"200 OK", b"502 Bad Gateway") + b"\r\n", "https", "the proxy refuses: 502 Bad Gateway"),
    ],
)
def test_fault_of_a_proxy_is_not_told_as_the_servers(sent: bytes, scheme: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with ending(sent) as proxy:
        monkeypatch.setenv(f"{scheme}_proxy", proxy.replace("//", "//ann:hush@"))
        assert told(f"{scheme}://news.example/") == why.format(proxy.split("/")[2])


@pytest.mark.row("H26")
@pytest.mark.parametrize("proxy", ["http", "https", "socks5"])
def test_proxy_that_is_not_there_is_told_as_that(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = closed_port()
    monkeypatch.setenv("https_proxy", f"{proxy}://127.0.0.1:{port}")

    assert told("https://news.example/") == f"the proxy 127.0.0.1:{port} is not to be had: nothing answers there (connection refused)"


@pytest.mark.row("H26")
@pytest.mark.parametrize("sent", [b"", b"\x05", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_what_is_no_proxy_is_told_as_that(sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library for it raises what no other one does."""
    with ending(sent) as proxy:
        monkeypatch.setenv("all_proxy", proxy.replace("http:", "socks5:").rstrip("/"))
        assert told("http://news.example/").startswith(f"asked through the proxy {proxy.split('/')[2]}, nothing comes that a proxy should say (")
        gc.collect()  # a connection that was left to the collector is an error here


@pytest.mark.row("H25")
def test_certificate_of_a_proxy_is_none_that_the_source_may_accept(monkeypatch: pytest.MonkeyPatch) -> None:
    with ending(HEAD + b"\r\n", safe=True) as proxy:
        monkeypatch.setenv("https_proxy", proxy)
        assert told("https://news.example/") == f"asked through the proxy {proxy.split('/')[2]}, its certificate is signed by itself alone"


async def test_connection_that_is_gone_before_it_is_looked_at_is_no_fault_of_the_program() -> None:
    """The system does not tell the address of the other end any more."""

    class Gone:
        closed = False

        def get_extra_info(self, name: str) -> None:
            return None

        async def aclose(self) -> None:
            self.closed = True

    stream = Gone()
    connection = Connection(Call("http://127.0.0.1:1/", lambda url: (), CAPS), "http://127.0.0.1:1/", guarded=True)
    with pytest.raises(ConnectionResetError) as caught:
        await connection.check_peer(stream)

    assert stream.closed
    assert str(unavailable("quay.example", caught.value, CAPS)) == "cannot reach quay.example: the connection breaks off"
