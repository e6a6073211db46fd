"""The entries that a live page shows, read by the row of its kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from ...dates import Stamp, read_stamp
from ...model import Author, Document
from ...moments import Moment
from ...text import clean_line
from ...wording import Wording
from ..html.tree import Head, web_address
from ..prose.days import dated
from .adapters import ROWS, Place, Row
from .bodies import inside, leads, outermost
from .values import moment

if TYPE_CHECKING:
    from datetime import date, datetime

    from selectolax.lexbor import LexborHTMLParser, LexborNode

FEWEST = 3
"""Entries that make a page a live page when its data does not say that it is one: articles show one or two as a teaser."""
MOST = 50_000
"""Entries that are read."""
NO_TITLES = frozenset(("post", "post update"))
"""What a page writes over an entry without a headline."""

_PUBLISHED = Wording(r"\s*,?\s*published at\s+", re.IGNORECASE)
_CLOCK = Wording(r"\d\d?[:.]\d\d")
_BY = Wording(r"by\s+(?=\S)", re.IGNORECASE)
_PINNED = Wording(r"(?:^|[\s_-])pinned(?:$|[\s_-])", re.IGNORECASE)
_KEY_EVENT = frozenset(("key event", "key-event", "key moment"))


class Shown(Struct, frozen=True, gc=False, kw_only=True):
    """One entry as the page shows it."""

    id: str
    """As the page's own mark of the entry; empty when it has none."""
    anchor: str
    """The `id` attribute of the element, where a link to it leads."""
    headline: str | None
    published: Moment
    labelled: bool
    """The time is that of a label for people, its day perhaps concluded from the page."""
    stamp: str | None
    updated: datetime | None
    heading: str
    """The HTML of the headline, for when the page's data has another."""
    raw: str
    """The HTML of the body."""
    text: str
    """The words of the body with those of its furniture, to compare with others."""
    authors: tuple[Author, ...]
    label: str | None
    breaking: bool
    pinned: bool
    points: tuple[tuple[str, str], ...]
    """The items of an entry that sums up, and the address that each leads to."""


class Drawn(NamedTuple):
    """The entry elements of a page, and the row that finds them."""

    row: Row
    nodes: list[LexborNode]


def drawn(tree: LexborHTMLParser, text: str) -> Drawn | None:
    """The entries of the row that finds the most; None when no row finds any. An entry inside another is part of that. `text` is the document's."""
    best: Drawn | None = None
    for row in ROWS:
        nodes = tree.css(row.entry) if row.sign in text else []
        if row.needs:
            nodes = [node for node in nodes if node.css_first(row.needs) is not None]
        if nodes and (best is None or len(nodes) > len(best.nodes)):
            best = Drawn(row, nodes)
    if best is None:
        return None
    ways = best.row.entry.split(", ")
    inside = {node.mem_id for node in tree.css(", ".join(f"{outer} {inner}" for outer in ways for inner in ways))}
    return Drawn(best.row, [node for node in best.nodes if node.mem_id not in inside][:MOST])


def read_entries(tree: LexborHTMLParser, page: Drawn, document: Document, head: Head, near: date | None) -> list[Shown]:
    """The entries in the order of the page, each once. `near` is the day of the page, for labels that name no year or day."""
    row = page.row
    titles = [_title(node, row) for node in page.nodes]
    moments = [_moment(node, row.times, document) for node in page.nodes]
    labels = [label if label and not found.when else None for (_, label), (found, _) in zip(titles, moments, strict=True)]
    dates = dated([_stamp(label) for label in labels], near, retrieved=document.retrieved) if any(labels) else None
    keys, pins = _led_to(tree, row.keys), _led_to(tree, row.pins)
    shown: dict[str, Shown] = {}
    for index, node in enumerate(page.nodes):
        (title, label), (found, stamp) = titles[index], moments[index]
        labelled = not found.when and bool(label)
        if dates is not None and labelled:
            found, stamp = Moment(dates[index].moment, dates[index].inferred), label
        entry = _entry(node, row, title, found, stamp, document, head, labelled=labelled)
        if entry.anchor in keys or entry.anchor in pins:
            entry = replace(entry, label=entry.label or ("Key event" if entry.anchor in keys else None), pinned=entry.pinned or entry.anchor in pins)
        key = entry.id or f"\0{index}"
        shown[key] = _one(shown[key], entry) if key in shown else entry
    return list(shown.values())


def _led_to(tree: LexborHTMLParser, links: str) -> set[str]:
    """The anchors that links of the page lead to."""
    return {(link.attributes.get("href") or "").partition("#")[2] for link in tree.css(links)} - {""} if links else set()


def _one(first: Shown, second: Shown) -> Shown:
    """An entry that stands twice on the page, of which one is pinned to its top: the longer one."""
    longer = second if len(second.text) > len(first.text) else first
    return replace(longer, pinned=first.pinned or second.pinned)


