"""From a filter's text to its terms. Any text is read, or refused with the place of what is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import QueryError
from .fields import BY_NAME, FIELDS, Field
from .needles import needle
from .syntax import Token, tokens
from .terms import All, Any, Node, Not, Term

DEEPEST = 50
"""Parentheses and minus signs that may stand inside of each other."""


def read(text: str) -> Node:
    """What a text asks for. Raises QueryError."""
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(tokens(text))
        self.at = 0

    def query(self) -> Node:
        node = self._either(0)
        if token := self._peek():
            raise QueryError("this parenthesis closes nothing", token.start, token.end)
        return node

    def _peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _either(self, depth: int) -> Node:
        sides = [self._all(depth)]
        while (token := self._peek()) and token.kind == "or":
            self.at += 1
            sides.append(self._all(depth))
            if All() in sides[-2:]:
                raise QueryError("OR needs something on both sides", token.start, token.end)
        return sides[0] if len(sides) == 1 else Any(tuple(sides))

    def _all(self, depth: int) -> Node:
        parts: list[Node] = []
        while (token := self._peek()) and token.kind not in ("or", "close"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self, depth: int) -> Node:
        token = self.tokens[self.at]
        self.at += 1
        if depth >= DEEPEST:
            raise QueryError(f"this goes deeper than {DEEPEST} levels", token.start, token.end)
        match token.kind:
            case "open":
                node = self._either(depth + 1)
                closing = self._peek()
                if closing is None:
                    raise QueryError("this parenthesis is never closed", token.start, token.end)
                self.at += 1
                if node == All():
                    raise QueryError("there is nothing between these parentheses", token.start, closing.end)
                return node
            case "not":
                return Not(self._one(depth + 1))
            case "field":
                return self._field(token)
            case _:
                return _term(token)

    def _field(self, token: Token) -> Term:
        field = BY_NAME.get(token.text)
        if field is None:
            hint = _nearest(token.text, BY_NAME)
            names = ", ".join(each.name for each in FIELDS)
            raise QueryError(f"no field “{token.text}”, {f'perhaps {hint}?' if hint else f'there are {names}'}", token.start, token.end, hint=hint)
        value = self._peek()
        if value is None or value.kind != "value" or value.start != token.end or not value.text:
            raise QueryError(f"{field.name}: needs {field.takes}", token.start, value.end if value and value.start == token.end else token.end)
        self.at += 1
        return _term(value, field) if field.texts else _choice(token, value, field)


def _term(token: Token, field: Field | None = None) -> Term:
    """A word, phrase or pattern, once it is clear that it is a whole one."""
    if not token.closed:
        what = "pattern needs a second slash: /…/" if token.regex else 'quotation mark needs a second one: "…"'
        raise QueryError(f"this {what}", token.start, token.end)
    if not token.text:
        raise QueryError("there is nothing between these quotation marks", token.start, token.end)
    if token.regex:
        try:
            needle(token.text, regex=True, exact=token.exact)
        except ValueError as error:
            raise QueryError(f"no pattern: {error}", token.start, token.end) from None
    return Term(token.text, field.name if field else None, token.exact, token.regex)


def _choice(name: Token, value: Token, field: Field) -> Term:
    """One of a field's values, or a time."""
    chosen = _term(value, field).value
    if value.regex:
        raise QueryError(f"{field.name}: takes no pattern, but {field.takes}", value.start, value.end)
    if field.window:
        try:
            field.window(chosen)
        except ValueError as error:
            raise QueryError(f"{field.name}: {error}", value.start, value.end) from None
        return Term(chosen, field.name)
    if chosen.lower() in field.values:
        return Term(chosen.lower(), field.name)
    hint = _nearest(chosen.lower(), field.values)
    reason = f"perhaps {field.name}:{hint}?" if hint else f"{field.name}: takes {field.takes}"
    raise QueryError(f"no {field.name}:{chosen}, {reason}", name.start, value.end, hint=f"{field.name}:{hint}" if hint else None)


def _nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word[:40], list(known), n=1)), None)
