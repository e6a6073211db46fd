"""The pieces of a filter's text: what is a word, a phrase, a pattern, a field's name. Every text has pieces; whether they make a filter is said elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ..wording import Wording


class Token(Struct, frozen=True):
    """A piece of a filter's text: `kind` is open, close, or, not, field or value."""

    kind: str
    text: str
    start: int
    end: int
    exact: bool = False
    """With case and accents: it began with `=`."""
    quoted: bool = False
    regex: bool = False
    closed: bool = True
    """False for a phrase or pattern whose second quotation mark or slash is missing: it then goes to the end of the text."""

    @property
    def bare(self) -> bool:
        """Whether it stands there without any sign."""
        return not (self.exact or self.quoted or self.regex)


_NAME = Wording(r"(?P<name>[A-Za-z][A-Za-z_-]*):(?!//)")
_PATTERN = Wording(r"/(?![\s/)]|\Z)(?P<pattern>(?:\\.|[^\\/])++)(?:(?P<closing>/)(?=[\s()]|\Z)|\\?\Z)", re.DOTALL)
"""A slash opens a pattern when something follows it; the next slash closes it when nothing follows, else it all is a path."""


def tokens(text: str) -> Iterator[Token]:
    """The pieces of a filter's text, in order."""
    at = 0
    value_next = False
    while at < len(text):
        here = text[at]
        if here.isspace():
            at += 1
            value_next = False
        elif here in "()":
            value_next = False
            yield Token("open" if here == "(" else "close", here, at, at + 1)
            at += 1
        elif here == "-" and not value_next and at + 1 < len(text) and not text[at + 1].isspace() and text[at + 1] != ")":
            yield Token("not", here, at, at + 1)
            at += 1
        elif not value_next and (name := _NAME.match(text, at)):
            yield Token("field", name["name"].lower(), at, name.end())
            at, value_next = name.end(), True
        else:
            token = _value(text, at)
            yield Token("or", "OR", token.start, token.end) if not value_next and token.bare and token.text == "OR" else token
            at, value_next = token.end, False


def _value(text: str, start: int) -> Token:
    exact = text[start] == "=" and start + 1 < len(text) and not text[start + 1].isspace() and text[start + 1] not in "()"
    at = start + exact
    if text[at] == '"':
        return _phrase(text, start, at, exact)
    if match := _PATTERN.match(text, at):
        return Token("value", match["pattern"], start, match.end(), exact, regex=True, closed=match["closing"] is not None)
    end = at + 1
    while end < len(text) and not text[end].isspace() and text[end] not in "()":
        end += 1
    return Token("value", text[at:end], start, end, exact)


def _phrase(text: str, start: int, at: int, exact: bool) -> Token:
    out = []
    end = at + 1
    while end < len(text) and text[end] != '"':
        if text[end] == "\\" and text[end + 1 : end + 2] in ('"', "\\"):
            end += 1
        out.append(text[end])
        end += 1
    closed = end < len(text)
    return Token("value", "".join(out), start, end + closed, exact, quoted=True, closed=closed)


def written(value: str, *, field: bool = False, exact: bool = False, regex: bool = False) -> str:
    """A value as it is written in a filter, in quotation marks where it would be read as something else. `field`: it stands behind a field's name."""
    sign = "=" if exact else ""
    if regex:
        return f"{sign}/{value}/"
    if not value.startswith('"'):
        alone = list(tokens(f"a:{sign}{value}" if field else f"{sign}{value}"))[field:]
        if len(alone) == 1 and alone[0].kind == "value" and alone[0].text == value and alone[0].exact == exact and not alone[0].regex:
            return f"{sign}{value}"
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{sign}"{quoted}"'
