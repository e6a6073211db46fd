"""A live-text page read again by what was kept of it is what it is when read afresh."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Document, Heading, Snapshot, UnknownFormat, parse, parse_document
from feeds.formats.base import Page
from feeds.formats.prose import again, entry
from feeds.kept import Kept

from .pages import clock_page, live_page, page, post

DAY = date(2026, 2, 1)
FEW = 3
"""Posts that tell whether a page is about sport, here: the pages stay small."""
LINES = (
    "",
    "Summary",
    "  • a point",
    "Latest updates",
    "Live Reporting",
    "All times stated are UK",
    "  1. A headline",
    "  4. Analysis",
    "  1. Firstpublished at 10:40 British Summer Time 3 May 2023",
    "  7. Seventhpublished at 10:40 British Summer Time 3 May 2023",
    "  8. Eighthpublished at 10:38 GMT",
    "  8. Eighthpublished at 10:38 GMT 29 February",
    "  8. Eighthpublished at 10:38 GMT 3 October",
    "  9. NinthPublished at 10:36 British Summer Time 3 May 2023",
    "  10. Tenth, published at 05/06/2023 10:34 GMT",
    "  11. Eleventhpublished at 31/06/2023 10:34 GMT",
    " 12. Twelfthpublished at Lap 16/52",
    "5. Fifthpublished at 10:44 British Summer Time 3 May 2023",
    "    Foundpublished at 10:41 British Summer Time 3 May 2023",
    "    The letter was published at noon, the office says.",
    "    Breaking",
    "    Hexley 3-1 Marsh",
    "    1. first\n    2. second",
    "unindented text",
    "10:14",
    "20:44",
    "Updated 8:06 a.m. ET, February 25, 2022",
    "    A wallImage source, Example Pictures",
)


@pytest.fixture(autouse=True, scope="module")
def few() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(again, "SAMPLE", FEW)
        patch.setattr(entry, "SAMPLE", FEW)
        yield


def read(text: str, kept: Kept[object] | None = None, *, settled: bool = True, day: date | None = DAY) -> Snapshot | str:
    try:
        return parse_document(Document(data=text.encode(), settled=settled, date=day), kept)
    except UnknownFormat as error:
        return str(error)


def is_short(before: str, after: str) -> bool:
    """Whether only what is new on the page is read, when the page before it has been read."""
    kept: Kept[object] = Kept()
    read(before, kept)
    return again.read_again(Page(Document(data=after.encode(), date=DAY), kept)) is not None


def pages(newest: int = 30) -> st.SearchStrategy[str]:
    """Pages with numbers, newest on top, some posts missing, some labelled, some twice."""

    def written(numbers: set[int], labelled: set[int], twice: bool, points: int, body: int, day: str) -> str:
        posts = [post(number, body=[f"Gauge {number % 3} stands.", "It may rise."][:body]) for number in sorted(numbers, reverse=True)]
        text = page([*posts, *posts[-2:]] if twice else posts, points=[f"point {number}" for number in range(points)])
        for number in labelled:
            text = text.replace(f"  {number}. Headline", f"  {number}. Analysis\n\n    Headline")
        return text.replace(WRITTEN, day)

    return st.builds(
        written,
        st.sets(st.integers(0, newest), min_size=3 * FEW, max_size=24),
        st.sets(st.integers(1, 12), max_size=3),
        st.booleans(),
        st.integers(0, 2),
        st.integers(0, 2),
        DAYS,
    )


Edits = list[tuple[str, int, str]]
WRITTEN = " British Summer Time 3 October 2025"
DAYS = st.sampled_from([WRITTEN, WRITTEN, " British Summer Time 3 October", " 3 October", " GMT", ""])
"""What stands in stamps behind the clock: what it does not say is concluded from the day of the page and from each other."""
EDITS = st.lists(st.tuples(st.sampled_from(["add", "drop", "move"]), st.integers(0, 10_000), st.sampled_from(LINES)), max_size=3)


def edited(text: str, edits: Edits) -> str:
    """The page with lines added, dropped and moved."""
    lines = text.split("\n")
    for what, at, line in edits:
        at %= len(lines)
        if what == "add":
            lines.insert(at, line)
        elif what == "drop" and len(lines) > 1:
            del lines[at]
        elif what == "move":
            lines.insert(at // 2, lines.pop(at))
    return "\n".join(lines)


@settings(max_examples=100, deadline=None)
@given(pages(), pages(), EDITS, EDITS, EDITS, st.booleans(), st.sampled_from([DAY, date(2025, 10, 2), date.min, date.max, None]))
def test_page_read_again_is_what_it_is_when_read_afresh(
    text: str, other: str, first: Edits, second: Edits, third: Edits, settled: bool, day: date | None
) -> None:
    kept: Kept[object] = Kept()
    for each in (text, edited(text, first), edited(edited(text, second), first), other, edited(other, third), edited(text, third), text + other, text):
        assert read(each, kept, settled=settled, day=day) == read(each, settled=settled, day=day)
    assert read(other, kept) == read(other)
    assert read(edited(other, first), kept, day=day) == read(edited(other, first), day=day)


CHANGES: dict[str, tuple[Callable[[str], str], bool]] = {
    "nothing": (lambda text: text, True),
    "another summary": (lambda text: text.replace("The barrier is shut", "The barrier is open"), True),
    "a post edited in the middle": (lambda text: text.replace("Gauge 10 stands", "Gauge 10 stood"), True),
    "a post taken out in the middle": (lambda text: text.replace(text[text.index("  10. ") : text.index("  11. ")], ""), True),
    "two changes": (lambda text: text.replace("Gauge 10 stands", "Gauge 10 stood").replace("Headline 5 of", "Headline five of"), True),
    "numbers that skip": (lambda text: text.replace("  20. ", "  21. "), True),
    "numbers that start again": (lambda text: text.replace("  12. ", "  1. "), False),
    "an end that is cut off": (lambda text: text[:-200], True),
    "a last post without its stamp": (lambda text: text + "  21. A headline that\n", False),
    "one more at the end": (lambda text: text + "  21. Lastpublished at 10:00 British Summer Time 3 May 2023\n\n    It begins.\n", True),
    "a stamp that is a clock alone": (lambda text: text.replace("06:05 British Summer Time 3 October 2025", "06:05"), True),
    "stamps that name no year": (lambda text: text.replace("0:05 British Summer Time 3 October 2025", "0:05 British Summer Time 3 October"), True),
    "a lap": (lambda text: text.replace("06:05 British Summer Time 3 October 2025", "Lap 3/50"), False),
    "a stamp with capitals": (lambda text: text.replace("Headline 5 of the long night at the estuaryp", "Headline 5P"), False),
    "a page behind it": (lambda text: text + live_page(4), False),
    "a page before it": (lambda text: live_page(4) + text, False),
    "a head in the middle": (lambda text: text.replace("  10. ", "Summary\n\n  • a point\n\n  10. "), False),
    "a numbered line in the middle": (lambda text: text.replace("    Crews", "  3. Crews", 7), False),
    "laps at the top": (
        lambda text: text.replace("  1. Headline", "  1. Hexley 3-1 Marsh").replace("  2. H", "  2. 1-1 H").replace("  3. H", "  3. 0-1 H"),
        False,
    ),
    "no line over the first post": (lambda text: text[text.index("  1. ") :], True),
    "a page of clock lines before it": (lambda text: clock_page(5) + text, False),
    "a page of clock lines behind it": (lambda text: text + clock_page(5), False),
}


@pytest.mark.parametrize("name", CHANGES)
def test_only_pages_of_which_each_post_stands_for_itself_are_read_in_part(name: str) -> None:
    change, short = CHANGES[name]
    before, after = live_page(20), change(live_page(20))

    assert is_short(before, after) == short
    assert_all_alike(before, after, before)


def assert_all_alike(*texts: str) -> None:
    """Each page is read by what was kept of the one before as it is read afresh."""
    kept: Kept[object] = Kept()
    for text in texts:
        assert read(text, kept) == read(text)


def test_stamps_in_texts_that_are_more_than_the_posts_take_the_numbers_from_a_page() -> None:
    quotes = [f"Quotedpublished at 10:4{number} British Summer Time 3 May 2023" for number in range(3)]
    posts = [post(number, body=quotes if number in range(8, 14) else None) for number in reversed(range(20))]

    assert [len(snapshot.entries) for snapshot in (parse(page(posts).encode()), parse(page(posts[:12]).encode()))] == [20, 30]
    assert_all_alike(page(posts), page(posts[:12]), page(posts))


def test_posts_that_come_to_stand_on_top_tell_whether_a_page_is_about_sport() -> None:
    posts = [
        post(number, headline=f"Hexley {number}-1 Marsh" if number in (16, 17, 18) else None, body=["Second half", "It goes on."])
        for number in reversed(range(20))
    ]

    assert isinstance(parse(page(posts[1:]).encode()).entries[0].blocks[0], Heading)
    assert_all_alike(page(posts), page(posts[1:]), page(posts))


def test_one_stamp_that_tells_day_from_month_tells_it_of_all() -> None:
    posts = [(title.replace("British Summer Time 3 October 2025", "GMT 3/10/2025"), body) for title, body in map(post, reversed(range(20)))]
    before, after = page(posts), page([("Newpublished at 10:40 GMT 10/13/2025", "    Text.\n\n"), *posts])

    assert {entry.date_inferred for entry in parse(after.encode()).entries} == {False}
    assert_all_alike(before, after, before)


def test_years_that_are_concluded_from_the_day_of_the_page_are_so_again() -> None:
    kept: Kept[object] = Kept()
    posts = [(title.removesuffix(" 2025"), body) for title, body in map(post, reversed(range(21)))]
    before, after = page(posts[1:]), page(posts)
    leap = after.replace("06:05 British Summer Time 3 October", "06:05 Greenwich Mean Time 29 February")

    assert [is_short(before, text) for text in (after, leap, live_page(21), after.replace("  2. ", "  1. Xpublished at 10:00 GMT 1 May 2020\n\n    x\n\n  2. "))] == [
        True, True, False, False,
    ]  # fmt: skip
    assert not is_short(live_page(20), after.replace(after[after.index("  5. ") :], live_page(20)[live_page(20).index("  4. ") :]))
    for text, day in [(before, DAY), (after, DAY), (before, date(2024, 5, 1)), (after, None), (leap, DAY), (after, DAY), (before, DAY)]:
        assert read(text, kept, day=day) == read(text, day=day)


@pytest.mark.parametrize("days", ["", " GMT", " 3 October"])
def test_days_that_are_concluded_from_the_posts_around_are_so_again(days: str) -> None:
    kept: Kept[object] = Kept()
    posts = [(title.partition(" British")[0] + days, body) for title, body in map(post, reversed(range(0, 21 * 200, 200)))]
    before, after = page(posts[1:]), page(posts)

    assert is_short(before, after)
    for text, day in [(before, DAY), (after, DAY), (after, date(2026, 2, 2)), (before, None), (after, date.min), (page(posts[:-3]), DAY), (after, DAY)]:
        assert read(text, kept, day=day) == read(text, day=day)


def test_one_year_on_a_page_is_that_of_the_posts_around_it() -> None:
    posts = [(title.removesuffix(" 2025"), body) for title, body in map(post, reversed(range(20)))]
    named = [*posts[:10], (f"{posts[10][0]} 2020", posts[10][1]), *posts[11:]]

    assert [{entry.published.year for entry in parse(page(some).encode(), date=DAY).entries if entry.published} for some in (named, posts)] == [{2020}, {2025}]
    assert_all_alike(page(named), page(posts), page(named))


@pytest.mark.parametrize("day", [None, date.min, date.max])
def test_page_without_years_runs_as_before_whatever_its_day(day: date | None) -> None:
    kept: Kept[object] = Kept()
    posts = [(title.removesuffix(" 2025"), body) for title, body in map(post, range(21))]
    for some in (posts[:-1], posts, posts[1:]):
        snapshot = read(page(some), kept, day=day)
        assert isinstance(snapshot, Snapshot) and snapshot.oldest_first
        assert snapshot == read(page(some), day=day)


def test_last_post_that_goes_on_is_read_to_its_end() -> None:
    kept: Kept[object] = Kept()
    short = live_page(12).removesuffix("\n\n")
    read(short, kept)

    for more in ("\n", "\n\n", "\n\n    More of it.\n", "\n  13. Morepublished at 05:00 British Summer Time 3 October 2025\n\n    Old news.\n"):
        assert read(short + more, kept) == read(short + more)
        read(short, kept)


def test_entries_of_posts_that_stand_as_before_are_the_same_objects() -> None:
    kept: Kept[object] = Kept()
    read(live_page(12), kept)
    for count in (13, 14):
        before = read(live_page(count - 1), kept)
        after = read(live_page(count), kept)
        assert isinstance(before, Snapshot) and isinstance(after, Snapshot)
        assert all(old is new for old, new in zip(before.entries, after.entries[1:], strict=True))
    assert after == parse(live_page(14).encode())
