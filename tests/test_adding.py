"""One source more and one less, while the others are read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from feeds import Entry, Post, SourceNotFound, SourceRecord, Status, Subscription, Subscriptions, write_opml
from tui import subscriptions as kept
from tui.adding import wish
from tui.chosen import Chosen
from tui.opening import Opener
from tui.roster import Place
from tui.screens import sourcing
from tui.subscriptions import subscribe, subscribed, unsubscribe
from tui.widgets.prompt import Prompt

from .histories import MemoryHistory
from .pages import page, post
from .support import NOON, our_threads, settle
from .test_source_list import WIDE, Newsroom, press, story
from .waiting import until

ADDRESS = "http://127.0.0.1:9/feed.xml"
"""Nothing answers there."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configuration directory of the program under test."""
    monkeypatch.setattr(sourcing, "settings_folder", lambda: tmp_path / "config")
    return tmp_path / "config"


async def add(pilot: Pilot[int], text: str) -> None:
    await pilot.press("plus")
    await settle(pilot)
    pilot.app.screen.query_one(Prompt).field.value = text
    await pilot.press("enter")
    await done(pilot)


def is_there(path: Path) -> bool:
    return os.path.lexists(path)


async def done(pilot: Pilot[int]) -> None:
    """Until no thread of ours works any more: then what it gave is on the screen."""
    await until(lambda: not our_threads("feedreader-background"))
    await settle(pilot)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("https://a.example/x", Chosen(name="https://a.example/x")),
        (" https://a.example/x  Coast Wire ", Chosen(name="https://a.example/x", title="Coast Wire")),
        ("https://a.example/x Coast Wire @west coast", Chosen(name="https://a.example/x", title="Coast Wire", groups=("west coast",))),
        ("https://a.example/x, Coast Wire, @west coast", Chosen(name="https://a.example/x", title="Coast Wire", groups=("west coast",))),
        ("https://a.example/x, @news", Chosen(name="https://a.example/x", groups=("news",))),
        ("https://a.example/a,b", Chosen(name="https://a.example/a,b")),
        ("https://me@a.example/x @news", Chosen(name="https://me@a.example/x", groups=("news",))),
        ("/tmp/my notes.txt @ports / north", Chosen(name="/tmp/my notes.txt", groups=("ports/north",))),
        ("~/notes.txt", Chosen(name="HOME/notes.txt")),
        ("notes.txt", Chosen(name="notes.txt")),
        ("10.0.0.1.log", Chosen(name="10.0.0.1.log")),
        ("12:30 notes.txt", Chosen(name="12:30 notes.txt")),
        ("news.example/feed?key=hush", Chosen(name="https://news.example/feed?key=hush")),
        ("www.news.example", Chosen(name="https://www.news.example")),
        ("127.0.0.1:8765/feed", Chosen(name="http://127.0.0.1:8765/feed")),
        (" localhost:8765/feed Harbour @ports", Chosen(name="http://localhost:8765/feed", title="Harbour", groups=("ports",))),
        ("harbour:8765/feed", Chosen(name="https://harbour:8765/feed")),
    ],
)
def test_address_name_and_group_are_told_apart(text: str, wanted: Chosen) -> None:
    assert wish(text) == replace(wanted, name=wanted.name.replace("HOME", os.path.expanduser("~")))


def test_name_after_the_path_of_a_file_that_is_there_is_its_name(tmp_path: Path) -> None:
    log = tmp_path / "gate log.txt"
    log.write_text("x")

    assert wish(f"{log} The Gate @ports") == Chosen(name=str(log), title="The Gate", groups=("ports",))
    assert wish(f"{log}, The Gate") == Chosen(name=str(log), title="The Gate")
    assert wish(str(log)) == Chosen(name=str(log))
    assert wish(f"{tmp_path} The Gate") == Chosen(name=f"{tmp_path} The Gate"), "a folder is none"


def test_path_into_a_folder_with_a_dot_in_its_name_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news.d").mkdir()

    assert wish("news.d/page.txt") == Chosen(name="news.d/page.txt")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@news", "write an address or a path before the group"),
        ("https://a.example/x @ /", "a group needs a name"),
        ("-", "- is standard input; pipe it in when you start feedreader"),
        ("a\0b", "no file can have that name"),
    ],
)
def test_what_cannot_be_meant_says_what_is_right(text: str, said: str) -> None:
    with pytest.raises(SourceNotFound) as caught:
        wish(text)
    assert str(caught.value) == said


