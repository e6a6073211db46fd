"""`feedreader opml`, and the file in which the subscriptions are kept."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds import StoreError, Subscription, Subscriptions, read_subscriptions, write_opml
from tui import subscriptions
from tui.subscriptions import subscribe, subscribed, write_new

from .support import ROOT
from .test_command_line import FEEDREADER
from .test_shape import loaded_after

ONE = Subscription("https://example.org/1", "One", ("Sea",))
TWO = Subscription("https://example.org/2", "Two")


def run(config: Path, *words: str, stdin: bytes = b"", umask: int = -1) -> tuple[int, str, list[str]]:
    """Exit code, standard output and the lines of standard error of `feedreader opml`, run where the configuration directory is."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "XDG_CONFIG_HOME": str(config), "HOME": str(config)}
    done = subprocess.run([*FEEDREADER, "opml", *words], input=stdin, capture_output=True, cwd=config.parent, env=env, timeout=60, check=False, umask=umask)
    return done.returncode, done.stdout.decode(), done.stderr.decode().splitlines()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """A folder with an OPML list and a urls file of newsboat."""
    (tmp_path / "feeds.opml").write_bytes(write_opml(Subscriptions((ONE, TWO))))
    (tmp_path / "urls").write_text('https://example.org/2 "~Zwei"\nhttps://example.org/3 Sea\nexec:ls\n', encoding="utf-8")
    return tmp_path


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS keeps settings in the Library")
def test_lists_come_in_and_go_out(config: Path, lists: Path) -> None:
    kept = f"; kept in {config / 'feedreader' / 'subscriptions.opml'}"
    assert run(config, "import", "feeds.opml") == (0, "", [f"feedreader: feeds.opml: 2 new, 0 known{kept}"])
    assert run(config, "import", "urls", "feeds.opml") == (
        0,
        "",
        [
            "feedreader: urls, line 3: “exec:ls” is refused: it would run a program",
            f"feedreader: urls: 1 new, 1 known, 1 refused or broken{kept}",
            f"feedreader: feeds.opml: 0 new, 2 known{kept}",
        ],
    )

    code, out, err = run(config, "export")

    assert (code, err) == (0, [])
    assert read_subscriptions(out.encode()).feeds == (ONE, Subscription("https://example.org/3", None, ("Sea",)), TWO)
    assert run(config, "import", "-", stdin=out.encode()) == (0, "", [f"feedreader: -: 0 new, 3 known{kept}"])
    assert [path.name for path in (config / "feedreader").iterdir()] == ["subscriptions.opml"]


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS keeps settings in the Library")
def test_list_that_fails_is_told_and_the_others_come_in(config: Path, lists: Path) -> None:
    (lists / "page.html").write_text("<html><body>no list</body></html>", encoding="utf-8")

    code, out, err = run(config, "import", "nowhere.opml", "page.html", ".", "feeds.opml")

    assert (code, out) == (1, "")
    assert [line.split(": ")[1] for line in err] == ["nowhere.opml", "page.html", ".", "feeds.opml"]
    assert "2 new, 0 known" in err[-1]


@pytest.mark.row("S14")
@pytest.mark.skipif(sys.platform == "darwin", reason="macOS keeps settings in the Library")
def test_export_replaces_a_file_only_when_asked_to(config: Path, lists: Path) -> None:
    run(config, "import", "urls")
    target = lists / "out.opml"

    assert run(config, "export", "out.opml", umask=0) == (0, "", [])
    assert mode(target) == 0o600
    target.write_text("mine", encoding="utf-8")
    assert run(config, "export", "out.opml") == (1, "", ["feedreader: out.opml is there already; --force replaces it"])
    assert target.read_text(encoding="utf-8") == "mine"
    assert run(config, "export", "--force", "out.opml") == (0, "", [])
    assert len(read_subscriptions(target.read_bytes()).feeds) == 2


@pytest.mark.parametrize("words", [(), ("frob",), ("import",), ("export", "a", "b")])
def test_wrong_usage_is_told_in_one_line(config: Path, words: tuple[str, ...]) -> None:
    config.mkdir()
    code, out, err = run(config, *words)

    assert (code, out, len(err)) == (2, "", 1)
    assert "--help tells more" in err[0]


