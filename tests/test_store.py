"""The history on disk: what is kept is read back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from feeds import MOST_VERSIONS, Mark, PointChange, Post, Sitting, Snapshot, Status, Timeline
from feeds.model import Validators
from feeds.store.history import KeptHistory

from .kept import KEY, RECORD, batch, entry, history_at, post, told, whole
from .support import NOON, ROOT
from .test_shape import loaded_after


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
    assert again.sittings() == [again.last_sitting([KEY])] == [sitting]
    assert again.count(KEY) == 2
    again.close()


def test_unknown_sources_have_nothing(history: KeptHistory) -> None:
    assert history.record("nothing") is None
    assert (history.count("nothing"), history.posts("nothing"), history.points("nothing")) == (0, [], ())
    assert history.sittings() == []


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


# --- two programs at once ---------------------------------------------------------------------------------------------


@pytest.fixture
def other(history: KeptHistory, place: Path) -> Iterator[KeptHistory]:
    """Another program that has the same history open."""
    made = history_at(place)
    yield made
    made.close()


def edited(*texts: str, **fields: Any) -> Post:
    """A post with earlier versions."""
    times = tuple(NOON + timedelta(minutes=number) for number in range(len(texts) - 1))
    older = tuple(entry(text) for text in texts[:-1])
    return post(text=texts[-1], older=older, status=Status(first_seen=NOON, edited=times, changed=len(texts) > 1), **fields)


def versions(history: KeptHistory) -> list[str]:
    back = history.posts(KEY)[0]
    return [each.text for each in (*back.older, back.entry)]


@pytest.mark.row("F44")
def test_an_edit_that_two_programs_saw_is_there_once(history: KeptHistory, other: KeptHistory) -> None:
    history.keep(batch(edited("A")))
    other.posts(KEY)

    history.keep(batch(edited("A", "B")))
    other.keep(batch(edited("A", "B")))

    assert versions(history) == ["A", "B"]
    assert len(history.posts(KEY)[0].status.edited) == 1


@pytest.mark.row("F44")
def test_a_source_that_was_forgotten_elsewhere_is_asked_for_all_its_posts(history: KeptHistory, other: KeptHistory, place: Path) -> None:
    record = replace(RECORD, validators=Validators(etag='"7"', digest=b"7"), event="7")
    history.keep(batch(post(), record=record))
    assert other.forget(KEY)

    history.keep(batch(record=record))
    history.keep(batch(post("two"), record=record))

    assert other.record(KEY) == replace(record, validators=Validators(), event=None)
    assert [each.own for each in other.posts(KEY)] == ["two"]


def test_a_post_that_is_another_at_each_look_keeps_its_first_and_its_newest_versions(history: KeptHistory, place: Path) -> None:
    timeline = Timeline()
    for minute in range(MOST_VERSIONS + 30):
        at = NOON + timedelta(minutes=minute)
        timeline.merge(Snapshot(source="example.org", format="test", retrieved=at, entries=(entry(f"Tide table of minute {minute}."),)))
        history.keep(batch(*timeline.posts))
    (shown,), (kept,) = timeline.posts, history.posts(KEY)

    minutes = [0, *range(30, MOST_VERSIONS + 29)]
    assert [version.text for version in shown.older] == [f"Tide table of minute {minute}." for minute in minutes]
    assert shown.status.edited == tuple(NOON + timedelta(minutes=minute + 1) for minute in minutes)
    assert whole(kept) == whole(shown)


def test_an_edit_that_was_seen_elsewhere_is_no_news_here(history: KeptHistory, other: KeptHistory) -> None:
    history.keep(batch(edited("A")))
    other.posts(KEY)
    history.keep(batch(edited("A", "B")))
    seen = Mark("one", seen=True, starred=False, new=False, changed=False)
    history.mark(KEY, [seen])
    assert other.marks_elsewhere([KEY]) == {KEY: [seen]}

    other.keep(batch(edited("A", "B")))

    assert other.marks_elsewhere([KEY]) == {KEY: [seen]}
    assert not history.posts(KEY)[0].status.changed


@pytest.mark.row("F44")
def test_a_post_that_was_read_elsewhere_before_it_came_here_is_told(history: KeptHistory, other: KeptHistory) -> None:
    other.posts(KEY)
    history.keep(batch(edited("A")))
    read = Mark("one", seen=True, starred=True, new=False, changed=False)
    history.mark(KEY, [read])
    other.marks_elsewhere([KEY])

    other.keep(batch(post(text="A")))

    assert other.marks_elsewhere([KEY]) == {KEY: [read]}


def test_a_program_that_missed_an_edit_does_not_undo_it(history: KeptHistory, other: KeptHistory) -> None:
    history.keep(batch(edited("A")))
    other.posts(KEY)
    history.keep(batch(edited("A", "B")))

    other.keep(batch(edited("A", missed=1)))

    assert versions(history) == ["A", "B"]
    assert history.posts(KEY)[0].missed == 1


def test_what_only_another_program_saw_becomes_an_earlier_version(history: KeptHistory, other: KeptHistory) -> None:
    history.keep(batch(edited("A")))
    other.posts(KEY)
    history.keep(batch(edited("A", "B")))

    other.keep(batch(edited("A", "C")))

    assert sorted(versions(history)) == ["A", "B", "C"]
    assert versions(history)[-1] == "C"


def test_versions_that_say_the_same_again_are_each_kept(history: KeptHistory) -> None:
    history.keep(batch(edited("A", "B", "A", "B")))

    assert versions(history) == ["A", "B", "A", "B"]


@pytest.mark.row("F44")
def test_what_happened_to_a_key_point_is_there_once(history: KeptHistory, other: KeptHistory) -> None:
    came, went = PointChange("came", "Storm"), PointChange("went", "Storm")
    for program in (history, other):
        program.keep(batch(points=((NOON, came),)))
    history.keep(batch(points=((NOON, went), (NOON, came))))

    assert [change for _, change in history.points(KEY)] == [came, went, came]


def test_marks_that_come_before_their_post_are_kept_with_it(history: KeptHistory) -> None:
    history.mark(KEY, [Mark("one", seen=True, starred=True, new=False, changed=False)])

    history.keep(batch(post()))

    assert history.posts(KEY)[0].status == Status(first_seen=NOON, seen=True, starred=True)


def test_the_last_of_several_marks_counts(history: KeptHistory) -> None:
    history.keep(batch(post()))

    history.mark(KEY, [Mark("one", seen=True, starred=starred, new=True, changed=False) for starred in (True, False)])

    assert not history.posts(KEY)[0].status.starred
    assert history.marks_elsewhere([KEY]) == {}


def test_what_was_no_post_is_forgotten(history: KeptHistory) -> None:
    history.keep(batch(post("page", at=1.0), post("one")))

    history.keep(batch(forgotten=("page",)))

    assert [each.own for each in history.posts(KEY)] == ["one"]


def test_each_set_of_sources_has_its_last_sitting(history: KeptHistory) -> None:
    one, two = Sitting(keys=("a",), at=NOON, own="1", key="a"), Sitting(keys=("a", "b"), at=NOON + timedelta(hours=1))
    for sitting in (two, one):
        history.sit(sitting)

    assert history.last_sitting(["a"]) == one
    assert history.last_sitting(["a", "b"]) == history.sittings()[0] == two
    assert history.last_sitting(["b"]) is None


def test_sitting_names_a_file_whose_name_is_no_text(history: KeptHistory, place: Path) -> None:
    sitting = Sitting(keys=("/a\\udcff",), names=("/a\udcff%41", "/b %41", "/c\ud800"), at=NOON)

    history.sit(sitting)

    (back,) = history.sittings()
    assert back == history.last_sitting(["/a\\udcff"])
    assert back.names == ("/a\udcff%41", "/b %41", "/c\ufffd")


def test_starting_and_dumping_load_no_database() -> None:
    sample = ROOT / "feeds" / "samples" / "harbour.txt"

    assert not {"sqlite3", "fcntl"} & loaded_after("import feeds")
    assert "sqlite3" not in loaded_after("import tui.app, tui.commands.read")
    assert "sqlite3" not in loaded_after(f"from tui.__main__ import main; main(['dump', {str(sample)!r}])")
