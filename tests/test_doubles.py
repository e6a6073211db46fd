"""Which posts of different sources tell the same thing, and that the answer depends on the posts alone."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Doubles, Entry, Post, Status
from feeds.doubles import CROWD, MOST_TOLD
from feeds.doubles.headlines import headline_of, likeness
from feeds.doubles.link_keys import link_key

from .support import NOON

SAME_PAGES = [
    ("https://www.echo.example/storm", "http://echo.example/storm/"),
    ("https://echo.example/storm?utm_source=rss&utm_medium=feed", "https://echo.example/storm"),
    ("https://echo.example/storm?b=2&a=1", "https://echo.example/storm?a=1&b=2&fbclid=IwAR0"),
    ("https://echo.example/storm/amp/", "https://echo.example/storm"),
    ("https://amp.echo.example/storm.amp.html", "https://www.echo.example/storm.html"),
    ("https://m.echo.example/storm", "https://echo.example:443/storm#comments"),
    ("https://echo.example/storm?at_medium=RSS&at_campaign=KARANGA", "https://echo.example/storm#xtor=RSS-1"),
    ("https://www.google.com/url?rct=j&sa=t&url=https://echo.example/storm&ct=ga", "https://echo.example/storm"),
    ("https://www.google.com/amp/s/echo.example/storm", "https://echo.example/storm"),
    ("https://echo-example.cdn.ampproject.org/c/s/echo.example/storm", "https://echo.example/storm"),
    ("https://echo.example/storm/index.html", "https://echo.example/storm/"),
    ("https://echo.example/caf%C3%A9", "https://echo.example/café"),
    ("https://ECHO.example/storm?source=rss", "https://echo.example/storm#:~:text=gusts"),
    ("https://echo.example/storm;jsessionid=12AB", "https://echo.example/storm"),
]
OTHER_PAGES = [
    ("https://echo.example/storm", "https://wire.example/storm"),
    ("https://echo.example/live#post-12", "https://echo.example/live#post-13"),
    ("https://echo.example/live#block-12", "https://echo.example/live"),
    ("https://echo.example/?p=12", "https://echo.example/?p=13"),
    ("https://echo.example/storm?page=2", "https://echo.example/storm"),
    ("https://git.example/notes?ref=main", "https://git.example/notes?ref=next"),
    ("https://uk.echo.example/storm", "https://us.echo.example/storm"),
    ("https://echo.example:8080/storm", "https://echo.example/storm"),
    ("https://echo.example/Storm", "https://echo.example/storm"),
    ("https://echo.example/amplifier", "https://echo.example/lifier"),
]
SAME_WORDS = [
    ("Storm Isolde closes the outer barrier", "Storm Isolde closes outer barrier"),
    ("BREAKING: Storm Isolde closes outer barrier", "Storm Isolde closes outer barrier"),
    ("BREAKING NEWS Storm Isolde closes outer barrier", "Just in – Storm Isolde closes outer barrier"),
    ("[Update] Storm Isolde closes outer barrier", "UPDATE 2-Storm Isolde closes outer barrier"),
    ("Storm Isolde closes outer barrier - Harbour Echo", "Storm Isolde closes outer barrier"),
    ("Storm Isolde closes outer barrier | Coast Wire", "Storm Isolde closes outer barrier"),
    ("Barrier closed at noon as storm nears", "Barrier closes at noon as storm nears"),
    ("Ferry suspended as storm nears Tarrick", "Ferries suspended as storm nears Tarrick"),
    ("Three killed in harbour crane collapse", "3 killed in harbor crane collapse"),
    ("Organisers cancel the Tarrick regatta", "Organizers cancel Tarrick regatta"),
    ("Harbour re-opens after long storm night", "Harbour reopens after long storm night"),
    ("Tarrick’s “outer gate” holds overnight", "Tarrick's 'outer gate' holds overnight"),
    ("STORM ISOLDE CLOSES OUTER BARRIER", "Storm Isolde closes outer barrier"),
    ("Café fire closes Tarrick quay", "Cafe fire closes Tarrick quay"),
    ("Council cuts 1,200 harbour jobs in Tarrick", "Council cuts 1200 harbour jobs in Tarrick"),
    ("U.S. sends tugs to Tarrick harbour", "US sends tugs to Tarrick harbour"),
    ("Wages rise 5% at Tarrick harbour office", "Wages rise five per cent at Tarrick harbour office"),
    ("Two ferries turn back at Tarrick pier in heavy harbour swell", "Two ferries turn back at Tarrick pier in very heavy harbour swell"),
    ("Tarrick bridge closed after lorry loses its load of apples", "Tarrick bridge closed as lorry loses load of apples"),
    ("Буря закрывает внешний барьер порта", "Буря закрывает внешний барьер порта!"),
    ("港見市の防潮扉が嵐で閉鎖された", "港見市の防潮扉が嵐で閉鎖された。"),
]
OTHER_WORDS = [
    ("Three killed in harbour crane collapse", "Five killed in harbour crane collapse"),
    ("3 killed in harbour crane collapse", "Harbour crane collapse"),
    ("Harbour reopens after storm night", "Harbour closes after storm night"),
    ("East gate at Tarrick harbour shut", "West gate at Tarrick harbour shut"),
    ("Minister says harbour tax will rise in Tarrick", "Minister says harbour tax will not rise in Tarrick"),
    ("Police arrest man over Tarrick harbour fire at north quay", "Police arrest second man over Tarrick harbour fire at north quay"),
    ("Austria wins gold in downhill race", "Australia wins gold in downhill race"),
    ("Iran signs harbour treaty with neighbours", "Iraq signs harbour treaty with neighbours"),
    ("Tarrick beat Harwold in cup final", "Harwold beat Tarrick in cup final"),
    ("Tarrick beat Harwold 2-1 in cup final", "Tarrick beat Harwold 1-2 in cup final"),
    ("Man rescued from Tarrick harbour wall", "Woman rescued from Tarrick harbour wall"),
    ("Court finds harbour contract legal", "Court finds harbour contract illegal"),
    ("Ferry moves from Tarrick quay to Harwold quay", "Ferry moves to Tarrick quay from Harwold quay"),
    ("Mayor speaks before harbour vote in Tarrick", "Mayor speaks after harbour vote in Tarrick"),
    ("Budget of £5m for Tarrick harbour", "Budget of $5m for Tarrick harbour"),
    ("Storm Isolde closes barrier - Live Updates", "Storm Isolde closes barrier"),
    ("Storm Isolde closes Tarrick barrier - the mayor explains", "Storm Isolde closes Tarrick barrier"),
    ("Live updates", "Live updates"),
    ("Morning briefing", "Morning briefing"),
    ("Goal!", "Goal!"),
    ("Barrier closed now", "Barrier closed now"),
    ("What we know so far", "What we know so far"),
    ("Good morning and welcome to our live coverage", "Good morning and welcome to our live coverage"),
    ("Here’s what happened today", "Here’s what happened today"),
    ("Weather forecast for Tuesday evening", "Weather forecast for Tuesday evening"),
    ("速報", "速報"),
]


@pytest.mark.parametrize(("one", "other"), SAME_PAGES)
def test_one_page_has_one_key(one: str, other: str) -> None:
    assert link_key(one) == link_key(other) is not None


@pytest.mark.parametrize(("one", "other"), OTHER_PAGES)
def test_what_distinguishes_two_pages_is_kept(one: str, other: str) -> None:
    assert link_key(one) != link_key(other)


@pytest.mark.parametrize(
    "link", [None, "", "https://echo.example/", "https://www.echo.example", "mailto:ann@echo.example", "no address", "http://[::1", "https://e.example:x/a"]
)
def test_front_page_and_what_is_no_page_have_no_key(link: str | None) -> None:
    assert link_key(link) is None


@given(st.text(max_size=80))
def test_any_text_is_a_link_or_none(text: str) -> None:
    for link in (text, f"https://echo.example/{text}", f"https://{text}"):
        key = link_key(link)
        assert key is None or key


@pytest.mark.parametrize(("one", "other"), SAME_WORDS)
def test_headlines_say_the_same(one: str, other: str) -> None:
    mine, theirs = headline_of(one), headline_of(other)
    assert mine is not None and theirs is not None
    assert likeness(mine, theirs) == likeness(theirs, mine) > 0


@pytest.mark.parametrize(("one", "other"), OTHER_WORDS)
def test_headlines_do_not_say_the_same(one: str, other: str) -> None:
    mine, theirs = headline_of(one), headline_of(other)
    assert mine is None or theirs is None or likeness(mine, theirs) == likeness(theirs, mine) == 0


def test_name_of_the_paper_is_known_by_its_address() -> None:
    told = headline_of("Storm Hits Tarrick Harbour Wall - BBC News", "https://www.bbc.example/news")
    assert told == headline_of("Storm Hits Tarrick Harbour Wall")


HEADLINE = "Storm Isolde closes outer barrier"


def telling(source: str, minute: float | None = 0, headline: str = HEADLINE, *, id: str = "", link: str | None = None, withdrawn: bool = False) -> Post:
    """A post of so many minutes after noon."""
    published = None if minute is None else NOON + timedelta(minutes=minute)
    id = id or f"{source} {minute} {headline}"
    entry = Entry(id=id, headline=headline, link=link, published=published)
    return Post(id, source, entry, published.timestamp() if published else 0.0, Status(withdrawn=withdrawn), own=id)


def grouped(*posts: Post) -> list[list[str]]:
    """The sources of each group, the lead first."""
    made = Doubles("abcdef".index)
    made.update(posts)
    sources = {post.id: post.source for post in posts}
    return sorted([sources[id] for id in group] for group in made.groups)


PAGE = "https://echo.example/storm"


@pytest.mark.parametrize(
    ("posts", "groups"),
    [
        ([telling("a", 0), telling("b", 10)], ["ab"]),
        ([telling("b", 0), telling("a", 10)], ["ba"]),
        ([telling("b", 0), telling("a", 0)], ["ab"]),
        ([telling("a", 0), telling("b", 31)], []),
        ([telling("a", 0), telling("b", 20), telling("c", 40)], ["abc"]),
        ([telling("a", 0), telling("a", 5)], []),
        ([telling("a", 0, link=PAGE), telling("b", 600, "Quite another headline", link=PAGE + "?utm_source=rss")], ["ab"]),
        ([telling("a", None, link=PAGE), telling("b", 5, link=PAGE)], ["ba"]),
        ([telling("a", None), telling("b", 5)], []),
        ([telling("a", 0, "Goal", link=PAGE), telling("b", 5, "Goal", link=PAGE), telling("c", 5, "Goal")], ["ab"]),
        ([telling("a", 0, "3 killed in crane collapse", link=PAGE), telling("b", 5, "5 killed in crane collapse", link=PAGE)], ["ab"]),
        ([telling("a", 0, withdrawn=True), telling("b", 5), telling("c", 9)], ["bca"]),
        ([telling("a", 0, "One of the posts", link=PAGE), telling("a", 3, "Two of the posts", link=PAGE), telling("b", 5, "An article", link=PAGE)], []),
        ([telling("a", 0), telling("a", 400), telling("b", 402)], []),
        ([telling("a", 0, withdrawn=True), telling("a", 1), telling("b", 5)], ["ab"]),
    ],
    ids=[
        "same headline",
        "the first leads",
        "of the same time the source named first",
        "half an hour is too long",
        "each is near the one before",
        "one source",
        "same page, hours later",
        "undated, the dated one leads",
        "undated without a link",
        "short headlines only by the link",
        "numbers differ, but one page",
        "what was withdrawn leads no more",
        "page of many posts",
        "headline used twice",
        "withdrawn and said again",
    ],
)
def test_groups(posts: list[Post], groups: list[str]) -> None:
    assert grouped(*posts) == [list(group) for group in groups]


def test_change_comes_and_goes() -> None:
    made = Doubles("abc".index)
    first, second, third = telling("a", 0, id="1"), telling("b", 5, id="2"), telling("c", 9, id="3")
    assert made.update([first]) == {}
    assert made.update([third]) == {"1": ("1", "3"), "3": ("1", "3")}
    assert made.update([second]) == dict.fromkeys("123", ("1", "2", "3"))
    assert made.update([second]) == {}

    edited = telling("b", 5, "Ferry late at Harwold pier", id="2")
    assert made.update([edited]) == {"1": ("1", "3"), "2": (), "3": ("1", "3")}
    assert made.update([second]) == dict.fromkeys("123", ("1", "2", "3"))
    assert made.update([telling("a", 0, id="1", withdrawn=True)]) == dict.fromkeys("123", ("2", "3", "1"))
    assert made.update([first]) == dict.fromkeys("123", ("1", "2", "3"))
    assert made.update([], gone=["1"]) == {"1": (), "2": ("2", "3"), "3": ("2", "3")}
    assert made.group("1") == ()


def test_lines_of_a_machine_are_not_compared_with_each_other() -> None:
    made = Doubles("ab".index)
    posts = [telling("a", number / 100, f"Gateway timeout upstream {chr(97 + number % 26)}{chr(97 + number // 26)}zzq") for number in range(CROWD + 1)]
    made.update(posts)
    assert made.update([telling("b", 1, "Gateway timeout upstream aazzq")]) == {}
    assert len(made.update([], gone=[post.id for post in posts[5:]])) == 2


WORDS = [
    "Storm Isolde closes outer barrier",
    "Storm Isolde closes the outer barriers",
    "Ferries late at Tarrick pier",
    "Ferry late at Tarrick pier",
    "Live updates",
]
POSTS = st.builds(
    telling,
    st.sampled_from("abc"),
    st.sampled_from([None, 0, 10, 25, 40, 55, 70]),
    st.sampled_from(WORDS),
    id=st.sampled_from("pqrstuvwxyz"),
    link=st.sampled_from([None, None, PAGE, PAGE + "?utm_source=x", "https://echo.example/ferry"]),
    withdrawn=st.booleans(),
)


def test_what_very_many_sources_say_is_no_post_but_a_common_line() -> None:
    few = [telling(f"s{number}", number % 20) for number in range(MOST_TOLD)]
    doubles = Doubles(lambda source: 0)
    doubles.update(few)
    assert [len(group) for group in doubles.groups] == [MOST_TOLD]

    found = doubles.update([telling("one more", 5)])

    assert (doubles.groups, set(found.values())) == (set(), {()})
    doubles.update([], [few[0].id])
    assert [len(group) for group in doubles.groups] == [MOST_TOLD]


@settings(max_examples=150, deadline=None)
@given(st.lists(POSTS, max_size=14), st.randoms(use_true_random=False))
def test_groups_depend_on_the_posts_alone(history: list[Post], chance: random.Random) -> None:
    """However posts came, changed and went, the groups are those of what is there in the end; and every post of a group is of another source."""
    made = Doubles("abc".index)
    there: dict[str, Post] = {}
    told: dict[str, tuple[str, ...]] = {}
    for post in history:
        if post.id in there and (there[post.id].source != post.source or chance.random() < 0.2):
            told |= made.update([], gone=[post.id])
            del there[post.id]
        else:
            told |= made.update([post])
            there[post.id] = post
    again = Doubles("abc".index)
    shuffled = list(there.values())
    chance.shuffle(shuffled)
    again.update(shuffled)

    assert made.groups == again.groups
    assert {group for group in told.values() if group} == made.groups
    assert all(len({there[id].source for id in group}) == len(group) > 1 for group in made.groups)
