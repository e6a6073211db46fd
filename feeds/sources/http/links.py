"""What the head of an answer says of its document by links (RFC 8288): where its hubs are, and where older posts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

from msgspec import Struct

from ...addresses import http_parts
from ...text import clean_line

if TYPE_CHECKING:
    from .call import Answer

MOST = 100
"""Links of an answer that are read."""
LONGEST = 2048
"""Letters of an address in one."""

_TARGET = re.compile(r"[\s,]*<([^>]*)>")
_PARAMETER = re.compile(r"""\s*;\s*([^\s=;,"]*)\s*(?:=\s*(?:"((?:[^"\\]|\\.?)*)(?:"|$)|([^;,\s]*)))?""", re.DOTALL)
_REST = re.compile(r"[^,]*")


class Links(Struct, frozen=True):
    """The addresses, absolute."""

    hubs: tuple[str, ...] = ()
    """WebSub, 4: rel=hub."""
    older: str | None = None
    """RFC 5005: rel=prev-archive, else rel=next."""


def links_of(answer: Answer) -> Links:
    """The links of an answer that concern what it holds."""
    text = ", ".join(value.decode("utf-8", "replace") for name, value in answer.headers if name == b"link")
    if not text:
        return Links()
    found: dict[str, dict[str, None]] = {}
    for target, relations in read(text):
        for relation in ("hub", "prev-archive", "next"):
            if relation in relations and (link := _absolute(answer.url, target)) is not None:
                found.setdefault(relation, {})[link] = None
    older = next(iter((*found.get("prev-archive", ()), *found.get("next", ()))), None)
    return Links(tuple(found.get("hub", ())), older)


def read(text: str) -> Iterator[tuple[str, list[str]]]:
    """The targets in a Link header, with their relations in small letters (RFC 8288, B.2). What is wrong in it ends the reading; a link of something else (anchor) is passed over."""
    at = 0
    for _ in range(MOST):
        if (target := _TARGET.match(text, at)) is None:
            return
        at = target.end()
        relations: str | None = None
        anchored = False
        while (parameter := _PARAMETER.match(text, at)) is not None:
            at = parameter.end()
            name, quoted, plain = parameter[1].lower(), parameter[2], parameter[3]
            if name == "rel" and relations is None:  # the first one counts (RFC 8288, 3.3)
                relations = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else plain or ""
            anchored = anchored or name == "anchor"
        if relations and not anchored:
            yield target[1], relations.lower().split()
        rest = _REST.match(text, at)
        at = rest.end() if rest is not None else at


def _absolute(base: str, target: str) -> str | None:
    """The address of a link, None for one that could not be asked."""
    target = target.strip()
    if not target or len(target) > LONGEST:
        return None
    try:
        link = urldefrag(urljoin(base, target)).url
        http_parts(link)
    except ValueError:
        return None
    return clean_line(link)
