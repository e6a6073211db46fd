"""Laws of merging, whatever a source does and however often the program is started anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec import Struct

from feeds import Document, Entry, Feed, Paragraph, Snapshot, Timeline
from feeds.formats import log_lines
from feeds.formats.base import Page
from feeds.identity import digest
from feeds.model import Body

from .merging import Kept, state
from .support import NOON

PICK = st.integers(0, 1000)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def word(*numbers: int) -> str:
    """A word that no other numbers have, without a digit."""
    return "q".join("".join(LETTERS[int(digit)] for digit in str(number)) for number in numbers)


class Item(Struct):
    """A post as its source has it."""

    key: int
    id: str
    time: int
    words: list[str]
    headed: bool
    edits: int = 0

    @property
    def text(self) -> str:
        return " ".join(self.words)


class Source(Struct):
    """What a source has, and what a careful reader knows of it who saw the same looks."""

    name: str
    given: bool = True
    page: list[Item] = []
    gone: list[Item] = []
    downward: bool = True
    count: int = 0
    looks: int = 0
    met: dict[int, set[str]] = {}
    """The texts that were seen, by post."""
    missed: dict[int, int] = {}
    withdrawn: set[int] = set()
    renamed: set[int] = set()
    """Posts that have had another id since they were seen last."""
    starred: set[str] = set()

    def add(self, time: int) -> None:
        key = self.count = self.count + 1
        item = Item(key, f"id{word(key)}", time, [word(key, index) for index in range(30)], headed=key % 3 > 0)
        self.page.append(item)
        self.page.sort(key=lambda item: -item.time)

    def entry(self, item: Item) -> Entry:
        headline = f"Headline {word(item.key)} of the night" if item.headed else None
        published = NOON + timedelta(seconds=item.time)
        id = item.id if self.given else digest(str(published), headline, item.words[0])
        return Entry(id=id, id_inferred=not self.given, headline=headline, published=published, stamp=str(published), body=Body(blocks=(Paragraph(item.text),)))

    def snapshot(self, items: list[Item], at: datetime, *, complete: bool = True) -> Snapshot:
        entries = tuple(self.entry(item) for item in (items if self.downward else items[::-1]))
        return Snapshot(source=self.name, format="atom", feed=Feed(title="Night"), entries=entries, complete=complete, retrieved=at)

    def seen(self, items: list[Item], *, complete: bool) -> None:
        """A look has shown these."""
        here = {item.key for item in items}
        for item in items:
            self.met.setdefault(item.key, set()).add(item.text)
            self.renamed.discard(item.key)
        for key in here:
            self.missed[key] = 0
            self.withdrawn.discard(key)
        if not complete or not items:
            return
        end = min(item.time for item in items)
        for item in self.gone:
            if item.key in self.met and item.key not in self.withdrawn:
                self.missed[item.key] = self.missed.get(item.key, 0) + 1 if item.time > end else 0
                if self.missed[item.key] == 2:
                    self.withdrawn.add(item.key)


class Merging(RuleBasedStateMachine):
    """A source that does what sources do; a timeline that never ends, and one that is made anew from what was kept."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.steady, self.timeline, self.kept = Timeline(), Timeline(), Kept()
        self.sources: list[Source] = []

    @initialize(given=st.booleans(), count=st.integers(1, 12))
    def begin(self, given: bool, count: int) -> None:
        self.sources = [Source("a", given, [], [], met={}, missed={}), Source("b", given, [], [], met={}, missed={})]
        for source in self.sources:
            source.withdrawn, source.renamed, source.starred = set(), set(), set()
            for number in range(count):
                source.add(number * 100)
            self.look_at(source, source.page)

    def look_at(self, source: Source, items: list[Item], *, complete: bool = True, twice: Item | None = None) -> None:
        self.now += timedelta(minutes=1)
        snapshot = source.snapshot(items, self.now, complete=complete)
        if twice is not None:
            snapshot = source.snapshot(sorted([*items, twice], key=lambda item: -item.time), self.now, complete=complete)
        changes = self.timeline.merge(snapshot)
        steady = self.steady.merge(snapshot)
        self.kept.keep(self.timeline, source.name, changes, head=snapshot.feed if complete else None)
        new = {self.timeline.post(id).entry.text.split()[0].partition("q")[0] for id in changes.new}
        assert new == {word(item.key) for item in items if item.key not in source.met}
        assert [len(told) for told in (changes.new, changes.edited, changes.withdrawn, changes.restored, changes.touched)] == [
            len(told) for told in (steady.new, steady.edited, steady.withdrawn, steady.restored, steady.touched)
        ]
        source.seen(items, complete=complete)
        self.check(source, items)

    def source(self, pick: int) -> Source:
        return self.sources[pick % 4 == 0]

    # --- what sources do ----------------------------------------------------------------------------------------------

    @rule(pick=PICK, step=st.integers(1, 300))
    def append(self, pick: int, step: int) -> None:
        source = self.source(pick)
        times = [item.time for item in (*source.page, *source.gone)]
        source.add(max(times, default=0) + step)

    @rule(pick=PICK, at=PICK)
    def insert(self, pick: int, at: int) -> None:
        source = self.source(pick)
        times = {item.time for item in (*source.page, *source.gone)}
        time = at % (max(times, default=0) + 1)
        if time not in times:
            source.add(time)

    @rule(pick=PICK, at=PICK, place=PICK, anew=st.booleans())
    def edit(self, pick: int, at: int, place: int, anew: bool) -> None:
        source = self.source(pick)
        if source.page:
            item = source.page[at % len(source.page)]
            if anew and item.key in source.renamed:
                return
            item.edits += 1
            item.words[place % 30] = word(item.key, place % 30, item.edits)
            if anew:
                item.id = f"id{word(item.key)}v{word(item.edits)}"
                source.renamed.add(item.key)

    @rule(pick=PICK)
    def name_all_anew(self, pick: int) -> None:
        source = self.source(pick)
        for item in source.page:
            if item.key not in source.renamed:
                item.edits += 1
                item.id = f"id{word(item.key)}v{word(item.edits)}"
                source.renamed.add(item.key)

    @rule(pick=PICK, at=PICK)
    def delete(self, pick: int, at: int) -> None:
        source = self.source(pick)
        if len(source.page) > 1:
            source.gone.append(source.page.pop(at % len(source.page)))

    @rule(pick=PICK, count=st.integers(1, 4))
    def age_off(self, pick: int, count: int) -> None:
        source = self.source(pick)
        while count and len(source.page) > 1:
            source.gone.append(source.page.pop())
            count -= 1

    @rule(pick=PICK, at=PICK)
    def bring_back(self, pick: int, at: int) -> None:
        source = self.source(pick)
        back = [item for item in source.gone if item.key not in source.renamed]
        if back:
            item = back[at % len(back)]
            source.gone.remove(item)
            source.page.append(item)
            source.page.sort(key=lambda item: -item.time)

    @rule(pick=PICK)
    def reorder(self, pick: int) -> None:
        source = self.source(pick)
        source.downward = not source.downward

    # --- what the program does ----------------------------------------------------------------------------------------

    @rule(pick=PICK, times=st.integers(1, 3))
    def look(self, pick: int, times: int) -> None:
        source = self.source(pick)
        for _ in range(times):
            self.look_at(source, source.page)

    @rule(pick=PICK, at=PICK)
    def look_at_a_page_that_has_a_post_twice(self, pick: int, at: int) -> None:
        source = self.source(pick)
        if source.page and source.given:
            self.look_at(source, source.page, twice=source.page[at % len(source.page)])

    @rule(pick=PICK, bits=st.integers(0, 1 << 20))
    def look_at_a_part(self, pick: int, bits: int) -> None:
        source = self.source(pick)
        items = [item for index, item in enumerate(source.page) if bits >> index & 1 and item.key not in source.renamed]
        if source.given and items:
            self.look_at(source, items, complete=False)

    @rule(pick=PICK, at=PICK)
    def star(self, pick: int, at: int) -> None:
        source = self.source(pick)
        posts = [post for post in self.timeline.posts if post.source == source.name]
        if posts:
            post = posts[at % len(posts)]
            self.timeline.mark([post.id], starred=True)
            self.kept.mark(self.timeline, [post.id])
            twin = next(each for each in self.steady.posts if (each.source, each.own) == (post.source, post.own))
            self.steady.mark([twin.id], starred=True)
            source.starred.add(self.key(post))

    @rule(batch=st.sampled_from([1, 3, 1000]))
    def restart(self, batch: int) -> None:
        before = state(self.timeline)
        self.timeline = self.kept.restored(batch=batch)
        assert state(self.timeline) == before

    # --- what must hold -----------------------------------------------------------------------------------------------

    @staticmethod
    def key(post: Any) -> str:
        return str(post.entry.text.split()[0].partition("q")[0])

    @invariant()
    def order_and_ids_are_sound(self) -> None:
        for timeline in (self.timeline, self.steady):
            posts = timeline.posts
            assert [post.when for post in posts] == sorted(post.when for post in posts)
            assert len({post.id for post in posts}) == len({(post.source, post.own) for post in posts}) == len(posts) == len(timeline)

    def check(self, source: Source, items: list[Item]) -> None:
        """After a look the timeline has what the careful reader knows."""
        posts = {self.key(post): post for post in self.timeline.posts if post.source == source.name}
        assert sum(post.source == source.name for post in self.timeline.posts) == len(posts)
        assert set(posts) == {word(key) for key in source.met}
        assert {key for key, post in posts.items() if post.status.withdrawn} == {word(key) for key in source.withdrawn}
        for key, texts in source.met.items():
            versions = self.timeline.versions(posts[word(key)].id)
            assert texts <= {version.text for version in versions}
        assert [posts[word(item.key)].entry.text for item in items] == [item.text for item in items]
        assert source.starred <= {key for key, post in posts.items() if post.status.starred}
        assert state(self.timeline) == state(self.steady)


