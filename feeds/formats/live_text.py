"""A live page saved as plain text, with posts that are stamped "published at …".

    Summary
      • a key point

      1. Headlinepublished at 15:57 Greenwich Mean Time 16 February 2022

        A paragraph.

A post starts at its number, or where the page has lost numbers and indents, at the line with its stamp. Numbers are positions on the page and
nothing else: they restart, skip and shift. The form carries no ids; an entry's id is a hash of stamp, headline and first sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from itertools import pairwise

from msgspec import Struct

from ..dates import Stamp, loose_moment, read_stamp
from ..model import Entry, Feed, KeyPoint, Snapshot, Unread
from ..text import clean_line
from .base import Page
from .live_text_body import Manner, read_body
from .live_text_days import Dated, dated, direction
from .live_text_head import Head, read_head
from .live_text_tables import CLOSED, IMAGE_SOURCE, LAP, SCORE

NAME = "live-text"

LONGEST_LABEL = 40
LONGEST_ODD_STAMP = 20
BETWEEN = 4
"""Lines that may stand between a post's number and its stamp."""

_STAMPED = "published at"
_NUMBER = re.compile(r"(?P<indent>[ \t]{0,3})(?P<number>\d{1,6})\.(?:[ \t]+(?P<rest>.*)|$)")
_NO_HEADLINE = frozenset(("post", "post update"))
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d\b")
_SUMMARY = re.compile(r"^ {0,3}Summary *$", re.MULTILINE)


class _Post(Struct, gc=False):
    """A post on the page: where it starts, where its body starts, and what its head line says."""

    start: int
    body: int
    headline: str
    stamp: Stamp | None
    stamp_text: str | None
    number: int | None = None
    label: str | None = None
    breaking: bool = False
    before: tuple[str, ...] = ()
    """Lines over the headline that are no label."""
    behind: str = ""
    """Text on the line of the stamp, behind it."""
    end: int = 0


def recognises(page: Page) -> bool:
    """One stamp is enough: no page without posts has a line that ends in one."""
    return next(_stamped_lines(page.text), None) is not None


def parse(page: Page) -> Snapshot:
    text, document = page.text, page.document
    posts = _posts(text)
    heads = [read_head(text[: posts[0].start]), *_inner_heads(text, posts)]
    moments = dated([post.stamp for post in posts], heads[0].day or document.date)
    sport = _is_sport(text, posts)
    flat = posts[0].number is None and "\n\n" not in text[posts[0].body : posts[-1].end].strip("\n")
    manner = (Manner.SPORT if sport else Manner.PLAIN) | (Manner.FLAT if flat else Manner.PLAIN)
    entries = [_entry(text, post, when, manner) for post, when in zip(posts, moments, strict=True)]
    entries = _told_apart(entries, posts, newest_first=direction([_clock(post.stamp) for post in posts]) <= 0)
    if not document.settled:
        entries.pop()  # the last post may be half written: it is taken when the file has come to rest
    return Snapshot(
        source=document.source,
        format=NAME,
        feed=_feed(heads),
        entries=tuple(entries),
        complete=document.settled,
        retrieved=document.retrieved,
    )


# --- where the posts are ----------------------------------------------------------------------------------------------


def _stamped_lines(text: str) -> Iterator[_Post]:
    """A post for each line that ends in a stamp: its head line alone, without number and label."""
    lower = text if not any(word in text for word in ("Published at", "Published At", "PUBLISHED AT")) else text.lower()
    if len(lower) != len(text):
        lower = re.sub(_STAMPED, _STAMPED, text, flags=re.IGNORECASE)
    at = lower.find(_STAMPED)
    while at >= 0:
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        cut = at
        last = lower.rfind(_STAMPED, at, end)
        while last >= start:
            if post := _split(text, start, last, end):
                yield post
                break
            cut, last = last, lower.rfind(_STAMPED, start, last)
        at = lower.find(_STAMPED, max(end, cut))


