"""What is opened: from the words of the command line, the settings, the subscriptions and the last sitting to a list of sources. Opens nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from string import ascii_letters, digits
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from feeds import FeedError, FormatError, Sitting, StoreError, Subscription, Subscriptions, clean_line, fold

from .settings import Settings, SourceSettings, read_settings
from .subscriptions import NAME, subscribed

_OF_SCHEMES = frozenset(f"{ascii_letters}{digits}+.-")
MOST_LIVE = 10
"""Remembered sources that are followed closely together."""
_MOST_TOLD = 5
"""Groups, and lines about a broken list, that are told one by one."""


class UnknownGroup(FeedError):
    """The command line names a group that no source is in."""


class Chosen(Struct, frozen=True, kw_only=True):
    """A source that is to be opened, and what the reader wishes of it."""

    name: str
    """An address, a path, or - for standard input."""
    title: str | None = None
    """What the reader calls it; None for what the feed calls itself."""
    groups: tuple[str, ...] = ()
    """The groups that it is in; one inside another is `coast/north`."""
    interval: float | None = None
    """Seconds between two looks, None for what is usual."""
    colour: str | None = None
    """The name of its mark, None for any."""
    certificate: str | None = None
    """SHA-256 of the server's certificate, in lower-case hexadecimal digits."""
    live: bool = True
    """It is followed closely; else now and then."""
    urgent: bool = True
    """It is asked at once, whether it is due or not."""
    origin: Literal["named", "settings", "subscriptions"] = "named"
    """Where it stands: on the command line alone, or where it is remembered."""

    @property
    def group(self) -> str:
        """The group under which it is shown first; empty when it is in none."""
        return self.groups[0] if self.groups else ""


def is_address(chosen: Chosen) -> bool:
    """Whether it is one that can be remembered among the subscriptions."""
    return _is_web(chosen.name)


class Recalled(Struct, frozen=True, kw_only=True):
    """What the reader has written down, and what of it could not be read, a line each."""

    settings: Settings = Settings()
    subscriptions: tuple[Subscription, ...] = ()
    remarks: tuple[str, ...] = ()


def recall(folder: Path, words: Sequence[str] = ()) -> Recalled:
    """The settings and subscriptions in a directory. Raises WrongSettings; a damaged list of subscriptions is a remark.

    The subscriptions are only read where the words of the command line may concern them.
    """
    settings = read_settings(folder)
    remarks = list(settings.remarks)
    found = Subscriptions()
    if not words or any(word.startswith("@") or _is_web(word) for word in words):
        try:
            found = subscribed(folder)
        except (StoreError, FormatError) as error:
            path = clean_line(str(folder / NAME))
            remarks.append(str(error) if path in str(error) else f"{path}: {error}")
    remarks += [f"{NAME}, {problem.place}: {problem.message}" for problem in found.problems[:_MOST_TOLD]]
    return Recalled(settings=settings, subscriptions=found.feeds, remarks=tuple(remarks))


def choose(words: Sequence[str], settings: Settings, subscriptions: Iterable[Subscription], sittings: Iterable[Sitting] = ()) -> tuple[Chosen, ...]:
    """The sources to open, each once: those that are named, or those of an @group; without words what is remembered, else what was named last; nothing: the sample.

    Raises UnknownGroup.
    """
    known = {identity(each.name): each for each in remembered(settings, subscriptions)}
    found: dict[str, Chosen] = {}
    if not words:
        return _lively(known.values()) if known else tuple({identity(name): Chosen(name=name) for name in _named_last(sittings)}.values())
    for word in words:
        if word.startswith("@"):
            for each in _group(word[1:], known.values()):
                found.setdefault(identity(each.name), each)
        else:
            key = identity(word)
            found[key] = replace(found.get(key) or known.get(key) or Chosen(name=word), live=True, urgent=True)
    return _lively(found.values())


