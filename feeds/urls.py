"""newsboat's list of subscriptions: one feed a line, address, tags, `"~title"`.

    https://example.org/feed.xml harbour "long reads" "~Tide tables"

Lines that would run a program (`exec:`, `filter:`) or ask the other feeds (`query:`) are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .errors import UnknownFormat
from .model import Problem
from .subscriptions import Subscription, Subscriptions, arranged, refusal
from .text import clean_line
from .wording import Wording

LONGEST = 10_000
"""Characters of the longest line that is read."""
_WORD = Wording(r'"((?:[^"\\]|\\.)*)"?|(\S+)')
_NEWSBOAT = Wording(r'^[ \t]*"?(?:https?://|exec:|filter:|query:)', re.IGNORECASE | re.MULTILINE)
_REASONS = {
    "exec": "it would run a program",
    "filter": "it would run a program",
    "query": "a search of other feeds is no address",
}


def read_urls(text: str, *, source: str = "") -> Subscriptions:
    """The subscriptions of a `urls` file: each tag is a group. Raises UnknownFormat when no line of it is one of such a file."""
    if not _NEWSBOAT.search(text):
        raise UnknownFormat("this is no list of subscriptions; OPML is, and newsboat's urls file")
    feeds: list[Subscription] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        words = list(_words(line[:LONGEST]))
        if not words or words[0].startswith("#"):
            continue
        address, *others = words
        scheme = address.partition(":")[0].lower()
        reason = f"“{clean_line(address[:100])}” is refused: {_REASONS[scheme]}" if scheme in _REASONS else refusal(address)
        if reason is None and len(line) > LONGEST:
            reason = f"a line of {len(line):,} characters is too long"
        if reason is not None:
            problems.append(Problem(source, f"line {number}", reason))
            continue
        title = next((clean_line(word[1:]) for word in others if word.startswith("~")), None)
        tags = [tag for word in others if not word.startswith("~") and word != "!" and (tag := clean_line(word))]
        feeds += [Subscription(address, title or None, (tag,)) for tag in tags] or [Subscription(address, title or None)]
    return Subscriptions(arranged(feeds), problems=tuple(problems))


def _words(line: str) -> Iterator[str]:
    for match in _WORD.finditer(line):
        yield re.sub(r"\\(.)", r"\1", match[1]) if match[1] is not None else match[2]