def _split(text: str, start: int, at: int, end: int) -> _Post | None:
    """The head line `text[start:end]` divided at the "published at" in offset `at`, or None when no stamp follows."""
    rest = text[at + len(_STAMPED) : end].strip()
    if not rest:
        return None
    headline = text[start:at]
    glued = not headline.strip() or not headline[-1:].isspace()
    breaking = False
    if rest.endswith("Breaking"):
        breaking, rest = True, rest[: -len("Breaking")].rstrip()
    behind = ""
    stamp = read_stamp(rest)
    if stamp is None and rest[:1].isdigit():
        begun = read_stamp(rest, whole=False)
        if begun and begun.hour is not None and begun.day is not None and _begins_text(rest[begun.end :]):
            stamp, behind, rest = begun, rest[begun.end :].strip(), begun.text
            if behind.startswith("Breaking"):
                breaking, behind = True, behind[len("Breaking") :].strip()
        elif whole := loose_moment(rest):
            stamp = _written_out(rest, whole.strftime("%Y-%m-%d %H:%M:%S%z"))
    if stamp is None or stamp.hour is None:
        odd = len(rest) <= LONGEST_ODD_STAMP or (_CLOCK.match(rest) is not None and len(rest) <= 3 * LONGEST_ODD_STAMP and not CLOSED.search(rest))
        if not LAP.fullmatch(rest) and not (odd and glued and rest):
            return None
    return _Post(start, end, headline.strip().removesuffix(",").rstrip(), stamp, rest, breaking=breaking, behind=behind)


def _begins_text(rest: str) -> bool:
    return rest.startswith("Breaking") or not rest.strip()[:1].islower()


def _written_out(text: str, iso: str) -> Stamp | None:
    read = read_stamp(iso)
    return Stamp(text, read.hour, read.minute, read.second, read.day, read.month, read.year, read.zone, len(text)) if read else None


def _posts(text: str) -> list[_Post]:
    """The posts in the page's order, with their numbers, labels and ends. At least one: `recognises` has seen a stamp."""
    posts = list(_stamped_lines(text))
    numbered = any(_NUMBER.match(post.headline) for post in posts) or any(_number_above(text, post, 0, indented=True) for post in posts[:200])
    before = 0
    for post in posts:
        if numbered:
            _take_number(text, post, before)
        if not post.headline and post.before:
            post.headline, post.before = post.before[-1], post.before[:-1]
        if post.before and post.label is None and len(post.before[0]) <= LONGEST_LABEL:
            post.label, post.before = post.before[0], post.before[1:]
        before = post.body
    if numbered and (cut := _cut_off(text, posts[-1])):
        posts.append(cut)
    for post, following in pairwise(posts):
        post.end = following.start
    posts[-1].end = len(text)
    return posts


def _take_number(text: str, post: _Post, floor: int) -> None:
    line = text[post.start : post.body]
    if match := _NUMBER.match(line):
        post.number = int(match["number"])
        post.headline = post.headline.partition(".")[2].strip()
    elif found := _number_above(text, post, floor, indented=False):
        post.start, post.number, post.before = found


def _number_above(text: str, post: _Post, floor: int, *, indented: bool) -> tuple[int, int, tuple[str, ...]] | None:
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


def _cut_off(text: str, last: _Post) -> _Post | None:
    """A post at the end of the page whose stamp has been cut off: a number line that goes on counting."""
    for match in re.finditer(rf"\n(?P<line>[ \t]{{1,3}}{(last.number or 0) + 1}\.[ \t]+(?P<headline>[^\n]+))", text[last.body :]):
        rest = text[last.body + match.end() :]
        if not _NUMBER.search(rest):
            return _Post(last.body + match.start("line"), last.body + match.end(), match["headline"].strip(), None, None, (last.number or 0) + 1)
    return None


def _inner_heads(text: str, posts: list[_Post]) -> list[Head]:
    """The heads of further pages pasted behind the first: a summary before a post where the numbers start again."""
    heads = []
    for post, following in pairwise(posts):
        again = post.number is not None and following.number is not None and following.number <= post.number
        if again and (match := _SUMMARY.search(text, post.body, post.end)):
            heads.append(read_head(text[match.start() : post.end]))
            post.end = match.start()
    return heads


# --- what the posts say -----------------------------------------------------------------------------------------------


