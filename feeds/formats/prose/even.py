"""A page of live text on which all goes by the rule, read in columns: one thing is done to all its posts at once, not one thing after the other to each.

Every post has its number and a stamp that begins with a clock, every number line is that of a post, the numbers count upward, and no second page is pasted to it.
Nearly all pages are such, large ones above all. Of any other nothing is given here: it is read post by post, which says the same of even pages in twice the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import sub

from msgspec import Struct

from ...identity import digests
from ...model import Entry, Unread
from ...text import clean_lines
from ...wording import Wording
from .body import Manner, read_body
from .cut import Cut, cut_up
from .days import Dated
from .entry import entry_of, is_sport, shown_headline
from .pages import first_sentence
from .posts import LONGEST_LABEL, PREFIXES, STAMPED, Post, cut_off, has_capitals, has_stamps
from .sheets import is_one_sheet
from .tables import ENDS, IMAGE_SOURCE
from .times import Times, times_of

_UNDER_LABEL = Wording(r"\n* {4,}+(.+)\n")
_GLUE = f"{STAMPED} "


class Even(Struct, gc=False):
    """The posts of an even page, from top to bottom, in a list for each thing that is known of them."""

    cut: Cut
    """The page as it was cut up: there its labels are still lines."""
    headlines: list[str]
    times: Times
    firsts: list[str | None]
    """The first lines of the bodies, as `Cut` has them; None under a label."""
    bodies: list[str]
    labels: dict[int, str]
    """The labels of the posts that have one, by index."""


def find_even(text: str) -> Even | None:
    """The posts of the page; None when something on it does not go by the rule."""
    cut = cut_up(text) if STAMPED in text else None
    if cut is None:
        return None
    lines, firsts, bodies = cut.lines.copy(), cut.firsts.copy(), cut.bodies.copy()
    labels = {}
    for at in [at for at, line in enumerate(lines) if _GLUE not in line]:
        under, label = _UNDER_LABEL.match(bodies[at]), lines[at].rstrip()
        if under is None or _GLUE not in under[1] or STAMPED in label or len(label) > LONGEST_LABEL:
            return None
        labels[at], lines[at], firsts[at], bodies[at] = label, under[1], None, bodies[at][under.end() :]
    if not _has_no_other_stamps(text, cut.head, lines, bodies) or cut_off(bodies[-1], cut.numbers[-1], 0) or not is_one_sheet(text, cut.head, bodies[-1]):
        return None
    halves = "\n".join(lines).replace(_GLUE, "\n").split("\n")  # it stands once in each line
    headlines, stamps = halves[::2], halves[1::2]
    times = times_of(stamps)
    if times is None or not all(map(_may_end, {headline[-2:] for headline in headlines})):
        return None
    return Even(cut, clean_lines(headlines), times, firsts, bodies, labels)


def _has_no_other_stamps(text: str, head: str, lines: Sequence[str], bodies: Sequence[str]) -> bool:
    """Whether each of these lines has one stamp, and no other line of the page ends in one."""
    if has_capitals(text):
        return False
    return text.count(STAMPED) == len(lines) or ("\n".join(lines).count(STAMPED) == len(lines) and not has_stamps(head) and not any(map(has_stamps, bodies)))


def _may_end(end: str) -> bool:
    """Whether a headline may end with these letters before its stamp."""
    return end != "" and end[-1] != "," and not end[-1].isspace() and end.lower() not in PREFIXES


def manner_of(even: Even) -> int:
    """What the page tells of each of its posts (see `Manner`)."""
    return (Manner.SPORT if is_sport(zip(even.times.stamps, even.headlines, even.bodies, strict=True)) else Manner.PLAIN).value


def entries_of(even: Even, day: date | None) -> list[Entry]:
    """What the posts say."""
    manner = manner_of(even)
    moments, inferred = even.times.moments(day)
    raws = [body.strip("\n") for body in even.bodies]
    sentences = [
        first if first and first[-1] in ENDS and IMAGE_SOURCE not in first else first_sentence(raw) for first, raw in zip(even.firsts, raws, strict=True)
    ]
    ids = digests(zip(even.times.stamps, even.headlines, sentences, strict=True))
    entries = [
        Entry(
            id=id,
            id_inferred=True,
            headline=shown_headline(headline),
            published=moment,
            date_inferred=guessed,
            stamp=stamp,
            body=Unread(read_body, raw, manner),
        )
        for id, headline, moment, guessed, stamp, raw in zip(ids, even.headlines, moments, inferred, even.times.stamps, raws, strict=True)
    ]
    last = len(raws) - 1
    ends = map(sub, map(len, even.bodies), map(len, raws))
    odd = [at for at, (first, end) in enumerate(zip(even.firsts, ends, strict=True)) if first is None or not end]
    for at in odd:  # no blank line is above its body, or none below it
        post = Post(0, 0, even.headlines[at], None, even.times.stamps[at], label=even.labels.get(at))
        raw = ("\n" if even.firsts[at] is None else "\n\n") + even.bodies[at] + ("" if at == last else "\n")
        entries[at] = entry_of(post, raw, Dated(moments[at], inferred[at]), manner, last=at == last)
    return entries
