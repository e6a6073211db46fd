"""The page of a Guardian live page as JSON: which object has the blocks, and the entries that they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...identity import digest, numbered
from ...markup import Manner, plain
from ...model import Author, Entry, Feed, KeyPoint, Problem, Snapshot, Unread
from ...order import rise
from ..base import Page
from ..html.tree import head_of
from .guardian_body import read_body
from .posts import with_pinned, without_copies
from .trees import in_script, trees_of
from .values import Value, address, at, found, line, name, objects, packed, told

_PUBLISHED = ("blockFirstPublished", "firstPublishedDate", "publishedDate", "blockCreatedOn", "createdDate")
_UPDATED = ("blockLastUpdated", "lastUpdated", "lastModifiedDate")
_LABELS = {"keyEvent": "Key event", "summary": "Summary"}
_TITLES = ("headline", "webTitle", "title")
_ADDRESSES = ("webURL", "webUrl", "canonicalUrl")


def has_posts(page: Page) -> bool:
    """There is a list of blocks that have elements and a block's own times or attributes."""
    return bool(_page_of(page))


def read_page(page: Page, form: str) -> Snapshot:
    """All that the page says; `form` is the name of the format."""
    document, whole = page.document, _page_of(page)
    tree = next(iter(found(list(trees_of(page)), lambda value: any(isinstance(value.get(key), str) for key in _ADDRESSES))), {})
    head = head_of(page) if in_script(page) else None
    base = (head.base if head else document.url) or ""
    link = next((link for each in (whole, tree) for key in _ADDRESSES if (link := address(base, each.get(key)))), head.link if head else None)
    title = next((title for each in (whole, tree) for key in _TITLES if (title := line(each.get(key)))), head.title if head else None)
    problems: list[Problem] = []
    entries: list[Entry] = []
    for number, block in enumerate(_blocks(whole), 1):
        entry = _entry(page, block, link, pinned=False)
        if entry.published is None and entry.stamp:
            problems.append(Problem(document.source, f"block {number}", f"its time cannot be read: {entry.stamp}"))
        entries.append(entry)
    entries = without_copies(entries)
    if isinstance(whole.get("pinnedPost"), dict):
        entries = with_pinned(entries, _entry(page, whole["pinnedPost"], link, pinned=True))
    ids = {entry.id for entry in entries}
    points = ((line(plain(each["title"])) if isinstance(each.get("title"), str) else None, name(each.get("id"))) for each in objects(whole.get("keyEvents")))
    return Snapshot(
        source=document.source,
        format=form,
        feed=Feed(
            title=plain(title) if title else None,
            description=plain(whole["trailText"]) or None if isinstance(whole.get("trailText"), str) else None,
            link=link,
            language=head.language if head else None,
            summary=tuple(KeyPoint(text, id if id in ids else None) for text, id in points if text),
            credit=line(whole.get("byline")),
            ended=_has_ended(whole),
        ),
        entries=tuple(numbered(entries, newest_first=rise(entry.published for entry in entries) <= 0)),
        problems=tuple(problems),
        complete=document.settled,
        retrieved=document.retrieved,
    )


def _page_of(page: Page) -> Value:
    """The object whose blocks are posts: the one with most of them."""
    return page.remember_of(_find)


def _find(page: Page) -> Value:
    wholes = [whole for tree in trees_of(page) for whole in found(tree, lambda value: any(map(_is_post, _blocks(value))))]
    return max(wholes, key=lambda whole: len(_blocks(whole)), default={})


def _blocks(value: Value) -> list[Value]:
    blocks = value.get("blocks")
    if isinstance(blocks, dict):
        blocks = blocks.get("body")
    return objects(blocks) if isinstance(blocks, list) else []


def _is_post(block: Value) -> bool:
    has_words = isinstance(block.get("elements"), list) or isinstance(block.get("bodyHtml"), str)
    attributes = block.get("attributes")
    own = any(key in block for key in (*_PUBLISHED, *_UPDATED)) or (isinstance(attributes, dict) and any(key in attributes for key in (*_LABELS, "pinned")))
    return has_words and "id" in block and (own or any(isinstance(each.get("_type"), str) for each in objects(block.get("elements"))))


def _entry(page: Page, block: Value, link: str | None, *, pinned: bool) -> Entry:
    published, updated = told(page, block, *_PUBLISHED), told(page, block, *_UPDATED)
    title = plain(block["title"]) if isinstance(block.get("title"), str) else ""
    elements = block.get("elements") or ([{"html": block["bodyHtml"]}] if isinstance(block.get("bodyHtml"), str) else [])
    raw = packed(elements)
    id = name(block.get("id"))
    when = published.when or updated.when
    return Entry(
        id=id or digest(published.stamp, title, raw),
        id_inferred=id is None,
        headline=title or None,
        link=f"{link}#block-{id}" if link and id else None,
        published=when,
        updated=updated.when if updated.when != when else None,
        date_inferred=published.inferred or published.when is None is not when,
        stamp=published.stamp or updated.stamp,
        label=next((label for key, label in _LABELS.items() if _is_true(at(block, "attributes", key))), None),
        pinned=pinned or _is_true(at(block, "attributes", "pinned")),
        body=Unread(read_body, raw, Manner(base=link or page.document.url or "", authors=tuple(_authors(block)))),
    )


def _authors(block: Value) -> Iterator[Author]:
    for each in block.get("contributors") or () if isinstance(block.get("contributors"), list) else ():
        written = line(each) or line(at(each, "name")) or line(at(each, "webTitle"))
        if written:
            yield Author(written, link=address("", at(each, "webUrl")))


def _has_ended(whole: Value) -> bool:
    """Whether the page says that it is not live (any more)."""
    said: list[Any] = [whole.get("isLive"), at(whole, "config", "isLive"), whole.get("liveBloggingNow"), at(whole, "fields", "liveBloggingNow")]
    return any(each is False or each == "false" for each in said)


def _is_true(value: object) -> bool:
    return value is True or value == "true"
