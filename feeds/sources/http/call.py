"""What one poll is asked, and what it answers."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from ...addresses import is_public
from ..base import Onward
from .body import Caps
from .flow import Flow

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