def _entry(text: str, post: _Post, when: Dated, manner: Manner) -> Entry:
    raw = text[post.body : post.end]
    if raw.rstrip(" \t") == raw.rstrip(" \t\n") + "\n" and post.end < len(text):
        manner |= Manner.TOUCHES
    raw = raw.strip("\n")
    breaking = post.breaking
    first, _, others = raw.partition("\n")
    if first.strip().lower() == "breaking" and text[post.body : post.body + 2] != "\n\n":
        breaking, raw = True, others
    if post.behind or post.before:
        raw = "\n\n".join([*post.before, *([post.behind] if post.behind else []), raw])
    if post.label and post.label.lower() == "get involved":
        manner |= Manner.LETTERS
    headline = clean_line(post.headline)
    return Entry(
        id=_digest(post.stamp_text, headline, _first_sentence(raw)),
        id_inferred=True,
        headline=None if headline.lower() in _NO_HEADLINE or not headline else headline,
        published=when.moment,
        date_inferred=when.inferred,
        stamp=post.stamp_text,
        label=post.label,
        breaking=breaking or (post.label or "").lower() == "breaking",
        body=Unread(read_body, raw, int(manner)),
    )


def _first_sentence(raw: str) -> str:
    """The first line that ends as a sentence does, else the first line: bylines and pictures may be added to a post later."""
    first = ""
    for line in raw.split("\n"):
        if words := line.strip():
            if CLOSED.search(words) and IMAGE_SOURCE not in words:
                return words
            first = first or words
    return first


def _digest(*parts: str | None) -> str:
    return blake2b("\x1f".join(part or "" for part in parts).encode("utf-8", "replace"), digest_size=9).hexdigest()


def _told_apart(entries: list[Entry], posts: list[_Post], *, newest_first: bool) -> list[Entry]:
    """The entries with ids that are unique on the page.

    Equal posts on one page are counted from the oldest, so that a new one changes no other's id. A post that stands again after
    the numbers have started again is the same post, saved twice.
    """
    if len({entry.id for entry in entries}) == len(entries):
        return entries
    pages, page, above = [], 0, 0
    for post in posts:
        page += post.number is not None and post.number <= above
        above = post.number if post.number is not None else above
        pages.append(page)
    out: list[Entry] = []
    seen: dict[str, list[tuple[int, Entry]]] = {}
    pairs = list(zip(pages, entries, strict=True))
    for number, entry in reversed(pairs) if newest_first else pairs:
        same = seen.setdefault(entry.id, [])
        if any(other != number and entry.says_the_same_as(twin) for other, twin in same):
            continue
        same.append((number, entry))
        if len(same) > 1:
            entry = _renamed(entry, f"{entry.id}-{len(same)}")
        out.append(entry)
    return out[::-1] if newest_first else out


def _renamed(entry: Entry, name: str) -> Entry:
    from msgspec.structs import replace

    return replace(entry, id=name)


def _clock(stamp: Stamp | None) -> int | None:
    return stamp.hour * 60 + stamp.minute if stamp and stamp.hour is not None else None


def _is_sport(text: str, posts: list[_Post]) -> bool:
    """Whether short first lines are subtitles here: laps, or scores in every third of them or of the headlines."""
    if any(post.stamp_text and LAP.fullmatch(post.stamp_text) for post in posts[:200]):
        return True
    titles = [post.headline for post in posts[:100]]
    shorts = []
    for post in posts[:100]:
        first, _, rest = text[post.body : post.end].strip("\n").partition("\n")
        if first.strip() and not rest[:1].strip() and not CLOSED.search(first.strip()) and IMAGE_SOURCE not in first:
            shorts.append(first.strip())
    scores = sum(bool(SCORE.search(line)) for line in titles)
    repeats = len(shorts) - len(set(shorts))
    return 3 * scores >= len(titles) > 2 or (len(shorts) > 2 and 3 * (repeats + sum(bool(SCORE.search(line)) for line in shorts)) >= len(shorts))


def _feed(heads: list[Head]) -> Feed:
    """The first page's feed; what the other pages' heads say and the first does not is kept with its preamble."""
    from msgspec.structs import replace

    feed = heads[0].feed
    known = {point.text for point in feed.summary} | set(feed.preamble)
    others = [line for head in heads[1:] for line in _lines(head.feed) if line not in known]
    if not feed.summary and len(heads) > 1:
        feed = replace(feed, summary=heads[1].feed.summary)
        others = [line for line in others if KeyPoint(line) not in feed.summary]
    return replace(feed, preamble=(*feed.preamble, *dict.fromkeys(others))) if others else feed


def _lines(feed: Feed) -> list[str]:
    captions = [media.caption for media in feed.media if media.caption]
    return [*(point.text for point in feed.summary), *feed.preamble, *([feed.credit] if feed.credit else []), *captions]
