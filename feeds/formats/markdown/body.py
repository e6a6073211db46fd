"""The inside of a Markdown section as blocks. Marks are taken away where CommonMark says that they are marks; HTML stays as it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ...model import Block, Body, Code, Figure, Heading, Link, List, Media, Paragraph, Quote, Table
from ...text import clean

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

LONGEST = 1 << 16
"""Characters of a body whose marks are read; what is behind them is shown as it is written."""


def read_body(raw: str, manner: int) -> Body:
    """Paragraphs, headings, lists, quotes, code, tables, pictures, in order."""
    from markdown_it.tree import SyntaxTreeNode

    media: list[Media] = []
    env: dict[str, Any] = {}
    root = SyntaxTreeNode(_reader().parse(raw[:LONGEST], env))
    blocks = list(_blocks(root.children, media))
    blocks += [Paragraph(text) for text in _unused(root, env, raw.split("\n"))]
    if len(raw) > LONGEST:
        blocks.append(Paragraph(clean(raw[LONGEST:])))
    return Body(blocks=tuple(blocks), media=tuple(media))


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _unused(root: SyntaxTreeNode, env: dict[str, Any], lines: Sequence[str]) -> Iterator[str]:
    """The definitions of addresses that no link leads to: without a reader they are words like others."""
    used = {str(node.attrs.get("href") or node.attrs.get("src")) for node in root.walk() if node.type in ("link", "image")}
    for found in (*env.get("references", {}).values(), *env.get("duplicate_refs", ())):
        if found["href"] not in used:
            yield clean(" ".join(lines[slice(*found["map"])]).strip())


def _blocks(nodes: Sequence[SyntaxTreeNode], media: list[Media]) -> Iterator[Block]:
    for node in nodes:
        match node.type:
            case "paragraph":
                text, links, pictures = _inline(node)
                if text.strip():
                    yield Paragraph(text, links)
                for picture in pictures:
                    media.append(picture)
                    yield Figure(len(media) - 1)
            case "heading":
                said, rest = _flat(node, media)
                yield Heading(said.text.replace("\n", " "), min(6, max(2, int(node.tag[1:]))), said.links)
                yield from rest
            case "bullet_list" | "ordered_list":
                start = node.attrs.get("start", 1)
                items, rest = _items(node, "", media)
                yield List(tuple(item.text for item in items), node.type == "ordered_list", int(start), _joined(items, "\n", whole=True).links)
                yield from rest
            case "blockquote":
                parts, rest = _each(node.children, media)
                said = _joined(parts, "\n\n")
                yield Quote(said.text, links=said.links)
                yield from rest
            case "fence" | "code_block":
                yield Code(clean(node.content).rstrip("\n"))
            case "table":
                rows = [_each(row.children, media, whole=True) for part in node.children for row in part.children]
                links = _joined([_joined(cells, "\t", whole=True) for cells, _ in rows], "\n", whole=True).links
                yield Table(tuple(tuple(cell.text for cell in cells) for cells, _ in rows), links)
                yield from (figure for _, rest in rows for figure in rest)
            case _:  # a rule
                continue


def _items(node: SyntaxTreeNode, indent: str, media: list[Media]) -> tuple[list[Paragraph], list[Figure]]:
    """The items of a list, those of a list inside it indented behind their own; and the pictures in them."""
    items: list[Paragraph] = []
    figures: list[Figure] = []
    for number, item in enumerate(node.children, int(node.attrs.get("start", 1))):
        sign = f"{number}. " if indent and node.type == "ordered_list" else ""
        said, rest = _each([child for child in item.children if not child.type.endswith("_list")], media)
        items.append(_joined([Paragraph(f"{indent}{sign}"), _joined(said, "\n")], "", whole=True))
        figures += rest
        for child in item.children:
            if child.type.endswith("_list"):
                inner, rest = _items(child, indent + "  ", media)
                items += inner
                figures += rest
    return items, figures


def _each(nodes: Sequence[SyntaxTreeNode], media: list[Media], *, whole: bool = False) -> tuple[list[Paragraph], list[Figure]]:
    """The words of each node, `whole` also of those that say nothing, and the pictures of all."""
    flat = [_flat(node, media) for node in nodes]
    return [said for said, _ in flat if whole or said.text], [figure for _, rest in flat for figure in rest]


def _flat(node: SyntaxTreeNode, media: list[Media]) -> tuple[Paragraph, list[Figure]]:
    """All words of a node with their links, and its pictures."""
    if node.type in ("fence", "code_block"):
        return Paragraph(clean(node.content).rstrip("\n")), []
    if node.type.endswith("_list"):
        items, figures = _items(node, "", media)
        return _joined(items, "\n"), figures
    if any(child.type == "inline" for child in node.children):
        text, links, pictures = _inline(node)
        media += pictures
        return Paragraph(text, links), [Figure(len(media) - number) for number in range(len(pictures), 0, -1)]
    parts, figures = _each(node.children, media)
    return _joined(parts, "\n"), figures


def _joined(parts: Sequence[Paragraph], between: str, *, whole: bool = False) -> Paragraph:
    """Texts as one, with their links; `whole` also with those that say nothing."""
    parts = [part for part in parts if whole or part.text]
    links: list[Link] = []
    length = 0
    for part in parts:
        links += [Link(link.text, link.link, link.start + length) for link in part.links]
        length += len(part.text) + len(between)
    return Paragraph(between.join(part.text for part in parts), tuple(links))


def _inline(node: SyntaxTreeNode) -> tuple[str, tuple[Link, ...], list[Media]]:
    """The text of a paragraph on lines of its own choice, its links, its pictures."""
    text, links, pictures = "", list[Link](), list[Media]()

    def walk(nodes: Sequence[SyntaxTreeNode]) -> None:
        nonlocal text
        for each in nodes:
            match each.type:
                case "text" | "code_inline":
                    text += clean(each.content)
                case "softbreak":
                    text += " "
                case "hardbreak":
                    text += "\n"
                case "link":
                    start = len(text)
                    walk(each.children)
                    if len(text) > start:
                        links.append(Link(text[start:], clean(str(each.attrs.get("href", ""))), start))
                case "image":
                    title = each.attrs.get("title")
                    pictures.append(Media(alt=clean(each.content) or None, caption=clean(str(title)) if title else None, link=clean(str(each.attrs["src"]))))
                case _:
                    walk(each.children)

    for child in node.children:
        walk(child.children)
    return text.rstrip(), tuple(links), pictures
