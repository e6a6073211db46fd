"""What the head line says of sources that are polled."""

from __future__ import annotations

from collections.abc import Container
from typing import Literal

import pytest

from feeds import Changes, FeedError, Look, MemorySource, Pace, Reply, Snapshot, SourceNotFound, SourceRecord, SourceUnavailable
from tui.health import Health
from tui.standing import Standing
from tui.times import exact_age, ordinal

from . import support
from .pages import live_page
from .support import NOON, Stage, StillClock, settle

NAME = "https://news.example/live"


class Address(MemorySource):
    """A source that counts as polled."""

    spacing = 15.0
    host, local = "news.example", False
    reply = Reply()


class Board:
    """A head line, and time that is passed by hand."""

    def __init__(self, *names: str) -> None:
        self.clock = StillClock()
        sources = [Address(name=name) for name in names or (NAME,)]
        for source in sources:
            source.title = source.name.removeprefix("https://")
        self.health = Health(self.clock, sources)

    def poll(
        self,
        kind: Literal["changed", "same", "failed", "ended"] = "same",
        error: FeedError | None = None,
        *,
        name: str = NAME,
        answer: str = "304",
        again: float | None = 60,
        failures: int = 0,
    ) -> None:
        self.health.note(Look(name, NOON, kind, None, error, answer, again, failures))

    def brought(self, *ids: str, name: str = NAME) -> None:
        self.health.changed(name, Changes(new=ids))

    def text(self, among: Container[str] | None = None) -> str:
        sign, words = self.health.state(among)
        return " · ".join([sign, *(text for text, _ in words)])

    @property
    def inks(self) -> list[str]:
        return [ink for _, ink in self.health.state()[1]]


def test_live_says_last_poll_next_poll_and_answer() -> None:
    board = Board()
    assert board.text() == "waiting · reading · news.example/live"

    board.poll("changed", answer="200")
    board.clock.advance(12)
    assert board.text() == "live · live · polled 12 s ago · next 48 s · 200 · news.example/live"

    board.clock.advance(48)
    assert board.text() == "live · live · polled 60 s ago · polling · 200 · news.example/live"

    board.poll(again=600)
    board.brought("a", "b")
    board.clock.advance(1)
    assert board.text() == "live · live · polled 1 s ago · next 10 min · 304 · 2 new just now · news.example/live"


def test_what_came_is_told_of_the_sources_that_are_shown_and_together_where_it_came_together() -> None:
    other = "https://other.example/"
    board = Board(NAME, other)
    board.poll("changed", answer="")
    board.poll("changed", answer="", name=other)
    board.brought("a", "b", "c")
    board.clock.advance(30)
    assert "3 new 30 s ago" in board.text()

    board.brought("d", name=other)
    assert "1 new just now" in board.text(), "what came long before is not counted again"
    assert "3 new 30 s ago" in board.text({NAME}), "what another source brought is not told of this one"

    board.clock.advance(2)
    board.brought("e", "f")
    assert "3 new just now" in board.text()
    assert "2 new just now" in board.text({NAME})

    board.health.changed(other, Changes(refused=True, note="another feed"))
    assert "key points" not in board.text({other}), "a document that was refused brought nothing"


def test_source_where_another_feed_stands_says_so_until_it_is_taken_in() -> None:
    other = "https://other.example/"
    board = Board(NAME, other)
    board.poll("changed")
    board.poll("changed", name=other)
    board.health.strangers = {NAME: "Cooking"}
    assert board.text({NAME}) == "failed · another feed · “Cooking” stands there now · r takes it in · posts are kept"
    assert board.text().startswith("live · live · 1 of 2 · news.example/live · “Cooking” stands there now · r takes it in")

    board.health.strangers = {NAME: ""}
    assert board.health.of(NAME) == Standing("strange", "another feed", "another feed stands there now", "r takes it in")

    board.health.strangers = {}
    assert board.health.of(NAME).word == "live"


