"""A life of some days: feeds that go on, posts that are edited, named anew and withdrawn, a reader who stars some and comes and goes. The history has each post once, as it was.

WEEK=7 in the environment lives so many days with ten sources instead of one day with two.
"""

from __future__ import annotations

import asyncio
import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds import Entry, Feed, Look, MemorySource, Paragraph, Post, Snapshot, SourceRecord
from feeds.model import Body
from tui.keeping import Keeping
from tui.session import Session

from .kept import history_at
from .support import NOON, StillClock

DAYS = int(os.environ.get("WEEK", "0"))
LOOKS = DAYS * 96 or 96
"""One each quarter of an hour."""
SOURCES = 10 if DAYS else 2
SITTING = 9
"""Looks until the reader goes, and comes back."""
SHOWN = 200
"""Posts that a feed has at a time."""
WORDS = [
    "harbour",
    "gate",
    "storm",
    "ferry",
    "quay",
    "mole",
    "barrier",
    "wind",
    "tide",
    "lamp",
    "rope",
    "captain",
    "bread",
    "thunder",
    "garden",
    "violin",
    "ink",
    "quarry",
    "saddle",
    "comet",
    "bridge",
    "tram",
    "police",
]


class Item:
    """A post as its feed knows it, and all that was ever said of it at a look."""

    def __init__(self, number: int, at: datetime) -> None:
        chance = random.Random(number)
        self.number, self.at, self.id = number, at, f"id {number}"
        self.headline = f"{' '.join(chance.choices(WORDS, k=6))} {number}"
        self.text = f"{number} {' '.join(chance.choices(WORDS, k=80))}"
        self.own = ""
        self.texts: list[str] = []
        self.missed = 0
        self.starred = False

    @property
    def entry(self) -> Entry:
        return Entry(id=self.id, headline=self.headline, published=self.at, body=Body(blocks=(Paragraph(self.text),)))


class Desk:
    """A feed that goes on."""

    def __init__(self, name: str, seed: int) -> None:
        self.source = MemorySource(name=name)
        self.chance, self.number = random.Random(seed), seed * 10**6
        self.shown: list[Item] = []
        self.met: dict[int, Item] = {}

    def go_on(self, now: datetime) -> None:
        """A quarter of an hour passes."""
        chance = self.chance
        for _ in range(chance.choice((2, 3, 4, 4, 5, 7))):
            self.number += 1
            self.shown.append(Item(self.number, now - timedelta(seconds=chance.randrange(900))))
        self.shown = sorted(self.shown, key=lambda item: item.at, reverse=True)[:SHOWN]
        item = chance.choice(self.shown[:60])
        if chance.random() < 0.6:
            item.text += f" amended {len(item.texts)}"
            item.id += "x" * (chance.random() < 0.1)
        if chance.random() < 0.15 and len(self.shown) > 60:
            self.shown.remove(chance.choice(self.shown[:50]))

    def said(self, now: datetime) -> Snapshot:
        """What a look brings. A post that two looks did not find above the old end is withdrawn."""
        for item in self.shown:
            self.met[item.number] = item
            item.own = item.own or item.id
            item.texts += [item.text] if item.text not in item.texts else []
        for item in self.met.values():
            item.missed += item not in self.shown and (item.at > self.shown[-1].at or item.missed >= 2)
        entries = tuple(item.entry for item in self.shown)
        return Snapshot(source=self.source.name, format="json-feed", feed=Feed(title="Night"), entries=entries, complete=True, retrieved=now)


class Life:
    def __init__(self, place: Path) -> None:
        self.place, self.clock = place, StillClock(NOON)
        self.desks = [Desk(f"https://feed{number}.example/", number) for number in range(SOURCES)]
        self.come()

    def come(self) -> None:
        """The reader comes: what was kept is there again."""
        self.history = history_at(self.place, clock=self.clock)
        self.session = Session(self.clock, UTC)
        self.keeping = Keeping(self.session, self.history)
        self.records = {desk.source.name: self.keeping.recall(desk.source) for desk in self.desks}
        for desk in self.desks:
            asyncio.run(self.keeping.recall_rest(desk.source, lambda: None))

    def go(self) -> None:
        assert self.keeping.close()
        assert (self.keeping.trouble, self.history.notes) == ("", ())

    def look(self) -> None:
        for desk in self.desks:
            snapshot, name = desk.said(self.clock.now()), desk.source.name
            record = replace(self.records[name] or SourceRecord(source=name, key=name), format=snapshot.format, feed=snapshot.feed)
            self.keeping.take(Look(name, self.clock.now(), "changed", snapshot, record=record), self.session.take(snapshot))

    def star(self, desk: Desk) -> None:
        item = desk.chance.choice(desk.shown)
        (post,) = (post for post in self.session.timeline.posts if number_of(post) == item.number)
        self.session.mark([post.id], starred=not item.starred)
        item.starred = not item.starred


def number_of(post: Post) -> int:
    return int(post.entry.text.split()[0])


@pytest.mark.row("D7", "D2")
def test_after_some_days_each_post_is_kept_once_with_all_that_was_said_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.keeping.FAREWELL", 30.0)
    life = Life(tmp_path / "state" / "history.db")
    for number in range(LOOKS):
        if number % SITTING == SITTING - 1:
            life.go()
            life.come()
        life.clock.advance(900)
        for desk in life.desks:
            desk.go_on(life.clock.now())
        life.look()
        for desk in life.desks:
            if desk.chance.random() < 0.3:
                life.star(desk)
        life.keeping.write(None)
    for _ in range(2):
        life.clock.advance(60)
        life.look()
    life.go()

    history = history_at(life.place, clock=life.clock)
    for desk in life.desks:
        posts = history.posts(desk.source.name)
        kept = {number_of(post): post for post in posts}
        assert len(posts) == len(kept)
        assert kept.keys() == desk.met.keys()
        for number, item in desk.met.items():
            post = kept[number]
            assert [version.text for version in (*post.older, post.entry)] == item.texts
            assert (post.status.withdrawn, post.status.starred, post.own) == (item.missed >= 2, item.starred, item.own)
    assert history._database.run("PRAGMA integrity_check") == [("ok",)]
    history.close()
