"""Large XML feeds, read post by post: what comes out is what the whole tree gives, and what is unchanged is not read again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from feeds import Document, Entry, FormatError, Snapshot, parse_document
from feeds.formats import parse_in_parts
from feeds.formats.xml import slices as xml_slices
from feeds.kept import Kept

RSS = '<?xml version="1.0"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xml:base="https://harbour.example/">\n<channel>\n<title>Harbour</title>\n'
RSS_END = "</channel>\n</rss>\n"
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>Harbour</title></channel>'
)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Harbour</title><id>f</id><author><name>Nora</name></author>'
PREFIXED = '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>Harbour</a:title>'

ITEMS = (
    "<item><guid>one</guid><title>Tide</title><pubDate>2026-03-02T10:00:00Z</pubDate></item>\n",
    "<item><guid>one</guid><title>Tide again</title><pubDate>2026-03-02T11:00:00Z</pubDate></item>\n",
    "<item><title>Without an id</title>\n<pubDate>no time\nat all</pubDate></item>\n",
    "<item><title>Without an id</title><description><![CDATA[<p>in </item> <item> a section</p>]]></description></item>",
    '<item xml:base="sub/"><link>page</link><description>&lt;a href="x"&gt;x&lt;/a&gt;</description></item>\n\n',
    "<item><dc:date>2026-03-02T12:00:00Z</dc:date><!-- </item> --><guid>two</guid></item>",
    "<item/>",
    "<item></item>",
    "<item>\n<title>a<item><title>b</title></item></title></item>",
    "<item><title>broken & bare</title></item>",
    "<!-- <item><title>hidden</title></item> -->",
    "<!-- a comment -->\n",
    "<link>https://harbour.example/late/</link>",
    "<description><![CDATA[<item><title>no item</title></item>]]></description>",
    "<items><item><title>in a list</title></item></items>",
    "text between",
    "<dc:creator>Nora\n\nCastell</dc:creator><pubDate>never</pubDate>",
    "<feedreader-slices/>",
)
ENTRIES = (
    "<entry><id>one</id><title>Tide</title><updated>2026-03-02T10:00:00Z</updated></entry>\n",
    "<entry><id>one</id><title>Tide again</title><published>2026-03-02T11:00:00Z</published></entry>\n",
    '<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><b>Tide</b></div></title><link href="page"/></entry>',
    '<entry xml:base="https://other.example/"><content type="html">&lt;a href="x"&gt;x&lt;/a&gt;</content></entry>\n',
    "<entry><id>two</id><source><title>elsewhere</title></source><updated>never\n</updated></entry>",
    "<entry><content type='html'><![CDATA[ </entry> ]]></content></entry>",
    "<entry/>",
    '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="gone" when="2026-03-02T10:00:00Z"/>',
    "<author><name>Late</name></author>",
    "<!-- <entry> -->",
)


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents of any size are read in slices, a few at a time."""
    monkeypatch.setattr(xml_slices, "LARGE", 0)
    monkeypatch.setattr(xml_slices, "FIRST", 1)
    monkeypatch.setattr(xml_slices, "BATCH", 2)


def outcome(data: bytes, *, large: int, kept: Kept[object] | None = None) -> Snapshot | str:
    """What a document says, or why it cannot be read; read in slices when it has at least `large` bytes."""
    before, xml_slices.LARGE = xml_slices.LARGE, large
    try:
        said = parse_document(Document(data=data, source="feed.xml", url="https://web.example/feed"), kept)
        return replace(said, entries=tuple(replace(entry, body=entry.content) for entry in said.entries))
    except FormatError as error:
        return str(error)
    finally:
        xml_slices.LARGE = before


USUAL = 4
"""How much more often posts that fit into slices stand in an invented feed than what does not."""

