"""Text in which no posts are recognised: one undated entry of headings, lists and paragraphs."""

from __future__ import annotations

import re

from ..model import Block, Body, Entry, Feed, Heading, List, Paragraph, Problem, Snapshot, Unread
from ..text import clean, clean_line
from ..wording import Wording
from .base import Page

NAME = "plain-text"

LONGEST_HEADING = 80
SHORTEST_WRAPPED = 50
"""A block whose lines, but the last, are at least this long was wrapped by an editor: its lines are one paragraph."""

_ITEM = Wording(r"\s*(?:[•\-*+–]|(?P<number>\d{1,3})[.)])\s+(?P<text>.+)")
_CLOSED = Wording(r"[.!?:;,…][\"'”’»)\]]*$")


def recognises(page: Page) -> bool:
    """Every text is at least this."""
    return bool(page.text.strip())


def parse(page: Page) -> Snapshot:
    document, text = page.document, page.text.strip("\n")
    first, _, rest = text.partition("\n")
    titled = _is_heading(clean_line(first)) and (not rest or not rest.partition("\n")[0].strip())
    headline = clean_line(first) if titled else None
    entry = Entry(id=document.source or "document", headline=headline, body=Unread(read_body, rest if titled else text))
    return Snapshot(
        source=document.source,
        format=NAME,
        feed=Feed(),
        entries=(entry,) if document.settled else (),
        problems=(Problem(document.source, "line 1", "no posts were recognised; shown as a plain document"),),
        complete=document.settled,
        retrieved=document.retrieved,
    )


def read_body(raw: str, manner: int) -> Body:
    """Blocks divided by blank lines."""
    groups = [[clean(line.rstrip()) for line in group.split("\n") if line.strip()] for group in re.split(r"\n[ \t]*\n", raw)]
    blocks: list[Block] = []
    for group in filter(None, groups):
        blocks.extend(_blocks(group))
    return Body(blocks=tuple(blocks))


def _blocks(lines: list[str]) -> list[Block]:
    items = [_ITEM.fullmatch(line) for line in lines]
    if all(items):
        found = [item for item in items if item]
        numbers = [int(item["number"]) for item in found if item["number"]]
        if not numbers:
            return [List(tuple(item["text"] for item in found))]
        if numbers == list(range(numbers[0], numbers[0] + len(found))):
            return [List(tuple(item["text"] for item in found), ordered=True, start=numbers[0])]
    if len(lines) == 1 and _is_heading(lines[0].strip()):
        return [Heading(lines[0].strip())]
    if len(lines) > 1 and not any(items) and all(len(line) >= SHORTEST_WRAPPED for line in lines[:-1]):
        return [Paragraph(" ".join(line.strip() for line in lines))]
    return [Paragraph("\n".join(lines) if len(lines) > 1 else lines[0].strip())]


def _is_heading(line: str) -> bool:
    return 0 < len(line) <= LONGEST_HEADING and not _CLOSED.search(line)
