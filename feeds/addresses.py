"""Addresses (RFC 3986) as text: which may be asked, and how they are shown without the secrets in them. Asks no network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .text import clean_line
from .wording import Wording

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address
    from urllib.parse import SplitResult

MASK = "…"
"""What stands where a secret stood."""

_SIGNED = Wording(r"(://)([^/?#\s\\]*)@")
_VALUE = Wording(r"""([?&;#])([^=&;#?\s]+)=([^&;#\s"'<>]*?)(?=[:,.)]*(?:[&;#\s"'<>]|$))""")
_SECRET = Wording(r"(?:token|key|sig|signature|auth|authorization|secret|password|passwd|passphrase|pwd|pass|credential|session)\d*(?:\[\])?", re.IGNORECASE)
_NUMBERS = Wording(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}\.?", re.IGNORECASE)
_NAT64 = bytes.fromhex("0064ff9b0000000000000000")
_UNFIT = Wording(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ufeff\\]")


def masked(text: str) -> str:
    """The text, with passwords and the values of secret parameters (`token`, `api_key`, `X-Amz-Signature`) of every address in it put out of sight."""
    if "://" in text:
        text = _SIGNED.compiled.sub(_without_password, text)
    return _VALUE.compiled.sub(_without_value, text) if "=" in text else text


def filed(address: str, *, digits: int = 4) -> str:
    """An address as what comes from it is filed under: masked, and in the place of a token a few digits of its digest, for two tokens are two feeds.

    A password leaves none: it may be a word that could be found by them, and who gives another one still means the same feed.
    """
    if "://" in address:
        address = _SIGNED.compiled.sub(lambda found: _without_password(found, digits), address)
    return _VALUE.compiled.sub(lambda found: _without_value(found, digits), address) if "=" in address else address


def _without_password(found: re.Match[str], digits: int = 0) -> str:
    name, colon, _ = found[2].partition(":")
    return f"{found[1]}{name}:{MASK}@" if colon else f"{found[1]}{_mask(name, digits)}@"


def _without_value(found: re.Match[str], digits: int = 0) -> str:
    from urllib.parse import unquote

    name = unquote(found[2])
    words = re.split(r"[-_.]|(?<=[a-z])(?=[A-Z])", name)
    secret = _SECRET.fullmatch(words[-1]) or re.search(r"(?:token|key|secret|password)$", words[-1], re.IGNORECASE)
    if not secret or not found[3]:
        return found[0]
    return f"{found[1]}{found[2]}={_mask(found[3], 0 if re.search('pass|pwd', words[-1], re.IGNORECASE) else digits)}"


def _mask(secret: str, digits: int) -> str:
    """What stands for a secret. One that is masked already stays as it is."""
    from hashlib import blake2b

    if re.fullmatch(f"{MASK}[0-9a-f]{{0,16}}", secret):
        return secret
    return MASK + (blake2b(secret.encode("utf-8", "surrogatepass")).hexdigest()[:digits])


def short(address: str) -> str:
    """What a person calls an address: host and path, without scheme, `www.`, query and secrets; all of one that is none."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return masked(clean_line(address))
    host = (parts.hostname or "").removeprefix("www.")
    return clean_line(f"{f'[{host}]' if ':' in host else host}{port}{parts.path.rstrip('/')}") or masked(clean_line(address))


def http_parts(address: str) -> SplitResult:
    """The parts of an http or https address. Raises ValueError, whose text says what is wrong with it.

    Control characters, spaces and backslashes are refused before it is taken apart: programs disagree on what they mean.
    """
    from urllib.parse import urlsplit

    if _UNFIT.search(address):
        raise ValueError("it has a space, a backslash or a control character in it")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise ValueError("its host or port is none") from error
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"{clean_line(parts.scheme) or 'such'} addresses are not read")
    if not parts.hostname or port == 0:
        raise ValueError("its host or port is none")
    return parts


def zoned(host: str) -> tuple[str, str]:
    """An IPv6 address, as it stands in another one, without its zone; and the zone, which is the name of a network of this machine (RFC 6874), empty without one.

    A % alone is taken for one that is written as it should be (%25): so people copy it.
    """
    address, percent, zone = host.strip("[]").partition("%")
    return (address, zone.removeprefix("25")) if percent and ":" in address else (host, "")


def _ip(host: str) -> IPv4Address | IPv6Address | None:
    from ipaddress import IPv4Address, ip_address

    host = host.strip("[]").partition("%")[0]
    try:
        found = ip_address(host)
    except ValueError:
        return IPv4Address(_in_numbers(host)) if _NUMBERS.compiled.fullmatch(host) and _in_numbers(host) else None
    return (_within(found) if found.version == 6 else None) or found


def _in_numbers(host: str) -> bytes:
    """An IPv4 address in a spelling that resolvers take beside the usual one (127.1, 2130706433, 0x7f.1); empty for one that is none."""
    from socket import inet_aton

    try:
        return inet_aton(host.removesuffix("."))
    except OSError:
        return b""


def _within(found: IPv6Address) -> IPv4Address | None:
    """The IPv4 address to which an IPv6 address leads, by the ways that a system or a router has for that: mapped, 6to4, NAT64 (RFC 6052)."""
    from ipaddress import IPv4Address

    if found.packed.startswith(_NAT64):
        return IPv4Address(found.packed[12:])
    return found.ipv4_mapped or found.sixtofour


def is_loopback(host: str) -> bool:
    """Whether a host, as it stands in an address, is this machine."""
    found = _ip(host)
    return found.is_loopback if found is not None else host.rstrip(".").lower() == "localhost" or host.rstrip(".").lower().endswith(".localhost")


def is_public(ip: str) -> bool:
    """Whether an IP address is one of the open network: not of this machine, a home, a link or a cloud's insides."""
    found = _ip(ip)
    return found is not None and found.is_global and not found.is_multicast


def is_private(host: str) -> bool:
    """Whether a host, as it stands in an address, is plainly no part of the open network. A name may still lead into a private one."""
    return is_loopback(host) or (_ip(host) is not None and not is_public(host))
