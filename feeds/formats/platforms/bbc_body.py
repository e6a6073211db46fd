"""The blocks of a post of a BBC live page as blocks of the model."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ...markup import Manner
from ...model import Author, Body, Heading, Link, List, Media, Paragraph, Quote
from .bbc_words import LINKS, first_of, kind_of, model_of, words_of
from .body import Pieces
from .values import Value, address, at, line, objects

DEEPEST = 30
"""Blocks inside each other that are read."""

_PEOPLE = ("byline", "contributor", "contributors", "author")
_PLAYED = {"video": "video", "audio": "audio", "media": "video", "aresmedia": "video", "livemedia": "video", "clip": "video"}


def read_body(raw: str, manner: Manner) -> Body:
    """The blocks of the header but its headline, then those of the content."""
    post = json.loads(raw)
    pieces, authors = Pieces(manner.base), list[Author]()
    for each in post["people"]:
        authors += _named(each)
    header = objects(post["header"])
    headline = next((block for block in header if kind_of(block) in ("headline", "heading")), None)
    _walk([block for block in header if block is not headline], pieces, authors, 0)
    _walk(objects(post["content"]), pieces, authors, 0)
    return pieces.body(dict.fromkeys(authors))


def lines_of(value: object, base: str) -> list[str]:
    """What a summary of unknown shape says, a line each: texts, objects with a text, or blocks with a list in them."""
    if isinstance(value, dict) and not ("type" in value or "text" in value):
        value = next(
            (inside for path in (("content", "model", "blocks"), ("model", "blocks"), ("blocks",), ("items",), ("content",)) if (inside := at(value, *path))),
            None,
        )
    lines: list[str] = []
    for each in value if isinstance(value, list) else [value]:
        if written := line(each) or (line(at(each, "text")) if "type" not in (each if isinstance(each, dict) else {}) else None):
            lines.append(written)
        elif isinstance(each, dict):
            pieces = Pieces(base)
            _walk([each], pieces, [], 0)
            for block in pieces.blocks:
                lines += block.items if isinstance(block, List) else [block.text] if isinstance(block, Paragraph | Heading) else []
    return [clean for each in lines if (clean := " ".join(each.split()))]


def _walk(blocks: list[Value], pieces: Pieces, authors: list[Author], depth: int) -> None:
    for block in blocks if depth < DEEPEST else ():
        kind, model = kind_of(block), model_of(block)
        inside = objects(model.get("blocks"))
        if kind in _PEOPLE:
            authors += _people(block)
        elif kind in ("paragraph", "introduction", "fragment", *LINKS) or not (inside or kind):
            words = words_of(block, pieces.base)
            if words.text.strip():
                pieces.blocks.append(Paragraph(words.text.strip(), words.links))
        elif kind in ("headline", "heading", "subheadline", "subheading", "crosshead"):
            words = words_of(block, pieces.base)
            if words.text.strip():
                pieces.blocks.append(Heading(" ".join(words.text.split()), 3 if kind.startswith("sub") else 2))
        elif kind in ("list", "unorderedlist", "orderedlist"):
            items, links = _items(block, pieces.base)
            if items:
                pieces.blocks.append(List(tuple(items), ordered=kind == "orderedlist" or model.get("ordered") is True, links=links))
        elif kind in ("quote", "blockquote", "pullquote"):
            _add_quote(block, pieces)
        elif kind in ("image", "rawimage"):
            pieces.add_media(_picture(block, pieces.base))
        elif kind in _PLAYED:
            caption = first_of(inside, "caption") or line(model.get("caption")) or line(model.get("title")) or _first_words(inside)
            pieces.add_media(Media("audio" if kind == "audio" else "video", caption=caption, link=_link(model, pieces.base)))
        elif "embed" in kind or kind in ("include", "tweet", "social"):
            pieces.add_embed(
                next((said for key in ("provider", "source", "network", "oembedProvider") if (said := line(model.get(key)))), kind), _link(model, pieces.base)
            )
            _walk(inside, pieces, authors, depth + 1)
        elif inside:
            _walk(inside, pieces, authors, depth + 1)
        else:
            words = words_of(block, pieces.base)
            pieces.add_link(" ".join((words.text or line(model.get("title")) or "").split()), _link(model, pieces.base))


def _items(block: Value, base: str, indent: str = "") -> tuple[list[str], tuple[Link, ...]]:
    """The items of a list, those of lists inside it indented behind, and the links in them by their place in the lines."""
    items: list[str] = []
    links: list[Link] = []
    for item in objects(model_of(block).get("blocks")):
        inside = objects(model_of(item).get("blocks"))
        lists = [each for each in inside if kind_of(each).endswith("list")] if len(indent) < 20 else []
        said = [words_of(each, base) for each in inside if each not in lists] if lists else [words_of(item, base)]
        for words in said:
            if words.text.strip():
                start = sum(len(each) + 1 for each in items) + len(indent)
                links += [Link(each.text, each.link, start + each.start) for each in words.links]
                items.append(indent + words.text.strip())
        for each in lists:
            start = sum(len(each) + 1 for each in items)
            deeper, led = _items(each, base, f"{indent}  ")
            links += [Link(link.text, link.link, start + link.start) for link in led]
            items += deeper
    return items, tuple(links)


def _add_quote(block: Value, pieces: Pieces) -> None:
    model = model_of(block)
    who = first_of(model.get("blocks"), "attribution") or line(model.get("attribution")) or line(model.get("source"))
    said = [each for each in objects(model.get("blocks")) if kind_of(each) != "attribution"]
    parts = [part for each in said if (part := words_of(each, pieces.base).text.strip())] or [words_of(block, pieces.base).text.strip()]
    if any(parts):
        pieces.blocks.append(Quote("\n\n".join(parts), who))


def _picture(block: Value, base: str) -> Media:
    model = model_of(block)
    inside = objects(model.get("blocks"))
    raw = next((model_of(each) for each in inside if kind_of(each) == "rawimage"), model)
    return Media(
        alt=first_of(inside, "alttext") or line(model.get("altText")) or line(model.get("alt")) or line(raw.get("alt")),
        caption=first_of(inside, "caption") or line(model.get("caption")),
        credit=line(raw.get("copyrightHolder")) or line(raw.get("copyright")),
        link=_link(raw, ""),
    )


def _link(model: Value, base: str) -> str | None:
    return next(
        (link for key in ("url", "href", "src", "originalSrc", "locator", "source", "link", "embedUrl") if (link := address(base, model.get(key)))), None
    )


def _first_words(blocks: list[Value]) -> str | None:
    return next((" ".join(text.split()) for each in blocks if (text := words_of(each).text.strip())), None)


def _people(block: Value) -> Iterator[Author]:
    """The people of a byline: each a contributor with a name and perhaps a role, or a text alone."""
    inside = objects(model_of(block).get("blocks"))
    several = [each for each in inside if kind_of(each) in _PEOPLE]
    for each in several:
        yield from _people(each)
    if not several and (named := first_of(inside, "name")):
        yield Author(named, first_of(inside, "role") or first_of(inside, "jobrole"), first_of(inside, "location"))
    elif not several:
        yield from _named(model_of(block)) or [Author(words) for words in [" ".join(words_of(block).text.split())] if words]


def _named(value: object) -> list[Author]:
    """The people of a plain value: a text, an object with a name, or a list of these."""
    if isinstance(value, list):
        return [author for each in value[:50] if not isinstance(each, list) for author in _named(each)]
    written = line(value) or next((said for key in ("name", "displayName", "title") if (said := line(at(value, key)))), None)
    return [Author(written, line(at(value, "role")) or line(at(value, "jobTitle")), line(at(value, "location")))] if written else []
