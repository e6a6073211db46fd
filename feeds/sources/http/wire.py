"""One poll of a server, from the name to the whole body. Loaded by the first fetch: it brings the HTTP client and an event loop with it.

A poll has an event loop of its own in the thread that asks for it. So nothing that a server does, nor importing, certificates, names, unpacking, holds
up the screen, one deadline ends all of it, and a resolver that hangs keeps nobody from leaving.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack, suppress
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx2
from msgspec import Struct
from msgspec.structs import replace

from ...addresses import http_parts, is_private, is_public, zoned
from ...background import in_background
from ..base import Onward
from . import trust
from .body import Caps, Head, Unpacker, Unusable
from .faults import REVOKED, BadProxy, Mispinned, NoZone, ProxyTrouble, Refused, Untrusted, causes
from .flow import Flow
from .place import origin
from .proxies import proxy_for

REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT = (301, 308)
WITH_BODY = (200, 226)
"""The answers whose bodies are read."""

for _name in ("httpx2", "httpcore2"):  # what they log has whole addresses in it, with their secrets
    logging.getLogger(_name).setLevel(logging.CRITICAL)

Headers = Sequence[tuple[bytes, bytes]]
Resolve = Callable[..., list[Any]]


class Call(Struct, frozen=True):
    """What is asked for."""

    url: str
    """Without user name and password."""
    headers: Callable[[str], Headers]
    """The headers for an address on the way, all but Host."""
    caps: Caps
    resolve: Resolve = socket.getaddrinfo
    public: Callable[[str, int], bool] = lambda ip, port: is_public(ip)
    trust: ssl.SSLContext | None = None
    """Whom to believe; None for the system's certificates."""
    guarded: bool = False
    """A server of the open network named the address: it must be there too."""
    home: str | None = None
    """The address that the reader named."""
    pin: str | None = None
    """The SHA-256 of the one certificate that is believed of the server there; None for those that are trusted."""
    flowing: tuple[str, ...] = ()
    """Media types of answers that have no end: they are given as a flow."""
    onward: Onward | None = None
    """How to go on where a redirect leads; None: at once."""


class Answer(Struct, frozen=True):
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    """Names in lower case."""
    url: str
    """Where it came from, after redirects."""
    body: bytes = b""
    public: bool = True
    """Whether the server that gave it is on the open network."""
    flow: Flow | None = None
    """What is still to come, instead of the body; it has to be read."""
    permanent: str | None = None
    """Where what was asked for has moved for good, as far as the first redirects say so (301, 308); None when they do not."""

    def header(self, name: bytes) -> str | None:
        """The first header of a name, byte for byte (latin-1)."""
        return next((value.decode("latin-1") for key, value in self.headers if key == name), None)


class _Loop(asyncio.SelectorEventLoop):
    """Looks up names in threads that never keep the program from ending."""

    resolve: Resolve

    async def getaddrinfo(self, host: Any, port: Any, *, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> Any:
        address, zone = zoned(host if isinstance(host, str) else str(host, "ascii"))
        try:
            return await in_background(lambda: self.resolve(f"{address}%{zone}" if zone else address, port, family, type, proto, flags))
        except socket.gaierror as error:
            raise (NoZone(zone) if zone else error) from None


def poll(call: Call, begun: Callable[[Callable[[], None]], None]) -> Answer:
    """The answer, after redirects. Waits for it. Raises Unusable, httpx2's errors, OSError, TimeoutError; CancelledError when cancelled.

    `begun` is given a function that cancels the poll, from any thread.
    """

    def loop() -> _Loop:
        made = _Loop()
        made.resolve = call.resolve
        return made

    async def run() -> Answer:
        running, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        begun(lambda: from_any_thread(running, task))
        async with asyncio.timeout(call.caps.total) as limit:
            return await _follow(call, limit)

    with ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner(loop_factory=loop))
        answer = runner.run(run())
        if answer.flow is not None:
            answer.flow.runner = runner
            stack.pop_all()
        return answer


def from_any_thread(loop: asyncio.AbstractEventLoop, task: asyncio.Task[Any]) -> None:
    """Cancel a task of another thread's event loop."""
    try:
        loop.call_soon_threadsafe(task.cancel)
    except RuntimeError:  # the poll is over
        return


