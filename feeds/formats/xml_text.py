"""The text of an element: as it stands, as HTML, and as one plain line."""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

from ..markup import plain
from ..text import clean_line
from ..wording import Wording

_DECLARED = Wording(r"""\sxmlns(?::[\w.-]+)?="[^"]*\"""")
_LETTERS = Wording(r"<[^>]*>|&#?\w+;|[\W_]+")
_BINARY = ("application/octet-stream", "image/", "audio/", "video/")
HEAD = 600
"""Characters by which two texts are held to be the same."""


class Text(NamedTuple):
    """A text as a feed wrote it, and whether it is HTML."""

    raw: str
    kind: Literal["html", "text"]


NOTHING = Text("", "text")


def written(element: Any) -> str:
    """The text in an element; that of one with elements in it as HTML."""
    return inner(element) if len(element) else element.text or ""


def line(element: Any) -> str:
    """The text in an element, which may be HTML, as one plain line."""
    text = element.text or "" if not len(element) else inner(element)
    return plain(text) if "&" in text or "<" in text else clean_line(text)


def raw_line(element: Any) -> str:
    """The text in an element to the letter, on one line: for names and addresses, in which no HTML is."""
    return clean_line("".join(element.itertext()) if len(element) else element.text or "")


def inner(element: Any) -> str:
    """What stands in an element, as HTML without the declarations and prefixes of XML."""
    from lxml import etree

    parts = [_escaped(element.text or "")]
    prefixes = set()
    for child in element:
        if not isinstance(child.tag, str):
            if child.tag is etree.Entity:
                parts.append(child.text)
            parts.append(_escaped(child.tail or ""))
            continue
        if child.prefix:
            prefixes.add(child.prefix)
        parts.append(etree.tostring(child, encoding="unicode", method="html"))
    text = "".join(parts)
    if "xmlns" in text:
        text = _DECLARED.sub("", text)
    for prefix in prefixes:
        text = re.sub(rf"(</?){re.escape(prefix)}:", r"\1", text)
    return text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") if "&" in text or "<" in text else text


def guessed(raw: str) -> Text:
    """A text of a feed that does not tell what it is: HTML when there is a sign of it."""
    return Text(raw, "html" if "<" in raw or "&" in raw else "text")


def construct(element: Any) -> Text:
    """A text or content construct of Atom 1.0 (RFC 4287, 3.1 and 4.1.3.3) or 0.3: by its type, and by what is in it."""
    kind = (element.get("type") or "").strip().lower()
    if len(element):
        return Text(inner(_unwrapped(element)), "html")
    raw = element.text or ""
    if (element.get("mode") or "").strip().lower() == "base64" or kind.startswith(_BINARY):
        raw, was = _from_base64(raw)
        return guessed(raw) if was else Text(raw, "text")
    return Text(raw, "html" if "html" in kind and "xhtml" not in kind else "text")


def _unwrapped(element: Any) -> Any:
    """The div that holds a content of type xhtml, which is no part of it; the element itself when there is none."""
    only = element[0]
    if (
        len(element) == 1
        and isinstance(only.tag, str)
        and only.tag.rpartition("}")[2] == "div"
        and not (element.text or "").strip()
        and not (only.tail or "").strip()
    ):
        return only
    return element


def _from_base64(raw: str) -> tuple[str, bool]:
    """The text that base64 stands for, and whether it was that."""
    from base64 import b64decode

    try:
        return b64decode("".join(raw.split()), validate=True).decode(), True
    except ValueError:
        return raw, False


def plainly(text: Text) -> str:
    """A construct as one plain line."""
    return plain(text.raw) if text.kind == "html" and ("&" in text.raw or "<" in text.raw) else clean_line(text.raw)


def says_more(text: str, than: str) -> bool:
    """Whether a text says something that the other does not begin with, as far as letters and their beginnings tell."""
    if not text.strip() or text in than:
        return False
    mine, theirs = (_LETTERS.sub("", part[:HEAD]) for part in (text, than))
    short = min(len(mine), len(theirs), 120)
    return not mine or mine[:short] != theirs[:short] or short == 0
