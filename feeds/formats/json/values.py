"""Values of JSON as fields of the model: what has the wrong type is read as what it was meant to be, where that can be known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Literal

import msgspec

from ...model import Author, Fact, Media, Problem
from ...moments import Moment, read_moment
from ...text import clean, clean_line

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLAIN = ("http://", "https://")
_ENDS = {
    "image": (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"),
    "video": (".mp4", ".webm", ".mov", ".m3u8"),
    "audio": (".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav"),
}


class Troubles:
    """What was wrong in a document: told once for all the places where the same is wrong."""

    def __init__(self) -> None:
        self._found: dict[str, list[str]] = {}

    def note(self, place: str, message: str) -> None:
        self._found.setdefault(message, []).append(place)

    def problems(self, source: str) -> tuple[Problem, ...]:
        return tuple(
            Problem(source, places[0], f"{message}; so in {len(places) - 1:,} more" if len(places) > 1 else message) for message, places in self._found.items()
        )


def text_of(value: Any) -> str | None:
    """A simple value as text, not cleaned; None for null, objects and lists."""
    if type(value) is str:
        return value
    if value is True or value is False:
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | float) else None


def line_of(value: Any) -> str | None:
    """A simple value as a cleaned line; None for null, objects, lists and nothing but space."""
    text = value if type(value) is str else text_of(value)
    if not text:
        return None
    if text.isascii() and text.isprintable():  # most are; a call less each
        return text if " " not in text else " ".join(text.split()) or None
    return clean_line(text) or None


def as_html(text: str) -> str:
    """Plain text as HTML that shows it literally."""
    if "&" in text or "<" in text or ">" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def address_of(value: Any, base: str = "") -> str | None:
    """A cleaned address, made absolute from `base`."""
    if type(value) is not str:
        return None
    if value.startswith(_PLAIN) and value.isascii() and value.isprintable() and " " not in value:
        return value
    if not (link := clean_line(value)):
        return None
    if not base or link.startswith(_PLAIN):
        return link
    from urllib.parse import urljoin

    try:
        return urljoin(base, link)
    except ValueError:
        return link


def moment_of(value: Any, zone: tzinfo | None = None) -> Moment:
    """The time that a text or a number tells: a number counts seconds, milliseconds, microseconds or nanoseconds since 1970, by its size."""
    if type(value) is str:
        if value[10:11] == "T":
            return read_moment(value, zone=zone)
        text = value.strip()
        if 9 <= len(text) <= 30 and text.isascii() and text.replace(".", "", 1).isdigit():
            return _counted(int(text) if text.isdigit() else float(text))
        return read_moment(value, zone=zone)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _counted(value)
    return Moment(None)


def _counted(number: float) -> Moment:
    if not 10**8 <= number < 10**20:
        return Moment(None)
    try:
        if number < 10**11:
            return Moment(datetime.fromtimestamp(number, UTC))
        if number < 10**14:
            return Moment(datetime.fromtimestamp(number / 1000, UTC))
        return Moment(_EPOCH + timedelta(microseconds=int(number) if number < 10**17 else int(number) // 1000))
    except (OverflowError, ValueError, OSError):
        return Moment(None)


def tags_of(value: Any) -> tuple[str, ...]:
    """A list of tags, or a text with commas between them."""
    if not value:
        return ()
    if type(value) is str:
        value = value.split(",")
    if type(value) is not list:
        value = [value]
    return tuple(dict.fromkeys(tag for each in value if (tag := line_of(_named(each)))))


def _named(value: Any) -> Any:
    return next((value[name] for name in ("name", "label", "term", "title") if value.get(name)), None) if type(value) is dict else value


def authors_of(value: Any, base: str = "") -> tuple[Author, ...]:
    """Authors as JSON Feed lists them, or one of them, or no more than names."""
    if not value:
        return ()
    made = (_author(each, base) for each in (value if type(value) is list else [value]))
    return tuple(dict.fromkeys(author for author in made if author is not None))


def _author(value: Any, base: str) -> Author | None:
    if type(value) is not dict:
        name = line_of(value)
        return Author(name) if name else None
    link = address_of(value.get("url") or value.get("uri") or value.get("link"), base)
    email = line_of(value.get("email"))
    if link is not None and link[:7].lower() == "mailto:":
        email = email or link[7:].partition("?")[0]
        link = None
    name = line_of(value.get("name") or value.get("displayName") or value.get("username")) or email or link
    if not name:
        return None
    return Author(name, line_of(value.get("role") or value.get("jobTitle")), line_of(value.get("location")), link, email)


def avatars_of(value: Any, base: str = "") -> Iterator[Fact]:
    """Pictures of authors, which have no place of their own."""
    for each in value if type(value) is list else [value]:
        if type(each) is dict and (link := address_of(each.get("avatar"), base)):
            yield Fact("avatar", line_of(each.get("name")) or link, link)


def attachments_of(value: Any, base: str = "") -> tuple[list[Media], list[Fact]]:
    """JSON Feed's attachments: pictures, sounds and films, and what is none of these; how long they are is a fact."""
    media: list[Media] = []
    facts: list[Fact] = []
    for each in value if type(value) is list else [value]:
        found = each if type(each) is dict else {"url": each}
        link = address_of(found.get("url"), base)
        if link is None:
            if each:
                facts.append(Fact("attachment", shown(each)))
            continue
        mime, title, size = line_of(found.get("mime_type")), line_of(found.get("title")), found.get("size_in_bytes")
        kind = kind_of(mime, link)
        if kind is not None:
            size = int(size) if isinstance(size, int | float) or (type(size) is str and size.isascii() and size.isdigit() and len(size) < 16) else None
            media.append(Media(kind, caption=title, link=link, type=mime, size=size))
        else:
            facts.append(Fact("attachment", title or mime or link, link))
        if seconds := text_of(found.get("duration_in_seconds")):
            facts.append(Fact("duration", clean_line(f"{seconds} s" if seconds.replace(".", "", 1).isdigit() else seconds)))
        facts += facts_of(found, ("url", "mime_type", "title", "size_in_bytes", "duration_in_seconds"))
    return media, facts


