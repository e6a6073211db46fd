"""Repeated elements of a page that may be its posts: of one tag and class, with an id each, a time each, and text of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ...wording import Wording
from .told_times import Told, read_told
from .tree import head_of, tree_of, web_address

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from ..base import Page

FEWEST = 3
"""Elements that make a group."""
TIMED = 0.6
"""Part of a group's elements that must have a time."""
SHARE = 1 / 8
"""Part of the page's text that its posts must have at least: less is a box beside something else."""
TEASER = 300
"""Characters beside a link to another page below which an element only leads there."""
HIGHEST = 10
"""Levels between an element and the time inside it."""
BUDGET = 64 << 20
"""Characters of text that are compared."""

_TIME_NAME = Wording(r"data-(?:[\w-]*(?:time|timestamp|date|published|created|epoch|updated|modified)|ts)")
_DATE = Wording(r"date(?:Published|Created|Modified)")
"""What schema.org calls a time, where a page is marked up with it (HTML microdata)."""
_UPDATED = Wording(r"updat|modif|edit|revis", re.IGNORECASE)
_NO_POSTS = Wording(
    r"(?<![a-z])(?:comments?|commentlist|reply|replies|respond|reviews?|disqus|related|recommend\w*|most-?read|trending|teasers?|nav|menu|sidebar)(?![a-z])",
    re.IGNORECASE,
)
_MADE_UP = Wording(r":r\w+:|(?:ember|ext-gen|yui_|radix-|react-|headlessui-).*")
"""Ids that scripts give out anew with each visit."""


class Times(NamedTuple):
    """When an element says that it was published, and updated."""

    published: Told
    updated: Told


UNTIMED = Times(Told(), Told())


class Group(NamedTuple):
    """Elements that may be posts, in the page's order, with what tells their times and which of their attributes is their id (None: none is)."""

    nodes: list[LexborNode]
    times: dict[int, Times]
    name: str | None
    shape: str


def group_of(page: Page) -> Group | None:
    """The posts of the page: the group with the most text, and of those with nearly as much the one with the most elements. None when no group is like posts."""
    root = tree_of(page).root
    if root is None:
        return None
    times = dict(_timed(page, root))
    groups: dict[tuple[str, str], dict[int, LexborNode]] = {}
    for node in _holders(root, times):
        for name in (node.attributes.get("class") or "").split()[:8] or _bare(node):
            groups.setdefault((node.tag or "", name), {})[node.mem_id] = node
    found: list[tuple[int, Group]] = []
    spent, whole = 0, len(" ".join((root.text() or "").split()))
    same: set[frozenset[int]] = set()
    for (tag, name), members in groups.items():
        if len(members) < FEWEST or spent > BUDGET or frozenset(members) in same:
            continue
        same.add(frozenset(members))
        nodes = _beside(members)
        group = _group(nodes, times, f"{tag}.{name}".rstrip(".")) if len(nodes) >= FEWEST else None
        if group is not None:
            texts = [len(" ".join(node.text().split())) for node in group.nodes]
            spent += sum(texts)
            if sum(texts) >= whole * SHARE and sum(map(bool, texts)) >= FEWEST and not _leads_away(page, group, texts):
                found.append((sum(texts), group))
    most = max((text for text, _ in found), default=0)
    return max((group for text, group in found if text >= 0.6 * most), key=lambda group: len(group.nodes), default=None)


def _timed(page: Page, root: LexborNode) -> Iterator[tuple[int, Times]]:
    """The elements that carry a time in an attribute: a `time` with a `datetime`, or any with one in its data."""
    nothing, zone = Told(), page.document.zone
    for node in root.traverse():
        published, updated = nothing, nothing
        attributes = node.attributes
        written = attributes.get("datetime") if node.tag == "time" else attributes.get("content") if _DATE.fullmatch(attributes.get("itemprop") or "") else None
        if written:
            told = read_told(written, zone)
            sign = f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''}"
            published, updated = (nothing, told) if _UPDATED.search(sign) else (told, nothing)
        else:
            for name, value in attributes.items():
                if name.startswith("data-") and value and _TIME_NAME.fullmatch(name) and (told := read_told(value, zone)).when:
                    if _UPDATED.search(name):
                        updated = updated if updated.when else told
                    else:
                        published = published if published.when else told
        if published.when or updated.when:
            yield node.mem_id, Times(published, updated)


def _holders(root: LexborNode, times: dict[int, Times]) -> Iterator[LexborNode]:
    """The elements with a class that have a time on or in them, each once; the first time in an element is its own."""
    seen: set[int] = set()
    for node in root.traverse() if times else ():
        if node.mem_id not in times:
            continue
        told, holder = times[node.mem_id], node
        for _ in range(HIGHEST):
            known = times.get(holder.mem_id)
            if known is None or (known is not told and known.published.when is None):
                times[holder.mem_id] = told if known is None else Times(told.published, known.updated if known.updated.when else told.updated)
            elif known is not told and known.updated.when is None and told.updated.when:
                times[holder.mem_id] = Times(known.published, told.updated)
            if holder.mem_id not in seen and holder.tag not in ("time", "html", "body"):
                seen.add(holder.mem_id)
                yield holder
            if holder.parent is None:
                break
            holder = holder.parent


def _bare(node: LexborNode) -> list[str]:
    """The name of the class of an element that has none: an id sets it apart enough."""
    return [""] if node.attributes.get("id") and node.tag in ("article", "section", "div", "li") else []


