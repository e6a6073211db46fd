"""The versions of an edited post on the screen."""

from __future__ import annotations

from tui.look import Look

from .pages import page, post
from .support import Stage, settle

FIRST = ["The gates take ten minutes to fall.", "Nobody is hurt.", "The river is high."]
SECOND = ["The gates take eleven minutes to fall.", *FIRST[1:]]
THIRD = [SECOND[0], FIRST[1], "The river is high and brown."]


async def edited(stage: Stage, pilot: object) -> None:
    for body in (SECOND, THIRD):
        stage.arrive(page([post(2), post(1, body=body)]))
        await settle(pilot)


def story(stage: Stage) -> list[str]:
    pane = stage.reader.detail
    return [line.text.strip() for line in pane.render_lines(pane.size.region)]


async def test_v_shows_each_version_with_its_time_and_its_words() -> None:
    stage = Stage(page([post(2), post(1, body=FIRST)]))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        await edited(stage, pilot)
        await pilot.press("j", "v")
        await settle(pilot)
        lines = story(stage)
        assert [line for line in lines if "UTC" in line and ":" in line][-3:] == [
            "▌ 3  12:02 UTC    3 words added, 1 removed",
            "2  12:01 UTC    1 word added, 1 removed",
            "1  05:01 UTC    first published",
        ]
        assert "The river is high. high and brown." in lines
        assert "─── two paragraphs unchanged ───" in lines, "the head is no paragraph"
        assert "Versions" in stage.screen()
        assert "3 of 3" in stage.screen()

        await pilot.press("[")
        await settle(pilot)
        assert "The gates take ten eleven minutes to fall." in story(stage)
        await pilot.press("[", "[")
        await settle(pilot)
        assert "The gates take ten minutes to fall." in story(stage)
        await pilot.press("]")
        await settle(pilot)
        assert stage.reader.detail.version == 1


async def test_escape_and_v_lead_back_to_the_post_then_to_the_timeline() -> None:
    stage = Stage(page([post(2), post(1, body=FIRST)]))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        await edited(stage, pilot)
        await pilot.press("j", "v", "v")
        await settle(pilot)
        assert stage.reader.detail.version is None
        await pilot.press("v", "escape")
        await settle(pilot)
        assert stage.reader.detail.version is None
        assert stage.reader.where == "post"
        await pilot.press("escape")
        await settle(pilot)
        assert stage.reader.where == "timeline"


async def test_removed_and_added_words_differ_by_more_than_colour() -> None:
    stage = Stage(page([post(2), post(1, body=FIRST)]))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        await edited(stage, pilot)
        await pilot.press("j", "v", "[")
        await settle(pilot)
        pane, look = stage.reader.detail, Look()
        styles = {segment.text.strip(): segment.style for line in pane.render_lines(pane.size.region) for segment in line}

        assert styles["ten"] == look.style("removed s", "ground")
        assert styles["eleven"] == look.style("added b u", "ground")


async def test_signs_stand_for_strike_and_underline_in_ascii() -> None:
    stage = Stage(page([post(2), post(1, body=FIRST)]), look=Look(ascii=True))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        await edited(stage, pilot)
        await pilot.press("j", "v", "[")
        await settle(pilot)

        assert "The gates take [-ten-] {+eleven+} minutes to fall." in story(stage)


async def test_edit_that_comes_while_the_newest_version_is_read_is_the_newest_shown() -> None:
    stage = Stage(page([post(2), post(1, body=FIRST)]))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        stage.arrive(page([post(2), post(1, body=SECOND)]))
        await settle(pilot)
        await pilot.press("j", "v")
        await settle(pilot)
        stage.arrive(page([post(2), post(1, body=THIRD)]))
        await settle(pilot)

        assert stage.reader.detail.version == 2
        assert "The river is high. high and brown." in story(stage)


async def test_post_without_edits_says_so() -> None:
    stage = Stage(page([post(2), post(1)]))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        await pilot.press("v")
        await settle(pilot)

        assert "has one version" in stage.screen()
        assert stage.reader.detail.version is None

        await pilot.press("j")
        await settle(pilot)
        assert "has one version" not in stage.screen(), "what is told of a post goes with it"
