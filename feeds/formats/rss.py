"""RSS 0.9x and 2.0, RSS 0.90 and 1.0 (RDF), with the extensions that feeds use (https://www.rssboard.org/rss-specification, https://web.resource.org/rss/1.0/spec)."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Snapshot
from .base import Page
from .xml.start import ATOM, root_of

NAME = "rss"


def recognises(page: Page) -> bool:
    """An XML document that is not Atom: one that is no feed is refused when it is parsed, for it is no text to read either."""
    root = root_of(page)
    return root is not None and root not in ATOM


def parse(page: Page) -> Snapshot:
    from .xml.rss import DIALECT
    from .xml.slices import read_feed

    return read_feed(page, NAME, DIALECT)


def parts(page: Page) -> Iterator[Snapshot]:
    from .xml.rss import DIALECT
    from .xml.slices import read_parts

    return read_parts(page, NAME, DIALECT)