def _beside(members: dict[int, LexborNode]) -> list[LexborNode]:
    """The elements that have another of the group beside them, and none above them."""
    parents: dict[int, int] = {}
    for node in members.values():
        if node.parent is not None:
            parents[node.parent.mem_id] = parents.get(node.parent.mem_id, 0) + 1
    if max(parents.values(), default=0) < 2:
        return []
    kept = []
    for node in members.values():
        above = node.parent
        for _ in range(HIGHEST):
            if above is None or above.mem_id in members:
                break
            above = above.parent
        if above is None or above.mem_id not in members:
            kept.append(node)
    return kept


def _group(nodes: list[LexborNode], times: dict[int, Times], shape: str) -> Group | None:
    """The group that these elements are, with those beside them that have no time; None when they are no posts."""
    above = nodes[0].parent
    signs = [shape, *(str(node.attributes.get("id") or "") for node in nodes[:FEWEST])]
    for _ in range(3):
        if above is not None and above.tag not in ("body", "html"):
            signs += [above.tag or "", above.attributes.get("class") or "", above.attributes.get("id") or ""]
            above = above.parent
    if any(_NO_POSTS.search(sign) for sign in signs):
        return None
    nodes = _with_untimed(nodes, shape)
    moments = [told.published.when or told.updated.when for node in nodes for told in [times.get(node.mem_id, UNTIMED)]]
    if len({moment for moment in moments if moment}) < 2 or sum(map(bool, moments)) < TIMED * len(nodes):
        return None
    names = [
        name
        for name, value in id_holder(nodes[0]).attributes.items()
        if value and (name == "id" or (name.startswith("data-") and name.endswith(("id", "urn"))))
    ]
    for name in sorted(names, key=lambda name: name != "id"):
        ids = [id_holder(node).attributes.get(name) for node in nodes]
        if all(ids) and len(set(ids)) == len(ids):
            known = [str(id) for id in ids]
            made_up = any(_MADE_UP.fullmatch(id) for id in known) or _counts_places(known, moments[0], moments[-1])
            return Group(nodes, times, None if made_up else name, shape)
    return None


def _with_untimed(nodes: list[LexborNode], shape: str) -> list[LexborNode]:
    """The elements, and those like them beside them that tell no time, such as one pinned to the top."""
    tag, _, name = shape.partition(".")
    known = {node.mem_id for node in nodes}
    parents = {node.parent.mem_id: node.parent for node in nodes if node.parent is not None}
    return [
        each
        for parent in parents.values()
        for each in parent.iter()
        if each.mem_id in known
        or (each.tag == tag and name and name in (each.attributes.get("class") or "").split() and id_holder(each) is each and each.attributes.get("id"))
    ]


def id_holder(node: LexborNode) -> LexborNode:
    """The element that carries the id of a post: the post's own, else the first inside it."""
    for _ in range(3):
        attributes = node.attributes
        if attributes.get("id") or any(name.startswith("data-") and name.endswith(("id", "urn")) for name in attributes):
            return node
        inside = next(node.iter(), None)
        if inside is None:
            return node
        node = inside
    return node


def _counts_places(ids: list[str], first: object, last: object) -> bool:
    """Whether the ids number the places on the page, though the newest post stands on top: then each new post takes them from the others."""
    numbers = [int(found[0]) if (found := re.search(r"\d{1,9}$", id)) else -1 for id in ids]
    counts = numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (0, 1)
    return counts and (first is None or last is None or first > last)  # type: ignore[operator]


def has_pages_of_its_own(page: Page, group: Group) -> bool:
    """Whether most posts have a page each, that their heading leads to."""
    head = head_of(page)
    own = (head.link or head.base).partition("#")[0].partition("?")[0].rstrip("/")
    return sum(_titled(node, head.base, own) for node in group.nodes) * 2 > len(group.nodes)


def _leads_away(page: Page, group: Group, texts: list[int]) -> bool:
    """Whether most of the elements are teasers: a link to another page, with hardly a text beside it."""
    head = head_of(page)
    own = (head.link or head.base).partition("#")[0].partition("?")[0].rstrip("/")
    leading = 0
    for node, length in zip(group.nodes, texts, strict=True):
        links = [node] if node.tag == "a" else node.css("a[href]")[:50]
        longest = max((len(" ".join(link.text().split())) for link in links if _is_elsewhere(link, head.base, own)), default=0)
        titled = _titled(node, head.base, own)
        leading += (titled or node.tag == "a" or longest * 2 >= length) and longest > 0 and length - longest < TEASER
    return leading * 2 > len(group.nodes)


def _titled(node: LexborNode, base: str, own: str) -> bool:
    """Whether the heading of an element leads to another page."""
    inside = node.css("h1 a[href], h2 a[href], h3 a[href], h4 a[href], a[href] h2, a[href] h3, a[href] h4")[:3]
    return any(_is_elsewhere(link, base, own) for link in inside) or any(
        each.tag == "a" and _is_elsewhere(each, base, own) for heading in node.css("h1, h2, h3, h4")[:3] for each in _above(heading)
    )


def _above(node: LexborNode) -> Iterator[LexborNode]:
    for _ in range(3):
        if node.parent is None:
            return
        node = node.parent
        yield node


def _is_elsewhere(link: LexborNode, base: str, own: str) -> bool:
    """Whether a link leads to another page than this one and what is below it."""
    written = (link.attributes.get("href") or "").strip()
    if not written or written[0] in "#?" or written.startswith(("javascript:", "mailto:")):
        return False
    address = web_address(written, base).partition("#")[0].partition("?")[0].rstrip("/")
    return not address or not own or not (address == own or (address.startswith(f"{own}/") and own.count("/") > 2))
