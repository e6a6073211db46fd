"""What goes wrong while the history is written: a full disk, a lock, a call that fails. All of a batch is kept, or nothing."""

from __future__ import annotations

import errno
import fcntl
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from feeds import Mark, PointChange, Sitting, Status, StoreError
from feeds.store.history import KeptHistory
from feeds.store.presence import Presence

from .kept import KEY, batch, entry, history_at, post, told
from .support import NOON, ROOT

FIRST = batch(post("a", at=1.0), post("b", at=2.0))
SECOND = batch(
    post("b", at=2.0, text="Boats stay.", older=(entry(id="b"),), status=Status(first_seen=NOON, edited=(NOON,), changed=True)),
    post("c", at=3.0),
    forgotten=("a",),
    points=((NOON, PointChange("came", "Storm")),),
)
STAR = Mark("b", seen=True, starred=True, new=True, changed=False)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


def state(history: KeptHistory) -> object:
    return told(history), history.points(KEY), history.record(KEY), history.sittings()


class Failing(sqlite3.Connection):
    """A connection whose n-th call fails."""

    left = -1
    error: Callable[[], Exception] = sqlite3.OperationalError

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        if not arguments[0].startswith("ROLLBACK"):
            Failing.left -= 1
            if Failing.left == 0:
                raise Failing.error()
        return super().execute(*arguments)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Failing]]:
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: real(*given, **named, factory=Failing))
    Failing.left = -1
    yield Failing
    Failing.left = -1


def disk_error() -> Exception:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_WRITE"
    return error


DOINGS: dict[str, Callable[[KeptHistory], object]] = {
    "keep": lambda history: history.keep(SECOND),
    "mark": lambda history: history.mark(KEY, [STAR]),
    "sit": lambda history: history.sit(Sitting(keys=(KEY,), at=NOON)),
    "forget": lambda history: history.forget(KEY),
}


@pytest.mark.row("T2", "D2", "D3")
@pytest.mark.parametrize("doing", DOINGS)
def test_whichever_call_fails_all_is_kept_or_nothing(place: Path, failing: type[Failing], doing: str) -> None:
    do = DOINGS[doing]
    failing.error = disk_error
    history = history_at(place)
    history.keep(FIRST)
    before = state(history)
    for number in range(1, 500):
        failing.left = number
        try:
            do(history)
        except StoreError as error:
            failing.left = -1
            assert error.passing
            assert "disk" in str(error)
            assert state(history) == before, number
            assert history.marks_elsewhere([KEY]) == {}
        else:
            break
    failing.left = -1
    assert number > 3
    assert state(history) != before
    history.close()


@pytest.mark.row("T2")
def test_whichever_call_fails_at_the_opening_it_can_be_opened_again(place: Path, failing: type[Failing]) -> None:
    failing.error = disk_error
    for number in range(1, 500):
        failing.left = number
        place.unlink(missing_ok=True)
        place.with_name("history.db-open").unlink(missing_ok=True)
        try:
            history = history_at(place)
        except StoreError:
            failing.left = -1
            again = history_at(place)
            again.keep(FIRST)
            assert again.count(KEY) == 2
            again.close()
        else:
            break
    assert number > 10
    history.close()


@pytest.mark.row("D3")
@pytest.mark.row("68")
def test_a_full_disk_passes(place: Path) -> None:
    history = history_at(place)
    history.keep(FIRST)
    before = state(history)
    pages = history._database.one("PRAGMA page_count")
    assert pages is not None
    history._database.run(f"PRAGMA max_page_count={pages[0] + 3}")
    large = batch(*(post(str(number), text="Boats. " * 500) for number in range(50)))

    with pytest.raises(StoreError, match="disk is full") as caught:
        history.keep(large)

    assert caught.value.passing
    assert state(history) == before
    history._database.run("PRAGMA max_page_count=1000000")
    history.keep(large)
    assert history.count(KEY) == 52
    history.close()


