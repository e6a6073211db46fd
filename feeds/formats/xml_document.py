"""An XML document's bytes to a tree."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..errors import MalformedFeed
from ..model import Problem
from .base import Page


class Tree(NamedTuple):
    """A document's root element, what was repaired on the way to it, and whether its end tag was there."""

    root: Any
    problems: tuple[Problem, ...]
    whole: bool


def read_tree(page: Page) -> Tree:
    """The tree of a document. Raises FormatError when there is none in it."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    data = page.document.data.lstrip()
    try:
        root = etree.fromstring(data[data.find(b"<") :], parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MalformedFeed("this XML document is broken beyond repair") from error
    if root is None:
        raise MalformedFeed("there is no element in this XML document")
    name = (root.tag.rpartition("}")[2]).encode()
    return Tree(root, (), data.rstrip().endswith(name + b">"))
