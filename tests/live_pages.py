"""HTML live pages made to order: the shapes that publishers and platforms write, with invented text."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any, NamedTuple

ADDRESS = "https://estuary.example/live/barrier"
TITLE = "The barrier tonight: the outer gate shuts"
BEGIN = datetime(2025, 6, 29, 6, 0, tzinfo=UTC)
PLACES = ("the wall", "the outer gate", "the ferry steps", "the signal house", "the fish market")


class Told(NamedTuple):
    """One entry of a live page."""

    number: int
    headline: str = ""
    body: str = ""
    author: str = ""
    key: bool = False

    @property
    def when(self) -> datetime:
        return BEGIN + timedelta(minutes=7 * self.number)

    @property
    def id(self) -> str:
        return f"{751000 + self.number}"

    @property
    def uuid(self) -> str:
        return f"3f0c{self.number:04x}-1d2e-4b5a-9c8d-0123456789ab"


def told(number: int) -> Told:
    """An entry in the middle of a long night."""
    place = PLACES[number % len(PLACES)]
    body = (
        f"<p>Gauge {number} at {place} stands at {number % 900} centimetres, the harbour office says, and <a href='/gauge/{number}'>its record</a> holds.</p>"
        f"<p>Crews have walked past {place} {number} times since midnight. They found a very calm heron.</p>"
    )
    return Told(number, f"Headline {number}: water at {place}", body, "Ann Example" if number % 2 else "Bo Sample", key=number % 5 == 0)


def entries(count: int) -> list[Told]:
    """Entries, the newest first."""
    return [told(number) for number in reversed(range(count))]


def plain(body: str) -> str:
    """The words of a body as templates write them into data."""
    return body.replace("</p><p>", "\n").replace("<p>", "").replace("</p>", "").replace("</a>", "").partition("<a")[0] + body.partition("'>")[2].replace(
        "</p><p>", "\n"
    ).replace("</p>", "").replace("</a>", "")


def update(post: Told, **fields: Any) -> dict[str, Any]:
    """An update in JSON-LD; a field given as None is left out."""
    value: dict[str, Any] = {
        "@type": "BlogPosting",
        "headline": post.headline,
        "articleBody": plain(post.body),
        "datePublished": post.when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "url": f"{ADDRESS}#{post.id}",
        "author": {"@type": "Person", "name": post.author},
    }
    return {key: part for key, part in (value | fields).items() if part is not None}


def posting(updates: Any, **fields: Any) -> dict[str, Any]:
    """A live blog in JSON-LD."""
    value: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": TITLE,
        "url": ADDRESS,
        "datePublished": "2025-06-29T05:55:00Z",
        "dateModified": "2025-06-29T21:30:00Z",
        "coverageStartTime": "2025-06-29T05:55:00+0000",
        "coverageEndTime": "2025-06-30T05:55:00+0000",
        "liveBlogUpdate": updates,
    }
    return {key: part for key, part in (value | fields).items() if part is not None}


def script(*values: Any, kind: str = "application/ld+json") -> str:
    """Values in scripts; a text stands as it is."""
    return "".join(f'<script type="{kind}">{value if isinstance(value, str) else json.dumps(value)}</script>' for value in values)


def page(body: str = "", *, head: str = "", end: str = "</body></html>") -> str:
    """A whole page around entries."""
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{TITLE} | Estuary Post</title><link rel="canonical" href="{ADDRESS}">{head}</head>'
        f'<body><nav><a href="/">Estuary Post</a></nav><main>{body}</main><footer><button>Load more comments</button></footer>{end}'
    )


def ms(post: Told) -> int:
    return int(post.when.timestamp() * 1000)


def reach(post: Told) -> str:
    mark = "KEY EVENT" if post.key else post.author
    return (
        f'<div data-type="{"key-event" if post.key else "default"}" class="theme-a live-event-entry {"key-event" if post.key else ""}" id="{post.id}"'
        f' data-last-modified-time="{ms(post) + 60_000}" data-post-time="{ms(post)}"><div class="entry-info"><time>{post.when:%H:%M}2 hours ago</time>'
        f'<mark class="x">{mark}</mark></div>\n<div class="y entry-content"><h3> {escape(post.headline)}\n</h3>{post.body}</div>'
        f'<ul class="entry-share social-share"><li><button>Share {post.number}</button></li></ul></div>'
    )


def express(post: Told) -> str:
    return (
        f'<div class="live-events__entry" id="live-{post.id}" data-sort-time="{ms(post) // 1000}" data-update-time="{ms(post) // 1000 + 60}">'
        f'<div class="live-events__entry-time">{post.when:%H:%M}</div><h3 class="live-events__entry-head">{escape(post.headline)}</h3>'
        f'<div class="live-events__entry-text">{post.body}</div><p class="live-events__entry-author">By {post.author}</p></div>'
    )


def guardian(post: Told) -> str:
    return (
        f'<article id="block-{post.uuid}" class="block dcr-1abc"><header class="dcr-2"><div class="dcr-3"><a href="?page=with:block-{post.uuid}">'
        f'<time datetime="{post.when.isoformat()}" data-relativeformat="med">{post.number} min ago</time></a><span>{post.when:%H.%M} BST</span></div>'
        f'<h2 class="dcr-4">{escape(post.headline)}</h2><div class="dcr-5"><div><img src="/face.png" alt="{post.author}"></div><span>{post.author}</span></div></header>'
        f'<div>{post.body}</div><footer><div>Updated at <time datetime="{(post.when + timedelta(minutes=1)).isoformat()}">x</time></div><button>Share</button></footer></article>'
    )


def guardian_classic(post: Told) -> str:
    return (
        f'<div itemprop="liveBlogUpdate" id="block-{post.uuid}" class="block block--content {"is-key-event" if post.key else ""}">'
        f'<p class="block-time published-time"><a href="#block-{post.uuid}"><time class="js-timestamp" datetime="{post.when.isoformat()}">{post.number}h ago'
        f'</time><span>{post.when:%H:%M}</span></a></p><h2 class="block-title">{escape(post.headline)}</h2><div class="block-elements">{post.body}</div>'
        f'<span class="block-share">Share on Facebook</span><p class="block-time updated-time">Updated <time datetime="{(post.when + timedelta(minutes=1)).isoformat()}">x</time></p></div>'
    )


def bbc(post: Told) -> str:
    local = post.when + timedelta(hours=1)
    return (
        f'<article class="ssrcss-1" data-testid="content-post" id="asset:{post.uuid}"><header><h3 class="ssrcss-2"><span role="text"><span>{escape(post.headline)}</span>'
        f'<span class="visually-hidden">, published at {local:%H:%M} BST {local.day} {local:%B}</span></span></h3></header><div class="ssrcss-3">{post.body}</div>'
        f'<button data-testid="share-button">Share</button></article>'
    )


def bbc_older(post: Told) -> str:
    local = post.when + timedelta(hours=1)
    return (
        f'<article class="qa-post gs-u-pb-alt lx-stream-post"><header class="lx-stream-post__header"><h3 class="lx-stream-post__header-title gel-great-primer-bold">'
        f'<span>{escape(post.headline)}</span></h3><span class="lx-stream-post__meta-time"><span class="gs-u-vh">Posted at </span><span class="qa-post-auto-meta">'
        f'{local:%H:%M} {local.day} {local:%b}</span></span></header><div class="qa-contributor"><p class="qa-contributor-name">{post.author}</p>'
        f'<p class="qa-contributor-role">Reporter</p></div><div class="lx-stream-post-body">{post.body}</div><div class="lx-share-tools"><button>Share</button>'
        f'<a href="https://social.example/share?u=x%3Fa&pinned_post_locator=urn:asset:{post.uuid}&t=1">Share</a></div></article>'
    )


def wordpress(post: Told) -> str:
    return (
        f'<div id="liveblog-entry-{post.id}" class="comment liveblog-entry byuser" data-timestamp="{ms(post) // 1000}"><header class="liveblog-meta">'
        f'<span class="liveblog-author-name"><a href="/by/{post.number % 2}">{post.author}</a></span><span class="liveblog-meta-time"><a href="#x"><span>{post.when:%H:%M}</span></a></span>'
        f'</header><div class="liveblog-entry-text" data-original-content="x">{post.body}</div></div>'
    )


SHAPES: dict[str, Callable[[Told], str]] = {
    "reach": reach,
    "express": express,
    "guardian": guardian,
    "guardian_classic": guardian_classic,
    "bbc": bbc,
    "bbc_older": bbc_older,
    "wordpress": wordpress,
}


def shown(shape: str, posts: Sequence[Told]) -> str:
    """Entries as a page of that shape shows them: by day, in wrappers, advertisements between them."""
    body = ""
    for index, post in enumerate(posts):
        body += '<div class="ad-slot"><span>Advertisement</span></div>\n' if index % 3 == 2 else "\n"
        body += SHAPES[shape](post)
    return f'<section class="day"><h2>Sunday</h2><div class="live-event-entries wrap"><div>{body}</div></div></section>'


def large_page(count: int) -> str:
    """A page of the usual size: all entries in its data and on the page, each with a picture and what publishers put around it."""
    posts = entries(count)
    chrome = (
        '<div class="social-share">' + '<a class="share__link" href="https://social.example/share?u=x"><svg><path d="M0 0h24v24H0z"/></svg></a>' * 4 + "</div>"
    )
    body = "".join(
        reach(post).replace('<ul class="entry-share', f"<figure><img src='/{post.number}.jpg' alt='Waves'></figure>{chrome}<ul class=\"entry-share")
        for post in posts
    )
    return page(f'<div class="live-event-entries">{body}</div>', head=script(posting([update(post) for post in posts])))
