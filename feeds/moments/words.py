"""A date of any order and language, put together from its pieces: RFC 822 with all its sloppy relatives, and what people write into fields.

The pieces say what they are (`14:05` is a clock, `März` a month), so one reading does for all. Weekdays are not believed.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from ..dates.months import FILLERS, HALVES, month_names
from ..dates.zones import field_zone, offset_zone
from .pieces import Piece, pieces

WEEKDAYS = 3
"""Words that may stand before a date and tell nothing: "Quinta-feira" are two."""


_MILITARY = frozenset("aortv")
"""Letters that are zones of RFC 822, and elsewhere words that tell nothing."""


class Written(NamedTuple):
    """A time as written: by the wall clock, its zone (None when none is written), and whether nothing of it is missing or a guess."""

    local: datetime
    zone: tzinfo | None
    whole: bool


class _Parts:
    """What the pieces read so far say."""

    def __init__(self) -> None:
        self.dates: list[Piece] = []
        self.months: list[int] = []
        self.early = False
        """The month stands before all numbers: it may be a weekday, which looks like it."""
        self.numbers: list[str] = []
        self.clocks: list[Piece] = []
        self.half = ""
        self.zone: tzinfo | None = None
        self.offset: tzinfo | None = None
        self.strange = False
        """A zone is written that nobody knows: by RFC 2822, section 4.3, its time counts as UTC, and as a guess."""
        self.weekday = False

    @property
    def begun(self) -> bool:
        return bool(self.dates or self.numbers or self.clocks)


def read_words(text: str) -> Written | None:
    """The time that a text tells, None when it tells none. The text is clean and not long."""
    split = pieces(text)
    if split is None:
        return None
    parts = _Parts()
    before = ""
    for piece in split[0]:
        if not _take(parts, piece, before):
            return None
        before = piece.kind
    if parts.zone is None and parts.offset is None:
        parts.zone = next((zone for comment in split[1] if (zone := field_zone(" ".join(comment.split())))), None)
    return _written(parts)


def _take(parts: _Parts, piece: Piece, before: str) -> bool:
    """Note what a piece says. Whether it can be part of a date."""
    match piece.kind:
        case "words":
            return _take_words(parts, piece.text.split(), before)
        case "month":
            if parts.months and parts.early:
                parts.months.clear()  # "mar., 12 mars": mardi, martes
            parts.early = not parts.begun
            parts.months.append(month_names()[piece.text])
        case "number":
            if before == "half" and not parts.clocks:
                parts.half = ""  # "am 14. März"
            parts.numbers.append(piece.text)
        case "half":
            parts.half = {"π": "a", "μ": "p"}.get(piece.text, piece.text)  # "π.μ." and "μ.μ." in Greek
        case "offset":
            sign, hours, minutes, seconds = piece.parts
            assert sign and hours, "an offset has a sign and hours"
            offset = offset_zone(sign, hours, minutes, seconds)
            parts.strange |= offset is None
            parts.offset = parts.offset or offset
        case "dmy" if (parts.dates or parts.months) and piece.may_be_clock:
            parts.clocks.append(piece.as_clock())  # "14. marts 2024 kl. 10.15.30"
        case "ymd" | "dmy":
            parts.dates.append(piece)
        case _:
            parts.clocks.append(piece)
    return True


def _take_words(parts: _Parts, words: list[str], before: str) -> bool:
    """Find a zone's name among words. Whether the others mean nothing, or are a weekday."""
    if not parts.begun:
        return sum(word not in FILLERS for word in words) <= WEEKDAYS
    for word in HALVES.keys() & set(words):
        parts.half = HALVES[word]
        words.remove(word)
        if not parts.half:
            return False
    for length in range(min(len(words), 5), 0, -1):
        for start in range(len(words) - length + 1):
            name = " ".join(words[start : start + length])
            if name not in FILLERS and (zone := field_zone(name)) is not None:
                parts.zone = parts.zone or zone
                del words[start : start + length]
                return _meaningless(parts, words)
    if words and before in ("clock", "half") and _may_name_zone(words):
        parts.strange = True
        return True
    return _meaningless(parts, words)


