"""How one source is: followed, waited for, failing and why, ended; in words for the list of sources and for the head line."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from feeds import FeedError, SourceError, SourceNotAsked, SourceUnavailable

Kind = Literal["live", "reading", "waiting", "paused", "failed", "offline", "gone", "strange", "unasked", "ended"]

SIGNS: dict[Kind, str] = {
    "live": "live",
    "reading": "waiting",
    "waiting": "waiting",
    "paused": "paused",
    "failed": "failed",
    "offline": "failed",
    "gone": "failed",
    "strange": "failed",
    "unasked": "paused",
    "ended": "ended",
}
"""The sign of each kind."""


class Standing(Struct, frozen=True):
    """How a source is."""

    kind: Kind
    word: str
    """The kind in a word or two."""
    why: str = ""
    """What failed, or what is waited for, without the source's name."""
    next: str = ""
    """When it is looked at next; empty when that is nothing to tell."""

    @property
    def sign(self) -> str:
        return SIGNS[self.kind]

    @property
    def failing(self) -> bool:
        return self.sign == "failed"


def kind_of(error: FeedError, *, stopped: bool) -> Kind:
    """What an error makes of its source. `stopped`: it is not asked again by itself."""
    if isinstance(error, SourceNotAsked):
        return "unasked"
    if isinstance(error, SourceUnavailable):
        return "waiting" if error.absent else "offline" if error.offline else "failed"
    return "gone" if stopped and isinstance(error, SourceError) else "failed"


def reason(said: str) -> str:
    """Why something failed, out of a line that says what failed first: "cannot reach Coast Wire: no connection"."""
    what, _, why = said.partition(": ")
    return why or what
