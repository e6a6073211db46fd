"""What an event says: a post or several, or that posts are withdrawn.

Its data may be JSON (a post, a feed, a list, or any of these in an envelope), a feed or an entry in XML, a piece of HTML, or text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from ...errors import FormatError, MalformedFeed
from ...events import MESSAGE, Event
from ...identity import digest
from ...markup import Manner, read_content
from ...model import Body, Document, Entry, Fact, Feed, Problem, Snapshot, Unread
from ...text import clean_line
from ...wording import Wording
from ..base import Page
from ..json.lines_reader import Reader, value_in
from ..json.records import names_of, value_at
from ..json.values import Troubles, address_of, compact, facts_of, line_of
from .types import keeps_alive, says_nothing_more, takes_back

HEADLINE = 120
"""Characters of the longest first line that is taken for a headline."""
LONGEST_ID = 300
"""Characters of the longest text that is taken for the id of a post that is withdrawn."""
LISTS = ("items", "entries", "posts", "updates", "messages", "data", "results")
"""Names under which a record has several posts."""
ENVELOPES = ("post", "entry", "item", "message", "status", "object", "record", "data", "payload", "content", "detail", "body")
"""Names under which a record has the post that it is about."""
KINDS = ("type", "event", "action", "op", "operation", "event_type", "eventtype")
"""Names under which a record says what happened."""
FEED = frozenset(("version", "title", "home_page_url", "feed_url", "description", "language", *LISTS))

_XML = Wording(r"\s*(?:<\?xml[^<>]*\?>\s*)?<(?:\w+:)?(?:feed|entry|rss|rdf|item)[\s>]", begins=("<", " ", "\n", "\t"))
_HTML = Wording(
    r"\s*<(?:p|div|article|section|li|ul|ol|h[1-6]|a|b|strong|em|i|span|img|figure|blockquote|time|br|table|details)\b[^<>]*>", begins=("<", " ", "\n", "\t")
)


class Said(msgspec.Struct, frozen=True):
    """What one event said."""

    entries: list[Entry] = []
    withdrawn: list[str] = []


class Posts:
    """Reads the events of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._reader = Reader(document, b"")
        self._troubles = Troubles()
        self._more: list[Problem] = []
        self.feed: Feed | None = None
        """What an event said of the feed itself."""

    def refuse(self, start: int) -> None:
        """Note an event that is too large."""
        self._troubles.note(f"byte {self._document.offset + start:,}", "an event is too large and is left out")

    def problems(self) -> tuple[Problem, ...]:
        return (*self._troubles.problems(self._document.source), *self._reader.problems(), *self._more)

    def read(self, event: Event) -> Said:
        """The posts that an event tells, and the ids of those that it takes back."""
        value = _value(event.data)
        record = value if type(value) is dict else None
        type_ = event.type if event.type != MESSAGE or record is None else _kind_of(record) or MESSAGE
        if record is not None and event.type == MESSAGE and type_ != MESSAGE and _tells(_merged(record)):
            type_ = MESSAGE  # it is the post that has this type
        if takes_back(type_) or (record is not None and record.get("deleted") is True):
            ids = _ids_in(event.data if value is None else value) or ([event.id] if event.id else [])
            if ids:
                return Said(withdrawn=[line for id in ids if (line := line_of(id))])
        if not event.data.strip() or (keeps_alive(type_) and not _tells(value) and len(event.data) <= HEADLINE):
            return Said()
        entries = self._entries(event, value)
        if len(entries) == 1 and entries[0].id_inferred and (id := line_of(event.id)):
            entries = [replace(entries[0], id=id, id_inferred=False)]
        return Said([_typed(entry, event.type) for entry in entries])

    # --- what the data is ---------------------------------------------------------------------------------------------

    def _entries(self, event: Event, value: Any) -> list[Entry]:
        if type(value) is dict:
            inner = _inner(value)
            if type(inner) is list:
                self._head(value)
                return [entry for each in inner if (entry := self._record(each)) is not None]
            return [entry] if (entry := self._record(inner)) is not None else []
        if type(value) is list and value and all(type(each) is dict for each in value):
            return [entry for each in value if (entry := self._record(_merged(each))) is not None]
        if _XML.match(event.data) and (found := self._xml(event.data)) is not None:
            return list(found.entries)
        return [_text_entry(event, value if type(value) is str else event.data)]

    def _record(self, record: Any) -> Entry | None:
        """The entry that a record tells, in the names of JSON lines."""
        if type(record) is not dict or not record:
            return None
        return self._reader.entry(0, compact(record).encode("utf-8", "replace"))

    def _head(self, value: Mapping[str, Any]) -> None:
        """What a record that has several posts says of itself."""
        title, link = line_of(value.get("title")), address_of(value.get("home_page_url"))
        facts = facts_of(value, FEED)
        if title or link or facts:
            self.feed = Feed(title=title, description=line_of(value.get("description")), link=link, language=line_of(value.get("language")), facts=tuple(facts))

    def _xml(self, text: str) -> Snapshot | None:
        """A feed or an entry in XML; None when it is none that can be read."""
        from ..xml import atom, rss
        from ..xml.snapshot import told

        known = self._document
        page = Page(Document(data=text.encode(), source=known.source, url=known.url, retrieved=known.retrieved, date=known.date, zone=known.zone))
        for name, dialect in (("atom", atom.DIALECT), ("rss", rss.DIALECT)):
            try:
                found = told(page, name, dialect)
            except FormatError:
                continue
            self._more += found.problems
            return found if found.entries else None
        return None


