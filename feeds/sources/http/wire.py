"""One poll of a server, from the name to the whole body. Loaded by the first fetch: it brings the HTTP client and an event loop with it.

A poll has an event loop of its own in the thread that asks for it. So nothing that a server does, nor importing, certificates, names, unpacking, holds
up the screen, one deadline ends all of it, and a resolver that hangs keeps nobody from leaving.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from msgspec.structs import replace

from ...addresses import http_parts, zoned
from ...background import in_background
from ..base import Onward
from .body import Unusable
from .call import Answer, Call, Resolve
from .faults import NoZone
from .request import ask

REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT = (301, 308)

for _name in ("httpx2", "httpcore2"):  # what they log has whole addresses in it, with their secrets
    logging.getLogger(_name).setLevel(logging.CRITICAL)


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
        answer, public = await ask(call, url, guarded)
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
