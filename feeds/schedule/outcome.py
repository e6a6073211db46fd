"""How a look ended, and what is remembered of that."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from ..errors import FeedError, SourceHeld, SourceNotFound, SourceUnavailable
from ..model import Pace, Reply
from .cadence import LONGEST

TOO_MANY = 600.0
"""Seconds to wait after a first "too many requests" that names no time."""
ABSENT = frozenset({403, 404, 451})
"""Answers that nothing is there, or nothing for us: they may be a mistake for a while, and mostly are not."""
BRISK = 7200.0
"""Seconds between changes of a source that changes about hourly."""
STUCK, STUCK_BRISK = 8 * 86400.0, 86400.0
"""Seconds of nothing but "not modified" after which that is no longer believed; of a source that used to change hourly."""
_DAY = 86400.0


class Outcome(Struct, frozen=True, gc=False, kw_only=True):
    """How one look ended."""

    kind: Literal["news", "same", "unmodified", "failed", "offline", "stopped", "held"]
    """news, same, unmodified: see Reply. offline: the network is missing, which is not the server's doing. stopped: asking again will not help.
    held: it was not asked, for its host wants to be left alone."""
    status: int | None = None
    """The number of an answer that was refused (HTTP)."""
    retry_after: float | None = None
    fresh: float | None = None
    validated: bool = False
    posts: bool = False
    """It brought a post that the look before did not have."""
    whole: bool = False
    """It was asked for all of its document, though it can be asked for changes."""


def outcome(error: FeedError | None, reply: Reply, *, posts: bool = False, whole: bool = False) -> Outcome:
    """The outcome of a look that ended with this error, or with this reply."""
    if error is None:
        return Outcome(kind=reply.kind, fresh=reply.fresh, validated=reply.validated or reply.light, posts=posts, whole=whole)
    if isinstance(error, SourceNotFound):
        return Outcome(kind="stopped", whole=whole)
    if not isinstance(error, SourceUnavailable):
        return Outcome(kind="failed", whole=whole)
    kind: Literal["held", "offline", "failed"] = "held" if isinstance(error, SourceHeld) else "offline" if error.offline else "failed"
    return Outcome(kind=kind, status=error.status, retry_after=error.retry_after, whole=whole)


def after(pace: Pace, outcome: Outcome, now: float) -> Pace:
    """What is known of a source after a look, but for when the next is due."""
    asked = min(outcome.retry_after or 0.0, LONGEST)
    if outcome.kind == "held":
        return replace(pace, failures=pace.failures + 1, closed_until=max(pace.closed_until, now + asked))
    pace = replace(pace, checked=now, fresh=outcome.fresh, offline=outcome.kind == "offline", stopped=outcome.kind == "stopped", closed_until=0.0)
    if outcome.whole and outcome.kind != "offline":
        pace = replace(pace, whole=now)
    if outcome.kind in ("news", "same", "unmodified"):
        return _answered(replace(pace, failures=0, trouble=0, too_many=0, gone=None), outcome, now)
    too_many = pace.too_many + 1 if outcome.status == 429 else 0
    if too_many and outcome.retry_after is None:
        asked = min(LONGEST, TOO_MANY * 2.0 ** min(too_many - 1, 32))
    return replace(
        pace,
        failures=pace.failures + 1,
        trouble=pace.trouble + (outcome.kind == "failed"),
        too_many=too_many,
        closed_until=now + asked if asked else 0.0,
        gone=now if pace.gone is None and outcome.status in ABSENT else pace.gone,
    )


def _answered(pace: Pace, outcome: Outcome, now: float) -> Pace:
    if outcome.kind == "unmodified":
        return replace(pace, same=0, validated=True, unmodified=now if pace.unmodified is None else pace.unmodified)
    pace = replace(pace, validated=outcome.validated, unmodified=None, posts=now if outcome.posts else pace.posts)
    if outcome.kind == "same":
        return replace(pace, same=pace.same + 1)
    return replace(pace, same=0, news=now, gap=_gap(pace, now))


def _gap(pace: Pace, now: float) -> float | None:
    """The smoothed seconds between two documents that differed. A night in which nobody looked counts for little."""
    if pace.news is None or now <= pace.news:
        return pace.gap
    if pace.gap is None:
        return now - pace.news
    return 0.75 * pace.gap + 0.25 * min(now - pace.news, 2 * pace.gap)


def unconditional(pace: Pace, now: float) -> bool:
    """Whether "not modified" has been said for so long that all of the document is asked for, at most once a day: some servers are stuck with it."""
    if pace.unmodified is None or (pace.whole is not None and now - pace.whole < _DAY):
        return False
    return now - pace.unmodified >= (STUCK_BRISK if pace.gap is not None and pace.gap <= BRISK else STUCK)
