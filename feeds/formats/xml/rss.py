"""What the elements of RSS mean: of its channel and of its items. Elements of Atom may stand among them, and those of RSS in no namespace or a wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...model import Document
from .draft import Draft, FeedDraft
from .feed import (
    FEED_MODULES,
    beat,
    cloud,
    feed_author,
    feed_category,
    feed_date,
    feed_description,
    feed_fact,
    feed_id,
    feed_image,
    feed_language,
    feed_title,
    text_input,
)
from .links import address, inner_base, is_page, is_web, joined, relation, resolved
from .media import attach, enclosure, image, size_of
from .modules import MODULES, comment_count, content, fact, heads, ignored, linked, published, subject, title, updated, written_by
from .people import credit, person_in
from .reading import EntryHandler, FeedHandler, Reading, Tables
from .rhythm import DAYS, HOURS, TTL
from .snapshot import Dialect
from .source import source
from .text import construct, guessed, line, plainly, raw_line, written

ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

# --- items ----------------------------------------------------------------------------------------------------------------


def _guid(draft: Draft, element: Any, reading: Reading) -> None:
    """Its id, which is an address too unless it says no (RSS 2.0: isPermaLink)."""
    text = raw_line(element)
    if not text or draft.guid:
        return
    draft.guid = text
    permanent = not element.attrib or _is_permanent(element)
    if permanent and reading.based and not is_web(text) and (base := reading.base_of(element, draft.base)):
        draft.guid = joined(base, text)
    if permanent and is_web(draft.guid):
        draft.permalink = draft.guid


def _is_permanent(element: Any) -> bool:
    return (element.get("isPermaLink") or element.get("ispermalink") or element.get("isPermalink") or "true").strip().lower() != "false"


def _link(draft: Draft, element: Any, reading: Reading) -> None:
    text = element.text
    if text and text.startswith("http") and not reading.based and not len(element):
        draft.leads(resolved("", text), 1)
        return
    base = reading.base_of(element, draft.base) or reading.fallback
    if text := raw_line(element) if text or len(element) else "":
        draft.leads(resolved(base, text), 1)
    elif element.attrib and relation(element) == "alternate":
        draft.leads(resolved(base, element.get("href") or element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource")), 1)
    elif element.attrib:
        atom_link(draft, element, reading)


def _original(draft: Draft, element: Any, reading: Reading) -> None:
    """feedburner:origLink: the page, where `link` leads through a counter."""
    draft.leads(address(raw_line(element)), 0)


def atom_link(draft: Draft, element: Any, reading: Reading) -> None:
    """An Atom link by its relation (RFC 4287, 4.2.7; RFC 4685; the registry of link relations)."""
    link = resolved(reading.base_of(element, draft.base) or reading.fallback, element.get("href") or raw_line(element))
    if not link:
        return
    match relation(element):
        case "alternate":
            draft.leads(link, 2 if is_page(element.get("type")) else 4)
        case "enclosure":
            attach(draft, link, element.get("type"), size_of(element.get("length")), address(element.get("title")) or None)
        case "replies":
            count = next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "count"), "")
            draft.discussed(address(count), link if is_page(element.get("type")) else "")
        case "self" | "edit" | "edit-media" | "service.edit" | "service.post" | "service.feed":
            pass
        case rel:
            draft.tells(rel, address(element.get("title")) or link, link)


def _description(draft: Draft, element: Any, reading: Reading) -> None:
    draft.summaries.append(guessed(written(element)))
    if reading.based and element.attrib:
        draft.words_base = reading.base_of(element, draft.base)


def _atom_text(draft: Draft, element: Any, reading: Reading) -> None:
    """atom:content in an item."""
    draft.contents.append(construct(element) if element.get("type") else guessed(written(element)))


def _atom_summary(draft: Draft, element: Any, reading: Reading) -> None:
    draft.summaries.append(construct(element) if element.get("type") else guessed(written(element)))


def _atom_title(draft: Draft, element: Any, reading: Reading) -> None:
    draft.title(plainly(construct(element)) if element.get("type") else line(element), 1)


def _tag(draft: Draft, element: Any, reading: Reading) -> None:
    """What a category names, for a head."""
    text = reading.shared(element)
    if not text and element.attrib:
        text = address(element.get("label") or element.get("term") or element.get("text"))
    draft.tag(text)


def _category(draft: Draft, element: Any, reading: Reading) -> None:
    """RSS: its text, in a scheme that `domain` names. Atom's has attributes instead."""
    text = reading.shared(element)
    if not element.attrib:
        draft.tag(text)
        return
    draft.tag(text := text or address(element.get("label") or element.get("term") or element.get("text")))
    domain = address(element.get("domain"))
    if domain and text:
        draft.tells("category", text if is_web(domain) else f"{text} ({domain})", domain if is_web(domain) else None)


