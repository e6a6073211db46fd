"""What the elements of Atom 1.0 (RFC 4287) and 0.3 mean: of the feed and of its entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...model import Document
from ...text import clean_line
from .draft import Draft, FeedDraft
from .feed import FEED_MODULES, feed_date, feed_id, feed_image, feed_language
from .links import LANGUAGE, address, inner_base, is_page, is_web, joined, relation, resolved
from .media import attach, kind_of, size_of
from .modules import MODULES, heads, ignored, published, updated, written_by
from .people import credit, person_in
from .reading import EntryHandler, FeedHandler, Reading, Tables
from .snapshot import Dialect
from .source import source
from .text import construct, guessed, plainly, raw_line, written

# --- entries --------------------------------------------------------------------------------------------------------------


def _id(draft: Draft, element: Any, reading: Reading) -> None:
    text = raw_line(element)
    if text and not draft.guid:
        if reading.based and ":" not in text and (base := reading.base_of(element, draft.base)):
            text = joined(base, text)
        draft.guid = text
        if is_web(text):
            draft.permalink = text


def _title(draft: Draft, element: Any, reading: Reading) -> None:
    draft.title(plainly(construct(element)), 0)


def _alternate(draft: Draft | FeedDraft, element: Any, link: str) -> None:
    """An address of its page: the first that a browser reads leads, the others are told."""
    rank = 1 if is_page(element.get("type")) else 3
    if rank < draft.rank:
        if draft.link:
            draft.tells("alternate", draft.link, draft.link)
        draft.leads(link, rank)
    elif link != draft.link:
        draft.tells("alternate", address(element.get("title") or element.get("hreflang") or element.get("type")) or link, link)


def _link(draft: Draft, element: Any, reading: Reading) -> None:
    """A link by its relation (RFC 4287, 4.2.7; RFC 4685; the registry of link relations)."""
    link = resolved(reading.base_of(element, draft.base) or reading.fallback, element.get("href") or raw_line(element))
    if not link:
        return
    match relation(element):
        case "alternate":
            _alternate(draft, element, link)
        case "enclosure":
            attach(draft, link, element.get("type"), size_of(element.get("length")), address(element.get("title")) or None)
        case "replies":
            count = next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "count"), "")
            if draft.comments is None or is_page(element.get("type")):
                draft.discussed(address(count), link if is_page(element.get("type")) else "")
        case "self" | "edit" | "edit-media" | "service.edit" | "service.post" | "service.feed":
            pass
        case rel:
            draft.tells(rel, address(element.get("title")) or link, link)


def _content(draft: Draft, element: Any, reading: Reading) -> None:
    """Its text; or where it lies (`src`, RFC 4287, 4.1.3.2)."""
    base = reading.base_of(element, draft.base)
    type = element.get("type")
    if src := element.get("src"):
        link = resolved(base, src)
        if kind_of(type, link):
            attach(draft, link, type)
        else:
            draft.leads(link, 5)
            draft.tells("content", address(type) or link, link)
        return
    text = construct(element)
    if text.raw and not text.raw.isspace():
        draft.contents.append(text)
        if reading.based:
            draft.words_base = _base_of_words(element, base, reading)


def _content_elsewhere(draft: Draft, element: Any, reading: Reading) -> None:
    """Content that lies elsewhere may be the entry's page."""
    if element.get("src"):
        _content(draft, element, reading)


def _summary(draft: Draft, element: Any, reading: Reading) -> None:
    draft.summaries.append(construct(element))
    if reading.based and not draft.contents:
        draft.words_base = _base_of_words(element, reading.base_of(element, draft.base), reading)


def _description(draft: Draft, element: Any, reading: Reading) -> None:
    """RSS's word for it."""
    draft.summaries.append(guessed(written(element)))


def _base_of_words(element: Any, base: str, reading: Reading) -> str:
    """The base of what is in a construct, whose div may name one of its own."""
    return reading.base_of(element[0], base) if len(element) == 1 and isinstance(element[0].tag, str) else base


def _category(draft: Draft, element: Any, reading: Reading) -> None:
    """Its label, else its term; both, and the scheme, where they tell something that is not in the tag."""
    term, label, scheme = clean_line(element.get("term") or ""), clean_line(element.get("label") or ""), address(element.get("scheme"))
    text = label or term or raw_line(element)
    draft.tag(text)
    if text and ((label and term and label != term) or (scheme and "blogger.com/atom/ns" not in scheme)):
        draft.tells("category", term or text, scheme if is_web(scheme) else None)


def _created(draft: Draft, element: Any, reading: Reading) -> None:
    """Atom 0.3: when it was begun, beside when it was issued."""
    if any(reading.names[other.tag].rpartition(":")[2] in ("issued", "published") for other in element.getparent()):
        draft.tells("created", raw_line(element))
    else:
        draft.publishes(element, reading)


def _rights(draft: Draft, element: Any, reading: Reading) -> None:
    draft.tells("rights", plainly(construct(element)))


