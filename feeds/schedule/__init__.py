"""When to ask a server again: rules without a clock, a network or chance of their own.

What is known of a source is a `Pace`. A look at it has an `Outcome`; `after` folds that into the pace, and `planned` says when the next look is due,
for what the reader wants (`Wish`). `resumed` is that for a pace of an earlier sitting. Times are seconds on one scale that never jumps; whoever calls
says what they count from. `chance` is a number between 0 and 1, drawn by the caller.
"""

from __future__ import annotations

from .cadence import ATTENTION, BACKGROUND, FLOOR, FLOOR_BACKGROUND, FLOOR_VALIDATED, LIVE, LONGEST, Wish, attended, floor, interval
from .durations import duration
from .hours import open_at
from .outcome import Outcome, after, outcome, unconditional
from .plan import SPREAD, moved, planned, resumed

__all__ = [
    "ATTENTION",
    "BACKGROUND",
    "FLOOR",
    "FLOOR_BACKGROUND",
    "FLOOR_VALIDATED",
    "LIVE",
    "LONGEST",
    "SPREAD",
    "Outcome",
    "Wish",
    "after",
    "attended",
    "duration",
    "floor",
    "interval",
    "moved",
    "open_at",
    "outcome",
    "planned",
    "resumed",
    "unconditional",
]
