"""The inside of a Markdown section as blocks. Marks are taken away where CommonMark says that they are marks; HTML stays as it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..model import Block, Body, Code, Figure, Heading, Link, List, Media, Paragraph, Quote, Table
from ..text import clean

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
                yield Heading(_flat(node), level=min(6, max(2, int(node.tag[1:]))))
            case "bullet_list" | "ordered_list":
                start = node.attrs.get("start", 1)
                yield List(tuple(_items(node, "")), ordered=node.type == "ordered_list", start=int(start))
            case "blockquote":
                yield Quote("\n\n".join(part for part in map(_flat, node.children) if part))
            case "fence" | "code_block":
                yield Code(clean(node.content).rstrip("\n"))
            case "table":
                yield Table(tuple(tuple(map(_flat, row.children)) for part in node.children for row in part.children))
            case _:  # a rule
                continue


def _items(node: SyntaxTreeNode, indent: str) -> Iterator[str]:
    """The items of a list; those of a list inside it stand indented behind."""
    for number, item in enumerate(node.children, int(node.attrs.get("start", 1))):
        sign = f"{number}. " if indent and node.type == "ordered_list" else ""
        said = [_flat(child) for child in item.children if not child.type.endswith("_list")]
        yield f"{indent}{sign}" + "\n".join(said)
        for child in item.children:
            if child.type.endswith("_list"):
                yield from _items(child, indent + "  ")


def _flat(node: SyntaxTreeNode) -> str:
    """All words of a node, with the addresses of its links behind them."""
    if node.type in ("fence", "code_block"):
        return clean(node.content).rstrip("\n")
    if node.type.endswith("_list"):
        return "\n".join(_items(node, ""))
    if any(child.type == "inline" for child in node.children):
        text, links, pictures = _inline(node)
        for link in reversed(links):
            if link.link != link.text:
                end = link.start + len(link.text)
                text = f"{text[:end]} ({link.link}){text[end:]}"
        return " ".join([*([text] if text else []), *(f"{picture.alt or ''} ({picture.link})".strip() for picture in pictures)])
    return "\n".join(part for part in map(_flat, node.children) if part)


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
