"""What is opened: the words of the command line, what is remembered, and what was read last."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds import MemorySource, Sitting, SourceNotFound, Subscription, write_opml
from feeds import Subscriptions as Feeds
from tui import opening
from tui.chosen import MOST_LIVE, Chosen, UnknownGroup, choose, identity, lasting, recall, remembered
from tui.opening import Opener, Unopened
from tui.roster import ALL, Place, Roster
from tui.settings import Settings, SourceSettings

from .pages import page, post
from .pseudo import Terminal
from .support import NOON
from .test_http_program import FEEDREADER, on_screen

WIRE = SourceSettings(name="https://wire.example/feed", title="Wire", groups=("news",), interval=120, colour="teal", certificate="ab" * 32)
NOTES = SourceSettings(name="/home/ann/notes.txt")
SETTINGS = Settings(sources=(WIRE, NOTES))
GAUGE = Subscription("https://gauge.example/feed", "Gauge", ("coast", "north"), interval=600)
TIDES = Subscription("https://tides.example/feed", None, ("ports",))
WIRE_TOO = Subscription("https://WIRE.example:443/feed#top", "The wire of others", ("ports",), interval=5)
LIST = (GAUGE, TIDES, WIRE_TOO)
LAST = Sitting(keys=("/a", "/b"), names=("a.txt", "b.txt", "a.txt"), at=NOON)


def names(chosen: tuple[Chosen, ...]) -> list[str]:
    return [each.name for each in chosen]


def test_words_are_opened_each_once_and_followed_closely() -> None:
    here = str(Path("page.txt").absolute())

    found = choose(["page.txt", "-", "./page.txt", here, "-", "https://a.example/x?b#c", "HTTPS://A.example:443/x?b"], Settings(), ())

    assert names(found) == ["page.txt", "-", "https://a.example/x?b#c"]
    assert {(each.live, each.urgent, each.origin) for each in found} == {(True, True, "named")}


def test_what_is_remembered_is_opened_without_words_and_few_are_followed_closely() -> None:
    found = choose([], SETTINGS, LIST, [LAST])

    assert names(found) == [WIRE.name, NOTES.name, GAUGE.link, TIDES.link]
    assert {(each.live, each.urgent) for each in found} == {(True, False)}
    assert found == tuple(replace(each, live=True) for each in remembered(SETTINGS, LIST))


def test_many_that_are_remembered_are_followed_now_and_then_but_for_those_that_are_named() -> None:
    many = Settings(sources=tuple(SourceSettings(name=f"https://h{number}.example/", groups=("all",)) for number in range(MOST_LIVE + 1)))

    assert {each.live for each in choose([], many, ())} == {False}
    assert [each.live for each in choose(["@all", "page.txt"], many, ())] == [False] * (MOST_LIVE + 1) + [True]


def test_settings_count_more_than_subscriptions_and_groups_are_joined() -> None:
    wire = remembered(SETTINGS, LIST)[0]

    assert wire == Chosen(
        name=WIRE.name,
        title="Wire",
        groups=("news", "ports"),
        interval=120,
        colour="teal",
        certificate="ab" * 32,
        live=False,
        urgent=False,
        origin="settings",
    )


def test_without_words_and_memory_what_was_read_last_is_opened_else_nothing() -> None:
    assert choose([], Settings(), (), [LAST]) == (Chosen(name="a.txt"), Chosen(name="b.txt"))
    assert choose([], Settings(), ()) == ()


def sat(*names: str) -> Sitting:
    return Sitting(keys=names or ("https://followed.example/",), names=names, at=NOON)


def test_without_words_what_was_named_last_and_is_there_still_is_opened(tmp_path: Path) -> None:
    there, gone = tmp_path / "there.txt", str(tmp_path / "gone.txt")
    there.write_text("here")
    dangling = tmp_path / "dangling"
    dangling.symlink_to(gone)

    for sittings, opened in (
        ([sat(), sat(str(there))], [str(there)]),
        ([sat(gone), sat(), sat(gone, str(there)), sat("https://a.example/")], [gone, str(there)]),
        ([sat(gone), sat("sse+https://a.example/")], ["sse+https://a.example/"]),
        ([sat(gone), sat(str(dangling))], [str(dangling)]),
        ([sat(), sat(gone), sat(f"{gone}~")], [gone]),
        ([sat(), sat()], []),
    ):
        assert names(choose([], Settings(), (), sittings)) == opened


def test_name_is_the_same_from_any_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert lasting("page.txt") == lasting("./a/../page.txt") == str(tmp_path / "page.txt")
    assert lasting("-rf") == str(tmp_path / "-rf")
    assert lasting(os.fsdecode(b"\xff.txt")) == f"{tmp_path}/\udcff.txt"
    for name in ("https://a.example/x/../y", "SSE+http://a.example//b", "odd\0name"):
        assert lasting(name) == name


def test_named_source_that_is_remembered_keeps_its_wishes() -> None:
    found = choose(["https://wire.example/feed"], SETTINGS, LIST)

    assert [(each.title, each.interval, each.live, each.urgent, each.origin) for each in found] == [("Wire", 120, True, True, "settings")]


@pytest.mark.parametrize(
    ("word", "opened"),
    [("@ports", [WIRE.name, TIDES.link]), ("@News", [WIRE.name]), ("@coast", [GAUGE.link]), ("@coast/north", [GAUGE.link]), ("@north", [GAUGE.link])],
)
def test_group_opens_its_sources_and_those_of_the_groups_in_it(word: str, opened: list[str]) -> None:
    assert sorted(names(choose([word], SETTINGS, LIST))) == sorted(opened)


def test_group_and_named_source_together_name_each_once() -> None:
    found = choose(["@ports", WIRE.name, "page.txt"], SETTINGS, LIST)

    assert [(each.name, each.live) for each in found] == [(WIRE.name, True), (TIDES.link, True), ("page.txt", True)]


@pytest.mark.parametrize(
    ("word", "settings", "said"),
    [
        ("@trains", SETTINGS, "no group “trains”; there are news, ports, coast/north"),
        ("@po", SETTINGS, "no group “po”; did you mean ports?"),
        ("@", SETTINGS, "no group “”; there are news, ports, coast/north"),
        ("@\x1b[2J", SETTINGS, "no group “␛[2J”; there are news, ports, coast/north"),
    ],
)
def test_unknown_group_tells_those_that_there_are(word: str, settings: Settings, said: str) -> None:
    with pytest.raises(UnknownGroup) as caught:
        choose([word], settings, LIST)
    assert str(caught.value) == said


def test_unknown_group_where_there_is_none_or_one() -> None:
    with pytest.raises(UnknownGroup, match="no group “a”; none of your sources is in one"):
        choose(["@a"], Settings(sources=(NOTES,)), ())
    with pytest.raises(UnknownGroup, match="no group “a”; there is ports"):
        choose(["@a"], Settings(), (TIDES,))


@pytest.mark.parametrize("name", ["https://[::1", "http://a.example:99999/", "https://", "a\0b", "", "@", "ftp://a"])
def test_any_name_has_an_identity(name: str) -> None:
    assert identity(name) == identity(name)


def test_what_is_written_down_is_recalled_and_damage_is_told(tmp_path: Path) -> None:
    assert recall(tmp_path / "none").subscriptions == ()

    (tmp_path / "subscriptions.opml").write_bytes(write_opml(Feeds(LIST)))
    (tmp_path / "config.toml").write_text('[[source]]\naddress = "https://a.example/"\ncolor = "x"\n')
    assert {each.link for each in recall(tmp_path).subscriptions} == {each.link for each in LIST}
    assert recall(tmp_path, ["page.txt"]).subscriptions == ()
    assert len(recall(tmp_path, ["@ports"]).subscriptions) == len(recall(tmp_path, ["http://a.example/"]).subscriptions) == 3
    assert ["“color” is no setting" in remark for remark in recall(tmp_path).remarks] == [True]

    (tmp_path / "subscriptions.opml").write_bytes(b"\x00\x01 nothing")
    found = recall(tmp_path)
    assert (len(found.settings.sources), found.subscriptions, len(found.remarks)) == (1, (), 2)
    assert found.remarks[1].startswith(f"{tmp_path / 'subscriptions.opml'}: ")


def test_five_hundred_sources_are_opened_and_none_that_cannot_be_stops_the_others() -> None:
    wishes = [Chosen(name=f"https://h{number}.example/", groups=(f"g{number % 7}",), live=False, urgent=False) for number in range(498)]
    wishes += [Chosen(name="htp://wrong.example/\x1b?token=hush", live=False, urgent=False), Chosen(name="https://[", title="Wrong", live=False, urgent=False)]
    opener, members = Opener(), []
    taken: set[str] = set()
    for wish in wishes:
        members.append((opener.open_or_tell(wish, taken=taken), wish))
        taken.add(members[-1][0].name)

    roster = Roster(members)

    assert len(roster) == 500
    assert [source.title for source, _ in members if isinstance(source, Unopened)] == ["htp://wrong.example/␛?token=…", "Wrong"]
    assert len(roster.places) == 1 + 500 + 7
    assert sum(len(roster.inside(place)) for place in roster.places if place.kind == "group") == 498


def test_certificate_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, object]] = []

    def opened(name: str, **wishes: object) -> MemorySource:
        asked.append(wishes)
        return MemorySource(name=name)

    monkeypatch.setattr(opening, "open_source", opened)

    Opener().open(Chosen(name="https://a.example/", certificate="ab" * 32))

    assert asked[0]["certificate"] == "ab" * 32


def test_opened_source_has_the_readers_title_interval_and_a_name_of_its_own() -> None:
    one = Opener().open(Chosen(name="https://a.example/?token=1", title="Wire", interval=300))
    other = Opener(interval=40).open(Chosen(name="https://a.example/?token=2", interval=300), taken={one.name})

    same = Opener().open(Chosen(name="notes.txt"), taken={"notes.txt", "notes.txt (2)"})

    assert (one.title, one.interval) == ("Wire", 300)
    assert (other.title, other.interval) == ("a.example", 40)
    assert len({one.name, other.name}) == 2
    assert same.name == "notes.txt (3)"
    with pytest.raises(SourceNotFound, match="htp addresses are not read"):
        Opener().open(Chosen(name="htp://a.example/"))


def members(*wishes: Chosen) -> Roster:
    return Roster((Opener().open(wish), wish) for wish in wishes)


def test_places_are_all_then_loose_sources_then_groups_with_theirs() -> None:
    roster = members(
        Chosen(name="a", groups=("ports", "coast/north")), Chosen(name="b"), Chosen(name="c", groups=("ports",)), Chosen(name="d", groups=("coast",))
    )

    assert roster.places == [
        ALL,
        Place("source", "b"),
        Place("group", "ports"),
        Place("source", "a", "ports"),
        Place("source", "c", "ports"),
        Place("group", "coast/north"),
        Place("source", "a", "coast/north"),
        Place("group", "coast"),
        Place("source", "d", "coast"),
    ]
    assert roster.narrowed(ALL) is None
    assert roster.narrowed(Place("group", "coast")) == frozenset({"a", "d"})
    assert roster.narrowed(Place("group", "coast/north")) == frozenset({"a"})
    assert roster.step(ALL, -1) == Place("source", "d", "coast")
    assert roster.step(Place("source", "d", "coast"), 1) == ALL


def test_source_that_goes_takes_its_posts_out_of_sight_and_the_others_keep_their_marks() -> None:
    roster = members(Chosen(name="a", colour="blue"), Chosen(name="b"), Chosen(name="c"))
    inks = roster.inks()

    gone = roster.remove("b")

    assert roster.narrowed(ALL) == frozenset({"a", "c"})
    assert roster.inks() == {"a": inks["a"], "c": inks["c"]}
    roster.add(gone.source, gone.chosen)
    assert roster.inks()["b"] == inks["b"]


@on_screen
def test_program_opens_what_is_remembered_and_one_group_and_refuses_wrong_settings_before_any_screen(tmp_path: Path) -> None:
    folder = tmp_path / "feedreader"
    folder.mkdir()
    for name in ("tide", "road"):
        (tmp_path / f"{name}.txt").write_text(page([post(1, headline=f"The {name} rises")], points=()))
    settings = folder / "config.toml"
    settings.write_text(
        f'[[source]]\npath = "{tmp_path}/tide.txt"\nname = "Tide Office"\ngroup = "ports"\n[[source]]\npath = "{tmp_path}/road.txt"\n[[source]]\naddress = "htp://x/"\n'
    )
    env = {"XDG_CONFIG_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), "HOME": str(tmp_path)}
    with Terminal([str(FEEDREADER)], size=(120, 32), env=env) as terminal:
        terminal.until(lambda text: all(words in text for words in ("The road rises", "Tide Office", "live · 2 of 3")))
        terminal.press("q")
        assert terminal.wait() == 0
    with Terminal([str(FEEDREADER), "@PORTS"], size=(120, 32), env=env) as terminal:
        assert "road" not in terminal.until("The tide rises")
        terminal.press("q")
        assert terminal.wait() == 0
    with Terminal([str(FEEDREADER), "@trains"], size=(120, 32), env=env) as terminal:
        terminal.until("feedreader: no group “trains”; there is ports")
        assert terminal.wait() == 2
    with Terminal([str(FEEDREADER), "road.txt"], size=(120, 32), env=env, cwd=tmp_path) as terminal:
        terminal.until("The road rises")
        terminal.press("q")
        assert terminal.wait() == 0
    settings.unlink()
    with Terminal([str(FEEDREADER)], size=(120, 32), env=env, cwd=folder) as terminal:
        assert "tide" not in terminal.until("The road rises")
        terminal.press("q")
        assert terminal.wait() == 0
    settings.write_text("[history]\ndays = 'all'\n")
    with Terminal([str(FEEDREADER)], size=(120, 32), env=env) as terminal:
        terminal.until(lambda text: "writeanumberofdays,suchas90" in "".join(text.split()))  # the path says where the line breaks
        assert terminal.wait() == 2
