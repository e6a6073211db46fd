"""What was repaired in an XML document: each kind of repair once, with the place of the first and how often."""

from __future__ import annotations

from ...model import Problem


class Notes:
    """Repairs of a document, by kind. Offsets are those in the text that is repaired."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._found: dict[str, list[int]] = {}

    def add(self, kind: str, at: int) -> None:
        """One repair more of a kind; `kind` is what a person reads of it."""
        found = self._found.get(kind)
        if found is None:
            self._found[kind] = [at, 1]
        else:
            found[1] += 1

    def problems(self, text: str) -> tuple[Problem, ...]:
        """A line for each kind, in the order of their first places."""
        lines, at, line = [], 0, 1
        for kind, (first, count) in sorted(self._found.items(), key=lambda item: item[1][0]):
            line, at = line + text.count("\n", at, first), first
            lines.append(Problem(self._source, f"line {line}", f"{kind} ({count:,} times)" if count > 1 else kind))
        return tuple(lines)
