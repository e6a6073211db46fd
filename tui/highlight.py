"""What a filter found, marked where it stands: in each text only what the filter asks for there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from feeds import Needle, Query, Term, marked_ranges

from .spans import Spans

MATCH = "accent u b"


class Marks(Struct, frozen=True):
    """The words that a filter asks for, by the part of a post in which it does. What must not be there is not among them."""

    terms: tuple[Term, ...] = ()

    @classmethod
    def of(cls, query: Query) -> Marks:
        return cls(query.shown)

    def needles(self, field: str | None, *, alone: bool = False) -> tuple[Needle, ...]:
        """What is sought in the texts of a field; None are the texts that no field asks for. With `alone`, words without a field are not."""
        fields = (field,) if alone else (None, field)
        return tuple(needle for term in self.terms if term.field in fields and (needle := term.needle))


def marked(text: str, ink: str, needles: tuple[Needle, ...], *, shown: Callable[[str], str] = str) -> Spans:
    """The text with what the needles find in the ink of a match. `shown` is what becomes of each piece when it is shown, such as upper case."""
    if not needles or not text:
        return [(shown(text), ink)]
    spans: Spans = []
    at = 0
    for start, end in marked_ranges(text, needles):
        if start > at:
            spans.append((shown(text[at:start]), ink))
        spans.append((shown(text[start:end]), MATCH))
        at = end
    if at < len(text):
        spans.append((shown(text[at:]), ink))
    return spans


def marked_list(texts: Iterable[str], ink: str, needles: tuple[Needle, ...], between: Spans) -> Spans:
    """Texts side by side, each marked for itself."""
    spans: Spans = []
    for text in texts:
        spans += [*(between if spans else ()), *marked(text, ink, needles)]
    return spans
