"""The zone of this machine, for stamps that name none."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, tzinfo


class OwnZone(tzinfo):
    """The zone that this machine keeps, with its summer time by date."""

    def _offset(self, moment: datetime) -> time.struct_time | None:
        try:
            return time.localtime(time.mktime((moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second, 0, 0, -1)))
        except (OverflowError, ValueError, OSError):  # a year that the system's calendar does not reach
            return None

    def utcoffset(self, moment: datetime | None) -> timedelta:
        local = self._offset(moment) if moment else None
        return timedelta(seconds=local.tm_gmtoff if local else 0)

    def dst(self, moment: datetime | None) -> timedelta:
        local = self._offset(moment) if moment else None
        return timedelta(hours=1 if local and local.tm_isdst > 0 else 0)

    def tzname(self, moment: datetime | None) -> str | None:
        local = self._offset(moment) if moment else None
        return local.tm_zone if local else None

    def fromutc(self, moment: datetime) -> datetime:
        seconds = (moment.replace(tzinfo=UTC) - datetime.fromtimestamp(0, UTC)).total_seconds()
        try:
            offset = time.localtime(seconds).tm_gmtoff
        except (OverflowError, ValueError, OSError):
            offset = 0
        return moment + timedelta(seconds=offset)