MergingTest = pytest.mark.row("T4")(Merging.TestCase)
MergingTest.settings = settings(max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


# --- files that grow at their end -----------------------------------------------------------------------------------------

BEGUN = b"2026-03-01 10:00:00 on\n2026-03-01 10:00:00 on\n"
TEXTS = st.sampled_from(["on", "off", "on off", "ERROR: too hot", "[INFO] level 3", "\u00e9t\u00e9 \U0001f6a2", "on\n  at pump", ""])
RECORDS = st.lists(st.tuples(st.integers(0, 2), TEXTS), min_size=1, max_size=8)


def log(records: Sequence[tuple[int, str]]) -> bytes:
    seconds = accumulate(step for step, _ in records)
    return BEGUN + "".join(f"2026-03-01 10:00:{second:02} {text}\n" for second, (_, text) in zip(seconds, records, strict=True)).encode()


def read(data: bytes, at: datetime) -> Snapshot:
    """What a log says, also the line at its end that is still being written."""
    return log_lines.parse(Page(Document(data=data, source="log", zone=UTC, retrieved=at)))


@pytest.mark.row("F45")
@settings(max_examples=100, deadline=None)
@given(RECORDS, st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_log_whose_reader_starts_anew_anywhere_is_the_log_read_at_once(records: list[tuple[int, str]], cuts: list[int]) -> None:
    """Cut in the middle of a line, of a character, of a stamp: what is shown of it is the same record when it is complete."""
    data, kept, now = log(records), Kept(), NOON
    for end in [*(len(BEGUN) + cut for cut in accumulate(cuts) if len(BEGUN) + cut < len(data)), len(data)]:
        timeline, now = kept.restored(batch=3), now + timedelta(minutes=1)
        assert len(timeline) == sum(map(len, kept.posts.values()))
        kept.keep(timeline, "log", timeline.merge(read(data[:end], now)))
    whole = Timeline()
    whole.merge(read(data, NOON))

    said = [(post.entry.stamp, post.entry.label, post.entry.text) for post in timeline.posts]
    assert sorted(said, key=str) == sorted(((post.entry.stamp, post.entry.label, post.entry.text) for post in whole.posts), key=str)
    assert not any(post.status.edited or post.status.withdrawn for post in timeline.posts)
    assert not timeline.merge(read(data, now)).touched


@pytest.mark.row("F46")
@settings(max_examples=60, deadline=None)
@given(RECORDS, RECORDS, st.integers(0, 60), st.booleans())
def test_log_that_was_rotated_or_truncated_while_nobody_looked_comes_once(
    before: list[tuple[int, str]], after: list[tuple[int, str]], cut: int, truncated: bool
) -> None:
    """What was kept stays; what the other file has beyond that is new, and reading it again brings nothing."""
    kept, timeline = Kept(), Timeline()
    first = log(before)
    kept.keep(timeline, "log", timeline.merge(read(first, NOON)))
    known = {post.own: post.entry.text for post in timeline.posts}
    then = first[: len(BEGUN) + cut] if truncated else b"2026-03-01 11:00:00 begun anew\n" + log(after).replace(b" 10:", b" 11:")
    timeline = kept.restored()

    changes = timeline.merge(read(then, NOON + timedelta(hours=1)))
    kept.keep(timeline, "log", changes)

    assert not (changes.edited or changes.withdrawn)
    assert set(known) <= {post.own for post in timeline.posts}
    whole = Timeline()
    assert len(changes.new) <= len(whole.merge(read(then, NOON)).new)
    if not truncated:
        assert len(changes.new) == len(whole)
        assert [timeline.post(own).entry.text for own in known] == list(known.values())
    assert not timeline.merge(read(then, NOON + timedelta(hours=2))).touched
    again = kept.restored().merge(read(then, NOON + timedelta(hours=3)))
    assert (again.new, again.touched) == ((), ())