@pytest.mark.row("D3")
def test_a_file_that_may_not_grow_keeps_what_it_has(place: Path) -> None:
    history = history_at(place)
    history.keep(FIRST)
    before = state(history)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (place.stat().st_size, limits[1]))
        with pytest.raises(StoreError) as caught:
            history.keep(batch(*(post(str(number), text="Boats. " * 500) for number in range(50))))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)

    assert caught.value.passing
    assert state(history) == before
    history.keep(SECOND)
    history.close()


@pytest.mark.row("68")
def test_a_lock_of_another_program_passes(place: Path) -> None:
    history = history_at(place, patience=0.05)
    history.keep(FIRST)
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreError, match="another program") as caught:
        history.keep(SECOND)

    assert caught.value.passing
    assert history.count(KEY) == 2
    other.execute("ROLLBACK")
    history.keep(SECOND)
    assert [each.own for each in history.posts(KEY)] == ["c", "b"]
    other.close()
    history.close()


NOBODY = """
import os, sys
from contextlib import suppress
from pathlib import Path
from tests.kept import KEY, batch, history_at, post
if os.geteuid() == 0:  # who may write everything
    os.setuid(65534)
history = history_at(Path(sys.argv[1]))
assert not history.writable
assert "may not be written" in history.notes[0]
assert len(history.posts(KEY)) == 2
history.keep(batch(post("c")))
history.close()
"""


@pytest.mark.row("68")
def test_a_history_that_may_not_be_written_is_shown() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "history.db"
        history = history_at(place)
        history.keep(FIRST)
        history.close()
        for path in place.parent.iterdir():
            path.chmod(0o444)
        place.parent.chmod(0o555)

        done = subprocess.run([sys.executable, "-c", NOBODY, str(place)], cwd=ROOT, capture_output=True, text=True, check=False)
        place.parent.chmod(0o700)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.row("68")
def test_a_directory_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no history is kept"):
        history_at(Path("/proc/1/feedreader/history.db"))


def test_a_file_that_is_moved_away_meanwhile_is_told(place: Path) -> None:
    history = history_at(place)
    history.keep(FIRST)
    place.rename(place.with_name("elsewhere"))

    with pytest.raises(StoreError):
        history.keep(SECOND)

    history.close()


def test_threads_take_turns(place: Path) -> None:
    history = history_at(place)
    history.keep(FIRST)
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for step in range(10):
                history.keep(batch(post(f"{number} {step}", at=float(step))))
                history.mark(KEY, [STAR])
                history.posts(KEY, limit=5)
                history.marks_elsewhere([KEY])
                history.tend()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert history.count(KEY) == 42
    history.close()


@pytest.mark.row("S10")
def test_a_lone_surrogate_loses_no_look(place: Path) -> None:
    history = history_at(place)
    odd = post("\ud800 id", text="half \ud83d of a pair\0", aliases=("\udcff",))

    history.keep(batch(odd, post("two"), points=((NOON, PointChange("came", "odd \ud800")),)))

    assert history.count(KEY) == 2
    assert history.posts(KEY)[-1].entry.text == "half \ufffd of a pair\0"
    history.close()


@pytest.mark.row("S15")
def test_what_looks_like_a_statement_is_text(place: Path) -> None:
    text = "'; DROP TABLE posts;--"
    history = history_at(place)
    history.keep(batch(post(text, text=text), points=((NOON, PointChange(text, text, text)),)))
    history.mark(KEY, [Mark(text, seen=True, starred=True, new=False, changed=False)])

    assert history.posts(KEY)[0].entry.text == history.posts(KEY)[0].own == text
    assert history.posts(text) == []
    assert history._database.one("PRAGMA trusted_schema") == (0,)
    assert history._database.one("PRAGMA cell_size_check") == (1,)
    history.close()


