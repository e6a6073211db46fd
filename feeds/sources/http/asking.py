"""What is asked of a server: the headers of a request, to the byte (RFC 9110)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from ...model import Validators

if TYPE_CHECKING:
    from email.message import Message
    from importlib.metadata import PackageMetadata

ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
EVENTS = "text/event-stream"
"""The media type of a stream of events."""
PACKAGE = "feedreader"
_PAGE = re.compile(r"https?://[!-'*-\[\]-~]+")
PAGES = ("homepage", "documentation", "source", "repository")
"""By which name a package tells where it is at home (PyPA's well-known labels), the best first."""


def headers(
    accept: str, *, packed: bool = True, known: Validators | None = None, event: str | None = None, login: str | None = None
) -> Sequence[tuple[bytes, bytes]]:
    """All headers but Host. `packed`: the answer may be. `known` are the validators of what is known, `event` is the id that a stream goes on from, `login` is "name:password"."""
    conditions = [(b"If-None-Match", known.etag), (b"If-Modified-Since", known.last_modified)] if known is not None else []
    return [
        (b"User-Agent", agent()),
        (b"Accept", accept.encode()),
        (b"Accept-Encoding", b"gzip" if packed else b"identity"),
        *((name, value.encode("latin-1")) for name, value in conditions if value is not None),
        *([(b"Last-Event-ID", event.encode())] if event is not None else []),
        *([(b"Authorization", b"Basic " + b64encode(login.encode()))] if login is not None else []),
        (b"Connection", b"close"),
    ]


@lru_cache(maxsize=1)
def agent() -> bytes:
    """What asks, and where a server's keeper finds out about it. Read once: it costs some milliseconds, in the thread of the first poll."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        return agent_of(metadata(PACKAGE))
    except PackageNotFoundError:
        return agent_of(None)


def agent_of(package: Message | PackageMetadata | None) -> bytes:
    """The same by what a package says of itself: its version, and the page of its makers (pyproject.toml: project.urls). None: it is not installed."""
    if package is None:
        return PACKAGE.encode()
    named: dict[str, str] = {}
    for url in package.get_all("Project-URL") or ():
        label, _, address = url.partition(",")
        if _PAGE.fullmatch(address.strip()):
            named.setdefault(label.strip().lower(), address.strip())
    page = next((named[label] for label in PAGES if label in named), next(iter(named.values()), None))
    return f"{PACKAGE}/{package['Version']}{f' (+{page})' if page else ''}".encode("ascii", "ignore")
