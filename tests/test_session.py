"""The session without a screen: which posts are shown of which sources, and what is counted of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from feeds import Entry, Feed, KeyPoint, Problem, Snapshot
from tui.session import Session

from .support import NOON, ManualClock

ECHO, WIRE = "https://echo.example/feed", "https://wire.example/feed"


def entry(headline: str, minute: float | None = None, *, link: str | None = None, id: str | None = None) -> Entry:
    """A post of so many minutes after noon."""
    published = None if minute is None else NOON + timedelta(minutes=minute)
    return Entry(id=id or headline, headline=headline, link=link, published=published)


def told(source: str, *entries: Entry, at: datetime = NOON, feed: Feed | None = None, problems: tuple[Problem, ...] = ()) -> Snapshot:
    """What a source says now, newest on top."""
    known = feed or Feed(title={ECHO: "Harbour Echo", WIRE: "Coast Wire"}.get(source))
    return Snapshot(source=source, format="rss", feed=known, entries=entries[::-1], oldest_first=False, retrieved=at, problems=problems)


def session(*sources: str) -> Session:
    """A session that has not read anything yet."""
    made = Session(ManualClock(), UTC)
    made.titles = {source: source.removeprefix("https://") for source in sources or (ECHO, WIRE)}
    return made


def headlines(made: Session) -> list[str | None]:
    """What is shown, oldest first."""
    return [post.entry.headline for post in made.shown]


def words(ids: Iterable[str], made: Session) -> set[str | None]:
    return {made.timeline.entry(id).headline for id in ids}


class TestNarrowing:
    def test_only_the_posts_of_the_source_are_shown_and_later_ones_find_their_place(self) -> None:
        made = session()
        made.take(told(ECHO, entry("Echo one", 0), entry("Echo three", 3)))
        made.take(told(WIRE, entry("Wire two", 2)))

        made.narrow(frozenset({ECHO}))
        assert headlines(made) == ["Echo one", "Echo three"]
        assert made.narrowed == frozenset({ECHO})

        made.take(told(ECHO, entry("Echo one", 0), entry("Echo two", 2), entry("Echo three", 3), entry("Echo four", 4)))
        made.take(told(WIRE, entry("Wire two", 2), entry("Wire five", 5)))
        assert headlines(made) == ["Echo one", "Echo two", "Echo three", "Echo four"]

        made.narrow(None)
        assert len(made.shown) == 6
        assert made.shown is made.timeline.posts

    def test_filter_stands_on_top_of_it_and_stays_when_it_goes(self) -> None:
        made = session()
        made.take(told(ECHO, entry("Storm at the point", 0), entry("Ferry late", 1)))
        made.take(told(WIRE, entry("Storm on the coast", 2), entry("Rail line open", 3)))
        made.ask("storm")
        made.select(made.within)

        made.narrow(frozenset({WIRE}))
        assert headlines(made) == ["Storm on the coast"]
        assert made.matches == made.shown
        made.take(told(ECHO, entry("Storm at the point", 0), entry("Ferry late", 1), entry("Storm again", 4)))
        assert headlines(made) == ["Storm on the coast"]
        made.narrow(None)
        assert headlines(made) == ["Storm at the point", "Storm on the coast", "Storm again"]

    def test_news_counts_and_pending_follow_it(self) -> None:
        made = session()
        made.take(told(ECHO, entry("Echo one", 0)))
        made.take(told(WIRE, entry("Wire one", 0)))
        assert made.counts(ECHO) == (1, 0, 0, 0)

        for source, name in ((ECHO, "Echo"), (WIRE, "Wire")):
            changes = made.take(told(source, entry(f"{name} one", 0), entry(f"{name} two", 2)))
            made.leave_pending(changes.new)
        changes = made.take(told(WIRE, entry("Wire one", 0), entry("Wire two", 2), entry("Wire three", 3)))
        made.leave_pending(changes.new)

        assert (made.counts(ECHO), made.counts(WIRE)) == ((2, 1, 0, 0), (3, 2, 0, 0))
        assert made.news.new == 3
        assert words(made.pending, made) == {"Echo two", "Wire two", "Wire three"}
        made.narrow(frozenset({WIRE}))
        assert made.news.new == 2
        assert words(made.pending, made) == {"Wire two", "Wire three"}
        made.catch_up()
        made.narrow(None)
        assert words(made.pending, made) == {"Echo two"}, "what the reader has not gone to the newest end of is still to come"

        made.see(made.shown[-1])
        assert made.counts(WIRE).unseen == 1
        made.mark([post.id for post in made.shown], seen=True)
        assert (made.counts(ECHO).unseen, made.counts(WIRE).unseen, made.news.new) == (0, 0, 0)
        made.undo()
        assert (made.counts(ECHO).unseen, made.counts(WIRE).unseen) == (1, 1)

    def test_post_that_moves_in_time_moves_in_the_narrowed_list(self) -> None:
        made = session()
        made.take(told(ECHO, entry("Echo one", 0), entry("Echo two", 2), entry("Echo three", 3)))
        made.take(told(WIRE, entry("Wire one", 1)))
        made.narrow(frozenset({ECHO}))
        made.ask("echo")
        made.select(made.within)

        made.take(told(ECHO, entry("Echo two", 2), entry("Echo three", 3), entry("Echo one, corrected", 9, id="Echo one")))

        assert headlines(made) == ["Echo two", "Echo three", "Echo one, corrected"]


class TestHeads:
    def test_one_source_gives_its_own_head(self) -> None:
        made = session(ECHO)
        assert made.feed.title is None
        feed = Feed(title="Harbour Echo", summary=(KeyPoint("The barrier is shut"),), link="https://echo.example/")
        made.take(told(ECHO, entry("One", 0), feed=feed))
        assert made.feed == feed
        assert made.called == {ECHO: "Harbour Echo"}

    def test_several_are_counted_and_tell_whose_key_point_each_is(self) -> None:
        made = session()
        made.take(told(ECHO, entry("One", 0), feed=Feed(title="Harbour Echo", summary=(KeyPoint("The barrier is shut"),))))
        made.take(told(WIRE, entry("Two", 0), feed=Feed(title="Coast Wire", summary=(KeyPoint("Trains stand"),)), problems=(Problem(WIRE, "line 1", "cut"),)))

        assert made.feed.title == "2 sources"
        assert [point.text for point in made.feed.summary] == ["Harbour Echo: The barrier is shut", "Coast Wire: Trains stand"]
        assert [problem.message for problem in made.problems] == ["cut"]

        made.take(told(ECHO, entry("One", 0), feed=Feed(title="Harbour Echo", summary=(KeyPoint("The barrier is open"),))))
        assert set(made.points_changed) == {"Harbour Echo: The barrier is open"}

        made.narrow(frozenset({WIRE}))
        assert made.feed.title == "Coast Wire"
        assert [point.text for point in made.feed.summary] == ["Trains stand"]
        assert made.points_changed == {}
        made.narrow(frozenset({ECHO}))
        assert (set(made.points_changed), made.problems) == ({"The barrier is open"}, ())

    def test_name_that_the_reader_gave_goes_before_the_source_s_own(self) -> None:
        made = session()
        made.named = {ECHO: "Echo"}
        made.take(told(ECHO, entry("One", 0)))
        made.take(told(WIRE, entry("Two", 0)))
        assert made.called == {ECHO: "Echo", WIRE: "Coast Wire"}
        made.narrow(frozenset({ECHO}))
        assert made.feed.title == "Echo"
        made.narrow(frozenset({ECHO, WIRE}), called="The coast")
        assert made.feed.title == "The coast"