def test_feeds_are_taken_out_of_the_list_and_nothing_else_changes(tmp_path: Path) -> None:
    one, two = Subscription("https://a.example/", "A", ("x",), interval=90), Subscription("https://b.example/", "B", ("x", "y"))
    subscribe(tmp_path, (one, two, Subscription("https://a.example/", "A", ("z",))))

    assert [feed.groups for feed in unsubscribe(tmp_path, lambda feed: feed.link == "https://a.example/")] == [("x",), ("z",)]
    assert subscribed(tmp_path).feeds == (two,)
    before = (tmp_path / kept.NAME).stat()
    assert unsubscribe(tmp_path, lambda feed: False) == ()
    assert (tmp_path / kept.NAME).stat().st_mtime_ns == before.st_mtime_ns


def test_damaged_list_is_set_aside_before_it_is_written(tmp_path: Path) -> None:
    whole = write_opml(Subscriptions((Subscription("https://a.example/"), Subscription("https://b.example/"))))
    (tmp_path / kept.NAME).write_bytes(whole.replace(b"</body>", b"<outline"))

    unsubscribe(tmp_path, lambda feed: feed.link == "https://a.example/")

    assert [feed.link for feed in subscribed(tmp_path).feeds] == ["https://b.example/"]
    assert (tmp_path / f"{kept.NAME}.damaged-1").read_bytes() == whole.replace(b"</body>", b"<outline")


async def test_address_is_followed_at_once_and_remembered_with_name_and_group(folder: Path) -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        await add(pilot, f"{ADDRESS} Ferry Desk @boats")
        await done(pilot)

        assert list(room.reader.roster.members) == ["a", "b", "c", ADDRESS]
        assert subscribed(folder).feeds == (Subscription(ADDRESS, "Ferry Desk", ("boats",)),)
        assert "Ferry Desk is followed, and remembered" in room.screen()
        assert room.reader.health.of(ADDRESS).failing
        assert len(room.heads()) == 5

        await add(pilot, f"{ADDRESS.replace('http', 'HTTP')}#top")
        assert "Ferry Desk is open already" in room.screen()
        await press(pilot, "escape")
        assert not room.reader.prompt.display
        assert room.reader.where == "timeline"


async def test_address_without_its_scheme_is_given_one_and_that_is_said(folder: Path) -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        await add(pilot, "127.0.0.1:9/feed.xml")
        await done(pilot)

        assert subscribed(folder).feeds == (Subscription("http://127.0.0.1:9/feed.xml"),)
        assert "is followed, and remembered; asked with http://" in room.screen()


async def test_without_the_network_an_address_is_refused_unless_something_of_it_is_kept(folder: Path) -> None:
    room = Newsroom((Chosen(name="a"), Chosen(name="b")))
    room.app._opener = Opener(network=False)
    room.app.keeping.history = history = MemoryHistory()
    async with room.app.run_test(size=(160, 32)) as pilot:
        await room.fill(pilot)
        await add(pilot, f"{ADDRESS} Ferry Desk")
        assert "feed.xml is not asked: --no-network keeps the program off the network; nothing of it is kept" in room.screen()
        assert list(room.reader.roster.members) == ["a", "b"] and not is_there(folder)
        await press(pilot, "escape")

        history.records[ADDRESS] = SourceRecord(source=ADDRESS, key=ADDRESS)
        history.kept[ADDRESS] = {"p1": Post("p1", ADDRESS, Entry(id="p1", headline="Quay 1"), NOON.timestamp(), Status(), own="p1")}
        await add(pilot, f"{ADDRESS} Ferry Desk")
        await done(pilot)
        assert "Ferry Desk is not asked: --no-network, and remembered" in room.screen()
        assert "Quay 1" in room.heads()
        assert [feed.link for feed in subscribed(folder).feeds] == [ADDRESS]
        await press(pilot, "S", "G", "r")
        assert "feed.xml is not asked: --no-network keeps the program off the network" in room.screen()
        await press(pilot, "m")
        assert "is not asked" in room.screen().splitlines()[-1]


