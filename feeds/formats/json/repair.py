"""JSON Feeds that a template wrote and not a program: commas before an end, raw control characters in texts, escapes that JSON does not have.

Only what says that it is a JSON Feed is repaired, by one pass over its text; any other JSON is refused where it is broken.
"""

from __future__ import annotations

import re
from typing import Any

from ...errors import FormatError, MalformedFeed
from ...wording import Wording
from ..base import Page
from .tree import json_of, value_of

_NAMED = Wording(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org')
_SIGNS = Wording(r'"(?:[^"\\]++|\\.)*+"|,(?=\s*[\]}])', re.DOTALL)
_ESCAPE = Wording(r'\\(?:(["\\/bfnrt]|u[0-9A-Fa-f]{4})|(.))', re.DOTALL)


def feed_of(page: Page) -> tuple[Any, MalformedFeed | None]:
    """The document's value, and what was broken in it before its repair. Raises MalformedFeed when no repair is known."""
    try:
        return json_of(page), None
    except MalformedFeed as error:
        if (found := mended_of(page)) is None:
            raise
        return found, error


def mended_of(page: Page) -> Any:
    """The value of a JSON Feed that is broken and can be repaired; None of any other document. Never raises."""
    return page.remember_of(_repaired) if page.start[:1] == "{" and _NAMED.search(page.start) else None


def _repaired(page: Page) -> Any:
    try:
        return value_of(_SIGNS.compiled.sub(_mended, page.decoded.removeprefix("\ufeff")), lax=True)
    except FormatError:
        return None


def _mended(sign: re.Match[str]) -> str:
    text = sign[0]
    if text == ",":
        return ""
    return _ESCAPE.compiled.sub(lambda found: found[0] if found[1] else "\\\\" + found[2], text) if "\\" in text else text
