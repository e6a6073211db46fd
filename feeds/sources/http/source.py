"""An address of the web, asked again and again and never more than need be: RFC 9110 and 9111, as far as one reader of one feed needs them.

An answer counts only when it is whole. Whatever else comes is an error that changes nothing: the validators of the last good document stay in use.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any, Literal

from msgspec.structs import replace

from ...addresses import filed, http_parts, is_public, masked, short
from ...background import in_background
from ...errors import SourceError, SourceNotFound, SourceUnavailable
from ...model import Document, Reply, Validators
from ...text import clean_line
from . import answers
from .asking import ACCEPT, EVENTS, headers
from .body import Caps, Unusable
from .dates import fresh
from .place import Place, pinned
from .placing import PlaceSide
from .streaming import STREAM, StreamSide

if TYPE_CHECKING:
    import ssl

    from ..base import Onward
    from .call import Answer, Call, Headers


class HttpSource(PlaceSide, StreamSide):
    """An http or https address. `interval` is the user's wish in seconds, `date` the day of stamps that name none, `zone` that of stamps without one.

    Raises SourceNotFound for an address that is none. `resolve`, `public` and `trust` are the network's rules, for tests: socket.getaddrinfo, whether an
    IP address and port are on the open network, and the certificates to believe. `pin` is the SHA-256 of the one certificate that is believed of the server.
    """

    finished = False
    onward: Onward | None = None

    def __init__(
        self,
        address: str,
        *,
        date: date | None = None,
        zone: tzinfo | None = None,
        interval: float | None = None,
        caps: Caps | None = None,
        now: Callable[[], float] = time.time,
        resolve: Callable[..., list[Any]] = socket.getaddrinfo,
        public: Callable[[str, int], bool] = lambda ip, port: is_public(ip),
        trust: ssl.SSLContext | None = None,
        pin: str | None = None,
    ) -> None:
        self.name = filed(clean_line(address))
        self._only_stream = address[: len(STREAM)].lower() == STREAM
        if self._only_stream:
            address = address[len(STREAM) :]
        try:
            self._place = Place(lambda: self.name, http_parts(address))
        except ValueError as error:
            raise SourceNotFound(f"{self.name} is no address that can be asked: {error}") from error
        try:
            self._pin = pinned(pin) if pin is not None else None
        except ValueError as error:
            raise SourceNotFound(f"cannot read {self.name}: {error}") from error
        self.title = short(address)
        self._date, self._zone, self.interval, self._now = date, zone, interval, now
        self._caps, self._resolve, self._public, self._trust = caps or Caps(), resolve, public, trust
        self.key = STREAM + self._place.key if self._only_stream else self._place.key
        self._arrive()
        self.reply = Reply()
        self._newer: Validators | None = None
        self._validated = False
        self._plain = False
        self._cancel: Callable[[], None] = lambda: None
        self._cancel_beside: Callable[[], None] = lambda: None
        self._closed = False
        self._came_from, self._open = self._place.url, False
        self._anew = False
        self._stream = None
        self._wake = lambda: None

    def forget(self) -> None:
        """Forget newer validators than those of the last document."""
        self._newer = None

    async def fetch(self, previous: Document | None) -> Document | None:
        """The document as it is now, None when the server says that it has not changed, or gives the same bytes."""
        if (stream := self._stream) is not None:
            return await in_background(lambda: self._taken(stream))
        return await in_background(lambda: self.look(previous, stay=True))

    def look(self, previous: Document | None = None, *, stay: bool = False) -> Document | None:
        """`fetch`, for callers that may wait for the network. A stream is listened to for some seconds, unless they `stay`."""
        from .faults import FOREIGN, Refused, causes, unavailable
        from .wire import poll

        call = self._call(self._place.url, lambda url: self._headers(url, previous), guarded=self._place.guarded, flowing=(EVENTS,), onward=self.onward)
        self.reply = Reply(validated=self._validated)
        try:
            answer = poll(call, self._begun)
        except FOREIGN as error:
            self._plain = isinstance(error, Unusable) and error.unknown_coding
            told = unavailable(self._place.told, error, self._caps)
            if any(isinstance(cause, Refused) for cause in causes(error)):
                self._lose()
            raise told from error
        self._plain = False
        self._came_from, self._open = answer.url, answer.public
        if answer.flow is not None:
            self._place.found()
            return self._begin_stream(answer, answer.flow, previous, stay=stay)
        if self._only_stream and answer.status in (200, 204):
            raise self._no_stream(answer)
        words = str(answer.status)
        self.reply = Reply(words=words, validated=self._validated)
        document = self._read(answer, previous)
        self._place.found()
        self._place.answered(answer.permanent)
        if document is None:
            self.recognise()
        kind: Literal["news", "same", "unmodified"] = "news" if document is not None else "unmodified" if answer.status == 304 else "same"
        light = "json" in (answer.header(b"content-type") or "").lower()
        self.reply = Reply(words=words, kind=kind, validated=self._validated, light=light, fresh=fresh(answer.headers, self._wall()))
        return document

    async def fetch_from(self, address: str) -> Document:
        """The document at an address that the last one names, such as the archive before it (RFC 5005). What holds for redirects holds for it.

        Raises SourceNotFound for an address that is not followed from there, SourceError. What is polled stays what it was.
        """
        return await in_background(lambda: self.look_at(address))

    def look_at(self, address: str) -> Document:
        """`fetch_from`, for callers that may wait for the network."""
        from .faults import FOREIGN, unavailable
        from .wire import poll

        target, told = self._led_to(address, "it names an address that leads"), f"{self.name}: {masked(clean_line(address))}"
        try:
            answer = poll(self._call(target, lambda url: self._headers(url, None), guarded=self._open, onward=self.onward), self._begun_beside)
        except FOREIGN as error:
            raise unavailable(told, error, self._caps) from error
        if answer.status != 200:
            raise self._refused(answer, told)
        return self._document(answer, told)

    def _call(self, url: str, headers: Callable[[str], Headers], *, guarded: bool, flowing: tuple[str, ...] = (), onward: Onward | None = None) -> Call:
        from .call import Call

        return Call(url, headers, self._caps, self._resolve, self._public, self._trust, guarded, self._place.said, self._pin, flowing, onward)

    def watch(self, wake: Callable[[], None]) -> None:
        """Only a stream tells something by itself."""
        self._wake = wake

    def close(self) -> None:
        """End a poll that is on its way, and a stream."""
        self._closed = True
        self._cancel()
        self._cancel_beside()
        if self._stream is not None:
            self._stream.close()

    def _begun(self, cancel: Callable[[], None]) -> None:
        self._cancel = cancel
        if self._closed:
            cancel()

    def _begun_beside(self, cancel: Callable[[], None]) -> None:
        self._cancel_beside = cancel
        if self._closed:
            cancel()

    # --- what is asked ------------------------------------------------------------------------------------------------

    def _headers(self, url: str, previous: Document | None) -> Headers:
        """Validators go to the address that gave them, the password to the server that the user named it for."""
        known = self._known(previous) if previous is not None and url == previous.url and not self._anew else None
        event, login = self._event_for(url, previous), self._place.login_for(url)
        return headers(EVENTS if self._only_stream else ACCEPT, packed=not self._plain, known=known, event=event, login=login)

    def _known(self, previous: Document) -> Validators:
        """The newest validators of a document: an answer without news may have brought others."""
        newer = self._newer
        return newer if newer is not None and newer.digest == previous.validators.digest else previous.validators

    # --- what is answered ---------------------------------------------------------------------------------------------

    def _read(self, answer: Answer, previous: Document | None) -> Document | None:
        if answer.status == 304 and previous is not None and answer.url == previous.url and self._conditional(previous) and not self._anew:
            known = self._known(previous)
            etag, last_modified = answers.validator(answer, b"etag"), answers.validator(answer, b"last-modified")
            self._newer = Validators(etag=etag or known.etag, last_modified=last_modified or known.last_modified, digest=known.digest)
            return None
        if answer.status not in (200, 226):
            error = self._refused(answer, self._place.told)
            if answer.status in (404, 410) and self._lose():
                raise SourceUnavailable(str(error))
            raise error
        document = self._document(answer, self._place.told)
        found = document.validators
        self._validated = found.etag is not None or found.last_modified is not None
        if previous is not None and previous.validators.digest == found.digest and previous.url == answer.url and not self._anew:
            self._newer = found
            return None
        self._newer, self._anew = None, False
        return document

    def _document(self, answer: Answer, told: str) -> Document:
        now = self._wall()
        return replace(answers.document(answer, self.name, told, now), date=self._date or now.astimezone(self._zone).date(), zone=self._zone)

    def _conditional(self, previous: Document) -> bool:
        known = self._known(previous)
        return known.etag is not None or known.last_modified is not None

    def _refused(self, answer: Answer, told: str) -> SourceError:
        return answers.refused(answer, told, self._wall(), self._place.login_at(answer.url))

    def _wall(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)
