"""The measure of the torture table itself: what it must not let pass, it does not let pass."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
import threading
import time
from collections.abc import Callable, Coroutine

import pytest

from . import waiting
from .sound import sound

LEFT: list[object] = []


async def holds_the_loop() -> None:
    await asyncio.sleep(0)
    end = time.thread_time() + 0.12
    while time.thread_time() < end:
        pass


async def waits_for_long() -> None:
    await asyncio.sleep(0.15)


async def takes_memory() -> None:
    LEFT.append(bytearray(80 << 20))
    LEFT.clear()


async def leaves_a_socket_open() -> None:
    LEFT.append(socket.socket())


async def leaves_a_thread() -> None:
    over = threading.Event()
    LEFT.append(over)
    threading.Thread(target=over.wait, name="feedreader-background", daemon=True).start()


async def raises_in_a_thread() -> None:
    def fail() -> None:
        raise ValueError

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


async def raises_in_a_callback() -> None:
    asyncio.get_running_loop().call_soon(int, "x")
    await asyncio.sleep(0)


async def logs_an_error() -> None:
    logging.getLogger("feeds.anything").error("it went wrong")


async def collects_garbage() -> None:
    for _ in range(4):
        gc.collect()


async def does_nothing() -> None:
    await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("deed", "passes"),
    [
        (holds_the_loop, False),
        (takes_memory, False),
        (leaves_a_socket_open, False),
        (leaves_a_thread, False),
        (raises_in_a_thread, False),
        (raises_in_a_callback, False),
        (logs_an_error, False),
        (waits_for_long, True),
        (collects_garbage, True),
        (does_nothing, True),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_must_not_happen_is_noticed(deed: Callable[[], Coroutine[None, None, None]], passes: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        if passes:
            with sound():
                asyncio.run(deed())
        else:
            with monkeypatch.context() as hasty:
                hasty.setattr(waiting, "PATIENCE", 0.2)
                with pytest.raises(AssertionError), sound():
                    asyncio.run(deed())
    finally:
        for left in LEFT:
            getattr(left, "close", getattr(left, "set", lambda: None))()
        LEFT.clear()


def test_what_takes_too_long_is_noticed() -> None:
    with pytest.raises(AssertionError), sound(within=0.001):
        time.sleep(0.2)
