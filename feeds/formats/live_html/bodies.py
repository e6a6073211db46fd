"""The body of an entry as the page shows it: its HTML without what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from ...markup.embeds import network_of
from ...wording import Wording
from .adapters import Row

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LONGEST = 120
"""Characters of a thing to share with: what is longer only has such a name."""

_DOUBTFUL = '[class*="share"], [class*="Share"], [data-testid*="share"], button, form, template'
"""What is furniture as long as it is small and has nothing in it."""
_CONTENT = "img, picture, video, audio, iframe, figure, blockquote, table, p + p"
_WORDS_BEFORE = Wording(r"<(?:p|li|blockquote|table|pre)[\s>]")


def inside(body: LexborNode, row: Row, title: LexborNode | None) -> str:
    """The HTML inside a body, without its title and what the row knows as furniture."""
    raw = body.inner_html or ""
    nodes = body.css(row.furniture) if row.furniture else []
    nodes += [node for node in body.css(_DOUBTFUL) if len(node.text()) <= LONGEST and node.css_first(_CONTENT) is None]
    if title is not None:
        nodes.append(title)
    posts = {node.mem_id: frame for node in (body.css(row.embeds) if row.embeds else []) if (frame := _frame(node))}
    nodes += [node for node in body.css(row.embeds) if node.mem_id in posts] if posts else []
    for node in outermost(nodes, body) if len(nodes) > 1 else nodes:
        if written := node.html:
            raw = raw.replace(written, posts.get(node.mem_id, ""), 1)
    return raw.strip()


def _frame(node: LexborNode) -> str:
    """A post of another network by its address, for an element that asks whether it may be shown; empty where none is named."""
    for link in node.css("a[href], iframe[src], blockquote[cite]")[:20]:
        address = next((value for name in ("href", "src", "cite") if (value := link.attributes.get(name))), "")
        if address.startswith("http") and network_of(address):
            return f'<iframe src="{escape(address)}"></iframe>'
    return ""


def leads(title: LexborNode, body: LexborNode) -> bool:
    """Whether a heading stands over the words of a body, or outside of it: one between them is none of the entry."""
    raw, written = body.inner_html or "", title.html or ""
    at = raw.find(written)
    return at < 0 or _WORDS_BEFORE.search(raw, 0, at) is None


def outermost(nodes: Sequence[LexborNode], top: LexborNode) -> list[LexborNode]:
    """The nodes below another that are inside none of the others, each once."""
    known = {node.mem_id: node for node in nodes if node.mem_id != top.mem_id}
    return [node for node in known.values() if not _is_inside(node, known, top.mem_id)]


def _is_inside(node: LexborNode, known: dict[int, LexborNode], top: int) -> bool:
    parent = node.parent
    while parent is not None and parent.mem_id != top:
        if parent.mem_id in known:
            return True
        parent = parent.parent
    return False
