"""Posts that several sources tell, on the screen: folded, unfolded, one telling after the other; and nothing moves."""

from __future__ import annotations

import re

import pytest
from textual.pilot import Pilot

from tui.chosen import Chosen
from tui.look import Look

from .pages import page, post
from .support import settle, snapshot
from .test_source_list import Newsroom, press

WISHES = (Chosen(name="echo", title="Harbour Echo"), Chosen(name="wire", title="Coast Wire"), Chosen(name="bay", title="Bay News"))
STORM = "Storm Isolde closes outer barrier"


def told(*posts: tuple[int, str]) -> bytes:
    """A page of posts, each written so many minutes after six."""
    return page([post(minute, headline=headline) for minute, headline in sorted(posts, reverse=True)], points=()).encode()


QUIET = [(-300 - number, f"Evening {number} at the quay") for number in range(30)]
ECHO = [*QUIET, (10, STORM), (30, "Ferries turn back at Tarrick pier")]


class Room(Newsroom):
    def __init__(self, *, look: Look | None = None) -> None:
        super().__init__(WISHES, look=look)

    async def begin(self, pilot: Pilot[int]) -> None:
        """Each source has been read once: what they bring then is news."""
        for name, posts in (("echo", ECHO), ("wire", [(-200, "Rail line open")]), ("bay", [(-199, "Lamps lit along the wall")])):
            self.tell(name, told(*posts))
            await settle(pilot, 8)

    def row(self, headline: str) -> str:
        """The line under a headline."""
        rows = self.rows()
        return rows[next(number for number, row in enumerate(rows) if headline in row) + 1].strip()

    @property
    def cursor(self) -> str | None:
        found = self.reader.timeline.cursor
        return found.source if found else None

    def places(self) -> dict[str, int]:
        return {item.post.id: item.row for item in self.reader.timeline.plan}


@pytest.mark.parametrize("size", [(110, 32), (80, 24)], ids=["110x32", "80x24"])
async def test_double_that_arrives_folds_into_its_lead_and_moves_nothing(size: tuple[int, int]) -> None:
    room = Room()
    async with room.app.run_test(size=size) as pilot:
        await room.begin(pilot)
        await press(pilot, "g", "j", "j", "j")
        before, places = room.rows(), room.places()

        room.tell("wire", told((-200, "Rail line open"), (12, f"BREAKING: {STORM}")))
        await settle(pilot, 8)

        assert room.places() == places
        changed = [after for was, after in zip(before, room.rows(), strict=True) if was != after]
        assert [row.strip() for row in changed] == ["▬ Harbour Echo · also Coast Wire"]
        assert (room.session.pending, room.session.news.new) == (set(), 0)


async def test_list_of_sources_says_how_many_of_the_posts_are_folded() -> None:
    room = Room()
    async with room.app.run_test(size=(160, 50)) as pilot:
        await room.begin(pilot)
        room.tell("wire", told((-200, "Rail line open"), (12, STORM)))
        await settle(pilot, 8)
        await press(pilot, "S")
        posts = len(room.session.timeline)
        assert re.search(rf"posts  {posts}\b.*, 1 double folded", room.screen()) and f"{posts - 1} posts" in room.screen()

        await press(pilot, "d")
        assert "folded" not in room.screen().partition("posts  ")[2].splitlines()[0]


async def test_more_than_one_is_counted_and_so_is_what_has_no_room() -> None:
    for size, line in (((80, 24), "▬ Harbour Echo · also Coast Wire"), ((110, 32), "▬ Harbour Echo")):
        room = Room()
        async with room.app.run_test(size=size) as pilot:
            await room.begin(pilot)
            room.tell("wire", told((-200, "Rail line open"), (12, STORM)))
            room.tell("bay", told((-199, "Lamps lit along the wall"), (14, STORM)))
            await settle(pilot, 10)
            assert room.row("Storm Isolde closes").split("  ")[0] == line
            assert room.row("Storm Isolde closes").endswith("+1" if "also" in line else "+2")


async def test_key_shows_each_and_folds_again_with_the_cursor_on_its_post_and_row() -> None:
    room = Room()
    async with room.app.run_test(size=(110, 32)) as pilot:
        await room.begin(pilot)
        room.tell("wire", told((-200, "Rail line open"), (12, STORM)))
        await settle(pilot, 8)
        await press(pilot, "g", "j", "j", "j")
        held = room.reader.timeline.cursor
        row = room.places()[held.id] if held else None

        await press(pilot, "d")
        assert [head for head in room.heads() if head == STORM] == [STORM, STORM]
        assert "Every telling is shown" in room.screen()
        assert room.reader.timeline.cursor is held
        assert held is not None
        assert room.places()[held.id] == row
        assert "also" not in room.row("Storm Isolde closes")

        await press(pilot, "d")
        assert [head for head in room.heads() if head == STORM] == [STORM]
        assert room.places()[held.id] == row


