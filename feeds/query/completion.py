"""What may be meant by a filter that is being typed: names of fields, and the values that the posts have, with how many have each.

`asked` says what stands before the caret, `Tally` counts the values of a field, `complete` puts both together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from ..dates import in_zone
from ..text import fold
from .fields import BY_NAME, FIELDS, Field
from .subject import Context, Subject
from .syntax import tokens, written
from .windows import Span, on

MOST_VALUES = 2000
"""Values of a field that are proposed at all: the most frequent ones."""
MOST = 50
"""Suggestions made at a time."""
LONGEST = 80
"""Characters of a value that is proposed."""
MOST_DAYS = 14
"""Days, counted back from the newest post, that are proposed."""


class Asked(Struct, frozen=True):
    """The word at the caret: what of it is typed, where it starts, and the field that it is a value of."""

    typed: str
    start: int
    end: int
    field: Field | None = None
    joins: bool = False
    """Something stands before it that `OR` could join."""


class Suggestion(Struct, frozen=True):
    """What may be meant: as a list shows it, as it is written in the filter, and how many posts have it, None when that is not known."""

    text: str
    written: str
    count: int | None = None
    help: str = ""
    whole: bool = True
    """False when something must follow: after a field's name, after OR."""


class Completion(Struct, frozen=True):
    """What the word at the caret may be meant to be, the most frequent first."""

    asked: Asked
    suggestions: tuple[Suggestion, ...]

    def taken(self, text: str, index: int) -> tuple[str, int]:
        """The filter's text with a suggestion in it, and where the caret is then."""
        before = text[: self.asked.start] + self.suggestions[index].written
        return before + text[self.asked.end :], len(before)

    def rest(self, index: int) -> str:
        """What is missing of a suggestion behind what is typed; nothing when it begins otherwise."""
        text, typed = self.suggestions[index].text, self.asked.typed
        return text[len(typed) :] if text.lower().startswith(typed.lower()) else ""


def asked(text: str, caret: int) -> Asked | None:
    """The word that ends at the caret, None where there is nothing to complete: within a word, behind a phrase or a pattern."""
    following = text[caret : caret + 1]
    if following and not following.isspace() and following not in "()":
        return None
    pieces = list(tokens(text[:caret]))
    if not pieces or pieces[-1].end != caret:
        return None
    last, before = pieces[-1], pieces[-2] if len(pieces) > 1 else None
    if last.kind == "field":
        field = BY_NAME.get(last.text)
        return Asked("", caret, caret, field) if field else None
    if last.kind != "value" or last.exact or last.regex or (last.quoted and last.closed):
        return None
    if before is not None and before.kind == "field" and before.end == last.start:
        field = BY_NAME.get(before.text)
        return Asked(last.text, last.start, caret, field) if field else None
    if last.quoted:
        return None
    return Asked(last.text, last.start, caret, joins=before is not None and before.kind in ("value", "close"))


class Tally:
    """How many posts have each value of a field. Counted piece by piece; `values` is then what has been seen so far."""

    def __init__(self, field: Field, context: Context) -> None:
        self.field = field
        self._context = context
        self._counts: Counter[str] = Counter()
        self._spelling: dict[str, str] = {}
        self._times: list[float] = []

    def add(self, subjects: Iterable[Subject]) -> None:
        """Count posts. Reads them and nothing else."""
        field, counts = self.field, self._counts
        if field.window:
            for subject in subjects:
                if moment := subject.entry.published:
                    self._times.append(moment.timestamp())
        elif states := field.states:
            for subject in subjects:
                counts.update(set(states(subject)))
        elif offers := field.offers:
            for subject in subjects:
                counts.update({self._key(value) for value in offers(subject, self._context) if value})

    def _key(self, value: str) -> str:
        key = fold(value)
        if key not in self._spelling:
            self._spelling[key] = value.lower()
        return key

    def values(self) -> Values:
        """What was counted."""
        if self.field.window:
            return Values(times=tuple(sorted(self._times)))
        if self.field.states:
            order = {value: number for number, value in enumerate(self.field.values)}
            return Values(tuple(sorted(((value, self._counts[value]) for value in order), key=lambda each: (-each[1], order[each[0]]))))
        common = self._counts.most_common(MOST_VALUES)
        spelled = ((self._spelling[key], count) for key, count in common if key)
        return Values(tuple(sorted((each for each in spelled if _can_be_typed(each[0])), key=lambda each: (-each[1], each[0]))))


