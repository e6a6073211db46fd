"""What starts a post on a live-text page and what does not; and pages that have gone wrong."""

from __future__ import annotations

from datetime import date

import pytest

from feeds import Document, Figure, FormatError, Heading, Media, Paragraph, parse, parse_document
from feeds.kept import Kept

from .pages import live_page, page, post

WHEN = "British Summer Time 3 May 2023"
LETTER = f"  1. Firstpublished at 10:40 {WHEN}\n\n    Some text.\n\n    {{}}\n\n    More text.\n\n  2. Secondpublished at 10:30 {WHEN}\n\n    End.\n"


@pytest.mark.parametrize(
    "prose",
    [
        "The letter was published at 09:30 on 3 May.",
        "The memo was published at 10:00 on 3 May 2023, and it was bad.",
        "The list, published at 10:00 GMT",
        "His diaries were unpublished at his death.",
        "The story was republished at noon.",
        "Published at the weekend.",
        f"Quoted headlinepublished at 09:00 {WHEN}",
    ],
)
def test_prose_that_speaks_of_publishing_starts_no_post(prose: str) -> None:
    entries = parse(LETTER.format(prose).encode()).entries

    assert [entry.headline for entry in entries] == ["First", "Second"]
    assert prose in entries[0].text


def test_prose_alone_is_a_plain_document_that_says_so() -> None:
    snapshot = parse(b"A note\n\nThe story was republished at noon, and nobody minded.\n", url="note.txt")

    assert (snapshot.format, len(snapshot.entries), snapshot.entries[0].id) == ("plain-text", 1, "note.txt")
    assert "no posts were recognised" in snapshot.problems[0].message


def test_summary_point_that_speaks_of_publishing_is_a_point() -> None:
    snapshot = parse(page([post(1)], points=("The list was published at 09:30 on 3 May.", "Another")).encode())

    assert [point.text for point in snapshot.feed.summary] == ["The list was published at 09:30 on 3 May.", "Another"]
    assert len(snapshot.entries) == 1


@pytest.mark.parametrize("number", [1, 9, 10, 41, 1001])
@pytest.mark.parametrize("indent", [1, 2, 3])
def test_numbers_and_indents_are_read(number: int, indent: int) -> None:
    text = f"{' ' * indent}{number}. Alphapublished at 10:40 {WHEN}\n\n    Text.\n"

    assert [entry.headline for entry in parse(text.encode()).entries] == ["Alpha"]


def test_numbered_list_inside_a_post_starts_no_post() -> None:
    text = LETTER.format("1. first\n    2. second\n    3. third")

    assert len(parse(text.encode()).entries) == 2


@pytest.mark.parametrize(("words", "posts"), [("The story was re", 2), ("The story was un", 2), ("A fire at the core", 3)])
def test_half_a_word_before_a_stamp_is_no_headline(words: str, posts: int) -> None:
    text = LETTER.replace("    {}", f"  2. {words}published at 10:35 {WHEN}").replace("  2. Second", "  3. Second")

    assert len(parse(text.encode()).entries) == posts


def test_last_stamp_of_a_line_counts() -> None:
    entry = parse(f"  1. Memoir published at last: a readingpublished at 10:40 {WHEN}\n\n    Text.\n".encode()).entries[0]

    assert entry.headline == "Memoir published at last: a reading"


@pytest.mark.parametrize("stamp", ["24:10 GMT 3 May 2023", "10:75 GMT 3 May 2023", "FT", "HT", "Lap 16/52", "45+2'", "10:05 Mars Time 3 May 2023"])
def test_odd_stamp_is_kept_and_undated(stamp: str) -> None:
    entry = parse(f"  1. Alphapublished at {stamp}\n\n    Text.\n\n  2. Betapublished at 10:30 {WHEN}\n\n    Text.\n".encode()).entries[0]

    assert (entry.stamp, entry.published) == (stamp, None)


def test_zone_is_trusted_as_written_and_missing_days_are_marked() -> None:
    text = "  1. Apublished at 00:20 GMT\n\n    a\n\n  2. Bpublished at 23:50 British Summer Time 9 December 2022\n\n    b\n"

    first, second = parse(text.encode()).entries

    assert [entry.published.isoformat() for entry in (first, second) if entry.published] == ["2022-12-10T00:20:00+00:00", "2022-12-09T23:50:00+01:00"]
    assert [first.date_inferred, second.date_inferred] == [True, False]


def test_day_of_the_user_dates_a_page_that_names_none() -> None:
    text = "  1. Apublished at 00:20 GMT\n\n    a\n\n  2. Bpublished at 23:50 GMT\n\n    b\n"

    dated = [entry.published.date() for entry in parse(text.encode(), date=date(2022, 12, 10)).entries if entry.published]

    assert dated == [date(2022, 12, 10), date(2022, 12, 9)]
    assert [entry.published for entry in parse(text.encode()).entries] == [None, None]


@pytest.mark.parametrize("day", [date.max, date.min])
def test_end_of_the_calendar_is_survived(day: date) -> None:
    text = "  1. Apublished at 10:00 16 February\n\n    a\n\n  2. Bpublished at 23:50 GMT\n\n    b\n\n  3. Cpublished at 10:00 GMT\n\n    b\n"

    assert len(parse(text.encode(), date=day).entries) == 3


def test_short_first_line_describes_a_picture_on_news_pages_and_is_a_subtitle_on_sport_pages() -> None:
    body = ["Crowds at the north gate", "They have waited since noon."]
    news = parse(page([post(2, body=body), post(1)]).encode()).entries[0]
    sport = parse(page([post(number, headline=f"Hexley {number}-1 Marsh", body=body) for number in (3, 2, 1)]).encode()).entries[0]

    assert (news.media, news.blocks[0]) == ((Media("image", alt="Crowds at the north gate"),), Figure(0))
    assert (sport.media, sport.blocks[0]) == ((), Heading("Crowds at the north gate", 3))


def test_two_captures_of_one_stream_are_one() -> None:
    once, twice = live_page(6), live_page(8) + live_page(6)

    assert [entry.headline for entry in parse(twice.encode()).entries] == [entry.headline for entry in parse(live_page(8).encode()).entries]
    assert len(parse((once + once).encode()).entries) == 6


def test_posts_that_stand_as_before_are_taken_from_the_last_reading_of_the_page() -> None:
    kept: Kept[object] = Kept()
    before = parse_document(Document(data=live_page(6).encode()), kept)
    edited = live_page(7).replace("Gauge 3 stands", "Gauge 3 stood")
    after = parse_document(Document(data=edited.encode()), kept)

    again = [entry for entry in after.entries if any(entry is old for old in before.entries)]

    assert [entry.headline for entry in after.entries if entry not in again] == [f"Headline {number} of the long night at the estuary" for number in (6, 3)]
    assert after == parse(edited.encode())


def test_unfinished_embed_swallows_nothing() -> None:
    body = [
        "This Twitter post cannot be displayed in your browser. Please enable Javascript.",
        "Skip twitter post by Ada",
        "What she wrote.",
        "And what we say.",
    ]

    entry = parse(page([post(1, body=body), post(0)]).encode()).entries[0]

    assert [block.text for block in entry.blocks if isinstance(block, Paragraph)] == ["What she wrote.", "And what we say."]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\0" * 100, b"", b"  \n\n "])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        parse(data)
