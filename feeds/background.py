"""Work beside the event loop, in threads that never keep the program from ending."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import asyncio

Result = TypeVar("Result")


async def in_background(work: Callable[[], Result]) -> Result:
    """What `work` returns or raises, done in a thread of its own. A thread that hangs dies with the program."""
    import asyncio

    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except BaseException as caught:  # it is raised again where it is awaited
            error = caught
        try:
            loop.call_soon_threadsafe(settle, result, error)
        except RuntimeError:  # the loop has closed meanwhile: nobody waits
            return

    threading.Thread(target=run, name="feedreader-background", daemon=True).start()
    return await future


async def each_in_background(work: Callable[[], Iterator[Result]]) -> AsyncIterator[Result]:
    """What `work` gives one after the other, or raises, made in a thread of its own. Who stops asking stops the thread at the next."""
    import asyncio

    loop = asyncio.get_running_loop()
    made: asyncio.Queue[tuple[Result] | None] = asyncio.Queue()
    wanted = True

    def run() -> None:
        try:
            for each in work():
                loop.call_soon_threadsafe(made.put_nowait, (each,))
                if not wanted:
                    return
        finally:
            loop.call_soon_threadsafe(made.put_nowait, None)

    running = asyncio.ensure_future(in_background(run))
    try:
        while (found := await made.get()) is not None:
            yield found[0]
        await running
    finally:
        wanted = False
        running.cancel()
