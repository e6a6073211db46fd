"""A source that suddenly says something else: another feed, an older version of itself, nothing at all, or half."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from feeds import Entry, Feed, Paragraph, Snapshot, Timeline
from feeds.model import Body

from .merging import Kept, state
from .pages import live_page, page, post
from .support import NOON, merged, snapshot


def feed(numbers: Sequence[int], *, title: str | None = "Night", link: str | None = None, id: str = "id", said: str = "", look: int = 0) -> Snapshot:
    """A feed of numbered posts, a minute apart, the newest on top."""
    entries = tuple(
        Entry(id=f"{id} {number}", headline=f"{id} {number}", published=NOON + timedelta(minutes=number), body=Body(blocks=(Paragraph(f"{number} {said}"),)))
        for number in sorted(numbers, reverse=True)
    )
    return Snapshot(source="feed.xml", format="atom", feed=Feed(title=title, link=link), entries=entries, retrieved=NOON + timedelta(minutes=look))


def begun(first: Snapshot) -> Timeline:
    timeline = Timeline()
    timeline.merge(first)
    return timeline


# --- another feed ---------------------------------------------------------------------------------------------------------


@pytest.mark.row("F28")
def test_document_of_another_feed_is_refused_until_the_reader_is_sure() -> None:
    timeline = begun(feed(range(8)))
    before = state(timeline)
    other = feed(range(3, 9), title="Cooking", id="recipe", look=1)

    assert timeline.is_another_feed(other)
    refused = [timeline.merge(other) for _ in range(3)]
    assert state(timeline) == before
    assert {(changes.refused, changes.new, changes.touched) for changes in refused} == {(True, (), ())}
    assert refused[0].note == "feed.xml is another feed now, “Cooking” instead of “Night”; nothing of it is taken in unless you say so"

    changes = timeline.merge(other, sure=True)
    assert (len(changes.new), changes.withdrawn, changes.note, changes.refused) == (6, (), "", False)
    assert len(timeline.merge(feed(range(3, 10), title="Cooking", id="recipe", look=2)).new) == 1


@pytest.mark.row("F28")
def test_another_feed_that_may_be_half_written_is_not_taken_in_before_the_whole_tells() -> None:
    timeline = begun(feed(range(8)))
    before = state(timeline)
    other = feed(range(3, 9), title="Cooking", id="recipe", look=1)

    half = timeline.merge(replace(other, complete=False))
    assert (half.touched, half.new, half.refused, state(timeline)) == ((), (), False, before)
    assert timeline.merge(other).refused and state(timeline) == before


@pytest.mark.row("F28")
def test_feed_that_comes_back_after_another_goes_on() -> None:
    timeline = begun(feed(range(8)))
    timeline.merge(feed(range(8), title="Cooking", id="recipe"))

    changes = timeline.merge(feed(range(9)))

    assert (changes.new, changes.refused, changes.note) == (("id 8",), False, "")


@pytest.mark.row("F28")
def test_another_feed_is_refused_in_every_sitting_until_the_reader_is_sure() -> None:
    kept = Kept()
    timeline, first = Timeline(), feed(range(8))
    kept.keep(timeline, "feed.xml", timeline.merge(first), head=first.feed)
    timeline, other = kept.restored(format="atom"), feed(range(8), title="Cooking", id="recipe")
    before = state(timeline)

    assert timeline.is_another_feed(other)
    for document in (replace(other, complete=False), other, other):
        changes = timeline.merge(document)
        assert (changes.new, changes.refused, state(timeline)) == ((), True, before)
    assert changes.note == "feed.xml is another feed now, “Cooking” instead of “Night”; nothing of it is taken in unless you say so"
    assert len(timeline.merge(other, sure=True).new) == 8
    assert timeline.merge(feed(range(9), title="Cooking", id="recipe")).new == ("recipe 8",)


@pytest.mark.row("F28")
def test_page_that_was_put_in_place_of_a_kept_one_and_is_newer_is_taken_in() -> None:
    kept = Kept()
    timeline, first = Timeline(), feed(range(8))
    kept.keep(timeline, "feed.xml", timeline.merge(first), head=first.feed)

    assert len(kept.restored(format="atom").merge(feed(range(100, 105), title="Day", id="day")).new) == 5


@pytest.mark.parametrize(
    "other",
    [
        feed(range(500, 508), title="Day", id="day"),
        feed(range(8), id="other"),
        feed(range(8), title="The night, hour by hour", link="https://example.org/night", id="other"),
        feed(range(7, 9), title="Cooking"),
        feed((), title="Cooking"),
    ],
    ids=["all newer", "same title", "same link", "a post in common", "empty"],
)
def test_feed_that_only_turned_over_is_the_same(other: Snapshot) -> None:
    timeline = begun(feed(range(8), link="https://example.org/night"))

    assert not timeline.merge(other).refused
    assert not timeline.is_another_feed(other)


def test_live_page_that_is_replaced_by_another_without_titles_is_refused() -> None:
    timeline = Timeline()
    mine = [post(number) for number in range(20, 10, -1)]
    theirs = [post(number, headline=f"Over {number}: a wide", body=[f"Two runs and a wide in over {number}."]) for number in range(22, 12, -1)]

    assert [each.refused for each in merged(timeline, page(mine), page(theirs), page(mine))] == [False, True, False]


# --- an older version -----------------------------------------------------------------------------------------------------


@pytest.mark.row("F27")
def test_older_version_of_a_page_reverts_edits_and_withdraws_nothing_at_once() -> None:
    timeline = Timeline()
    old = page([post(number) for number in (5, 4, 3, 2, 1)])
    now = page([post(7), post(6), post(5), post(4, body=["Now it says this."]), post(3, body=["And this."]), post(2), post(1)])
    first, second, back = merged(timeline, old, now, old)

    assert len(first.new) == 5
    assert second.reverted == ()
    assert set(back.reverted) == set(back.edited) == set(second.edited)
    assert (back.new, back.withdrawn) == ((), ())
    assert back.note == "page.txt looks like an older version of itself; 2 posts say what they said before. What came later is kept"
    assert [len(timeline.versions(id)) for id in back.reverted] == [3, 3]
    assert not timeline.merge(snapshot(now, at=NOON + timedelta(minutes=5))).withdrawn


@pytest.mark.row("F27")
def test_page_that_lost_its_newest_posts_is_called_older_once() -> None:
    timeline = Timeline()
    changes = merged(timeline, live_page(12), live_page(9), live_page(9), live_page(9))

    assert [bool(each.note) for each in changes] == [False, True, False, False]
    assert [len(each.withdrawn) for each in changes] == [0, 0, 3, 0]


def items(numbers: Sequence[int], *, edited: int = -1, dated: bool = True) -> str:
    """A JSON Feed whose posts say when they were written, and `dated`, when they were changed."""

    def item(number: int) -> dict[str, str]:
        changed = {"date_modified": f"2026-03-01T{16 if number == edited else 15}:{number:02}:00Z"} if dated else {}
        text = "Now it says another thing" if number == edited else f"Said {number} at the wall"
        return {"id": str(number), "title": f"Word {number}", "content_text": text, "date_published": f"2026-03-01T15:{number:02}:00Z"} | changed

    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Night", "items": [item(number) for number in numbers]})


@pytest.mark.row("F27")
@pytest.mark.parametrize(
    ("older", "noted"),
    [
        (items(range(7)), True),
        (items(range(8)), False),
        (items(range(7), dated=False), False),
        (items(range(9)), False),
    ],
    ids=["a post and an edit are gone", "one edit is", "no dates tell it", "a post came"],
)
def test_edit_that_is_older_by_its_own_date_makes_an_older_version_though_nobody_saw_it_before(older: str, noted: bool) -> None:
    _, back = merged(Timeline(), items(range(8), edited=3), older)

    assert len(back.edited) == 1 and not (back.reverted or back.withdrawn)
    assert bool(back.note) is noted
    assert back.note == ("page.txt looks like an older version of itself. What came later is kept" if noted else "")


def test_page_that_took_its_newest_post_back_is_no_older_version() -> None:
    assert [each.note for each in merged(Timeline(), live_page(12), live_page(11))] == ["", ""]


# --- half, and nothing ----------------------------------------------------------------------------------------------------


@pytest.mark.row("56", "H32")
def test_feed_without_posts_withdraws_nothing() -> None:
    timeline = begun(feed(range(8)))

    assert not any(timeline.merge(feed((), look=look)).touched for look in range(4))


@pytest.mark.row("57", "H32")
def test_half_of_the_posts_missing_once_and_then_back_are_never_withdrawn() -> None:
    timeline = begun(feed(range(8)))
    half, back = timeline.merge(feed((0, 2, 4, 6), look=1)), timeline.merge(feed(range(8), look=2))

    assert (half.withdrawn, back.withdrawn, back.restored, back.new, back.edited) == ((), (), (), (), ())
    assert set(half.touched) == set(back.touched) == {"id 1", "id 3", "id 5", "id 7"}
    assert not timeline.waiting("feed.xml")


@pytest.mark.row("F15", "H32")
def test_page_that_was_cut_where_it_still_can_be_read_adds_and_withdraws_nothing() -> None:
    timeline = begun(feed(range(8)))
    cut = feed(range(5, 10), look=1)
    for _ in range(3):
        changes = timeline.merge(Snapshot(source="feed.xml", format="atom", feed=cut.feed, entries=cut.entries, complete=False, retrieved=cut.retrieved))
        assert not changes.withdrawn
    assert timeline.merge(feed(range(10), look=2)).touched == ()


# --- a second look --------------------------------------------------------------------------------------------------------


@pytest.mark.row("H32")
def test_unchanged_look_after_a_restart_is_the_second_one() -> None:
    kept, timeline = Kept(), Timeline()
    for look, numbers in enumerate((range(8), (0, 1, 2, 4, 5, 6, 7))):
        kept.keep(timeline, "feed.xml", timeline.merge(feed(numbers, look=look)))
    timeline = kept.restored()
    at = datetime(2025, 10, 4, 13, tzinfo=NOON.tzinfo)

    assert timeline.waiting("feed.xml")
    changes = timeline.confirm("feed.xml", at)
    assert (changes.withdrawn, changes.touched) == (("id 3",), ("id 3",))
    assert timeline.status("id 3").withdrawn_at == at
    assert not timeline.confirm("feed.xml", at).touched
    assert not timeline.confirm("never heard of", at).touched
    assert timeline.merge(feed(range(8), look=9)).restored == ("id 3",)


@pytest.mark.row("F12", "H32")
def test_missed_post_that_has_aged_off_is_not_waited_for() -> None:
    timeline = begun(feed(range(8)))
    timeline.merge(feed((0, 1, 2, 4, 5, 6, 7), look=1))

    assert timeline.merge(feed((5, 6, 7, 8), look=2)).touched == ("id 8", "id 3")
    assert not timeline.waiting("feed.xml")
    assert not any(timeline.merge(feed((5, 6, 7, 8), look=look)).withdrawn for look in (3, 4))
