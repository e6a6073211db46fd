"""The entries of a page in microformats 2: which elements they are, and what each says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ...charset import is_binary
from ...identity import digest, numbered
from ...markup import Manner, read_content
from ...model import Author, Entry, Fact, Feed, Media, Problem, Snapshot, Unread
from ...order import rise
from ..base import Page
from .h_feed_properties import MOST, dated, implied_link, led, names_of, properties_of, roots_of, said
from .told_times import NOT_TOLD, read_told
from .tree import head_of, is_whole, title_of, tree_of, web_address

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from .h_feed_properties import Properties

LONGEST_NAME = 120
"""Characters of a text without any property that is taken for a headline; a longer one is the body."""

_FACTS = ("u-in-reply-to", "u-like-of", "u-repost-of", "u-bookmark-of", "u-listen-of", "u-watch-of", "u-syndication", "p-rsvp", "p-location", "p-rating")
_MEDIA = {"u-featured": "image", "u-photo": "image", "u-video": "video", "u-audio": "audio"}


class Found(NamedTuple):
    """The entries of a page, the element that they are in as a feed, and whether they are written in classic hAtom."""

    entries: list[LexborNode]
    feed: LexborNode | None = None
    classic: bool = False


def has_posts(page: Page) -> bool:
    """There are two entries, or one in a feed or with a date; in hAtom two that have their whole content and a date."""
    data = page.document.data
    named = b"h-entry" in data or (b"hentry" in data and b"hfeed" in data)
    return named and not is_binary(data) and bool(page.remember_of(_find).entries)


def read_page(page: Page, form: str) -> Snapshot:
    """All that the page says; `form` is the name of the format."""
    document, found, head = page.document, page.remember_of(_find), head_of(page)
    own: Properties = properties_of(found.feed, classic=False) if found.feed is not None else {}
    problems: list[Problem] = []
    entries = [_entry(page, node, head.base, found.classic) for node in found.entries]
    for number, entry in enumerate(entries, 1):
        if entry.stamp and entry.published is None:
            problems.append(Problem(document.source, f"entry {number}", f"its time cannot be read: {entry.stamp}"))
    authors = [author.name for author in _authors(own, head.base, classic=False)]
    return Snapshot(
        source=document.source,
        format=form,
        feed=Feed(
            title=next(filter(None, map(said, own.get("p-name", ()))), None) or title_of(page),
            description=next(filter(None, map(said, own.get("p-summary", ()))), None),
            link=next((link for node in own.get("u-url", ()) if (link := led(node, head.base))), None) or head.link,
            language=head.language,
            credit=", ".join(authors) or None,
        ),
        entries=tuple(numbered(entries, newest_first=rise(entry.published for entry in entries) <= 0)),
        problems=tuple(problems),
        complete=is_whole(page),
        retrieved=document.retrieved,
    )


def _find(page: Page) -> Found:
    root = tree_of(page).root
    if root is None:
        return Found([])
    inside = _gather(root, classic=False)
    if inside:
        feed, entries = max(inside, key=lambda each: (len(each[1]), each[0] is not None))
        if feed is not None or len(entries) > 1 or "dt-published" in properties_of(entries[0], classic=False):
            return Found(entries, feed)
        return Found([])
    for feed, entries in _gather(root, classic=True):
        whole = [each for each in entries if {"e-content", "dt-published"} <= set(properties_of(each, classic=True))]
        if feed is not None and len(whole) > 1:
            return Found(entries, feed, classic=True)
    return Found([])


def _gather(root: LexborNode, *, classic: bool) -> list[tuple[LexborNode | None, list[LexborNode]]]:
    """The entries of each feed, and those in none. Entries inside of other things, such as comments and citations, are none of the feed's."""
    gathered: dict[int, tuple[LexborNode | None, list[LexborNode]]] = {}
    waiting: list[tuple[LexborNode, LexborNode | None]] = [(root, None)]
    while waiting:
        node, feed = waiting.pop()
        roots = roots_of(node, classic=classic)
        if "h-entry" in roots and node.tag not in ("html", "body") and not {"p-comment", "u-comment", "comment"} & set(names_of(node)):
            gathered.setdefault(feed.mem_id if feed is not None else 0, (feed, []))[1].append(node)
        elif not roots or "h-feed" in roots or node.tag in ("html", "body"):
            within = node if "h-feed" in roots else feed
            waiting += [(each, within) for each in list(node.iter())[::-1]]
    return list(gathered.values())


