"""Turns at the gate for those who ask in a thread of their own, as a stream does that connects again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from functools import partial

from ..errors import SourceHeld, SourceUnavailable
from ..sources.base import Onward
from .hosts import Hosts, Turn

TOO_MANY = 600.0
"""Seconds for which a host is left alone that says that it is asked too often, and no more."""


class ThreadTurns:
    """See `Turns`. A host that answers, inside of a turn, that it is asked too often is left alone by all."""

    def __init__(self, hosts: Hosts, loop: asyncio.AbstractEventLoop, name: str, rank: Callable[[], int] = lambda: 0) -> None:
        """`loop` is the one that the gate belongs to; `name` and `rank` are those of `Hosts.turn`."""
        self._hosts, self._loop, self._name, self._rank = hosts, loop, name, rank

    @contextmanager
    def __call__(self, host: str, begun: Callable[[Callable[[], None]], None]) -> Iterator[Onward]:
        had: Future[Turn] = Future()
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
        turn: Turn | None = None
        try:
            turn = had.result()
            yield onward(turn, self._loop)
        except CancelledError:
            raise asyncio.CancelledError from None
        except SourceUnavailable as error:
            if turn is not None and error.status == 429 and not isinstance(error, SourceHeld):
                self._on_the_loop(partial(self._hosts.pause, turn.host, error.retry_after or TOO_MANY))
            raise
        finally:
            self._on_the_loop(over.set)

    async def _have(self, host: str, had: Future[Turn], over: asyncio.Event) -> None:
        """Wait for a turn, say that it is had, and keep it until it is over."""
        try:
            async with self._hosts.turn(host, self._name, rank=self._rank) as turn:
                if had.set_running_or_notify_cancel():
                    had.set_result(turn)
                    await over.wait()
        except SourceHeld as error:
            if had.set_running_or_notify_cancel():
                had.set_exception(error)
        finally:
            had.cancel()  # the loop ends before there was a turn

    def _on_the_loop(self, act: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # it has closed
            self._loop.call_soon_threadsafe(act)


def onward(turn: Turn, loop: asyncio.AbstractEventLoop) -> Onward:
    """How a request that is led elsewhere, which is made on another event loop, goes on in its turn on this one."""

    async def go(host: str) -> None:
        going = turn.go(host)
        try:
            gone = asyncio.run_coroutine_threadsafe(going, loop)
        except RuntimeError:  # the loop has closed: nobody waits any more
            going.close()
            raise asyncio.CancelledError from None
        await asyncio.wrap_future(gone)

    return go
