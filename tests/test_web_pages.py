"""Pages without posts are refused with what they are and with their feeds; pages with posts of a known shape are not."""

from __future__ import annotations

import pytest
from msgspec.structs import astuple

from feeds import Alternate, UnknownFormat, parse
from feeds.alternates import unambiguous

RSS = "application/rss+xml"
WORDS = "<p>The wall at the pier has stood since the last war, and nobody in the town can remember a night as loud as this one.</p>" * 6


def refused(html: str, url: str | None = "https://pier.example/a/page") -> UnknownFormat:
    """The refusal of a page."""
    with pytest.raises(UnknownFormat) as caught:
        parse(html.encode(), url=url)
    return caught.value


def page(body: str, head: str = "", title: str = "Pier News") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def feed(link: str, title: str = "", type: str = RSS) -> str:
    return f'<link rel="alternate" type="{type}" title="{title}" href="{link}">'


ARTICLE = f'<article><h1>The wall</h1>{WORDS}</article><aside><div class="liveblog teaser" id="t1"><a href="/live/1">Storm live</a></div><div class="liveblog teaser" id="t2"><a href="/live/2">Vote live</a></div><div class="liveblog teaser" id="t3"><a href="/live/3">Match live</a></div></aside>'
LIVE = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Storm"}</script>'


@pytest.mark.parametrize(
    ("html", "says"),
    [
        (page(ARTICLE), "“Pier News” is an article, no live page; it names no feed"),
        (page(ARTICLE, feed("/feed", "All news")), "“Pier News” is an article, no live page; it names a feed: All news (https://pier.example/feed); open that"),
        (page('<div id="root"></div><script src="/app.js"></script>'), "what “Pier News” shows is drawn by script; this program cannot run scripts; it names no feed"),
        (page('<noscript>You need to enable JavaScript to run this app.</noscript><div id="x"></div><script src="/app.js"></script>'), "what “Pier News” shows is drawn by script"),
        (page(f"<main>{WORDS}<div class='entries'></div></main>", LIVE), "“Pier News” is a live page whose posts are drawn by script; this program cannot run scripts"),
        (page(f'{WORDS}<iframe src="//ticker.example/embed/17?token=abc"></iframe>'), "the posts of “Pier News” are in a frame from https://ticker.example/embed/17?token=…; this program cannot run scripts, but that address may be opened"),
        (page(f'<iframe src="https://www.youtube.com/embed/live"></iframe>{WORDS}'), "no posts were found in “Pier News”"),
        ("<html><head><title>Old pier</title></head><frameset><frame src='menu.html'><frame src='news.html'></frameset></html>", "the posts of “Old pier” are in a frame from https://pier.example/a/news.html"),
        (page("<p>Checking your browser before accessing pier.example</p><script>go()</script>", title="Just a moment..."), "the site checks for a browser first (“Just a moment...”)"),
        (page('<h1>Before you continue</h1><form><button>Accept all</button></form><script src="c.js"></script>'), "the site asks for consent to cookies first (“Pier News”); open the page in a browser and save it"),
        (page('<form><input name="user"><input type="password"></form>'), "the site asks for a login first (“Pier News”)"),
        (page(WORDS, feed("/tides.xml", "Tides") + feed("/ships.xml", "Ships") + feed("/fish.xml", "Fish")), "it names 3 feeds: Tides (https://pier.example/tides.xml), Ships (https://pier.example/ships.xml), Fish (https://pier.example/fish.xml); open one of them"),
        (page('<noscript><iframe src="https://tags.example/ns.html" height="0"></iframe></noscript><div id="app"></div><script src="a.js"></script>'), "what “Pier News” shows is drawn by script"),
        (page('<iframe src="https://tides.example/harwich" height="900"></iframe>'), "the posts of “Pier News” are in a frame from https://tides.example/harwich"),
        (page(f'{WORDS * 3}<div class="banner">We value your privacy. <button>Accept all</button></div><form><input type="password"></form>'), "no posts were found in “Pier News”"),
        (page('<article><h1>The wall</h1><div id="liveblog-container" class="x"></div></article>'), "“Pier News” seems to be a live page, but its posts are not there"),
        (page(f'<article>{WORDS}<div class="embed"></div></article><script src="https://v.24liveblog.com/24.js"></script>'), "“Pier News” seems to be a live page"),
        (page("".join(f'<div class="liveblog__item">{WORDS}</div>' for _ in range(4)), head='<meta property="og:type" content="article">'), "“Pier News” seems to be a live page"),
        (page("", head='<script type="application/ld+json">{"@type":"LiveBlogPosting","liveBlogUpdate":[{"articleBody":"<script>x</script>"}]}</script>'), "“Pier News” is a live page, but the data that has its posts is broken"),
        (page("", title=""), "no posts were found in the page; it names no feed"),
    ],
)  # fmt: skip
def test_page_without_posts_says_what_it_is(html: str, says: str) -> None:
    assert says in str(refused(html))
    assert "\n" not in str(refused(html))


def test_feeds_are_found_in_head_and_body_and_made_absolute() -> None:
    head = '<base href="https://pier.example/news/"><LINK REL="Alternate Home" TYPE="Application/RSS+XML; charset=utf-8" HREF="rss.xml" title="All &amp; more">'
    body = '<a rel="alternate" type="application/feed+json" href="../feed.json">JSON</a><a rel="feed" href="/hfeed">Notes</a>'
    others = '<link rel="alternate" type="application/rss+xml" href="javascript:x"><link rel="alternate" type="text/html" href="/amp"><link rel="alternate stylesheet" type="text/css" href="/x.css">'

    found = refused(page(body, head + others)).alternates

    assert [astuple(each) for each in found] == [
        ("https://pier.example/news/rss.xml", "All & more", "application/rss+xml"),
        ("https://pier.example/feed.json", "JSON", "application/feed+json"),
        ("https://pier.example/hfeed", "Notes", ""),
    ]


def test_wordpress_page_has_one_feed_that_is_meant() -> None:
    head = feed("/comments/feed/", "Pier » Comments Feed") + feed("/feed/", "Pier » Feed") + feed("/a/page/feed/", "Pier » The wall Comments Feed")
    head += feed("/wp-json/wp/v2/posts/1", "The feed as JSON", "application/json") + feed(
        "/wp-json/oembed/1.0/embed?url=x", "oEmbed", "application/json+oembed"
    )

    found = refused(page(ARTICLE, head)).alternates

    assert unambiguous(found) == Alternate("https://pier.example/feed/", "Pier » Feed", RSS) == found[0]
    assert len(found) == 3


@pytest.mark.parametrize(
    "saved",
    ['<link rel="canonical" href="https://pier.example/x">', '<meta property="og:url" content="https://pier.example/x">', "<!-- saved from url=(0024)https://pier.example/x -->"],
    ids=["canonical", "og:url", "saved from"],
)  # fmt: skip
def test_saved_page_knows_where_it_comes_from(saved: str) -> None:
    html = page(WORDS, feed("feed.xml"))
    html = html.replace("<html>", f"\n{saved}\n<html>") if saved.startswith("<!--") else html.replace("<title>", f"{saved}<title>")

    assert [each.link for each in refused(html, "saved/page.html").alternates] == ["https://pier.example/feed.xml"]