def test_failure_says_what_why_when_again_and_only_the_failing_words_are_in_error() -> None:
    board = Board()
    board.poll("changed")
    board.poll("failed", SourceUnavailable(f"cannot reach {NAME}: no connection within 10 s"), failures=2, again=60)
    board.clock.advance(12)

    assert board.text() == "failed · cannot reach news.example/live · no connection within 10 s · 3rd try in 48 s · posts are kept"
    assert board.inks == ["error b", "error", "text", "muted"]

    board.clock.advance(48)
    assert "· 3rd try · posts are kept" in board.text()

    board.health.paused = True
    assert "· paused, p goes on ·" in board.text()

    board.health.paused = False
    board.poll()
    assert board.text().startswith("live · live · polled 0 s ago")


def test_failure_before_anything_came_promises_no_posts() -> None:
    board = Board()
    board.poll("failed", SourceUnavailable(f"cannot reach {NAME}: why"), failures=1)

    assert board.text() == "failed · cannot reach news.example/live · why · 2nd try in 60 s"


def test_address_that_is_gone_says_that_polling_stopped() -> None:
    board = Board()
    board.poll("changed")
    board.poll("failed", SourceNotFound(f"cannot read {NAME}: it is gone for good (410)"), failures=1, again=None)

    assert board.text() == "failed · cannot read news.example/live · it is gone for good (410) · polling stopped, r asks again · posts are kept"


def test_fault_of_the_program_promises_no_other_try() -> None:
    board = Board()
    board.poll("changed")
    board.poll("failed", FeedError(f"{NAME} is followed no longer: a fault in feedreader, KeyError; please report it"), answer="", again=None)

    assert board.text() == "failed · news.example/live is followed no longer: a fault in feedreader, KeyError; please report it · posts are kept"


def test_sources_that_are_due_later_are_told_and_count_for_the_next_look() -> None:
    other, third = "https://other.example/", "https://third.example/"
    board = Board(NAME, other, third)
    due = {NAME: 1200.0, other: 900.0, third: 1500.0}
    begun = board.clock.monotonic()
    board.health.due_of = lambda name: begun + due[name]
    board.health.read = True
    assert board.text() == "live · live · next 15 min · 3 sources"

    board.clock.advance(850)
    board.poll("same", again=3600)
    assert board.text() == "live · live · polled 0 s ago · next 50 s · 304 · 3 sources"

    board.clock.advance(50)
    assert board.text() == "live · live · polled 50 s ago · polling · 304 · 3 sources"


def test_source_that_is_waited_for_is_not_counted_among_those_that_live() -> None:
    other, third = "https://other.example/", "https://third.example/"
    board = Board(NAME, other, third)
    board.poll("same")
    board.poll("failed", SourceUnavailable(f"cannot reach {other}: no connection"), name=other, failures=1)
    board.health.note(Look(third, NOON, "failed", error=SourceUnavailable(f"{third} does not exist", absent=True)))
    assert board.text().startswith("live · live · 1 of 3 · other.example/ · no connection")


def test_pause_and_several_sources() -> None:
    other = "https://other.example/"
    board = Board(NAME, other)
    board.poll("changed", answer="200", again=60)
    board.clock.advance(20)
    board.poll("changed", name=other, answer="304", again=60)

    assert board.text() == "live · live · polled 0 s ago · next 40 s · 304 · 2 sources"

    board.health.resting = {NAME}
    assert board.text() == "live · live · 1 paused · polled 0 s ago · next 60 s · 304 · 2 sources", "what is paused is not looked at next"

    board.health.paused = True
    assert board.text() == "paused · paused · p goes on · 2 sources"


@pytest.mark.parametrize(
    ("number", "word"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (22, "22nd"), (112, "112th")]
)
def test_ordinals(number: int, word: str) -> None:
    assert ordinal(number) == word


@pytest.mark.parametrize(("seconds", "words"), [(0.5, "0 s ago"), (99, "99 s ago"), (130, "2 min ago"), (7300, "2 h ago")])
def test_exact_age(seconds: float, words: str) -> None:
    assert exact_age(seconds) == words


@pytest.mark.row("H17")
async def test_refused_key_says_why_on_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "MemorySource", Address)
    stage = Stage(live_page(3))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        await settle(pilot)
        stage.clock.advance(4)
        await pilot.press("r")
        await settle(pilot)
        looks = stage.source.looks

        assert "was asked 4 s ago; it can be asked again in 11 s" in stage.screen()

        stage.clock.advance(12)
        await pilot.press("r")
        await settle(pilot)

        assert "Looking now" in stage.screen()
        assert stage.source.looks == looks + 1


