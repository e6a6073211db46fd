"""What the extensions of feeds tell of the feed as a whole: Dublin Core, iTunes, syndication, RFC 5005 and 6721."""

from __future__ import annotations

from typing import Any

from .draft import FeedDraft
from .links import address, is_web, joined, resolved
from .media import kind_of
from .modules import ignored, link_of, linked
from .names import words_of
from .people import person_in
from .reading import FeedHandler, Reading
from .rhythm import FREQUENCY, PERIOD
from .text import line, raw_line


def feed_fact(name: str) -> FeedHandler:
    def tell(draft: FeedDraft, element: Any, reading: Reading) -> None:
        draft.tells(name, line(element), link_of(element, reading.base_of(element, draft.base)))

    return tell


def feed_id(draft: FeedDraft, element: Any, reading: Reading) -> None:
    draft.id = draft.id or raw_line(element)


def feed_category(draft: FeedDraft, element: Any, reading: Reading) -> None:
    """RSS: category, in a scheme that `domain` names."""
    domain = address(element.get("domain"))
    text = line(element) or address(element.get("label") or element.get("term") or element.get("text"))
    draft.tells("category", text if not domain or is_web(domain) else f"{text} ({domain})", domain if is_web(domain) else None)


def feed_title(rank: int) -> FeedHandler:
    def take(draft: FeedDraft, element: Any, reading: Reading) -> None:
        draft.named(line(element), rank)

    return take


def feed_description(rank: int) -> FeedHandler:
    def take(draft: FeedDraft, element: Any, reading: Reading) -> None:
        draft.describes(line(element), rank)

    return take


def feed_date(rank: int) -> FeedHandler:
    def take(draft: FeedDraft, element: Any, reading: Reading) -> None:
        draft.dated(element, reading, rank)

    return take


def feed_author(draft: FeedDraft, element: Any, reading: Reading) -> None:
    draft.writes(person_in(element, reading.names, None, draft.base))


def feed_editor(draft: FeedDraft, element: Any, reading: Reading) -> None:
    """An author where no other is named before."""
    if not draft.credits:
        feed_author(draft, element, reading)


def feed_language(draft: FeedDraft, element: Any, reading: Reading) -> None:
    draft.language = raw_line(element) or draft.language


