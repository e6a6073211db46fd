"""The live blogs in a page's JSON-LD, wherever they stand in it: alone, in a list, in `@graph`, as the main thing of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

DEEPEST = 64
"""Values inside each other that are looked into."""
MOST = 200_000
"""Values that are looked at in all."""

Node = dict[str, Any]

_SCHEMA = ("http://schema.org/", "https://schema.org/", "http://www.schema.org/", "https://www.schema.org/", "schema:")
_INSIDE = ("itemListElement", "item", "@list", "@set")
"""Where lists of schema.org and of JSON-LD have what they list."""


class Nodes:
    """The values of a page's scripts, and those among them that are pointed to by `@id`."""

    def __init__(self, values: Sequence[Any]) -> None:
        self._values = values
        self._named: dict[str, Node] | None = None

    def postings(self) -> list[Node]:
        """Every LiveBlogPosting, those with the same `@id` or address as one."""
        found: list[Node] = []
        by_name: dict[str, Node] = {}
        for node in _all(self._values, into_updates=False):
            if not is_a(node, "LiveBlogPosting"):
                continue
            names = [name for key in ("@id", "url") if isinstance(name := node.get(key), str) and name.strip()]
            known = next((by_name[name] for name in names if name in by_name), None)
            if known is None:
                known = dict(node)
                found.append(known)
            else:
                _join(known, node)
            for name in names:
                by_name.setdefault(name, known)
        return found

    def updates(self, posting: Node) -> Iterator[Node]:
        """The objects under `liveBlogUpdate`: one, a list, lists inside lists; what is no object is left out."""
        stack: list[tuple[Any, int]] = [(posting.get("liveBlogUpdate"), 0)]
        for _ in range(MOST):
            if not stack:
                return
            value, depth = stack.pop()
            if isinstance(value, list):
                if depth < DEEPEST:
                    stack += [(inner, depth + 1) for inner in reversed(value)]
            elif isinstance(value, dict):
                inside = [value[key] for key in _INSIDE if isinstance(value.get(key), list | dict)]
                if inside and depth < DEEPEST:
                    stack += [(inner, depth + 1) for inner in reversed(inside)]
                elif value := self.resolved(value):
                    yield value

    def resolved(self, node: Node) -> Node:
        """What an object that only names another stands for, itself when that is nowhere on the page."""
        name = node.get("@id")
        if not isinstance(name, str) or not node.keys() <= {"@id", "@type"}:
            return node
        if self._named is None:
            self._named = {}
            for other in _all(self._values, into_updates=True):
                if isinstance(other.get("@id"), str) and not other.keys() <= {"@id", "@type"}:
                    self._named.setdefault(other["@id"], other)
        return self._named.get(name, node)


def is_a(node: Node, kind: str) -> bool:
    """Whether an object is of a kind of schema.org, by whatever prefix that goes."""
    types = node.get("@type")
    return any(isinstance(name, str) and _bare(name) == kind for name in (types if isinstance(types, list) else (types,)))


def _bare(name: str) -> str:
    name = name.strip()
    return next((name[len(prefix) :] for prefix in _SCHEMA if name.startswith(prefix)), name)


def _all(values: Sequence[Any], *, into_updates: bool) -> Iterator[Node]:
    """Every object, from the outside in, in the order of the page."""
    stack: list[tuple[Any, int]] = [(value, 0) for value in reversed(values)]
    for _ in range(MOST):
        if not stack:
            return
        value, depth = stack.pop()
        if isinstance(value, dict):
            yield value
            inner = [part for key, part in value.items() if isinstance(part, list | dict) and (into_updates or key != "liveBlogUpdate")]
        elif isinstance(value, list):
            inner = [part for part in value if isinstance(part, list | dict)]
        else:
            continue
        if depth < DEEPEST:
            stack += [(part, depth + 1) for part in reversed(inner)]


def _join(known: Node, other: Node) -> None:
    """Add what another object says of the same live blog: updates after updates, everything else where nothing was said."""
    for key, value in other.items():
        if key == "liveBlogUpdate" and known.get(key):
            known[key] = [known[key], value]
        elif known.get(key) in (None, "", [], {}):
            known[key] = value
