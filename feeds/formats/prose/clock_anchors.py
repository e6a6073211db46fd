"""The lines of a page that say when something was posted: alone, behind a name, or before a text on the same line."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from ...dates import FIXED_ZONES, MONTHS, REGIONAL_ZONES, Stamp, read_stamp
from ...wording import Wording
from .tables import BY, EDITED_BY, NAMES, PAGE_TIME

LONGEST = 200
"""Characters of a line in which its stamp is looked for."""


class Line(Struct, gc=False):
    """A line that is not blank: its offsets in the page, its text without the space around it, and whether a blank line stands over it."""

    start: int
    end: int
    text: str
    gap: bool


class Anchor(Struct, gc=False):
    """A time on its line, or on a few lines that follow one another."""

    line: int
    last: int
    """The last line that belongs to it."""
    stamp: Stamp
    text: str
    """As written."""
    inline: int | None = None
    """Where the text behind it begins in its line; None when it has none."""
    byline: str = ""
    signed: bool = False
    """The name stands before the time."""
    bare: bool = False
    """Four digits and nothing else: perhaps a year."""
    updated: Stamp | None = None

    @property
    def strong(self) -> bool:
        """Whether it names a zone or a day: then it is hardly anything but a time."""
        return self.stamp.zone is not None or self.stamp.day is not None


def lines_of(text: str) -> list[Line]:
    """The lines that are not blank."""
    lines: list[Line] = []
    at, gap = 0, False
    for line in text.split("\n"):
        if words := line.strip():
            lines.append(Line(at, at + len(line), words, gap))
            gap = False
        else:
            gap = True
        at += len(line) + 1
    return lines


def anchors_of(lines: list[Line]) -> list[Anchor]:
    """The times of the page from top to bottom. Times on lines that follow one another and say the same are one."""
    found: list[Anchor] = []
    day: tuple[int, Stamp] | None = None
    for number, line in enumerate(lines):
        anchor = read_anchor(line.text)
        if anchor is None:
            continue
        last = found[-1] if found else None
        touches = last is not None and last.last == number - 1 and last.inline is None and not (last.bare or anchor.bare)
        anchor.line = anchor.last = number
        if anchor.stamp.hour is None and anchor.stamp.ago is None:  # a day alone
            if last and touches and (last.stamp.day is None or _same_day(last.stamp, anchor.stamp)):
                last.last, last.text, last.stamp = number, f"{last.text} {anchor.text}", together(last.stamp, anchor.stamp) or last.stamp
            elif not PAGE_TIME.fullmatch(line.text):
                day = (number, anchor.stamp)
            continue
        if (
            day
            and day[0] == number - 1
            and (found or not line.gap)
            and anchor.stamp.day is None
            and anchor.inline is None
            and anchor.stamp.ago is None
            and not anchor.bare
        ):
            anchor.line, anchor.text = day[0], f"{lines[day[0]].text} {anchor.text}"
            anchor.stamp = together(anchor.stamp, day[1]) or anchor.stamp
        elif last and touches and anchor.inline is None and (both := _one_moment(last.stamp, anchor.stamp)):
            last.last, last.stamp, last.text = number, both, last.text if last.text == anchor.text else f"{last.text} {anchor.text}"
            last.byline = last.byline or anchor.byline
            continue
        found.append(anchor)
    _take_names(lines, found)
    return found


def _take_names(lines: list[Line], anchors: list[Anchor]) -> None:
    """Where most texts behind the times are names and nothing else, they are bylines."""
    inline = [anchor for anchor in anchors if anchor.inline is not None]
    named = [(anchor, words) for anchor in inline if NAMES.fullmatch(words := lines[anchor.line].text[anchor.inline :])]
    if len(named) >= 2 and 2 * len(named) > len(inline):
        for anchor, words in named:
            anchor.inline, anchor.byline = None, words


# --- one line ---------------------------------------------------------------------------------------------------------

_WEEKDAYS = r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
_MAYBE = Wording(
    rf"[\[(•*▪◦·|–—-]{{0,2}}\s?(?:\d|(?:{_WEEKDAYS}|{'|'.join(MONTHS)})\b|an? |about |around |over |almost |nearly |less than |one |two |three |just now|moments |seconds |by |edited |posted |published )",
    re.IGNORECASE,
)
_LEAD = Wording(rf"[•*▪◦·|–—-]?\s*(?P<bracket>[\[(]?)(?:(?:posted|published)(?: (?:at|on))?:? )?\s*(?:(?:{_WEEKDAYS}),?\s+(?=\d{{1,2}}[:.]\d))?", re.IGNORECASE)
_WORDS = sorted(
    {word for name in (*FIXED_ZONES, *REGIONAL_ZONES) for word in name.split()}
    | {"ago", "about", "around", "over", "almost", "nearly", "less", "than", "a", "an", "one", "two", "three", "just", "now", "moment", "moments", "and"}
    | {"at", "on", "hrs", "hr", "hours", "hour", "uhr", "local", "h", "s", "sec", "secs", "second", "seconds", "m", "min", "mins", "minute", "minutes"}
    | {"d", "day", "days", "w", "wk", "wks", "week", "weeks", "st", "nd", "rd", "th", *MONTHS},
    key=len,
    reverse=True,
)
_RUN = Wording(rf"(?:[\d\s:.,/+–—|·-]|(?:[ap]\.?\s?m|{_WEEKDAYS}|{'|'.join(_WORDS)}|utc|gmt)(?![^\W\d_])|T(?=\d)|ago(?=\d))+", re.IGNORECASE)
"""All that a stamp can be made of; what it makes of a line's beginning is short and often the same."""
_BARE = Wording(r"(?:[01]\d|2[0-3])[0-5]\d")
_STARTS = Wording(rf"(?<![\w:./])(?=\d|(?:{_WEEKDAYS}|{'|'.join(MONTHS)}|an?|just now)\b)", re.IGNORECASE)
_BEHIND = Wording(r"\s*(?:[,|·/–—-]\s*)?")
_BRACKET = Wording(r"\s*[\[(](?P<inside>[^()\[\]]{1,60})[\])]")
_UPDATED = Wording(r"\(?(?:last )?updated:? (?:at |on )?(?P<stamp>.{3,60}?)\)?", re.IGNORECASE, begins=("updated", "last updated", "(updated", "(last updated"))
_WEEKDAY = Wording(rf"[, ]*(?:{_WEEKDAYS})", re.IGNORECASE)
_SEPARATOR = Wording(r"\s*:\s+|\s*[–—]\s*|\s+--?\s+|\s*\|\s*|(?P<space>\s+)")
_RANGE = Wording(r"(?:to |until )?\d{1,2}(?:[:.]\d\d|\s?[ap]\.?m\b)", re.IGNORECASE)
_SIGNED_AGAIN = Wording(r"^[^\d]{3,60}?(?=\d)")
_ONE_NAME = Wording(r"[^\W\d_a-z][\w’'.&-]*(?: [^\W\d_a-z][\w’'.&-]*){0,4}")


