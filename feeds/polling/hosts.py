"""The gate through which all requests of a program go: never two at a time to one host, never many at a time in all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from ..addresses import is_loopback, is_private
from ..clock import Clock
from ..errors import SourceHeld
from ..schedule import duration

MOST = 4
"""Requests that are in flight at a time."""
APART = 1.0
"""Seconds from the end of a request to the next one to the same host."""
_TICK = 1e-6
_LONG = 86400.0


class _Ticket:
    """One request that waits for its turn."""

    def __init__(self, host: str, rank: Callable[[], int]) -> None:
        self.host, self.rank = host, rank
        self.event = asyncio.Event()
        self.granted = self.asked = False


class Turn:
    """A turn with one host after the other, for a request that is led on: it never has two, so nobody waits for each other."""

    def __init__(self, hosts: Hosts, name: str, rank: Callable[[], int]) -> None:
        self._hosts, self._name, self._rank = hosts, name, rank
        self._ticket: _Ticket | None = None
        self._over = False
        self.host = ""
        """Whose turn it is, or is waited for."""

    async def go(self, host: str) -> None:
        """Leave the host for another one, when its turn comes; at the same host the turn goes on. Raises SourceHeld, CancelledError when it is over."""
        host = known_as(host)
        if self._over:
            raise asyncio.CancelledError
        if host == self.host:
            return
        self._leave()
        self.host = host
        self._ticket = ticket = _Ticket(host, self._rank)
        await self._hosts.granted(ticket, self._name or host)
        ticket.asked = True

    def end(self) -> None:
        """It is over, or waited for no longer."""
        self._over = True
        self._leave()

    def _leave(self) -> None:
        if self._ticket is not None:
            ticket, self._ticket = self._ticket, None
            self._hosts.leave(ticket)


class Hosts:
    """Whose turn it is. One is shared by all that ask for sources; it belongs to one event loop.

    First come, first served among equals of rank. This machine itself is asked without a pause in between, but like all others one request at a time
    and among the four.
    """

    def __init__(self, clock: Clock, *, most: int = MOST, apart: float = APART) -> None:
        self._clock, self._most, self._apart = clock, most, apart
        self._waiting: list[_Ticket] = []
        self._busy: set[str] = set()
        self._free_at: dict[str, float] = {}
        self._closed: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, host: str, name: str = "", *, rank: Callable[[], int] = lambda: 0) -> AsyncIterator[Turn]:
        """Wait for a turn, and have it inside of the `with`. `host` is as an address has it; `rank` is asked again each time: the lowest goes first.

        Raises SourceHeld, which says that `name` cannot be read, when the host wants to be left alone, or does so while we wait.
        """
        turn = Turn(self, name, rank)
        try:
            await turn.go(host)
            yield turn
        finally:
            turn.end()

    def pause(self, host: str, seconds: float) -> None:
        """Leave a host of the open network alone for so long: it says that it is asked too often. Others are many servers, of which one says so."""
        host = known_as(host)
        if is_private(_name(host)):
            return
        self._closed[host] = max(self._closed.get(host, 0.0), self._clock.monotonic() + seconds)
        self._wake(host)

    def closed(self, host: str) -> float:
        """Seconds for which a host is left alone."""
        return max(0.0, self._closed.get(known_as(host), 0.0) - self._clock.monotonic())

    def refusal(self, host: str) -> str | None:
        """Why a host may not be asked now; None when it may be."""
        left = self.closed(host)
        return f"{known_as(host)} is asked too often and wants to be left alone for another {duration(left)}" if left > 0 else None

    async def granted(self, ticket: _Ticket, name: str) -> None:
        """Wait for a turn; whoever did so, or waits no longer, leaves. Raises SourceHeld."""
        self._waiting.append(ticket)
        self._grant()
        while not ticket.granted:
            if (closed := self.closed(ticket.host)) > 0:
                raise SourceHeld(f"cannot read {name}: {ticket.host} is asked too often and wants to be left alone", retry_after=closed, status=429)
            await self._clock.wait(ticket.event, self._rest(ticket))
            ticket.event.clear()
            self._grant()

    def _rest(self, ticket: _Ticket) -> float:
        """Seconds until its host may be asked again; long when something else must happen first."""
        left = self._free_at.get(ticket.host, 0.0) - self._clock.monotonic()
        return left if left > _TICK else _LONG

    def _grant(self) -> None:
        """Give turns to all that may have one now."""
        now = self._clock.monotonic() + _TICK
        for ticket in sorted(self._waiting, key=lambda ticket: ticket.rank()):
            if len(self._busy) >= self._most:
                return
            if ticket.host in self._busy or self._free_at.get(ticket.host, 0.0) > now or self._closed.get(ticket.host, 0.0) > now:
                continue
            self._waiting.remove(ticket)
            self._busy.add(ticket.host)
            ticket.granted = True
            ticket.event.set()

    def leave(self, ticket: _Ticket) -> None:
        """Its turn is over, or it waits no longer."""
        if not ticket.granted:
            self._waiting.remove(ticket)
            return
        self._busy.discard(ticket.host)
        if ticket.asked and not is_loopback(_name(ticket.host)):
            self._free_at[ticket.host] = self._clock.monotonic() + self._apart
        self._grant()
        self._wake(ticket.host)

    def _wake(self, host: str) -> None:
        """Have those who wait for a host see what has become of it."""
        for ticket in self._waiting:
            if ticket.host == host:
                ticket.event.set()


def known_as(host: str) -> str:
    """The name under which a host is asked: on the open network that of the machine; elsewhere each port is a server of its own."""
    host = host.rpartition("@")[2].lower()
    return host if is_private(_name(host)) else _name(host)


def _name(host: str) -> str:
    """Without the port."""
    if host.startswith("["):
        return host[: host.find("]") + 1] or host
    return host.partition(":")[0].rstrip(".")
