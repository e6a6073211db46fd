"""Regular expressions that are compiled when they are first needed: compiling all that a format knows would cost the start more than reading a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property


class Wording:
    """A regular expression. With `begins` given, a text that begins with none of these lower-case words (in any case) cannot match and costs nothing."""

    def __init__(self, pattern: str, flags: int = 0, *, begins: tuple[str, ...] = ()) -> None:
        self.pattern = pattern
        self._flags = flags
        self._begins = begins
        self._longest = max(map(len, begins), default=0)
        self._firsts = frozenset(letter for word in begins for letter in (word[0], word[0].upper()))

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        if self._begins and not (text[:1] in self._firsts and self._may_begin(text)):
            return None
        return self.compiled.fullmatch(text)

    def match(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        if self._begins and not (text[start : start + 1] in self._firsts and self._may_begin(text, start)):
            return None
        return self.compiled.match(text, start) if end is None else self.compiled.match(text, start, end)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        return self.compiled.search(text, start) if end is None else self.compiled.search(text, start, end)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text, start) if end is None else self.compiled.finditer(text, start, end)

    def findall(self, text: str) -> list[str]:
        """All that matches, for an expression without groups."""
        return self.compiled.findall(text)

    def sub(self, put: str, text: str) -> str:
        return self.compiled.sub(put, text)

    def _may_begin(self, text: str, start: int = 0) -> bool:
        return text[start : start + self._longest].lower().startswith(self._begins)
