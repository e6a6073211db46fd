"""Bodies and titles: what markup is read as, what is dropped, and that nothing else is."""

from __future__ import annotations

import re
import time
from urllib.parse import urljoin

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds import Block, Body, Code, Embed, Fact, Figure, Heading, Link, List, Media, Paragraph, Quote, Table, block_text, clean
from feeds.markup import Manner, plain, read_content
from feeds.markup.links import likeness, resolve

from .test_shape import loaded_after

PAGE = "https://harbour.invalid/news/today?day=1#top"


def read(raw: str, **manner: object) -> Body:
    return read_content(raw, Manner(base=PAGE, **manner))  # type: ignore[arg-type]


def P(text: str, *links: tuple[str, str]) -> Paragraph:  # noqa: N802
    return Paragraph(text, tuple(Link(words, target, text.index(words)) for words, target in links))


@pytest.mark.parametrize(
    ("raw", "blocks"),
    [
        ("", []),
        (" \n ", []),
        ("Plain words.", [P("Plain words.")]),
        ("One.\n\nTwo,\nthree.", [P("One."), P("Two,\nthree.")]),
        ("Fish &amp; chips at 5 &gt; 4", [P("Fish & chips at 5 > 4")]),
        ("<p>One  <b>b</b>\n <i>i</i>.</p><p>Two.</p>", [P("One b i."), P("Two.")]),
        ("bare <p>para</p> tail", [P("bare"), P("para"), P("tail")]),
        ("a<br>b<br><br>c<br/>", [P("a\nb"), P("c")]),
        ("<b>One.</b>\n\nTwo,\nthree.", [P("One."), P("Two,\nthree.")]),
        ("One\n\nline <p>two\n\nlines</p>", [P("One line"), P("two lines")]),
        ("<h1>Top</h1><h4>Low <i>i</i></h4>", [Heading("Top", 2), Heading("Low i", 4)]),
        ("a&nbsp;b &amp;amp; c", [P("a b &amp; c")]),
        ("<p>x<sup>2</sup>, H<sub>2</sub>O, 10<sup>th</sup></p>", [P("x², H₂O, 10th")]),
        ("<p><q>Aye</q>, <del>she</del> <ins>he</ins> <abbr title='x'>said</abbr></p>", [P("“Aye”, she he said")]),
        ("<details><summary>More</summary>Words</details><aside>Side</aside><hr>End", [P("More"), P("Words"), P("Side"), P("End")]),
        ("<pre>def f():\n\treturn <b>1</b>\n\n</pre>", [Code("def f():\n    return 1")]),
        ("<pre><div>a</div><div>b</div>c<br>d</pre>", [Code("a\nb\nc\nd")]),
        ("<p>use <code>a  b</code></p>", [P("use a b")]),
        ("<ul><li>a<li><p>b</p><p>c</p></ul>", [List(("a", "b\nc"))]),
        ("<ol start=3><li>a<ol><li>x<li>y<ul><li>z</ul></ol>tail<li>b</ol>", [List(("a\ntail", "  1. x", "  2. y", "    z", "b"), True, 3)]),
        ("<dl><dt>Tide</dt><dd>Water that comes</dd><dd>and goes</dd></dl>", [List(("Tide", "  Water that comes", "  and goes"))]),
        ("<ul><li><h3>Head</h3><p>Words</p></ul>", [Heading("Head", 3), P("Words")]),
        ("<ul>loose<ul><li>in</ul></ul>", [List(("loose", "  in"))]),
        ("<table><caption>Tides</caption><tr><th>Day<th>High<tr><td>Mon<td>4<br>m</table>", [P("Tides"), Table((("Day", "High"), ("Mon", "4 m")))]),
        ("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>", [Table((("a", "b"), ("", "c")))]),
        ("<table><tr><td colspan=2>a<tr><td>b<td>c</table>", [Table((("a", ""), ("b", "c")))]),
        ("<table><tr><td><p>All</p><p>of it</p></table>", [P("All"), P("of it")]),
        ("<table><tr><td><table><tr><td>a<td>b</table><td>c</table>", [Table((("a", "b"),)), P("c")]),
        ("<blockquote><p>One.</p><p>Two.</p></blockquote>", [Quote("One.\n\nTwo.")]),
        ("<blockquote>Words<footer>— <cite>Ann Example</cite>, pilot</footer></blockquote>", [Quote("Words", "Ann Example, pilot")]),
        ("<blockquote><p>Words — <cite>Ann</cite></p></blockquote>", [Quote("Words", "Ann")]),
        ("<blockquote><p>As in <cite>Tides</cite></p></blockquote>", [Quote("As in Tides")]),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", [Quote("a\n\nb")]),
        ("<figure><blockquote>Words</blockquote><figcaption>Ann</figcaption></figure>", [Quote("Words", "Ann")]),
        (
            "a<script>x</script><style>x</style><!-- x --><svg><text>x</text></svg><template>x</template><p hidden>x</p><p style='display:none'>x</p>b",
            [P("ab")],
        ),
        ("<html><head><title>t</title></head><body><p>a</p></body></html>", [P("a")]),
        ("<p>The <title> element <textarea></p>", [P("The <title> element <textarea>")]),
        ("\x1b[2J<b>\x00</b>\ud800\u202e", [P("␛[2J␀\ufffd\ufffd")]),
    ],
)
def test_blocks_of_markup(raw: str, blocks: list[Block]) -> None:
    assert list(read(raw).blocks) == blocks


