"""Bytes to Snapshot: one module per format, tried in the order of `FORMATS`."""

from __future__ import annotations

from ..errors import UnknownFormat
from ..model import Document, Snapshot
from . import clock_text, live_text, log_lines, markdown_posts, markdown_text, plain_text
from .base import Format, Page

FORMATS: tuple[Format, ...] = (log_lines, markdown_posts, live_text, clock_text, markdown_text, plain_text)
"""The most particular first."""


def parse_document(document: Document) -> Snapshot:
    """What the document says. Raises FormatError when it is in no known format, or broken beyond repair.

    A document that continues another is in that one's format, whatever it looks like by itself.
    """
    page = Page(document)
    for form in FORMATS:
        if document.continues == form.NAME or (document.continues is None and form.recognises(page)):
            return form.parse(page)
    raise UnknownFormat("there is no text in it")
