"""What a live blog says in JSON-LD (schema.org: LiveBlogPosting), update by update.

Templates fill fields of the updates with those of the page: what all updates share with each other or with their page is not theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from ...identity import digest
from ...model import Author, Media
from ...moments import Moment
from ...text import clean_line
from ..html.tree import web_address
from .nodes import Node, Nodes, is_a
from .values import Text, authors, flat, line, moment, pictures, recordings, string, text

LONGEST_ID = 300
"""Characters of an id; a longer one is known by its hash."""

Value = TypeVar("Value")


class Update(Struct, frozen=True, gc=False, kw_only=True):
    """One update of a live blog, as JSON-LD tells it."""

    id: str
    inferred: bool
    """The id is a hash of what is said."""
    link: str | None
    headline: str | None
    published: Moment
    stamp: str
    """The time of publication as written."""
    updated: datetime | None
    body: Text
    summary: Text
    authors: tuple[Author, ...]
    media: tuple[Media, ...]
    tags: tuple[str, ...]


class Posting(Struct, frozen=True, gc=False, kw_only=True):
    """A live blog as a whole."""

    headline: str | None
    link: str | None
    description: str | None
    language: str | None
    credit: tuple[Author, ...]
    """The authors of the page. Where every update names them all, it names none of its own."""
    coverage_start: datetime | None
    coverage_end: datetime | None
    published: datetime | None
    updated: datetime | None
    media: tuple[Media, ...]
    pages: int
    """Of how many pages the live blog consists; 0 when that is not told."""
    updates: tuple[Update, ...]


class Context(Struct, frozen=True):
    """What is known of the page around the data."""

    base: str
    link: str | None
    """The page's own address."""
    zone: tzinfo | None


def read_posting(nodes: Nodes, node: Node, context: Context) -> Posting:
    """A LiveBlogPosting with its updates, cleared of what is only repeated from the page."""
    link = web_address(_link(node), context.base) or context.link
    people = _people(nodes, node, context.base)
    images = pictures(_resolved(nodes, node.get("image")), context.base)
    found = list(nodes.updates(node))
    headline = line(node.get("headline")) or line(node.get("name"))
    published, updated = _times(node, context.zone)
    drafts = [_update(nodes, each, context) for each in found]
    headlines = _own([draft.headline for draft in drafts], headline)
    if headlines.count(headline) > 1:  # those without one of their own
        headlines = [None if title == headline else title for title in headlines]
    first = _own([draft.published.when for draft in drafts], published.when)
    changed = _own([draft.updated for draft in drafts], updated.when)
    credited = _is_credit([_names(draft.authors) for draft in drafts], _names(people), _desks(nodes, node))
    shared = _shared([draft.media for draft in drafts])
    names = _identities(found, drafts, link, context)
    updates: list[Update] = []
    for draft, (id, address), title, when, again in zip(drafts, names, headlines, first, changed, strict=True):
        updates.append(
            replace(
                draft,
                id=id or digest(draft.stamp if when else None, title, draft.body.raw),
                inferred=id is None,
                link=address,
                headline=title,
                published=draft.published if when else Moment(None),
                stamp=draft.stamp if when or draft.published.when is None else "",
                updated=again,
                authors=() if credited else draft.authors,
                media=() if shared else draft.media,
            )
        )
    return Posting(
        headline=headline,
        link=link,
        description=line(node.get("description")),
        language=line(node.get("inLanguage")),
        credit=people,
        coverage_start=moment(string(node.get("coverageStartTime")), context.zone).when,
        coverage_end=moment(string(node.get("coverageEndTime")), context.zone).when,
        published=published.when,
        updated=updated.when,
        media=images or shared,
        pages=_count(node.get("numberOfPages")),
        updates=_once([update for update in updates if not update.inferred or update.headline or update.body.raw or update.media]),
    )


def _update(nodes: Nodes, node: Node, context: Context) -> Update:
    published, updated = _times(node, context.zone)
    written = next((each for key in ("datePublished", "dateCreated") if (each := clean_line(string(node.get(key))))), "")
    body = text(node.get("articleBody") or node.get("text"))
    summary = text(node.get("description"))
    if not body.raw:
        body, summary = summary, Text()
    elif summary.raw and " ".join(summary.raw.rstrip("… .").split()) in " ".join(body.raw.split()):
        summary = Text()
    return Update(
        id="",
        inferred=True,
        link=None,
        headline=line(node.get("headline")) or line(node.get("name")),
        published=published,
        stamp="" if written.isdigit() else written,
        updated=updated.when,
        body=body,
        summary=summary,
        authors=_people(nodes, node, context.base),
        media=pictures(_resolved(nodes, node.get("image")), context.base)
        + recordings(_resolved(nodes, node.get("video")), context.base)
        + recordings(_resolved(nodes, node.get("audio")), context.base),
        tags=_tags(node.get("keywords")),
    )


def _times(node: Node, zone: tzinfo | None) -> tuple[Moment, Moment]:
    """When it was published and changed; `dateCreated` stands in for a `datePublished` that cannot be read."""
    found = moment(string(node.get("datePublished")), zone)
    return found if found.when else moment(string(node.get("dateCreated")), zone), moment(string(node.get("dateModified")), zone)


def _people(nodes: Nodes, node: Node, base: str) -> tuple[Author, ...]:
    return authors(_resolved(nodes, node.get("author") or node.get("creator")), base)


