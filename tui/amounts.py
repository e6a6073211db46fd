"""Amounts as people write them on the command line and in the settings: spans of time, and sizes."""

from __future__ import annotations

import re

LONGEST = 7 * 86400
"""Seconds of the longest interval between two looks."""

_UNITS = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600}
_SIZES = {"": 1, "b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30}


def interval(text: str) -> float:
    """Seconds between two looks: "90", "90s", "2m", "1h". Raises ValueError, whose text says what is right."""
    found = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,3})?)\s*(s|m|min|h|)\s*", text, re.ASCII)
    seconds = float(found[1]) * _UNITS[found[2]] if found else 0.0
    if not 0 < seconds <= LONGEST:
        raise ValueError(f"“{text}” is no interval; write seconds, or 2m or 1h")
    return seconds


def size(text: str) -> int:
    """Bytes: "200 MB", "1 GiB", "5000000". Raises ValueError, whose text says what is right."""
    found = re.fullmatch(r"\s*(\d{1,12}(?:\.\d{1,3})?)\s*([kmg]?i?b?)\s*", text, re.ASCII | re.IGNORECASE)
    number = round(float(found[1]) * _SIZES.get(found[2].lower(), 0)) if found else 0
    if number <= 0:
        raise ValueError(f"“{text}” is no size; write 200 MB or 1 GB")
    return number