def _entry(
    node: LexborNode, row: Row, title: LexborNode | None, published: Moment, stamp: str | None, document: Document, head: Head, *, labelled: bool
) -> Shown:
    attributes = node.attributes
    bodies = _all(node, row.body)
    if title is not None and not labelled and not any(leads(title, body) for body in bodies):
        title = None
    headline = _words(title) if title is not None else ""
    if row.label and title is not None and (cut := _cut(headline)):
        headline = _without_clock(cut[0], title, cut[1])
    id = clean_line(_attribute(node, row.id))
    if row.prefix and row.prefix in id:
        id = id.partition(row.prefix)[2].partition("&")[0]
    anchor = clean_line(attributes.get("id") or "")
    key = _is_key(node, row)
    names, marked = _authors(node, row, head.base)
    flag = node.css_first(row.breaking) if row.breaking else None
    breaking = flag is not None and "breaking" in flag.text().lower()
    if breaking and headline.lower().startswith("breaking"):
        headline = headline[len("breaking") :].lstrip(" ,:")
    return Shown(
        id=id,
        anchor=anchor,
        headline=headline if headline and headline.lower() not in NO_TITLES else None,
        published=published,
        labelled=labelled,
        stamp=stamp,
        updated=_moment(node, row.updated, document)[0].when,
        heading=(title.html or "") if title is not None and not row.label else "",
        raw="".join(inside(body, row, title) for body in bodies),
        text=" ".join(" ".join(body.text(separator=" ").split()) for body in bodies),
        authors=names,
        label="Key event" if key or marked else None,
        breaking=breaking,
        pinned=bool(_PINNED.search(attributes.get("class") or "")),
        points=_points(node, row),
    )


def _title(node: LexborNode, row: Row) -> tuple[LexborNode | None, str | None]:
    """The heading of an entry, and the time that it ends in."""
    title = _first(node, row.title)
    cut = _cut(_words(title)) if title is not None and row.label else None
    clock = node.css_first(row.clock) if row.clock else None
    return title, cut[1] if cut else (_words(clock) or None) if clock is not None else None


def _cut(heading: str) -> tuple[str, str] | None:
    """A heading that ends in "published at …", in two."""
    *_, last = [None, *_PUBLISHED.finditer(heading)]
    return (heading[: last.start()].strip(), heading[last.end() :].strip()) if last is not None and heading[last.end() :].strip() else None


def _without_clock(headline: str, title: LexborNode, label: str) -> str:
    """A headline without the time that stands before it: in an element of its own, or as its label tells it again."""
    words = label.split()
    for written in (*(_words(each) for each in title.css("time")[:3]), *(" ".join(words[:count]) for count in range(len(words), 0, -1))):
        if written and _CLOCK.search(written):
            for mark in ("", "Breaking", "Breaking "):
                if headline.startswith(mark + written):
                    return mark + headline[len(mark + written) :].lstrip(" ,·|-–")
    return headline


def _stamp(label: str | None) -> Stamp | None:
    return (read_stamp(label) or read_stamp(label, whole=False)) if label else None


def _moment(node: LexborNode, places: Sequence[Place], document: Document) -> tuple[Moment, str | None]:
    """The first time that can be read, and how it is written where that is for people."""
    unread: str | None = None
    for selector, attribute in places:
        for each in (node,) if not selector else node.css(selector)[:3]:
            if written := clean_line(each.attributes.get(attribute) or ""):
                if (found := moment(written, document.zone)).when:
                    return found, None if written.replace(".", "").isdigit() else written
                unread = unread or written
    return Moment(None), unread


def _is_key(node: LexborNode, row: Row) -> bool:
    return any(not row.key_words.isdisjoint(_attribute(node, (place,)).lower().split()) for place in row.key)


def _authors(node: LexborNode, row: Row, base: str) -> tuple[tuple[Author, ...], bool]:
    """Who wrote an entry, and whether a mark in the place of the name says that it is a key event."""
    from ..prose.bylines import author_of

    role = node.css_first(row.role) if row.role else None
    for selector in row.author:
        found: dict[Author, None] = {}
        marked = False
        for each in node.css(selector):
            name = _BY.compiled.sub("", _words(each), count=1) if _BY.match(_words(each)) else _words(each)
            if name.lower() in _KEY_EVENT:
                marked = True
            elif name and not _CLOCK.search(name) and len(name) < 200:
                link = each if each.tag == "a" else each.css_first("a[href]")
                address = web_address(link.attributes.get("href") or "", base) if link is not None else ""
                author = author_of(name, _words(role)) if role is not None and _words(role) else Author(name)
                found.setdefault(replace(author, link=address or None))
        if found or marked:
            return tuple(found), marked
    return (), False


def _points(node: LexborNode, row: Row) -> tuple[tuple[str, str], ...]:
    return items(node.css("li")) if row.summary and node.css_matches(row.summary) else ()


def items(nodes: Sequence[LexborNode]) -> tuple[tuple[str, str], ...]:
    """The words of list items, each with the address that it leads to."""
    found = []
    for node in nodes[:100]:
        link = node.css_first("a[href]")
        if words := _words(node):
            found.append((words, (link.attributes.get("href") or "") if link is not None else ""))
    return tuple(found)


def _first(node: LexborNode, selectors: Sequence[str]) -> LexborNode | None:
    return next((found for selector in selectors if (found := node.css_first(selector) if selector else node) is not None), None)


def _all(node: LexborNode, selectors: Sequence[str]) -> list[LexborNode]:
    """All that the first selector finds which finds any, those inside another left out."""
    for selector in selectors:
        found = node.css(selector) if selector else [node]
        if found:
            return outermost(found, node) if len(found) > 1 else found
    return []


def _attribute(node: LexborNode, places: Sequence[Place]) -> str:
    for selector, name in places:
        found = node.css_first(selector) if selector else node
        if found is not None and (value := found.attributes.get(name)):
            return value
    return ""


def _words(node: LexborNode) -> str:
    return clean_line(node.text()) if node.child is not None else ""
