"""The rarer forms of ISO 8601 (basic, week and ordinal dates, years and months alone, decimals of minutes), rewritten into the common one."""

from __future__ import annotations

import re
from datetime import date, timedelta

from ..wording import Wording

_FORM = Wording(
    r"(\d{4})(?:-?W(\d\d)(?:-?([1-7]))?|-?(\d{3})|(\d\d)(\d\d)|-(\d\d)|-(\d\d)-(\d\d))?(?![\d-])"
    r"(?:[T_ ]\s?([0-2]\d)(?::?(\d\d)(?::?(\d\d))?(?:[.,](\d{1,12}))?)?(?![\d:.,H]))?",
    re.IGNORECASE | re.ASCII,
)
_GLUED = Wording(r"((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?![\d.])", re.ASCII)
"""20040228120000: no count of seconds or milliseconds since 1970 that anybody writes."""
_SHORT = Wording(r"(\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])|-(\d\d)-?(0[1-9]|1[0-2])", re.ASCII)
_COMMON_YEAR = Wording(r"(?:19|20)\d\d")


def common_form(text: str) -> str:
    """The text, with the form of ISO 8601 that it begins with rewritten as 2004-02-28T12:00:00.

    A week without a day is its Monday, a month its first day, a year its first day. What follows stays as it is.
    """
    if match := _GLUED.match(text):
        year, month, day, hour, minute, second = match.groups()
        return f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{text[match.end() :]}"
    match = _FORM.match(text)
    if match is None:
        return text
    year, week, weekday, ordinal, basic_month, basic_day, only_month, month, day, hour, minute, second, part = match.groups()
    rest = text[match.end() :]
    try:
        if week:
            written = date.fromisocalendar(int(year), int(week), int(weekday or 1)).isoformat()
        elif ordinal:
            found = date(int(year), 1, 1) + timedelta(days=int(ordinal) - 1)
            if str(found.year) != year.lstrip("0"):
                return text
            written = found.isoformat()
        elif basic_month or month:
            written = f"{year}-{basic_month or month}-{basic_day or day}"
        elif rest or hour or not _COMMON_YEAR.fullmatch(year):
            return text
        else:
            written = f"{year}-{only_month or '01'}-01"
    except (ValueError, OverflowError):
        return text
    if hour is None:
        return written + rest
    if part and not second:
        second, part = _seconds_of(part)
    return f"{written}T{hour}:{minute or '00'}:{second or '00'}{f'.{part}' if part else ''}{rest}"


def short_form(text: str) -> str:
    """A date whose century is left out (ISO 8601:1988, 5.2.1: 031231, -0312, -03-12) as 2003-12-31; "" for any other text. Years up to 49 are of this century."""
    match = _SHORT.fullmatch(text)
    if match is None:
        return ""
    year, month, day = match[1] or match[4], match[2] or match[5], match[3] or "01"
    return f"{'20' if year < '50' else '19'}{year}-{month}-{day}"


def _seconds_of(part: str) -> tuple[str, str]:
    """Decimals of a minute as seconds and decimals of a second."""
    micros = int(f"{part:0<12}") * 60 // 10**6
    return f"{micros // 10**6:02}", f"{micros % 10**6:06}"