@pytest.mark.parametrize(
    ("raw", "block", "said"),
    [
        ("<p>See <a href='/a'>the  gate</a>.</p>", Paragraph, [("the gate", "https://harbour.invalid/a")]),
        ("<h2>To <a href='a'>A</a></h2>", Heading, [("A", "https://harbour.invalid/news/a")]),
        (
            "<ul><li>x<li>y <a href='?q=1'>z</a><ul><li><a href='#f'>w</a></ul></ul>",
            List,
            [("z", "https://harbour.invalid/news/today?q=1"), ("w", "https://harbour.invalid/news/today?day=1#f")],
        ),
        ("<blockquote><p>x</p><p><a href='//b.invalid'>y</a></p></blockquote>", Quote, [("y", "https://b.invalid")]),
        (
            "<table><tr><td>é<td><a href='b'>1</a><tr><td>x<td>y <a href='c'>2</a></table>",
            Table,
            [("1", "https://harbour.invalid/news/b"), ("2", "https://harbour.invalid/news/c")],
        ),
        ("<a href='/card'><p>One</p><p>Two</p></a>", Paragraph, [("One", "https://harbour.invalid/card")]),
        ("<p>x<sup><a href='#n1'>1</a></sup></p>", Paragraph, [("¹", "https://harbour.invalid/news/today?day=1#n1")]),
        ("text with https://c.invalid/d, in it", Paragraph, [("https://c.invalid/d", "https://c.invalid/d")]),
    ],
)
def test_links_stand_where_their_words_are(raw: str, block: type, said: list[tuple[str, str]]) -> None:
    blocks = read(raw).blocks

    assert isinstance(blocks[0], block)
    assert [(link.text, link.link) for each in blocks for link in getattr(each, "links", ())] == said
    _check_offsets(read(raw))


@pytest.mark.row("S6")
@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", " javascript:x", "java\nscript:x", "\x01javascript:x", "JaVaScRiPt:x", "vbscript:x", "data:text/html,x", "file:///etc/passwd", "smb://a/b",
     "ssh://-oProxyCommand=x/", "tel:1", "http:\\\\evil", "http://", "https:///x", "https://a b.invalid/", "https://a.invalid/\u202ex", "https://[", "mailto:"],
)  # fmt: skip
def test_addresses_that_must_not_be_opened_are_no_links(target: str) -> None:
    body = read(f'<p>the <a href="{target}">words</a></p>')

    assert body.blocks == (Paragraph("the words"),)
    assert body.facts == ()


@pytest.mark.parametrize("base", ["https://a.invalid/b/c?d#e", "http://a.invalid", "https://a.invalid/", "https://a.invalid/b/"])
@pytest.mark.parametrize(
    "reference", ["x", "/x", "x/y.html", "/x/y?z=/../", "./x", "../x", "?q", "#f", "", "//b.invalid/x", "x#f", "x/./y", "x/", "http://b.invalid/", ";p"]
)
def test_relative_addresses_start_from_the_page(base: str, reference: str) -> None:
    assert resolve(base, reference) == urljoin(base.partition("#")[0], reference)


def test_relative_addresses_without_a_page_are_no_links() -> None:
    assert [resolve("", reference) for reference in ("x", "/x", "#f", "", "//b.invalid/x")] == [None, None, None, None, "https://b.invalid/x"]


