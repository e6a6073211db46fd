"""Keys are taken one after the other, however fast they come: what a key leads to (a line to type into, another pane, a page) is there for the next.

Textual hands a key to the focused widget and goes on to the next key, which may overtake it: over a slow line many come at once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from textual import events
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen

APART = 1.0
"""Seconds after which a key has been taken, whatever became of it."""


class Passed(Message):
    """Goes the way that a key went, behind it: where it comes out, the key has been taken."""

    def __init__(self, number: int, times: int) -> None:
        super().__init__()
        self.number = number
        self.times = times
        """How often it is to go: what the key gave rise to goes behind it the first time, and before it the second."""


class TypingAhead(App[int]):
    """An application that holds a key back until the one before it has been taken."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._before: tuple[MessagePump, Screen[Any], float] | None = None
        """Where the last key went, on which screen, and when."""
        self._number = 0
        """Counts the times that keys are held back."""
        self._held = False

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            await super().on_event(event)
        elif self._held:
            self._waiting.append(event)
        elif self._before is not None and event.time - self._before[2] < APART:
            self._waiting.append(event)
            self._hold()
        else:
            await self._take(event)

    async def on_passed(self, message: Passed) -> None:
        message.stop()
        if message.number != self._number or not self._held:
            return
        if message.times > 1:
            self._send(message.times - 1)
            return
        self._held = False
        if self._waiting:
            await self._take(self._waiting.popleft())
        if self._waiting:
            self._hold()

    async def _take(self, event: events.Key | events.Paste) -> None:
        target, screen = self.focused or self.screen, self.screen
        await super().on_event(event)
        self._before = (target if event.is_forwarded else self, screen, event.time)

    def _hold(self) -> None:
        self._held = True
        self._number += 1
        self._send(2)
        asyncio.get_running_loop().call_later(APART, self.post_message, Passed(self._number, 1))

    def _send(self, times: int) -> None:
        assert self._before is not None
        target, screen, _ = self._before
        message = Passed(self._number, times)
        if self.screen is not screen:  # it is being made
            self.screen.call_after_refresh(self.post_message, message)
        elif not target.post_message(message):
            self.post_message(message)
