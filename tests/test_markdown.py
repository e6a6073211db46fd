"""Markdown: which headings are posts, what is no Markdown, and that no line is lost."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feeds import Code, Document, Figure, Link, List, Paragraph, Quote, Snapshot, Table, Timeline, block_text, parse, parse_document

from .pages import live_page
from .test_laws import everything

DAY = date(2026, 3, 1)


def diary(*posts: tuple[str, str]) -> bytes:
    """A file of posts: heading and body."""
    return ("# Diary\n\n" + "\n\n".join(f"## {heading}\n\n{body}" for heading, body in posts) + "\n").encode()


def said(*headings: str, zone: timezone | None = None) -> list[tuple[str | None, str | None, datetime | None, bool]]:
    """What headings are read as, beside two that make the file one of posts."""
    snapshot = parse(diary(*((heading, "It is so.") for heading in (*headings, "2026-02-01 10:00 A", "2026-02-01 09:00 B"))), date=DAY, zone=zone)
    assert snapshot.format == "markdown"
    return [(entry.headline, entry.stamp, entry.published, entry.date_inferred) for entry in snapshot.entries[: len(headings)]]


@pytest.mark.parametrize(
    ("heading", "headline", "stamp", "when"),
    [
        ("2026-03-01 14:05 Gate shut", "Gate shut", "2026-03-01 14:05", datetime(2026, 3, 1, 14, 5, tzinfo=UTC)),
        ("2026-03-01 14:05 - Gate shut", "Gate shut", "2026-03-01 14:05", datetime(2026, 3, 1, 14, 5, tzinfo=UTC)),
        ("**2026-03-01 14:05**: `Gate` shut", "Gate shut", "2026-03-01 14:05", datetime(2026, 3, 1, 14, 5, tzinfo=UTC)),
        ("[2026-03-01T14:05:00Z] Gate shut", "Gate shut", "2026-03-01T14:05:00Z", datetime(2026, 3, 1, 14, 5, tzinfo=UTC)),
        ("Gate shut (1 March 2026, 2.05pm)", "Gate shut", "1 March 2026, 2.05pm", datetime(2026, 3, 1, 14, 5, tzinfo=UTC)),
        ("Gate shut — 2026-03-01 14:05 GMT", "Gate shut", "2026-03-01 14:05 GMT", datetime(2026, 3, 1, 14, 5, tzinfo=UTC)),
        ("2026-03-01 14:05", None, "2026-03-01 14:05", datetime(2026, 3, 1, 14, 5, tzinfo=UTC)),
        ("3.11 is out", "3.11 is out", None, None),
        ("10.15 ways to tie a knot", "10.15 ways to tie a knot", None, None),
        ("2 March is a day", "2 March is a day", None, None),
        ("Meet at 14:05", "Meet at 14:05", None, None),
        ("No time", "No time", None, None),
    ],
)
def test_time_of_a_heading(heading: str, headline: str | None, stamp: str | None, when: datetime | None) -> None:
    assert [each[:3] for each in said(heading)] == [(headline, stamp, when)]


def test_clock_without_a_zone_is_in_the_reader_s_and_marked() -> None:
    east = timezone(timedelta(hours=2))

    assert said("2026-03-01 14:05 A", "2026-03-01 14:05 GMT B", zone=east) == [
        ("A", "2026-03-01 14:05", datetime(2026, 3, 1, 14, 5, tzinfo=east), True),
        ("B", "2026-03-01 14:05 GMT", datetime(2026, 3, 1, 14, 5, tzinfo=UTC), False),
    ]


def test_posts_without_any_day_are_of_the_document_s_and_of_none_without_one() -> None:
    data = diary(("14:05 A", "a"), ("13:05 B", "b"))

    assert [entry.published and entry.published.date() for entry in parse(data, date=DAY).entries] == [DAY, DAY]
    assert [entry.published for entry in parse(data).entries] == [None, None]


def test_new_post_on_top_is_new_and_nothing_else() -> None:
    old = [("2026-03-01 10:00 A", "Text."), ("2026-03-01 09:00 B", "Text."), ("Undated", "Text.")]
    timeline = Timeline()
    timeline.merge(parse(diary(*old), date=DAY))

    changes = timeline.merge(parse(diary(("2026-03-01 11:00 C", "Text."), *old), date=DAY))

    assert [timeline.entry(id).headline for id in changes.new] == ["C"]
    assert (changes.edited, changes.withdrawn) == ((), ())


def test_last_post_of_a_file_that_is_being_written_waits() -> None:
    document = Document(data=diary(("2026-03-01 10:00 A", "a"), ("2026-03-01 11:00 B", "b")), settled=False)

    snapshot = parse_document(document)

    assert [entry.headline for entry in snapshot.entries] == ["A"]
    assert snapshot.complete is False


@pytest.mark.parametrize("source", ["page.txt", "page.md", None])
def test_live_page_is_none(source: str | None) -> None:
    page = live_page(8).replace("    ", "    # ", 3)

    assert parse(page.encode(), url=source).format == "live-text"


@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/sh\n# 10:00 runs at ten\n# 10:05 and again\necho done\n",
        "# 10:00 runs at ten\nrun --once\n\n# 10:05 and again\nrun --twice\n",
        "# a setting\nname = 1\n\n# another\nname = 2\n",
        "A text with a #hashtag\n\n#another one\n\n-- and a signature\n",
        "One * star and two ** stars, [a note] and (a link).\n",
    ],
)
def test_other_texts_are_none(text: str) -> None:
    assert parse(text.encode(), url="file.txt").format == "plain-text"


@pytest.mark.parametrize(("url", "media_type"), [("README.md", None), (None, "text/markdown")])
def test_text_that_is_called_markdown_is_read_as_such(url: str | None, media_type: str | None) -> None:
    snapshot = parse(b"Just a line with **bold** words.\n", url=url, media_type=media_type)

    assert snapshot.format == "markdown"
    assert snapshot.entries[0].text == "Just a line with bold words."
    assert [problem.message for problem in snapshot.problems] == ["no posts were recognised; shown as a plain document"]


def test_body_has_every_kind_of_block_and_no_address_is_lost() -> None:
    body = (
        "Wrapped\nline with [a link](https://a.invalid/).\n\n- see [here](https://b.invalid/)\n\n> said [there](https://c.invalid/)\n\n"
        "    code\n\n| a |\n| - |\n| [x](https://d.invalid/) |\n\n![alt](https://e.invalid/p.png)\n\n&#27;[2J &lt;b&gt;\n"
    )
    entry = parse(diary(("2026-03-01 10:00 A", body), ("2026-03-01 11:00 B", "b"))).entries[0]
    paragraph, items, quote, code, table, figure, last = entry.blocks

    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "Wrapped line with a link."
    assert [(link.text, link.link, paragraph.text[link.start :]) for link in paragraph.links] == [("a link", "https://a.invalid/", "a link.")]
    assert items == List(("see here",), links=(Link("here", "https://b.invalid/", 4),))
    assert quote == Quote("said there", links=(Link("there", "https://c.invalid/", 5),))
    assert code == Code("code")
    assert table == Table((("a",), ("x",)), (Link("x", "https://d.invalid/", 2),))
    assert figure == Figure(0)
    assert entry.media[0].link == "https://e.invalid/p.png"
    assert last == Paragraph("\ufffd[2J <b>")


@pytest.mark.row("S10")
@pytest.mark.parametrize("part", ["[", "*", "_a", "`", "# ", " ", ">", "![", "[a](", "- ", "|", "~~~\n", "# a, b (c [d\n\n", "[a]: b\n"])
def test_hostile_text_is_read_in_time(part: str) -> None:
    """Each of these takes minutes where a pattern is quadratic."""
    for text in (f"# A\n\n{part * (100_000 // len(part))}\n", f"## {part * (100_000 // len(part))} 10:00\n\n## 10:00\n\n## 11:00\n"):
        entries = parse(text.encode(), url="page.md").entries

        assert entries
        assert sum(len(entry.text) + len(entry.headline or "") for entry in entries) < 300_000


PIECES = st.sampled_from(
    ["# W", "## W", "## 14:05 W", "## 2026-03-01 W", "### W - 14:05", "#### W", "W\n===", "W\n---", "W", "W\nW", "- W\n- W", "  - W", "1. W", "> W", "```\nW\n```", "~~~\nW",
     "    W", "| W | W |\n|---|---|\n| W | W |", "[W](https://a.invalid/)", "[W][w]", "[w]: https://a.invalid/W", "![W](https://a.invalid/W)", "**W** `W` _W_", "<b>W</b>", "<!-- W -->",
     "---", "***", "---\ntitle: W\nother: W\n---", "*14:05*\n\nW", "\\# W", "[W]", "W  \nW", "2026-03-01 14:05"]
)  # fmt: skip
PAGES = st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\n\n"])), max_size=12).map(lambda parts: "".join(piece + gap for piece, gap in parts))


def marked(text: str) -> tuple[str, set[str]]:
    """The text with a word of its own for each W, and these words."""
    words = ["".join(chr(97 + number // 26**place % 26) for place in range(6)) + "q" for number in range(text.count("W"))]
    each = iter(words)
    return re.sub("W", lambda match: next(each), text), set(words)


@settings(max_examples=400, deadline=None)
@given(PAGES)
@example("[w]: https://a.invalid/W\n[w]: https://a.invalid/W\n[W][w]\n")
def test_no_word_of_a_markdown_text_is_lost(text: str) -> None:
    page, words = marked(text)
    if not page.strip():
        return
    snapshot: Snapshot = parse(page.encode(), url="page.md", date=DAY)
    links = [link.link for entry in snapshot.entries for block in entry.blocks for link in getattr(block, "links", ())]
    links += [media.link or "" for entry in snapshot.entries for media in entry.media]
    links += [entry.link or "" for entry in snapshot.entries]

    for entry in snapshot.entries:
        for block in entry.blocks:
            for link in getattr(block, "links", ()):
                assert block_text(block)[link.start : link.start + len(link.text)] == link.text
    found = "\n".join([everything(snapshot), *links])

    assert [word for word in words if word not in found] == []
