"""Where the words of a filter stand in a text."""

from __future__ import annotations

from collections.abc import Sequence

from feeds import Term, fold

from .spans import Spans

MATCH = "accent u b"


def marked(text: str, ink: str, terms: Sequence[Term]) -> Spans:
    """The text with what the terms match in the ink of a match."""
    if not terms or not text:
        return [(text, ink)]
    ranges = sorted(_ranges(text, terms))
    spans: Spans = []
    at = 0
    for start, end in ranges:
        if end <= at:
            continue
        start = max(start, at)
        if start > at:
            spans.append((text[at:start], ink))
        spans.append((text[start:end], MATCH))
        at = end
    if at < len(text):
        spans.append((text[at:], ink))
    return spans


def _ranges(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    folded, places = _folded(text)
    ranges = []
    for term in terms:
        needle, hay = (term.value, text) if term.exact else (fold(term.value), folded)
        at = hay.find(needle) if needle else -1
        while at >= 0:
            end = at + len(needle)
            ranges.append((at, end) if term.exact else (places[at], places[end - 1] + 1))
            at = hay.find(needle, end)
    return ranges


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the place in the text that it comes from."""
    if text.isascii():
        return text.lower(), range(len(text))
    parts, places = [], []
    for index, character in enumerate(text):
        part = fold(character)
        parts.append(part)
        places += [index] * len(part)
    return "".join(parts), places