def read_anchor(text: str) -> Anchor | None:
    """The time that a line is or begins with. A day alone is given too: it has no clock."""
    if not _MAYBE.match(text):
        return None
    if _BARE.fullmatch(text):
        return Anchor(0, 0, Stamp(text, int(text[:2]), int(text[2:]), end=4), text, bare=True)
    if text[:3].lower() in ("by ", "edi", "pos") and (signed := _signed(text)):
        return signed
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    bracket = bool(lead and lead["bracket"])
    body = text[start : start + LONGEST]
    stamp, at = _beginning(body)
    if stamp is None:
        return None
    if bracket:
        if body[at : at + 1] not in ("]", ")"):
            return None
        at += 1
    told = _behind(stamp, body, at)
    if told is None:
        return None
    stamp, at, updated = told
    rest = text[start + at :]
    written = text[: start + at].strip()
    if rest.strip() in ("", ":", "."):
        return Anchor(0, 0, stamp, written, updated=updated)
    if stamp.hour is None and stamp.ago is None:
        return None
    if byline := _byline(rest):
        return Anchor(0, 0, stamp, written.rstrip(" ,"), byline=byline, updated=updated)
    if not (separator := _SEPARATOR.match(rest)) or separator.end() == len(rest):
        return None
    words = rest[separator.end() :]
    if _RANGE.match(words) or (separator["space"] and (stamp.ago is not None or not _begins_text(words))):
        return None
    return Anchor(0, 0, stamp, written, inline=start + at + separator.end(), updated=updated)


def read_updated(text: str) -> Stamp | None:
    """The time of a line that says when a post was updated."""
    return read_stamp(match["stamp"]) if len(text) <= 80 and (match := _UPDATED.fullmatch(text)) else None


def signed_again(text: str, anchor: Anchor) -> str:
    """The name on a line of a name and the time of a post that has the time already: "Name Surname24 February 2022 17:31"."""
    if len(text) > 100 or not text[-1].isalnum() or (anchor.byline and anchor.byline not in text):
        return ""
    start = _SIGNED_AGAIN.search(text)
    stamp = read_stamp(text[start.end() :].lstrip(" ,|·")) if start else None
    if start is None or stamp is None or stamp.hour is None:
        return ""
    mine = anchor.stamp
    same = mine.hour is None or mine.text.isdigit() or stamp.minute == mine.minute
    return start[0].rstrip(" ,|·") if same and NAMES.fullmatch(start[0].rstrip(" ,|·")) else ""


