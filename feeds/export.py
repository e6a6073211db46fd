"""What was read, as plain values for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from .model import Block, Code, Embed, Entry, Fact, Feed, Figure, Heading, Link, List, Media, Paragraph, Problem, Quote, Snapshot, Status, Table
from .order import Post

Value = dict[str, Any]


def dump(snapshots: Sequence[Snapshot], posts: Iterable[Post]) -> Value:
    """Several feeds and their posts, in the shape that `feedreader dump --json` prints."""
    feeds = [_feed(snapshot) for snapshot in snapshots]
    return {
        "feeds": feeds,
        "feed": feeds[0] if feeds else None,
        "entries": [entry_value(post.entry, post.source, post.status) for post in posts],
        "problems": [_problem(problem) for snapshot in snapshots for problem in snapshot.problems],
    }


def entry_value(entry: Entry, source: str, status: Status) -> Value:
    """One entry with all that the feed said of it, and its status in words."""
    return {
        "id": entry.id,
        "source": source,
        "headline": entry.headline,
        "link": entry.link,
        "published": _time(entry.published),
        "updated": _time(entry.updated),
        "date_inferred": entry.date_inferred,
        "stamp": entry.stamp,
        "label": entry.label,
        "breaking": entry.breaking,
        "pinned": entry.pinned,
        "status": list(status.names),
        "authors": [{"name": a.name, "role": a.role, "location": a.location, "link": a.link, "email": a.email} for a in entry.authors],
        "media": [_media(media) for media in entry.media],
        "blocks": [_block(block) for block in entry.blocks],
        "text": entry.text,
        "summary": entry.summary,
        "facts": _facts(entry.facts),
        "tags": list(entry.tags),
    }


def _feed(snapshot: Snapshot) -> Value:
    feed: Feed = snapshot.feed
    return {
        "source": snapshot.source,
        "format": snapshot.format,
        "title": feed.title,
        "description": feed.description,
        "link": feed.link,
        "language": feed.language,
        "summary": [point.text for point in feed.summary],
        "credit": feed.credit,
        "updated": _time(feed.updated),
        "ended": feed.ended,
        "media": [_media(media) for media in feed.media],
        "preamble": list(feed.preamble),
        "older": feed.older,
        "facts": _facts(feed.facts),
        "withdrawn": list(snapshot.withdrawn),
    }


def _facts(facts: Sequence[Fact]) -> list[Value]:
    return [{"name": fact.name, "value": fact.value, "link": fact.link} for fact in facts]


def _links(links: Sequence[Link]) -> list[Value]:
    return [{"text": link.text, "link": link.link, "start": link.start} for link in links]


def _problem(problem: Problem) -> Value:
    return {"source": problem.source, "place": problem.place, "message": problem.message}


def _media(media: Media) -> Value:
    return {"kind": media.kind, "alt": media.alt, "caption": media.caption, "credit": media.credit, "link": media.link, "type": media.type, "size": media.size}


def _block(block: Block) -> Value:
    match block:
        case Paragraph(text=text, links=links):
            return {"type": "paragraph", "text": text, "links": _links(links)}
        case Heading(text=text, level=level, links=links):
            return {"type": "heading", "level": level, "text": text, "links": _links(links)}
        case Quote(text=text, attribution=attribution, links=links):
            return {"type": "quote", "text": text, "attribution": attribution, "links": _links(links)}
        case List(items=items, ordered=ordered, start=start, links=links):
            return {"type": "list", "ordered": ordered, "start": start, "items": list(items), "links": _links(links)}
        case Table(rows=rows, links=links):
            return {"type": "table", "rows": [list(row) for row in rows], "links": _links(links)}
        case Code(text=text):
            return {"type": "code", "text": text}
        case Figure(media=media):
            return {"type": "figure", "media": media}
        case Embed(network=network, link=link, author=author):
            return {"type": "embed", "network": network, "link": link, "author": author}


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
