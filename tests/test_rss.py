"""RSS: what each element means, however sloppily it is written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Author, Entry, Fact, FormatError, Media, Snapshot, UnknownFormat, parse

SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def channel(inside: str, attributes: str = "") -> Snapshot:
    return parse(f'<rss version="2.0" {SPACES} {attributes}><channel>{inside}</channel></rss>'.encode())


def item(inside: str, attributes: str = "") -> Entry:
    (entry,) = channel(f"<title>Quay</title><link>https://quay.example/</link><item>{inside}</item>", attributes).entries
    return entry


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<title>Bread &amp; salt</title>", "Bread & salt"),
        ("<title>Bread &amp;amp; salt</title>", "Bread & salt"),
        ("<title>&lt;b&gt;Bread&lt;/b&gt; and salt</title>", "Bread and salt"),
        ("<title><![CDATA[<b>Bread</b> &#8211; salt]]></title>", "Bread – salt"),
        ("<title>Bread <b>and</b> salt</title>", "Bread and salt"),
        ("<title>2 &lt; 3</title>", "2 < 3"),
        ("<title>\n  Bread\n  and salt </title>", "Bread and salt"),
        ("<title/><dc:title>Bread</dc:title>", "Bread"),
        ("<dc:title>Salt</dc:title><title>Bread</title>", "Bread"),
        ("<itunes:title>Bread</itunes:title>", "Bread"),
        ("<media:title>Bread</media:title>", "Bread"),
        ("<atom:title type='html'>&lt;i&gt;Bread&lt;/i&gt;</atom:title>", "Bread"),
        ("<description>No title</description>", None),
    ],
)
def test_headline(written: str, title: str | None) -> None:
    assert item(written).headline == title


@pytest.mark.parametrize(
    ("written", "link", "id"),
    [
        ("<link>https://a.example/1</link><guid>https://a.example/g</guid>", "https://a.example/1", "https://a.example/g"),
        ("<guid>https://a.example/g</guid>", "https://a.example/g", "https://a.example/g"),
        ("<guid isPermaLink='false'>https://a.example/g</guid>", None, "https://a.example/g"),
        ("<guid>12</guid>", None, "12"),
        ("<link>https://a.example/1#part</link>", "https://a.example/1#part", "https://a.example/1#part"),
        ("<link>\n https://a.example/1 \n</link>", "https://a.example/1", "https://a.example/1"),
        ("<atom:link href='https://a.example/1'/>", "https://a.example/1", "https://a.example/1"),
        ("<atom:link rel='self' href='https://a.example/1'/><guid isPermaLink='false'>g</guid>", None, "g"),
        ("<link>https://a.example/1</link><feedburner:origLink>https://b.example/1</feedburner:origLink>", "https://b.example/1", "https://b.example/1"),
        ("<link href='https://a.example/1'/>", "https://a.example/1", "https://a.example/1"),
        ("<link>/1</link>", "https://quay.example/1", "https://quay.example/1"),
        ("<link>https://[broken/1</link>", "https://[broken/1", "https://[broken/1"),
    ],
)
def test_link_and_id(written: str, link: str | None, id: str) -> None:
    entry = item(written)

    assert (entry.link, entry.id, entry.id_inferred) == (link, id, False)


def test_entry_without_id_that_leads_to_the_feed_is_known_by_its_words() -> None:
    one, other = channel(
        "<link>https://quay.example/</link>" + "".join(f"<item><title>{name}</title><link>https://quay.example/</link></item>" for name in "AB")
    ).entries

    assert one.id != other.id
    assert one.id_inferred
    assert other.id_inferred


def test_very_long_id_is_hashed() -> None:
    entry = item(f"<guid isPermaLink='false'>{'x' * 100_000}</guid>")

    assert len(entry.id) < 40


@pytest.mark.parametrize(
    ("written", "published", "updated", "inferred"),
    [
        ("<pubDate>Sat, 01 Mar 2025 10:00:00 GMT</pubDate>", 10, None, False),
        ("<dc:date>2025-03-01T10:00:00Z</dc:date>", 10, 10, False),
        ("<pubDate>Sat, 01 Mar 2025 10:00:00 GMT</pubDate><dc:date>2025-03-01T11:00:00Z</dc:date>", 10, 11, False),
        ("<dc:date>2025-03-01T11:00:00Z</dc:date><pubDate>Sat, 01 Mar 2025 10:00:00 GMT</pubDate>", 10, 11, False),
        ("<dcterms:issued>2025-03-01T10:00:00Z</dcterms:issued><dcterms:modified>2025-03-01T11:00:00Z</dcterms:modified>", 10, 11, False),
        ("<atom:updated>2025-03-01T11:00:00Z</atom:updated>", 11, 11, True),
        ("<pubDate>2025-03-01T10:00:00</pubDate>", 10, None, True),
        ("<pubDate/><title>None</title>", None, None, False),
    ],
)
def test_times(written: str, published: int | None, updated: int | None, inferred: bool) -> None:
    entry = item(written)

    def hour(number: int | None) -> datetime | None:
        return datetime(2025, 3, 1, number, tzinfo=UTC) if number else None

    assert (entry.published, entry.updated, entry.date_inferred) == (hour(published), hour(updated), inferred)


def test_time_that_cannot_be_read_is_kept_as_written_and_told() -> None:
    said = channel("<item><title>A</title><pubDate>after the storm</pubDate></item>")

    assert said.entries[0].published is None
    assert said.entries[0].stamp == "after the storm"
    assert [problem.message for problem in said.problems] == ["the time “after the storm” cannot be read"]


@pytest.mark.parametrize(
    ("written", "text", "summary"),
    [
        ("<description>A &lt;i&gt;short&lt;/i&gt; one</description>", "A short one", None),
        ("<description>Short</description><content:encoded>&lt;p&gt;The whole of it&lt;/p&gt;</content:encoded>", "The whole of it", "Short"),
        ("<content:encoded>&lt;p&gt;The whole of it&lt;/p&gt;</content:encoded><description>The whole of it</description>", "The whole of it", None),
        ("<content:encoded> </content:encoded><description>Only this</description>", "Only this", None),
        ("<encoded>The whole of it</encoded>", "The whole of it", None),
        ("<itunes:summary>An hour of lamps</itunes:summary>", "An hour of lamps", None),
        ("<media:group><media:description>What the film shows</media:description></media:group>", "What the film shows", None),
        ("<dc:description>In short</dc:description>", "In short", None),
        ("<body xmlns='http://www.w3.org/1999/xhtml'><p>Naked <b>words</b></p></body>", "Naked words", None),
        ("<description>5 &lt; 6 &amp; 7</description>", "5 < 6 & 7", None),
        ("<description>One.\n\nTwo.</description>", "One.\n\nTwo.", None),
    ],
)
def test_body(written: str, text: str, summary: str | None) -> None:
    entry = item(f"<title>T</title>{written}")

    assert (entry.text, entry.summary) == (text, summary)


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("<author>ann@quay.example (Ann Example)</author>", (Author("Ann Example", email="ann@quay.example"),)),
        ("<author>Ann Example (ann@quay.example)</author>", (Author("Ann Example", email="ann@quay.example"),)),
        ("<author>Ann Example &lt;ann@quay.example&gt;</author>", (Author("Ann Example", email="ann@quay.example"),)),
        ("<author>Ann Example ann@quay.example</author>", (Author("Ann Example", email="ann@quay.example"),)),
        ("<author>ann@quay.example</author>", (Author("ann@quay.example", email="ann@quay.example"),)),
        ("<author>Ann Example</author>", (Author("Ann Example"),)),
        ("<author>@ann</author>", (Author("@ann"),)),
        ("<dc:creator>Ann Example</dc:creator><dc:creator>Nora Castell</dc:creator>", (Author("Ann Example"), Author("Nora Castell"))),
        ("<dc:creator>Ann Example</dc:creator><author>ann@quay.example (Ann Example)</author>", (Author("Ann Example", email="ann@quay.example"),)),
        ("<atom:author><atom:name>Ann</atom:name><atom:uri>https://ann.example/</atom:uri></atom:author>", (Author("Ann", link="https://ann.example/"),)),
        ("<dc:contributor>Nora</dc:contributor>", (Author("Nora", "contributor"),)),
        ("<dc:creator/><author> </author><title>T</title>", ()),
    ],
)
def test_authors(written: str, authors: tuple[Author, ...]) -> None:
    assert item(written).authors == authors


def test_tags_of_every_kind_once() -> None:
    entry = item(
        "<category>Sea</category><dc:subject>Wind</dc:subject><itunes:keywords>lamps, Sea</itunes:keywords><atom:category term='t' label='Tide'/><category/>"
    )

    assert entry.tags == ("Sea", "Wind", "lamps", "Tide")


@pytest.mark.parametrize(
    ("written", "media"),
    [
        (
            "<enclosure url='https://a.example/1.mp3' type='audio/mpeg' length='12'/>",
            (Media("audio", link="https://a.example/1.mp3", type="audio/mpeg", size=12),),
        ),
        ("<enclosure url='https://a.example/1.jpg?x=1' type='' length='0'/>", (Media("image", link="https://a.example/1.jpg?x=1"),)),
        ("<image>https://a.example/1.png</image>", (Media("image", link="https://a.example/1.png"),)),
        ("<image><url>https://a.example/1.png</url><title>Wall</title></image>", (Media("image", alt="Wall", link="https://a.example/1.png"),)),
        ("<itunes:image href='https://a.example/1'/>", (Media("image", link="https://a.example/1"),)),
        ("<media:thumbnail url='https://a.example/1'/>", (Media("image", link="https://a.example/1"),)),
        (
            "<media:content url='https://a.example/1' medium='image'><media:credit>Ann</media:credit><media:text>Wall</media:text></media:content>",
            (Media("image", caption="Wall", credit="Ann", link="https://a.example/1"),),
        ),
        (
            "<media:content url='https://a.example/s' medium='image' width='10'/><media:content url='https://a.example/b' medium='image' width='20'/>",
            (Media("image", link="https://a.example/s"), Media("image", link="https://a.example/b")),
        ),
    ],
)
def test_media(written: str, media: tuple[Media, ...]) -> None:
    assert item(written).media == media


@pytest.mark.parametrize(
    ("written", "fact"),
    [
        ("<comments>https://a.example/#c</comments><slash:comments>3</slash:comments>", Fact("comments", "3", "https://a.example/#c")),
        ("<thr:total>4</thr:total>", Fact("comments", "4")),
        ("<thr:in-reply-to ref='x' href='https://a.example/x'/>", Fact("in reply to", "x", "https://a.example/x")),
        ("<source url='https://a.example/rss'>The wall</source>", Fact("source", "The wall", "https://a.example/rss")),
        ("<itunes:duration>31:04</itunes:duration>", Fact("duration", "31:04")),
        ("<enclosure url='https://a.example/plan.pdf' type='application/pdf'/>", Fact("attachment", "plan.pdf", "https://a.example/plan.pdf")),
        ("<price xmlns='urn:x'>12 €</price>", Fact("price", "12 €")),
        ("<dc:rights>Free</dc:rights>", Fact("rights", "Free")),
        ("<nowPlaying>Low tide</nowPlaying>", Fact("now playing", "Low tide")),
        ("<x:first_HTMLVersion xmlns:x='urn:x'>1</x:first_HTMLVersion>", Fact("first html version", "1")),
        ("<link rel='license' href='https://a.example/by'/>", Fact("license", "https://a.example/by", "https://a.example/by")),
        (
            "<chapters xmlns='http://podlove.org/simple-chapters'><chapter start='00:05' title='Ebb' href='https://a.example/e'/></chapters>",
            Fact("chapter", "00:05 Ebb", "https://a.example/e"),
        ),
        ("<media:community><media:starRating average='4.5' max='5' count='9'/></media:community>", Fact("rating", "4.5 of 5")),
        ("<media:restriction relationship='allow' type='country'>se no</media:restriction>", Fact("restriction", "allow country se no")),
    ],
)
def test_facts(written: str, fact: Fact) -> None:
    assert fact in item(written).facts


@pytest.mark.parametrize(
    ("written", "fact"),
    [
        ("<category domain='https://t.example/'>Sea</category>", Fact("category", "Sea", "https://t.example/")),
        ("<link>https://c.example/1</link><link>https://c.example/2</link>", Fact("alternate", "https://c.example/1", "https://c.example/1")),
        ("<image><title>Pic</title></image>", Fact("image", "Pic")),
        ("<image><url>https://c.example/p.png</url><width>80</width><height>15</height></image>", Fact("image size", "80 x 15")),
        ("<image><url>https://c.example/p.png</url><description>A sail</description></image>", Fact("image description", "A sail")),
        ("<textInput><title>Find</title><name>q</name></textInput>", Fact("text input name", "q")),
        ("<cloud domain='r.example' port='80' path='/r' protocol='soap' registerProcedure='ping'/>", Fact("cloud", "r.example:80/r (soap, ping)")),
    ],
)
def test_what_a_channel_tells_of_itself_is_kept(written: str, fact: Fact) -> None:
    assert fact in channel(written).feed.facts


def test_what_says_nothing_is_left_out_and_told_but_not_what_says_something_unknown() -> None:
    said = channel("<item/><item><thing/></item><item><title>A</title></item>")

    assert [entry.headline for entry in said.entries] == [None, "A"]
    assert len(said.problems) == 1


@pytest.mark.parametrize(
    "document",
    [
        "<rss><channel><item><title>A</title></item></channel></rss>",
        "<rss><item><title>A</title></item></rss>",
        "<?xml version='1.0'?><channel><item><title>A</title></item></channel>",
        "<channel><title>C</title></channel><!-- no -->".replace("<!-- no -->", "").replace("</channel>", "<item><title>A</title></item></channel>"),
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel/><item><title>A</title></item></rdf:RDF>",
        "<rss xmlns='urn:my-own'><channel><item><title>A</title></item></channel></rss>",
        "<rss xmlns='http://purl.org/RSS/2.0'><channel><item><title>A</title></item></channel></rss>",
        "<!-- by hand --><!DOCTYPE rss><rss><channel><item><title>A</title></item></channel></rss>",
        "\n\n  <?xml version='1.0'?><?xml-stylesheet href='x'?><rss><channel><item><title>A</title></item></channel></rss>",
        "Warning: something on line 3\n<?xml version='1.0'?><rss version='2.0'><channel><item><title>A</title></item></channel></rss>",
    ],
)
def test_forms_of_a_feed(document: str) -> None:
    said = parse(document.encode())

    assert said.format == "rss"
    assert [entry.headline for entry in said.entries] == ["A"]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("<opml version='2.0'><body><outline text='A' xmlUrl='https://a.example/'/></body></opml>", "feedreader opml import FILE"),
        ("<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "<urlset>"),
        ("<soap:Envelope xmlns:soap='urn:soap'><soap:Body/></soap:Envelope>", "<envelope>"),
        ("<note><to>Ann</to></note>", "<note>"),
    ],
)
def test_other_xml_is_named(document: str, message: str) -> None:
    with pytest.raises(UnknownFormat, match=message):
        parse(document.encode())


@pytest.mark.parametrize(
    "document",
    [
        "<html><body><p>An article on <code>&lt;rss version='2.0'&gt;</code></p></body></html>",
        "# Feeds\n\n```xml\n<?xml version='1.0'?>\n<rss version='2.0'><channel/></rss>\n```\n",
        "The <rss> element is the root.\n",
        "<p>A paragraph</p>",
        "<",
    ],
)
def test_text_about_feeds_is_no_feed(document: str) -> None:
    try:
        form = parse(document.encode()).format
    except FormatError:
        form = ""

    assert form not in ("rss", "atom")


PIECES = st.sampled_from(
    [
        "<title>A &amp;lt; B</title>", "<link>", "</link>", "<link>x</link>", "<guid>g</guid>", "<pubDate>x</pubDate>", "<media:group>", "</media:group>", "<item>", "</item>",
        "<media:content url='x' width='-1' fileSize='99999999999999999999'/>", "<content:encoded>&lt;p</content:encoded>", "<author>a@b (c", "</author>", "<geo:lat>1</geo:lat>",
        "<description xml:base='http://[x'><b>", "</b></description>", "<?x y?>", "<!-- z -->", "&nbsp;", "&#0;", "<atom:link href='http://[x' rel=''/>", "<source/>", "\0", "\ud800",
    ]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=14))
def test_whatever_stands_in_a_feed_only_format_errors_are_raised(pieces: list[str]) -> None:
    document = f'<rss version="2.0" xml:base="http://b.example/" {SPACES}><channel><item>{"".join(pieces)}</item></channel></rss>'
    try:
        said = parse(document.encode("utf-8", "surrogatepass"))
    except FormatError:
        return

    ids = [entry.id for entry in said.entries]
    assert len(ids) == len(set(ids))
    assert all(entry.content is not None for entry in said.entries)


def test_many_of_everything_are_read_in_time_proportional_to_them() -> None:
    many = "".join(
        f"<x{number}>v</x{number}><dc:creator>n{number}</dc:creator><enclosure url='https://a.example/{number}.mp3' type='audio/mpeg'/><geo:lat>{number}</geo:lat>"
        f"<media:group><media:content url='https://a.example/{number}.mp4' type='video/mp4'/></media:group><category>c{number}</category><description>d{number}</description>"
        for number in range(3000)
    )
    entry = item(many, 'xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"')

    assert len(entry.authors) == len(entry.tags) == 3000
    assert len(entry.media) == 6000
    assert len(entry.facts) >= 5990
