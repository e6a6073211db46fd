"""Which of the feeds that a page names are offered, in which order, and when one is plainly meant."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from feeds.alternates import choices, in_order, unambiguous
from feeds.errors import Alternate

RSS, ATOM, JSON = "application/rss+xml", "application/atom+xml", "application/feed+json"
MAIN = Alternate("https://pier.example/feed/", "Pier News » Feed", RSS)
COMMENTS = Alternate("https://pier.example/comments/feed/", "Pier News » Comments Feed", RSS)


@pytest.mark.parametrize(
    ("alternates", "meant"),
    [
        ([], None),
        ([MAIN], MAIN),
        ([COMMENTS], None),
        ([MAIN, COMMENTS], MAIN),
        ([MAIN, Alternate("https://pier.example/feed/atom/", "Pier News » Atom Feed", ATOM)], MAIN),
        ([MAIN, replace(MAIN, link="http://www.pier.example/feed")], MAIN),
        ([Alternate("https://pier.example/a.xml", "RSS", RSS), Alternate("https://pier.example/b.xml", "Atom", ATOM)], None),
        ([Alternate("https://pier.example/rss.xml", "", RSS), Alternate("https://pier.example/atom.xml", "", ATOM)], Alternate("https://pier.example/rss.xml", "", RSS)),
        ([MAIN, Alternate("https://pier.example/feed.json", "JSON", JSON), Alternate("https://pier.example/x?id=7", "Pier News", ATOM)], MAIN),
        ([Alternate("https://pier.example/posts/default", "", ATOM), Alternate("https://pier.example/posts/default?alt=rss", "", RSS)], Alternate("https://pier.example/posts/default", "", ATOM)),
        ([MAIN, Alternate("https://pier.example/sport/feed/", "Pier News » Sport", RSS)], None),
        ([MAIN, Alternate("https://pier.example/hallo-welt/feed/", "Pier News » Kommentar-Feed zu Hallo Welt", RSS)], MAIN),
        ([Alternate("https://pier.example/1.xml", "Tides", RSS), Alternate("https://pier.example/2.xml", "Tides", RSS)], None),
    ],
)  # fmt: skip
def test_one_feed_is_plainly_meant(alternates: list[Alternate], meant: Alternate | None) -> None:
    assert unambiguous(alternates) == meant


def test_own_feeds_come_first_and_those_of_comments_last() -> None:
    other = Alternate("https://podcasts.example/pier.xml", "Pier Talk", RSS)
    below = Alternate("https://feeds.pier.example/tides.xml", "Tides", RSS)

    assert in_order([COMMENTS, other, MAIN, below, replace(MAIN, title="again")], "www.pier.example") == [MAIN, below, other, COMMENTS]
    assert in_order([COMMENTS, other, MAIN], None) == [other, MAIN, COMMENTS]


def test_twins_are_one_choice_in_the_form_named_first() -> None:
    atom = Alternate("https://pier.example/feed/atom", "Pier News » Feed", ATOM)
    sport = Alternate("https://pier.example/sport.rss", "Sport", RSS)

    assert choices([atom, MAIN, sport, COMMENTS]) == [atom, sport]
