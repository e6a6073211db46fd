"""What the reader types to follow one more source: an address or a path, what to call it, and after an @ the group."""

from __future__ import annotations

import os
import re

from feeds import FeedError, FileSource, FormatError, Source, SourceNotFound, Subscription, clean_line

from .chosen import Chosen
from .settings import group_name

HINT = "https://…  or a path,  then a name,  then @group"

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_LOCAL = re.compile(r"localhost|(?:\d+\.){3}\d+", re.ASCII)
"""Hosts without a name that a certificate could bear."""
_HOST = re.compile(r"(?:www\.[\w.-]+|(?:[\w-]+\.)+[A-Za-z]{2,}/\S*|(?:\d+\.){3}\d+[:/]\S*|localhost[:/]\S*|[\w.-]+:\d+/\S*)", re.ASCII)
"""What is an address without its beginning: a host with a path, with or without a port."""


def wish(text: str) -> Chosen:
    """What a text asks for; its parts may be divided by commas. Looks at the disk, to tell a path from an address whose scheme is missing: see `scheme_of`. Raises SourceNotFound."""
    words, at, group = f" {text.strip()}".rpartition(" @")
    words = words.strip().rstrip(",") if at else group.strip()
    if not words:
        raise SourceNotFound("write an address or a path before the group")
    try:
        groups = (group_name(group),) if at else ()
    except ValueError as error:
        raise SourceNotFound(str(error)) from error
    if words == "-":
        raise SourceNotFound("- is standard input; pipe it in when you start feedreader")
    if _ADDRESS.match(words):
        address, more, title = words.partition(" ")
        return Chosen(name=address.rstrip(",") if more else address, title=clean_line(title) or None, groups=groups)
    path = os.path.expanduser(words)
    if "\0" in path:
        raise SourceNotFound("no file can have that name")
    if _HOST.match(words) and not os.path.lexists(path) and not os.path.isdir(path.partition("/")[0]):
        return wish(f"{scheme_of(words)}{text.strip()}")
    if not os.path.lexists(path) and (named := _path_and_name(path)):
        return Chosen(name=named[0], title=clean_line(named[1]) or None, groups=groups)
    return Chosen(name=path, groups=groups)


def scheme_of(address: str) -> str:
    """What an address begins with that was written without it; empty when it was not. Plain HTTP for this machine and for bare numbers, which have no certificate."""
    if _ADDRESS.match(address):
        return ""
    return "http://" if _LOCAL.match(address) else "https://"


def _path_and_name(text: str) -> tuple[str, str] | None:
    """The path of a file that is there, and the name after it; the longest such path, for it may have spaces."""
    ends = [number for number, sign in enumerate(text) if sign == " "]
    for end in reversed(ends):
        for path in (text[:end], text[:end].rstrip(" ,")):
            if os.path.exists(path) and not os.path.isdir(path):
                return path, text[end:].strip()
    return None


def check(source: Source) -> None:
    """Raise SourceNotFound or FormatError for a file that can never be read: a directory, a device, a binary file. One that is not there yet is waited for."""
    if not isinstance(source, FileSource):
        return
    try:
        source.size()
        source.check_text()
    except (SourceNotFound, FormatError) as error:
        raise type(error)(str(error) if source.name in str(error) else f"{source.name}: {error}") from error
    except FeedError:
        return


def subscriptions_of(chosen: Chosen) -> tuple[Subscription, ...]:
    """An address as it is remembered: once for each of its groups."""
    groups = [tuple(group.split("/")) for group in chosen.groups] or [()]
    return tuple(Subscription(chosen.name, chosen.title, group, interval=chosen.interval) for group in groups)
