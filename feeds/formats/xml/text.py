"""The text of an element: as it stands, as HTML, and as one plain line."""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

from ...markup.bare import unmarked
from ...text import clean_line
from ...wording import Wording

_DECLARED = Wording(r"""\sxmlns(?::[\w.-]+)?="[^"]*\"""")
_PREFIXED = Wording(r"</?[A-Za-z][\w.-]*:")
_TAG = Wording(r"""<[^\s"'>]+(?:\s[^\s"'=>]+(?:="[^"]*")?)*\s*/?>""")
_ENDED = Wording(r"</[A-Za-z][A-Za-z0-9]*\s*>")
_LETTERS = Wording(r"<[^>]*>|&#?\w+;|[\W_]+")
_BINARY = ("application/octet-stream", "image/", "audio/", "video/")
HEAD = 240
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
    text = inner(element) if len(element) else element.text
    if not text:
        return ""
    return tidy(unmarked(text) if "&" in text or "<" in text else text)


def raw_line(element: Any) -> str:
    """The text in an element to the letter, on one line: for names and addresses, in which no HTML is."""
    text = "".join(element.itertext()) if len(element) else element.text
    if not text:
        return ""
    return text if text.isascii() and text.isprintable() and " " not in text else clean_line(text)


def tidy(text: str) -> str:
    """`clean_line`, and quickly where there is nothing to do, as in most fields."""
    if text.isascii() and text.isprintable() and "  " not in text and text == text.strip():
        return text
    return clean_line(text)


def inner(element: Any) -> str:
    """What stands in an element, as HTML without the declarations and prefixes of XML."""
    from lxml import etree

    whole: str = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    text = whole[_tag_end(whole) : whole.rfind("</")]
    if "xmlns" in text:
        text = text.replace(' xmlns="http://www.w3.org/1999/xhtml"', "")
        if "xmlns" in text:
            text = _DECLARED.sub("", text)
    prefixes = {child.prefix for child in element.iter() if child.prefix} if ":" in whole and _PREFIXED.search(whole) else ()
    for prefix in prefixes:
        text = re.sub(rf"(</?){re.escape(prefix)}:", r"\1", text)
    return text


def _tag_end(text: str) -> int:
    """Where the tag ends that a text begins with; a `>` in the value of an attribute ends none."""
    end = text.find(">") + 1
    if text.count('"', 0, end) % 2 and (found := _TAG.match(text)):
        return found.end()
    return end


def guessed(raw: str) -> Text:
    """A text of a feed that does not tell what it is: HTML when there is a sign of it."""
    return Text(raw, "html" if "<" in raw or "&" in raw else "text")


def construct(element: Any) -> Text:
    """A text or content construct of Atom 1.0 (RFC 4287, 3.1 and 4.1.3.3) or 0.3: by its type, and by what is in it."""
    kind = (element.get("type") or "").strip().lower()
    if len(element):
        parts = [child for child in element if isinstance(child.tag, str) and child.tag == element.tag]
        if parts and kind.startswith("multipart/"):
            return construct(max(parts, key=lambda part: "html" in (part.get("type") or "")))
        return Text(inner(_unwrapped(element)), "html")
    raw = element.text or ""
    mode = (element.get("mode") or "").strip().lower()
    if mode == "base64" or kind.startswith(_BINARY):
        raw, was = _from_base64(raw)
        return guessed(raw) if was else Text(raw, "text")
    if mode and not kind and _ENDED.search(raw):
        return Text(raw, "html")  # 0.3 escaped it for no other reason
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
    return tidy(unmarked(text.raw) if text.kind == "html" and ("&" in text.raw or "<" in text.raw) else text.raw)


def says_more(text: str, than: str) -> bool:
    """Whether a text says something that the other does not begin with, as far as letters and their beginnings tell."""
    if not text.strip() or text in than:
        return False
    mine, theirs = (_LETTERS.sub("", part[:HEAD]) for part in (text, than))
    short = min(len(mine), len(theirs), 80)
    return not mine or mine[:short] != theirs[:short] or short == 0
