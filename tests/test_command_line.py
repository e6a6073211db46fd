"""The command line without a screen: dump, errors, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui.commands.arguments import whole

from .pages import live_page, page, post
from .support import ROOT

FEEDREADER = (sys.executable, "-m", "tui")


def run(*words: str, stdin: bytes = b"", cwd: Path | None = None) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([*FEEDREADER, *words], input=stdin, capture_output=True, cwd=cwd or ROOT, env=env, timeout=60, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(page([post(2, headline="Ferry turned back"), post(1, body=["Rain."]), post(0)]), encoding="utf-8")
    return path


def test_dump_has_the_promised_shape(saved: Path) -> None:
    code, out, err = run("dump", "--json", str(saved))
    value = json.loads(out)

    assert (code, err) == (0, "")
    assert set(value) == {"feeds", "feed", "entries", "problems"}
    assert value["feed"] == value["feeds"][0]
    assert {"source", "format", "title", "link", "language", "summary", "updated", "ended"} <= set(value["feed"])
    assert value["feed"]["summary"] == ["The barrier is shut"]
    first = value["entries"][0]
    assert {
        "id",
        "source",
        "headline",
        "link",
        "published",
        "updated",
        "date_inferred",
        "stamp",
        "label",
        "breaking",
        "pinned",
        "status",
        "authors",
        "media",
        "blocks",
        "text",
        "summary",
        "facts",
        "tags",
    } == set(first)
    assert (first["headline"], first["published"], first["status"]) == ("Ferry turned back", "2025-10-03T06:02:00+01:00", ["new"])
    assert first["blocks"][0] == {"type": "paragraph", "text": first["text"].split("\n\n")[0], "links": []}


def test_dump_as_lines_has_a_post_a_line_oldest_first_and_is_read_back(saved: Path, tmp_path: Path) -> None:
    code, out, err = run("dump", "--jsonl", str(saved))
    whole = json.loads(run("dump", "--json", str(saved))[1])["entries"]
    lines = [json.loads(line) for line in out.splitlines()]
    again = tmp_path / "again.jsonl"
    again.write_text(out, encoding="utf-8")

    assert (code, err) == (0, "")
    assert lines == whole[::-1]
    read = json.loads(run("dump", "--json", str(again))[1])
    assert (read["feed"]["format"], read["problems"]) == ("json-lines", [])
    source = [{"name": "source", "value": str(saved), "link": None}]
    assert read["entries"] == [{**entry, "source": str(again), "facts": entry["facts"] + source} for entry in whole]
    assert run("dump", "--json", "--jsonl", str(saved))[0] == 2


def test_dump_filters(saved: Path) -> None:
    code, out, _ = run("dump", str(saved), "--filter", "title:ferry")

    assert (code, [entry["headline"] for entry in json.loads(out)["entries"]]) == (0, ["Ferry turned back"])


def test_dump_reads_standard_input_and_several_sources(saved: Path) -> None:
    code, out, _ = run("dump", "-", str(saved), stdin=live_page(2).encode())

    assert code == 0
    assert [feed["source"] for feed in json.loads(out)["feeds"]] == ["-", str(saved)]


def test_dump_of_a_file_saved_just_now_has_its_last_post_too(saved: Path) -> None:
    saved.write_text(live_page(3), encoding="utf-8")

    assert len(json.loads(run("dump", str(saved))[1])["entries"]) == 3


def test_a_source_that_fails_is_told_and_the_others_are_printed(saved: Path) -> None:
    code, out, err = run("dump", "missing.txt", str(saved))

    assert (code, len(json.loads(out)["entries"])) == (1, 3)
    assert err == "feedreader: missing.txt does not exist\n"


@pytest.mark.row("F30")
@pytest.mark.parametrize("screen", [True, False], ids=["screen", "dump"])
@pytest.mark.parametrize(
    ("name", "says"),
    [(".", "is a folder"), ("/dev/zero", "is a device"), ("gopher://x", "gopher addresses are not read"), ("binary.png", "binary")],
)
def test_what_can_never_be_read_is_one_line_and_exit_one(tmp_path: Path, name: str, says: str, screen: bool) -> None:
    (tmp_path / "binary.png").write_bytes(b"\x89PNG\0\0\0")
    words = [name] if screen else ["dump", name]
    if screen:
        import pty

        leader, follower = pty.openpty()
        done = subprocess.Popen(
            [*FEEDREADER, *words], stdin=follower, stdout=follower, stderr=follower, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        code = done.wait(60)
        os.close(follower)
        err = os.read(leader, 65536).decode()
        os.close(leader)
        assert "\x1b[?1049h" not in err
    else:
        code, out, err = run(*words, cwd=tmp_path)
        assert out == ""

    assert code == 1
    assert says in err
    assert err.strip().count("\n") == 0
    assert Path(name).name in err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["dump"], "SOURCE"),
        (["dump", "page.txt", "--filter", "auhtor:x"], "perhaps author?"),
        (["dump", "page.txt", "--tz", "Mars/Olympus"], "no time zone"),
        (["dump", "page.txt", "--date", "tomorrow"], "no day"),
        (["--bogus"], "--bogus"),
        (["page.txt", "--pink\x1b[2J"], "␛[2J"),
        (["page.txt"], "no terminal"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_two(words: list[str], says: str) -> None:
    code, out, err = run(*words)

    assert (code, out) == (2, "")
    assert says in err
    assert err.strip().count("\n") == 0


def test_filter_may_begin_with_a_minus(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(live_page(3), encoding="utf-8")

    code, out, err = run("dump", "--jsonl", "page.txt", "--filter", '-"Headline 2"', cwd=tmp_path)
    assert (code, len(out.splitlines()), err) == (0, 2, "")
    assert run("dump", "--filter", "--json", "page.txt", cwd=tmp_path)[0] == 2
    assert whole(["--", "--filter", "-x"]) == ["--", "--filter", "-x"]


def test_missing_and_empty_sources_fail_a_dump(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()

    assert run("dump", "empty.txt", cwd=tmp_path)[::2] == (1, "feedreader: empty.txt is empty\n")
    assert run("dump", "-", cwd=tmp_path)[::2] == (1, "feedreader: standard input was empty\n")


def test_reader_of_the_output_that_leaves_early_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(live_page(2000), encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    dump = subprocess.Popen([*FEEDREADER, "dump", "page.txt"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=env)
    assert dump.stdout is not None
    assert dump.stderr is not None
    dump.stdout.read(10)
    dump.stdout.close()

    assert dump.stderr.read() == b""
    dump.stderr.close()
    dump.wait(60)


def test_help_has_examples_and_version_is_told() -> None:
    assert "examples:" in run("--help")[1]
    assert run("--version")[1].startswith("feedreader ")