async def test_source_that_was_named_is_remembered_from_the_list_and_said_to_be_left(folder: Path) -> None:
    named = "http://127.0.0.1:9/mine"
    room = Newsroom((Chosen(name=named, title="Mine"), Chosen(name="b", title="Notes")))
    async with room.app.run_test(size=(130, 32)) as pilot:
        await settle(pilot)
        await add(pilot, f"{ADDRESS} Ferry Desk")
        await done(pilot)
        assert "Ferry Desk is followed, and remembered; Mine until you quit: w in the list (S) remembers it" in room.screen()

        await press(pilot, "S", "w")
        assert "w writes one source into your subscriptions; choose it first" in room.screen()
        await press(pilot, "j")
        assert "w has it remembered" in room.screen()
        await press(pilot, "w")
        await done(pilot)
        assert [feed.link for feed in subscribed(folder).feeds] == [ADDRESS, named]
        assert "Mine is followed, and remembered" in room.screen()
        assert "until you quit" not in room.screen()
        await press(pilot, "w")
        assert "Mine is remembered already" in room.screen()
        await press(pilot, "j", "w")
        await done(pilot)
        assert "Notes is followed until you quit; [[source]] in config.toml keeps a file" in room.screen()
        assert len(subscribed(folder).feeds) == 2


async def test_file_is_followed_beside_the_others_until_the_end(folder: Path, tmp_path: Path) -> None:
    saved = tmp_path / "my page.txt"
    saved.write_text(page([post(9, headline="Boat 9")], points=()))
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        await add(pilot, str(saved))
        for _ in range(50):
            await done(pilot)
            if room.heads()[0] == "Boat 9":
                break

        assert room.heads()[0] == "Boat 9"
        assert not is_there(folder)


async def test_what_cannot_be_opened_is_told_in_the_question_and_changes_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(bytes(range(256)) * 20)
    room = Newsroom()
    async with room.app.run_test(size=(160, 50)) as pilot:
        await room.fill(pilot)
        for text, said in [
            (str(tmp_path), "is a folder"),
            (str(tmp_path / "binary"), "binary"),
            ("ftp://a.example/x", "ftp addresses are not read"),
            ("https://[", "is no address that can be asked"),
            ("a", "is open already"),
        ]:
            await add(pilot, text)
            assert said in room.screen().splitlines()[-1], text
            await press(pilot, "escape")

        assert list(room.reader.roster.members) == ["a", "b", "c"]
        assert not is_there(folder)


@pytest.fixture
def spoiled(folder: Path) -> Path:
    """A file where the directory should be."""
    folder.write_text("no directory")
    return folder


async def test_list_that_cannot_be_written_is_told_and_the_source_is_followed(spoiled: Path) -> None:
    room = Newsroom()
    async with room.app.run_test(size=(160, 50)) as pilot:
        await add(pilot, ADDRESS)

        assert "127.0.0.1:9/feed.xml is followed until you quit: cannot " in room.screen()
        assert ADDRESS in room.reader.roster.members


async def test_named_address_that_is_open_is_remembered(folder: Path) -> None:
    room = Newsroom((Chosen(name=ADDRESS), Chosen(name="b")))
    async with room.app.run_test(size=WIDE) as pilot:
        await add(pilot, f"{ADDRESS} @boats")

        assert subscribed(folder).feeds == (Subscription(ADDRESS, None, ("boats",)),)
        assert room.reader.roster.members[ADDRESS].chosen.groups == ("boats",)
        assert list(room.reader.roster.members) == [ADDRESS, "b"]


async def test_what_is_wrong_is_told_in_whole_words_beside_what_was_typed(folder: Path, tmp_path: Path) -> None:
    room = Newsroom()
    async with room.app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "plus")
        assert "https://…  or a path,  then a name,  then @group" in room.screen()
        await pilot.press(*"@boats of the harbour now")
        assert room.screen().splitlines()[-1].rstrip() == "▌Add        @boats of the harbour now", "a hint goes where there is no room"

        await press(pilot, "enter")
        assert room.screen().splitlines()[-1].rstrip().endswith(" write an address or a path before the group")
        assert "@boats of" in room.screen().splitlines()[-1]

        await pilot.press("x")
        await settle(pilot)
        assert "before the group" not in room.screen(), "what was wrong is told of what was typed then"


