"""Tags in a broken XML document: where one ends, and which attributes it has."""

from __future__ import annotations

from typing import NamedTuple

from ...wording import Wording
from .characters import referring
from .notes import Notes

_NAME = r"[A-Za-z_\u00c0-\u1fff\u3040-\ud7ff][\w.\-]{0,200}+(?::[A-Za-z_\u00c0-\u1fff\u3040-\ud7ff][\w.\-]{0,200}+)?+"
_WELL = Wording(rf"<({_NAME})((?:\s++{_NAME}\s*+=\s*+(?:\"[^\"<&]*+\"|'[^'<&]*+'))*+)\s*+(/?)>")
_OPENS = Wording(rf"<({_NAME})(?=[\s/>])")
_ENDS = Wording(rf"</\s*+({_NAME})[^<>]*+(>?)")
_ATTRIBUTE = Wording(rf"\s*+({_NAME})\s*+=\s*+(\"[^\"]*+\"|'[^']*+')")
_LOOSE = Wording(r"[\s/]*+(?:([^\s=<>/\"']++)(?:\s*+=\s*+(?:(\"[^\"<]*+\"|'[^'<]*+')|(?=([\"']))|([^\s<>]++))?)?|([\"'=]))")
_NAMED = Wording(_NAME)
_NO_URI = Wording(r"[\s<>{}|\\^`\"]|&(?!amp;)")
_MARKUP = Wording(r"<[A-Za-z/!]")

UNQUOTED = "attributes are written without quotes"
TWICE = "attributes are given twice; the first counts"
ODD = "signs in a tag that belong to no attribute are left out"
SPACED = "namespaces have white space around them"
SPACE = "namespaces that are none are left out"
OPEN = "tags do not end with >"


class Tag(NamedTuple):
    """A start tag: its name, the attributes as XML writes them with a space before each, and the offset behind it."""

    name: str
    attributes: str
    names: tuple[str, ...]
    """Those of the attributes."""
    empty: bool
    end: int


def start_tag(text: str, at: int, known: frozenset[str], notes: Notes) -> Tag | None:
    """The start tag at an offset, None when it is none: `<` before a word that nothing makes a tag. `known` are names that need no > to be one."""
    found = _WELL.compiled.match(text, at)
    if found is not None:
        if not found[2]:
            return Tag(found[1], "", (), bool(found[3]), found.end())
        names = tuple(name for name, _ in _ATTRIBUTE.compiled.findall(found[2]))
        if len(set(names)) == len(names):
            return Tag(found[1], found[2], names, bool(found[3]), found.end())
    opens = _OPENS.compiled.match(text, at)
    return _loose(text, at, opens.end(), opens[1], known, notes) if opens is not None else None


def _loose(text: str, begin: int, at: int, name: str, known: frozenset[str], notes: Notes) -> Tag | None:
    """A tag that is not written as XML wants it."""
    values: dict[str, str] = {}
    kinds: list[str] = []
    certain = name.rpartition(":")[2].lower() in known
    while found := _LOOSE.compiled.match(text, at):
        attribute, quoted, unclosed, bare, _ = found.groups()
        at = found.end()
        if unclosed:
            quoted, at = _unclosed(text, at, unclosed)
        if attribute is None or not _NAMED.compiled.fullmatch(attribute):
            kinds.append(ODD)
            continue
        certain = quoted is not None or bare is not None  # a known word and other words are prose
        if bare is not None and bare.endswith("/") and "/" not in bare[:-1] and text[at : at + 1] == ">":
            bare, at = bare[:-1], at - 1
        if quoted is None:
            kinds.append(UNQUOTED)
        if attribute in values:
            kinds.append(TWICE)
        else:
            values[attribute] = quoted[1:-1] if quoted is not None else bare if bare is not None else attribute
    end = at
    while text[end : end + 1] in (" ", "\t", "\n", "\r", "/") and end < len(text):
        end += 1
    closed = text[end : end + 1] == ">"
    if not closed and not certain:
        return None
    if not closed:
        kinds.append(OPEN)
    for kind in kinds:
        notes.add(kind, begin)
    written = "".join(f' {key}="{_value(value, begin, notes)}"' for key, value in values.items())
    return Tag(name, written, tuple(values), text[end - 1 : end] == "/" and closed, end + 1 if closed else end)


def namespaces(tag: Tag, at: int, notes: Notes) -> tuple[Tag, dict[str, str]]:
    """The tag with none but good declarations of namespaces, and these by prefix (Namespaces in XML 1.0, 2.2 and 3)."""
    if "xmlns" not in tag.attributes:
        return tag, {}
    kept: dict[str, str] = {}
    spaces: dict[str, str] = {}
    for name, quoted in _ATTRIBUTE.compiled.findall(tag.attributes):
        if name == "xmlns" or name.startswith("xmlns:"):
            prefix, uri = name[6:], quoted[1:-1].strip()
            if prefix in ("xml", "xmlns") or (prefix and not uri) or _NO_URI.search(uri):
                notes.add(SPACE, at)
                continue
            if uri != quoted[1:-1]:
                notes.add(SPACED, at)
            quoted = f'"{uri}"'
            spaces[prefix] = uri
        kept[name] = quoted
    return tag._replace(attributes="".join(f" {name}={quoted}" for name, quoted in kept.items()), names=tuple(kept)), spaces


def _unclosed(text: str, at: int, quote: str) -> tuple[str, int]:
    """The value that begins with a quote and has a `<` before the next, and the offset behind it: when markup stands in it, it ends with its tag."""
    close = text.find(quote, at + 1)
    end = text.find(">", at, close if close >= 0 else len(text))
    if close >= 0 and (end < 0 or not _MARKUP.search(text, end, close)):
        return text[at : close + 1], close + 1
    stop = end if end >= 0 else len(text)
    return text[at:stop].rstrip("/ ") + quote, stop


def _value(value: str, at: int, notes: Notes) -> str:
    return referring(value, at, notes).replace("<", "&lt;").replace('"', "&quot;")


def end_tag(text: str, at: int) -> tuple[str, int] | None:
    """The name in the end tag at an offset, and the offset behind it; None when it is none."""
    found = _ENDS.compiled.match(text, at)
    return (found[1], found.end()) if found is not None and (found[2] or found.end() < len(text)) else None