def _comments(draft: Draft, element: Any, reading: Reading) -> None:
    text = raw_line(element)
    if text.isdecimal():
        draft.discussed(text)
    elif text:
        draft.discussed("", resolved(reading.base_of(element, draft.base) or reading.fallback, text))


def _id(draft: Draft, element: Any, reading: Reading) -> None:
    """atom:id, where there is no guid."""
    draft.guid = draft.guid or raw_line(element)


_OWN: dict[str, EntryHandler] = {
    "title": title(0),
    "link": _link,
    "guid": _guid,
    "id": _id,
    "description": _description,
    "summary": _atom_summary,
    "content": _atom_text,
    "encoded": content,
    "fullitem": content,
    "body": content,
    "pubdate": published,
    "published": published,
    "issued": published,
    "created": published,
    "date": published,
    "updated": updated,
    "modified": updated,
    "author": written_by(),
    "creator": written_by(),
    "managingeditor": written_by("editor"),
    "contributor": written_by("contributor"),
    "category": _category,
    "keywords": MODULES["itunes:keywords"],
    "enclosure": enclosure,
    "image": image,
    "comments": _comments,
    "source": source,
    "rights": fact("rights"),
    "copyright": fact("rights"),
    "expirationdate": fact("expires"),
}
ITEM: dict[str, EntryHandler] = {
    **_OWN,
    **{f"atom:{name}": handler for name, handler in _OWN.items()},
    **MODULES,
    "atom:link": atom_link,
    "atom:title": _atom_title,
    "atom:content": _atom_text,
    "feedburner:origlink": _original,
    "rdf:value": ignored,
    "commentcount": comment_count,
    "subject": subject,
}
"""What each element of an item means, by its short name; "*" for others."""


def _start(draft: Draft, element: Any, reading: Reading) -> None:
    """What its start tag tells."""
    draft.about = address(element.get(ABOUT) or element.get("about") or element.get("rdf:about"))
    if reading.based:
        draft.base = inner_base(element, draft.base)


def items(root: Any, reading: Reading) -> Iterator[Any]:
    """The items: in the channels, or beside them (RDF), or in a list of their own (RSS 1.1), or the root itself."""
    names = reading.names
    if names[root.tag].rpartition(":")[2] == "item":
        yield root
        return
    for child in root:
        match names[child.tag].rpartition(":")[2]:
            case "item" | "entry":
                yield child
            case "channel" | "items":
                yield from items(child, reading)
            case _:
                pass


# --- the channel ----------------------------------------------------------------------------------------------------------


def _feed_link(draft: FeedDraft, element: Any, reading: Reading) -> None:
    if text := raw_line(element) if element.text or len(element) else "":
        link = resolved(reading.base_of(element, draft.base), text)
        if draft.link and draft.rank == 1 and draft.link != link:
            draft.tells("alternate", draft.link, draft.link)
        draft.leads(link, 1)
    else:
        feed_atom_link(draft, element, reading, 1)


