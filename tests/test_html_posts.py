"""Posts that are told by their shape: which repeated elements are posts, and which are not."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import FormatError, Snapshot, Timeline, UnknownFormat, parse

PROSE = "The wall at the pier has stood since the last war, and nobody in the town can remember a louder night. " * 4


def page(body: str) -> str:
    return f"<!doctype html><html><head><title>Pier News</title></head><body>{body}</body></html>"


def read(body: str, url: str = "https://pier.example/live/storm") -> Snapshot:
    return parse(page(body).encode(), url=url)


def post(
    number: int,
    inside: str = "",
    *,
    tag: str = "div",
    classes: str = "post",
    id: str = "id='p{}'",
    when: str = "<time datetime='2024-03-02T{:02}:00:00Z'>now</time>",
) -> str:
    text = inside or f"<p>Post number {number} says that the wall holds.</p>"
    return f"<{tag} class='{classes}' {id.format(number)}>{when.format(number)}{text}</{tag}>"


def posts(*numbers: int, **how: str) -> str:
    return "".join(post(number, **how) for number in numbers)


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        (posts(12, 11, 10), ["p12", "p11", "p10"]),
        (posts(12, 11, 10, id="data-entry-id='e{}'"), ["e12", "e11", "e10"]),
        ("".join(f"<li class='row'><article id='a{n}'>{post(n, id='')}</article></li>" for n in (12, 11, 10)), ["a12", "a11", "a10"]),
        (f"<section class='day' id='d2'>{posts(12, 11)}</section><section class='day' id='d1'>{posts(10, 9)}</section>", ["p12", "p11", "p10", "p9"]),
        (posts(12, 11, 10, when="<span data-timestamp='17093808{:02}'></span>"), ["p12", "p11", "p10"]),
        (posts(12, 11, 10, when="<meta itemprop='dateModified' content='2024-03-03'><meta itemprop='datePublished' content='2024-03-02T{:02}:00:00Z'>"), ["p12", "p11", "p10"]),
        (posts(12, 11, 10, id="id='p{0}' data-time='17093808{0}000'", when=""), ["p12", "p11", "p10"]),
    ],
)  # fmt: skip
def test_repeated_elements_are_posts(body: str, ids: list[str]) -> None:
    snapshot = read(body)

    assert snapshot.format == "html-posts"
    assert [entry.id for entry in snapshot.entries] == ids
    assert all(entry.published and not entry.date_inferred for entry in snapshot.entries)
    assert all("says that the wall holds." in entry.text for entry in snapshot.entries)
    assert [problem.message[:39] for problem in snapshot.problems] == ["the posts were recognised by their shap"]


@pytest.mark.parametrize(
    "body",
    [
        posts(12, 11),
        posts(12, 11, 10, id=""),
        posts(12, 11, 10, when="<time>{}:00</time>"),
        posts(12, 11, 10, when="<time datetime='PT{}H'>65.06 sek.</time>"),
        posts(12, 12, 12),
        posts(12, 11, 10, classes="comment"),
        f"<article>{PROSE}</article><ol id='comments'>{posts(12, 11, 10, tag='li')}</ol>",
        f"<article>{PROSE}</article><aside class='related'>{posts(12, 11, 10)}</aside>",
        f"<article>{PROSE * 8}</article><div class='box'>{posts(12, 11, 10)}</div>",
        "".join(post(n, f"<h3><a href='/news/{n}'>The wall holds number {n}</a></h3><p>It stood all night.</p>", classes="liveblog teaser-item") for n in (12, 11, 10)),
        "".join(post(n, f"<a href='/news/{n}'><h3>The wall holds number {n}</h3></a>", classes="liveblog") for n in (12, 11, 10)),
        "".join(f"<a class='card' id='c{n}' href='/n/{n}'><time datetime='2024-03-0{n}T10:00:00Z'>x</time><b>The wall</b></a>" for n in (3, 2, 1)),
    ],
    ids=["two", "no ids", "no machine times", "durations", "one time", "comments", "comment list", "related", "a small box", "teasers", "linked cards", "link cards"],
)  # fmt: skip
def test_other_repeated_elements_are_no_posts(body: str) -> None:
    with pytest.raises(UnknownFormat):
        read(body)


def test_attributes_tell_the_time_and_labels_do_not() -> None:
    when = "<time datetime='2024-03-02T{:02}:00:00+01:00'>3 min ago23:59</time><time class='updated' datetime='2024-03-02T{0:02}:30:00+01:00'>later</time>"
    when = when.replace("{:02}", "{0:02}")
    first = read(posts(12, 11, 10, when=when)).entries[0]

    assert first.published == datetime(2024, 3, 2, 11, tzinfo=UTC)
    assert first.updated == datetime(2024, 3, 2, 11, 30, tzinfo=UTC)
    assert first.text == "Post number 12 says that the wall holds."


def test_ids_that_count_places_are_no_ids() -> None:
    def stream(*numbers: int) -> Snapshot:
        return read("".join(post(number, id=f"id='item-{place}'") for place, number in enumerate(numbers)))

    timeline = Timeline()
    timeline.merge(stream(11, 10, 9))
    changes = timeline.merge(stream(12, 11, 10, 9))

    assert (len(changes.new), changes.edited, changes.withdrawn) == (1, (), ())
    assert all(entry.id_inferred for entry in timeline.entries)


def test_link_of_a_post_is_its_place_on_the_page() -> None:
    assert read(posts(12, 11, 10)).entries[0].link == "https://pier.example/live/storm#p12"


@pytest.mark.parametrize("address", ["#p{}", "?post={}", "https://pier.example/live/storm#p{}", "/live/storm/2024/post-{}"])
def test_titles_that_lead_to_the_post_itself_make_no_teasers(address: str) -> None:
    body = "".join(post(n, f"<h2><a href='{address.format(n)}'>The wall stands number {n}</a></h2><p>It holds.</p>") for n in (12, 11, 10))

    assert [entry.headline for entry in read(body).entries] == ["The wall stands number 12", "The wall stands number 11", "The wall stands number 10"]


def test_full_posts_of_a_blog_are_posts_though_their_titles_lead_away() -> None:
    body = "".join(post(n, f"<h2><a href='/2024/{n}'>The wall {n}</a></h2><p>{PROSE}</p>") for n in (12, 11, 10))
    snapshot = read(body, url="https://pier.example/")

    assert (snapshot.entries[0].headline, snapshot.entries[0].link) == ("The wall 12", "https://pier.example/2024/12")


def test_front_page_with_a_feed_is_left_to_it_and_one_without_is_read() -> None:
    body = "".join(post(n, f"<h2><a href='/2024/{n}/'>Headline {n}</a></h2><p>{PROSE}</p>") for n in (12, 11, 10))
    head = "<link rel='alternate' type='application/rss+xml' href='/feed/'>"

    assert [entry.link for entry in read(body).entries] == [f"https://pier.example/2024/{n}/" for n in (12, 11, 10)]
    with pytest.raises(UnknownFormat) as raised:
        read(head + body)
    assert [each.link for each in raised.value.alternates] == ["https://pier.example/feed/"]
    assert len(read(head + posts(12, 11, 10)).entries) == 3


def test_posts_without_a_class_are_known_by_their_ids() -> None:
    assert [entry.id for entry in read(posts(12, 11, 10, tag="section").replace(" class='post'", "")).entries] == ["p12", "p11", "p10"]


@pytest.mark.parametrize(
    ("byline", "wanted"),
    [
        ("<div class='byline'>From the Pier's <a href='/ann'>Ann Example</a> in Eel Quay</div>", [("Ann Example", None, "Eel Quay")]),
        (
            "<p class='author'><a href='#p1'>Post</a> by <b><a class='username'>bo</a></b> » <time datetime='2024-03-02T10:00:00Z'>Sat</time></p>",
            [("bo", None, None)],
        ),
        (
            "<div><img src='/ann.png' alt=''><p class='byline'><span class='last-byline' itemprop='name'>Ann Example</span></p></div>",
            [("Ann Example", None, None)],
        ),
        ("<span class='byline'>By Ann Example</span>", [("Ann Example", None, None)]),
        ("<span class='byline'><a href='/ann'>Ann Example</a>, harbour editor</span>", [("Ann Example", "harbour editor", None)]),
    ],
)
def test_bylines_are_names_with_a_role_or_a_place(byline: str, wanted: list[tuple[str, str | None, str | None]]) -> None:
    entry = read("".join(post(n, f"{byline}<p>Number {n} says that the wall holds.</p>") for n in (12, 11, 10))).entries[0]

    assert [(author.name, author.role, author.location) for author in entry.authors] == wanted
    assert entry.text == "Number 12 says that the wall holds."
    assert entry.media == ()


@pytest.mark.parametrize(
    ("part", "stays"),
    [
        ("<div class='css-1x'><span class='css-2'>Share</span></div>", False),
        ("<ul class='c'><li>Copy link</li><li>Share on Facebook</li></ul>", False),
        ("<div class='q1'>Link copied!</div>", False),
        ("<p class='q2'>Updated at 21:45 BST</p>", False),
        ("<p class='q2'>Updated at <time datetime='2024-03-02T21:45:00Z'>9.45pm</time></p>", False),
        ("<div class='q3'>Advertisement</div>", False),
        ("<div class='q4'><span>12:00 GMT</span></div>", False),
        ("<p>12:30</p>", True),
        ("<p>Share prices fell at 9.45pm.</p>", True),
        ("<p>Updated figures put the gauge at 412 centimetres, says the office.</p>", True),
        ("<p>Save the wall</p>", True),
    ],
)
def test_offers_to_share_are_none_of_the_post(part: str, stays: bool) -> None:
    entry = read("".join(post(n, f"<p>Number {n} says that the wall holds.</p>{part}") for n in (12, 11, 10))).entries[0]

    assert (entry.text != "Number 12 says that the wall holds.") is stays


def test_heading_is_without_the_time_in_it() -> None:
    body = "".join(post(n, f"<h2>1.{n} <small><time datetime='2024-03-02T{n}:00:00Z'>{n}:00</time></small></h2><p>{PROSE}</p>", when="") for n in (12, 11, 10))

    assert [entry.headline for entry in read(body).entries] == ["1.12", "1.11", "1.10"]


def test_parts_around_the_text_are_not_in_it() -> None:
    inside = (
        "<header><span class='kicker'>Analysis</span><h3>The wall</h3><div class='entry-author'>By <span class='author-name'>Ann Example</span></div></header>"
        "<p>It holds.</p><form><button>Copy</button></form><div class='share-links'><a href='https://x.example'>Share</a></div><div class='social-embed'>A quoted note</div>"
    )
    first = read("".join(post(n, inside) for n in (12, 11, 10))).entries[0]

    assert (first.headline, first.label, [author.name for author in first.authors]) == ("The wall", "Analysis", ["Ann Example"])
    assert first.text.split("\n\n") == ["It holds.", "A quoted note"]


PIECES = st.sampled_from(
    [
        "<p>One {} sentence.</p>",
        "<h3>Heading {}</h3>",
        "<h2><a href='#x'>Linked {} heading</a></h2>",
        "<span class='label'>{}</span>",
        "<div class='entry-label'><p>Labelled {}</p></div>",
        "<p class='byline'>By Ann {}</p>",
        "<div class='author'><a href='/ann'>Ann Example</a>, {} editor</div>",
        "<p class='byline'><a href='/ann'>Ann Example</a> and <a href='/bob'>Bob Sample</a> with {} others</p>",
        "<div class='date-line'>the {} day</div>",
        "<div class='share'>shared {} by all of the town</div>",
        "<div class='author-box'><h4>About {}</h4>Ann Example</div>",
        "<span itemprop='author'><b itemprop='name'>Bob {}</b></span>",
        "<ul><li>item {}</li><li>item</li></ul>",
        "<blockquote>Quoted {}</blockquote>",
        "<table><tr><td>cell {}</td></tr></table>",
        "<figure><img src='a.jpg' alt='Alt {}'><figcaption>Caption</figcaption></figure>",
        "<div class='date-of-the-match'><p>They met {} there.</p></div>",
        "<p>At <time datetime='2024-03-02T10:00:00Z'>ten</time> the wall was heard {} by all of the town.</p>",
        "<div class='social'><blockquote>shared {}</blockquote></div>",
        "bare {} text",
    ]
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.lists(PIECES, min_size=1, max_size=5), min_size=3, max_size=4))
def test_no_word_of_a_post_is_lost(parts: list[list[str]]) -> None:
    words = [f"z{chr(97 + number // 26)}{chr(97 + number % 26)}q" for number in range(sum(map(len, parts)))]
    marks = iter(words)
    body = "".join(post(20 - number, "".join(piece.format(next(marks)) for piece in pieces)) for number, pieces in enumerate(parts))
    snapshot = read(body)
    shown = repr([(entry.headline, entry.label, entry.content) for entry in snapshot.entries])
    timeline = Timeline()
    timeline.merge(snapshot)

    assert [word for word in words if word not in shown] == []
    assert not timeline.merge(read(body))


@pytest.mark.row("S10")
@pytest.mark.parametrize(
    "html",
    [
        page("".join(f"<div class='a' id='d{n}' data-time='{1709380800 + n}'>x" for n in range(20_000))),
        page("<a " * 100_000 + posts(12, 11, 10)),
        page("<!--" * 100_000),
        page(posts(12, 11, 10) + "<time datetime='2024-03-02'>" * 20_000),
        page("".join(f"<div class='{' '.join(f'c{k}' for k in range(40))}' id='d{n}' data-time='{1709380800 + n}'>x</div>" for n in range(4_000))),
        page("<div class='h-entry'>" * 20_000),
        page("<div class='h-feed'>" + "<p class='h-entry p-name u-url dt-published'>x" * 20_000),
        page("<div class='h-entry'>" + "<i class='p-name p-category u-photo e-content'>x" * 20_000),
        page('<script type="application/json">{"elements": ' + "[" * 100_000 + "</script>"),
        page('<script>var x = "elements"; ' + "x = {" * 50_000 + "</script>"),
        '{"_items": ' + "[" * 100_000,
        '{"_items": [{"_id": "1", "groups": [{"id": "main", "refs": [{"item": ' + '{"a":' * 400 + "1" + "}" * 400 + "}]}]}]}",
    ],
    ids=["nested posts", "open tags", "comments", "nested times", "classes", "nested entries", "entries", "properties", "brackets in script", "assignments", "brackets", "a deep item"],
)  # fmt: skip
def test_hostile_page_is_read_or_refused_soon(html: str) -> None:
    begun = time.process_time()
    try:
        snapshot = parse(html.encode())
    except FormatError:
        pass
    else:
        assert all(entry.blocks is not None for entry in snapshot.entries[:50])

    assert time.process_time() - begun < 5
