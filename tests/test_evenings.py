"""What holds from one sitting to the next, with the follower, the session and the history on disk as the program puts them together."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from .evenings import evening, file_at
from .kept import history_at
from .misbehaving import answer
from .test_appended import append, line
from .test_polling import SteppedClock, both_ways, save

NOT_MODIFIED = answer(status="304 Not Modified", length=False)


def readings(*numbers: int) -> list[str]:
    return [f"reading {number} is in" for number in numbers]


def json_line(number: int) -> str:
    return f'{{"reading": {number}, "text": "reading {number} is in"}}\n'


def feed(*numbers: int, tag: str = "a") -> bytes:
    items = "".join(
        f"<item><guid>g{number}</guid><title>Report {number}</title><pubDate>Sat, 04 Oct 2025 11:{number:02}:00 GMT</pubDate></item>"
        for number in sorted(numbers, reverse=True)
    )
    return answer(f'<rss version="2.0"><channel><title>Quay</title>{items}</channel></rss>'.encode(), f'ETag: "{tag}"', "Content-Type: text/xml")


# --- files --------------------------------------------------------------------------------------------------------------


@pytest.mark.row("F4", "F20", "F45", "F46", "H32")
@pytest.mark.parametrize(
    ("made", "begin"),
    [
        (line, "{0}{half}"),
        (line, "{half}"),
        (line, "# begun by hand\n"),
        (line, "# begun by hand\n{0}"),
        (json_line, "{0}{half}"),
    ],
    ids=["record_and_half", "half", "comment", "comment_and_record", "json_record_and_half"],
)
@both_ways
async def test_log_that_has_only_begun_anew_after_a_restart_is_a_log_still(tmp_path: Path, made: Callable[[int], str], begin: str, watched: bool) -> None:
    """One record and half a line, or less: whatever that looks like by itself, it withdraws nothing of what the log had."""
    clock, path, place = SteppedClock(), tmp_path / "pump.log", tmp_path / "history.db"
    save(path, made(0) + made(1) + made(2))
    async with evening(file_at(path, clock, watched=watched), clock, place):
        pass
    half = made(4)[:7]
    first = begin.replace("{0}", made(3)).replace("{half}", half)
    os.rename(path, tmp_path / "pump.log.1")
    save(path, first)
    for seconds in (70, 8):
        async with evening(file_at(path, clock, watched=watched), clock, place, seconds) as later:
            assert later.withdrawn == []
            assert {*readings(0, 1, 2)} <= {*later.texts}
    append(path, made(4)[7:] if "half" in begin else made(4))
    append(path, made(5) + made(6))
    async with evening(file_at(path, clock, watched=watched), clock, place) as last:
        assert last.withdrawn == []
        assert last.texts == readings(0, 1, 2, *((3,) if "{0}" in begin else ()), 4, 5, 6)
    history = history_at(place, clock=clock)
    assert history.count(last.source.key) == len(last.texts)
    history.close()
