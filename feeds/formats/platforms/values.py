"""What stands in the JSON of live-page platforms, whatever is missing from it or of another type than it should be."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...text import clean, clean_line
from ..base import Page
from ..html.told_times import NOT_TOLD, Told, read_told
from ..html.tree import web_address

MOST = 200_000
"""Values of a document that are looked through for the one that is wanted."""
DEEPEST = 24
"""Levels of objects and lists that are looked through."""

Value = Mapping[str, Any]


def told(page: Page, value: object, *keys: str) -> Told:
    """The time under the first of several names in an object that tells one; what is written there where none can be read."""
    times = [read_told(at(value, key), page.document.zone) for key in keys]
    return next((each for each in times if each.when is not None), next((each for each in times if each.stamp), NOT_TOLD))


def at(value: object, *path: str) -> Any:
    """What stands at a path of names in an object; None where it ends before."""
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def line(value: object) -> str | None:
    """A text on one line, cleaned; None for what is no text, or has no words."""
    return (clean_line(value) or None) if isinstance(value, str) else None


def text(value: object) -> str:
    """A text, cleaned, with its lines; empty for what is none."""
    return clean(value).strip() if isinstance(value, str) else ""


def name(value: object) -> str | None:
    """An identifier: a text, or a number as text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else line(value)


def objects(value: object) -> list[Value]:
    """The objects of a list; of an object itself, that one; none of anything else."""
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]


def address(base: str, value: object) -> str | None:
    """An absolute http or https address, from one that may be relative; None for anything else."""
    return (web_address(value, base) or None) if isinstance(value, str) and value.strip() else None


def found(tree: object, wanted: Callable[[Value], bool]) -> Iterator[Value]:
    """The objects of a value that are wanted, the outermost first. What is inside of one is not looked through."""
    waiting: deque[tuple[object, int]] = deque([(tree, 0)])
    for _ in range(MOST):
        if not waiting:
            return
        value, depth = waiting.popleft()
        if isinstance(value, dict):
            if wanted(value):
                yield value
                continue
            inside = list(value.values())
        elif isinstance(value, list):
            inside = value
        else:
            continue
        if depth < DEEPEST:
            waiting.extend((each, depth + 1) for each in inside if isinstance(each, dict | list))


def packed(value: object, levels: int = 100) -> str:
    """A value as JSON text, to be read when its body is wanted; without what is nested deeper than any platform nests."""
    return json.dumps(_within(value, levels))


def _within(value: object, levels: int) -> object:
    if isinstance(value, dict):
        return {key: _within(each, levels - 1) for key, each in value.items()} if levels else None
    if isinstance(value, list):
        return [_within(each, levels - 1) for each in value] if levels else None
    return value
