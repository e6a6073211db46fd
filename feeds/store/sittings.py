"""Sittings as they stand in the history, with names of files that are no text."""

from __future__ import annotations

import os
from urllib.parse import quote, unquote_to_bytes

import msgspec
from msgspec.structs import replace

from .base import Sitting
from .encoding import forgiving, json_text, moment

_BYTES = "\0"
"""What a name begins with that is written byte by byte: no file's name has it."""


def sitting_text(sitting: Sitting) -> str:
    """A sitting. What it names can be opened again also when the name of a file is no text (PEP 383)."""
    return json_text(sitting if all(map(_is_text, sitting.names)) else replace(sitting, names=tuple(map(_written, sitting.names))))


def sitting_of(raw: str, at: int, keys: tuple[str, ...]) -> Sitting | None:
    """What a text tells; where it is damaged as much of it as can be understood, of these sources and that time. None when not even that is known."""
    try:
        found = msgspec.json.decode(raw, type=Sitting)
    except msgspec.DecodeError:
        when = moment(at)
        if when is None:
            return None
        found = forgiving(raw, Sitting, Sitting(keys=keys, at=when))
    return found if not any(name.startswith(_BYTES) for name in found.names) else replace(found, names=tuple(map(_read, found.names)))


def _is_text(name: str) -> bool:
    return name.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in name)


def _written(name: str) -> str:
    try:
        return name if _is_text(name) else _BYTES + quote(os.fsencode(name))
    except UnicodeEncodeError:  # no file has it either
        return name


def _read(name: str) -> str:
    return os.fsdecode(unquote_to_bytes(name[1:])) if name.startswith(_BYTES) else name
