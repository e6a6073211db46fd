"""The picture in README: the sample page on the real screen. `.venv/bin/python -m tests.picture .github/screen.svg`."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from feeds import Document, parse_document

from .support import ROOT, Stage, settle

BST = timezone(timedelta(hours=1), "BST")


async def draw() -> str:
    text = (ROOT / "feeds" / "samples" / "harbour.txt").read_text(encoding="utf-8")
    stage = Stage("", zone=BST)
    stage.session.titles = {"page.txt": "harbour.txt"}
    stage.clock._now = datetime(2025, 10, 4, 8, 41, tzinfo=UTC)
    head, first, rest = text.partition("  1. ")
    _, second, older = rest.partition("  2. ")
    stage.session.take(parse_document(Document(data=(head + second + older).encode(), source="page.txt")))
    async with stage.app.run_test(size=(120, 34)) as pilot:
        await pilot.press("j", "j")
        stage.arrive(head + first + rest)
        await settle(pilot)
        return stage.app.export_screenshot(title="feedreader harbour.txt")


Path(sys.argv[1]).write_text(asyncio.run(draw()), encoding="utf-8")
