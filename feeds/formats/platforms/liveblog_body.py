"""The items of a post of the Sourcefabric Live Blog API: texts, pictures, quotes, embedded posts, comments."""

from __future__ import annotations

import json
from typing import Any

from ...markup import Manner, plain
from ...model import Body, Embed, Media, Quote
from .body import Pieces
from .values import Value, address, at, objects

_SIZES = ("original", "baseImage", "viewImage", "thumbnail")
"""Renditions of a picture, the largest first."""


def read_body(raw: str, manner: Manner) -> Body:
    """The items in order."""
    pieces = Pieces(manner.base)
    for item in objects(json.loads(raw)):
        _add(pieces, item)
    return pieces.body(manner.authors, manner.facts)


def _add(pieces: Pieces, item: Value) -> None:
    meta: dict[str, Any] = item["meta"] if isinstance(item.get("meta"), dict) else {}
    html = item["text"] if isinstance(item.get("text"), str) else ""
    kind = str(item.get("item_type") or item.get("type") or "").lower()
    said = {key: plain(value) for key, value in meta.items() if isinstance(value, str)}
    if "image" in kind or "picture" in kind or "graphic" in kind:
        media = Media(alt=said.get("alt") or None, caption=said.get("caption") or None, credit=said.get("credit") or None, link=_picture(pieces.base, meta))
        if media.link:
            pieces.add_media(media)
        else:
            pieces.add_html(html)
    elif "quote" in kind and said.get("quote"):
        pieces.blocks.append(Quote(said["quote"], said.get("author") or said.get("credit") or None))
    elif "embed" in kind or "link" in kind:
        _add_embed(pieces, meta, said, html)
    else:
        if commenter := plain(str(item.get("commenter") or said.get("commenter") or "")):
            words = "\n\n".join(each.text for each in [_read(pieces.base, html)] if each.text)
            pieces.blocks.append(Quote(words, commenter))
        elif html.strip():
            pieces.add_html(html)


def _add_embed(pieces: Pieces, meta: Value, said: dict[str, str], html: str) -> None:
    link = next((link for key in ("original_url", "url", "canonical_url", "html_url") if (link := address(pieces.base, meta.get(key)))), None)
    written = next((value for value in (meta.get("html"), html) if isinstance(value, str) and value.strip()), "")
    blocks = pieces.add_html(written) if written else ()
    if not any(isinstance(block, Embed) for block in blocks) and (link or not blocks):
        network = said.get("provider_name") or said.get("type") or ""
        if network and link:
            pieces.add_embed(network, link, said.get("author_name") or said.get("credit") or None)
        else:
            pieces.add_link(said.get("title") or "", link)
            said.pop("title", None)
    shown = "\n".join(str(getattr(block, "text", "")) for block in pieces.blocks)
    for key in ("title", "description", "annotation"):
        if said.get(key) and said[key] not in shown:
            pieces.add_link(said[key], None)


def _picture(base: str, meta: Value) -> str | None:
    sizes = at(meta, "media", "renditions")
    return next((link for size in _SIZES if (link := address(base, at(sizes, size, "href")))), None)


def _read(base: str, html: str) -> Body:
    inner = Pieces(base)
    inner.add_html(html)
    return inner.body()
