"""Where the posts of a live-text page begin and end, and what their head lines say.

On a page with numbers a post is a number line with a stamp on it or close below it: prose that speaks of things "published at ten" is none.
On a page that has lost its numbers it is a line that ends in a stamp, glued to the headline as the form has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from ...dates import Stamp, loose_moment, read_stamp
from ...text import clean_line
from ...wording import Wording
from .tables import LAP, is_closed

LONGEST_LABEL = 40
LONGEST_ODD_STAMP = 20
BETWEEN = 4
"""Lines that may stand between a post's number and its stamp."""

STAMPED = "published at"
_NUMBER = Wording(r"(?P<indent>[ \t]{0,3})(?P<number>\d{1,6})\.(?:[ \t]+(?P<rest>.*)|$)")
_NUMBER_LINE = Wording(r"^[ \t]{1,3}\d{1,6}\.[ \t]", re.MULTILINE)
_NUMBERED = Wording(r" {1,3}(?P<number>\d{1,6})\. ++(?P<headline>[^\n]*[^\s,])")
"""What stands before the stamp on nearly all head lines."""
_CLOCK = Wording(r"\d{1,2}[:.]\d\d\b")
PREFIXES = ("un", "re", "co")
"""Letters that "published at" may be the rest of a word of."""


class Post(Struct, gc=False):
    """A post on the page: where it starts, where its body starts and ends, and what its head line says."""

    start: int
    body: int
    headline: str
    stamp: Stamp | None
    stamp_text: str | None
    glued: bool = True
    """Nothing stands between headline and "published at", as the form has it."""
    breaking: bool = False
    behind: str = ""
    """Text on the line of the stamp, behind it."""
    number: int | None = None
    label: str | None = None
    before: tuple[str, ...] = ()
    """Lines over the headline that are no label."""
    end: int = 0


def find_posts(text: str) -> list[Post]:
    """The posts in the page's order; none when the text is no such page."""
    found = list(_stamped_lines(text))
    likely = [post for post in found if post.glued and _is_clock(post)]
    numbered = _numbered(text, found)
    if numbered and 2 * len(numbered) >= len(likely):
        posts = numbered
        if cut := cut_off(text, posts[-1].number or 0, posts[-1].body):
            posts.append(cut)
    else:
        posts = [post for post in found if _starts_flat(post)]
        if 2 * sum(not post.headline for post in posts) > len(posts):
            return []  # lines of their own that only say when: no headline is on them
    for post in posts:
        if not post.before:
            continue
        if not post.headline:
            post.headline, post.before = post.before[-1], post.before[:-1]
        if post.before and len(post.before[0]) <= LONGEST_LABEL:
            post.label, post.before = post.before[0], post.before[1:]
    for post, following in pairwise(posts):
        post.end = following.start
    if posts:
        posts[-1].end = len(text)
    return posts


def lines_with(text: str, *words: str) -> Iterator[tuple[int, int, int]]:
    """Where the lines that have one of these words begin, have it first, and end."""
    for word in words:
        at = text.find(word)
        while at >= 0:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            yield text.rfind("\n", 0, at) + 1, at, end
            at = text.find(word, end)


def has_capitals(text: str) -> bool:
    """Whether stamps are written with capitals somewhere on the page."""
    return ("Published" in text and ("Published at" in text or "Published At" in text)) or "PUBLISHED AT" in text


def has_stamps(text: str) -> bool:
    """Whether a line of the text ends in a stamp."""
    return STAMPED in text and next(_stamped_lines(text), None) is not None


def _stamped_lines(text: str) -> Iterator[Post]:
    """A post for each line that ends in a stamp: its head line alone, without label, and without number but where that stands in it as it should."""
    lower = text
    if has_capitals(text):
        lower = re.sub(STAMPED, STAMPED, text, flags=re.IGNORECASE)
    for start, at, end in lines_with(lower, STAMPED):
        post = _regular(text, start, at, end)
        last = lower.rfind(STAMPED, start, end) if post is None else -1
        while post is None and last >= 0:
            post = _split(text, start, last, end)
            last = lower.rfind(STAMPED, start, last)
        if post:
            yield post


def _regular(text: str, start: int, at: int, end: int) -> Post | None:
    """The head line `text[start:end]` with "published at" in offset `at` when it is written as nearly all are: `_split` would say the same of it."""
    rest = text[at + len(STAMPED) + 1 : end]
    day, head = read_day(rest[5:]), _NUMBERED.compiled.fullmatch(text, start, at)
    if day is None or head is None or text[at + len(STAMPED)] != " " or rest[2] != ":" or not (rest[:2] + rest[3:5]).isdecimal():
        return None
    hour, minute = int(rest[:2]), int(rest[3:5])
    number, headline = head.groups()
    if hour > 23 or minute > 59 or not rest.isascii() or headline[-2:].lower() in PREFIXES:
        return None
    stamp = Stamp(rest, hour, minute, 0, day.day, day.month, day.year, day.zone, len(rest), None, day.swaps)
    return Post(start, end, headline, stamp, rest, number=int(number))


