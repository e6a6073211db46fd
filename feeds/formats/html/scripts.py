"""The data that a page carries in its scripts (JSON-LD 1.1, "Embedding JSON-LD in HTML documents"), read as forgivingly as can be done without guessing.

Pages write it by templates: it comes in comments and CDATA sections, with commas too many, raw line ends in strings, and escapes that are none.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any, NamedTuple

from ...model import Problem
from ...wording import Wording
from ..base import Page
from .tree import tree_of

MOST_DIGITS = 18
"""Digits of a number that is read exactly: what is longer is no count and no time."""
MOST_VALUES = 1000
"""Values one after the other in one script."""

_WRAPS = Wording(r"\A(?:\s|\ufeff|<!--|<!\[CDATA\[|//[^\n{\[]*(?:\n|<!\[CDATA\[)|/\*(?:[^*]|\*(?!/))*+\*/|;)*+")
_ENDINGS = ("//", "/*", "*/", "-->", "]]>", "<!")
_BLANK = " \t\r\n\f\v\ufeff\xa0;"
_TOKENS = Wording(r'"(?:[^"\\]|\\.)*+"|,[\s,]*+', re.DOTALL)
_ESCAPES = Wording(r"\\(?:[\"\\/bfnrt]|u[0-9a-fA-F]{4}|(.))", re.DOTALL)
_BETWEEN = Wording(r"[\s,;]*")


class Scripts(NamedTuple):
    """The values of all scripts, in the order of the page, and those that could not be read."""

    values: list[Any]
    problems: list[Problem]


def scripts_of(page: Page) -> Scripts:
    """What the page's JSON-LD scripts say; each may fail by itself."""
    values: list[Any] = []
    problems: list[Problem] = []
    number = 0
    for script in tree_of(page).css("script[type]"):
        kind = (script.attributes.get("type") or "").partition(";")[0]
        if kind.strip().lower() != "application/ld+json":
            continue
        number += 1
        text = script.text()
        try:
            values += read_script(text)
        except (ValueError, RecursionError) as error:
            why = "it is nested too deep" if isinstance(error, RecursionError) else "it is no JSON"
            problems.append(Problem(page.document.source, f"JSON-LD script {number}", f"left out: {why}"))
    return Scripts(values, problems)


def read_script(text: str) -> list[Any]:
    """The values in a script's text. Raises ValueError or RecursionError when it has none that can be read."""
    begin = _WRAPS.compiled.match(text)
    text = text[begin.end() if begin else 0 :].rstrip(_BLANK)
    while ending := next((mark for mark in _ENDINGS if text.endswith(mark)), None):
        text = text[: -len(ending)].rstrip(_BLANK)
    if not text:
        return []
    if text[:16].lstrip("[{ \n\t").startswith("&quot;"):
        text = html.unescape(text)
    try:
        return [_decoder.decode(text)]
    except ValueError:
        return _all_values(_TOKENS.compiled.sub(_repaired, text))


def _repaired(token: re.Match[str]) -> str:
    """A string without escapes that JSON does not know; one comma for several, and none before a closing bracket."""
    written = token[0]
    if written[0] == ",":
        return "" if token.string[token.end() : token.end() + 1] in "}]" else ","
    return _ESCAPES.compiled.sub(_known, written) if "\\" in written else written


def _known(escape: re.Match[str]) -> str:
    unknown = escape[1]
    return escape[0] if unknown is None else "\\\\u" if unknown == "u" else unknown


def _all_values(text: str) -> list[Any]:
    """The values that stand one after the other."""
    values: list[Any] = []
    at = 0
    while at < len(text) and len(values) < MOST_VALUES:
        value, at = _decoder.raw_decode(text, at)
        values.append(value)
        gap = _BETWEEN.compiled.match(text, at)
        at = gap.end() if gap else at
    return values


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= MOST_DIGITS else float(digits)


_decoder = json.JSONDecoder(strict=False, parse_int=_whole)
"""Control characters in strings are let through: what is shown is cleaned later."""
