"""Pictures, videos and sounds in markup: which address is the real one, and which pictures only count readers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from ..model import Media
from ..text import clean_line
from .links import likeness, resolve

Attributes = Mapping[str, str | None]

_LATER = ("data-src", "data-lazy-src", "data-original", "data-original-src", "data-actualsrc", "data-hi-res-src", "data-url", "data-image")
"""Where pages that load pictures late keep the address."""
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_STAND_IN = re.compile(
    r"^(?:data|about|blob):|(?:^|[/_-])(?:blank|placeholder|spacer|transparent|trans|lazy|lazyload|loading|loader|dummy|empty|pixel|1x1)[\w-]{0,20}\.(?:gif|png|svg|jpe?g)(?:$|[?#])",
    re.IGNORECASE,
)
"""Pictures that stand where another will be."""
_COUNTER = re.compile(
    r"^https?://(?:feeds\.feedburner\.com/~(?:r|ff|4)/|feedads\.|pixel\.|pixel-\w+\.|beacon\.|stats?\.(?:wordpress|wp)\.com/|[^/]*\.feedsportal\.com/|[^/]*/(?:b|g|count|tracking|tracker)\.gif(?:$|\?))",
    re.IGNORECASE,
)
"""Addresses of pictures that count readers."""
_NUMBER = re.compile(r"\s*(\d+)(?:\.\d+)?\s*(?:px)?\s*")
_SMALL_STYLE = re.compile(r"(?:^|[;\s])(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|!|$)", re.IGNORECASE)
_SIGN_CLASS = re.compile(r"emoji|smiley|latex|mwe-math|tex\b|math", re.IGNORECASE)
_ENDINGS = {
    "video": (".mp4", ".m4v", ".webm", ".mov", ".ogv", ".m3u8", ".avi", ".mkv"),
    "audio": (".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".aac", ".flac"),
}


def is_counter(attributes: Attributes) -> bool:
    """Whether a picture is there to count who looks: of a size that nobody sees, or from a place that counts."""
    for name in ("width", "height"):
        if (told := attributes.get(name)) and (number := _NUMBER.fullmatch(told)) and int(number[1][:9]) <= 1:
            return True
    style = attributes.get("style")
    return bool((style and _SMALL_STYLE.search(style)) or _COUNTER.match(attributes.get("src") or ""))


def is_sign(attributes: Attributes) -> bool:
    """Whether a picture stands for its text: an emoji, a formula."""
    return bool(attributes.get("alt") and _SIGN_CLASS.search(attributes.get("class") or ""))


def picture_address(attributes: Attributes, base: str) -> str | None:
    """The address of a picture: `src`, or where it says only that another will stand there, the one for later."""
    src = attributes.get("src") or ""
    if src and not _STAND_IN.search(src) and (found := resolve(base, src)):
        return found
    for name in _LATER:
        if (later := attributes.get(name)) and not _STAND_IN.search(later) and (found := resolve(base, later)):
            return found
    for name in _SETS:
        if (several := attributes.get(name)) and (found := largest(several, base)):
            return found
    return resolve(base, src) if src and not src.lower().startswith(("data:", "about:", "blob:")) and "lazy" not in (attributes.get("class") or "") else None


def largest(several: str, base: str) -> str | None:
    """The address with the largest width or density of a `srcset` (HTML, 4.8.4.2.1)."""
    best: tuple[float, str] | None = None
    for part in re.split(r",\s+|(?<=\d[wx]),", several[: 1 << 16]):
        address, _, told = part.strip().strip(",").partition(" ")
        if not address or _STAND_IN.search(address) or not (found := resolve(base, address)):
            continue
        number = re.match(r"\s*(\d{1,6}(?:\.\d{1,4})?)[wxh]", told)
        size = float(number[1]) if number else 1.0
        if best is None or size > best[0]:
            best = size, found
    return best[1] if best else None


def picture(attributes: Attributes, base: str) -> Media | None:
    """What an `img` shows; None when it has neither an address nor words."""
    link = picture_address(attributes, base)
    alt = clean_line(attributes.get("alt") or "") or None
    title = clean_line(attributes.get("title") or "") or None
    if link is None and alt is None:
        return None
    return Media(alt=alt, caption=title if title != alt else None, link=link)


def kind_of(link: str, told: str | None) -> str | None:
    """Whether something is a video or a sound, by its media type (RFC 6838), else by the end of its name."""
    family = (told or "").partition("/")[0].strip().lower()
    if family in _ENDINGS:
        return family
    path = link.partition("?")[0].partition("#")[0].lower()
    return next((kind for kind, endings in _ENDINGS.items() if path.endswith(endings)), None)


def joined(shown: list[Media], carried: Sequence[Media]) -> list[int]:
    """Put the media that an entry carries beside its body to those that the body shows; gives the places of those that it does not show.

    One that it shows already only adds what the body did not say of it.
    """
    places = {likeness(media.link): place for place, media in reversed(list(enumerate(shown))) if media.link}
    added: list[int] = []
    for media in carried:
        key = likeness(media.link) if media.link else None
        place = places.get(key) if key else None
        if place is None:
            if key:
                places[key] = len(shown)
            added.append(len(shown))
            shown.append(media)
        else:
            shown[place] = both(shown[place], media)
    return added


def both(one: Media, other: Media) -> Media:
    """A picture with what another telling of it adds."""
    told = {
        name: getattr(other, name) for name in ("alt", "caption", "credit", "type", "size") if getattr(one, name) is None and getattr(other, name) is not None
    }
    if told.get("caption") == one.alt:
        told.pop("caption", None)
    if told.get("alt") == one.caption:
        told.pop("alt", None)
    return replace(one, **told) if told else one