@pytest.mark.row("D3", "68")
def test_disk_that_is_full_anywhere_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    """From a file that cannot be made at all to one that has room enough."""
    handler, limits = signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.getrlimit(resource.RLIMIT_FSIZE)
    acknowledged: list[int] = []
    try:
        for limit in (0, 1, 5_000, 20_000, 70_000, 87_000, 90_000, 95_000, 130_000, 400_000):
            place, kept = tmp_path / str(limit) / "history.db", set[str]()
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
            with suppress(StoreError):
                history = history_at(place)
                for number in range(12):
                    with suppress(StoreError):
                        history.keep(batch(post(str(number), at=float(number), text="Boats. " * 400)))
                        kept.add(str(number))
                with suppress(StoreError):
                    while history.tend():
                        pass
                history.close()
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)

            again = history_at(place)
            assert {each.own for each in again.posts(KEY)} == kept
            assert again.notes == ()
            assert not [path.name for path in place.parent.iterdir() if path.name.startswith(".")]
            again.close()
            acknowledged.append(len(kept))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)

    assert acknowledged == sorted(acknowledged)
    assert (acknowledged[0], acknowledged[-1]) == (0, 12)
    assert 0 < acknowledged[-3] < 12 or 0 < acknowledged[-2] < 12


@pytest.mark.row("S15", "S19")
def test_ids_that_are_odd_or_endless_stay_apart(place: Path) -> None:
    owns = ["a\0b", "a\0c", "a", "x" * 2_000_000, "x" * 1_999_999, "é", "e\u0301", "%", "_", "NULL", '"', "\ud800", " "]
    history = history_at(place)

    history.keep(batch(*(post(own, at=float(number), text="w" * 10_000_000 if not number else own[:50]) for number, own in enumerate(owns))))
    history.mark(KEY, [Mark(own, seen=True, starred=True, new=False, changed=False) for own in owns[:5]])
    history.keep(batch(forgotten=("a\0b", "x" * 1_999_999)))

    posts = history.posts(KEY)[::-1]
    assert [each.own for each in posts] == [own for own in (*owns[:-2], "\\ud800", " ") if own not in ("a\0b", "x" * 1_999_999)]
    assert [each.own[:3] for each in posts if each.status.starred] == ["a\0c", "a", "xxx"]
    history.close()


@pytest.mark.row("T2")
def test_transaction_that_can_neither_be_kept_nor_undone_is_undone_at_the_next_opening(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Lost(sqlite3.Connection):
        """The disk is gone when a batch has been written."""

        gone = False

        def execute(self, *arguments: Any) -> sqlite3.Cursor:
            if Lost.gone and arguments[0] in ("COMMIT", "ROLLBACK"):
                raise disk_error()
            return super().execute(*arguments)

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: real(*given, **named, factory=Lost))
    history = history_at(place)
    history.keep(FIRST)
    Lost.gone = True
    with pytest.raises(StoreError, match="disk fails"):
        history.keep(SECOND)
    Lost.gone = False
    history.close()

    again = history_at(place)
    assert [each.own for each in again.posts(KEY)] == ["b", "a"]
    again.close()


@pytest.mark.row("68", "S14")
def test_who_may_not_write_sees_the_history_and_is_told_of_an_empty_one(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write everything, so the system is made to refuse."""
    history = history_at(place)
    history.keep(FIRST)
    history.close()
    empty = place.with_name("empty.db")
    empty.touch()
    allowed, opened = os.access, os.open

    def refuse(path: Any, flags: int, *more: Any) -> int:
        if flags & os.O_RDWR:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, flags, *more)

    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK and allowed(path, mode))
    monkeypatch.setattr(os, "open", refuse)

    shown = history_at(place)
    assert (shown.writable, shown.count(KEY)) == (False, 2)
    assert shown.notes == (f"the history {place} may not be written: it is shown, and nothing is kept",)
    shown.clean()
    shown.close()
    with pytest.raises(StoreError, match="it may not be written"):
        history_at(empty)


def test_note_that_cannot_be_left_makes_the_next_opening_look_through_the_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as no_room:
        no_room.setattr(os, "pwrite", full)
        history = history_at(place)
        history.keep(FIRST)
        history.close()

    presence = Presence(place, 1.0)
    assert presence.unclean
    presence.leave()
    again = history_at(place)
    assert (again.count(KEY), again.notes) == (2, ())
    again.close()


def test_file_system_without_locks_keeps_all_the_same(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(file: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)

    for expected in (2, 2):
        history = history_at(place)
        history.keep(FIRST)
        assert (history.count(KEY), history.notes) == (expected, ())
        history.close()
