"""Documents that mean harm: what a reader of XML, JSON or HTML must get through without falling over, reading files or asking the network."""

from __future__ import annotations

from collections.abc import Callable

ITEM = b"<item><title>calm</title></item>"


def rss(inside: bytes, *, before: bytes = b"") -> bytes:
    """A feed with something in its channel, and a post behind it."""
    return before + b'<rss version="2.0"><channel><title>t</title>' + inside + ITEM + b"</channel></rss>"


def _laughs(*, quoted: bool = False) -> bytes:
    lines = b"".join(b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10))
    use = b'<item><enclosure url="&l9;"/></item>' if quoted else b"<item><title>&l9;</title></item>"
    return rss(use, before=b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">' + lines + b"]>")


def _quadratic() -> bytes:
    return rss(b"<item><title>" + b"&a;" * 20_000 + b"</title></item>", before=b'<!DOCTYPE rss [<!ENTITY a "' + b"a" * 50_000 + b'">]>')


XML: dict[str, Callable[[], bytes]] = {
    "entity of a file": lambda: rss(b"<item><title>&x;</title></item>", before=b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "entity of an address": lambda: rss(b"<item><title>&x;</title></item>", before=b'<!DOCTYPE rss [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>'),
    "parameter entity": lambda: rss(b"<item><title>&x;</title></item>", before=b'<!DOCTYPE rss [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'),
    "external document type": lambda: rss(b"<item><title>&x;</title></item>", before=b'<!DOCTYPE rss SYSTEM "file:///etc/passwd">'),
    "document type behind a long comment": lambda: rss(
        b"<item><title>&x;</title></item>", before=b"<!--" + b"c" * 9000 + b'--><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "inclusion": lambda: rss(b'<item><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/></item>'),
    "style sheet": lambda: rss(b"<item/>", before=b'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="file:///etc/passwd"?>'),
    "billion laughs": _laughs,
    "billion laughs in an attribute": lambda: _laughs(quoted=True),
    "quadratic entities": _quadratic,
    "entity in itself": lambda: rss(b"<item><title>&a;</title></item>", before=b'<!DOCTYPE rss [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'),
    "100,000 elements in each other": lambda: rss(b"<item><description>" + b"<a>" * 100_000 + b"deep" + b"</a>" * 100_000 + b"</description></item>"),
    "100,000 elements that never end": lambda: rss(b"<a>" * 100_000),
    "100,000 posts in each other": lambda: rss(b"<item>" * 100_000),
    "20,000 posts in each other that end": lambda: rss(b"<item><title>x</title>" * 20_000 + b"</item>" * 20_000),
    "200,000 attributes": lambda: rss(b"<item " + b" ".join(b"a%d='1'" % number for number in range(200_000)) + b"/>"),
    "200,000 attributes without quotes": lambda: rss(b"<item " + b" ".join(b"a%d=1" % number for number in range(200_000)) + b"/>"),
    "200,000 times one attribute": lambda: rss(b"<item " + b"a='1' " * 200_000 + b"/>"),
    "20,000 namespaces": lambda: rss(b"<item " + b" ".join(b"xmlns:n%d='u%d'" % (number, number) for number in range(20_000)) + b"><n1:x/></item>"),
    "20,000 namespaces that are not declared": lambda: rss(b"".join(b"<n%d:x/>" % number for number in range(20_000))),
    "20,000 namespaces in each other": lambda: rss(b"".join(b"<n:x xmlns:n='u%d'>" % number for number in range(20_000))),
    "name of 3 MB": lambda: rss(b"<" + b"a" * 3_000_000 + b">x"),
    "attribute of 3 MB": lambda: rss(b'<item a="' + b"a" * 3_000_000 + b'"/>'),
    "attribute of 3 MB that never ends": lambda: rss(b'<item a="' + b"<a " * 1_000_000),
    "text of 12 MB": lambda: rss(b"<item><title>end</title><description>" + b"word " * 2_400_000 + b"</description></item>"),
    "1,000,000 ampersands": lambda: rss(b"<item><title>" + b"&" * 1_000_000 + b"</title></item>"),
    "number of 3 MB": lambda: rss(b"<item><title>&#" + b"9" * 3_000_000 + b";</title></item>"),
    "100,000 tags that never end": lambda: rss(b"<a " * 100_000),
    "100,000 tags that never end, in quotes": lambda: rss(b"<a b='<" * 100_000),
    "100,000 comments that never end": lambda: rss(b"<!--" * 100_000),
    "100,000 sections that never end": lambda: rss(b"<![CDATA[" * 100_000),
    "20,000 sections that end once": lambda: rss(b"<item><title><![CDATA[</title></item>" * 20_000 + b"]]>"),
    "100,000 instructions that never end": lambda: rss(b"<?a " * 100_000),
    "20,000 document types": lambda: rss(b"<!DOCTYPE a [<!--" * 20_000),
    "document type that never ends": lambda: b"<!DOCTYPE a [" + b"<!--" * 500_000,
    "20,000 scripts that never end": lambda: rss(b"<script>" * 20_000),
    "100,000 signs before a long text": lambda: rss(b"<3 " * 100_000 + b"a" * 4_000_000),
    "100,000 end tags": lambda: rss(b"</a>" * 100_000),
    "20,000 feeds": lambda: rss(b"") * 20_000,
    "20,000 names": lambda: rss(b"".join(b"<e%d>" % number for number in range(20_000))),
    "ends in a tag": lambda: rss(b"<item><title>x")[:60],
    "nothing but a sign": lambda: b"<rss",
    "zero bytes": lambda: rss(b"<item><title>a" + b"\0" * 500_000 + b"b</title></item>"),
}
"""Makers of hostile XML by what is hostile in it."""
