"""The filter language."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import FIELDS, Author, Body, Code, Context, Embed, Entry, Link, Media, Paragraph, Query, QueryError, Quote, Status, Subject

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


LONDON = ZoneInfo("Europe/London")


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
        ("/turned\\s+back/", True),
        ("/TURNED BACK/", True),
        ("/f[a-f]rry/ -/rail|tram/", True),
        ("=/Ferry/", True),
        ("=/ferry/", False),
        ("/nora|NÓRA/", True),
        ("/Nóra/", True),
        ("/n[öó]ra/", True),
        ("title:/^ferry/", True),
        ("title:/back$/", False),
        ("text:/early\\.$/", True),
        ("/^the high water came early\\.$/", True),
        ("/\\AThe high/", True),
        ("/point.the/", False),
        ("/point[^x]*high/", False),
        ("/lund|castell/ /w.ter/", True),
        ("author:/lund/", False),
        ("/sallow\\/point/", False),
        ("Title:FERRY IS:Unseen Has:IMAGE", True),
        ("a/b", False),
        ("24/7", False),
        ("/", False),
        ("/usr/share", False),
        ("ferry or rail", False),
        ("ferry OR rail water OR zebra", True),
        ("rail ferry OR zebra", False),
        ("-(-ferry)", True),
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
        ("say /open", "/open", "second slash"),
        ("title:/open", "/open", "second slash"),
        ("a /(b/ c", "/(b/", "a parenthesis is never closed"),
        ("-/b)/", "/b)/", "a parenthesis closes nothing"),
        ("title:/[b/", "/[b/", "a bracket is never closed"),
        ("/(?=b)/ a", "/(?=b)/", "cannot look ahead or behind"),
        ("/(?<!b)c/", "/(?<!b)c/", "cannot look ahead or behind"),
        ("/(b)\\1/", "/(b)\\1/", "cannot refer back to a group"),
        ("/*b/", "/*b/", "nothing that “*” could repeat"),
        ("/b++/", "/b++/", "repeats what is repeated already"),
        ("/[z-a]/", "/[z-a]/", "no range of characters"),
        ("/b{1001}/", "/b{1001}/", "repeats too often"),
        ("/\\q/", "/\\q/", "does not know “\\q”"),
        ("/(b?.){900}/", "/(b?.){900}/", "too large"),
        ("is:/new/", "/new/", "takes no pattern"),
        ("after:/13/", "/13/", "takes no pattern"),
        ("a after:teatime", "teatime", "15:00, 9am, 2022-02-16"),
        ("after:25:00", "25:00", "takes a time"),
        ("after:15:61", "15:61", "takes a time"),
        ("on:2022-02-31", "2022-02-31", "there is no day 2022-02-31"),
        ("before:2023-02-29T10:00 a", "2023-02-29T10:00", "there is no day 2023-02-29"),
        ("on:0000-01-01", "0000-01-01", "there is no day"),
        ("after:12", "12", "takes a time"),
        ("after:-2", "-2", "takes a time"),
        ("after:-", "-", "takes a time"),
        ("within:", "within:", "needs 2h, 90m"),
        ("within:2", "2", "takes a length of time"),
        ("within:-2h", "-2h", "takes a length of time"),
        ("within:0h", "0h", "takes a length of time"),
        ("within:999999999w", "999999999w", "takes a length of time"),
        ("within:30m1h", "30m1h", "takes a length of time"),
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


@pytest.mark.parametrize(
    ("text", "reads_as"),
    [
        ('"/a/"', '"/a/"'),
        ('"/open"', '"/open"'),
        ('"/usr/share"', "/usr/share"),
        ("/a b/", "/a b/"),
        ("/(a|b)/", "/(a|b)/"),
        ('/say "x"/', '/say "x"/'),
        ("=/A\\/B/", "=/A\\/B/"),
        ("TITLE:/a/", "title:/a/"),
        ("/a/(b)", "/a/ b"),
        ("//", "//"),
        ("/ a/", "/ a/"),
        ('after:"13:00"', "after:13:00"),
        ('on:"16 February 2022"', 'on:"16 February 2022"'),
        ('"after:13:00"', '"after:13:00"'),
        ('text:"-a"', "text:-a"),
        ('text:"=a"', 'text:"=a"'),
        ("a OR (b c) OR -(d OR e)", "a OR b c OR -(d OR e)"),
    ],
)
def test_filter_prints_as_it_is_written(text: str, reads_as: str) -> None:
    assert str(Query.parse(text)) == reads_as
    assert Query.parse(reads_as) == Query.parse(text)


PIECES = st.sampled_from([
    "ferry", "=Ä", "ß", "ﬁn", "e\u0301", "-", "(", ")", " ", " OR ", '"', '"a b"', "/", "/a+/", "/a\\/b/", "/(a|", "/[b", "a/b", "\\", "title:", "AUTHOR:",
    "is:", "has:image", "is:new", "after:", "on:", "within:", "13:00", "-2h", "today", "2022-02-31", "2022-02-16T15:00", "1h30m", "://", "海", "🙂", "\0",
    "\n", "\ud800", "\u202e",
])  # fmt: skip


@settings(max_examples=2000, deadline=None)
@given(st.one_of(st.text(max_size=30), st.text(alphabet='ab OR-()"=:\\ titlesnew/.+?*[', max_size=24), st.lists(PIECES, max_size=12).map("".join)))
def test_any_text_is_a_filter_or_an_error_inside_it_and_printing_is_the_inverse(text: str) -> None:
    try:
        query = Query.parse(text)
    except QueryError as error:
        assert 0 <= error.start < error.end <= len(text)
        return

    assert Query.parse(str(query)) == query
    query.matches(ENTRY, Status(), now=NOON, zone=UTC)


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet="abÄßé ﬁİ\u0301", min_size=1, max_size=12), st.text(alphabet="abÄßé ﬁİ\u0301", max_size=6), st.text(alphabet="abÄßé ﬁ", max_size=6))
def test_every_stretch_of_a_text_is_found_as_phrase_and_as_pattern(stretch: str, before: str, after: str) -> None:
    import re

    entry = Entry(id="1", headline=before + stretch + after)

    assert matches(f'"{stretch}" title:"{stretch}" ="{stretch}"', entry)
    if not stretch[0].isspace():
        assert matches(f"/{re.escape(stretch)}/ =/{re.escape(stretch)}/ title:/{re.escape(stretch)}/", entry)


@pytest.mark.parametrize(
    ("text", "headline", "expected"),
    [
        ("/wait…/", "Wait… then", True),
        ("/wait…/", "waitxyz", False),
        ("/½ metre/", "A ½ metre", True),
        ("/[ä-ö]x/", "Ex", True),
        ("/[z-é]x/", "zx", True),
        ("/ß+/", "STRASSE", True),
    ],
)
def test_letters_of_a_pattern_are_folded_and_stay_letters(text: str, headline: str, expected: bool) -> None:
    assert matches(text, Entry(id="1", headline=headline)) is expected


class TestTimes:
    """A feed of 15 and 16 February, read on the 18th in London's winter."""

    NOW = datetime(2022, 2, 18, 9, 0, tzinfo=UTC)
    LATEST = datetime(2022, 2, 16, 15, 57, tzinfo=UTC)

    def found(self, text: str, moment: datetime | None, *, ended: bool = False, now: datetime = NOW, zone: ZoneInfo | timezone = LONDON) -> bool:
        entry = Entry(id="1", published=moment)
        return Query.parse(text).matches(entry, Status(), now=now, zone=zone, latest=self.LATEST, ended=ended)

    @pytest.mark.parametrize(
        ("text", "yes", "no"),
        [
            ("after:13:00", ["16 13:00", "16 15:57", "17 09:00"], ["16 12:59", "15 14:00"]),
            ("before:13:00", ["16 12:59", "15 14:00"], ["16 13:00"]),
            ("on:13:00", ["16 13:00", "16 13:00:59"], ["16 13:01", "15 13:00", "16 12:59"]),
            ("on:1pm", ["16 13:00", "16 13:59"], ["16 14:00", "15 13:30"]),
            ("after:9.30", ["16 09:30"], ["16 09:29", "15 10:00"]),
            ("after:9am", ["16 09:00"], ["16 08:59"]),
            ("after:2022-02-16", ["16 00:00"], ["15 23:59"]),
            ("before:2022-02-16", ["15 23:59"], ["16 00:00"]),
            ("on:2022-02-15", ["15 00:00", "15 23:59"], ["16 00:00", "14 23:59"]),
            ("after:2022-02-15T15:00", ["15 15:00"], ["15 14:59"]),
            ("after:2022-02-15t15:00:30", ["15 15:00:30"], ["15 15:00:29"]),
            ("after:2022-02-15T15:00+02:00", ["15 13:00"], ["15 12:59"]),
            ("on:today", ["18 00:00", "18 23:59"], ["17 23:59"]),
            ("on:yesterday", ["17 00:00", "17 23:59"], ["16 23:59", "18 00:00"]),
            ("after:yesterday", ["17 00:00", "18 08:00"], ["16 23:59"]),
            ("before:TODAY", ["17 23:59"], ["18 00:00"]),
            ("after:-2h", ["18 07:00", "18 09:30"], ["18 06:59"]),
            ("before:-30m", ["18 08:29"], ["18 08:30"]),
            ("after:-1d", ["17 09:00"], ["17 08:59"]),
            ("on:-1d", ["17 00:00", "17 23:59"], ["18 00:00"]),
            ("on:-1h", ["18 08:00", "18 08:59"], ["18 09:00", "18 07:59"]),
            ("within:2h", ["18 07:00", "18 09:00"], ["18 06:59", "18 09:01"]),
            ("within:1h30m", ["18 07:30"], ["18 07:29"]),
            ("within:90m", ["18 07:30"], ["18 07:29"]),
            ("within:1d", ["17 09:00"], ["17 08:59"]),
            ("after:13:00 before:14:00", ["16 13:59"], ["16 14:00"]),
            ("-after:13:00", ["16 12:59"], ["16 13:00"]),
        ],
    )
    def test_posts_of_a_time(self, text: str, yes: list[str], no: list[str]) -> None:
        def moment(written: str) -> datetime:
            return datetime.fromisoformat(f"2022-02-{written}").replace(tzinfo=UTC)

        assert [written for written in yes if not self.found(text, moment(written))] == []
        assert [written for written in no if self.found(text, moment(written))] == []

    def test_feed_that_has_ended_is_measured_from_its_newest_post(self) -> None:
        moment = self.LATEST - timedelta(hours=1)

        assert self.found("within:2h after:-2h", moment, ended=True)
        assert self.found("within:2h", self.LATEST, ended=True)
        assert not self.found("within:30m", moment, ended=True)
        assert not self.found("within:2h", moment)

    def test_clock_is_that_of_the_zone_that_times_are_shown_in(self) -> None:
        summer = datetime(2022, 7, 1, 11, 30, tzinfo=UTC)
        asked = {"now": summer, "latest": summer, "status": Status(), "entry": Entry(id="1", published=summer)}

        assert Query.parse("after:12:30 on:2022-07-01T12:30").matches(**asked, zone=LONDON)  # type: ignore[arg-type]
        assert not Query.parse("after:12:30").matches(**asked, zone=UTC)  # type: ignore[arg-type]
        late = Entry(id="1", published=datetime(2022, 7, 1, 23, 30, tzinfo=UTC))
        assert Query.parse("on:2022-07-02").matches(late, Status(), now=summer, zone=LONDON)

    def test_day_on_which_clocks_change_has_all_its_hours(self) -> None:
        last = datetime(2022, 10, 30, 23, 59, tzinfo=UTC)

        assert self.found("on:2022-10-30", last)
        assert self.found("on:2022-10-30", datetime(2022, 10, 29, 23, 0, tzinfo=UTC))
        assert not self.found("on:2022-10-30", datetime(2022, 10, 31, 0, 0, tzinfo=UTC))

    @pytest.mark.parametrize("text", ["after:13:00", "before:13:00", "on:today", "within:200w", "before:2999-01-01", "after:0001-01-01"])
    def test_post_without_a_time_matches_no_time(self, text: str) -> None:
        assert not self.found(text, None)

    @pytest.mark.parametrize("text", ["after:0001-01-01", "before:9999-12-31", "before:9999-12-31T23:59", "-on:9999-12-31", "-on:0001-01-01", "after:-9999w"])
    @pytest.mark.parametrize("zone", [timezone(timedelta(hours=14)), timezone(timedelta(hours=-12)), LONDON], ids=str)
    def test_ends_of_the_calendar_are_times_like_others(self, text: str, zone: ZoneInfo | timezone) -> None:
        assert self.found(text, self.LATEST, zone=zone)

    def test_reading_a_filter_needs_no_clock(self) -> None:
        assert Query.parse("after:today within:2h on:13:00") == Query.parse("after:today within:2h on:13:00")
        assert Query.parse("ferry is:new").spans(Context(now=self.NOW)) == ()
        assert len(Query.parse("ferry (on:today OR -within:2h)").spans(Context(now=self.NOW))) == 2


