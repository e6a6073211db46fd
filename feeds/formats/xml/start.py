"""Which kind of XML a document is, by its beginning: the name of its root element, past prolog, comments, document type and junk."""

from __future__ import annotations

import re

from ...errors import UnknownFormat
from ...wording import Wording
from ..base import Page

RSS = ("rss", "rdf", "channel", "item")
ATOM = ("feed", "entry")
_HTML = frozenset((
    "html", "head", "body", "title", "base", "link", "meta", "style", "script", "noscript", "template", "section", "nav", "article", "aside", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "footer", "main", "address", "p", "hr", "pre", "blockquote", "ol", "ul", "li", "dl", "dt", "dd", "figure",
    "figcaption", "div", "a", "em", "strong", "small", "s", "cite", "q", "dfn", "abbr", "data", "time", "code", "var", "samp", "kbd", "sub", "sup", "i",
    "b", "u", "mark", "ruby", "bdi", "bdo", "span", "br", "wbr", "ins", "del", "picture", "source", "img", "iframe", "embed", "object", "param", "video",
    "audio", "track", "map", "area", "table", "caption", "colgroup", "col", "tbody", "thead", "tfoot", "tr", "td", "th", "form", "label", "input",
    "button", "select", "datalist", "optgroup", "option", "textarea", "output", "progress", "meter", "fieldset", "legend", "details", "summary",
    "dialog", "slot", "canvas", "center", "font", "tt", "nobr", "marquee", "frameset", "frame", "noframes",
))  # fmt: skip
"""Elements of HTML: a document that begins with one is none of XML, whatever it looks like."""
LONGEST = 1 << 18
"""Characters looked through for the root of a document that is XML for certain."""
TAIL = 400
"""Bytes at a document's end among which the end tag of its root must be."""
JUNK = 4000
"""Characters that may stand before a feed: warnings of the program that made it."""

_SKIPPED = Wording(r"(?:\s+|\ufeff|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s(?:[^<>\[\]]|\[(?:[^\[\]]|\[[^\[\]]*\])*\])*>)*", re.IGNORECASE | re.DOTALL)
_ROOT = Wording(r"<(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)(?=[\s/>])")
_FEED = Wording(
    r"(?:<\?xml\s[^<>]{0,200}\?>\s*(?:<\?[^<>]*\?>\s*|<!--.{0,2000}?-->\s*)*)?<(?:[a-z]\w*:)?(rss|rdf|feed)(?=\s[^<>]*(?:version|xmlns)|>)",
    re.IGNORECASE | re.DOTALL,
)
_FENCE = Wording(r"```|~~~|^\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.MULTILINE)


def root_of(page: Page) -> str | None:
    """The name of the root element, lower case and without prefix, of a document that is XML; None for HTML and for what is no XML. Never raises."""
    return page.remember_of(_root_of)


def _root_of(page: Page) -> str | None:
    start = page.start.lstrip("\ufeff\0 \t\r\n\v\f")
    if start[:1] != "<":
        return _behind_junk(page, start)
    sure = start.startswith("<?xml")
    found = _first(start)
    if found is None and (sure or start.startswith(("<!--", "<!DOCTYPE", "<!doctype", "<?"))):
        try:
            found = _first(page.decoded[:LONGEST].lstrip("\ufeff\0 \t\r\n\v\f"))
        except UnknownFormat:
            return None
        if found is None and sure and not _FEED.search(start):
            return "xml"
    if found is None:
        return _behind_junk(page, start)
    prefix, name = found
    if name in RSS or name in ATOM or name == "opml":
        return name if name in ("rss", "rdf", "feed", "opml") or sure or _ends(page, name) else None
    if not prefix and name in _HTML:
        return _behind_junk(page, start)
    return name if sure or prefix or _ends(page, name) else None


def _first(text: str) -> tuple[str, str] | None:
    """The prefix and name of the first element behind what may stand before a root."""
    skipped = _SKIPPED.match(text)
    found = _ROOT.match(text, skipped.end() if skipped else 0)
    return ((found[1] or "").lower(), found[2].lower()) if found else None


def _behind_junk(page: Page, start: str) -> str | None:
    """The root of a feed that has a few lines before it which are no XML, and ends as a feed ends."""
    if "<" not in start or not (found := _FEED.search(start, 0, JUNK)) or _FENCE.search(start, 0, found.start()):
        return None
    name = found[1].lower()
    return name if _ends(page, name) else None


def _ends(page: Page, name: str) -> bool:
    """Whether the root's end tag stands at the end."""
    tail = page.document.data[-TAIL:].replace(b"\0", b"").lower()
    at = tail.rfind(b"</")
    return at >= 0 and tail[at + 2 :].partition(b">")[0].strip().rpartition(b":")[2] == name.encode()


def no_feed(name: str) -> UnknownFormat:
    """What to say of XML that is no feed."""
    if name == "opml":
        return UnknownFormat("this is a list of subscriptions (OPML), not a feed; `feedreader opml import FILE` takes it")
    if name == "xml":
        return UnknownFormat("this XML document has no root element")
    return UnknownFormat(f"this is XML, but no feed: its root is <{name[:60]}>")
