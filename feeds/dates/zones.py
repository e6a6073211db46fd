"""Zones by the names and offsets that are written behind times."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache

from ..wording import Wording

LONDON = "Europe/London"

FIXED_ZONES = {  # a written name is trusted as written, whatever the date: hours east of Greenwich
    "greenwich mean time": 0, "gmt": 0, "utc": 0, "ut": 0, "z": 0, "universal time": 0, "coordinated universal time": 0, "wet": 0,
    "western european time": 0, "british summer time": 1, "bst": 1, "irish standard time": 1, "central european time": 1, "cet": 1,
    "west africa time": 1, "wat": 1, "western european summer time": 1, "west": 1, "central european summer time": 2, "cest": 2,
    "eastern european time": 2, "eet": 2, "south africa standard time": 2, "sast": 2, "central africa time": 2, "cat": 2,
    "eastern european summer time": 3, "eest": 3, "moscow time": 3, "msk": 3, "east africa time": 3, "eat": 3, "arabia standard time": 3,
    "iran standard time": 3.5, "gulf standard time": 4, "pakistan standard time": 5, "pkt": 5, "india standard time": 5.5,
    "indian standard time": 5.5, "ist": 5.5, "nepal time": 5.75, "indochina time": 7, "singapore time": 8, "sgt": 8, "hong kong time": 8,
    "hkt": 8, "china standard time": 8, "australian western standard time": 8, "awst": 8, "japan standard time": 9, "jst": 9,
    "korea standard time": 9, "kst": 9, "australian central standard time": 9.5, "acst": 9.5, "australian eastern standard time": 10,
    "aest": 10, "australian eastern daylight time": 11, "aedt": 11, "new zealand standard time": 12, "nzst": 12,
    "new zealand daylight time": 13, "nzdt": 13, "newfoundland standard time": -3.5, "atlantic daylight time": -3, "adt": -3,
    "atlantic standard time": -4, "ast": -4, "eastern daylight time": -4, "edt": -4, "eastern standard time": -5, "est": -5,
    "central daylight time": -5, "cdt": -5, "central standard time": -6, "cst": -6, "mountain daylight time": -6, "mdt": -6,
    "mountain standard time": -7, "mst": -7, "pacific daylight time": -7, "pdt": -7, "pacific standard time": -8, "pst": -8,
    "alaska daylight time": -8, "akdt": -8, "alaska standard time": -9, "akst": -9, "hawaii standard time": -10, "hst": -10,
}  # fmt: skip

REGIONAL_ZONES = {  # these take daylight saving by date
    "et": "America/New_York", "eastern time": "America/New_York", "ct": "America/Chicago", "central time": "America/Chicago",
    "mt": "America/Denver", "mountain time": "America/Denver", "pt": "America/Los_Angeles", "pacific time": "America/Los_Angeles",
    "uk time": LONDON, "london time": LONDON, "uk": LONDON,
}  # fmt: skip

FIELD_ZONES = {  # believed in a field that holds nothing but a time: in prose they are words, or too rare; hours east of Greenwich
    "zulu": 0, "utc time": 0, "gmt time": 0, "etc/utc": 0, "etc/gmt": 0, "greenwich standard time": 0, "western european standard time": 0, "wez": 0, "wesz": 1,
    "central european standard time": 1, "met": 1, "mez": 1, "hnec": 1, "mest": 2, "mesz": 2, "heec": 2, "eastern european standard time": 2,
    "israel standard time": 2, "israel daylight time": 3, "idt": 3, "trt": 3, "moscow standard time": 3, "мск": 3, "msd": 4,
    "irst": 3.5, "gst": 4, "azt": 4, "get": 4, "samt": 4, "aft": 4.5, "uzt": 5, "yekt": 5, "npt": 5.75, "omst": 6, "mmt": 6.5, "ict": 7, "wib": 7,
    "krat": 7, "myt": 8, "pht": 8, "wita": 8, "irkt": 8, "acwst": 8.75, "wit": 9, "yakt": 9, "chst": 10, "vlat": 10, "australian central daylight time": 10.5,
    "acdt": 10.5, "magt": 11, "pett": 12, "brst": -2, "ndt": -2.5, "art": -3, "brt": -3, "clst": -3, "uyt": -3, "nst": -3.5, "bot": -4, "clt": -4,
    "vet": -4, "cot": -5, "pet": -5, "hdt": -9, "hast": -10, "sst": -11,
}  # fmt: skip

FIELD_REGIONS = {  # likewise, with daylight saving by date
    "est5edt": "America/New_York", "cst6cdt": "America/Chicago", "mst7mdt": "America/Denver", "pst8pdt": "America/Los_Angeles",
    "us/eastern": "America/New_York", "us/central": "America/Chicago", "us/mountain": "America/Denver", "us/pacific": "America/Los_Angeles",
    "eastern": "America/New_York", "pacific": "America/Los_Angeles", "heure de paris": "Europe/Paris", "uk local time": LONDON,
}  # fmt: skip


@lru_cache(maxsize=256)
def named_zone(name: str) -> tzinfo | None:
    """The zone of a written name or offset ("gmt", "et", "+01:00"), None when it is unknown."""
    name = name.lower()
    if name in REGIONAL_ZONES:
        from zoneinfo import ZoneInfo

        return ZoneInfo(REGIONAL_ZONES[name])
    if name in FIXED_ZONES:
        hours = FIXED_ZONES[name]
        if name in ("z", "ut", "utc"):
            return UTC
        short = "".join(word[0] for word in name.split()) if " " in name else name
        return timezone(timedelta(hours=hours), short.upper() if FIXED_ZONES.get(short) == hours else name.title())
    match = re.fullmatch(r"(?:utc|gmt)?\s?([+-])(\d{1,2}):?(\d{2})?", name)
    if not match or int(match[2]) > 14 or int(match[3] or 0) > 59:
        return None
    return timezone((-1 if match[1] == "-" else 1) * timedelta(hours=int(match[2]), minutes=int(match[3] or 0)))


@lru_cache(maxsize=512)
def field_zone(name: str) -> tzinfo | None:
    """The zone of a name in a field of its own, where rare ones are believed too ("MEZ", "Europe/Oslo"); None when it is unknown."""
    key = name.lower()
    if (zone := named_zone(key)) is not None:
        return zone
    if key in FIELD_ZONES:
        return timezone(timedelta(hours=FIELD_ZONES[key]), key.upper() if " " not in key else key.title())
    region = FIELD_REGIONS.get(key) or (name.title() if _REGION.fullmatch(key) else None)
    if region is None:
        return None
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(region)
    except (KeyError, ValueError, OSError):
        return None


@lru_cache(maxsize=512)
def offset_zone(sign: str, hours: str, minutes: str | None = None, seconds: str | None = None) -> tzinfo | None:
    """The zone of an offset's parts; None for one that no clock can have: a day or more, sixty minutes or more."""
    if int(hours) > 23 or int(minutes or 0) > 59 or int(seconds or 0) > 59:
        return None
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0), seconds=int(seconds or 0))
    return timezone(-offset if sign == "-" else offset) if offset else UTC


_REGION = Wording(r"(?:africa|america|antarctica|asia|atlantic|australia|europe|indian|pacific)/[a-z]{3,20}(?:_[a-z]{2,12}){0,2}(?:/[a-z_]{3,20})?")
"""A zone's name in the tz database."""
