"""The palette: every command is found by its words and does what its key does."""

from __future__ import annotations

import pytest

from tui.screens.palette import PaletteScreen, found
from tui.screens.reader import ReaderScreen

from .pages import page, post
from .support import Stage, settle

POSTS = [post(number) for number in range(30, 0, -1)]
COMMANDS = list(ReaderScreen.keys().values())


def test_words_of_the_help_find_a_command_in_any_order() -> None:
    assert [command.id for command in found(COMMANDS, "unseen next")][:1] == ["unseen.next"]
    assert [command.id for command in found(COMMANDS, "STAR")][:1] == ["star"]
    assert found(COMMANDS, "no such thing") == []
    assert {command.id for command in found(COMMANDS, "")} == {command.id for command in COMMANDS}


async def test_chosen_command_is_done() -> None:
    stage = Stage(page(POSTS))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        await pilot.press("ctrl+p", *"oldest post", "enter")
        await settle(pilot)
        assert stage.reader.timeline.cursor is stage.session.timeline.posts[0]

        await pilot.press("ctrl+p", *"star or", "enter")
        await settle(pilot)
        assert stage.session.timeline.posts[0].status.starred


async def test_escape_leaves_everything_as_it_was() -> None:
    stage = Stage(page(POSTS))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        await pilot.press("j", "j")
        await settle(pilot)
        before = stage.screen()
        await pilot.press("ctrl+p", "down", "down")
        await settle(pilot)
        assert isinstance(stage.app.screen, PaletteScreen)
        await pilot.press("escape")
        await settle(pilot)

        assert stage.screen() == before


async def test_arrows_choose_and_nothing_found_says_so() -> None:
    stage = Stage(page(POSTS))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", *"xyzzy")
        await settle(pilot)
        assert "No command has these words." in stage.screen()
        await pilot.press("enter")
        await pilot.press(*["backspace"] * 5, *"previous", "down", "up", "enter")
        await settle(pilot)
        assert stage.app.screen is stage.reader


async def test_palette_reaches_the_screen_from_the_filter_too() -> None:
    stage = Stage(page(POSTS))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        await pilot.press("slash", *"gauge", "ctrl+p", *"this pane alone", "enter")
        await settle(pilot)

        assert stage.reader.has_class("zoom-timeline")


@pytest.mark.parametrize("id", [command.id for command in COMMANDS])
async def test_every_command_runs_without_a_fault(id: str) -> None:
    stage = Stage(page(POSTS))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        await stage.reader._run(ReaderScreen.keys()[id])
        await settle(pilot, 2)

        assert stage.app.is_running