_OWN: dict[str, EntryHandler] = {
    "id": _id,
    "title": _title,
    "link": _link,
    "published": published,
    "issued": published,
    "created": _created,
    "guid": _id,
    "pubdate": published,
    "updated": updated,
    "modified": updated,
    "content": _content,
    "summary": _summary,
    "description": _description,
    "author": written_by(),
    "contributor": written_by("contributor"),
    "category": _category,
    "source": source,
    "rights": _rights,
    "copyright": _rights,
    "generator": ignored,
}
ENTRY: dict[str, EntryHandler] = {**_OWN, **{f"atom:{name}": handler for name, handler in _OWN.items()}, **MODULES}
"""What each element of an entry means, by its short name; "*" for others."""


def _start(draft: Draft, element: Any, reading: Reading) -> None:
    """What its start tag tells."""
    if reading.based:
        draft.base = inner_base(element, draft.base)
    if (language := element.get(LANGUAGE)) and language != reading.language:
        draft.tells("language", address(language))


def items(root: Any, reading: Reading) -> Iterator[Any]:
    """The entries: in the feed, or the root itself."""
    names = reading.names
    if names[root.tag].rpartition(":")[2] == "entry":
        yield root
        return
    for child in root:
        if names[child.tag] in ("atom:entry", "entry"):
            yield child


# --- the feed -------------------------------------------------------------------------------------------------------------


def _feed_title(draft: FeedDraft, element: Any, reading: Reading) -> None:
    draft.named(plainly(construct(element)), 0)


def _subtitle(draft: FeedDraft, element: Any, reading: Reading) -> None:
    draft.describes(plainly(construct(element)), 0)


def _subtitle_else(draft: FeedDraft, element: Any, reading: Reading) -> None:
    """RSS's word for it."""
    draft.describes(plainly(guessed(written(element))), 3)


def _info(draft: FeedDraft, element: Any, reading: Reading) -> None:
    draft.describes(plainly(construct(element)), 2)


def _feed_rights(draft: FeedDraft, element: Any, reading: Reading) -> None:
    draft.tells("rights", plainly(construct(element)))


def _feed_link(draft: FeedDraft, element: Any, reading: Reading) -> None:
    """A link of the feed (RFC 4287; RFC 5005: prev-archive, next; WebSub: hub)."""
    link = resolved(reading.base_of(element, draft.base), element.get("href") or raw_line(element))
    if not link:
        return
    match relation(element):
        case "alternate":
            _alternate(draft, element, link)
        case "prev-archive" | "next" as rel:
            draft.older.setdefault(rel, link)
        case "self" | "service.post" | "service.feed" | "edit":
            pass
        case rel:
            draft.tells(rel, address(element.get("title")) or link, link)


def _author(draft: FeedDraft, element: Any, reading: Reading) -> None:
    found = person_in(element, reading.names, None, reading.base_of(element, draft.base))
    draft.writes(found)
    if found and found.link:
        draft.tells("author", found.name, found.link)


def _contributor(draft: FeedDraft, element: Any, reading: Reading) -> None:
    if found := person_in(element, reading.names, None, reading.base_of(element, draft.base)):
        draft.tells("contributor", credit(found), found.link)


def _feed_category(draft: FeedDraft, element: Any, reading: Reading) -> None:
    term, label, scheme = address(element.get("term")), address(element.get("label")), address(element.get("scheme"))
    link = scheme if is_web(scheme) else None
    draft.tells("category", label or term or raw_line(element), link)
    if label and term and term.casefold() != label.casefold():
        draft.tells("category", term, link)


def _generator(draft: FeedDraft, element: Any, reading: Reading) -> None:
    link = resolved(reading.base_of(element, draft.base), element.get("uri") or element.get("url"))
    draft.tells("generator", f"{raw_line(element)} {address(element.get('version'))}".strip(), link or None)


_OWN_FEED: dict[str, FeedHandler] = {
    "title": _feed_title,
    "subtitle": _subtitle,
    "tagline": _subtitle,
    "info": _info,
    "link": _feed_link,
    "updated": feed_date(0),
    "modified": feed_date(0),
    "author": _author,
    "contributor": _contributor,
    "category": _feed_category,
    "rights": _feed_rights,
    "copyright": _feed_rights,
    "generator": _generator,
    "logo": feed_image,
    "icon": feed_image,
    "description": _subtitle_else,
    "published": feed_date(4),
    "pubdate": feed_date(4),
    "language": feed_language,
    "id": feed_id,
    "entry": ignored,
}
FEED: dict[str, FeedHandler] = {**_OWN_FEED, **{f"atom:{name}": handler for name, handler in _OWN_FEED.items()}, **FEED_MODULES}
"""What each element of a feed means, by its short name; "*" for others."""


_TABLES = Tables(ENTRY, heads(ENTRY) | {"content": _content_elsewhere, "atom:content": _content_elsewhere}, FEED)


def reading(document: Document, root: Any) -> Reading:
    return Reading(document, root, _TABLES)


def channel(root: Any, reading: Reading) -> FeedDraft:
    """The feed as its root tells it. An entry that stands alone has none."""
    draft = FeedDraft(reading)
    table, names = reading.feed_table, reading.names
    if names[root.tag].rpartition(":")[2] == "entry":
        return draft
    for child in root:
        if names[child.tag] not in ("atom:entry", "entry"):
            table[child.tag](draft, child, reading)
    reading.fallback = "" if reading.base else draft.link if is_web(draft.link) else ""
    reading.page = draft.link or None
    reading.authors = tuple(draft.credits)
    return draft


DIALECT = Dialect(("feed", "entry"), reading, channel, items, _start)
