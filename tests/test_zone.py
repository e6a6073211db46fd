"""The machine's own zone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tui.zone import OwnZone


@pytest.fixture
def oslo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Oslo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("oslo")
@pytest.mark.parametrize("month", range(1, 13))
def test_own_zone_is_that_of_the_system_with_its_summer_time(month: int) -> None:
    here, there = (datetime(2026, month, 29 if month != 2 else 27, 12, 30, tzinfo=zone) for zone in (OwnZone(), ZoneInfo("Europe/Oslo")))

    assert here == there
    assert here.utcoffset() == there.utcoffset()
    assert here.tzname() == there.tzname()
    assert here.dst() == there.dst()
    assert here.astimezone(UTC).astimezone(OwnZone()).replace(tzinfo=None) == there.replace(tzinfo=None)


@pytest.mark.usefixtures("oslo")
def test_years_out_of_reach_are_no_fault() -> None:
    assert datetime(1, 1, 1, tzinfo=OwnZone()).utcoffset() is not None
    assert isinstance(datetime(9999, 12, 31, tzinfo=OwnZone()).utcoffset(), timedelta)
