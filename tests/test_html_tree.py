"""HTML documents as trees: what of them is parsed, and what their heads tell."""

from __future__ import annotations

import time

import pytest

from feeds import Document
from feeds.formats.base import Page
from feeds.formats.html.signs import looks_like_html
from feeds.formats.html.tree import head_of, is_whole, parsed, title_of, tree_of
from feeds.html_bounds import DEEPEST, bounds

HOSTILE = {
    "nested div": "<div>" * 100_000,
    "nested a": "<a>" * 100_000,
    "attributes": "<p " + " ".join(f"a{number}=1" for number in range(200_000)) + ">",
    "attributes with angles": "<p " + " ".join(f"a{number}='>'" for number in range(50_000)) + ">",
    "unclosed tags": "<a " * 100_000,
    "comments": "<!--" * 100_000,
    "quotes": '<a b="' * 100_000,
    "scripts": "<script>" * 100_000,
    "scripts in capitals": "<script>x</SCRIPT>" * 20_000,
    "options": "<select>" + "<option>" * 100_000,
    "fonts in paragraphs": "".join(f"<p><font a={number}>" for number in range(5_000)),
    "out of reach": "<div><object></div></object>" * 20_000,
    "end tags": "</x>" * 100_000 + "<div>" * 50_000,
    "lists": "<ul><li>" * 20_000,
    "tables": "<table><tr><td>" * 20_000,
    "angles": "<" * 500_000,
}


def page(html: str, *, url: str | None = None, settled: bool = True) -> Page:
    return Page(Document(data=html.encode(), source="page", url=url, settled=settled))


@pytest.mark.row("S10")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_document_is_parsed_soon(name: str) -> None:
    begun = time.process_time()

    assert tree_of(page(HOSTILE[name])).css("p") is not None
    assert time.process_time() - begun < 5


def test_parse_ends_where_elements_stand_too_deep() -> None:
    html = "<p>first</p>" + "<div>" * (DEEPEST + 1) + "<p>last</p>"

    tree = parsed(page(html))

    assert [node.text() for node in tree.root.css("p")] == ["first"]
    assert tree.cut == "has more than 1,000 elements inside each other"
    assert bounds(html).end == len("<p>first</p>") + len("<div>") * DEEPEST


@pytest.mark.parametrize(
    "html",
    [
        "<div><p>text</div>" * 20_000,
        "<ul>" + "<li>item" * 20_000 + "</ul>",
        "<img src=a><br><hr>" * 20_000,
        "<script>" + "if (a<b) x('<div>');" * 5_000 + "</script>",
        "<!-- " + "<div>" * 5_000 + " -->",
        '<p data-x="' + "a=1 " * 20_000 + '">text</p>',
        "<DIV></div>" * 20_000,
        "<textarea>" + "<div>" * 5_000 + "</textarea>",
    ],
    ids=lambda html: html[:12],
)
def test_ordinary_document_is_parsed_whole(html: str) -> None:
    assert bounds(html) == (len(html), None)


@pytest.mark.parametrize(
    ("start", "is_html"),
    [
        ("<!DOCTYPE html><html>", True),
        ("<!doctype HTML PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN'>", True),
        ("<html lang=en>", True),
        ("<?xml version='1.0'?>\n<!DOCTYPE html>", True),
        ("<!-- saved from url=(0031)https://estuary.example/ -->\n<html>", True),
        ("<head><title>x", True),
        ('<div align="center">a Markdown text</div>', False),
        ("<?xml version='1.0'?><rss version='2.0'>", False),
        ("<feed xmlns='http://www.w3.org/2005/Atom'>", False),
        ("<rdf:RDF>", False),
        ("<header line of a text>", False),
        ("{}", False),
        ("A text about <html>", False),
        ("<!--" * 2_000, False),
        ("", False),
    ],
)
def test_html_is_told_by_its_start(start: str, is_html: bool) -> None:
    assert looks_like_html(start) is is_html


def test_head_tells_title_language_and_addresses() -> None:
    html = """<!doctype html><html lang="en-GB"><head><title> The barrier\n tonight | Estuary Post</title><meta property="og:title" content="The barrier tonight">
        <meta property="og:site_name" content="Estuary Post"><link rel="Canonical" href="/live/barrier"></head>"""

    head = head_of(page(html, url="https://estuary.example/live/barrier?page=2"))

    assert head.title == "The barrier tonight"
    assert head.language == "en-GB"
    assert head.site == "Estuary Post"
    assert head.canonical == head.link == "https://estuary.example/live/barrier"
    assert head.base == "https://estuary.example/live/barrier?page=2"


@pytest.mark.parametrize(
    ("head", "url", "base"),
    [
        ("<base href='/other/'>", "https://estuary.example/live", "https://estuary.example/other/"),
        ("<base href='https://cdn.example/'>", None, "https://cdn.example/"),
        ("<base href='javascript:alert(1)'>", "https://estuary.example/live", "https://estuary.example/live"),
        ("<link rel=canonical href=https://estuary.example/live>", "saved page.html", "https://estuary.example/live"),
        ("<meta property=og:url content=https://estuary.example/live>", None, "https://estuary.example/live"),
        ("<link rel=canonical href='http://[bad'>", None, ""),
        ("", "saved page.html", ""),
    ],
)
def test_relative_addresses_start_from(head: str, url: str | None, base: str) -> None:
    assert head_of(page(f"<!doctype html><head>{head}</head>", url=url)).base == base


@pytest.mark.row("F15")
@pytest.mark.parametrize(
    ("html", "settled", "whole"),
    [
        ("<html><p>a</p></html>", True, True),
        ("<html><p>a</p></HTML >\n<!-- served in 3 ms -->", True, True),
        ("<html><p>a</p></html>", False, False),
        ("<html><p>a</p>", True, False),
    ],
)
def test_page_is_whole_with_its_end_tag(html: str, settled: bool, whole: bool) -> None:
    assert is_whole(page(html, settled=settled)) is whole


@pytest.mark.parametrize(
    ("title", "head", "body", "wanted"),
    [
        ("The gate shuts - live updates - Estuary Post", "", "<h1>The gate shuts</h1>", "The gate shuts"),
        ("The gate – and the wall – shut | Estuary Post", "", "<h1>The gate – and\n<b>the wall</b> – shut</h1>", "The gate – and the wall – shut"),
        ("The gate shuts | Estuary Post", '<meta property="og:site_name" content="estuary post">', "", "The gate shuts"),
        ("The gate shuts | Estuary Post", "", "<h1>Estuary Post</h1>", "The gate shuts | Estuary Post"),
        ("The gate shuts | Estuary Post", "", "<h1>Something else</h1>", "The gate shuts | Estuary Post"),
        ("Twenty-one days", "", "<h1>Twenty</h1>", "Twenty-one days"),
        ("", "", "<h1>The gate shuts</h1>", "The gate shuts"),
        ("", "", "<h1>The gate</h1><h1>The wall</h1>", None),
    ],
)
def test_title_is_without_its_site(title: str, head: str, body: str, wanted: str | None) -> None:
    html = f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"

    assert title_of(page(html)) == wanted


def test_title_without_end_is_taken_as_it_is() -> None:
    title = "The gate " + "- shut " * 100_000

    assert title_of(page(f"<title>{title}</title><h1>The gate</h1>")) == title.strip()
