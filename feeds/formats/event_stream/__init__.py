"""A stream of events (HTML, 9.2.6: Server-Sent Events), as a server sends it or as somebody saved it: one event, one post.

    id: 17
    event: alert
    data: {"title": "The pier is shut", "date_published": "2026-03-01T10:00:00Z"}

The newest stands at the end. What stands before the last post is final: the stream is read on from there. An event that is not finished is
none yet. The same id once more is an edit of the post, which stays where it is.
"""

from __future__ import annotations

from ...charset import SAMPLE
from ...identity import numbered
from ...model import Entry, Feed, Snapshot
from ...wording import Wording
from ..base import Page

NAME = "event-stream"
TYPE = "text/event-stream"
MOST = 0.9
"""Part of the lines that must be those of a stream."""

_WIDE = (b"\xff\xfe", b"\xfe\xff")
_BEGIN = (":", "data", "id", "event", "retry", "HTTP/")
_LINE = Wording(r":|(?:data|id|event|retry)(?::|$)")


def recognises(page: Page) -> bool:
    """It is said to be one; or its lines are those of one, and one of them holds data. What somebody saved may begin with the head of the answer."""
    if (page.document.media_type or "").partition(";")[0].strip().lower() == TYPE:
        return True
    if not page.start.startswith(_BEGIN):
        return False
    text = page.start.replace("\r\n", "\n").replace("\r", "\n")
    lines = [line for line in (text.partition("\n\n")[2] if text.startswith("HTTP/") else text).split("\n") if line]
    if len(page.document.data) > SAMPLE and len(lines) > 1 and not _LINE.match(lines[-1]):
        lines.pop()  # it may be cut off
    likely = [line for line in lines if _LINE.match(line)]
    return bool(likely) and lines[0] is likely[0] and len(likely) >= MOST * len(lines) and any(line.startswith("data:") for line in likely)


def parse(page: Page) -> Snapshot:
    from ...events import Event, events_of
    from .posts import Posts

    document, data = page.document, page.document.data
    wide = data.startswith(_WIDE)
    found, _ = events_of(page.decoded.encode("utf-8", "replace") if wide else data)
    posts, order = Posts(document), _Order()
    continues = document.continues is not None
    for event in found:
        if not isinstance(event, Event):
            posts.refuse(event.start)
            continue
        said = posts.read(event)
        if continues and not order.begun and said.entries:
            order.resume(said.entries[-1], event.start)
        else:
            order.add(said.entries, event.start)
        order.take_back(said.withdrawn)
    entries = order.entries
    unnamed = iter(numbered([entry for entry in entries if entry.id_inferred], newest_first=False))
    entries = [next(unnamed) if entry.id_inferred else entry for entry in entries]
    open_at = order.open_at if entries and not wide else None
    return Snapshot(
        source=document.source,
        format=NAME,
        feed=posts.feed or Feed(),
        entries=tuple(entries),
        problems=posts.problems(),
        oldest_first=True,
        complete=document.settled or open_at is not None,
        withdrawn=tuple(order.withdrawn),
        open_at=open_at,
        continues=continues,
        retrieved=document.retrieved,
    )


class _Order:
    """The posts in the order in which they were first said, each as it was said last."""

    def __init__(self) -> None:
        self._kept: dict[object, tuple[Entry, int]] = {}
        self.withdrawn: dict[str, None] = {}
        """Ids of posts that were withdrawn and not said again."""
        self.begun = False

    def resume(self, entry: Entry, start: int) -> None:
        """The first post of a piece is the last one of the piece before: it stays, and an edit of it is told by itself."""
        self.begun = True
        self._kept[self] = entry, start

    def add(self, entries: list[Entry], start: int) -> None:
        """What one event said. Several posts that come together stand together."""
        self.begun = self.begun or bool(entries)
        for entry in entries:
            key: object = object() if entry.id_inferred else entry.id
            if len(entries) > 1:
                self._kept.pop(key, None)
            self._kept[key] = entry, start
            self.withdrawn.pop(entry.id, None)

    def take_back(self, ids: list[str]) -> None:
        self.withdrawn |= dict.fromkeys(ids)

    @property
    def entries(self) -> list[Entry]:
        return [entry for entry, _ in self._kept.values()]

    @property
    def open_at(self) -> int:
        """Where the event begins that has the last post as it was said last."""
        return next(start for _, start in reversed(self._kept.values()))