def _can_be_typed(value: str) -> bool:
    return len(value) <= LONGEST and value.isprintable() and value == value.strip()


class Values(Struct, frozen=True):
    """The values that posts have for a field, the most frequent first, or when they were published."""

    counts: tuple[tuple[str, int], ...] = ()
    times: tuple[float, ...] = ()
    """Seconds since 1970, in order."""


def complete(what: Asked, values: Values | None, context: Context) -> Completion | None:
    """What may be meant, None when nothing is known or it is typed already. `values` are those of the field that is asked for, None while they are not counted."""
    found = _values(what.field, values, what.typed, context) if what.field else _names(what)
    found = [each for each in found if each.written != what.typed]
    return Completion(what, tuple(found)) if found else None


def _names(what: Asked) -> list[Suggestion]:
    typed = what.typed.lower()
    found = [Suggestion(f"{field.name}:", f"{field.name}:", help=field.help, whole=False) for field in FIELDS if field.name.startswith(typed)]
    if what.joins and "or".startswith(typed):
        found.insert(0, Suggestion("OR", "OR ", help="what stands before it, or what follows", whole=False))
    return found


def _values(field: Field, values: Values | None, typed: str, context: Context) -> list[Suggestion]:
    known: Sequence[tuple[str, int | None]]
    if field.window:
        known = _times(field, values, context)
    else:
        known = values.counts if values is not None else [(value, None) for value in field.values]
    begun = fold(typed)
    folded = [(fold(value), value, count) for value, count in known]
    found = [each for each in folded if each[0].startswith(begun)] + [each for each in folded if f" {begun}" in each[0] and not each[0].startswith(begun)]
    return [Suggestion(value, written(value, field=True), count) for _, value, count in found[:MOST]]


def _times(field: Field, values: Values | None, context: Context) -> Sequence[tuple[str, int | None]]:
    """Times in the order of their nearness, those that match a post: what is always proposed, hours of the latest day, the latest days."""
    proposals = list(field.proposals)
    if values is None:
        return [(proposal, None) for proposal in proposals]
    if "today" in proposals:
        days = _days(values.times, context)
        if days and field.name != "on":
            proposals += _hours(days[0], values.times, context)
        proposals += days
    window = field.window
    assert window is not None
    counted = [(proposal, _count(window(proposal)(context), values.times)) for proposal in proposals]
    return [(proposal, count) for proposal, count in counted if count]


def _count(span: Span, times: Sequence[float]) -> int:
    """How many of some times lie in a stretch."""
    return bisect_left(times, span[1]) - bisect_left(times, span[0])


def _days(times: Sequence[float], context: Context) -> list[str]:
    """The latest days on which something was published, the latest first."""
    days: list[str] = []
    end = len(times)
    while end and len(days) < MOST_DAYS:
        try:
            day = in_zone(datetime.fromtimestamp(times[end - 1], UTC), context.zone).date().isoformat()
        except (OverflowError, ValueError, OSError):  # the ends of the calendar
            break
        days.append(day)
        end = min(end - 1, bisect_left(times, on(day)(context)[0]))
    return days


def _hours(day: str, times: Sequence[float], context: Context) -> list[str]:
    """The hours of a day in which something was published, the latest first."""
    hours = [f"{hour:02}:00" for hour in reversed(range(24))]
    begins = [on(f"{day}T{hour}")(context)[0] for hour in hours]
    return [hour for hour, begin in zip(hours, begins, strict=True) if _count((begin, begin + 3600), times)]