async def _follow(call: Call, limit: asyncio.Timeout) -> Answer:
    """Ask, and go where redirects lead. Their bodies are never read: they may have no end."""
    url, guarded = call.url, call.guarded
    permanent: str | None = None
    for_good = True
    for hop in range(call.caps.hops + 1):
        if hop and call.onward is not None:
            await _in_turn(call.onward, url, limit)
        answer, public = await _ask(call, url, guarded)
        if answer.status not in REDIRECTS:
            return replace(answer, permanent=permanent)
        guarded = guarded or public
        url = _redirected(url, answer.header(b"location"))
        for_good = for_good and answer.status in PERMANENT
        if for_good:
            permanent = url
    raise Unusable(f"it redirects more than {call.caps.hops} times")


async def _in_turn(onward: Onward, url: str, limit: asyncio.Timeout) -> None:
    """Wait until the host of an address may be asked. That we wait is not the slowness of a server."""
    loop, end = asyncio.get_running_loop(), limit.when()
    assert end is not None, "a poll has an end"
    left = end - loop.time()
    limit.reschedule(None)
    await onward(urlsplit(url).netloc)
    limit.reschedule(loop.time() + left)


def _redirected(url: str, location: str | None) -> str:
    if location is None:
        raise Unusable("it redirects and does not say where")
    try:
        return led_to(url, _utf8(location))
    except ValueError as error:
        raise Unusable(f"it redirects {error}") from error


def led_to(url: str, reference: str) -> str:
    """The address that an answer of `url` leads to, in a header or in the page. Raises ValueError for one that is not followed; its text goes on after "it leads"."""
    try:
        target = urljoin(url, reference)
    except ValueError as error:
        raise ValueError("to an address that is not followed: its host is none") from error
    try:
        parts = http_parts(target)
    except ValueError as error:
        raise ValueError(f"to an address that is not followed: {error}") from error
    if parts.username is not None or parts.password is not None:
        raise ValueError("to an address with a user name in it, which is not followed")
    if url.startswith("https:") and parts.scheme == "http":
        raise ValueError("from https to http, which anybody could read; open the http address if you want that")
    return urldefrag(target).url


def _utf8(text: str) -> str:
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text


async def _ask(call: Call, url: str, guarded: bool) -> tuple[Answer, bool]:
    """One request on a connection of its own, and whether the server is on the open network. `guarded`: it has to be."""
    at_home = call.home is not None and origin(url) == origin(call.home)
    wire = _Wire(call, url, guarded, pin=call.pin if at_home else None)
    try:
        return await _request(call, url, wire)
    except httpx2.ProxyError:
        await wire.close()
        raise
    except Exception as error:
        await wire.close()
        if wire.proxy is not None and not isinstance(error, (Unusable, OSError)):  # of an answer that is none of a SOCKS proxy anything may come
            raise ProxyTrouble(wire.proxy, reached=wire.reached) from error
        if not isinstance(error, httpx2.HTTPError):
            raise
        if isinstance(error, httpx2.RemoteProtocolError) and "without sending a response" in str(error) and wire.head.is_half:
            raise Unusable("its answer is cut off" if wire.head.is_http else "it does not speak HTTP") from error
        refused = next((cause for cause in causes(error) if isinstance(cause, ssl.SSLCertVerificationError)), None)
        if refused is None:
            raise
        shown = await _shown(call, url, guarded) if at_home and refused.verify_code != REVOKED else None
        raise Untrusted(shown) from error


async def _shown(call: Call, url: str, guarded: bool) -> str | None:
    """What the certificate of a server that is not believed is known by: a connection that ends before anything is asked."""
    wire = _Wire(call, url, guarded, looks=True)
    with suppress(httpx2.HTTPError, OSError, TimeoutError):
        async with asyncio.timeout(call.caps.connect):
            await _request(call, url, wire)
    return wire.shown


async def _request(call: Call, url: str, wire: _Wire) -> tuple[Answer, bool]:
    target, caps = httpx2.URL(url), call.caps
    timeouts = {"connect": caps.connect, "read": caps.first_byte, "write": caps.first_byte, "pool": caps.connect}
    headers, extensions = list(call.headers(url)), {"trace": wire.trace, "timeout": timeouts}
    address, zone = zoned(target.host)
    if zone:  # it is of this machine alone (RFC 6874, 4)
        headers.insert(0, (b"Host", f"[{address}]{f':{target.port}' if target.port is not None else ''}".encode("ascii")))
        extensions["sni_hostname"] = address
    request = httpx2.Request("GET", target, headers=headers, extensions=extensions)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(_client(url, wire.trust))
        response = await client.send(request, stream=True, follow_redirects=False)
        stack.push_async_callback(response.aclose)
        told = tuple((name.lower(), value) for name, value in response.headers.raw)
        if response.status_code == 200 and response.headers.get("content-type", "").partition(";")[0].strip().lower() in call.flowing:
            flow = Flow(response, url, caps)
            flow.closing = stack.pop_all()
            return Answer(response.status_code, told, url, b"", wire.public, flow), wire.public
        body = await _body(response, wire, caps) if response.status_code in WITH_BODY else b""
        return Answer(response.status_code, told, url, body, wire.public), wire.public


