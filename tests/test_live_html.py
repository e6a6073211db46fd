"""HTML live pages: what their data says, what they show, and both as one."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Document, Entry, FormatError, Paragraph, Snapshot, Timeline, UnknownFormat, parse, parse_document
from feeds.formats import live_html
from feeds.formats.base import Page
from feeds.formats.html.scripts import read_script
from feeds.formats.live_html.adapters import ROWS
from feeds.formats.live_html.values import authors, epoch, pictures, text
from feeds.kept import Kept
from feeds.model import Author, Embed, Unread

from .live_pages import ADDRESS, BEGIN, SHAPES, TITLE, Told, bbc, entries, guardian, guardian_classic, page, plain, posting, reach, script, shown, told, update

LATER = BEGIN + timedelta(days=3)
MARKS: dict[str, Callable[[Told], str]] = {
    "reach": lambda post: post.id,
    "express": lambda post: f"live-{post.id}",
    "guardian": lambda post: f"block-{post.uuid}",
    "guardian_classic": lambda post: f"block-{post.uuid}",
    "bbc": lambda post: f"asset:{post.uuid}",
    "bbc_older": lambda post: post.uuid,
    "wordpress": lambda post: post.id,
}
"""The id of an entry on a page of each shape."""


def read(html: str, **more: Any) -> Snapshot:
    snapshot = parse(html.encode(), url=ADDRESS, **more)
    assert snapshot.format == "live-html"
    return snapshot


def of_data(*values: Any, **more: Any) -> Snapshot:
    """What a page says that has nothing but data."""
    return read(page(head=script(*values)), **more)


def one(fields: dict[str, Any]) -> Entry:
    """The entry of an update with these fields, beside another one."""
    return next(entry for entry in of_data(posting([update(told(1), **fields), update(told(2))])).entries if entry.id != told(2).id)


def raw(entry: Entry) -> str:
    """The body as its format wrote it."""
    return entry.body.raw if isinstance(entry.body, Unread) else ""


def manner(entry: Entry) -> Any:
    assert isinstance(entry.body, Unread)
    return entry.body.manner


def is_live(html: str) -> bool:
    return live_html.recognises(Page(Document(data=html.encode(), source="page")))


# --- what a live page is ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "live"),
    [
        (page(head=script(posting([update(told(1))]))), True),
        (page(head=script(posting(update(told(1))))), True),
        (page(head=script(posting([]))), False),
        (page(head=script(posting(None))), False),
        (page(head=script({"@type": "NewsArticle", "liveBlogUpdate": [update(told(1))]})), False),
        (page(shown("reach", entries(3))), True),
        (page(shown("reach", entries(2))), False),
        (page(shown("reach", entries(1)), head=script(posting(None))), True),
        (page('<div class="liveblog teaser"><a href="/a">A</a></div>' * 5), False),
        (page(head='<script>var x = "LiveBlogPosting"</script>'), False),
        (page('<article class="block">no id</article>' * 5), False),
        (page("".join(f'<div id="block-views-{number}" class="block block-views"><h2>Menu</h2></div>' for number in range(5))), False),
        (page("".join(f'<article id="block-{number}" class="block"><h2>Offer</h2></article>' for number in range(5))), False),
        (shown("wordpress", entries(3)), True),
        ("<!-- saved -->\n<div>" + shown("guardian", entries(3)), True),
        ("A text that says LiveBlogPosting", False),
    ],
)
def test_live_page_has_updates_or_three_entries(html: str, live: bool) -> None:
    assert is_live(html) is live


@pytest.mark.parametrize("shape", SHAPES)
def test_shape_is_read(shape: str) -> None:
    posts = entries(7)

    snapshot = read(page(shown(shape, posts)), date=date(2025, 7, 2))

    assert [entry.id for entry in snapshot.entries] == [MARKS[shape](post) for post in posts]
    assert [entry.published for entry in snapshot.entries] == [post.when for post in posts]
    assert {entry.date_inferred for entry in snapshot.entries} == {shape.startswith("bbc")}
    assert not any(entry.id_inferred for entry in snapshot.entries)
    for entry, post in zip(snapshot.entries, posts, strict=True):
        assert entry.headline == (None if shape == "wordpress" else post.headline)
        assert shape == "bbc_older" or entry.link == f"{ADDRESS}#{'liveblog-entry-' if shape == 'wordpress' else ''}{MARKS[shape](post)}"
        assert raw(entry).count("<p>") == 2 and f"/gauge/{post.number}" in raw(entry)
        assert not any(word in raw(entry) for word in ("Share", "Headline", "ago", "published at", "Example", "Sample", "Updated"))
        if shape in ("reach", "express", "guardian", "guardian_classic"):
            assert entry.updated == post.when + timedelta(minutes=1)
        if shape not in ("guardian_classic", "bbc"):
            assert [author.name for author in entry.authors] == ([] if shape == "reach" and post.key else [post.author])
        if shape in ("reach", "guardian_classic"):
            assert entry.label == ("Key event" if post.key else None)


@pytest.mark.parametrize("shape", SHAPES)
def test_data_and_entries_are_one_list(shape: str) -> None:
    posts = entries(9)
    mark = "liveblog-entry-" if shape == "wordpress" else ""
    data = [update(post, url=f"{ADDRESS}#{mark}{MARKS[shape](post)}") for post in posts]

    snapshot = read(page(shown(shape, posts[:4]), head=script(posting(data))))

    assert [entry.id for entry in snapshot.entries] == [f"{mark}{MARKS[shape](post)}" for post in posts]
    assert ["<p>" in raw(entry) for entry in snapshot.entries] == [True] * 4 + [False] * 5
    assert all(entry.published == post.when and entry.headline == post.headline for entry, post in zip(snapshot.entries, posts, strict=True))
    assert [problem.message for problem in snapshot.problems] == [
        "this page shows 4 of 9 posts: the others are as its data tells them, without links and pictures"
    ]


def test_every_row_has_a_shape() -> None:
    assert len(ROWS) == len(SHAPES)


# --- rule 1: the scripts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["application/ld+json", "APPLICATION/LD+JSON", "application/ld+json; charset=utf-8", " application/ld+json "])
def test_script_type_in_any_case_with_parameters(kind: str) -> None:
    assert len(read(page(head=script(posting([update(told(1))]), kind=kind))).entries) == 1


@pytest.mark.parametrize(
    "written",
    [
        "\ufeff{}",
        "<!-- {} -->",
        "<!--//--><![CDATA[//><!--\n{}\n//--><!]]>",
        "//<![CDATA[\n{}\n//]]>",
        "/*<![CDATA[*/{}/*]]>*/",
        "{};",
        "\n\t {}\n",
        "[{},]",
        "[{}, ,]",
    ],
)
def test_script_is_unwrapped(written: str) -> None:
    value = {"a": ["b, ]", "c\\d", 'e"f']}

    assert read_script(written.replace("{}", json.dumps(value), 1)) in ([value], [[value]])


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('{"a": 1,}', {"a": 1}),
        ('{"a": [1, 2, ], }', {"a": [1, 2]}),
        ('{"a": "b,]", "c": ",}",}', {"a": "b,]", "c": ",}"}),
        ('{"a": "one\ntwo\tthree"}', {"a": "one\ntwo\tthree"}),
        (r'{"a": "it\'s",}', {"a": "it's"}),
        (r'{"a": "\u00e9 \ud83d\ude00 \\, \x",}', {"a": "é 😀 \\, x"}),
        ("{&quot;a&quot;: &quot;b&quot;}", {"a": "b"}),
    ],
)
def test_script_is_repaired(written: str, value: Any) -> None:
    assert read_script(written) == [value]


def test_values_one_after_the_other() -> None:
    assert read_script('{"a": 1}{"b": 2},\n{"c": 3}') == [{"a": 1}, {"b": 2}, {"c": 3}]


def test_script_fails_by_itself() -> None:
    snapshot = of_data('{"@type": "Organization", "name": ', posting([update(told(1))]), "var x = 1;", "[" * 100_000)

    assert [entry.id for entry in snapshot.entries] == [told(1).id]
    assert [(problem.place, problem.message) for problem in snapshot.problems] == [
        ("JSON-LD script 1", "left out: it is no JSON"),
        ("JSON-LD script 3", "left out: it is no JSON"),
        ("JSON-LD script 4", "left out: it is nested too deep"),
    ]


# --- rule 2: the walk ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrap",
    [
        lambda live: live,
        lambda live: [{"@type": "WebPage", "name": "x"}, live],
        lambda live: {"@context": "https://schema.org", "@graph": [{"@type": "Organization"}, live]},
        lambda live: {"@type": "WebPage", "mainEntity": live},
        lambda live: [[[live]]],
        lambda live: live | {"@type": ["NewsArticle", "LiveBlogPosting"]},
        lambda live: live | {"@type": "http://schema.org/LiveBlogPosting"},
        lambda live: live | {"@type": "schema:LiveBlogPosting"},
    ],
)
def test_posting_is_found(wrap: Any) -> None:
    snapshot = of_data(wrap(posting([update(told(1)), update(told(2))])))

    assert [entry.id for entry in snapshot.entries] == [told(1).id, told(2).id]
    assert snapshot.feed.title == TITLE


@pytest.mark.row("S10")
def test_walk_ends() -> None:
    deep: Any = posting([update(told(1))])
    for _ in range(200):
        deep = {"a": deep}

    snapshot = of_data(posting([update(told(2))]), deep, [[[]] * 1000] * 300)

    assert [entry.id for entry in snapshot.entries] == [told(2).id]


@pytest.mark.parametrize("name", [{"url": ADDRESS}, {"@id": "#live", "url": None}])
def test_postings_of_one_name_are_merged(name: dict[str, Any]) -> None:
    first = posting([update(told(1)), update(told(2))], **name)
    second = posting([update(told(2)), update(told(3))], description="All night", headline="Another", **name)

    snapshot = of_data(first, second)

    assert [entry.id for entry in snapshot.entries] == [told(number).id for number in (1, 2, 3)]
    assert (snapshot.feed.title, snapshot.feed.description) == (TITLE, "All night")


def test_several_live_blogs_are_all_read() -> None:
    other = posting([update(told(5), url="https://estuary.example/live/ferry#1")], url="https://estuary.example/live/ferry", headline="The ferry")

    snapshot = of_data(other, posting([update(told(1)), update(told(2))]))

    assert snapshot.feed.title == TITLE
    assert [entry.id for entry in snapshot.entries] == [told(1).id, told(2).id, "1"]
    assert [(fact.name, fact.value, fact.link) for fact in snapshot.feed.facts] == [("also on this page", "The ferry", "https://estuary.example/live/ferry")]


# --- rule 3: the updates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        (update(told(1)), [1]),
        ([update(told(1)), update(told(2))], [1, 2]),
        ([[update(told(1))], [[update(told(2))], update(told(3))]], [1, 2, 3]),
        ([update(told(1)), None, "text", 7, [], {}], [1]),
        ({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": update(told(1))}, {"@type": "ListItem", "item": update(told(2))}]}, [1, 2]),
        ({"@list": [update(told(1))]}, [1]),
    ],
)
def test_updates_in_every_form(written: Any, numbers: list[int]) -> None:
    assert [entry.id for entry in of_data(posting(written)).entries] == [told(number).id for number in numbers]


def test_updates_that_are_only_named_stand_elsewhere() -> None:
    graph = [posting([{"@id": "#a"}, {"@id": "#b"}]), update(told(1), url=None) | {"@id": "#a"}, update(told(2), url=None) | {"@id": "#b"}]

    snapshot = of_data({"@graph": graph})

    assert [(entry.id, entry.headline) for entry in snapshot.entries] == [("a", told(1).headline), ("b", told(2).headline)]


# --- rule 4: what is cloned ---------------------------------------------------------------------------------------------


def cloned(*posts: Told) -> dict[str, Any]:
    """Updates that repeat headline and dates of their page, and have an id and no address."""
    same = {"headline": TITLE, "datePublished": "2025-06-29T05:55:00Z", "dateModified": "2025-06-29T21:30:00Z", "url": None}
    return posting([update(post, **same, articleBody=plain(post.body)[:60]) | {"@id": f"block-{post.uuid}"} for post in posts])


def test_cloned_headlines_and_dates_are_absent() -> None:
    snapshot = of_data(cloned(told(2), told(1)))

    assert [(entry.headline, entry.published, entry.updated, entry.stamp) for entry in snapshot.entries] == [(None, None, None, None)] * 2
    assert [entry.id for entry in snapshot.entries] == [f"block-{told(2).uuid}", f"block-{told(1).uuid}"]


def test_cloned_fields_come_from_the_page() -> None:
    posts = entries(4)

    snapshot = read(page(shown("guardian_classic", posts), head=script([{"@type": "WebPage"}, cloned(*posts)])))

    assert [(entry.headline, entry.published) for entry in snapshot.entries] == [(post.headline, post.when) for post in posts]
    assert all("<p>Crews" in raw(entry) for entry in snapshot.entries)
    assert [entry.link for entry in snapshot.entries] == [f"{ADDRESS}#block-{post.uuid}" for post in posts]


def test_shared_headline_that_is_not_the_pages_is_absent_and_each_field_by_itself() -> None:
    snapshot = of_data(posting([update(told(1), headline="Live"), update(told(2), headline="Live")]))

    assert [(entry.headline, entry.published) for entry in snapshot.entries] == [(None, told(1).when), (None, told(2).when)]


def test_headline_of_the_page_in_several_updates_is_none_of_theirs() -> None:
    page_title, own = {"headline": TITLE}, {"headline": "The gate shuts"}
    found = of_data(posting([update(told(2), **page_title), update(told(1), **own), update(told(0), **page_title)])).entries

    assert [entry.headline for entry in found] == [None, "The gate shuts", None]
    assert [entry.headline for entry in of_data(posting([update(told(1), **page_title), update(told(0), **own)])).entries] == [TITLE, "The gate shuts"]


def test_only_update_keeps_what_it_says() -> None:
    (entry,) = of_data(posting([update(told(1), headline=TITLE)])).entries

    assert (entry.headline, entry.published) == (TITLE, told(1).when)


# --- rule 5: texts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "wanted", "kind"),
    [
        ("Plain words\nand a second line", "Plain words\nand a second line", "text"),
        ("Tom &amp; Ada &lt; 5 &#8211; &quot;so&quot;", 'Tom & Ada < 5 – "so"', "text"),
        ("AT&amp;amp;T", "AT&amp;T", "text"),
        ("<p>Tom &amp; Ada</p>", "<p>Tom &amp; Ada</p>", "html"),
        ("&lt;p&gt;Tom &amp;amp; Ada&lt;/p&gt;", "<p>Tom &amp; Ada</p>", "html"),
        ("one\ntwo <b>three</b>\n\nfour", "<p>one<br>two <b>three</b></p><p>four</p>", "html"),
        ("a < b and c > d", "a < b and c > d", "text"),
        ({"@type": "Text", "@value": "Words"}, "Words", "text"),
        ({"@type": "Text"}, "", "text"),
        (["One", {"@value": "Two"}], "One\n\nTwo", "text"),
        (None, "", "text"),
        (7, "7", "text"),
    ],
)
def test_texts(written: Any, wanted: str, kind: str) -> None:
    assert text(written) == (wanted, kind)


def test_headline_is_unescaped_once() -> None:
    assert one({"headline": "Tom &amp; Ada\n at &quot;the wall&quot; &amp;amp; more"}).headline == 'Tom & Ada at "the wall" &amp; more'


def test_empty_body_with_a_title_is_kept() -> None:
    entry = one({"articleBody": ""})

    assert (entry.headline, raw(entry)) == (told(1).headline, "")


def test_update_that_says_nothing_is_no_entry() -> None:
    empty = {"@type": "BlogPosting", "datePublished": "2025-06-29T10:00:00Z", "articleBody": " "}

    assert [entry.id for entry in of_data(posting([empty, update(told(1)), {"a": 1}, empty | {"@id": "kept"}])).entries] == [told(1).id, "kept"]


def test_description_is_the_body_or_the_summary() -> None:
    assert raw(one({"articleBody": None, "description": "In short"})) == "In short"
    assert manner(one({"description": "In short"})).summary == "In short"
    assert manner(one({"description": plain(told(1).body)[:40] + "…"})).summary == ""


# --- rule 6: people -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Ann Example", [Author("Ann Example")]),
        (
            {"@type": "Person", "name": "Ann Example", "url": "/by/ann", "jobTitle": "Editor"},
            [Author("Ann Example", role="Editor", link="https://estuary.example/by/ann")],
        ),
        (["Ann Example", {"name": "Bo Sample"}, [{"name": "Cy Third"}]], [Author("Ann Example"), Author("Bo Sample"), Author("Cy Third")]),
        ({"@type": "Organization", "name": "Estuary Post"}, [Author("Estuary Post")]),
        ({"name": ["Ann Example", "Bo Sample"]}, [Author("Ann Example"), Author("Bo Sample")]),
        ({"@type": "Person"}, []),
        (["", None, 7.5, {"name": ""}, "Ann Example", "Ann Example"], [Author("7.5"), Author("Ann Example")]),
        (None, []),
    ],
)
def test_authors_in_every_form(written: Any, wanted: list[Author]) -> None:
    assert list(authors(written, ADDRESS)) == wanted


TWO = [{"@type": "Person", "name": "Ann Example"}, {"@type": "Person", "name": "Bo Sample"}]


@pytest.mark.parametrize(
    ("whose", "others", "printed"),
    [
        (TWO, TWO, []),
        (TWO, TWO[::-1], []),
        (TWO, [{**each, "url": "/people/1", "sameAs": "https://x.example/1"} for each in TWO], []),
        (TWO[:1], TWO[:1], ["Ann Example"]),
        (TWO, TWO[:1], ["Ann Example", "Bo Sample"]),
        (None, TWO, ["Ann Example", "Bo Sample"]),
    ],
)
def test_credit_of_the_page_is_not_printed_on_each_entry(whose: Any, others: Any, printed: list[str]) -> None:
    snapshot = of_data(posting([update(told(1), author=TWO if whose != TWO[:1] else whose), update(told(2), author=others)], author=whose))

    assert snapshot.feed.credit == (", ".join(person["name"] for person in whose) if whose else None)
    assert [author.name for author in snapshot.entries[0].authors] == printed


@pytest.mark.parametrize("role", ["author", "publisher"])
@pytest.mark.parametrize("kind", ["Organization", "NewsMediaOrganization"])
@pytest.mark.parametrize("given", [{"@type": "Organization", "name": "The Estuary"}, "the estuary", {"@type": "Person", "name": "The Estuary"}])
def test_desk_of_the_page_wrote_none_of_its_updates(role: str, kind: str, given: Any) -> None:
    desk = {role: {"@type": kind, "name": "The Estuary", "logo": "https://estuary.example/logo.png"}}

    assert [entry.authors for entry in of_data(posting([update(told(1), author=given), update(told(2), author=given)], **desk)).entries] == [(), ()]
    mixed = of_data(posting([update(told(1), author=given), update(told(2), author="Ann Example")], **desk))
    assert all(entry.authors for entry in mixed.entries)


def test_page_author_alone_is_its_credit() -> None:
    assert of_data(posting([update(told(1), author=None)], author="Ann Example")).feed.credit == "Ann Example"


# --- rule 7: pictures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "links"),
    [
        ("/a.jpg", ["https://estuary.example/a.jpg"]),
        (
            ["https://cdn.example/a.jpg?w=1200", "https://cdn.example/a.jpg?w=300", "https://cdn.example/b.jpg"],
            ["https://cdn.example/a.jpg?w=1200", "https://cdn.example/b.jpg"],
        ),
        ({"@type": "ImageObject", "url": "/a.jpg"}, ["https://estuary.example/a.jpg"]),
        ({"@type": "ImageObject", "contentUrl": "/a.jpg"}, ["https://estuary.example/a.jpg"]),
        ([{"url": ["/a.jpg"]}, "javascript:alert(1)", {"url": 7}, "data:image/png;base64,x"], ["https://estuary.example/a.jpg"]),
        (None, []),
    ],
)
def test_images_in_every_form(written: Any, links: list[str]) -> None:
    assert [media.link for media in pictures(written, ADDRESS)] == links


def test_image_of_every_update_is_the_pages() -> None:
    same = of_data(posting([update(told(1), image="/a.jpg"), update(told(2), image={"url": "/a.jpg"})]))
    own = of_data(posting([update(told(1), image="/a.jpg"), update(told(2), image="/b.jpg")]))

    assert [media.link for media in same.feed.media] == ["https://estuary.example/a.jpg"]
    assert [manner(entry).media for entry in same.entries] == [(), ()]
    assert [manner(entry).media[0].link for entry in own.entries] == ["https://estuary.example/a.jpg", "https://estuary.example/b.jpg"]


def test_image_of_the_data_stands_beside_a_body_without_one() -> None:
    posts = [told(3), Told(2, "Two", "<p>Words</p><img src=/x.jpg>", "Ann Example"), told(1)]
    data = posting([update(post, image=f"/{post.number}.jpg") for post in posts])

    found = read(page(shown("reach", posts), head=script(data))).entries

    assert [len(manner(entry).media) for entry in found] == [1, 0, 1]


# --- rule 8: dates ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "wanted", "inferred"),
    [
        ({"datePublished": "2025-06-29T10:00:18.921+01:00"}, datetime(2025, 6, 29, 9, 0, 18, 921000, UTC), False),
        ({"datePublished": "2025-06-29T09:00:18.000Z"}, datetime(2025, 6, 29, 9, 0, 18, tzinfo=UTC), False),
        ({"datePublished": "2025-06-29T09:00:18+0000"}, datetime(2025, 6, 29, 9, 0, 18, tzinfo=UTC), False),
        ({"datePublished": "2025-06-29"}, datetime(2025, 6, 29, tzinfo=UTC), True),
        ({"datePublished": 1751187618}, datetime(2025, 6, 29, 9, 0, 18, tzinfo=UTC), False),
        ({"datePublished": "1751187618000"}, datetime(2025, 6, 29, 9, 0, 18, tzinfo=UTC), False),
        ({"datePublished": None, "dateCreated": "2025-06-29T09:00:18Z"}, datetime(2025, 6, 29, 9, 0, 18, tzinfo=UTC), False),
        ({"datePublished": "soon", "dateCreated": "2025-06-29T09:00:18Z"}, datetime(2025, 6, 29, 9, 0, 18, tzinfo=UTC), False),
        ({"datePublished": None, "dateModified": "2025-06-29T09:00:18Z"}, datetime(2025, 6, 29, 9, 0, 18, tzinfo=UTC), True),
        ({"datePublished": "Lap 16/52"}, None, False),
        ({"datePublished": None}, None, False),
    ],
)
def test_dates(fields: dict[str, Any], wanted: datetime | None, inferred: bool) -> None:
    entry = one(fields)

    assert (entry.published, entry.date_inferred) == (wanted, inferred)


def test_date_that_cannot_be_read_is_kept_as_written() -> None:
    assert one({"datePublished": "Lap 16/52"}).stamp == "Lap 16/52"


@pytest.mark.parametrize(("number", "year"), [(1751187618, 2025), (1751187618000, 2025), (1e308, None), (float("nan"), None), (float("inf"), None), (0, 1970)])
def test_epochs(number: float, year: int | None) -> None:
    found = epoch(number)

    assert (found.year if found else None) == year


# --- rule 9: identity ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "id", "link"),
    [
        ({"url": f"{ADDRESS}#751"}, "751", f"{ADDRESS}#751"),
        ({"url": "#751"}, "751", f"{ADDRESS}#751"),
        ({"url": "barrier#a%20b"}, "a b", f"{ADDRESS}#a%20b"),
        ({"url": None, "@id": "block-9"}, "block-9", None),
        ({"url": ADDRESS, "@id": "block-9"}, "block-9", ADDRESS),
        ({"url": None, "@id": f"{ADDRESS}#block-9"}, "block-9", f"{ADDRESS}#block-9"),
        ({"url": "/live/barrier/one"}, "https://estuary.example/live/barrier/one", "https://estuary.example/live/barrier/one"),
        ({"url": None, "mainEntityOfPage": {"@id": f"{ADDRESS}#751"}}, "751", f"{ADDRESS}#751"),
        ({"url": None, "identifier": "n-17"}, "n-17", None),
    ],
)
def test_ids(fields: dict[str, Any], id: str, link: str | None) -> None:
    entry = one(fields)

    assert (entry.id, entry.id_inferred, entry.link) == (id, False, link)


@pytest.mark.parametrize(
    "fields",
    [{"url": ADDRESS}, {"url": f"{ADDRESS}/".replace("https", "http")}, {"url": None}, {"url": None, "@id": ADDRESS}, {"url": ""}, {"url": 7, "@id": []}],
)
def test_entry_without_a_name_is_known_by_what_it_says(fields: dict[str, Any]) -> None:
    entry, again = one(fields), one(fields)

    assert entry.id == again.id and entry.id_inferred
    assert entry.id != one(fields | {"headline": "Other"}).id


def test_name_that_all_updates_have_is_none() -> None:
    snapshot = of_data(posting([update(told(number), url=f"{ADDRESS}#live") for number in (1, 2, 3)]))

    assert len({entry.id for entry in snapshot.entries}) == 3
    assert all(entry.id_inferred for entry in snapshot.entries)


def test_update_said_twice_is_one_and_the_later_version() -> None:
    first, second = update(told(1), dateModified="2025-06-29T07:00:00Z"), update(told(1), dateModified="2025-06-29T08:00:00Z", articleBody="Corrected")

    assert raw(of_data(posting([second, first, update(told(2))])).entries[0]) == "Corrected"
    assert len(of_data(posting([first, second, update(told(2))])).entries) == 2


def test_two_updates_with_one_id_that_say_other_things_are_two() -> None:
    snapshot = of_data(posting([update(told(2), url=f"{ADDRESS}#a"), update(told(1), url=f"{ADDRESS}#a"), update(told(3))]))

    assert [entry.headline for entry in snapshot.entries] == [told(number).headline for number in (2, 1, 3)]
    assert len({entry.id for entry in snapshot.entries}) == 3


# --- rule 10: data and page ---------------------------------------------------------------------------------------------


def test_saved_page_takes_its_address_from_its_data() -> None:
    html = page(shown("reach", entries(3)), head=script(posting([update(post, url=f"#{post.id}", image=f"/{post.number}.jpg") for post in entries(3)])))

    entry = parse(html.replace(f'<link rel="canonical" href="{ADDRESS}">', "").encode(), url="saved.html").entries[0]

    assert entry.link == f"{ADDRESS}#{told(2).id}"
    assert [media.link for media in entry.media] == ["https://estuary.example/2.jpg"]
    assert [link.link for block in entry.blocks if isinstance(block, Paragraph) for link in block.links] == ["https://estuary.example/gauge/2"]


def test_page_may_show_more_than_the_data_has() -> None:
    posts = entries(6)

    snapshot = read(page(shown("reach", posts), head=script(posting([update(post) for post in posts[1:3]]))))

    assert [entry.id for entry in snapshot.entries] == [post.id for post in posts]
    assert snapshot.problems == ()


def test_entry_has_the_same_id_before_and_after_it_comes_into_the_data() -> None:
    posts = entries(5)
    whole = page(shown("guardian", posts), head=script(posting([update(post, url=None) | {"@id": post.uuid} for post in posts])))
    behind = page(shown("guardian", posts), head=script(posting([update(post, url=None) | {"@id": post.uuid} for post in posts[2:]])))

    assert [entry.id for entry in read(behind).entries] == [entry.id for entry in read(whole).entries] == [post.uuid for post in posts]


def test_entries_without_common_ids_are_found_by_their_words() -> None:
    posts = entries(6)
    data = [update(post, url=ADDRESS, articleBody=plain(post.body)[:1000]) for post in posts]

    snapshot = read(page(shown("guardian", posts), head=script(posting(data))))

    assert [entry.id for entry in snapshot.entries] == [f"block-{post.uuid}" for post in posts]


def test_entries_with_few_words_are_found_by_headline_and_minute() -> None:
    posts = [told(number)._replace(body=f"<p>Gauge {number}.</p>") for number in (2, 1, 0)]
    data = posting([update(post, url=None, datePublished=(post.when + timedelta(seconds=11)).isoformat()) for post in posts])

    found = read(page(shown("bbc", posts), head=script(data))).entries

    assert [entry.id for entry in found] == [f"asset:{post.uuid}" for post in posts]


LONG = (
    '<p>The gauge at the ferry steps stands at 412 centimetres, and <a href="/gauge">its record</a> holds.</p>'
    "<figure><img src='/wave.jpg' alt='A wave'><figcaption>A wave</figcaption></figure><p>Crews walked past it twice.</p>"
)
SAID = "The gauge at the ferry steps stands at 412 centimetres, and its record holds. Crews walked past it twice."


def unknown(post: Told, inside: str) -> str:
    """An entry as a page writes it that no row knows."""
    return (
        f'<section class="x{post.number}" id="{post.id}"><div><span>{post.when:%H.%M}</span><b>Ann Example</b></div><h2>{post.headline}</h2>'
        f"{inside}<div>Share</div></section>"
    )


@pytest.mark.parametrize(
    "inside",
    [
        f"<div class='a'><div class='b'>{LONG}</div></div>",
        f"<div><h3>{told(2).headline}</h3>{LONG}</div>",
        f"<div><div class='advert-box'>Buy a boat</div>{LONG}</div>",
    ],
)
def test_body_of_a_page_of_no_known_kind_is_found_at_its_id_by_its_words(inside: str) -> None:
    data = posting([update(told(2), articleBody=SAID), update(told(1))])

    snapshot = read(page(unknown(told(2), inside), head=script(data)))

    first, second = snapshot.entries
    assert (first.id, first.headline, first.published) == (told(2).id, told(2).headline, told(2).when)
    assert [type(block).__name__ for block in first.blocks] == ["Paragraph", "Figure", "Paragraph"]
    assert " ".join(first.text.split()) == SAID
    assert first.media[0].link == "https://estuary.example/wave.jpg"
    assert isinstance(first.blocks[0], Paragraph)
    assert first.blocks[0].links[0].link == "https://estuary.example/gauge"
    assert second.text == plain(told(1).body)
    assert snapshot.problems == ()


def test_only_paragraph_is_the_body_and_nothing_around_it() -> None:
    data = posting([update(told(2), articleBody="The gauge at the ferry steps stands at 412 centimetres.")])

    entry = read(page(unknown(told(2), '<p>The gauge at the <a href="/steps">ferry steps</a> stands at 412 centimetres.</p>'), head=script(data))).entries[0]

    assert [getattr(block, "text", None) for block in entry.blocks] == ["The gauge at the ferry steps stands at 412 centimetres."]
    assert raw(entry) == 'The gauge at the <a href="/steps">ferry steps</a> stands at 412 centimetres.'


@pytest.mark.parametrize(
    "inside", ["<p>Something else altogether is said here, and at some length too.</p>", f"<div>{LONG}<p>{'More. ' * 400}</p></div>", "<p></p>"]
)
def test_body_stays_that_of_the_data_where_the_page_has_other_words_at_its_id(inside: str) -> None:
    assert read(page(unknown(told(2), inside), head=script(posting([update(told(2), articleBody=SAID)])))).entries[0].text == SAID


@pytest.mark.row("S10")
def test_ids_inside_each_other_are_read_soon() -> None:
    posts = [told(number) for number in range(400)]
    body = "".join(f'<div id="{post.id}">' for post in posts) + f"<p>{SAID}</p>" * 2000
    began = time.process_time()

    assert len(read(page(body, head=script(posting([update(post, articleBody=SAID) for post in posts])))).entries) == 400
    assert time.process_time() - began < 5


def test_attribute_is_trusted_before_the_data_and_the_data_before_a_label() -> None:
    posts = entries(3)
    late = {"datePublished": "2025-06-29T20:00:00Z"}
    by_mark = read(page(shown("reach", posts), head=script(posting([update(posts[0], **late), *map(update, posts[1:])])))).entries[0]
    data = [update(post, url=f"{ADDRESS}#asset:{post.uuid}") for post in posts]
    by_label = read(page(shown("bbc", posts), head=script(posting([data[0] | late, *data[1:]])))).entries[0]

    assert by_mark.published == posts[0].when
    assert by_label.published == datetime(2025, 6, 29, 20, tzinfo=UTC) and not by_label.date_inferred


def test_body_comes_from_the_data_where_the_page_has_little_of_it() -> None:
    post = told(2)
    short = reach(Told(2, post.headline, "<p>Gauge 2 …</p>", post.author))

    entry = read(page(short + reach(told(1)) + reach(told(0)), head=script(posting([update(post)])))).entries[0]

    assert raw(entry) == plain(post.body)


# --- the page's own ways ------------------------------------------------------------------------------------------------


def test_pinned_copy_is_not_doubled() -> None:
    posts = entries(4)
    copy = guardian(posts[3]).replace(f'id="block-{posts[3].uuid}" ', "")
    pinned = reach(posts[3]).replace("live-event-entry ", "live-event-entry pinned-post ")

    assert len(read(page(copy + shown("guardian", posts))).entries) == 4
    found = read(page(pinned + shown("reach", posts))).entries
    assert sorted(entry.id for entry in found) == sorted(post.id for post in posts)
    assert [entry.id for entry in found if entry.pinned] == [posts[3].id]


def test_carousel_of_key_events_adds_no_entry() -> None:
    posts = entries(4)
    carousel = "".join(
        f'<li class="key-event"><a href="#block-{post.uuid}"><time datetime="{post.when.isoformat()}">x</time>{post.headline}</a></li>' for post in posts
    )

    assert len(read(page(f'<ul class="block-list" id="block-list">{carousel}</ul>' + shown("guardian", posts))).entries) == 4


def test_entry_inside_another_is_part_of_it() -> None:
    posts = entries(4)
    quoted = reach(posts[0]).replace("</h3>", f"</h3>{reach(told(9))}")

    assert [entry.id for entry in read(page(quoted + "".join(map(reach, posts[1:])))).entries] == [post.id for post in posts]


def test_missing_parts_are_none() -> None:
    bare = '<div class="live-event-entry" id="a1"></div><div class="live-event-entry"><div class="entry-content">Only words here</div></div>'

    found = read(page(bare + '<div class="live-event-entry" id="a2" data-post-time="x"><p>Loose</p></div>')).entries

    assert [(entry.headline, entry.published, entry.authors) for entry in found] == [(None, None, ())] * 3
    assert [entry.id_inferred for entry in found] == [False, True, False]
    assert found[2].stamp == "x"


def test_heading_between_words_is_no_headline() -> None:
    post = told(2)._replace(headline="")
    html = reach(post).replace("<h3> \n</h3>", "").replace("<p>Crews", "<h3>The crews</h3><p>Crews")

    entry = read(page(html + reach(told(1)) + reach(told(0)))).entries[0]

    assert entry.headline is None
    assert "<h3>The crews</h3>" in raw(entry)


def test_headline_of_the_page_stays_where_the_data_has_another() -> None:
    data = [update(told(2), headline="Water at the ferry"), update(told(1), headline=f"{told(1).headline.upper()}…"), update(told(0))]

    found = read(page(shown("reach", entries(3)), head=script(posting(data)))).entries

    assert [entry.headline for entry in found] == ["Water at the ferry", f"{told(1).headline.upper()}…", told(0).headline]
    assert [told(number).headline in raw(entry) for number, entry in zip((2, 1, 0), found, strict=True)] == [True, False, False]


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        ('<div class="shared-with-readers"><p>Words of a reader.</p><p>And more of them.</p></div>', True),
        ('<button class="lightbox"><img src="/wave.jpg" alt="A wave"></button>', True),
        ("<blockquote>Words<footer>The harbour master</footer></blockquote>", True),
        ("<p>At <time datetime='2025-06-29'>ten</time> it rose.</p>", True),
        ('<div class="social-share"><a href="https://social.example/?u=1">Post</a></div>', False),
        ("<div><button>Copy link</button></div>", False),
    ],
)
@pytest.mark.parametrize("shape", ["reach", "guardian"])
def test_words_and_pictures_are_no_furniture(inside: str, kept: bool, shape: str) -> None:
    post = told(2)._replace(body=f"<p>First.</p>{inside}<p>Last.</p>")

    entry = read(page(shown(shape, [post, told(1), told(0)]))).entries[0]

    assert (inside.split("<")[2][:12] in raw(entry)) is kept


def test_labels_take_the_year_that_is_near_and_keep_their_words() -> None:
    posts = [told(1), told(0), told(2)]
    html = page("".join(map(bbc, posts)).replace("29 June", "31 December"))

    snapshot = read(html, date=date(2026, 1, 2))

    assert [entry.published.year for entry in snapshot.entries if entry.published] == [2025] * 3
    assert snapshot.entries[0].stamp == "07:07 BST 31 December"
    assert [entry.published for entry in read(html).entries] == [None] * 3


@pytest.mark.parametrize("name", ["article:modified_time", "og:updated_time"])
def test_label_takes_the_year_of_the_head(name: str) -> None:
    html = page(shown("bbc", entries(3)), head=f'<meta property="{name}" content="2022-06-30T08:00:00+01:00">')

    assert {entry.published.year for entry in read(html, retrieved=datetime(2026, 1, 2, tzinfo=UTC)).entries if entry.published} == {2022}
    assert {entry.published.year for entry in read(html, date=date(2025, 6, 30)).entries if entry.published} == {2025}


@pytest.mark.parametrize(
    ("shape", "part"),
    [
        (
            "guardian",
            '<figure data-spacefinder-type="model.x.NewsletterSignupBlockElement"><a href="#s">skip past newsletter promotion</a><p>Sign up</p></figure>',
        ),
        ("guardian", '<div class="ad-slot-container"><div class="ad-slot">Advertisement</div></div>'),
        ("bbc", '<div data-testid="media-player"><p>This video can not be played</p></div>'),
    ],
)
def test_what_a_publisher_puts_between_the_words_is_left_out(shape: str, part: str) -> None:
    post = told(2)._replace(body=f"<p>First.</p>{part}<p>Last.</p>")

    assert read(page(shown(shape, [post, told(1), told(0)]))).entries[0].text == "First.\n\nLast."


def test_label_takes_the_day_of_the_data() -> None:
    data = cloned(told(2), told(1), told(0))
    data["liveBlogUpdate"] = [each | {"@id": each["@id"].replace("block-", "asset:")} for each in data["liveBlogUpdate"]]

    snapshot = read(page(shown("bbc", entries(3)), head=script(data)))

    assert [(entry.published, entry.date_inferred) for entry in snapshot.entries] == [(post.when, True) for post in entries(3)]


def test_breaking_and_bare_posts_of_labels() -> None:
    flagged = bbc(told(2)).replace('<span role="text">', '<span role="text"><span data-testid="breaking-news-label">Breaking</span><span>, </span>')
    bare = bbc(told(1)).replace(told(1).headline, "Post")

    first, second, _ = read(page(flagged + bare + bbc(told(0))), date=date(2025, 7, 1)).entries

    assert (first.headline, first.breaking) == (told(2).headline, True)
    assert (second.headline, second.breaking) == (None, False)


def test_role_is_parted_from_its_place() -> None:
    named = '</header><div data-testid="contributor"><p data-testid="contributor-name">Ann Example</p><p data-testid="contributor-role">{}</p></div>'
    roles = ("Reporting from Eel Quay", "Harbour correspondent, in Eel Quay", "Editor")
    posts = [bbc(told(number)).replace("</header>", named.format(role)) for number, role in enumerate(roles)]

    found = [entry.authors[0] for entry in read(page("".join(posts))).entries]

    assert [(author.role, author.location) for author in found] == [("Reporting", "Eel Quay"), ("Harbour correspondent", "Eel Quay"), ("Editor", None)]


@pytest.mark.parametrize("clock", ["07:14", "07:14 BST", "07:14 BST 29 June"])
@pytest.mark.parametrize("frame", ["<span aria-hidden='true'>{}</span>", "<time>{}</time>"])
def test_headline_is_without_the_time_before_it(clock: str, frame: str) -> None:
    post = told(2)
    doubled = bbc(post).replace('<span role="text">', f'{frame.format(clock)}<span role="text">')

    assert read(page(doubled + bbc(told(1)) + bbc(told(0))), date=date(2025, 7, 1)).entries[0].headline == post.headline
    late = bbc(post._replace(headline="07:14 is when the ferry leaves"))
    assert (
        read(page(late.replace("published at 07:14", "published at 09:00") + bbc(told(1)) + bbc(told(0)))).entries[0].headline
        == "07:14 is when the ferry leaves"
    )


def test_post_of_another_network_that_asks_first_is_named_by_its_address() -> None:
    asked = (
        '<div data-testid="social-embed"><p>This post cannot be displayed in your browser. <a href="https://estuary.example/help">Help</a>'
        '<a href="https://x.com/harbour/status/77">View it on X</a></p><p>The paper is not responsible.</p></div><p>After it.</p>'
    )
    silent = '<div data-testid="social-embed"><p>Nothing to show</p></div>'
    posts = [told(2)._replace(body=f"<p>Before it.</p>{asked}"), told(1)._replace(body=silent), told(0)]

    first, second, _ = read(page(shown("bbc", posts))).entries

    assert first.blocks == (Paragraph("Before it."), Embed("X", "https://x.com/harbour/status/77"), Paragraph("After it."))
    assert second.text == "Nothing to show"


def test_key_and_pinned_posts_are_those_that_the_page_leads_to() -> None:
    posts = entries(4)
    carousel = f'<div id="key-events-carousel"><ul><li><a href="?page=with:block-x#block-{posts[1].uuid}">Gate</a></li></ul></div>'
    pinned = guardian(posts[3]).replace(f'id="block-{posts[3].uuid}" ', "").replace(f"?page=with:block-{posts[3].uuid}", f"?x#block-{posts[3].uuid}")

    found = read(page(f'{carousel}<div data-component="pinned-post">{pinned}</div>{shown("guardian", posts)}')).entries

    assert [entry.label for entry in found] == [None, "Key event", None, None]
    assert [entry.pinned for entry in found] == [False, False, False, True]


def test_summary_of_the_newest_block_that_sums_up() -> None:
    posts = entries(3)
    summing = (
        guardian_classic(posts[0])
        .replace("block--content", "block--content is-summary")
        .replace(posts[0].body, f"<ul><li>The gate is shut</li><li><a href='#block-{posts[2].uuid}'>The wall</a> holds</li></ul>")
    )

    feed = read(page(summing + "".join(map(guardian_classic, posts[1:])))).feed

    assert [(point.text, point.entry) for point in feed.summary] == [("The gate is shut", None), ("The wall holds", f"block-{posts[2].uuid}")]


def test_summary_list_of_the_page() -> None:
    points = '<section data-testid="summary"><h2>Summary</h2><ul><li>The gate is shut</li><li>The ferry waits</li></ul></section>'

    assert [point.text for point in read(page(points + shown("bbc", entries(3)))).feed.summary] == ["The gate is shut", "The ferry waits"]


@pytest.mark.parametrize(
    ("fields", "retrieved", "ended"),
    [({}, LATER, True), ({}, BEGIN, False), ({}, None, False), ({"coverageEndTime": None}, LATER, False), ({"coverageEndTime": "later"}, LATER, False)],
)
def test_coverage(fields: dict[str, Any], retrieved: datetime | None, ended: bool) -> None:
    feed = of_data(posting([update(told(1))], **fields), retrieved=retrieved).feed

    assert feed.ended is ended
    assert feed.coverage_start == datetime(2025, 6, 29, 5, 55, tzinfo=UTC)
    assert (feed.link, feed.language, feed.updated) == (ADDRESS, "en-GB", datetime(2025, 6, 29, 21, 30, tzinfo=UTC))


def test_more_posts_elsewhere_are_told() -> None:
    posts = shown("reach", entries(4))

    assert [problem.message for problem in of_data(posting([update(told(1))], numberOfPages=4)).problems] == [
        "this is one of 4 pages of the live blog: it shows 1 posts"
    ]
    assert [
        problem.message for problem in read(page(posts.replace("</div></div></section>", "</div></div><button>Load more posts</button></section>"))).problems
    ] == ["this page shows 4 posts, and loads older ones on demand"]
    assert read(page(posts)).problems == ()
    assert read(page(posts, head='<link rel="next" href="?page=2">')).feed.older == f"{ADDRESS}?page=2"


# --- half a page, a changed page, a hostile page ------------------------------------------------------------------------


@pytest.mark.row("F14", "F15")
def test_page_that_is_cut_off_withdraws_nothing() -> None:
    whole = page(shown("guardian", entries(12)), head=script(posting([update(told(1))])))
    timeline = Timeline()
    timeline.merge(read(whole))
    for part in range(1, 20):
        data = whole[: len(whole) * part // 20].encode()
        try:
            snapshot = parse_document(Document(data=data, source=ADDRESS, url=ADDRESS, settled=part % 2 == 0))
        except UnknownFormat:
            continue
        if snapshot.format == "live-html":
            assert not snapshot.complete
    assert read(whole).complete
    assert not parse_document(Document(data=whole.encode(), source=ADDRESS, settled=False)).complete


def test_page_looked_at_again_brings_what_is_new_and_edited() -> None:
    posts = entries(8)
    edited = posts[3]._replace(body=posts[3].body.replace("calm", "cross"))
    timeline = Timeline()

    def look(shape: str, now: list[Told]) -> Any:
        mark = MARKS[shape]
        return timeline.merge(read(page(shown(shape, now), head=script(posting([update(post, url=f"{ADDRESS}#{mark(post)}") for post in now])))))

    look("guardian", posts)
    assert not look("guardian", posts)
    changes = look("guardian", [told(8), *posts[:3], edited, *posts[4:]])

    assert changes.new == (f"block-{told(8).uuid}",)
    assert changes.edited == (f"block-{edited.uuid}",)
    assert changes.withdrawn == ()


def test_entry_that_leaves_the_page_and_stays_in_its_data_is_as_it_was() -> None:
    kept, timeline = Kept[Any](), Timeline()
    posts = entries(9)

    def look(first: int, **fields: Any) -> Any:
        now = posts[first:]
        data = [update(post, **(fields if post is posts[-1] else {})) for post in now]
        html = page(shown("reach", now[:4]), head=script(posting(data)))
        return timeline.merge(parse_document(Document(data=html.encode(), source=ADDRESS, url=ADDRESS), kept))

    for first in (4, 3, 2, 1, 0):
        changes = look(first)
        assert (changes.edited, changes.withdrawn) == ((), ())
    assert all("<p>" in raw(entry) for entry in timeline.entries[:8])

    assert look(0, articleBody="Corrected").edited == (posts[-1].id,)


def test_minutes_ago_are_no_edit() -> None:
    posts = entries(3)
    timeline = Timeline()
    timeline.merge(read(page(shown("guardian", posts))))

    assert not timeline.merge(read(page(shown("guardian", posts).replace(" min ago", " minutes ago").replace("Advertisement", "Ad"))))


HOSTILE: dict[str, Any] = {
    "deep json": "[" * 100_000,
    "deep objects": '{"a":' * 100_000,
    "deep but whole": "[" * 900 + "]" * 900,
    "many digits": '{"@type": "LiveBlogPosting", "dateModified": ' + "9" * 5_000 + "}",
    "many commas": '{"a": 1' + "," * 200_000 + "x}",
    "many quotes": '{"a": "' + '",' * 100_000,
    "surrogates": '{"@type": "LiveBlogPosting", "headline": "\\ud800", "liveBlogUpdate": {"headline": "\\udfff", "articleBody": "\\ud83d", "@id": "\\ud800"}}',
    "no numbers": posting([update(told(1), datePublished=float("nan"), headline=float("inf")), update(told(2), datePublished=1e300)]),
    "names twice": '{"@type": "Thing", "@type": "LiveBlogPosting", "liveBlogUpdate": [], "liveBlogUpdate": {"headline": "x", "headline": "y"}}',
    "strange types": posting(
        [
            update(told(1), **dict.fromkeys(("headline", "articleBody", "author", "image", "url", "keywords", "video"), value))
            for value in ({}, [], 7, True, [[1]], {"name": {"a": 1}})
        ]
    ),
    "strange page": posting(
        update(told(1)),
        **{key: {"@value": [1]} for key in ("headline", "url", "author", "image", "datePublished", "inLanguage", "numberOfPages", "description")},
    ),
    "nested lists": posting(json.loads("[" * 900 + json.dumps(update(told(1))) + "]" * 900)),
    "many empty": posting([{"a": 1}] * 20_000),
    "one id": posting([update(told(number), **{"@id": "x", "url": None}) for number in range(2_000)] + [update(told(1))]),
    "broken addresses": posting([update(told(1), url="http://[::1", image="//["), update(told(2), url="http://a:b:c/#x")], url="https://[x"),
    "long id": posting([update(told(1), url=None) | {"@id": "x" * 1_000_000}, update(told(2))]),
}


@pytest.mark.row("S10")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_data_is_read_soon_or_left_out(name: str) -> None:
    html = page(shown("reach", entries(3)), head=script(HOSTILE[name]))
    begun = time.process_time()

    snapshot = read(html)

    assert time.process_time() - begun < 5
    assert len(snapshot.entries) >= 3
    assert all(len(entry.id) <= 300 for entry in snapshot.entries)
    for entry in snapshot.entries:
        assert f"{entry.id}{entry.headline}{entry.stamp}{entry.text}".replace("\n", "").isprintable()


@pytest.mark.row("S10")
@pytest.mark.parametrize(
    "inside",
    ["<div>" * 100_000, "<p " + " ".join(f"a{n}" for n in range(200_000)) + ">", "<a>" * 100_000, "<li>" * 100_000],
    ids=["div", "attributes", "a", "li"],
)
def test_hostile_markup_is_read_soon(inside: str) -> None:
    begun = time.process_time()

    snapshot = read(page(shown("reach", entries(3)) + reach(told(9)._replace(body=inside))))

    assert time.process_time() - begun < 5
    assert len(snapshot.entries) in (3, 4)
    assert any("was read up to there" in problem.message for problem in snapshot.problems) is not snapshot.complete


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([ADDRESS, "#1", "2025-06-29T09:00:18Z", "<p>x</p>", "LiveBlogPosting"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["@id", "@type", "@value", "url", "name", "headline", "liveBlogUpdate", "item"]), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = (
    "headline",
    "articleBody",
    "datePublished",
    "dateModified",
    "dateCreated",
    "url",
    "@id",
    "author",
    "image",
    "keywords",
    "description",
    "video",
    "mainEntityOfPage",
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=5), max_size=4),
    st.dictionaries(st.sampled_from((*FIELDS, "coverageEndTime")), ODD, max_size=3),
)
def test_any_data_is_read_or_refused(updates: list[Any], fields: dict[str, Any]) -> None:
    html = page(shown("bbc", entries(2)), head=script({"@type": "LiveBlogPosting", "liveBlogUpdate": updates} | fields))
    try:
        snapshot = parse(html.encode("utf-8", "replace"), url=ADDRESS)
    except FormatError:
        return

    assert len({entry.id for entry in snapshot.entries}) == len(snapshot.entries)
    assert all(entry.published is None or entry.published.tzinfo for entry in snapshot.entries)
    assert not Timeline().merge(snapshot).edited


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_cut_of_a_page_is_read_or_refused(data: st.DataObject) -> None:
    whole = page(shown("guardian_classic", entries(4)), head=script(posting([update(told(number)) for number in range(4)]))).encode()
    first = data.draw(st.integers(0, len(whole)))
    last = data.draw(st.integers(first, len(whole)))
    try:
        parse(whole[:first] + whole[last:])
    except FormatError:
        return
