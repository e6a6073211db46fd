"""An address of the web, asked again and again and never more than need be: RFC 9110 and 9111, as far as one reader of one feed needs them.

An answer counts only when it is whole. Whatever else comes is an error that changes nothing: the validators of the last good document stay in use.
"""

from __future__ import annotations

import re
import socket
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Literal

from msgspec.structs import replace

from ...addresses import filed, http_parts, is_public, masked, short
from ...background import in_background
from ...errors import SourceError, SourceNotFound, SourceUnavailable
from ...model import Document, Move, Problem, Reply, SourceRecord, Validators
from ...text import clean_line
from .body import Caps, Unusable
from .dates import fresh, http_date, retry_after
from .place import Place, pinned
from .streaming import EVENTS, STREAM, StreamSide, agent

if TYPE_CHECKING:
    import ssl

    from .wire import Answer, Call, Headers

ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
LONGEST_VALIDATOR = 1024
"""Bytes of the longest ETag or Last-Modified that is echoed."""
SPACING = 15.0
"""Seconds between a look and one that the reader asks for."""

_DECLARED = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?")
_STOPS = {
    401: "it wants a user name and a password; write them into the address",
    407: "the proxy wants a user name and a password",
    410: "it is gone for good",
}
_WHY = {
    204: "it answers with nothing",
    205: "it answers with nothing",
    206: "it answers with a part that was not asked for",
    304: "it says that nothing has changed, and was never asked for changes",
    403: "it may not be read",
    404: "there is nothing at this address",
    429: "it is asked too often",
    451: "it is withheld for legal reasons",
}


class HttpSource(StreamSide):
    """An http or https address. `interval` is the user's wish in seconds, `date` the day of stamps that name none, `zone` that of stamps without one.

    Raises SourceNotFound for an address that is none. `resolve`, `public` and `trust` are the network's rules, for tests: socket.getaddrinfo, whether an
    IP address and port are on the open network, and the certificates to believe. `pin` is the SHA-256 of the one certificate that is believed of the server.
    """

    finished = False

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

    def _arrive(self) -> None:
        """What is asked is this server, from now on."""
        self.host, self.local = self._place.host, self._place.local
        self.spacing = 0.0 if self.local else SPACING

    def forget(self) -> None:
        """Forget newer validators than those of the last document."""
        self._newer = None

    async def fetch(self, previous: Document | None) -> Document | None:
        """The document as it is now, None when the server says that it has not changed, or gives the same bytes."""
        if self._stream is not None:
            return await in_background(self._taken)
        return await in_background(lambda: self.look(previous, stay=True))

    def look(self, previous: Document | None = None, *, stay: bool = False) -> Document | None:
        """`fetch`, for callers that may wait for the network. A stream is listened to for some seconds, unless they `stay`."""
        from .faults import FOREIGN, Refused, causes, unavailable
        from .wire import poll

        call = self._call(self._place.url, lambda url: self._headers(url, previous), guarded=self._place.guarded, flowing=(EVENTS,))
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
            return self._begin_stream(answer.flow, previous, stay=stay)
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
            answer = poll(self._call(target, lambda url: self._headers(url, None), guarded=self._open), self._begun_beside)
        except FOREIGN as error:
            raise unavailable(told, error, self._caps) from error
        if answer.status != 200:
            raise self._refused(answer, told)
        return self._document(answer, told)

    def turn_to(self, address: str) -> None:
        """Ask another address from now on, under the same name: the feed that the page names. What holds for redirects holds for it.

        Raises SourceNotFound for an address that is not followed from there.
        """
        self._place.turn(self._led_to(address, "it is no feed, and names one that leads"), guarded=self._open)
        self._arrive()
        self._newer, self._validated = None, False

    # --- where it is asked --------------------------------------------------------------------------------------------

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
        """Ask where the reader said, and do not move to the same address again."""
        self._place.back(self._wall())
        self._arrive()
        self._ask_anew()

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

    def _call(self, url: str, headers: Callable[[str], Headers], *, guarded: bool, flowing: tuple[str, ...] = ()) -> Call:
        from .wire import Call

        return Call(url, headers, self._caps, self._resolve, self._public, self._trust, guarded, self._place.said, self._pin, flowing)

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
        """All headers but Host. Validators go to the address that gave them, the password to the server that the user named it for."""
        headers = [
            (b"User-Agent", agent()),
            (b"Accept", (EVENTS if self._only_stream else ACCEPT).encode()),
            (b"Accept-Encoding", b"identity" if self._plain else b"gzip"),
        ]
        if previous is not None and url == previous.url and not self._anew:
            known = self._known(previous)
            headers += [(b"If-None-Match", known.etag.encode("latin-1"))] if known.etag is not None else []
            headers += [(b"If-Modified-Since", known.last_modified.encode("latin-1"))] if known.last_modified is not None else []
        if (event := self._event_for(url, previous)) is not None:
            headers.append((b"Last-Event-ID", event.encode()))
        login = self._place.login_for(url)
        if login is not None:
            headers.append((b"Authorization", b"Basic " + b64encode(login.encode())))
        return [*headers, (b"Connection", b"close")]

    def _known(self, previous: Document) -> Validators:
        """The newest validators of a document: an answer without news may have brought others."""
        newer = self._newer
        return newer if newer is not None and newer.digest == previous.validators.digest else previous.validators

    # --- what is answered ---------------------------------------------------------------------------------------------

    def _read(self, answer: Answer, previous: Document | None) -> Document | None:
        if answer.status == 304 and previous is not None and answer.url == previous.url and self._conditional(previous) and not self._anew:
            known = self._known(previous)
            etag, last_modified = _validator(answer, b"etag"), _validator(answer, b"last-modified")
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
        if _DECLARED.fullmatch(answer.body):
            raise SourceUnavailable(f"cannot read {told}: its answer is empty")
        digest = blake2b(answer.body, digest_size=16).digest()
        now = self._wall()
        return Document(
            data=answer.body,
            source=self.name,
            url=answer.url,
            media_type=answer.header(b"content-type"),
            validators=Validators(etag=_validator(answer, b"etag"), last_modified=_validator(answer, b"last-modified"), digest=digest),
            retrieved=now,
            date=self._date or now.astimezone(self._zone).date(),
            zone=self._zone,
            partial=answer.status == 226,
        )

    def _conditional(self, previous: Document) -> bool:
        known = self._known(previous)
        return known.etag is not None or known.last_modified is not None

    def _refused(self, answer: Answer, told: str) -> SourceError:
        status = answer.status
        if status in _STOPS:
            return SourceNotFound(f"cannot read {told}: {_STOPS[status]} ({status})")
        there = http_date(answer.header(b"date") or "", self._wall()) or self._wall()  # times of a clock that is wrong are right by that clock
        asked = retry_after(answer.header(b"retry-after"), there) if status in (429, 503) else None
        why = _WHY.get(status) or ("the server is in trouble" if status >= 500 else "the server does not give it")
        return SourceUnavailable(f"cannot read {told}: {why} ({status})", retry_after=asked, status=status)

    def _wall(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)


def _validator(answer: Answer, name: bytes) -> str | None:
    """A validator to echo, byte for byte; None when there is none that can be."""
    value = answer.header(name)
    if not value or len(value) > LONGEST_VALIDATOR or re.search(r"[\x00-\x1f\x7f]", value):
        return None
    return value
