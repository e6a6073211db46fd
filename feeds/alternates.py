"""The feeds that a page names (HTML: link rel=alternate): in which order they are offered, and whether one of them is plainly meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from .addresses import short
from .errors import Alternate
from .wording import Wording

_COMMENTS = Wording(
    r"\b(?:comments|replies|commentaires|comentarios|comentários|commenti|kommentare|reacties|комментари\w*)\b|\bkommentar-?feed|\breactiesfeed|コメント|评论|評論",
    re.IGNORECASE,
)
_TITLE_WORDS = Wording(r"\b(?:rss|atom|json|xml|rdf|feeds?|via|in|as|format|v?\d(?:\.\d+)*|\.\d+)\b|[^\w\s]+", re.IGNORECASE)
"""What a title says of the form of a feed, not of what is in it."""
_ADDRESS_WORDS = Wording(r"\b(?:rss\d?|atom\d?|json|xml|rdf|feeds?\d?|index|default|alt|type|format|php)\b|[\W_]+", re.IGNORECASE)


def of_comments(alternate: Alternate) -> bool:
    """Whether the feed is one of comments, by its title or its address."""
    return bool(_COMMENTS.search(alternate.title) or _COMMENTS.search(short(alternate.link)))


def in_order(alternates: Iterable[Alternate], host: str | None) -> list[Alternate]:
    """The feeds as they are offered: those of the page's own site in its order, then those of other sites, then those of comments. Each address once."""
    once: dict[str, Alternate] = {}
    for each in alternates:
        once.setdefault(each.link, each)
    return sorted(once.values(), key=lambda each: (of_comments(each), host is not None and not _same_site(each.link, host)))


def choices(alternates: Sequence[Alternate]) -> list[Alternate]:
    """The feeds that say different things: without those of comments, and of the same feed in several forms (RSS, Atom, JSON) only the first."""
    found: list[Alternate] = []
    for each in alternates:
        if not of_comments(each) and not any(_are_twins(each, other) for other in found):
            found.append(each)
    return found


def unambiguous(alternates: Sequence[Alternate]) -> Alternate | None:
    """The feed that a person who opened the page must have meant: the only one that is not of comments, in whichever form it is named first; None when that is not plain."""
    found = choices(alternates)
    return found[0] if len(found) == 1 else None


def _are_twins(one: Alternate, other: Alternate) -> bool:
    """Whether two are one feed in two forms: the same address but for the name of the form, or the same title in another media type."""
    if one.link == other.link or set(_address_words(one)) == set(_address_words(other)):
        return True
    title = _title_words(one)
    return one.type != other.type and bool(title) and title == _title_words(other)


def _title_words(alternate: Alternate) -> str:
    return " ".join(_TITLE_WORDS.sub(" ", alternate.title).casefold().split())


def _address_words(alternate: Alternate) -> Iterator[str]:
    host, _, rest = re.sub(r"^[a-z]+://(?:www\.)?", "", alternate.link.lower()).partition("/")
    yield host
    yield from _ADDRESS_WORDS.sub(" ", rest).split()


def _same_site(link: str, host: str) -> bool:
    """Whether an address is on the host, or on one below or above it (feeds.example.org, example.org)."""
    theirs = short(link).partition("/")[0].partition(":")[0]
    host = host.lower().removeprefix("www.")
    return theirs == host or theirs.endswith(f".{host}") or (host.endswith(f".{theirs}") and "." in theirs)