async def test_post_under_the_cursor_stays_when_it_is_folded_until_the_cursor_leaves() -> None:
    room = Room()
    async with room.app.run_test(size=(110, 32)) as pilot:
        await room.begin(pilot)
        await press(pilot, "g", "j")
        assert room.cursor == "echo"
        held = room.reader.timeline.cursor
        assert held is not None
        assert held.entry.headline == STORM
        row = room.places()[held.id]

        room.tell("wire", told((-200, "Rail line open"), (5, STORM)))
        await settle(pilot, 8)
        assert room.reader.timeline.cursor is held
        assert room.places()[held.id] == row
        assert "Harbour Echo" in room.row("Storm Isolde closes")

        await press(pilot, "k")
        assert held not in room.session.shown
        assert "Coast Wire · also Harbour Echo" in room.row("Storm Isolde closes")
        wire = next(each for each in room.session.shown if each.source == "wire" and each.entry.headline == STORM)
        assert wire.status.seen, "the reader has read it in the other's words"


async def test_post_lists_the_other_tellings_and_the_key_goes_through_them() -> None:
    room = Room()
    async with room.app.run_test(size=(110, 32)) as pilot:
        await room.begin(pilot)
        room.tell("wire", told((-200, "Rail line open"), (12, f"BREAKING: {STORM}")))
        await settle(pilot, 8)
        await press(pilot, "g", "j", "enter")
        screen = room.screen()
        assert "also  ▬ Coast Wire  05:12  BREAKING: Storm Isolde" in screen
        assert "d shows it" in screen

        await press(pilot, "d")
        assert room.cursor == "wire"
        assert room.reader.where == "post"
        assert "also  ▬ Harbour Echo  05:10" in room.screen()
        await press(pilot, "d")
        assert room.cursor == "echo"
        assert [each.source for each in room.session.shown if (each.entry.headline or "").endswith(STORM)] == ["echo"]

        await press(pilot, "escape", "g", "enter", "d")
        assert "No other source tells this" in room.screen()


async def test_telling_that_the_filter_hides_is_shown_while_the_reader_is_on_it() -> None:
    room = Room()
    async with room.app.run_test(size=(110, 32)) as pilot:
        await room.begin(pilot)
        room.tell("wire", told((-200, "Rail line open"), (12, STORM)))
        await settle(pilot, 8)
        await press(pilot, "/", *"source:echo", "enter", "g", "j", "enter", "d")
        assert room.cursor == "wire"
        await press(pilot, "escape", "k")
        assert {each.source for each in room.session.shown} == {"echo"}


async def test_with_one_source_alone_nothing_is_folded_and_the_key_says_so() -> None:
    room = Room(look=Look(ascii=True))
    async with room.app.run_test(size=(80, 24)) as pilot:
        await room.begin(pilot)
        room.tell("wire", told((-200, "Rail line open"), (12, STORM)))
        await settle(pilot, 8)
        assert "@ Harbour Echo - also Coast Wire" in room.row("Storm Isolde closes")
        await press(pilot, "]", "]")
        assert {each.source for each in room.session.shown} == {"wire"}
        assert "also" not in room.row("Storm Isolde closes")
        await press(pilot, "d")
        assert "With one source nothing is told twice" in room.screen()


async def test_withdrawn_telling_hands_on_and_is_marked() -> None:
    room = Room()
    async with room.app.run_test(size=(110, 32)) as pilot:
        await room.begin(pilot)
        room.tell("wire", told((-200, "Rail line open"), (12, STORM)))
        await settle(pilot, 8)
        for _ in range(2):
            room.tell("echo", told(*QUIET, (30, "Ferries turn back at Tarrick pier")))
            await settle(pilot, 8)
        assert "Coast Wire · also × Harbour Echo" in room.row("Storm Isolde closes")


@pytest.mark.parametrize("touched", [False, True], ids=["nobody there", "reader there"])
async def test_double_on_top_of_what_was_there_at_the_start_is_folded_unless_the_reader_is_on_it(touched: bool) -> None:
    room = Room()
    room.tell("echo", told(*QUIET, (10, STORM)))
    room.tell("wire", told(*((minute - 90, f"Wire {headline}") for minute, headline in QUIET), (12, f"BREAKING: {STORM}")))
    async with room.app.run_test(size=(110, 32)) as pilot:
        if touched:
            await pilot.press("k")
        await settle(pilot, 40)

        assert not room.session.uncompared
        assert room.cursor == ("wire" if touched else "echo")
        assert [each.source for each in room.session.shown[-2:]] == (["echo", "wire"] if touched else ["echo", "echo"])
        assert room.reader.timeline.at_newest
        assert "Harbour Echo · also Coast Wire" in room.row("Storm Isolde closes") or touched


