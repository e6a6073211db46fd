"""What each element of HTML does to a body that is being read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from ..model import Code, Embed, Media
from ..text import clean_line
from .embeds import ADDRESSES, host_of, marked_network, network_of
from .frames import (
    DASHES,
    MOST_COLUMNS,
    MOST_NESTED,
    AsideFrame,
    CellFrame,
    FigureFrame,
    HeadingFrame,
    ItemFrame,
    ListFrame,
    PostFrame,
    QuoteFrame,
    TableFrame,
)
from .links import resolve
from .media import Attributes, is_counter, is_sign, kind_of, largest, picture, picture_address
from .reader import SKIP, Begin, Leave, Reader, is_hidden
from .words import SCRIPTS, Opened

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

BLOCKS = ["address", "article", "aside", "body", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "footer", "form", "frameset", "header", "hgroup", "html", "legend", "li", "main", "menu", "nav", "noframes", "optgroup", "option", "p", "search", "section", "summary", "tr", "td", "th", "caption"]  # fmt: skip
DROPPED = ["script", "style", "template", "svg", "head", "title", "meta", "link", "base", "noembed", "param", "source", "track", "annotation", "annotation-xml", "input", "select", "datalist", "progress", "meter", "map", "area", "col", "colgroup", "frame", "bgsound", "canvas"]  # fmt: skip
_CREDIT = re.compile(r"credit|source|byline|copyright|attribution|photographer|fotograf|auteur", re.IGNORECASE)
_CAPTION = re.compile(r"(?:^|\s)(?:wp-caption-text|wp-caption-dd|gallery-caption|image-caption|photo-caption)(?:\s|$)")


def skip(reader: Reader, node: LexborNode) -> Leave:
    return SKIP


def block(reader: Reader, node: LexborNode) -> Leave:
    reader.flush()
    return reader.flush


def rule(reader: Reader, node: LexborNode) -> None:
    reader.flush()


def line(reader: Reader, node: LexborNode) -> None:
    if not reader.words.newline():
        reader.flush()


def link(reader: Reader, node: LexborNode) -> Leave | None:
    reference = node.attributes.get("href")
    target = resolve(reader.base, reference) if reference is not None else None
    if target is None:
        return None
    reader.words.open.append(Opened(target))
    return reader.close_link


def heading(reader: Reader, node: LexborNode) -> Leave:
    reader.flush()
    if reader.frame.level >= MOST_NESTED:
        return reader.flush
    return reader.enter(HeadingFrame(reader.frame, min(6, max(2, int((node.tag or "h2")[1])))))


def quote(reader: Reader, node: LexborNode) -> Leave:
    reader.flush()
    attributes = node.attributes
    if reader.frame.level >= MOST_NESTED:
        return reader.flush
    if network := marked_network(attributes.get("class")):
        return post(reader, attributes, network)
    return reader.flush if reader.frame.words_only else reader.enter(QuoteFrame(reader.frame))


def post(reader: Reader, attributes: Attributes, network: str) -> Leave:
    """A post of another network, whose words stand in the page."""
    told = (attributes.get(name) for name in ADDRESSES)
    address = next((found for each in told if each and (found := resolve(reader.base, each))), None)
    return reader.enter(PostFrame(reader.frame, network, address))


def inline_quote(reader: Reader, node: LexborNode) -> Leave:
    reader.words.add("“")
    return lambda: reader.words.add("”")


def cite(reader: Reader, node: LexborNode) -> Leave | None:
    """Who speaks, where it stands alone at the end of a quote; else the name of a work, which is words."""
    words = reader.words
    if not isinstance(reader.frame, QuoteFrame) or not (words.fresh or words.ends_in(DASHES)) or not _is_last(node):
        return None
    if not words.fresh:
        words.strip(DASHES + " ")
    return _aside(reader, "speaker")


def _is_last(node: LexborNode) -> bool:
    """Whether nothing is said behind an element, up to the end of its quote."""
    at: LexborNode | None = node
    for _ in range(4):
        assert at is not None, "a node of a tree has one above it, up to the quote"
        after = at.next
        while after is not None and (after.tag == "br" or (after.tag == "-text" and not (after.text_content or "").strip())):
            after = after.next
        at = at.parent
        if after is not None or at is None:
            return False
        if at.tag == "blockquote":
            return True
    return False


def footer(reader: Reader, node: LexborNode) -> Leave:
    reader.flush()
    return _aside(reader, "speaker") if isinstance(reader.frame, QuoteFrame) else reader.flush


def _aside(reader: Reader, kind: Literal["caption", "credit", "speaker"]) -> Leave:
    reader.flush()
    reader.frame = AsideFrame(reader.frame, kind)
    return reader.leave_aside


def figure(reader: Reader, node: LexborNode) -> Leave:
    reader.flush()
    if reader.frame.level >= MOST_NESTED:
        return reader.flush
    return reader.enter(FigureFrame(reader.frame, reader.media, reader.remember))


def caption(reader: Reader, node: LexborNode) -> Leave:
    reader.flush()
    return _aside(reader, "caption") if isinstance(reader.frame, FigureFrame) else reader.flush


def list_(reader: Reader, node: LexborNode) -> Leave:
    reader.flush()
    ordered = node.tag == "ol"
    return reader.enter(ListFrame(reader.frame, ordered=ordered, start=_whole(node.attributes.get("start"), 1) if ordered else 1))


def item(reader: Reader, node: LexborNode) -> Leave:
    reader.flush()
    frame = reader.frame
    return reader.enter(ItemFrame(frame, deeper=node.tag == "dd")) if isinstance(frame, ListFrame) else reader.flush


def table(reader: Reader, node: LexborNode) -> Leave:
    reader.flush()
    if reader.frame.level >= MOST_NESTED:
        return reader.flush
    return reader.enter(TableFrame(reader.frame, layout=node.attributes.get("role") in ("presentation", "none")))


def row(reader: Reader, node: LexborNode) -> Leave:
    reader.flush()
    if isinstance(reader.frame, TableFrame):
        reader.frame.row()
    return reader.flush


def cell(reader: Reader, node: LexborNode) -> Leave:
    reader.flush()
    if not isinstance(reader.frame, TableFrame):
        return reader.flush
    across, down = (min(MOST_COLUMNS, max(1, _whole(node.attributes.get(name), 1))) for name in ("colspan", "rowspan"))
    return reader.enter(CellFrame(reader.frame, across, down))


def _whole(text: str | None, other: int) -> int:
    found = re.fullmatch(r"\s*(-?[0-9]{1,6})\s*", text or "")
    return int(found[1]) if found else other


def script(reader: Reader, node: LexborNode) -> Leave:
    reader.words.script = SCRIPTS[node.tag or ""]
    return reader.end_script


def noscript(reader: Reader, node: LexborNode) -> Leave:
    reader.unscripted += 1
    return reader.end_unscripted


def code(reader: Reader, node: LexborNode) -> Leave:
    """Lines as they are written: until its end only links, pictures and the ends of lines are looked for."""
    reader.flush()
    words, elements = reader.words, reader.elements
    words.exact, reader.elements = True, EXACT

    def leave() -> None:
        words.exact, reader.elements = False, elements
        text, links = words.take()
        if text.strip():
            reader.frame.blocks.append(Code(text.lstrip("\n")))
            reader.remember(links)
        reader.flush()

    return leave


def own_line(reader: Reader, node: LexborNode) -> Leave:
    reader.words.fresh_line()
    return reader.words.fresh_line


def image(reader: Reader, node: LexborNode) -> Leave:
    attributes = node.attributes
    if is_sign(attributes):
        reader.words.add(attributes["alt"] or "")
    elif not is_counter(attributes) and not is_hidden(attributes):
        found = picture(attributes, reader.base)
        if found is not None and found.link is None and (parent := node.parent) is not None and parent.tag == "picture":
            links = (picture_address(each, reader.base) or largest(each.get("srcset") or "", reader.base) for each in _sources(parent))
            found = Media(alt=found.alt, caption=found.caption, link=next((each for each in links if each), None))
        if found is not None:
            reader.show(found)
    return SKIP


def _sources(node: LexborNode) -> Iterator[Attributes]:
    """The attributes of the `source` elements in a node."""
    child = node.first_child
    while child is not None:
        if child.tag == "source":
            yield child.attributes
        child = child.next


def film(reader: Reader, node: LexborNode) -> Leave | None:
    """A video or a sound; where no address of it is told, what stands in for it is read."""
    attributes = node.attributes
    for told in (attributes, *_sources(node)):
        address = resolve(reader.base, told.get("src") or told.get("data-src") or "#") if told.get("src") or told.get("data-src") else None
        if address:
            title = clean_line(attributes.get("title") or attributes.get("aria-label") or "") or None
            family: Literal["audio", "video"] = "audio" if "audio" in (node.tag or "") else "video"
            reader.show(Media(family, caption=title, link=address, type=clean_line(told.get("type") or "").partition(";")[0] or None))
            return SKIP
    poster = resolve(reader.base, attributes["poster"]) if attributes.get("poster") else None
    if poster:
        reader.show(Media(link=poster))
    return None


def frame(reader: Reader, node: LexborNode) -> Leave | None:
    """Something that another place shows here. An `object` that tells no address is read for what stands in for it."""
    attributes = node.attributes
    if is_counter(attributes) or is_hidden(attributes):
        return SKIP
    told = next((value for name in ("src", "data-src", "data-lazy-src", "data") if (value := attributes.get(name)) and not value.startswith("about:")), None)
    name = attributes.get("data-videoid") or attributes.get("videoid")
    if told is None and name and "youtube" in (node.tag or ""):
        told = f"https://www.youtube.com/watch?v={name}"
    address = resolve(reader.base, told) if told else None
    if address is None:
        return None if node.tag == "object" else SKIP
    kind = kind_of(address, attributes.get("type"))
    reader.flush()
    if kind:
        reader.show(Media("audio" if kind == "audio" else "video", link=address))
        reader.flush()
    elif (attributes.get("type") or "").startswith("image/"):
        reader.show(Media(link=address))
        reader.flush()
    else:
        reader.frame.blocks.append(Embed(network_of(address) or host_of(address), address))
    return SKIP


def notice(reader: Reader, node: LexborNode) -> Leave | None:
    """What an element is by its attributes: hidden, a post of another network, a caption, a credit."""
    if (node.tag or "-")[0] in "-!":
        return None
    attributes = node.attributes
    if not attributes:
        return None
    if is_hidden(attributes):
        return SKIP
    name = attributes.get("class")
    if name is None or reader.words.exact:
        return None
    if node.tag in ("div", "section") and (network := marked_network(name)) and reader.frame.level < MOST_NESTED:
        reader.flush()
        return post(reader, attributes, network)
    if _CAPTION.search(name) and node.tag != "figcaption" and reader.frame.level < MOST_NESTED:
        return _aside(reader, "caption")
    inside = reader.frame
    if isinstance(inside, FigureFrame) or (isinstance(inside, AsideFrame) and inside.kind == "caption"):
        return _aside(reader, "credit") if _CREDIT.search(name) and node.tag not in ("figcaption", "img", "picture", "figure", "a") else None
    return None


NOTABLE = ("hidden", "display", "fb-", "caption", "<figure")
"""Markup without any of these has nothing that `notice` finds."""

ELEMENTS: dict[str, Begin] = {
    **dict.fromkeys(BLOCKS, block),
    **dict.fromkeys(DROPPED, skip),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir", "dl"), list_),
    **dict.fromkeys(("li", "dt", "dd"), item),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext"), code),
    **dict.fromkeys(("img", "image", "amp-img"), image),
    **dict.fromkeys(("video", "audio", "amp-video", "amp-audio"), film),
    **dict.fromkeys(("iframe", "embed", "object", "amp-iframe", "amp-youtube", "lite-youtube"), frame),
    **dict.fromkeys(("td", "th"), cell),
    **dict.fromkeys(("sup", "sub"), script),
    "a": link,
    "br": line,
    "hr": rule,
    "blockquote": quote,
    "q": inline_quote,
    "cite": cite,
    "footer": footer,
    "figure": figure,
    "figcaption": caption,
    "table": table,
    "tr": row,
    "noscript": noscript,
}
"""Elements that do more than to hold words."""

EXACT: dict[str, Begin] = {
    **dict.fromkeys(
        [name for name, begin in ELEMENTS.items() if begin not in (skip, link, line, image, film, frame, script, inline_quote, cite, cell, noscript)], own_line
    ),
    **dict.fromkeys(DROPPED, skip),
    "a": link,
    "br": line,
    "img": image,
}
"""The same within lines that are kept as they are written."""