async def test_narrow_head_line_leaves_the_reason_out_whole_and_says_when_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "MemorySource", Address)
    stage = Stage(live_page(3))
    stage.source.script = [SourceUnavailable("cannot reach page.txt: nothing answers there, whatever is asked of it, for a long while")]
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        head = stage.screen().split("\n")[0]

        assert "cannot reach page.txt · 2nd try in" in head
        assert "…" not in head


def test_progress_of_a_first_document_is_told_while_it_is_read() -> None:
    board = Board()
    board.health.note(Look(NAME, NOON, "changed", Snapshot(source=NAME, progress=0.374)))

    assert board.text() == "waiting · reading · 37 % · news.example/live"

    board.health.note(Look(NAME, NOON, "changed", Snapshot(source=NAME)))

    assert "reading" not in board.text()


def test_first_remark_on_a_document_stands_with_the_number_of_the_others() -> None:
    board = Board()
    board.poll("changed")
    board.health.remark, board.health.remarks = "a time cannot be read", 3

    assert [text for text, _ in board.health.state()[1]][-3:] == ["a time cannot be read", "K shows 2 more", "news.example/live"]


def test_source_where_nothing_has_been_found_for_two_weeks_is_taken_for_dead() -> None:
    board = Board()
    board.poll("changed")
    error = SourceUnavailable(f"cannot read {NAME}: there is nothing at this address (404)")
    for days, word in ((13, "failing"), (15, "dead?")):
        record = SourceRecord(source=NAME, key=NAME, pace=Pace(gone=0.0, checked=days * 86400.0))
        board.health.note(Look(NAME, NOON, "failed", None, error, "404", 3600, days, record=record))

        assert board.health.of(NAME).word == word
        assert board.health.of(NAME).why == "there is nothing at this address (404)"


def test_several_sources_without_network_are_told_once() -> None:
    names = (NAME, "https://other.example/", "https://third.example/")
    board = Board(*names)
    for name in names:
        board.poll("failed", SourceUnavailable(f"cannot reach {name}: there is no network", offline=True), name=name, failures=1)
    assert board.text() == "failed · no network · 3 sources wait for it"

    board.poll("changed", name=NAME)
    assert board.text().startswith("live · live · 1 of 3 · no network · 2 sources wait for it · polled 0 s ago")


def test_several_sources_none_of_which_can_be_read() -> None:
    board = Board(NAME, "https://other.example/")
    board.poll("failed", SourceUnavailable(f"cannot reach {NAME}: no answer"), failures=1)
    board.poll("failed", SourceNotFound("cannot read https://other.example/: it is gone for good (410)"), name="https://other.example/", again=None, failures=1)

    assert board.text() == "failed · none of 2 sources can be read · news.example/live: no answer · 2nd try in 60 s"
    assert board.health.of("https://other.example/") == Standing("gone", "stopped", "it is gone for good (410)", "polling stopped, r asks again")


def test_first_failure_of_several_is_told_with_the_number_of_the_others() -> None:
    names = (NAME, "https://other.example/", "https://third.example/")
    board = Board(*names)
    board.poll("changed", name=names[2])
    board.poll("failed", SourceUnavailable(f"cannot reach {names[1]}: no answer"), name=names[1], failures=1)
    board.poll("failed", SourceUnavailable(f"cannot reach {NAME}: refused"), failures=1)

    assert board.text().startswith("live · live · 1 of 3 · news.example/live · refused · 2nd try in 60 s · S shows 1 more · polled 0 s ago")
    assert board.health.state(frozenset({names[2]}))[0] == "live"
    assert board.health.state(frozenset({names[2]}))[1][-1] == ("1 of 3 sources", "muted")


async def test_head_line_does_not_say_the_title_twice() -> None:
    stage = Stage(live_page(3))
    async with stage.app.run_test(size=(110, 32)) as pilot:
        await settle(pilot)
        assert stage.session.feed.title is None, "it is called as its file is"
        assert stage.screen().splitlines()[0].count("page.txt") == 1
