"""The page of a BBC live page as JSON: which object has the posts, and the entries that they are."""

from __future__ import annotations

from ...identity import digest, numbered
from ...markup import Manner
from ...model import Entry, Feed, KeyPoint, Problem, Snapshot, Unread
from ...order import rise
from ..base import Page
from ..html.tree import head_of
from .bbc_body import lines_of, read_body
from .bbc_words import first_of
from .posts import without_copies
from .trees import in_script, trees_of
from .values import Value, address, at, found, line, name, objects, packed, told


def has_posts(page: Page) -> bool:
    """There is a list of results that have headers or contents of blocks."""
    return bool(_stream_of(page))


def read_page(page: Page, form: str) -> Snapshot:
    """All that the page says; `form` is the name of the format."""
    document, stream = page.document, _stream_of(page)
    whole = next(found(list(trees_of(page)), lambda value: "liveTextStream" in value), {})
    head = head_of(page) if in_script(page) else None
    base = (head.base if head else document.url) or ""
    problems: list[Problem] = []
    entries: list[Entry] = []
    for number, post in enumerate(objects(stream["results"]), 1):
        if not _is_post(post):
            problems.append(Problem(document.source, f"result {number}", "it has neither a header nor a content"))
            continue
        entry = _entry(page, post, base)
        if entry.published is None and entry.stamp:
            problems.append(Problem(document.source, f"result {number}", f"its time cannot be read: {entry.stamp}"))
        entries.append(entry)
    entries = without_copies(entries)
    return Snapshot(
        source=document.source,
        format=form,
        feed=Feed(
            title=line(whole.get("title")) or line(at(whole, "title", "text")) or (head.title if head else None),
            description=line(whole.get("description")),
            link=next((link for key in ("url", "canonicalUrl") if (link := address(base, whole.get(key)))), head.link if head else None),
            language=line(whole.get("language")) or (head.language if head else None),
            summary=tuple(KeyPoint(point) for point in lines_of(whole.get("summaryPoints"), base)),
            ended=whole.get("isLive") is False,
        ),
        entries=tuple(numbered(entries, newest_first=rise(entry.published for entry in entries) <= 0)),
        problems=tuple(problems),
        complete=document.settled,
        retrieved=document.retrieved,
    )


def _stream_of(page: Page) -> Value:
    """The object whose results are posts: the one with most of them."""
    return page.remember_of(_find)


def _find(page: Page) -> Value:
    streams = [
        stream
        for tree in trees_of(page)
        for stream in found(tree, lambda value: isinstance(value.get("results"), list) and any(map(_is_post, objects(value["results"]))))
    ]
    return max(streams, key=lambda stream: len(stream["results"]), default={})


def _is_post(post: Value) -> bool:
    return any(isinstance(at(post, part, "model", "blocks"), list) for part in ("header", "content"))


def _entry(page: Page, post: Value, base: str) -> Entry:
    dates = post.get("dates")
    published, updated = told(page, dates, "firstPublished", "published", "created"), told(page, dates, "lastPublished", "updated")
    header = at(post, "header", "model", "blocks")
    headline = first_of(header, "headline") or first_of(header, "heading")
    raw = packed(
        {"header": header, "content": at(post, "content", "model", "blocks"), "people": [post.get(key) for key in ("contributors", "contributor", "byline")]}
    )
    id = name(post.get("urn")) or name(post.get("id"))
    when = published.when or updated.when
    link = post.get("link")
    return Entry(
        id=id or digest(published.stamp, headline, raw),
        id_inferred=id is None,
        headline=headline,
        link=next((each for value in (link, at(link, "locator"), at(link, "url"), at(link, "href"), post.get("url")) if (each := address(base, value))), None),
        published=when,
        updated=updated.when if updated.when != when else None,
        date_inferred=published.inferred or published.when is None is not when,
        stamp=published.stamp or updated.stamp,
        pinned=at(post, "options", "isPinned") is True,
        breaking=at(post, "options", "isBreakingNews") is True,
        body=Unread(read_body, raw, Manner(base=base)),
    )
