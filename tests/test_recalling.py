"""What is between the session and the history when the history cannot be read, or there is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, timedelta

import pytest

import feeds.merging.strangers
import tui.keeping
from feeds import Changes, Document, Look, Mark, MemorySource, Post, Sitting, Snapshot, SourceRecord, StoreError
from tui.keeping import AT_ONCE, Keeping
from tui.session import Session

from .histories import MemoryHistory
from .kept import RECORD, entry
from .pages import live_page
from .support import NOON, StillClock, snapshot

SOURCE = MemorySource(name="page.txt")


class Unreadable(MemoryHistory):
    """Once it is broken nothing can be read."""

    broken = False

    def _read(self) -> None:
        if self.broken:
            raise StoreError("the history is damaged")

    def record(self, key: str) -> SourceRecord | None:
        self._read()
        return super().record(key)

    def posts(self, key: str, *, limit: int | None = None, skip: int = 0) -> list[Post]:
        self._read()
        return super().posts(key, limit=limit, skip=skip)

    def last_sitting(self, keys: Sequence[str]) -> Sitting | None:
        self._read()
        return super().last_sitting(keys)

    def sittings(self) -> list[Sitting]:
        self._read()
        return super().sittings()

    def marks_elsewhere(self, keys: Sequence[str]) -> dict[str, list[Mark]]:
        self._read()
        return super().marks_elsewhere(keys)


def full(count: int) -> Unreadable:
    """A history of so many posts of the source."""
    history = Unreadable()
    history.records["page.txt"] = RECORD
    history.kept["page.txt"] = {str(number): Post(str(number), "page.txt", entry(id=str(number)), float(number), own=str(number)) for number in range(count)}
    return history


def keeping_of(history: MemoryHistory | None) -> Keeping:
    return Keeping(Session(StillClock(), UTC), history, names=("page.txt",))


async def test_all_that_is_kept_comes_back_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tui.keeping, "SLICE", 100)
    keeping, shown = keeping_of(full(AT_ONCE + 250)), list[tuple[int, bool]]()

    keeping.recall(SOURCE)
    assert (keeping.session.timeline.count("page.txt"), keeping.is_recalled(SOURCE)) == (AT_ONCE, False)
    await keeping.recall_rest(SOURCE, lambda: shown.append((keeping.session.timeline.count("page.txt"), keeping.recalling)))

    assert shown == [(AT_ONCE + 100, True), (AT_ONCE + 200, True), (AT_ONCE + 250, True), (AT_ONCE + 250, False)]
    assert keeping.is_recalled(SOURCE)


@pytest.mark.row("D4")
async def test_history_that_cannot_be_read_is_written_no_more_and_told() -> None:
    """To write without knowing what is there would spoil it."""
    for ask in (lambda keeping: keeping.recall(SOURCE), lambda keeping: keeping.last(), lambda keeping: keeping.sittings()):
        history = full(3)
        history.broken = True
        keeping = keeping_of(history)

        assert not ask(keeping)  # type: ignore[no-untyped-call]

        assert (keeping.history, keeping.keeper, keeping.trouble) == (None, None, "the history is damaged")
        keeping.take_begun(RECORD, *_read())
        keeping.write(None)
        assert not keeping.close()
        assert history.calls == []


async def test_history_that_breaks_behind_the_first_posts_leaves_those() -> None:
    history = full(AT_ONCE + 10)
    keeping = keeping_of(history)
    keeping.recall(SOURCE)
    history.broken = True

    assert not await keeping.hear()
    assert keeping.trouble == ""
    await keeping.recall_rest(SOURCE, lambda: None)

    assert keeping.session.timeline.count("page.txt") == AT_ONCE
    assert (keeping.trouble, keeping.is_recalled(SOURCE)) == ("the history is damaged", True)
    assert not await keeping.hear()


def _read() -> tuple[Document, Snapshot]:
    page = live_page(3)
    return Document(data=page.encode(), source="page.txt"), snapshot(page)


def test_without_a_history_nothing_is_kept_and_nothing_is_wrong() -> None:
    keeping = keeping_of(None)
    first = snapshot(live_page(3))

    changes = keeping.session.take(first)
    keeping.take(Look("page.txt", NOON, "changed", first, record=RECORD), changes)
    keeping.session.mark([keeping.session.timeline.posts[0].id], starred=True)
    keeping.try_now()
    keeping.write(None)

    assert (keeping.recall(SOURCE), keeping.last(), keeping.sittings(), keeping.notes, keeping.trouble) == (None, None, [], (), "")
    assert keeping.close()


async def test_older_posts_are_shown_again_in_slices() -> None:
    keeping = keeping_of(full(AT_ONCE + 2500))
    keeping.recall(SOURCE)
    counts: list[int] = []
    await keeping.recall_rest(SOURCE, lambda: counts.append(len(keeping.session.timeline)))

    assert counts == [AT_ONCE + count for count in (1000, 2000, 2500, 2500)]
    assert keeping.is_recalled(SOURCE)


def test_of_a_very_long_log_the_newest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tui.keeping, "MOST", 5)
    history = MemoryHistory()
    keeping = keeping_of(history)
    long = snapshot(live_page(12))

    keeping.take(Look("page.txt", NOON, "changed", long, record=SourceRecord(source="page.txt", key="page.txt")), keeping.session.take(long))
    assert keeping.close()

    newest = [post.own for post in keeping.session.timeline.posts[-5:]]
    assert sorted(history.kept["page.txt"]) == sorted(newest)


def test_of_a_very_long_log_what_was_not_kept_is_no_news_and_not_kept_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tui.keeping, "MOST", 5)
    monkeypatch.setattr(feeds.merging.strangers, "LONG", 5)
    history = MemoryHistory()
    record = SourceRecord(source="page.txt", key="page.txt")
    for count in (12, 13):
        keeping, long = keeping_of(history), snapshot(live_page(count))
        keeping.recall(SOURCE)
        session = keeping.session
        keeping.take(Look("page.txt", NOON, "changed", long, record=record), session.take(long))
        assert keeping.close()
        history.closed = False
        history.records["page.txt"] = record

    assert len(session.timeline) == 13
    assert [post.status.new for post in session.timeline.posts] == [False] * 12 + [True]
    assert sorted(history.kept["page.txt"]) == sorted(post.own for post in session.timeline.posts[-6:])


def test_what_has_no_key_is_not_kept_and_a_sitting_is_written_once_a_minute() -> None:
    history, clock = MemoryHistory(), StillClock()
    keeping = Keeping(Session(clock, UTC), history)
    keeping.take(Look("-", NOON, "same", record=SourceRecord(source="-", key="")), Changes())
    keeping.write(None)
    keeping.take(Look("page.txt", NOON, "same", record=SourceRecord(source="page.txt", key="page.txt")), Changes())
    for seconds in (0, 10, 49, 1, 30):
        clock.advance(seconds)
        keeping.session.touch()
        keeping.write(None)
        assert keeping.keeper is not None
        with keeping.keeper._changed:
            keeping.keeper._changed.wait_for(lambda: keeping.keeper is not None and keeping.keeper._is_done, 5)

    assert [sitting.at - NOON for sitting in history.sat] == [timedelta(0), timedelta(seconds=60)]
    assert keeping.close()
    assert set(history.records) == {"page.txt"}
