"""What an answer is to the reader: a document with its validators, or a reason why it is none."""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from ...errors import SourceError, SourceNotFound, SourceUnavailable
from ...model import Document, Validators
from ...text import clean_line
from .dates import http_date, retry_after
from .links import links_of

if TYPE_CHECKING:
    from .call import Answer

LONGEST_VALIDATOR = 1024
"""Bytes of the longest ETag or Last-Modified that is echoed."""

Login = Literal["none", "sent", "kept"]
"""Whether the reader gave a user name and a password, and whether the server that answers was the one to have them."""

_BASIC = re.compile(r"(?:^|,)\s*basic(?:\s|,|$)", re.IGNORECASE)
_DECLARED = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?")
_STOPS = (401, 407, 410)
_WHY = {
    204: "it answers with nothing",
    205: "it answers with nothing",
    206: "it answers with a part that was not asked for",
    304: "it says that nothing has changed, and was never asked for changes",
    403: "it may not be read",
    404: "there is nothing at this address",
    429: "it is asked too often",
    451: "it is withheld for legal reasons",
}


def document(answer: Answer, source: str, told: str, now: datetime) -> Document:
    """What came, filed under `source`. Raises SourceUnavailable when that is empty, which says that `told` cannot be read."""
    if _DECLARED.fullmatch(answer.body):
        raise SourceUnavailable(f"cannot read {told}: its answer is empty")
    links = links_of(answer)
    return Document(
        data=answer.body,
        source=source,
        url=answer.url,
        media_type=answer.header(b"content-type"),
        validators=Validators(
            etag=validator(answer, b"etag"), last_modified=validator(answer, b"last-modified"), digest=blake2b(answer.body, digest_size=16).digest()
        ),
        retrieved=now,
        partial=answer.status == 226,
        hubs=links.hubs,
        older=links.older,
    )


def refused(answer: Answer, told: str, now: datetime, login: Login = "none") -> SourceError:
    """What is to be raised for an answer that is no document: SourceNotFound when asking again will not help, else SourceUnavailable."""
    status = answer.status
    if status in _STOPS:
        why = "it is gone for good" if status == 410 else _proxy_wants(answer.url) if status == 407 else _wants(answer, login)
        return SourceNotFound(f"cannot read {told}: {why} ({status})")
    there = http_date(answer.header(b"date") or "", now) or now  # times of a clock that is wrong are right by that clock
    asked = retry_after(answer.header(b"retry-after"), there) if status in (429, 503) else None
    why = _WHY.get(status) or ("the server is in trouble" if status >= 500 else "the server does not give it")
    return SourceUnavailable(f"cannot read {told}: {why} ({status})", retry_after=asked, status=status)


def _proxy_wants(url: str) -> str:
    from .proxies import wants  # loaded with the first fetch

    return wants(url)


def _wants(answer: Answer, login: Login) -> str:
    """Who wants to know who asks, and what the reader can do for that (RFC 9110, 11.6.1; RFC 7617)."""
    host = clean_line(urlsplit(answer.url).netloc)
    if login == "sent":
        return "it does not take the user name and the password in the address"
    if login == "kept":
        return f"{host}, where it leads, wants a user name and a password; those in the address are for the server that it names, and are not sent there"
    offered = [value.decode("latin-1") for name, value in answer.headers if name == b"www-authenticate"]
    kinds = re.findall(r"[^\s,]+", " ".join(offered))
    if kinds and not any(_BASIC.search(value) for value in offered):
        return f"it wants a login of a kind that is not made here ({clean_line(kinds[0])[:20]})"
    return f"it wants a user name and a password; write them into the address before the host, as name:password@{host}"


def validator(answer: Answer, name: bytes) -> str | None:
    """A validator to echo, byte for byte; None when there is none that can be."""
    value = answer.header(name)
    if not value or len(value) > LONGEST_VALIDATOR or re.search(r"[\x00-\x1f\x7f]", value):
        return None
    return value
