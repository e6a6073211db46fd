"""What a filter found is marked where it stands, and nowhere else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Author, Body, Code, Entry, Heading, Link, List, Media, Paragraph, Post, Query, Quote, Status, Table
from tui.article import article_rows
from tui.highlight import MATCH, Marks, marked
from tui.look import Look
from tui.render import Setting, timeline_rows
from tui.spans import Row, joined

from .support import NOON

POST = Post(
    "1",
    "page.txt",
    Entry(
        id="1",
        headline="Tide over the tide table",
        label="Tide watch",
        link="https://harbour.example/tide",
        published=NOON,
        tags=("tide", "spring tide"),
        body=Body(
            (Author("Tide Castell", "tide correspondent", "Tideford"),),
            (
                Paragraph("The high tide came early.", (Link("high", "https://tide.example/high", 4),)),
                Heading("After the tide"),
                Quote("No tide like it.", "Ida Tide"),
                List(("first tide", "ebb")),
                Table((("tide", "metres"), ("06:10", "tide 4"))),
                Code("tide = 4"),
            ),
            (Media("image", alt="Grey tide", caption="Tide at dawn", credit="Tide Pictures"),),
        ),
    ),
    NOON.timestamp(),
    Status(seen=True),
)
BARE = Post("2", "tide.txt", Entry(id="2", published=NOON, body=Body((), (Paragraph("A tide without a name."),))), NOON.timestamp(), Status(seen=True))


def found(rows: list[Row]) -> list[str]:
    """The texts in the ink of a match, in order."""
    return [text for row in rows for text, ink in joined([*row.left, *row.right]) if ink == MATCH]


def setting(text: str, **more: object) -> Setting:
    return Setting(Look(), 90, marks=Marks.of(Query.parse(text)), titles={"tide.txt": "Tide times"}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "in_timeline"),
    [
        ("tide", ["TIDE", "Tide", "tide", "Tide"]),
        ("title:tide", ["Tide", "tide"]),
        ("kind:tide", ["TIDE"]),
        ("kind:=Tide", ["TIDE"]),
        ("author:tide", ["Tide"]),
        ("text:tide role:tide place:tide tag:tide source:tide link:tide", []),
        ("-tide", []),
        ("-(tide OR title:tide) castell", ["Castell"]),
        ("rail OR table", ["table"]),
        ('"over the"', ["over the"]),
        ("/t[io]de t/", ["tide t"]),
        ("=tide", ["tide"]),
        ("=/T\\w+/", ["TIDE", "Tide", "Tide"]),
        ("title:/^tide/", ["Tide"]),
        ("tide ide dew", ["TIDE", "Tide", "tide", "Tide"]),
        ("over ver verthe", ["over"]),
        ("is:seen has:image after:2020-01-01", []),
    ],
)
def test_timeline_marks_what_was_asked_for_where_it_was(text: str, in_timeline: list[str]) -> None:
    assert found(timeline_rows(POST, setting(text))) == in_timeline


@pytest.mark.parametrize(
    ("text", "in_post"),
    [
        ("title:tide", ["Tide", "tide"]),
        ("kind:tide", ["TIDE"]),
        ("author:tide", ["Tide"]),
        ("role:tide", ["tide"]),
        ("place:tide", ["Tide"]),
        ("tag:tide", ["tide", "tide"]),
        ("text:tide", ["Tide", "tide", "tide", "tide", "tide", "tide", "tide", "tide"]),
        ("link:tide", ["tide", "tide"]),
        ("tide", ["TIDE", "Tide", "tide", "Tide", "tide", "Tide", "tide", "tide", *["tide"] * 3, "Tide", *["tide"] * 4]),
        ('text:"high tide"', ["high", "tide"]),
        ("text:/the high/", ["The high"]),
        ("caption", []),
        ("grey", []),
        ("-text:tide", []),
    ],
)
def test_post_marks_what_was_asked_for_where_it_was(text: str, in_post: list[str]) -> None:
    marks = [text.strip() for text in found(article_rows(POST, setting(text), NOON)) if text.strip()]

    assert sorted(marks) == sorted(in_post)


def test_post_without_a_headline_shows_its_text_and_a_post_without_an_author_its_source() -> None:
    assert found(timeline_rows(BARE, setting("text:tide"))) == ["tide"]
    assert found(timeline_rows(BARE, setting("title:tide"))) == []
    assert found(timeline_rows(BARE, setting("source:tide"))) == ["Tide"]
    assert found(timeline_rows(BARE, setting("times"))) == []


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Straße am Fähranleger", "strasse fahr", ["Straße", "Fähr"]),
        ("Straße", "s", ["S", "ß"]),
        ("deﬁne ﬁnd", "fin", ["ﬁn", "ﬁn"]),
        ("deﬁne", "/e.i/", ["eﬁ"]),
        ("cafe\u0301s", "cafe", ["cafe\u0301"]),
        ("cafe\u0301s", "s", ["s"]),
        ("ﬁ", "f", ["ﬁ"]),
        ("ﬀﬀ", "/f{3}/", ["ﬀﬀ"]),
        ("İstanbul", "istan", ["İstan"]),
        ("海鳴と白波", "白", ["白"]),
        ("ab ab", "/a|b/", ["ab", "ab"]),
        ("abcd", "ab bc cd", ["abcd"]),
        ("abab", "ab", ["abab"]),
        ("aaaa", "/x*/", []),
        ("A b", "=/[A-Z]/", ["A"]),
        ("Näher", "=Näh", ["Näh"]),
        ("Näher", "=Nah", []),
    ],
)
def test_folded_letters_keep_their_places_and_overlaps_merge(text: str, query: str, expected: list[str]) -> None:
    assert [part for part, ink in marked(text, "text", Marks.of(Query.parse(query)).needles(None)) if ink == MATCH] == expected


@settings(max_examples=500, deadline=None)
@given(
    st.text(alphabet="abÄßé ﬁİ\u0301海\n", max_size=30),
    st.lists(st.sampled_from(["a", "ss", "=ß", "/[a-c]+/", "/.$/", "fi", '"a b"', "e", "/x*/", "-b"]), max_size=4),
)
def test_marking_changes_no_letter(text: str, terms: list[str]) -> None:
    spans = marked(text, "text", Marks.of(Query.parse(" ".join(terms))).needles("title"))

    assert "".join(part for part, _ in spans) == text
    assert all(one[1] != other[1] for one, other in pairwise(spans))
