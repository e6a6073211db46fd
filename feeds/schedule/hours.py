"""The hours and days in which a feed says that it does not change (RSS: skipHours, skipDays), in UTC."""

from __future__ import annotations

from ..model import Rhythm

HOUR, DAY = 3600, 86400
_EPOCH = 3
"""1 January 1970 was a Thursday; Monday is 0."""


def open_at(when: float, rhythm: Rhythm) -> float:
    """The first moment from `when` (seconds since 1970) that is in no skipped hour and on no skipped day. A feed that skips everything skips nothing."""
    hours, days = set(rhythm.skip_hours), set(rhythm.skip_days)
    if (not hours and not days) or hours >= {*range(24)} or days >= {*range(7)}:
        return when
    while True:
        if (when // DAY + _EPOCH) % 7 in days:
            when = (when // DAY + 1) * DAY
        elif when % DAY // HOUR in hours:
            when = (when // HOUR + 1) * HOUR
        else:
            return when
