"""Waits in words."""

from __future__ import annotations


def duration(seconds: float) -> str:
    """ "48 s", "2 min", "3 h": rounded up, for waits are never shorter than they are told."""
    whole = max(0, int(-(-seconds // 1)))
    if whole < 100:
        return f"{whole} s"
    return f"{-(-whole // 60)} min" if whole <= 5400 else f"{-(-whole // 3600)} h"
