"""How often a source is asked when all goes well."""

from __future__ import annotations

from msgspec import Struct

from ..model import Pace, Rhythm

LIVE = 60.0
"""Seconds between looks at what is on the screen, unless the user says otherwise."""
BACKGROUND = 3600.0
"""Seconds between looks at any other source, unless the user says otherwise."""
FLOOR_VALIDATED = 10.0
"""The least seconds between looks at a live source whose server can answer "not modified"."""
FLOOR = 30.0
"""The least seconds between looks at a live source when every answer is the whole document."""
FLOOR_BACKGROUND = 900.0
"""The least seconds between looks at a source in the background."""
ATTENTION = 4 * 3600.0
"""Seconds without a new post and without a key, after which what is on the screen is in the background all the same."""
SAME_BODIES = 3
"""Times the same bytes in a row, after which a server counts as one that cannot say "not modified"."""
SLOWEST_LIVE, SLOWEST_BACKGROUND = 300.0, 3600.0
"""Seconds to which the looks at such a server are spread out."""
LONGEST = 86400.0
"""The longest wait that a server or a feed may ask for."""


class Wish(Struct, frozen=True, gc=False, kw_only=True):
    """What is wanted of a source: by the reader, and by the feed."""

    interval: float | None = None
    """Seconds between looks that the user wants; None for what is usual."""
    live: bool = True
    """It is on the screen."""
    touched: float = 0.0
    """When the reader last pressed a key, or the program began."""
    local: bool = False
    """It is on this machine, which may be asked as often as the user likes."""
    rhythm: Rhythm | None = None
    """How often the feed says that it is worth a look."""


def attended(pace: Pace, wish: Wish, now: float) -> bool:
    """Whether it has the cadence of what is live: it is on the screen, and in the last hours something came or somebody was there."""
    return wish.live and now - max(wish.touched, pace.posts or 0.0) < ATTENTION


def floor(pace: Pace, wish: Wish, now: float) -> float:
    """The least seconds between looks that come by themselves."""
    if wish.local:
        return 0.0
    if not attended(pace, wish, now):
        return FLOOR_BACKGROUND
    return FLOOR_VALIDATED if pace.validated and pace.same < SAME_BODIES else FLOOR


def interval(pace: Pace, wish: Wish, now: float) -> float:
    """Seconds between looks: what the user wants or what is usual, but no more often than is decent, and ever less often at a server that always sends the same bytes."""
    live = attended(pace, wish, now)
    own = wish.interval if wish.interval is not None else LIVE if live else BACKGROUND
    if wish.local:
        return own
    own = max(own, floor(pace, wish, now))
    if pace.same < SAME_BODIES:
        return own
    return max(own, min(SLOWEST_LIVE if live else SLOWEST_BACKGROUND, own * 2.0 ** min(pace.same - SAME_BODIES + 1, 32)))
