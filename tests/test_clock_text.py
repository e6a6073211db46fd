"""Pages whose posts have a line with their time: what is one, when its posts were written, and which post is which."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Author, Snapshot, Timeline, parse

from .pages import PLACES, clock_page, clock_post, live_page

NOON = datetime(2024, 3, 2, 12, 0, tzinfo=UTC)
TODAY = date(2024, 3, 2)
SENTENCE = "The crew has walked the wall twice since midnight."
FORMS = ("%H:%M", "%I.%M%p", "%H:%M GMT", "%H%M GMT", "%I:%M %p ET, %B %d, %Y", "%A %d %B %Y %H:%M", "%Y-%m-%dT%H:%M:%SZ", "%m/%d/%Y %I:%M:%S %p")


def read(text: str, *, day: date | None = TODAY, at: datetime | None = None, zone: ZoneInfo | None = None) -> Snapshot:
    return parse(text.encode(), url="page.txt", date=day, retrieved=at, zone=zone)


def times(snapshot: Snapshot) -> list[str | None]:
    return [entry.published.isoformat() if entry.published else None for entry in snapshot.entries]


def of_stamps(*stamps: str) -> str:
    """A page with these stamps over its titles."""
    return "".join(clock_post(number, stamp) for number, stamp in enumerate(stamps))


# --- what is such a page ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("upward", [True, False])
def test_place_of_the_time_and_direction_are_measured(place: str, form: str, *, upward: bool) -> None:
    snapshot = read(clock_page(6, place=place, form=form, upward=upward))

    assert (snapshot.format, len(snapshot.entries), snapshot.oldest_first) == ("clock-text", 6, not upward)
    numbers = [5, 4, 3, 2, 1, 0] if upward else [0, 1, 2, 3, 4, 5]
    assert [entry.headline for entry in snapshot.entries] == [None if place == "inline" else f"Headline {number} of the long night" for number in numbers]
    assert all(
        entry.text.startswith(f"Gauge {number} stands") and entry.text.endswith("heron.") for number, entry in zip(numbers, snapshot.entries, strict=True)
    )
    assert [entry.published for entry in snapshot.entries] == sorted((entry.published for entry in snapshot.entries if entry.published), reverse=upward)


PROSE = "The station has one platform and four clocks, and none of them agree. We spent a night there to find out why.\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "Programme\n\n09:00 Registration\n09:30 Welcome by the chair\n10:00 A history of rope\n11:15 Break\n",
        "09:00\nRegistration opens in the hall.\n09:30\nThe chair welcomes the guests to the hall.\n10:00\nA history of rope, told by its makers.\n11:15\nA break, with biscuits of three kinds.\n",
        "Minutes of the meeting\n\n19:02 The chair opened the meeting and welcomed the guests.\n\n19:11 The treasurer spoke about money for a while.\n\n19:47 It was agreed to meet again.\n",
        "Ingredients\n\n2 eggs\n\nMethod\n\n0:05 Beat the eggs until they are pale and light.\n\n0:12 Fold in the flour with a spoon.\n\n0:31 Take it out of the oven and wait.\n",
        PROSE * 4
        + "10:14 Anna: Where have you all gone to, please?\n10:15 Bo: We are at the harbour, on the wall.\n10:17 Anna: So am I, and I see nobody.\n\n"
        + PROSE * 4,
        PROSE + "It began at 10:14. By 10:20 it was over.\n\n10:14 was early for that.\n\n" + PROSE,
        PROSE + "10:14 GMT\n\n" + PROSE,
        "Related stories\n\nShips leave port\n\n2 hours ago\n\nRain in the east\n\n5 hours ago\n\nWind in the west\n\n7 hours ago\n",
        "Videos\n\n3:45\nThe long way home\n\n2:10\nThe short way home\n\n12:30\nNo way home\n",
        "Town\n\n1841\n\nThe bridge was built by people who had never seen one.\n\n1903\n\nThe bridge was painted green.\n\n1911\n\nIt was painted again, in red.\n",
        "Work\n\n2021\n\nKeeper of the northern light, with a boat.\n\n2015\n\nKeeper of the southern light, without one.\n\n2010\n\nApprentice at the school of lights.\n",
        "12:00 - 13:00 Lunch in the hall, with soup and bread.\n13:00 - 14:00 A walk along the wall, in the rain.\n14:00 - 15:00 A talk about walls, and rain.\n",
        PROSE + "Published 10:14 GMT\n\n" + PROSE + "Updated 11:02 GMT\n\n" + PROSE,
        "Scores\n\n15:00\nHexley v Marsh\n\n17:30\nPell v Dray\n\n20:00\nOrrell v Sallow\n",
    ],
)
def test_text_that_only_speaks_of_times_is_a_plain_document(text: str) -> None:
    snapshot = read(text, at=NOON)

    assert (snapshot.format, len(snapshot.entries)) == ("plain-text", 1)
    assert "no posts were recognised" in snapshot.problems[0].message


@pytest.mark.parametrize(
    ("stamps", "count"), [(("10:14", "09:58"), 1), (("10:14", "09:58", "09:31"), 3), (("10:14 GMT", "09:58 GMT"), 2), (("10:14 3 May", "09:58 3 May"), 2)]
)
def test_two_times_are_enough_when_they_name_zone_or_day(stamps: tuple[str, ...], count: int) -> None:
    assert len(read(of_stamps(*stamps)).entries) == count


def test_times_of_a_recap_in_a_post_make_no_posts() -> None:
    recap = "06:10 - The gates were opened by the guard.\n\n07:25 - The first ship left the port.\n\n09:40 - The last ship left, and late.\n\n"
    page = clock_post(3, "15:00") + recap + clock_post(2, "14:32") + clock_post(1, "14:05")

    entries = read(page).entries

    assert [entry.stamp for entry in entries] == ["15:00", "14:32", "14:05"]
    assert "07:25 - The first ship left the port." in entries[0].text


def test_lengths_of_videos_make_no_posts() -> None:
    page = clock_page(8, form="%I:%M%p").replace("They found", "\n\n02:14\n\nThey found", 1)

    entries = read(page).entries

    assert len(entries) == 8
    assert "02:14" in entries[0].text


def test_list_of_key_events_makes_no_posts_and_is_kept() -> None:
    listed = "Key events\n\n06:35\n\nHeadline 5 of the long night\n\n06:14\n\nHeadline 2 of the long night\n\n"

    snapshot = read("The estuary\n\n" + listed + clock_page(6).partition("\n\n")[2])

    assert len(snapshot.entries) == 6
    assert {"Key events", "06:14", "Headline 2 of the long night"} <= set(snapshot.feed.preamble)


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Ann Example", Author("Ann Example")),
        ("From Harbour Radio's Ann Example in Harwich", Author("Ann Example", "Harbour Radio", "Harwich")),
        ("Ann Example", Author("Ann Example")),
    ],
)
def test_line_under_the_title_that_names_somebody_is_a_byline(line: str, author: Author) -> None:
    page = "".join(f"{stamp} GMT\n\nA headline over the news\n{line}\n\n{SENTENCE}\n\n" for stamp in ("10:14", "09:58", "09:31"))

    entries = read(page).entries

    assert {entry.authors for entry in entries} == {(author,)}
    assert {entry.text for entry in entries} == {SENTENCE}


@pytest.mark.parametrize(
    "post",
    [
        "{} , Ann Example\n\nA headline over the news\n\n{}\n\n",
        "{}Ann Example\n\nA headline over the news\n\n{}\n\n",
        "{} Ann Example\n\nA headline over the news\n\n{}\n\n",
        "{}\n\nA headline over the news\n\nAnn Example profile image\nBy Ann Example\n\n{}\n\n",
        "{}\nReturn to menu\nA headline over the news\nReturn to menu\nBy Ann Example\n{}\n",
        "{}\n\nA headline over the news\n\n{}\n\n— Ann Example\n\n",
        "Posted at {} by Ann Example\n\nA headline over the news\n\n{}\n\n",
    ],
)
def test_name_of_the_author_is_found_where_pages_put_it(post: str) -> None:
    entries = read("".join(post.format(stamp, SENTENCE) for stamp in ("10:14", "09:58", "09:31"))).entries

    assert [(entry.headline, entry.authors, entry.text) for entry in entries] == [("A headline over the news", (Author("Ann Example"),), SENTENCE)] * 3


# --- when -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stamps", "days"), [(("00:20", "23:50", "20:44"), [2, 1, 1]), (("20:44", "23:50", "00:20"), [1, 1, 2])])
def test_midnight_is_crossed_both_ways_from_the_day_of_the_user(stamps: tuple[str, ...], days: list[int]) -> None:
    snapshot = read(of_stamps(*stamps))

    assert [entry.published.day for entry in snapshot.entries if entry.published] == days
    assert all(entry.date_inferred for entry in snapshot.entries)


def test_clock_without_any_day_is_undated() -> None:
    assert times(read(clock_page(4), day=None)) == [None] * 4


@pytest.mark.parametrize(
    "head", ["Updated 8:06 a.m. ET, February 25, 2022", "Published On 25 Feb 2022", "Fri 25 Feb 2022 12.30 GMT", "Friday 25 February 2022"]
)
def test_day_of_the_page_goes_before_that_of_the_user(head: str) -> None:
    snapshot = read(f"The estuary at night\n\n{head}\n\n" + of_stamps("10:14 GMT", "09:58 GMT", "09:31 GMT"))

    assert [entry.published.date() for entry in snapshot.entries if entry.published] == [date(2022, 2, 25)] * 3
    assert head in snapshot.feed.preamble


def test_stamp_without_zone_takes_that_of_the_user_and_is_marked() -> None:
    text = of_stamps("10:14", "09:58", "09:31 GMT")

    assert times(read(text, zone=ZoneInfo("Asia/Tokyo")))[0] == "2024-03-02T10:14:00+09:00"
    assert times(read(text))[0] == "2024-03-02T10:14:00+00:00"
    assert read(of_stamps("2024-03-02 10:14", "2024-03-02 09:58"), zone=ZoneInfo("Asia/Tokyo")).entries[0].date_inferred


@pytest.mark.parametrize(
    ("remark", "first"), [("All times stated are UK", "+01:00"), ("All times GMT", "+00:00"), ("All updates in Eastern Time (ET)", "-04:00")]
)
def test_zone_that_the_page_names_goes_before_that_of_the_user(remark: str, first: str) -> None:
    text = f"The estuary at night\n\n{remark}\n\n" + of_stamps("10:14", "09:58", "09:31")

    assert times(read(text, day=date(2022, 7, 1), zone=ZoneInfo("Asia/Tokyo")))[0] == f"2022-07-01T10:14:00{first}"


def test_numbered_pages_are_british_whatever_the_user_says_and_take_the_users_day() -> None:
    text = "  1. Onepublished at 10:14 1 July\n\n    a\n\n  2. Twopublished at 09:58\n\n    b\n"

    assert times(read(text, zone=ZoneInfo("Asia/Tokyo"))) == ["2023-07-01T10:14:00+01:00", "2023-07-01T09:58:00+01:00"]


def test_page_without_any_time_takes_none_from_the_user() -> None:
    text = "Live Reporting\n\nAll times stated are UK\n\n  1. One\n\n    a\n\n  2. Two\n\n    b\n"

    snapshot = read(text, at=NOON, zone=ZoneInfo("Asia/Tokyo"))

    assert [(entry.headline, entry.published, entry.stamp, entry.date_inferred) for entry in snapshot.entries] == [
        ("One", None, None, False),
        ("Two", None, None, False),
    ]
    timeline = Timeline()
    timeline.merge(snapshot)
    assert [entry.headline for entry in timeline.entries] == ["One", "Two"]


def test_regional_zone_takes_daylight_saving_by_date() -> None:
    snapshot = read(of_stamps("10:14 a.m. ET, July 24, 2022", "10:14 a.m. ET, February 24, 2022", "10:14 a.m. PT, February 23, 2022"))

    assert times(snapshot) == ["2022-07-24T10:14:00-04:00", "2022-02-24T10:14:00-05:00", "2022-02-23T10:14:00-08:00"]
    assert not any(entry.date_inferred for entry in snapshot.entries)


def test_zones_of_one_page_are_laid_on_one_dial() -> None:
    snapshot = read(of_stamps("00:20 GMT", "6:55 p.m. ET", "23:40 GMT"))

    assert times(snapshot) == ["2024-03-02T00:20:00+00:00", "2024-03-01T18:55:00-05:00", "2024-03-01T23:40:00+00:00"]


def test_order_of_day_and_month_is_decided_by_the_whole_page() -> None:
    assert times(read(of_stamps("5/6/2022 09:38", "25/5/2022 09:38")))[0] == "2022-06-05T09:38:00+00:00"
    assert times(read(of_stamps("5/26/2022 09:38", "5/6/2022 09:38")))[1] == "2022-05-06T09:38:00+00:00"


def test_age_counts_back_from_the_capture_and_is_unread_without_one() -> None:
    text = of_stamps("just now", "21 minutes ago", "2h ago")

    assert times(read(text, at=NOON)) == [(NOON - timedelta(minutes=minutes)).isoformat() for minutes in (0, 21, 120)]
    assert all(entry.date_inferred for entry in read(text, at=NOON).entries)
    unread = read(text)
    assert times(unread) == [None] * 3
    assert ([entry.stamp for entry in unread.entries], unread.oldest_first) == (["just now", "21 minutes ago", "2h ago"], False)


def test_absolute_time_in_brackets_wins_over_an_age() -> None:
    text = of_stamps("2m ago (23:59 GMT)", "37m ago (23:24 GMT)", "1h ago (22:50 GMT)")
    night = datetime(2024, 3, 2, 0, 1, tzinfo=UTC)

    assert times(read(text, day=None, at=night))[0] == "2024-03-01T23:59:00+00:00"
    assert times(read(text, day=date(2022, 5, 3), at=night))[0] == "2022-05-03T23:59:00+00:00"


def test_time_of_an_update_is_the_updates() -> None:
    page = "".join(f"{stamp} GMT\n\nA headline over the news\n\n{SENTENCE}\n\nUpdated at 10.40 GMT\n\n" for stamp in ("10:14", "09:58", "09:31"))

    entries = read(page).entries

    assert [(entry.text, entry.updated) for entry in entries] == [(SENTENCE, datetime(2024, 3, 2, 10, 40, tzinfo=UTC))] * 3
    assert "Updated at 10.40 GMT" in read(page, day=None).entries[0].text


# --- which post is which ----------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(FORMS), st.booleans(), st.integers(3, 12), st.integers(0, 4), st.integers(0, 4))
def test_posts_keep_their_ids_when_others_arrive_and_age_off(place: str, form: str, upward: bool, count: int, arrived: int, aged: int) -> None:
    before = read(clock_page(count, place=place, form=form, upward=upward))
    after = read(clock_page(count + arrived, place=place, form=form, first=min(aged, count - 3), upward=upward))
    timeline = Timeline()
    timeline.merge(before)

    changes = timeline.merge(after)

    assert (len(changes.new), changes.edited, changes.withdrawn) == (arrived, (), ())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 600), min_size=3, max_size=10, unique=True), st.integers(0, 300), st.booleans(), st.booleans())
def test_ages_are_no_part_of_an_id_and_no_edit(minutes: list[int], later: int, bracketed: bool, captured: bool) -> None:
    def page(at: datetime) -> Snapshot:
        posts = []
        for number, age in enumerate(sorted(minutes)):
            then = NOON - timedelta(minutes=age)
            old = int((at - then).total_seconds()) // 60
            stamp = f"{old}m ago" if old < 60 else f"{old // 60} hours ago"
            posts.append(clock_post(number, f"{stamp} ({then:%H:%M} GMT)" if bracketed else stamp))
        return read("".join(posts), at=at if captured else None)

    timeline = Timeline()
    first = page(NOON)
    timeline.merge(first)

    assert first.format == "clock-text"
    assert not timeline.merge(page(NOON + timedelta(minutes=later)))


def test_numbers_of_posts_without_times_are_no_part_of_an_id() -> None:
    head = "Live Reporting\n\nAll times stated are UK\n\n"
    old = [f"{number}. Headline {number}\n\n    Text of it, with an end.\n\n" for number in range(5)]
    timeline = Timeline()
    timeline.merge(read(head + "".join(f"  {post}" for post in old)))
    shifted = [f"  {index}. {post.partition('. ')[2]}" for index, post in enumerate(["0. New\n\n    It is new.\n\n", *old])]

    changes = timeline.merge(read(head + "".join(shifted)))

    assert (len(changes.new), changes.edited, changes.withdrawn) == (1, (), ())


def test_equal_posts_are_kept_apart() -> None:
    page = "".join(f"{stamp}\n\nGoal\n\n{SENTENCE}\n\n" for stamp in ("10:14 GMT", "10:14 GMT", "09:31 GMT"))

    assert len({entry.id for entry in read(page).entries}) == 3


@pytest.mark.parametrize("newest_on_top", [True, False])
def test_two_captures_of_one_stream_are_one_with_the_newest_summary(*, newest_on_top: bool) -> None:
    def capture(count: int, first: int = 0) -> str:
        title, posts = clock_page(count, first=first).split("\n\n", 1)
        return f"{title}\n\nSummary\n\n• There are {count} posts\n\n{posts}"

    pages = [capture(8, 3), capture(6)]

    snapshot = read("".join(pages if newest_on_top else pages[::-1]))

    assert sorted(entry.headline or "" for entry in snapshot.entries) == [f"Headline {number} of the long night" for number in range(8)]
    assert {entry.published.date() for entry in snapshot.entries if entry.published} == {TODAY}
    assert [point.text for point in snapshot.feed.summary] == ["There are 8 posts"]


def test_two_captures_without_heads_are_one() -> None:
    newer, older = (clock_page(count).split("\n\n", 1)[1] for count in (8, 6))

    assert len(read(newer + older).entries) == len(read(older + newer).entries) == 8


@pytest.mark.parametrize("newest_on_top", [True, False])
def test_two_captures_of_a_numbered_page_have_the_newest_summary(*, newest_on_top: bool) -> None:
    pages = [live_page(8, points=("There are 8",)), live_page(6, points=("There are 6",))]

    snapshot = read("".join(pages if newest_on_top else pages[::-1]))

    assert len(snapshot.entries) == 8
    assert [point.text for point in snapshot.feed.summary] == ["There are 8"]
    assert "There are 6" in snapshot.feed.preamble


def test_last_post_waits_while_the_file_is_written() -> None:
    from feeds import Document, parse_document

    snapshot = parse_document(Document(data=clock_page(5, upward=False).encode(), source="page.txt", settled=False))

    assert (len(snapshot.entries), snapshot.complete) == (4, False)


@pytest.mark.parametrize(
    "dateline", ["Thu 24 Feb 2022 18.40 GMT First published on Thu 24 Feb 2022 06.02 GMT", "24 February 2022 • 7:30pm", "February 24, 2022"]
)
def test_dateline_over_the_posts_dates_their_clocks(dateline: str) -> None:
    page = f"Storm live\n{dateline}\n\n9:15AM\nFerries stay\n\nNo ferry will sail today.\n\n8:50AM\nTrains late\n\nTrains are delayed.\n\n8:02AM\nGood morning\n\nWelcome to this page.\n"

    assert [entry.published.date() for entry in parse(page.encode()).entries if entry.published] == [date(2022, 2, 24)] * 3