WORDS = st.lists(
    st.sampled_from(
        ["fer", "ferry", "FERRY", "=ferry", "=Fer", "title:fer", "title:ferry", "text:w", "-fer", "-ferry", "a OR b", "(a OR b)", '"high w"', "high"]
    ),
    max_size=4,
)


@settings(max_examples=400, deadline=None)
@given(WORDS, WORDS, st.text(alphabet="ferryFERY higwatb", max_size=30))
def test_filter_that_narrows_another_finds_nothing_else(one: list[str], other: list[str], headline: str) -> None:
    narrow, wide = Query.parse(" ".join([*one, *other])), Query.parse(" ".join(other))
    entry = Entry(id="1", headline=headline, body=ENTRY.body)

    if narrow.narrows(wide) and matches(str(narrow), entry):
        assert matches(str(wide), entry)


@pytest.mark.parametrize(
    ("one", "other", "narrows"),
    [
        ("ferry", "fer", True),
        ("ferry rail", "rail fe", True),
        ("fer", "ferry", False),
        ("title:ferry", "title:fe", True),
        ("title:ferry", "fe", False),
        ("-ferry", "-fe", False),
        ("-fe x", "-fe", True),
        ("/ferry/", "/ferry/", True),
        ("/ferry/", "/fe/", False),
        ("a OR ferry", "a OR fe", False),
        ("ferry is:new", "ferry", True),
        ("ferry is:new", "is:new", False),
        ("ferry within:2h", "within:2h", False),
        ("anything", "", True),
    ],
)
def test_filter_narrows_another_where_that_is_plain(one: str, other: str, narrows: bool) -> None:
    assert Query.parse(one).narrows(Query.parse(other)) is narrows


