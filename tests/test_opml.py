"""Lists of subscriptions: OPML as it should be and as it is, newsboat's urls file, and what is refused."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds import FormatError, Subscription, Subscriptions, clean_line, read_subscriptions, write_opml
from feeds.subscriptions import DEEPEST, arranged

TWO = '<outline text="One" xmlUrl="https://example.org/1"/><outline text="Two" xmlUrl="https://example.org/2"/>'


def opml(outlines: str, *, version: str = "2.0", before: str = "") -> bytes:
    return f'{before}<opml version="{version}"><head><title>Mine</title></head><body>\n{outlines}\n</body></opml>'.encode()


def read(outlines: str) -> tuple[Subscription, ...]:
    """The feeds of a list that has nothing wrong in it."""
    found = read_subscriptions(opml(outlines))
    assert found.problems == ()
    return found.feeds


def links(data: bytes) -> list[str]:
    return [feed.link for feed in read_subscriptions(data).feeds]


def test_outlines_without_an_address_are_groups_at_any_depth() -> None:
    feeds = read(
        '<outline text="Sea"><outline title="Ports"><outline type="rss" text="Harbour" title="x" xmlUrl="https://example.org/h" htmlUrl="https://example.org/"/>'
        '</outline><outline xmlUrl="https://example.org/t" text="Tides"/></outline><outline text="Top" xmlUrl="http://example.org/top"/>'
    )

    assert feeds == (
        Subscription("https://example.org/h", "Harbour", ("Sea", "Ports"), page="https://example.org/"),
        Subscription("https://example.org/t", "Tides", ("Sea",)),
        Subscription("http://example.org/top", "Top"),
    )


def test_feed_in_two_groups_stays_in_both_and_in_one_group_stands_once() -> None:
    feeds = read(f'<outline text="a">{TWO}{TWO}</outline><outline text="b">{TWO}</outline><outline text="a">{TWO}</outline>')

    assert [(feed.link[-1], feed.groups) for feed in feeds] == [("1", ("a",)), ("2", ("a",)), ("1", ("b",)), ("2", ("b",))]


@pytest.mark.parametrize("name", ["xmlUrl", "xmlurl", "XMLURL", "url", "URL", "xml_url"])
def test_address_is_found_under_each_of_its_names(name: str) -> None:
    assert read(f'<OUTLINE Text="One" {name}=" https://example.org/1 "/>') == (Subscription("https://example.org/1", "One"),)


def test_minutes_between_looks_are_read() -> None:
    assert read('<outline xmlUrl="https://example.org/1" updateInterval="15"/>')[0].interval == 900
    assert read('<outline xmlUrl="https://example.org/1" updateInterval="-1"/>')[0].interval is None


@pytest.mark.parametrize(
    "data",
    [
        opml(TWO, version="1.0"),
        opml(TWO, before='<?xml version="1.0"?>\n<!-- ours -->\n'),
        opml(TWO).replace(b"<opml ", b'<opml xmlns="http://example.org/opml" '),
        opml(TWO).decode().encode("utf-16"),
        b"\xef\xbb\xbf\n" + opml(TWO),
        f"<opml><body>{TWO}</body></opml>".encode(),
        f"<opml>{TWO}</opml>".encode(),
    ],
)
def test_list_is_read_in_each_dress(data: bytes) -> None:
    found = read_subscriptions(data)

    assert [feed.title for feed in found.feeds] == ["One", "Two"]
    assert found.problems == ()


@pytest.mark.parametrize(
    "data",
    [
        TWO.encode(),
        f"<body>{TWO}</body></opml>".encode(),
        opml(TWO)[:-10],
        opml(TWO.replace("/>", ">")),
        opml(TWO.replace("/>", ">") * 200),
        opml(f'<outline text="g">{TWO}'),
        opml(f'<outline text="a <b>bold</b> one" xmlUrl=none/>{TWO}'),
    ],
)
def test_broken_list_is_read_as_far_as_it_goes_and_it_is_told(data: bytes) -> None:
    found = read_subscriptions(data, source="list.opml")

    assert [feed.title for feed in found.feeds] == ["One", "Two"]
    assert "the list is broken here" in found.problems[0].message


def test_feeds_that_are_not_closed_do_not_stand_in_each_other() -> None:
    found = read_subscriptions(opml(f'<outline text="g">{TWO.replace("/>", ">")}</outline><outline text="Three" xmlUrl="https://example.org/3">'))

    assert [(feed.title, feed.groups) for feed in found.feeds] == [("One", ("g",)), ("Two", ("g",)), ("Three", ())]


def test_ampersands_are_kept_however_they_are_written() -> None:
    feeds = read('<outline text="Sea & Shore &amp; Caf&eacute; &nosuch; 1 < 2 &#233;&#27;" xmlUrl="https://example.org/?a=1&b=2&amp;c=3&copy=4"/>')

    assert feeds == (Subscription("https://example.org/?a=1&b=2&c=3&copy=4", "Sea & Shore & Café &nosuch; 1 < 2 é\ufffd"),)


@pytest.mark.parametrize(
    ("declared", "written"), [("iso-8859-1", "iso-8859-1"), ("utf-8", "iso-8859-1"), ("windows-1251", "windows-1251"), ("nonsense", "utf-8")]
)
def test_encoding_is_found_also_where_the_list_declares_a_wrong_one(declared: str, written: str) -> None:
    title = "Прилив" if written == "windows-1251" else "Marée"
    data = opml(f'<outline text="{title}" xmlUrl="https://example.org/1"/>', before=f'<?xml version="1.0" encoding="{declared}"?>').decode().encode(written)

    assert [feed.title for feed in read_subscriptions(data).feeds] == [title]


@pytest.mark.row("S8")
@pytest.mark.parametrize(
    "address",
    [
        "|id",
        "| curl https://example.org/",
        "exec:rm",
        "filter:sed:https://example.org/feed",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "java&#10;script:alert(1)",
        "data:text/xml,x",
        "ftp://example.org/",
        "feed://example.org/",
        "//example.org/",
        "/etc/passwd",
        "http://",
        "http:\\\\example.org",
        "https://example.org:99999/",
        "https://exa mple.org/",
    ],
)
def test_only_addresses_of_the_web_are_taken_and_the_others_told(address: str) -> None:
    found = read_subscriptions(opml(f'<outline text="x" xmlUrl="{address}"/>\n{TWO}'), source="list.opml")

    assert [feed.title for feed in found.feeds] == ["One", "Two"]
    assert [(problem.source, problem.place) for problem in found.problems] == [("list.opml", "line 2")]
    assert "is refused: " in found.problems[0].message
    assert "\n" not in found.problems[0].message


def test_links_and_other_lists_are_no_feeds_and_pages_must_be_of_the_web() -> None:
    found = read_subscriptions(
        opml(
            '<outline type="link" text="x" url="https://example.org/page"/><outline type="include" text="x" url="https://example.org/x.opml"/>'
            '<outline type="link" text="One" xmlUrl="https://example.org/1" htmlUrl="javascript:alert(1)"/>'
        )
    )

    assert found.feeds == (Subscription("https://example.org/1", "One"),)
    assert [problem.message.partition("” ")[2] for problem in found.problems] == ["is a link to a page, not a feed", "is another list, not a feed"]


@pytest.mark.row("S9")
def test_entities_and_inclusions_bring_nothing_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret", encoding="utf-8")
    before = f'<!DOCTYPE opml [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p; <!ENTITY a "inside">]>'
    outlines = (
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{secret}" parse="text"/><outline text="&x;&a;" xmlUrl="https://example.org/1"/>'
    )

    found = read_subscriptions(opml(outlines, before=before))

    assert found.feeds == (Subscription("https://example.org/1", "&x;&a;"),)


def test_text_of_a_list_is_made_harmless() -> None:
    feeds = read('<outline text="a\x1b[31m\u202eb"><outline text="c\n\x07d" xmlUrl="https://example.org/1"/></outline>')

    assert feeds == (Subscription("https://example.org/1", "c ␇d", ("a␛[31m\ufffdb",)),)


@pytest.mark.row("S9")
@pytest.mark.parametrize(
    "data",
    [
        opml('<outline text="g">' * 50_000),
        opml("<outline " + " ".join(f'a{number}="x"' for number in range(30_000)) + "/>"),
        opml('<outline x="' * 50_000),
        opml("&" * 200_000),
        opml("<" * 200_000),
        opml("&a;" * 100_000),
        opml('<outline xmlUrl="|id"/>' * 10_000),
        b"<opml " * 100_000,
        b'https://example.org/ "' + b'\\"' * 100_000,
        b"https://example.org/ " + b"a " * 100_000,
    ],
    ids=lambda data: data[-24:],
)
def test_hostile_list_takes_no_time(data: bytes) -> None:
    started = time.process_time()
    try:
        found = read_subscriptions(data)
    except FormatError:
        found = Subscriptions()

    assert found.feeds == ()
    assert time.process_time() - started < 4


def test_deepest_group_holds_what_is_deeper() -> None:
    feeds = read('<outline text="g">' * 100 + TWO + "</outline>" * 100)

    assert [feed.groups for feed in feeds] == [("g",) * DEEPEST] * 2


@pytest.mark.parametrize("data", [b"", b"hello", b"<html><body>x</body></html>", b"<rss><channel/></rss>", b"<opml", b"\0\1\2", b"|id\n"])
def test_what_is_no_list_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_subscriptions(data)


URLS = r"""
# mine
https://example.org/1 sea "long reads" "~One \"1\""
  http://example.org/2