def kind_of(mime: str | None, link: str) -> Literal["image", "video", "audio"] | None:
    """What a file is by its media type, else by the end of its address; None when it is none of the three."""
    first = (mime or "").partition("/")[0].lower()
    path = link.partition("#")[0].partition("?")[0].lower()
    kinds: tuple[Literal["image", "video", "audio"], ...] = ("image", "video", "audio")
    return next((kind for kind in kinds if first == kind or (not mime and path.endswith(_ENDS[kind]))), None)


def facts_of(found: Mapping[str, Any], known: Collection[str]) -> list[Fact]:
    """The values whose names are not known, in their order: simple ones as text, others as compact JSON."""
    if not (found.keys() - known):
        return []
    return [
        Fact(clean_line(name.lstrip("_")) or clean_line(name) or "“”", shown(value), value if type(value) is str and _is_address(value) else None)
        for name, value in found.items()
        if name not in known and value not in (None, "", [], {})
    ]


def shown(value: Any) -> str:
    """Any value as cleaned text: simple ones as they are, lists of such with commas between them, others as compact JSON."""
    text = text_of(value)
    if text is not None:
        return clean(text)
    if type(value) is list and all(type(each) in (str, int, float, bool) for each in value):
        return clean(", ".join(map(str, map(text_of, value))))
    return clean(compact(value))


def compact(value: Any) -> str:
    """A value as JSON on one line."""
    try:
        return msgspec.json.encode(value).decode()
    except (UnicodeEncodeError, msgspec.MsgspecError):  # a lone surrogate
        import json

        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        return "…"


def _is_address(text: str) -> bool:
    return text.startswith(_PLAIN) and len(text) < 4096 and text.isprintable() and " " not in text