def _begins_text(words: str) -> bool:
    first = words.lstrip("\"'“”‘’«([*_")[:1]
    return first.isupper()


@lru_cache(maxsize=8192)
def _stamp(run: str) -> Stamp | None:
    half, odd = divmod(len(run), 2)
    if not odd and run[:half] == run[half:] and (once := read_stamp(run[:half])):
        return replace(once, text=run, end=len(run))
    return read_stamp(run, whole=False)


def _beginning(body: str) -> tuple[Stamp | None, int]:
    """The stamp at the beginning, and the offset behind it."""
    if not (run := _RUN.match(body)):
        return None, 0
    stamp = _stamp(run[0].rstrip())
    return stamp, stamp.end if stamp else 0


def _behind(stamp: Stamp, body: str, at: int) -> tuple[Stamp, int, Stamp | None] | None:
    """What goes on telling the time behind a stamp: it once more, in brackets, its weekday, or when the post was updated. None for a span of time."""
    updated = None
    while at < len(body):
        if (bracket := _BRACKET.match(body, at)) and ((inner := read_stamp(bracket["inside"].strip())) or read_updated(bracket["inside"])):
            both = together(stamp, inner) if inner else stamp
            updated = updated or (None if inner else read_updated(bracket["inside"]))
            end = bracket.end()
        elif (again := read_updated(body[at:].strip())) and updated is None:
            return stamp, len(body), again
        elif (day := _WEEKDAY.match(body, at)) and not body[day.end() :].strip(" :,)"):
            return stamp, len(body), updated
        else:
            gap = _BEHIND.match(body, at)
            begin = gap.end() if gap else at
            inner, length = _beginning(body[begin:])
            if inner and stamp.hour is not None and inner.hour is not None and stamp.zone == inner.zone and not _same_clock(stamp, inner):
                return None
            both, end = together(stamp, inner) if inner else None, begin + length
        if both is None:
            break
        stamp, at = both, end
    return stamp, at, updated


def _byline(rest: str) -> str:
    """The name behind a time: after a comma, or after "by"."""
    words = rest.strip(" ,|·–—-")
    if len(words) > 120:
        return ""
    if BY.fullmatch(words) or EDITED_BY.fullmatch(words):
        return words
    if rest.lstrip()[:1] == ",":
        return words if NAMES.fullmatch(words) or _ONE_NAME.fullmatch(words) else ""
    return words if rest[:1].isupper() and NAMES.fullmatch(words) else ""


def _signed(text: str) -> Anchor | None:
    """A name with the time behind it: "by Name edited by Name 5/21/2022 9:38:14 AM"."""
    if len(text) > LONGEST:
        return None
    for match in _STARTS.finditer(text, 3):
        stamp = read_stamp(text[match.start() :].rstrip(" .:"))
        if stamp and (stamp.hour is not None or stamp.ago is not None):
            byline = re.sub(r"(?:[\s,|·–—-]+(?:at|on)?)+$", "", text[: match.start()])
            if len(byline.split()) < 2 or byline.lower() == "posted by":
                return None
            return Anchor(0, 0, stamp, text[match.start() :], byline=byline, signed=True)
    return None


# --- two times that are one -------------------------------------------------------------------------------------------


def together(one: Stamp, other: Stamp) -> Stamp | None:
    """Two stamps side by side as one: the clock wins over "2m ago", the day completes the clock. None when they are two different times."""
    if one.hour is None and one.ago is None:  # a day
        one, other = other, one
    if other.hour is None and other.ago is None:
        return replace(one, day=one.day or other.day, month=one.month or other.month, year=one.year or other.year, swaps=one.swaps or other.swaps)
    if one.hour is None or other.hour is None:
        clock, age = (one, other) if one.hour is not None else (other, one)
        return replace(clock, ago=age.ago)
    if one.day is None and other.day is not None:
        one, other = other, one
    return replace(one, zone=other.zone) if other.zone and not one.zone and _same_clock(one, other) else one


def _one_moment(one: Stamp, other: Stamp) -> Stamp | None:
    """The stamps of two lines as one, when they can be: one counts back, or both show the same clock."""
    if one.ago is not None and one.hour is None and other.ago is not None and other.hour is None:
        return one if abs(one.ago - other.ago) < 60 else None
    if one.hour is not None and other.hour is not None and not _same_clock(one, other):
        return None
    if one.hour is not None and one.ago is not None and other.ago is not None:
        return None
    return together(one, other)


def _same_clock(one: Stamp, other: Stamp) -> bool:
    return (one.hour, one.minute) == (other.hour, other.minute)


def _same_day(one: Stamp, other: Stamp) -> bool:
    return (one.day, one.month) == (other.day, other.month)
