"""Several sources on the screen: their list, one of them alone, what is said of them, and a mark beside each name."""

from __future__ import annotations

from datetime import UTC

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from feeds import Document, FeedError, Follower, MemorySource, SourceNotFound, SourceUnavailable
from tui.app import ReaderApp
from tui.chosen import Chosen
from tui.look import Look
from tui.roster import ALL, Place
from tui.session import Session

from .pages import page, post
from .support import Stage, StillClock, settle

WIDE = (110, 32)
GONE = SourceNotFound("cannot read c: it is gone for good (410)")
DOWN = SourceUnavailable("cannot reach c: no connection within 10 s")
OFFLINE = SourceUnavailable("cannot reach c: there is no network", offline=True)
WISHES = (Chosen(name="a", title="Harbour", groups=("ports",), interval=120, origin="settings"), Chosen(name="b", groups=("ports", "roads")), Chosen(name="c"))


def story(*numbers: int, word: str) -> bytes:
    return page([post(number, headline=f"{word} {number}") for number in reversed(numbers)], points=()).encode()


class Newsroom(Stage):
    """A screen with several sources that are played by hand."""

    def __init__(self, wishes: tuple[Chosen, ...] = WISHES, *, look: Look | None = None) -> None:
        self.clock = StillClock()
        self.wires = {wish.name: MemorySource(name=wish.name) for wish in wishes}
        self.session = Session(self.clock, UTC)
        self.session.titles = {name: name for name in self.wires}
        self.app = ReaderApp(self.session, [Follower(wire, self.clock) for wire in self.wires.values()], look=look, chosen=wishes)
        self.reader = self.app.reader

    def tell(self, name: str, step: bytes | FeedError, *, later: float = 60) -> None:
        """A look at a source brings a page, or fails."""
        self.clock.advance(later)
        self.wires[name].play(step if isinstance(step, FeedError) else Document(data=step, source=name, retrieved=self.clock.now()))

    async def fill(self, pilot: Pilot[int]) -> None:
        """Posts of a and b; c is as it is told."""
        self.tell("a", story(1, 2, 3, word="Tide"))
        self.tell("b", story(4, 5, word="Road"))
        await settle(pilot, 12)

    def listed(self) -> list[str]:
        view = self.reader.sources
        return [strip.text.rstrip(" │:") for strip in view.render_lines(view.size.region)]

    def heads(self) -> list[str | None]:
        return [each.entry.headline for each in reversed(self.session.shown)]


def told(room: Newsroom) -> str:
    """What stands under the list."""
    return " ".join(" ".join(room.listed()).rpartition("──")[2].split()).lstrip("─ ")