https://example.org/3 ! "~"
"exec:ls -l" sea
filter:sed:https://example.org/4
"query:All:unread = \"yes\""
|id
not-an-address tag
"""


@pytest.mark.row("S8")
def test_urls_file_of_newsboat_is_known_by_its_lines() -> None:
    found = read_subscriptions(URLS.encode(), source="urls")

    assert found.feeds == (
        Subscription("https://example.org/1", 'One "1"', ("sea",)),
        Subscription("https://example.org/1", 'One "1"', ("long reads",)),
        Subscription("http://example.org/2"),
        Subscription("https://example.org/3"),
    )
    assert [(problem.place, problem.message) for problem in found.problems] == [
        ("line 6", "“exec:ls -l” is refused: it would run a program"),
        ("line 7", "“filter:sed:https://example.org/4” is refused: it would run a program"),
        ("line 8", '“query:All:unread = "yes"” is refused: a search of other feeds is no address'),
        ("line 9", "“|id” is refused: it is no http or https address"),
        ("line 10", "“not-an-address” is refused: it is no http or https address"),
    ]


def test_secrets_of_a_refused_address_are_masked() -> None:
    found = read_subscriptions(opml(f'<outline xmlUrl="ftp://ann:hush@example.org/?token=hush"/>{TWO}'))

    assert "hush" not in found.problems[0].message


def test_joining_keeps_titles_and_brings_what_is_missing() -> None:
    mine = Subscriptions((Subscription("https://example.org/1", "Mine", ("g",)), Subscription("https://example.org/2")))
    other = (
        Subscription("https://example.org/1", "Theirs", ("g",), page="https://example.org/"),
        Subscription("https://example.org/2", "Two"),
        Subscription("https://example.org/3"),
    )

    assert mine.joined(other).feeds == (
        Subscription("https://example.org/1", "Mine", ("g",), page="https://example.org/"),
        Subscription("https://example.org/2", "Two"),
        Subscription("https://example.org/3"),
    )


def test_written_list_is_opml_as_others_read_it() -> None:
    feeds = (Subscription("https://example.org/?a=1&b=2", 'A "<b>"', ("Sea", "Ports")), Subscription("https://example.org/2", None, ("Sea",)))

    root = etree.fromstring(write_opml(Subscriptions(feeds)))

    assert (root.tag, root.get("version"), root.findtext("head/title")) == ("opml", "2.0", "Subscriptions of feedreader")
    assert [outline.get("text") for outline in root.iterfind("body/outline/outline")] == ["Ports", "https://example.org/2"]
    inner = root.find("body/outline/outline/outline")
    assert dict(inner.attrib) == {"type": "rss", "text": 'A "<b>"', "title": 'A "<b>"', "xmlUrl": "https://example.org/?a=1&b=2"}


LINES = (
    st.text(st.characters(exclude_characters="\ufffe\uffff"), min_size=1, max_size=12)
    .map(clean_line)
    .filter(lambda line: line == clean_line(line) and line != "")
)
ADDRESSES = st.text("abc&<>\"'é=?%/#", max_size=8).map(lambda tail: f"https://example.org/{tail}")
FEEDS = st.builds(
    Subscription,
    link=ADDRESSES,
    title=st.none() | LINES,
    groups=st.lists(st.sampled_from(["Sea", "Ports & Piers", '"x"']) | LINES, max_size=3).map(tuple),
    page=st.none() | ADDRESSES,
    interval=st.none() | st.integers(1, 10**7).map(float),
)


@given(st.lists(FEEDS, max_size=8), st.none() | LINES)
@settings(deadline=None)
def test_what_is_written_is_read_again(feeds: list[Subscription], title: str | None) -> None:
    kept = Subscriptions(arranged(feeds), title)

    assert read_subscriptions(write_opml(kept)) == kept


@given(st.lists(FEEDS, max_size=8))
@settings(deadline=None)
def test_order_is_settled_once_and_nothing_is_lost(feeds: list[Subscription]) -> None:
    once = arranged(feeds)

    assert arranged(once) == once
    assert {feed.key for feed in once} == {feed.key for feed in feeds}
    assert Subscriptions(once).joined(feeds).feeds == once


PIECES = st.sampled_from(["<opml>", "</opml>", "<outline", "</outline>", ' xmlUrl="https://example.org/"', " text='a", "'", ">", "/>", "&", "<", "<!DOCTYPE x [", "]>", "\n", "https://example.org/ ", '"', "\\", "exec:x"])  # fmt: skip


@given(st.binary(max_size=200) | st.lists(PIECES, max_size=30).map(lambda pieces: "".join(pieces).encode()))
@settings(deadline=None)
def test_any_bytes_are_a_list_or_a_format_error(data: bytes) -> None:
    try:
        found = read_subscriptions(data)
    except FormatError:
        return

    assert all(feed.link.startswith(("http://", "https://")) for feed in found.feeds)
