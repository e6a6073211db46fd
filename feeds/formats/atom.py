"""Atom 1.0 (RFC 4287) and 0.3, with the extensions that feeds use."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Snapshot
from .base import Page
from .xml.start import ATOM, root_of

NAME = "atom"


def recognises(page: Page) -> bool:
    """A document whose root is a feed or an entry."""
    return root_of(page) in ATOM


def parse(page: Page) -> Snapshot:
    from .xml.atom import DIALECT
    from .xml.slices import read_feed

    return read_feed(page, NAME, DIALECT)


def parts(page: Page) -> Iterator[Snapshot]:
    from .xml.atom import DIALECT
    from .xml.slices import read_parts

    return read_parts(page, NAME, DIALECT)