@pytest.mark.parametrize(
    ("raw", "media"),
    [
        ('<figure><img src="/a.jpg" alt="Waves"><figcaption>A wave <span class="credit">Ann</span></figcaption></figure>', Media(alt="Waves", caption="A wave", credit="Ann", link="https://harbour.invalid/a.jpg")),
        ('<figure><img src="/a.jpg"><figcaption><span>A wave.</span> Photograph: Ann Example/AFP</figcaption></figure>', Media(caption="A wave.", credit="Photograph: Ann Example/AFP", link="https://harbour.invalid/a.jpg")),
        ('<figure><img src="/a.jpg"><figcaption>A wave <i>(Image: Harbour Mail)</i></figcaption></figure>', Media(caption="A wave", credit="Image: Harbour Mail", link="https://harbour.invalid/a.jpg")),
        ('<figure><img src="/a.jpg"><figcaption>A wave <span class="credit">(Image: Harbour Mail)</span></figcaption></figure>', Media(caption="A wave", credit="Image: Harbour Mail", link="https://harbour.invalid/a.jpg")),
        ('<figure><img src="/a.jpg"><figcaption>Foto: Ann Example</figcaption></figure>', Media(credit="Foto: Ann Example", link="https://harbour.invalid/a.jpg")),
        ('<figure><span>Image</span><img src="/a.jpg"><figcaption>A wave.<span>Credit...</span><span>Ann Example</span></figcaption></figure>', Media(caption="A wave.", credit="Ann Example", link="https://harbour.invalid/a.jpg")),
        ('<figure><div><img src="/a.jpg"><span><span>Image source, </span>Harbour Press</span></div><figcaption><span>Image caption, </span><p>A wave</p></figcaption></figure>', Media(caption="A wave", credit="Harbour Press", link="https://harbour.invalid/a.jpg")),
        ('<figure><img src="/a.jpg"><figcaption>Image: a wave on the quay</figcaption></figure>', Media(caption="Image: a wave on the quay", link="https://harbour.invalid/a.jpg")),
        ('<figure><img src="/a.jpg"><figcaption>He gets credit: none. No photo</figcaption></figure>', Media(caption="He gets credit: none. No photo", link="https://harbour.invalid/a.jpg")),
        ('<div class="wp-caption"><img src="/a.jpg"><p class="wp-caption-text">A wave</p></div>', Media(caption="A wave", link="https://harbour.invalid/a.jpg")),
        ('<img src="data:image/gif;base64,x" data-src="/a.jpg">', Media(link="https://harbour.invalid/a.jpg")),
        ('<img src="/blank.gif" srcset="/s.jpg 300w, /l.jpg 900w">', Media(link="https://harbour.invalid/l.jpg")),
        ('<picture><source srcset="/s.webp 1x, /l.webp 2x"><img alt="W"></picture>', Media(alt="W", link="https://harbour.invalid/l.webp")),
        ('<img class="lazy" src="data:x" alt="W"><noscript><img src="/a.jpg" alt="W"></noscript>', Media(alt="W", link="https://harbour.invalid/a.jpg")),
        ('<img src="/a.jpg?w=300"><noscript><img src="/a.jpg?w=900"></noscript>', Media(link="https://harbour.invalid/a.jpg?w=300")),
        ('<video poster="/p.jpg"><source src="/v.mp4" type="video/mp4">no</video>', Media("video", link="https://harbour.invalid/v.mp4", type="video/mp4")),
        ('<audio src="/a.mp3"></audio>', Media("audio", link="https://harbour.invalid/a.mp3")),
    ],
)  # fmt: skip
def test_pictures_and_what_is_written_under_them(raw: str, media: Media) -> None:
    body = read(raw)

    assert body.media == (media,)
    assert body.blocks == (Figure(0),)


@pytest.mark.parametrize("attributes", ['width="1" height="1"', "width=0", 'style="width:1px;height:1px"', "hidden", 'style="display: none"'])
def test_pictures_that_count_readers_are_dropped(attributes: str) -> None:
    assert read(f'<p>Words <img src="https://count.invalid/p.gif" {attributes}></p>') == Body(blocks=(Paragraph("Words"),))


def test_picture_with_words_for_a_face_is_words() -> None:
    assert read('<p>Aye <img class="wp-smiley" alt="🙂" src="/s.png">!</p>').blocks == (Paragraph("Aye 🙂!"),)


def test_pictures_stand_behind_the_paragraph_that_they_are_in_and_their_links_are_told() -> None:
    body = read('<p>One <a href="/album"><img src="/a.jpg" alt="Waves"></a> two.</p>')

    assert body.blocks == (Paragraph("One two."), Figure(0))
    assert body.facts == (Fact("picture", "Waves", "https://harbour.invalid/album"),)