async def test_many_doubles_are_found_beside_the_event_loop_and_the_cursor_stays() -> None:
    room = Room()
    streets = [(number, f"Crews clear {name} street near the harbour wall") for number, name in enumerate(f"{a}{b}ton" for a in "ABCDEFGH" for b in "aeiouwyh")]
    async with room.app.run_test(size=(110, 32)) as pilot:
        room.tell("echo", told(*QUIET, *streets))
        await settle(pilot, 8)
        await press(pilot, "j", "j", "j", "j", "j")
        held = room.reader.timeline.cursor
        assert held is not None
        row = room.places()[held.id]
        room.tell("wire", told(*((minute + 1, headline) for minute, headline in streets)))
        await settle(pilot, 40)

        assert room.reader.timeline.cursor is held
        assert room.places()[held.id] == row
        assert not room.session.uncompared
        assert sum(each.source == "wire" for each in room.session.shown) == 0
        assert room.session.total == len(QUIET) + len(streets)


async def test_many_are_not_compared_while_others_are_recalled() -> None:
    room = Room()
    streets = [(number, f"Crews clear {name} street near the harbour wall") for number, name in enumerate(f"{a}{b}ton" for a in "ABCDEFGH" for b in "aeiouwyh")]
    async with room.app.run_test(size=(110, 32)) as pilot:
        room.reader.keeping._rest["another"] = 500
        room.tell("echo", told(*streets))
        room.tell("wire", told(*((minute + 1, headline) for minute, headline in streets)))
        await settle(pilot, 8)
        waiting = room.session.uncompared
        room.reader.keeping._rest.clear()
        room.reader.show_recalled()
        await settle(pilot, 40)

        assert waiting
        assert not room.session.uncompared
        assert sum(each.source == "wire" for each in room.session.shown) == 0


async def test_post_of_the_cursor_that_turns_out_to_be_a_double_later_is_still_shown() -> None:
    """Doubles are found beside the event loop, some at a time: those before had nothing to do with the cursor's post."""
    room = Room()
    async with room.app.run_test(size=(110, 32)) as pilot:
        await room.begin(pilot)
        room.tell("wire", told((-200, "Rail line open"), (40, "Lifeboat launched twice off Tarrick in heavy seas")))
        await settle(pilot, 8)
        screen, view, session = room.reader, room.reader.timeline, room.session
        view.action_newest()
        session.attended = False
        screen._show_found()

        session.take(snapshot(told(*ECHO, (39, "Lifeboat launched twice off Tarrick in heavy seas")), source="echo"))
        screen.show_recalled()

        assert view.cursor is not None and session.tellings(view.cursor)
        assert (view.cursor.source, view.cursor.entry.headline) == ("wire", "Lifeboat launched twice off Tarrick in heavy seas")
        assert view.cursor in session.shown and view.cursor in [item.post for item in view.plan]


async def test_cursor_whose_post_is_shown_no_longer_goes_to_the_nearest() -> None:
    room = Room()
    async with room.app.run_test(size=(110, 32)) as pilot:
        await room.begin(pilot)
        view = room.reader.timeline
        await press(pilot, "g", "j", "j")
        below = view.posts[view.index_of(view.cursor) - 1] if view.cursor else None

        view.posts = [post for post in view.posts if post is not view.cursor]
        view.update()
        room.reader.draw_lines()

        assert view.cursor in view.posts and view.cursor in (below, view.posts[view.posts.index(below) + 1] if below else None)


async def test_what_is_folded_is_seen_with_all_the_others_and_not_counted() -> None:
    room = Room()
    async with room.app.run_test(size=(110, 32)) as pilot:
        await room.begin(pilot)
        await press(pilot, "g", "j", "j", "j")
        room.session.mark([post.id for post in room.session.timeline.posts[-3:]], seen=False)
        room.tell("wire", told((-200, "Rail line open"), (12, STORM)))
        await settle(pilot, 8)
        unseen = [post.id for post in room.session.timeline.posts if not post.status.seen]
        shown = [id for id in unseen if room.session.shows(id)]

        await press(pilot, "A")
        assert f"{len(shown)} posts marked as seen" in room.screen() and shown
        assert all(post.status.seen for post in room.session.timeline.posts)

        await press(pilot, "U")
        assert [post.id for post in room.session.timeline.posts if not post.status.seen] == unseen
