"""What goes wrong on the way to a server, in plain words: each kind of fault has its own."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

import httpx2
import pytest

from feeds import SourceUnavailable
from feeds.sources.http.body import Caps, Unusable
from feeds.sources.http.faults import BadProxy, Mispinned, NoZone, Refused, Untrusted, causes, unavailable

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
    (httpx2.ReadError("x"), "the connection breaks off", False),
    (httpx2.InvalidURL("odd"), "the address is none: odd", False),
    (BadProxy("odd"), "the proxy that the environment names cannot be used: odd", False),
    (ValueError("odd"), "odd", False),
    (ValueError(), "ValueError", False),
]


@pytest.mark.row("H25")
@pytest.mark.parametrize(("error", "why", "offline"), FAULTS, ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None)
def test_fault_is_told_in_plain_words(error: BaseException, why: str, offline: bool) -> None:
    told = unavailable("quay.example", error, CAPS)

    assert str(told).startswith(f"cannot reach quay.example: {why}")
    assert (str(told) == f"cannot reach quay.example: {why}") or isinstance(error, ssl.SSLError)
    assert isinstance(told, SourceUnavailable) and told.offline is offline


def test_answer_that_is_none_is_told_as_that() -> None:
    assert str(unavailable("quay.example", Unusable("its answer is empty"), CAPS)) == "cannot read quay.example: its answer is empty"


@pytest.mark.row("S21", "H33")
def test_fault_is_one_clean_line_without_secrets() -> None:
    told = str(unavailable("quay.example", httpx2.ProxyError("http://ann:hush@p/\x1b[2J\nno"), CAPS))

    assert told == "cannot reach quay.example: the proxy refuses: http://ann:…@p/␛[2J no"


def chained() -> Iterator[BaseException]:
    """Errors that lead to each other, and in a group."""
    first, second, third = OSError("first"), OSError("second"), OSError("third")
    first.__cause__, second.__context__, third.__cause__ = second, ExceptionGroup("several", [third, ValueError("fourth")]), first
    yield first


def test_causes_are_all_found_and_each_once() -> None:
    assert [str(cause) for cause in causes(next(chained()))] == ["first", "second", "several (2 sub-exceptions)", "third", "fourth"]
