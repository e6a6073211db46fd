"""`feedreader dump`: what sources say, for scripts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from feeds import Context, FeedError, Post, Query, QueryError, Snapshot, Subject, Timeline, dump, entry_value, open_source, parse_document

from ..zone import OwnZone
from .arguments import complain, naming


def run(asked: argparse.Namespace) -> int:
    """Fetch every source once and print all of it. A source that fails is told and the others are printed."""
    try:
        query = Query.parse(asked.filter)
    except QueryError as error:
        complain(f"--filter: {error}")
        return 2
    zone = asked.tz or OwnZone()
    timeline = Timeline()
    snapshots: list[Snapshot] = []
    failed = 0
    for name in asked.sources:
        try:
            source = open_source(name, date=asked.date, zone=zone, limit=asked.limit, network=not asked.no_network)
            document = source.look()
            assert document is not None, "a first look gives a document or raises"
            snapshots.append(parse_document(msgspec.structs.replace(document, settled=True)))
        except FeedError as error:
            complain(naming(error, name))
            failed = 1
    for snapshot in snapshots:
        timeline.merge(snapshot)
    titles = {snapshot.source: snapshot.feed.title or snapshot.source for snapshot in snapshots}
    ended = bool(snapshots) and all(snapshot.feed.ended for snapshot in snapshots)
    test = query.test(Context(datetime.now(UTC), zone, timeline.latest, ended, titles))
    posts = [post for post in reversed(timeline.posts) if test(Subject(post.entry, post.status, post.source))]
    if asked.jsonl:
        _write_lines(posts)
        for problem in (problem for snapshot in snapshots for problem in snapshot.problems):
            complain(f"{problem.source}: {problem.place}: {problem.message}")
    elif snapshots:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(dump(snapshots, posts)), indent=1) + b"\n")
    sys.stdout.flush()
    return failed


def _write_lines(posts: Sequence[Post]) -> None:
    """An entry a line, the oldest first: what other programs append goes on at the end."""
    encoder = msgspec.json.Encoder()
    for post in reversed(posts):
        sys.stdout.buffer.write(encoder.encode(entry_value(post.entry, post.source, post.status)) + b"\n")
