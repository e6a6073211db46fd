"""What changed between two texts, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

from msgspec import Struct

from .wording import Wording

MOST_WORDS = 6000
"""Words up to which two texts are compared word by word; longer ones line by line."""
_PIECES = Wording(r"\n|\S+")


class Part(Struct, frozen=True, gc=False):
    """A run of text that both versions have, or one of them."""

    kind: Literal["same", "removed", "added"]
    text: str


def differences(before: str, after: str) -> tuple[Part, ...]:
    """The way from one text to the other: what stayed, what was removed, what was added, each removal before the addition in its place.

    The parts that are not "added" make `before` and those that are not "removed" make `after`, with one blank behind each word.
    """
    old, new = _pieces(before), _pieces(after)
    if max(len(old), len(new)) > MOST_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return tuple(_joined(_steps(old, new)))


def words_changed(parts: Sequence[Part]) -> tuple[int, int]:
    """How many words were added, and how many removed."""
    added, removed = (sum(len(part.text.split()) for part in parts if part.kind == kind) for kind in ("added", "removed"))
    return added, removed


def _pieces(text: str) -> list[str]:
    """Words, each with one blank behind it; line ends by themselves."""
    return [piece if piece == "\n" else f"{piece} " for piece in _PIECES.findall(text)]


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    """One part for each run of the edit script."""
    from rapidfuzz.distance import Indel

    found = list(Indel.opcodes(old, new))
    removed: list[str] = []
    added: list[str] = []
    for number, step in enumerate(found, 1):
        if step.tag == "equal":
            same = new[step.dest_start : step.dest_end]
            if (removed or added) and number < len(found) and _is_chaff(same, removed, added):
                removed += old[step.src_start : step.src_end]
                added += same
                continue
            yield from _changed(removed, added)
            removed, added = [], []
            yield Part("same", "".join(same))
        else:
            removed += old[step.src_start : step.src_end]
            added += new[step.dest_start : step.dest_end]
    yield from _changed(removed, added)


def _is_chaff(same: Sequence[str], removed: Sequence[str], added: Sequence[str]) -> bool:
    """Whether a common word between two larger changes is a coincidence that would only tear them apart."""
    return len(same) == 1 and same[0] != "\n" and len(same[0].strip()) <= 3 and len(removed) >= 3 and len(added) >= 3


def _changed(removed: Sequence[str], added: Sequence[str]) -> Iterator[Part]:
    if removed:
        yield Part("removed", "".join(removed))
    if added:
        yield Part("added", "".join(added))


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    for kind, run in groupby(parts, key=lambda part: part.kind):
        yield Part(kind, "".join(part.text for part in run))
