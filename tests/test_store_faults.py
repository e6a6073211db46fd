"""What goes wrong while the history is written: a full disk, a lock, a call that fails. All of a batch is kept, or nothing."""

from __future__ import annotations

import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from feeds import Mark, PointChange, Sitting, Status, StoreError
from feeds.store.history import KeptHistory

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
