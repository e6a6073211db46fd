"""Snapshots laid over each other: what is new, edited, withdrawn and restored."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from msgspec.structs import replace

from feeds import Entry, PointChange, Post, Snapshot, Timeline, joined
from feeds.merging.versions import Became

from .pages import live_page, page, post
from .support import NOON, headlines, merged, snapshot

FIVE = [post(number) for number in (5, 4, 3, 2, 1)]


def named(timeline: Timeline, ids: tuple[str, ...]) -> list[str | None]:
    return [timeline.entry(id).headline and timeline.entry(id).headline.split(" of ")[0] for id in ids]  # type: ignore[union-attr]


def test_same_snapshot_twice_changes_nothing() -> None:
    timeline = Timeline()
    first = snapshot(live_page(20))

    assert len(timeline.merge(first).new) == 20
    assert not timeline.merge(first)


def test_page_whose_numbers_shift_by_three_has_three_new_posts_and_nothing_else() -> None:
    timeline = Timeline()

    changes = merged(timeline, live_page(20), live_page(23))[1]

    assert named(timeline, changes.new) == ["Headline 22", "Headline 21", "Headline 20"]
    assert (changes.edited, changes.withdrawn, changes.restored) == ((), (), ())


@pytest.mark.row("F9")
def test_edited_post_keeps_its_id_and_its_old_version() -> None:
    timeline = Timeline()
    before = merged(timeline, page(FIVE))[0]

    changes = merged(timeline, page([*FIVE[:2], post(3, body=["Now it says this."]), *FIVE[3:]]))[0]

    assert changes.edited == (before.new[2],)
    assert changes.new == ()
    versions = timeline.versions(changes.edited[0])
    assert [version.text.split("\n")[0] for version in versions][1:] == ["Now it says this."]
    assert timeline.status(changes.edited[0]).edited == (NOON,)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (post(3, body=["We start.", "More follows here in a moment."]), post(3, body=["We started.", "More follows here in a moment."])),
        (
            post(3, headline="Gate shut", body=["One two three four five six seven."]),
            post(3, headline="Gate is shut", body=["One two three four five six seven."]),
        ),
        (post(3, headline="Post", body=["It begins."]), post(3, headline="Post", body=["It has now begun at last."])),
    ],
    ids=["first sentence", "headline", "post without headline"],
)
def test_revision_whose_hash_changed_is_still_the_same_post(old: tuple[str, str], new: tuple[str, str]) -> None:
    timeline = Timeline()

    changes = merged(timeline, page([FIVE[0], old, *FIVE[3:]]), page([FIVE[0], new, *FIVE[3:]]))[1]

    assert (len(changes.new), len(changes.edited)) == (0, 1)


def test_same_headline_at_another_time_is_another_post() -> None:
    timeline = Timeline()
    goal = "A corner, a header, a goal, and everybody is on the pitch."

    changes = merged(
        timeline,
        page([post(20), post(5, headline="Goal!", body=[goal])]),
        page([post(40, headline="Goal!", body=[goal]), post(20)]),
    )[1]

    assert (len(changes.new), changes.edited) == (1, ())


@pytest.mark.row("F10")
def test_post_that_is_missing_once_is_not_withdrawn() -> None:
    timeline = Timeline()

    changes = merged(timeline, page(FIVE), page([*FIVE[:2], *FIVE[3:]]), page(FIVE))

    assert not any(each.withdrawn or each.restored for each in changes)


@pytest.mark.row("F11", "H32")
def test_post_missing_from_two_looks_is_withdrawn_and_kept_then_restored() -> None:
    timeline = Timeline()
    without = page([*FIVE[:2], *FIVE[3:]])

    changes = merged(timeline, page(FIVE), without, without, page(FIVE))

    assert [named(timeline, each.withdrawn) for each in changes] == [[], [], ["Headline 3"], []]
    assert named(timeline, changes[3].restored) == ["Headline 3"]
    assert len(timeline) == 5
    assert not timeline.status(changes[3].restored[0]).withdrawn


@pytest.mark.row("F12", "H32")
@pytest.mark.parametrize("order", [1, -1], ids=["newest first", "oldest first"])
def test_posts_that_fall_off_the_old_end_have_only_aged(order: int) -> None:
    timeline = Timeline()

    changes = merged(timeline, *(page(posts[::order]) for posts in (FIVE, FIVE[:3], FIVE[:3], FIVE[:3])))

    assert not any(each.withdrawn for each in changes)


def test_pinned_old_post_on_top_withdraws_nobody() -> None:
    timeline = Timeline()
    pinned = post(-500)

    changes = merged(timeline, *(page([pinned, *posts]) for posts in (FIVE, FIVE[:3], FIVE[:3], FIVE[:3])))

    assert not any(each.withdrawn for each in changes)


@pytest.mark.row("H32")
def test_incomplete_document_withdraws_nobody() -> None:
    timeline = Timeline()
    timeline.merge(snapshot(page(FIVE)))
    partial = replace(snapshot(page([*FIVE[:2], *FIVE[3:]])), complete=False)

    assert not any(timeline.merge(partial).withdrawn for _ in range(4))


def test_tail_furniture_is_no_edit() -> None:
    timeline = Timeline()

    changes = merged(timeline, page(FIVE) + "  page 1 of 8\n", page([post(6), *FIVE[:4]]) + "  page 1 of 9\n\n  Share this\n")[1]

    assert (len(changes.new), changes.edited) == (1, ())


def test_bytes_rewritten_with_other_line_ends_are_no_edit() -> None:
    timeline = Timeline()

    changes = merged(timeline, page(FIVE), page(FIVE).replace("\n", "\r\n").replace("    ", "\u00a0   "))[1]

    assert not changes


def test_equal_posts_are_counted_from_the_oldest() -> None:
    timeline = Timeline()
    twin = post(3, headline="Post", body=["Rain."])

    changes = merged(timeline, page([twin, post(1)]), page([twin, twin, post(1)]), page([twin, twin]), page([twin]), page([twin]))

    assert [len(each.new) for each in changes] == [2, 1, 0, 0, 0]
    assert not any(each.withdrawn or each.edited for each in changes)


def test_undated_posts_stand_where_the_page_has_them() -> None:
    timeline = Timeline()

    merged(timeline, "  1. Cpublished at Lap 3/9\n\n    c\n\n  2. Apublished at Lap 1/9\n\n    a\n")
    merged(
        timeline,
        "  1. Dpublished at Lap 4/9\n\n    d\n\n  2. Cpublished at Lap 3/9\n\n    c\n\n  3. Bpublished at Lap 2/9\n\n    b\n\n  4. Apublished at Lap 1/9\n\n    a\n",
    )

    assert headlines(timeline) == ["D", "C", "B", "A"]


def test_page_that_was_only_a_head_at_first_leaves_no_plain_document() -> None:
    timeline = Timeline()

    changes = merged(timeline, "Summary\n\n  • The barrier is shut\n", page(FIVE))

    assert [len(each.new) for each in changes] == [1, 5]
    assert len(timeline) == 5


def test_late_post_is_placed_by_its_time() -> None:
    timeline = Timeline()

    merged(timeline, page([post(5), post(1)]), page([post(5), post(3), post(1)]))

    assert [each.split()[1] for each in headlines(timeline) if each] == ["5", "3", "1"]


def test_key_points_that_came_changed_and_went() -> None:
    timeline = Timeline()
    before = page(FIVE, points=("The barrier is shut until noon", "Two ferries turned back"))
    after = page(FIVE, points=("The barrier is shut until the evening", "Rail line reopened"))

    changes = merged(timeline, before, after)[1]

    assert changes.summary == (
        PointChange("changed", "The barrier is shut until the evening", "The barrier is shut until noon"),
        PointChange("came", "Rail line reopened"),
        PointChange("went", "Two ferries turned back"),
    )


def test_ids_live_inside_their_source() -> None:
    timeline = Timeline()
    for source in ("a", "b"):
        timeline.merge(Snapshot(source=source, entries=(Entry(id="1", headline=source),)))

    assert sorted(str(entry.headline) for entry in timeline.entries) == ["a", "b"]
    assert not timeline.merge(Snapshot(source="b", entries=(Entry(id="1", headline="b"),)))


def test_marks_of_the_reader_survive_edits_and_withdrawal() -> None:
    timeline = Timeline()
    first = merged(timeline, page(FIVE))[0].new[2]
    timeline.mark([first], starred=True, seen=True)
    without = page([*FIVE[:2], *FIVE[3:]])

    merged(timeline, page([*FIVE[:2], post(3, body=["Changed."]), *FIVE[3:]]), without, without)

    assert timeline.status(first).starred
    assert timeline.status(first).seen
    assert timeline.status(first).withdrawn


def test_inferred_day_stays_as_first_inferred() -> None:
    timeline = Timeline()
    text = "  1. Onepublished at 10:00 GMT\n\n    a\n\n  2. Twopublished at 09:00 GMT\n\n    b\n"
    for day in (3, 4):
        from datetime import date

        from feeds import parse

        changes = timeline.merge(parse(text.encode(), date=date(2025, 10, day)))

    assert not changes
    assert {entry.published.day for entry in timeline.entries if entry.published} == {3}


def told(*ids: str, entire: bool = False, withdrawn: tuple[str, ...] = ()) -> Snapshot:
    """A feed whose entries are named and dated by a letter, newest first."""
    entries = tuple(Entry(id=id, headline=id, published=NOON + timedelta(hours=ord(id))) for id in ids)
    return Snapshot(source="feed.xml", format="atom", entries=entries, entire=entire, withdrawn=withdrawn, retrieved=NOON)


@pytest.mark.row("H30")
def test_entry_that_the_feed_says_is_withdrawn_is_so_at_once() -> None:
    timeline = Timeline()
    timeline.merge(told("d", "c", "b"))

    changes = timeline.merge(told("d", "b", withdrawn=("c", "never-seen")))

    assert changes.withdrawn == ("c",)
    assert timeline.merge(told("d", "b", withdrawn=("c",))).withdrawn == ()
    assert timeline.merge(told("d", "c", "b")).restored == ("c",)


@pytest.mark.row("H30", "H32")
def test_absence_at_the_old_end_counts_when_the_feed_has_all_its_entries() -> None:
    aged, gone = Timeline(), Timeline()
    for timeline, entire in ((aged, False), (gone, True)):
        timeline.merge(told("d", "c", "b", entire=entire))
        timeline.merge(told("d", "c", entire=entire))

    assert aged.merge(told("d", "c")).withdrawn == ()
    assert gone.merge(told("d", "c", entire=True)).withdrawn == ("b",)


def test_empty_feed_withdraws_nothing() -> None:
    timeline = Timeline()
    timeline.merge(told("d", "c", entire=True))

    assert [timeline.merge(told(entire=True)).withdrawn for _ in range(3)] == [(), (), ()]


def kept(timeline: Timeline) -> list[Post]:
    """What a history would give back: copies under their own ids, newest first."""
    return [replace(post, id=post.own, entry=replace(post.entry, id=post.own)) for post in reversed(timeline.posts)]


def state(timeline: Timeline) -> list[tuple[object, ...]]:
    """All that is to be kept of each post, oldest first."""
    return [(post.id, post.source, post.entry, post.when, post.status, post.older, post.missed, post.own, post.aliases) for post in timeline.posts]


@pytest.mark.parametrize("batch", [1, 3, 40])
def test_restored_timeline_is_the_one_that_went_on(batch: int) -> None:
    before, after = Timeline(), Timeline()
    merged(before, live_page(20), live_page(23))
    posts = kept(before)
    for start in range(0, len(posts), batch):
        after.restore("page.txt", posts[start : start + batch])

    assert state(after) == state(before)
    for timeline in (before, after):
        changes = timeline.merge(snapshot(live_page(25)))
        assert len(changes.new) == 2
        assert set(changes.touched) == set(changes.new)


def test_restored_post_takes_the_name_that_no_other_source_has() -> None:
    timeline = Timeline()
    timeline.merge(Snapshot(source="a", entries=(Entry(id="1", headline="a"),)))
    kept_of_b = Timeline()
    kept_of_b.merge(Snapshot(source="b", entries=(Entry(id="1", headline="b"), Entry(id="2", headline="c"))))

    assert timeline.restore("b", kept(kept_of_b)) == ("b 1", "2")
    assert not timeline.merge(Snapshot(source="b", entries=(Entry(id="1", headline="b"), Entry(id="2", headline="c")))).touched


def test_what_was_seen_in_an_earlier_sitting_is_not_new_any_more() -> None:
    before, after = Timeline(), Timeline()
    ids = merged(before, page(FIVE))[0].new
    before.mark(ids[:2], seen=True)
    after.restore("page.txt", kept(before))

    assert [after.status(id).new for id in ids] == [False, False, True, True, True]


def test_every_post_whose_story_changes_is_touched() -> None:
    timeline = Timeline()
    without = page([*FIVE[:2], *FIVE[3:]])

    changes = merged(timeline, page(FIVE), page(FIVE), without, without, without, page(FIVE), page([post(6), *FIVE[:2], post(3, body=["Now."]), *FIVE[3:]]))
    third, sixth = changes[0].new[2], changes[6].new[0]

    assert set(changes[0].touched) == set(changes[0].new)
    assert [set(each.touched) for each in changes[1:]] == [set(), {third}, {third}, set(), {third}, {third, sixth}]


def test_text_that_turns_out_to_be_no_post_is_forgotten_by_name() -> None:
    timeline = Timeline()

    changes = merged(timeline, "Summary\n\n  • The barrier is shut\n", page(FIVE))

    assert [each.forgotten for each in changes] == [(), ("page.txt",)]


def test_key_points_that_changed_since_the_last_sitting_are_told() -> None:
    timeline = Timeline()
    timeline.restore("page.txt", [], feed=snapshot(page(FIVE, points=("The barrier is shut",))).feed)

    assert timeline.merge(snapshot(page(FIVE, points=("The barrier is open",)))).summary != ()


def otherwise_written(timeline: Timeline) -> list[Post]:
    """What a history gives back, whose bodies are no text of the feed's any more."""
    posts = kept(timeline)
    for each in posts:
        each.entry = replace(each.entry, body=each.entry.content)
    return posts


