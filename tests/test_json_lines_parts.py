"""Large files of JSON lines: the newest records are on the screen before the others are read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Document, Timeline
from feeds.formats import json_lines, parse_in_parts
from feeds.formats.json_lines import FIRST, LARGE

from .merging import state

ROWS = st.lists(st.tuples(st.integers(0, 9) | st.none(), st.booleans(), st.sampled_from(("tide", "pier"))), min_size=2, max_size=40)


def line(number: int | None, second: int | None, word: str, **more: Any) -> str:
    found = {"id": number if number is None else f"id{number}", "time": None if second is None else f"2026-03-01T10:00:{second:02}Z", "title": word}
    return json.dumps({name: value for name, value in {**found, **more}.items() if value is not None}) + "\n"


def told(lines: Sequence[str], *, settled: bool = True) -> Timeline:
    """What is there after each part has been merged."""
    timeline = Timeline()
    document = Document(data="".join(lines).encode(), source="log", settled=settled)
    for snapshot in parse_in_parts(document):
        timeline.merge(snapshot, news=False)
    return timeline


@pytest.mark.parametrize("way", [1, -1], ids=["upwards", "downwards"])
def test_newest_records_come_first_and_then_all(way: int) -> None:
    lines = [line(number, None, "tide", time=1772359200 + number, text="told at length " * 20) for number in range(6000)][::way]
    data = "".join(lines).encode()
    assert len(data) > LARGE
    first, whole = parse_in_parts(Document(data=data, source="log"))

    assert first.progress < 1 and not first.complete and first.open_at is None
    assert FIRST // 2 < sum(len(line) for line in lines[::way][-len(first.entries) :]) <= FIRST
    assert {entry.id for entry in first.entries} == {f"id{number}" for number in range(6000 - len(first.entries), 6000)}
    assert (whole.progress, len(whole.entries), whole.oldest_first) == (1, 6000, way > 0)


def test_record_that_is_still_being_written_is_not_told() -> None:
    lines = [line(None, number % 60, f"reading {number}", text="told at length " * 20) for number in range(6000)]
    first, _ = parse_in_parts(Document(data="".join(lines).encode()[:-9], source="log", settled=False))

    assert first.entries[-1].headline == "reading 5998" and not first.problems


@settings(deadline=None)
@given(ROWS, st.booleans(), st.integers(30, 400))
def test_posts_are_those_of_the_document_read_at_once(rows: list[tuple[int | None, bool, str]], upwards: bool, first: int) -> None:
    lines = [line(number, second if dated else None, word) for second, (number, dated, word) in enumerate(rows)]
    lines = ["// a log\n", *(lines if upwards else lines[::-1])]
    with pytest.MonkeyPatch.context() as patch:
        once = told(lines)
        patch.setattr(json_lines, "LARGE", 1)
        patch.setattr(json_lines, "FIRST", first)
        parts = told(lines)

    assert state(parts) == state(once)
    assert sorted((post.when, post.id) for post in parts.posts) == sorted((post.when, post.id) for post in once.posts)
