"""Which times on a page are those of its posts, if any are. In doubt a text is no live page: shown as a plain document it loses nothing.

The counts are over the whole document. Prose speaks of times too, and schedules, recipes, minutes of meetings and lists of videos are full
of them; so posts must have sentences, and times without zone or day must go one way, as a schedule's round ones must not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ...wording import Wording
from .clock_anchors import Anchor, Line
from .days import DAY, Walk
from .tables import AVATAR, CAPTIONED, COUNTERS, FURNITURE, INDEXES, ITEM, is_closed

LONGEST_TITLE = 160
SHORTEST_SENTENCE = 24
"""Characters of what counts as a sentence under a time."""
SHORTEST_FALLING = 12
"""The same where times go back down the page, as those of plans and recipes do not."""
LONGEST_FURNITURE = 80
MOST_LISTED = 5
"""Lines under a time in a list that repeats posts: a headline, and behind the last one what stands over the posts."""
FARTHEST = 360
"""Minutes that a time before the first of the others, or behind the last, may be away from it."""

_SCHEDULE = Wording(
    r"\W*(?:minutes of|meeting minutes|agenda\b|programme\b|timetable\b|schedule\b|itinerary\b|running order|order of the day|ingredients\b|method\b|recipe\b"
    r"|serves \d|present:|apologies\b|attendees\b|any other business|tv guide|listings\b|departures\b|arrivals\b|(?:opening|office) hours|lesson plan)"
    r"|.*\b(?:agenda|timetable|schedule|itinerary|programme|minutes)\W*$",
    re.IGNORECASE,
)
"""A line over or among times that are planned or minuted, not posted."""


def posts_of(lines: Sequence[Line], anchors: Sequence[Anchor]) -> list[Anchor]:
    """Those anchors that are of posts; none when the text is no live page."""
    anchors = _without_datelines(lines, _without_index(lines, _without_years(anchors)))
    alone = _alike([anchor for anchor in anchors if anchor.inline is None])
    inline = [anchor for anchor in anchors if anchor.inline is not None]
    for main, others in ((alone, inline), (inline, alone)) if 3 * len(alone) >= len(inline) else ((inline, alone), (alone, inline)):
        if is_page(lines, main):
            return sorted([*main, *_fitting(main, others)], key=lambda anchor: anchor.line)
    return []


def is_page(lines: Sequence[Line], anchors: Sequence[Anchor]) -> bool:
    """Whether these times, all alone on their lines or all with text behind them, are of posts."""
    count = len(anchors)
    strong = sum(anchor.strong for anchor in anchors)
    if count < 2 or (count < 3 and strong < 2):
        return False
    weak = 2 * strong < count
    inline = anchors[0].inline is not None
    runs = direction_of(anchors)
    least = SHORTEST_FALLING if runs < 0 else SHORTEST_SENTENCE
    bounds = [*(anchor.last for anchor in anchors), len(lines)]
    said = [_says(lines, anchor, first + 1, following, least) for anchor, (first, following) in zip(anchors, pairwise(bounds), strict=True)]
    if anchors[0].signed and not said[-1]:
        said[-1] = _says(lines, anchors[0], 0, anchors[0].line, least)
    if sum(said) < (count / 2 if weak else count / 3) or sum(said) < min(2, count):
        return False
    plain = 2 * sum(map(_is_plain, anchors)) > count
    if weak and ((runs == 0 and plain) or (runs > 0 and _is_schedule(lines, anchors, mostly_said=3 * sum(said) >= 2 * count))):
        return False
    if inline and 5 * sum(anchor.stamp.year is not None for anchor in anchors) >= 4 * len(lines):
        return False  # records of a log, one on a line
    if inline or all(anchor.stamp.hour is None for anchor in anchors):
        inside = anchors[-1].line - anchors[0].line
        return 5 * (inside + inside / (count - 1)) >= 2 * len(lines)
    return True


def direction_of(anchors: Sequence[Anchor]) -> int:
    """How time runs down the page: -1 newest first, 1 oldest first, 0 in no order."""
    return Walk([anchor.stamp for anchor in anchors], None, None, None).runs


def is_title(text: str) -> bool:
    """Whether a line may be a headline: short, and not closed as a sentence is. Questions and cries are headlines too."""
    if len(text) > LONGEST_TITLE or (is_closed(text) and text[-1] not in "?!") or ITEM.fullmatch(text):
        return False
    return not (":" in text or "," in text) or CAPTIONED.search(text) is None


def is_furniture(text: str) -> bool:
    """Whether a whole line is furniture wherever it stands."""
    if len(text) > LONGEST_FURNITURE:
        return False
    return text.lower() in FURNITURE or COUNTERS.fullmatch(text) is not None or (" profile " in text and AVATAR.fullmatch(text) is not None)


def _says(lines: Sequence[Line], anchor: Anchor, begin: int, end: int, least: int = SHORTEST_SENTENCE) -> bool:
    """Whether a sentence stands between two times."""
    if anchor.inline is not None and _is_sentence(lines[anchor.line].text[anchor.inline :], least):
        return True
    return any(_is_sentence(line.text, least) for line in lines[begin : min(end, begin + 40)])


def _is_sentence(text: str, least: int) -> bool:
    if not text.isascii() and " " not in text:
        return is_closed(text) and 2 * len(text) >= least  # a script without spaces
    return len(text) >= least and " " in text and (is_closed(text) or len(text) > LONGEST_TITLE)


def _is_schedule(lines: Sequence[Line], anchors: Sequence[Anchor], *, mostly_said: bool) -> bool:
    """Whether times that go forward look planned: round ones over few sentences, all of them quarters, or under a word that says so."""
    minutes = [anchor.stamp.minute for anchor in anchors]
    round_ones = sum(minute % 5 == 0 for minute in minutes)
    if 5 * round_ones >= 4 * len(minutes) and not mostly_said:
        return True
    if len(minutes) >= 4 and all(minute % 15 == 0 for minute in minutes):
        return True
    near = [*lines[: anchors[0].line], *(line for anchor in anchors for line in lines[anchor.line + 1 : anchor.line + 2])]
    rests = (lines[anchor.line].text[anchor.inline :] for anchor in anchors if anchor.inline is not None)
    return any(_SCHEDULE.match(text) for text in (*(line.text for line in near if len(line.text) <= 60), *(rest for rest in rests if len(rest) <= 60)))


def _without_years(anchors: Sequence[Anchor]) -> list[Anchor]:
    """Four digits alone are a time where there are several, they go one way, and they are not all what years look like."""
    bare = [anchor for anchor in anchors if anchor.bare]
    if not bare:
        return list(anchors)
    numbers = [int(anchor.text) for anchor in bare]
    falls, rises = (all((above - below) * sign > 0 for above, below in pairwise(numbers)) for sign in (1, -1))
    recent = all(1950 <= number <= 2059 for number in numbers)
    old = all(1500 <= number <= 2059 for number in numbers)
    if len(bare) < 2 or not (falls or rises or direction_of(bare)) or recent or (rises and old):
        return [anchor for anchor in anchors if not anchor.bare]
    return list(anchors)


def _alike(anchors: list[Anchor]) -> list[Anchor]:
    """Without the bare clocks on a page whose others say more: the lengths of videos look like them."""
    clocks = [anchor for anchor in anchors if anchor.stamp.hour is not None]
    plain = [anchor for anchor in clocks if _is_plain(anchor)]
    if plain and 4 * len(plain) <= len(clocks):
        return [anchor for anchor in anchors if not _is_plain(anchor)]
    return anchors


def _is_plain(anchor: Anchor) -> bool:
    return not (anchor.strong or anchor.stamp.ago is not None or anchor.signed or anchor.byline or anchor.stamp.text[-1:].lower() in "m.")


def _without_index(lines: Sequence[Line], anchors: list[Anchor]) -> list[Anchor]:
    """Without the times in lists that repeat posts: under "Key events", each with a headline and nothing else."""
    headings = [number for number, line in enumerate(lines) if line.text.lower() in INDEXES]
    if not headings:
        return anchors
    repeated: set[int] = set()
    places = [anchor.line for anchor in anchors]
    for heading in headings:
        first = bisect_right(places, heading)
        if first == len(places) or places[first] - heading > 4 or first in repeated:
            continue
        for index in range(first, len(anchors)):
            end = places[index + 1] if index + 1 < len(anchors) else len(lines)
            if not _is_index_item(lines, anchors[index], end):
                break
            repeated.add(index)
    return [anchor for index, anchor in enumerate(anchors) if index not in repeated]


def _is_index_item(lines: Sequence[Line], anchor: Anchor, end: int) -> bool:
    if end - anchor.last > 2 * MOST_LISTED:
        return False
    between = [line.text for line in lines[anchor.last + 1 : end] if not is_furniture(line.text)]
    if anchor.inline is not None:
        between.insert(0, lines[anchor.line].text[anchor.inline :])
    return 1 <= len(between) <= MOST_LISTED and all(is_title(text) and not text.endswith("!") for text in between)


def _without_datelines(lines: Sequence[Line], anchors: list[Anchor]) -> list[Anchor]:
    """Without the times over the posts that say when the page was made, and those under them of other stories.

    They are written otherwise than most, and have no sentence.
    """
    written = Counter(map(_make, anchors))
    most = written.most_common(1)[0][0] if written else None
    first, last = 0, len(anchors)
    while first < last - 1 and _make(anchors[first]) != most and anchors[first].stamp.day is not None:
        if _says(lines, anchors[first], anchors[first].last + 1, anchors[first + 1].line):
            break
        first += 1
    while last - 1 > first and _make(anchors[last - 1]) != most:
        if _says(lines, anchors[last - 1], anchors[last - 1].last + 1, anchors[last].line if last < len(anchors) else len(lines)):
            break
        last -= 1
    return anchors[first:last]


def _make(anchor: Anchor) -> tuple[bool, ...]:
    """How a time is written."""
    stamp = anchor.stamp
    return anchor.inline is None, stamp.day is not None, stamp.hour is None, stamp.text.isdigit()


def _fitting(main: Sequence[Anchor], others: Sequence[Anchor]) -> list[Anchor]:
    """Those of the other times that lie between their neighbours' times as the page runs: posts of the other make."""
    runs = direction_of(main)
    if not runs or not others:
        return []
    fitting = []
    next_one = 0
    for other in others:
        while next_one < len(main) and main[next_one].line < other.line:
            next_one += 1
        clock = _clock(other)
        above = _clock(main[next_one - 1]) if next_one else None
        below = _clock(main[next_one]) if next_one < len(main) else None
        if clock is None or (above is None and below is None):
            continue
        since = (clock - above) * runs % DAY if above is not None else 0
        until = (below - clock) * runs % DAY if below is not None else 0
        whole = (below - above) * runs % DAY if above is not None and below is not None else FARTHEST
        if since + until <= whole and (above is not None or other.strong):
            fitting.append(other)
    return fitting


def _clock(anchor: Anchor) -> int | None:
    return anchor.stamp.hour * 60 + anchor.stamp.minute if anchor.stamp.hour is not None else None