@lru_cache(maxsize=512)
def read_day(text: str) -> Stamp | None:
    """What stands behind a clock, when it is just zone and day: of few kinds on one page, whatever the clocks."""
    stamp = read_stamp(f"00:00{text}") if text.startswith(" ") and text.isascii() and not text[-1].isspace() else None
    return stamp if stamp and stamp.hour == 0 else None


def _split(text: str, start: int, at: int, end: int) -> Post | None:
    """The head line `text[start:end]` divided at the "published at" in offset `at`, or None when no stamp follows."""
    rest = text[at + len(STAMPED) : end].strip()
    headline = text[start:at]
    if not rest or (headline[-2:].lower() in PREFIXES and not headline[-3:-2].isalnum()):
        return None
    glued = not headline.strip() or not headline[-1].isspace()
    breaking = rest.endswith("Breaking")
    if breaking:
        rest = rest[: -len("Breaking")].rstrip()
    behind = ""
    stamp = read_stamp(rest)
    if stamp is None and rest[:1].isdigit():
        begun = read_stamp(rest, whole=False)
        if begun and begun.hour is not None and begun.day is not None and glued and _begins_text(rest[begun.end :]):
            stamp, behind, rest = begun, rest[begun.end :].strip(), begun.text
            if behind.startswith("Breaking"):
                breaking, behind = True, behind[len("Breaking") :].strip()
        elif whole := loose_moment(rest):
            stamp = _written_out(rest, whole.strftime("%Y-%m-%d %H:%M:%S%z"))
    if (stamp is None or stamp.hour is None) and not _is_odd(rest, glued=glued):
        return None
    return Post(start, end, headline.strip().removesuffix(",").rstrip(), stamp, rest, glued, breaking, behind)


def _begins_text(rest: str) -> bool:
    """Whether what is glued to a stamp begins a sentence, and does not go on with one."""
    first = rest.lstrip()[:1]
    return first.isupper() or first in "“\"‘'"


def _is_odd(rest: str, *, glued: bool) -> bool:
    """Whether this is a stamp that is no time: "Lap 16/52", "FT", or a clock of an unknown zone."""
    if LAP.fullmatch(rest):
        return True
    if not rest or rest[0].islower() or is_closed(rest):
        return False
    return len(rest) <= LONGEST_ODD_STAMP or (glued and _CLOCK.match(rest) is not None and len(rest) <= 3 * LONGEST_ODD_STAMP)


def _written_out(text: str, iso: str) -> Stamp | None:
    read = read_stamp(iso)
    return Stamp(text, read.hour, read.minute, read.second, read.day, read.month, read.year, read.zone, len(text)) if read else None


def _is_clock(post: Post) -> bool:
    return post.stamp is not None and post.stamp.hour is not None


def _starts_flat(post: Post) -> bool:
    """Whether a line starts a post on a page without numbers."""
    if post.headline[:1] in "•-*":
        return False
    if post.glued:
        return _is_clock(post) or bool(post.stamp_text and LAP.fullmatch(post.stamp_text))
    return post.stamp is not None and post.stamp.whole


# --- numbers ----------------------------------------------------------------------------------------------------------


def _numbered(text: str, found: Sequence[Post]) -> list[Post]:
    """Those that have a number, on their line or a few lines above; none when the page has lost its numbers."""
    own = any(post.number is not None or _NUMBER.match(text, post.start, post.body) for post in found)
    if not own and not any(_number_above(text, post, 0, indented=True) for post in found[:200]):
        return []
    posts = []
    floor = 0
    for post in found:
        if post.number is not None:
            pass
        elif match := _NUMBER.match(text, post.start, post.body):
            post.number = int(match["number"])
            post.headline = post.headline.partition(".")[2].strip()
        elif above := _number_above(text, post, floor, indented=False):
            post.start, post.number, post.before = above
        else:
            continue
        posts.append(post)
        floor = post.body
    return posts


def _number_above(text: str, post: Post, floor: int, *, indented: bool) -> tuple[int, int, tuple[str, ...]] | None:
    """The number line over a stamp, at most `BETWEEN` lines up: its offset, its number, and the lines from it to the headline."""
    between: list[str] = []
    end = post.start - 1
    while end > floor and len(between) < BETWEEN:
        start = text.rfind("\n", 0, end) + 1
        if start < floor:
            return None
        line = text[start:end]
        if line.strip():
            match = _NUMBER.match(line)
            if match and (match["indent"] or not indented):
                first = (match["rest"] or "").strip()
                return start, int(match["number"]), tuple(([first] if first else []) + between)
            between.insert(0, clean_line(line))
        end = start - 1
    return None


def cut_off(text: str, number: int, begin: int) -> Post | None:
    """A post at the end of the page whose stamp has been cut off: behind the last post, which has this number and its body from `begin` on, a number line that goes on counting."""
    line = Wording(rf"^[ \t]{{1,3}}{number + 1}\.[ \t]+(?P<headline>[^\n]+)$", re.MULTILINE).search(text, begin)
    if line is None or _NUMBER_LINE.search(text, line.end()):
        return None
    return Post(line.start(), line.end(), line["headline"].strip(), None, None, number=number + 1)
