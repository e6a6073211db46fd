"""That the tests wait for what they need, and for no longer than that."""

from __future__ import annotations

import asyncio
import threading

from feeds import in_background

from .support import at_rest, our_threads
from .waiting import PATIENCE, in_time, slowness


async def test_rest_comes_when_no_thread_of_the_program_works_any_more() -> None:
    go_on = threading.Event()
    task = asyncio.create_task(in_background(go_on.wait))
    await asyncio.sleep(0)
    timer = threading.Timer(0.05, go_on.set)
    timer.start()
    await at_rest(most=PATIENCE)

    assert task.done()
    assert our_threads() == []
    timer.join()


async def test_thread_that_a_test_holds_up_is_waited_for_once() -> None:
    held = threading.Event()
    task = asyncio.create_task(in_background(held.wait))
    await asyncio.sleep(0)
    await at_rest(most=0.02)
    await at_rest(most=1000)

    assert not task.done()
    held.set()
    await task


def test_what_takes_far_too_long_is_not_in_time() -> None:
    assert in_time(0.9, 1)
    assert slowness() >= 1
    assert not in_time(10_000, 1)
