"""The filter bar, driven by keys in memory: what is proposed, what is taken, and that nothing moves under it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from feeds import Post, Sieve

from .pages import live_page, page, post
from .support import NOON, ROOT, Stage, settle, snapshot

SAMPLE = (ROOT / "feeds" / "samples" / "harbour.txt").read_text(encoding="utf-8")
NOW = live_page(40)
"""Forty posts of the morning before, the newest of them at 5:39 UTC, thirty hours and some ago."""


async def pressed(stage: Stage, pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


def value(stage: Stage) -> str:
    return stage.reader.bar.input.value


def focused(stage: Stage) -> object:
    return stage.reader.focused


def listed(stage: Stage) -> list[str]:
    """The lines of the list, as they are on the screen."""
    menu = stage.reader.bar.menu
    x, y, width, height = menu.region
    return [line[x : x + width].rstrip() for line in stage.screen().split("\n")[y : y + height]] if menu.display else []


class TestCompletion:
    async def test_values_of_the_feed_are_proposed_with_their_counts(self) -> None:
        stage = Stage(SAMPLE)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"author:")

            assert listed(stage) == ["▌jonas pell       2", " callum wray      1", " edda finch       1", " priya lanyon     1"]
            assert stage.reader.bar.menu.region.x + 1 == stage.screen().split("\n")[4].index("author:") + len("author:")

            await pressed(stage, pilot, *"pri")
            assert listed(stage) == ["▌priya lanyon     1"]
            assert "author:pri ya lanyon" in stage.screen(), "the rest stands behind the caret"

    @pytest.mark.parametrize("key", ["tab", "right", "end"])
    async def test_key_takes_the_first_one(self, key: str) -> None:
        stage = Stage(SAMPLE)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"aut", key)
            assert value(stage) == "author:"
            assert stage.reader.bar.menu.display, "its values are proposed at once"

            await pressed(stage, pilot, *"cal", key)

            assert value(stage) == 'author:"callum wray"'
            assert len(stage.session.shown) == 1
            assert focused(stage) is stage.reader.bar.input
            assert not stage.reader.bar.menu.display

    async def test_arrows_choose_and_enter_takes_what_was_chosen(self) -> None:
        stage = Stage(SAMPLE)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"author:", "down", "down", "up", "up", "up")
            assert listed(stage)[-1] == "▌priya lanyon     1"

            await pressed(stage, pilot, "enter")
            assert value(stage) == 'author:"priya lanyon"'
            assert focused(stage) is stage.reader.bar.input

            await pressed(stage, pilot, "enter")
            assert focused(stage) is stage.reader.timeline

    async def test_enter_keeps_what_was_typed_when_nothing_was_chosen(self) -> None:
        stage = Stage(SAMPLE)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"author:pri", "enter")

            assert value(stage) == "author:pri"
            assert focused(stage) is stage.reader.timeline
            assert not stage.reader.bar.menu.display

    async def test_escape_closes_the_list_then_clears_the_filter(self) -> None:
        stage = Stage(SAMPLE)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"author:pri", "escape")
            assert listed(stage) == []
            assert value(stage) == "author:pri"
            assert "ya lanyon" not in stage.screen().split("\n")[4]

            await pressed(stage, pilot, "down")
            assert focused(stage) is stage.reader.timeline, "without a list the arrow leads to the posts"

            await pressed(stage, pilot, "slash", "y")
            assert listed(stage) == [" priya lanyon     1".replace(" ", "▌", 1)], "another letter, another list"
            await pressed(stage, pilot, "escape", "escape")
            assert value(stage) == ""

    async def test_word_that_can_be_completed_is_unfinished_and_not_wrong(self) -> None:
        stage = Stage(SAMPLE)
        async with stage.app.run_test(size=(160, 50)) as pilot:
            await pressed(stage, pilot, "slash", *"storm is:unsee")
            assert "perhaps" not in stage.screen()
            assert "still" not in stage.screen()

            await pressed(stage, pilot, "escape")
            assert "no is:unsee, perhaps is:unseen?" in stage.screen()
            assert "still storm" in stage.screen()

            await pressed(stage, pilot, *["backspace"] * 8, *"au:x is:un")
            assert "no field “au”" in stage.screen(), "what is wrong elsewhere is told"

    async def test_where_nothing_is_proposed_tab_and_arrow_do_what_they_do_elsewhere(self) -> None:
        stage = Stage(SAMPLE)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"storm", "tab")
            assert focused(stage) is stage.reader.detail

    async def test_caret_that_leaves_the_word_closes_the_list(self) -> None:
        stage = Stage(SAMPLE)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"author:pri", "left")
            assert listed(stage) == []

            await pressed(stage, pilot, "right", "right", "right")
            assert value(stage) == "author:pri"

    @pytest.mark.parametrize("size", [(160, 50), (110, 32), (80, 24), (60, 20)], ids=str)
    async def test_list_fits_and_moves_nothing(self, size: tuple[int, int]) -> None:
        stage = Stage(SAMPLE)
        async with stage.app.run_test(size=size) as pilot:
            await pressed(stage, pilot, "slash")
            reader = stage.reader
            before = [widget.region for widget in (reader.head, reader.bar, reader.timeline, reader.footer, reader.bar.input)]
            for text in ("within:", "a -(b OR author:", "has:image kind:explainer title:something place: is:"):
                reader.bar.input.value = text[:-2]
                reader.bar.input.cursor_position = len(text) - 2
                await pressed(stage, pilot, *text[-2:])

                region = reader.bar.menu.region
                assert region.height in range(3, 9)
                assert region.y == reader.bar.region.bottom
                assert region.right <= size[0]
                assert region.bottom < size[1]
                assert listed(stage)[0].startswith("▌")
                assert [widget.region for widget in (reader.head, reader.bar, reader.timeline, reader.footer, reader.bar.input)][:4] == before[:4]
                await pressed(stage, pilot, "escape")

    async def test_long_list_scrolls_with_the_choice(self) -> None:
        stage = Stage(SAMPLE)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"is:")
            assert len(listed(stage)) == 8

            await pressed(stage, pilot, *["down"] * 9)
            assert listed(stage)[-1].startswith("▌")
            await pressed(stage, pilot, "down")
            assert listed(stage)[0].startswith("▌")

    async def test_counts_follow_what_arrives_and_what_is_marked(self) -> None:
        stage = Stage(page([post(2), post(1)]))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"is:star")
            assert listed(stage) == ["▌starred          0"]
            await pressed(stage, pilot, "escape", "escape", "s", "slash", *"is:star")
            assert listed(stage) == ["▌starred          1"]

            stage.arrive(page([post(3), post(2), post(1)]))
            await settle(pilot)
            await pressed(stage, pilot, *["backspace"] * 4, *"ne")
            assert listed(stage) == ["▌new              1"]

    async def test_many_posts_are_counted_piece_by_piece(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tui.tallies.SLICE", 5)
        monkeypatch.setattr("tui.tallies.SHOW_EVERY", 1)
        stage = Stage(SAMPLE)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"author:")
            await settle(pilot)

            assert listed(stage)[0] == "▌jonas pell       2"

    async def test_text_from_a_page_is_proposed_as_text(self) -> None:
        stage = Stage((Path(__file__).parent / "golden" / "live_text" / "labels.txt").read_text(encoding="utf-8"))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"kind:", "tab", "enter")

            assert len(stage.session.shown) > 0


class TestNarrowing:
    """Another letter asks only the posts that are left; the outcome is that of asking all."""

    async def test_only_what_is_left_is_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        stage = Stage(live_page(60))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"headline 5")
            left = len(stage.session.shown)
            asked: list[int] = []
            select = stage.session.select

            def counted(posts: Sequence[Post]) -> None:
                asked.append(len(posts))
                select(posts)

            monkeypatch.setattr(stage.session, "select", counted)

            await pressed(stage, pilot, "7")
            assert asked == [left]
            await pressed(stage, pilot, "backspace")
            assert asked == [left, 60]
            assert len(stage.session.shown) == left

    async def test_what_comes_while_the_rest_is_asked_is_not_lost(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tui.filtering.FRESH", -1000)
        monkeypatch.setattr("tui.search.SLICE", 7)
        stage = Stage(live_page(30))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            session = stage.session
            among, waiting = session.matches_among, [page([post(31), *([post(number) for number in reversed(range(30))]), post(-5)])]

            def arriving(posts: Sequence[Post], sieve: Sieve) -> list[Post]:
                if waiting:
                    session.take(snapshot(waiting.pop(), at=stage.clock.now()))
                return among(posts, sieve)

            for text in ("headline ", "1"):
                monkeypatch.setattr(session, "matches_among", arriving)
                await pressed(stage, pilot, "slash", *text)
                await settle(pilot, 10)
                waiting.append(page([post(33), post(31), *([post(number) for number in reversed(range(30))]), post(-1), post(-5)]))

                everything = among(session.timeline.posts, session.sieve_of(session.query))
                assert [each.entry.headline for each in session.shown] == [each.entry.headline for each in everything]
            assert len(session.timeline) > 32


class TestTime:
    """A filter that speaks of time goes with the time; what the reader looks at does not."""

    async def pass_time(self, stage: Stage, pilot: Pilot[int], minutes: float) -> None:
        stage.clock.advance(60 * minutes)
        stage.reader._tick()
        await settle(pilot)

    async def test_posts_age_out_of_it_but_not_those_on_the_screen(self) -> None:
        stage = Stage(page([post(minute) for minute in range(60, 0, -1)]))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"within:31h", "enter", *["j"] * 5)
            assert len(stage.session.shown) == 60
            before, held = stage.rows(), stage.reader.timeline.cursor

            await self.pass_time(stage, pilot, 40)

            assert stage.rows() == before
            assert stage.reader.timeline.cursor is held
            assert len(stage.session.shown) < 60
            oldest = stage.session.shown[0].entry.published
            assert oldest is not None
            assert oldest >= NOON - timedelta(hours=31) + timedelta(minutes=40) or stage.session.shown[0] in stage.reader.timeline.looked_at

    async def test_reader_at_the_oldest_post_keeps_it(self) -> None:
        stage = Stage(page([post(minute) for minute in range(60, 0, -1)]))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"within:31h", "enter", "G")
            assert len(stage.session.shown) == 60
            before = stage.rows()

            await self.pass_time(stage, pilot, 300)

            assert stage.rows() == before
            assert len(stage.session.shown) < 15

    async def test_reader_who_scrolled_away_from_the_cursor_stays_there(self) -> None:
        stage = Stage(page([post(minute) for minute in range(60, 0, -1)]))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"within:31h", "enter")
            stage.reader.timeline._scroll(50)
            await settle(pilot)
            before = stage.rows()

            await self.pass_time(stage, pilot, 55)

            assert stage.rows() == before
            assert len(stage.session.shown) < 60

    async def test_it_is_asked_again_once_a_minute_at_most(self) -> None:
        stage = Stage(NOW)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"within:31h")
            generation = stage.reader.search._generation

            await self.pass_time(stage, pilot, 0.9)
            assert stage.reader.search._generation == generation
            await self.pass_time(stage, pilot, 0.2)
            assert stage.reader.search._generation == generation + 1

    async def test_filter_that_time_does_not_change_is_not_asked_again(self) -> None:
        stage = Stage(NOW)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"on:today after:06:10")
            generation = stage.reader.search._generation

            await self.pass_time(stage, pilot, 5)
            assert stage.reader.search._generation == generation
            await self.pass_time(stage, pilot, 60 * 24)
            assert stage.reader.search._generation == generation + 1

    async def test_what_arrives_counts_from_the_time_at_which_it_arrives(self) -> None:
        stage = Stage(page([post(1)]), query="within:29h")
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            assert stage.session.shown == []

            stage.arrive(page([post(120, headline="In time"), post(119, headline="As late"), post(1)]))
            await settle(pilot)
            stage.clock.advance(1800)
            stage.arrive(
                page([post(180, headline="Later"), post(148, headline="Too old"), post(120, headline="In time"), post(119, headline="As late"), post(1)])
            )
            await settle(pilot)

            assert [each.entry.headline for each in stage.session.shown if each.entry.headline != "In time"] == ["Later"]

    async def test_clock_without_a_date_is_that_of_the_latest_day(self) -> None:
        stage = Stage(page([post(60), post(0), post(-600)]))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"before:05:30")

            assert [(each.entry.headline or "")[:10] for each in reversed(stage.session.shown)] == ["Headline 0", "Headline -"]

    async def test_no_match_says_how_many_posts_have_each_part(self) -> None:
        stage = Stage(NOW)
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"after:05:30 /gauge \\d/ submarine")

            assert "No post has all of these." in stage.screen()
            assert "after:05:30     10 posts" in stage.screen()
            assert "/gauge \\d/      40 posts" in stage.screen()
            assert "submarine       none" in stage.screen()

    async def test_wrong_time_is_explained_where_it_is_wrong(self) -> None:
        stage = Stage(NOW)
        async with stage.app.run_test(size=(160, 50)) as pilot:
            await pressed(stage, pilot, "slash", *"gauge on:2022-02-31")

            assert "on: there is no day 2022-02-31" in stage.screen()
            assert "still gauge" in stage.screen()


async def test_keys_of_the_filter_stand_before_what_is_told_which_is_read_afterwards() -> None:
    stage = Stage(SAMPLE)
    async with stage.app.run_test(size=(110, 32)) as pilot:
        stage.reader.say("Nothing new since 13:05")
        await pressed(stage, pilot, "slash", "f")
        stage.reader.say("Harbour is another feed now")
        stage.reader._unsay()  # its time is over
        await settle(pilot)
        assert stage.screen().splitlines()[-1].startswith(" enter to the posts")

        await pressed(stage, pilot, "enter")
        assert stage.screen().splitlines()[-1].startswith(" Harbour is another feed now")
        stage.reader._unsay()
        await settle(pilot)
        assert stage.screen().splitlines()[-1].startswith(" j/k move")


def test_long_post_is_asked_beside_the_screen() -> None:
    short, long = Stage(page([post(1)])), Stage(page([post(1, body=["word " * 40_000])]))
    for stage in (short, long):
        stage.session.ask("word")

    assert (short.session.quick, long.session.quick) == (True, False)
