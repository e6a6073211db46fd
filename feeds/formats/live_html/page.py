"""The reading of an HTML live page: its data and its entries, found once, laid over each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ...identity import numbered
from ...model import Entry, Fact, Feed, KeyPoint, Problem, Snapshot
from ...order import rise
from ...text import clean_line
from ...wording import Wording
from ..base import Page
from ..html.scripts import Scripts, scripts_of
from ..html.tree import Head, head_of, is_whole, parsed, title_of, tree_of, web_address
from .entries import FEWEST, Drawn, Shown, drawn, items, read_entries
from .merge import merged
from .nodes import Node, Nodes
from .places import places
from .postings import Context, Posting, read_posting
from .values import moment, string

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MODIFIED = frozenset(("article:modified_time", "og:updated_time", "article:published_time"))
_MORE = Wording(
    r"\b(?:load|show|view|see|read)\s+(?:\w+\s+)?(?:more|older|earlier)\b|\b(?:older|earlier|next)\s+(?:posts|updates|entries|page)\b", re.IGNORECASE
)


class _Found(NamedTuple):
    """What of a page makes it a live page."""

    scripts: Scripts
    nodes: Nodes
    postings: list[Node]
    drawn: Drawn | None


def is_live(page: Page) -> bool:
    """Whether its data has a live blog with updates, or it shows three entries of a known kind; one, where its data says that it is a live blog."""
    found = page.remember_of(_found)
    if any(next(found.nodes.updates(posting), None) for posting in found.postings):
        return True
    return found.drawn is not None and len(found.drawn.nodes) >= (1 if found.postings else FEWEST)


def _found(page: Page) -> _Found:
    scripts = page.remember_of(scripts_of)
    nodes = Nodes(scripts.values)
    return _Found(scripts, nodes, nodes.postings(), drawn(tree_of(page), page.decoded))


def read_page(page: Page, name: str) -> Snapshot:
    """All that a live page says; `name` is that of its format."""
    document, head, found = page.document, head_of(page), page.remember_of(_found)
    if not head.base:
        head = head._replace(base=next((link for node in found.postings if (link := web_address(string(node.get("url"))))), ""))
    postings = [read_posting(found.nodes, node, Context(head.base, head.link, document.zone)) for node in found.postings]
    postings = sorted(postings, key=lambda posting: (posting.link != head.canonical, -len(posting.updates)))
    main = postings[0] if postings else None
    updates = [update for posting in postings for update in posting.updates]
    shown = read_entries(tree_of(page), found.drawn, document, head, _day(page, postings)) if found.drawn else places(tree_of(page), updates)
    entries = merged(updates, shown, head, (main.link if main else None) or head.link, page.kept)
    entries = numbered(entries, newest_first=rise(entry.published for entry in entries) <= 0)
    problems = [*found.scripts.problems, *_shortcomings(page, main, len(updates), len(shown) if found.drawn else 0, found.drawn)]
    return Snapshot(
        source=document.source,
        format=name,
        feed=_feed(page, head, postings, shown, found.drawn, entries),
        entries=tuple(entries),
        problems=tuple(problems),
        complete=is_whole(page),
        retrieved=document.retrieved,
    )


def _day(page: Page, postings: Sequence[Posting]) -> date | None:
    """The day that labels without a year are near to: the last that the page's data names, else the one given, else the last in its head, else that of the capture."""
    for posting in postings:
        times = [update.published.when for update in posting.updates if update.published.when]
        if (latest := posting.updated or max(times, default=None) or posting.published or posting.coverage_start) is not None:
            return latest.date()
    document = page.document
    told = [meta.attributes for meta in tree_of(page).css("meta[property][content]") if (meta.attributes.get("property") or "").lower() in _MODIFIED]
    days = [when.date() for each in told if (when := moment(clean_line(each.get("content") or ""), document.zone).when)]
    return document.date or max(days, default=None) or (document.retrieved.date() if document.retrieved else None)


def _feed(page: Page, head: Head, postings: Sequence[Posting], shown: Sequence[Shown], entries_of: Drawn | None, entries: Sequence[Entry]) -> Feed:
    main, retrieved = postings[0] if postings else None, page.document.retrieved
    ends = main.coverage_end if main else None
    return Feed(
        title=(main.headline if main else None) or title_of(page),
        description=main.description if main else None,
        link=(main.link if main else None) or head.link,
        language=head.language or (main.language if main else None),
        summary=_points(page, shown, entries_of, entries),
        credit=", ".join(author.name for author in main.credit) or None if main else None,
        updated=main.updated if main else None,
        coverage_start=main.coverage_start if main else None,
        coverage_end=ends,
        ended=ends is not None and retrieved is not None and ends <= retrieved,
        media=main.media if main else (),
        older=_older(page, head),
        facts=tuple(Fact("also on this page", posting.headline or posting.link or "another live blog", posting.link) for posting in postings[1:]),
    )


def _points(page: Page, shown: Sequence[Shown], entries_of: Drawn | None, entries: Sequence[Entry]) -> tuple[KeyPoint, ...]:
    """The page's own summary, else the items of the newest entry that sums up."""
    if entries_of is None:
        return ()
    row = entries_of.row
    inside = {node.mem_id for node in tree_of(page).css(f"{row.entry} li")} if row.points else set()
    found = items([node for node in tree_of(page).css(row.points) if node.mem_id not in inside]) if row.points else ()
    found = found or next((entry.points for entry in shown if entry.points), ())
    ids = {entry.link.partition("#")[2]: entry.id for entry in entries if entry.link and "#" in entry.link}
    return tuple(KeyPoint(words, ids.get(link.partition("#")[2]) if "#" in link else None) for words, link in dict(found).items())


def _older(page: Page, head: Head) -> str | None:
    """The page with older entries, where this one names it."""
    for link in tree_of(page).css("link[rel=next][href], a[rel=next][href]")[:1]:
        return web_address(link.attributes.get("href") or "", head.base) or None
    return None


def _shortcomings(page: Page, main: Posting | None, told: int, count: int, entries_of: Drawn | None) -> list[Problem]:
    """What the reader should know is not here."""
    said = []
    if cut := parsed(page).cut:
        said.append(f"the page {cut}: it was read up to there")
    if main and main.pages > 1:
        said.append(f"this is one of {main.pages} pages of the live blog: it shows {count or told} posts")
    elif told > count > 0:
        said.append(f"this page shows {count} of {told} posts: the others are as its data tells them, without links and pictures")
    elif entries_of and _has_more(entries_of.nodes[-1]):
        said.append(f"this page shows {count} posts, and loads older ones on demand")
    return [Problem(page.document.source, "the page", message) for message in said]


def _has_more(last: LexborNode) -> bool:
    """Whether a button or link for more entries stands behind the last one, or behind what holds it."""
    holder: LexborNode | None = last
    for _ in range(4):
        if holder is None or holder.tag in ("main", "body"):
            break
        after = holder.next
        for _ in range(6):
            if after is None:
                break
            if after.is_element_node and len(words := clean_line(after.text())) < 200 and _MORE.search(words):
                return True
            after = after.next
        holder = holder.parent
    return False
