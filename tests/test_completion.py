"""What the word at the caret may be meant to be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import FIELDS, Author, Body, Context, Entry, Link, Media, Paragraph, Query, Status, Subject, Tally, asked, complete

from .support import NOON

FIELDS_BY_NAME = {field.name: field for field in FIELDS}


def subject(number: int, author: str | None = None, label: str | None = None, moment: datetime | None = None, status: Status | None = None) -> Subject:
    body = Body((Author(author, "reporter", "Port Merrow"),) if author else (), (Paragraph("The tide.", (Link("tide", "https://Tables.example/low", 4),)),))
    entry = Entry(id=str(number), headline=f"Post {number}", label=label, published=moment, tags=("tide", "Spring tide")[: number % 3], body=body)
    return Subject(entry, status or Status(), "night.txt")


SUBJECTS = [
    subject(1, "Nora Castell", "Explainer", NOON - timedelta(minutes=10)),
    subject(2, "NORA CASTELL", None, NOON - timedelta(hours=1)),
    subject(3, "Nora Castell", None, NOON - timedelta(hours=5)),
    subject(4, "Noor Aziz-Hale", "Analysis", NOON - timedelta(days=1)),
    subject(5, "Norbert Voss", "Explainer", NOON - timedelta(days=2), Status(starred=True)),
    subject(6, "Ann", None, None, Status(seen=True)),
]
CONTEXT = Context(now=NOON, zone=UTC, latest=NOON - timedelta(minutes=10), titles={"night.txt": "The long night"})


def suggested(text: str, caret: int | None = None, subjects: list[Subject] = SUBJECTS) -> list[tuple[str, int | None]]:
    """What is suggested for a text with the caret at its end, or elsewhere, with the counts."""
    what = asked(text, len(text) if caret is None else caret)
    if what is None:
        return []
    values = None
    if what.field is not None:
        tally = Tally(what.field, CONTEXT)
        tally.add(subjects)
        values = tally.values()
    completion = complete(what, values, CONTEXT)
    return [(each.text, each.count) for each in completion.suggestions] if completion else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("author:no", [("nora castell", 3), ("noor aziz-hale", 1), ("norbert voss", 1)]),
        ("author:", [("nora castell", 3), ("ann", 1), ("noor aziz-hale", 1), ("norbert voss", 1)]),
        ("AUTHOR:NO", [("nora castell", 3), ("noor aziz-hale", 1), ("norbert voss", 1)]),
        ("author:cas", [("nora castell", 3)]),
        ("author:ann", []),
        ("author:zz", []),
        ('author:"nora c', [("nora castell", 3)]),
        ('author:"nora castell"', []),
        ("author:=No", []),
        ("author:/no", []),
        ("rail -author:nor", [("nora castell", 3), ("norbert voss", 1)]),
        ("(rail OR author:nor", [("nora castell", 3), ("norbert voss", 1)]),
        ("kind:", [("explainer", 2), ("analysis", 1)]),
        ("role:", [("reporter", 6)]),
        ("place:", [("port merrow", 6)]),
        ("tag:", [("tide", 4), ("spring tide", 2)]),
        ("source:", [("the long night", 6)]),
        ("link:", [("tables.example", 6)]),
        ("title:", []),
        ("text:t", []),
        ("is:s", [("seen", 1), ("starred", 1)]),
        ("is:un", [("unseen", 5), ("undated", 1)]),
        ("is:new", []),
        ("has:", [("link", 6), ("byline", 6), ("image", 0), ("video", 0), ("audio", 0), ("quote", 0), ("list", 0)]),
        ("within:", [("15m", 1), ("30m", 1), ("1h", 2), ("2h", 2), ("6h", 3), ("12h", 3), ("1d", 4), ("7d", 5)]),
        ("within:1", [("15m", 1), ("1h", 2), ("12h", 3), ("1d", 4)]),
        ("on:", [("today", 3), ("yesterday", 1), ("2025-10-04", 3), ("2025-10-03", 1), ("2025-10-02", 1)]),
        ("after:-", [("-1h", 2), ("-2h", 2), ("-6h", 3)]),
        ("after:1", [("11:00", 2)]),
        ("before:0", [("07:00", 2)]),
        ("a", [("author:", None), ("after:", None)]),
        ("rail o", [("OR", None), ("on:", None)]),
        ("rail -o", [("on:", None)]),
        ("o", [("on:", None)]),
        ("(o", [("on:", None)]),
        ("rail OR", []),
        ("", []),
        ("rail ", []),
        ("storm", []),
        ('"a', []),
        ("/a", []),
        ("=a", []),
        ("auhtor:no", []),
    ],
)
def test_word_at_the_caret_is_completed(text: str, expected: list[tuple[str, int | None]]) -> None:
    assert suggested(text) == expected


@pytest.mark.parametrize(
    ("text", "caret", "found"),
    [
        ("author:no rail", 9, True),
        ("author:no rail", 8, False),
        ("(author:no)", 10, True),
        ("author:no", 3, False),
        ("a rail", 1, True),
        ("author:no rail", 0, False),
    ],
)
def test_only_a_word_that_ends_at_the_caret_is_completed(text: str, caret: int, found: bool) -> None:
    assert bool(suggested(text, caret)) is found


@pytest.mark.parametrize(
    ("text", "index", "taken", "rest"),
    [
        ("author:no", 0, 'author:"nora castell"', "ra castell"),
        ("author:No", 1, 'author:"noor aziz-hale"', "or aziz-hale"),
        ('rail -author:"no', 0, 'rail -author:"nora castell"', "ra castell"),
        ("author:cas", 0, 'author:"nora castell"', ""),
        ("aut", 0, "author:", "hor:"),
        ("rail o", 0, "rail OR ", "R"),
        ("is:uns", 0, "is:unseen", "een"),
    ],
)
def test_suggestion_is_put_into_the_text(text: str, index: int, taken: str, rest: str) -> None:
    what = asked(text, len(text))
    assert what is not None
    tally = Tally(what.field or FIELDS[0], CONTEXT)
    tally.add(SUBJECTS)
    completion = complete(what, tally.values(), CONTEXT)
    assert completion is not None

    assert completion.taken(text, index) == (taken, len(taken))
    assert completion.rest(index) == rest


def test_text_behind_the_caret_stays() -> None:
    what = asked("(is:uns) rail", 7)
    completion = complete(what, None, CONTEXT) if what else None

    assert completion is not None
    assert completion.taken("(is:uns) rail", 0) == ("(is:unseen) rail", 10)


def test_before_anything_is_counted_what_is_known_is_proposed() -> None:
    for text, expected in (("is:se", ["seen"]), ("within:2", ["2h"]), ("after:t", ["today"])):
        what = asked(text, len(text))
        completion = complete(what, None, CONTEXT) if what else None
        assert completion is not None
        assert [(each.text, each.count) for each in completion.suggestions] == [(word, None) for word in expected]
    what = asked("author:n", 8)
    assert what is not None
    assert complete(what, None, CONTEXT) is None


def test_post_counts_once_for_a_name_that_stands_twice_in_it() -> None:
    twice = Subject(Entry(id="1", body=Body((Author("Ann"), Author("ANN")))), Status())

    assert suggested("author:", subjects=[twice, twice]) == [("ann", 2)]


NAMES = st.text(alphabet='abN Éßİﬁ\u0301-=/"():\\.\n海', max_size=8)
POSTS = st.lists(
    st.builds(
        Subject,
        st.builds(
            Entry,
            id=st.just("1"),
            headline=st.none(),
            label=st.none() | NAMES,
            tags=st.lists(NAMES, max_size=2).map(tuple),
            link=st.none() | NAMES.map(lambda name: f"https://{name}/x"),
            published=st.none() | st.datetimes(datetime(2025, 9, 1), datetime(2025, 10, 5), timezones=st.just(UTC)),  # noqa: DTZ001
            body=st.builds(
                Body,
                st.lists(st.builds(Author, NAMES, st.none() | NAMES, st.none() | NAMES), max_size=2).map(tuple),
                st.just((Paragraph("x"),)),
                st.lists(st.builds(Media, st.just("image"), alt=NAMES), max_size=1).map(tuple),
            ),
        ),
        st.builds(Status, seen=st.booleans(), starred=st.booleans()),
        NAMES,
    ),
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(POSTS, st.sampled_from([field for field in FIELDS if field.offers or field.values or field.window]), st.data())
def test_whatever_is_taken_is_a_filter_that_finds_at_least_as_many_posts_as_were_said(posts: list[Subject], field: object, data: st.DataObject) -> None:
    name = field.name  # type: ignore[attr-defined]
    tally = Tally(FIELDS_BY_NAME[name], CONTEXT)
    tally.add(posts)
    typed = data.draw(st.sampled_from(["", "a", "n", "1", "-", "2", "t"]))
    what = asked(f"{name}:{typed}", len(name) + 1 + len(typed))
    assert what is not None
    context = Context(now=NOON, zone=UTC, latest=max((post.entry.published for post in posts if post.entry.published), default=None))
    completion = complete(what, tally.values(), context)

    for index, each in enumerate(completion.suggestions if completion else ()):
        text, _ = completion.taken(f"{name}:{typed}", index)  # type: ignore[union-attr]
        test = Query.parse(text).test(context)
        found = sum(map(test, posts))
        assert found >= (each.count or 0)
        assert each.count is not None
        if FIELDS_BY_NAME[name].window or FIELDS_BY_NAME[name].values:
            assert found == each.count


@given(st.text(alphabet='ab o:"=/-()iswthn', max_size=12), st.integers(0, 12))
def test_any_text_and_caret_can_be_asked_for(text: str, caret: int) -> None:
    what = asked(text, min(caret, len(text)))

    if what is not None:
        assert 0 <= what.start <= what.end == min(caret, len(text))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_name_of_a_field_is_proposed_with_its_help_and_leads_to_its_values(field: object) -> None:
    name = field.name  # type: ignore[attr-defined]
    what = asked(name[:2], 2)
    completion = complete(what, None, CONTEXT) if what else None

    assert completion is not None
    index = [each.text for each in completion.suggestions].index(f"{name}:")
    assert completion.suggestions[index].help == field.help  # type: ignore[attr-defined]
    text, caret = completion.taken(name[:2], index)
    after = asked(text, caret)
    assert after is not None
    assert after.field is field
