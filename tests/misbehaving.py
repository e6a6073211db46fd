"""A server on loopback that answers what a test tells it to, byte by byte: well, badly, slowly, without end, or not at all."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .waiting import PATIENCE, join

CERTIFICATES = Path(__file__).parent / "certificates"
"""Each with its key, signed by itself; valid from 2000 to 2125, but for the expired one."""

Step = bytes | Callable[[asyncio.StreamWriter], Coroutine[None, None, None]]
"""What is sent before the connection is closed, or what does the sending."""


class Server:
    """Answers each request with the next step, and with the last one for ever."""

    def __init__(self, steps: tuple[Step, ...], certificate: str | None, port: int = 0) -> None:
        self.steps = list(steps)
        self.requests: list[bytes] = []
        """The head of each request, as it came."""
        self.open = 0
        """Connections that are open now."""
        self._trust = None
        if certificate is not None:
            self._trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._trust.load_cert_chain(CERTIFICATES / f"{certificate}.pem")
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        listening = asyncio.start_server(self._taken, "127.0.0.1", port, ssl=self._trust)
        self._listening = asyncio.run_coroutine_threadsafe(listening, self._loop).result(PATIENCE)
        self.port: int = self._listening.sockets[0].getsockname()[1]
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}/"

    @property
    def last(self) -> dict[str, str]:
        """The headers of the last request, names in lower case."""
        lines = self.requests[-1].decode("latin-1").split("\r\n")[1:-2]
        return {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        join(self._thread)
        self._loop.close()

    async def _close(self) -> None:
        """End everything that has come, handshakes among it, which no task of ours has seen yet."""
        for listening in self._listening.sockets:
            self._loop.remove_reader(listening.fileno())
        await self._settle()  # what has been accepted becomes a connection: a server that is closed makes none of it, and forgets to close it
        self._listening.close()
        while tasks := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for writer in self._writers:
            writer.transport.abort()
        await self._settle()  # the sockets are closed one turn of the loop later

    @staticmethod
    async def _settle() -> None:
        for _ in range(5):
            await asyncio.sleep(0)

    def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Called as soon as there is a connection: it is known before its task begins."""
        self._writers.add(writer)
        task = self._loop.create_task(self._take(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, TimeoutError, ssl.SSLError):
                self.requests.append(await reader.readuntil(b"\r\n\r\n"))
                step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
                if isinstance(step, bytes):
                    writer.write(step)
                    await writer.drain()
                else:
                    await self._send(step(writer), reader)
        finally:
            self.open -= 1
            writer.close()

    @staticmethod
    async def _send(sending: Coroutine[None, None, None], reader: asyncio.StreamReader) -> None:
        """Send until all is sent or the client has gone."""
        tasks = [asyncio.ensure_future(sending), asyncio.ensure_future(reader.read())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def serving(*steps: Step, certificate: str | None = None, port: int = 0) -> Iterator[Server]:
    """A server for as long as a test needs it."""
    server = Server(steps, certificate, port)
    try:
        yield server
    finally:
        server.close()


def closed_port() -> int:
    """A port of loopback at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


# --- what is sent -------------------------------------------------------------------------------------------------------


def answer(body: bytes = b"", *headers: str, status: str = "200 OK", length: bool = True) -> bytes:
    """An answer. Headers are sent as they stand, in latin-1."""
    lines = [f"HTTP/1.1 {status}", *headers, *([f"Content-Length: {len(body)}"] if length else [])]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def chunked(body: bytes, *, end: bytes = b"0\r\n\r\n", size: bytes | None = None) -> bytes:
    """A body in one chunk."""
    return answer(b"", "Transfer-Encoding: chunked", length=False) + (size or f"{len(body):x}".encode()) + b"\r\n" + body + b"\r\n" + end


def deflated(body: bytes) -> bytes:
    """A body packed without any wrapper, as some servers send what they call deflate."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def bomb(mebibytes: int) -> bytes:
    """A gzip body that unpacks to so many MiB of zeros."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return gzip.compress(b"")[:10] + block * mebibytes


def twice_gzip(body: bytes) -> bytes:
    return gzip.compress(gzip.compress(body))


# --- what is done -------------------------------------------------------------------------------------------------------


async def silence(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


def trickle(data: bytes, start: bytes = b"") -> Step:
    """A byte at a time, always soon enough to be no timeout of one reading."""

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        for byte in data:
            writer.write(bytes((byte,)))
            await writer.drain()
            await asyncio.sleep(0.04)

    return send


def endless(start: bytes, piece: bytes) -> Step:
    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

    return send


def reset_after(data: bytes) -> Step:
    """Sends, then breaks the connection off instead of closing it."""

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        await asyncio.sleep(0.02)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return send


def then_silence(data: bytes) -> Step:
    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        await silence(writer)

    return send
