"""Which new entry is an old one, revised, although its feed gives ids: an edit may come as a deletion and another entry.

To take two posts for one hides the second behind the first; to take one for two shows it twice. The first is worse: only what cannot well be chance
counts. Headlines that come again ("Goal!"), posts of few words, and such that differ in their numbers (minutes, results, gauges) are no evidence.
A time to the second that no other post has, with the same author or page, is: then all the words may be others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from ..model import Entry, Snapshot
from ..text import fold
from ..wording import Wording
from .matching import Missing

MOMENT = 60.0
"""Seconds within which two times are one: an edit mostly keeps its own, but may lose its seconds."""
CLOSE = 900.0
"""Seconds by which an edit may be published later than what it edits."""
DAY = 86400
FEW = 8
"""Words from which a post says enough to be known by them."""
MOST_WORDS = 1500
"""Words that are compared of each."""
MOST_PAIRS = 4000
"""Pairs of posts that are compared for one document."""
NEIGHBOURS = 8
"""Posts of about the same time that one is compared with."""

_NUMBER = Wording(r"\d+")


class Told(Struct, gc=False):
    """What an entry says, as it is compared."""

    id: str
    entry: Entry
    headline: str
    time: float | None
    link: str | None
    inside: bool = True
    """It has not just aged off."""
    words: list[str] | None = None

    def said(self) -> list[str]:
        """Its words, read when they are first asked for."""
        if self.words is None:
            self.words = fold(self.entry.text).split()[:MOST_WORDS]
        return self.words

    @property
    def page(self) -> str:
        """Its address without the query; empty when it has none."""
        return (self.link or "").partition("#")[0].partition("?")[0]


def renamed(strangers: Sequence[Entry], missing: Sequence[Missing], snapshot: Snapshot) -> dict[str, str]:
    """For entries that are the next version of one that is missing: its id by theirs. Each is used once."""
    if not strangers or not missing:
        return {}
    old = [_told(each.id, each.entry, inside=each.inside) for each in missing]
    new = [_told(entry.id, entry) for entry in strangers]
    links = Counter(entry.link for entry in snapshot.entries)
    links.update(told.link for told in old)
    mine = Counter(told.link for told in new)
    permalinks = {link for link in mine if link and mine[link] == 1 and links[link] == 2 and link != snapshot.feed.link}
    often = Counter(_key(entry) for entry in snapshot.entries)
    then = Counter(told.headline for told in old)
    templates = {headline for headline in (*often, *then) if often[headline] > 1 or then[headline] > 1}
    every = [*old, *(_told(entry.id, entry) for entry in snapshot.entries)]
    pages = Counter(told.page for told in every)
    clocks = Counter(told.time % DAY for told in every if told.time is not None)  # a feed that knows only days may give each the same time
    instants = {told.time for told in new if told.time is not None and told.time % 60 and clocks[told.time % DAY] == 2 and not told.entry.date_inferred}
    found: dict[str, str] = {}
    used: set[int] = set()
    left = MOST_PAIRS
    places = _Places(old)
    for near in (places.linked, places.near):  # what has an address of its own is not compared with all that is near it
        scores: list[tuple[float, int, int]] = []
        for number, told in enumerate(new):
            for index in near(told) if told.id not in found else ():
                if index in used:
                    continue
                score = likely(old[index], told, permalinks=permalinks, templates=templates, read=left > 0)
                if not score and told.time in instants and left > 0:
                    score = _of_one_moment(old[index], told, pages)
                left -= told.words is not None
                if score:
                    scores.append((score, -number, index))
        for _, number, index in sorted(scores, reverse=True):
            id = new[-number].id
            if id not in found and index not in used:
                found[id] = old[index].id
                used.add(index)
    return found


def likely(old: Told, new: Told, *, permalinks: Iterable[str] = (), templates: Iterable[str] = (), read: bool = True) -> float:
    """How sure it is that two are one, from 1; 0 when it is not. `read`: their bodies may be compared, which takes its time."""
    gap = abs(old.time - new.time) if old.time is not None and new.time is not None else None
    own = bool(old.headline) and old.headline == new.headline and new.headline not in templates
    linked = new.link is not None and new.link == old.link and new.link in permalinks
    if (linked and old.headline == new.headline and (new.headline or old.entry.body == new.entry.body)) or (own and gap == 0 and len(new.headline.split()) > 2):
        return 300.0 + 100.0 * linked
    if gap is not None and gap > CLOSE and not linked:
        return 0.0
    kin = own or old.headline == new.headline == "" or (new.headline not in templates and _near(old.headline, new.headline))
    if not read or not (kin or linked):
        return 0.0
    length = min(len(old.said()), len(new.said()))
    like = _like(old.said(), new.said())
    if linked:
        enough = own or like >= 50.0 if length >= FEW else own
    elif length < FEW or like < 60.0:
        enough = False
    else:
        same_numbers = _numbers(old) == _numbers(new)
        if like == 100.0 and same_numbers:
            enough = gap is not None or own
        elif not (same_numbers or own):
            enough = gap == 0 and bool(old.entry.published and old.entry.published.second) and not old.headline  # a time to the second is nearly a name
        elif gap is not None and gap <= MOMENT:
            enough = True
        else:
            enough = gap is not None and same_numbers and (like >= 80.0 if own else like >= 90.0 and length >= 2 * FEW)
    return 100.0 + like + 100.0 * linked if enough else 0.0


def _of_one_moment(old: Told, new: Told, pages: Mapping[str, int]) -> float:
    """How sure it is that two are one of which only these have the time, to the second: they have an author in common, or a page that is theirs alone."""
    if old.time != new.time or not old.inside or old.entry.date_inferred:
        return 0.0
    hands = {author.name for author in old.entry.content.authors} & {author.name for author in new.entry.content.authors}
    return 50.0 if hands or (new.page and new.page == old.page and pages[new.page] == 2) else 0.0


class _Places:
    """Where to look for what an entry was: by its link, its headline and its time, so that not all are compared with all."""

    def __init__(self, old: Sequence[Told]) -> None:
        self._by_link: defaultdict[str, list[int]] = defaultdict(list)
        self._by_headline: defaultdict[str, list[int]] = defaultdict(list)
        self._by_time = sorted((told.time, index) for index, told in enumerate(old) if told.time is not None)
        for index, told in enumerate(old):
            if told.link:
                self._by_link[told.link].append(index)
            if told.headline:
                self._by_headline[told.headline].append(index)

    def linked(self, told: Told) -> Iterable[int]:
        """The indexes of those that have its link, if it is not that of many."""
        found = self._by_link.get(told.link or "", ())
        return found if len(found) == 1 else ()

    def near(self, told: Told) -> Iterable[int]:
        """The indexes of those that it may have been."""
        found = dict.fromkeys(self._by_headline.get(told.headline, ())[:NEIGHBOURS])
        if told.time is not None:
            at = bisect_left(self._by_time, (told.time, 0))
            about = self._by_time[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]
            found |= dict.fromkeys(index for time, index in about if abs(time - told.time) <= CLOSE)
        return found


def _told(id: str, entry: Entry, *, inside: bool = True) -> Told:
    return Told(id, entry, _key(entry), entry.published.timestamp() if entry.published else None, entry.link, inside)


def _key(entry: Entry) -> str:
    return " ".join(fold(entry.headline).split()) if entry.headline else ""


def _numbers(told: Told) -> Counter[str]:
    return Counter(_NUMBER.findall(" ".join((told.headline, *told.said()))))


def _like(one: Sequence[str], other: Sequence[str]) -> float:
    """How much of the words is the same, in per cent."""
    if one == other:
        return 100.0 if one else 0.0
    from rapidfuzz import fuzz

    return float(fuzz.ratio(one, other)) if one and other else 0.0


def _near(one: str, other: str) -> bool:
    """Whether two headlines are nearly the same words, and the same numbers."""
    if not one or not other or abs(len(one) - len(other)) > max(len(one), len(other)) // 3:
        return False
    from rapidfuzz import fuzz

    return float(fuzz.ratio(one, other, score_cutoff=85.0)) > 0 and len(one.split()) > 2 and _NUMBER.findall(one) == _NUMBER.findall(other)