def test_bodies_that_are_written_otherwise_are_compared_beside_the_event_loop() -> None:
    before, timeline = Timeline(), Timeline()
    merged(before, live_page(20))
    timeline.restore("page.txt", otherwise_written(before))
    text = page([post(20), *(post(number, body=["Now."] if number == 7 else None) for number in reversed(range(20)))])
    now = snapshot(text)
    compared = timeline.compare(now)

    assert Counter(how.became for _, how in compared.revisions) == {Became.WRITTEN: 19, Became.EDITED: 1}
    changes = joined(list(timeline.merging(now, compared=compared)))
    assert (len(changes.new), len(changes.edited), len(changes.touched)) == (1, 1, 2)
    assert not timeline.compare(now).revisions
    assert not timeline.merge(snapshot(text)).touched


def test_what_changed_since_bodies_were_compared_is_compared_again() -> None:
    before, timeline = Timeline(), Timeline()
    merged(before, live_page(3))
    timeline.restore("page.txt", otherwise_written(before))
    now = snapshot(live_page(3))
    compared = timeline.compare(now)
    edited = timeline.merge(snapshot(page([post(2), post(1, body=["Now."]), post(0)]))).edited

    assert joined(list(timeline.merging(now, compared=compared))).reverted == edited


@pytest.mark.row("D7")
def test_source_that_has_moved_keeps_its_posts_and_marks() -> None:
    before, timeline = Timeline(), Timeline()
    ids = merged(before, page(FIVE))[0].new
    before.mark(ids[:1], starred=True)
    timeline.restore("https://moved.example/page", kept(before))

    changes = timeline.merge(snapshot(page([post(6), *FIVE]), source="https://moved.example/page"))

    assert (len(changes.new), changes.touched) == (1, changes.new)
    assert timeline.status(ids[0]).starred


