"""How times are shown, the order, the line of the last look, and a terminal that is too small."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tui.look import Look
from tui.marks import AWAY
from tui.times import since

from .pages import page, post
from .support import NOON, Stage, settle

POSTS = [post(360 - 7 * number) for number in range(12)]
"""Posts that end at 12:00 BST, a day and an hour before NOON."""


def stamps(stage: Stage) -> list[str]:
    return [row[4:10].strip() for row in stage.rows() if row[4:10].strip()]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "now"),
        (59, "now"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (86399, "23 h"),
        (86400, "1 d"),
        (99 * 86400, "99 d"),
        (120 * 86400, "17 wk"),
        (800 * 86400, "2 y"),
        (-30, "now"),
        (-60, "+1min"),
        (-7200, "+2h"),
    ],
)
def test_how_long_ago(seconds: int, words: str) -> None:
    assert since(NOON - timedelta(seconds=seconds), NOON) == words
    assert len(words) <= 6


class TestTimes:
    async def test_t_goes_from_the_readers_zone_to_the_feeds_to_how_long_ago(self) -> None:
        stage = Stage(page(POSTS), zone=ZoneInfo("Asia/Tokyo"))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            assert stamps(stage)[0] == "20:00"
            assert "JST" in stage.screen()
            await pilot.press("t")
            await settle(pilot)
            assert stamps(stage)[0] == "12:00"
            assert "newest first, BST" in stage.screen()
            await pilot.press("t")
            await settle(pilot)
            assert stamps(stage)[:2] == ["1 d", "1 d"]
            await pilot.press("t")
            await settle(pilot)
            assert stamps(stage)[0] == "20:00"

    async def test_ages_grow_with_the_clock_and_move_nothing(self) -> None:
        stage = Stage(page([post(1859), post(1840)]))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pilot.press("t", "t")
            await settle(pilot)
            assert stamps(stage) == ["1 min", "20 min"]
            stage.clock.advance(60)
            stage.reader._tick()
            await settle(pilot)
            assert stamps(stage) == ["2 min", "21 min"]


class TestOrder:
    async def test_oldest_first_keeps_the_cursor_and_new_posts_come_below(self) -> None:
        stage = Stage(page(POSTS))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pilot.press("j", "j", "j")
            held = stage.reader.timeline.cursor
            await pilot.press("O")
            await settle(pilot)
            assert stage.reader.timeline.cursor is held
            assert stamps(stage) == sorted(stamps(stage))
            assert "oldest first" in stage.screen()
            before = stage.rows()

            stage.arrive(page([post(400), *POSTS]))
            await settle(pilot)
            assert stage.rows() == before
            assert "▼ 1 new" in stage.screen()

            await pilot.press("full_stop")
            await settle(pilot)
            assert stamps(stage)[-1] == "11:40"
            assert stage.reader.timeline.cursor is stage.session.timeline.posts[-1]

    async def test_following_slides_at_the_lower_end(self) -> None:
        stage = Stage(page(POSTS))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pilot.press("O")
            await settle(pilot)
            stage.arrive(page([post(400), *POSTS]))
            await settle(pilot)

            assert stage.reader.timeline.cursor is stage.session.timeline.posts[-1]
            assert stamps(stage)[-1] == "11:40"

    async def test_keys_go_the_way_they_point(self) -> None:
        stage = Stage(page(POSTS))
        async with stage.app.run_test(size=(80, 24)) as pilot:
            await pilot.press("O", "G")
            await settle(pilot)
            view = stage.reader.timeline
            assert view.cursor is view.posts[0]
            await pilot.press("j")
            assert view.cursor is view.posts[1]
            await pilot.press("k", "pagedown", "pagedown", "pagedown", "pagedown")
            assert view.cursor is view.posts[-1]
            await pilot.press("pageup", "pageup", "pageup", "pageup")
            assert view.cursor is view.posts[0]


class TestLastLook:
    async def test_line_stands_where_the_reader_left_and_moves_no_post(self) -> None:
        stage = Stage(page(POSTS))
        stage.clock._now = datetime(2025, 10, 3, 11, 5, tzinfo=UTC)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pilot.press("j", "j")
            stage.clock.advance(AWAY + 1)
            row = stage.row_of("Headline 346")

            stage.arrive(page([post(372), *POSTS]))
            await settle(pilot)
            assert stage.row_of("Headline 346") == row
            await pilot.press("full_stop")
            await settle(pilot)
            line = next(row for row in stage.rows() if "new since you last looked" in row)
            assert line.startswith("  ▲ 11:05   new since")
            assert stage.rows().index(line) == stage.row_of("Headline 360") - 1

    async def test_reader_who_is_there_needs_no_line(self) -> None:
        stage = Stage(page(POSTS))
        stage.clock._now = datetime(2025, 10, 3, 11, 5, tzinfo=UTC)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pilot.press("j")
            stage.arrive(page([post(372), *POSTS]))
            await settle(pilot)
            await pilot.press("full_stop")
            await settle(pilot)

            assert "last looked" not in stage.screen()


class TestSmall:
    async def test_terminal_that_is_too_small_says_so_and_comes_back(self) -> None:
        stage = Stage(page(POSTS))
        async with stage.app.run_test(size=(40, 10)) as pilot:
            await settle(pilot)
            assert "40×10 is too small" in stage.screen()
            assert "feedreader needs 48×12" in stage.screen()
            await pilot.resize_terminal(60, 20)
            await settle(pilot)
            assert "too small" not in stage.screen()
            assert "Headline 360" in stage.screen()

    @pytest.mark.parametrize("ascii", [False, True])
    async def test_sixty_by_twenty_shows_the_whole_frame(self, ascii: bool) -> None:
        stage = Stage(page(POSTS), look=Look(ascii=ascii))
        async with stage.app.run_test(size=(60, 20)) as pilot:
            await settle(pilot)
            lines = stage.screen().split("\n")

            assert "Points" in lines[1]
            assert "/ filter" in lines[3]
            assert "all keys" in lines[-1]
            assert all(len(line) <= 60 for line in lines)
