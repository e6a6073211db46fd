"""The machine's own zone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from feeds import in_zone
from tui.zone import OwnZone

from .pages import page, post
from .support import NOON, Stage, settle


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


@pytest.mark.row("S17")
@pytest.mark.parametrize(("moment", "zone"), [(datetime(9999, 12, 31, 23, 59, tzinfo=UTC), "Asia/Tokyo"), (datetime(1, 1, 1, tzinfo=UTC), "America/New_York")])
def test_moments_at_the_ends_of_the_calendar_stay_as_they_are(moment: datetime, zone: str) -> None:
    assert in_zone(moment, ZoneInfo(zone)) == moment
    assert in_zone(NOON, ZoneInfo(zone)).tzinfo == ZoneInfo(zone)


@pytest.mark.row("S17")
@pytest.mark.parametrize(("year", "zone"), [(9999, "Asia/Tokyo"), (1, "America/New_York")])
async def test_post_at_the_end_of_the_calendar_is_shown_and_filtered(year: int, zone: str) -> None:
    far = f"Far offpublished at {'23:59' if year > 1 else '00:00'} Greenwich Mean Time {'31 December' if year > 1 else '1 January'} {year:04}"
    stage = Stage(page([(far, "    Body.\n\n"), post(1), post(0)]), zone=ZoneInfo(zone))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        await pilot.press("j", "left", "right", "G", "g", "t", "t", "t", "Y", "slash", *"after:15:00 OR on:today", "escape", "escape", "T", *"15:00", "enter")
        await settle(pilot)

        assert "Far off" in stage.screen()
        assert not stage.session.error
