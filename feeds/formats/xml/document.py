"""An XML document's bytes to a tree: as they are when they are well-formed, else repaired, else what libxml2 makes of them.

No entity is expanded, no document type read, nothing fetched (OWASP, XML External Entity Prevention).
"""

from __future__ import annotations

import re
import threading
from typing import Any, NamedTuple

from ...charset import in_utf8
from ...errors import MalformedFeed
from ...model import Problem
from ..base import Page
from .characters import characters
from .notes import Notes
from .repair import Repaired, repaired

BLANK = b"\xef\xbb\xbf \t\r\n"
PROLOG = 4096
"""Bytes in which a document type is looked for before the document is parsed."""

_DOCTYPE = re.compile(rb"<!DOCTYPE(?:[^\[<>\"']++|\"[^\"<>]*\"|'[^'<>]*')*+>")
_WINDOWS = re.compile(rb"&#(?:0*1(?:2[89]|[34]\d|5\d)|[xX]0*[89][0-9a-fA-F]);")


class Tree(NamedTuple):
    """A document's root element, what was repaired on the way to it, and whether its end tag was there."""

    root: Any
    problems: tuple[Problem, ...]
    whole: bool
    data: bytes = b""
    """The well-formed document that it was made of, in UTF-8; nothing when libxml2 had to recover it."""


def read_tree(page: Page) -> Tree:
    """The tree of a document, read once. Raises MalformedFeed when there is none in it, UnknownFormat for a binary document."""
    return page.remember_of(_read)


def _read(page: Page) -> Tree:
    document = page.document
    data = in_utf8(document.data, document.media_type)
    if data is None:
        data = page.decoded.encode("utf-8", "replace")
    bare = unmarked(data)
    root = well_formed(bare) if bare is not None else None
    if bare is not None and root is not None:
        return Tree(root, blanks(page), True, bare)
    return _repaired(page)


def blanks(page: Page) -> tuple[Problem, ...]:
    """What there is to say of a well-formed document: whether white space stands before its declaration."""
    if not page.document.data[:8].lstrip(b"\xef\xbb\xbf\xff\xfe\0").startswith((b" ", b"\t", b"\r", b"\n")):
        return ()
    return (Problem(page.document.source, "line 1", "blank lines stand before the document"),)


def unmarked(data: bytes) -> bytes | None:
    """A document without what may stand around it and its document type; None when that has declarations in it, which are not for libxml2."""
    if data[:1] in (b"", b" ", b"\t", b"\r", b"\n", b"\xef"):
        data = _stripped(data)
    begin = data[:PROLOG].find(b"<!DOCTYPE")
    if begin < 0:
        return data
    found = _DOCTYPE.match(data, begin)
    return data[:begin] + b"\n" * found[0].count(b"\n") + data[found.end() :] if found is not None else None


def _stripped(data: bytes) -> bytes:
    """A document without the blanks before it, whose lines stay those that they were: ends of lines stand behind the declaration instead."""
    bare = data.lstrip(BLANK)
    lines = data.count(b"\n", 0, len(data) - len(bare))
    end = bare.find(b"?>", 0, PROLOG) + 2 if lines and bare.startswith(b"<?xml") else 0
    return bare[:end] + b"\n" * lines + bare[end:] if lines else bare


def well_formed(data: bytes) -> Any:
    """The root of a document in UTF-8; None when it is not well-formed, or has a document type, or numbers that stand for windows-1252."""
    from lxml import etree

    if _means_windows(data):
        return None
    try:
        root = etree.fromstring(data, parser(huge=False, recover=False))
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        return None
    return None if root.getroottree().docinfo.internalDTD is not None else root


def _means_windows(data: bytes) -> bool:
    """Whether numbers stand for characters of windows-1252 outside of CDATA sections, where they are no markup."""
    if not _WINDOWS.search(data):
        return False
    at = 0
    while (begin := data.find(b"<![CDATA[", at)) >= 0:
        if _WINDOWS.search(data, at, begin):
            return True
        at = data.find(b"]]>", begin)
        if at < 0:
            return False
    return _WINDOWS.search(data, at) is not None


def _repaired(page: Page) -> Tree:
    """The tree of a document that is not well-formed. Where characters are all that is wrong with it, its tags are left alone: that is much faster."""
    text, source = page.decoded, page.document.source
    notes = Notes(source)
    bare = unmarked(characters(text, notes).encode("utf-8", "replace"))
    root = well_formed(bare) if bare is not None else None
    if bare is not None and root is not None:
        return Tree(root, (*blanks(page), *notes.problems(text)), True, bare)
    notes = Notes(source)
    fixed = repaired(text, notes)
    return _last(fixed, notes.problems(text), source)


def _last(fixed: Repaired, problems: tuple[Problem, ...], source: str) -> Tree:
    """The tree of a document that was repaired, by libxml2's own means of recovery when even so it is not well-formed."""
    from lxml import etree

    data = fixed.text.encode("utf-8", "replace")
    try:  # what the pass wrote has no entities and no depth: large texts are all that remains of what libxml2 guards against
        return Tree(etree.fromstring(data, parser(huge=True, recover=False)), problems, fixed.whole, data)
    except (etree.XMLSyntaxError, ValueError, AssertionError) as error:
        said = str(error).partition(", line ")[0].partition("\n")[0][:120]
        place = f"line {getattr(error, 'lineno', None) or 1}"
    try:
        root = etree.fromstring(data, parser(huge=True, recover=True))
    except (etree.XMLSyntaxError, ValueError, AssertionError):
        root = None
    if root is None:
        raise MalformedFeed(f"this XML document is broken beyond repair: {said}" if fixed.text else "there is no element in this XML document", place=place)
    return Tree(root, (*problems, Problem(source, place, f"the document is broken here, and parts of it may be missing: {said}")), fixed.whole)


class _Parsers(threading.local):
    """The parsers of a thread, one of each kind. To make one takes longer than to read a small feed with it; threads that share one wait for each other."""

    def __init__(self) -> None:
        self.made: dict[tuple[bool, bool], Any] = {}


_PARSERS = _Parsers()


def parser(*, huge: bool, recover: bool) -> Any:
    """A parser of libxml2 that reads nothing but the bytes it is given."""
    made = _PARSERS.made.get((huge, recover))
    if made is None:
        made = _PARSERS.made[huge, recover] = _parser(huge=huge, recover=recover)
    return made


def _parser(*, huge: bool, recover: bool) -> Any:
    from lxml import etree

    return etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, attribute_defaults=False,
        remove_comments=True, remove_pis=True, huge_tree=huge, recover=recover,
    )  # fmt: skip