def test_media_of_the_entry_follow_without_doubles() -> None:
    carried = (
        Media(link="https://i0.wp.com/harbour.invalid/a-1024x768.jpg?resize=3", credit="Ann"),
        Media("audio", link="https://harbour.invalid/b.mp3", type="audio/mpeg", size=9),
        Media(link="https://harbour.invalid/p?id=1&w=3"),
        Media(link="https://harbour.invalid/p?id=2&w=3"),
    )
    body = read('<img src="https://harbour.invalid/a.jpg"><p>x</p>', media=carried)

    assert body.blocks == (Figure(0), Paragraph("x"), Figure(1), Figure(2), Figure(3))
    assert body.media[0] == Media(link="https://harbour.invalid/a.jpg", credit="Ann")
    assert body.media[1:] == carried[1:]
    assert likeness("https://www.a.invalid/x@2x.png?b=1&w=2") == likeness("http://a.invalid/x.png?b=1")


@pytest.mark.parametrize(
    ("raw", "blocks"),
    [
        (
            '<blockquote class="twitter-tweet"><p>Tide <a href="https://t.co/x">pic</a></p>&mdash; Ann (@ann) <a href="https://x.com/ann/1">1 March</a></blockquote><script src="x"></script>',
            [Quote("Tide pic", "Ann (@ann) 1 March", (Link("pic", "https://t.co/x", 5),)), Embed("X", "https://x.com/ann/1", "Ann (@ann)")],
        ),
        ('<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/x/"></blockquote>', [Embed("Instagram", "https://www.instagram.com/p/x/")]),
        ('<div class="fb-post" data-href="https://www.facebook.com/x">words</div>', [Quote("words"), Embed("Facebook", "https://www.facebook.com/x")]),
        ('<iframe src="//www.youtube-nocookie.com/embed/x"></iframe>', [Embed("YouTube", "https://www.youtube-nocookie.com/embed/x")]),
        ('<iframe src="https://maps.invalid/x"></iframe>', [Embed("maps.invalid", "https://maps.invalid/x")]),
        ('<object data="https://player.vimeo.com/x"><p>none</p></object>', [Embed("Vimeo", "https://player.vimeo.com/x")]),
        ("<object><p>words</p></object>", [P("words")]),
    ],
)  # fmt: skip
def test_posts_and_players_of_other_places(raw: str, blocks: list[Block]) -> None:
    assert list(read(raw).blocks) == blocks


BODY = "<p>The gates take ten minutes to fall, and the river is high.</p><p>Nobody is hurt.</p>"


@pytest.mark.parametrize(
    ("summary", "kept"),
    [
        ("The gates take ten minutes to fall", None),
        ("<p>The gates take ten&nbsp;minutes to fall, and the [&#8230;]</p>", None),
        ("The gates take ten minutes to fall, and … <a href='/x'>Continue reading</a>", None),
        ("The gates take ten minutes to fall&#8230; <p>The post <a href='x'>Gates</a> appeared first on <a href='y'>Harbour</a>.</p>", None),
        ("The gates TAKE ten minutes – to fall", None),
        ("", None),
        ("What the gates do", "What the gates do"),
        ("<p>What the <b>gates</b> do &amp; why</p>", "What the gates do & why"),
    ],
)
def test_summary_is_told_when_it_says_something_else(summary: str, kept: str | None) -> None:
    assert read(BODY, summary=summary).summary == kept


def test_summary_stands_for_a_body_that_says_nothing() -> None:
    assert read(" <p></p>", summary="<p>See <a href='/x'>x</a></p>") == Body(blocks=(P("See x", ("x", "https://harbour.invalid/x")),))


def test_text_is_text() -> None:
    body = read("if a < b &amp; c:\n    <b>go</b>\n\n\nEnd", kind="text")

    assert body.blocks == (Paragraph("if a < b &amp; c:\n    <b>go</b>"), Paragraph("End"))


