"""How often a feed says that it is worth a look: RSS's ttl, skipHours and skipDays, and the syndication module of RSS 1.0."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...model import Rhythm

TTL, PERIOD, FREQUENCY, HOURS, DAYS = "ttl", "update period", "update frequency", "skip hours", "skip days"
"""The facts that tell of it."""

_NUMBER = re.compile(r"\+?([0-9]{1,9}(?:\.[0-9]{1,9})?)(?: ?min(?:ute)?s?)?", re.IGNORECASE)
_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 7 * 86400.0, "monthly": 30 * 86400.0, "yearly": 365 * 86400.0}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def rhythm(said: Mapping[str, str]) -> Rhythm | None:
    """The rhythm that some of the facts above tell; None when they tell none. Of two intervals the longer counts."""
    every = max(60 * _number(said.get(TTL, "")), _period(said.get(PERIOD), said.get(FREQUENCY)))
    hours = {int(hour) % 24 for text in said.get(HOURS, "").split(", ") if (hour := _number(text, none=-1.0)) in range(25)}
    days = {_DAYS.index(text[:3].lower()) for text in said.get(DAYS, "").split(", ") if text[:3].lower() in _DAYS}
    if not (every or hours or days):
        return None
    return Rhythm(every=every or None, skip_hours=tuple(sorted(hours)), skip_days=tuple(sorted(days)))


def _number(text: str, *, none: float = 0.0) -> float:
    found = _NUMBER.fullmatch(text.strip())
    return float(found[1]) if found else none


def _period(period: str | None, frequency: str | None) -> float:
    """Seconds: sy:updatePeriod, daily when it is left out, over sy:updateFrequency, once when that is."""
    if period is None and frequency is None:
        return 0.0
    return _PERIODS.get((period or "daily").strip().lower(), 0.0) / (_number(frequency or "") or 1.0)
