"""What a filter can ask for. One row in `FIELDS` makes a field: its name, help, example, how it is answered, and what is proposed for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from msgspec import Struct

from ..model import Embed, Link, List, Quote
from .subject import Context, Subject
from .windows import DURATIONS, SPELLINGS, Window, after, before, on, within

Texts = Callable[[Subject, Context], Iterable[str | None]]


class Field(Struct, frozen=True):
    """A thing that a filter can ask for: one of `texts`, `states` or `window` answers."""

    name: str
    help: str
    example: str
    texts: Texts | None = None
    """The texts that a word, phrase or pattern is looked for in."""
    apart: bool = False
    """These texts are not among those that a word without a field is looked for in."""
    values: tuple[str, ...] = ()
    """All that it takes, for `states`."""
    states: Callable[[Subject], Collection[str]] | None = None
    """Those of `values` that a post has."""
    window: Callable[[str], Window] | None = None
    """The stretch of time that a value asks for; raises ValueError with the reason when it is none."""
    offers: Texts | None = None
    """The values of a post that are proposed while somebody types."""
    proposals: tuple[str, ...] = ()
    """Values that are proposed whatever the posts are."""

    @property
    def takes(self) -> str:
        """What may stand behind it, in words."""
        if self.values:
            return ", ".join(self.values)
        if self.window:
            return DURATIONS if self.window is within else SPELLINGS
        return f"a word, as in {self.example}"


def _headline(subject: Subject, context: Context) -> tuple[str | None, ...]:
    return (subject.entry.headline,)


def _body(subject: Subject, context: Context) -> Iterator[str | None]:
    """All words of the body: of its blocks and who is quoted, of the summary, of what stands under pictures, of the facts."""
    entry = subject.entry
    yield entry.text
    yield entry.summary
    for media in entry.media:
        yield from (media.alt, media.caption, media.credit)
    for block in entry.blocks:
        if isinstance(block, Quote):
            yield block.attribution
    for fact in entry.facts:
        yield fact.value


def _label(subject: Subject, context: Context) -> tuple[str | None, ...]:
    return (subject.entry.label,)


def _names(subject: Subject, context: Context) -> Iterator[str | None]:
    return (author.name for author in subject.entry.authors)


def _roles(subject: Subject, context: Context) -> Iterator[str | None]:
    return (author.role for author in subject.entry.authors)


def _places(subject: Subject, context: Context) -> Iterator[str | None]:
    return (author.location for author in subject.entry.authors)


def _tags(subject: Subject, context: Context) -> tuple[str, ...]:
    return subject.entry.tags


def _source(subject: Subject, context: Context) -> tuple[str | None, ...]:
    return subject.source, context.titles.get(subject.source)


def _title_of_source(subject: Subject, context: Context) -> tuple[str | None, ...]:
    return (context.titles.get(subject.source) or subject.source,)


def _links(subject: Subject, context: Context) -> Iterator[str | None]:
    """The addresses that a post leads to."""
    entry = subject.entry
    yield entry.link
    for block in entry.blocks:
        if isinstance(block, Embed):
            yield block.link
        else:
            links: tuple[Link, ...] = getattr(block, "links", ())
            yield from (link.link for link in links)
    for media in entry.media:
        yield media.link
    for fact in entry.facts:
        yield fact.link


def _hosts(subject: Subject, context: Context) -> Iterator[str]:
    for link in _links(subject, context):
        yield (link or "").partition("://")[2].partition("/")[0].rpartition("@")[2]


def _contents(subject: Subject) -> list[str]:
    """What a post has, as `has:` names it."""
    entry = subject.entry
    blocks = entry.blocks
    found: list[str] = [media.kind for media in entry.media]
    if entry.link or any(getattr(block, "links", ()) for block in blocks) or any(fact.link for fact in entry.facts):
        found.append("link")
    if any(isinstance(block, Quote) for block in blocks):
        found.append("quote")
    if any(isinstance(block, List) for block in blocks):
        found.append("list")
    if entry.authors:
        found.append("byline")
    return found


def _conditions(subject: Subject) -> list[str]:
    """What a post is, as `is:` names it."""
    entry, status = subject.entry, subject.status
    found = [*status.names, "seen" if status.seen else "unseen"]
    if entry.breaking:
        found.append("breaking")
    if entry.pinned:
        found.append("pinned")
    if entry.published is None:
        found.append("undated")
    return found


FIELDS: tuple[Field, ...] = (
    Field("title", "words in the headline", "title:ferry", texts=_headline),
    Field("author", "words in a byline's name", "author:castell", texts=_names, offers=_names),
    Field("role", "words in a byline's role", "role:correspondent", texts=_roles, offers=_roles),
    Field("place", "words in the place a byline names", "place:harwich", texts=_places, offers=_places),
    Field("kind", "words in the label", "kind:explainer", texts=_label, offers=_label),
    Field("source", "words in the source's name or title", "source:harbour", texts=_source, apart=True, offers=_title_of_source),
    Field("text", "words in the body", "text:tide", texts=_body),
    Field("link", "words in an address that it leads to", "link:example.org", texts=_links, apart=True, offers=_hosts),
    Field("tag", "words in the tags", "tag:weather", texts=_tags, offers=_tags),
    Field("has", "posts that have it", "has:image", values=("image", "video", "audio", "link", "quote", "list", "byline"), states=_contents),
    Field(
        "is",
        "posts that are it",
        "is:edited",
        values=("new", "unseen", "seen", "edited", "withdrawn", "restored", "breaking", "pinned", "starred", "undated"),
        states=_conditions,
    ),
    Field("after", "published then or later", "after:13:00", window=after, proposals=("-1h", "-2h", "-6h", "today", "yesterday")),
    Field("before", "published earlier than that", "before:2022-02-16T15:00", window=before, proposals=("-1h", "-2h", "-6h", "today", "yesterday")),
    Field("on", "published on that day, or in that hour or minute", "on:2022-02-16", window=on, proposals=("today", "yesterday")),
    Field("within", "published in the time up to now", "within:2h", window=within, proposals=("15m", "30m", "1h", "2h", "6h", "12h", "1d", "7d")),
)

BY_NAME = {field.name: field for field in FIELDS}
