"""Reading XML feeds, against building their lxml trees and against feedparser."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from feeds import parse
from tests.bench.feed_pages import FEEDS


def _best(work: Callable[[], object], seconds: float = 0.4) -> float:
    """CPU seconds of the shortest of as many runs as there is time for, at least three."""
    times: list[float] = []
    while len(times) < 3 or sum(times) < seconds:
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def feeds() -> None:
    """Bytes to snapshot, bodies left for when they are shown."""
    import feedparser
    from lxml import etree

    trees, others = [], []
    for name, make in FEEDS.items():
        data = make().encode()
        mine = _best(lambda data=data: parse(data))  # type: ignore[misc]
        tree = _best(lambda data=data: etree.fromstring(data))  # type: ignore[misc]
        trees.append(mine / tree)
        line = f"feeds: {name}, {len(data) / 1000:.0f} kB: {mine * 1000:.2f} ms, {mine / tree:.2f} of the lxml tree's {tree * 1000:.2f} ms"
        if len(data) < 1_000_000:
            other = _best(lambda data=data: feedparser.parse(data), 0)  # type: ignore[misc]
            others.append(other / mine)
            line += f", feedparser {other * 1000:.0f} ms is {other / mine:.0f} times that"
        print(line)
    print(f"feeds: in the middle {statistics.median(trees):.2f} of the tree, {statistics.median(others):.0f} times faster than feedparser")
