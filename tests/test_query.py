"""The filter language."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import FIELDS, Author, Body, Entry, Media, Paragraph, Query, QueryError, Quote, Status

from .support import NOON

ENTRY = Entry(
    id="1",
    headline="Ferry turned back at Sallow Point",
    label="Explainer",
    tags=("weather",),
    body=Body(
        (Author("Nóra Castell", "marine correspondent", "Harwich"),),
        (Paragraph("The high water came early."), Quote("Never for this long.", "Ida Lund")),
        (Media("image", alt="Grey sea", caption="Waves at first light", credit="Merrow Live"),),
    ),
)


def matches(text: str, entry: Entry = ENTRY, status: Status | None = None) -> bool:
    return Query.parse(text).matches(entry, status or Status(), now=NOON, zone=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("ferry", True),
        ("FERRY water", True),
        ("ferry submarine", False),
        ('"high water"', True),
        ('"water high"', False),
        ("-rail", True),
        ("-ferry", False),
        ('-"turned back"', False),
        ("nora", True),
        ("=Nora", False),
        ("=Nóra", True),
        ("=ferry", False),
        ("grey light merrow lund explainer correspondent harwich", True),
        ("back at", True),
        ("point the", True),
        ('"point the"', False),
        ("title:ferry", True),
        ("title:water", False),
        ("author:castell", True),
        ('author:"nora castell"', True),
        ("author:lund", False),
        ("kind:expl", True),
        ("kind:analysis", False),
        ("place:harwich role:marine tag:weather text:water", True),
        ("submarine OR ferry", True),
        ("(submarine OR rail) ferry", False),
        ("-(submarine OR rail) ferry", True),
        ("has:image has:quote has:byline", True),
        ("has:video", False),
        ("is:unseen -is:breaking is:undated", True),
        ("15:57", False),
        ("http://example.org", False),
    ],
)
def test_filter_lets_through_what_it_asks_for(text: str, expected: bool) -> None:
    assert matches(text) is expected


@pytest.mark.parametrize("what", ["new", "seen", "edited", "withdrawn", "restored", "starred"])
def test_status_is_asked_for_by_name(what: str) -> None:
    status = {
        "new": Status(new=True),
        "seen": Status(seen=True),
        "edited": Status(edited=(NOON,)),
        "withdrawn": Status(withdrawn=True),
        "restored": Status(restored_at=NOON),
        "starred": Status(starred=True),
    }[what]

    assert matches(f"is:{what}", status=status)
    assert not matches(f"is:{what}")


@pytest.mark.parametrize(
    ("text", "wrong", "says"),
    [
        ("ferry auhtor:nora", "auhtor:", "perhaps author?"),
        ("a is:editd", "is:editd", "perhaps is:edited?"),
        ("zzz:x", "zzz:", "there are title"),
        ("a title:", "title:", "needs a word"),
        ("title: x", "title:", "needs a word"),
        ("title:(x)", "title:(", "needs a word"),
        ('say "open', '"open', "second one"),
        ("a OR", "OR", "both sides"),
        ("(a", "(", "never closed"),
        ("a )", ")", "closes nothing"),
        ("a ()", "()", "nothing between"),
        ('a ""', '""', "nothing between"),
    ],
)
def test_wrong_filter_says_where_and_why(text: str, wrong: str, says: str) -> None:
    with pytest.raises(QueryError) as caught:
        Query.parse(text)

    assert text[caught.value.start : caught.value.end] == wrong
    assert says in str(caught.value)


@settings(max_examples=1500, deadline=None)
@given(st.one_of(st.text(max_size=30), st.text(alphabet='ab OR-()"=:\\ titlesnew/.', max_size=24)))
def test_any_text_is_a_filter_or_an_error_inside_it_and_printing_is_the_inverse(text: str) -> None:
    try:
        query = Query.parse(text)
    except QueryError as error:
        assert 0 <= error.start < error.end <= len(text)
        return

    assert Query.parse(str(query)) == query


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_example_of_each_field_is_a_filter_of_that_field(field: object) -> None:
    name, example = getattr(field, "name"), getattr(field, "example")  # noqa: B009

    assert Query.parse(example).parts[0].field == name  # type: ignore[union-attr]
    assert str(Query.parse(example)) == example


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    with pytest.raises(QueryError):
        Query.parse("(" * 5000)
