"""The elements of a block of a Guardian live page: HTML, pictures, posts of other networks, links."""

from __future__ import annotations

import json
from typing import Any

from ...markup import Manner, plain
from ...model import Body, Embed, Media
from .body import Pieces
from .values import Value, address, at, objects

NETWORKS = {"Tweet": "Twitter", "Youtube": "YouTube", "VideoYoutube": "YouTube", "YoutubeBlock": "YouTube", "VideoVimeo": "Vimeo", "VideoFacebook": "Facebook"}
"""What an element is called, and what a person calls where it comes from. Others go by the name of their kind."""
_ADDRESSES = ("url", "originalUrl", "permalink", "embedUrl", "iframeUrl", "canonicalUrl", "trackUrl")


def read_body(raw: str, manner: Manner) -> Body:
    """The elements in order."""
    pieces = Pieces(manner.base)
    for element in objects(json.loads(raw)):
        _add(pieces, element)
    return pieces.body(manner.authors, manner.facts)


def _add(pieces: Pieces, element: Value) -> None:
    kind = str(element.get("_type") or element.get("type") or "").rpartition(".")[2].removesuffix("Element").removesuffix("Block").removesuffix("Atom")
    typed = next((value for key, value in element.items() if key.endswith("TypeData") and isinstance(value, dict)), {})
    parts: dict[str, Any] = {**(element["data"] if isinstance(element.get("data"), dict) else {}), **typed, **element}
    html = next((value for key in ("html", "body", "bodyHtml") if isinstance(value := parts.get(key), str) and value.strip()), "")
    link = next((link for key in _ADDRESSES if (link := address(pieces.base, parts.get(key)))), None)
    words = next((words for key in ("text", "linkText", "title", "mediaTitle", "caption", "alt") if (words := _plain(parts.get(key)))), "")
    if kind.lower() in ("image", "cartoon"):
        pieces.add_media(_picture(pieces.base, parts))
    elif kind.lower() in ("richlink", "rich-link"):
        pieces.add_link(words, link)
    elif kind in ("GuVideo", "MediaAtom", "Media", "Audio", "video", "audio") and (played := link or _asset(pieces.base, parts)):
        pieces.add_media(Media("audio" if kind.lower() == "audio" else "video", caption=_plain(parts.get("caption")) or words or None, link=played))
    elif kind in ("Youtube", "VideoYoutube") and not link and isinstance(parts.get("assetId"), str):
        pieces.add_embed("YouTube", address("https://www.youtube.com/", f"watch?v={parts['assetId']}"))
        pieces.add_link(words, None)
    elif html:
        blocks = pieces.add_html(html)
        if (kind in NETWORKS or kind == "Instagram") and not any(isinstance(block, Embed) for block in blocks):
            pieces.add_embed(NETWORKS.get(kind, kind), link)
        elif kind == "Comment" and link:
            pieces.add_link(_plain(parts.get("profileName")) or link, link)
    elif link and (kind in NETWORKS or kind not in ("", "Text")):
        pieces.add_embed(NETWORKS.get(kind, _plain(parts.get("source")) or kind), link)
        pieces.add_link(words, None)
    else:
        pieces.add_link(words, link)


def _picture(base: str, parts: Value) -> Media:
    sizes = [
        (_width(at(each, "fields", "width") or at(each, "typeData", "width")), link, _plain(each.get("mimeType")) or None)
        for each in (*objects(at(parts, "media", "allImages")), *objects(parts.get("assets")))
        if (link := address(base, each.get("url") or each.get("file")))
    ]
    for source in objects(parts.get("imageSources")) if not sizes else ():
        sizes += [(_width(each.get("width")), link, None) for each in objects(source.get("srcSet")) if (link := address(base, each.get("src")))]
    best = max(sizes, key=lambda size: size[0], default=(0, address(base, parts.get("url")), None))
    return Media(
        alt=_plain(parts.get("alt")) or None,
        caption=_plain(parts.get("caption")) or None,
        credit=_plain(parts.get("credit")) or _plain(parts.get("displayCredit")) or _plain(parts.get("copyright")) or None,
        link=best[1],
        type=best[2],
    )


def _asset(base: str, parts: Value) -> str | None:
    """The address of a video or a sound: of the first file that it is in."""
    return next((link for each in objects(parts.get("assets")) if (link := address(base, each.get("url") or each.get("file")))), None)


def _width(value: object) -> int:
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal() and len(value) < 9) else 0


def _plain(value: object) -> str:
    return plain(value) if isinstance(value, str) else ""
