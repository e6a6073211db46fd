"""Speed, as ratios to a yardstick of the same run: `.venv/bin/python tests/bench [ROW…]`. Prints; asserts nothing.

Rows: start, dump, parse, repoll, lag, keys, arrival, filter, live, feeds, stream, hostile, jsonl, json, doubles.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from tests.bench import doubles, feeds, filtering, lines, live, parsing, screen, starting, store, streaming

ROWS: dict[str, Callable[[], None]] = {
    "start": starting.start,
    "dump": starting.dump,
    "jsonl": lines.json_lines,
    "json": lines.json_feed,
    "parse": parsing.parse_page,
    "repoll": parsing.poll_again,
    "lag": parsing.lag,
    "keys": screen.keys,
    "arrival": screen.arrival,
    "filter": filtering.filters,
    "live": live.live,
    "feeds": feeds.feeds,
    "stream": streaming.stream,
    "store": store.store,
    "hostile": streaming.hostile_documents,
    "doubles": doubles.doubles,
}


def main() -> None:
    names = sys.argv[1:] or list(ROWS)
    for name in names:
        if name not in ROWS:
            sys.exit(f"no row {name}; there are {', '.join(ROWS)}")
        ROWS[name]()


main()