async def press(pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


async def test_list_has_groups_sources_states_and_counts() -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        room.tell("c", DOWN)
        await settle(pilot)
        room.tell("b", story(4, 5, 6, word="Road"))
        await settle(pilot)
        await press(pilot, "S")

        lines = [" ".join(line.replace("─", "").split()) for line in room.listed() if line.strip(" ─")]
        assert lines == [
            "▌All 1 new 6",
            "× ▬ c failing 0",
            "ports 1 new 6",
            "● ▬ Harbour 3",
            "● 1 ▬ b 3",
            "roads 1 new 3",
            "● 1 ▬ b 3",
            "state 2 live, 1 failing",
            "posts 6, 1 unseen",
        ]
        assert "Sources" in room.screen()


async def test_chosen_source_is_told_in_full_under_the_list() -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        room.tell("c", DOWN)
        await settle(pilot)
        await press(pilot, "S", "j")
        assert told(room) == "state failing: no connection within 10 s r tries now posts none from c listed in nowhere: until you quit"

        await press(pilot, "j", "j")
        assert told(room) == "state live posts 3 from a every 2 min listed in config.toml"

        follower = room.reader.by_name["a"]
        follower._memory.record = replace(follower.record, address="https://new.example/feed")
        room.reader.sources.redraw()
        await settle(pilot)
        assert "from a asked at https://new.example/feed m asks at the address that you gave" in told(room)


async def test_narrowing_under_a_filter_says_whose_posts_it_hides() -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        room.reader.bar.input.value = "road"
        await settle(pilot)
        await press(pilot, "right_square_bracket", "right_square_bracket", "right_square_bracket")
        assert room.reader.place == Place("source", "a", "ports") and room.heads() == []
        screen, rows = room.screen(), " ".join(" ".join(room.rows()).split())
        assert "No post of Harbour has what the filter asks for." in rows and " Harbour; the filter stays" in screen

        await press(pilot, "escape")
        assert len(room.heads()) == 3 and "the filter stays" not in room.screen()


async def test_source_that_takes_another_name_has_it_everywhere_at_once() -> None:
    rss = '<rss version="2.0"><channel><title>{}</title><item><title>x</title><guid>1</guid></item><item><title>y</title><guid>2</guid></item></channel></rss>'
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        for name in ("Coast Wire", "Coast and River Wire"):
            room.tell("c", rss.format(name).encode())
            await settle(pilot, 12)
            assert sum(row.rstrip().endswith(f"▬ {name}") for row in room.rows()) == 2


async def test_enter_narrows_to_a_source_and_to_a_group_and_esc_goes_back_to_all() -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        await press(pilot, "S", "j", "j", "j", "enter")

        assert room.heads() == ["Tide 3", "Tide 2", "Tide 1"]
        assert room.screen().startswith(" Harbour ")
        assert room.reader.where == "timeline"
        assert room.reader.has_class("listing")

        await press(pilot, "S", "k", "enter")
        assert len(room.heads()) == 5
        assert room.screen().startswith(" ports ")

        await press(pilot, "escape")
        assert room.reader.place == ALL
        assert room.session.narrowed is None
        await press(pilot, "S", "escape")
        assert not room.reader.has_class("listing")
        assert room.reader.focused is room.reader.timeline


async def test_brackets_walk_all_then_sources_then_groups_and_round() -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        walked = []
        for _ in range(7):
            await press(pilot, "right_square_bracket")
            walked.append((room.reader.place.name, len(room.heads())))
        assert walked == [("c", 0), ("ports", 5), ("a", 3), ("b", 2), ("roads", 2), ("b", 2), ("", 5)]

        await press(pilot, "left_square_bracket", "left_square_bracket")
        assert room.reader.place == Place("group", "roads")


async def test_brackets_walk_versions_while_they_are_shown_and_sources_otherwise() -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        room.tell("b", page([post(5, headline="Road 5", body=["Other words of the road."]), post(4, headline="Road 4")], points=()).encode())
        await settle(pilot, 12)
        room.reader.timeline.action_newest()
        await press(pilot, "v", "left_square_bracket")
        assert (room.reader.detail.version, room.reader.place) == (0, ALL)

        await press(pilot, "escape", "left_square_bracket")
        assert room.reader.place == Place("source", "b", "roads")


async def test_filter_holds_inside_what_is_narrowed() -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        await press(pilot, "slash", *"tide", "enter")
        assert room.heads() == ["Tide 3", "Tide 2", "Tide 1"]
        await press(pilot, "right_square_bracket", "right_square_bracket", "right_square_bracket", "right_square_bracket")
        assert room.reader.place.name == "b"
        assert room.heads() == []
        assert "No post of b has" in room.screen()


async def test_narrow_terminal_gives_the_pane_to_the_list() -> None:
    room = Newsroom()
    async with room.app.run_test(size=(80, 24)) as pilot:
        await room.fill(pilot)
        await press(pilot, "S", "j", "j", "j")
        assert not room.reader.timeline.display
        assert "Harbour" in room.screen()
        assert "Tide 3" not in room.screen()

        await press(pilot, "enter")
        assert room.reader.timeline.display
        assert not room.reader.has_class("listing")
        assert "Tide 3" in room.screen()


async def test_wide_terminal_shows_list_timeline_and_post_and_a_post_opens() -> None:
    room = Newsroom()
    async with room.app.run_test(size=(160, 50)) as pilot:
        await room.fill(pilot)
        await press(pilot, "S")
        assert all(pane.display for pane in (room.reader.sources, room.reader.timeline, room.reader.detail))
        await press(pilot, "tab", "enter")
        await pilot.resize_terminal(110, 32)
        await settle(pilot)
        assert room.reader.sources.region.right <= room.reader.timeline.region.x


async def test_opening_a_post_beside_the_list_closes_the_list_where_there_is_no_room_for_three() -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        await press(pilot, "S", "enter", "enter")

        assert room.reader.focused is room.reader.detail
        assert not room.reader.has_class("listing")


async def test_posts_bear_the_mark_and_name_of_their_source_while_several_are_shown() -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        assert sum("▬ Harbour" in row for row in room.rows()) == 3
        await press(pilot, "right_square_bracket", "right_square_bracket", "right_square_bracket")
        assert room.reader.place.name == "a"
        assert not any("▬" in row for row in room.rows())


async def test_name_that_a_feed_tells_of_itself_is_written_when_it_comes() -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        room.tell("c", b'<rss version="2.0"><channel><title>Coast Wire</title><item><title>x</title><guid>1</guid></item></channel></rss>')
        await settle(pilot, 12)

        assert any("▬ Coast Wire" in row for row in room.rows())


async def test_one_failing_source_is_told_beside_those_that_live() -> None:
    room = Newsroom()
    async with room.app.run_test(size=(140, 32)) as pilot:
        await room.fill(pilot)
        room.tell("c", DOWN)
        await settle(pilot)
        head = room.screen().splitlines()[0]
        assert "● live · 2 of 3 · × c · no connection within 10 s" in head

        room.tell("c", story(7, word="Ferry"))
        await settle(pilot, 12)
        assert "× c" not in room.screen().splitlines()[0]
        assert "3 sources" in room.screen().splitlines()[0]


async def test_source_that_is_shown_alone_has_the_head_line_to_itself() -> None:
    room = Newsroom()
    async with room.app.run_test(size=(140, 32)) as pilot:
        await room.fill(pilot)
        room.tell("c", DOWN)
        await settle(pilot)
        await press(pilot, "right_square_bracket")

        assert "× cannot reach c: no connection within 10 s" in room.screen().splitlines()[0]
        assert "Nothing can be shown." in room.screen()
        room.reader.footer.say("")
        assert room.screen().splitlines()[-1].startswith(" r look now   + add")
        await press(pilot, "right_square_bracket")
        assert "×" not in room.screen().splitlines()[0]


async def test_one_source_is_told_in_full_in_the_list_and_nothing_narrows_to_it() -> None:
    stage = Stage(page([post(1)]))
    async with stage.app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert "+ add a source" in stage.screen() and "S sources" not in stage.screen()
        await press(pilot, "right_square_bracket")
        assert "There is one source, page.txt; + adds another" in stage.screen()

        await press(pilot, "S")
        assert stage.reader.has_class("listing")
        assert "listed in  nowhere: until you quit" in stage.screen()
        await press(pilot, "enter")
        assert (stage.session.narrowed, stage.reader.where) == (None, "timeline")
        assert "1 of 1 sources" not in stage.screen()


async def test_feed_that_was_refused_is_told_until_it_is_taken_in_and_r_takes_in_that_of_the_place_alone() -> None:
    room = Newsroom(WISHES[:2])
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        for name in ("a", "b"):
            room.tell(
                name,
                b'{"version": "https://jsonfeed.org/version/1.1", "title": "Cooking", "home_page_url": "https://cook.example/", "items": ['
                b'{"id": "soup", "title": "Soup", "content_text": "Hot."}]}',
            )
        await settle(pilot, 12)
        posts = len(room.session.timeline)
        room.reader.footer.say("")
        lines = room.screen().splitlines()
        assert "“Cooking” stands there now" in lines[0] and lines[-1].startswith(" r look now")

        await press(pilot, "S", "j", "j")
        assert told(room).startswith("state another feed: “Cooking” stands there now r takes it in")
        await press(pilot, "r")
        assert "Taken in: Harbour" in room.screen().splitlines()[-1]
        assert (len(room.session.timeline), told(room).split()[:2]) == (posts + 1, ["state", "live"])
        assert room.reader.health.of("b").word == "another feed", "what was not chosen is not taken in"


async def test_pause_and_look_now_are_for_the_chosen_source_alone() -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        await press(pilot, "S", "j", "j", "j", "p")
        assert {follower.source.name for follower in room.app.followers if follower.paused} == {"a"}
        assert "║" in room.listed()[3]
        looks = {name: wire.looks for name, wire in room.wires.items()}

        await press(pilot, "r")
        await settle(pilot)
        assert {name for name, wire in room.wires.items() if wire.looks > looks[name]} == {"a"}
        assert "Looking now at Harbour" in room.screen()


async def test_sentences_call_a_source_as_the_list_does() -> None:
    room = Newsroom(WISHES[:1])
    async with room.app.run_test(size=WIDE) as pilot:
        room.tell("a", story(1, word="Tide"))
        await settle(pilot)
        await press(pilot, "L")
        assert room.screen().splitlines()[-1].startswith(" Harbour is no address: only what the web keeps")


async def test_list_without_colour_and_signs_tells_the_same() -> None:
    room = Newsroom(look=Look("contrast", ascii=True))
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        room.tell("c", GONE)
        await settle(pilot)
        await press(pilot, "S")

        assert all(line.isascii() for line in room.listed())
        assert any(line.split()[:3] == ["!", "@", "c"] for line in room.listed())


@pytest.mark.parametrize("size", [(160, 50), (110, 32), (80, 24)], ids=str)
async def test_five_hundred_sources_are_listed_and_walked(size: tuple[int, int]) -> None:
    room = Newsroom(tuple(Chosen(name=f"s{number}", groups=(f"g{number % 9}",)) for number in range(500)))
    async with room.app.run_test(size=size) as pilot:
        room.tell("s7", story(1, word="Only"))
        await settle(pilot, 12)
        await press(pilot, "S", "G")
        assert room.reader.sources.chosen == Place("source", "s494", "g8")
        assert any("s494" in line for line in room.listed())
        await press(pilot, "enter", "left_square_bracket")
        assert room.reader.place == Place("source", "s485", "g8")
        await press(pilot, "escape")
        assert room.heads() == ["Only 1"]


async def test_long_wide_and_hostile_names_keep_the_columns() -> None:
    names = ("海鳴港の波止場にある潮位計の記録" * 3, "a\x1b[2Jb", "x" * 200, "é🙂")
    room = Newsroom(tuple(Chosen(name=f"n{number}", title=name.replace("\x1b", "␛"), groups=(name.replace("\x1b", "␛"),)) for number, name in enumerate(names)))
    async with room.app.run_test(size=WIDE) as pilot:
        await press(pilot, "S", "j", "j")
        view = room.reader.sources
        strips = view.render_lines(view.size.region)

        assert {strip.cell_length for strip in strips} == {view.size.width}
        assert {strip.text[-1] for strip in strips} == {"│"}


async def test_source_that_is_shown_alone_is_followed_closely_while_it_is() -> None:
    room = Newsroom((Chosen(name="a", live=False, groups=("ports",)), Chosen(name="b", live=True), Chosen(name="c", live=False)))
    follow: dict[str, list[bool]] = {name: [] for name in room.wires}

    class Watched(Follower):
        @property
        def live(self) -> bool:
            return follow[self.source.name][-1]

        @live.setter
        def live(self, live: bool) -> None:
            follow[self.source.name].append(live)

    for name, follower in room.reader.by_name.items():
        room.reader.by_name[name] = Watched(follower.source, room.clock)
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        await press(pilot, "left_square_bracket", "escape")

    assert follow == {"a": [True, False], "b": [True, True], "c": [False, False]}


async def test_open_post_names_its_source_once() -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        view = room.reader.detail
        lines = [strip.text.strip() for strip in view.render_lines(view.size.region)]

        assert lines.count("▬ b") == 1