def _client(url: str, trust: ssl.SSLContext) -> httpx2.AsyncClient:
    """Raises BadProxy."""
    try:
        return httpx2.AsyncClient(verify=trust, trust_env=False, proxy=proxy_for(url))
    except (ImportError, ValueError, httpx2.InvalidURL) as error:
        raise BadProxy(str(error)) from error


async def _body(response: httpx2.Response, wire: _Wire, caps: Caps) -> bytes:
    length = response.headers.get("content-length")
    if length is not None and int(length) > caps.wire:
        raise Unusable(f"its answer has {int(length):,} bytes, more than the {caps.wire:,} that are read")
    unpacker = Unpacker(response.headers.get("content-encoding", ""), caps)
    async for piece in response.aiter_raw():
        unpacker.feed(piece)
    if length is not None and "transfer-encoding" not in response.headers and wire.head.goes_on_after(int(length)):
        raise Unusable("its answer is longer than it says")
    return unpacker.end()


class _Wire:
    """Sees a connection being made and what comes over it."""

    def __init__(self, call: Call, url: str, guarded: bool, *, pin: str | None = None, looks: bool = False) -> None:
        """`pin` is the SHA-256 of the one certificate that is believed. looks: only to see what certificate there is."""
        self._call, self._host, self._guarded, self._pin, self._looks = call, httpx2.URL(url).raw_host.decode("ascii"), guarded, pin, looks
        self.trust = trust.any_certificate() if pin is not None or looks else call.trust or trust.system()
        self.proxy: str | None = None
        """Host and port of the proxy, until a safe connection to the server leads through it: faults are told as those of the proxy."""
        self.reached = False
        """There is a connection to whatever is asked."""
        self._stream: Any = None
        self._proxied = self._at_server = False
        self.public = True
        self.head = Head(call.caps)
        self.shown: str | None = None
        """What the server's certificate is known by, where it was looked at."""

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """httpcore2 calls this on its way (its `trace` extension)."""
        step = event.partition(".")[2]
        if step == "connect_tcp.started":
            self._proxied = info["host"] != self._host
            if self._proxied:
                self.proxy = f"[{info['host']}]:{info['port']}" if ":" in info["host"] else f"{info['host']}:{info['port']}"
        elif step == "connect_tcp.complete":
            self.reached, self._stream = True, info["return_value"]
            await self._check_peer(info["return_value"])
            self._count(info["return_value"])
        elif step == "start_tls.started":
            self._at_server = info["ssl_context"] is self.trust  # and not at a proxy, which is believed on its own
            self.proxy = None if self._at_server else self.proxy
        elif step == "start_tls.complete":
            await self._check_certificate(info["return_value"])
            self._count(info["return_value"])

    async def close(self) -> None:
        """Close a connection of which nothing comes: with a SOCKS proxy that fails httpcore2 forgets to."""
        if self._stream is not None:
            with suppress(Exception):
                await self._stream.aclose()

    async def _check_certificate(self, stream: Any) -> None:
        """Where any certificate may be shown, only the one that was accepted is good enough to say a word."""
        if not self._at_server or not (self._looks or self._pin is not None):
            return
        self.shown = trust.fingerprint(stream.get_extra_info("ssl_object").getpeercert(binary_form=True))
        if self.shown != self._pin:
            await stream.aclose()
            raise Mispinned(self.shown)

    async def _check_peer(self, stream: Any) -> None:
        """The address that really answers counts: a name may lead elsewhere the next time that it is looked up. Behind a proxy only the host can be judged."""
        peer = stream.get_extra_info("server_addr")
        if peer is None:
            await stream.aclose()
            raise ConnectionResetError(errno.ECONNRESET, "it is gone already")
        self.public = not is_private(self._host) if self._proxied else self._call.public(*peer[:2])
        if self._guarded and not self.public:
            await stream.aclose()
            raise Refused("it leads from the open network into a private one, which is not followed")

    def _count(self, stream: Any) -> None:
        """Have everything that is read from a stream seen by `head`, from now on."""
        self.head = Head(self._call.caps)
        read = stream.read

        async def counted(max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  (the stream's own shape)
            data: bytes = await read(max_bytes, timeout)
            self.head.feed(data)
            return data

        stream.read = counted
