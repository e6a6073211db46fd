"""The history on disk: what is kept is read back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds import Mark, PointChange, Sitting, Status
from feeds.store.history import KeptHistory

from .kept import KEY, RECORD, batch, entry, history_at, post, told, whole
from .support import NOON


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "state" / "history.db"


@pytest.fixture
def history(place: Path) -> Iterator[KeptHistory]:
    made = history_at(place)
    yield made
    made.close()


def test_what_is_kept_is_there_when_it_is_opened_again(history: KeptHistory, place: Path) -> None:
    edited = post(
        "two", at=2.0, older=(entry("Boats stay.", id="two"),), status=Status(first_seen=NOON, edited=(NOON,), changed=True), aliases=("2",), missed=1
    )
    history.keep(batch(post(at=1.0), edited, points=((NOON, PointChange("came", "Storm")),)))
    sitting = Sitting(keys=(KEY,), names=("feed",), at=NOON, key=KEY, own="two")
    history.sit(sitting)
    history.close()

    again = history_at(place)

    assert again.record(KEY) == RECORD
    assert told(again) == [whole(edited), whole(post(at=1.0))]
    assert again.points(KEY) == ((NOON, PointChange("came", "Storm")),)
    assert again.last_sitting() == again.last_sitting([KEY]) == sitting
    assert again.count(KEY) == 2
    again.close()


def test_unknown_sources_have_nothing(history: KeptHistory) -> None:
    assert history.record("nothing") is None
    assert (history.count("nothing"), history.posts("nothing"), history.points("nothing")) == (0, [], ())
    assert history.last_sitting() is None


def test_a_page_of_posts_is_read_from_the_newest(history: KeptHistory) -> None:
    history.keep(batch(*(post(str(number), at=float(number // 2)) for number in range(10))))

    assert [each.own for each in history.posts(KEY, limit=3)] == ["9", "8", "7"]
    assert [each.own for each in history.posts(KEY, limit=3, skip=8)] == ["1", "0"]


def test_the_feed_never_changes_the_readers_marks(history: KeptHistory) -> None:
    history.keep(batch(post()))
    history.mark(KEY, [Mark("one", seen=True, starred=True, new=True, changed=False)])

    history.keep(batch(post(at=9.0, status=Status(first_seen=NOON, withdrawn=True, withdrawn_at=NOON))))

    status = history.posts(KEY)[0].status
    assert (status.seen, status.starred, status.new, status.withdrawn) == (True, True, True, True)


def test_marks_of_another_program_are_told_once(history: KeptHistory, place: Path) -> None:
    history.keep(batch(post(), post("two")))
    other = history_at(place)
    other.posts(KEY)
    assert other.marks_elsewhere([KEY]) == {}

    history.mark(KEY, [Mark("one", seen=True, starred=False, new=True, changed=False)])

    assert other.marks_elsewhere([KEY]) == {KEY: [Mark("one", seen=True, starred=False, new=True, changed=False)]}
    assert other.marks_elsewhere([KEY]) == {}
    assert history.marks_elsewhere([KEY]) == {}
    other.close()


def test_a_star_set_elsewhere_stays_when_the_post_is_seen_here(history: KeptHistory, place: Path) -> None:
    history.keep(batch(post()))
    other = history_at(place)
    other.posts(KEY)
    other.mark(KEY, [Mark("one", seen=False, starred=True, new=True, changed=False)])

    history.mark(KEY, [Mark("one", seen=True, starred=False, new=True, changed=False)])

    both = Mark("one", seen=True, starred=True, new=True, changed=False)
    assert history.marks_elsewhere([KEY]) == {KEY: [both]}
    assert other.marks_elsewhere([KEY]) == {KEY: [both]}
    assert history.posts(KEY)[0].status.starred
    other.close()


def test_times_keep_their_zone(history: KeptHistory) -> None:
    published = datetime(2025, 10, 4, 15, 57, 3, 141592, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    history.keep(batch(replace(post(), entry=entry(published=published, updated=datetime(1970, 1, 1, tzinfo=UTC)))))

    back = history.posts(KEY)[0].entry
    assert back.published == published
    assert back.published.utcoffset() == timedelta(hours=5, minutes=45)
