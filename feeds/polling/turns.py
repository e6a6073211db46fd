"""Turns at the gate for those who ask in a thread of their own, as a stream does that connects again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from functools import partial

from ..errors import SourceHeld, SourceUnavailable
from .hosts import Hosts

TOO_MANY = 600.0
"""Seconds for which a host is left alone that says that it is asked too often, and no more."""


class ThreadTurns:
    """See `Turns`. A host that answers, inside of a turn, that it is asked too often is left alone by all."""

    def __init__(self, hosts: Hosts, loop: asyncio.AbstractEventLoop, name: str, rank: Callable[[], int] = lambda: 0) -> None:
        """`loop` is the one that the gate belongs to; `name` and `rank` are those of `Hosts.turn`."""
        self._hosts, self._loop, self._name, self._rank = hosts, loop, name, rank

    @contextmanager
    def __call__(self, host: str, begun: Callable[[Callable[[], None]], None]) -> Iterator[None]:
        had: Future[None] = Future()
        over = asyncio.Event()
        having = self._have(host, had, over)
        try:
            held = asyncio.run_coroutine_threadsafe(having, self._loop)
        except RuntimeError:  # the loop has closed: nobody waits any more
            having.close()
            raise asyncio.CancelledError from None

        def give_up() -> None:
            had.cancel()
            with suppress(RuntimeError):
                held.cancel()

        begun(give_up)
        try:
            had.result()
            yield
        except CancelledError:
            raise asyncio.CancelledError from None
        except SourceUnavailable as error:
            if error.status == 429 and not isinstance(error, SourceHeld):
                self._on_the_loop(partial(self._hosts.pause, host, error.retry_after or TOO_MANY))
            raise
        finally:
            self._on_the_loop(over.set)

    async def _have(self, host: str, had: Future[None], over: asyncio.Event) -> None:
        """Wait for a turn, say that it is had, and keep it until it is over."""
        try:
            async with self._hosts.turn(host, self._name, rank=self._rank):
                if had.set_running_or_notify_cancel():
                    had.set_result(None)
                    await over.wait()
        except SourceHeld as error:
            if had.set_running_or_notify_cancel():
                had.set_exception(error)
        finally:
            had.cancel()  # the loop ends before there was a turn

    def _on_the_loop(self, act: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # it has closed
            self._loop.call_soon_threadsafe(act)
