"""A live-text page on which all goes by the rule is read in columns, and says what it says when it is read post by post."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Document, Snapshot, UnknownFormat, parse_document
from feeds.formats import live_text
from feeds.formats.prose.even import Even, find_even
from feeds.text import clean_line, clean_lines

from .pages import clock_page, live_page, page, post

SUMMER = " British Summer Time 3 May 2023"


def read(text: str, *, day: date | None = None, settled: bool = True) -> Snapshot | str:
    try:
        return parse_document(Document(data=text.encode(), date=day, settled=settled))
    except UnknownFormat as error:
        return str(error)


def no_even(text: str) -> Even | None:
    """No page is even."""
    return None


def assert_same_post_by_post(text: str, *, day: date | None = None, settled: bool = True) -> None:
    """The page says the same when none of it is read in columns."""
    mine = read(text, day=day, settled=settled)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live_text, "find_even", no_even)
        assert mine == read(text, day=day, settled=settled)


NUMBERS = st.sampled_from(["  1. ", "  2. ", "  3. ", "  4. ", "  5. ", "  6. ", "  10. ", " 7. ", "   8. ", "9. ", "  9.  ", "  11.", "    1. "])
LABELS = st.sampled_from(
    ["", "", "", "Analysis\n\n    ", "get involved\n\n    ", "Breaking\n    ", "x" * 50 + "\n\n    ", "a \n\n\n      ", "one\n\n    two\n\n    "]
)
HEADLINES = st.sampled_from(
    ["A fire at the core", "“Gates” hold,", "Post", "It is un", "Two  spaces", "", "• point", "e" + "\u0301" * 12, "Memoir published at last: a reading"]
)
GLUE = st.sampled_from(["published at ", "published at ", "published at ", "Published at ", "PUBLISHED AT ", " published at ", "published at"])
STAMPS = st.sampled_from(
    [f"10:40{SUMMER}", f"09:38{SUMMER}", "09:38 GMT", "23:59 GMT 29 February", "00:05 3 October", "10:41", "05/06/2023 10:34 GMT", "10:34 GMT 5/6/2023",
     "10:34 GMT 13/6/2023", "Lap 16/52", "24:10 GMT", f"10:40{SUMMER}Breaking", f"1:40{SUMMER}", "10:40 GMT 31 December 9999", "10:40 ET 3 November 2024"]
)  # fmt: skip
BODIES = st.lists(
    st.sampled_from(
        ["\n", "\n\n", "   \n", "    Breaking\n", "    Gauge 3 stands.\n\n", "    It may rise\n", "      Deeper in.\n\n", "flush\n", "    “Quoted.”\n\n",
         "    A wallImage source, Example Pictures\n", "    It was published at noon.\n\n", f"    Foundpublished at 10:41{SUMMER}\n\n", "    It is all.Summary\n\n  • a\n\n",
         "Summary\n\n", "All times stated are UK\n\n", "10:14\n\n", "  1. first\n", "    1. first\n", "    FOUND PUBLISHED AT 10:41\n"]
    ),
    max_size=4,
).map("".join)  # fmt: skip
POSTS = st.builds(lambda *parts: "".join(parts[:5]) + "\n" + parts[5], NUMBERS, LABELS, HEADLINES, GLUE, STAMPS, BODIES)
HEADS = st.sampled_from(
    ["", "", "Summary\n\n  • a point\n\n", "  a title\n", "Live Reporting\n\nAll times stated are UK\n\n", clock_page(4), "  • published at 10:10\n\n"]
)


@settings(max_examples=200, deadline=None)
@given(HEADS, st.lists(POSTS, min_size=1, max_size=6), st.integers(0, 30), st.sampled_from([None, date(2023, 5, 4), date.max]), st.booleans())
def test_page_in_columns_says_what_it_says_post_by_post(head: str, posts: list[str], cut: int, day: date | None, settled: bool) -> None:
    text = head + "".join(posts)
    assert_same_post_by_post(text, day=day, settled=settled)
    assert_same_post_by_post(text[: len(text) - cut], day=day, settled=settled)


EVEN = live_page(6)
CHANGES = {
    "nothing": (EVEN, True),
    "no line over the first post": (EVEN[EVEN.index("  1. ") :], True),
    "a label": (EVEN.replace("  3. ", "  3. Analysis\n\n    "), True),
    "a line that says Breaking": (EVEN.replace("2025\n\n", "2025\n    Breaking\n\n", 1), True),
    "a last line that touches the next post": (EVEN.replace("before that.\n\n", "before that.\n", 1), True),
    "prose that speaks of publishing": (EVEN.replace("Crews have", "The report published at noon says that crews have"), True),
    "a clock alone": (EVEN.replace(" British Summer Time 3 October 2025", "", 1), True),
    "numbers that skip": (EVEN.replace("  6. ", "  16. "), True),
    "no posts": ("A page.\n", False),
    "numbers that start again": (EVEN + EVEN, False),
    "a stamp in the text": (EVEN.replace("    Crews have", f"    Foundpublished at 10:10{SUMMER}\n\n    Crews have", 1), False),
    "capitals": (EVEN.replace("published at", "Published at", 1), False),
    "capitals in the text": (EVEN.replace("    Crews have", f"    FoundPublished at 10:10{SUMMER}\n\n    Crews have", 1), False),
    "a long label": (EVEN.replace("  3. ", f"  3. {'x' * 50}\n\n    "), False),
    "a picture whose line ends as a sentence": (EVEN.replace("    Gauge", "    A wallImage source, Example Pictures.\n    Gauge", 1), True),
    "a number with nothing behind it at the end": (EVEN + "  7.   ", False),
    "a lap": (EVEN.replace("06:05 British Summer Time 3 October 2025", "Lap 3/50"), False),
    "a numbered line between posts": (EVEN.replace("    Crews", "  3. Crews", 1), False),
    "an end that is cut off in a headline": (EVEN + "  7. A headline tha", False),
    "a headline that ends with half a word": (EVEN.replace("estuarypublished", "story was republished", 1), False),
    "a second summary": (EVEN.replace("    Crews", "Summary\n\n  • a\n\n    Crews", 1), False),
}


@pytest.mark.parametrize("name", CHANGES)
def test_only_a_page_on_which_all_goes_by_the_rule_is_even(name: str) -> None:
    text, even = CHANGES[name]

    assert (find_even(text) is not None) == even
    assert_same_post_by_post(text)


def test_sport_page_is_told_by_its_headlines() -> None:
    posts = [post(number, headline=f"Hexley {number}-1 Marsh", body=["Second half", "It goes on."]) for number in reversed(range(6))]

    assert find_even(page(posts)) is not None
    assert_same_post_by_post(page(posts))


@pytest.mark.parametrize(
    "lines", [["plain", "words"], [" at the ends "], ["two  spaces", "x"], ["", "x"], ["e" + "\u0301" * 20, "x"], ["“quoted”"], ["tab\there"], []]
)
def test_lines_are_cleaned_together_as_one_by_one(lines: list[str]) -> None:
    assert clean_lines(lines) == list(map(clean_line, lines))
