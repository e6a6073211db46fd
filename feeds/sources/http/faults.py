"""What can go wrong on the way to a server, in plain words. Loaded with the HTTP client, by the first fetch."""

from __future__ import annotations

import errno
import os
import socket
import ssl
from collections.abc import Iterator

import httpx2

from ...addresses import masked
from ...errors import SourceError, SourceNotFound, SourceUnavailable
from ...text import clean_line
from .body import Caps, Unusable
from .proxies import wants

_CERTIFICATES = {
    9: "its certificate is not valid yet",
    10: "its certificate has expired",
    18: "its certificate is signed by itself alone",
    19: "its certificate comes from an issuer that this system does not trust",
    20: "its certificate comes from an issuer that this system does not trust",
    21: "its certificate comes from an issuer that this system does not trust",
    23: "its certificate has been revoked",
    62: "its certificate belongs to another name",
    64: "its certificate belongs to another name",
}
"""OpenSSL's X509_V_ERR codes."""
REVOKED = 23
ACCEPTING = 'to accept this certificate and no other, give the source certificate = "{}" in the settings file'
SHOWN = 60
"""Letters of a line that no server should say."""
_OFFLINE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)


FOREIGN = (OSError, ValueError, ImportError, httpx2.HTTPError, httpx2.InvalidURL, Unusable)
"""What a poll may raise: of the network, of a host or proxy that no library takes, of the HTTP client, of an answer that is none."""


class Refused(OSError):
    """A connection that may not be used: a redirect led from the open network into a private one."""


class NoZone(OSError):
    """An IPv6 address in a zone that is none of this machine."""

    def __init__(self, zone: str) -> None:
        super().__init__(f"this machine has no network “{zone}” with such addresses")


class BadProxy(ValueError):
    """The environment names a proxy that is none."""


class ProxyTrouble(OSError):
    """What goes wrong on the way to a proxy, or there; its cause is what that is."""

    def __init__(self, proxy: str, *, reached: bool) -> None:
        super().__init__("the proxy fails")
        self.proxy, self.reached = proxy, reached


class Untrusted(OSError):
    """A certificate that is not believed; its cause says why."""

    def __init__(self, shown: str | None) -> None:
        super().__init__("the certificate is not believed")
        self.shown = shown
        """The SHA-256 of the certificate, to accept it by; None when it is not known, or must not be accepted."""


class Mispinned(OSError):
    """A server shows another certificate than the one that was accepted."""

    def __init__(self, shown: str) -> None:
        super().__init__(f"it shows another certificate than the one that is accepted; {ACCEPTING.format(shown)}")


def unavailable(name: str, error: BaseException, caps: Caps) -> SourceError:
    """The error as a person is told it: "cannot reach NAME: why"; SourceNotFound when asking again will not help."""
    if isinstance(error, Unusable):
        return SourceUnavailable(f"cannot read {name}: {error}")
    if isinstance(error, httpx2.ProxyError) and str(error).startswith("407"):
        return SourceNotFound(f"cannot reach {name}: {wants(str(error.request.url))} (407)")
    why, offline = _reach(error, caps)
    return SourceUnavailable(masked(clean_line(f"cannot reach {name}: {why}")), offline=offline)


def _reach(error: BaseException, caps: Caps) -> tuple[str, bool]:
    if isinstance(error, ProxyTrouble) and error.__cause__ is not None:
        why, offline = _reach(error.__cause__, caps)
        if not isinstance(error.__cause__, httpx2.HTTPError):
            why = f"nothing comes that a proxy should say ({why.lower()})"
        return f"asked through the proxy {error.proxy}, {why}" if error.reached else f"the proxy {error.proxy} is not to be had: {why}", offline
    shown = next((cause.shown for cause in causes(error) if isinstance(cause, Untrusted)), None)
    for cause in causes(error):
        match cause:
            case Refused() | Mispinned() | NoZone():
                return str(cause), False
            case ssl.SSLCertVerificationError():
                why = _CERTIFICATES.get(cause.verify_code, f"its certificate is not accepted: {cause.verify_message or cause}")
                return f"{why}; {ACCEPTING.format(shown)}" if shown else why, False
            case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
                return "it hangs up before there is a safe connection", False
            case ssl.SSLWantReadError() | ssl.SSLWantWriteError():
                continue  # it waited for the other end, which is no fault: what came instead is
            case ssl.SSLError():
                reason = getattr(cause, "reason", None) or str(cause)
                return f"no safe connection comes about ({reason.replace('_', ' ').lower()})", False
            case UnicodeEncodeError():
                return "it has signs in it that no address has", False
            case UnicodeError():
                return "no host can have such a name", False
            case socket.gaierror():
                return "its name is not found; is it spelt right, and is there a network?", True
            case ConnectionRefusedError():
                return "nothing answers there (connection refused)", False
            case OSError() if cause.errno == errno.EINVAL:  # what Linux says of a link-local address alone
                return "it cannot be connected to; an address that begins with fe80 needs its network: [fe80::1%25eth0]", False
            case OSError() if cause.errno in _OFFLINE:
                return "no network leads there", True
    match error:
        case httpx2.ProxyError():
            return f"the proxy refuses: {error}", False
        case httpx2.ConnectTimeout():
            return f"no connection within {caps.connect:g} s", False
        case httpx2.TimeoutException():
            return f"nothing comes for {caps.first_byte:g} s", False
        case TimeoutError():
            return f"it is not done within {caps.total:g} s", False
        case httpx2.RemoteProtocolError():
            return _broken(str(error)), False
        case httpx2.ConnectError() if any(isinstance(cause, ssl.SSLError) for cause in causes(error)):
            return "it hangs up before there is a safe connection", False
        case httpx2.ConnectError() if number := next((cause.errno for cause in causes(error) if isinstance(cause, OSError) and cause.errno), None):
            return f"no connection comes about ({os.strerror(number).lower()})", False
        case httpx2.NetworkError() | ConnectionResetError():
            return "the connection breaks off", False
        case httpx2.InvalidURL():
            return f"the address is none: {error}", False
        case BadProxy():
            return f"the proxy that the environment names cannot be used: {error}", False
    return str(error) or type(error).__name__, False


def _broken(message: str) -> str:
    if "without sending a response" in message:
        return "it hangs up without an answer"
    if "without sending complete" in message or "unexpectedly closed" in message:
        return "its answer is cut off"
    what, quoted, line = message.partition(": bytearray(b")
    return f"it does not speak HTTP as it should: {what}{f' “{line[1:-2][:SHOWN]}”' if quoted else ''}"


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what led to it, the nearest first."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        error = waiting.pop(0)
        if error is None or id(error) in seen:
            continue
        seen.add(id(error))
        yield error
        waiting += [*(error.exceptions if isinstance(error, BaseExceptionGroup) else ()), error.__cause__, error.__context__]
