"""Times as people read them, in the zone that the reader chose. English names, whatever the locale."""

from __future__ import annotations

from datetime import datetime, tzinfo

from feeds import in_zone

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def clock(moment: datetime, zone: tzinfo | None) -> str:
    """ "16:21"."""
    return f"{in_zone(moment, zone):%H:%M}"


def since(moment: datetime, now: datetime) -> str:
    """ "12 min", six columns at the most: how long ago. A moment to come is as far off as "+12min" says."""
    seconds = (now - moment).total_seconds()
    sign, gap = ("+", "") if seconds <= -60 else ("", " ")
    seconds = abs(seconds) if sign else max(0.0, seconds)
    if seconds < 60:
        return "now"
    for length, unit in ((60, "min"), (3600, "h"), (86400, "d"), (7 * 86400, "wk"), (365 * 86400, "y")):
        limit = {"min": 3600, "h": 86400, "d": 100 * 86400, "wk": 365 * 86400}.get(unit)
        if limit is None or seconds < limit:
            return f"{sign}{int(seconds // length)}{gap}{unit}"
    raise AssertionError("years have no limit")


def day(moment: datetime, zone: tzinfo | None, year: int | None = None) -> str:
    """ "Sat 4 Oct", ten columns at the most; beside the year that it is, a day of another is "4 Oct 1999", eleven at the most."""
    local = in_zone(moment, zone)
    if year is not None and local.year != year:
        return f"{local.day} {MONTHS[local.month - 1][:3]} {local.year}"
    return f"{DAYS[local.weekday()][:3]} {local.day} {MONTHS[local.month - 1][:3]}"


def year(moment: datetime, zone: tzinfo | None) -> int:
    """The year of a moment."""
    return in_zone(moment, zone).year


def full(moment: datetime, zone: tzinfo | None, now: datetime) -> str:
    """ "Sat 4 October, 09:09 BST", with the year when it is not this one."""
    local = in_zone(moment, zone)
    of = f" {local.year}" if local.year != in_zone(now, zone).year else ""
    return f"{DAYS[local.weekday()][:3]} {local.day} {MONTHS[local.month - 1]}{of}, {local:%H:%M} {zone_name(local, zone)}"


def moment(later: datetime, earlier: datetime, zone: tzinfo | None, now: datetime) -> str:
    """The later of two moments: its clock on the same day, else in full."""
    return clock(later, zone) if in_zone(later, zone).date() == in_zone(earlier, zone).date() else full(later, zone, now)


def zone_name(moment: datetime, zone: tzinfo | None) -> str:
    """ "BST", "UTC+01:00"."""
    name = in_zone(moment, zone).tzname() or ""
    return f"UTC{name}" if name[:1] in "+-" else name


def age(moment: datetime, now: datetime) -> str | None:
    """ "12 min ago" within a day, "3 days ago" within a week; older than that a date says more, and the future has no age."""
    seconds = (now - moment).total_seconds()
    if seconds < -60 or seconds >= 7 * 86400:
        return None
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if seconds < 86400:
        return f"{int(seconds // 3600)} h ago"
    days = int(seconds // 86400)
    return f"{days} day{'s' if days > 1 else ''} ago"


def short_age(seconds: float) -> str:
    """How long ago something of this session was, in steps that do not flicker."""
    if seconds < 5:
        return "just now"
    if seconds < 60:
        return f"{int(seconds // 10) * 10 or 5} s ago"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    return f"{int(seconds // 3600)} h ago"


def exact_age(seconds: float) -> str:
    """How long ago a server was asked: "12 s ago", "3 min ago"."""
    return f"{int(seconds)} s ago" if seconds < 100 else f"{int(seconds // 60)} min ago" if seconds < 5400 else f"{int(seconds // 3600)} h ago"


def ordinal(number: int) -> str:
    """ "1st", "2nd", "13th"."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
