"""Documents that mean harm are read in a few seconds or refused: nothing is fetched, no file is read, no entity expanded, and nothing falls over."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from feeds import FormatError, Snapshot, parse

from . import hostile

PATIENCE = 5.0
"""Seconds for one document, on a machine that has other things to do."""
MAKERS = {f"XML: {name}": make for name, make in hostile.XML.items()}
SECRET = "the words of a file that no document may read"


def read(data: bytes) -> Snapshot | None:
    """What a document says; None when it is refused. Any other error flies."""
    try:
        return parse(data)
    except FormatError:
        return None


def words(snapshot: Snapshot | None) -> str:
    """All that a reader sees of a document."""
    if snapshot is None:
        return ""
    parts = [snapshot.feed.title, snapshot.feed.description]
    for entry in snapshot.entries:
        parts += [
            entry.id,
            entry.headline,
            entry.link,
            entry.text,
            entry.summary,
            *(fact.value for fact in entry.facts),
            *(media.link for media in entry.media),
        ]
    return "\n".join(part for part in parts if part)


@pytest.mark.row("S9", "S10")
@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_hostile_document_is_read_or_refused_in_time(make: Callable[[], bytes]) -> None:
    data = make()
    begun = time.process_time()

    snapshot = read(data)

    assert time.process_time() - begun < PATIENCE
    assert len(words(snapshot)) <= 2 * len(data) + 1000, "something was expanded"


@pytest.mark.row("S10")
@pytest.mark.parametrize(
    "name", [name for name in hostile.XML if name.startswith(("billion", "quadratic", "entity", "100,000 elements in", "200,000", "1,000,000", "number"))]
)
def test_the_calm_post_beside_it_is_read(name: str) -> None:
    snapshot = read(hostile.XML[name]())

    assert snapshot is not None
    assert snapshot.entries[-1].headline == "calm"


@pytest.mark.row("S9")
@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "{}">]><rss><channel><title>&x;</title><item><title>&x;</title><enclosure url="&x;"/></item></channel></rss>',
        '<!DOCTYPE rss [<!ENTITY % x SYSTEM "{}"> %x;]><rss><channel><title>&y;</title></channel></rss>',
        '<!DOCTYPE rss SYSTEM "{}"><rss><channel><title>&x;</title></channel></rss>',
        '<!DOCTYPE rss PUBLIC "-//x" "{}"><rss><channel><title>x</title></channel></rss>',
        '<rss xmlns:xi="http://www.w3.org/2001/XInclude"><channel><item><title><xi:include parse="text" href="{}"/></title></item></channel></rss>',
        '<?xml-stylesheet type="text/xsl" href="{}"?><rss><channel><item><title>x</title></item></channel></rss>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x {}"><entry><id>1</id></entry></feed>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "{}">]><rss><channel><title>&x; & &nbsp;</title></channel>',
    ],
)
def test_no_document_reads_a_file_or_asks_the_network(document: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        for address in (secret.as_uri(), str(secret), f"http://127.0.0.1:{server.getsockname()[1]}/x"):
            assert SECRET not in words(read(document.format(address).encode()))
            with pytest.raises(BlockingIOError):
                server.accept()
