"""Times as HTTP writes them (RFC 9110, 5.6.7 and 10.2.3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

LONGEST = 64
"""Characters of the longest header that is read as a time."""

_SECONDS = re.compile(r"[0-9]{1,9}")
_MONTHS = {name: number for number, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
_FORMS = (
    rf"[a-z]{{3}}, (?P<day>\d\d) (?P<month>[a-z]{{3}}) (?P<year>\d{{4}}) {_CLOCK} gmt",
    rf"[a-z]{{6,9}}, (?P<day>\d\d)-(?P<month>[a-z]{{3}})-(?P<year>\d\d) {_CLOCK} gmt",
    rf"[a-z]{{3}} (?P<month>[a-z]{{3}}) (?P<day>[ \d]\d) {_CLOCK} (?P<year>\d{{4}})",
)
"""IMF-fixdate, RFC 850 and asctime: the three forms that a recipient must understand."""


def http_date(text: str, now: datetime) -> datetime | None:
    """An HTTP-date, aware and in UTC; None for anything else. A two-digit year is the one that lies less than 50 years ahead of `now`."""
    text = text.lower()
    found = next((found for form in _FORMS if (found := re.fullmatch(form, text, re.ASCII))), None)
    if found is None or found["month"] not in _MONTHS:
        return None
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += now.year // 100 * 100
        year -= 100 if year > now.year + 50 else 0
    try:
        clock = int(found["hour"]), int(found["minute"]), min(int(found["second"]), 59)  # 60 is a leap second
        return datetime(year, _MONTHS[found["month"]], int(found["day"]), *clock, tzinfo=UTC)
    except ValueError:
        return None


def retry_after(text: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks to wait, at least 0; None when it says nothing that counts. Never raises."""
    if text is None or len(text) > LONGEST:
        return None
    text = text.strip(" \t")
    if _SECONDS.fullmatch(text):
        return float(text)
    moment = http_date(text, now)
    return None if moment is None else max(0.0, (moment - now).total_seconds())
