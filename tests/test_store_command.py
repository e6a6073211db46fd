"""`feedreader history`: what is remembered, where, and how much of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from feeds import Held, Mark, Status, StoreError, Usage
from tui.commands import history as command
from tui.commands.history import amount, lines

from .kept import KEY, RECORD, batch, entry, history_at, post
from .support import NOON
from .test_shape import loaded_after

PATH = "https://example.org/feed?token=secret"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Exit code, output and errors of `feedreader history`."""
    from tui.__main__ import main

    monkeypatch.setattr(command, "history_file", lambda: tmp_path / "state" / "history.db")

    def runs(*words: str) -> tuple[int, str, str]:
        code = main(["history", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return runs


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A history of two sources."""
    place = tmp_path / "state" / "history.db"
    history = history_at(place)
    edited = post("one", at=NOON.timestamp(), older=(entry("Old"),), status=Status(first_seen=NOON, edited=(NOON,)))
    history.keep(batch(edited, post("two", at=1.0)))
    history.mark(KEY, [Mark("two", seen=True, starred=True, new=False, changed=False)])
    history.keep(batch(record=replace(RECORD, key=PATH, source="other", title=None)))
    history.close()
    return place


def test_nothing_is_made_where_nothing_is_remembered(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    code, out, err = run()

    assert (code, out) == (0, "")
    assert "nothing is remembered yet" in err and "history.db" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.row("H33")
def test_it_tells_place_size_and_sources(run: Callable[..., tuple[int, str, str]], place: Path) -> None:
    code, out, err = run()

    first, backup, one, other = out.splitlines()
    assert (code, err) == (0, "")
    assert first.startswith(f"{place}: ") and first.endswith("2 posts of 1 source")
    assert backup == "no backup yet: one is made once a week, beside the file"
    assert one == f"       2 {KEY} (Harbour news), the newest of 2025-10-04, 1 earlier version, 1 starred"
    assert "secret" not in other and other.startswith("    none https://example.org/feed?token=")


@pytest.mark.parametrize("name", [KEY, "example.org", "Harbour news"])
def test_a_source_is_forgotten_by_its_name(run: Callable[..., tuple[int, str, str]], place: Path, name: str) -> None:
    code, out, err = run("--forget", name)

    assert code == 0
    assert err == f"feedreader: forgotten: {KEY} (Harbour news), 2 posts\n"
    assert "no post yet" in out and "    none https://example.org/feed?token=" in out
    assert run("--forget", name)[0] == 1


def test_what_is_not_remembered_cannot_be_forgotten(run: Callable[..., tuple[int, str, str]], place: Path) -> None:
    code, out, err = run("--forget", "nothing")

    assert code == 1
    assert "nothing is remembered of nothing" in err
    assert "2 posts" in out


def test_cleaning_keeps_what_is_young(run: Callable[..., tuple[int, str, str]], place: Path) -> None:
    assert "2 posts" in run("--clean")[1]


@pytest.mark.parametrize("given", [RuntimeError("no home"), Path("~/.local/state/feedreader")], ids=["told", "taken for a directory"])
def test_without_a_home_directory_nothing_is_kept_and_nothing_made(
    given: RuntimeError | Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui import places
    from tui.__main__ import main
    from tui.settings import Settings, read_settings
    from tui.subscriptions import subscribe

    def nowhere(*name: str, appauthor: bool) -> Path:
        if isinstance(given, RuntimeError):
            raise given
        return given

    for name in ("user_state_path", "user_config_path"):
        monkeypatch.setattr(f"platformdirs.{name}", nowhere)
    monkeypatch.chdir(tmp_path)

    assert main(["history"]) == 1
    assert capsys.readouterr().err == "feedreader: no history is kept: there is no home directory; HOME or XDG_STATE_HOME can name one\n"
    assert read_settings(places.settings_folder()) == Settings()
    with pytest.raises(StoreError, match="no-home-directory"):
        subscribe(places.settings_folder(), ())
    assert list(tmp_path.iterdir()) == []


def test_copies_are_told_with_their_size(run: Callable[..., tuple[int, str, str]], place: Path) -> None:
    day = place.with_name("history.db.backup-2025-10-04")
    day.write_bytes(b"x" * 1500)
    place.with_name("history.db.backup-2025-10-11").symlink_to("nowhere")

    assert f"backup: {day}, 1.5 kB" in run()[1].splitlines()


def test_a_history_that_cannot_be_opened_is_one_line(run: Callable[..., tuple[int, str, str]], place: Path) -> None:
    connection = sqlite3.connect(place)
    connection.execute("PRAGMA application_id=1")
    connection.close()
    place.with_name("history.db-open").unlink()

    code, out, err = run()

    assert (code, out) == (1, "")
    assert err.count("\n") == 1 and "another program" in err


def test_a_damaged_history_is_mended_and_told(run: Callable[..., tuple[int, str, str]], place: Path) -> None:
    place.write_bytes(b"no database" * 1000)

    code, out, err = run()

    assert code == 0
    head, _, aside = out.splitlines()
    assert head.endswith(", no post yet")
    assert aside.startswith(f"set aside: {place}.corrupt-") and aside.endswith(", 11.0 kB; nothing needs it any more")
    assert "damaged" in err


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (123_456_789, "123 MB"), (5_300_000_000, "5.3 GB"), (10**16, "10000 TB")]
)
def test_sizes_are_told_as_people_tell_them(size: int, text: str) -> None:
    assert amount(size) == text


@pytest.mark.row("S1")
def test_what_comes_from_outside_is_made_harmless(tmp_path: Path) -> None:
    held = Held(key="file\x1b]0;x\x07", source="s", title="\x1b[2J", posts=1)

    assert not [line for line in lines(Usage(path=tmp_path, size=1, sources=(held,))) if "\x1b" in line or "\x07" in line]


@pytest.mark.parametrize("newest", [float("inf"), 253_402_318_799.0, -62_135_600_400.0, 1e300])
def test_a_day_that_no_calendar_has_is_not_told(tmp_path: Path, newest: float) -> None:
    (_, _, line) = lines(Usage(path=tmp_path, size=1, sources=(Held(key=KEY, source="s", posts=1, newest=newest),)))

    assert line.endswith(KEY)


def test_it_needs_no_screen() -> None:
    assert not {"textual", "rich", "asyncio"} & loaded_after("import tui.commands.history, feeds.store.history")
