"""Reading a page of 10,000 posts, against one search for its stamps; and reading it again with one post more."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from feeds import Timeline, parse
from tests.pages import live_page

POSTS = 10_000
ROUNDS = 7
STAMP = re.compile(r"published at \d\d:\d\d [A-Za-z ]+ \d+ [A-Z][a-z]+ \d{4}")


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def parse_page() -> None:
    """Bytes to snapshot, bodies left for when they are shown; and with every body read."""
    text = live_page(POSTS)
    data = text.encode()
    floor = _best(lambda: STAMP.findall(text))
    mine = _best(lambda: parse(data))
    whole = _best(lambda: [entry.blocks for entry in parse(data).entries])
    print(
        f"parse: {POSTS:,} posts, {len(data) / 1e6:.1f} MB: {mine * 1000:.0f} ms ({mine / POSTS * 1e6:.1f} µs a post), one findall {floor * 1000:.1f} ms, "
        f"ratio {mine / floor:.1f}; with all bodies {whole * 1000:.0f} ms, ratio {whole / floor:.1f}"
    )


def poll_again() -> None:
    """The same page with one new post, parsed and merged."""
    before, after = parse(live_page(POSTS).encode()), live_page(POSTS + 1).encode()
    timeline = Timeline()
    timeline.merge(before)
    floor = _best(lambda: parse(after))
    begun = time.perf_counter()
    changes = timeline.merge(parse(after))
    mine = time.perf_counter() - begun
    begun = time.perf_counter()
    timeline.merge(parse(after))
    same = time.perf_counter() - begun
    print(
        f"repoll: {POSTS:,} posts and {len(changes.new)} new: {mine * 1000:.0f} ms with merging, {mine / floor:.2f} of a parse; unchanged and merged {same * 1000:.0f} ms"
    )
