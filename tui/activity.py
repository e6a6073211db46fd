"""When posts came: a scale that lays a feed's whole time over some columns, and how many posts fall into each. Pure.

The posts are in the order of their times, so a bucket is counted by two searches: the strip of a million posts costs what that of a hundred does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from msgspec import Struct

from feeds import Post, in_zone, when_of

from . import times

MINUTE, HOUR, DAY = 60, 3600, 86400
_BUCKETS = (
    *(1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30),
    *(n * MINUTE for n in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30)),
    *(n * HOUR for n in (1, 2, 3, 4, 6, 8, 12)),
    *(n * DAY for n in (1, 2, 3, 4, 7, 10, 14, 20, 30, 45, 60, 91, 182, 365)),
)
"""Lengths that a bucket may have, in seconds: the next is hardly twice as long, so that the strip is well filled and seldom drawn to another scale."""
_TICKS = (
    *(n * MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * HOUR for n in (1, 2, 3, 4, 6, 12)),
    *(n * DAY for n in (1, 2, 7, 14, 30, 91, 182, 365, 730, 1825)),
)
"""Distances of the axis's labels, in seconds."""
LABEL = 10
"""Columns of the widest label: a day without its year, and nearly one with it."""
Label = tuple[int, str]


class Scale(Struct, frozen=True):
    """Columns from `begin` (seconds since 1970), each `bucket` seconds long."""

    begin: float
    bucket: float
    columns: int

    @property
    def end(self) -> float:
        return self.begin + self.columns * self.bucket

    def column(self, when: float) -> int:
        """The column of a moment; that of an end of the strip for one outside of it."""
        return int((min(max(when, self.begin), self.end - self.bucket) - self.begin) // self.bucket)

    def span(self, column: int) -> tuple[float, float]:
        """When a column's time begins and ends."""
        return self.begin + column * self.bucket, self.begin + (column + 1) * self.bucket


def first_dated(posts: Sequence[Post]) -> int:
    """The index of the oldest post whose time is known, or how many there are when none is."""
    return bisect_left(posts, -1e300, key=when_of)


def scale(posts: Sequence[Post], columns: int, zone: tzinfo | None) -> Scale | None:
    """The scale on which all dated posts fit into at most `columns`; None when there are none. Buckets begin where clocks and days do."""
    start = first_dated(posts)
    if start == len(posts) or columns < 1:
        return None
    first, last = posts[start].when, posts[-1].when
    offset = _offset(first, zone)
    lengths = [*_BUCKETS]
    while lengths[-1] * columns < last - first + lengths[-1]:
        lengths.append(lengths[-1] * 2)
    for bucket in lengths:
        begin = (first + offset) // bucket * bucket - offset
        needed = int((last - begin) // bucket) + 1
        if needed <= columns:
            return Scale(begin, bucket, needed)
    raise AssertionError("the longest bucket holds everything")


def counts(posts: Sequence[Post], scale: Scale, before: Sequence[int] = ()) -> list[int]:
    """How many posts fall into each column. `before` is how many did when a few were not there: most columns have as many still."""
    size, at = len(posts), bisect_left(posts, scale.begin, key=when_of)
    known = before if len(before) == scale.columns else [size + 1] * scale.columns
    out = []
    for column, count in enumerate(known):
        behind, end = scale.begin + (column + 1) * scale.bucket, at + count
        if end > size or (end > at and posts[end - 1].when >= behind) or (end < size and posts[end].when < behind):
            end = bisect_left(posts, behind, at, key=when_of)
        out.append(end - at)
        at = end
    return out


def newest_before(posts: Sequence[Post], when: float) -> Post | None:
    """The newest dated post before a time."""
    index = bisect_left(posts, when, key=when_of) - 1
    return posts[index] if index >= first_dated(posts) else None


def oldest_from(posts: Sequence[Post], when: float) -> Post | None:
    """The oldest post at a time or after it."""
    index = bisect_left(posts, when, key=when_of)
    return posts[index] if index < len(posts) else None


def newest_in(posts: Sequence[Post], begin: float, end: float) -> Post | None:
    """The newest post of a span of time; when it has none, the one before it, else the one after it."""
    return newest_before(posts, end) or oldest_from(posts, begin)


@lru_cache(maxsize=4)
def labels(scale: Scale, zone: tzinfo | None) -> Sequence[Label]:
    """Columns and words of the axis: hours, the day where it turns; days on longer strips."""
    tick = next((tick for tick in _TICKS if tick >= scale.bucket * (LABEL + 1 + (tick >= 28 * DAY))), _TICKS[-1])
    begin = scale.begin + _offset(scale.begin, zone)
    at = -(-begin // tick) * tick
    out: list[Label] = []
    while at < begin + scale.columns * scale.bucket:
        moment = _local(at - begin + scale.begin, zone)
        column = int((at - begin) // scale.bucket)
        word = _word(moment, tick) if moment else ""
        if column + len(word) <= scale.columns and (not out or out[-1][0] + len(out[-1][1]) < column):
            out.append((column, word))
        at += tick
    return out


def _word(moment: datetime, tick: float) -> str:
    if tick >= 28 * DAY:
        return f"{moment.day} {times.MONTHS[moment.month - 1][:3]} {moment.year}"
    if moment.hour == moment.minute == 0 or tick >= DAY:
        return f"{times.DAYS[moment.weekday()][:3]} {moment.day} {times.MONTHS[moment.month - 1][:3]}"
    return f"{moment:%H:%M}"


def moment_of(when: float) -> datetime | None:
    """An aware moment of seconds since 1970, or None where calendars do not reach."""
    try:
        return datetime.fromtimestamp(when, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _local(when: float, zone: tzinfo | None) -> datetime | None:
    moment = moment_of(when)
    return in_zone(moment, zone) if moment else None


def _offset(when: float, zone: tzinfo | None) -> float:
    """Seconds that the zone's clocks are ahead of UTC."""
    local = _local(when, zone)
    return ((local.utcoffset() if local else None) or timedelta()).total_seconds()
