"""Lists that hold a part of a timeline's posts: many posts at a time are as one after the other."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Entry, Snapshot, Timeline
from tui import ordered

from .support import NOON

PARTS = st.sets(st.integers(0, 59))


def timeline_of(minutes: list[int]) -> Timeline:
    timeline = Timeline()
    entries = tuple(Entry(id=str(number), published=NOON + timedelta(minutes=minute)) for number, minute in enumerate(minutes))
    timeline.merge(Snapshot(source="page", entries=entries))
    return timeline


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=60), PARTS, PARTS, PARTS)
def test_part_stays_in_the_order_of_the_timeline(minutes: list[int], there: set[int], come: set[int], gone: set[int]) -> None:
    timeline = timeline_of(minutes)
    posts = [post for index, post in enumerate(timeline.posts) if index in there]

    ordered.put_all(posts, [post for index, post in enumerate(timeline.posts) if index in come], timeline)
    assert posts == [post for index, post in enumerate(timeline.posts) if index in there | come]

    ordered.drop_all(posts, [post for index, post in enumerate(timeline.posts) if index in gone])
    assert posts == [post for index, post in enumerate(timeline.posts) if index in (there | come) - gone]
