"""What is looked for in texts: a word or phrase, or a regular expression.

Regular expressions are RE2's, which take time in proportion to the text whatever they say; so there are no back-references and no look-around.
Without `exact` both are looked for in folded text (no case, no accents), and their own letters are folded like it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from ..text import fold
from ..wording import Wording
from .subject import BETWEEN

LONGEST_PATTERN = 1000
"""Characters of a regular expression."""
LARGEST_PROGRAM = 5000
"""Steps of the program that RE2 makes of it."""
MOST_PLACES = 1000
"""Places in one text that a pattern is found at, for marking."""

Range = tuple[int, int]
"""Offsets where something begins and ends."""


class Word:
    """A word or phrase. `exact`: with case and accents."""

    def __init__(self, value: str, *, exact: bool = False) -> None:
        self.exact = exact
        self.value = value if exact else fold(value)

    def within(self, text: str) -> bool:
        """Whether it stands in a text, which is folded unless the needle is exact."""
        return self.value in text

    in_parts = within
    """The same for a text that `BETWEEN` divides."""

    def ranges(self, text: str) -> Iterator[Range]:
        """Where it stands in such a text."""
        at = text.find(self.value) if self.value else -1
        while at >= 0:
            yield at, at + len(self.value)
            at = text.find(self.value, at + len(self.value))


class Pattern:
    """A regular expression. `^` and `$` are also the ends of lines. Raises ValueError, in plain words, for one that RE2 does not take."""

    def __init__(self, pattern: str, *, exact: bool = False) -> None:
        self.exact = exact
        if len(pattern) > LONGEST_PATTERN:
            raise ValueError(f"a pattern may have {LONGEST_PATTERN:,} characters, this one has {len(pattern):,}")
        _check(pattern)
        self.pattern = f"(?m){pattern}"
        if not exact:
            folded = f"(?m){_folded(pattern)}"
            try:
                _check(folded)
            except ValueError:  # a range such as [z-é] that ends before it begins when folded
                folded = self.pattern
            self.pattern = folded
        self._in_bytes = _compiled(self.pattern.encode(), exact)  # three times as fast, where no places are asked for
        self._whole = not _ENDS.search(pattern)

    def within(self, text: str) -> bool:
        return self._in_bytes.search(text.encode("utf-8", "replace")) is not None

    def in_parts(self, text: str) -> bool:
        """A match may lie over two parts, so it only says that looking at each of them may be worth it."""
        if self._whole and not self.within(text):
            return False
        return any(map(self.within, text.split(BETWEEN)))

    def ranges(self, text: str) -> Iterator[Range]:
        text = text.encode("utf-8", "replace").decode()
        for match in islice(_compiled(self.pattern, self.exact).finditer(text), MOST_PLACES):
            start, end = match.span()
            if start < end:
                yield start, end


Needle = Word | Pattern

_ENDS = Wording(r"\\[AzZ]|\(\?\w*-")
"""What in a pattern may see the ends of a text as other than those of a line."""


@lru_cache(maxsize=256)
def needle(value: str, *, regex: bool = False, exact: bool = False) -> Needle:
    """The needle of a term. Raises ValueError for a pattern that is none."""
    return Pattern(value, exact=exact) if regex else Word(value, exact=exact)


def marked_ranges(text: str, needles: tuple[Needle, ...]) -> list[Range]:
    """Where needles stand in a text as written: in order, apart from each other. A letter is marked whole, with the marks that combine with it."""
    found: list[Range] = []
    folded: tuple[str, list[int] | range] | None = None
    for each in needles:
        if each.exact:
            found += each.ranges(text)
            continue
        hay, origins = folded = folded or _with_origins(text)
        for start, end in each.ranges(hay):
            first, last = origins[start], origins[end - 1] + 1
            while last < len(text) and not text[last].isascii() and not fold(text[last]):
                last += 1
            found.append((first, last))
    merged: list[Range] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _with_origins(text: str) -> tuple[str, list[int] | range]:
    """The folded text, and for each of its characters the place in the text that it comes from."""
    if text.isascii():
        return text.lower(), range(len(text))
    parts: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text):
        part = fold(character)
        parts.append(part)
        origins += [index] * len(part)
    return "".join(parts), origins


def _folded(pattern: str) -> str:
    """A pattern with its letters folded; what folding makes of one letter is never read as an operator."""
    if pattern.isascii():
        return pattern
    return "".join(
        each if each.isascii() else "".join(part if part.isalnum() or not part.isascii() else f"\\{part}" for part in fold(each)) for each in pattern
    )


def _check(pattern: str) -> None:
    """Raises ValueError, in plain words, for what RE2 does not take."""
    import re2

    try:
        size = _compiled(pattern, True).programsize
    except re2.error as error:
        said = error.args[0].decode(errors="replace") if error.args and isinstance(error.args[0], bytes) else str(error)
        reason = next((match.expand(words) for spelling, words in _REASONS if (match := re.match(spelling, said, re.DOTALL))), said)
        raise ValueError(reason) from None
    except UnicodeEncodeError:
        raise ValueError("half of a character stands in it") from None
    if size > LARGEST_PROGRAM:
        raise ValueError("it is too large")


def _compiled(pattern: str | bytes, exact: bool) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = exact
    options.never_capture = True  # groups cost much and nobody asks for them
    return re2.compile(pattern, options)


_REASONS = (
    (r"invalid perl operator: \(\?<?[=!]", "it cannot look ahead or behind"),
    (r"invalid perl operator: (.*)", r"it does not know “\1”"),
    (r"invalid escape sequence: \\[1-9]", "it cannot refer back to a group"),
    (r"invalid escape sequence: (.*)", r"it does not know “\1”"),
    (r"invalid character class range: (.*)", r"“\1” is no range of characters"),
    (r"invalid repetition size: (.*)", r"“\1” repeats too often, 1,000 is the most"),
    (r"(?:no argument for|missing argument to) repetition operator: (.*)", r"there is nothing that “\1” could repeat"),
    (r"bad repetition operator: (.*)", r"“\1” repeats what is repeated already"),
    (r"missing \): .*", "a parenthesis is never closed"),
    (r"unexpected \): .*", "a parenthesis closes nothing"),
    (r"missing \]: .*", "a bracket is never closed"),
    (r"pattern too large.*|.*too (?:big|large|deep).*", "it is too large"),
)
"""What RE2 says, and what is said to the reader."""
