"""Times as HTTP writes them (RFC 9110, 5.6.7 and 10.2.3), and how long an answer holds (RFC 9111, 4.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

LONGEST = 64
"""Characters of the longest header that is read as a time."""

LONGEST_CONTROL = 8192
"""Characters of the longest Cache-Control that is read."""
FOR_EVER = float(1 << 31)
"""What seconds stand for that are too many to count (RFC 9111, 1.2.2)."""

_SECONDS = re.compile(r"[0-9]{1,9}")
_DELTA = re.compile(r"([0-9]+)(?:\.[0-9]*)?")
_DIRECTIVE = re.compile(r"""([a-z0-9!#$%&'*+.^_`|~-]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?""")
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


def fresh(headers: Sequence[tuple[bytes, bytes]], now: datetime) -> float | None:
    """Seconds for which an answer says that it holds, 0 when it is to be asked for again each time, None when it does not say. Never raises.

    `headers` have their names in lower case. Times of the server are measured by its own clock (Date), so it may be wrong. Of several times the first
    counts, and one that is none means that nothing holds (RFC 9111, 4.2.1).
    """
    control = ", ".join(_values(headers, b"cache-control"))[:LONGEST_CONTROL].lower()
    directives: dict[str, str] = {}
    for found in _DIRECTIVE.finditer(control):
        directives.setdefault(found[1], found[2] or found[3] or "")
    if "no-cache" in directives or "no-store" in directives:
        return 0.0
    if "max-age" in directives:
        lifetime = _delta(directives["max-age"])
    elif expires := _values(headers, b"expires"):
        there = next((moment for text in _values(headers, b"date") if (moment := http_date(text[:LONGEST].strip(), now))), now)
        ends = http_date(expires[0][:LONGEST].strip(), there)
        lifetime = (ends - there).total_seconds() if ends is not None else 0.0
    else:
        return None
    age = max((_delta(text.strip()) for text in _values(headers, b"age")), default=0.0)
    return max(0.0, lifetime - age)


def _values(headers: Sequence[tuple[bytes, bytes]], name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in headers if key == name]


def _delta(text: str) -> float:
    """Seconds (RFC 9111, 1.2.2); 0 for what is none."""
    found = _DELTA.fullmatch(text.strip())
    if found is None:
        return 0.0
    return float(found[1]) if len(found[1]) < 10 else FOR_EVER
