"""The filter language.

    storm "high water" -rail        words and phrases, and what must not be there; all of them are needed
    title:ferry author:"ann lee"    fields; their names are in `FIELDS`
    a OR b, (a b) OR c              either; parentheses group
    /gates? \\d+/                    a regular expression, wherever a word may stand; `\\/` is a slash in it
    =Nato =/[A-Z]{3}/               as written, with case and accents
    after:13:00 within:2h           published from then on, in the time up to now

Words and patterns are searched without case and accents, also inside of words. Any text is a filter or gives a QueryError with its place, and
`str(query)` is a text that reads back as an equal query.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from msgspec import Struct

from ..model import Entry, Status
from .grammar import read
from .sieve import Sieve, Words, sieve_of
from .subject import Context, Subject
from .terms import All, Any, Node, Not, Term, Test, implies, terms
from .windows import Span


class Query(Struct, frozen=True):
    """A filter. An empty one matches everything."""

    root: All | Any | Not | Term = All()

    @classmethod
    def parse(cls, text: str) -> Query:
        """The filter that a text asks for. Raises QueryError with the place of what is wrong. Reads no clock."""
        return cls(read(text))

    def __str__(self) -> str:
        return str(self.root)

    def __bool__(self) -> bool:
        return self.root != All()

    def matches(
        self,
        entry: Entry,
        status: Status,
        *,
        now: datetime,
        zone: tzinfo | None,
        source: str = "",
        titles: Mapping[str, str] | None = None,
        latest: datetime | None = None,
        ended: bool = False,
    ) -> bool:
        """Whether the filter lets the entry through; for many entries, `test` is quicker.

        `now` and `zone` are for the fields that speak of time, as are `latest`, when the feed's newest post was published, and whether it has
        `ended`; `source` is the name of the entry's source, `titles` are people's names for sources. What is not given is not known: a clock
        without a date is then today's.
        """
        context = Context(now=now, zone=zone, latest=latest, ended=ended, titles=titles or {})
        return self.test(context)(Subject(entry, status, source))

    def test(self, context: Context) -> Test:
        """The filter as a function, made for one asking: words are folded and times are resolved once."""
        return self.root.test(context)

    def sieve(self, context: Context, words: Words) -> Sieve:
        """The filter for many posts at once, made for one asking. `words` keeps what it reads of them."""
        return sieve_of(self.root, context, words)

    def spans(self, context: Context) -> tuple[Span, ...]:
        """The stretches of time that the filter speaks of: when they are others than before, it must be asked again."""
        return tuple(span for term in terms(self.root) if (span := term.span(context)))

    def narrows(self, other: Query) -> bool:
        """Whether what this lets through is always among what the other lets through; True only where that is plain to see."""
        return all(term.needle for term in terms(other.root)) and all(any(implies(mine, part) for mine in self.parts) for part in other.parts)

    @property
    def cost(self) -> int:
        """About how much work it is to ask one post, where looking for one word is 1."""
        return sum(term.cost for term in terms(self.root))

    @property
    def reads(self) -> bool:
        """Whether it reads what posts say, and not only what is known of them: then it is slow where nobody has read them yet."""
        return any(term.needle is not None or term.field == "has" for term in terms(self.root))

    @property
    def parts(self) -> tuple[Node, ...]:
        """What a match needs all of."""
        return self.root.inner if isinstance(self.root, All) else (self.root,)

    @property
    def shown(self) -> tuple[Term, ...]:
        """The terms that a match can show, for marking: those that look for words, without what must not be there."""
        return tuple(term for term in terms(self.root, negated=False) if term.needle)
