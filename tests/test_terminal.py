"""The installed program in a pseudo-terminal: what only a real terminal shows."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from .pages import live_page
from .pseudo import Terminal

FEEDREADER = Path(sys.executable).with_name("feedreader")
pytestmark = pytest.mark.skipif(not FEEDREADER.exists(), reason="the program is not installed beside this Python")


def restored(terminal: Terminal) -> bool:
    """Whether the terminal is as it was: no alternate screen, cursor on, mouse off, echo on."""
    raw = bytes(terminal.raw)
    modes = dict(re.findall(rb"\x1b\[\?(\d+)([hl])", raw))
    off = all(modes.get(code, b"l") == b"l" for code in (b"1049", b"1000", b"1003", b"1006", b"2004", b"1004"))
    echo = bool(termios.tcgetattr(terminal.fd)[3] & termios.ECHO)
    return off and modes.get(b"25") == b"h" and echo == bool(terminal.attributes[3] & termios.ECHO)


def test_sample_is_read_filtered_opened_and_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with Terminal([str(FEEDREADER)], size=(110, 32)) as terminal:
        terminal.until("28 posts")
        assert "feedreader FILE opens yours" in terminal.text

        terminal.press("/", "title:motor")
        terminal.until("  1 of 28")
        terminal.press("enter", "enter")
        terminal.until("esc back")
        terminal.press("\x1b")  # bare, as most terminals write it
        terminal.until(lambda text: "esc back" not in text)
        terminal.press("q")

        assert terminal.wait() == 0
        assert restored(terminal)
    history = subprocess.run([str(FEEDREADER), "history"], capture_output=True, text=True, check=True)
    assert "no post yet" in history.stdout  # nothing is remembered of the sample


@pytest.mark.row("F7", "F8")
def test_file_that_is_rewritten_and_replaced_while_the_program_runs(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(live_page(30), encoding="utf-8")
    with Terminal([str(FEEDREADER), str(path)], size=(110, 32)) as terminal:
        terminal.until("30 posts")
        terminal.press("j", "j", "j")
        terminal.until("4 of 30")
        terminal.quiet()
        held = [line[:48] for line in terminal.text.split("\n") if "Headline 26" in line]

        path.write_text(live_page(32), encoding="utf-8")
        terminal.until("▲ 2 new")
        fresh = tmp_path / "fresh"
        fresh.write_text(live_page(33, points=("The barrier is open",)), encoding="utf-8")
        os.replace(fresh, path)
        terminal.until("▲ 3 new")

        terminal.until("The barrier is open")
        assert [line[:48] for line in terminal.text.split("\n") if "Headline 26" in line] == held
        terminal.press(".")
        terminal.until("Headline 32")
        path.unlink()
        terminal.until("waiting for the file")
        assert "Headline 32" in terminal.text
        terminal.press("q")
        assert terminal.wait() == 0


def test_pipe_is_read_to_its_end_and_the_keyboard_lives() -> None:
    with Terminal([str(FEEDREADER), "-"], size=(100, 30), stdin=live_page(5).encode()) as terminal:
        terminal.until("5 posts")
        terminal.until("ended")
        terminal.press("j")
        terminal.until("2 of 5")
        terminal.press("q")

        assert terminal.wait() == 0
        assert restored(terminal)


def log_line(number: int) -> bytes:
    """A record of a log that a producer pipes in."""
    return f"2026-03-01 10:{number // 60:02}:{number % 60:02} gauge {number} is read\n".encode()


@pytest.mark.row("F37")
def test_live_pipe_is_followed_while_keys_work_and_its_end_is_told() -> None:
    with Terminal([str(FEEDREADER), "-"], size=(110, 32), stdin=log_line(1) + log_line(2), live=True) as terminal:
        terminal.until("2 posts")
        assert "new" not in terminal.text.split("\n")[0]
        terminal.press("j")
        terminal.until("2 of 2")
        for number in range(3, 13):
            terminal.pour(log_line(number))
            terminal.press("k" if number % 2 else "j")
            terminal.read(0.05)
        terminal.until("12 posts")
        terminal.press("G", "g")
        terminal.until("gauge 12 is read")
        terminal.pour(log_line(13)[:30])
        terminal.end()
        terminal.until("13 posts")
        terminal.until("ended")
        terminal.press("j")
        terminal.press("q")

        assert terminal.wait() == 0
        assert restored(terminal)


@pytest.mark.row("F37")
def test_live_page_on_a_pipe_is_shown_before_its_end() -> None:
    whole = live_page(6).encode()
    with Terminal([str(FEEDREADER), "-"], size=(110, 32), stdin=whole[:-200], live=True) as terminal:
        terminal.until("5 posts")
        terminal.pour(whole[-200:])
        terminal.until("6 posts")
        terminal.end()
        terminal.until("ended")
        terminal.press("q")

        assert terminal.wait() == 0


@pytest.mark.row("F37")
@pytest.mark.parametrize("begun", [b"", log_line(1) + log_line(2)], ids=["silent", "begun"])
def test_program_is_left_at_once_while_the_producer_goes_on(begun: bytes) -> None:
    with Terminal([str(FEEDREADER), "-"], size=(110, 32), stdin=begun, live=True) as terminal:
        terminal.until("2 posts" if begun else "Nothing has arrived yet.")
        terminal.press("q")

        assert terminal.leaves(within=3) == 0
        assert restored(terminal)


@pytest.mark.row("F37")
def test_signal_ends_the_program_while_the_producer_goes_on() -> None:
    with Terminal([str(FEEDREADER), "-"], size=(110, 32), stdin=log_line(1) + log_line(2), live=True) as terminal:
        terminal.until("2 posts")
        os.kill(terminal.pid, signal.SIGTERM)

        assert terminal.leaves(within=3) == 143
        assert restored(terminal)


@pytest.mark.row("F1")
def test_log_that_grows_rotates_and_is_truncated_while_the_program_runs(tmp_path: Path) -> None:
    path = tmp_path / "gauge.log"
    path.write_bytes(b"".join(map(log_line, range(1, 40))))
    with Terminal([str(FEEDREADER), str(path)], size=(110, 32)) as terminal:
        terminal.until("39 posts")
        with path.open("ab") as log:
            log.write(log_line(40))
        terminal.until("gauge 40 is read")
        os.rename(path, tmp_path / "gauge.log.1")
        path.write_bytes(log_line(41))
        terminal.until("gauge 41 is read")
        path.write_bytes(log_line(42))
        terminal.until("gauge 42 is read")
        terminal.until("42 posts")
        terminal.press("q")

        assert terminal.wait() == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_signals_leave_the_terminal_as_it_was(number: int, code: int) -> None:
    with Terminal([str(FEEDREADER)], size=(80, 24)) as terminal:
        terminal.until("28 posts")
        os.kill(terminal.pid, number)

        assert terminal.wait() == code
        assert restored(terminal)


def test_ctrl_c_interrupts() -> None:
    with Terminal([str(FEEDREADER)], size=(80, 24)) as terminal:
        terminal.until("28 posts")
        terminal.press("\x03")

        assert terminal.wait() == 130
        assert restored(terminal)


def test_ctrl_z_gives_the_terminal_back_and_fg_paints_anew() -> None:
    with Terminal([str(FEEDREADER)], size=(110, 32)) as terminal:
        terminal.until("28 posts")
        terminal.press("\x1a")
        assert terminal.stopped()
        terminal.quiet()
        assert restored(terminal)

        terminal.screen.reset()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.until("28 posts")
        terminal.press("j")
        terminal.until("2 of 28")
        terminal.press("q")
        assert terminal.wait() == 0


def test_program_that_is_stopped_without_being_asked_goes_on_and_can_be_left() -> None:
    with Terminal([str(FEEDREADER)], size=(110, 32)) as terminal:
        terminal.until("28 posts")
        os.kill(terminal.pid, signal.SIGSTOP)
        assert terminal.stopped()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.until(lambda _: b"28 posts" in terminal.raw.partition(b"\x1b[?1049l")[2])
        terminal.press("j")
        terminal.until("2 of 28")
        terminal.press("q")

        assert terminal.wait() == 0
        assert restored(terminal)


def test_storm_of_resizes_ends_in_a_whole_screen() -> None:
    with Terminal([str(FEEDREADER)], size=(110, 32)) as terminal:
        terminal.until("28 posts")
        terminal.press("j", "j")
        terminal.until("3 of 28")
        for columns, rows in [(1, 1), (200, 60), (3, 50), (300, 2), (48, 12), (47, 11), (99, 31)] * 6:
            terminal.resize(columns, rows)
            terminal.read(0.005)
        terminal.resize(110, 32)
        terminal.until(lambda text: "3 of 28" in text and "all keys" in text.split("\n")[-1])
        terminal.press("q")
        assert terminal.wait() == 0


@pytest.mark.parametrize("shell", [None, "trap '' HUP; {}; exit $?"], ids=["by a signal", "without a signal"])
def test_program_ends_when_its_window_is_closed(shell: str | None) -> None:
    argv = [str(FEEDREADER)] if shell is None else ["sh", "-c", shell.format(FEEDREADER)]
    with Terminal(argv, size=(80, 24)) as terminal:
        terminal.until("28 posts")
        terminal.hang_up()

        assert terminal.wait() == 129


def test_start_without_the_file_waits_for_it(tmp_path: Path) -> None:
    path = tmp_path / "later.txt"
    with Terminal([str(FEEDREADER), str(path)], size=(80, 24)) as terminal:
        terminal.until("Nothing has arrived yet.")
        path.write_text(live_page(4), encoding="utf-8")
        terminal.until("4 posts")
        terminal.press("q")

        assert terminal.wait() == 0
