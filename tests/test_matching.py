"""Edits that come as a deletion and another entry: which of them are recognised, and what is never taken for one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from feeds import Author, Changes, Entry, Feed, Paragraph, Snapshot, Timeline
from feeds.model import Body

from .merging import Kept, state
from .support import NOON

LONG = (
    "The harbour office has shut the outer gate, two ferries wait behind the mole and the bus to the point goes no further than the old mill; "
    "crews walk the wall every hour and ask everybody to stay away from it until the wind has turned"
)
GOAL = "a corner from the left, a header at the near post, and the keeper gets a hand to it but cannot keep it out"


def entry(id: str, minute: float, text: str = LONG, headline: str | None = None, link: str | None = None) -> Entry:
    return Entry(id=id, headline=headline, link=link, published=NOON + timedelta(minutes=minute), body=Body(blocks=(Paragraph(text),)))


def others(*minutes: float) -> list[Entry]:
    """Posts that have nothing to do with any other."""
    return [
        entry(f"other {minute}", minute, f"At {minute} nothing at all was heard from number {minute}", f"Word {minute} from the office") for minute in minutes
    ]


def page(*entries: Entry, complete: bool = True, looks: float = 0) -> Snapshot:
    newest_first = tuple(sorted(entries, key=lambda each: each.published or NOON, reverse=True))
    return Snapshot(
        source="feed", format="atom", feed=Feed(title="Night"), entries=newest_first, complete=complete, retrieved=NOON + timedelta(minutes=60 + looks)
    )


def after(old: Entry, new: Entry) -> tuple[Timeline, Changes]:
    """What becomes of an entry when another stands in its document instead."""
    timeline = Timeline()
    timeline.merge(page(old, *others(-30, 40)))
    return timeline, timeline.merge(page(new, *others(-30, 40), looks=1))


SAME = {
    "another word": (entry("1", 0), entry("2", 0, LONG.replace("two", "three"))),
    "a sentence more": (entry("1", 0), entry("2", 0, LONG + ". Nobody is hurt, says the office.")),
    "its first words": (entry("1", 0), entry("2", 0, LONG.replace("The harbour office has shut", "Update: it is now confirmed that the office has shut"))),
    "its headline too": (entry("1", 0, headline="Outer gate is shut"), entry("2", 0, LONG.replace("hour", "half hour"), "Outer gate is now shut")),
    "published again": (entry("1", 0, headline="Outer gate is shut"), entry("2", 7, LONG.replace("bus", "tram"), "Outer gate is shut")),
    "a count in its words, at its very second": (
        entry("1", 0.4, LONG + " 3 people are missed"),
        entry("2", 0.4, LONG + " 4 people are missed"),
    ),
    "its address is the same": (
        entry("1", 0, "Short and new", "Outer gate shut", link="https://example.org/a"),
        entry("2", 20, "Something else altogether", "Outer gate shut", link="https://example.org/a"),
    ),
    "only its id": (entry("1", 0), entry("2", 0)),
}
TWO = {
    "goals": (entry("1", 0, "Goal! " + GOAL, "Goal! 1-0"), entry("2", 9, "Goal! " + GOAL, "Goal! 2-0")),
    "goals with one headline": (entry("1", 0, GOAL + " 1-0", "Goal!"), entry("2", 9, GOAL + " 2-0", "Goal!")),
    "good morning": (entry("1", 0, "Good morning", "Good morning"), entry("2", 0.5, "Good morning", "Good morning")),
    "minute by minute": (entry("1", 0, f"12 min: {GOAL}"), entry("2", 1, f"13 min: {GOAL}")),
    "gauges": (entry("1", 0, f"Gauge 5 stands at 105. {LONG}"), entry("2", 0, f"Gauge 6 stands at 120. {LONG}")),
    "numbered posts": (entry("1", 0, LONG, "Picture 4 of the night"), entry("2", 0, LONG, "Picture 5 of the night")),
    "short texts": (entry("1", 0, "Rain at the mole"), entry("2", 0, "Rain at the mill")),
    "one time, other words": (entry("1", 0), entry("2", 0, GOAL)),
    "one link for all": (
        entry("1", 0, GOAL, "Over the bar", link="https://example.org/live"),
        entry("2", 3, LONG, "Outer gate shut", link="https://example.org/live"),
    ),
    "long after": (entry("1", 0), entry("2", 39)),
    "a day later": (entry("1", -24 * 60), entry("2", 0)),
}


@pytest.mark.parametrize("case", SAME)
def test_edit_under_another_id_is_the_next_version(case: str) -> None:
    old, new = SAME[case]
    timeline, changes = after(old, new)

    assert (changes.new, changes.edited) == ((), ("1",) if case != "only its id" else ())
    assert changes.touched == ("1",)
    assert timeline.entry("1").text == new.text
    assert timeline.versions("1")[0].text == old.text
    assert (timeline.post("1").own, timeline.post("1").aliases) == ("1", ("2",))
    assert not timeline.merge(page(new, *others(-30, 40), looks=2)).touched


@pytest.mark.parametrize("case", TWO)
def test_post_that_is_only_like_another_is_another(case: str) -> None:
    old, new = TWO[case]
    linked = [replace(each, link=new.link) for each in others(-30, 40)]
    timeline = Timeline()
    timeline.merge(page(old, *linked))

    changes = timeline.merge(page(new, *linked, looks=1))

    assert (changes.new, changes.edited) == (("2",), ())


@pytest.mark.row("H32")
def test_post_that_was_missing_for_a_look_or_was_just_withdrawn_may_come_back_edited() -> None:
    for looks in (1, 2, 3):
        timeline = Timeline()
        timeline.merge(page(entry("1", 0), *others(-30, 40)))
        gone = [timeline.merge(page(*others(-30, 40), looks=look)).withdrawn for look in range(1, looks + 1)]
        changes = timeline.merge(page(entry("2", 0, LONG + ". That is all."), *others(-30, 40), looks=looks + 1))

        assert ("1",) in gone or looks == 1
        assert (changes.new, changes.edited, changes.restored) == ((), ("1",), ("1",) if looks > 1 else ())


def test_post_that_was_withdrawn_long_ago_does_not_come_back_as_another() -> None:
    timeline = Timeline()
    timeline.merge(page(entry("1", 0, headline="Outer gate is shut"), *others(-30, 40)))
    for look in (1, 2):
        timeline.merge(page(*others(-30, 40), looks=look))

    changes = timeline.merge(page(entry("2", 8, headline="Outer gate is shut"), *others(-30, 40), looks=500))

    assert changes.new == ("2",)


def test_each_old_post_is_used_once_and_the_likest_gets_it() -> None:
    timeline = Timeline()
    timeline.merge(page(entry("1", 0), *others(-30, 40)))

    changes = timeline.merge(page(entry("2", 0, LONG + ". And now for something else, at some length"), entry("3", 0, LONG + "."), *others(-30, 40), looks=1))

    assert (changes.new, changes.edited) == (("2",), ("1",))
    assert timeline.post("1").aliases == ("3",)


def by(each: Entry, *names: str, second: int = 37) -> Entry:
    """An entry that somebody wrote, published at a second of its own."""
    published = each.published.replace(second=second) if each.published else None
    return replace(each, published=published, body=Body(blocks=each.blocks, authors=tuple(map(Author, names))))


WRITTEN = by(entry("1", 0, headline="Outer gate is shut"), "Mara Lund", "Ib Holm")
ANOTHER = entry("2", 0, GOAL, "Over the bar")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (WRITTEN, by(ANOTHER, "Ib Holm")),
        (by(replace(WRITTEN, link="https://a.example/gate?v=1")), by(replace(ANOTHER, link="https://a.example/gate?v=2#top"))),
    ],
    ids=["author", "page"],
)
def test_time_to_the_second_and_an_author_or_a_page_are_enough(old: Entry, new: Entry) -> None:
    timeline, changes = after(old, new)

    assert (changes.new, changes.edited) == ((), ("1",))
    assert [version.headline for version in timeline.versions("1")] == ["Outer gate is shut", "Over the bar"]


@pytest.mark.parametrize(
    ("old", "new", "more"),
    [
        (WRITTEN, by(ANOTHER, "Somebody Else"), []),
        (WRITTEN, by(ANOTHER), []),
        (by(WRITTEN, second=0), by(ANOTHER), []),
        (WRITTEN, by(ANOTHER, "Mara Lund", second=38), []),
        (by(entry("1", 0), "Mara Lund", second=0), by(ANOTHER, "Mara Lund", second=0), []),
        (WRITTEN, by(ANOTHER, "Mara Lund"), [by(entry("3", 0, "Nothing of it"), "Mara Lund")]),
        (WRITTEN, by(ANOTHER, "Mara Lund"), [by(entry("3", -24 * 60, "Nothing of it"), "Mara Lund")]),
        (WRITTEN, replace(by(ANOTHER, "Mara Lund"), date_inferred=True), []),
        (replace(WRITTEN, date_inferred=True), by(ANOTHER, "Mara Lund"), []),
        (by(replace(WRITTEN, link="https://a.example/live?v=1")), by(replace(ANOTHER, link="https://a.example/live?v=2")), [replace(entry("3", -9, "Nothing of it"), link="https://a.example/live?v=3")]),
    ],
    ids=["other author", "none", "none then", "a second later", "whole minute", "two have the time", "the same time each day", "a guess", "a guess then", "page of many"],
)  # fmt: skip
def test_time_alone_is_not_enough_nor_are_signs_that_others_share(old: Entry, new: Entry, more: list[Entry]) -> None:
    timeline = Timeline()
    timeline.merge(page(old, *more, *others(-30, 40)))

    changes = timeline.merge(page(new, *more, *others(-30, 40), looks=1))

    assert (changes.new, changes.edited) == (("2",), ())


def test_post_that_has_aged_off_is_not_the_one_that_came_at_its_second() -> None:
    timeline = Timeline()
    timeline.merge(page(WRITTEN, *others(40, 50)))

    changes = timeline.merge(page(by(ANOTHER, "Mara Lund"), *others(40, 50, 60), looks=1))

    assert "2" in changes.new


def test_incomplete_document_says_nothing_of_what_it_lacks() -> None:
    timeline = Timeline()
    timeline.merge(page(entry("1", 0), *others(-30, 40)))

    assert timeline.merge(page(entry("2", 0), *others(-30, 40), complete=False)).new == ("2",)


def test_post_is_never_the_next_version_of_another_source_s() -> None:
    timeline = Timeline()
    timeline.merge(page(entry("1", 0), *others(-30, 40)))
    elsewhere = replace(page(*others(-31, 41)), source="elsewhere")
    timeline.merge(elsewhere)
    timeline.merge(page(*others(-30, 40), looks=1))

    changes = timeline.merge(replace(page(entry("2", 0), *others(-31, 41), looks=2), source="elsewhere"))

    assert changes.new == ("2",)


@pytest.mark.row("D7")
def test_two_posts_that_were_taken_for_one_are_two_when_both_are_there() -> None:
    timeline, kept = Timeline(), Kept()
    first, second = entry("1", 0), entry("2", 0, LONG.replace("two", "three"))
    for number, shown in enumerate(([first], [second], [replace(second, body=Body(blocks=(Paragraph(LONG.replace("two", "four")),)))])):
        kept.keep(timeline, "feed", timeline.merge(page(*shown, *others(-30, 40), looks=number)))
        timeline.mark(["1"], starred=True, seen=True)
        kept.mark(timeline, ["1"])

    changes = timeline.merge(page(first, shown[0], *others(-30, 40), looks=4))
    kept.keep(timeline, "feed", changes)

    assert (changes.new, changes.edited, changes.withdrawn) == (("2",), (), ())
    assert [version.text for version in timeline.versions("1")] == [LONG]
    assert [version.text for version in timeline.versions("2")] == [LONG.replace("two", "three"), LONG.replace("two", "four")]
    assert [(timeline.status(id).starred, len(timeline.status(id).edited)) for id in ("1", "2")] == [(True, 0), (True, 1)]
    assert state(kept.restored()) == state(timeline)
    assert not timeline.merge(page(first, shown[0], *others(-30, 40), looks=5)).touched


def test_post_that_goes_by_its_first_id_again_is_the_same() -> None:
    timeline, changes = after(*SAME["another word"])
    changes = timeline.merge(page(entry("1", 0), *others(-30, 40), looks=2))

    assert (changes.new, changes.edited, changes.reverted) == ((), ("1",), ("1",))
    assert timeline.post("1").aliases == ("2", "1")


def test_names_of_a_post_are_not_remembered_without_end() -> None:
    timeline = Timeline()
    for number in range(50):
        changes = timeline.merge(page(entry(str(number), 0), *others(-30, 40), looks=number))

    assert not changes.new
    assert timeline.post("0").own == "0"
    assert timeline.post("0").aliases == tuple(map(str, range(42, 50)))


# --- all ids at once ------------------------------------------------------------------------------------------------------


@pytest.mark.row("58")
@pytest.mark.parametrize("count", [10, 300])
def test_feed_that_names_all_its_posts_anew_brings_no_news_but_a_note(count: int) -> None:
    timeline = Timeline()
    posts = [entry(f"id {number}", number, f"{LONG} at number {number}", f"Word {number} from the wall") for number in range(count)]
    timeline.merge(page(*posts))
    timeline.mark(["id 3"], starred=True)
    anew = [replace(each, id=f"urn:{each.id}") for each in posts]

    changes = timeline.merge(page(*anew, entry("urn:new", count + 1, GOAL, "Over the bar"), looks=1))

    assert changes.new == ("urn:new",)
    assert (changes.edited, changes.withdrawn, changes.refused) == ((), (), False)
    assert changes.note == f"feed has given nearly all its posts new ids; {count} were recognised by link, headline or words, 1 not"
    assert timeline.status("id 3").starred
    assert not timeline.merge(page(*anew, entry("urn:new", count + 1, GOAL, "Over the bar"), looks=2)).touched


def test_old_post_that_is_not_recognised_among_renamed_ones_is_no_news() -> None:
    timeline = Timeline()
    posts = [entry(f"id {number}", number, f"{LONG} at number {number}", f"Word {number} from the wall") for number in range(20)]
    timeline.merge(page(*posts))
    anew = [replace(each, id=f"urn:{each.id}") for each in posts]

    changes = timeline.merge(page(*anew, entry("urn:old", 5.5, GOAL, "Over the bar"), looks=1))

    assert changes.new == ("urn:old",)
    assert (timeline.status("urn:old").new, timeline.status("urn:old").seen) == (False, False)


def test_page_that_turned_over_in_a_night_is_all_new() -> None:
    timeline = Timeline()
    timeline.merge(page(*(entry(f"id {number}", number, f"{LONG} at number {number}", f"Word {number}") for number in range(30))))

    changes = timeline.merge(page(*(entry(f"id {number}", number, f"{LONG} at number {number}", f"Word {number}") for number in range(600, 630)), looks=600))

    assert (len(changes.new), changes.edited, changes.note) == (30, (), "")


def test_headline_that_comes_again_and_again_is_no_evidence() -> None:
    timeline = Timeline()
    said = [entry(str(number), -number, f"{LONG} and so on", "Here is the latest") for number in (0, 20)]
    timeline.merge(page(*said, *others(-30, 40)))

    changes = timeline.merge(page(said[1], entry("2", 7, LONG.replace("two", "three"), "Here is the latest"), *others(-30, 40), looks=1))

    assert (changes.new, changes.edited) == (("2",), ())
