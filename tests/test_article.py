"""How the body of a post looks in full: links with their numbers, lists in lists, tables, code, summary, facts, sounds."""

from __future__ import annotations

import time
from datetime import UTC, timedelta

import pytest

from feeds import Body, Embed, Entry, Fact, Figure, Media, Paragraph, Post, Query, Status
from feeds.markup import Manner, read_content
from tui.article import article_rows
from tui.blocks import size_in_words
from tui.links import links_of
from tui.look import Look
from tui.render import Setting

from .support import NOON


def post(body: Body, link: str | None = None) -> Post:
    return Post("1", "a", Entry(id="1", headline="Head", link=link, published=NOON, body=body), NOON.timestamp(), Status())


def lines(body: Body, width: int = 60, link: str | None = None) -> list[str]:
    """The rows under the head."""
    rows = article_rows(post(body, link), Setting(Look(), width), NOON)
    texts = ["".join(text for text, _ in row.left).rstrip() for row in rows]
    blanks = [number for number, text in enumerate(texts) if not text]
    return [text.removeprefix("  ") for text in texts[blanks[1] + 1 :]]


def read(raw: str, **manner: object) -> Body:
    return read_content(raw, Manner(base="https://a.invalid/", **manner))  # type: ignore[arg-type]


def test_links_of_every_block_are_numbered_in_order_as_they_can_be_asked_for() -> None:
    body = read(
        "<p>To <a href=p>p</a>.</p><h2><a href=h>h</a></h2><ul><li>x <a href=i>i</a><ul><li><a href=j>j</a> y</ul></ul><blockquote><a href=q>q</a></blockquote>"
        "<table><tr><td>a<td><a href=t>t</a></table><iframe src='https://youtube.com/embed/e'></iframe><audio src=s.mp3></audio>",
        facts=(Fact("comments", "12", "https://a.invalid/c"), Fact("duration", "3 min")),
    )
    shown = lines(body, 100, "https://a.invalid/own")

    assert [line for line in shown if "[" in line][:8] == [
        "To p [2].", "h [3]", "  • x i [4]", "    • j [5] y", " ┃ q [6]", "a   t [7]", "“” YouTube video [8]", "►  audio [9]",
    ]  # fmt: skip
    assert "comments  12 [10]" in shown
    assert "duration  3 min" in shown
    named = links_of(post(body, "https://a.invalid/own").entry)
    assert [f"[{number}]  {text}  {link}" for number, (text, link) in enumerate(named, 1)] == shown[-10:]
    assert [text for text, _ in named] == ["Head", "p", "h", "i", "j", "q", "t", "YouTube video", "audio", "12"]


def test_numbers_of_an_ordered_list_go_on_after_a_list_inside_it() -> None:
    assert lines(read("<ol start=9><li>a<ol><li>x<li>y</ol><li>b</ol>"))[:4] == ["   9. a", "      1. x", "      2. y", "  10. b"]


def test_lines_of_an_item_stand_under_its_text() -> None:
    shown = lines(read("<ul><li>one<ul><li>" + "words and " * 8 + "</ul></ul>"), 40)

    assert shown[:4] == ["  • one", "    • words and words and words and", "      words and words and words and", "      words and words and"]


def test_tables_stand_in_columns_where_there_is_room_and_figures_at_the_right() -> None:
    table = "<table><tr><th>Gate<th>Metres<tr><td>東門<td>4.5<tr><td>West<td>12</table>"

    assert lines(read(table))[:3] == ["Gate   Metres", "東門      4.5", "West       12"]
    assert lines(read(table.replace("West", "West " * 20)), 40)[:1] == ["Gate  │  Metres"]


def test_code_keeps_its_indent() -> None:
    assert lines(read("<pre>if a:\n    b\n\nc</pre>"))[:4] == [" │ if a:", " │     b", " │", " │ c"]


def test_summary_stands_over_the_body_and_facts_under_it() -> None:
    body = Body(blocks=(Paragraph("Words."),), summary="In short.", facts=(Fact("weight", "3 kg"),))

    assert lines(body)[:5] == ["In short.", "", "Words.", "", "weight  3 kg"]


def test_sounds_tell_their_kind_and_size() -> None:
    body = Body(blocks=(Figure(0),), media=(Media("audio", caption="Talk", link="https://a.invalid/t.mp3", size=12_400_000),))

    assert lines(body)[:2] == ["►  Talk [1]", "   audio, 12 MB"]
    assert [size_in_words(size) for size in (0, 999, 1000, 999_999, 1_500_000, 7_000_000_000)] == ["0 bytes", "999 bytes", "1 kB", "1 MB", "2 MB", "7 GB"]


