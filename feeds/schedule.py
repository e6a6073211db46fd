"""When to ask a server again: rules without a clock."""

from __future__ import annotations

from typing import Literal

LIVE = 60.0
"""Seconds between polls of what is on the screen, unless the user says otherwise."""
FLOOR_VALIDATED = 10.0
"""The least seconds between polls when the server can answer "not modified"."""
FLOOR = 30.0
"""The least seconds between polls when every answer is the whole document."""
SAME_BODIES = 3
"""Whole answers without news in a row, after which a server counts as one that cannot say "not modified"."""
SLOWEST = 300.0
"""Seconds to which the polls of such a server are spread out."""
BACK_OFF = 3600.0
"""Seconds to which polls are spread out when they fail."""
TOO_MANY = 600.0
"""Seconds to wait after a first "too many requests" that names no time."""
LONGEST = 86400.0
"""The longest wait that a server may ask for."""

Outcome = Literal["answered", "failed", "offline", "stopped"]
"""offline: the network is missing, which is not the server's doing. stopped: asking again will not help."""


def interval(asked: float | None, *, validated: bool, loopback: bool, same: int = 0) -> float:
    """Seconds between polls. `asked` is the user's wish, `validated` whether the last answer had validators, `same` how many whole answers in a row brought nothing.

    This machine itself is polled as often as the user likes.
    """
    wanted = LIVE if asked is None else asked
    if loopback:
        return wanted
    wanted = max(wanted, FLOOR_VALIDATED if validated else FLOOR)
    if same < SAME_BODIES:
        return wanted
    return max(wanted, min(SLOWEST, wanted * 2.0 ** min(same - SAME_BODIES + 1, 32)))


def wait(interval: float, outcome: Outcome, *, retry_after: float | None = None, failures: int = 0) -> float | None:
    """Seconds until the next poll, None when only the reader's wish brings another. `failures` is how many there were in a row, this one among them.

    Failures double the interval each time, up to an hour; a missing network does not. What the server asked for holds in any case, up to a day.
    """
    if outcome == "stopped":
        return None
    own = interval
    if outcome == "failed":
        own = max(interval, min(BACK_OFF, interval * 2.0 ** min(max(failures - 1, 0), 32)))
    return max(own, min(retry_after or 0.0, LONGEST))


def too_many(times: int) -> float:
    """Seconds to wait after "too many requests" without a time, for the so-manieth time in a row."""
    return min(LONGEST, TOO_MANY * 2.0 ** min(max(times - 1, 0), 32))


def duration(seconds: float) -> str:
    """ "48 s", "2 min", "3 h": rounded up, for waits are never shorter than they are told."""
    whole = max(0, int(-(-seconds // 1)))
    if whole < 100:
        return f"{whole} s"
    return f"{-(-whole // 60)} min" if whole <= 5400 else f"{-(-whole // 3600)} h"
