"""A reader who comes back finds what they left, and is told what came since."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

import pytest

from feeds import Changes, Compared, Document, Follower, Keeper, Mark, MemorySource, Pace, Sitting, Snapshot, SourceRecord, Timeline, parse_document
from tui.app import ReaderApp
from tui.keeping import AT_ONCE, Keeping
from tui.marks import News
from tui.returning import Return
from tui.session import Session

from .histories import MemoryHistory
from .pages import page, post
from .support import NOON, StillClock, settle
from .test_health import NAME, Address
from .waiting import PATIENCE, in_time, until

_visits: list[Visit] = []


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that is busy with other tests may take its time to write. Whoever stays to the end of a test leaves then."""
    monkeypatch.setattr("tui.keeping.FAREWELL", PATIENCE)
    yield
    while _visits:
        _visits.pop().leave()


class Visit:
    """One sitting at a page, over a history that goes on."""

    def __init__(self, history: MemoryHistory, *, names: tuple[str, ...] = ("page.txt",), later: float = 0) -> None:
        self.clock = StillClock(NOON + timedelta(seconds=later))
        self.session = Session(self.clock, UTC)
        self.sources = [MemorySource(name=name) for name in names]
        self.session.titles = {name: name for name in names}
        self.keeping = Keeping(self.session, history, names=names)
        self.records = [self.keeping.recall(source) for source in self.sources]
        followers = [Follower(source, self.clock, record=record) for source, record in zip(self.sources, self.records, strict=True)]
        self.app = ReaderApp(self.session, followers, keeping=self.keeping)
        self.reader = self.app.reader
        _visits.append(self)

    def brings(self, numbers: list[int], *, edited: tuple[int, ...] = (), source: int = 0) -> None:
        posts = [post(number, body=["It was another gate, the office now says."] if number in edited else None) for number in sorted(numbers, reverse=True)]
        self.clock.advance(60)
        where = self.sources[source]
        where.play(Document(data=page(posts).encode(), source=where.name, retrieved=self.clock.now()))

    @property
    def numbers(self) -> list[int]:
        return [int((each.entry.headline or "").split()[1]) for each in reversed(self.session.timeline.posts)]

    def post(self, number: int) -> object:
        return next(each for each in self.session.timeline.posts if (each.entry.headline or "").split()[1] == str(number))

    def leave(self) -> bool:
        return self.keeping.close(self.reader.timeline.cursor)


async def test_what_was_read_is_there_at_once_and_what_comes_then_is_new() -> None:
    history = MemoryHistory()
    first = Visit(history)
    async with first.app.run_test(size=(110, 32)) as pilot:
        first.brings([1, 2, 3])
        await settle(pilot)
    assert first.leave()
    assert {kept.status.seen for kept in history.kept["page.txt"].values()} == {True}

    second = Visit(history, later=3600)
    assert second.numbers == [3, 2, 1]
    async with second.app.run_test(size=(110, 32)) as pilot:
        await settle(pilot)
        assert "Nothing has arrived" not in "\n".join(strip.text for strip in second.app.screen._compositor.render_strips())
        second.brings([1, 2, 3, 4, 5], edited=(2,))
        await settle(pilot)
        assert second.session.news == News(2, 1)
        assert second.reader.timeline.looked == NOON + timedelta(seconds=0)
        assert "2 new, 1 edited since 12:00" in "\n".join(strip.text for strip in second.app.screen._compositor.render_strips())
    assert second.leave()

    third = Visit(history, later=7200)
    assert [each.status.seen for each in reversed(third.session.timeline.posts)] == [False, False, True, True, True]
    assert third.session.news == News(2, 1)
    assert len(third.session.timeline.versions(third.post(2).id)) == 2  # type: ignore[attr-defined]


