"""Bytes to Snapshot: one module per format, tried in the order of `FORMATS`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from ..errors import UnknownFormat
from ..kept import Kept
from ..model import Document, Fact, Snapshot
from . import (
    atom,
    bbc_json,
    clock_text,
    event_stream,
    guardian_json,
    h_feed,
    html_posts,
    json_feed,
    json_lines,
    json_page,
    live_html,
    live_text,
    liveblog_json,
    log_lines,
    markdown_posts,
    markdown_text,
    plain_text,
    rss,
    web_page,
)
from .base import Format, Page, Resuming, Streaming

FORMATS: tuple[Format, ...] = (
    event_stream,
    rss,
    atom,
    live_html,
    h_feed,
    guardian_json,
    bbc_json,
    liveblog_json,
    json_feed,
    json_lines,
    html_posts,
    web_page,
    json_page,
    log_lines,
    markdown_posts,
    live_text,
    clock_text,
    markdown_text,
    plain_text,
)
"""The most particular first."""


def parse_document(document: Document, kept: Kept[Any] | None = None) -> Snapshot:
    """What the document says. Raises FormatError when it is in no known format, or broken beyond repair.

    A document that continues another is in that one's format, whatever it looks like by itself; one whose source was in a format that grows at its end
    stays in it as long as it can. `kept` is what was kept of the readings before.
    """
    page = Page(document, kept)
    return _with_links(_format_of(page).parse(page), document)


def parse_in_parts(document: Document, kept: Kept[Any] | None = None) -> Iterator[Snapshot]:
    """The same bit by bit, where the format can: the last snapshot is the one that `parse_document` gives."""
    page = Page(document, kept)
    form = _format_of(page)
    if isinstance(form, Streaming):
        for snapshot in form.parts(page):
            yield _with_links(snapshot, document)
    else:
        yield _with_links(form.parse(page), document)


def _with_links(snapshot: Snapshot, document: Document) -> Snapshot:
    """What the document says, and what the answer that it came in says of it: links there are as good as those in the document (RFC 8288; WebSub, 4)."""
    if not document.hubs and document.older is None:
        return snapshot
    feed = snapshot.feed
    known = {fact.link for fact in feed.facts if fact.name == "hub"}
    hubs = [Fact("hub", hub, hub) for hub in document.hubs if hub not in known]
    return replace(snapshot, feed=replace(feed, facts=(*feed.facts, *hubs), older=feed.older or document.older))


def _format_of(page: Page) -> Format:
    document = page.document
    for form in FORMATS:
        if document.continues is None and document.before == form.NAME and isinstance(form, Resuming) and form.resumes(page):
            return form
    for form in FORMATS:
        if document.continues == form.NAME or (document.continues is None and form.recognises(page)):
            return form
    raise UnknownFormat("there is no text in it")
