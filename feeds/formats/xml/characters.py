"""Characters and references in a broken XML document, as XML allows them."""

from __future__ import annotations

import re

from ...wording import Wording
from .notes import Notes

PIECE = 1 << 18
"""Characters looked through at a time."""

_FORBIDDEN = Wording("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = Wording(r"&(?!(?:amp|lt|gt|quot|apos);)(?:#([0-9]{1,9});?|#[xX]([0-9a-fA-F]{1,8});?|([A-Za-z][A-Za-z0-9]{0,40});)?")
_PAIR = Wording(r"&#(?:x(?P<h>[dD][89abAB][0-9a-fA-F]{2})|(?P<hd>5[5-6][0-9]{3}));&#(?:x(?P<l>[dD][c-fC-F][0-9a-fA-F]{2})|(?P<ld>5[6-7][0-9]{3}));")

_LITERAL = Wording(r"<!\[CDATA\[|<!--|<\?")
_ENDINGS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}

CONTROL = "control characters, which XML forbids, are shown as their pictures"
BARE = "ampersands that begin no reference are read as ampersands"
NAMED = "characters go by names of HTML that the document does not declare"
UNKNOWN = "unknown entities stay as they are written"
NUMBERED = "numbers stand for characters that XML forbids"


def allowed(text: str, notes: Notes) -> str:
    """The text with the characters that XML forbids (XML 1.0, 2.2) as `clean` shows them: no longer and no shorter than before."""
    if text.isprintable():
        return text
    pieces = []
    for at in range(0, len(text), PIECE):
        piece = text[at : at + PIECE]
        found = _FORBIDDEN.search(piece)
        if found is not None:
            notes.add(CONTROL, at + found.start())
            piece = piece[: found.start()] + _FORBIDDEN.compiled.sub(_shown, piece[found.start() :])
        pieces.append(piece)
    return "".join(pieces)


def characters(text: str, notes: Notes) -> str:
    """A document with its characters and references as XML allows them, all else left as it is."""
    text = allowed(text, notes)
    pieces, at = [], 0
    while (begin := _LITERAL.search(text, at)) is not None:
        end = text.find(_ENDINGS[begin[0]], begin.end())
        pieces.append(referring(text[at : begin.start()], at, notes))
        at = end if end >= 0 else len(text)
        pieces.append(text[begin.start() : at])
    pieces.append(referring(text[at:], at, notes))
    return "".join(pieces)


def _shown(found: re.Match[str]) -> str:
    return _picture(ord(found[0]))


def _picture(code: int) -> str:
    """What `clean` makes of a character that XML forbids."""
    if code in (0x0B, 0x0C):
        return "\n"
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def referring(text: str, at: int, notes: Notes) -> str:
    """A text that is no markup, with references that XML knows. `at` is its offset."""
    if "&" not in text:
        return text
    if len(text) <= PIECE:
        return _referring(text, at, notes)
    pieces, begin = [], 0
    while begin < len(text):  # no reference has a space in it
        end = text.find(" ", begin + PIECE)
        end = end if end >= 0 else len(text)
        pieces.append(_referring(text[begin:end], at + begin, notes))
        begin = end
    return "".join(pieces)


def _referring(text: str, at: int, notes: Notes) -> str:
    def known(found: re.Match[str]) -> str:
        decimal, hexadecimal, name = found.groups()
        if name is not None:
            from html.entities import html5

            said = html5.get(f"{name};")
            notes.add(UNKNOWN if said is None else NAMED, at + found.start())
            return f"&amp;{name};" if said is None else escaped(said)
        if decimal is None and hexadecimal is None:
            notes.add(BARE, at + found.start())
            return "&amp;"
        code = int(decimal) if decimal is not None else int(hexadecimal, 16)
        if code in (0x09, 0x0A, 0x0D):
            return f"&#{code};"
        if 0x80 <= code < 0xA0:  # HTML Standard, 13.2.5.80: these are meant as windows-1252
            notes.add(NUMBERED, at + found.start())
            return bytes((code,)).decode("cp1252", "replace")
        if code < 0x20 or 0xD800 <= code < 0xE000 or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF:
            notes.add(NUMBERED, at + found.start())
            return _picture(code)
        return escaped(chr(code))

    if "&#5" in text or "&#x" in text:
        text = _PAIR.compiled.sub(_paired, text)
    return _REFERENCE.compiled.sub(known, text)


def _paired(found: re.Match[str]) -> str:
    """The character that two halves of UTF-16 stand for."""
    high = int(found["h"], 16) if found["h"] else int(found["hd"])
    low = int(found["l"], 16) if found["l"] else int(found["ld"])
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return found[0]
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def escaped(text: str) -> str:
    """A text as the content of an element or of an attribute."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
