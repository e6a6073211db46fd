"""Microformats 2: which elements are entries of the feed, and what their properties say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from feeds import Entry, Snapshot, UnknownFormat, parse


def read(body: str, *, base: str = "https://harbour.example/notes/") -> Snapshot:
    return parse(f"<!doctype html><html><head><title>Harbour</title></head><body>{body}</body></html>".encode(), url=base)


def entry(inside: str) -> Entry:
    """An entry with a date."""
    snapshot = read(f"<div class='h-feed'><div class='h-entry'>{inside}</div></div>")
    assert snapshot.format == "h-feed"
    assert len(snapshot.entries) == 1
    return snapshot.entries[0]


NAMED = "<div class='h-entry'><p class='p-name'>{}</p></div>"
DATED = "<div class='h-entry'><p class='p-name'>{}</p><time class='dt-published' datetime='2024-03-02T12:00:00Z'></time></div>"


@pytest.mark.parametrize(
    ("body", "headlines"),
    [
        (NAMED.format("a") + NAMED.format("b"), ["a", "b"]),
        (DATED.format("a"), ["a"]),
        (f"<div class='h-feed'>{NAMED.format('a')}</div>", ["a"]),
        (f"<div class='h-feed'>{NAMED.format('a')}{NAMED.format('b')}</div><div class='h-feed'>{NAMED.format('c')}</div>", ["a", "b"]),
        (f"<div class='h-feed'><div class='h-entry'><p class='p-name'>a</p><div class='u-comment h-cite'>{DATED.format('x')}</div>{DATED.format('y')}</div></div>", ["a"]),
        (f"<div class='h-feed'>{NAMED.format('a')}<div class='h-card'>{NAMED.format('x')}</div></div>", ["a"]),
        (f"<body class='h-entry'>{DATED.format('a')}", ["a"]),
    ],
    ids=["alone", "one dated", "in a feed", "the larger feed", "nested", "in a card", "on the body"],
)  # fmt: skip
def test_entries_of_the_feed(body: str, headlines: list[str]) -> None:
    assert [entry.headline for entry in read(body).entries] == headlines


@pytest.mark.parametrize("body", [NAMED.format("a"), "<p>h-entry</p>", "<div class='hfeed'><div class='hentry'><h2 class='entry-title'>a</h2></div></div>"])
def test_page_without_entries_is_no_feed(body: str) -> None:
    with pytest.raises(UnknownFormat):
        read(body)


NINE = datetime(2024, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("written", "when", "inferred"),
    [
        ("<time class='dt-published' datetime='2024-03-02T09:30:00+01:00'>today</time>", NINE, False),
        ("<abbr class='dt-published' title='2024-03-02T09:30:00+0100'>today</abbr>", NINE, False),
        ("<p class='dt-published'>2024-03-02 09:30+01:00</p>", NINE, False),
        ("<p class='dt-published'><b class='value'>2024-03-02</b> at <b class='value'>09:30</b> <b class='value'>+01:00</b></p>", NINE, False),
        ("<p class='dt-published'><span class='value-title' title='2024-03-02T09:30+01:00'> </span>today</p>", NINE, False),
        ("<data class='dt-published' value='2024-03-02T09:30:00'>x</data>", datetime(2024, 3, 2, 9, 30, tzinfo=UTC), True),
        ("<time class='dt-published'>soon</time>", None, False),
        ("<time class='dt-updated' datetime='2024-03-02T09:30:00+01:00'></time>", NINE, True),
        ("", None, False),
    ],
)  # fmt: skip
def test_times(written: str, when: datetime | None, inferred: bool) -> None:
    found = entry(f"<p class='p-name'>a</p>{written}")

    assert (found.published, found.date_inferred) == (when, inferred)


@pytest.mark.parametrize(
    ("inside", "id", "link"),
    [
        ("<a class='u-url u-uid' href='7'>x</a>", "https://harbour.example/notes/7", "https://harbour.example/notes/7"),
        ("<a class='u-url' href='/7#a'>x</a><data class='u-uid' value='tag:harbour.example,2024:7'></data>", "tag:harbour.example,2024:7", "https://harbour.example/7#a"),
        ("<a href='/7'>Only link</a>", "https://harbour.example/7", "https://harbour.example/7"),
        ("<a class='u-url' href='javascript:x'>x</a><p class='p-name'>a</p>", None, None),
    ],
)  # fmt: skip
def test_ids_and_links(inside: str, id: str | None, link: str | None) -> None:
    found = entry(inside)

    assert (found.link, found.id_inferred) == (link, id is None)
    assert id is None or found.id == id


def test_note_has_no_headline_and_keeps_its_text_once() -> None:
    found = entry("<div class='p-name e-content'><p>The wall <b>holds</b>.</p></div>")

    assert (found.headline, found.text) == (None, "The wall holds.")


def test_long_text_without_properties_is_the_body() -> None:
    text = "The wall holds, and nobody in the town can remember a night as loud as this one. " * 2
    found = entry(text)

    assert (found.headline, found.text) == (None, text.strip())


def test_authors_media_tags_and_facts() -> None:
    found = entry(
        "<p class='p-name'>Title</p><p class='p-summary'>In short.</p><div class='e-content'>At length.</div><p class='p-author'>Bob Sample</p>"
        "<a class='p-author h-card' href='/ann'><img alt='Ann Example' src='a.jpg'></a><video class='u-video' src='v.mp4'></video><audio class='u-audio'><source src='s.mp3'></audio>"
        "<a class='p-category'>wall</a><a class='p-category'>wall</a><div class='u-like-of h-cite'><a class='u-url p-name' href='https://cora.example/1'>Cora's wall</a></div><data class='p-rsvp' value='yes'>"
    )

    assert [(author.name, author.link) for author in found.authors] == [("Bob Sample", None), ("Ann Example", "https://harbour.example/ann")]
    assert [(media.kind, media.link) for media in found.media] == [
        ("video", "https://harbour.example/notes/v.mp4"),
        ("audio", "https://harbour.example/notes/s.mp3"),
    ]
    assert (found.tags, found.summary) == (("wall",), "In short.")
    assert [(fact.name, fact.value, fact.link) for fact in found.facts] == [("like of", "Cora's wall", "https://cora.example/1"), ("rsvp", "yes", None)]