def test_text_that_is_opened_by_another_name_is_the_same() -> None:
    before, timeline = Timeline(), Timeline()
    merged(before, "A text without posts, about the barrier and the tide.")
    timeline.restore("./page.txt", kept(before), format="plain-text")

    assert not timeline.merge(snapshot("A text without posts, about the barrier and the tide.", source="./page.txt")).new
    assert timeline.id_of("./page.txt", "page.txt") == "page.txt"


def test_parts_of_a_first_document_are_waited_for_when_posts_were_kept() -> None:
    before, timeline = Timeline(), Timeline()
    merged(before, page(FIVE))
    timeline.restore("page.txt", kept(before))
    whole = snapshot(page([post(6), *FIVE]))

    assert not timeline.merge(replace(whole, entries=whole.entries[:2], complete=False, progress=0.4)).touched
    assert len(timeline.merge(whole).new) == 1


def test_no_two_sources_ever_share_an_id() -> None:
    timeline = Timeline()
    for source, ids in (("a", ("1", "b 1", "b 1 2")), ("b", ("1", "b 1", "2"))):
        timeline.merge(Snapshot(source=source, entries=tuple(Entry(id=id, headline=f"{source}{id}") for id in ids)))

    assert sorted(str(post.entry.headline) for post in timeline.posts) == ["a1", "ab 1", "ab 1 2", "b1", "b2", "bb 1"]
    assert all(timeline.id_of(post.source, post.own) == post.id for post in timeline.posts)


def test_undated_news_comes_on_top_of_what_is_dated_and_what_was_there_first_does_not() -> None:
    timeline = Timeline()
    timeline.merge(snapshot(live_page(3), source="page.txt"))
    lines = [Entry(id=str(number), headline=f"Gauge {number}") for number in range(6)]

    def says(*numbers: int, minute: int) -> Snapshot:
        return Snapshot(source="stream", format="rss", entries=tuple(lines[number] for number in numbers), retrieved=NOON + timedelta(days=9, minutes=minute))

    timeline.merge(says(1, 0, minute=0), news=False)
    timeline.merge(says(3, 2, 1, 0, minute=1))
    timeline.merge(says(5, 3, 4, 2, 1, 0, minute=2))

    mine = [entry.headline for entry in timeline.entries]
    assert mine[:4] == ["Gauge 5", "Gauge 3", "Gauge 4", "Gauge 2"]
    assert mine[-2:] == ["Gauge 1", "Gauge 0"]
    assert all(entry.published is None for entry in timeline.entries[:4])
    assert timeline.latest == max(entry.published for entry in timeline.entries if entry.published)
