"""The installed program with addresses: on the command line and in a pseudo-terminal."""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tui.commands.arguments import _interval

from . import misbehaving as bad
from .misbehaving import answer, closed_port, serving
from .pages import live_page
from .pseudo import Terminal
from .test_command_line import run
from .waiting import in_time, promptly, wait_until

FEEDREADER = Path(sys.executable).with_name("feedreader")
on_screen = pytest.mark.skipif(not FEEDREADER.exists(), reason="the program is not installed beside this Python")


def test_dump_of_an_address() -> None:
    with serving(answer(live_page(3).encode(), "Content-Type: text/plain; charset=utf-8")) as server:
        code, out, err = run("dump", "--json", f"{server.url}live?token=hush")
    value = json.loads(out)

    assert (code, err) == (0, "")
    assert [feed["source"] for feed in value["feeds"]] == [f"{server.url}live?token=…26fb"]
    assert len(value["entries"]) == 3
    assert "hush" not in out


def test_dump_of_an_address_out_of_reach_is_one_line_and_exit_one() -> None:
    address = f"http://ann:hush@127.0.0.1:{closed_port()}/"

    code, out, err = run("dump", address)

    assert (code, out) == (1, "")
    assert err == f"feedreader: cannot reach {address.replace('hush', '…')}: nothing answers there (connection refused)\n"