def _may_name_zone(words: list[str]) -> bool:
    """Whether words right behind a clock are a zone, if an unknown one: a few letters, the military ones too, a region, or "... Time"."""
    if len(words) > 1:
        return words[-1] == "time" and not FILLERS.issuperset(words)
    return "/" in words[0] or (len(words[0]) <= 5 and (words[0] not in FILLERS or words[0] in _MILITARY))


def _meaningless(parts: _Parts, words: list[str]) -> bool:
    others = [word for word in words if word not in FILLERS and field_zone(word) is None]
    if others and not parts.weekday and len(others) <= 2 and not (parts.clocks and (parts.dates or parts.months)):
        parts.weekday = True
        return True
    return not others


def _written(parts: _Parts) -> Written | None:
    if parts.dates and len(parts.dates) + len(parts.months) == 2 and parts.dates[0].may_be_clock:
        parts.clocks.append(parts.dates.pop(0).as_clock())  # "10.15.30, 14. marts 2024"
    if len(parts.clocks) > 1 or len(parts.months) > 1 or len(parts.dates) + len(parts.months) != 1:
        return None
    day = _named_day(parts) if parts.months else _digits_day(parts)
    clock = _clock(parts) if parts.clocks else (0, 0, 0, 0)
    if day is None or clock is None:
        return None
    year, month, number, sure = day
    hour, minute, second, micros = clock
    try:
        local = datetime(year, month, number, hour % 24, minute, min(second, 59), micros)  # noqa: DTZ001
        local += timedelta(days=hour // 24)
    except (ValueError, OverflowError):  # 31 June
        return None
    zone = parts.offset or parts.zone or (UTC if parts.strange else None)
    known = zone is not None and (parts.offset is not None or not parts.strange)
    return Written(local, zone, sure and known and bool(parts.clocks))


def _named_day(parts: _Parts) -> tuple[int, int, int, bool] | None:
    """Year, month and day around a month's name, and whether all are written."""
    match parts.numbers:
        case [year] if len(year) == 4:
            return int(year), parts.months[0], 1, False
        case [year, day] | [day, year] if len(day) <= 2 and len(year) == 4:
            return int(year), parts.months[0], int(day), True
        case [day, year] if len(day) <= 2:
            return full_year(year), parts.months[0], int(day), True
        case [day, year, clock] if len(day) <= 2 and len(year) == len(clock) == 4 and not parts.clocks:
            parts.clocks.append(Piece("clock", clock, (clock[:2], clock[2:], None, None)))
            return int(year), parts.months[0], int(day), True
        case [day, year, zone] if len(day) <= 2 and len(year) == len(zone) == 4:
            parts.strange = True  # an offset without its sign
            return int(year), parts.months[0], int(day), True
    return None


def _digits_day(parts: _Parts) -> tuple[int, int, int, bool] | None:
    """Year, month and day of a date in digits, and whether it is sure which number is which."""
    piece = parts.dates[0]
    if parts.numbers:
        return None
    if piece.kind == "ymd":
        year, month, day = (int(part or 0) for part in piece.parts)
        return (year, day, month, True) if month > 12 else (year, month, day, True)
    first, other, sign = int(piece.parts[0] or 0), int(piece.parts[1] or 0), piece.parts[3]
    written = piece.parts[2] or ""
    if len(written) == 2 and sign == "-":
        return None  # 04-03-10: any of the three may be the year
    sure = first > 12 or other > 12 or first == other or sign == "."
    american = other > 12 or (not sure and bool(parts.half))
    day, month = (other, first) if american else (first, other)
    return full_year(written), month, day, sure


def full_year(written: str) -> int:
    """A year with two or three digits in full (RFC 2822, section 4.3)."""
    year = int(written)
    return year if len(written) == 4 else year + (2000 if len(written) < 3 and year < 50 else 1900)


def _clock(parts: _Parts) -> tuple[int, int, int, int] | None:
    """Hour (24 at the end of a day), minute, second (60 in a leap one), microsecond. None for a clock that there is not."""
    written = parts.clocks[0].parts or (parts.clocks[0].text, None, None, None)
    hour, minute, second = (int(part or 0) for part in written[:3])
    part = written[3] or ""
    if parts.half and hour < 13:
        hour = hour % 12 + (12 if parts.half == "p" else 0)
    elif parts.half == "a":
        return None
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second or part.strip("0"))):
        return None
    return hour, minute, second, int(f"{part:0<6}"[:6])
