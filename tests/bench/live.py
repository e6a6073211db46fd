"""Reading an HTML live page of 500 entries, against what the parser of its markup takes by itself; and reading it again, unchanged and with one entry more."""

from __future__ import annotations

import time
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from feeds import Document, Snapshot, Timeline, parse_document
from feeds.kept import Kept
from tests.bench.timing import best
from tests.live_pages import ADDRESS, large_page

ENTRIES = 500


def live() -> None:
    """Bytes to snapshot; with every body read for the first time; and merged again."""
    text = large_page(ENTRIES)
    data, more, kept = text.encode(), large_page(ENTRIES + 1).encode(), Kept[Any]()

    def parse(page: bytes) -> Snapshot:
        return parse_document(Document(data=page, source=ADDRESS, url=ADDRESS), kept)

    bare = best(lambda: LexborHTMLParser(text))
    mine = best(lambda: parse(data))
    timeline = Timeline()
    timeline.merge(parse(data))
    same = best(lambda: timeline.merge(parse(data)))
    begun = time.process_time()
    changes = timeline.merge(parse(more))
    new = time.process_time() - begun
    found = parse(data).entries
    begun = time.process_time()
    for entry in found:
        assert entry.blocks
    bodies = time.process_time() - begun
    print(
        f"live: {ENTRIES} entries, {len(data) / 1e6:.1f} MB: {mine * 1000:.0f} ms, the bare parser {bare * 1000:.0f} ms, ratio {mine / bare:.1f}; "
        f"unchanged and merged {same * 1000:.0f} ms, with {len(changes.new)} new {new * 1000:.0f} ms; all bodies for the first time {bodies * 1000:.0f} ms"
    )