def _resolved(nodes: Nodes, value: Any) -> Any:
    """The objects that a value points to by `@id`."""
    if isinstance(value, dict):
        return nodes.resolved(value)
    return [_resolved(nodes, each) if isinstance(each, dict) else each for each in value] if isinstance(value, list) else value


def _own(values: Sequence[Value | None], page: Value | None) -> list[Value | None]:
    """The values of the updates; none where two or more all have the same, be it the page's or not."""
    said = [value for value in values if value is not None]
    cloned = len(said) > 1 and all(value == said[0] for value in said)
    return [None] * len(values) if cloned else list(values)


def _shared(media: Sequence[tuple[Media, ...]]) -> tuple[Media, ...]:
    """The pictures that every one of several updates has: the page's."""
    return media[0] if len(media) > 1 and all(each == media[0] for each in media) else ()


def _is_credit(names: Sequence[frozenset[str]], page: frozenset[str], desks: frozenset[str]) -> bool:
    """Whether the authors of all updates are the page's, filled in by its template: the same several people, or the desk that publishes it."""
    if not names or not names[0] or any(each != names[0] for each in names):
        return False
    return (len(page) > 1 and names[0] == page) or (len(names) > 1 and names[0] <= desks)


def _names(people: Sequence[Author]) -> frozenset[str]:
    """Their names, by which they are compared: pages lead to the same person by other links in other places."""
    return frozenset(author.name.casefold() for author in people)


def _desks(nodes: Nodes, node: Node) -> frozenset[str]:
    """The names of the organisations that write or publish the page."""
    given = [each for key in ("author", "creator", "publisher") for each in flat(_resolved(nodes, node.get(key)))]
    desks = [each for each in given if isinstance(each, dict) and any(is_a(each, kind) for kind in ("Organization", "NewsMediaOrganization", "Corporation"))]
    return _names(authors(desks, ""))


def _link(node: Node) -> str:
    """`url`, else `mainEntityOfPage`, which is an address or an object with one."""
    for key in ("url", "mainEntityOfPage"):
        for value in flat(node.get(key)):
            found = value.get("@id") or value.get("url") if isinstance(value, dict) else value
            if isinstance(found, str) and found.strip():
                return found
    return ""


def _identities(found: Sequence[Node], drafts: Sequence[Update], page: str | None, context: Context) -> list[tuple[str | None, str | None]]:
    """The id of each update, None when it has none, and its address: the fragment of its address, else `@id`, else an address that is not the page's."""
    own = {_page_of(address) for address in (page, context.link, context.base, context.base.partition("?")[0]) if address}
    addresses = [web_address(_link(node), page or context.base) for node in found]
    fragments = [_unquoted((address or _link(node)).partition("#")[2]) for address, node in zip(addresses, found, strict=True)]
    given = [_given(node, own) for node in found]
    elsewhere = [address if address and _page_of(address) not in own else "" for address in addresses]
    columns = [_distinct(column) for column in (fragments, given, elsewhere)]
    named = []
    for fragment, id, other, address, node in zip(*columns, addresses, found, strict=True):
        name = clean_line(fragment or id or other)
        link = address or (web_address(string(node.get("@id"))) if id else "")
        named.append(((digest(name) if len(name) > LONGEST_ID else name) or None, link or None))
    return named


def _page_of(address: str) -> str:
    """An address by which pages are told apart: without fragment, scheme, `www.` and a slash at its end."""
    return address.partition("#")[0].partition("://")[2].removeprefix("www.").rstrip("/") or address


def _unquoted(fragment: str) -> str:
    from urllib.parse import unquote

    return unquote(fragment) if "%" in fragment else fragment


def _given(node: Node, own: set[str]) -> str:
    for key in ("@id", "identifier"):
        value = node.get(key)
        if isinstance(value, list):
            value = next(iter(value), None)
        if isinstance(value, dict):
            value = value.get("value")
        name = string(value).strip()
        if name and ("#" in name or _page_of(name) not in own):
            front, mark, fragment = name.partition("#")
            return _unquoted(fragment) if mark and fragment else front
    return ""


def _distinct(names: list[str]) -> list[str]:
    """The names; none when several updates have one and the same."""
    said = [name for name in names if name]
    return [""] * len(names) if len(said) > 1 and len(set(said)) == 1 else names


def _once(updates: Sequence[Update]) -> tuple[Update, ...]:
    """The updates, those said twice once: the one that was changed last. Others that only share an id stay."""
    kept: list[Update] = []
    places: dict[str, int] = {}
    for update in updates:
        at = places.setdefault(update.id, len(kept))
        if at == len(kept) or not _are_one(kept[at], update):
            kept.append(update)
        elif _version(update) > _version(kept[at]):
            kept[at] = update
    return tuple(kept)


def _version(update: Update) -> tuple[float, int]:
    """What the later version of an update has more of."""
    return update.updated.timestamp() if update.updated else 0.0, len(update.body.raw)


def _are_one(one: Update, other: Update) -> bool:
    agree: Callable[[Any, Any], bool] = lambda mine, theirs: bool(mine) and mine == theirs  # noqa: E731
    return agree(one.headline, other.headline) or agree(one.published.when, other.published.when) or one.body == other.body


def _tags(value: Any) -> tuple[str, ...]:
    """Keywords: a list, or names with commas between them."""
    words = [word for each in flat(value) for word in (each.split(",") if isinstance(each, str) else [string(each)])]
    return tuple(dict.fromkeys(tag for word in words if (tag := line(word))))


def _count(value: Any) -> int:
    try:
        return int(float(string(value)))
    except (ValueError, OverflowError):
        return 0
