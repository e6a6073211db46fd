"""Subscription lists in and out: OPML 1.0 and 2.0 (http://opml.org/spec2.opml), and in only newsboat's urls file.

Outlines with an address are feeds, those without one are the groups around them. Broken lists are read as far as they go, and it is told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .charset import decode
from .errors import MalformedFeed
from .model import Problem
from .subscriptions import DEEPEST, Subscription, Subscriptions, arranged, refusal
from .text import clean_line, clean_page
from .urls import read_urls
from .wording import Wording

if TYPE_CHECKING:
    from lxml.etree import _Element

TITLE = "Subscriptions of feedreader"
INTERVAL = "urn:feedreader"
"""The namespace of the attribute that holds an interval: OPML has none for it."""

_BEGIN = Wording(r"<opml(?=[\s>/])", re.IGNORECASE)
_OUTLINES = Wording(r"<outline\s", re.IGNORECASE)
_BARE = Wording(r"&(?!(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_ENTITY = Wording(r"&(?!(?:amp|lt|gt|quot|apos);)([a-zA-Z][a-zA-Z0-9]{1,31});")
_NUMBER = Wording(r"&#(?:(\d{1,7})|x([0-9a-fA-F]{1,6}));")
_NO_TAG = Wording(r"<(?![a-zA-Z/!?])")
_OUTLINE = Wording(r"<outline(?=\s)([^<>]*)(?<!/)>", re.IGNORECASE)
_XML_URL = Wording(r"\sxml_?url\s*=", re.IGNORECASE)
_PLACE = Wording(r",? line \d.*")
_ADDRESSES = ("xmlurl", "url", "xml_url")
_ATTRIBUTES = {*_ADDRESSES, "htmlurl", "text", "title", "type", "updateinterval", f"{{{INTERVAL}}}interval"}
_MOST_SPELLINGS = 32
"""Attributes of one outline that are looked at: libxml2 searches all of them for each."""
_NO_FEEDS = {"link": "is a link to a page, not a feed", "include": "is another list, not a feed"}


def read_subscriptions(data: bytes, *, source: str = "") -> Subscriptions:
    """The subscriptions of an OPML document or a newsboat urls file, told apart by what is in them. Raises FormatError when it is neither."""
    text = clean_page(decode(data))
    if text.lstrip("\ufeff \t\n")[:1] == "<":
        return _read_opml(text, source)
    return read_urls(text, source=source)


def _read_opml(text: str, source: str) -> Subscriptions:
    start = _BEGIN.search(text) or _OUTLINES.search(text)
    if start is None:
        raise MalformedFeed("this is no list of subscriptions: there is neither an <opml> nor an <outline> in it")
    # What stands before the list is left out, with it every document type and its entities.
    above = text.count("\n", 0, start.start())
    whole = start[0].lower() == "<opml"
    root, broken = _parsed(f"{'' if whole else '<opml>'}{text[start.start() :]}")
    problems = [] if broken is None else [Problem(source, f"line {above + broken[0]}", f"the list is broken here ({broken[1]}); it is read as far as it goes")]
    feeds, title = _outlines(root, above, source, problems) if root is not None else ([], None)
    if broken is not None and not feeds and len(problems) == 1:
        raise MalformedFeed(f"this list of subscriptions is broken: {broken[1]}", place=f"line {above + broken[0]}")
    return Subscriptions(arranged(feeds), title, tuple(problems))


def _parsed(text: str) -> tuple[_Element | None, tuple[int, str] | None]:
    """The root of a list; and where it is broken and how, None when it is well formed. Without entities, document types and network."""
    from lxml import etree

    text = _NO_TAG.sub("&lt;", _BARE.sub("&amp;", text))
    if "&" in text:
        text = _NUMBER.compiled.sub(_number, _ENTITY.compiled.sub(_entity, text))
    broken = None
    for recover in (False, True):
        parser = etree.XMLParser(
            encoding="utf-8", recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring((_closed(text) if recover else text).encode(), parser)
        except etree.XMLSyntaxError as error:
            broken = broken or (error.lineno or 1, _PLACE.sub("", clean_line(error.msg or "no XML")))
        else:
            return root, broken
    return None, broken


def _entity(match: re.Match[str]) -> str:
    """A name that only HTML knows as its character; one that nobody knows as the text that it is."""
    from html.entities import html5

    character = html5.get(f"{match[1]};")
    return character if character is not None and character not in "&<>\"'" else f"&amp;{match[1]};"


def _number(match: re.Match[str]) -> str:
    """A number as it is, but for one that is no character of XML: then a sign that something stood there."""
    code = int(match[1]) if match[1] else int(match[2], 16)
    allowed = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return match[0] if allowed else "\ufffd"


def _closed(text: str) -> str:
    """The text with its feeds closed where whoever wrote it forgot to; else each would stand inside the one before."""
    opened = [match for match in _OUTLINE.finditer(text) if _XML_URL.search(match[1])]
    groups = sum(1 for _ in _OUTLINE.finditer(text)) - len(opened)
    if not opened or text.lower().count("</outline") > groups + len(opened) // 2:
        return text
    return _OUTLINE.compiled.sub(lambda match: f"<outline{match[1]}/>" if _XML_URL.search(match[1]) else match[0], text)


def _outlines(root: _Element, above: int, source: str, problems: list[Problem]) -> tuple[list[Subscription], str | None]:
    """The feeds of a list in their order, and the list's title."""
    from lxml import etree

    feeds: list[Subscription] = []
    title = None
    path: list[str | None] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag.rpartition("}")[2].lower()
        if name == "title" and event == "end" and title is None and not path:
            title = clean_line(element.text or "") or None
            title = None if title == TITLE else title
        if name != "outline":
            continue
        if event == "end":
            path.pop()
            continue
        keys = [key for key in element.keys() if key.lower() in _ATTRIBUTES][:_MOST_SPELLINGS]  # noqa: SIM118
        said = {key.lower(): element.get(key, "") for key in keys}
        address = next((found for key in _ADDRESSES if (found := said.get(key, "").strip())), "")
        text = clean_line(said.get("text") or "") or clean_line(said.get("title") or "") or None
        if not address:
            path.append(text)
            continue
        path.append(None)
        kind = said.get("type", "").lower()
        reason = f"“{clean_line(address[:100])}” {_NO_FEEDS[kind]}" if kind in _NO_FEEDS and not said.get("xmlurl") else refusal(address)
        if reason is not None:
            problems.append(Problem(source, f"line {above + (element.sourceline or 1)}", reason))
            continue
        page = said.get("htmlurl", "").strip()
        feeds.append(
            Subscription(
                link=address,
                title=text if text != address else None,
                groups=tuple([group for group in path if group][:DEEPEST]),
                page=page if page and refusal(page) is None else None,
                interval=_interval(said),
            )
        )
    return feeds, title


