"""Filters over many posts: the whole of them searched, in ratio to `grep -ci` over the same words; and the values of fields counted."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC
from functools import partial
from pathlib import Path

from feeds import FIELDS, Query, Snapshot, Subject, Tally, asked, complete
from tests.bench.stage import entry
from tui.clock import SystemClock
from tui.session import Session

POSTS = 100_000
FILTERS = (
    "wind", "zebra", "wind tide -boats", "=Wind", "/boats? tonight/", "/zebra\\d+/", "title:tide", "author:castell", "is:unseen", "has:image", "after:13:00", "within:2h",
)  # fmt: skip


def filters() -> None:
    """Each filter over posts whose words are folded already, the best of three; then the counting of each field's values."""
    session = Session(SystemClock(), UTC)
    session.take(Snapshot(source="stage", entries=tuple(entry(number) for number in reversed(range(POSTS)))))
    posts = session.timeline.posts
    begun = time.perf_counter()
    texts = [session.words.of(post) for post in posts]
    print(f"filter: {POSTS:,} posts folded in {(time.perf_counter() - begun) * 1000:.0f} ms")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "words"
        path.write_text("\n".join(text.replace("\n", " ").replace("\0", " ") for text in texts) + "\n", encoding="utf-8")
        yardstick = min(_seconds(lambda: subprocess.run(["grep", "-ci", "zebra", str(path)], capture_output=True, check=False)) for _ in range(3))
    for text in FILTERS:
        sieve = session.sieve_of(Query.parse(text))
        taken = min(_seconds(partial(session.matches_among, posts, sieve)) for _ in range(3))
        print(f"filter: {text}: {taken * 1000:.0f} ms, {taken / yardstick:.2f} of grep's {yardstick * 1000:.0f} ms")
    for field in FIELDS:
        what = asked(f"{field.name}:", len(field.name) + 1)
        if what is None or not (field.offers or field.states or field.window):
            continue
        tally = Tally(field, session.context())
        counted = _seconds(partial(tally.add, (Subject(post.entry, post.status, post.source) for post in posts)))
        values = tally.values()
        completed = min(_seconds(partial(complete, what, values, session.context())) for _ in range(3))
        print(f"filter: values of {field.name} counted in {counted * 1000:.0f} ms beside the screen, completed in {completed * 1000:.2f} ms")


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
