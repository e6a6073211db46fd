"""Addresses in markup: where they lead, and which of them may be followed."""

from __future__ import annotations

import re
from functools import lru_cache

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
        return reference if "[" not in reference or _has_host(reference) else None
    scheme = _SCHEME.match(reference)
    if scheme and scheme[1].lower() == "mailto":
        return reference if len(reference) > len("mailto:") else None
    if scheme:
        return None
    if base and "/." not in f"/{reference}" and (quick := _near(base, reference)) is not None:
        return quick
    if not base and reference.startswith("//"):
        base = "https:"
    from urllib.parse import urldefrag, urljoin

    try:
        found = urljoin(urldefrag(base.strip()).url, reference) if reference else urldefrag(base.strip()).url
    except ValueError:
        return None
    return found if _WEB.match(found) and not _UNFIT.search(found) else None


def _has_host(address: str) -> bool:
    """Whether what stands in brackets is a host of IPv6, or no host."""
    from urllib.parse import urlsplit

    try:
        return bool(urlsplit(address).hostname)
    except ValueError:
        return False


def _near(base: str, reference: str) -> str | None:
    """What `urljoin` gives for a reference without dots at the front of its parts: a path, or a name beside the page."""
    origin, beside = _parts(base)
    if not origin or not reference or reference[0] in "?#;" or reference.startswith("//") or ":" in reference:
        return None
    return (origin if reference[0] == "/" else beside) + reference


@lru_cache(maxsize=64)
def _parts(base: str) -> tuple[str, str]:
    """The address of a page up to its path, and up to the last slash in it; nothing for one that is written unusually."""
    from urllib.parse import urldefrag, urljoin

    try:
        root, beside = urljoin(base, "/"), urljoin(urldefrag(base).url, "x")[:-1]
    except ValueError:
        return "", ""
    return (root[:-1], beside) if _WEB.match(root) and beside.endswith("/") and not _UNFIT.search(beside) else ("", "")


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
