"""A Markdown text in which no posts are recognised: one undated entry."""

from __future__ import annotations

import re

from ..model import Entry, Feed, Problem, Snapshot, Unread
from ..text import clean_line
from ..wording import Wording
from .base import Page

NAME = "markdown"

_SIGNS = Wording(r"(?:\A|\n\n)#{1,6} \S.*(?=\n|\Z)|^(?:```|~~~)|\]\(https?://|^\|?(?: *:?-{3,}:? *\|)+|\*\*\S[^*\n]*\*\*", re.MULTILINE)
ENOUGH = 3
"""Signs of Markdown that a text of another name must have, a heading among them."""


def recognises(page: Page) -> bool:
    """It is named so, or clearly written so."""
    document, text = page.document, page.text
    if not text.strip():
        return False
    if document.media_type == "text/markdown" or document.source.lower().endswith((".md", ".markdown", ".mkd")):
        return True
    if "\n#" not in text and not text.startswith("#"):
        return False
    signs = [match[0].strip() for match in _SIGNS.finditer(text)]
    return len(signs) >= ENOUGH and any(sign.startswith("#") for sign in signs)


def parse(page: Page) -> Snapshot:
    from .markdown.body import read_body
    from .markdown.sections import outline, plain_title

    document, found = page.document, page.remember(outline)
    first = found.sections[0] if found.sections and not found.preface.strip() else None
    heading, link = plain_title(first.title, found.definitions) if first else (None, None)
    title = found.front.get("title") or heading
    titled = first is not None and title == heading
    parts = [found.preface] + [
        section.text if section is first and titled else f"{'#' * section.level} {section.title}\n\n{section.text}" for section in found.sections
    ]
    others = tuple(line for each in found.front_lines if (line := clean_line(each)) and line.partition(":")[0].lower() != "title")
    entry = Entry(
        id=document.source or "document", headline=title or None, link=link if titled else None, body=Unread(read_body, "\n\n".join(parts).strip("\n"))
    )
    return Snapshot(
        source=document.source,
        format=NAME,
        feed=Feed(title=title or None, preamble=others),
        entries=(entry,) if document.settled else (),
        problems=(Problem(document.source, "line 1", "no posts were recognised; shown as a plain document"),),
        complete=document.settled,
        retrieved=document.retrieved,
    )
