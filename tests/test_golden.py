"""Golden pairs: a document and beside it all that it says. `GOLDEN=write pytest tests/test_golden.py` writes the second anew; read the difference."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import asdict

from feeds import FORMATS, FormatError, Heading, Paragraph, Timeline, dump, parse

from .support import SHARED, TESTS

GOLDEN = TESTS / "golden"
CASES = sorted(path for path in GOLDEN.glob("*/*") if not path.name.endswith(".expected.json"))
DAYS = {
    "year_missing": date(2026, 1, 2),
    "syslog": date(2026, 1, 1),
    "late_at_night": date(2026, 3, 2),
    "zone_of_the_page": date(2024, 7, 4),
    "clocks": date(2024, 3, 2),
    "dots_and_updates": date(2024, 3, 2),
    "inline_dash": date(2024, 3, 2),
    "name_behind": date(2024, 3, 2),
    "labels_for_people": date(2025, 7, 2),
    "oldest_on_top": date(2024, 3, 2),
}
"""Days that the user gave, for pages that need one."""
LOOKS = {"ages": datetime(2024, 3, 2, 12, 0, 30, tzinfo=UTC), "ages_and_clocks": datetime(2023, 11, 22, 11, 2, tzinfo=UTC)}
"""Times of the capture, for pages that count back from it."""


def said(path: Path) -> dict[str, Any]:
    try:
        snapshot = parse(path.read_bytes(), url=path.name, date=DAYS.get(path.stem), retrieved=LOOKS.get(path.stem))
    except FormatError as error:
        return {"refused": str(error), "alternates": [asdict(alternate) for alternate in getattr(error, "alternates", ())]}
    timeline = Timeline()
    timeline.merge(snapshot)
    by_id = {post.id: post for post in timeline.posts}
    value = dump([snapshot], [by_id[entry.id] for entry in snapshot.entries])
    del value["feed"]
    value["order"] = [post.id for post in reversed(timeline.posts)]
    return value


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_document_says_what_stands_beside_it(path: Path) -> None:
    beside = path.with_name(f"{path.stem}.expected.json")
    got = said(path)
    if os.environ.get("GOLDEN") == "write":
        beside.write_text(json.dumps(got, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    assert got == json.loads(beside.read_text(encoding="utf-8"))


def test_every_format_has_golden_pairs() -> None:
    for form in FORMATS:
        name = form.__name__.rpartition(".")[2]  # type: ignore[attr-defined]

        assert list((GOLDEN / name).glob("*.expected.json")), f"no golden pairs in tests/golden/{name}"


@pytest.mark.skipif(not (SHARED / "golden").is_dir(), reason="the shared folder with the hand-labelled live page is not beside the project")
def test_live_page_labelled_by_hand() -> None:
    data = (SHARED / "golden" / "nato-live.txt").read_bytes()
    expected = json.loads((SHARED / "golden" / "nato-live.expected.json").read_text(encoding="utf-8"))

    snapshot = parse(data)

    assert [point.text for point in snapshot.feed.summary] == expected["summary"]
    assert snapshot.feed.title == expected["title"]
    assert len(snapshot.entries) == len(expected["entries"])
    for entry, wanted in zip(snapshot.entries, expected["entries"], strict=True):
        paragraphs = [block.text for block in entry.blocks if isinstance(block, Paragraph | Heading)]
        got = {
            "number": wanted["number"],
            "headline": entry.headline,
            "published": entry.published.isoformat() if entry.published else None,
            "label": entry.label,
            "authors": [{"name": author.name, "role": author.role, "location": author.location} for author in entry.authors],
            "media": [{"kind": media.kind, "alt": media.alt, "credit": media.credit, "caption": media.caption} for media in entry.media],
            "paragraphs": len(paragraphs),
            "first": paragraphs[0][:48],
            "last": paragraphs[-1][-48:],
        }

        assert got == wanted
        assert not entry.date_inferred
