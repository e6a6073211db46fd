"""Pictures, videos and sounds that a feed names: enclosures, and Media RSS (rssboard.org/media-rss) with its groups, sizes and credits."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal

from ...model import Author, Media
from ...wording import Wording
from .draft import Draft
from .links import address, resolved
from .reading import Reading
from .text import guessed, line, raw_line

Kind = Literal["image", "video", "audio"]

_ENDING = Wording(
    r"\.(?:(jpe?g|png|gif|webp|avif|svg|bmp|tiff?|heic)|(mp4|m4v|mov|webm|mkv|avi|mpe?g|ogv|flv|wmv|m3u8)|(mp3|m4a|m4b|ogg|oga|opus|aac|wav|flac|wma))(?=$|[?#])",
    re.IGNORECASE,
)
_KINDS: tuple[Kind, ...] = ("image", "video", "audio")
_TYPES: dict[str, Kind] = {
    "application/x-shockwave-flash": "video",
    "application/ogg": "audio",
    "application/vnd.apple.mpegurl": "video",
    "application/x-mpegurl": "video",
}
_ACTING = frozenset(("author", "writer", "reporter", "photographer author"))


@lru_cache(maxsize=256)
def _named_kind(type: str | None, medium: str | None) -> Kind | Literal["other"] | None:
    """The kind that medium or media type name; "other" when they name something else."""
    for word in (medium, type):
        word = (word or "").strip().lower()
        start = word.partition("/")[0]
        if start in _KINDS:
            return start
        if word in _TYPES:
            return _TYPES[word]
    return "other" if type and not type.lower().startswith(("application/octet", "binary/")) and "/" in type else None


def kind_of(type: str | None, link: str, medium: str | None = None) -> Kind | None:
    """What something is, by its medium (Media RSS), its media type, or the ending of its address; None for what is no picture, video or sound."""
    named = _named_kind(type, medium)
    if named is not None:
        return None if named == "other" else named
    found = _ENDING.search(link)
    return _KINDS[found.lastindex - 1] if found and found.lastindex else None


def size_of(text: str | None) -> int | None:
    """A number of bytes. Nought is what feeds write that do not know."""
    if not text:
        return None
    text = text.strip().replace(",", "")
    return int(text) or None if text.isascii() and text.isdecimal() and len(text) < 19 else None


def attach(draft: Draft, link: str, type: str | None, size: int | None = None, title: str | None = None) -> None:
    """Something that an entry brings along: a medium, else a fact with its address."""
    if not link:
        return
    type = address(type) or None
    kind = kind_of(type, link)
    if kind is None:
        draft.tells("attachment", title or link.partition("?")[0].rpartition("/")[2] or type or link, link)
    elif link not in draft.media:
        draft.shows(Media(kind, caption=title, link=link, type=type, size=size))


def enclosure(draft: Draft, element: Any, reading: Reading) -> None:
    """RSS: enclosure with url, type and length; sloppy ones have the address as text, or as href."""
    base = reading.base_of(element, draft.base)
    link = resolved(base, element.get("url") or element.get("href") or element.get("{http://purl.oclc.org/net/rss_2.0/enc#}url") or raw_line(element))
    attach(draft, link, element.get("type"), size_of(element.get("length")))


def image(draft: Draft, element: Any, reading: Reading) -> None:
    """A picture of the entry. iTunes: image/@href. RSS: image with url and title, or with the address as text."""
    link, title = element.get("href") or element.get("url") or "", None
    for child in element:
        match reading.names[child.tag].rpartition(":")[2]:
            case "url":
                link = link or raw_line(child)
            case "title":
                title = line(child) or None
    link = resolved(reading.base_of(element, draft.base), link or (raw_line(element) if not len(element) else ""))
    if link and link not in draft.media:
        draft.shows(Media("image", alt=title, link=link))


def media(draft: Draft, element: Any, reading: Reading) -> None:
    """Media RSS: a media:content or media:group, or what stands without one in the entry itself."""
    name = reading.names[element.tag]
    group = Group(single=name == "media:content", same=name == "media:group")
    group.read(element, reading, draft)
    group.give(draft)


def loose(draft: Draft, element: Any, reading: Reading) -> None:
    """A part of Media RSS that stands in the entry itself: it goes for all of the entry's media (Media RSS 1.5.1, "optional elements")."""
    if draft.loose is None:
        draft.loose = Group()
    draft.loose.part(element, reading, draft, draft.base)