feeds_of_pieces = st.one_of(
    st.tuples(
        st.sampled_from((RSS,)),
        st.lists(st.sampled_from((*ITEMS, *ITEMS[:6] * USUAL)), max_size=9),
        st.sampled_from((RSS_END, "</channel></rss><!-- end -->", "</channel>", "")),
    ),
    st.tuples(st.just(RDF), st.lists(st.sampled_from([item for item in ITEMS if "dc:" not in item]), max_size=6), st.just("</rdf:RDF>")),
    st.tuples(
        st.just(ATOM), st.lists(st.sampled_from((*ENTRIES, *ENTRIES[:6] * USUAL)), max_size=8), st.sampled_from(("</feed>", "<subtitle>late</subtitle></feed>"))
    ),
    st.tuples(
        st.just(PREFIXED),
        st.lists(st.sampled_from([entry.replace("</", "</a:").replace("<entry", "<a:entry").replace("<id", "<a:id") for entry in ENTRIES[:2]]), max_size=4),
        st.just("</a:feed>"),
    ),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(feeds_of_pieces)
def test_slices_say_what_the_whole_tree_says(parts: tuple[str, list[str], str]) -> None:
    data = (parts[0] + "".join(parts[1]) + parts[2]).encode()

    assert outcome(data, large=0) == outcome(data, large=1 << 40)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(feeds_of_pieces, feeds_of_pieces)
def test_what_was_kept_changes_nothing(first: tuple[str, list[str], str], second: tuple[str, list[str], str]) -> None:
    kept: Kept[object] = Kept()
    for parts in (first, second, first):
        data = (parts[0] + "".join(parts[1]) + parts[2]).encode()

        assert outcome(data, large=0, kept=kept) == outcome(data, large=1 << 40)


def post(number: int) -> str:
    return f'<item><guid isPermaLink="false">post-{number}</guid><title>Post {number}</title><pubDate>2026-03-02T10:{number % 60:02}:00Z</pubDate></item>\n'


def feed(*numbers: int, head: str = RSS) -> bytes:
    return (head + "".join(map(post, numbers)) + RSS_END).encode()


def read(data: bytes, kept: Kept[object]) -> int:
    """How many posts of a document were known from the reading before."""
    parse_document(Document(data=data), kept)
    return kept.reused


def test_only_what_changed_is_parsed_again() -> None:
    kept: Kept[object] = Kept()

    assert read(feed(*range(9, 0, -1)), kept) == 0
    assert read(feed(*range(10, 0, -1)), kept) == 9
    assert read(feed(*range(10, 0, -1)).replace(b"Post 4", b"Post four"), kept) == 9


@pytest.mark.parametrize("head", [ATOM, PREFIXED])
def test_entries_of_atom_are_read_in_slices_too(head: str) -> None:
    colon = "a:" if head is PREFIXED else ""
    entries = "".join(f"<{colon}entry><{colon}id>{number}</{colon}id></{colon}entry>\n" for number in range(5))
    kept: Kept[object] = Kept()
    data = f"{head}{entries}</{colon}feed>".encode()
    read(data, kept)

    assert read(data, kept) == 5


def test_posts_that_stand_in_another_feed_are_parsed_again() -> None:
    kept: Kept[object] = Kept()
    read(feed(1, 2, 3), kept)

    assert read(feed(1, 2, 3, head=RSS.replace("https://harbour", "https://quay")), kept) == 0


def test_encodings_that_are_not_utf_8_are_read_in_slices_too() -> None:
    kept: Kept[object] = Kept()
    data = feed(1, 2, 3).decode().replace("Post", "Größe").replace('"1.0"?', '"1.0" encoding="iso-8859-1"?').encode("latin-1")
    read(data, kept)

    assert read(data, kept) == 3
    assert [entry.headline for entry in parse_document(Document(data=data)).entries] == ["Größe 1", "Größe 2", "Größe 3"]


def parts_of(data: bytes) -> list[Snapshot]:
    return list(parse_in_parts(Document(data=data, source="feed.xml")))


def told_early(parts: list[Snapshot]) -> Iterator[Entry]:
    for part in parts[:-1]:
        yield from part.entries


def test_parts_tell_the_posts_as_they_are_read_and_then_all() -> None:
    data = feed(*range(7, 0, -1))

    parts = parts_of(data)

    assert [len(part.entries) for part in parts] == [1, 2, 2, 2, 7]
    assert parts[-1] == parse_document(Document(data=data, source="feed.xml"))
    assert parts[-1].entries == tuple(told_early(parts))
    assert all(a.progress < b.progress for a, b in pairwise(parts)) and parts[-1].progress == 1
    assert not any(part.complete for part in parts[:-1]) and parts[-1].complete
    assert all(part.feed.title == "Harbour" for part in parts)


def test_posts_that_others_may_rename_wait_for_the_end() -> None:
    data = (RSS + post(1) + post(1) + ITEMS[2] + '<item><guid isPermaLink="false">undated</guid></item>' + post(2) + RSS_END).encode()

    parts = parts_of(data)

    assert [entry.id for entry in told_early(parts)] == ["post-1", "post-2"]
    assert len(parts[-1].entries) == 5


def test_document_that_breaks_late_is_told_in_the_end_as_it_is_whole() -> None:
    data = (RSS + post(1) + post(2) + "<item><title>a & b</title></item>" + post(3) + RSS_END).encode()

    parts = parts_of(data)

    assert [entry.headline for entry in parts[-1].entries] == ["Post 1", "Post 2", "a & b", "Post 3"]
    assert parts[-1].problems


def test_small_document_is_one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_slices, "LARGE", 256 << 10)

    assert len(parts_of(feed(1, 2, 3))) == 1
