"""What an answer is to the reader: a document with its validators, or a reason why it is none."""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from ...errors import SourceError, SourceNotFound, SourceUnavailable
from ...model import Document, Validators
from .dates import http_date, retry_after
from .links import links_of

if TYPE_CHECKING:
    from .wire import Answer

LONGEST_VALIDATOR = 1024
"""Bytes of the longest ETag or Last-Modified that is echoed."""

_DECLARED = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?")
_STOPS = {
    401: "it wants a user name and a password; write them into the address",
    407: "the proxy wants a user name and a password",
    410: "it is gone for good",
}
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


def refused(answer: Answer, told: str, now: datetime) -> SourceError:
    """What is to be raised for an answer that is no document: SourceNotFound when asking again will not help, else SourceUnavailable."""
    status = answer.status
    if status in _STOPS:
        return SourceNotFound(f"cannot read {told}: {_STOPS[status]} ({status})")
    there = http_date(answer.header(b"date") or "", now) or now  # times of a clock that is wrong are right by that clock
    asked = retry_after(answer.header(b"retry-after"), there) if status in (429, 503) else None
    why = _WHY.get(status) or ("the server is in trouble" if status >= 500 else "the server does not give it")
    return SourceUnavailable(f"cannot read {told}: {why} ({status})", retry_after=asked, status=status)


def validator(answer: Answer, name: bytes) -> str | None:
    """A validator to echo, byte for byte; None when there is none that can be."""
    value = answer.header(name)
    if not value or len(value) > LONGEST_VALIDATOR or re.search(r"[\x00-\x1f\x7f]", value):
        return None
    return value
