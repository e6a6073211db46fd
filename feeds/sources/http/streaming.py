"""The side of an address that shows when it answers with a stream of events (HTML, 9.2): from then on it is listened to and not asked.

It moves by the rules of what is asked (`moves`), where each connection is an answer. A stream that goes on behind an id says nothing again by which it
could be known, so what the same server says of another of its addresses is believed as it is; of another server, when its first posts are known.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from ...errors import SourceError, SourceNotFound, SourceUnavailable
from ...model import Document, Reply
from ...text import clean_line
from .asking import EVENTS, headers
from .body import Caps, Unusable
from .place import Place, is_one_server, origin

if TYPE_CHECKING:
    from ..base import Turns
    from ..events import EventStream
    from ..events_pile import Opened
    from .call import Answer, Call, Headers
    from .flow import Flow

STREAM = "sse+"
"""Before the scheme of an address that has to be one."""
TOO_MANY = 600.0
"""Seconds for which a stream is left alone that is asked too often and does not say more."""


class StreamSide:
    """What `HttpSource` does as a stream."""

    name: str
    title: str
    reply: Reply
    silence = 90.0
    """Seconds without a byte after which the connection is taken for dead."""
    _date: date | None
    _zone: tzinfo | None
    _now: Callable[[], float]
    _place: Place
    _came_from: str
    _open: bool
    _closed: bool
    _stream: EventStream | None
    _turns: Turns | None = None
    _wake: Callable[[], None]
    _call: Callable[..., Call]
    _refused: Callable[[Answer, str], SourceError]
    recognise: Callable[[], None]

    @property
    def streaming(self) -> bool:
        return self._stream is not None

    @property
    def again(self) -> float | None:
        return self._stream.again if self._stream is not None else None

    @property
    def failures(self) -> int:
        return self._stream.failures if self._stream is not None else 0

    def ask(self) -> str | None:
        return self._stream.ask() if self._stream is not None else None

    def connect_in(self, turns: Turns) -> None:
        """Connect again only in a turn that these give. A connection that is there needs none."""
        self._turns = turns

    def read_on(self, offset: int, format: str) -> None:
        """What stands before this offset in what a stream gave last is final. Other documents are given whole."""
        if self._stream is not None:
            self._stream.read_on(offset, format)

    def _begin_stream(self, answer: Answer, flow: Flow, previous: Document | None, *, stay: bool) -> Document | None:
        """The address turns out to be a stream of events: read it from now on."""
        from ..events import EventStream, Filing

        stream = EventStream(self._connect, Filing(self.name, self.title, self._date, self._zone), now=self._now)
        self._stream = stream
        stream.wake = lambda: self._wake()
        stream.start(_Line(self, answer, flow), self._event_for(flow.url, previous))
        if self._closed:
            stream.close()
        self.reply = Reply(words="stream")
        if stay:
            return self._given(stream)
        self._stream = None
        return stream.gather()

    def _taken(self, stream: EventStream) -> Document | None:
        try:
            document = self._given(stream)
        except SourceError as error:
            self.reply = Reply()
            if isinstance(error, SourceNotFound):
                self._stream = None
            raise
        self.reply = Reply(words="stream", kind="news" if document is not None else "same") if stream.connected else Reply()
        return document

    def _given(self, stream: EventStream) -> Document | None:
        """What has come. With the first of a connection counts what that connection said of where the stream is."""
        document = stream.take()
        line = stream.connection
        if isinstance(line, _Line):
            self._came_from, self._open = line.url, line.public
            self._place.answered(line.permanent)
            if line.permanent is not None and is_one_server(line.permanent, self._place.url):
                self.recognise()
        return document

    def _connect(self, last_id: str | None, begun: Callable[[Callable[[], None]], None]) -> Opened:
        """Ask for the stream again, from an event on, when there is a turn for it: until the head of the answer has come, and no longer."""
        from .faults import FOREIGN, unavailable
        from .wire import poll

        place = self._place
        with self._turns(place.host, begun) if self._turns is not None else nullcontext() as onward:
            call = self._call(place.url, lambda url: self._stream_headers(url, last_id), guarded=place.guarded, flowing=(EVENTS,), onward=onward)
            try:
                answer = poll(call, begun)
            except FOREIGN as error:
                raise unavailable(place.told, error, call.caps) from error
            if answer.flow is not None:
                return _Line(self, answer, answer.flow)
            if answer.status in (200, 204, 205):
                raise self._no_stream(answer)
            refused = self._refused(answer, place.told)
            if answer.status == 429 and isinstance(refused, SourceUnavailable) and refused.retry_after is None:
                refused.retry_after = TOO_MANY
            raise refused

    def _no_stream(self, answer: Answer) -> SourceNotFound:
        kind = clean_line((answer.header(b"content-type") or "").partition(";")[0])[:60]
        what = "it ends here (204)" if answer.status == 204 else f"it is no stream of events but {kind or 'of no type'}"
        return SourceNotFound(f"cannot read {self._place.told}: {what}")

    def _stream_headers(self, url: str, last_id: str | None) -> Headers:
        """The id of an event goes to the server that is asked, and to the one that gave it."""
        own = origin(url) in (origin(self._place.url), origin(self._came_from))
        return headers(EVENTS, packed=False, event=last_id if own else None, login=self._place.login_for(url))

    @staticmethod
    def _event_for(url: str, previous: Document | None) -> str | None:
        """The id from which a stream goes on: it belongs to the address that gave it."""
        return previous.validators.event if previous is not None and previous.url == url else None


class _Line:
    """The connection of a stream, whose faults are told as those of its source."""

    def __init__(self, source: StreamSide, answer: Answer, flow: Flow) -> None:
        self.url, self.public, self.permanent = answer.url, answer.public, answer.permanent
        self._source, self._flow = source, flow

    def read(self, take: Callable[[bytes], None], begun: Callable[[Callable[[], None]], None]) -> None:
        from .faults import unavailable

        try:
            self._flow.read(take, begun, silence=self._source.silence)
        except Unusable as error:
            raise unavailable(self._source.name, error, Caps()) from error
