"""Documents that are not quite UTF-8: bytes of windows-1252 in them, or nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

PIECE = 1 << 20
"""Bytes after which a part ends, whatever stands there."""
_LETTER = rb"[\x8a\x8c\x8e\x9a\x9c\x9e\x9f\xc0-\xd6\xd8-\xf6\xf8-\xff]"
_FOREIGN = re.compile(
    rb"(?:"
    rb"(?<=[A-Za-z])[\x92\xb4]?" + _LETTER + rb"{1,3}|[\x91\x93\xab\xbf\xa1]?" + _LETTER + rb"{1,3}(?=[a-z])"  # caf\xe9, \xe9t\xe9, stra\xdfe
    rb"|(?<=[A-Za-z])\x92(?=[a-z\s])|(?<=[\s(>])[\x91\x93\xab](?=[A-Za-z])|(?<=[A-Za-z.,!?])[\x94\xbb\x85]|(?<=\s)[\x96\x97\xb7\xab\xbb](?=\s)"  # don\x92t, \x93so\x94, \x96
    rb"|(?<=\d)[\x96\xb0\xb2\xb3\xba](?![\d])|(?<=\d )\xb0|(?<=\s)[\xa3\xa9\xae\xa7](?=[\d\s])|(?<=[a-z])[\x99\xae](?=\s)|(?<=[a-z.,;:])\xa0(?=[A-Za-z\d])"  # 25\xb0, \xa35
    rb")(?![\x80-\xff])"
)
"""Places that cannot be UTF-8 and look like windows-1252: its letters in a word, its quotes and dashes where such stand."""
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ASCII = re.compile(rb"[\x00-\x7f]")
_HIGH = re.compile(rb"[\x80-\xff]+")
SMALL = 1 << 12
"""Bytes of a broken document that are looked at together."""
MANY = 200
"""Runs of broken bytes, and none that is valid, from which a document counts as one in another encoding than UTF-8."""


def mixed(data: bytes) -> str:
    """A document that is not quite UTF-8: what looks like windows-1252 is read as that, in the places where it stands; U+FFFD for the rest.

    A document without one valid sequence of UTF-8 whose broken bytes mostly look like that is read as windows-1252 throughout.
    """
    if not any(map(_SEQUENCE.search, _parts(data, PIECE >> 3))):
        telling = list(islice((part for part in _parts(data, SMALL) if not part.isascii()), MANY))
        runs = sum(len(_HIGH.findall(part)) for part in telling)
        if sum(_FOREIGN.match(part, run.start()) is not None for part in telling for run in _HIGH.finditer(part)) * 2 >= runs or runs >= MANY:
            return "".join(part.decode("cp1252") if not _UNDEFINED & set(part) else _windows(part) for part in _parts(data, PIECE >> 3))
    return "".join(map(_in_places, _parts(data, SMALL)))


def _in_places(part: bytes) -> str:
    try:
        return part.decode()
    except UnicodeDecodeError:
        if len(_HIGH.findall(part)) > MANY and not _SEQUENCE.search(part):
            return _windows(part)
        return _HIGH.sub(_as_utf8, part).decode("utf-8", "replace")


def _parts(data: bytes, size: int) -> Iterator[bytes]:
    """The bytes in parts of about a size that end before a byte of ASCII; between them other threads have their turn."""
    at = 0
    while at < len(data):
        end = min(at + size, len(data))
        if end < len(data) and data[end] >= 0x80:
            ascii = _ASCII.search(data, end, end + PIECE)
            end = ascii.start() if ascii is not None else min(end + PIECE, len(data))
        yield data[at:end]
        at = end


def _as_utf8(run: re.Match[bytes]) -> bytes:
    foreign = _FOREIGN.match(run.string, run.start())
    return _windows(foreign[0]).encode() if foreign is not None else run[0]


def _windows(data: bytes) -> str:
    """The bytes read as windows-1252, its undefined ones as the C1 controls of the same number (WHATWG)."""
    return data.decode("latin-1").translate(_WINDOWS)


_UNDEFINED = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
"""Bytes that windows-1252 leaves undefined; WHATWG reads them as the C1 controls of the same number."""

_WINDOWS = {byte: bytes((byte,)).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in _UNDEFINED}
