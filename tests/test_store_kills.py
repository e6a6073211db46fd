"""Programs that are killed while they write the history: what was acknowledged is there, and nothing is there by halves."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.store import connection

from .kept import KEY, history_at
from .support import ROOT

ROUNDS = {"rollback": 15, "log": 10}
"""Rounds by journal: 25 in all."""
FROM = {"rollback": (99,), "log": (3,)}
"""The versions of SQLite from which a log is taken to be safe."""
LONGEST = 0.06
"""Seconds that a program writes until it is killed."""
WRITER = """
import os, signal, sys
from pathlib import Path
from msgspec.structs import replace
from feeds import Mark
from feeds.store import connection
from tests.kept import KEY, RECORD, batch, history_at, post

connection.SAFE_WAL = eval(sys.argv[1])

def write(place):
    history = history_at(Path(place))
    record = history.record(KEY)
    number = int(record.title) if record else 0
    while True:
        number += 1
        posts = [post(f"{number} {part}", at=float(number), text="Boats go out. " * 200) for part in range(3)]
        history.keep(batch(*posts, record=replace(RECORD, title=str(number))))
        history.mark(KEY, [Mark(f"{number} 0", seen=True, starred=True, new=True, changed=False)])
        os.write(1, f"{number}\\n".encode())

for place in sys.stdin:
    child = os.fork()
    if not child:
        write(place.strip())
    os.write(1, f"child {child}\\n".encode())
    os.waitpid(child, 0)
    os.write(1, b"gone\\n")
"""


@pytest.fixture(params=ROUNDS)
def journal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The journal that is used here and in the writer."""
    kind: str = request.param
    monkeypatch.setattr(connection, "SAFE_WAL", FROM[kind])
    return kind


@pytest.fixture
def writer(journal: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that forks one that writes for each path that it is told."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(FROM[journal])], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def kill_soon(writer: subprocess.Popen[bytes], place: Path, after: float, *, opening: bool) -> set[int]:
    """Let a program write, and kill it some time after it has acknowledged the first batch, or has begun; the batches that it acknowledged."""
    assert writer.stdin is not None and writer.stdout is not None
    writer.stdin.write(f"{place}\n".encode())
    writer.stdin.flush()
    out, said, child = writer.stdout.fileno(), b"", 0
    until: float | None = None
    while b"gone\n" not in said:
        if select.select([out], [], [], None if until is None else max(0.0, until - time.monotonic()))[0]:
            said += os.read(out, 65536)
        else:
            os.kill(child, signal.SIGKILL)
            until = None
        if not child and b"\n" in said.partition(b"child ")[2]:
            child = int(said.partition(b"child ")[2].split()[0])
            until = time.monotonic() + after if opening else None
        if child and until is None and not opening and said.count(b"\n") > 1:
            until, opening = time.monotonic() + after, True
    return {int(line) for line in said.decode().split("\n") if line.isdigit()}


@pytest.mark.row("D1", "D2", "T3", "67", "H2")
def test_what_was_acknowledged_is_there_and_nothing_by_halves(tmp_path: Path, journal: str, writer: subprocess.Popen[bytes]) -> None:
    place = tmp_path / "history.db"
    rng = random.Random(67)
    acknowledged: set[int] = set()
    for number in range(ROUNDS[journal]):
        acknowledged |= kill_soon(writer, place, rng.uniform(0, LONGEST), opening=number % 5 == 0)

        history = history_at(place)
        posts = history.posts(KEY)
        record = history.record(KEY)
        batches = Counter(int(post.own.split()[0]) for post in posts)
        last = max(batches, default=0)
        assert history.notes == ()
        assert last >= max(acknowledged, default=0)
        assert batches == dict.fromkeys(range(1, last + 1), 3)
        assert (int(record.title or 0) if record else 0) == last
        marked = {int(post.own.split()[0]) for post in posts if post.status.starred}
        assert marked >= acknowledged
        assert history._database.run("PRAGMA integrity_check") == [("ok",)]
        assert history._database.run("PRAGMA journal_mode") == [({"rollback": "truncate", "log": "wal"}[journal],)]
        history.close()
    assert len(acknowledged) > ROUNDS[journal]
