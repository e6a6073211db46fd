"""Where a source is asked: where the reader said, where that has moved for good, or the feed that a page names."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from ...addresses import filed, http_parts, is_loopback, is_private, masked
from ...model import Move, Problem, SourceRecord
from ...text import clean_line
from . import moves
from .answers import Login

_NOTES = {
    "moved": "it has moved for good and is asked there now",
    "earlier": "it is asked there, where it led when it was followed before",
}

Led = Literal["", "page", "moved", "earlier"]


class Place:
    """Begins where the reader said. The password is for that server alone."""

    def __init__(self, name: Callable[[], str], parts: SplitResult) -> None:
        """`name` gives what the source is filed under now."""
        self._name = name
        netloc = parts.netloc.rpartition("@")[2]
        self.said = urlunsplit(parts._replace(netloc=netloc, path=parts.path or "/", fragment=""))
        """What the reader said, without user name, password and fragment."""
        self._login = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}" if "@" in parts.netloc else None
        self._led: Led = ""
        self._target: str | None = None
        self.moving: Move | None = None
        """Where it says that it has moved for good."""
        self.key = _key(parts)
        self.guarded = False
        """A server of the open network named the address: it must be there too."""
        self._ask(self.said)

    def _ask(self, url: str, led: Led = "", *, guarded: bool = False) -> None:
        parts = urlsplit(url)
        self.guarded = guarded or self.guarded  # a stream that connects in its own thread never sees the one address with the rule for the other
        self.url, self._led, self._proved = url, led, False
        self.guarded = guarded
        self.host, self.local = parts.netloc.lower(), is_loopback(parts.hostname or "")

    @property
    def told(self) -> str:
        """What errors say could not be read."""
        if not self._led:
            return self._name()
        return f"{self._name()}{': its feed' if self._led == 'page' else ', now at'} {masked(clean_line(self.url))}"

    @property
    def address(self) -> str | None:
        """Where it is asked; None when that is where the reader said."""
        return self.url if self._led else None

    @property
    def note(self) -> Problem | None:
        """What the reader should know of it, when they have not been told otherwise."""
        return Problem(self._name(), masked(clean_line(self.url)), _NOTES[self._led]) if self._led in _NOTES else None

    def login_for(self, url: str) -> str | None:
        """User name and password for a server: those that the reader gave for it, and only as long as nothing has led elsewhere."""
        return self._login if self._login is not None and origin(url) == origin(self.said) == origin(self.url) else None

    def login_at(self, url: str) -> Login:
        """What a server has of them."""
        return "none" if self._login is None else "sent" if self.login_for(url) is not None else "kept"

    def turn(self, target: str, *, guarded: bool) -> None:
        """Ask the feed that the page names."""
        self._ask(target, "page", guarded=guarded)

    def restore(self, record: SourceRecord) -> None:
        """Go on where an earlier sitting ended. An address of another server must be in the open network, unless the reader named one that is not."""
        self.moving = record.moving
        if record.address is None:
            return
        try:
            parts = http_parts(record.address)
        except ValueError:  # nothing that we have written
            return
        here = urlsplit(self.said).hostname or ""
        self._ask(record.address, "earlier", guarded=parts.hostname != here and not is_private(here))

    def answered(self, target: str | None) -> None:
        """A good answer came, after which the source is for good at `target`; None: where it was asked."""
        self._target = target
        self.moving = moves.interrupted(self.moving, target)

    def recognised(self, now: datetime, *, guarded: bool) -> bool:
        """The last answer was the feed that is followed, so what it says of its place counts. Whether it is asked elsewhere from now on."""
        if self._target is None:
            return False
        self.moving, self._target = moves.counted(self.moving, self._target, now), None
        if self.moving is None or not moves.has_come(self.moving, now):
            return False
        self._ask(self.moving.target, "moved", guarded=self.guarded or guarded)
        self.moving = None
        return True

    def back(self, now: datetime) -> None:
        """The reader wants it asked where they said. It does not go there again by itself."""
        if self._led:
            self.moving = Move(self.url, now, 0)
            self._ask(self.said)

    def lost(self) -> bool:
        """Nothing is there any more. What an earlier sitting was led to is given up for what the reader said; whether there was such a place."""
        if self._led != "earlier" or self._proved:
            return False
        self._ask(self.said)
        return True

    def found(self) -> None:
        """A good answer came from there."""
        self._proved = True


def origin(url: str) -> tuple[str, str | None, int]:
    """Scheme, host and port (RFC 6454)."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def is_one_server(one: str, other: str) -> bool:
    """Whether two addresses are of one server: the same host and port, or the usual ports of http and https."""
    first, second = origin(one), origin(other)
    return first[1] == second[1] and (first[2] == second[2] or {first[2], second[2]} == {80, 443})


def _key(parts: SplitResult) -> str:
    """One spelling for what is one address and one user, with no secret in it."""
    host = parts.netloc.rpartition("@")[2].lower().removesuffix(":443" if parts.scheme == "https" else ":80")
    user = f"{parts.username}@" if parts.username else ""
    return filed(urlunsplit((parts.scheme, f"{user}{host}", parts.path or "/", parts.query, "")), digits=16)


def pinned(text: str) -> str:
    """The SHA-256 of a certificate as a person or a tool writes it: hexadecimal digits, with colons or without. Raises ValueError."""
    digits = re.sub(r"^(?:sha-?256[:=/ ]*)?(?:fingerprint=)?|[:\s]", "", text.strip().lower())
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise ValueError("a certificate is accepted by its SHA-256, which has 64 hexadecimal digits")
    return digits
