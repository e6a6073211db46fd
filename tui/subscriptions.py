"""The reader's subscriptions on disk: one OPML file in the configuration directory, readable and writable by its owner alone.

It is never written in place: a new file takes its name when it is whole. What cannot be read is set aside, not lost.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import structs

from feeds import FormatError, StoreError, Subscription, Subscriptions, clean_line

from .plain import Unreadable, read_plain

NAME = "subscriptions.opml"
LIMIT = 8 << 20
"""Bytes of the largest list that is read."""


class Added(Subscriptions, frozen=True):
    """The subscriptions after an addition."""

    new: int = 0
    """How many were not there before."""
    aside: str | None = None
    """Where the file went that could not be read whole; None when it could."""


def subscribed(folder: Path) -> Subscriptions:
    """The subscriptions in a directory; none when there is no file. Raises StoreError, and FormatError when the file is damaged beyond reading."""
    path = folder / NAME
    try:
        data = read_plain(path, LIMIT, follow=False)
    except Unreadable as error:
        raise StoreError(f"cannot read {clean_line(str(path))}: {error}") from error
    if data is None:
        return Subscriptions()
    from feeds import read_subscriptions

    return read_subscriptions(data, source=str(path))


def subscribe(folder: Path, feeds: tuple[Subscription, ...]) -> Added:
    """Add feeds to the subscriptions in a directory. Raises StoreError. A file that cannot be read whole is set aside, and what can be read of it stays."""
    before, after, aside = _changed(folder, lambda known: known.joined(feeds))
    known = {feed.key for feed in before.feeds}
    return Added(after.feeds, after.title, before.problems, sum(feed.key not in known for feed in after.feeds), aside)


def unsubscribe(folder: Path, is_meant: Callable[[Subscription], bool]) -> tuple[Subscription, ...]:
    """Take feeds out of the subscriptions in a directory, and give them. Raises StoreError. A file that cannot be read whole is set aside as with `subscribe`."""
    before, _, _ = _changed(folder, lambda known: structs.replace(known, feeds=tuple(feed for feed in known.feeds if not is_meant(feed))))
    return tuple(feed for feed in before.feeds if is_meant(feed))


def _changed(folder: Path, change: Callable[[Subscriptions], Subscriptions]) -> tuple[Subscriptions, Subscriptions, str | None]:
    """The subscriptions before and after a change that is on the disk when this returns, and where the file went if it could not be read whole."""
    make_folder(folder)
    with _alone(folder):
        damaged = False
        try:
            before = subscribed(folder)
        except FormatError:
            before, damaged = Subscriptions(), True
        after = change(before)
        damaged = damaged or bool(before.problems)
        aside = _set_aside(folder / NAME) if damaged else None
        if damaged or after.feeds != before.feeds:
            from feeds import write_opml

            write_new(folder / NAME, write_opml(after), replace=True)
    return before, after, aside.name if aside else None


def write_new(path: Path, data: bytes, *, replace: bool) -> None:
    """Write a file of mode 0600 that is there whole or not at all. Raises StoreError; also when one is there and `replace` is False.

    The bytes go into a new file beside it, which nobody can have made before, and on to the disk, before it takes the name.
    """
    try:
        there = path.lstat() if os.path.lexists(path) else None
        if there is not None and not replace:
            raise StoreError(f"{clean_line(str(path))} is there already; --force replaces it")
        if there is not None and not stat.S_ISREG(there.st_mode):
            raise StoreError(f"{clean_line(str(path))} is no plain file, and is left alone")
        import secrets

        beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(8)}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                os.fchmod(descriptor, 0o600)
                file.write(data)
                file.flush()
                os.fsync(descriptor)
            _name(beside, path, replace=replace)
        finally:
            with contextlib.suppress(FileNotFoundError):
                beside.unlink()
        _settle(path.parent)
    except OSError as error:
        raise StoreError(f"cannot write {clean_line(str(path))}: {error.strerror or error}") from error


def _name(beside: Path, path: Path, *, replace: bool) -> None:
    """Give a whole file its name; without `replace`, only when nobody has taken it in the meantime."""
    if replace:
        beside.replace(path)
        return
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise StoreError(f"{clean_line(str(path))} is there already; --force replaces it") from None
    except OSError:  # a file system without links
        beside.replace(path)


def _settle(folder: Path) -> None:
    """Bring the names in a directory on to the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with contextlib.suppress(OSError):  # some file systems cannot
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make the directory, for its owner alone; one that is open to others is closed to them."""
    try:
        for missing in [each for each in reversed((folder, *folder.parents)) if not each.exists()]:
            missing.mkdir(mode=0o700, exist_ok=True)
        found = folder.stat()
        if found.st_uid != os.geteuid():
            raise StoreError(f"{clean_line(str(folder))} belongs to somebody else; nothing is kept there")
        if stat.S_IMODE(found.st_mode) & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise StoreError(f"cannot make {clean_line(str(folder))}: {error.strerror or error}") from error


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else who asks like this changes the directory meanwhile."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise StoreError(f"cannot open {clean_line(str(folder))}: {error.strerror or error}") from error
    try:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _set_aside(path: Path) -> Path:
    """Give a damaged file another name that is free."""
    for number in range(1, 10_000):
        aside = path.with_name(f"{path.name}.damaged-{number}")
        if not os.path.lexists(aside):
            try:
                path.rename(aside)
            except OSError as error:
                raise StoreError(f"cannot set {clean_line(str(path))} aside: {error.strerror or error}") from error
            return aside
    raise StoreError(f"there are too many damaged files beside {clean_line(str(path))}")