def test_lines_that_were_wrapped_at_a_width_are_joined() -> None:
    text = "The gates of the barrier take about ten minutes to fall, says\nthe master of the harbour, who has seen them fall eleven\ntimes since the new year began."

    assert read(text).blocks == (Paragraph(text.replace("\n", " ")),)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Storm over the estuary", "Storm over the estuary"),
        ("  Storm\n  over ", "Storm over"),
        ("<b>Storm</b> &amp; <i class='x'>tide</i>", "Storm & tide"),
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("It&amp;#8217;s here", "It’s here"),
        ("&lt;b&gt;Storm&lt;/b&gt;", "<b>Storm</b>"),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("5 &lt; 6 &amp; 7 &gt; 3", "5 < 6 & 7 > 3"),
        ("Using <T> in C++", "Using <T> in C++"),
        ("Using &lt;T&gt; in C++", "Using <T> in C++"),
        ("The <video> element", "The <video> element"),
        ("How to write &amp;lt; in HTML", "How to write &lt; in HTML"),
        ("One<br>two", "One two"),
        ("a <!-- b --> c", "a c"),
        ("a <script>b()</script>c <STYLE type='x'>p{}</style > d", "a c d"),
        ("the <script> element", "the <script> element"),
        ("<?php echo 1 ?>a", "a"),
        ("<textarea>a</textarea> <marquee>b</marquee>", "a b"),
        ("<<b>x</b>>", "<x>"),
        ("R&D; and &unknown;", "R&D; and &unknown;"),
        ("\x1b[2J\u202e", "␛[2J\ufffd"),
    ],
)
def test_titles(raw: str, text: str) -> None:
    assert plain(raw) == text


def test_reading_is_loaded_when_there_is_something_to_read() -> None:
    assert not {"selectolax", "feeds.markup.elements"} & loaded_after("import feeds.markup; feeds.markup.plain('a')")


@pytest.mark.row("S10")
@pytest.mark.parametrize(
    "raw",
    ["<div>" * 20_000 + "x", "<a>" * 100_000, "<a href=x>y" * 50_000, "<blockquote>x" * 20_000, "<ul><li>x" * 20_000, "<table><tr><td>x" * 20_000,
     "<table>" + "<tr><td rowspan=60 colspan=60>x" * 20_000, "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">x", "<!--" * 100_000, "<" * 200_000,
     "".join(f"<font size={number}>" for number in range(2000)) + "<p>x" * 20_000, "<b>\u0301" * 30_000, "<ul><li><table><tr><td><blockquote>x" * 5_000, "<pre>x<div>" * 20_000, "&" * 300_000],
    ids=lambda raw: raw[:16],
)  # fmt: skip
def test_hostile_markup_is_read_in_time(raw: str) -> None:
    begin = time.process_time()
    body = read(raw)

    assert time.process_time() - begin < 2
    assert clean(body.text) == body.text


TAGS = [
    "p",
    "div",
    "b",
    "i",
    "a",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "td",
    "th",
    "caption",
    "blockquote",
    "cite",
    "footer",
    "q",
    "pre",
    "code",
    "h1",
    "h3",
    "figure",
    "figcaption",
    "br",
    "hr",
    "sup",
    "span",
    "details",
    "summary",
    "noscript",
    "section",
    "img",
    "video",
    "object",
    "x-y",
]
PIECES = st.one_of(
    st.sampled_from(TAGS).map(lambda tag: f"<{tag}>"),
    st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
    st.sampled_from(["W", "W W", " W\n", "\n\n", "—", "é", "&amp;", "&nbsp;", "<a href='/x'>", "<a href='javascript:x'>", "<img src='/a.png' alt='W'>", "<!-- c -->", "<div class='fb-post'>",
                     "<blockquote class='twitter-tweet'>", "<figcaption class='credit'>", "<p class='wp-caption-text'>", "<ol start=4>", "<td colspan=2 rowspan=2>", "\u0301" * 5, "\u200b"]),
)  # fmt: skip


def _check_offsets(body: Body) -> None:
    for block in body.blocks:
        text = block_text(block)
        assert clean(text.replace("\t", " ")) == text.replace("\t", " ")
        for link in getattr(block, "links", ()):
            assert link.text
            assert text[link.start : link.start + len(link.text)] == link.text


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
@example("<noscript><img src='/a.png' alt='W'><img src='/a.png' alt='W'>")
def test_no_word_is_lost_and_links_stand_where_they_say(text: str) -> None:
    words = iter(range(1000))
    raw = re.sub("W", lambda match: f"w{next(words)}w", text)
    body = read(raw)
    said = [body.text, *(part or "" for media in body.media for part in (media.alt, media.caption, media.credit))]
    said += [block.attribution or "" for block in body.blocks if isinstance(block, Quote)]

    assert set(re.findall(r"w\d+w", raw)) - set(re.findall(r"w\d+w", " ".join(said))) == set()
    _check_offsets(body)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["html", "text"]), st.text(max_size=40))
def test_any_text_is_a_body_and_a_title(raw: str, kind: str, summary: str) -> None:
    _check_offsets(read(raw, kind=kind, summary=summary))
    assert "\n" not in plain(raw)
