"""Text without markup, or with hardly any: paragraphs of plain text, and titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ..model import Link, Paragraph
from ..text import clean
from .links import naked

_BLANKS = re.compile(r"\n(?:[^\S\n]*\n)+")
_WIDTHS = (50, 100)
"""Characters of the longest line of a text that somebody has wrapped."""

_TAGS = (
    "a abbr acronym address article aside b base bdi bdo big blockquote body br button center cite code dd del details dfn dir div dl dt em embed figcaption figure font footer"
    " form h1 h2 h3 h4 h5 h6 head header hr html i iframe img ins kbd label li link main mark meta nav nobr noscript ol p pre q rp rt ruby s samp script section small span strike strong"
    " style sub summary sup svg table tbody td tfoot th thead time title tr tt u ul var video wbr"
    " applet area audio blink canvas caption col colgroup data fieldset frame frameset input legend map marquee math noframes object optgroup option output param picture"
    " select source template textarea track"
)
_TAG = re.compile(r"<(/?)(" + "|".join(_TAGS.split()) + r")(\s[^<>]*)?(/?)>|<!--[^<>]*-->|<\?[^<>]*\?>", re.IGNORECASE)
_SILENT = re.compile(r"<(script|style)(?:\s[^<>]*)?>", re.IGNORECASE)
_SILENT_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style")}
"""Elements whose text is none."""
_ALONE = frozenset(["br", "hr", "img", "wbr", "meta", "link", "embed", "base", "p", "li"])
"""Elements that need no end."""
_BREAKS = frozenset(["br", "hr", "p", "div", "li", "td", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"])
_AGAIN = re.compile(
    r"&(?:amp|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip|eacute|egrave|aacute|oacute|uacute|iacute|[aou]uml|szlig|ccedil|ntilde|pound|euro|copy|reg|trade|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});"
)


def paragraphs(text: str, *, verbatim: bool) -> list[Paragraph]:
    """The paragraphs of a text, divided by blank lines. Ends of lines are kept, but where somebody only wrapped the text at a width.

    With `verbatim` nothing is read into it; else entities are, and the indent of lines is that of the document around it.
    """
    if not verbatim and "&" in text:
        from html import unescape

        text = unescape(text)
    found: list[Paragraph] = []
    for part in _BLANKS.split(clean(text)):
        lines = [line.rstrip() for line in part.split("\n")] if verbatim else [" ".join(line.split()) for line in part.split("\n")]
        lines = [line for line in lines if line]
        if lines:
            said = (" " if not verbatim and _are_wrapped(lines) else "\n").join(lines)
            found.append(Paragraph(said, tuple([Link(address, address, at) for at, address in naked(said)]) if "://" in said else ()))
    return found


def _are_wrapped(lines: Sequence[str]) -> bool:
    """Whether each line ends where the next word would have gone over an edge."""
    if len(lines) < 3:
        return False
    width = max(map(len, lines))
    return _WIDTHS[0] <= width <= _WIDTHS[1] and all(len(line) + 1 + len(after.partition(" ")[0]) > width for line, after in pairwise(lines))


def unmarked(raw: str) -> str:
    """A title without its tags, with its entities as characters; those that were escaped twice, as many feeds have them, are read twice.

    A tag whose signs are escaped is meant to be seen. Only what is surely a tag is one: of an element that HTML knows and with an end, so that "5 < 6" and "the <video> element" keep their words.
    """
    text = _without_tags(raw)
    if text.count("&") == text.count("& "):  # an & before a space begins no entity
        return text
    from html import unescape

    once = unescape(text)
    return _AGAIN.sub(lambda found: unescape(found[0]), once) if once != text else once


def _spoken(text: str) -> str:
    """The text without scripts and styles that have an end."""
    kept, at = [], 0
    while (found := _SILENT.search(text, at)) and (end := _SILENT_ENDS[found[1].lower()].search(text, found.end())):
        kept.append(text[at : found.start()])
        at = end.end()
    return "".join([*kept, text[at:]]) if kept else text


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    text = _spoken(text)
    ended = {found[2].lower() for found in _TAG.finditer(text) if found[1]}

    def away(found: re.Match[str]) -> str:
        name = (found[2] or "").lower()
        if not name or name in ended or name in _ALONE or (found[3] and "=" in found[3]):
            return " " if name in _BREAKS else ""
        return found[0]

    return _TAG.sub(away, text)
