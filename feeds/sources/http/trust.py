"""Whose certificates are believed: those that the system believes, and for one source the one that the reader has accepted."""

from __future__ import annotations

import ssl
from functools import lru_cache
from hashlib import sha256

import httpcore2


@lru_cache(maxsize=1)
def system() -> ssl.SSLContext:
    """The certificates of the system. There is no switch that believes all."""
    return httpcore2.default_ssl_context()


@lru_cache(maxsize=1)
def any_certificate() -> ssl.SSLContext:
    """Lets a server show its certificate, whatever it is: for those who look at it before a word is said."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def fingerprint(certificate: bytes) -> str:
    """What a certificate (DER) is known by."""
    return sha256(certificate).hexdigest()
