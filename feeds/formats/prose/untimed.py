"""The posts of the older live-text form: numbered, and without any time.

    Live Reporting

    All times stated are UK

      1. Headline

        A paragraph.

Where the numbers belong to the points of a summary and the posts have none, there is no telling where a post begins: none are found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ...wording import Wording
from .posts import Post, lines_with

_LIVE = Wording(r"^[ \t]*(?:live reporting|хроника)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_CLOCK_REMARK = Wording(r"^[ \t]*(?:all times stated are uk|time_stated_uk)\.?[ \t]*$", re.IGNORECASE | re.MULTILINE)
_NUMBERED = Wording(r"^[ \t]{1,3}(?P<number>\d{1,6})\.[ \t]+(?P<headline>\S[^\n]*)$", re.MULTILINE)


def find_untimed(text: str, timed: Sequence[Post]) -> list[Post]:
    """The posts under each remark on the page's clock, down to the next remark or the first of the posts that have a stamp."""
    remarks = {match.end() for start, _, end in lines_with(text, "tated", "TATED") if (match := _CLOCK_REMARK.match(text, start, end))}
    if not remarks or not (live := _LIVE.search(text, 0, max(remarks))):
        return []
    borders = sorted([*remarks, *(post.start for post in timed), len(text)])
    posts: list[Post] = []
    for begin, end in pairwise(borders):
        if begin in remarks and begin > live.start():
            posts += _posts(text, begin, end)
    return posts


def _posts(text: str, begin: int, end: int) -> list[Post]:
    posts = [
        Post(match.start(), match.end(), match["headline"].strip(), None, None, number=int(match["number"])) for match in _NUMBERED.finditer(text, begin, end)
    ]
    for post, following in pairwise(posts):
        post.end = following.start
    if posts:
        posts[-1].end = end
    closed = posts[:-1] or posts  # what follows the last point of a numbered summary is not its body
    bodies = sum(bool(text[post.body : post.end].strip()) for post in closed)
    return posts if bodies and 2 * bodies >= len(closed) else []
