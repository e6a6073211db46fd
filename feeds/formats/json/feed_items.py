"""The items of a JSON Feed as entries: a wrong type or a missing name costs no item."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ...identity import digest
from ...markup import Manner, read_content
from ...model import NO_BODY, Author, Body, Document, Entry, Fact, Media, Unread
from ...text import clean
from .values import Troubles, address_of, as_html, attachments_of, authors_of, avatars_of, compact, facts_of, line_of, moment_of, shown, tags_of, text_of

ITEM = frozenset(
    (
        "id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image", "date_published", "date_modified",
        "authors", "author", "tags", "language", "attachments",
    )
)  # fmt: skip
"""Names that an item has by the specification."""
MOST_KEPT = 1000
"""Authors and lists of tags that are remembered by how they are written."""


class Items:
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
