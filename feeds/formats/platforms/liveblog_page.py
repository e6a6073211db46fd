"""The answer of the Live Blog API: which lists have the posts, and the entries that they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...identity import digest, numbered
from ...markup import Manner, plain
from ...model import Author, Entry, Feed, Problem, Snapshot, Unread
from ...order import rise
from ..base import Page
from ..html.tree import head_of
from .liveblog_body import read_body
from .posts import without_copies
from .trees import in_script, trees_of
from .values import Value, address, at, found, line, name, objects, packed, told


def has_posts(page: Page) -> bool:
    """There is a list of items that have groups, or say that they are posts."""
    return bool(_posts_of(page))


def read_page(page: Page, form: str) -> Snapshot:
    """All that the page says; `form` is the name of the format."""
    document = page.document
    head = head_of(page) if in_script(page) else None
    base = (head.base if head else document.url) or ""
    blog = next(found(list(trees_of(page)), lambda value: isinstance(value.get("blog_status"), str) or "public_url" in value), {})
    problems: list[Problem] = []
    posts: list[Entry] = []
    withdrawn: dict[str, None] = {}
    for number, post in enumerate(_posts_of(page), 1):
        id = name(post.get("_id"))
        if post.get("deleted") is True:
            withdrawn |= {id: None} if id else {}
            continue
        entry = _entry(page, post, base)
        if entry.published is None and entry.stamp:
            problems.append(Problem(document.source, f"item {number}", f"its time cannot be read: {entry.stamp}"))
        posts.append(entry)
    entries = without_copies(posts)
    ids = {entry.id for entry in entries}
    return Snapshot(
        source=document.source,
        format=form,
        feed=Feed(
            title=plain(blog["title"]) if isinstance(blog.get("title"), str) else (head.title if head else None),
            description=plain(blog["description"]) or None if isinstance(blog.get("description"), str) else None,
            link=address(base, blog.get("public_url")) or (head.link if head else None),
            language=line(at(blog, "blog_preferences", "language")) or (head.language if head else None),
            ended=blog.get("blog_status") == "closed",
        ),
        entries=tuple(numbered(entries, newest_first=rise(entry.published for entry in entries) <= 0)),
        problems=tuple(problems),
        withdrawn=tuple(id for id in withdrawn if id not in ids),
        complete=document.settled,
        retrieved=document.retrieved,
    )


def _posts_of(page: Page) -> list[Value]:
    """All posts, those of several lists (sticky ones, others) behind each other."""
    return page.remember_of(_find)


def _find(page: Page) -> list[Value]:
    lists = (each for tree in trees_of(page) for each in found(tree, lambda value: any(map(_is_post, _items(value)))))
    return [post for each in lists for post in _items(each) if _is_post(post)]


def _items(value: Value) -> list[Value]:
    return objects(value["_items"]) if isinstance(value.get("_items"), list) else []


def _is_post(post: Value) -> bool:
    return isinstance(post.get("groups"), list) or post.get("particular_type") == "post" or (post.get("deleted") is True and "_id" in post)


def _entry(page: Page, post: Value, base: str) -> Entry:
    published, updated = told(page, post, "published_date", "firstcreated", "_created"), told(page, post, "content_updated_date", "_updated", "versioncreated")
    groups = objects(post.get("groups"))
    main = [group for group in groups if group.get("id") == "main"] or [group for group in groups if group.get("id") != "root"]
    items = [item for group in main for ref in objects(group.get("refs")) if isinstance(item := ref.get("item"), dict) and item.get("deleted") is not True]
    raw = packed(items)
    headline = next(
        (words for value in (post.get("headline"), at(items[0], "headline") if items else None) if isinstance(value, str) and (words := plain(value))), None
    )
    id = name(post.get("_id"))
    when = published.when or updated.when
    return Entry(
        id=id or digest(published.stamp, headline, raw),
        id_inferred=id is None,
        headline=headline,
        link=address(base, at(post, "public_url")),
        published=when,
        updated=updated.when if published.when and updated.when and updated.when > published.when else None,
        date_inferred=published.inferred or published.when is None is not when,
        stamp=published.stamp or updated.stamp,
        label="Highlight" if post.get("lb_highlight") is True else None,
        pinned=post.get("sticky") is True,
        tags=tuple(dict.fromkeys(tag for each in post["tags"] if (tag := line(each) or line(at(each, "name"))))) if isinstance(post.get("tags"), list) else (),
        body=Unread(read_body, raw, Manner(base=base, authors=tuple(_authors(post, items)))),
    )


def _authors(post: Value, items: Sequence[Value]) -> Iterator[Author]:
    """Who wrote it: the account that the post is of, else that of its first item that names one. A syndicated post names its source instead."""
    for each in (post.get("syndicated_creator"), post.get("original_creator"), *(item.get("original_creator") for item in items)):
        if written := line(at(each, "byline")) or line(at(each, "display_name")) or line(at(each, "name")):
            yield Author(written, email=line(at(each, "email")))
            return
