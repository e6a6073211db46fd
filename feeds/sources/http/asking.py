"""What is asked of a server: the headers of a request, to the byte (RFC 9110)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache

from ...model import Validators

ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
EVENTS = "text/event-stream"
"""The media type of a stream of events."""
PACKAGE = "feedreader"
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
    """What asks, and where a server's keeper finds out about it: the page that the installed package names (pyproject.toml: project.urls), if it names one."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        package = metadata(PACKAGE)
    except PackageNotFoundError:  # run from a source tree that is not installed
        return PACKAGE.encode()
    page = home([*(package.get_all("Project-URL") or ()), *(f"homepage, {url}" for url in package.get_all("Home-page") or ())])
    return f"{PACKAGE}/{package['Version']}{f' (+{page})' if page else ''}".encode("ascii", "ignore")


def home(urls: Sequence[str]) -> str | None:
    """The page of a package, of what its metadata say of it ("Label, address"); None when it has none that a header takes."""
    named: dict[str, str] = {}
    for url in urls:
        label, _, address = url.partition(",")
        if (address := address.strip()).startswith(("https://", "http://")) and address.isascii() and address.isprintable() and not {*" ()\\"} & {*address}:
            named.setdefault(label.strip().lower(), address)
    return next((named[label] for label in PAGES if label in named), next(iter(named.values()), None))
