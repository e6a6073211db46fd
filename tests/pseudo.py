"""A pseudo-terminal: starts a program, presses keys, reads its screen. The program's own answers decide when a frame is whole."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyte

from .waiting import PATIENCE, in_time

SYNC_ASKED, SYNC_ANSWER, FRAME_END = b"\x1b[?2026$p", b"\x1b[?2026;2$y", b"\x1b[?2026l"
KITTY = re.compile(rb"\x1b\[[<>=]\d*(?:;\d+)*u|\x1b\[\?2026[hl]|\x1b\[\?\d+\$p")
KEYS = {
    "enter": b"\r",
    "esc": b"\x1b[27u",  # as kitty writes it: a bare one is told from the beginning of another key only by the time that passes
    "down": b"\x1b[B",
    "up": b"\x1b[A",
    "pgdn": b"\x1b[6~",
    "pgup": b"\x1b[5~",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "tab": b"\t",
}


class Terminal:
    """A program on a terminal of its own. Use it in a `with`: what is left of the program is killed at the end."""

    def __init__(
        self,
        argv: Sequence[str],
        *,
        size: tuple[int, int] = (100, 30),
        env: dict[str, str] | None = None,
        stdin: bytes | None = None,
        live: bool = False,
        cwd: Path | None = None,
    ) -> None:
        """`stdin` is what a pipe brings on standard input; a `live` one stays open, for `pour` and `end`."""
        columns, rows = size
        self.raw = bytearray()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._unpainted = bytearray()
        self._answered = False
        self.status: int | None = None
        surroundings = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
        surroundings |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **(env or {})}
        pipe = os.pipe() if stdin is not None else None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            if cwd is not None:
                os.chdir(cwd)
            if pipe is not None:
                os.dup2(pipe[0], 0)
                os.close(pipe[0])
                os.close(pipe[1])
            os.execvpe(argv[0], list(argv), surroundings)
        self.attributes = termios.tcgetattr(self.fd)
        self._pipe: int | None = None
        if pipe is not None:
            os.close(pipe[0])
            self._pipe = pipe[1]
            self.pour(stdin or b"")
            if not live:
                self.end()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.status is None:
            try:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
            except (ProcessLookupError, ChildProcessError):
                pass
        os.close(self.fd)
        self.end()

    def pour(self, data: bytes) -> None:
        """Write into the pipe on the program's standard input."""
        assert self._pipe is not None, "there is a pipe"
        os.write(self._pipe, data)

    def end(self) -> None:
        """Close that pipe."""
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None

    @property
    def screen(self) -> pyte.Screen:
        """The screen with all that was written so far: painting takes longer than writing, so it is put off until somebody looks."""
        if self._unpainted:
            self._stream.feed(KITTY.sub(b"", bytes(self._unpainted)))
            self._unpainted.clear()
        return self._screen

    @property
    def text(self) -> str:
        """The screen as it stands."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def read(self, seconds: float) -> bytes:
        """What the program writes next, empty when it writes nothing for so long or has gone."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            return b""
        self.raw += data
        if not self._answered and SYNC_ASKED in self.raw:
            self._answered = True
            os.write(self.fd, SYNC_ANSWER)
        self._unpainted += data
        return data

    def until(self, holds: str | Callable[[str], bool], *, seconds: float = PATIENCE) -> str:
        """The screen, as soon as it holds a text or passes a test. Raises AssertionError when it never does."""
        test = holds if callable(holds) else lambda text: holds in text
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if test(self.text):
                return self.text
            self.read(0.05)
        raise AssertionError(f"never showed {holds!r}:\n{self.text}")

    def press(self, *keys: str) -> None:
        """Press keys by name; other words are typed."""
        for key in keys:
            os.write(self.fd, KEYS.get(key, key.encode()))

    def resize(self, columns: int, rows: int) -> None:
        """Another size of the window."""
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def hang_up(self) -> None:
        """Close the window."""
        os.close(self.fd)
        self.fd = os.open(os.devnull, os.O_RDONLY)

    def stopped(self, *, seconds: float = PATIENCE) -> bool:
        """Whether the program stops itself, as ctrl+z asks."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
            if pid:
                return os.WIFSTOPPED(status)
        return False

    def frame(self, *, seconds: float = PATIENCE) -> int:
        """Read to the end of the next frame; bytes of it."""
        got = b""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            got += self.read(0.05)
            if FRAME_END in got:
                return len(got)
        raise AssertionError("no frame came")

    def quiet(self, seconds: float = 0.3) -> None:
        """Read until nothing has come for a while."""
        while self.read(seconds):
            pass

    def wait(self, *, seconds: float = PATIENCE) -> int:
        """The exit code, once the program has ended by itself. Minus the signal's number when it was killed by one."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
                while self.read(0.05):
                    pass
                return os.waitstatus_to_exitcode(status)
        raise AssertionError(f"did not end:\n{self.text}")

    def leaves(self, *, within: float) -> int:
        """The exit code of a program that ends by itself, in so many seconds at the most."""
        begun = time.monotonic()
        code = self.wait()
        assert in_time(time.monotonic() - begun, within)
        return code