def _entry(page: Page, node: LexborNode, base: str, classic: bool) -> Entry:
    properties = properties_of(node, classic=classic)
    published, updated = (
        next((told for each in properties.get(name, ()) if (told := read_told(dated(each), page.document.zone)).stamp), NOT_TOLD)
        for name in ("dt-published", "dt-updated")
    )
    content = next((each.inner_html or "" for each in properties.get("e-content", ())), "")
    summary = next((each.inner_html or said(each) for each in properties.get("p-summary", ())), "")
    headline = next(filter(None, map(said, properties.get("p-name", ()))), "")
    if not headline and not any(name[:2] in ("p-", "e-") for name in properties):
        headline = said(node)
        if len(headline) > LONGEST_NAME:
            headline, content = "", node.inner_html or ""
    if headline and _is_beginning(headline, content or summary):
        headline = ""
    link = next((link for each in properties.get("u-url", ()) if (link := led(each, base))), "")
    if not link and not any(name.startswith("u-") for name in properties):
        link = web_address(implied_link(node), base)
    uid = next((uid for each in properties.get("u-uid", ()) if (uid := led(each, base) or said(each))), "")
    when = published.when or updated.when
    manner = Manner(
        base=base,
        authors=tuple(_authors(properties, base, classic=classic)),
        media=tuple(_media(properties, base)),
        summary=summary if content else "",
        facts=tuple(_facts(properties, base)),
    )
    return Entry(
        id=uid or link or digest(published.stamp, headline, content or summary),
        id_inferred=not (uid or link),
        headline=headline or None,
        link=link or None,
        published=when,
        updated=updated.when if updated.when != when else None,
        date_inferred=published.inferred or published.when is None is not when,
        stamp=published.stamp or updated.stamp,
        pinned="sticky" in names_of(node),
        tags=tuple(dict.fromkeys(filter(None, map(said, properties.get("p-category", ()))))),
        body=Unread(read_content, content or summary, manner),
    )


def _is_beginning(headline: str, content: str) -> bool:
    """Whether a name is what the content says or begins with: that of a note, which has no headline."""
    if not content:
        return False
    words = " ".join(read_content(content[: 8 * len(headline) + 4000], Manner()).text.split())
    return words.startswith(headline.removesuffix("…").removesuffix("...").rstrip())


def _authors(properties: Properties, base: str, *, classic: bool) -> Iterator[Author]:
    seen = set()
    for node in properties.get("p-author", ())[:20]:
        if roots_of(node, classic=classic):
            card = properties_of(node, classic=classic)
            name = next(filter(None, map(said, card.get("p-name", ()))), "") or said(node)
            link = next((link for each in card.get("u-url", ()) if (link := led(each, base))), "") or web_address(implied_link(node), base)
            role = next(filter(None, map(said, (*card.get("p-job-title", ()), *card.get("p-role", ())))), None)
        else:
            name, link, role = said(node), web_address(implied_link(node), base), None
        if name and name not in seen:
            seen.add(name)
            yield Author(name, role, link=link or None)


def _media(properties: Properties, base: str) -> Iterator[Media]:
    for name, kind in _MEDIA.items():
        for node in properties.get(name, ()):
            if link := led(node, base):
                yield Media(
                    "image" if kind == "image" else "video" if kind == "video" else "audio",
                    alt=((node.attributes.get("alt") or None) and said(node)) or None,
                    link=link,
                )


def _facts(properties: Properties, base: str) -> Iterator[Fact]:
    for name in _FACTS:
        for node in properties.get(name, ())[:MOST]:
            cited = properties_of(node, classic=False) if roots_of(node, classic=False) else {}
            link = next((link for each in cited.get("u-url", ()) if (link := led(each, base))), "") or (led(node, base) if name.startswith("u-") else "")
            words = next(filter(None, map(said, cited.get("p-name", ()))), "") or said(node) or link
            if words:
                yield Fact(name.partition("-")[2].replace("-", " "), words, link or None)
    if comments := len(properties.get("p-comment", ()) or properties.get("u-comment", ())):
        yield Fact("comments", str(comments))
