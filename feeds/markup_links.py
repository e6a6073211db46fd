"""Addresses in markup: where they lead, and which of them may be followed."""

from __future__ import annotations

import re

_UNFIT = re.compile(r"[\x00-\x20\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ud800-\udfff\\]")
"""What no address has in it: programs disagree on what it means, or it hides what is read."""
_WEB = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SIZES = re.compile(
    r"[?&;](?:w|h|width|height|resize|fit|crop|quality|q|size|s|strip|ssl|auto|format|fm|dpr|sharp|imwidth|impolicy|downsize|precrop|ar|cs|ixlib|usm|sig)=[^&;#]*",
    re.IGNORECASE,
)
_SIZED_NAME = re.compile(r"(?:-\d{2,5}x\d{2,5}|-scaled|@[23]x)(?=\.[A-Za-z]{3,4}(?:$|[?#]))")
_RELAYS = re.compile(r"^i\d\.wp\.com/")
_NAKED = re.compile(r"https?://[^\s<>\"“”«»]*[^\s<>\"“”«».,:;!?'’)\]}]")


def resolve(base: str, reference: str | None) -> str | None:
    """The absolute address that a reference leads to (RFC 3986, 5.2), None where no link may lead: another scheme than http, https or mailto,
    white space or control characters inside, nothing to start from."""
    reference = (reference or "").strip(" \t\n\f\r")
    if _UNFIT.search(reference):
        return None
    if _WEB.match(reference):
        return reference
    scheme = _SCHEME.match(reference)
    if scheme and scheme[1].lower() == "mailto":
        return reference if len(reference) > len("mailto:") else None
    if scheme and scheme[1].lower() not in ("http", "https"):
        return None
    if not base and reference.startswith("//"):
        base = "https:"
    from urllib.parse import urldefrag, urljoin

    try:
        found = urljoin(urldefrag(base.strip()).url, reference) if reference else urldefrag(base.strip()).url
    except ValueError:
        return None
    return found if _WEB.match(found) and not _UNFIT.search(found) else None


def likeness(address: str) -> str:
    """What two addresses of the same picture in two sizes have in common."""
    bare = address.partition("://")[2] or address
    bare = _RELAYS.sub("", bare.partition("#")[0])
    if "?" in bare:
        bare = _SIZES.sub("", bare)
        if "&" in bare and "?" not in bare:
            bare = bare.replace("&", "?", 1)
    return _SIZED_NAME.sub("", bare).removeprefix("www.")


def naked(text: str) -> list[tuple[int, str]]:
    """The addresses that a text without markup names, each with its offset."""
    return [(found.start(), found[0]) for found in _NAKED.finditer(text) if _WEB.match(found[0]) and not _UNFIT.search(found[0])] if "://" in text else []
