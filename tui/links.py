"""The numbered links of a post: its own address, then those in its body, in the order in which the detail pane numbers them."""

from __future__ import annotations

from feeds import Code, Embed, Entry, Figure


def links_of(entry: Entry) -> list[tuple[str, str]]:
    """What each link is called, and where it leads; the first is number 1."""
    found = [(entry.headline or "this post", entry.link)] if entry.link else []
    for block in entry.blocks:
        if not isinstance(block, (Code, Embed, Figure)):
            found += [(link.text, link.link) for link in block.links]
    return found
