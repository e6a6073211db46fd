"""How long an answer holds, by its headers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.sources.http.dates import FOR_EVER, fresh

NOW = datetime(2025, 10, 4, 12, 0, tzinfo=UTC)
DATE = "Date: Sat, 04 Oct 2025 12:00:00 GMT"


def seconds(*lines: str) -> float | None:
    """What an answer with these header lines says."""
    pairs = (line.partition(": ") for line in lines)
    return fresh([(name.lower().encode(), value.encode("latin-1")) for name, _, value in pairs], NOW)


@pytest.mark.row("H11")
@pytest.mark.parametrize(
    ("control", "expected"),
    [
        ("max-age=3600", 3600),
        ("MAX-AGE=3600", 3600),
        ("public, max-age=60, must-revalidate", 60),
        ("public,max-age=60,stale-while-revalidate=999", 60),
        ('max-age="60"', 60),
        ("max-age = 60", 60),
        ("max-age=60.9", 60),
        ("max-age=504576000", 504576000),
        ("max-age=99999999999999999999", FOR_EVER),
        ("max-age=" + "9" * 5000, FOR_EVER),
        ("max-age=-1", 0),
        ("max-age=", 0),
        ("max-age", 0),
        ("max-age=soon", 0),
        ("max-age=1e3", 0),
        ("max-age=0x10", 0),
        ("max-age=60, max-age=7200", 60),
        ("max-age=7200, max-age=60", 7200),
        ("max-age=60, no-cache", 0),
        ("no-store", 0),
        ("no-cache, max-age=600", 0),
        ("max-age=0", 0),
        ("s-maxage=600", None),
        ("public", None),
        ("x-max-age=600", None),
        ('ext="max-age=600, no-store", max-age=30', 30),
        (r'ext="a\", max-age=600", max-age=30', 30),
        ("", None),
        (",,, ,", None),
        ("private; max-age=600", 600),
    ],
)
def test_cache_control(control: str, expected: float | None) -> None:
    assert seconds(f"Cache-Control: {control}") == expected


@pytest.mark.row("H11")
@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Cache-Control: public", "Cache-Control: max-age=60"], 60),
        (["Cache-Control: max-age=60", "Cache-Control: max-age=70"], 60),
        (["Cache-Control: max-age=60", "Age: 20"], 40),
        (["Cache-Control: max-age=60", "Age: 600"], 0),
        (["Cache-Control: max-age=60", "Age: -20"], 60),
        (["Cache-Control: max-age=60", "Age: old"], 60),
        (["Cache-Control: max-age=60", "Age: 10", "Age: 20"], 40),
        (["Cache-Control: max-age=60", "Expires: Sat, 04 Oct 2025 13:00:00 GMT", DATE], 60),
        (["Cache-Control: public", "Expires: Sat, 04 Oct 2025 13:00:00 GMT", DATE], 3600),
        (["Expires: Sat, 04 Oct 2025 12:30:00 GMT", DATE], 1800),
        (["Expires: Saturday, 04-Oct-25 12:30:00 GMT", DATE], 1800),
        (["Expires: Sat Oct  4 12:30:00 2025", DATE], 1800),
        (["Expires: Sat, 04 Oct 2025 12:30:00 GMT", DATE, "Age: 1700"], 100),
        (["Expires: Sat, 04 Oct 2025 12:30:00 GMT"], 1800),
        (["Expires: Sat, 04 Oct 2025 12:30:00 GMT", "Date: today"], 1800),
        (["Expires: Sat, 04 Oct 2025 11:30:00 GMT", DATE], 0),
        (["Expires: 0", DATE], 0),
        (["Expires: -1", DATE], 0),
        (["Expires: ", DATE], 0),
        (["Expires: never", DATE], 0),
        (["Expires: 2025-10-04T13:00:00Z", DATE], 0),
        (["Expires: Fri, 31 Dec 9999 23:59:59 GMT", DATE], 251642721599),
        ([DATE], None),
        (["Pragma: no-cache"], None),
        ([], None),
    ],
)
def test_headers_that_tell_of_time(lines: list[str], expected: float | None) -> None:
    assert seconds(*lines) == expected


@pytest.mark.row("H11")
@pytest.mark.parametrize("day", [3, 5])
def test_clock_that_is_a_day_off_is_right_by_itself(day: int) -> None:
    assert seconds(f"Date: Sat, 0{day} Oct 2025 12:00:00 GMT", f"Expires: Sat, 0{day} Oct 2025 12:10:00 GMT") == 600


@given(st.lists(st.tuples(st.sampled_from([b"cache-control", b"expires", b"date", b"age"]), st.binary(max_size=60)), max_size=6))
def test_any_headers_give_seconds_that_are_not_negative_or_none(headers: list[tuple[bytes, bytes]]) -> None:
    held = fresh(headers, NOW)

    assert held is None or held >= 0


@given(st.lists(st.sampled_from(["max-age", "no-cache", "=", '"', "\\", ",", " ", "60", ";", "-1", "é"]), max_size=30))
def test_any_cache_control_is_read(pieces: list[str]) -> None:
    held = seconds("Cache-Control: " + "".join(pieces))

    assert held is None or held >= 0
