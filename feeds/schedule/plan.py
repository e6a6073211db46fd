"""When the next look is due."""

from __future__ import annotations

from msgspec.structs import replace

from ..model import Pace
from .cadence import LONGEST, Wish, attended, floor, interval
from .hours import open_at

JITTER = 0.1
"""How far an interval is stretched or shrunk by chance: programs that were started together do not ask together for ever."""
FRESH_LIVE, FRESH_BACKGROUND = 900.0, 5 * 3600.0
"""Seconds for which an answer may say that it holds."""
BACK_OFF_LIVE, BACK_OFF_BACKGROUND = 3600.0, 86400.0
"""Seconds to which looks are spread out when they fail."""
OFFLINE = 300.0
"""Seconds after which a missing network is tried again at the latest: that costs no server anything."""
SPREAD = 60.0
"""Seconds over which the sources that are due when the program begins are spread."""


def planned(pace: Pace, wish: Wish, now: float, chance: float) -> Pace:
    """The pace with the time of the next look that comes by itself: None when only the reader brings another, now when there was none yet."""
    if pace.stopped:
        return replace(pace, due=None)
    if pace.checked is None:
        return replace(pace, due=max(now, pace.closed_until))
    live = attended(pace, wish, now)
    least = floor(pace, wish, now)
    wait = max(_own(pace, wish, now, chance, live=live), min(least, OFFLINE) if pace.offline else least)
    wait = max(wait, min(pace.fresh or 0.0, FRESH_LIVE if live else FRESH_BACKGROUND))
    due = pace.checked + wait
    if not live and not pace.failures and wish.rhythm is not None:
        due = max(due, pace.checked + min(wish.rhythm.every or 0.0, LONGEST))
        if (opens := open_at(due, wish.rhythm)) > due:
            due = max(due, min(opens + chance * SPREAD, pace.checked + LONGEST))
    return replace(pace, due=max(due, pace.closed_until))


def _own(pace: Pace, wish: Wish, now: float, chance: float, *, live: bool) -> float:
    """Seconds from a look to the next, as far as that is ours to say.

    Failures double the interval: after the n-th in a row it is 2^(n-1) to 2^n intervals long, by chance. So looks are spread out, and one that fails
    is never repeated sooner than one that does not.
    """
    own = interval(pace, wish, now)
    jittered = own * (1 - JITTER + 2 * JITTER * chance)
    if pace.offline:
        return min(jittered, OFFLINE)
    if not pace.trouble:
        return jittered
    most = LONGEST if pace.gone is not None else BACK_OFF_LIVE if live else BACK_OFF_BACKGROUND
    high = min(most, own * 2.0 ** min(pace.trouble, 32))
    return max(jittered, high / 2 * (1 + chance), own if high > own else 0.0)


def resumed(pace: Pace, wish: Wish, now: float, chance: float, *, urgent: bool, spacing: float) -> Pace:
    """What is remembered, with the time of the first look of a sitting.

    urgent: the reader named the source, so it is asked at once, but not again within `spacing` seconds, nor while it wants to be left alone. Others
    keep their time. When that has come, the one on the screen is asked at once and the rest within a minute.
    A clock that was set back meanwhile would silence a source for long: then it counts as asked just now.
    """
    if pace.checked is not None and pace.checked > now:
        pace = moved(pace, now - pace.checked)
    closed = min(pace.closed_until, (pace.checked or now) + LONGEST)
    pace = replace(pace, closed_until=closed, stopped=pace.stopped and not urgent)
    if pace.stopped:
        return replace(pace, due=None)
    if urgent:
        return replace(pace, due=max(now, closed, (pace.checked or -LONGEST) + spacing))
    latest = planned(pace, wish, now, 1.0).due or now
    due = latest if pace.due is None else min(pace.due, latest)
    if due <= now:
        due = now if wish.live else now + chance * min(interval(pace, wish, now), SPREAD)
    return replace(pace, due=max(due, closed))


def moved(pace: Pace, seconds: float) -> Pace:
    """The same, on a scale of time that began so many seconds earlier."""
    times = {name: at + seconds for name in ("checked", "due", "unmodified", "whole", "news", "posts", "gone") if (at := getattr(pace, name)) is not None}
    return replace(pace, closed_until=pace.closed_until + seconds if pace.closed_until else 0.0, **times)