def _value(data: str) -> Any:
    """The data's value when it is JSON, else None."""
    start = data.lstrip()[:1]
    if start not in ("{", "[", '"') and not data.strip().lstrip("-").isdigit():
        return None
    try:
        return value_in(data.encode("utf-8", "replace"))
    except MalformedFeed:
        return None


def _kind_of(record: Mapping[str, Any]) -> str:
    """What a record says has happened."""
    return next((value for name in KINDS if type(value := record.get(name)) is str), "")


def _ids_in(value: Any) -> list[Any]:
    """The ids that a record, a list or a single value names."""
    match value:
        case dict():
            if (path := names_of(value).get("id")) is not None:
                return [value_at(value, path)]
            inner = next((found for name in ENVELOPES if (found := _ids_in(value.get(name)))), [])
            named = [each for name, each in value.items() if name.lower().endswith("id") and type(each) in (str, int)]
            return inner or (named if len(named) == 1 else [])
        case list():
            return [id for each in value for id in _ids_in(each)]
        case str() if 0 < len(value.strip()) <= LONGEST_ID and not value.strip().count(" "):
            return [value.strip()]
        case int() if type(value) is int:
            return [value]
        case _:
            return []


def _tells(value: Any) -> bool:
    """Whether a value says something that is worth a post."""
    return type(value) is dict and bool(names_of(value).keys() & {"title", "text"})


def _inner(record: dict[str, Any]) -> Any:
    """What a record is about: the posts in it, the post in it with what stands around that, or itself."""
    for name in LISTS:
        found = record.get(name)
        if type(found) is list and found and all(type(each) is dict for each in found):
            own = {key: value for key, value in record.items() if key not in (name, "title", "description", *KINDS)}
            if "text" not in names_of(own) and any(names_of(each).keys() & {"title", "text", "link"} for each in found):
                return [_merged(each) for each in found]
    return _merged(record)


def _merged(record: dict[str, Any]) -> dict[str, Any]:
    """A record without the envelope around it: what the envelope says stands among what the post says."""
    outer = {name: value for name, value in record.items() if name not in KINDS}
    if _tells(outer):
        return record
    for name in ENVELOPES:
        inner = record.get(name)
        if type(inner) is dict and names_of(inner).keys() & {"title", "text", "link"}:
            rest = {key: value for key, value in record.items() if key != name}
            return {**inner, **{(key if key not in inner else f"event {key}"): value for key, value in rest.items()}}
    return record


def _text_entry(event: Event, text: str) -> Entry:
    """A post of plain text or of a piece of HTML. A short first line over others is its headline."""
    if _HTML.match(text):
        return Entry(id=digest(event.type, text), id_inferred=True, body=Unread(read_content, text, Manner()))
    first, _, rest = text.strip().partition("\n")
    headline = clean_line(first) if rest.strip() and len(first) <= HEADLINE else None
    return Entry(
        id=digest(event.type, text),
        id_inferred=True,
        headline=headline,
        body=Unread(read_content, rest.strip("\n") if headline else text, Manner(kind="text")),
    )


def _typed(entry: Entry, type: str) -> Entry:
    """The entry with the type of its event: as its label, or as a fact when it has one, or when the type is only about the sending."""
    if type == MESSAGE or not (told := clean_line(type)):
        return entry
    if entry.label is None and not says_nothing_more(type):
        return replace(entry, label=told)
    body = entry.body
    if isinstance(body, Body):
        return replace(entry, body=_with_fact(body, told))
    return replace(entry, body=Unread(_read_told, body.raw, (body.read, body.manner, told)))


def _read_told(raw: str, manner: tuple[Any, Any, str]) -> Body:
    read, inner, told = manner
    return _with_fact(read(raw, inner), told)


def _with_fact(body: Body, told: str) -> Body:
    return replace(body, facts=(*body.facts, Fact("event", told)))
