"""One address that is followed through faults, and what must hold for every poll of it, whatever comes: see also `sound`."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from feeds import FeedError, FormatError, Look, SourceNotFound, SourceUnavailable
from feeds.model import Validators
from feeds.schedule import FLOOR, FLOOR_VALIDATED

from .following import ERR, NEW, STOP, Followed
from .misbehaving import Server
from .waiting import in_time

HOST = "news.example"
"""A name in the open network: for this machine itself no floors hold."""
WITHIN = 5.0
"""Seconds that a poll takes at most. The caps of those that wait are far below."""


class Endured:
    """Servers on loopback stand for the open network."""

    def __init__(self, *servers: Server, url: str | None = None, **more: Any) -> None:
        """`url` is where the first server is asked, if not by a name of the open network."""
        self._servers = servers
        self.asked_at: list[float] = []
        """When each poll asked first, by the clock of the test."""
        rules: dict[str, Any] = {"resolve": self._resolve, "public": lambda ip, port: True}
        self.followed = Followed(url or f"http://{HOST}:{servers[0].port}/", **{"interval": None, **rules, **more})
        self._own = self.followed.source.local
        self._kept = Validators()

    async def begin(self) -> Endured:
        """The first poll goes well, and the reader has seen its posts."""
        outcome, error = await self.poll()
        assert outcome == NEW, error
        timeline = self.followed.timeline
        timeline.mark([post.id for post in timeline.posts], seen=True)
        return self

    async def poll(self, requests: int | Sequence[int] = 1, *, after: timedelta = timedelta(0)) -> tuple[str, FeedError | None]:
        """What the next poll comes to, after it was checked. `requests` is how many were to be made of all servers: redirects are followed by more than one."""
        before, kept = self._requests, self._posts()
        validators = self.followed.follower.record.validators
        polls, begun = len(self.asked_at), time.monotonic()
        look = await self.followed.look(after)
        outcome, error = self.followed.outcome_of(look)

        assert in_time(time.monotonic() - begun, WITHIN)
        assert self._requests - before in ([requests] if isinstance(requests, int) else requests)
        found = self._posts()
        assert {id: found[id][1:] for id in kept} == {id: post[1:] for id, post in kept.items()}
        assert outcome == NEW or found == kept
        if outcome in (ERR, STOP):
            assert self.followed.follower.record.validators == validators
            self._is_told(outcome, error)
        self._comes_no_sooner(look, outcome)
        if not self._own and len(self.asked_at) > polls > 0:
            assert self.asked_at[polls] - self.asked_at[polls - 1] >= FLOOR_VALIDATED
        del self.asked_at[polls + 1 :]  # what a redirect led to belongs to the same poll
        return outcome, error

    def _posts(self) -> dict[str, tuple[object, bool, bool]]:
        """What is known, by its id: the post, whether it was seen, whether it was withdrawn."""
        timeline = self.followed.timeline
        return {post.id: (post.entry, (status := timeline.status(post.id)).seen, status.withdrawn) for post in timeline.posts}

    def _is_told(self, outcome: str, error: FeedError | None) -> None:
        """A failure is one line that names what it is about."""
        assert isinstance(error, (SourceUnavailable, FormatError) if outcome == ERR else SourceNotFound)
        assert self.followed.source.name in str(error)
        assert "\n" not in str(error)

    def _comes_no_sooner(self, look: Look, outcome: str) -> None:
        """The next poll comes by itself when it may, and not at all after a failure that only the reader can mend."""
        assert (look.again is None) is (outcome == STOP)
        if look.again is not None and not self._own:
            assert look.record is not None
            assert look.again >= (FLOOR_VALIDATED if look.record.pace.validated else FLOOR)

    async def close(self) -> None:
        await self.followed.close()

    @property
    def _requests(self) -> int:
        return sum(len(server.requests) for server in self._servers)

    def _resolve(self, host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> Any:
        self.asked_at.append(self.followed.clock.monotonic())
        return socket.getaddrinfo("127.0.0.1" if host in (HOST, HOST.encode()) else host, port, family, type, proto, flags)
