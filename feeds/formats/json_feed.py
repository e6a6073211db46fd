"""JSON Feed 1.0 and 1.1 (jsonfeed.org), and feeds that are written like it.

Item by item: what has the wrong type is read where it can be, and told. Names that the specification does not have become facts.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ..identity import digest, numbered
from ..markup import Manner, read_content
from ..model import NO_BODY, Author, Body, Document, Entry, Fact, Feed, Media, Snapshot, Unread
from ..order import rise
from ..text import clean
from .base import Page
from .json_repair import feed_of, mended_of
from .json_tree import tree_of
from .json_values import Troubles, address_of, as_html, attachments_of, authors_of, avatars_of, compact, facts_of, line_of, moment_of, shown, tags_of, text_of

NAME = "json-feed"

FEED = frozenset(
    ("version", "title", "home_page_url", "feed_url", "description", "language", "authors", "author", "next_url", "expired", "hubs", "icon", "favicon", "items")
)
"""Names that a feed has by the specification."""
ITEM = frozenset(
    (
        "id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image", "date_published", "date_modified",
        "authors", "author", "tags", "language", "attachments",
    )
)  # fmt: skip
"""Names that an item has by the specification."""
TELLING = ("content_html", "content_text", "date_published", "date_modified")
"""Names of an item that no other form has."""
MOST_KEPT = 1000
"""Authors and lists of tags that are remembered by how they are written."""
SAMPLE = 20
"""Items by which a feed is recognised that names no version."""


def recognises(page: Page) -> bool:
    """An object that names JSON Feed as its version, or has a list of items of this form."""
    return _is_feed(tree_of(page)) or _is_feed(mended_of(page))


def _is_feed(tree: Any) -> bool:
    if type(tree) is not dict:
        return False
    if _is_version(tree.get("version")):
        return True
    items = tree.get("items")
    return type(items) is list and any(type(item) is dict and _has_shape(item) for item in items[:SAMPLE])


def _has_shape(item: dict[str, Any]) -> bool:
    return any(name in item for name in TELLING) or (("title" in item or "summary" in item) and ("url" in item or "external_url" in item))


def _is_version(value: Any) -> bool:
    return type(value) is str and "jsonfeed" in value.lower().replace(" ", "").replace("-", "").replace("_", "")


def parse(page: Page) -> Snapshot:
    document, troubles = page.document, Troubles()
    tree, broken = feed_of(page)
    if broken is not None:
        troubles.note(broken.place or "", f"{broken}; read as it is meant")
    if not (type(tree.get("version")) is str and tree["version"].strip().startswith(("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1"))):
        troubles.note("version", "it names no version of JSON Feed; read as 1.1")
    home = address_of(tree.get("home_page_url"), document.url or "")
    base = home or address_of(tree.get("feed_url"), document.url or "") or document.url or ""
    feed = _feed(tree, home, base)
    reader = _Items(document, base, authors_of(tree.get("authors") or tree.get("author"), base), feed.language, troubles)
    entries = [entry for number, item in enumerate(_items(tree, troubles)) if (entry := reader.entry(number, item)) is not None]
    return Snapshot(
        source=document.source,
        format=NAME,
        feed=feed,
        entries=tuple(numbered(entries, newest_first=rise(entry.published for entry in entries) <= 0)),
        problems=troubles.problems(document.source),
        complete=document.settled,
        retrieved=document.retrieved,
    )


def _feed(tree: dict[str, Any], home: str | None, base: str) -> Feed:
    authors = tree.get("authors") or tree.get("author")
    facts = [Fact(name, link, link) for name in ("feed_url", "icon", "favicon") if (link := address_of(tree.get(name), base))]
    hubs = tree.get("hubs")
    for hub in hubs if type(hubs) is list else [hubs] if hubs else []:
        link = address_of(hub.get("url") if type(hub) is dict else hub, base)
        facts.append(Fact("hub", link, link) if link else Fact("hub", clean(compact(hub))))
    return Feed(
        title=line_of(tree.get("title")),
        description=clean(text_of(tree.get("description")) or "").strip() or None,
        link=home,
        language=line_of(tree.get("language")),
        credit=", ".join(author.name for author in authors_of(authors, base)) or None,
        ended=tree.get("expired") in (True, "true", "yes", 1),
        older=address_of(tree.get("next_url"), base),
        facts=(*facts, *avatars_of(authors, base), *facts_of(tree, FEED)),
    )


def _items(tree: dict[str, Any], troubles: Troubles) -> list[Any]:
    items = tree.get("items")
    if type(items) is list:
        return items
    troubles.note("items", "a feed's items are a list" if items is not None else "the feed has no items")
    return [items] if type(items) is dict else []


class _Items:
    """Reads the items of one feed."""

    def __init__(self, document: Document, base: str, authors: tuple[Author, ...], language: str | None, troubles: Troubles) -> None:
        self._base, self._zone = base, document.zone
        self._authors, self._language = authors, language
        self._troubles = troubles
        self._people: dict[tuple[Any, ...], tuple[tuple[Author, ...], tuple[Fact, ...]]] = {}
        """Authors and their pictures by how they are written: a feed has few."""
        self._tagged: dict[tuple[Any, ...], tuple[str, ...]] = {}
        """Tags by how they are written."""
        self._bare = Manner(base=base, authors=authors)
        self._bare_text = Manner(base=base, kind="text", authors=authors)

    def entry(self, number: int, item: Any) -> Entry | None:
        """The entry that an item is; None when it is no object, or says nothing."""
        if type(item) is not dict or not item:
            self._troubles.note(f"items[{number}]", f"“{shown(item)[:60]}” is no item and is left out")
            return None
        get = item.get
        link = address_of(get("url"), self._base)
        outside = address_of(get("external_url"), self._base) if "external_url" in item else None
        title, id = line_of(get("title")), line_of(get("id"))
        html, text = get("content_html") or "", get("content_text") or ""
        if type(html) is not str or type(text) is not str:
            html, text = self._words(number, item, "content_html"), self._words(number, item, "content_text")
        published, inferred, stamp = self._moment(number, "date_published", get("date_published"))
        updated, _, changed = self._moment(number, "date_modified", get("date_modified")) if "date_modified" in item else _NEVER
        if published is None and updated is not None and stamp is None:
            published, inferred, stamp = updated, True, changed
        given = id is not None
        if id is None:
            id = link or digest(title, html or text or text_of(get("summary")), stamp, outside)
        return Entry(
            id=id,
            id_inferred=not given and link is None,
            headline=title,
            link=link or outside,
            published=published,
            updated=updated,
            date_inferred=inferred,
            stamp=stamp or changed,
            tags=self._tags(number, get("tags")) if "tags" in item else (),
            body=self._body(number, item, html, text, outside if link and outside != link else None),
        )

    def _words(self, number: int, item: dict[str, Any], name: str) -> str:
        value = item.get(name)
        if value is None or type(value) is str:
            return value or ""
        self._troubles.note(f"items[{number}].{name}", f"{name} is no text")
        return text_of(value) or compact(value)

    def _moment(self, number: int, name: str, value: Any) -> tuple[Any, bool, str | None]:
        """The time, whether part of it was concluded, and how it was written."""
        if value is None or value == "":
            return None, False, None
        when, inferred = moment_of(value, self._zone)
        stamp = line_of(value)
        if when is None:
            self._troubles.note(f"items[{number}].{name}", f"{name} “{(stamp or compact(value))[:60]}” is no time")
        elif type(value) is not str:
            self._troubles.note(f"items[{number}].{name}", f"{name} is a number; read as a count since 1970")
        return when, inferred, stamp

    def _tags(self, number: int, value: Any) -> tuple[str, ...]:
        if not value:
            return ()
        if type(value) is not list:
            self._troubles.note(f"items[{number}].tags", "tags is no list")
            return tags_of(value)
        key = (*value, *map(type, value))  # 1 and true are equal
        try:
            found = self._tagged.get(key)
        except TypeError:  # a tag that is a list or an object
            return tags_of(value)
        if found is None:
            found = tags_of(value)
            if len(self._tagged) < MOST_KEPT:
                self._tagged[key] = found
        return found

    def _body(self, number: int, item: dict[str, Any], html: str, text: str, outside: str | None) -> Body | Unread:
        manner = self._bare if html else self._bare_text
        if outside or not item.keys() <= _PLAIN_ITEM:
            manner = self._manner(number, item, manner, outside)
        if html and text:
            return Unread(_read_both, html, (manner, text))
        if not html and not text and manner is self._bare_text and not manner.authors:
            return NO_BODY
        return Unread(read_content, html or text, manner)

    def _manner(self, number: int, item: dict[str, Any], manner: Manner, outside: str | None) -> Manner:
        """What an item has beside its text."""
        base, get = self._base, item.get
        said = get("authors") or get("author")
        if said and type(said) is not list and (type(said) is not dict or "authors" in item):
            self._troubles.note(f"items[{number}].authors", "authors is no list")
        facts = [Fact("external link", outside, outside)] if outside else []
        authors = self._bare.authors
        if said:
            authors, avatars = self._written_by(said)
            facts += avatars
        if "language" in item and (language := line_of(get("language"))) and language != self._language:
            facts.append(Fact("language", language))
        media = [Media(link=link) for name in ("image", "banner_image") if name in item and (link := address_of(get(name), base))]
        if len(media) == 2 and media[0] == media[1]:
            media.pop()
        attached = get("attachments")
        if attached:
            if type(attached) is not list:
                self._troubles.note(f"items[{number}].attachments", "attachments is no list")
            more, others = attachments_of(attached, base)
            media, facts = media + more, facts + others
        summary = get("summary") or ""
        if type(summary) is not str:
            facts.append(Fact("summary", shown(summary)))
            summary = ""
        facts += facts_of(item, ITEM)
        if manner.kind == "html":
            summary = as_html(summary)
        return Manner(base, manner.kind, authors, tuple(media), summary, tuple(facts))

    def _written_by(self, said: Any) -> tuple[tuple[Author, ...], tuple[Fact, ...]]:
        key = (*said[0].items(), *map(type, said[0].values())) if type(said) is list and len(said) == 1 and type(said[0]) is dict else None
        try:
            if key is not None and key in self._people:
                return self._people[key]
        except TypeError:  # a value that is a list or an object
            key = None
        found = authors_of(said, self._base) or self._authors, tuple(avatars_of(said, self._base))
        if key is not None and len(self._people) < MOST_KEPT:
            self._people[key] = found
        return found


_NEVER = None, False, None
_PLAIN_ITEM = frozenset(("id", "url", "title", "content_html", "content_text", "date_published", "date_modified", "tags"))
"""Names of an item that has nothing beside its text."""


def _read_both(raw: str, manner: tuple[Manner, str]) -> Body:
    """A body that is given twice: as HTML, and as text, which is kept where it says something else."""
    body = read_content(raw, manner[0])
    text = clean(manner[1]).strip()
    if text.split() == body.text.split() or not text:
        return body
    return replace(body, facts=(*body.facts, Fact("text", text)))
