"""Through which proxy an address is asked: what the environment says, else the system. Read in the thread of a poll."""

from __future__ import annotations

import re
from contextlib import suppress
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit
from urllib.request import getproxies, getproxies_environment, proxy_bypass

from ...addresses import is_loopback, zoned
from ...text import clean_line

_PORTS = {"http": 80, "https": 443}


def proxy_for(url: str) -> str | None:
    """The proxy for an address, None to ask without one. This machine is never asked through a proxy.

    `http_proxy`, `https_proxy` and `all_proxy` name one, small letters before capitals; `HTTP_PROXY` does not count in a CGI program, where a client could set it.
    Raises ValueError for one that has no host, or a port that is none.
    """
    parts = urlsplit(url)
    host, port = (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme)
    if is_loopback(host) or zoned(host)[1]:  # a zone is of this machine alone
        return None
    found = getproxies()
    if excepted(host, port, found.get("no", "")) or (not getproxies_environment() and proxy_bypass(host)):
        return None
    proxy = found.get(parts.scheme) or found.get("all")
    if not proxy:
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if not urlsplit(proxy).hostname or urlsplit(proxy).port == 0:
        raise ValueError("its host or port is none")
    return proxy


def wants(url: str) -> str:
    """Which proxy wants to know who asks for an address, and what the reader can do for that (RFC 9110, 15.5.8)."""
    try:
        proxy = urlsplit(proxy_for(url) or "")
        host = clean_line(proxy.netloc.rpartition("@")[2])
    except ValueError:
        host = ""
    if not host:
        return "the proxy wants a user name and a password"
    if "@" in proxy.netloc:
        return f"the proxy {host} does not take the user name and the password that the environment has for it"
    return f"the proxy {host} wants a user name and a password; write them into the environment, as {urlsplit(url).scheme}_proxy=name:password@{host}"


def excepted(host: str, port: int | None, no_proxy: str) -> bool:
    """Whether `no_proxy` has the host: by its name, that of a domain it is in, its IP address or network, each with or without a port; * has all of them.

    Entries are divided by commas or spaces. What cannot be read is passed over, as curl does it.
    """
    return any(_has(entry, host.lower(), port) for entry in re.split(r"[,\s]+", no_proxy.lower()) if entry)


def _has(entry: str, host: str, port: int | None) -> bool:
    if entry == "*":
        return True
    entry = entry.partition("://")[2] or entry
    split = re.fullmatch(r"(\[[^\]]*\]|[^:]*):(\d+)", entry)
    if split is not None:
        if int(split[2]) != port:
            return False
        entry = split[1]
    entry, host = entry.strip("[]"), host.strip("[]")
    with suppress(ValueError):
        return _ip(host) in ip_network(entry, strict=False)
    domain = _ascii(entry.removeprefix("*").strip("."))
    return bool(domain) and (_ascii(host) == domain or _ascii(host).endswith(f".{domain}"))


def _ip(host: str) -> object:
    found = ip_address(host.partition("%")[0])
    return getattr(found, "ipv4_mapped", None) or found


def _ascii(name: str) -> str:
    """A name as the domain name system has it."""
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name
