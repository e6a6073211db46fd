"""What a filter consists of: terms, and what joins them. Each becomes a function that is asked about posts, and prints as it is written."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from msgspec import Struct

from ..text import fold
from .fields import BY_NAME
from .needles import Needle, Word, needle
from .subject import Context, Subject
from .syntax import written
from .windows import Span

Test = Callable[[Subject], bool]
"""Whether a filter lets a post through."""


class Term(Struct, frozen=True):
    """A word, phrase or regular expression, anywhere or in a field. `exact`: with case and accents."""

    value: str
    field: str | None = None
    exact: bool = False
    regex: bool = False

    @property
    def cost(self) -> int:
        """About how much work it is to ask one post, where looking for one word is 1."""
        return 1 if self.field is None and not (self.exact or self.regex) else 6

    @property
    def needle(self) -> Needle | None:
        """What it looks for in texts; None when it asks for something else."""
        field = BY_NAME[self.field] if self.field else None
        return needle(self.value, regex=self.regex, exact=self.exact) if field is None or field.texts else None

    def span(self, context: Context) -> Span | None:
        """The stretch of time that it asks for, None when it asks for something else."""
        window = BY_NAME[self.field].window if self.field else None
        return window(self.value)(context) if window else None

    def test(self, context: Context) -> Test:
        """`Query.test` for this term: what can be known beforehand is found out once."""
        sought = self.needle
        if sought is None:
            return self._test_of_status(context)
        rough = _rough(sought)
        if self.field is None:
            return rough if not sought.exact else lambda subject: rough(subject) and sought.in_parts(subject.written)
        field = BY_NAME[self.field]
        texts = field.texts
        assert texts is not None

        def holds(subject: Subject) -> bool:
            return any(sought.within(text if sought.exact else fold(text)) for text in texts(subject, context) if text)

        return holds if field.apart else lambda subject: rough(subject) and holds(subject)

    def _test_of_status(self, context: Context) -> Test:
        field, value = BY_NAME[self.field or ""], self.value
        if states := field.states:
            return lambda subject: value in states(subject)
        begin, end = self.span(context) or (math.inf, -math.inf)

        def published(subject: Subject) -> bool:
            moment = subject.entry.published
            return moment is not None and begin <= moment.timestamp() < end

        return published

    def __str__(self) -> str:
        value = written(self.value, field=self.field is not None, exact=self.exact, regex=self.regex)
        return f"{self.field}:{value}" if self.field else value


def _rough(sought: Needle) -> Test:
    """Whether a needle may be found in the words of a post: for one that is not exact, whether it is."""
    if isinstance(sought, Word):
        folded = fold(sought.value)
        return lambda subject: folded in subject.folded
    return (lambda subject: True) if sought.exact else (lambda subject: sought.in_parts(subject.folded))


class Not(Struct, frozen=True):
    inner: Node

    def test(self, context: Context) -> Test:
        inner = self.inner.test(context)
        return lambda subject: not inner(subject)

    def __str__(self) -> str:
        return f"-{_grouped(self.inner) if isinstance(self.inner, All | Any) else self.inner}"


class All(Struct, frozen=True):
    """Everything inside must match; nothing inside matches everything."""

    inner: tuple[Node, ...] = ()

    def test(self, context: Context) -> Test:
        tests = [node.test(context) for node in self.inner]
        return lambda subject: all(test(subject) for test in tests)

    def __str__(self) -> str:
        return " ".join(_grouped(node) if isinstance(node, All | Any) else str(node) for node in self.inner)


class Any(Struct, frozen=True):
    """One of those inside must match."""

    inner: tuple[Node, ...]

    def test(self, context: Context) -> Test:
        tests = [node.test(context) for node in self.inner]
        return lambda subject: any(test(subject) for test in tests)

    def __str__(self) -> str:
        return " OR ".join(_grouped(node) if isinstance(node, Any) else str(node) for node in self.inner)


Node = Term | Not | All | Any


def _grouped(node: Node) -> str:
    return f"({node})"


def terms(node: Node, *, negated: bool = True) -> Iterator[Term]:
    """The terms in a node, in order; without `negated`, only those that a match can show."""
    match node:
        case Term():
            yield node
        case All(inner=inner) | Any(inner=inner):
            for each in inner:
                yield from terms(each, negated=negated)
        case Not(inner=inside):
            if negated:
                yield from terms(inside)


def implies(node: Node, other: Node) -> bool:
    """Whether a match of the one is a match of the other: they are the same, or the one has more letters than the other."""
    if node == other:
        return True
    if not isinstance(node, Term) or not isinstance(other, Term) or (node.field, node.exact) != (other.field, other.exact):
        return False
    mine, theirs = node.needle, other.needle
    return isinstance(mine, Word) and isinstance(theirs, Word) and theirs.value in mine.value
