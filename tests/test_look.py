"""Colours, signs and the laying out of lines."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from feeds import Entry, Post, Query, Status
from tui.colours import inks
from tui.highlight import MATCH, Marks, marked
from tui.look import MARK_TOKENS, SIGNS, THEMES, Look
from tui.render import Setting, day_label, day_rows, timeline_rows
from tui.spans import _PLAIN, Row, cells, crop, joined, paint, whole_words, wrap

from .pages import page, post
from .support import Stage, settle, snapshot

INKS = ("muted", "text", "bright", "accent", "error", "added", "removed")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours "#RRGGBB" (WCAG 2.2, 1 to 21)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ink", INKS)
def test_text_can_be_read_on_every_ground(theme: str, ink: str) -> None:
    tokens = THEMES[theme]

    assert all(contrast(tokens[ink], tokens[ground]) >= 4.5 for ground in ("ground", "raised", "float"))
    assert contrast(tokens["on_accent"], tokens["accent"]) >= 4.5
    if theme == "contrast":
        assert all(contrast(tokens[ink], tokens[ground]) >= 7 for ground in ("ground", "raised"))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("token", MARK_TOKENS)
def test_mark_of_a_source_can_be_seen_and_is_like_no_other_colour(theme: str, token: str) -> None:
    tokens = THEMES[theme]

    assert all(contrast(tokens[token], tokens[ground]) >= 3 for ground in ("ground", "raised"))
    assert [other for other, colour in tokens.items() if colour == tokens[token]] == [token]


def test_sources_get_the_marks_that_they_ask_for_and_the_others_those_that_fewest_have() -> None:
    assert inks([None, "green", None, "mauve", None]) == ["mark1", "mark2", "mark3", "mark4", "mark5"]
    assert inks(["blue", "blue", None, None]) == ["mark1", "mark1", "mark2", "mark3"]
    assert inks([None] * 8)[6:] == ["mark1", "mark2"]


def test_every_sign_has_an_ascii_form() -> None:
    assert [name for name, (_, plain) in SIGNS.items() if not plain.isascii()] == []


@given(st.text(alphabet="ab \n海鳴é☔🙂-", max_size=80), st.integers(1, 30))
def test_wrapped_lines_fit_and_lose_no_letter(text: str, width: int) -> None:
    lines = wrap([(text, "text")], max(2, width))

    assert all(cells(line) <= max(2, width) for line in lines)
    assert "".join(part for line in lines for part, _ in line).replace(" ", "") == text.replace(" ", "").replace("\n", "")


@given(st.text(alphabet="ab 海鳴é🙂", max_size=60), st.integers(2, 30), st.integers(1, 3))
def test_shortened_text_keeps_to_its_lines(text: str, width: int, most: int) -> None:
    lines = wrap([(text, "text")], width, most=most)

    assert len(lines) <= most
    assert all(cells(line) <= width for line in lines)


@given(st.text(alphabet="abcd  é’…\u00a0\u00ad\u200b海\n", max_size=60), st.integers(1, 20), st.sampled_from([None, 1, 2, 3]))
def test_plain_text_is_wrapped_as_text_of_several_inks_is(text: str, width: int, most: int | None) -> None:
    together = wrap([(text, "text")], width, most=most)
    apart = wrap([(text, "text"), ("", "muted")], width, most=most)  # an ink more: it is gone through word by word

    assert [joined(line) for line in together] == [joined(line) for line in apart]


def test_characters_of_plain_text_take_one_column_each() -> None:
    assert [sign for sign in map(chr, range(0x3000)) if sign != " " and _PLAIN.fullmatch(sign) and cell_len(sign) != 1] == []


@pytest.mark.row("S18")
@pytest.mark.parametrize("sign", ["␀", "海", "a\u200d", "word "])
def test_monsters_are_shortened_by_their_beginning_and_say_so(sign: str) -> None:
    begun = time.thread_time()
    lines = wrap([(sign * 1_000_000, "text")], 60, most=2)

    assert time.thread_time() - begun < 0.5  # to lay out all of it takes many seconds
    assert "".join(text for text, _ in lines[-1]).endswith("…")
    assert "".join(text for text, _ in lines[0]).startswith(sign.strip())


@given(st.text(alphabet="ab 海🙂", max_size=60), st.text(alphabet="cd 海", max_size=20), st.integers(1, 80))
def test_painted_row_is_as_wide_as_asked(left: str, right: str, width: int) -> None:
    strip = paint(Row([(left, "text")], [(right, "muted")]), width, Look())

    assert strip.cell_length == width == cell_len(strip.text)
    assert all(segment.style and segment.style.color and segment.style.bgcolor for segment in strip)


def test_text_that_is_cut_says_so() -> None:
    assert crop([("abcdef", "text")], 4) == [("abc…", "text")]


def test_matches_are_marked_also_through_folding() -> None:
    spans = marked("Straße am Fähranleger", "text", Marks.of(Query.parse("strasse fahr")).needles(None))

    assert [text for text, ink in spans if ink == MATCH] == ["Straße", "Fähr"]


def first_post(text: str) -> Post:
    from feeds import Timeline

    timeline = Timeline()
    timeline.merge(snapshot(text))
    return timeline.posts[-1]


@pytest.mark.parametrize("width", [36, 48, 72, 160])
def test_every_text_of_a_post_starts_in_one_column_and_two_stay_free(width: int) -> None:
    item = first_post(page([post(3, headline="港見市 sends two tugs, and a crew of nineteen who know the channel better than their beds"), post(0)]))

    rows = [paint(row, width, Look()).text for row in timeline_rows(item, Setting(Look(), width))]

    assert all(row[:12].strip() in ("", "●    06:03", "06:03", "● 06:03", "● 05:03", "05:03") for row in rows)
    assert all(row.endswith("  ") for row in rows)


@pytest.mark.parametrize(("stamp", "shown"), [("Mon, 31 Foo 2026 25:61", "?"), ("lap 16", "lap 16"), (None, ""), ("日本語の日", "?")])
def test_stamp_that_is_no_time_stands_whole_or_not_at_all(stamp: str | None, shown: str) -> None:
    entry = Post("1", "a", Entry(id="1", headline="Head", stamp=stamp), 0.0, Status())
    (_, _, _, _, (gutter, _), *_), *_ = timeline_rows(entry, Setting(Look(), 60))[0]

    assert gutter == f"{shown:6}"


def test_day_of_another_year_is_told_with_it() -> None:
    entry = Entry(id="1", published=datetime(1999, 12, 28, tzinfo=UTC))

    assert day_label(entry, UTC, 1999) == "Tue 28 Dec"
    assert day_label(entry, UTC, 2026) == "28 Dec 1999"
    row = day_rows("28 Dec 1999", Setting(Look(), 40))[0]
    assert "".join(text for text, _ in row.left) == " 28 Dec 1999 " + "─" * 25


@pytest.mark.parametrize("theme", THEMES)
async def test_what_is_typed_has_the_colours_of_the_theme(theme: str) -> None:
    stage, tokens = Stage(page([post(1)]), look=Look(theme)), THEMES[theme]
    async with stage.app.run_test(size=(110, 32)) as pilot:
        await pilot.press("slash")
        await settle(pilot)
        caret = stage.reader.bar.input.get_component_rich_style("input--cursor")
        assert caret.bgcolor is not None and caret.color is not None
        assert (caret.bgcolor.name, caret.color.name) == (tokens["accent"].lower(), tokens["on_accent"].lower())


@given(st.text(st.sampled_from("ab ;é港"), max_size=40), st.integers(1, 30))
def test_text_is_cut_between_words_and_keeps_to_its_columns(text: str, width: int) -> None:
    cut = whole_words(text, width, "…")
    assert cell_len(cut) <= width
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))
