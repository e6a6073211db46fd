"""A large RSS feed read bit by bit: when the first posts are there, when all, in how much memory; and read again with one post more."""

from __future__ import annotations

import gc
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from lxml import etree

from feeds import Document, FormatError
from feeds.formats import parse_document, parse_in_parts
from feeds.kept import Kept
from tests.bench.timing import best
from tests.hostile import XML

POSTS = 20_000
ROUNDS = 5
WORDS = "The harbour office counts the boats tonight, and none of them wants to leave before the wind has turned. "


def large_feed(posts: int = POSTS) -> bytes:
    """An RSS feed of some ordinary items: 550 bytes each."""
    items = []
    for number in reversed(range(posts)):
        hour, minute = number // 60 % 24, number % 60
        items.append(
            f"<item>\n<title>Headline {number}: the tide stands high</title>\n<link>https://harbour.example/{number}</link>\n"
            f'<guid isPermaLink="false">post-{number}</guid>\n<pubDate>Mon, 02 Mar 2026 {hour:02}:{minute:02}:00 +0000</pubDate>\n'
            f"<description><![CDATA[<p>{WORDS}</p><p>{WORDS}&amp; that is number {number}.</p>]]></description>\n<category>tides</category>\n</item>\n"
        )
    head = '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0">\n<channel>\n<title>Harbour</title>\n<link>https://harbour.example/</link>\n'
    return (head + "".join(items) + "</channel>\n</rss>\n").encode()


def _document(data: bytes) -> Document:
    return Document(data=data, source="bench")


def stream() -> None:
    """First posts, all posts, memory, and a second reading, against building an lxml tree of the same bytes."""
    gc.set_threshold(20_000, 50, 1_000)  # as the program does
    data, more = large_feed(), large_feed(POSTS + 1)
    tree = best(lambda: etree.fromstring(data))
    first = best(lambda: next(iter(parse_in_parts(_document(data)))))
    whole = best(lambda: parse_document(_document(data)))
    streamed = best(lambda: list(parse_in_parts(_document(data))))
    kept: Kept[object] = Kept()
    parse_document(_document(data), kept)
    again, reused = [], 0
    for turn in range(ROUNDS):
        begun = time.process_time()
        parse_document(_document((more, data)[turn % 2]), kept)
        again.append(time.process_time() - begun)
        reused = kept.reused
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        grown = int(subprocess.run([sys.executable, "-m", "tests.bench.streaming", file.name], capture_output=True, text=True, check=True).stdout)
    print(
        f"stream: {POSTS:,} posts, {len(data) / 1e6:.1f} MB: lxml tree {tree * 1000:.0f} ms; first posts after {first * 1000:.1f} ms; all {whole * 1000:.0f} ms, "
        f"ratio {whole / tree:.1f}, told in parts {streamed / tree:.1f}; again with a post more {min(again) * 1000:.0f} ms, {min(again) / whole:.2f} of the first, "
        f"{reused:,} posts reused; memory grows by {grown / len(data):.1f} x the file"
    )


def hostile_documents() -> None:
    """The slowest hostile document, and how long another thread stood still at most meanwhile."""
    worst, late = ("", 0.0), ("", 0.0)
    for name, make in XML.items():
        data = make()
        lags, done = [0.0], threading.Event()
        ticking = threading.Thread(target=_tick, args=(lags, done))
        ticking.start()
        begun = time.perf_counter()
        with suppress(FormatError):
            parse_document(_document(data))
        taken = time.perf_counter() - begun
        done.set()
        ticking.join()
        worst, late = max(worst, (name, taken), key=lambda one: one[1]), max(late, (name, max(lags)), key=lambda one: one[1])
    print(
        f"hostile: {len(XML)} documents: the slowest takes {worst[1]:.2f} s ({worst[0]}); another thread stood still for {late[1] * 1000:.0f} ms at most ({late[0]})"
    )


def _tick(lags: list[float], done: threading.Event) -> None:
    while not done.is_set():
        before = time.perf_counter()
        time.sleep(0.002)
        lags.append(time.perf_counter() - before - 0.002)


def _grown(path: Path) -> int:
    """Bytes by which the memory of this process grows at most while a feed is read, its own bytes among them."""
    parse_document(_document(large_feed(600)))
    before = _peak()
    snapshot = parse_document(_document(path.read_bytes()))
    assert len(snapshot.entries) == POSTS
    return _peak() - before


def _peak() -> int:
    """The most memory that this process has had, in bytes. Linux only: elsewhere the peak of whoever started it would count."""
    return next(int(line.split()[1]) << 10 for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    print(_grown(Path(sys.argv[1])))