async def test_what_was_not_kept_of_a_very_long_page_is_told_as_no_news(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.keeping.MOST", 5)
    monkeypatch.setattr("feeds.merging.strangers.LONG", 5)
    history = MemoryHistory()
    first = Visit(history)
    async with first.app.run_test(size=(110, 32)) as pilot:
        first.brings([*range(1, 13)])
        await settle(pilot)
    assert first.leave()

    second = Visit(history, later=3600)
    async with second.app.run_test(size=(110, 32)) as pilot:
        await settle(pilot)
        second.brings([*range(1, 14)])
        await settle(pilot)
        screen = "\n".join(strip.text for strip in second.app.screen._compositor.render_strips())

    assert second.numbers == [*range(13, 0, -1)]
    assert second.session.news == News(1)
    assert "1 new since 12:00" in screen
    assert "1 new just now" in screen
    assert {*second.session.pending} <= {second.post(13).id}  # type: ignore[attr-defined]


async def test_first_document_is_compared_with_what_was_kept_beside_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    history = MemoryHistory()
    first = Visit(history)
    async with first.app.run_test(size=(110, 32)) as pilot:
        first.brings([1, 2, 3])
        await settle(pilot)
    first.leave()
    second = Visit(history, later=3600)
    real, plain = Timeline.compare, Timeline.merging
    compared, merged = list[threading.Thread](), list[object]()

    def compare(timeline: Timeline, snapshot: Snapshot, **how: Any) -> Compared:
        compared.append(threading.current_thread())
        return real(timeline, snapshot, **how)

    def merging(timeline: Timeline, snapshot: Snapshot, **how: Any) -> Iterator[Changes]:
        merged.append(how["compared"])
        return plain(timeline, snapshot, **how)

    monkeypatch.setattr(Timeline, "compare", compare)
    monkeypatch.setattr(Timeline, "merging", merging)
    async with second.app.run_test(size=(110, 32)) as pilot:
        for numbers in ([1, 2, 3, 4], [1, 2, 3, 4, 5]):
            second.brings(numbers)
            await settle(pilot)

    assert len(compared) == 1 and compared[0] is not threading.main_thread()
    assert [found is None for found in merged] == [False, True]
    assert second.session.news.new == 2


async def test_what_came_before_the_screen_was_there_is_told_too() -> None:
    history = MemoryHistory()
    for numbers, told in (((1, 2, 3), None), ((1, 2, 3, 4, 5), "2 new since 12:00")):
        clock, source = StillClock(), MemorySource(name="page.txt")
        session = Session(clock, UTC)
        keeping = Keeping(session, history)
        record = keeping.recall(source) or SourceRecord(source=source.name, key=source.key)
        text = page([post(number) for number in sorted(numbers, reverse=True)])
        document = Document(data=text.encode(), source=source.name, retrieved=clock.now())
        snapshot = parse_document(document)
        keeping.take_begun(record, document, snapshot)
        app = ReaderApp(session, [Follower(source, clock, record=record)], begun=[(document, snapshot)], keeping=keeping)
        async with app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            footer = app.screen._compositor.render_strips()[-1].text
            assert (told in footer) if told else ("since" not in footer)
        assert keeping.close(app.reader.timeline.cursor)


def test_another_feed_that_is_read_before_the_screen_is_there_is_not_taken_for_the_kept_one() -> None:
    history = MemoryHistory()
    rss = '<rss version="2.0"><channel><title>{0}</title><link>https://{0}.example/</link>{1}</channel></rss>'
    item = "<item><guid>{0}{1}</guid><title>{0} {1}</title><pubDate>Thu, 02 Oct 2025 0{1}:00:00 +0000</pubDate></item>"
    taken = []
    for title in ("night", "cooking", "night"):
        session, source = Session(StillClock(), UTC), MemorySource(name="feed.xml")
        keeping = Keeping(session, history)
        record = keeping.recall(source) or SourceRecord(source=source.name, key=source.key)
        text = rss.format(title, "".join(item.format(title, number) for number in range(1, 7)))
        document = Document(data=text.encode(), source=source.name, retrieved=session.clock.now())
        taken.append(keeping.take_begun(record, document, parse_document(document)))
        assert keeping.close()
        assert {post.own[:5] for post in history.kept["feed.xml"].values()} == {"night"}
        assert history.records["feed.xml"].title == "night"
    assert taken == [True, False, True]


async def test_marks_and_place_are_found_again() -> None:
    history = MemoryHistory()
    first = Visit(history)
    async with first.app.run_test(size=(110, 32)) as pilot:
        first.brings([*range(1, 9)])
        await settle(pilot)
        await pilot.press("j", "j", "s", "j", "u")
        await settle(pilot)
    assert first.leave()

    second = Visit(history, later=60)
    async with second.app.run_test(size=(110, 32)) as pilot:
        await settle(pilot)
        cursor = second.reader.timeline.cursor
        assert cursor is second.post(5)
        assert (second.post(6).status.starred, second.post(5).status.seen) == (True, False)  # type: ignore[attr-defined]
        second.brings([*range(1, 12)])
        await settle(pilot)
        assert second.reader.timeline.cursor is cursor
        assert len(second.session.pending) == 3


async def test_reader_comes_back_to_a_post_with_what_stands_above_it() -> None:
    history = MemoryHistory()
    first = Visit(history)
    async with first.app.run_test(size=(110, 32)) as pilot:
        first.brings([*range(1, 41)])
        await settle(pilot)
        await pilot.press("j", "j")
        await settle(pilot)
    assert first.leave()

    for down, row, above in ((20, 6, 2), (0, 10, 4)):
        again = Visit(history, later=60 + down)
        async with again.app.run_test(size=(110, 32)) as pilot:
            await settle(pilot)
            view = again.reader.timeline
            rows = [item.row for item in view.plan]
            cursor = [item.post for item in view.plan].index(view.cursor)  # type: ignore[arg-type]
            assert (rows[cursor], cursor) == (row, above)
            await pilot.press(*["j"] * down)
            await settle(pilot)
        assert again.leave()


async def test_withdrawn_posts_stay_withdrawn_and_a_second_look_may_come_after_the_night() -> None:
    history = MemoryHistory()
    first = Visit(history)
    async with first.app.run_test(size=(110, 32)) as pilot:
        first.brings([*range(1, 9)])
        await settle(pilot)
        first.brings([1, 2, 3, 5, 6, 7, 8])
        await settle(pilot)
    first.leave()
    second = Visit(history, later=3600)
    async with second.app.run_test(size=(110, 32)) as pilot:
        second.brings([1, 2, 3, 5, 6, 7, 8])
        await settle(pilot)
        assert second.post(4).status.withdrawn  # type: ignore[attr-defined]
    second.leave()

    assert Visit(history, later=9000).post(4).status.withdrawn  # type: ignore[attr-defined]


@pytest.mark.row("F44")
async def test_what_another_program_marks_is_heard() -> None:
    history = MemoryHistory()
    visit = Visit(history)
    async with visit.app.run_test(size=(110, 32)) as pilot:
        visit.brings([1, 2, 3])
        await settle(pilot)
        visit.brings([1, 2, 3, 4])
        await settle(pilot)
        keeper = visit.keeping.keeper
        assert isinstance(keeper, Keeper)
        await until(lambda: keeper._is_done)
        own = visit.post(4).own  # type: ignore[attr-defined]
        history.elsewhere = {"page.txt": [Mark(own, True, True, False, False)]}
        await visit.app._hear()
        assert visit.post(4).status.starred and visit.session.news.new == 0  # type: ignore[attr-defined]
        history.calls.clear()
        visit.keeping.write(None)
        assert "mark" not in history.calls


@pytest.mark.row("D3", "F50")
async def test_trouble_with_the_disk_is_told_and_everything_is_shown_from_memory() -> None:
    history = MemoryHistory()
    history.failing = "the disk is full"
    visit = Visit(history)
    async with visit.app.run_test(size=(130, 32)) as pilot:
        keeper = visit.keeping.keeper
        assert isinstance(keeper, Keeper)
        visit.brings([1, 2, 3])
        await until(lambda: keeper.trouble)
        await settle(pilot)
        head = visit.app.screen._compositor.render_strips()[0].text
        assert "● live · × not saved · " in head and "the disk is full; tried again in" in head
        await pilot.resize_terminal(50, 20)
        await pilot.pause()
        assert "not saved" in visit.app.screen._compositor.render_strips()[0].text
        await pilot.resize_terminal(130, 32)
        await pilot.pause()
        assert visit.numbers == [3, 2, 1]
        history.failing = None
        keeper.try_now()
        await until(lambda: keeper.trouble is None)
        await settle(pilot)
        assert "not saved" not in visit.app.screen._compositor.render_strips()[0].text
    assert sorted(numbers_of_kept(history)) == [1, 2, 3]


def numbers_of_kept(history: MemoryHistory) -> list[int]:
    return [int((each.entry.headline or "").split()[1]) for each in history.kept["page.txt"].values()]


async def test_long_reason_why_nothing_is_kept_is_told_and_hides_neither_that_nor_how_the_source_is() -> None:
    visit = Visit(MemoryHistory())
    visit.keeping = Keeping(visit.session, why="no history is kept in /home/reader/" + "a/very/long/way/" * 5 + "history.db: Not a directory")
    visit.app = ReaderApp(visit.session, visit.app.followers, keeping=visit.keeping)
    visit.reader = visit.app.reader
    async with visit.app.run_test(size=(110, 32)) as pilot:
        await settle(pilot)
        strips = visit.app.screen._compositor.render_strips()
        assert strips[-1].text.startswith(" not saved: no history is kept in /home/reader/")
        visit.brings([1])
        await settle(pilot)
        assert "● live · × not saved" in visit.app.screen._compositor.render_strips()[0].text


async def test_older_posts_come_behind_the_first_and_only_then_the_source_is_read() -> None:
    history = MemoryHistory()
    count = AT_ONCE + 100
    first = Visit(history)
    async with first.app.run_test(size=(110, 32)) as pilot:
        first.brings([*range(1, count + 1)])
        await settle(pilot, 10)
        await pilot.press("G")
    first.leave()
    second = Visit(history, later=60)
    assert len(second.session.timeline) == AT_ONCE
    async with second.app.run_test(size=(110, 32)) as pilot:
        await settle(pilot, 10)
        assert len(second.session.timeline) == count
        assert second.reader.timeline.cursor is second.post(1)
        second.brings([*range(1, count + 2)])
        await settle(pilot, 10)
        assert second.numbers[:3] == [count + 1, count, count - 1]
        assert second.session.news.new == 1


async def test_history_that_cannot_be_read_is_told_and_not_written_over() -> None:
    history = MemoryHistory()
    history.records["page.txt"] = Visit(MemoryHistory()).app.followers[0].record

    def broken(key: str, **asked: object) -> list[object]:
        from feeds import StoreError

        raise StoreError("the history is damaged")

    history.posts = broken  # type: ignore[method-assign, assignment]
    visit = Visit(history)
    async with visit.app.run_test(size=(130, 32)) as pilot:
        visit.brings([1])
        await settle(pilot)
        head = visit.app.screen._compositor.render_strips()[0].text
        assert "● live · × not saved · " in head and "the history is damaged" in head
    assert not visit.leave()
    assert history.calls == []


def test_sitting_of_other_sources_is_no_sitting_of_these() -> None:
    history = MemoryHistory()
    history.sat.append(Sitting(keys=("other",), at=NOON))

    assert Visit(history).keeping.last() is None


async def test_another_feed_is_taken_in_when_the_reader_says_so_and_not_remembered_before() -> None:
    history = MemoryHistory()
    visit = Visit(history)
    async with visit.app.run_test(size=(130, 32)) as pilot:
        visit.brings([1, 2, 3])
        await settle(pilot, 8)
        before = history.records["page.txt"]
        rss = '<rss version="2.0"><channel><title>Regatta</title><link>https://regatta.example/</link>{}</channel></rss>'
        items = "".join(f"<item><guid>{n}</guid><title>Boat {n}</title><pubDate>Thu, 02 Oct 2025 0{n}:00:00 +0000</pubDate></item>" for n in range(1, 7))
        source = visit.sources[0]
        source.play(Document(data=rss.format(items).encode(), source=source.name, retrieved=visit.clock.now()), None)
        await settle(pilot, 8)
        assert visit.numbers == [3, 2, 1]
        assert "another feed" in visit.app.screen._compositor.render_strips()[-1].text
        assert history.records["page.txt"] == before
    visit.leave()
    visit = Visit(history, later=600)  # whoever comes back has not said so either
    async with visit.app.run_test(size=(130, 32)) as pilot:
        source = visit.sources[0]
        source.play(Document(data=rss.format(items).encode(), source=source.name, retrieved=visit.clock.now()), None)
        await settle(pilot, 8)
        assert visit.numbers == [3, 2, 1]
        assert "“Regatta” stands there now" in visit.app.screen._compositor.render_strips()[0].text
        assert history.records["page.txt"] == before
        source.play(None)
        await settle(pilot, 8)
        await pilot.press("r")
        await settle(pilot, 8)
        assert len(visit.session.timeline) == 9
    visit.leave()
    assert history.records["page.txt"].title == "Regatta" and len(history.kept["page.txt"]) == 9


async def test_leaving_does_not_wait_for_whoever_holds_the_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.keeping.FAREWELL", 0.2)
    history = MemoryHistory()
    visit = Visit(history)
    async with visit.app.run_test(size=(110, 32)) as pilot:
        visit.brings([1, 2, 3])
        await settle(pilot)
        history.slow.clear()
        await pilot.press("s")
    begun = time.monotonic()
    assert not visit.leave()
    assert in_time(time.monotonic() - begun, 5)  # whoever holds it does so for half a minute
    assert not history.closed
    history.slow.set()


def test_what_comes_until_the_last_first_look_is_told_with_it() -> None:
    back = Return(Sitting(keys=("a", "b"), at=NOON), ["a", "b"])

    assert back.note("a", Changes(new=("1",))) is None
    assert back.note("a", Changes(new=("2", "3"))) is None
    assert back.note("b", Changes()) == "3 new"
    assert back.note("b", Changes(new=("4",))) is None

    assert Return(Sitting(keys=("a", "b"), at=NOON), ["a"]).note("a", Changes(), failed=True) is None, "what was not read may have news"
    for others, told in ((False, "Nothing new"), (True, None)):
        assert Return(Sitting(keys=("a", "b"), at=NOON), ["a"], others=others).note("a", Changes()) == told


async def test_source_that_is_not_due_yet_is_not_waited_for() -> None:
    history, clock = MemoryHistory(), StillClock()
    history.sat.append(Sitting(keys=("page.txt", NAME), at=NOON))
    page_text, address = MemorySource(name="page.txt"), Address(name=NAME)
    session = Session(clock, UTC)
    keeping = Keeping(session, history, names=("page.txt", NAME))
    now = clock.now().timestamp()
    record = SourceRecord(source=NAME, key=NAME, pace=Pace(checked=now - 1, due=now + 600))
    followers = [Follower(page_text, clock), Follower(address, clock, record=record, live=False, urgent=False)]
    app = ReaderApp(session, followers, keeping=keeping)

    app.reader.back.at = NOON
    assert app.reader.back.note("page.txt", Changes(new=("1",))) == "1 new"
