"""The reading screen, driven by keys in memory: what is shown, where the cursor is, and that nothing moves."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from textual.pilot import Pilot

from feeds import Entry, Fact, Feed, Look, Problem, Snapshot, SourceUnavailable, UnknownFormat, parse
from tui.look import Look as Dress

from .pages import page, post
from .support import Stage, settle, snapshot

LONG = "A very long headline that wraps over two lines of the timeline and is cut there, because it says more than anybody needs to know, {}"
MIXED = [
    post(9),
    post(8, headline="港見市 sends 二隻 tugs, 海鳴 and 白波, and a crew of nineteen"),
    post(7, headline=LONG.format("seven")),
    *(post(number) for number in (6, 5, 4)),
    post(-600, headline="Quiet evening before"),
    *(post(-600 - number, headline=f"Evening {number}") for number in range(1, 30)),
]
"""Posts of one and two lines, wide characters, and a day line between."""


def shown(stage: Stage) -> list[str | None]:
    return [each.entry.headline for each in reversed(stage.session.shown)]


def cursor(stage: Stage) -> str | None:
    post = stage.reader.timeline.cursor
    return post.entry.headline if post else None


async def pressed(stage: Stage, pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


@pytest.fixture(params=[(160, 50), (110, 32), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    chosen: tuple[int, int] = request.param
    return chosen


class TestNothingMoves:
    """What the reader looks at stays on its row, whatever arrives."""

    @pytest.mark.parametrize(
        "change",
        [
            lambda posts: [post(12), post(11), post(10), *posts],
            lambda posts: [post(9, body=["Quite another text about the gate."]), *posts[1:]],
            lambda posts: posts[1:],
            lambda posts: [post(10, headline=LONG.format("ten")), post(9, headline="海" * 60), *posts[1:]],
        ],
        ids=["three arrivals", "an edit above", "a withdrawal above", "an arrival and another headline above"],
    )
    async def test_rows_are_equal_before_and_after(self, size: tuple[int, int], change: Callable[[list[tuple[str, str]]], list[tuple[str, str]]]) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=size) as pilot:
            await pressed(stage, pilot, *["j"] * 14)
            if stage.reader.timeline.topmost is not None and stage.row_of("Evening 7") < 3:
                await pressed(stage, pilot, "k")
            before, held = stage.rows(), cursor(stage)
            assert not any("Headline 9" in row for row in before), "the change must be above the screen"

            for _ in range(3):
                stage.arrive(page(change(MIXED)))
                await settle(pilot)

            assert stage.rows() == before
            assert cursor(stage) == held

    async def test_edit_of_a_shown_post_leaves_the_others_on_their_rows(self, size: tuple[int, int]) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=size) as pilot:
            await pressed(stage, pilot, "j", "j", "j")
            rows = {item.post.id: item.row for item in stage.reader.timeline.plan}

            stage.arrive(page([MIXED[0], post(8, headline=MIXED[1][0].partition("published")[0], body=["New words."]), *MIXED[2:]]))
            await settle(pilot)

            assert {item.post.id: item.row for item in stage.reader.timeline.plan} == rows
            assert any("edited" in row for row in stage.rows())

    async def test_cursor_keeps_its_row_when_a_headline_above_it_grows(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "j", "j", "j", "j")
            row = stage.row_of("Headline 5")

            stage.arrive(page([post(9, headline=LONG.format("nine")), *MIXED[1:]]))
            await settle(pilot)

            assert stage.row_of("Headline 5") == row

    async def test_looks_that_come_together_are_drawn_once_a_frame(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, *["j"] * 4)
            before, told = stage.rows(), list[str]()
            draw = stage.reader.draw_lines

            def noted(*, counting: bool = False) -> None:
                told.append("drawn")
                draw(counting=counting)

            stage.reader.draw_lines = noted  # type: ignore[method-assign]
            stage.app.post_display_hook = lambda: told.append("painted")  # type: ignore[method-assign]
            pages = [page([*(post(hour, headline=f"Late {hour}") for hour in range(13, 10, -1) if hour <= last), *MIXED]) for last in (11, 12, 13)]
            await asyncio.gather(*(stage.reader.arrive(Look("page.txt", stage.clock.now(), "changed", snapshot(text))) for text in pages))
            assert len(stage.session.pending) == 3
            await settle(pilot)

            assert ("drawn", "drawn") not in pairwise(told) and "drawn" in told
            assert "3 new" in stage.screen()
            assert stage.rows() == before

    async def test_what_was_hidden_while_posts_came_tells_of_them(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(80, 24)) as pilot:
            await pressed(stage, pilot, "j", "enter")
            stage.arrive(page([post(13, headline="Late 13"), *MIXED]))
            await settle(pilot)
            assert not stage.reader.activity.region.height

            await pressed(stage, pilot, "escape")

            assert "1 new" in stage.reader.activity.render_lines(stage.reader.activity.size.region)[0].text

    async def test_growing_key_points_move_no_post(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "j")
            before = stage.rows()

            stage.arrive(page(MIXED, points=("The barrier is shut", "A second point", "A third one")))
            await settle(pilot)

            assert stage.rows() == before
            assert "A second point" in stage.screen()


class TestFollowing:
    async def test_newest_post_comes_by_itself_at_the_newest_end(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            stage.arrive(page([post(10), *MIXED]))
            await settle(pilot)

            assert cursor(stage) == "Headline 10 of the long night at the estuary"
            assert stage.row_of("Headline 10") == 0
            assert not stage.session.timeline.posts[-1].status.seen

    async def test_pill_counts_what_came_since_the_reader_left_and_full_stop_goes_there(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "j")
            stage.arrive(page([post(10), *MIXED]))
            await settle(pilot)
            stage.arrive(page([post(12), post(11), post(10), *MIXED]))
            await settle(pilot)
            assert "▲ 3 new" in stage.screen()

            await pressed(stage, pilot, ".")

            assert cursor(stage) == "Headline 12 of the long night at the estuary"
            assert "3 new " not in stage.screen().split("\n")[5]

    async def test_f_stays_where_it_is(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "f")
            before = stage.rows()

            stage.arrive(page([post(10), *MIXED]))
            await settle(pilot)

            assert stage.rows() == before

    async def test_reading_a_post_is_not_disturbed(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "enter")

            stage.arrive(page([post(10), *MIXED]))
            await settle(pilot)

            assert stage.reader.detail.post is stage.reader.timeline.cursor
            assert cursor(stage) == "Headline 9 of the long night at the estuary"


class TestMarks:
    async def test_new_edited_withdrawn_and_restored_are_told_by_sign_and_words(self) -> None:
        posts = [post(number) for number in (5, 4, 3, 2, 1)]
        stage = Stage(page(posts))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "G")
            stage.arrive(page([post(6), *posts[:2], post(3, body=["Changed."]), *posts[3:]]))
            await settle(pilot)
            new, edited = stage.rows()[stage.row_of("Headline 6")], stage.rows()[stage.row_of("Headline 3") :]
            assert new[2] == "●"
            assert edited[0][2] == "±"
            assert any("edited 12:01" in row and "±1" in row for row in edited[:3])

            for _ in range(2):
                stage.arrive(page([post(6), posts[0], post(3, body=["Changed."]), *posts[3:]]))
                await settle(pilot)
            gone = stage.rows()[stage.row_of("Headline 4") :]
            assert gone[0][2] == "×"
            assert any("withdrawn 12:03" in row for row in gone[:3])

            stage.arrive(page([post(6), *posts[:2], post(3, body=["Changed."]), *posts[3:]]))
            await settle(pilot)
            back = stage.rows()[stage.row_of("Headline 4") :]
            assert back[0][2] == "°"
            assert any("back since 12:04" in row for row in back[:3])

    async def test_marks_of_the_reader_and_taking_them_back(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "s", "j", "u")
            statuses = [each.status for each in reversed(stage.session.shown)][:2]
            assert [status.starred for status in statuses] == [True, False]
            assert [status.seen for status in statuses] == [True, False]

            await pressed(stage, pilot, "A", "U", "U", "U")

            assert [each.status.starred for each in reversed(stage.session.shown)][:2] == [False, False]

    async def test_n_goes_through_the_unseen_posts(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "G")
            stage.arrive(page([post(11), post(10), *MIXED]))
            await settle(pilot)

            await pressed(stage, pilot, "n")
            assert cursor(stage) == "Headline 11 of the long night at the estuary"
            await pressed(stage, pilot, "n")
            assert cursor(stage) == "Headline 10 of the long night at the estuary"
            await pressed(stage, pilot, "n")
            assert "Every post shown has been seen" in stage.screen()


class TestFilter:
    async def test_filters_while_typing_and_escape_brings_everything_back(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *'title:"evening 12"')
            assert shown(stage) == ["Evening 12"]
            assert "1 of 36" in stage.screen()

            await pressed(stage, pilot, "escape")

            assert len(shown(stage)) == 36
            assert cursor(stage) == "Evening 12"
            assert stage.reader.focused is stage.reader.timeline

    async def test_wrong_filter_is_explained_where_it_is_wrong_and_the_last_good_one_stays(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(160, 50)) as pilot:
            await pressed(stage, pilot, "slash", *"evening auhtor:x")

            assert "no field “auhtor”, perhaps author?" in stage.screen()
            assert "still evening" in stage.screen()
            assert len(shown(stage)) == 30

    async def test_no_match_says_what_is_there(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"evening submarine")

            assert "No post has both words." in stage.screen()
            assert "30 posts" in stage.screen()
            assert "none" in stage.screen()
            assert stage.reader.detail.post is None

    async def test_what_arrives_is_filtered_too(self) -> None:
        stage = Stage(page(MIXED), query="headline")
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            count = len(shown(stage))

            stage.arrive(page([post(11, headline="Nothing"), post(10), *MIXED]))
            await settle(pilot)

            assert len(shown(stage)) == count + 1

    async def test_large_timeline_is_searched_beside_the_event_loop(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tui.filtering.FRESH", -1000)
        monkeypatch.setattr("tui.search.SLICE", 7)
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"title:evening")
            await settle(pilot)

            assert shown(stage) == [headline.partition("published")[0] for headline, _ in MIXED if "vening" in headline]

    async def test_keys_are_letters_while_typing(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "slash", *"qjk?")

            assert stage.reader.bar.input.value == "qjk?"

    async def test_pasted_control_characters_are_cleaned(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            stage.reader.bar.input.value = "a\x1b[2Jb"
            await settle(pilot)

            assert stage.reader.bar.input.value == "a␛[2Jb"


class TestPanes:
    async def test_detail_shows_everything_that_the_entry_has(self) -> None:
        sample = (Path(__file__).parent / "golden" / "live_text" / "letters.txt").read_text(encoding="utf-8")
        stage = Stage(sample)
        async with stage.app.run_test(size=(160, 50)) as pilot:
            await settle(pilot)
            entry = parse(sample.encode()).entries[0]
            screen = " ".join(stage.screen().split())

            assert (entry.label or "").upper() in screen
            assert str(entry.headline) in screen
            assert "12:40" in screen or "11:40" in screen
            assert "Perrin, Mill Lane" in screen

    async def test_enter_opens_and_escape_comes_back_in_one_pane(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            assert not stage.reader.detail.display

            await pressed(stage, pilot, "enter")
            assert stage.reader.detail.display
            assert "‹ esc" in stage.screen()
            assert "Crews have walked the wall" in " ".join(stage.screen().split())

            await pressed(stage, pilot, "escape")
            assert not stage.reader.detail.display

    async def test_open_post_that_is_edited_stays_where_it_is(self) -> None:
        body = [f"Paragraph number {number} of a long account of the night." for number in range(40)]
        stage = Stage(page([post(1, body=body), post(0)]))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await pressed(stage, pilot, "enter", *["j"] * 10)

            stage.arrive(page([post(1, body=[*body[:-1], "Another end."]), post(0)]))
            await settle(pilot)

            assert stage.reader.detail.top == 10
            assert "edited" in stage.screen()

    async def test_click_chooses_double_click_opens_and_wheel_scrolls(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            row = stage.row_of("Headline 5")
            await pilot.click("#timeline", offset=(20, row))
            await settle(pilot)
            assert cursor(stage) == "Headline 5 of the long night at the estuary"

            await pilot.click("#timeline", offset=(20, stage.row_of("Headline 6")), times=2)
            await settle(pilot)
            assert stage.reader.focused is stage.reader.detail

            stage.reader.timeline._scroll(3)
            await settle(pilot)
            assert stage.row_of("Headline 5") == row - 3

    @pytest.mark.parametrize("key", ["pagedown", "ctrl+d", "end", "G", "pageup", "ctrl+u", "home", "g", "space"])
    async def test_every_move_keeps_the_cursor_on_the_screen(self, size: tuple[int, int], key: str) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=size) as pilot:
            for _ in range(4):
                await pressed(stage, pilot, "j", key)

            item = next(item for item in stage.reader.timeline.plan if item.post is stage.reader.timeline.cursor)
            assert item.row >= 0
            assert item.row < stage.reader.timeline.size.height

    async def test_notice_that_is_too_long_is_cut_between_words(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(60, 20)) as pilot:
            stage.reader.say("config.toml, source 1 (Harbour Wire): “foo” is no setting; there are address, path, name")
            await settle(pilot)
            assert stage.screen().splitlines()[-1] == " config.toml, source 1 (Harbour Wire): “foo” is… ? all keys"

    async def test_help_is_made_of_the_bindings(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(160, 70)) as pilot:
            await pressed(stage, pilot, "question_mark")
            assert "next unseen post" in stage.screen()
            assert "author:" in stage.screen()
            assert re.search(r" 1-9 +open that link of the", stage.screen()), "one row stands for nine keys"
            sources = stage.screen().partition("Sources    S            list of sources")[2]
            assert "take the source out of the" in sources, "what the keys do in the list stands with it"
            assert "+1" in stage.screen()

            await pressed(stage, pilot, "escape")
            assert "Headline 9" in stage.screen()

    async def test_key_points_open_and_fold(self) -> None:
        stage = Stage(page(MIXED, points=[f"Point {number} about the tide" for number in range(8)]))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            assert "Point 7" not in stage.screen()
            await pressed(stage, pilot, "K")
            assert "Point 7" in stage.screen()
            await pressed(stage, pilot, "K")
            assert "Point 7" not in stage.screen()

    async def test_zoom_shows_one_pane(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(160, 50)) as pilot:
            await pressed(stage, pilot, "z")
            assert not stage.reader.detail.display
            assert stage.reader.timeline.size.width == 160
            await pressed(stage, pilot, "z")
            assert stage.reader.detail.display


class TestTrouble:
    async def test_failure_keeps_the_posts_and_says_why(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(160, 50)) as pilot:
            stage.source.play(SourceUnavailable("page.txt may not be read: chmod or another user can allow it"))
            await settle(pilot)

            assert "may not be read" in stage.screen()
            assert "posts are kept" in stage.screen()
            assert "Headline 9" in stage.screen()

            stage.arrive(page([post(10), *MIXED]))
            await settle(pilot)
            assert "may not be read" not in stage.screen()

    async def test_fault_of_the_program_is_told_and_the_posts_stay(self) -> None:
        stage = Stage(page(MIXED))
        async with stage.app.run_test(size=(160, 50)) as pilot:
            stage.app.tell_fault(stage.app.followers[0], ZeroDivisionError("\x1b[2J"))
            await settle(pilot)

            assert "page.txt is followed no longer: a fault in feedreader, ZeroDivisionError; please report it" in stage.screen()
            assert "r tries again" not in stage.screen()
            assert "Headline 9" in stage.screen()

    async def test_nothing_yet_waits_and_says_so(self) -> None:
        stage = Stage("")
        async with stage.app.run_test(size=(80, 24)) as pilot:
            stage.source.play(SourceUnavailable("page.txt does not exist", absent=True))
            await settle(pilot)
            assert "waiting for the file" in stage.screen()
            assert "Nothing has arrived yet." in stage.screen()

            stage.arrive(page(MIXED))
            await settle(pilot)
            assert "Headline 9" in stage.screen()
            assert all(each.status.seen for each in stage.session.shown)

    async def test_feed_without_posts_is_not_said_to_be_waited_for(self) -> None:
        stage = Stage("")
        async with stage.app.run_test(size=(80, 24)) as pilot:
            stage.arrive('<rss version="2.0"><channel><title>Quiet</title></channel></rss>')
            await settle(pilot, 20)

            assert "There are no posts yet." in stage.screen()
            assert "page.txt was read and has none" in stage.screen()

            stage.arrive('<rss version="2.0"><channel><title>Quiet</title><item><title>First</title></item></channel></rss>')
            await settle(pilot, 20)
            assert "First" in stage.screen()

    async def test_document_that_is_no_feed_is_told_in_full_where_its_posts_would_stand(self) -> None:
        stage = Stage("")
        async with stage.app.run_test(size=(80, 24)) as pilot:
            why = "page.txt: “The quay house” is an article, no live page; it names 2 feeds: News (http://a.invalid/n.xml), Notes (http://a.invalid/t.xml); open one of them"
            stage.source.play(UnknownFormat(why))
            await settle(pilot)
            assert "Nothing can be shown." in stage.screen()
            assert why in " ".join(stage.screen().split())
            assert "will be read as soon as" not in stage.screen()

            stage.arrive(page(MIXED))
            await settle(pilot)
            assert "Headline 9" in stage.screen()

    async def test_page_that_was_only_a_head_at_first_is_read_when_it_is_whole(self) -> None:
        stage = Stage("Summary\n\n  • The barrier is shut\n")
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            stage.arrive(page(MIXED))
            await settle(pilot)

            assert len(shown(stage)) == 36
            assert stage.reader.timeline.cursor in stage.session.timeline.posts

    async def test_text_without_posts_is_shown_and_says_so(self) -> None:
        stage = Stage("Notes\n\nNothing here is stamped.\n")
        async with stage.app.run_test(size=(160, 50)) as pilot:
            await settle(pilot)

            assert "no posts were recognised; shown as a plain document" in stage.screen()
            assert "Nothing here is stamped." in stage.screen()

    async def test_markup_and_control_bytes_are_shown_literally(self) -> None:
        stage = Stage(page([post(1, headline="[red]x[/] [@click=app.exit]go \x1b[2J", body=["[/] [b \\[ \x9b31m end."]), post(0)]))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            screen = " ".join(stage.screen().split())

            assert "[red]x[/] [@click=app.exit]go ␛[2J" in screen
            assert "[/] [b \\[ \ufffd31m end." in screen

    @pytest.mark.parametrize("theme", ["night", "paper", "contrast"])
    async def test_themes_and_ascii_show_the_same_words(self, theme: str) -> None:
        stage = Stage(page(MIXED), look=Dress(theme, ascii=True))
        async with stage.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)

            assert "Headline 9" in stage.screen()
            assert not set("●▌━─│┃▣±") & set(stage.screen())


class TestPageHead:
    async def test_open_points_tell_what_else_the_feed_said_and_what_was_repaired(self) -> None:
        stage = Stage("")
        feed = Feed(title="Harbour", description="News of the harbour", facts=(Fact("rights", "CC BY"),))
        problems = tuple(Problem("page.txt", f"line {number}", f"a bare ampersand, number {number}") for number in range(30))
        stage.session.take(Snapshot(source="page.txt", format="rss", feed=feed, entries=(Entry(id="1", headline="One"),), problems=problems))
        async with stage.app.run_test(size=(110, 44)) as pilot:
            await settle(pilot)
            assert "News of the harbour" in stage.screen()
            assert "rights: CC BY" not in stage.screen()
            await pilot.press("K")
            await settle(pilot)

            assert "rights: CC BY" in stage.screen()
            assert "a bare ampersand, number 7  line 7" in stage.screen()
