"""The saved pages of which a live-text document is made: usually one, sometimes several pasted together."""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec import Struct

from ...wording import Wording
from .posts import Post, find_posts
from .untimed import find_untimed

HEAD_WORDS = ("Summary", "Latest updates")
"""Lines that only a page's head has."""
_HEAD_LINES = Wording(r"^[ \t]*(?:Summary|Latest updates)[ \t]*$", re.MULTILINE)
_GLUED_SUMMARY = Wording(r"(?<=[.!?\"”’])Summary[ \t]*\n\s*\n? {1,3}• ")


class Sheet(Struct):
    """One saved page: the text over its posts, and the posts; and pages of clock lines that stand before it or behind."""

    head: str
    posts: list[Post]
    before: str = ""
    behind: str = ""


def find_sheets(text: str) -> list[Sheet]:
    """The pages in the document's order, each with at least one post; none when the text is no such document."""
    posts = find_posts(text)
    if untimed := find_untimed(text, posts):
        posts = sorted((*posts, *untimed), key=_start)
        for post, following in pairwise(posts):
            post.end = following.start
        posts[-1].end = len(text)
    if not posts:
        return []
    sheets = [Sheet(text[: posts[0].start], [posts[0]])]
    more = any(text.find(word, posts[0].body) >= 0 for word in HEAD_WORDS)
    for post, following in pairwise(posts):
        again = post.number is not None and following.number is not None and following.number <= post.number
        if (again or more) and ((at := _head_start(text, post.body, post.end, again=again)) is not None or again):
            sheets.append(Sheet("" if at is None else text[at : post.end].removeprefix("\n"), []))
            post.end = post.end if at is None else at
        sheets[-1].posts.append(following)
    for sheet in sheets:
        if cut := _clock_lines_end(sheet.head):
            sheet.before, sheet.head = sheet.head[:cut], sheet.head[cut:]
    if (at := _clock_lines_start(text, posts[-1].body)) is not None:
        sheets[-1].behind, posts[-1].end = text[at:], at
    return sheets


def is_one_sheet(text: str, head: str, last: str) -> bool:
    """Whether nothing of a second page stands in a text of posts that are counted upward: `head` is the text over the first, `last` that behind the last stamp."""
    if any(text.find(word, len(head)) >= 0 for word in HEAD_WORDS) and (_GLUED_SUMMARY.search(text, len(head)) or _HEAD_LINES.search(text, len(head))):
        return False
    return not _clock_lines_end(head) and _clock_lines_start(last, 0) is None


def _clock_lines_end(head: str) -> int:
    """Where a page of clock lines ends that stands over a head; 0 when there is none."""
    starts = [match.start() for match in _HEAD_LINES.finditer(head)]
    cut = starts[-1] if starts else len(head)
    return cut if _has_clock_lines(head[:cut]) else 0


def _clock_lines_start(text: str, begin: int) -> int | None:
    """Where a page of clock lines begins behind the last post, whose body begins at `begin`."""
    at = _head_start(text, begin, len(text), again=True)
    return at if at is not None and _has_clock_lines(text[at:]) else None


def _has_clock_lines(text: str) -> bool:
    """Whether posts under lines with their times stand there too."""
    if not text.strip():
        return False
    from .clock_sheets import find_sheets as find_clock_sheets

    return bool(find_clock_sheets(text).sheets)


def _start(post: Post) -> int:
    return post.start


def _head_start(text: str, begin: int, end: int, *, again: bool) -> int | None:
    """Where the head of the next page begins behind a post with this body: at the first line that is indented less."""
    if text.find("Summary", begin, end) >= 0 and (glued := _GLUED_SUMMARY.search(text, begin, end)):
        return glued.start()
    said = any(text.find(word, begin, end) >= 0 for word in HEAD_WORDS)
    words = _HEAD_LINES.search(text, begin, end) if said else None
    if words is None and not again:
        return None
    at = begin
    indented = False
    for line in text[begin:end].splitlines(keepends=True):
        indent = len(line) - len(line.lstrip(" "))
        if line.strip():
            if indented and indent < 4:
                return at
            indented = indented or indent >= 4
        at += len(line)
    return words.start() if words is not None else None