@pytest.mark.parametrize(
    ("network", "author", "name"),
    [("X", "Ann", "X post by Ann"), ("YouTube", None, "YouTube video"), ("Spotify", None, "Spotify player"), ("maps.invalid", None, "shown from maps.invalid")],
)
def test_what_other_places_show_is_called_what_it_is(network: str, author: str | None, name: str) -> None:
    assert lines(Body(blocks=(Embed(network, "https://a.invalid/", author),)))[0] == f"“” {name} [1]"


@pytest.mark.parametrize("word", ["short", "wave", "painter", "speaker", "kilos"])
def test_words_outside_the_blocks_are_found(word: str) -> None:
    raw = "<figure><img src=a.png><figcaption>A wave <b class=credit>painter</b></figcaption></figure><blockquote>x<footer>speaker</footer></blockquote>"
    entry = post(read(raw, summary="In short", facts=(Fact("weight", "3 kilos", "https://fact.invalid/"),))).entry

    for query in (word, f"text:{word}", "link:fact.invalid", "has:link", "has:quote"):
        assert Query.parse(query).matches(entry, Status(), now=NOON, zone=None)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Entry(id="1", published=NOON, updated=NOON + timedelta(minutes=16)), "updated 12:16"),
        (Entry(id="1", published=NOON, updated=NOON + timedelta(days=1)), "updated Sun 5 October, 12:00 UTC"),
        (Entry(id="1", published=NOON, updated=NOON, date_inferred=True), "the time of its last update, the only one it tells"),
        (Entry(id="1", published=NOON, stamp="4 Oct", date_inferred=True), "not all of it written: “4 Oct”"),
        (Entry(id="1", published=NOON, date_inferred=True), "not all of it written"),
        (Entry(id="1", stamp="Lap 16/52"), "no time that can be read"),
        (Entry(id="1"), "undated"),
    ],
)
def test_time_is_told_with_what_is_not_sure_of_it(entry: Entry, words: str) -> None:
    rows = article_rows(Post("1", "page.txt", entry, 0.0), Setting(Look(), 100, UTC), NOON)
    shown = " ".join("".join(text for text, _ in row.left).strip() for row in rows)

    assert words in shown
    assert "None" not in shown
    assert ("updated " in shown) == ("updated " in words)


@pytest.mark.row("S10")
@pytest.mark.parametrize(
    ("around", "part"),
    [("<p>", "<a href=/x>y</a> "), ("<ul>", "<li><a href=/x>y</a>"), ("<table>", "<tr><td>a<td><a href=/x>y</a>"), ("<pre>", "x\n")],
)
def test_long_bodies_are_cut_and_say_so(around: str, part: str) -> None:
    body = read(around + part * 10_000)
    begin = time.process_time()
    shown = lines(body)
    assert time.process_time() - begin < 2
    assert len(shown) < 5000
    assert any("dump shows" in line for line in shown)


@pytest.mark.parametrize(("credit", "shown"), [("Ann Example/AFP", "Picture: Ann Example/AFP"), ("Photograph: Ann Example", "Photograph: Ann Example")])
def test_credit_says_once_what_it_is(credit: str, shown: str) -> None:
    body = Body(blocks=(Figure(0),), media=(Media(alt="A gate", credit=credit),))

    assert shown in [line.strip() for line in lines(body)]


def test_of_what_is_without_measure_only_the_beginning_is_shown_and_the_rest_counted() -> None:
    body = Body(blocks=(Paragraph("Words."),), facts=tuple(Fact(f"name {number}", "x") for number in range(1000)))
    entry = Entry(
        id="1", headline="word " * 200_000, link="https://a.invalid/", tags=tuple(f"tag{number}" for number in range(10_000)), published=NOON, body=body
    )
    rows = article_rows(Post("1", "a", entry, NOON.timestamp(), Status()), Setting(Look(), 60), NOON)
    texts = ["".join(text for text, _ in row.left).strip() for row in rows]

    assert len(rows) < 450
    assert sum(text.startswith("word word") for text in texts[:-4]) == 40
    assert texts[39].endswith("…")
    assert "9940 more: feedreader dump shows them all" in " ".join(texts)
    assert "… and 700 more facts: feedreader dump shows them all" in texts
    assert texts[-1].endswith("…")  # the post's own link, called by its headline