def feed_image(draft: FeedDraft, element: Any, reading: Reading) -> None:
    """The feed's picture. RSS: image with url, title and link, description and size. iTunes: image/@href. Atom: logo, icon."""
    parts: dict[str, str] = {}
    for child in element:
        name = reading.names[child.tag].rpartition(":")[2]
        parts.setdefault(name, raw_line(child) if name in ("url", "link") else line(child))
    base = reading.base_of(element, draft.base)
    link = parts.get("url") or element.get("href") or element.get("url") or ("" if len(element) else raw_line(element))
    link = resolved(base, link or element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"))
    draft.tells("image", parts.get("title", ""), link or None)
    draft.tells("image description", parts.get("description", ""))
    if (leads := resolved(base, parts.get("link"))) != draft.link:
        draft.tells("image link", leads, leads or None)
    if "width" in parts or "height" in parts:
        draft.tells("image size", " x ".join(filter(None, (parts.get("width"), parts.get("height")))))


def complete(draft: FeedDraft, element: Any, reading: Reading) -> None:
    """fh:complete (RFC 5005, 2): all entries of the feed are in this document."""
    draft.entire = True


def archive(draft: FeedDraft, element: Any, reading: Reading) -> None:
    """fh:archive (RFC 5005, 4): this document will not change any more."""
    draft.archive = True


def tombstone(draft: FeedDraft, element: Any, reading: Reading) -> None:
    """at:deleted-entry (RFC 6721, 3): the entry of this id is withdrawn."""
    if ref := address(element.get("ref")):
        draft.withdrawn.append(joined(draft.base, ref) if draft.base and reading.based and ":" not in ref else ref)


def beat(name: str) -> FeedHandler:
    """How often the feed is worth a look: a fact, and part of its rhythm. skipHours, skipDays: what is in it, as a list."""

    def tell(draft: FeedDraft, element: Any, reading: Reading) -> None:
        text = ", ".join(text for child in element if isinstance(child.tag, str) and (text := raw_line(child))) if len(element) else line(element)
        draft.tells(name, text)
        draft.beat.setdefault(name, text)

    return tell


def itunes_category(draft: FeedDraft, element: Any, reading: Reading) -> None:
    """itunes:category/@text, with those under it."""
    for each in element.iter(element.tag):
        draft.tells("category", address(each.get("text")) or line(each))


def itunes_owner(draft: FeedDraft, element: Any, reading: Reading) -> None:
    if found := person_in(element, reading.names):
        draft.tells("owner", found.name if not found.email or found.email == found.name else f"{found.name} ({found.email})")


def explicit(draft: FeedDraft, element: Any, reading: Reading) -> None:
    """Whether a podcast is for adults: told when it is."""
    if raw_line(element).lower() in ("yes", "true", "explicit"):
        draft.tells("explicit", "yes")


def text_input(draft: FeedDraft, element: Any, reading: Reading) -> None:
    """RSS: textInput, mostly a search: what it is called, and where it leads."""
    parts = {reading.names[child.tag].rpartition(":")[2]: raw_line(child) for child in element}
    said = " - ".join(part for part in (parts.get("title"), parts.get("description")) if part)
    draft.tells("text input", said, resolved(draft.base, parts.get("link")) or None)
    draft.tells("text input name", parts.get("name", ""))


def cloud(draft: FeedDraft, element: Any, reading: Reading) -> None:
    """RSS 2.0: cloud, a place that tells of news."""
    host = address(element.get("domain"))
    how = ", ".join(filter(None, (address(element.get("protocol")), address(element.get("registerProcedure")))))
    draft.tells("cloud", f"{host}:{address(element.get('port'))}{address(element.get('path'))}{f' ({how})' if how else ''}" if host else "")


def feed_media(draft: FeedDraft, element: Any, reading: Reading) -> None:
    """media:content and media:thumbnail of the feed: its picture."""
    link = resolved(reading.base_of(element, draft.base), element.get("url"))
    if link and kind_of(element.get("type"), link, element.get("medium")) in ("image", None):
        draft.tells("image", "", link)


def feed_other(draft: FeedDraft, element: Any, reading: Reading) -> None:
    """A simple element that nobody knows, by its own name."""
    name = words_of(element.tag) if reading.names[element.tag] else ""
    if name and not len(element):
        draft.tells(name, line(element) or address(element.get("value")), link_of(element, reading.base_of(element, draft.base)))
    elif name and "".join(element.itertext()).strip():
        draft.tells(name, line(element))


FEED_MODULES: dict[str, FeedHandler] = {
    "*": feed_other,
    "": ignored,
    "dc:title": feed_title(4),
    "itunes:title": feed_title(5),
    "dc:description": feed_description(4),
    "itunes:summary": feed_description(5),
    "itunes:subtitle": feed_description(6),
    "dc:creator": feed_author,
    "dc:author": feed_author,
    "itunes:author": feed_editor,
    "googleplay:author": feed_editor,
    "itunes:owner": itunes_owner,
    "dc:contributor": feed_fact("contributor"),
    "dc:publisher": feed_fact("publisher"),
    "dc:date": feed_date(3),
    "dcterms:modified": feed_date(2),
    "dcterms:issued": feed_date(5),
    "dcterms:created": feed_date(6),
    "dc:language": feed_language,
    "dc:rights": feed_fact("rights"),
    "dc:subject": feed_fact("category"),
    "itunes:image": feed_image,
    "googleplay:image": feed_image,
    "itunes:explicit": explicit,
    "itunes:category": itunes_category,
    "itunes:new-feed-url": linked("moved to"),
    "media:content": feed_media,
    "media:thumbnail": feed_media,
    "media:copyright": feed_fact("rights"),
    "media:rating": ignored,
    "sy:updateperiod": beat(PERIOD),
    "sy:updatefrequency": beat(FREQUENCY),
    "sy:updatebase": ignored,
    "admin:generatoragent": linked("generator"),
    "admin:errorreportsto": linked("report errors to"),
    "creativecommons:license": linked("license"),
    "cc:license": linked("license"),
    "feedburner:info": ignored,
    "feedburner:browserfriendly": feed_fact("note"),
    "feedburner:feedflare": ignored,
    "fh:complete": complete,
    "fh:archive": archive,
    "at:deleted-entry": tombstone,
}
"""What an element of an extension means for the feed."""
