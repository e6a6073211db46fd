"""An HTML document as a tree, made once for all formats that look at it; and what its head tells of the page."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ...html_bounds import bounds
from ...text import clean_line
from ...wording import Wording
from ..base import Page

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_END = Wording(r"</html\s*>", re.IGNORECASE)
_SAVED = Wording(r"<!--\s*(?:saved from url=\(\d{1,6}\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s<>]{1,2000})", re.IGNORECASE)
_BETWEEN = Wording(r"\s+[-–—|·•:«»]\s+")
LONGEST_TITLE = 1000
"""Characters of a title that is looked through."""
_DASHES = " -–—|·•:«»"
"""What stands between a title and the name of its site."""
_TAIL = 1 << 16
"""Characters at the end of a document in which its end tag is looked for: comments and scripts may follow it."""


class Tree(NamedTuple):
    """A parsed document. `cut` says why only its beginning was parsed, as the end of a sentence; None when all of it was."""

    root: LexborHTMLParser
    cut: str | None = None


class Head(NamedTuple):
    """What a page tells of itself in its head. Addresses are absolute where that can be known."""

    title: str | None
    """`og:title`, else `title`."""
    canonical: str | None
    """The page's own address: `link rel=canonical`, else `og:url`."""
    language: str | None
    """BCP 47: `html lang`."""
    base: str
    """What relative addresses start from: `base href`, else where the document came from, else `canonical`; empty when none is known."""
    link: str | None
    """The page's address for a person: `canonical`, else where the document came from."""
    site: str | None
    """`og:site_name`."""


def parsed(page: Page) -> Tree:
    """The tree of the document, of its beginning where the whole would cost too much. Raises UnknownFormat for a binary document."""
    return page.remember_of(_parse)


def tree_of(page: Page) -> LexborHTMLParser:
    """The tree of the document. Raises UnknownFormat for a binary document."""
    return parsed(page).root


def head_of(page: Page) -> Head:
    """What the page tells of itself."""
    return page.remember_of(_head)


def title_of(page: Page) -> str | None:
    """The page's title without what its site puts behind it: the name of the site, or all that its main heading does not have."""
    return page.remember_of(_title)


def _title(page: Page) -> str | None:
    head = head_of(page)
    title = head.title or ""
    if len(title) > LONGEST_TITLE:
        return title
    headings = {clean_line(each.text(separator=" ")) for each in tree_of(page).css("h1")[:20]}
    parts = [title[: found.start()] for found in _BETWEEN.finditer(title)]
    if whole := next((part for part in parts if _folded(part) in map(_folded, headings)), ""):
        return whole
    if parts and head.site and _folded(title[len(parts[-1]) :].lstrip(_DASHES)) == _folded(head.site):
        return parts[-1] or None
    return title or (headings.pop() if len(headings) == 1 else "") or None


def _folded(words: str) -> str:
    return "".join(filter(str.isalnum, words)).casefold()


def is_whole(page: Page) -> bool:
    """Whether the document was read to its end: it is settled, nothing of it was cut off, and it has its end tag."""
    document = page.document
    return document.settled and not document.partial and parsed(page).cut is None and _END.search(page.decoded[-_TAIL:]) is not None


def _parse(page: Page) -> Tree:
    from selectolax.lexbor import LexborHTMLParser

    text = page.decoded
    end, why = bounds(text)
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    return Tree(LexborHTMLParser(text if end == len(text) else text[:end]), why)


def _head(page: Page) -> Head:
    tree, url = tree_of(page), web_address(page.document.url or "") or _saved_from(page)
    canonical = og_title = og_url = site = None
    for meta in tree.css("meta[property]"):
        name, value = (meta.attributes.get("property") or "").lower(), meta.attributes.get("content") or ""
        if name == "og:title":
            og_title = og_title or clean_line(value)
        elif name == "og:url":
            og_url = og_url or value
        elif name == "og:site_name":
            site = site or clean_line(value)
    for link in tree.css("link[rel][href]"):
        if "canonical" in (link.attributes.get("rel") or "").lower().split():
            canonical = canonical or link.attributes.get("href")
    own = web_address(canonical or "", url) or web_address(og_url or "", url)
    start = tree.css_first("base[href]")
    base = web_address((start.attributes.get("href") if start else None) or "", url or own) or url or own
    title = tree.css_first("title")
    root = tree.css_first("html")
    language = clean_line((root.attributes.get("lang") or root.attributes.get("xml:lang") or "") if root else "")
    canonical = own or None
    return Head(og_title or (clean_line(title.text()) if title else "") or None, canonical, language or None, base, canonical or url or None, site or None)


def _saved_from(page: Page) -> str:
    """Where a page was when a browser saved it, as the comment tells that browsers put before it."""
    found = _SAVED.search(page.start)
    return web_address(found[1]) if found else ""


def web_address(address: str, base: str = "") -> str:
    """An address as an absolute one of http or https, cleaned; empty when it is none. `base` is what a relative one starts from."""
    front, mark, fragment = address.partition("#")
    whole = _web_address(front.strip(), base.partition("#")[0]) if front.strip() or mark else ""
    return f"{whole}#{clean_line(fragment)}" if whole and mark else whole


@lru_cache(maxsize=4096)
def _web_address(address: str, base: str) -> str:
    from urllib.parse import urljoin, urlsplit

    address = clean_line(address)
    try:
        whole = urljoin(base, address) if base else address
        parts = urlsplit(whole)
    except ValueError:
        return ""
    return whole if parts.scheme in ("http", "https") and parts.netloc else ""
