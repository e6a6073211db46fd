"""An entry whose body is read when it is shown says what one says that was read at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree
from msgspec.structs import replace

from feeds import Entry, FormatError, Timeline, parse
from feeds.formats.xml import snapshot as xml_snapshot
from feeds.formats.xml.cuts import cuts, plain_cuts
from feeds.formats.xml.late import read_late, shell
from feeds.model import Unread

from .bench.feed_pages import FEEDS
from .feed_vectors import documents
from .support import NOON, TESTS
from .test_xml_slices import feeds_of_pieces

GOLDEN = [path for name in ("rss", "atom") for path in sorted((TESTS / "golden" / name).glob("*")) if ".expected." not in path.name]


def entries(data: bytes, monkeypatch: pytest.MonkeyPatch, *, late: bool) -> list[Entry] | None:
    """The entries with their bodies read; None when the document cannot be read."""
    if not late:
        monkeypatch.setattr(xml_snapshot, "pieces", lambda data, elements: [])
    try:
        said = parse(data, url="https://web.example/a/feed.xml")
    except FormatError:
        return None
    finally:
        monkeypatch.undo()
    return [replace(entry, body=entry.content) for entry in said.entries]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_golden_feeds_say_the_same_late(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = path.read_bytes()

    assert entries(data, monkeypatch, late=True) == entries(data, monkeypatch, late=False)


@pytest.mark.parametrize("name", [name for name in FEEDS if "20,000" not in name])
def test_feeds_of_real_size_say_the_same_late(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = FEEDS[name]().encode()

    assert entries(data, monkeypatch, late=True) == entries(data, monkeypatch, late=False)


@pytest.mark.skipif(not documents(), reason="the shared folder with the test vectors is not beside the project")
def test_other_peoples_feeds_say_the_same_late(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in documents():
        data = path.read_bytes()

        assert entries(data, monkeypatch, late=True) == entries(data, monkeypatch, late=False), path.name


@settings(max_examples=150, deadline=None)
@given(feeds_of_pieces)
def test_invented_feeds_say_the_same_late(parts: tuple[str, list[str], str]) -> None:
    data = (parts[0] + "".join(parts[1]) + parts[2]).encode()
    with pytest.MonkeyPatch.context() as patch:
        early = entries(data, patch, late=False)
    with pytest.MonkeyPatch.context() as patch:
        assert entries(data, patch, late=True) == early


def test_body_is_read_when_it_is_asked_for() -> None:
    (entry,) = parse(RSS % b"<dc:creator>Ann</dc:creator><description>&lt;p>One&lt;/p></description>").entries

    assert isinstance(entry.body, Unread)
    assert entry.body.read is read_late
    assert ([author.name for author in entry.authors], entry.text) == (["Ann"], "One")


def test_count_of_comments_that_grows_is_no_edit() -> None:
    timeline = Timeline()
    for count in (b"1", b"2"):
        document = RSS % (b"<description>One</description><slash:comments>%s</slash:comments>" % count)
        changes = timeline.merge(replace(parse(document), retrieved=NOON))

    assert not changes
    assert [fact.value for fact in timeline.entries[0].facts] == ["2"]


def test_tags_in_sections_are_no_tags() -> None:
    (entry,) = parse(RSS % b"<description><![CDATA[an <item> in </item> a section]]></description><!-- <item> --><?x </item> ?>").entries

    assert isinstance(entry.body, Unread)
    assert (entry.body.read, entry.text) == (read_late, "an in a section")


def test_entry_without_headline_is_read_late_unless_its_media_may_have_one() -> None:
    (bare, named) = parse(
        b"""<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>T</title>
<item><guid>https://quay.example/1</guid><description>One</description></item>
<item><guid>https://quay.example/2</guid><media:content url="https://quay.example/2.jpg"><media:title>Gate</media:title></media:content></item></channel></rss>"""
    ).entries

    assert isinstance(bare.body, Unread)
    assert isinstance(named.body, Unread)
    assert (bare.body.read is read_late, bare.headline, bare.text) == (True, None, "One")
    assert (named.body.read is read_late, named.headline) == (False, "Gate")


def test_tags_that_stand_in_a_medium_are_in_the_head() -> None:
    (entry,) = parse(
        b"""<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>T</title><item><title>Gate</title><guid>https://quay.example/1</guid>
<media:group><media:keywords>sea, wind</media:keywords><media:content url="https://quay.example/1.jpg"><media:category>walls</media:category></media:content>
</media:group><category>tides</category></item></channel></rss>"""
    ).entries

    assert isinstance(entry.body, Unread)
    assert (entry.body.read is read_late, entry.tags) == (True, ("sea", "wind", "walls", "tides"))


@pytest.mark.parametrize(
    "written",
    [
        b"<item>One</item> <item a='/' b=\"2\">Two</item >",
        b"<items><item/></items><item>Two</item>",
        b"<item>One</item><!-- <item> --><item>Two</item>",
        b"<item><![CDATA[</item>]]></item><item />",
        b"<item><a/></item><![CDATA[<item>x</item>]]>",
        b"<item><item>inner</item></item>",
    ],
)
def test_posts_told_by_their_tags_alone_are_those_that_are_there(written: bytes) -> None:
    there = list(etree.fromstring(b"<c>" + written + b"</c>").iterchildren("item"))
    found = plain_cuts(written, b"item", len(there))

    assert found in ([], list(cuts(written)))
    assert bool(found) == (written.count(b"<item") == 2 and b"/>" not in written and b"CDATA" not in written and b"inner" not in written)


@pytest.mark.parametrize(
    "document",
    [
        "<rss version='2.0' a='&quot;&lt;&amp;&gt;&#10;&#9;é'><channel><item/></channel></rss>",
        "<r:RDF xmlns:r='urn:r' xmlns='urn:d'><channel r:about='x' xml:base='http://a/' xml:lang='en' xmlns='urn:e' xmlns:q='urn:q' q:z='1'><item/></channel></r:RDF>",
        "<f xmlns='urn:a' xmlns:a='urn:a' a:b='c'><g xmlns=''><item/></g></f>",
        "<a:f xmlns:a='urn:a' xmlns:b='urn:b' b:x='1'><b:item/></a:f>",
    ],
)
def test_start_tags_around_an_entry_are_written_as_they_are_meant(document: str) -> None:
    root = etree.fromstring(document)
    element = next(element for element in root.iter() if element.tag.endswith("item"))
    before, behind = shell(element)
    element.getparent().remove(element)

    assert etree.tostring(etree.fromstring(before + behind), method="c14n") == etree.tostring(root, method="c14n")


def test_entries_in_each_other_are_read_at_once() -> None:
    (entry,) = parse(RSS % b"<description>One</description><item><title>Inner</title></item>").entries

    assert isinstance(entry.body, Unread)
    assert (entry.body.read is read_late, entry.text) == (False, "One")


RSS = b"""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>T</title>
<item><title>Gate</title><guid isPermaLink="false">1</guid>%s</item></channel></rss>"""
