"""Feeds of other people's tests with what their reader made of them (gofeed, MIT), read from the shared folder: fields compared as plain text."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from feeds import Entry, FormatError, Snapshot, parse

from .support import SHARED

GOFEED = SHARED / "vectors" / "gofeed"


class Check(NamedTuple):
    """One field of one document: what it should be, and what it is."""

    path: str
    field: str
    expected: Any
    got: Any

    @property
    def holds(self) -> bool:
        return bool(self.got in self.expected if isinstance(self.expected, tuple) else self.got == self.expected)


def documents() -> list[Path]:
    return sorted(GOFEED.glob("*/*/*.xml")) if GOFEED.is_dir() else []


def stripped(text: str | None) -> str | None:
    """A text without tags, entities and white space around it: both readers' results look the same then."""
    if text is None:
        return None
    text = re.sub(r"</?[a-zA-Z][^<>]*>", "", html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", text)))
    return " ".join(html.unescape(text).split()) or None


def checks(path: Path) -> Iterator[Check]:
    """The checks that one document gives. A document that is no feed gives none."""
    name = str(path.relative_to(GOFEED))
    beside = path.with_suffix(".json")
    if not beside.exists():
        return
    expected = json.loads(beside.read_text(encoding="utf-8"))
    try:
        said: Snapshot | None = parse(path.read_bytes())
    except FormatError as error:
        yield Check(name, "read", "a feed", str(error))
        return
    assert said is not None
    if title := stripped(expected.get("title")):
        yield Check(name, "title", title, stripped(said.feed.title))
    if link := _link(expected):
        yield Check(name, "link", link, said.feed.link)
    wanted = expected.get("items", expected.get("entries"))
    if wanted is None:
        return
    yield Check(name, "count", len(wanted), len(said.entries))
    for item, entry in zip(wanted, said.entries, strict=False):
        yield from (Check(name, *check) for check in _of_entry(item, entry))


def _link(value: dict[str, Any]) -> str | None:
    if "link" in value:
        return str(value["link"])
    for link in value.get("links", ()):
        if isinstance(link, dict) and link.get("rel", "alternate") == "alternate" and link.get("href"):
            return str(link["href"])
    return None


def _of_entry(item: dict[str, Any], entry: Entry) -> Iterator[tuple[str, Any, Any]]:
    if title := stripped(item.get("title")):
        yield "item title", title, stripped(entry.headline)
    if link := _link(item):
        yield "item link", link, entry.link
    guid = item.get("guid", item.get("id"))
    if isinstance(guid, dict):
        guid = guid.get("value")
    if guid := stripped(guid):
        yield "item id", guid, stripped(entry.id)
    for field, names in (("published", ("publishedParsed", "pubDateParsed")), ("updated", ("updatedParsed",))):
        if when := next((item[name] for name in names if item.get(name)), None):
            got = getattr(entry, field)
            yield f"item {field}", datetime.fromisoformat(when), got.astimezone(UTC) if got else None
    content = item.get("content")
    if isinstance(content, dict):
        content = content.get("value")
    texts = tuple(text for text in map(stripped, (content, item.get("description"), item.get("summary"))) if text)
    if texts:
        yield "item text", texts, stripped(entry.text)