def _interval(said: dict[str, str]) -> float | None:
    """Seconds from our own attribute, or minutes from Liferea's."""
    for key, unit in ((f"{{{INTERVAL}}}interval", 1), ("updateinterval", 60)):
        if re.fullmatch(r"\d{1,8}(?:\.\d{1,6})?", said.get(key, ""), re.ASCII) and (seconds := float(said[key]) * unit) > 0:
            return seconds
    return None


def write_opml(subscriptions: Subscriptions) -> bytes:
    """The subscriptions as OPML 2.0 in UTF-8. Read again, they are the same."""
    timed = any(feed.interval is not None for feed in subscriptions.feeds)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:feedreader="{INTERVAL}">' if timed else '<opml version="2.0">',
        "  <head>",
        f"    <title>{_escaped(subscriptions.title or TITLE)}</title>",
        "  </head>",
        "  <body>",
    ]
    path: tuple[str, ...] = ()
    for feed in arranged(subscriptions.feeds):
        same = next((depth for depth, pair in enumerate(zip(path, feed.groups, strict=False)) if pair[0] != pair[1]), min(len(path), len(feed.groups)))
        lines += [f"{'  ' * (depth + 2)}</outline>" for depth in range(len(path) - 1, same - 1, -1)]
        lines += [f'{"  " * (depth + 2)}<outline text="{_escaped(feed.groups[depth])}">' for depth in range(same, len(feed.groups))]
        path = feed.groups
        lines.append(f"{'  ' * (len(path) + 2)}<outline {_attributes(feed)}/>")
    lines += [f"{'  ' * (depth + 2)}</outline>" for depth in range(len(path) - 1, -1, -1)]
    return "\n".join([*lines, "  </body>", "</opml>", ""]).encode("utf-8", "replace")


def _attributes(feed: Subscription) -> str:
    name = feed.title or feed.link
    written = {"type": "rss", "text": name, "title": name, "xmlUrl": feed.link}
    if feed.page is not None:
        written["htmlUrl"] = feed.page
    if feed.interval is not None:
        written["feedreader:interval"] = f"{feed.interval:.6f}".rstrip("0").rstrip(".")
    return " ".join(f'{key}="{_escaped(value)}"' for key, value in written.items())


def _escaped(text: str) -> str:
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\ufffe", "\ufffd"), ("\uffff", "\ufffd")):
        text = text.replace(sign, written)
    return text
