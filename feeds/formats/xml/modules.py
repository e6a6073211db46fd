"""The extensions that feeds of every kind use in their entries: Dublin Core, content, iTunes, Media RSS, comments, threads, places; and elements that nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from .draft import Draft, FeedDraft
from .links import address, resolved
from .media import image, loose, media
from .names import words_of
from .people import person, person_in
from .podcasts import chapters, explicit, itunes_author, itunes_category, itunes_link, itunes_summary, podcast_person
from .reading import EntryHandler, Reading
from .text import guessed, line, raw_line, written

NEAR = 12
"""Elements on either side of a latitude among which its longitude is."""


def fact(name: str) -> EntryHandler:
    """Its text as a fact of that name, with the address that it may carry."""

    def tell(draft: Draft, element: Any, reading: Reading) -> None:
        draft.tells(name, line(element), link_of(element, reading.base_of(element, draft.base)) if element.attrib else None)

    return tell


def linked(name: str) -> Callable[[Any, Any, Reading], None]:
    """Its address (text or attribute) as a fact of that name, of an entry or a feed."""

    def tell(draft: Draft | FeedDraft, element: Any, reading: Reading) -> None:
        base = reading.base_of(element, draft.base)
        link = link_of(element, base) or resolved(base, raw_line(element))
        draft.tells(name, link, link)

    return tell


def link_of(element: Any, base: str) -> str | None:
    if not element.attrib:
        return None
    given = element.get("href") or element.get("url") or element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource") or element.get("resource")
    return resolved(base, given) or None


def written_by(role: str | None = None) -> EntryHandler:
    """Somebody who had a part in it."""

    def write(draft: Draft, element: Any, reading: Reading) -> None:
        if len(element):
            draft.writes(person_in(element, reading.names, role, reading.base_of(element, draft.base)))
            return
        text = element.text or ""
        key = f"{role}\0{text}"
        if key not in reading.people:
            reading.people[key] = person(line(element), role)
        draft.writes(reading.people[key])

    return write


def ignored(draft: Any, element: Any, reading: Reading) -> None:
    """It says nothing to a reader."""


def title(rank: int) -> EntryHandler:
    def take(draft: Draft, element: Any, reading: Reading) -> None:
        if rank < draft.title_rank:
            draft.title(line(element), rank)

    return take


def content(draft: Draft, element: Any, reading: Reading) -> None:
    """HTML in full: content:encoded, xhtml:body, fullitem."""
    raw = written(element)
    if reading.based and element.attrib:
        draft.words_base = reading.base_of(element, draft.base)
    draft.contents.append(guessed(raw))


def spare(draft: Draft, element: Any, reading: Reading) -> None:
    """A text for the want of a better one."""
    draft.spare.append(guessed(written(element)))


def published(draft: Draft, element: Any, reading: Reading) -> None:
    draft.publishes(element, reading)


def updated(draft: Draft, element: Any, reading: Reading) -> None:
    draft.updates(element, reading)


def dated(draft: Draft, element: Any, reading: Reading) -> None:
    """dc:date: a time of its life, which other readers take for the last; the only one that RSS 1.0 has."""
    found, text = reading.moment(element)
    if not text:
        return
    if draft.updated is None:
        draft.updated, draft.updated_stamp = found, text
    if draft.dc_date is None or draft.dc_date[0].when is None:
        draft.dc_date = (found, text)


def subject(draft: Draft, element: Any, reading: Reading) -> None:
    draft.tag(reading.shared(element))


def keywords(draft: Draft, element: Any, reading: Reading) -> None:
    """Several, with commas between them."""
    for word in line(element).split(","):
        draft.tag(word.strip())


def comment_count(draft: Draft, element: Any, reading: Reading) -> None:
    draft.discussed(raw_line(element))


def reply(draft: Draft, element: Any, reading: Reading) -> None:
    """thr:in-reply-to (RFC 4685, 3): what this is an answer to."""
    link = resolved(draft.base, element.get("href"))
    draft.tells("in reply to", address(element.get("ref")) or link, link or None)


def latitude(draft: Draft, element: Any, reading: Reading) -> None:
    """geo:lat, beside which stands geo:long; georss:point and geo:Point hold both."""
    for preceding in (False, True):
        for other in islice(element.itersiblings(preceding=preceding), NEAR):
            if reading.names[other.tag] in ("geo:long", "geo:lon"):
                draft.tells("place", f"{raw_line(element)}, {raw_line(other)}")
                return


def place(draft: Draft, element: Any, reading: Reading) -> None:
    """georss:point "45.256 -71.92", georss:where with a gml:Point, geo:Point with lat and long."""
    for child in element:
        if reading.names[child.tag] == "geo:lat":
            latitude(draft, child, reading)
            return
    words = " ".join(part.strip() for part in element.itertext()).replace(",", " ").split()
    if words:
        draft.tells("place", ", ".join(words))


def community(draft: Draft, element: Any, reading: Reading) -> None:
    """media:community: views, favourites, stars, tags."""
    for child in element:
        match reading.names[child.tag]:
            case "media:statistics":
                draft.tells("views", address(child.get("views")))
                draft.tells("favorites", address(child.get("favorites")))
            case "media:starrating":
                best, count = address(child.get("max")), address(child.get("count"))
                draft.tells("rating", address(child.get("average")) + (f" of {best}" if best else ""))
                draft.tells("ratings", count)
            case "media:tags":
                draft.tells("media tags", line(child))
            case _:
                pass


def restriction(draft: Draft, element: Any, reading: Reading) -> None:
    """media:restriction: where or by whom it may be shown."""
    draft.tells("restriction", " ".join(filter(None, (address(element.get("relationship")), address(element.get("type")), line(element)))))


def other(draft: Draft, element: Any, reading: Reading) -> None:
    """A simple element that nobody knows, by its own name; its address where it has no text."""
    if not reading.names[element.tag]:
        return
    name = words_of(element.tag)
    if not len(element):
        text = element.text
        value = line(element) if text and not text.isspace() else ""
        if element.attrib:
            draft.tells(name, value or address(element.get("value")), link_of(element, reading.base_of(element, draft.base)))
        elif value:
            draft.tells(name, value)
        return
    words = "".join(element.itertext())
    draft.tells(name, line(element) if words and not words.isspace() else "", link_of(element, reading.base_of(element, draft.base)))


MODULES: dict[str, EntryHandler] = {
    "*": other,
    "": ignored,
    "dc:title": title(4),
    "dc:creator": written_by(),
    "dc:author": written_by(),
    "dcterms:creator": written_by(),
    "dc:contributor": written_by("contributor"),
    "dcterms:contributor": written_by("contributor"),
    "dc:date": dated,
    "dcterms:date": dated,
    "dcterms:issued": published,
    "dcterms:created": published,
    "dcterms:modified": updated,
    "dc:subject": subject,
    "dcterms:subject": subject,
    "dc:description": spare,
    "dcterms:abstract": spare,
    "dc:rights": fact("rights"),
    "dcterms:rights": fact("rights"),
    "dc:language": fact("language"),
    "dc:source": fact("source"),
    "content:encoded": content,
    "xhtml:body": content,
    "xhtml:div": content,
    "itunes:title": title(5),
    "itunes:author": itunes_author,
    "itunes:summary": itunes_summary,
    "itunes:subtitle": itunes_summary,
    "itunes:image": image,
    "itunes:link": itunes_link,
    "itunes:category": itunes_category,
    "itunes:keywords": keywords,
    "itunes:explicit": explicit,
    **{
        f"itunes:{name}": fact(said) for name, said in (("duration", "duration"), ("episode", "episode"), ("season", "season"), ("episodetype", "episode type"))
    },
    "itunes:block": ignored,
    "itunes:order": ignored,
    "podcast:person": podcast_person,
    "googleplay:description": spare,
    "googleplay:author": itunes_author,
    "googleplay:image": image,
    "googleplay:explicit": explicit,
    "media:content": media,
    "media:group": media,
    **dict.fromkeys(("media:thumbnail", "media:credit", "media:title", "media:description", "media:text"), loose),
    "media:keywords": keywords,
    "media:category": subject,
    "media:community": community,
    "media:restriction": restriction,
    "psc:chapters": chapters,
    "media:copyright": fact("rights"),
    "slash:comments": comment_count,
    "slash:hit_parade": ignored,
    "thr:total": comment_count,
    "thr:in-reply-to": reply,
    "wfw:commentrss": linked("comments feed"),
    "wfw:commentrss2": linked("comments feed"),
    "wfw:comment": linked("comment at"),
    "geo:lat": latitude,
    "geo:long": ignored,
    "geo:lon": ignored,
    "geo:point": place,
    "georss:point": place,
    "georss:where": place,
    "georss:featurename": fact("place"),
    "creativecommons:license": linked("license"),
    "cc:license": linked("license"),
    "feedburner:origenclosurelink": linked("attachment"),
}
"""What an element of an extension means for an entry."""


def media_tags(draft: Draft, element: Any, reading: Reading) -> None:
    """The tags that stand in a medium or a group of them, for a head."""
    for child in element:
        match reading.names[child.tag]:
            case "media:keywords" | "media:category":
                reading.entry_table[child.tag](draft, child, reading)
            case "media:content" | "media:group":
                media_tags(draft, child, reading)
            case _:
                pass


_HEAD = frozenset(
    ("title", "link", "guid", "id", "origlink", "pubdate", "published", "issued", "created", "date", "updated", "modified", "category", "subject", "keywords")
)


def heads(handlers: Mapping[str, EntryHandler]) -> dict[str, EntryHandler]:
    """Of these handlers those that make an entry's headline, link, id, times and tags; the others wait until it is shown."""
    own = {name: handler for name, handler in handlers.items() if name.rpartition(":")[2] in _HEAD and name != "media:title"}
    return own | {"media:content": media_tags, "media:group": media_tags}