def feed_atom_link(draft: FeedDraft, element: Any, reading: Reading, rank: int = 2) -> None:
    """An Atom link of a feed (RFC 4287, RFC 5005, WebSub)."""
    link = resolved(reading.base_of(element, draft.base), element.get("href") or raw_line(element))
    if not link:
        return
    match relation(element):
        case "alternate":
            draft.leads(link, rank if is_page(element.get("type")) else rank + 2)
        case "prev-archive" | "next" as rel:
            draft.older.setdefault(rel, link)
        case "self" | "service.post" | "service.feed":
            pass
        case rel:
            draft.tells(rel, address(element.get("title")) or link, link)


def _editor(draft: FeedDraft, element: Any, reading: Reading) -> None:
    """managingEditor: the one who answers for what is said."""
    if found := person_in(element, reading.names):
        draft.credits.insert(0, found)


def _webmaster(draft: FeedDraft, element: Any, reading: Reading) -> None:
    if found := person_in(element, reading.names):
        draft.tells("webmaster", credit(found))


_OWN_FEED: dict[str, FeedHandler] = {
    "title": feed_title(0),
    "link": _feed_link,
    "description": feed_description(0),
    "subtitle": feed_description(1),
    "tagline": feed_description(1),
    "language": feed_language,
    "lastbuilddate": feed_date(0),
    "updated": feed_date(1),
    "modified": feed_date(1),
    "pubdate": feed_date(4),
    "published": feed_date(4),
    "date": feed_date(4),
    "managingeditor": _editor,
    "author": feed_author,
    "webmaster": _webmaster,
    "image": feed_image,
    "logo": feed_image,
    "icon": feed_image,
    "category": feed_category,
    "copyright": feed_fact("rights"),
    "rights": feed_fact("rights"),
    "generator": feed_fact("generator"),
    "docs": linked("docs"),
    "cloud": cloud,
    "ttl": beat(TTL),
    "rating": feed_fact("rating"),
    "skiphours": beat(HOURS),
    "skipdays": beat(DAYS),
    "textinput": text_input,
    "id": feed_id,
    "guid": feed_id,
    "items": ignored,
    "item": ignored,
    "entry": ignored,
    "channel": ignored,
}
CHANNEL: dict[str, FeedHandler] = {
    **_OWN_FEED,
    **{f"atom:{name}": handler for name, handler in _OWN_FEED.items()},
    **FEED_MODULES,
    "atom:link": feed_atom_link,
}
"""What each element of a channel means, by its short name; "*" for others."""


_TABLES = Tables(ITEM, heads(ITEM) | {"category": _tag, "atom:category": _tag}, CHANNEL)


def reading(document: Document, root: Any) -> Reading:
    return Reading(document, root, _TABLES)


def channel(root: Any, reading: Reading) -> FeedDraft:
    """The feed: from its channel, from the root where items stand without one, and from what stands beside the channel (RDF: image)."""
    draft = FeedDraft(reading)
    channels = [child for child in root if reading.names[child.tag].rpartition(":")[2] == "channel"]
    own = reading.names[root.tag].rpartition(":")[2]
    for element in channels[:1] or ([root] if own != "item" else []):
        _tell(element, draft, reading)
    if channels:
        for child in root:
            if reading.names[child.tag].rpartition(":")[2] == "image":
                feed_image(draft, child, reading)
    if not draft.link and (about := address(channels[0].get(ABOUT)) if channels else ""):
        draft.tells("address", about, about)
    reading.fallback = "" if reading.base else draft.link if is_web(draft.link) else ""
    reading.page = draft.link or None
    return draft


def _tell(element: Any, draft: FeedDraft, reading: Reading) -> None:
    base = reading.base
    draft.base = reading.base_of(element, base)
    if reading.based:
        reading.base = draft.base  # for its items, which stand in it
    table, names = reading.feed_table, reading.names
    for child in element:
        if names[child.tag] != "item":
            table[child.tag](draft, child, reading)


DIALECT = Dialect(("rss", "rdf", "channel", "item"), reading, channel, items, _start)