def test_dump_without_the_network_prints_the_others(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(live_page(2), encoding="utf-8")

    code, out, err = run("dump", "--no-network", "https://news.example/?key=hush", "page.txt", cwd=tmp_path)

    assert code == 1
    assert len(json.loads(out)["entries"]) == 2
    assert err == "feedreader: https://news.example/?key=… is not asked: --no-network keeps the program off the network\n"


@pytest.mark.parametrize(("text", "seconds"), [("30", 30), ("30s", 30), ("2m", 120), ("1h", 3600), ("0.5", 0.5), ("1.5h", 5400)])
def test_interval_is_in_seconds_minutes_or_hours(text: str, seconds: float) -> None:
    assert _interval(text) == seconds


@pytest.mark.parametrize("text", ["0", "-5", "2 days", "1d", "m", "", "1e3", "٣٠", "nan", "inf", "999999h", "1:30"])
def test_interval_that_is_none_is_wrong_usage(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is no interval"):
        _interval(text)


@on_screen
def test_address_is_followed_on_the_screen() -> None:
    steps = [answer(live_page(3).encode(), 'ETag: "a"'), answer(b"", status="304 Not Modified", length=False), answer(live_page(4).encode(), 'ETag: "b"')]
    with (
        serving(*steps, answer(b"", status="304 Not Modified", length=False)) as server,
        Terminal([str(FEEDREADER), server.url, "--interval", "0.4"], size=(140, 32)) as terminal,
    ):
        terminal.until("3 posts")
        terminal.until("polled 0 s ago")
        terminal.until("4 posts")
        terminal.until("Headline 3 ")
        terminal.until("304")
        server.steps = [answer(b"", status="500 Internal Server Error")]
        terminal.until("try in")
        assert "the server is in trouble (500)" in terminal.text
        assert "posts are kept" in terminal.text
        server.steps = [answer(b"", status="410 Gone")]
        terminal.until("polling stopped, r asks again")
        asked = len(server.requests)
        server.steps = [answer(live_page(5).encode())]
        terminal.press("r")
        terminal.until("5 posts")
        assert len(server.requests) >= asked + 1
        terminal.press("p")
        terminal.until("paused")
        terminal.press("q")

        assert terminal.wait() == 0


@on_screen
def test_terminal_that_shows_no_screen_is_told_what_to_do() -> None:
    with Terminal([str(FEEDREADER)], env={"TERM": "dumb"}) as terminal:
        assert terminal.wait() == 2
        assert bytes(terminal.raw) == b"feedreader: this terminal can show no screen (TERM=dumb); feedreader dump prints what a source says\r\n"


@on_screen
def test_without_the_network_what_is_kept_is_shown_and_nothing_is_asked(tmp_path: Path) -> None:
    env = {"XDG_STATE_HOME": str(tmp_path / "state"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    with serving(answer(live_page(3).encode(), "Content-Type: text/plain; charset=utf-8")) as server:
        address = f"{server.url}live"
        with Terminal([str(FEEDREADER), address], size=(130, 30), env=env) as terminal:
            terminal.until("3 posts")
            terminal.press("q")
            assert terminal.wait() == 0
        asked = len(server.requests)
        for words in ([address], []):
            with Terminal([str(FEEDREADER), "--no-network", *words], size=(130, 30), env=env) as terminal:
                terminal.until("3 posts")
                terminal.until("not asked · --no-network keeps the program off the network · posts are kept")
                terminal.press("r")
                terminal.until("live is not asked: --no-network")
                terminal.press("q")
                assert terminal.wait() == 0
        with Terminal([str(FEEDREADER), "--no-network", f"{server.url}other"], size=(130, 30), env=env) as terminal:
            assert terminal.wait() == 1
            assert b"other is not asked: --no-network keeps the program off the network; nothing of it is kept" in terminal.raw
        assert len(server.requests) == asked


@on_screen
def test_program_opens_with_an_address_out_of_reach_and_tries_again() -> None:
    with Terminal([str(FEEDREADER), f"http://127.0.0.1:{closed_port()}/live", "--interval", "1"], size=(140, 32)) as terminal:
        terminal.until("cannot reach 127.0.0.1:")
        terminal.until("3rd try in")
        terminal.press("q")

        assert terminal.wait() == 0


@on_screen
def test_leaving_waits_for_no_poll() -> None:
    with serving(bad.silence) as server, Terminal([str(FEEDREADER), server.url], size=(100, 30)) as terminal:
        terminal.until("reading")
        terminal.until(lambda _: server.open > 0)
        begun = time.monotonic()
        terminal.press("q")

        assert terminal.wait() == 0
        assert in_time(time.monotonic() - begun, 5)  # the server is silent for fifteen seconds


RSS = '<rss version="2.0"><channel><title>Quay news</title>{}</channel></rss>'
ITEM = "<item><title>{0}</title><guid>{0}</guid><pubDate>Sat, 04 Oct 2025 1{1}:00:00 GMT</pubDate><description>Words of it.</description></item>"


def quay(*titles: str) -> bytes:
    """A feed with these posts, an hour apart, the oldest first in this list."""
    return answer(RSS.format("".join(ITEM.format(title, number) for number, title in reversed(list(enumerate(titles))))).encode(), "Content-Type: text/xml")


@on_screen
def test_feed_that_a_page_names_is_followed_on_the_screen() -> None:
    page = b"<!doctype html><title>The quay</title><link rel=alternate type=application/rss+xml href=/news.xml><h1>The quay</h1><p>A house by the water.</p>"
    with (
        serving(answer(page, "Content-Type: text/html; charset=utf-8"), quay("Gates closed", "Ferry turned back")) as server,
        Terminal([str(FEEDREADER), server.url, "--interval", "0.4"], size=(160, 32)) as terminal,
    ):
        terminal.until("2 posts")
        terminal.until("Ferry turned back")
        terminal.until("Quay news")
        terminal.until("the page has no posts of its own; its feed is followed")
        server.steps = [quay("Gates closed", "Ferry turned back", "Lantern lit")]
        terminal.until("Lantern lit")
        terminal.until("3 posts")
        assert [request.split()[1] for request in server.requests[:3]] == [b"/", b"/news.xml", b"/news.xml"]
        terminal.press("q")

        assert terminal.wait() == 0


def children(pid: int) -> list[str]:
    """The processes that a process has started."""
    return " ".join(path.read_text(encoding="ascii") for path in Path(f"/proc/{pid}/task").glob("*/children")).split()


@on_screen
@pytest.mark.row("70")
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this system does not list the threads of a process")
def test_leaving_during_ten_slow_polls_takes_less_than_a_second_and_leaves_nothing() -> None:
    """Four are under way, the others wait for their turn; each answers in its own slow way."""
    slow = [
        bad.silence,
        bad.trickle(b"x" * 4000, b"HTTP/1.1 200 OK\r\nX: "),
        bad.trickle(b"x" * 4000, answer(b"", length=False)),
        bad.then_silence(answer(b"", length=False)),
    ]

    def leave() -> float:
        with ExitStack() as stack:
            servers = [stack.enter_context(serving(slow[number % len(slow)])) for number in range(10)]
            terminal = stack.enter_context(Terminal([str(FEEDREADER), *(server.url for server in servers)], size=(100, 30)))
            terminal.until(lambda _: sum(server.open for server in servers) == 4)
            assert children(terminal.pid) == []
            begun = time.monotonic()
            terminal.press("q")
            assert terminal.wait() == 0
            took = time.monotonic() - begun
            wait_until(lambda: not any(server.open for server in servers))
        return took

    assert promptly(leave, 1)