class Group:
    """What Media RSS tells of one thing: its renditions, and the words that go for all of them."""

    def __init__(self, *, single: bool = False, same: bool = False) -> None:
        self.single = single
        """It is one medium, whose description says nothing of the entry."""
        self.same = same
        """Its media are one thing in several forms (media:group)."""
        self.found: list[tuple[int, Media]] = []
        """Renditions with their widths."""
        self.thumbnails: list[str] = []
        self.credits: list[str] = []
        self.caption = ""
        self.title = ""

    def read(self, element: Any, reading: Reading, draft: Draft) -> None:
        """A media:content or media:group with what is in it."""
        name = reading.names[element.tag]
        base = reading.base_of(element, draft.base)
        if name == "media:content":
            self._content(element, base)
        for child in element:
            self.part(child, reading, draft, base)

    def _content(self, element: Any, base: str) -> None:
        given = dict(element.items())
        link = resolved(base, given.get("url"))
        type = address(given.get("type")) or None
        if link and (kind := kind_of(type, link, given.get("medium"))):
            width = (size_of(given.get("width")) or 0) + (1 << 30 if given.get("isDefault") == "true" else 0)
            self.found.append((width, Media(kind, link=link, type=type, size=size_of(given.get("fileSize")))))
        elif link:
            self.found.append((-1, Media(link=link, type=type)))

    def part(self, child: Any, reading: Reading, draft: Draft, base: str) -> None:
        """One of its elements; what tells of the entry as a whole goes there."""
        match reading.names[child.tag]:
            case "media:content":
                self.read(child, reading, draft)
            case "media:group":
                inside = Group(same=True)
                inside.read(child, reading, draft)
                inside.give(draft)
            case "media:thumbnail":
                if link := resolved(base, child.get("url") or raw_line(child)):
                    self.thumbnails.append(link)
            case "media:credit":
                role, name = (child.get("role") or "").strip().lower(), line(child)
                if role in _ACTING:
                    draft.writes(Author(name) if name else None)
                elif name and name not in self.credits:
                    self.credits.append(name)
            case "media:description" | "media:text":
                self.caption = self.caption or line(child)
                if not self.single:
                    draft.spare.append(guessed((child.text or "") if not len(child) else line(child)))
            case "media:title":
                self.title = self.title or line(child)
            case (
                "media:keywords"
                | "media:category"
                | "media:rating"
                | "media:copyright"
                | "media:license"
                | "media:player"
                | "media:community"
                | "media:restriction"
            ):
                reading.entry_table[child.tag](draft, child, reading)
            case _:
                pass

    def give(self, draft: Draft) -> None:
        """Its media to the entry: of several sizes of one picture the largest, a thumbnail where there is no picture."""
        credit, caption, alt = self._words(draft)
        shown = 0
        best = self._best() if self.same and len(self.found) > 1 else {}
        for width, medium in self.found:
            if medium.kind in best and medium is not best[medium.kind]:
                draft.tells("also as", medium.type or medium.link or "", medium.link)
            elif width < 0:
                attach(draft, medium.link or "", medium.type)
            else:
                add(draft, Media(medium.kind, alt=alt, caption=caption, credit=credit, link=medium.link, type=medium.type, size=medium.size), width)
                shown += 1
        if self.thumbnails and not draft.pictured:
            add(draft, Media("image", alt=alt, caption=None if shown else caption, credit=None if shown else credit, link=self.thumbnails[0]))
            shown += 1
        if not shown and draft.media:
            key, first = next(iter(draft.media.items()))
            draft.media[key] = Media(first.kind, first.alt or alt, first.caption or caption, first.credit or credit, first.link, first.type, first.size)
        elif credit and not shown:
            draft.tells("credit", credit)
        draft.title(self.title, 6)

    def _best(self) -> dict[str, Media]:
        """Of each kind the one of several forms to take: the default, else the largest. Pictures are told apart by their addresses."""
        best: dict[str, Media] = {}
        for width, medium in sorted(self.found, key=lambda found: (found[0], found[1].size or 0), reverse=True):
            if width >= 0 and medium.kind != "image":
                best.setdefault(medium.kind, medium)
        return best

    def _words(self, draft: Draft) -> tuple[str | None, str | None, str | None]:
        """Credit, caption and what stands for the picture; a title that is the entry's own says nothing of it."""
        title = self.title if self.title != draft.headline else ""
        return ", ".join(self.credits) or None, self.caption or title or None, title if self.caption and title != self.caption and title else None


def add(draft: Draft, medium: Media, width: int = 0) -> None:
    """A medium, once; of a picture whose address differs in its parameters only the widest."""
    link = medium.link or ""
    key = link.partition("?")[0] if medium.kind == "image" and width else link
    known = draft.media.get(link)
    if known is not None:
        told = (
            known.alt or medium.alt,
            known.caption or medium.caption,
            known.credit or medium.credit,
            link,
            known.type or medium.type,
            known.size or medium.size,
        )
        draft.shows(Media(medium.kind, *told))
    elif draft.widths.get(key, -1) < width or not width:
        draft.shows(medium, key)
    if key in draft.widths or width:
        draft.widths[key] = max(width, draft.widths.get(key, 0))
