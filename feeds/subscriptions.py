"""What somebody subscribes to: addresses of feeds in groups. Only http and https addresses get in, whatever a list from outside says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from .addresses import http_parts, masked
from .model import Problem
from .text import clean_line

DEEPEST = 64
"""Groups within groups; what is deeper stands in the last of these."""
_SHOWN = 100
"""Characters that are shown of an address that is refused."""


class Subscription(Struct, frozen=True, gc=False):
    """One feed in one group. A feed that is in two groups is two subscriptions."""

    link: str
    """The feed's address (OPML: xmlUrl)."""
    title: str | None = None
    """What the reader calls the feed (OPML: text, title); None when that is its address."""
    groups: tuple[str, ...] = ()
    """The path of the group that it is in, from the outermost; empty when it is in none (OPML: the outlines around it)."""
    page: str | None = None
    """The page that the feed belongs to (OPML: htmlUrl)."""
    interval: float | None = None
    """Seconds between two looks, None when the list does not say."""

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """By what two subscriptions are the same: address and group."""
        return self.link, self.groups


class Subscriptions(Struct, frozen=True):
    """A list of subscriptions, group by group, and what in it was refused or could not be read."""

    feeds: tuple[Subscription, ...] = ()
    title: str | None = None
    problems: tuple[Problem, ...] = ()

    def joined(self, others: Iterable[Subscription]) -> Subscriptions:
        """These and the others. What is known keeps its title; what it lacks comes from the others."""
        return replace(self, feeds=arranged([*self.feeds, *others]))


class _Group:
    def __init__(self) -> None:
        self.members: dict[object, Subscription | _Group] = {}


def arranged(feeds: Iterable[Subscription]) -> tuple[Subscription, ...]:
    """Subscriptions with each group in one piece, in the order in which groups and feeds first appear, and each only once."""
    top = _Group()
    for feed in feeds:
        group = top
        for name in feed.groups:
            inner = group.members.setdefault((name,), _Group())
            assert isinstance(inner, _Group), "the key of a group is a tuple, that of a feed a text"
            group = inner
        known = group.members.get(feed.link)
        group.members[feed.link] = completed(known, feed) if isinstance(known, Subscription) else feed
    return tuple(_walk(top))


def completed(known: Subscription, other: Subscription) -> Subscription:
    """A subscription with what it lacks taken from another of the same feed."""
    return replace(
        known,
        title=known.title or other.title,
        page=known.page or other.page,
        interval=known.interval if known.interval is not None else other.interval,
    )


def _walk(top: _Group) -> Iterator[Subscription]:
    waiting = [iter(top.members.values())]
    while waiting:
        member = next(waiting[-1], None)
        if member is None:
            waiting.pop()
        elif isinstance(member, _Group):
            waiting.append(iter(member.members.values()))
        else:
            yield member


def refusal(address: str) -> str | None:
    """Why an address is not subscribed to, in one line; None for one that is."""
    try:
        http_parts(address)
    except ValueError as error:
        shown = masked(clean_line(address[: _SHOWN + 1]))
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
        return f"“{shown}” is refused: {error if ':' in address[:40] else 'it is no http or https address'}"
    return None
