"""JSON lines and JSON Feeds, against msgspec decoding the same bytes; and what a post costs in memory beside its own line."""

from __future__ import annotations

import gc
import json
import time
import tracemalloc
from collections.abc import Callable

import msgspec

from feeds import parse

LINES = 100_000
ITEMS = 5_000
ROUNDS = 7
WORDS = "The harbour office counts the boats tonight, and none of them wants to leave before the wind has turned. "


def _post(number: int) -> dict[str, object]:
    return {
        "id": f"https://harbour.example/posts/{number}",
        "url": f"https://harbour.example/posts/{number}",
        "title": f"Headline {number}: the tide stands higher than anybody remembers",
        "date_published": f"2026-03-01T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z",
        "content_text": WORDS + str(number),
        "tags": ["tide", "pier"],
    }


def _record(number: int) -> dict[str, object]:
    return {
        "level": 30,
        "time": 1772359200000 + number,
        "pid": 17,
        "hostname": "pier",
        "msg": f"the pump runs at {number}",
        "request": {"method": "GET", "wind": number},
    }


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def json_lines() -> None:
    """Lines to entries, bodies left for when they are shown: posts, and a program's log."""
    gc.set_threshold(20_000, 50, 1_000)  # as the program does
    for name, made in (("posts", _post), ("log", _record)):
        data = "".join(json.dumps(made(number)) + "\n" for number in range(LINES)).encode()
        decoder: msgspec.json.Decoder[object] = msgspec.json.Decoder()
        floor = _best(lambda data=data, decoder=decoder: [decoder.decode(line) for line in data.split(b"\n") if line])  # type: ignore[misc]
        mine = _best(lambda data=data: parse(data))  # type: ignore[misc]
        tracemalloc.start()
        snapshot = parse(data)
        taken = tracemalloc.get_traced_memory()[0] - len(data)
        tracemalloc.stop()
        print(
            f"jsonl: {len(snapshot.entries):,} lines of a {name}, {len(data) / 1e6:.1f} MB: {mine * 1000:.0f} ms ({mine / LINES * 1e6:.1f} µs a line), "
            f"msgspec {floor * 1000:.0f} ms, ratio {mine / floor:.1f}; {taken / LINES:.0f} bytes a post beside its line"
        )


def json_feed() -> None:
    """A JSON Feed with items of some sizes."""
    for repeat in (1, 10, 40):
        items = [
            {**_post(number), "content_html": f"<p>{WORDS * repeat}</p>", "content_text": None, "authors": [{"name": "Nora Castell"}]}
            for number in range(ITEMS)
        ]
        data = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": items}).encode()
        floor = _best(lambda data=data: msgspec.json.decode(data))  # type: ignore[misc]
        mine = _best(lambda data=data: parse(data))  # type: ignore[misc]
        print(
            f"json: {ITEMS:,} items of {len(data) // ITEMS:,} bytes: {mine * 1000:.0f} ms ({mine / ITEMS * 1e6:.1f} µs an item), "
            f"msgspec {floor * 1000:.0f} ms, ratio {mine / floor:.1f}"
        )
