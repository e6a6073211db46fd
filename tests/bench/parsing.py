"""Reading a page of 10,000 posts, against one search for its stamps; and reading it again with one post more."""

from __future__ import annotations

import asyncio
import gc
import re
import tempfile
import time
from pathlib import Path

from feeds import Document, FileSource, Follower, Timeline, parse, parse_document
from feeds.kept import Kept
from tests.bench.timing import best
from tests.pages import live_page
from tui.clock import SystemClock

POSTS = 10_000
STAMP = re.compile(r"published at \d\d:\d\d [A-Za-z ]+ \d+ [A-Z][a-z]+ \d{4}")


def parse_page() -> None:
    """Bytes to snapshot, bodies left for when they are shown; and with every body read."""
    text = live_page(POSTS)
    data = text.encode()
    floor = best(lambda: STAMP.findall(text))
    mine = best(lambda: parse(data))
    whole = best(lambda: [entry.blocks for entry in parse(data).entries])
    print(
        f"parse: {POSTS:,} posts, {len(data) / 1e6:.1f} MB: {mine * 1000:.0f} ms ({mine / POSTS * 1e6:.1f} µs a post), one findall {floor * 1000:.1f} ms, "
        f"ratio {mine / floor:.1f}; with all bodies {whole * 1000:.0f} ms, ratio {whole / floor:.1f}"
    )


def poll_again() -> None:
    """The same page with one new post each time, read by what was kept of it and merged; and without anything new."""
    pages = [live_page(POSTS + number).encode() for number in range(8)]
    fresh = best(lambda: parse(pages[0]))
    kept, timeline = Kept[object](), Timeline()
    timeline.merge(parse_document(Document(data=pages[0]), kept))
    reads, merges = [], []
    for page in pages[1:]:
        begun = time.process_time()
        snapshot = parse_document(Document(data=page), kept)
        read = time.process_time()
        changes = timeline.merge(snapshot)
        reads.append(read - begun)
        merges.append(time.process_time() - read)
        assert len(changes.new) == 1
    same = best(lambda: timeline.merge(parse_document(Document(data=pages[-1]), kept)))
    print(
        f"repoll: {POSTS:,} posts and one new: read in {min(reads) * 1000:.0f} ms, {min(reads) / fresh:.2f} of a first parse ({fresh * 1000:.0f} ms), "
        f"merged in {min(merges) * 1000:.0f} ms; unchanged and merged {same * 1000:.0f} ms"
    )


def lag() -> None:
    """How long the event loop stands still at most while a page of 20 MB is read and parsed beside it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.txt"
        path.write_text(live_page(48_500), encoding="utf-8")
        worst = [asyncio.run(_worst_lag(path)) for _ in range(3)]
    print(f"lag: a page of {48_500:,} posts read beside the event loop: it stood still for {min(worst) * 1000:.0f} to {max(worst) * 1000:.0f} ms at most")


async def _worst_lag(path: Path) -> float:
    """Seconds that the event loop stood still at most while a page was read and parsed."""
    lags = [0.0]

    async def tick() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            lags.append(time.perf_counter() - before - 0.005)

    gc.set_threshold(20_000, 50, 1_000)  # as the program does
    ticking = asyncio.create_task(tick())
    looks = Follower(FileSource(path, watched=False), SystemClock()).looks()
    look = await anext(looks)
    await asyncio.sleep(0.02)  # so that the last tick is counted too, if it was late
    ticking.cancel()
    await looks.aclose()  # type: ignore[attr-defined]
    assert look.kind == "changed"
    return max(lags)
