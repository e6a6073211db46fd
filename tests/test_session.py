"""The session without a screen: which posts are shown of which sources, and what is counted of them."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import Doubles, Entry, Feed, KeyPoint, Problem, Snapshot, SourceRecord
from tui.marks import Counts
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
        assert made.counts(ECHO) == Counts(1)

        for source, name in ((ECHO, "Echo"), (WIRE, "Wire")):
            changes = made.take(told(source, entry(f"{name} one", 0), entry(f"{name} two", 2)))
            made.leave_pending(changes.new)
        changes = made.take(told(WIRE, entry("Wire one", 0), entry("Wire two", 2), entry("Wire three", 3)))
        made.leave_pending(changes.new)

        assert (made.counts(ECHO), made.counts(WIRE)) == (Counts(2, 1), Counts(3, 2))
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


STORM = "Storm Isolde closes outer barrier"


def several(*said: tuple[str, tuple[Entry, ...]]) -> Session:
    """A session in which each source has been read once, then again with these posts."""
    made = session()
    for source, _ in said:
        made.take(told(source, entry(f"{source} is here", -600)))
    for source, entries in said:
        made.take(told(source, entry(f"{source} is here", -600), *entries))
    return made


class TestFolding:
    def test_double_that_comes_later_is_folded_and_is_no_news(self) -> None:
        made = several((ECHO, (entry(STORM, 0, id="e"),)), (WIRE, (entry("Rail line reopened", 1), entry(STORM, 2, id="w"))))

        assert headlines(made)[2:] == [STORM, "Rail line reopened"]
        assert [other.id for other in made.under(made.timeline.post("e"))] == ["w"]
        assert [other.id for other in made.tellings(made.timeline.post("w"))] == ["e"]
        assert made.news.new == 2
        assert (made.counts(ECHO).unseen, made.counts(WIRE).unseen) == (1, 2)
        assert not made.shows("w")

    def test_folding_goes_off_and_on(self) -> None:
        made = several((ECHO, (entry(STORM, 0, id="e"),)), (WIRE, (entry(STORM, 2, id="w"),)))
        assert [made.total, len(made.shown)] == [3, 3]
        made.fold(False)
        assert [post.id for post in made.shown][2:] == ["e", "w"]
        assert made.under(made.timeline.post("e")) == ()
        assert made.news.new == 2
        made.fold(True)
        assert [post.id for post in made.shown][2:] == ["e"]

    def test_one_source_alone_is_not_folded(self) -> None:
        made = several((ECHO, (entry(STORM, 0, id="e"),)), (WIRE, (entry(STORM, 2, id="w"),)))
        for source, id in ((ECHO, "e"), (WIRE, "w")):
            made.narrow(frozenset({source}))
            assert made.shown[-1].id == id
            assert (made.tellings(made.shown[-1]), made.under(made.shown[-1])) == ((), ())
        made.narrow(frozenset({ECHO, WIRE}))
        assert made.shown[-1].id == "e"

    def test_lead_is_seen_with_what_is_folded_under_it_and_starred_alone(self) -> None:
        made = several((ECHO, (entry(STORM, 0, id="e"),)), (WIRE, (entry(STORM, 2, id="w"),)))
        lead = made.timeline.post("e")
        assert made.mark(["e"], starred=True) == 1
        assert [made.timeline.status(id).starred for id in "ew"] == [True, False]
        assert made.mark(["e"], seen=True) == 1
        assert [made.timeline.status(id).seen for id in "ew"] == [True, True]
        assert made.undo() == 1
        assert [made.timeline.status(id).seen for id in "ew"] == [False, False]
        assert made.unseen(made.shown[0], -1) is lead
        assert made.see(lead)
        assert made.unseen(None, 1) is None
        assert made.counts(WIRE).unseen == 0

    def test_one_shown_by_itself_is_seen_by_itself(self) -> None:
        made = several((ECHO, (entry(STORM, 0, id="e"),)), (WIRE, (entry(STORM, 2, id="w"),)))
        made.fold(False)
        made.see(made.timeline.post("e"))
        assert [made.timeline.status(id).seen for id in "ew"] == [True, False]

    def test_earlier_telling_that_comes_late_leads_and_is_not_unseen_when_the_other_was_read(self) -> None:
        made = several((WIRE, (entry(STORM, 2, id="w"),)), (ECHO, ()))
        made.see(made.timeline.post("w"))
        made.take(told(ECHO, entry(f"{ECHO} is here", -600), entry(STORM, 0, id="e")))
        assert made.shown[-1].id == "e"
        assert made.timeline.status("e").seen

    def test_what_the_reader_is_on_stays_until_they_leave(self) -> None:
        made = several((WIRE, (entry(STORM, 2, id="w"),)), (ECHO, ()))
        made.hold(made.timeline.post("w"))
        made.take(told(ECHO, entry(f"{ECHO} is here", -600), entry(STORM, 0, id="e")))
        assert [post.id for post in made.shown][2:] == ["e", "w"]
        assert made.hold(made.timeline.post("e"))
        assert [post.id for post in made.shown][2:] == ["e"]
        assert made.hold(made.timeline.post("w")), "a double is shown while the reader is on it"
        assert [post.id for post in made.shown][2:] == ["e", "w"]
        assert not made.hold(made.timeline.post("w"))

    def test_filter_that_matches_only_the_other_telling_shows_that(self) -> None:
        made = several((ECHO, (entry(STORM, 0, id="e", link="https://echo.example/a"),)), (WIRE, (entry(STORM, 2, id="w", link="https://wire.example/b"),)))
        for text, ids, total in (("storm", ["e"], 3), ("link:wire.example/b", ["w"], 3), ("link:echo.example/a", ["e"], 3), ("rail", [], 3)):
            made.ask(text)
            made.select(made.within)
            assert ([post.id for post in made.shown], made.total) == (ids, total), text
            assert made.matches == made.shown
        made.ask("")
        made.select(made.within)
        assert made.matches is None

    def test_withdrawn_lead_hands_on(self) -> None:
        made = several((ECHO, (entry("Ferry late", -1), entry(STORM, 0, id="e"), entry("Rail open", 4))), (WIRE, (entry(STORM, 2, id="w"),)))
        for _ in range(2):
            made.take(told(ECHO, entry("Ferry late", -1), entry("Rail open", 4)))
        assert "w" in [post.id for post in made.shown]
        assert [(other.id, other.status.withdrawn) for other in made.under(made.timeline.post("w"))] == [("e", True)]
        assert made.news.gone == 1
        made.see(made.timeline.post("w"))
        assert made.news.gone == 0
        made.take(told(ECHO, entry("Ferry late", -1), entry(STORM, 0, id="e"), entry("Rail open", 4)))
        assert [other.id for other in made.under(made.timeline.post("e"))] == ["w"]

    def test_edit_that_says_something_else_is_shown_again(self) -> None:
        made = several((ECHO, (entry(STORM, 0, id="e"),)), (WIRE, (entry(STORM, 2, id="w"),)))
        made.take(told(WIRE, entry(f"{WIRE} is here", -600), entry("Storm Isolde spares outer barrier", 2, id="w")))
        assert [post.id for post in made.shown][2:] == ["e", "w"]

    def test_many_are_compared_beside_the_loop_and_pending_follows(self) -> None:
        made = several((ECHO, tuple(entry(f"Ferry {number} late at Tarrick harbour pier", number, id=f"e{number}") for number in range(60))), (WIRE, ()))
        assert made.uncompared
        changes = made.take(told(WIRE, *(entry(f"Ferry {number} late at the Tarrick harbour pier", number + 1, id=f"w{number}") for number in range(60))))
        made.leave_pending(changes.new)
        assert len(made.pending) == 60
        while (work := made.compare_some()) is not None:
            made.take_doubles(work())
        assert not made.uncompared
        assert len(made.pending) == 0
        assert len([post for post in made.shown if post.id[0] in "ew"]) == 60


HEADS = [STORM, f"BREAKING: {STORM}", "Ferries late at Tarrick pier", "Ferry late at the Tarrick pier", "Live updates", "Rail line reopened"]
SAID = st.lists(st.tuples(st.integers(0, 5), st.sampled_from([0, 8, 20, 45]), st.sampled_from(HEADS)), max_size=5, unique_by=lambda post: post[0])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.sampled_from([ECHO, WIRE, "c"]), SAID),
        st.tuples(st.just("narrow"), st.sampled_from([None, frozenset({ECHO}), frozenset({ECHO, WIRE}), frozenset({"c", WIRE})])),
        st.tuples(st.just("ask"), st.sampled_from(["", "storm", "ferry", "source:wire"])),
        st.tuples(st.just("hold"), st.integers(0, 9)),
        st.tuples(st.just("fold"), st.booleans()),
        st.tuples(st.just("see"), st.integers(0, 9)),
    ),
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_what_is_shown_follows_from_what_is_there(steps: list[tuple[object, ...]]) -> None:
    """However the reader and the sources came to it: order, folding, counts and groups are those of a session that has only just looked."""
    made = session(ECHO, WIRE, "c")
    for minute, step in enumerate(steps):
        match step:
            case ("take", str(source), list(said)):
                entries = [entry(headline, moment, id=f"{source} {number}") for number, moment, headline in said]
                made.take(told(source, *sorted(entries, key=lambda each: each.published or NOON), at=NOON + timedelta(minutes=minute)))
            case ("narrow", sources):
                made.narrow(sources)  # type: ignore[arg-type]
            case ("ask", str(text)):
                made.ask(text)
                made.select(made.within)
            case ("hold", int(number)):
                made.hold(made.shown[number] if number < len(made.shown) else None)
            case ("fold", bool(on)):
                made.fold(on)
            case ("see", int(number)):
                made.see(made.shown[number] if number < len(made.shown) else None)

        order = {id(post): place for place, post in enumerate(made.timeline.posts)}
        again = Doubles(list(made.titles).index)
        again.update(made.timeline.posts)
        known = {made._groups[post.id] for post in made.timeline.posts if post.id in made._groups}
        assert known == again.groups
        assert {id(post) for post in made.within} == {id(post) for post in made.timeline.posts if made.is_within(post)}
        for posts in (made.within, made.found, made.shown):
            assert [order[id(post)] for post in posts] == sorted(order[id(post)] for post in posts)
        assert {post.id for post in made.found if not made._is_folding or not made._hides(post)} == {post.id for post in made.shown if made._is_found(post)}
        for source in made.titles:
            unseen = [post for post in made.timeline.posts if post.source == source and post.status.new and not post.status.seen]
            counts = made.counts(source)
            assert (counts.posts, counts.unseen) == (sum(post.source == source for post in made.timeline.posts), len(unseen))
        if made._matches is None:
            assert made.total == len(made.shown)


def test_what_was_kept_is_folded_as_it_was_whatever_comes_first() -> None:
    first = several((ECHO, (entry(STORM, 0, id="e"), entry("Rail line reopened", 1))), (WIRE, (entry(STORM, 2, id="w"), entry("Ferries late", 3))))
    kept = {source: [copy(post) for post in reversed(first.timeline.posts) if post.source == source] for source in (ECHO, WIRE)}
    for order in ((ECHO, WIRE), (WIRE, ECHO)):
        again = session()
        for source in order:
            again.restore(source, [copy(post) for post in kept[source]], SourceRecord(source=source, key=source))
        again.take(told(ECHO, entry(f"{ECHO} is here", -600), entry(STORM, 0, id="e"), entry("Rail line reopened", 1), entry("Ferries late", 9)))
        assert headlines(again)[2:] == [*headlines(first)[2:], "Ferries late"], "posts of one time may stand either way"
        assert [other.id for other in again.under(again.timeline.post("e"))] == ["w"]


def test_text_of_a_page_that_became_posts_is_gone_from_every_list() -> None:
    made = session()
    made.take(told(WIRE, entry("Rail line reopened", 1)))
    made.take(Snapshot(source=ECHO, format="plain-text", entries=(Entry(id=ECHO, headline=STORM, link="https://echo.example/a"),), retrieved=NOON))
    made.narrow(frozenset({ECHO}))
    made.take(told(ECHO, entry(STORM, 0), entry("Ferries late", 3)))
    assert headlines(made) == [STORM, "Ferries late"]
    made.narrow(None)
    assert ECHO not in made.timeline
    assert made.counts(ECHO).posts == 2