async def test_slash_and_escape_belong_to_the_question_while_it_is_asked(folder: Path) -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        await press(pilot, "right_square_bracket", "plus", "slash", "t", "question_mark", "left_square_bracket")
        assert room.reader.prompt.field.value == "/t?["
        await press(pilot, "escape")
        assert not room.reader.prompt.display
        assert room.reader.place.name == "c"


async def test_source_is_taken_out_of_sight_and_of_the_list_and_comes_back(folder: Path) -> None:
    subscribe(folder, (Subscription(ADDRESS, "Ferry Desk", ("boats",), interval=90), Subscription("https://other.example/")))
    room = Newsroom((Chosen(name="a"), Chosen(name=ADDRESS, groups=("boats",), origin="subscriptions"), Chosen(name="c")))
    async with room.app.run_test(size=WIDE) as pilot:
        room.tell("a", story(1, 2, word="Tide"))
        room.tell(ADDRESS, story(3, word="Ferry"))
        await settle(pilot, 12)
        await press(pilot, "S", "j", "j", "j", "j", "x")
        await done(pilot)

        assert room.heads() == ["Tide 2", "Tide 1"]
        assert [feed.link for feed in subscribed(folder).feeds] == ["https://other.example/"]
        assert "is out of your list; U brings it back" in room.screen()
        assert room.reader.where == "sources"
        assert [follower.source.name for follower in room.app.followers] == ["a", "c"]

        await press(pilot, "U")
        await done(pilot)
        assert room.heads() == ["Ferry 3", "Tide 2", "Tide 1"]
        assert Subscription(ADDRESS, "Ferry Desk", ("boats",), interval=90) in subscribed(folder).feeds
        assert ADDRESS in room.reader.roster.members
        await press(pilot, "U")
        assert "No source has been taken out" in room.screen()

        assert room.reader.sources.chosen.name == ADDRESS, "the bar is on what came back"
        assert " of 3 sources" not in room.screen()

        await add(pilot, "/tmp/gate.log")
        await done(pilot)
        assert room.reader.sources.chosen.name == ADDRESS, "and stays there while another is added"


async def test_last_source_and_groups_stay(folder: Path) -> None:
    room = Newsroom((Chosen(name="a", groups=("ports",)), Chosen(name="b", origin="settings")))
    async with room.app.run_test(size=(160, 50)) as pilot:
        await press(pilot, "S", "j", "j", "x")
        assert "x takes one source out; choose it first" in room.screen()
        await press(pilot, "k", "x")
        await done(pilot)
        assert "b is out until you start again: config.toml has it" in room.screen()
        await press(pilot, "j", "j", "x")
        assert "This is the only source; q quits" in room.screen()
        assert list(room.reader.roster.members) == ["a"]


async def test_source_that_is_shown_alone_and_taken_out_gives_way_to_all(folder: Path) -> None:
    room = Newsroom()
    async with room.app.run_test(size=WIDE) as pilot:
        await room.fill(pilot)
        await press(pilot, "S", "j", "j", "j", "enter")
        assert room.reader.place == Place("source", "a", "ports")
        await press(pilot, "S", "x")
        await done(pilot)

        assert room.reader.place.kind == "all"
        assert room.heads() == ["Road 5", "Road 4"]
        room.tell("b", story(4, 5, 6, word="Road"))
        await settle(pilot, 12)
        assert room.heads()[0] == "Road 6"


async def test_source_whose_name_is_masked_like_another_gets_its_own(folder: Path) -> None:
    room = Newsroom((Chosen(name="http://127.0.0.1:9/x?token=…"),))
    room.app._opener = Opener()
    async with room.app.run_test(size=WIDE) as pilot:
        await add(pilot, "http://127.0.0.1:9/x?token=hush")

        assert list(room.reader.roster.members) == ["http://127.0.0.1:9/x?token=…", "http://127.0.0.1:9/x?token=…26fb"]
        assert "hush" not in room.screen()
