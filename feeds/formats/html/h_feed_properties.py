"""Microformats 2 in a tree: what an element with a root class (h-entry) has under which name, and what it says there.

The rules are those of https://microformats.org/wiki/microformats2-parsing; the names of classic hAtom (`hentry`, `entry-title`) stand for theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...text import clean_line
from ...wording import Wording
from .tree import web_address

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    Properties = dict[str, list[LexborNode]]

MOST = 100
"""Values of one property that are kept."""

_PROPERTY = Wording(r"(?:p|u|dt|e)-[a-z]+(?:-[a-z]+)*")
_ROOT = Wording(r"h-[a-z]+(?:-[a-z]+)*")
_CLASSIC = {
    "entry-title": "p-name", "entry-content": "e-content", "entry-summary": "p-summary", "published": "dt-published", "updated": "dt-updated",
    "author": "p-author", "fn": "p-name", "url": "u-url",
}  # fmt: skip
_CLASSIC_ROOTS = {"hentry": "h-entry", "hfeed": "h-feed", "vcard": "h-card"}
_DAY = Wording(r"\d{4}-\d{2}-\d{2}|\d{4}-\d{3}")
_ZONE = Wording(r"Z|[+-]\d{1,2}:?(?:\d{2})?")


def names_of(node: LexborNode) -> list[str]:
    """The classes of an element."""
    return (node.attributes.get("class") or "").split()


def roots_of(node: LexborNode, *, classic: bool) -> list[str]:
    """The root classes of an element; those of classic microformats count where it has no other."""
    names = names_of(node)
    roots = [name for name in names if name.startswith("h-") and _ROOT.fullmatch(name)]
    return roots or ([_CLASSIC_ROOTS[name] for name in names if name in _CLASSIC_ROOTS] if classic else [])


def properties_of(node: LexborNode, *, classic: bool) -> Properties:
    """The elements that carry a property of an element, by name, in order. What stands inside an element with a root class of its own is that one's."""
    found: Properties = {}
    waiting = list(_children(node))[::-1]
    while waiting:
        each = waiting.pop()
        names = [name for name in names_of(each) if name[1:2] in "-t" and _PROPERTY.fullmatch(name)]
        if classic:
            names += _classic_names(each)
        for name in dict.fromkeys(names):
            values = found.setdefault(name, [])
            if len(values) < MOST:
                values.append(each)
        if not roots_of(each, classic=classic):
            waiting += list(_children(each))[::-1]
    return found


def said(node: LexborNode) -> str:
    """A p-property: the words of an element, on one line."""
    value = _attribute(node, ("abbr", "title"), ("data", "value"), ("input", "value"), ("img", "alt"), ("area", "alt"))
    if value is None:
        value = "".join(_pieces(node)) or "".join(_words(node))
    return clean_line(value)


def led(node: LexborNode, base: str) -> str:
    """A u-property: the address of an element, absolute; empty when it has none of http or https."""
    value = _attribute(
        node, ("a", "href"), ("area", "href"), ("link", "href"), ("img", "src"), ("audio", "src"), ("video", "src"), ("source", "src"),
        ("iframe", "src"), ("video", "poster"), ("object", "data"), ("abbr", "title"), ("data", "value"), ("input", "value"),
    )  # fmt: skip
    if value is None:
        source = node.css_first("source[src]") if node.tag in ("audio", "video") else None
        value = (source.attributes.get("src") or "") if source else "".join(_pieces(node)) or node.text()
    return web_address(value.strip(), base) if value.strip() else ""


def dated(node: LexborNode) -> str:
    """A dt-property: the time of an element as it is written; parts in value classes are put together (the value class pattern)."""
    pieces = list(_pieces(node))
    if pieces:
        day = next((piece for piece in pieces if _DAY.fullmatch(piece)), "")
        zone = next((piece for piece in pieces if _ZONE.fullmatch(piece)), "")
        clock = next((piece for piece in pieces if piece not in (day, zone)), "")
        return clean_line(f"{day}{'T' if day and clock else ''}{clock}{zone}") if day and clock[:1].isdigit() else clean_line(" ".join(pieces))
    value = _attribute(node, ("time", "datetime"), ("ins", "datetime"), ("del", "datetime"), ("abbr", "title"), ("data", "value"), ("input", "value"))
    return clean_line(node.text() if value is None else value)


def implied_link(node: LexborNode) -> str:
    """The address of an element that names none: its own, or that of the only link in it (implied url)."""
    for _ in range(3):
        if node.tag in ("a", "area") and node.attributes.get("href"):
            return node.attributes["href"] or ""
        inside = list(_children(node))
        links = [each for each in inside if each.tag == "a" and each.attributes.get("href") and not roots_of(each, classic=False)]
        if len(links) == 1:
            return links[0].attributes["href"] or ""
        if len(inside) != 1 or roots_of(inside[0], classic=False):
            return ""
        node = inside[0]
    return ""


def _classic_names(node: LexborNode) -> Iterator[str]:
    for name in names_of(node):
        if name in _CLASSIC:
            yield _CLASSIC[name]
        elif name == "vcard":
            yield "p-author"
    relations = (node.attributes.get("rel") or "").split() if node.tag == "a" else ()
    if "bookmark" in relations:
        yield "u-url"
    if "tag" in relations:
        yield "p-category"


def _attribute(node: LexborNode, *places: tuple[str, str]) -> str | None:
    """The first of several attributes that the element, by its tag, has."""
    return next((value for tag, name in places if node.tag == tag and (value := node.attributes.get(name)) is not None), None)


def _pieces(node: LexborNode) -> Iterator[str]:
    """The parts of the value class pattern inside an element."""
    for each in node.css(".value, .value-title")[:20]:
        if "value-title" in names_of(each):
            yield clean_line(each.attributes.get("title") or "")
        else:
            value = _attribute(each, ("time", "datetime"), ("abbr", "title"), ("data", "value"), ("img", "alt"))
            yield clean_line(each.text() if value is None else value)


def _words(node: LexborNode) -> Iterator[str]:
    """The text of an element without scripts and styles, with what stands for its pictures."""
    for each in node.traverse(include_text=True):
        if each.tag == "-text" and (each.parent is None or each.parent.tag not in ("script", "style", "template")):
            yield each.text(deep=False) or ""
        elif each.tag == "img":
            yield f" {each.attributes.get('alt') or ''} "
        elif each.tag in ("br", "p", "div", "li"):
            yield " "


def _children(node: LexborNode) -> Iterator[LexborNode]:
    return node.iter(include_text=False)