def _named_last(sittings: Iterable[Sitting]) -> tuple[str, ...]:
    """The names of the last sitting of which something is there still, else of the last that had any: what is gone is waited for."""
    named = [sitting.names for sitting in sittings if sitting.names]
    return next((names for names in named if any(_is_address(name) or os.path.lexists(name) for name in names)), named[0] if named else ())


def lasting(name: str) -> str:
    """A name that says the same in another directory."""
    return name if _is_address(name) or "\0" in name else os.path.abspath(name)


def _lively(chosen: Iterable[Chosen]) -> tuple[Chosen, ...]:
    """A few sources are all on the screen, and followed closely; of more only those that are named, or shown alone."""
    every = tuple(chosen)
    return tuple(replace(each, live=True) for each in every) if len(every) <= MOST_LIVE else every


def remembered(settings: Settings, subscriptions: Iterable[Subscription]) -> tuple[Chosen, ...]:
    """The sources of the settings and then those of the subscriptions, each once; of what both say the settings count, and groups are joined."""
    found: dict[str, Chosen] = {}
    for each in (*map(_of_settings, settings.sources), *map(_of_subscription, subscriptions)):
        key = identity(each.name)
        known = found.get(key)
        found[key] = each if known is None else _joined(known, each)
    return tuple(found.values())


def identity(name: str) -> str:
    """By what two names are the same source: the address without its fragment, or the whole path."""
    if name == "-":
        return name
    if not _is_web(name):
        return os.path.abspath(name) if "\0" not in name else name
    try:
        parts = urlsplit(name)
        port = parts.port
    except ValueError:
        return name
    scheme, login = parts.scheme.lower(), parts.netloc.rpartition("@")[0]
    written = "" if port in (None, 443 if scheme == "https" else 80) else f":{port}"
    return f"{scheme}://{login}@{parts.hostname or ''}{written}{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"


def _of_settings(source: SourceSettings) -> Chosen:
    wishes = {field: getattr(source, field) for field in SourceSettings.__struct_fields__}
    return Chosen(live=False, urgent=False, origin="settings", **wishes)


def _of_subscription(feed: Subscription) -> Chosen:
    group = "/".join(feed.groups)
    return Chosen(
        name=feed.link,
        title=feed.title,
        groups=(group,) if group else (),
        interval=feed.interval,
        live=False,
        urgent=False,
        origin="subscriptions",
    )


def _joined(known: Chosen, other: Chosen) -> Chosen:
    return replace(
        known,
        title=known.title or other.title,
        groups=tuple(dict.fromkeys([*known.groups, *other.groups])),
        interval=known.interval if known.interval is not None else other.interval,
    )


def _group(name: str, known: Iterable[Chosen]) -> list[Chosen]:
    """The sources of a group and of those inside it. Raises UnknownGroup."""
    wanted = fold(name).strip("/ ")
    sources = list(known)
    inside = [each for each in sources if wanted and any(f"/{wanted}/" in f"/{fold(group)}/" for group in each.groups)]
    if inside:
        return inside
    groups = list(dict.fromkeys(group for each in sources for group in each.groups))
    near = [group for group in groups if wanted and fold(group).startswith(wanted)]
    told = ", ".join((near or groups)[:_MOST_TOLD]) + (" and others" if len(near or groups) > _MOST_TOLD else "")
    hint = (
        "none of your sources is in one" if not groups else f"did you mean {told}?" if near else f"there are {told}" if len(groups) > 1 else f"there is {told}"
    )
    raise UnknownGroup(f"no group “{clean_line(name)}”; {hint}")


def _is_address(name: str) -> bool:
    """Whether a name begins with a scheme (RFC 3986, 3.1)."""
    scheme, ends, _ = name.partition("://")
    return bool(ends) and scheme.isascii() and scheme[:1].isalpha() and set(scheme) <= _OF_SCHEMES


def _is_web(name: str) -> bool:
    return name[:8].lower().startswith(("http://", "https://"))
