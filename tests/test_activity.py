"""The activity strip: its scale, its counts, its axis, and jumping by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import Entry, Feed, Post, Snapshot
from tui import activity
from tui.look import Look
from tui.widgets.activity import ActivityStrip

from .pages import page, post
from .support import NOON, Stage, settle, snapshot

START = datetime(2025, 10, 3, 18, 0, tzinfo=UTC)
MINUTES = st.lists(st.integers(0, 60 * 24 * 900), min_size=1, max_size=60).map(sorted)


def posts(minutes: list[int], undated: int = 0) -> list[Post]:
    """Posts at these minutes after START, the undated before them."""
    dated = [Post(str(at), "page", Entry(id=str(at)), (START + timedelta(minutes=at)).timestamp()) for at in minutes]
    return [Post(f"u{number}", "page", Entry(id=f"u{number}"), float("-inf")) for number in range(undated)] + dated


@given(minutes=MINUTES, columns=st.integers(1, 150), undated=st.integers(0, 3))
def test_every_dated_post_is_in_one_bar(minutes: list[int], columns: int, undated: int) -> None:
    all_posts = posts(minutes, undated)
    scale = activity.scale(all_posts, columns, UTC)

    assert scale is not None
    assert scale.columns <= columns
    assert sum(activity.counts(all_posts, scale)) == len(minutes)
    for each in all_posts[undated:]:
        begin, end = scale.span(scale.column(each.when))
        assert begin <= each.when < end


@given(before=MINUTES, minutes=MINUTES, columns=st.integers(1, 150), undated=st.integers(0, 3))
def test_what_was_counted_before_changes_no_count(before: list[int], minutes: list[int], columns: int, undated: int) -> None:
    scale = activity.scale(posts(minutes), columns, UTC)
    assert scale is not None
    guesses = activity.counts(posts(before), scale)

    assert activity.counts(posts(minutes, undated), scale, guesses) == activity.counts(posts(minutes, undated), scale)


@given(minutes=MINUTES, columns=st.integers(30, 150))
def test_strip_is_well_filled_and_its_labels_stand_apart(minutes: list[int], columns: int) -> None:
    scale = activity.scale(posts(minutes), columns, UTC)
    assert scale is not None
    ends = [0, *(column + len(word) + 1 for column, word in activity.labels(scale, UTC))]

    assert scale.columns * 2.2 >= columns or scale.bucket == 1 or minutes[-1] - minutes[0] < columns / 60 + 1
    assert all(column >= end for end, (column, _) in zip(ends, activity.labels(scale, UTC), strict=False))
    assert ends[-1] - 1 <= scale.columns


def test_feed_without_times_has_no_strip() -> None:
    assert activity.scale(posts([], undated=3), 80, UTC) is None


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        ([0, 80 * 10 - 1], ["18:00", "20:00", "22:00", "Sat 4 Oct", "02:00", "04:00", "06:00"]),
        ([0, 30], ["18:00", "18:10", "18:20"]),
        ([0, 60 * 24 * 20], ["Thu 9 Oct", "Thu 16 Oct"]),
        ([0, 60 * 24 * 700], ["23 Oct 2025", "23 Apr 2026", "22 Oct 2026"]),
    ],
    ids=["a night", "half an hour", "weeks", "years"],
)
def test_axis_names_hours_and_the_day_where_it_turns(minutes: list[int], words: list[str]) -> None:
    scale = activity.scale(posts(minutes), 84, UTC)
    assert scale is not None

    found = [word for _, word in activity.labels(scale, UTC)]

    assert found[: len(words)] == words


def test_buckets_begin_with_the_days_of_the_zone() -> None:
    zone = ZoneInfo("Asia/Kolkata")
    scale = activity.scale(posts([0, 60 * 24 * 60]), 70, zone)
    assert scale is not None

    assert datetime.fromtimestamp(scale.begin, zone).hour == 0
    assert datetime.fromtimestamp(scale.begin, zone).minute == 0


def test_time_outside_of_the_strip_is_at_its_end() -> None:
    scale = activity.Scale(0.0, 60.0, 10)

    assert [scale.column(when) for when in (float("-inf"), -1.0, 0.0, 599.0, 600.0, float("inf"))] == [0, 0, 0, 9, 9, 9]


def test_neighbours_in_time() -> None:
    all_posts = posts([0, 10, 10, 30], undated=1)
    at = START.timestamp()

    assert activity.newest_before(all_posts, at) is None
    assert activity.newest_before(all_posts, at + 1) is all_posts[1]
    assert activity.oldest_from(all_posts, at + 601) is all_posts[4]
    assert activity.oldest_from(all_posts, at + 1801) is None
    assert activity.newest_in(all_posts, at + 600, at + 700) is all_posts[3]
    assert activity.newest_in(all_posts, at + 700, at + 800) is all_posts[3]


BURST = [*(post(600 + number) for number in range(9, -1, -1)), post(300, headline="Lone ferry"), post(0)]


def strip_rows(stage: Stage) -> list[str]:
    strip = stage.reader.activity
    return [line.text for line in strip.render_lines(strip.size.region)]


class TestStripOnTheScreen:
    async def test_more_posts_make_a_higher_bar(self) -> None:
        stage = Stage(page(BURST))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            bars, axis = strip_rows(stage)
            heights = [" ▁▂▃▄▅▆▇█".index(sign) for sign in bars[12:108]]

            assert max(heights) == 8
            assert min(height for height in heights if height) < 8
            assert "▲" in axis

    async def test_arrow_keys_go_from_bar_to_bar_and_a_click_goes_to_its_time(self) -> None:
        stage = Stage(page(BURST))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            view = stage.reader.timeline
            newest = view.cursor
            for _ in range(12):
                await pilot.press("left")
            await settle(pilot)
            assert view.cursor is view.posts[0]

            await pilot.press("right")
            await settle(pilot)
            assert view.cursor is not None
            assert view.cursor.entry.headline == "Lone ferry"

            scale = stage.reader.activity.scale
            assert scale is not None
            await pilot.click(ActivityStrip, offset=(12 + scale.columns - 1, 0))
            await settle(pilot)
            assert view.cursor is newest

    async def test_arrow_keys_leave_a_post_without_a_time(self) -> None:
        stage = Stage(page(BURST))
        stage.session.take(snapshot("Only words, no post and no time.", source="notes.txt"))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pilot.press("G")
            assert stage.reader.timeline.cursor is stage.session.timeline.posts[0]
            assert stage.session.timeline.posts[0].entry.published is None
            await pilot.press("left", "right")
            await settle(pilot)

            assert stage.reader.timeline.cursor is not stage.session.timeline.posts[0]

    async def test_share_of_the_filter_is_in_the_accent(self) -> None:
        stage = Stage(page(BURST), query="lone")
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            strip = stage.reader.activity
            look = Look()
            bars = strip.render_lines(strip.size.region)[0]
            lit = "".join(segment.text for segment in bars if segment.style == look.style("accent", "ground"))
            quiet = "".join(segment.text for segment in bars if segment.style == look.style("rule", "ground"))

            assert len(lit.strip()) == 1
            assert len(quiet.replace(" ", "")) >= 2

    async def test_gutter_counts_what_the_reader_has_not_looked_at(self) -> None:
        numbered = [post(number) for number in (5, 4, 3, 2, 1)]
        stage = Stage(page(numbered))
        async with stage.app.run_test(size=(110, 50)) as pilot:
            await pilot.press("G")
            changed = [post(7), post(6), numbered[0], numbered[1], post(3, body=["Changed."]), numbered[4]]
            for _ in range(2):
                stage.arrive(page(changed))
                await settle(pilot)
            assert [row[:12].strip() for row in strip_rows(stage)] == ["2 new", "± 1 edited", "× 1 gone"]

            await pilot.press("A")
            await settle(pilot)
            assert [row[:12].strip() for row in strip_rows(stage)] == ["", "", ""]

            await pilot.press("U")
            await settle(pilot)
            assert [row[:12].strip() for row in strip_rows(stage)][:2] == ["2 new", "± 1 edited"]

    @pytest.mark.parametrize(("height", "rows"), [(24, 1), (32, 2), (50, 3)])
    async def test_height_follows_the_screen(self, height: int, rows: int) -> None:
        stage = Stage(page(BURST))
        async with stage.app.run_test(size=(110, height)) as pilot:
            await settle(pilot)

            assert stage.reader.activity.size.height == rows


@pytest.mark.parametrize(("days", "told"), [(0.2, "▲ 07:12"), (20, "▲ 14 Sep"), (9000, "▲ 2001")])
async def test_time_of_the_cursor_is_told_as_finely_as_the_strip(days: float, told: str) -> None:
    stage = Stage("")
    entries = tuple(Entry(id=str(number), headline=f"Post {number}", published=NOON - timedelta(days=days * number)) for number in range(2))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        stage.session.take(Snapshot(source="page.txt", format="rss", feed=Feed(), entries=entries))
        stage.reader.show_found(done=True)
        await pilot.press("G")
        await settle(pilot)

        assert told in stage.screen()


async def test_posts_without_a_time_stand_under_the_day_above_them() -> None:
    stage = Stage("")
    times = (NOON, None, NOON - timedelta(minutes=5), NOON - timedelta(days=400))
    entries = tuple(Entry(id=str(number), headline=f"Post {number}", published=when) for number, when in enumerate(times))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        stage.session.take(Snapshot(source="page.txt", format="rss", feed=Feed(), entries=entries))
        stage.reader.show_found(done=True)
        await settle(pilot)

        assert not any("Sat 4 Oct" in row for row in stage.rows())  # the line over the pane tells it
        assert " 30 Aug 2024 ─" in stage.screen()
