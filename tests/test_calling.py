"""Two sources are never called the same."""

from __future__ import annotations

import pytest

from feeds import Entry, Feed, Snapshot
from tui.calling import apart
from tui.clock import SystemClock
from tui.session import Session

A, B, C = "https://pier.example/news", "https://pier.example/sport", "https://quay.example/all"


@pytest.mark.parametrize(
    ("called", "titles", "expected"),
    [
        ({A: "Pier", C: "Quay"}, {A: "pier.example/news"}, ["Pier", "Quay"]),
        (
            {A: "Pier", B: "Pier", C: "Quay"},
            {A: "pier.example/news", B: "pier.example/sport"},
            ["Pier (news)", "Pier (sport)", "Quay"],
        ),
        ({A: "Live", C: "Live"}, {A: "pier.example/news", C: "quay.example/news"}, ["Live (pier.example)", "Live (quay.example)"]),
        ({A: "Live", B: "Live", C: "Live"}, {A: "x/a/1", B: "x/a/2", C: "x"}, ["Live (a/1)", "Live (a/2)", "Live (x)"]),
        ({"/a/x.log": "x.log", "/b/x.log": "x.log"}, {"/a/x.log": "x.log", "/b/x.log": "x.log"}, ["/a/x.log", "/b/x.log"]),
        ({A: "Pier", f"{A}?page=2": "Pier"}, dict.fromkeys([A, f"{A}?page=2"], "pier.example/news"), [A, f"{A}?page=2"]),
        ({A: "pier.example/sport", B: "pier.example/sport"}, {A: "pier.example/news", B: "pier.example/sport"}, [A, B]),
        ({"/a/\x1b[2Jx": "x", "/b/x": "x"}, {}, ["/a/␛[2Jx", "/b/x"]),
    ],
    ids=["all differ", "one title", "two hosts", "three places", "files of one name", "one short title", "a title that is the other's place", "hostile"],
)
def test_those_that_share_a_name_are_told_apart_by_their_place(called: dict[str, str], titles: dict[str, str], expected: list[str]) -> None:
    assert list(apart(called, titles).values()) == expected


def test_posts_and_filter_know_two_feeds_of_one_title_apart() -> None:
    session = Session(SystemClock())
    for name, short in ((A, "pier.example/news"), (B, "pier.example/sport")):
        session.titles[name] = short
        session.take(Snapshot(source=name, format="atom", feed=Feed(title="Pier"), entries=(Entry(id=f"{name}#1", headline="Low tide"),)))

    assert [session.called[post.source] for post in session.timeline.posts] == ["Pier (news)", "Pier (sport)"]
    session.ask("source:sport")
    session.select(session.within)
    assert [post.source for post in session.shown] == [B]
