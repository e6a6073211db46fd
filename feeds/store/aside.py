"""A damaged history's file is set aside while a new one is made beside it, which takes its name when it is whole."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from ..errors import StoreError
from ..text import clean_line
from .places import JOURNALS


def mending(path: Path) -> Path:
    """The file that is to take the place of a damaged one. While it is there the mending has not come to its end."""
    return path.with_name(f"{path.name}.mending")


def remove(path: Path) -> None:
    """Remove a database, and the journals beside it."""
    for end in (*JOURNALS, ""):
        path.with_name(path.name + end).unlink(missing_ok=True)


def set_aside(path: Path, now: datetime) -> Path:
    """Give a damaged database, and the journals beside it, another name that is free."""
    name = f"{path.name}.corrupt-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    aside, number = path.with_name(name), 1
    while aside.exists():
        aside, number = path.with_name(f"{name}-{number}"), number + 1
    try:
        for end in JOURNALS:
            beside = path.with_name(path.name + end)
            if beside.exists():
                beside.rename(aside.with_name(aside.name + end))
        path.rename(aside)
    except OSError as error:
        raise StoreError(f"the damaged history {clean_line(str(path))} cannot be set aside: {error.strerror or error}") from error
    return aside


def put_back(aside: Path, path: Path) -> None:
    """Give a file that was set aside its name again, and its journals."""
    with suppress(OSError):
        for end in (*JOURNALS, ""):
            beside = aside.with_name(aside.name + end)
            if beside.exists():
                beside.replace(path.with_name(path.name + end))


def resume(path: Path) -> bool:
    """Put the damaged file back that a program had set aside when it was killed; whether there was one. For who is alone, and found nothing under the name."""
    if not mending(path).exists():
        return False
    last = max((each for each in path.parent.iterdir() if each.name.startswith(f"{path.name}.corrupt-") and not each.name.endswith(JOURNALS)), default=None)
    if last is not None:
        put_back(last, path)
    remove(mending(path))
    return last is not None
