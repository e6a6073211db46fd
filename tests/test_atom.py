"""Atom 1.0 and 0.3: what each element means."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from feeds import Author, Entry, Fact, Media, Snapshot, Timeline, parse

OLD = 'version="0.3" xmlns="http://purl.org/atom/ns#"'
NEW = 'xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"'
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'


def feed(inside: str, attributes: str = NEW, *, url: str | None = None) -> Snapshot:
    return parse(f"<feed {attributes}>{inside}</feed>".encode(), url=url)


def entry(inside: str, attributes: str = NEW) -> Entry:
    (found,) = feed(f"<entry>{inside}</entry>", attributes).entries
    return found


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<title>Bread &lt;b> &amp;amp; salt</title>", "Bread <b> &amp; salt"),
        ("<title type='text'>&lt;b></title>", "<b>"),
        ("<title type='html'>&lt;b>Bread&lt;/b> &amp;amp; salt</title>", "Bread & salt"),
        ("<title type='HTML'><![CDATA[<b>Bread</b>]]></title>", "Bread"),
        ("<title type='text/html'>&lt;b>Bread&lt;/b></title>", "Bread"),
        (f"<title type='xhtml'><div {XHTML}>Bread &amp; <b>salt</b></div></title>", "Bread & salt"),
        ("<title type='xhtml'><h:div xmlns:h='http://www.w3.org/1999/xhtml'>Bread <h:b>salt</h:b></h:div></title>", "Bread salt"),
        ("<title>Bread <b>salt</b></title>", "Bread salt"),
        ("<title mode='base64'>QnJlYWQ=</title>", "Bread"),
        ("<title type='application/octet-stream'>not base64!</title>", "not base64!"),
        ("<title type='html'>  \n </title><id>x</id>", None),
    ],
)
def test_headline(written: str, title: str | None) -> None:
    assert entry(written).headline == title


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("<link href='https://a.example/1'/>", "https://a.example/1"),
        (
            "<link rel='alternate' type='application/pdf' href='https://a.example/p'/><link rel='alternate' type='text/html' href='https://a.example/1'/>",
            "https://a.example/1",
        ),
        (
            "<link rel='alternate' type='text/html' href='https://a.example/1'/><link rel='alternate' type='application/json' href='https://a.example/j'/>",
            "https://a.example/1",
        ),
        ("<link rel='http://www.iana.org/assignments/relation/alternate' href='https://a.example/1'/>", "https://a.example/1"),
        ("<link rel='self' href='https://a.example/s'/><link rel='related' href='https://a.example/r'/><id>x</id>", None),
        ("<id>https://a.example/id</id>", "https://a.example/id"),
        ("<id>tag:a.example,2025:1</id>", None),
        ("<content src='https://a.example/c' type='text/html'/>", "https://a.example/c"),
        ("<link href=' https://a.example/1 '/>", "https://a.example/1"),
    ],
)
def test_link(written: str, link: str | None) -> None:
    assert entry(written).link == link


def test_addresses_start_from_the_nearest_base() -> None:
    said = feed(
        "<link href='page'/><entry xml:base='b/'><id>1</id><link href='c'/><content type='html' xml:base='/d/'>&lt;a href='e'>f&lt;/a></content></entry>",
        f'{NEW} xml:base="https://a.example/x/"',
    )

    (found,) = said.entries
    assert said.feed.link == "https://a.example/x/page"
    assert found.link == "https://a.example/x/b/c"
    assert found.id == "https://a.example/x/b/1"
    assert [link.link for block in found.blocks for link in block.links] == ["https://a.example/d/e"]  # type: ignore[union-attr]


def test_without_a_base_the_feed_itself_is_one() -> None:
    said = feed("<entry><id>i</id><link href='/1'/></entry>", url="https://a.example/feeds/atom.xml")

    assert said.entries[0].link == "https://a.example/1"
    assert said.entries[0].id == "i"


@pytest.mark.parametrize(
    ("written", "published", "updated", "inferred"),
    [
        ("<published>2025-03-01T10:00:00Z</published><updated>2025-03-01T11:00:00Z</updated>", 10, 11, False),
        ("<updated>2025-03-01T11:00:00Z</updated>", 11, 11, True),
        ("<issued>2025-03-01T10:00:00Z</issued><modified>2025-03-01T11:00:00Z</modified>", 10, 11, False),
        ("<created>2025-03-01T10:00:00Z</created>", 10, None, False),
        ("<published>soon</published><updated>2025-03-01T11:00:00Z</updated>", 11, 11, True),
    ],
)
def test_times(written: str, published: int, updated: int | None, inferred: bool) -> None:
    found = entry(f"<id>x</id>{written}")

    assert found.published == datetime(2025, 3, 1, published, tzinfo=UTC)
    assert found.updated == (datetime(2025, 3, 1, updated, tzinfo=UTC) if updated else None)
    assert found.date_inferred is inferred


@pytest.mark.parametrize(
    ("written", "text", "summary"),
    [
        ("<content>5 &lt; 6 &amp;amp; 7</content>", "5 < 6 &amp; 7", None),
        ("<content type='html'>&lt;p>One&lt;/p>&lt;p>Two&lt;/p></content>", "One\n\nTwo", None),
        (f"<content type='xhtml'><div {XHTML}><p>One</p><p>5 &lt; 6<br/>7</p></div></content>", "One\n\n5 < 6\n\n7", None),
        (f"<content type='xhtml'><div {XHTML}>&lt;b>not bold&lt;/b></div></content>", "<b>not bold</b>", None),
        ("<summary>Short</summary><content type='html'>&lt;p>The whole of it&lt;/p></content>", "The whole of it", "Short"),
        ("<summary type='html'>&lt;b>Short&lt;/b></summary>", "Short", None),
        ("<summary>Short</summary><content type='html'/>", "Short", None),
        ("<summary>Short</summary><content src='https://a.example/f.mp4' type='video/mp4'/>", "Short", None),
        ("<content type='application/xml'><x xmlns='urn:x'>Inside</x></content>", "Inside", None),
        ("<summary>5 &lt;b></summary><content type='html'>&lt;p>The whole of it&lt;/p></content>", "The whole of it", "5 <b>"),
    ],
)
def test_body(written: str, text: str, summary: str | None) -> None:
    found = entry(f"<id>x</id>{written}")

    assert (found.text, found.summary) == (text, summary)


def test_authors_are_the_entry_s_else_its_source_s_else_the_feed_s() -> None:
    said = feed(
        "<author><name>Feed</name></author>"
        "<entry><id>1</id><author><name>Own</name><email>own@a.example</email></author><contributor><name>Helper</name></contributor></entry>"
        "<entry><id>2</id><source><author><name>Source</name></author><title>Elsewhere</title></source></entry>"
        "<entry><id>3</id></entry>"
        "<entry><id>4</id><contributor><name>Helper</name></contributor></entry>"
    )

    assert [found.authors for found in said.entries] == [
        (Author("Own", email="own@a.example"), Author("Helper", "contributor")),
        (Author("Source"),),
        (Author("Feed"),),
        (Author("Feed"), Author("Helper", "contributor")),
    ]
    assert said.entries[1].facts == (Fact("source", "Elsewhere"),)


def test_links_of_other_kinds() -> None:
    found = entry(
        "<id>x</id><link rel='enclosure' type='audio/ogg' length='7' href='https://a.example/a.ogg'/><link rel='replies' type='text/html' href='https://a.example/#r' thr:count='2'/>"
        "<link rel='via' title='A friend' href='https://b.example/'/>"
    )

    assert found.media == (Media("audio", link="https://a.example/a.ogg", type="audio/ogg", size=7),)
    assert found.facts == (Fact("comments", "2", "https://a.example/#r"), Fact("via", "A friend", "https://b.example/"))


def test_tags_are_labels_else_terms() -> None:
    assert entry("<id>x</id><category term='a' label='Ash'/><category term='b'/>").tags == ("Ash", "b")


def test_feed() -> None:
    said = feed(
        "<title type='html'>&lt;i>Tides&lt;/i></title><subtitle>Twice a day</subtitle><link rel='self' href='https://a.example/f'/><link href='https://a.example/'/>"
        "<updated>2025-03-01T10:00:00Z</updated><author><name>Nora</name></author><link rel='next' href='https://a.example/2'/>",
        f'{NEW} xml:lang="cy"',
    ).feed

    assert (said.title, said.description, said.link, said.language, said.credit, said.older) == (
        "Tides", "Twice a day", "https://a.example/", "cy", "Nora", "https://a.example/2",
    )  # fmt: skip
    assert said.updated == datetime(2025, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "fact"),
    [
        ("<subtitle>Daily</subtitle>", Fact("source subtitle", "Daily")),
        ("<id>urn:moon</id>", Fact("source id", "urn:moon")),
        ("<updated>2024-03-01T10:00:00Z</updated>", Fact("source updated", "2024-03-01T10:00:00Z")),
        ("<link rel='self' href='/f'/>", Fact("source feed", "https://moon.example/f", "https://moon.example/f")),
        ("<generator uri='/g' version='2'>Genie</generator>", Fact("source generator", "Genie 2", "https://moon.example/g")),
        ("<category term='sea' label='The sea'/>", Fact("source category", "The sea / sea")),
        ("<contributor><name>Ann</name><email>a@b.example</email></contributor>", Fact("source contributor", "Ann (a@b.example)")),
        ("<icon>i.png</icon>", Fact("source icon", "https://moon.example/i.png", "https://moon.example/i.png")),
    ],
)
def test_what_an_entry_tells_of_its_source_is_kept(written: str, fact: Fact) -> None:
    assert fact in entry(f"<id>x</id><source xml:base='https://moon.example/'>{written}</source>").facts


@pytest.mark.parametrize(
    ("written", "fact"),
    [
        ("<id>urn:feed</id>", Fact("id", "urn:feed")),
        ("<contributor><name>Ann</name><email>a@b.example</email></contributor>", Fact("contributor", "Ann (a@b.example)")),
        ("<author><name>Ann</name><uri>https://ann.example/</uri></author>", Fact("author", "Ann", "https://ann.example/")),
        ("<category term='sea' label='Waters'/>", Fact("category", "sea")),
        ("<generator xml:base='https://g.example/' uri='x'>Genie</generator>", Fact("generator", "Genie", "https://g.example/x")),
        ("<link href='https://a.example/1'/><link href='https://a.example/2' title='Second'/>", Fact("alternate", "Second", "https://a.example/2")),
    ],
)
def test_what_a_feed_tells_of_itself_is_kept(written: str, fact: Fact) -> None:
    assert fact in feed(written).feed.facts


def test_words_of_rss_in_atom_are_understood() -> None:
    said = feed(
        "<description>Deck</description><language>fr</language><pubDate>Fri, 01 Mar 2024 10:00:00 GMT</pubDate><entry><guid>https://a.example/1</guid><description>&lt;b>Low&lt;/b> tide</description></entry>"
    )

    assert (said.feed.description, said.feed.language, said.feed.updated) == ("Deck", "fr", datetime(2024, 3, 1, 10, tzinfo=UTC))
    assert (said.entries[0].id, said.entries[0].link) == ("https://a.example/1", "https://a.example/1")
    assert said.entries[0].text == "Low tide"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<content mode='escaped'>&lt;b>Low&lt;/b> tide</content>", "Low tide"),
        ("<content mode='xml'><![CDATA[<b>Low</b> tide]]></content>", "Low tide"),
        ("<content mode='escaped'>5 &lt; 6</content>", "5 < 6"),
        ("<content type='text/plain' mode='escaped'>&lt;b>Low&lt;/b></content>", "<b>Low</b>"),
        (
            "<content type='multipart/alternative'><content type='text/plain'>Low</content><content type='text/html' mode='escaped'>&lt;i>Low&lt;/i> tide</content></content>",
            "Low tide",
        ),
    ],
)
def test_content_of_the_older_form(written: str, text: str) -> None:
    assert entry(f"<id>x</id>{written}", OLD).text == text


def test_when_an_entry_was_issued_counts_over_when_it_was_begun() -> None:
    said = entry("<id>x</id><created>2004-03-01T10:00:00Z</created><issued>2004-03-02T10:00:00Z</issued>", OLD)

    assert said.published == datetime(2004, 3, 2, 10, tzinfo=UTC)
    assert Fact("created", "2004-03-01T10:00:00Z") in said.facts


def test_withdrawn_entries_and_a_whole_feed_are_told() -> None:
    said = feed(
        "<fh:complete/><at:deleted-entry ref='urn:gone' when='2025-03-01T10:00:00Z'/><entry><id>urn:here</id><title>A</title></entry>",
        f'{NEW} xmlns:fh="http://purl.org/syndication/history/1.0" xmlns:at="http://purl.org/atompub/tombstones/1.0"',
    )

    assert said.entire
    assert said.withdrawn == ("urn:gone",)


def test_older_form_is_read_likewise() -> None:
    said = feed(
        "<title>Old</title><tagline>Since long</tagline><modified>2004-03-01T10:00:00Z</modified><entry><id>x</id><title mode='escaped' type='text/html'>&lt;b>A&lt;/b></title>"
        "<author><name>Ann</name><url>https://ann.example/</url></author></entry>",
        OLD,
    )

    assert (said.feed.title, said.feed.description) == ("Old", "Since long")
    assert said.entries[0].headline == "A"
    assert said.entries[0].authors == (Author("Ann", link="https://ann.example/"),)


@pytest.mark.parametrize(
    "document",
    [
        '<atom:feed xmlns:atom="http://www.w3.org/2005/Atom"><atom:entry><atom:id>x</atom:id></atom:entry></atom:feed>',
        "<feed><entry><id>x</id></entry></feed>",
        '<feed xmlns="https://www.w3.org/2005/Atom/"><entry><id>x</id></entry></feed>',
        '<entry xmlns="http://www.w3.org/2005/Atom"><id>x</id></entry>',
        '<?xml version="1.0"?><Feed xmlns="http://www.w3.org/2005/atom"><Entry><ID>x</ID></Entry></Feed>',
    ],
)
def test_forms_of_a_feed(document: str) -> None:
    said = parse(document.encode())

    assert said.format == "atom"
    assert [found.id for found in said.entries] == ["x"]


def test_a_change_of_comments_is_no_edit() -> None:
    timeline = Timeline()
    texts = [f"<entry><id>x</id><title>A</title><content>Words</content><thr:total>{count}</thr:total></entry>" for count in (1, 2)]

    changes = [timeline.merge(feed(text)) for text in texts]

    assert changes[0].new == ("x",)
    assert not changes[1].edited