def test_command_needs_no_screen() -> None:
    modules = loaded_after("from tui.__main__ import main\ntry: main(['opml', 'import', '/nowhere'])\nexcept SystemExit: pass")

    assert "tui.commands.opml" in modules
    assert not {"textual", "rich", "asyncio", "httpx2", "lxml", "dateutil"} & modules


def test_subscriptions_are_added_to_those_that_are_there(config: Path) -> None:
    assert subscribed(config) == Subscriptions()
    assert subscribe(config, (ONE,)).new == 1

    added = subscribe(config, (TWO, Subscription(ONE.link, "Eins", ONE.groups), Subscription(ONE.link, "Eins")))

    assert (added.new, added.aside) == (2, None)
    assert subscribed(config).feeds == added.feeds == (ONE, TWO, Subscription(ONE.link, "Eins"))


def test_nothing_new_leaves_the_file_alone(config: Path) -> None:
    subscribe(config, (ONE,))
    before = (config / "subscriptions.opml").stat()

    subscribe(config, (ONE,))

    assert (config / "subscriptions.opml").stat().st_ino == before.st_ino


@pytest.mark.row("S14")
@pytest.mark.usefixtures("open_umask")
def test_what_is_kept_is_for_its_owner_alone(tmp_path: Path) -> None:
    subscribe(tmp_path / "a" / "b", (ONE,))
    wide = tmp_path / "wide"
    wide.mkdir(mode=0o777)

    subscribe(wide, (ONE,))

    assert [mode(path) for path in (tmp_path / "a", tmp_path / "a" / "b", wide)] == [0o700] * 3
    assert [mode(path / "subscriptions.opml") for path in (tmp_path / "a" / "b", wide)] == [0o600] * 2


@pytest.mark.row("S14")
def test_link_that_somebody_made_before_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "bashrc"
    target.write_bytes(write_opml(Subscriptions((TWO,))))
    before = target.read_bytes()
    link = tmp_path / "config" / "subscriptions.opml"
    link.parent.mkdir()
    link.symlink_to(target)

    for attempt in (
        lambda: subscribed(link.parent),
        lambda: subscribe(link.parent, (ONE,)),
        lambda: write_new(link, b"x", replace=True),
        lambda: write_new(link, b"x", replace=False),
    ):
        with pytest.raises(StoreError):
            attempt()

    assert target.read_bytes() == before
    assert [path.name for path in link.parent.iterdir()] == ["subscriptions.opml"]


@pytest.mark.row("S14")
def test_pipe_or_directory_in_place_of_the_file_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "subscriptions.opml")

    with pytest.raises(StoreError, match="no plain file"):
        subscribe(tmp_path, (ONE,))
    with pytest.raises(StoreError, match="no plain file"):
        write_new(tmp_path, b"x", replace=True)


@pytest.mark.parametrize("damage", [b"", b"garbage", b"\0\0\0", write_opml(Subscriptions((TWO, ONE)))[:-60], b'<opml><outline xmlUrl="exec:mine"/></opml>'])
def test_damaged_file_is_set_aside_and_what_can_be_read_stays(config: Path, damage: bytes) -> None:
    subscribe(config, ())
    path = config / "subscriptions.opml"
    path.write_bytes(damage)
    (config / "subscriptions.opml.damaged-1").write_bytes(b"an older one")

    added = subscribe(config, (ONE,))

    assert added.aside == "subscriptions.opml.damaged-2"
    assert (config / "subscriptions.opml.damaged-2").read_bytes() == damage
    assert ONE in subscribed(config).feeds
    assert (TWO in subscribed(config).feeds) == (TWO.link.encode() in damage)
    assert subscribe(config, (TWO,)).aside is None


def test_failing_disk_leaves_the_old_file(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subscribe(config, (ONE,))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        subscribe(config, (TWO,))

    assert subscribed(config).feeds == (ONE,)
    assert [path.name for path in config.iterdir()] == ["subscriptions.opml"]


def test_two_at_once_lose_nothing(config: Path) -> None:
    feeds = [Subscription(f"https://example.org/{number}") for number in range(8)]
    workers = [threading.Thread(target=subscribe, args=(config, (feed,))) for feed in feeds]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert set(subscribed(config).feeds) == set(feeds)


def test_file_that_is_too_large_is_refused(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subscribe(config, (ONE, TWO))
    monkeypatch.setattr(subscriptions, "LIMIT", 100)

    with pytest.raises(StoreError, match="larger than 100 bytes"):
        subscribed(config)
