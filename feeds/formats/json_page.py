"""JSON in no known shape: says what it is, or where it is broken. A text that only begins with a bracket is left to the formats of text."""

from __future__ import annotations

from typing import Any, NoReturn

from ..errors import UnknownFormat
from ..text import clean_line
from .base import Page
from .json.tree import begins_as_json, is_json, json_of, tree_of

NAME = "json"

NAMED = 6
"""Names of an object that are told."""


def recognises(page: Page) -> bool:
    """It is said to be JSON and is not a page of marks, or it is JSON to its last sign, or begins as nothing else does."""
    return is_json(page) or tree_of(page) is not None or begins_as_json(page)


def parse(page: Page) -> NoReturn:
    """Raises UnknownFormat, or MalformedFeed with the place."""
    raise UnknownFormat(f"it is JSON, {_shape(json_of(page))}, and no feed that is known: a JSON Feed has “items”, JSON lines are one object a line")


def _shape(value: Any) -> str:
    match value:
        case dict() if not value:
            return "an empty object"
        case dict():
            names = [clean_line(name)[:40] or "“”" for name in list(value)[:NAMED]]
            return f"an object with {', '.join(names)}{' and more' if len(value) > NAMED else ''}"
        case list():
            return f"a list of {len(value):,}" if value else "an empty list"
        case str():
            return "a single text"
        case bool() | None:
            return f"nothing but {str(value).lower() if value is not None else 'null'}"
        case _:
            return "a single number"
