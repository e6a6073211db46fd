"""One request, without redirects: asked, read to its end, and its failure told by what caused it."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import AsyncExitStack, suppress

import httpx2

from ...addresses import zoned
from .body import Caps, Unpacker, Unusable
from .call import Answer, Call
from .connection import Connection
from .faults import REVOKED, BadProxy, ProxyTrouble, Untrusted, causes
from .flow import Flow
from .place import origin
from .proxies import proxy_for

WITH_BODY = (200, 226)
"""The answers whose bodies are read."""


async def ask(call: Call, url: str, guarded: bool) -> tuple[Answer, bool]:
    """One request on a connection of its own, and whether the server is on the open network. `guarded`: it has to be."""
    at_home = call.home is not None and origin(url) == origin(call.home)
    connection = Connection(call, url, guarded, pin=call.pin if at_home else None)
    try:
        return await _request(call, url, connection)
    except httpx2.ProxyError:
        await connection.close()
        raise
    except Exception as error:
        await connection.close()
        if connection.proxy is not None and not isinstance(error, (Unusable, OSError)):  # of an answer that is none of a SOCKS proxy anything may come
            raise ProxyTrouble(connection.proxy, reached=connection.reached) from error
        if not isinstance(error, httpx2.HTTPError):
            raise
        if isinstance(error, httpx2.RemoteProtocolError) and "without sending a response" in str(error) and connection.head.is_half:
            raise Unusable("its answer is cut off" if connection.head.is_http else "it does not speak HTTP") from error
        refused = next((cause for cause in causes(error) if isinstance(cause, ssl.SSLCertVerificationError)), None)
        if refused is None:
            raise
        shown = await _shown(call, url, guarded) if at_home and refused.verify_code != REVOKED else None
        raise Untrusted(shown) from error


async def _shown(call: Call, url: str, guarded: bool) -> str | None:
    """What the certificate of a server that is not believed is known by: a connection that ends before anything is asked."""
    connection = Connection(call, url, guarded, looks=True)
    with suppress(httpx2.HTTPError, OSError, TimeoutError):
        async with asyncio.timeout(call.caps.connect):
            await _request(call, url, connection)
    return connection.shown


async def _request(call: Call, url: str, connection: Connection) -> tuple[Answer, bool]:
    target, caps = httpx2.URL(url), call.caps
    timeouts = {"connect": caps.connect, "read": caps.first_byte, "write": caps.first_byte, "pool": caps.connect}
    headers, extensions = list(call.headers(url)), {"trace": connection.trace, "timeout": timeouts}
    address, zone = zoned(target.host)
    if zone:  # it is of this machine alone (RFC 6874, 4)
        headers.insert(0, (b"Host", f"[{address}]{f':{target.port}' if target.port is not None else ''}".encode("ascii")))
        extensions["sni_hostname"] = address
    request = httpx2.Request("GET", target, headers=headers, extensions=extensions)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(_client(url, connection.trust))
        response = await client.send(request, stream=True, follow_redirects=False)
        stack.push_async_callback(response.aclose)
        told = tuple((name.lower(), value) for name, value in response.headers.raw)
        if response.status_code == 200 and response.headers.get("content-type", "").partition(";")[0].strip().lower() in call.flowing:
            flow = Flow(response, url, caps)
            flow.closing = stack.pop_all()
            return Answer(response.status_code, told, url, b"", connection.public, flow), connection.public
        body = await _body(response, connection, caps) if response.status_code in WITH_BODY else b""
        return Answer(response.status_code, told, url, body, connection.public), connection.public


def _client(url: str, trust: ssl.SSLContext) -> httpx2.AsyncClient:
    """Raises BadProxy."""
    try:
        return httpx2.AsyncClient(verify=trust, trust_env=False, proxy=proxy_for(url))
    except (ImportError, ValueError, httpx2.InvalidURL) as error:
        raise BadProxy(str(error)) from error


async def _body(response: httpx2.Response, connection: Connection, caps: Caps) -> bytes:
    length = response.headers.get("content-length")
    if length is not None and int(length) > caps.wire:
        raise Unusable(f"its answer has {int(length):,} bytes, more than the {caps.wire:,} that are read")
    unpacker = Unpacker(response.headers.get("content-encoding", ""), caps)
    async for piece in response.aiter_raw():
        unpacker.feed(piece)
    if length is not None and "transfer-encoding" not in response.headers and connection.head.goes_on_after(int(length)):
        raise Unusable("its answer is longer than it says")
    return unpacker.end()
