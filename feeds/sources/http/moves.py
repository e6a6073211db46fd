"""When a source has moved for good (RFC 9110, 15.4.2 and 15.4.9): never on the word of one answer. Rules without a clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from ...model import Move

TIMES = 3
"""How many answers in a row must name the same address."""
LASTING = timedelta(hours=24)
"""How long they must do so."""


def counted(moving: Move | None, target: str | None, now: datetime) -> Move | None:
    """What is known of a move after an answer that was the feed which is followed. `target` is where it says that the feed is for good; None: where it was asked."""
    if moving is not None and (target is None or target == moving.target):
        if moving.times == 0:  # the reader went back from there
            return moving
        return Move(moving.target, moving.since, moving.times + 1) if target is not None else None
    return Move(target, now) if target is not None else None


def interrupted(moving: Move | None, target: str | None) -> Move | None:
    """What is left of it after any answer: one that names another address, or none, speaks against it."""
    return moving if moving is not None and (moving.times == 0 or moving.target == target) else None


def has_come(moving: Move | None, now: datetime) -> bool:
    """Whether the source is asked at the new address from now on."""
    return moving is not None and moving.times >= TIMES and now - moving.since >= LASTING
