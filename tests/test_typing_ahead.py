"""Keys that come all at once, as over a slow line, do what they do one by one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual import events
from textual.message import Message

from tui import typing_ahead

from .pages import live_page
from .pseudo import Terminal
from .test_terminal import FEEDREADER


@pytest.mark.skipif(not FEEDREADER.exists(), reason="the program is not installed beside this Python")
def test_keys_that_come_at_once_do_what_they_do_one_by_one(tmp_path: Path) -> None:
    path, other = tmp_path / "page.txt", tmp_path / "other.txt"
    path.write_text(live_page(30), encoding="utf-8")
    other.write_text(live_page(3), encoding="utf-8")
    with Terminal([str(FEEDREADER), str(path)], size=(110, 32)) as terminal:
        terminal.until("30 posts")
        terminal.press("jjj\r")
        terminal.until(lambda text: "4 of 30" in text and "esc back" in text)
        terminal.press("\x1b[27uT05:10\r")
        terminal.until("20 of 30")
        terminal.press("/headline 27\r")
        terminal.until("  1 of 30")
        terminal.press("\x1b[27ujj?")
        terminal.until("All keys")
        terminal.press(f"?+{other}\r")
        terminal.until("33 posts")
        terminal.press("jjqjj")

        assert terminal.wait() == 0


async def test_key_whose_way_ends_nowhere_holds_the_next_up_for_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lost(typing_ahead.TypingAhead):
        typed = ""

        def on_key(self, event: events.Key) -> None:
            self.typed += event.character or ""

        def post_message(self, message: Message) -> bool:
            lost = isinstance(message, typing_ahead.Passed) and message.times > 1
            return True if lost else super().post_message(message)

    monkeypatch.setattr(typing_ahead, "APART", 0.05)
    app = Lost()
    async with app.run_test():
        for key in "abc":
            app.post_message(events.Key(key, key))
        async with asyncio.timeout(30):
            while app.typed != "abc":  # noqa: ASYNC110
                await asyncio.sleep(0.01)
