"""The history's files: who may read them, what becomes of damaged ones, and copies of them."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest

from feeds import Mark, Retention, Sitting, SourceRecord, Status, StoreError
from feeds.store import connection, opening, places, salvage, schema, upkeep
from feeds.store.backup import backups
from feeds.store.history import KeptHistory
from feeds.store.presence import Presence

from .kept import KEY, batch, history_at, post, told
from .support import NOON, ROOT, ManualClock

MANY = tuple(post(str(number), at=float(number), text=f"Boat {number} " * 100) for number in range(300))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "state" / "history.db"


@pytest.fixture
def filled(place: Path) -> Path:
    """A history of 300 posts that was closed."""
    history = history_at(place)
    history.keep(batch(*MANY))
    history.mark(KEY, [Mark("7", seen=True, starred=True, new=True, changed=False)])
    history.close()
    return place


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def tend(history: KeptHistory) -> None:
    """Do all the upkeep that is due."""
    while history.tend():
        pass


def killed(place: Path) -> None:
    """As after a program that was killed."""
    place.with_name("history.db-open").write_text("open posts\n")


# --- who may read them ------------------------------------------------------------------------------------------------


@pytest.mark.row("S14")
@pytest.mark.usefixtures("no_umask")
def test_files_are_the_owners_alone(place: Path) -> None:
    clock = ManualClock()
    history = history_at(place, clock=clock)
    history.keep(batch(post()))
    tend(history)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in place.parent.iterdir()}
    assert {"history.db", "history.db-open", "history.db.backup-2025-10-04"} <= set(modes)
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    history.close()


@pytest.mark.row("S14")
def test_a_link_in_its_place_is_refused(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("somebody's")
    (tmp_path / "history.db").symlink_to(elsewhere)

    with pytest.raises(StoreError, match="link"):
        history_at(tmp_path / "history.db")

    assert elsewhere.read_text() == "somebody's"


@pytest.mark.row("S14")
def test_a_link_in_the_place_of_its_lock_is_refused(tmp_path: Path) -> None:
    (tmp_path / "history.db-open").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(StoreError):
        history_at(tmp_path / "history.db")

    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.row("S14")
@pytest.mark.parametrize("end", places.JOURNALS)
@pytest.mark.parametrize(
    "make",
    [os.mkfifo, os.mkdir, lambda path: path.symlink_to("elsewhere"), lambda path: path.symlink_to("nowhere")],
    ids=["pipe", "directory", "link", "dangling"],
)
def test_what_is_no_file_in_the_place_of_a_journal_is_refused(filled: Path, make: Callable[[Path], None], end: str) -> None:
    elsewhere = filled.with_name("elsewhere")
    elsewhere.write_text("somebody's")
    filled.with_name(f"history.db{end}").unlink(missing_ok=True)
    make(filled.with_name(f"history.db{end}"))

    with pytest.raises(StoreError, match=f"history.db{end} is no plain file"):
        history_at(filled)

    assert elsewhere.read_text() == "somebody's"
    assert not filled.with_name("nowhere").exists()


@pytest.mark.row("D4")
@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_file_that_was_cut_anywhere_has_what_is_left_and_goes_on(filled: Path, state: str) -> None:
    data, counts = filled.read_bytes(), list[int]()
    for part in range(state == "closed", 20, 2):
        for path in filled.parent.iterdir():
            path.unlink()
        filled.write_bytes(data[: len(data) * part // 20])
        filled.with_name("history.db-open").write_text(f"{state} posts\n")

        history = history_at(filled)
        counts.append(history.count(KEY))
        assert len(history.notes) == 1 and ("damaged" in history.notes[0] or "emptied" in history.notes[0])
        history.keep(batch(post("later", at=1000.0)))
        history.close()
        again = history_at(filled)
        assert (again.count(KEY), again.notes) == (counts[-1] + 1, ())
        again.close()

    assert counts == sorted(counts)
    assert counts[-1] > 250


@pytest.mark.row("D4")
@pytest.mark.parametrize("stops", [StoreError("the disk is full", passing=True), KeyboardInterrupt()], ids=["disk full", "stopped"])
def test_mending_that_fails_is_done_at_another_start(filled: Path, stops: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    _cut(filled)
    damaged = filled.read_bytes()

    def fail(*given: object) -> int:
        raise stops

    with monkeypatch.context() as broken:
        broken.setattr(opening, "salvage", fail)
        with pytest.raises(type(stops)):
            history_at(filled)
    assert {path.name for path in filled.parent.iterdir()} <= {"history.db", "history.db-journal", "history.db-open"}
    assert filled.read_bytes() == damaged

    history = history_at(filled)
    assert "damaged" in history.notes[0]
    assert history.count(KEY) > 100
    history.close()


@pytest.mark.row("D4", "67")
@pytest.mark.parametrize("where", ["remove", "set_aside", "salvage"])
def test_program_that_is_killed_while_it_mends_has_it_done_at_the_next_start(filled: Path, where: str) -> None:
    _cut(filled)
    script = f"""
