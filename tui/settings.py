"""The settings file: what the reader follows and how long it is kept, written by hand as TOML.

It is read once, before the screen. A wrong value is an error that names its place and says what would be right; a key that nobody knows is only told.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct, convert

from feeds import FeedError, Retention, clean_line, masked

from . import amounts
from .colours import COLOURS
from .plain import Unreadable, read_plain

NAME = "config.toml"
LIMIT = 1 << 18
"""Bytes of the largest settings file that is read."""
_ENDLESS = re.compile(r"""^[^\n=#"']{500}""", re.MULTILINE)
_SHOWN = 60
"""Characters that are shown of a value that is wrong."""


class WrongSettings(FeedError):
    """Settings that cannot be used: one line with the file, the place in it, and what would be right."""


class SourceSettings(Struct, frozen=True, kw_only=True):
    """A `[[source]]`: what the reader wishes of one source."""

    name: str
    """What is opened: an address, or the path of a file (keys: address, path)."""
    title: str | None = None
    """What the reader calls it (key: name)."""
    groups: tuple[str, ...] = ()
    """The groups that it is in; one inside another is written `coast/north` (key: group)."""
    interval: float | None = None
    """Seconds between two looks."""
    colour: str | None = None
    """One of `COLOURS`."""
    certificate: str | None = None
    """SHA-256 of the server's certificate, 64 lower-case hexadecimal digits."""


class HistorySettings(Struct, frozen=True, kw_only=True):
    """`[history]`: how long posts are kept. None is what the history itself holds for decent."""

    days: int | None = None
    size: int | None = None
    """Bytes."""
    keep: bool = True
    """Whether anything is written at all."""

    @property
    def retention(self) -> Retention:
        """How much the history is to hold."""
        usual = Retention()
        return Retention(days=usual.days if self.days is None else self.days, size=usual.size if self.size is None else self.size)


class Settings(Struct, frozen=True, kw_only=True):
    """All that the file says."""

    sources: tuple[SourceSettings, ...] = ()
    history: HistorySettings = HistorySettings()
    remarks: tuple[str, ...] = ()
    """What in the file has no meaning, a line each."""


def default_settings() -> str:
    """The text of a settings file in which everything is explained and nothing is set."""
    return f"""# Settings of feedreader. Lines that begin with # say what can be set; remove the # to set it.

# A source that feedreader opens when it is started without words. As many of these as you like.
# [[source]]
# address = "https://example.org/feed.xml"   # or: path = "~/notes/live.txt"
# name = "Harbour Wire"                      # what it is called on the screen
# group = "ports"                            # opened alone by: feedreader @ports; also ["ports", "news/local"]
# interval = "2m"                            # how often it is asked: 90s, 2m, 1h
# colour = "blue"                            # its mark: {", ".join(COLOURS)}
# certificate = "ab12…"                      # SHA-256 of the server's own certificate, 64 digits

# [history]
# days = 90                                  # how long posts are kept; what is starred stays
# size = "200 MB"                            # how large the history may grow
# keep = false                               # write no history
"""


def read_settings(folder: Path) -> Settings:
    """The settings in a directory; the defaults when there is no file. Raises WrongSettings."""
    path = folder / NAME
    told = clean_line(str(path))
    try:
        data = read_plain(path, LIMIT, follow=True)  # settings are often kept elsewhere
    except Unreadable as error:
        raise WrongSettings(f"cannot read {told}: {error}") from error
    return Settings() if data is None else parse_settings(data, told)


def parse_settings(data: bytes, file: str = NAME) -> Settings:
    """What a settings file says; `file` is what errors call it. Raises WrongSettings."""
    import tomllib

    try:
        text = data.decode("utf-8-sig")
        if endless := _ENDLESS.search(text):  # tomllib takes time for a key that grows with the square of its parts
            raise WrongSettings(f"{file}, line {_line(text, endless.start())}: no key is that long")
        table = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WrongSettings(f"{file}, line {line}: this is not UTF-8; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise WrongSettings(f"{file}: this is no TOML: {clean_line(str(error))}") from error
    except (RecursionError, ValueError) as error:
        raise WrongSettings(f"{file}: this is no TOML that can be read: it nests too deep, or a number is too long") from error
    remarks: list[str] = []
    remarks += [f"{file}: “{_cut(key)}” is no setting; there are [[source]] and [history]" for key in table if key not in ("source", "history")]
    sources = [_source(each, f"{file}, source {number}", remarks) for number, each in enumerate(_tables(table.get("source", []), file), 1)]
    history = table.get("history", {})
    if not isinstance(history, dict):
        raise WrongSettings(f"{file}: history is a table; write [history] on a line of its own")
    kept = _values(history, _HISTORY, f"{file}, history", remarks)
    return Settings(sources=tuple(sources), history=convert(kept, HistorySettings), remarks=tuple(remarks))


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _tables(value: object, file: str) -> list[Mapping[str, object]]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise WrongSettings(f"{file}: source is a list of tables; write [[source]], with two brackets, before each")
    return value


def _source(table: Mapping[str, object], place: str, remarks: list[str]) -> SourceSettings:
    named = table.get("name", table.get("address", table.get("path")))
    place = f"{place} ({masked(_cut(named))})" if isinstance(named, str) and clean_line(named) else place
    values = _values(table, _SOURCE, place, remarks)
    given = [key for key in ("address", "path") if key in values]
    if len(given) != 1:
        what = "there are address and path; leave one of them" if given else 'address is missing; write address = "https://…" or path = "~/…"'
        raise WrongSettings(f"{place}: {what}")
    renamed = {"name": values.pop(given[0]), "title": values.pop("name", None), "groups": values.pop("group", ())}
    return convert({**renamed, **values}, SourceSettings)


def _values(table: Mapping[str, object], readers: Mapping[str, Callable[[object], object]], place: str, remarks: list[str]) -> dict[str, object]:
    """The values of a table by their keys. Raises WrongSettings; keys without a meaning become remarks."""
    values = {}
    for key, value in table.items():
        if key not in readers:
            remarks.append(f"{place}: “{_cut(key)}” is no setting; there are {', '.join(readers)}")
            continue
        try:
            values[key] = readers[key](value)
        except ValueError as error:
            raise WrongSettings(f"{place}, {key}: {masked(clean_line(str(error)))}") from error
    return values


def _text(value: object) -> str:
    text = clean_line(value) if isinstance(value, str) else ""
    if not text:
        raise ValueError("write some text, in quotes")
    return text


def _address(value: object) -> str:
    """An address as it is written: whether it can be asked turns out when it is opened, and stops no other."""
    text = value.strip() if isinstance(value, str) else ""
    if "://" not in text:
        raise ValueError('write an address such as "https://example.org/feed.xml"; a file is a path')
    return text


def _path(value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not text.startswith(("/", "~")) or "\0" in text:
        raise ValueError('write the whole path of a file, such as "/var/log/app.log" or "~/notes.txt"')
    return os.path.expanduser(text)


def _groups(value: object) -> tuple[str, ...]:
    names = value if isinstance(value, list) else [value]
    try:
        return tuple(dict.fromkeys(group_name(_text(name)) for name in names))
    except ValueError:
        raise ValueError('write a name, such as "ports", or names: ["ports", "news"]') from None


def group_name(text: str) -> str:
    """The name of a group, cleaned: one inside another is written `coast/north`. Raises ValueError when nothing is left of it."""
    name = "/".join(part for each in text.removeprefix("@").split("/") if (part := clean_line(each)))
    if not name:
        raise ValueError("a group needs a name")
    return name


def _interval(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("write 90s, 2m or 1h, in quotes")  # noqa: TRY004  (all that is wrong with a value is told in one way)
    return amounts.interval(_cut(f"{value:.3f}" if isinstance(value, float) else value))


def _colour(value: object) -> str:
    if value not in COLOURS:
        raise ValueError(f"“{_cut(value)}” is no colour of a mark; there are {', '.join(COLOURS)}")
    return str(value)


def _certificate(value: object) -> str:
    digits = value.replace(":", "").replace(" ", "").lower() if isinstance(value, str) else ""
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise ValueError("write the SHA-256 of the certificate, 64 hexadecimal digits (openssl x509 -noout -fingerprint -sha256)")
    return digits


def _days(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 100_000:
        raise ValueError("write a number of days, such as 90")
    return value


def _size(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError('write a size, such as "200 MB"')  # noqa: TRY004
    return amounts.size(_cut(value))


def _yes(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("write true or false, without quotes")  # noqa: TRY004
    return value


def _cut(value: object) -> str:
    """A value as it is shown: on one line, and not all of it."""
    text = clean_line(str(value)[: _SHOWN * 4])
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


_SOURCE: dict[str, Callable[[object], object]] = {
    "address": _address,
    "path": _path,
    "name": _text,
    "group": _groups,
    "interval": _interval,
    "colour": _colour,
    "certificate": _certificate,
}
_HISTORY: dict[str, Callable[[object], object]] = {"days": _days, "size": _size, "keep": _yes}
"""What may stand in a table, and how each value is read: a ValueError says what would be right."""
