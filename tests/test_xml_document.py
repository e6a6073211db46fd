"""Bytes to an XML tree, whatever the bytes: what is repaired, what is said of it, and that nothing else changes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Document, FormatError, MalformedFeed, parse
from feeds.formats.base import Page
from feeds.formats.xml.document import Tree, read_tree

from .support import SHARED

HEAD = '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Tide</title>'
END = "</channel></rss>"


def tree_of(data: str | bytes, *, media_type: str | None = None) -> Tree:
    return read_tree(Page(Document(data=data.encode() if isinstance(data, str) else data, source="feed.xml", media_type=media_type)))


def written(root: Any) -> str:
    """A tree as text, its white space between elements left out."""
    from lxml import etree

    text: str = etree.tostring(root, encoding="unicode")
    return re.sub(r">\s+<", "><", text)


def item(inside: str) -> str:
    return f"{HEAD}<item>{inside}</item>{END}"


def inside(tree: Tree) -> str:
    """What stands in the first item."""
    found = re.search("<item>(.*?)</item>", written(tree.root), re.DOTALL)
    assert found is not None
    return found[1]


def messages(tree: Tree) -> str:
    return "\n".join(problem.message for problem in tree.problems)


def test_well_formed_document_is_read_as_it_is() -> None:
    tree = tree_of(item("<title>a &amp; b</title><description><![CDATA[<p>c</p>]]></description><!-- no --><?no?>"))

    assert inside(tree) == "<title>a &amp; b</title><description>&lt;p&gt;c&lt;/p&gt;</description>"
    assert tree.problems == ()
    assert tree.whole


@pytest.mark.parametrize(
    ("broken", "mended", "said"),
    [
        ("<title>a & b</title>", "<title>a &amp; b</title>", "ampersands"),
        ("<title>AT&T &foo</title>", "<title>AT&amp;T &amp;foo</title>", "ampersands that begin no reference are read as ampersands (2 times)"),
        ("<title>a&nbsp;b &eacute;t&eacute; &hellip;</title>", "<title>a\xa0b été …</title>", "characters go by names of HTML"),
        ("<title>&amp;nbsp; &amp;amp; &LT;b&GT; &</title>", "<title>&amp;nbsp; &amp;amp; &lt;b&gt; &amp;</title>", "ampersands"),
        ("<title>&unheard; &</title>", "<title>&amp;unheard; &amp;</title>", "unknown entities stay as they are written"),
        ("<title>&#0;&#x1B;&#xD800;&#x110000;</title>", "<title>␀␛\ufffd\ufffd</title>", "numbers stand for characters that XML forbids (4 times)"),
        ("<title>&#150; &#x92;</title>", "<title>– ’</title>", "numbers"),
        ("<title>&#55357;&#56832; &#xd83d;&#xDE00;</title>", "<title>😀 😀</title>", ""),
        ("<title>a\0b\x1b[2J\x0cc\ufffe</title>", "<title>a␀b␛[2J\nc\ufffd</title>", "control characters"),
        ("<title>1 < 2 <3 <- < b</title>", "<title>1 &lt; 2 &lt;3 &lt;- &lt; b</title>", "signs < that begin no tag are read as such (4 times)"),
        (
            "<title>write to <ann@example.com> or <http://example.com></title>",
            "<title>write to &lt;ann@example.com&gt; or &lt;http://example.com&gt;</title>",
            "signs",
        ),
        ("<title>if a <b and c</title>", "<title>if a &lt;b and c</title>", "signs"),
        ("<title>a ]]> b</title>", "<title>a ]]&gt; b</title>", ""),
        ("<title>a<link>b</link>", "<title>a</title><link>b</link>", "elements are not closed"),
        ("<title>a</TITLE>", "<title>a</title>", "start and end tags differ in case"),
        ("<title>a</title></b>", "<title>a</title>", "end tags that end nothing"),
        ("<description>a <b><i>b</b></i></description>", "<description>a <b><i>b</i></b></description>", "elements are not closed"),
        (
            "<description><p>one<br>two<p>three <img src=a.png alt='x'></description>",
            '<description><p>one<br/>two</p><p>three <img src="a.png" alt="x"/></p></description>',
            "attributes are written without quotes",
        ),
        ("<enclosure url='a' url=\"b\"/>", '<enclosure url="a"/>', "attributes are given twice"),
        ('<enclosure url="a?b&c=<d>"/>', '<enclosure url="a?b&amp;c=&lt;d&gt;"/>', "ampersands"),
        ('<enclosure url="a" "/>', '<enclosure url="a"/>', "signs in a tag that belong to no attribute"),
        ("<link href=http://example.com/a?b=c&d/>", '<link href="http://example.com/a?b=c&amp;d/"/>', "without quotes"),
        ('<a href="x>y</a><b title="z">w</b>', '<a href="x">y</a><b title="z">w</b>', ""),
        ("<media:content url='a'/>", '<media:content url="a"/>', "prefixes of names are not declared"),
        ('<m:a xmlns:m=" urn:m\n"/>', '<m:a xmlns:m="urn:m"/>', "namespaces have white space around them"),
        ('<m:a xmlns:m="" xmlns:xml="x"/>', "<m:a/>", "namespaces that are none are left out"),
        ("<title><![CDATA[a</title>", "<title>a</title>", "a CDATA section is not closed"),
        ("<title>a <!-- b</title>", "<title>a  b</title>", "a comment is not closed"),
        ("<title>a <!-- b -- c --> d</title>", "<title>a  d</title>", ""),
        ("<script>if (a<b && c) d</script><title>e</title>", "<script>if (a&lt;b &amp;&amp; c) d</script><title>e</title>", ""),
        ('<title>a<?xml version="1.0"?>b</title>', "<title>ab</title>", "declarations that belong to the beginning"),
    ],
)
def test_broken_item_is_mended(broken: str, mended: str, said: str) -> None:
    tree = tree_of(item(broken))

    assert inside(tree) == mended
    assert said in messages(tree)
    assert tree.whole


def titles(tree: Tree) -> list[str]:
    return [title.text for title in tree.root.iterfind(".//item/title")]


ONE, TWO = "<item><title>1</title></item>", "<item><title>2</title></item>"


@pytest.mark.parametrize(
    ("text", "expected", "said", "whole"),
    [
        (f"\n\n{HEAD}{ONE}{END}", ["1"], "blank lines stand before the document", True),
        (f"\ufeff\ufeff{HEAD}{ONE}{END}", ["1"], "", True),
        (f"Notice: something\n{HEAD}{ONE}{END}", ["1"], "something stands before the feed and is left out", True),
        (f"<br />\n<b>Warning</b>: line <b>5</b><br />\n{HEAD}{ONE}{END}", ["1"], "something stands before the feed", True),
        (f"{HEAD}{ONE}{END}<script>document.write('<item>')</script>", ["1"], "something stands after the end of the feed", True),
        (f"{HEAD}{ONE}{END}\nbye", ["1"], "something stands after the end of the feed", True),
        (f"{HEAD}{ONE}{END}{HEAD}{TWO}{END}", ["1", "2"], "feeds are put together", True),
        (f"{HEAD}{ONE}{END}{TWO}", ["1", "2"], "posts stand after the end of the feed", False),
        (f"{HEAD}<item><title>1</title>{TWO}{END}", ["1", "2"], "posts are not closed", True),
        (f"{HEAD}<item><title>1{TWO}{END}", ["1", "2"], "posts are not closed", True),
        (f"{HEAD}<ITEM><title>1</Title></item>{TWO}{END}", ["2"], "differ in case", True),
        (f"{HEAD}{ONE}<item><title>2</title><descr", ["1"], "the document ends in the middle of a post", False),
        (f"{HEAD}{ONE}<item><title><![CDATA[2", ["1"], "the document ends in the middle of a post", False),
        (f"{HEAD}{ONE}{TWO}", ["1", "2"], "the document ends before the end of the feed", False),
        (f"{HEAD}{ONE}{TWO}</channel>", ["1", "2"], "the document ends before the end of the feed", False),
        (f"{ONE}{TWO}", ["1", "2"], "posts stand alone", False),
        (f"{HEAD}<item><title><![CDATA[1</title></item><item><title><![CDATA[2]]></title></item><b>{END}", ["1", "2"], "a CDATA section is not closed", True),
        (
            f"<!DOCTYPE rss [<!ENTITY a '>'> <!-- ]> --> ]>{HEAD}<item><title>&a;</title></item>{END}",
            ["&a;"],
            "the document type has declarations of its own",
            True,
        ),
        (f"<!DOCTYPE rss PUBLIC '-//N//DTD' 'http://n.example/rss.dtd'>{HEAD[22:]}{ONE}{END}", ["1"], "", True),
    ],
)
def test_broken_document_keeps_its_posts(text: str, expected: list[str], said: str, whole: bool) -> None:
    tree = tree_of(text)

    assert titles(tree) == expected
    assert said in messages(tree) if said else not tree.problems
    assert tree.whole is whole


@pytest.mark.parametrize("text", ["", "   ", "words", "<", "<!-- -->", '<?xml version="1.0"?>', "<!DOCTYPE rss>", "\ufeff", "<3", "</rss>"])
def test_document_without_an_element_is_malformed_at_a_place(text: str) -> None:
    with pytest.raises(MalformedFeed) as raised:
        tree_of(text)

    assert raised.value.place


def test_repairs_name_the_line_of_the_first() -> None:
    tree = tree_of(f"{HEAD}\n\n<item><title>a & b</title></item>\n<item><title>c & d</title></item>{END}")

    assert [(problem.source, problem.place) for problem in tree.problems] == [("feed.xml", "line 4")]


def test_text_of_more_than_ten_million_characters_is_not_cut() -> None:
    words = "word " * 2_100_000

    tree = tree_of(item(f"<title>{words}</title>"))

    assert titles(tree) == [words]


def test_tree_is_read_once() -> None:
    page = Page(Document(data=item("<title>a</title>").encode()))

    assert page.remember_of(read_tree) is page.remember_of(read_tree)
    assert read_tree(page) is read_tree(page)


PIECES = st.sampled_from(
    [
        "<rss>",
        "</rss>",
        "<channel>",
        "</channel>",
        "<item>",
        "</item>",
        "<title>",
        "</title>",
        "<description>",
        "</description>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "&",
        "&nbsp;",
        "&#0;",
        "<",
        ">",
        '"',
        "'",
        "<p>",
        "</p>",
        "<br>",
        "<b\tclass=x>",
        "</b>",
        '<a\thref="x',
        '<a\thref="y">',
        "</a>",
        '<media:content\turl="x"/>',
        '<x\txmlns:media="m">',
        "</x>",
        "text",
        '<?xml\tversion="1.0"?>',
        "<?php",
        "?>",
        "<!DOCTYPE\trss\t[",
        '<!ENTITY\ta\t"b">',
        "]>",
        "<script>",
        "</script>",
        "\x00",
        "\x85",
        "é",
        "=",
        "/",
        "<entry>",
        "</entry>",
        '<feed\txmlns="http://www.w3.org/2005/Atom">',
        "</feed>",
        "<ITEM>",
        'xmlns:a=""',
        "<a:b:c>",
        '<title\txmlns:xml="x">',
        '<q\ta="1"\ta="2"\tx:a="3">',
        'xmlns="',
        "<!foo",
        "<![if",
        '<rdf:RDF\txmlns:rdf="r">',
        "</rdf:RDF>",
        "<·x>",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=30), st.booleans())
def test_whatever_is_repaired_is_well_formed_then(pieces: list[str], feed: bool) -> None:
    text = (HEAD if feed else "") + "".join(pieces)
    try:
        tree = tree_of(text)
    except FormatError as error:
        assert "beyond repair" not in str(error)
        return

    assert "the document is broken here" not in messages(tree)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.sampled_from((b"", b"<rss>", b"\xff\xfe<\0r\0s\0s\0>\0", HEAD.encode())))
def test_any_bytes_give_a_tree_or_a_format_error(data: bytes, before: bytes) -> None:
    try:
        tree_of(before + data)
    except FormatError as error:
        assert str(error)


WORDS = "Größe am Kai – “naïve” café"
LABELS = [
    ("utf-8", "utf-8", "utf-8", None),
    ("windows-1252", "cp1252", "windows-1252", None),
    ("latin-1", "cp1252", "iso-8859-1", None),
    ("ascii that is not", "cp1252", "us-ascii", None),
    ("utf-16 with mark", "utf-16", "utf-16", None),
    ("utf-16 without mark", "utf-16-le", "utf-16", None),
    ("utf-16 the other way round", "utf-16-be", "utf-16", None),
    ("utf-16 by name of utf-8", "utf-16-le", "utf-8", "text/xml; charset=utf-8"),
    ("utf-8 by name of utf-16", "utf-8", "utf-16", None),
    ("utf-8 by name of utf-16 in HTTP", "utf-8", "utf-8", "text/xml; charset=utf-16"),
    ("utf-8 by name of latin-1", "utf-8", "iso-8859-1", None),
    ("windows-1252 by name of utf-8", "cp1252", "utf-8", None),
    ("HTTP before the declaration", "cp1252", "koi8-r", "text/xml; charset=windows-1252"),
    ("nothing declared", "utf-8", "", None),
    ("nothing declared but windows-1252", "cp1252", "", None),
    *((label, "utf-8", label, None) for label in ("utf-7", "zip", "rot13", "utf-99", "idna", "hex")),
    *((f"{label} in HTTP", "utf-8", "utf-8", f"text/xml; charset={label}") for label in ("utf-7", "zip", "rot13", "utf-99")),
]


@pytest.mark.row("H24")
@pytest.mark.parametrize(("real", "declared", "media_type"), [case[1:] for case in LABELS], ids=[case[0] for case in LABELS])
@pytest.mark.parametrize("broken", [False, True], ids=["well-formed", "broken"])
def test_encodings_with_right_and_lying_declarations(real: str, declared: str, media_type: str | None, broken: bool) -> None:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    text = f"{declaration}<rss><channel><item><title>{WORDS}</title>{'<b>&' if broken else ''}</item></channel></rss>"

    assert titles(tree_of(text.encode(real), media_type=media_type)) == [WORDS]


@pytest.mark.row("H24")
@pytest.mark.parametrize(
    ("label", "words"), [("koi8-r", "Прилив"), ("shift_jis", "港の潮位"), ("gbk", "港口水位"), ("euc-kr", "항구"), ("iso-8859-2", "přístav"), ("big5", "港口")]
)
def test_encodings_of_the_web(label: str, words: str) -> None:
    data = f'<?xml version="1.0" encoding="{label}"?><rss><channel><item><title>{words}</title></item></channel></rss>'.encode(label)

    assert titles(tree_of(data)) == [words]
    assert titles(tree_of(data.replace(label.encode(), b"utf-8"), media_type=f"text/xml; charset={label}")) == [words]


@pytest.mark.row("H24")
def test_feed_that_mixes_encodings_is_read_in_places() -> None:
    data = (
        item("<title>été</title>").encode()
        + b"\n"
        + "<item><title>l’été – naïve, 25°</title></item>".encode("cp1252")
        + b"<item><title>x\xffy \xc3</title></item>"
    )
    data = data.replace(END.encode(), b"") + END.encode()

    assert titles(tree_of(data)) == ["été", "l’été – naïve, 25°", "xÿy \ufffd"]


def vectors() -> list[tuple[str, bytes, str]]:
    """Broken UTF-8 by number, and what is to be read instead."""
    text = (SHARED / "vectors" / "utf8" / "utf8tests.txt").read_text(encoding="utf-8")
    found = re.findall(r"^([\d.]+): ?invalid hex:([^:\n]*):[^:\n]*:([^:\n]*)", text, re.MULTILINE)
    return [(number, bytes.fromhex(broken.replace(" ", "")), bytes.fromhex(read.replace(" ", "")).decode()) for number, broken, read in found]


@pytest.mark.row("H24")
@pytest.mark.skipif(not (SHARED / "vectors" / "utf8").is_dir(), reason="the shared folder with the UTF-8 vectors is not beside the project")
def test_broken_utf_8_is_marked_where_it_stands() -> None:
    cases = vectors()
    assert len(cases) > 100
    for number, data, expected in cases:
        expected = expected.replace("\0", "␀").replace("\x7f", "␡").strip()
        feed = HEAD.encode() + b"<item><title>" + data + b"</title><description>" + data + b"</description></item>" + END.encode()

        entry = parse(feed).entries[0]

        assert (entry.headline or "") == expected, number
        assert entry.text.strip() == expected, number


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ('\n\n \n<?xml version="1.0"?>\n<rss version="2.0"><channel>\n', 6),
        ('\n\n<rss version="2.0"><channel>\n', 4),
        ('<?xml version="1.0"?>\n<!-- a\n b -->\n<rss version="2.0"><channel><title>A & b</title>\n', 5),
        ('<rss version="2.0"><channel><title>A</b></title>\n<!-- a\n\n b -->\n<?pi\n?>\n', 7),
        ('<!DOCTYPE rss [\n<!ENTITY a "b">\n]>\n<rss version="2.0"><channel>\n', 5),
        ('Warning: a\nb\n\n<?xml version="1.0"?>\n<rss version="2.0"><channel>\n', 6),
    ],
    ids=["blank lines and a declaration", "blank lines", "bare ampersand", "stray tag and comments", "document type", "words before the feed"],
)
@pytest.mark.parametrize("posts", [1, 4000])
def test_line_of_a_problem_is_that_of_the_document(before: str, line: int, posts: int) -> None:
    text = (
        before
        + "<item><guid>x</guid><title>A</title><pubDate>high tide</pubDate></item>"
        + "<item><title>Some words of the harbour</title></item>\n" * (posts - 1)
    )

    said = parse(f"{text}</channel></rss>".encode())

    assert [problem.place for problem in said.problems if "high tide" in problem.message] == [f"line {line}"]
