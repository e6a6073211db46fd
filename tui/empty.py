"""What stands in the timeline when there is no post to show: what is known, and which keys help."""

from __future__ import annotations

from collections.abc import Sequence

from feeds import Query, Term

from .look import GUTTER, MARGIN
from .session import Session
from .spans import BLANK, Row, Spans, gutter, wrap

WORD = 15
"""Columns of a word before its count."""


def nothing_yet(titles: Sequence[str], failures: Sequence[str] = (), width: int = 100, *, read: bool = False) -> list[Row]:
    """No post has come: a document is waited for, or one was `read` that has none, or that is no feed. `failures` tell in full what the head line has no room for."""
    room = max(20, width - GUTTER - MARGIN)
    if failures:
        lines = [line for failure in failures for line in (*wrap([(failure, "text")], room), [])]
        return _page([("Nothing can be shown.", "bright b")], [], *lines, _key("r", "try again"), _key("q", "quit"))
    names = " and ".join(titles) or "the source"
    if read:
        lines = wrap([(f"{names} was read and has none. The first will appear here by itself.", "text")], room)
        return _page([("There are no posts yet.", "bright b")], [], *lines, [], _key("r", "look now"), _key("q", "quit"))
    lines = wrap([(f"{names} will be read as soon as something is there.", "text")], room)
    return _page([("Nothing has arrived yet.", "bright b")], *lines, [], _key("q", "quit"))


def too_small(width: int, height: int, least: tuple[int, int]) -> list[Row]:
    """The terminal has no room for the screen."""
    return [
        Row([(text, ink)])
        for text, ink in ((f"{width}×{height} is too small.", "bright b"), (f"feedreader needs {least[0]}×{least[1]}.", "text"), ("q quits", "muted"))
    ]


def nothing_matches(session: Session, width: int = 100) -> list[Row]:
    """There are posts, but none that the filter lets through: how many have each of its parts."""
    room = max(20, width - GUTTER - MARGIN)
    parts = session.query.parts
    counts: list[Spans] = []
    for part in parts if len(parts) > 1 and session.quick else ():
        found = len(session.matches_among(session.within, session.sieve_of(Query(part))))
        words = f"{found:,} post{'s' if found != 1 else ''}" if found else "none"
        counts.append([(f"{str(part)[:60]:<{WORD}} {words}", "text" if found else "muted")])
    both = "both of these" if len(parts) == 2 else "all of these" if len(parts) > 2 else "what the filter asks for"
    if len(parts) > 1 and all(isinstance(part, Term) and part.field is None and not part.regex for part in parts):
        both = "both words" if len(parts) == 2 else "all of these words"
    of = f" of {session.feed.title}" if session.narrowed is not None and session.feed.title else ""
    return _page(*wrap([(f"No post{of} has {both}.", "bright b")], room), [], *counts, [], _key("esc", "clear the filter"), _key("/", "change it"))


def _page(*lines: Spans) -> list[Row]:
    return [BLANK] * 3 + [Row([*gutter(""), *line]) for line in lines]


def _key(key: str, word: str) -> Spans:
    return [(f"{key:<5}", "text b"), (word, "muted")]