import os, signal, sys
from pathlib import Path
from feeds.store import opening
from tests.kept import history_at
real = opening.{where}
def killed(*given):
    real(*given)
    os.kill(os.getpid(), signal.SIGKILL)
opening.{where} = killed
history_at(Path(sys.argv[1]))
"""
    assert subprocess.run([sys.executable, "-c", script, str(filled)], cwd=ROOT, check=False).returncode == -signal.SIGKILL

    history = history_at(filled)

    assert "damaged" in history.notes[0]
    assert history.count(KEY) > 100
    assert len([path for path in filled.parent.iterdir() if "corrupt" in path.name and "-journal" not in path.name]) == 1
    assert not list(filled.parent.glob("*mending*"))
    history.close()


@pytest.mark.row("D4")
def test_damage_that_the_upkeep_meets_is_mended_at_the_next_start_and_two_damaged_files_are_kept_apart(filled: Path) -> None:
    for number in (1, 2):
        history = history_at(filled)
        _middle(filled)
        with pytest.raises(StoreError, match="damaged"):
            tend(history)
        history.close()

        again = history_at(filled)
        assert "damaged" in again.notes[0]
        again.keep(batch(*MANY))
        again.close()
        assert len([path for path in filled.parent.iterdir() if "corrupt" in path.name and "-journal" not in path.name]) == number


@pytest.mark.row("D4")
def test_damage_that_makes_rows_come_in_a_circle_costs_no_time(filled: Path) -> None:
    """Of a page that was cut in its middle SQLite reads what stood in the memory before it."""
    os.truncate(filled, filled.stat().st_size // 4096 * 4096 - 5 * 4096 + 1024)
    damaged = sqlite3.connect(f"{filled.as_uri()}?mode=rw", uri=True)
    damaged.execute("PRAGMA writable_schema=ON")

    numbers = [row[0] for row in islice(salvage._readable(damaged, "posts", ["id", "own", "body"]), 2000)]

    assert 270 < len(set(numbers)) <= len(numbers) < 400
    damaged.close()


@pytest.mark.row("F43")
@pytest.mark.parametrize("name", ["new\nline", "what?#%41", os.fsdecode(b"raw\xff\xfe"), "\x1b[31mred", "-rf", "~", "'; DROP TABLE posts;--"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    place = tmp_path / name / "history.db"
    history = history_at(place)
    history.keep(batch(post()))
    tend(history)
    assert [beside.path.parent.name for beside in history.usage().backups] == [name]
    history.close()
    place.write_bytes(b"no database")
    killed(place)

    again = history_at(place)

    assert again.count(KEY) == 1
    assert "damaged" in again.notes[0] and again.notes[0].isprintable()
    again.close()
    assert {path.name for path in tmp_path.iterdir()} == {name}


@pytest.mark.row("S14")
def test_a_directory_that_everybody_may_write_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)

    with pytest.raises(StoreError, match="everybody"):
        history_at(tmp_path / "history.db")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "directory"])
def test_what_is_no_file_is_refused(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "history.db")

    with pytest.raises(StoreError):
        history_at(tmp_path / "history.db")


@pytest.mark.parametrize("name", ["x" * 300, "state"], ids=["too long", "no file beside it"])
def test_a_place_that_cannot_be_is_told(tmp_path: Path, name: str) -> None:
    place = tmp_path / name / "history.db"
    if name == "state":
        place.parent.mkdir(mode=0o700)
        os.mkfifo(place.with_name("history.db-open"))

    with pytest.raises(StoreError, match="no history is kept in"):
        history_at(place)


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "history.db"
    connection = sqlite3.connect(place)
    connection.executescript("PRAGMA user_version=7; CREATE TABLE cookies (name)")
    connection.close()
    before = place.read_bytes()

    with pytest.raises(StoreError, match="another program"):
        history_at(place)

    assert place.read_bytes() == before


# --- damage -----------------------------------------------------------------------------------------------------------


def spoil(place: Path, at: int, data: bytes) -> None:
    with place.open("r+b") as file:
        file.seek(at, os.SEEK_SET if at >= 0 else os.SEEK_END)
        file.write(data)


def _head(place: Path) -> None:
    spoil(place, 0, b"\0" * 100)


def _first_page(place: Path) -> None:
    spoil(place, 0, os.urandom(4096))


def _middle(place: Path) -> None:
    for page in range(20, 24):
        spoil(place, page * 4096, b"\xa5" * 4096)


def _cut(place: Path) -> None:
    os.truncate(place, place.stat().st_size * 2 // 3)


def _cut_oddly(place: Path) -> None:
    os.truncate(place, place.stat().st_size // 2 + 1234)


def _text(place: Path) -> None:
    place.write_text("This is no database at all.\n" * 100)


def _zeros_at_the_end(place: Path) -> None:
    spoil(place, -40960, b"\0" * 40960)


@pytest.mark.row("D4")
@pytest.mark.parametrize(
    ("damage", "least"),
    [(_head, 0), (_first_page, 0), (_text, 0), (_cut_oddly, 1), (_cut, 1), (_middle, 200), (_zeros_at_the_end, 200)],
    ids=["head", "first page", "text", "cut oddly", "cut", "middle", "zeros"],
)
def test_a_damaged_file_is_set_aside_and_what_can_be_read_is_saved(filled: Path, damage: Callable[[Path], None], least: int) -> None:
    damage(filled)
    damaged = filled.read_bytes()
    killed(filled)

    history = history_at(filled)

    assert len(history.notes) == 1 and "damaged" in history.notes[0]
    aside = next(filled.parent.glob("history.db.corrupt-*"))
    assert aside.name in history.notes[0]
    assert len(aside.read_bytes()) >= len(damaged) // 4096 * 4096 or aside.read_bytes() == damaged
    assert least <= history.count(KEY) <= 300
    known = {whole[0]: whole for whole in told(history)}
    assert all(known[each.own][2][0].text == each.entry.text for each in MANY if each.own in known)  # type: ignore[index]
    history.keep(batch(*MANY))
    assert history.count(KEY) == 300
    history.close()
    assert history_at(filled).notes == ()


@pytest.mark.row("D4")
@pytest.mark.parametrize("damage", [_head, _text, _middle], ids=["head", "text", "middle"])
def test_what_is_lost_comes_back_from_the_backup(filled: Path, damage: Callable[[Path], None]) -> None:
    history = history_at(filled)
    tend(history)
    history.keep(batch(post("later", at=1000.0)))
    history.close()
    damage(filled)
    killed(filled)

    history = history_at(filled)

    assert history.count(KEY) >= 300
    assert [each.own for each in history.posts(KEY) if each.status.starred] == ["7"]
    history.close()


@pytest.mark.row("D4")
def test_damage_that_is_met_is_mended_at_the_next_start(filled: Path) -> None:
    history = history_at(filled)
    _middle(filled)
    with pytest.raises(StoreError, match="damaged"):
        history.keep(batch(*MANY))
    history.close()

    again = history_at(filled)

    assert "damaged" in again.notes[0]
    again.close()


@pytest.mark.row("D4")
def test_a_file_that_others_have_open_is_not_set_aside(filled: Path) -> None:
    other = history_at(filled)
    _head(filled)

    with pytest.raises(StoreError, match="quit the other feedreader"):
        history_at(filled)

    assert [path.name for path in filled.parent.iterdir() if "corrupt" in path.name] == []
    other.close()


@pytest.mark.row("D4")
def test_a_head_that_names_no_program_is_damage(filled: Path) -> None:
    spoil(filled, 68, b"\0\0\0\1")

    history = history_at(filled)

    assert "damaged" in history.notes[0]
    assert history.count(KEY) == 300
    history.close()


def test_who_comes_while_the_file_is_looked_through_waits(place: Path) -> None:
    place.parent.mkdir()
    first = Presence(place, 1.0)

    with pytest.raises(StoreError, match="looked through") as caught:
        Presence(place, 0.05)

    assert caught.value.passing
    first.settle()
    second = Presence(place, 0.05)
    assert (first.alone, second.alone) == (True, False)
    second.leave()
    first.leave()


@pytest.mark.row("D4")
def test_a_damaged_letter_costs_no_post(filled: Path) -> None:
    data = filled.read_bytes()
    at = data.index(b"Boat 250 ")
    spoil(filled, at, b"\xff")

    history = history_at(filled)

    posts = {post.own: post for post in history.posts(KEY)}
    assert len(posts) == 300
    assert posts["250"].entry.text.startswith("\ufffdoat 250 ")
    history.close()


@pytest.mark.row("D4")
def test_a_damaged_number_costs_no_post(place: Path) -> None:
    history = history_at(place)
    history.keep(batch(post()))
    history.close()
    connection = sqlite3.connect(place)
    connection.execute(f"UPDATE posts SET first_seen = {2**62}, withdrawn_at = 'soon'")
    connection.commit()
    connection.close()

    history = history_at(place)

    (back,) = history.posts(KEY)
    assert (back.status.first_seen, back.status.withdrawn_at) == (None, None)
    history.close()


@pytest.mark.row("D4")
def test_a_damaged_schema_is_damage(filled: Path) -> None:
    spoil(filled, filled.read_bytes().index(b"AUTOINCREMENT"), b"\xff")

    history = history_at(filled)

    assert "damaged" in history.notes[0]
    history.close()


@pytest.mark.row("D4")
def test_damage_that_is_only_read_is_mended_at_the_next_start(filled: Path) -> None:
    history = history_at(filled)
    _middle(filled)
    with pytest.raises(StoreError, match="damaged"):
        history.posts(KEY)
    history.close()

    again = history_at(filled)

    assert "damaged" in again.notes[0]
    again.close()


def test_texts_that_are_broken_are_read_as_far_as_they_go(place: Path) -> None:
    history = history_at(place)
    history.keep(batch(post(aliases=("two",), older=(post().entry,), status=Status(edited=(None,)))))
    history.sit(Sitting(keys=(KEY,), at=ManualClock().now(), own="one"))
    history.close()
    connection = sqlite3.connect(place)
    connection.execute("""UPDATE posts SET head = '{"headline": "Kept", "tags": 5}', body = '{"blocks": 4, "summary": "Kept"}', aliases = '7'""")
    connection.execute("UPDATE versions SET head = 'no JSON'")
    connection.execute("UPDATE sources SET record = 'no JSON'")
    connection.execute("""UPDATE sittings SET sitting = '{"own": "one", "at": "soon"}'""")
    connection.commit()
    connection.close()

    history = history_at(place)

    (back,) = history.posts(KEY)
    assert (back.entry.headline, back.entry.tags, back.entry.blocks, back.entry.summary, back.aliases) == ("Kept", (), (), "Kept", ())
    assert back.older[0].headline is None
    assert history.record(KEY) == SourceRecord(source=KEY, key=KEY)
    assert history.last_sitting([KEY]) == Sitting(keys=(KEY,), at=ManualClock().now(), own="one")
    history.close()


@pytest.mark.row("D4")
def test_a_file_that_was_closed_is_not_searched_for_damage(filled: Path) -> None:
    _middle(filled)

    history = history_at(filled)

    assert history.notes == ()
    with pytest.raises(StoreError, match="damaged"):
        history.posts(KEY)
    history.close()


@pytest.mark.row("D4")
def test_an_empty_file_where_posts_had_been_is_told(filled: Path) -> None:
    os.truncate(filled, 0)

    history = history_at(filled)

    assert "emptied" in history.notes[0]
    history.keep(batch(*MANY))
    assert history.count(KEY) == 300
    history.close()


@pytest.mark.row("D4")
def test_an_emptied_file_is_filled_from_its_backup(filled: Path) -> None:
    history = history_at(filled)
    tend(history)
    history.close()
    os.truncate(filled, 0)

    history = history_at(filled)

    assert "is back" in history.notes[0]
    assert history.count(KEY) == 300
    history.close()


@pytest.mark.row("D4")
def test_a_file_that_is_gone_is_told(filled: Path) -> None:
    filled.unlink()

    history = history_at(filled)

    assert "gone" in history.notes[0]
    assert history.posts(KEY) == []
    history.close()


def test_a_new_history_has_nothing_to_tell(place: Path) -> None:
    history = history_at(place)
    history.close()

    assert history_at(place).notes == ()


# --- versions and copies ----------------------------------------------------------------------------------------------


@pytest.mark.row("D5")
def test_a_history_of_a_newer_version_is_shown_and_not_written(filled: Path) -> None:
    connection = sqlite3.connect(filled)
    connection.execute(f"PRAGMA user_version={schema.VERSION + 1}")
    connection.execute("ALTER TABLE posts ADD COLUMN mood TEXT")
    connection.close()
    before = filled.read_bytes()

    history = history_at(filled)

    assert not history.writable
    assert len(history.notes) == 1 and "newer" in history.notes[0]
    assert history.count(KEY) == 300
    history.keep(batch(post("other")))
    history.mark(KEY, [Mark("1", seen=True, starred=True, new=True, changed=False)])
    history.sit(Sitting(keys=(KEY,), at=ManualClock().now()))
    assert history.sittings() == []
    assert history.marks_elsewhere([KEY]) == {}
    assert not history.tend()
    assert not history.forget(KEY)
    history.close()
    assert filled.read_bytes() == before


@pytest.mark.row("D5")
def test_an_older_history_is_brought_up_to_date_after_a_copy(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    monkeypatch.setattr(schema, "MIGRATIONS", {schema.VERSION - 1: ("ALTER TABLE posts ADD COLUMN mood TEXT", "UPDATE posts SET mood = 'calm'")})

    history = history_at(filled)

    assert history.count(KEY) == 300
    history.close()
    connection = sqlite3.connect(filled)
    assert connection.execute("SELECT DISTINCT mood FROM posts").fetchall() == [("calm",)]
    assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
    connection.close()
    copy = sqlite3.connect(filled.with_name(f"history.db.before-{schema.VERSION}"))
    assert copy.execute("PRAGMA user_version").fetchone() == (schema.VERSION - 1,)
    copy.close()


@pytest.mark.row("D5")
def test_a_history_that_an_older_program_has_open_is_left_as_it_is(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = history_at(filled)
    with monkeypatch.context() as newer:
        newer.setattr(schema, "VERSION", schema.VERSION + 1)
        with pytest.raises(StoreError, match="older feedreader"):
            history_at(filled)

    older.keep(batch(post("other")))
    assert older.count(KEY) == 301
    older.close()


@pytest.mark.row("D5")
def test_a_migration_that_fails_changes_nothing(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(schema, "VERSION", schema.VERSION + 1)
        newer.setattr(schema, "MIGRATIONS", {schema.VERSION - 1: ("ALTER TABLE posts ADD COLUMN mood TEXT", "UPDATE nothing SET mood = 'calm'")})
        with pytest.raises(StoreError):
            history_at(filled)

    history = history_at(filled)
    assert history.count(KEY) == 300
    assert history.writable
    history.close()


@pytest.mark.row("D6")
def test_a_copy_is_made_every_week_and_two_are_kept(filled: Path) -> None:
    clock = ManualClock()
    history = history_at(filled, clock=clock)
    for _ in range(30):
        tend(history)
        clock.advance(86400)

    assert [backup.day for backup in backups(filled)] == ["2025-11-01", "2025-10-25"]
    history.close()
    copy = history_at(backups(filled)[0].path)
    assert copy.count(KEY) == 300
    copy.close()


@pytest.mark.row("D6")
def test_a_copy_is_given_up_when_the_program_ends(filled: Path) -> None:
    from feeds.store.backup import back_up

    assert not back_up(filled, ManualClock().now(), lambda: True)
    assert backups(filled) == []
    assert [path.name for path in filled.parent.iterdir() if "backup" in path.name] == []


@pytest.mark.row("D6")
def test_no_copy_is_made_of_a_damaged_file_nor_where_none_can_be(filled: Path, tmp_path: Path) -> None:
    from feeds.store.backup import copy_to

    with pytest.raises(StoreError, match="cannot be copied") as caught:
        copy_to(filled, tmp_path / "nowhere" / "copy")
    assert caught.value.passing
    _middle(filled)
    with pytest.raises(StoreError, match="damaged"):
        copy_to(filled, tmp_path / "copy")
    assert [path.name for path in tmp_path.iterdir()] == ["state"]
    assert backups(tmp_path / "nowhere" / "history.db") == []


@pytest.mark.row("D4")
def test_nothing_is_taken_from_the_backup_of_another_history(filled: Path) -> None:
    """It was begun anew since: what that had let go of must not come back."""
    history = history_at(filled)
    tend(history)
    history.close()
    last = backups(filled)[0].path
    copy = sqlite3.connect(last)
    copy.execute("UPDATE state SET value = value + 1 WHERE name = 'lineage'")
    copy.commit()
    copy.close()
    _middle(filled)
    killed(filled)

    history = history_at(filled)

    assert 200 <= history.count(KEY) < 300
    history.close()


@pytest.mark.row("D4")
@pytest.mark.parametrize("spoilt", [b"", b"no database", b"SQLite format 3\0" + b"\0" * 84], ids=["empty", "text", "head alone"])
def test_a_damaged_backup_saves_nothing_and_costs_nothing(filled: Path, spoilt: bytes) -> None:
    filled.with_name("history.db.backup-2025-10-04").write_bytes(spoilt)
    _cut(filled)

    history = history_at(filled)

    assert 100 < history.count(KEY) < 300
    history.close()


@pytest.mark.row("D6")
def test_a_copy_that_fails_is_tried_again_after_an_hour(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ManualClock()
    history = history_at(filled, clock=clock)

    def full(*given: object) -> bool:
        raise StoreError("the disk is full", passing=True)

    with monkeypatch.context() as broken:
        broken.setattr(upkeep, "back_up", full)
        with pytest.raises(StoreError):
            tend(history)
        assert not history.tend()
    clock.advance(3600)
    tend(history)

    assert [backup.day for backup in backups(filled)] == ["2025-10-04"]
    history.close()


def test_what_one_program_tends_another_need_not(filled: Path) -> None:
    first, second = history_at(filled), history_at(filled)

    assert first.tend()
    assert not second.tend()

    first.close()
    second.close()


# --- retention --------------------------------------------------------------------------------------------------------


def _tended(place: Path, clock: ManualClock, retention: Retention) -> list[str]:
    """The posts that are left after the upkeep of two days."""
    history = history_at(place, clock=clock, retention=retention)
    tend(history)
    clock.advance(86400)
    tend(history)
    left = [each.own for each in history.posts(KEY)]
    history.close()
    return left


def test_old_posts_go_but_never_the_newest_and_the_starred(filled: Path) -> None:
    clock = ManualClock()
    clock.advance(40 * 86400)
    before = filled.stat().st_size

    left = _tended(filled, clock, Retention(days=30))

    assert left == [*(str(number) for number in range(299, 99, -1)), "7"]
    assert filled.stat().st_size < before


def test_what_a_source_still_shows_stays(filled: Path) -> None:
    history = history_at(filled)
    history.keep(batch(oldest=50.0))
    history.close()
    clock = ManualClock()
    clock.advance(40 * 86400)

    left = _tended(filled, clock, Retention(days=30))

    assert left == [*(str(number) for number in range(299, 49, -1)), "7"]


def test_the_oldest_go_when_there_is_too_much(filled: Path) -> None:
    assert len(_tended(filled, ManualClock(), Retention(size=300_000))) == 201


def test_enough_room_and_young_posts_lose_nothing(filled: Path) -> None:
    assert len(_tended(filled, ManualClock(), Retention(days=30))) == 300


def test_a_clock_that_is_wrong_for_a_while_costs_no_post(filled: Path) -> None:
    clock = ManualClock()
    history = history_at(filled, clock=clock)
    tend(history)
    for seconds in (70 * 365 * 86400, -70 * 365 * 86400 + 86400, -50 * 365 * 86400, 50 * 365 * 86400 + 86400):
        clock.advance(seconds)
        tend(history)
        assert history.count(KEY) == 300
    history.close()


def test_posts_that_came_while_the_clock_was_wrong_are_as_old_as_they_say(place: Path) -> None:
    clock = ManualClock()
    today = NOON.timestamp()
    clock.advance(-today)
    history = history_at(place, clock=clock)
    history.keep(batch(*(post(str(number), at=today + number) for number in range(300))))
    history.close()
    clock.advance(today + 3600)

    assert len(_tended(place, clock, Retention(days=30))) == 300
    clock.advance(40 * 86400)
    assert len(_tended(place, clock, Retention(days=30))) == 200


@pytest.mark.row("D6")
def test_copies_of_days_to_come_go_before_the_real_ones(filled: Path) -> None:
    from feeds.store.backup import back_up

    now = ManualClock().now()
    for days in (70 * 365, 70 * 365 + 7, 0, 7):
        assert back_up(filled, now + timedelta(days=days))

    assert [backup.day for backup in backups(filled)] == ["2025-10-11", "2025-10-04"]


def test_a_post_that_went_and_is_said_again_is_no_news(filled: Path) -> None:
    clock = ManualClock()
    clock.advance(40 * 86400)
    _tended(filled, clock, Retention(days=30))
    history = history_at(filled, clock=clock)

    history.keep(batch(post("3", at=3.0)))

    assert history.marks_elsewhere([KEY]) == {KEY: [Mark("3", seen=True, starred=False, new=False, changed=False)]}
    status = next(each.status for each in history.posts(KEY) if each.own == "3")
    assert status.seen and not status.new
    history.close()


def test_versions_and_points_go_with_their_posts(place: Path) -> None:
    clock = ManualClock()
    history = history_at(place, clock=clock, retention=Retention(days=30))
    history.keep(batch(post("old", at=-1.0, older=(post("old").entry,)), *MANY))
    clock.advance(40 * 86400)

    history.clean()

    assert history.usage().sources[0].versions == 0
    assert history.count(KEY) == 200
    history.close()


def test_a_source_is_forgotten_whole(filled: Path) -> None:
    history = history_at(filled)

    assert history.forget(KEY)
    assert not history.forget(KEY)

    assert (history.record(KEY), history.posts(KEY)) == (None, [])
    history.close()
    assert filled.stat().st_size < 100_000


# --- journals ---------------------------------------------------------------------------------------------------------


@pytest.mark.row("D1")
@pytest.mark.parametrize(("kind", "local"), [("ext4", True), ("btrfs", True), ("nfs4", False), ("cifs", False), ("fuse.sshfs", False), ("9p", False)])
def test_a_network_file_system_is_told_from_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, local: bool) -> None:
    mounts = f"1 0 8:1 / / rw - ext4 /dev/vda rw\n2 1 8:2 / {tmp_path.resolve().parent} rw shared:1 - {kind} server rw\n"
    real = Path.read_text
    monkeypatch.setattr(Path, "read_text", lambda self, *given, **named: mounts if str(self) == "/proc/self/mountinfo" else real(self, *given, **named))

    assert places.is_local(tmp_path / "history.db") is local


def test_a_system_that_does_not_tell_its_mounts_has_no_local_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(self: Path, *given: object, **named: object) -> str:
        raise FileNotFoundError(os.fspath(self))

    monkeypatch.setattr(Path, "read_text", missing)

    assert not places.is_local(tmp_path / "history.db")


@pytest.mark.row("D1")
@pytest.mark.parametrize(("new", "local", "journal", "synchronous"), [(True, True, "wal", 1), (True, False, "truncate", 2), (False, True, "truncate", 2)])
def test_the_journal_is_one_that_several_programs_can_share(
    place: Path, monkeypatch: pytest.MonkeyPatch, new: bool, local: bool, journal: str, synchronous: int
) -> None:
    monkeypatch.setattr(connection, "SAFE_WAL", (3,) if new else (99,))
    monkeypatch.setattr(connection, "is_local", lambda path: local)

    history = history_at(place)

    asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "auto_vacuum")
    assert [history._database.one(f"PRAGMA {name}") for name in asked] == [(journal,), (synchronous,), (1,), (5000,), (2,)]
    history.close()


def test_opening_what_is_there_writes_nothing(filled: Path) -> None:
    before = filled.read_bytes()

    history = history_at(filled)

    assert filled.read_bytes() == before
    history.close()
