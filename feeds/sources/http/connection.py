"""The connection of one request: who really answers there, by which certificate, and what comes over it."""

from __future__ import annotations

import errno
from contextlib import suppress
from typing import Any

import httpx2

from ...addresses import is_private
from . import trust
from .body import Head
from .call import Call
from .faults import Mispinned, Refused


class Connection:
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
            await self.check_peer(info["return_value"])
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

    async def check_peer(self, stream: Any) -> None:
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
