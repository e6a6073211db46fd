"""What is to be kept is written beside everything else, and waits in memory while it cannot be."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import Batch, Entry, Keeper, Mark, Post, Sitting, SourceRecord, Status
from feeds.keeping import joined

from .histories import MemoryHistory
from .support import NOON, our_threads
from .waiting import PATIENCE, wait_until


def post(own: str, headline: str = "", *, seen: bool = False) -> Post:
    return Post(own, "a", Entry(id=own, headline=headline or own), 1.0, Status(seen=seen), own=own)


def batch(*posts: Post, key: str = "a", format: str = "rss", forgotten: tuple[str, ...] = (), oldest: float | None = None) -> Batch:
    return Batch(record=SourceRecord(source=key, key=key, format=format), posts=posts, forgotten=forgotten, oldest=oldest)


@contextmanager
def keeper(history: MemoryHistory) -> Iterator[Keeper]:
    made = Keeper(history, time.monotonic, soonest=0.02)
    try:
        yield made
    finally:
        history.slow.set()
        made.close(PATIENCE)


def test_what_is_kept_is_written_and_nobody_waits_for_it() -> None:
    history = MemoryHistory()
    history.slow.clear()
    with keeper(history) as kept:
        kept.keep(batch(post("1")))
        kept.mark("a", [Mark("1", True, True, False, False)])
        kept.sit(Sitting(keys=("a",), at=NOON))
        assert history.calls == []
        history.slow.set()
        wait_until(lambda: history.sat)

    assert history.kept["a"]["1"].status == Status(seen=True, starred=True)
    assert history.sat[0].keys == ("a",)


@pytest.mark.row("D3", "F50")
def test_what_cannot_be_written_waits_is_told_and_is_written_later() -> None:
    history, told = MemoryHistory(), list[str | None]()
    history.failing = "the disk is full"
    with keeper(history) as kept:
        kept.told = lambda: told.append(str(kept.trouble.error) if kept.trouble else None)
        for number in range(5):
            kept.keep(batch(post("1", f"version {number}"), post(f"more {number}"), format=str(number)))
        wait_until(lambda: len(told) > 2 and kept.trouble and kept.trouble.waiting == 5)
        assert history.kept == {}
        history.failing = None
        wait_until(lambda: kept.trouble is None)

    assert told[0] == "the disk is full" and told[-1] is None
    assert history.kept["a"]["1"].entry.headline == "version 4"
    assert sorted(history.kept["a"]) == ["1", "more 0", "more 1", "more 2", "more 3", "more 4"]
    assert history.records["a"].format == "4"


def test_trouble_with_marks_does_not_write_the_look_again() -> None:
    history = MemoryHistory()
    with keeper(history) as kept:
        kept.keep(batch(post("1")))
        wait_until(lambda: history.calls == ["keep"])
        history.failing = "locked"
        kept.mark("a", [Mark("1", True, False, False, False)])
        wait_until(lambda: kept.trouble)
        history.failing = None
        wait_until(lambda: kept.trouble is None)

    assert history.calls.count("keep") == 1
    assert history.kept["a"]["1"].status.seen


def test_end_writes_what_waits_and_waits_no_longer_than_it_may() -> None:
    history = MemoryHistory()
    kept = Keeper(history, time.monotonic)
    history.slow.clear()
    kept.keep(batch(post("1")))
    assert not kept.close(0.02)
    history.slow.set()
    assert kept.close(PATIENCE)
    assert list(history.kept["a"]) == ["1"]
    wait_until(lambda: not our_threads("feedreader-history"))


def test_end_in_trouble_tries_once_more_and_says_that_it_was_in_vain() -> None:
    history = MemoryHistory()
    history.failing = "read-only"
    kept = Keeper(history, time.monotonic, soonest=PATIENCE)
    kept.keep(batch(post("1")))
    wait_until(lambda: kept.trouble)
    assert not kept.close(PATIENCE)
    assert history.calls == ["keep", "keep"]


def test_fault_of_the_program_is_told_and_loses_nothing() -> None:
    history = MemoryHistory()
    with keeper(history) as kept:
        kept.mark("nowhere", [Mark("1", True, False, False, False)])
        wait_until(lambda: kept.trouble)
        assert "fault in feedreader, KeyError" in str(kept.trouble and kept.trouble.error)
        history.keep(batch(post("1"), key="nowhere"))
        wait_until(lambda: kept.trouble is None)

    assert history.kept["nowhere"]["1"].status.seen


def test_history_is_tended_when_nothing_is_written_for_a_while() -> None:
    history = MemoryHistory()
    kept = Keeper(history, time.monotonic, quiet=0.02)
    kept.keep(batch(post("1")))
    wait_until(lambda: "tend" in history.calls)
    time.sleep(0.1)

    assert history.calls == ["keep", "tend"]
    assert kept.close(PATIENCE)


def test_fault_in_the_upkeep_does_not_end_the_writing() -> None:
    history = MemoryHistory()

    def failing() -> bool:
        history.calls.append("tend")
        raise OSError("the directory is gone")

    history.tend = failing  # type: ignore[method-assign]
    kept = Keeper(history, time.monotonic, quiet=0.02)
    kept.keep(batch(post("1")))
    wait_until(lambda: "tend" in history.calls)
    kept.keep(batch(post("2")))

    assert kept.close(PATIENCE)
    assert list(history.kept["a"]) == ["1", "2"]


def test_oldest_post_of_a_document_is_the_last_word() -> None:
    assert joined(batch(oldest=5.0), batch(oldest=None)).oldest == 5.0
    assert joined(batch(oldest=5.0), batch(oldest=7.0)).oldest == 7.0


names = st.sampled_from("abc")
batches = st.lists(
    st.tuples(st.dictionaries(names, st.sampled_from("xyz")), st.frozensets(names)).map(
        lambda made: batch(*(post(own, headline) for own, headline in made[0].items()), forgotten=tuple(made[1] - made[0].keys()))
    ),
    min_size=1,
    max_size=5,
)


@given(batches)
def test_looks_that_wait_together_leave_what_they_would_have_left_one_by_one(looks: list[Batch]) -> None:
    apart, together, all_of_them = MemoryHistory(), MemoryHistory(), looks[0]
    for look in looks:
        apart.keep(look)
    for look in looks[1:]:
        all_of_them = joined(all_of_them, look)
    together.keep(all_of_them)

    assert {own: post.entry for own, post in together.kept["a"].items()} == {own: post.entry for own, post in apart.kept["a"].items()}
