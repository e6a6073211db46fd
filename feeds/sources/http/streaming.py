"""The side of an address that shows when it answers with a stream of events (HTML, 9.2): from then on it is listened to and not asked."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from ...errors import SourceError, SourceNotFound, SourceUnavailable
from ...model import Document, Reply
from ...text import clean_line
from .body import Caps, Unusable
from .place import Place, origin

if TYPE_CHECKING:
    from ..events import EventStream, Opened
    from .flow import Flow
    from .wire import Answer, Call, Headers

HOME = "https://feedreader.example"
"""Where a server's keeper finds out what asks."""
EVENTS = "text/event-stream"
"""The media type of a stream of events."""
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
    _caps: Caps
    _place: Place
    _came_from: str
    _closed: bool
    _stream: EventStream | None
    _wake: Callable[[], None]

    def _call(self, url: str, headers: Callable[[str], Headers], *, guarded: bool, flowing: tuple[str, ...] = ()) -> Call:
        raise NotImplementedError

    def _refused(self, answer: Answer, told: str) -> SourceError:
        raise NotImplementedError

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

    def read_on(self, offset: int, format: str) -> None:
        """What stands before this offset in what a stream gave last is final. Other documents are given whole."""
        if self._stream is not None:
            self._stream.read_on(offset, format)

    def _begin_stream(self, flow: Flow, previous: Document | None, *, stay: bool) -> Document | None:
        """The address turns out to be a stream of events: read it from now on."""
        from ..events import EventStream, Filing

        stream = EventStream(self._connect, Filing(self.name, self.title, self._date, self._zone), now=self._now)
        self._stream = stream
        stream.wake = lambda: self._wake()
        stream.start(_Line(self, flow), self._event_for(flow.url, previous))
        if self._closed:
            stream.close()
        self.reply = Reply(words="stream")
        if stay:
            return stream.take()
        self._stream = None
        return stream.gather()

    def _taken(self) -> Document | None:
        stream = self._stream
        if stream is None:
            return None
        try:
            document = stream.take()
        except SourceError as error:
            self.reply = Reply()
            if isinstance(error, SourceNotFound):
                self._stream = None
            raise
        self.reply = Reply(words="stream", kind="news" if document is not None else "same") if stream.connected else Reply()
        return document

    def _connect(self, last_id: str | None, begun: Callable[[Callable[[], None]], None]) -> Opened:
        """Ask for the stream again, from an event on."""
        from .faults import FOREIGN, unavailable
        from .wire import poll

        place = self._place
        call = self._call(place.url, lambda url: self._stream_headers(url, last_id), guarded=place.guarded, flowing=(EVENTS,))
        try:
            answer = poll(call, begun)
        except FOREIGN as error:
            raise unavailable(self._place.told, error, self._caps) from error
        if answer.flow is not None:
            return _Line(self, answer.flow)
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
        own = origin(url) in (origin(self._place.url), origin(self._came_from))
        headers = [
            (b"User-Agent", agent()),
            (b"Accept", EVENTS.encode()),
            (b"Accept-Encoding", b"identity"),
            *([(b"Last-Event-ID", last_id.encode())] if last_id is not None and own else []),
        ]
        if (login := self._place.login_for(url)) is not None:
            headers.append((b"Authorization", b"Basic " + b64encode(login.encode())))
        return [*headers, (b"Connection", b"close")]

    @staticmethod
    def _event_for(url: str, previous: Document | None) -> str | None:
        """The id from which a stream goes on: it belongs to the address that gave it."""
        return previous.validators.event if previous is not None and previous.url == url else None


class _Line:
    """The connection of a stream, whose faults are told as those of its source."""

    def __init__(self, source: StreamSide, flow: Flow) -> None:
        self.url = flow.url
        self._source, self._flow = source, flow

    def read(self, take: Callable[[bytes], None], begun: Callable[[Callable[[], None]], None]) -> None:
        from .faults import unavailable

        try:
            self._flow.read(take, begun, silence=self._source.silence)
        except Unusable as error:
            raise unavailable(self._source.name, error, Caps()) from error


def agent() -> bytes:
    """What asks, and where to find out about it."""
    return f"feedreader/{_version()} (+{HOME})".encode()


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("feedreader")
    except PackageNotFoundError:  # run from a source tree that is not installed
        return "0"
