"""Strings that break software, in every field of an XML feed: they are shown literally."""

from __future__ import annotations

import json
import re
from html import escape

import pytest

from feeds import clean, clean_line, parse

from .support import SHARED

BLNS = SHARED / "vectors" / "blns" / "blns.json"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document can hold (XML 1.0, 2.2)."""

pytestmark = [
    pytest.mark.skipif(not BLNS.is_file(), reason="the shared folder with strings that break software is not beside the project"),
    pytest.mark.row("S1"),
    pytest.mark.row("S2"),
]


def strings() -> list[str]:
    return [string for string in json.loads(BLNS.read_text(encoding="utf-8")) if clean_line(string) and not _NO_XML.search(string)]


def test_strings_are_shown_literally_in_atom() -> None:
    """Its constructs of type "text" are text and nothing else (RFC 4287, 3.1.1.1)."""
    entry = (
        '<entry><id>n{n}</id><title type="text">{s}</title><content type="text">{s}</content><author><name>{s}</name></author><category term="{q}"/></entry>'
    )
    body = "".join(entry.format(n=n, s=escape(s, quote=False), q=escape(s)) for n, s in enumerate(strings()))

    snapshot = parse(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{body}</feed>'.encode())

    assert len(snapshot.entries) == len(strings())
    for read, string in zip(snapshot.entries, strings(), strict=True):
        line = clean_line(string)
        assert (read.headline, read.tags) == (line, (line,))
        assert [author.name for author in read.authors] == [line]
        assert read.text.split() == clean(string).split()


def test_strings_that_are_escaped_as_html_are_shown_literally_in_rss() -> None:
    """Its texts are HTML, as most write them: a sign that is meant stands escaped in it. Entities in titles are read twice, for many feeds escape them twice."""
    item = '<item><guid isPermaLink="false">n{n}</guid><title>{s}</title><description>{s}</description></item>'
    body = "".join(item.format(n=n, s=escape(f"x {escape(s, quote=False)} y", quote=False)) for n, s in enumerate(strings()))

    snapshot = parse(f'<rss version="2.0"><channel><title>T</title>{body}</channel></rss>'.encode())

    assert len(snapshot.entries) == len(strings())
    for read, string in zip(snapshot.entries, strings(), strict=True):
        if not re.search(r"&#?\w+;", string):
            assert read.headline == clean_line(f"x {string} y")
        assert read.text.split() == clean(f"x {string} y").split()
