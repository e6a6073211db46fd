"""An address taken apart for a person who decides whether to open it: which parts it has, and what in them may deceive."""

from __future__ import annotations

import unicodedata

from msgspec import Struct

from .addresses import http_parts

LONGEST = 4000
"""Characters of the longest address that is opened."""

_JAPANESE = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}


class Spelled(Struct, frozen=True):
    """The parts of an http or https address, as they are shown."""

    scheme: str
    login: str
    """What stands before an @: user name and password, or a host that is none. Empty as a rule."""
    host: str
    """As it is looked up: in ASCII (RFC 3492), lower case."""
    written: str
    """The host in the letters of its language, where that is not deceptive; else as it is looked up."""
    port: str
    rest: str
    """Path, query and fragment."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should look at twice."""
        found = [f"what stands before the @ is no host: this leads to {self.host}"] if self.login else []
        if self.host.startswith("xn--") or ".xn--" in self.host:
            found.append("letters of several scripts in its name" if self.written == self.host else "its name is not written in plain Latin letters")
        return (*found, *([f"port {self.port}"] if self.port else []))


def spelled(address: str) -> Spelled:
    """The parts of an address. Raises ValueError, whose text says why it cannot be opened."""
    if len(address) > LONGEST:
        raise ValueError(f"it has {len(address):,} characters")
    parts = http_parts(address)
    login, _, _ = parts.netloc.rpartition("@")
    name = parts.hostname or ""
    try:
        host = name.encode("idna").decode("ascii").lower() if not name.isascii() else name.lower()
        letters = host.encode("ascii").decode("idna") if "xn--" in host else host
    except UnicodeError as error:
        raise ValueError("its host is none") from error
    written = letters if all(len(_scripts(label)) <= 1 for label in letters.split(".")) else host
    rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    return Spelled(parts.scheme, login, host, written, str(parts.port) if parts.port else "", rest)


def _scripts(label: str) -> set[str]:
    """The scripts of a label's letters, by the first word of their names (UAX 24 in small); Japanese mixes its own."""
    found = {unicodedata.name(letter, "?").partition(" ")[0] for letter in label if letter.isalpha()}
    return {"JAPANESE"} if found and found <= _JAPANESE else found
