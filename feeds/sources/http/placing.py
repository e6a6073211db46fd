"""The side of an address that may come to be asked elsewhere than where the reader said: see `Moving` and `Turning`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ...errors import SourceNotFound
from ...model import Move, Problem, SourceRecord, Validators
from .place import Place

if TYPE_CHECKING:
    from ..events import EventStream

SPACING = 15.0
"""Seconds between a look and one that the reader asks for."""


class PlaceSide:
    """What `HttpSource` does as a source that may move."""

    name: str
    host: str
    local: bool
    spacing: float
    _place: Place
    _came_from: str
    """Where the last answer came from, after redirects."""
    _open: bool
    """That is on the open network."""
    _newer: Validators | None
    """Validators that came after the last document, without news."""
    _validated: bool
    _anew: bool
    """The next answer is to be a whole document, whatever is known."""
    _stream: EventStream | None
    _wall: Callable[[], datetime]

    @property
    def address(self) -> str | None:
        """Where it is asked now; None when that is where the reader said."""
        return self._place.address

    @property
    def moving(self) -> Move | None:
        """Where it says that it has moved for good, while that is not believed yet."""
        return self._place.moving

    @property
    def note(self) -> Problem | None:
        """What the reader should know of where it is asked."""
        return self._place.note

    def restore(self, record: SourceRecord) -> None:
        """Go on where an earlier sitting ended."""
        self._place.restore(record)
        self._arrive()
        self._validated = record.validators.etag is not None or record.validators.last_modified is not None

    def remember(self, record: SourceRecord) -> SourceRecord:
        """The record, with what is to be remembered of this."""
        newer = self._newer
        validators = newer if newer is not None and newer.digest == record.validators.digest else record.validators
        return replace(record, address=self._place.address, moving=self._place.moving, validators=validators)

    def recognise(self) -> None:
        """The document that came last was the feed that is followed: what it says of having moved counts."""
        if self._place.recognised(self._wall(), guarded=self._open):
            self._arrive()
            self._ask_anew()

    def move_back(self) -> None:
        """Ask where the reader said, and do not move to the same address again. A stream is given up for the one there."""
        self._place.back(self._wall())
        self._arrive()
        self._ask_anew()
        if self._stream is not None:
            self._stream.leave()

    def turn_to(self, address: str) -> None:
        """Ask another address from now on, under the same name: the feed that the page names. What holds for redirects holds for it.

        Raises SourceNotFound for an address that is not followed from there.
        """
        self._place.turn(self._led_to(address, "it is no feed, and names one that leads"), guarded=self._open)
        self._arrive()
        self._newer, self._validated = None, False

    def _arrive(self) -> None:
        """What is asked is this server, from now on."""
        self.host, self.local = self._place.host, self._place.local
        self.spacing = 0.0 if self.local else SPACING

    def _ask_anew(self) -> None:
        """Have the next answer be a whole document, whatever was known."""
        self._newer, self._validated, self._anew = None, False, True

    def _lose(self) -> bool:
        """What an earlier sitting was led to is not there: go back to what the reader said. Whether there was such a place."""
        if not self._place.lost():
            return False
        self._arrive()
        self._ask_anew()
        return True

    def _led_to(self, address: str, how: str) -> str:
        from .wire import led_to

        try:
            return led_to(self._came_from, address)
        except ValueError as error:
            raise SourceNotFound(f"cannot read {self.name}: {how} {error}") from error
