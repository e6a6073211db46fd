"""The filter language.

    storm "high water" -rail        words and phrases, and what must not be there; all of them are needed
    title:ferry author:"ann lee"    fields; their names are in `FIELDS`
    a OR b, (a b) OR c              either; parentheses group
    =Nato                           as written, with case and accents

Words are searched without case and accents, also inside of words. Any text is a filter or gives a QueryError with its place, and `str(query)` is a
text that reads back as an equal query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from msgspec import Struct

from .errors import QueryError
from .fields import BY_NAME, FIELDS, Subject
from .model import Entry, Status
from .text import fold

DEEPEST = 50
"""Parentheses and minus signs that may stand inside of each other."""


class Term(Struct, frozen=True):
    """A word or phrase, anywhere or in a field. `exact`: with case and accents."""

    value: str
    field: str | None = None
    exact: bool = False

    def matches(self, subject: Subject) -> bool:
        if self.field is None:
            return self.value in subject.written if self.exact else fold(self.value) in subject.folded
        field = BY_NAME[self.field]
        if field.holds is not None:
            return field.holds(subject.entry, subject.status, self.value)
        assert field.texts is not None
        if self.exact:
            return any(self.value in text for text in field.texts(subject.entry) if text)
        needle = fold(self.value)
        return any(needle in fold(text) for text in field.texts(subject.entry) if text)

    def __str__(self) -> str:
        value = self.value
        if self.field is None or BY_NAME[self.field].holds is None:
            value = ("=" if self.exact else "") + (value if _is_plain(value, bare=self.field is None and not self.exact) else _quoted(value))
        return f"{self.field}:{value}" if self.field else value


class Not(Struct, frozen=True):
    inner: Node

    def matches(self, subject: Subject) -> bool:
        return not self.inner.matches(subject)

    def __str__(self) -> str:
        return f"-{_grouped(self.inner) if isinstance(self.inner, All | Any) else self.inner}"


class All(Struct, frozen=True):
    """Everything inside must match; nothing inside matches everything."""

    inner: tuple[Node, ...] = ()

    def matches(self, subject: Subject) -> bool:
        return all(node.matches(subject) for node in self.inner)

    def __str__(self) -> str:
        return " ".join(_grouped(node) if isinstance(node, All | Any) else str(node) for node in self.inner)


class Any(Struct, frozen=True):
    """One of those inside must match."""

    inner: tuple[Node, ...]

    def matches(self, subject: Subject) -> bool:
        return any(node.matches(subject) for node in self.inner)

    def __str__(self) -> str:
        return " OR ".join(_grouped(node) if isinstance(node, Any) else str(node) for node in self.inner)


Node = Term | Not | All | Any


def _grouped(node: Node) -> str:
    return f"({node})"


class Query(Struct, frozen=True):
    """A filter. An empty one matches everything."""

    root: All | Any | Not | Term = All()

    @classmethod
    def parse(cls, text: str) -> Query:
        """The filter that a text asks for. Raises QueryError with the place of what is wrong."""
        return cls(_Parser(text).query())

    def __str__(self) -> str:
        return str(self.root)

    def __bool__(self) -> bool:
        return self.root != All()

    def matches(self, entry: Entry, status: Status, *, now: datetime, zone: tzinfo) -> bool:
        """Whether the filter lets the entry through. `now` and `zone` are for the fields that speak of time."""
        return self.root.matches(Subject(entry, status))

    def accepts(self, subject: Subject) -> bool:
        """`matches`, for a subject that is asked more than once."""
        return self.root.matches(subject)

    @property
    def parts(self) -> tuple[Node, ...]:
        """What a match needs all of."""
        return self.root.inner if isinstance(self.root, All) else (self.root,)

    def words(self, field: str | None = None) -> tuple[Term, ...]:
        """The terms that a match must show, for highlighting: those anywhere, and those of the field."""
        return tuple(term for term in _shown(self.root) if term.field in (None, field))


def _shown(node: Node) -> Iterator[Term]:
    match node:
        case Term():
            yield node
        case All(inner=inner) | Any(inner=inner):
            for each in inner:
                yield from _shown(each)
        case Not():
            return


# --- reading ----------------------------------------------------------------------------------------------------------


class Token(Struct, frozen=True):
    """A piece of a filter's text: `kind` is open, close, or, not, field, value or blank."""

    kind: str
    text: str
    start: int
    end: int
    exact: bool = False
    quoted: bool = False


_NAME = re.compile(r"(?P<name>[A-Za-z][A-Za-z_-]*):(?!//)")
_BREAK = ' \t\n()"'


def tokens(text: str) -> Iterator[Token]:
    """The pieces of a filter's text, in order. Raises QueryError for a quotation mark without its twin."""
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
            yield token if value_next or token.quoted or token.exact or token.text != "OR" else Token("or", "OR", token.start, token.end)
            at, value_next = token.end, False


def _value(text: str, start: int) -> Token:
    exact = text[start] == "=" and start + 1 < len(text) and not text[start + 1].isspace() and text[start + 1] not in "()"
    at = start + exact
    if text[at] != '"':
        end = at
        while end < len(text) and not text[end].isspace() and (text[end] not in _BREAK or (text[end] == '"' and end > at)):
            end += 1
        end = max(end, at + 1)
        return Token("value", text[at:end], start, end, exact)
    out = []
    end = at + 1
    while end < len(text) and text[end] != '"':
        if text[end] == "\\" and text[end + 1 : end + 2] in ('"', "\\"):
            end += 1
        out.append(text[end])
        end += 1
    if end >= len(text):
        raise QueryError('this quotation mark needs a second one: "…"', start, len(text))
    return Token("value", "".join(out), start, end + 1, exact, quoted=True)


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
                if not token.text:
                    raise QueryError("there is nothing between these quotation marks", token.start, token.end)
                return Term(token.text, exact=token.exact)

    def _field(self, token: Token) -> Term:
        field = BY_NAME.get(token.text)
        if field is None:
            hint = _nearest(token.text, BY_NAME)
            names = ", ".join(each.name for each in FIELDS)
            raise QueryError(f"no field “{token.text}”, {f'perhaps {hint}?' if hint else f'there are {names}'}", token.start, token.end, hint=hint)
        value = self._peek()
        if value is None or value.kind != "value" or value.start != token.end or not value.text:
            wanted = ", ".join(field.values) if field.values else f"a word, as in {field.example}"
            raise QueryError(f"{field.name}: needs {wanted}", token.start, value.end if value and value.start == token.end else token.end)
        self.at += 1
        if field.values:
            chosen = value.text.lower()
            if chosen not in field.values:
                hint = _nearest(chosen, field.values)
                reason = f"perhaps {field.name}:{hint}?" if hint else f"{field.name}: takes {', '.join(field.values)}"
                raise QueryError(f"no {field.name}:{value.text}, {reason}", token.start, value.end, hint=f"{field.name}:{hint}" if hint else None)
            return Term(chosen, field.name)
        return Term(value.text, field.name, value.exact)


def _nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(known), n=1)), None)


def _is_plain(value: str, *, bare: bool) -> bool:
    """Whether a value reads back as itself without quotation marks."""
    if not value or value[0] in '"=' or any(character.isspace() or character in "()" for character in value):
        return False
    if not bare:
        return True
    return value != "OR" and not value.startswith("-") and not _NAME.match(value)


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