def test_source_and_addresses_are_asked_for_apart() -> None:
    entry = Entry(
        id="1",
        link="https://harbour.example/tides?at=6",
        body=Body(
            (), (Paragraph("See the table.", (Link("table", "https://tables.example.org/Low", 8),)), Embed("Rook", "https://rook.example/1"), Code("x = 1"))
        ),
    )
    subject = Subject(entry, Status(), "pages/night.txt")
    context = Context(now=NOON, titles={"pages/night.txt": "The long night"})

    def found(text: str) -> bool:
        return Query.parse(text).test(context)(subject)

    assert all(
        map(
            found,
            [
                "link:harbour.example",
                "link:/tables?\\.example/",
                "link:LOW",
                "link:=Low",
                "link:rook",
                "source:night.txt",
                'source:"long night"',
                'text:"x = 1"',
            ],
        )
    )
    assert not any(map(found, ["harbour.example", "rook", "link:table.", "source:harbour", "night", "link:=low"]))


@pytest.mark.row("S16")
@pytest.mark.parametrize("pattern", ["(a+)+$", r"(\w|\w)*$", "(x+x+)+y", "(a|aa)+$", "(.*)*b", "a{900}b"])
def test_no_pattern_takes_long(pattern: str) -> None:
    entry = Entry(id="1", headline="a" * 100_000 + "!", body=Body((), (Paragraph("a" * 100_000),)))
    query = Query.parse(f"/{pattern}/ OR =/{pattern}/ OR title:/{pattern}/")

    begun = time.process_time()
    query.matches(entry, Status(), now=NOON, zone=UTC)

    assert time.process_time() - begun < 2  # a hundredth of it; backtracking takes longer than anybody waits


@pytest.mark.row("S16")
def test_long_pattern_is_refused_with_its_place() -> None:
    with pytest.raises(QueryError, match="1,000 characters, this one has 10,240") as caught:
        Query.parse(f"ferry /{'a' * 10_240}/")

    assert (caught.value.start, caught.value.end) == (6, 10_248)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_example_of_each_field_is_a_filter_of_that_field(field: object) -> None:
    name, example = getattr(field, "name"), getattr(field, "example")  # noqa: B009

    assert Query.parse(example).parts[0].field == name  # type: ignore[union-attr]
    assert str(Query.parse(example)) == example


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    with pytest.raises(QueryError):
        Query.parse("(" * 5000)
