"""Addresses in feeds: relative ones resolved (RFC 3986, XML Base), and what a link is for."""

from __future__ import annotations

from typing import Any

from ...text import clean_line

BASE = "{http://www.w3.org/XML/1998/namespace}base"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_WEB = ("http://", "https://")
_PAGES = ("text/html", "application/xhtml+xml")
_REGISTRY = "http://www.iana.org/assignments/relation/"


def address(text: str | None) -> str:
    """An address as a feed gives it: cleaned, without white space around it or line ends in it."""
    if not text:
        return ""
    if text.isascii() and text.isprintable():
        return text if " " not in text else text.strip()
    text = text.strip()
    return clean_line("".join(text.splitlines()))


def resolved(base: str, text: str | None) -> str:
    """An address, absolute where it stands relative to a base that is absolute."""
    if not text:
        return ""
    if text.startswith(_WEB) and " " not in text and text.isascii() and text.isprintable():
        return text
    text = address(text)
    return joined(base, text) if base and text and not text.startswith(_WEB) else text


def joined(base: str, text: str) -> str:
    """An address that a relative one means; as it stands when that cannot be told."""
    from urllib.parse import urljoin

    try:
        return urljoin(base, text)
    except ValueError:
        return text


def inner_base(element: Any, base: str) -> str:
    """The base for what is in an element (XML Base, 4.3)."""
    own = element.get(BASE)
    if own is None:
        return base
    own = address(own)
    return joined(base, own) if base and own else own or base


def is_web(text: str) -> bool:
    return text.startswith(_WEB) or text[:8].lower().startswith(_WEB)


def relation(element: Any) -> str:
    """What an Atom link is for (RFC 4287, 4.2.7.2), without the registry's address."""
    rel = element.get("rel")
    return "alternate" if rel is None else rel.strip().lower().removeprefix(_REGISTRY) or "alternate"


def is_page(type: str | None) -> bool:
    """Whether something of this media type is read in a browser; what names none is."""
    return not type or type.partition(";")[0].strip().lower() in _PAGES
